"""Brings events to capture-service: in order, with their first ids, until each has a verdict."""

from __future__ import annotations

import json
import logging
import threading
import time
from dataclasses import dataclass, replace
from typing import Callable, List, Optional, Sequence

from tradewitness.backoff import Backoff
from tradewitness.batches import BatchOutcome, Blocked, Failed, Judged, Verdict, Whole
from tradewitness.buffer import Batch, Buffer
from tradewitness.events import EVENT_BYTES_MAX
from tradewitness.ledger import Ledger
from tradewitness.outcomes import EventRefused, Stats
from tradewitness.spool import Spool

__all__ = ["Delivery", "DeliverySettings", "Exchange"]

_log = logging.getLogger("tradewitness")
_GUARD_SECONDS = 0.05
_JOIN_SECONDS = 1.0

# So many times something on the way refuses an event alone before it is given up.
_BLOCKED_MIN = 3

# So many events in a row are given up. What refuses more refuses everything that has a body.
_GIVEN_UP_MAX = 3

# Where events of this size are too large for something on the way, smaller ones may pass.
_LARGE_BYTES = 4 * 1024

#: Sends events, each one line of JSON, and says what became of them. Without events it says whether
#: the service answers at all. Does not raise.
Exchange = Callable[[List[bytes]], BatchOutcome]


@dataclass(frozen=True)
class DeliverySettings:
    """Bounds and times. A batch of capture-service has at most 10,000 events and 16 MiB.

    Events that have no verdict after `spool_after` seconds go to the disk. `request_seconds` bounds
    one exchange; the pause after a failure doubles from `backoff_min` to `backoff_max` seconds.
    """

    queue_events_max: int = 10_000
    queue_bytes_max: int = 16 * 1024 * 1024
    batch_events_max: int = 1000
    batch_bytes_max: int = 4 * 1024 * 1024
    request_seconds: float = 15.0
    spool_after: float = 1.0
    backoff_min: float = 0.1
    backoff_max: float = 5.0

    def __post_init__(self) -> None:
        if not 1 <= self.batch_events_max <= 10_000:
            raise ValueError("batch_events_max is 1 to 10000")
        if self.queue_bytes_max < EVENT_BYTES_MAX:
            raise ValueError("queue_bytes_max is at least %d" % EVENT_BYTES_MAX)
        if self.queue_events_max < 1 or not 0 < self.backoff_min <= self.backoff_max:
            raise ValueError(
                "the queue holds an event at least, and 0 < backoff_min <= backoff_max"
            )


