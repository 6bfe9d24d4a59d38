"""The fail-safe and retrying wrappers of the sidecar overview.

The overview's wrappers log anew on each attempt, so an event could be stored twice under two ids.
These build an event once and send the same one again.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import deque
from datetime import datetime, timezone
from typing import Any, Callable, Deque, Dict, Mapping, Optional, Protocol, Tuple, Type

from tradewitness.client import EventRefusedError
from tradewitness.events import Event, EventMethods, TraceId
from tradewitness.transport import NetworkError

__all__ = ["FailSafeWrapper", "RetryingClient"]

_log = logging.getLogger("tradewitness")


class _Client(Protocol):
    def log(self, event_type: str, payload: Any) -> Any: ...


class RetryingClient(EventMethods[Event]):
    """Tries again after a NetworkError, with pauses of 1, 2, 4, … seconds and jitter.

    `base_client` may be the guide's own client, with its library's exceptions in `retry_on`: then
    each attempt is an event of its own.
    """

    def __init__(
        self,
        base_client: _Client,
        max_retries: int = 3,
        *,
        pause: float = 1.0,
        retry_on: Tuple[Type[BaseException], ...] = (NetworkError, ConnectionError, TimeoutError),
    ) -> None:
        """`max_retries` counts all attempts, as in the overview; `pause` is the first pause."""
        if max_retries < 1:
            raise ValueError("there is one attempt at least")
        self.client = base_client
        self.max_retries = max_retries
        self._pause = pause
        self._retry_on = retry_on

    def log(
        self, event_type: str, payload: Mapping[str, Any], trace_id: Optional[TraceId] = None
    ) -> Event:
        """Raises what the last attempt raised."""
        return self._attempts(_once(self.client, event_type, payload, trace_id))

    def build_event(
        self, event_type: str, payload: Mapping[str, Any], trace_id: Optional[TraceId] = None
    ) -> Event:
        """An event that is not logged yet, built by the base client."""
        build: Callable[..., Event] = getattr(self.client, "build_event")
        return build(event_type, payload, trace_id)

    def send_event(self, event: Event) -> Event:
        """Sends a whole event as `log` does."""
        send: Callable[[Event], Event] = getattr(self.client, "send_event")
        return self._attempts(lambda: send(event))

    def _attempts(self, attempt: Callable[[], Event]) -> Event:
        for number in range(1, self.max_retries + 1):
            try:
                return attempt()
            except self._retry_on:
                if number == self.max_retries:
                    raise
                pause = self._pause * 2 ** (number - 1)
                time.sleep(random.uniform(pause / 2, pause))
        raise AssertionError("unreachable: the last attempt returns or raises")


class FailSafeWrapper(EventMethods[Optional[Event]]):
    """Trading goes on when logging fails: `log` raises no Exception and gives None instead.

    What failed waits in `fallback_queue`, at most `queue_max` events in memory, for `replay_queue`.
    Beyond that new events are counted in `dropped` and logged as an error. `refused` counts events
    that no repetition would save. VCPClient needs no such wrapper: it has a queue on the disk.
    """

    def __init__(self, vcp_client: _Client, *, queue_max: int = 10_000) -> None:
        self.client = vcp_client
        self.fallback_queue: Deque[Dict[str, Any]] = deque()
        self.dropped = 0
        self.refused = 0
        self._queue_max = queue_max
        self._replaying = threading.Lock()

    def log(
        self, event_type: str, payload: Mapping[str, Any], trace_id: Optional[TraceId] = None
    ) -> Optional[Event]:
        """The event, or None when it could not be logged now."""
        try:
            send = _once(self.client, event_type, payload, trace_id)
        except Exception as e:  # The payload is not JSON, so no repetition helps.
            self._refuse(e)
            return None
        try:
            return send()
        except EventRefusedError as e:
            self._refuse(e)
            return None
        except Exception as e:  # As in the overview.
            self._keep(event_type, payload, send)
            _log.error("VCP log failed: %s", e)
            return None

    def replay_queue(self) -> int:
        """Sends what waits, in order, until one fails; gives the number sent. Never raises."""
        sent = 0
        with self._replaying:
            while self.fallback_queue:
                try:
                    self.fallback_queue[0]["send"]()
                    sent += 1
                except EventRefusedError as e:
                    self._refuse(e)
                except Exception as e:  # As in the overview: later.
                    _log.error("VCP replay failed: %s", e)
                    break
                self.fallback_queue.popleft()
        return sent

    def _keep(self, event_type: str, payload: Mapping[str, Any], send: Callable[[], Event]) -> None:
        if len(self.fallback_queue) >= self._queue_max:
            self.dropped += 1
            _log.error("an event is lost: %d wait already", self._queue_max)
            return
        queued_at = datetime.now(timezone.utc)
        self.fallback_queue.append(
            {"type": event_type, "payload": payload, "queued_at": queued_at, "send": send}
        )

    def _refuse(self, fault: Exception) -> None:
        self.refused += 1
        _log.error("VCP log refused: %s", fault)


def _once(
    client: _Client, event_type: str, payload: Mapping[str, Any], trace_id: Optional[TraceId]
) -> Callable[[], Event]:
    """Sends one and the same event, however often it is called, where the client can."""
    base = client
    while isinstance(base, RetryingClient):
        base = base.client
    if hasattr(base, "build_event") and hasattr(base, "send_event"):
        event = getattr(client, "build_event")(event_type, payload, trace_id)
        send: Callable[[Event], Event] = getattr(client, "send_event")
        return lambda: send(event)
    log: Callable[..., Event] = client.log
    if trace_id is None:
        return lambda: log(event_type, payload)
    return lambda: log(event_type, payload, trace_id)
