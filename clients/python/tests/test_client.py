"""What a trading thread sees of the clients: events returned, nothing raised, no waiting."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import os
import socket
import subprocess
import sys
import time
import unittest
from decimal import Decimal
from typing import Any, Dict, List, Mapping, Optional
from unittest import mock

from support import (
    HERE,
    PATIENCE,
    Listener,
    await_true,
    folder,
    nobody_listens,
    saying,
    stall,
    take_request,
)

import tradewitness
from tradewitness import (
    AsyncVCPClient,
    Callbacks,
    ConnectionState,
    DeliverySettings,
    DirectVCPClient,
    Dropped,
    EventRefused,
    EventRefusedError,
    FailSafeWrapper,
    NetworkError,
    RetryingClient,
    SpoolInUseError,
    VCPClient,
    vcp_logged,
)
from tradewitness.spool import Spool

ORDER = ("O-1", "EURUSD", "BUY", "LIMIT", Decimal("1.0850"), 100000)


class ClientTest(unittest.TestCase):
    def setUp(self) -> None:
        self.path = folder(self)
        self.refused: List[EventRefused] = []
        self.dropped: List[Dropped] = []

    def client(self, url: str, **options: Any) -> VCPClient:
        options.setdefault("spool_dir", self.path / "spool")
        callbacks = Callbacks(on_refused=self.refused.append, on_dropped=self.dropped.append)
        client = VCPClient("com.example:desk", url, callbacks=callbacks, **options)
        self.addCleanup(client.close, 0)
        return client

    def test_log_returns_the_event_at_once_while_the_service_stalls(self) -> None:
        client = self.client(Listener(self, stall).url)
        event = client.log_order(*ORDER)
        trade = event["payload"]["trade_data"]
        self.assertEqual((trade["price"], trade["quantity"]), ("1.0850", "100000"))
        self.assertEqual(event["policy_identification"]["policy_id"], "com.example:desk")
        self.assertFalse(client.flush(0.05))

    def test_log_never_raises_and_reports_what_it_cannot_take(self) -> None:
        client = self.client(nobody_listens())
        endless: Dict[str, Any] = {}
        endless["a"] = endless
        odd: List[Any] = [{"x": object()}, {"x": math.nan}, {"x": "\ud800"}, endless, None]
        odd += [{"x": "y" * 70_000}]
        for payload in odd:
            self.assertEqual(client.log("ORD", payload), {})
        self.assertEqual(client.log(None, {}), {})  # type: ignore[arg-type]
        self.assertEqual(client.send_event({"header": {}}), {})
        self.assertEqual([r.status for r in self.refused], ["invalid"] * 8)
        self.assertEqual(client.stats().refused, 8)
        self.assertEqual(client.stats().logged, 0)

    def test_the_caller_may_change_its_payload_and_the_returned_event_afterwards(self) -> None:
        client = self.client(nobody_listens())
        payload = {"trade_data": {"order_id": "O-1"}}
        event = client.log("ORD", payload)
        payload["trade_data"]["order_id"] = "changed"
        event["payload"]["trade_data"]["order_id"] = "changed"
        client.close(0)
        (left,) = Spool(self.path / "spool", 10**6).peek(10, 10**6)
        self.assertEqual(json.loads(left)["payload"]["trade_data"]["order_id"], "O-1")

    def test_a_client_without_a_service_says_so_and_keeps_events_on_the_disk(self) -> None:
        client = self.client(nobody_listens())
        logged = [client.log("HBT", {"n": i}) for i in range(200)]
        await_true(self, "spooled", lambda: client.stats().spooled_events == 200)
        self.assertIs(client.state, ConnectionState.DISCONNECTED)
        self.assertTrue(client.stats().last_error)
        self.assertFalse(client.close(0))
        self.assertEqual(client.log("HBT", {}), {})
        self.assertEqual([d.reason for d in self.dropped], ["CLOSED"])
        spool = Spool(self.path / "spool", 10**6)
        self.addCleanup(spool.close)
        self.assertEqual([json.loads(e) for e in spool.peek(1000, 10**6)], logged)

    def test_answers_of_something_else_lose_nothing(self) -> None:
        for answer in (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", b"220 smtp\r\n"):
            with self.subTest(answer):
                client = self.client(Listener(self, saying(answer)).url)
                client.log("HBT", {})
                await_true(self, "failed", lambda: client.stats().last_error != "")
                await_true(self, "spooled", lambda: client.stats().spooled_events > 0)
                client.close(0)

    def test_a_batch_is_posted_as_lines_of_json_to_the_path_of_the_contract(self) -> None:
        requests: List[Any] = []

        def break_off(sock: socket.socket) -> None:
            requests.append(take_request(sock))
            sock.shutdown(socket.SHUT_RDWR)

        client = self.client(Listener(self, break_off).url + "/base")
        event = client.log("ORD", {"text": "é\n"})
        await_true(self, "a request", lambda: len(requests) > 0)
        head, body = requests[0]
        lines = head.decode("ascii").split("\r\n")
        self.assertEqual(lines[0], "POST /base/vcp/log/batch HTTP/1.1")
        self.assertIn("Content-Type: application/x-ndjson", lines)
        self.assertEqual([json.loads(line) for line in body.splitlines()], [event])
        # Sent again, it is the same to the byte.
        await_true(self, "another request", lambda: len(requests) > 1)
        self.assertEqual(requests[1][1], body)

    def test_close_waits_no_longer_than_it_may_and_keeps_the_batch_under_way(self) -> None:
        client = self.client(Listener(self, stall).url)
        client.log("HBT", {})
        began = time.monotonic()
        self.assertFalse(client.close(0.1))
        self.assertLess(time.monotonic() - began, PATIENCE)
        self.assertEqual(client.stats().dropped, 0)
        spool = Spool(self.path / "spool", 10**6)
        self.addCleanup(spool.close)
        self.assertEqual(spool.count, 1)

    def test_a_process_that_is_killed_leaves_what_reached_the_spool(self) -> None:
        script = (
            "import os, signal, sys, time\n"
            "import tradewitness\n"
            "vcp = tradewitness.VCPClient('a:killed', sys.argv[1], spool_dir=sys.argv[2])\n"
            "for i in range(300): vcp.log('HBT', {'n': i})\n"
            "while vcp.stats().spooled_events < 300: time.sleep(0.01)\n"
            "os.kill(os.getpid(), signal.SIGKILL)\n"
        )
        self.run_python(script, nobody_listens(), expected=-9)
        spool = Spool(self.path / "spool", 10**6)
        self.addCleanup(spool.close)
        found = [json.loads(event)["payload"]["n"] for event in spool.peek(1000, 10**6)]
        self.assertEqual(found, list(range(300)))

    def test_a_program_that_forgets_to_close_leaves_its_events_on_the_disk(self) -> None:
        script = (
            "import sys\n"
            "import tradewitness\n"
            "tradewitness.client._EXIT_SECONDS = 0.05\n"
            "vcp = tradewitness.VCPClient('a:ended', sys.argv[1], spool_dir=sys.argv[2])\n"
            "vcp.log('HBT', {})\n"
        )
        self.run_python(script, nobody_listens(), expected=0)
        spool = Spool(self.path / "spool", 10**6)
        self.addCleanup(spool.close)
        self.assertEqual(spool.count, 1)

    @unittest.skipUnless(hasattr(os, "fork"), "without fork")
    def test_a_forked_child_reports_its_events_as_dropped_and_lets_the_folder_go(self) -> None:
        script = (
            "import os, sys\n"
            "import tradewitness as t\n"
            "told = []\n"
            "c = t.Callbacks(on_dropped=told.append)\n"
            "vcp = t.VCPClient('com.example:f', sys.argv[1], spool_dir=sys.argv[2], callbacks=c)\n"
            "if os.fork() == 0:\n"
            "    forked = vcp.log('HBT', {}) == {} and [d.reason for d in told] == ['FORKED']\n"
            "    left = not vcp.flush(0) and not vcp.close(0) and vcp.stats().dropped == 1\n"
            "    os._exit(0 if forked and left else 1)\n"
            "sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))\n"
        )
        self.run_python(script, nobody_listens(), expected=0)

    def run_python(self, script: str, url: str, expected: int) -> None:
        command = [sys.executable, "-c", script, url, str(self.path / "spool")]
        environment = {**os.environ, "PYTHONPATH": str(HERE.parent / "src")}
        done = subprocess.run(command, env=environment, timeout=PATIENCE, capture_output=True)
        self.assertEqual(done.returncode, expected, done.stderr.decode())

    def test_one_folder_serves_one_client(self) -> None:
        self.client(nobody_listens())
        with self.assertRaises(SpoolInUseError):
            self.client(nobody_listens())

    def test_settings_are_checked(self) -> None:
        wrongs = ({"batch_events_max": 0}, {"queue_events_max": 0}, {"backoff_min": 0})
        for wrong in (*wrongs, {"queue_bytes_max": 1000}):
            with self.subTest(wrong), self.assertRaises(ValueError):
                DeliverySettings(**wrong)
        with self.assertRaises(ValueError):
            VCPClient("p", "no url", spool_bytes_max=0)


class Recorder:
    """A client that remembers, or fails as it is told."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.calls: List[Any] = []

    def log(
        self, event_type: str, payload: Mapping[str, Any], trace_id: Optional[str] = None
    ) -> Any:
        self.calls.append((event_type, payload))
        if self.failures:
            raise self.failures.pop(0)
        return {"header": {"event_type": event_type}}