class Delivery:
    """Owns the buffer and two daemon threads: one sends, one moves waiting events to the disk."""

    def __init__(
        self,
        exchange: Exchange,
        abort: Callable[[], None],
        spool: Optional[Spool],
        settings: DeliverySettings,
        ledger: Ledger,
    ) -> None:
        """`abort` makes an exchange that is under way fail soon."""
        self._post = exchange
        self._abort = abort
        self._spool = spool
        self._settings = settings
        self._ledger = ledger
        self._buffer = Buffer(spool, settings.queue_events_max, settings.queue_bytes_max)
        self._backoff = Backoff(settings.backoff_min, settings.backoff_max)
        # Owned by the sender: smaller while batches are too large for something on the way.
        self._events_now = settings.batch_events_max
        # Owned by the sender: how often something on the way refused the oldest event alone.
        self._blocked_in_a_row = 0
        self._given_up_in_a_row = 0
        self._close_once = threading.Lock()
        self._closing = threading.Event()
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=run, name="tradewitness-" + name, daemon=True)
            for name, run in (("sender", self._send), ("guard", self._guard))
        ]
        for thread in self._threads:
            thread.start()

    def take(self, data: bytes) -> bool:
        """Takes an event to be delivered; False when it was dropped."""
        if not self._closing.is_set() and self._buffer.put(data):
            self._ledger.logged()
            return True
        if self._closing.is_set():
            self._ledger.dropped(data, "CLOSED")
            return False
        self._ledger.overflow(True)
        self._ledger.dropped(data, "FULL")
        return False

    def has_room(self) -> bool:
        """Whether `take` would not touch the disk."""
        return self._buffer.has_room()

    def flush(self, seconds: float) -> bool:
        """Whether everything taken before has its verdict within so long."""
        self._backoff.end()
        return self._buffer.wait_settled(max(0.0, seconds))

    def close(self, seconds: float) -> bool:
        """Flushes, then puts the rest on the disk. Whether everything had its verdict."""
        with self._close_once:
            if self._stopped.is_set():
                return self._buffer.wait_settled(0)
            self._closing.set()
            done = self.flush(seconds)
            self._stopped.set()
            self._buffer.wake()
            self._backoff.end()
            self._abort()
            until = time.monotonic() + _JOIN_SECONDS
            for thread in self._threads:
                # A callback may close the client.
                if thread is not threading.current_thread():
                    thread.join(max(0.0, until - time.monotonic()))
            for data in self._buffer.close():
                self._ledger.dropped(data, "CLOSED")
            return done

    def stats(self) -> Stats:
        events, size = self._buffer.held()
        spooled, spooled_bytes = self._buffer.spooled()
        counts = self._ledger.stats()
        return replace(
            counts,
            queued_events=events,
            queued_bytes=size,
            spooled_events=spooled,
            spooled_bytes=spooled_bytes,
            torn=self._spool.torn if self._spool else 0,
            damaged=self._spool.damaged if self._spool else 0,
            last_error=counts.last_error or self._buffer.disk_error,
        )

    def _send(self) -> None:
        batch: Optional[Batch] = None
        while not self._stopped.is_set():
            try:
                if batch is None:
                    batch = self._buffer.next_batch(
                        self._settings.batch_events_max, self._settings.batch_bytes_max
                    )
                if batch is None:
                    self._buffer.wait_for_work()
                elif batch.left:
                    self._exchange(batch)
                else:
                    done, batch = batch, None
                    self._buffer.complete(done)
            except Exception as e:  # The thread outlives every fault: events wait for it.
                _log.exception("the sender failed")
                self._ledger.failed("%s: %s" % (type(e).__name__, e))
                self._pause(None)

    def _exchange(self, batch: Batch) -> None:
        part = batch.left[: self._events_now]
        outcome = self._outcome(part)
        if isinstance(outcome, Judged):
            self._judged(batch, part, outcome)
        elif isinstance(outcome, Failed):
            self._failed(outcome)
        elif len(part) > 1:
            self._events_now = len(part) // 2
        elif isinstance(outcome, Whole):
            status = "refused" if outcome.code == "BATCH_REFUSED" else "too_large"
            refused = _refused(part[0], status, outcome.code)
            self._set_aside(part, [refused])
            self._give_up(batch, refused)
        else:
            self._blocked(batch, part, outcome)

    def _outcome(self, part: List[bytes]) -> BatchOutcome:
        """Blocked only when the service has answered a batch without events on the same way."""
        outcome = self._post(part)
        if not isinstance(outcome, Blocked):
            return outcome
        proof = self._post([])
        if isinstance(proof, (Judged, Whole)):
            return outcome
        other = proof.why if isinstance(proof, Failed) else "HTTP %d" % proof.status
        return Failed(
            "HTTP %d, not from the service; without events: %s" % (outcome.status, other),
            outcome.retry_after,
        )

    def _blocked(self, batch: Batch, part: List[bytes], blocked: Blocked) -> None:
        """One event that something on the way refuses.

        It is given up only once it is on the disk as refused, and after several times: what refuses
        it may be changing just now.
        """
        self._blocked_in_a_row += 1
        why = "HTTP %d for one event, not from the service" % blocked.status
        refused = _refused(part[0], "blocked", "HTTP_%d" % blocked.status)
        too_large = blocked.status == 413 and len(part[0]) > _LARGE_BYTES
        if self._blocked_in_a_row < _BLOCKED_MIN:
            self._failed(Failed(why, blocked.retry_after))
        elif self._given_up_in_a_row >= _GIVEN_UP_MAX and not too_large:
            why += "; nor for the %d before it" % self._given_up_in_a_row
            self._failed(Failed(why, blocked.retry_after))
        elif self._set_aside(part, [refused]) or not self._buffer.keeps_refused():
            self._given_up_in_a_row += 0 if too_large else 1
            self._give_up(batch, refused)
        else:
            self._failed(Failed(why + "; it cannot be set aside", blocked.retry_after))

    def _give_up(self, batch: Batch, refused: EventRefused) -> None:
        batch.left = batch.left[1:]
        self._ledger.refused(refused)
        self._succeeded()

    def _set_aside(self, part: List[bytes], verdicts: Sequence[Verdict]) -> int:
        """Keeps what is refused on the disk; gives how many of it are there."""
        refused = [
            (data, _code(verdict))
            for data, verdict in zip(part, verdicts)
            if isinstance(verdict, EventRefused)
        ]
        count = self._buffer.set_aside(refused) if refused else 0
        self._ledger.set_aside(count)
        return count

    def _judged(self, batch: Batch, part: List[bytes], outcome: Judged) -> None:
        self._blocked_in_a_row = 0
        self._given_up_in_a_row = 0
        self._set_aside(part, outcome.verdicts)
        pairs = list(zip(part, outcome.verdicts))
        again = [data for data, verdict in pairs if verdict is None]
        batch.left = again + batch.left[len(part) :]
        for _, verdict in pairs:
            if isinstance(verdict, EventRefused):
                self._ledger.refused(verdict)
            elif verdict is not None:
                self._ledger.delivered(verdict)
        if len(again) == len(part):
            self._failed(Failed("the service judged no event of the batch"))
        elif again:
            self._ledger.worked()
            self._pause(None)
        else:
            self._succeeded()

    def _succeeded(self) -> None:
        self._blocked_in_a_row = 0
        self._ledger.worked()
        self._backoff.reset()
        self._events_now = min(2 * self._events_now, self._settings.batch_events_max)

    def _failed(self, failure: Failed) -> None:
        self._ledger.failed(failure.why)
        self._buffer.spill()
        self._pause(failure.retry_after)

    def _pause(self, retry_after: Optional[float]) -> None:
        if not self._stopped.is_set():
            self._backoff.wait(retry_after)

    def _guard(self) -> None:
        while not self._stopped.wait(_GUARD_SECONDS):
            try:
                if self._ledger.overflowed() and not self._buffer.half_full():
                    self._ledger.overflow(False)
                since = self._buffer.oldest_in_memory()
                if since is None:
                    self._buffer.wait_for_work()
                elif self._is_late(since):
                    self._buffer.spill()
            except Exception:  # As the sender.
                _log.exception("the guard failed")

    def _is_late(self, since: float) -> bool:
        late = time.monotonic() - since > self._settings.spool_after
        return late or self._ledger.failing() or self._buffer.half_full()


def _refused(data: bytes, status: str, code: str) -> EventRefused:
    violation = {"pointer": "", "code": code, "message": ""}
    return EventRefused(json.loads(data), status, (violation,))


def _code(refused: EventRefused) -> str:
    if refused.violations:
        return str(refused.violations[0].get("code", ""))
    return refused.status.upper()
