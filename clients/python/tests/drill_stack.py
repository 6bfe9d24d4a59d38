"""Drills of the library on a running stack. Prints one JSON object a line, rows and events.

    python3 drill_stack.py deliver CAPTURE_PORT AUTHORIZE_PORT FOLDER LDJSON_PORT [TOKEN_SECRET_FILE]
    python3 drill_stack.py outage CAPTURE_PORT FOLDER LDJSON_PORT

`deliver` uses every method, kills a client that could not send, and asks for decisions.
`outage` logs until FOLDER/stop is there, whatever happens to capture-service meanwhile; FOLDER/logging
says that it has begun. Each event that has to be in capture-service is printed, in the order logged;
exit 0 says that each was found there once, at its place, under the hash worked out here.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

from support import GUIDE, HERE, REPOSITORY, example
from test_readme import examples

import tradewitness as tw

PATIENCE = 60.0
OUTAGE_SECONDS_MAX = 240.0
BULK = 5000
RUN = "%x" % time.time_ns()

global_vcp_client: Any = None
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def row(what: str, value: Any) -> None:
    print(json.dumps({"row": what, "value": value}), flush=True)


def require(condition: bool, what: str) -> None:
    if not condition:
        raise AssertionError(what)


def policy(name: str) -> str:
    return "com.example:python-library-%s-%s" % (name, RUN)


def told(events: Sequence[tw.Event]) -> None:
    """Prints what has to be in capture-service, after a look whether it is."""
    policy_id = events[0]["policy_identification"]["policy_id"]
    expected = [(event["header"]["event_id"], tw.event_hash(event)) for event in events]
    # What the service answered from its own disk is in the stream a little later.
    until = time.monotonic() + PATIENCE
    while captured_count(policy_id) < len(expected) and time.monotonic() < until:
        time.sleep(0.1)
    found = captured(policy_id)
    require(
        found == expected,
        "%s: logged %d, captured %d, or in another order, or with other hashes"
        % (policy_id, len(expected), len(found)),
    )
    for event_id, event_hash in expected:
        line = {"policy_id": policy_id, "event_id": event_id, "event_hash": event_hash}
        print(json.dumps(line), flush=True)


def captured(policy_id: str) -> List[Tuple[str, str]]:
    """Ids and hashes of a stream in its order."""
    found: List[Tuple[str, str]] = []
    while True:
        path = "/vcp/streams/%s/events?from=%d&limit=1000" % (policy_id, len(found))
        with _direct.open(CAPTURE + path, timeout=PATIENCE) as answer:
            page = json.load(answer)["events"]
        if not page:
            return found
        found += [(event["event_id"], event["event_hash"]) for event in page]


def delivered_all(client: tw.VCPClient) -> None:
    require(client.flush(PATIENCE), "not delivered within %d s: %s" % (PATIENCE, client.stats()))


def methods(folder: Path) -> None:
    """Every method of the guide's client, the decorator, and what the service says of the events."""
    delivered: List[tw.Delivered] = []
    callbacks = tw.Callbacks(on_delivered=delivered.append)
    with tw.VCPClient(
        policy("methods"),
        CAPTURE,
        spool_dir=folder / "methods",
        callbacks=callbacks,
        venue_id="XNAS",
        account_id="acct-1",
    ) as vcp:
        with tw.trace():
            events = [
                vcp.log_order("O-1", "EURUSD", "BUY", "LIMIT", Decimal("1.0850"), 100000),
                vcp.log_execution("O-1", "EURUSD", "BUY", 1.0851, 100000, slippage=0.00001),
            ]
        events += [
            vcp.log_order("O-2", "EURUSD", "SELL", "MARKET", None, Decimal("0.10")),
            vcp.log_error("ERR_CONN", "E42", 'a "quoted" reason\\', "CRITICAL", "gateway"),
            vcp.log_event(
                "X_REBALANCE", {"weights": [0.25, 1e-7, 1e21, -0.0], "é€😀": {"b": None}}
            ),
            vcp.log("HBT", {}),
        ]
        events += decorated(vcp)
        delivered_all(vcp)
    told(events)
    row("every method: events captured, hashes equal", len(events))
    require(
        [d.event_id for d in delivered] == [e["header"]["event_id"] for e in events], "callbacks"
    )
    require(delivered[0].warnings == (), "a full order has warnings: %s" % (delivered[0].warnings,))


