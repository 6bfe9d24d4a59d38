"""Counts what became of events, and tells the user."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import dataclass
from typing import Any, Callable, Dict, Optional, TypeVar

from tradewitness.outcomes import ConnectionState, Delivered, Dropped, EventRefused, Stats

__all__ = ["Callbacks", "Ledger"]

_log = logging.getLogger("tradewitness")

T = TypeVar("T")


@dataclass(frozen=True)
class Callbacks:
    """Called on the client's own threads, and on the caller's for its own event.

    What they raise is logged. While one runs, the thread that called it does nothing else.
    """

    on_delivered: Optional[Callable[[Delivered], Any]] = None
    on_refused: Optional[Callable[[EventRefused], Any]] = None
    on_dropped: Optional[Callable[[Dropped], Any]] = None
    on_state: Optional[Callable[[ConnectionState], Any]] = None


class Ledger:
    """Safe for any number of threads; calls back outside its lock."""

    def __init__(self, callbacks: Callbacks) -> None:
        self._callbacks = callbacks
        self._lock = threading.Lock()
        # Guarded by _lock.
        self._counts = dict.fromkeys(
            ("logged", "delivered", "duplicates", "refused", "set_aside", "dropped"), 0
        )
        self._last_error = ""
        self._failing = False
        self._overflow = False

    def stats(self) -> Stats:
        """The counts; what is held now is left at zero."""
        with self._lock:
            return Stats(state=self._state(), last_error=self._last_error, **self._counts)

    def state(self) -> ConnectionState:
        with self._lock:
            return self._state()

    def failing(self) -> bool:
        with self._lock:
            return self._failing

    def overflowed(self) -> bool:
        with self._lock:
            return self._overflow

    def logged(self) -> None:
        self._add(logged=1)

    def delivered(self, event: Delivered) -> None:
        self._add(delivered=1, duplicates=int(event.status == "duplicate"))
        self._call(self._callbacks.on_delivered, event)

    def refused(self, event: EventRefused) -> None:
        self._add(refused=1)
        codes = ",".join(str(violation.get("code", "")) for violation in event.violations)
        _log.warning("an event was refused: %s %s", event.status, codes)
        self._call(self._callbacks.on_refused, event)

    def set_aside(self, events: int) -> None:
        self._add(set_aside=events)

    def dropped(self, data: bytes, reason: str) -> None:
        if self._add(dropped=1)["dropped"] == 1:
            # One line: a full queue drops thousands. The callback sees each.
            _log.error("events are being dropped: %s", reason)
        if self._callbacks.on_dropped is not None:
            self._call(self._callbacks.on_dropped, Dropped(json.loads(data), reason))

    def failed(self, why: str) -> None:
        self._move(failing=True, why=why)

    def worked(self) -> None:
        self._move(failing=False)

    def overflow(self, begins: bool) -> None:
        self._move(overflow=begins)

    def _move(
        self, failing: Optional[bool] = None, overflow: Optional[bool] = None, why: str = ""
    ) -> None:
        with self._lock:
            before = self._state()
            self._failing = self._failing if failing is None else failing
            self._overflow = self._overflow if overflow is None else overflow
            self._last_error = why or self._last_error
            after = self._state()
        if after is not before:
            _log.warning("%s %s", after.value, why)
            self._call(self._callbacks.on_state, after)

    def _state(self) -> ConnectionState:
        if self._overflow:
            return ConnectionState.OVERFLOW
        return ConnectionState.DISCONNECTED if self._failing else ConnectionState.CONNECTED

    def _add(self, **more: int) -> Dict[str, int]:
        with self._lock:
            for name, count in more.items():
                self._counts[name] += count
            return dict(self._counts)

    @staticmethod
    def _call(callback: Optional[Callable[[T], Any]], outcome: T) -> None:
        if callback is None:
            return
        try:
            callback(outcome)
        except Exception:  # It is the user's code.
            _log.exception("a callback failed")