class BuildingRecorder(Recorder):
    """The same with events that are built once."""

    def build_event(self, event_type: str, payload: Any, trace_id: Any = None) -> Dict[str, Any]:
        return {"id": object(), "payload": payload}

    def send_event(self, event: Dict[str, Any]) -> Dict[str, Any]:
        self.calls.append(event["id"])
        if self.failures:
            raise self.failures.pop(0)
        return event


class WrapperTest(unittest.TestCase):
    def test_retries_are_of_one_and_the_same_event(self) -> None:
        base = BuildingRecorder(NetworkError("a"), ConnectionError("b"))
        client = RetryingClient(base, pause=0.001)
        event = client.log("ORD", {"n": 1})
        self.assertEqual(base.calls, [event["id"]] * 3)

    def test_the_last_attempts_failure_is_raised(self) -> None:
        base = Recorder(NetworkError("a"), NetworkError("b"), NetworkError("c"))
        with self.assertRaisesRegex(NetworkError, "c"):
            RetryingClient(base, max_retries=3, pause=0.001).log("ORD", {})
        self.assertEqual(len(base.calls), 3)

    def test_what_no_repetition_helps_is_raised_at_once(self) -> None:
        base = Recorder(EventRefusedError(400, "EVENT_REFUSED", []))
        with self.assertRaises(EventRefusedError):
            RetryingClient(base).log("ORD", {})
        self.assertEqual(len(base.calls), 1)

    def test_the_fail_safe_wrapper_gives_none_and_replays_the_same_events_in_order(self) -> None:
        base = BuildingRecorder(NetworkError("a"), ValueError("b"))
        safe = FailSafeWrapper(base)
        with self.assertLogs("tradewitness", "ERROR"):
            self.assertIsNone(safe.log("ORD", {"n": 1}))
            self.assertIsNone(safe.log_error("ERR_CONN", "E", "m", "INFO", "c"))
        first, second = base.calls
        self.assertEqual([e["type"] for e in safe.fallback_queue], ["ORD", "ERR_CONN"])
        self.assertEqual(safe.replay_queue(), 2)
        self.assertEqual(base.calls, [first, second] * 2)
        self.assertEqual(len(safe.fallback_queue), 0)

    def test_a_replay_that_fails_keeps_what_is_left(self) -> None:
        failures = [NetworkError("a"), NetworkError("b"), NetworkError("c")]
        safe = FailSafeWrapper(Recorder(*failures))
        with self.assertLogs("tradewitness", "ERROR"):
            safe.log("ORD", {})
            safe.log("EXE", {})
            self.assertEqual(safe.replay_queue(), 0)
        self.assertEqual([e["type"] for e in safe.fallback_queue], ["ORD", "EXE"])

    def test_a_refused_event_does_not_hold_up_the_others(self) -> None:
        refusal = EventRefusedError(409, "ID_REUSED", [])
        safe = FailSafeWrapper(Recorder(NetworkError("a"), NetworkError("b"), refusal))
        with self.assertLogs("tradewitness", "ERROR"):
            safe.log("ORD", {})
            safe.log("EXE", {})
            self.assertEqual(safe.replay_queue(), 1)
        self.assertEqual((safe.refused, len(safe.fallback_queue)), (1, 0))

    def test_the_fallback_queue_is_bounded_and_counts_what_is_lost(self) -> None:
        safe = FailSafeWrapper(Recorder(*[NetworkError("a")] * 5), queue_max=3)
        with self.assertLogs("tradewitness", "ERROR"):
            for _ in range(5):
                safe.log("ORD", {})
        self.assertEqual((len(safe.fallback_queue), safe.dropped), (3, 2))

    def test_both_wrappers_around_the_direct_client_fail_safely(self) -> None:
        with DirectVCPClient("p", nobody_listens()) as direct:
            safe = FailSafeWrapper(RetryingClient(direct, 2, pause=0.001))
            with self.assertLogs("tradewitness", "ERROR"):
                self.assertIsNone(safe.log_order(*ORDER))
                self.assertIsNone(safe.log("ORD", {"x": object()}))
            self.assertEqual((len(safe.fallback_queue), safe.refused), (1, 1))