def decorated(vcp: tw.VCPClient) -> List[tw.Event]:
    """Two calls of a decorated function; what was logged is seen by wrapping the client."""
    global global_vcp_client
    seen: List[tw.Event] = []

    class Seeing:
        @staticmethod
        def log(event_type: str, payload: Dict[str, Any]) -> None:
            seen.append(vcp.log(event_type, payload))

    global_vcp_client = Seeing

    @tw.vcp_logged("ORD", lambda args, kwargs, result: {"trade_data": {"order_id": args[0]}})
    def place_order(order_id: str) -> str:
        return "placed " + order_id

    require([place_order("O-3"), place_order("O-4")] == ["placed O-3", "placed O-4"], "decorator")
    return seen


def wrappers(folder: Path) -> None:
    """The guide's synchronous client with both wrappers, and the asyncio client."""
    with tw.DirectVCPClient(policy("direct"), CAPTURE) as direct:
        safe = tw.FailSafeWrapper(tw.RetryingClient(direct))
        logged = [safe.log("HBT", {"n": i}) for i in range(20)]
    told([event for event in logged if event is not None])
    row("fail-safe and retrying wrappers: captured of 20", len(captured(policy("direct"))))

    async def at_once() -> List[tw.Event]:
        async with tw.AsyncVCPClient(policy("asyncio"), CAPTURE, spool_dir=folder / "aio") as vcp:
            events = await asyncio.gather(*[vcp.log("ORD", {"n": i}) for i in range(100)])
            require(await vcp.flush(PATIENCE), "not delivered: %s" % (vcp.stats(),))
            return list(events)

    told(asyncio.run(at_once()))
    row("asyncio: captured of 100 at once", len(captured(policy("asyncio"))))


def bulk(folder: Path) -> None:
    """Many events from one thread; the order of the stream is the order of the calls."""
    with tw.VCPClient(policy("bulk"), CAPTURE, spool_dir=folder / "bulk") as vcp:
        began = time.perf_counter()
        events = [vcp.log_order("O-%d" % i, "X", "BUY", "LIMIT", 1, i + 1) for i in range(BULK)]
        logged = time.perf_counter() - began
        delivered_all(vcp)
        took = time.perf_counter() - began
    told(events)
    row("bulk: events captured in order", len(events))
    row("bulk: microseconds a call", round(logged / BULK * 1e6, 1))
    row("bulk: delivered events a second", round(BULK / took))


def lines(folder: Path, url: str) -> None:
    """The same over LDJSON, where one acknowledgement settles many events."""
    refused: List[tw.EventRefused] = []
    delivered: List[tw.Delivered] = []
    callbacks = tw.Callbacks(on_refused=refused.append, on_delivered=delivered.append)
    with tw.VCPClient(policy("lines"), url, spool_dir=folder / "lines", callbacks=callbacks) as vcp:
        began = time.perf_counter()
        events = [vcp.log_order("O-%d" % i, "X", "BUY", "LIMIT", 1, i + 1) for i in range(BULK)]
        vcp.log("X_LONG", {"text": "x" * 64_980})
        events.append(vcp.log("HBT", {}))
        delivered_all(vcp)
        took = time.perf_counter() - began
    told(events)
    require([one.status for one in refused] == ["too_large"], str(refused))
    require({one.status for one in delivered} == {"settled"}, str(delivered[:3]))
    row("LDJSON: events captured in order", len(events))
    row("LDJSON: settled events a second", round(BULK / took))


def refusals(folder: Path) -> None:
    """What the service refuses is reported once; events before and behind it arrive."""
    refused: List[tw.EventRefused] = []
    callbacks = tw.Callbacks(on_refused=refused.append)
    with tw.VCPClient(
        policy("refused"), CAPTURE, spool_dir=folder / "refused", callbacks=callbacks
    ) as vcp:
        first = vcp.log("HBT", {"n": 1})
        delivered_all(vcp)
        other = {**first, "payload": {"n": 2}}
        bad = vcp.build_event("HBT", {})
        bad["header"]["event_id"] = "no uuid"
        vcp.send_event(other)
        vcp.send_event(bad)
        vcp.send_event(first)
        last = vcp.log("HBT", {"n": 3})
        delivered_all(vcp)
        stats = vcp.stats()
    told([first, last])
    row("refused by the service", [r.status for r in refused])
    require([r.status for r in refused] == ["conflict", "refused"], str(refused))
    require(refused[1].violations[0]["code"] == "NOT_A_UUID", str(refused[1]))
    require(stats.duplicates == 1, str(stats))


