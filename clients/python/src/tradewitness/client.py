"""The integration guide's client: `log` returns at once, and a thread delivers."""

from __future__ import annotations

import atexit
import logging
import os
import ssl
import weakref
from types import TracebackType
from typing import Any, Dict, List, Mapping, Optional, Type, Union

from tradewitness.batches import post_batch, problem_code
from tradewitness.canonical import parse
from tradewitness.delivery import Delivery, DeliverySettings, Exchange
from tradewitness.events import Event, EventBuilder, EventMethods, TraceId, event_bytes
from tradewitness.ledger import Callbacks, Ledger
from tradewitness.lines import LinesConnection, is_lines_url
from tradewitness.outcomes import ConnectionState, EventRefused, Stats
from tradewitness.places import default_spool
from tradewitness.spool import Spool
from tradewitness.transport import Answer, Connection, Deadline, Endpoint, NetworkError

__all__ = ["DirectVCPClient", "EventRefusedError", "VCPClient"]

_log = logging.getLogger("tradewitness")
_ANSWER_BYTES_MAX = 16 * 1024 * 1024
_EXIT_SECONDS = 5.0


class EventRefusedError(ValueError):
    """capture-service will not store this event, however often it is sent."""

    def __init__(self, status: int, code: str, violations: List[Mapping[str, Any]]) -> None:
        super().__init__("HTTP %d %s" % (status, code))
        self.status = status
        self.code = code
        self.violations = violations


class VCPClient(EventMethods[Event]):
    """Logs events without harming the thread that trades.

    `log` and its like put the event into a queue and return it. They raise no Exception; an event
    that cannot be taken is reported to `callbacks`, counted, and answered with an empty dict. Only
    a call that finds the queue full works on the disk.

    A daemon thread sends batches to `sidecar_url`. Events without a verdict go to the spool and are
    sent again in order, with their own ids and times; a killed process loses what did not reach it.

    Safe for any number of threads, not for signal handlers. Make it after a fork: in a child that
    inherits it, its events are dropped, and reported as FORKED.
    """

    def __init__(
        self,
        policy_id: str,
        sidecar_url: str = "http://localhost:8080",
        tier: str = "SILVER",
        *,
        spool_dir: Union[str, "os.PathLike[str]", None] = None,
        spool_bytes_max: int = 256 * 1024 * 1024,
        callbacks: Callbacks = Callbacks(),
        settings: DeliverySettings = DeliverySettings(),
        clock_sync_status: str = "BEST_EFFORT",
        venue_id: Optional[str] = None,
        account_id: Optional[str] = None,
        tls: Optional[ssl.SSLContext] = None,
        ldjson_secret: Optional[str] = None,
    ) -> None:
        """Starts the client.

        `sidecar_url` is that of the REST door (`http`, `https`) or of the LDJSON door (`ldjson`,
        `ldjsons`, `ldjson+unix`), whose lines hold 64 KiB and which says nothing of refused events;
        `ldjson_secret` is that door's secret in base64.

        `spool_dir` belongs to this client alone; None takes a free folder below the user's state
        folder, or `TRADEWITNESS_SPOOL_DIR`. `spool_bytes_max` 0 keeps nothing on the disk. Raises
        ValueError for a URL that is none, SpoolInUseError and OSError for a `spool_dir` that cannot
        be used.
        """
        self.policy_id = policy_id
        self.sidecar_url = sidecar_url
        self.tier = tier
        self._events = EventBuilder(policy_id, tier, clock_sync_status, venue_id, account_id)
        seconds = settings.request_seconds
        self._connection: Union[Connection, LinesConnection]
        exchange: Exchange
        if is_lines_url(sidecar_url):
            lines = LinesConnection(sidecar_url, policy_id, tls, ldjson_secret)
            self._connection = lines
            exchange = lambda payloads: lines.exchange(payloads, seconds)  # noqa: E731
        else:
            requests = Connection(Endpoint.of(sidecar_url), _ANSWER_BYTES_MAX, tls)
            self._connection = requests
            exchange = lambda payloads: post_batch(requests, payloads, seconds)  # noqa: E731
        spool: Optional[Spool] = None
        if spool_bytes_max > 0 and spool_dir is not None:
            spool = Spool(spool_dir, spool_bytes_max)
        elif spool_bytes_max > 0:
            spool = default_spool(sidecar_url, spool_bytes_max)
        self._callbacks = callbacks
        self._ledger = Ledger(callbacks)
        self._delivery = Delivery(
            exchange,
            self._connection.abort,
            spool,
            settings,
            self._ledger,
        )
        self._forked = False
        _open_clients.add(self)

    def log(
        self, event_type: str, payload: Mapping[str, Any], trace_id: Optional[TraceId] = None
    ) -> Event:
        """Takes an event and returns it; an empty dict when it could not be taken."""
        try:
            return self.send_event(self.build_event(event_type, payload, trace_id))
        except Exception as e:  # The promise to the trading thread.
            return self._invalid({"event_type": event_type, "payload": payload}, e)

    def build_event(
        self, event_type: str, payload: Mapping[str, Any], trace_id: Optional[TraceId] = None
    ) -> Event:
        """An event that is not logged yet. ValueError or TypeError for a payload not JSON."""
        return self._events.build(event_type, payload, trace_id)

    def send_event(self, event: Event) -> Event:
        """Takes a whole event, with the id and time that it has, as `log` does."""
        try:
            data = event_bytes(event)
            if not isinstance(event["header"]["event_id"], str):
                raise TypeError("an event_id is a string")
            if self._forked:
                self._ledger.dropped(data, "FORKED")
                return {}
            return event if self._delivery.take(data) else {}
        except Exception as e:  # As in log.
            return self._invalid(event, e)

    def _invalid(self, event: Mapping[str, Any], fault: Exception) -> Event:
        violation = {"pointer": "", "code": type(fault).__name__, "message": str(fault)}
        try:
            self._ledger.refused(EventRefused(event, "invalid", (violation,)))
        except Exception:  # Nothing is left to tell it to.
            pass
        return {}

    def has_room(self) -> bool:
        """Whether the next `log` would not work on the disk."""
        return self._delivery.has_room()

    def flush(self, timeout: float = 5.0) -> bool:
        """Waits for the verdicts of all events logged before; False after `timeout` seconds."""
        return not self._forked and self._delivery.flush(timeout)

    def close(self, timeout: float = 5.0) -> bool:
        """Flushes, puts what is left on the disk, and ends, a second after `timeout` at the latest.

        False when events are left for the next client of the same spool.
        """
        _open_clients.discard(self)
        if self._forked:
            return False
        done = self._delivery.close(timeout)
        self._connection.close()
        return done

    @property
    def state(self) -> ConnectionState:
        """How the delivery stands."""
        return self._ledger.state()

    def stats(self) -> Stats:
        """What became of the events so far."""
        return self._ledger.stats() if self._forked else self._delivery.stats()

    def _leave_to_parent(self) -> None:
        """The threads and the spool are the parent's, and locks may be held for ever here."""
        self._forked = True
        self._ledger = Ledger(self._callbacks)

    def __enter__(self) -> "VCPClient":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        value: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()