class DirectClientTest(unittest.TestCase):
    def log(self, answer: bytes) -> Any:
        with DirectVCPClient("p", Listener(self, saying(answer)).url) as client:
            return client.log("ORD", {})

    def test_refusals_and_failures_are_told_apart(self) -> None:
        problem = b'{"code":"EVENT_REFUSED","violations":[{"code":"MISSING"}]}'
        head = b"HTTP/1.1 400 Bad\r\nContent-Length: %d\r\n\r\n"
        with self.assertRaises(EventRefusedError) as raised:
            self.log(head % len(problem) + problem)
        self.assertEqual(raised.exception.code, "EVENT_REFUSED")
        self.assertEqual(raised.exception.violations, [{"code": "MISSING"}])
        large = b'{"code":"BODY_TOO_LARGE"}'
        with self.assertRaises(EventRefusedError):
            self.log(b"HTTP/1.1 413 Large\r\nContent-Length: %d\r\n\r\n" % len(large) + large)
        incomplete = b'{"code":"BODY_INCOMPLETE"}'
        for answer in (
            b"HTTP/1.1 413 Large\r\nContent-Length: 5\r\n\r\nproxy",
            b"HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n",
            head % len(incomplete) + incomplete,
            b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 302 Moved\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
            b'HTTP/1.1 201 Created\r\nContent-Length: 30\r\n\r\n{"status":"ok","event_id":"x"}',
        ):
            with self.assertRaises(NetworkError):
                self.log(answer)