class Line:
    """A connection to capture-service that can be cut: forwards bytes while it is up."""

    def __init__(self, port: int) -> None:
        self.up = False
        self._to = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            client, _ = self._server.accept()
            if not self.up:
                client.close()
                continue
            service = socket.create_connection(("127.0.0.1", self._to))
            for source, sink in ((client, service), (service, client)):
                threading.Thread(target=self._forward, args=(source, sink), daemon=True).start()

    @staticmethod
    def _forward(source: socket.socket, sink: socket.socket) -> None:
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            # One side broke off; the other one learns of it.
            source.close()
            sink.close()


def killed_client(folder: Path) -> None:
    """A client is killed with everything on its disk; the next one sends it, then its own."""
    line = Line(int(sys.argv[2]))
    command = [sys.executable, __file__, "killed", policy("killed"), line.url, str(folder)]
    child = subprocess.run(command, stdout=subprocess.PIPE, timeout=PATIENCE)
    require(child.returncode == -signal.SIGKILL, "the client ended with %d" % child.returncode)
    events = [json.loads(text) for text in child.stdout.splitlines()]
    require(captured_count(policy("killed")) == 0, "something passed a line that was down")
    line.up = True
    with tw.VCPClient(policy("killed"), line.url, spool_dir=folder / "killed") as vcp:
        events.append(vcp.log("HBT", {"behind": True}))
        delivered_all(vcp)
        stats = vcp.stats()
    told(events)
    row("killed client: sent by the next one, in order, ids unchanged", len(events) - 1)
    require((stats.dropped, stats.spooled_events) == (0, 0), str(stats))


def captured_count(policy_id: str) -> int:
    try:
        return len(captured(policy_id))
    except urllib.error.HTTPError as e:
        if e.code == 404:
            return 0
        raise


def be_killed() -> None:
    """Logs, prints the events, waits until all are on the disk, and dies as by kill -9."""
    policy_id, url, folder = sys.argv[2:5]
    vcp = tw.VCPClient(policy_id, url, spool_dir=Path(folder) / "killed")
    for i in range(500):
        print(json.dumps(vcp.log("HBT", {"n": i})))
    sys.stdout.flush()
    until = time.monotonic() + PATIENCE
    while vcp.stats().spooled_events < 500 and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGKILL)


def decisions(secret_file: str) -> None:
    """Real decisions, each of the three outcomes, and tokens checked here."""
    url = "http://127.0.0.1:" + sys.argv[3]
    account = "python-" + RUN
    keys = {"k1": base64.b64decode(Path(secret_file).read_text())} if secret_file else None
    verifier = tw.TokenVerifier(keys) if keys else None
    order = tw.Order("P-1", "AAPL", "BUY", Decimal("10"), Decimal("185.50"))
    with tw.AuthorizeClient(url, account, verifier=verifier) as client:
        first = client.authorize(order, PATIENCE)
        require(bool(first), "not authorized: %s" % (first,))
        again = client.authorize(order, PATIENCE)
        require(isinstance(again, tw.Decision) and again.replayed and bool(again), str(again))
        blocked = client.authorize(tw.Order("P-2", "gme", "BUY", 500, 22), PATIENCE)
        require(isinstance(blocked, tw.Decision) and not blocked, str(blocked))
        reused = client.authorize(tw.Order("P-1", "AAPL", "BUY", 11, 185.5), PATIENCE)
        require(isinstance(reused, tw.Refused) and reused.code == "ID_REUSED", str(reused))
        odd = client.authorize(tw.Order("P-3", "AAPL", "UP", 1, 1), PATIENCE)
        require(isinstance(odd, tw.Refused) and odd.status == 400, str(odd))
        late = client.authorize(tw.Order("P-4", "AAPL", "BUY", 1, 1), 1e-9)
        require(isinstance(late, tw.Unavailable), str(late))
    row("authorize: authorized, replayed, blocked, refused twice, too late", "as expected")
    if verifier and isinstance(first, tw.Decision):
        own = tw.Order("P-1", "AAPL", "BUY", "10.0", "185.5", client_id=account)
        require(tw.is_good(verifier.verify(first.token, own)), "the token does not verify")
        other = tw.Order("P-1", "AAPL", "BUY", "11", "185.5", client_id=account)
        require(not tw.is_good(verifier.verify(first.token, other)), "another order verifies")
        row("tokens verified offline", 1)