# Whoever forgets to close loses nothing at the end of the program.
_open_clients: "weakref.WeakSet[VCPClient]" = weakref.WeakSet()


def _close_all() -> None:
    for client in list(_open_clients):
        client.close(_EXIT_SECONDS)


def _leave_all_to_parent() -> None:
    for client in list(_open_clients):
        client._leave_to_parent()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_all_to_parent)


class DirectVCPClient(EventMethods[Event]):
    """The guide's client as it stands there: `log` returns when the event is stored, or raises.

    One event at a time, one connection; not safe for several threads. Wrap it in RetryingClient and
    FailSafeWrapper, or use VCPClient.
    """

    def __init__(
        self,
        policy_id: str,
        sidecar_url: str = "http://localhost:8080",
        tier: str = "SILVER",
        *,
        timeout: float = 5.0,
        tls: Optional[ssl.SSLContext] = None,
    ) -> None:
        """`timeout` in seconds covers one `log`, from the host's look-up to the answer's end."""
        self.policy_id = policy_id
        self.sidecar_url = sidecar_url
        self.tier = tier
        self._events = EventBuilder(policy_id, tier)
        self._connection = Connection(Endpoint.of(sidecar_url), _ANSWER_BYTES_MAX, tls)
        self._timeout = timeout

    def log(
        self, event_type: str, payload: Mapping[str, Any], trace_id: Optional[TraceId] = None
    ) -> Event:
        """Raises NetworkError, EventRefusedError, and what `build_event` raises."""
        return self.send_event(self.build_event(event_type, payload, trace_id))

    def build_event(
        self, event_type: str, payload: Mapping[str, Any], trace_id: Optional[TraceId] = None
    ) -> Event:
        """An event that is not logged yet. ValueError or TypeError for a payload not JSON."""
        return self._events.build(event_type, payload, trace_id)

    def send_event(self, event: Event) -> Event:
        """Sends a whole event; sent again after a NetworkError, it is stored once."""
        answer = self._connection.post(
            "/vcp/log", event_bytes(event), "application/json", Deadline(self._timeout)
        )
        if answer.status in (200, 201, 202):
            _require_receipt(answer, event)
            return event
        code = problem_code(answer)
        # A body that came incompletely was not the event's fault, and what has no code is somebody
        # else's answer: a proxy's 413, for instance, which is not the service's last word.
        if answer.status in (400, 409, 413) and code and code != "BODY_INCOMPLETE":
            raise EventRefusedError(answer.status, code, _violations(answer.body))
        raise NetworkError("HTTP %d %s" % (answer.status, code))

    def close(self) -> None:
        """Closes the connection; the next `log` opens another."""
        self._connection.close()

    def __enter__(self) -> "DirectVCPClient":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        value: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()


def _require_receipt(answer: Answer, event: Event) -> None:
    """NetworkError unless the answer says that this event is stored."""
    try:
        receipt = parse(answer.body)
        stored = receipt["status"] in ("ok", "duplicate", "spooled")
        same = receipt["event_id"].lower() == event["header"]["event_id"].lower()
    except (ValueError, TypeError, KeyError, AttributeError) as e:
        raise NetworkError("HTTP %d without a receipt" % answer.status) from e
    if not stored or not same:
        raise NetworkError("HTTP %d with the receipt of something else" % answer.status)


def _violations(body: bytes) -> List[Mapping[str, Any]]:
    try:
        problem: Any = parse(body)
    except ValueError:
        return []
    found = problem.get("violations") if isinstance(problem, dict) else None
    elements: List[Dict[str, Any]] = found if isinstance(found, list) else []
    return [element for element in elements if isinstance(element, dict)]