class DecoratorTest(unittest.TestCase):
    def setUp(self) -> None:
        self.recorder = Recorder()
        patched = mock.patch.object(tradewitness, "global_vcp_client", self.recorder)
        patched.start()
        self.addCleanup(patched.stop)

    def test_a_call_is_logged_with_its_payload_after_it_returned(self) -> None:
        @vcp_logged("ORD", lambda args, kwargs, result: {"id": kwargs["order_id"], "r": result})
        def place(order_id: str) -> str:
            "Places."
            self.assertEqual(self.recorder.calls, [])
            return "placed"

        self.assertEqual(place(order_id="O-1"), "placed")
        self.assertEqual(self.recorder.calls, [("ORD", {"id": "O-1", "r": "placed"})])
        self.assertEqual((place.__name__, place.__doc__), ("place", "Places."))

    def test_without_an_extractor_name_and_result_are_logged(self) -> None:
        @vcp_logged("X_CALL")
        def price() -> Decimal:
            return Decimal("1.10")

        self.assertEqual(price(), Decimal("1.10"))
        self.assertEqual(self.recorder.calls, [("X_CALL", {"function": "price", "result": "1.10"})])

    def test_nothing_in_the_logging_changes_the_outcome(self) -> None:
        @vcp_logged("ORD", lambda args, kwargs, result: {"id": args[5]})
        def place() -> str:
            return "placed"

        with self.assertLogs("tradewitness", "ERROR"):
            self.assertEqual(place(), "placed")
        self.recorder.failures.append(RuntimeError("down"))
        with self.assertLogs("tradewitness", "ERROR"):
            self.assertEqual(vcp_logged("ORD")(place)(), "placed")
        with mock.patch.object(tradewitness, "global_vcp_client", None):
            with self.assertLogs("tradewitness", "ERROR"):
                self.assertEqual(vcp_logged("ORD")(lambda: 1)(), 1)

    def test_a_call_that_raises_raises_the_same_and_is_not_logged(self) -> None:
        @vcp_logged("ORD")
        def place() -> None:
            raise KeyError("broker")

        with self.assertRaisesRegex(KeyError, "broker"):
            place()
        self.assertEqual(self.recorder.calls, [])

    def test_the_modules_own_global_client_comes_before_the_packages(self) -> None:
        own, named = Recorder(), Recorder()
        module: Dict[str, Any] = {"vcp_logged": vcp_logged, "global_vcp_client": own}
        exec("@vcp_logged('ORD')\ndef place(): return 1", module)
        self.assertEqual(module["place"](), 1)
        self.assertEqual(vcp_logged("EXE", client=named)(module["place"])(), 1)
        counts = (len(own.calls), len(named.calls), len(self.recorder.calls))
        self.assertEqual(counts, (2, 1, 0))

    def test_coroutines_are_logged_with_their_result(self) -> None:
        @vcp_logged("ORD", lambda args, kwargs, result: {"r": result})
        async def place() -> int:
            await asyncio.sleep(0)
            return 7

        self.assertEqual(asyncio.run(place()), 7)
        self.assertEqual(self.recorder.calls, [("ORD", {"r": 7})])


