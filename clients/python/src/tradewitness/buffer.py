"""One queue in two places: the disk holds the older events, the memory the newer ones."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Deque, List, Optional, Sequence, Tuple

from tradewitness.events import EVENT_BYTES_MAX
from tradewitness.spool import Spool

__all__ = ["Batch", "Buffer"]

_log = logging.getLogger("tradewitness")
_DISK_RETRY_SECONDS = 0.5


@dataclass
class Batch:
    """The oldest events, on their way. `left` are those without a verdict.

    `disk_count` of the spool's oldest records are this batch's. `memory_only` found no room there.
    """

    size: int
    left: List[bytes]
    disk_count: int
    on_disk: bool
    memory_only: List[bytes] = field(default_factory=list)
    since: float = field(default_factory=time.monotonic)


class Buffer:
    """First in, first out: events on the disk, then the batch from memory, then the queue.

    Any thread puts; one thread takes batches and completes them; any thread spills. `_disk` is
    taken before `_lock`, and only `_disk` is held while the disk works.
    """

    def __init__(self, spool: Optional[Spool], events_max: int, bytes_max: int) -> None:
        self._spool = spool
        self._events_max = events_max
        self._bytes_max = bytes_max
        self._disk = threading.Lock()
        self._lock = threading.Lock()
        self._arrived = threading.Condition(self._lock)
        self._settled = threading.Condition(self._lock)
        # Guarded by _lock.
        self._queue: Deque[Tuple[bytes, float]] = deque()
        self._bytes = 0
        self._batch: Optional[Batch] = None
        self._put_count = spool.count if spool else 0
        self._settled_count = 0
        self._woken = False
        self._shut = False
        # Guarded by _disk.
        self._disk_retry_at = 0.0
        self._closed = False
        self.disk_error = ""

    def put(self, data: bytes) -> bool:
        """False when queue and disk are full, or after `close`.

        Works on the disk only when the queue is full.
        """
        if self._put(data):
            return True
        self.spill()
        return self._put(data)

    def has_room(self) -> bool:
        """Whether the next `put` of the largest event would stay in memory."""
        with self._lock:
            return self._fits(EVENT_BYTES_MAX)

    def next_batch(self, count_max: int, bytes_max: int) -> Optional[Batch]:
        """The oldest events, or None when there are none. OSError when the disk cannot be read."""
        with self._disk:
            if self._closed:
                return None
            found = self._spool.peek(count_max, bytes_max) if self._spool else []
            with self._lock:
                if found:
                    self._batch = Batch(len(found), found, len(found), True)
                else:
                    found = self._pop(count_max, bytes_max)
                    self._batch = Batch(len(found), found, 0, False) if found else None
                    if self._batch is None:
                        self._all_settled()
                return self._batch

    def complete(self, batch: Batch) -> None:
        """Every event of the batch has its verdict. OSError when the disk fails: it comes again."""
        with self._disk:
            if batch.disk_count and self._spool and not self._closed:
                self._spool.consume(batch.disk_count)
                self._disk_retry_at = 0.0
            with self._lock:
                self._batch = None
                self._settled_count += batch.size
                self._settled.notify_all()

    def set_aside(self, refused: Sequence[Tuple[bytes, str]]) -> int:
        """Writes events that nobody takes to the disk; gives how many are there. Never raises."""
        with self._disk:
            if self._spool is None or self._closed:
                return 0
            try:
                count = self._spool.set_aside(refused)
            except OSError as e:
                self.disk_error = str(e)
                _log.warning("refused events cannot be kept in %s: %s", self._spool.folder, e)
                return 0
            if count < len(refused):
                self.disk_error = "the file of refused events is full"
                _log.warning("refused.ndjson in %s is full", self._spool.folder)
            return count

    def keeps_refused(self) -> bool:
        """Whether there is a disk that refused events are written to."""
        return self._spool is not None

    def spill(self) -> None:
        """Moves what is in memory to the disk, as far as there is room. Never raises OSError."""
        with self._disk:
            if self._spool is None or self._closed or time.monotonic() < self._disk_retry_at:
                return
            with self._lock:
                batch = self._batch
                ahead = list(batch.left) if batch and not batch.on_disk else []
                waiting = [data for data, _ in self._queue]
            if not ahead and not waiting:
                return
            count = self._append(ahead + waiting)
            if count < len(ahead) + len(waiting):
                # Until there is room again, a caller must not pay for each attempt.
                self._disk_retry_at = time.monotonic() + _DISK_RETRY_SECONDS
            with self._lock:
                if batch and ahead and count:
                    # Where only part of the batch found room, the rest stays in memory until its
                    # verdict: it must not follow behind newer events.
                    batch.disk_count = min(count, len(ahead))
                    batch.memory_only = ahead[count:]
                    batch.on_disk = True
                for _ in range(count - len(ahead)):
                    self._bytes -= len(self._queue.popleft()[0])

    def wait_for_work(self) -> None:
        """Returns when there may be an event, or after `wake`."""
        with self._lock:
            self._arrived.wait_for(lambda: bool(self._queue) or self._woken)

    def wake(self) -> None:
        """Ends every `wait_for_work`, also later ones."""
        with self._lock:
            self._woken = True
            self._arrived.notify_all()

    def wait_settled(self, seconds: float) -> bool:
        """Whether everything that was put before got its verdict in time."""
        with self._lock:
            target = self._put_count
            return self._settled.wait_for(lambda: self._settled_count >= target, seconds)

    def oldest_in_memory(self) -> Optional[float]:
        """Since when the oldest event waits that is not on the disk, by the monotonic clock."""
        with self._lock:
            if self._batch and not self._batch.on_disk:
                return self._batch.since
            return self._queue[0][1] if self._queue else None

    def half_full(self) -> bool:
        with self._lock:
            events, size = len(self._queue), self._bytes
        return 2 * events > self._events_max or 2 * size > self._bytes_max

    def held(self) -> Tuple[int, int]:
        """Events and bytes in memory, the batch included."""
        with self._lock:
            batch = self._batch.left if self._batch and not self._batch.on_disk else []
            return len(self._queue) + len(batch), self._bytes + sum(map(len, batch))

    def spooled(self) -> Tuple[int, int]:
        """Events and bytes on the disk."""
        with self._disk:
            return (self._spool.count, self._spool.bytes) if self._spool else (0, 0)

    def close(self) -> List[bytes]:
        """Puts everything on the disk, gives it back, and returns what found no room there."""
        with self._disk, self._lock:
            # From here on nothing comes in that the spill below could miss.
            self._shut = True
            self._disk_retry_at = 0.0
        self.spill()
        with self._disk, self._lock:
            self._closed = True
            if self._spool:
                self._spool.close()
            batch = self._batch
            lost: List[bytes] = []
            if batch:
                lost += [
                    data for data in batch.left if not batch.on_disk or data in batch.memory_only
                ]
            lost += [data for data, _ in self._queue]
            self._queue.clear()
            self._bytes = 0
            return lost

    def _put(self, data: bytes) -> bool:
        with self._lock:
            if self._shut or not self._fits(len(data)):
                return False
            self._queue.append((data, time.monotonic()))
            self._bytes += len(data)
            self._put_count += 1
            if len(self._queue) == 1:
                self._arrived.notify_all()
            return True

    def _fits(self, size: int) -> bool:
        return len(self._queue) < self._events_max and self._bytes + size <= self._bytes_max

    def _pop(self, count_max: int, bytes_max: int) -> List[bytes]:
        found: List[bytes] = []
        size = 0
        while self._queue and len(found) < count_max:
            data = self._queue[0][0]
            if found and size + len(data) > bytes_max:
                break
            self._queue.popleft()
            found.append(data)
            size += len(data)
        self._bytes -= size
        return found

    def _all_settled(self) -> None:
        # Damage on the disk takes events away that were counted.
        self._settled_count = self._put_count
        self._settled.notify_all()

    def _append(self, payloads: List[bytes]) -> int:
        assert self._spool is not None
        try:
            return self._spool.append(payloads)
        except OSError as e:
            self.disk_error = str(e)
            _log.warning("events cannot be written to %s: %s", self._spool.folder, e)
            return 0