def outage(folder: Path, url: str) -> None:
    """Logs over both doors until it is told to stop; then everything has to arrive."""
    states: List[str] = []
    callbacks = tw.Callbacks(on_state=lambda state: states.append(state.value))
    events: List[tw.Event] = []
    sent: List[tw.Event] = []
    until = time.monotonic() + OUTAGE_SECONDS_MAX
    with tw.VCPClient(
        policy("outage"), CAPTURE, spool_dir=folder / "outage", callbacks=callbacks
    ) as vcp, tw.VCPClient(
        policy("outage-lines"), url, spool_dir=folder / "outage-lines"
    ) as by_line:
        events.append(vcp.log("HBT", {"n": 0}))
        sent.append(by_line.log("HBT", {"n": 0}))
        delivered_all(vcp)
        delivered_all(by_line)
        (folder / "logging").touch()
        while not (folder / "stop").exists() and time.monotonic() < until:
            events.append(vcp.log("HBT", {"n": len(events)}))
            sent.append(by_line.log("HBT", {"n": len(sent)}))
            time.sleep(0.005)
        delivered_all(vcp)
        delivered_all(by_line)
        counted = [vcp.stats(), by_line.stats()]
    told(events)
    told(sent)
    row("outage: events logged and captured once, in order", len(events))
    row("outage: the same over LDJSON", len(sent))
    row("outage: of those over HTTP answered as duplicates", counted[0].duplicates)
    row("outage: states", states)
    require(all(s.dropped == 0 and s.refused == 0 for s in counted), str(counted))


def guide(folder: Path) -> None:
    """The drill of the guide's own client, with this library imported in the client's place."""
    drill = REPOSITORY / "system-tests/src/main/resources/python_client_drill.py"
    if not GUIDE.exists():
        row("the guide's drill with one changed import", "left out: no " + str(GUIDE))
        return
    usage = example(GUIDE.read_text(encoding="utf-8"), "## Pattern 4:")
    usage = usage[usage.index("# Usage") :]
    exit_slowly = "import tradewitness.client as c\nc._EXIT_SECONDS = %d\n" % PATIENCE
    (folder / "vcp_client.py").write_text(exit_slowly + "from tradewitness import VCPClient\n")
    (folder / "vcp_decorator.py").write_text("from tradewitness import vcp_logged\n" + usage)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder), str(HERE.parent / "src")]),
        "TRADEWITNESS_SPOOL_DIR": str(folder / "guide"),
    }
    command = [sys.executable, str(drill), CAPTURE, RUN]
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, timeout=3 * PATIENCE)
    require(done.returncode == 0, "the guide's drill ended with %d" % done.returncode)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    events = {line["event"]["header"]["event_id"]: line for line in lines}
    found = captured("com.example:python-" + RUN)
    expected = {event_id: line["python_hash"] for event_id, line in events.items()}
    require(dict(found) == expected, "logged %d, captured %d" % (len(expected), len(found)))
    # Threads log at once there, so the order is capture's own.
    told([events[event_id]["event"] for event_id, _ in found])
    row("the guide's drill with one changed import: events captured", len(found))


def readme(folder: Path) -> None:
    """The README's examples, word for word but for the ports."""
    code = examples()
    code = code.replace("http://127.0.0.1:8081", CAPTURE)
    code = code.replace("http://127.0.0.1:8083", "http://127.0.0.1:" + sys.argv[3])
    os.environ["TRADEWITNESS_SPOOL_DIR"] = str(folder / "readme")
    names: Dict[str, Any] = {"__name__": "readme"}
    exec(compile(code, "README.md", "exec"), names)
    require(isinstance(names["outcome"], tw.Decision), str(names["outcome"]))
    require(names["vcp"].close(PATIENCE), str(names["vcp"].stats()))
    found = [event_id for event_id, _ in captured("com.example:python")]
    require(names["event"]["header"]["event_id"] in found, "the README's event is not captured")
    row("the README's examples: events captured", len(found))


def main() -> None:
    if sys.argv[1] == "outage":
        outage(Path(sys.argv[3]), "ldjson://127.0.0.1:" + sys.argv[4])
        return
    folder = Path(sys.argv[4])
    methods(folder)
    wrappers(folder)
    bulk(folder)
    lines(folder, "ldjson://127.0.0.1:" + sys.argv[5])
    refusals(folder)
    killed_client(folder)
    decisions(sys.argv[6] if len(sys.argv) > 6 else "")
    readme(folder)
    guide(folder)


if __name__ == "__main__":
    if sys.argv[1] == "killed":
        be_killed()
    else:
        CAPTURE = "http://127.0.0.1:" + sys.argv[2]
        main()