class AsyncTest(unittest.TestCase):
    def test_a_hundred_events_at_once_are_taken_while_the_service_is_away(self) -> None:
        path = folder(self)

        async def run() -> List[Any]:
            async with AsyncVCPClient("p:a", nobody_listens(), spool_dir=path / "s") as vcp:
                with tradewitness.trace() as trace_id:
                    tasks = [vcp.log("ORD", {"n": i}) for i in range(99)]
                    events = await asyncio.gather(*tasks)
                    events.append(await vcp.log_order(*ORDER))
                self.assertEqual({e["header"]["trace_id"] for e in events}, {trace_id})
                self.assertFalse(await vcp.flush(0.01))
                self.assertEqual(vcp.stats().logged, 100)
                await vcp.close(0)
                return events

        events = asyncio.run(run())
        spool = Spool(path / "s", 10**6)
        self.addCleanup(spool.close)
        self.assertEqual([json.loads(e) for e in spool.peek(1000, 10**6)], events)

    def test_a_full_queue_works_on_the_disk_beside_the_loop_and_keeps_the_trace(self) -> None:
        settings = DeliverySettings(queue_events_max=5, backoff_min=5, backoff_max=5)
        path = folder(self)

        async def run() -> None:
            vcp = AsyncVCPClient("p:a", nobody_listens(), spool_dir=path / "s", settings=settings)
            with tradewitness.trace("t-1"):
                events = [await vcp.log("HBT", {"n": i}) for i in range(50)]
            self.assertEqual({e["header"].get("trace_id") for e in events}, {"t-1"})
            await vcp.close(0)
            self.assertEqual(vcp.stats().dropped, 0)

        asyncio.run(run())

    def test_the_decorator_logs_through_the_asyncio_client(self) -> None:
        path = folder(self)

        async def run() -> int:
            async with AsyncVCPClient("p:a", nobody_listens(), spool_dir=path / "s") as vcp:

                @vcp_logged("ORD", client=vcp)
                async def place() -> int:
                    return 1

                await place()
                logged = vcp.stats().logged
                await vcp.close(0)
                return logged

        self.assertEqual(asyncio.run(run()), 1)


logging.getLogger("asyncio").setLevel(logging.ERROR)

if __name__ == "__main__":
    unittest.main()
