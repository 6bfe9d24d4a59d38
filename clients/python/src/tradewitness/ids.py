"""Event ids, trace ids and times."""

from __future__ import annotations

import os
import threading
import time
import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Iterator, NamedTuple, Optional, Union

__all__ = ["Moment", "current_trace", "new_trace_id", "trace", "trace_text", "uuid7"]

_lock = threading.Lock()
# Milliseconds since 1970 times 4096 plus a fraction; guarded by _lock.
_last_tick = 0

_trace: ContextVar[Optional[str]] = ContextVar("tradewitness_trace", default=None)


class Moment(NamedTuple):
    """One reading of the wall clock, in nanoseconds since 1970."""

    nanos: int

    @classmethod
    def now(cls) -> "Moment":
        return cls(time.time_ns())

    def iso(self) -> str:
        """RFC 3339 in UTC with microseconds."""
        seconds, micros = divmod(self.nanos // 1000, 1_000_000)
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + ".%06dZ" % micros

    def micros(self) -> str:
        """Microseconds since 1970: 16 digits, which is how readers tell the unit."""
        return str(self.nanos // 1000)


def uuid7(moment: Optional[Moment] = None) -> str:
    """A UUID version 7 (RFC 9562) above every one that this process made before.

    12 bits of fraction follow the milliseconds (RFC 9562 section 6.2, method 3), so ids ascend
    also within a millisecond and when the clock steps back.
    """
    global _last_tick
    nanos = (moment or Moment.now()).nanos
    millis, rest = divmod(nanos, 1_000_000)
    tick = (millis << 12) + rest * 4096 // 1_000_000
    with _lock:
        tick = max(tick, _last_tick + 1)
        _last_tick = tick
    value = (tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64
    value |= 0b10 << 62 | int.from_bytes(os.urandom(8), "big") >> 2
    text = "%032x" % value
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def new_trace_id() -> str:
    """An id for the events of one transaction."""
    return uuid7()


def current_trace() -> Optional[str]:
    """The trace of the surrounding `with trace():`, if there is one."""
    return _trace.get()


@contextmanager
def trace(trace_id: Optional[Union[str, uuid.UUID]] = None) -> Iterator[str]:
    """Gives every event that is logged inside the block one trace id; works in asyncio, too."""
    text = new_trace_id() if trace_id is None else trace_text(trace_id)
    token = _trace.set(text)
    try:
        yield text
    finally:
        _trace.reset(token)


def trace_text(trace_id: Union[str, uuid.UUID]) -> str:
    """The id as the header has it. Any text is kept: capture-service flags what is no UUID."""
    if not isinstance(trace_id, (str, uuid.UUID)):
        raise TypeError("a trace id is a string or a UUID")
    return str(trace_id)
