"""Events on the local disk, first in, first out, while the service is away."""

from __future__ import annotations

import os
from pathlib import Path
from typing import List, Optional, Sequence, Tuple, Union

from tradewitness import segment
from tradewitness.locking import FolderLock
from tradewitness.refusedfile import RefusedFile
from tradewitness.spoolfiles import PositionFile, SegmentFile, newest_number, recover

__all__ = ["Spool"]


class Spool:
    """A bounded queue of byte strings in files of one folder, for one process.

    What `append` took survives a kill and a loss of power. Damaged bytes are skipped and counted.
    Their file becomes `….damaged` instead of being deleted, and counts against the bound.
    Not safe for several threads: the owner holds a lock.
    """

    def __init__(
        self,
        folder: Union[str, "os.PathLike[str]"],
        bytes_max: int,
        segment_bytes: int = 4 * 1024 * 1024,
    ) -> None:
        """Takes the folder; SpoolInUseError when another process has it, OSError when it cannot."""
        self.folder = Path(folder)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._bytes_max = bytes_max
        # A segment is deleted as a whole, so a small spool has small ones.
        self._segment_bytes = min(segment_bytes, max(bytes_max // 8, 4096))
        self._position = PositionFile(self.folder)
        self._refused = RefusedFile(self.folder)
        self._lock = FolderLock(self.folder)
        try:
            self._segments, self.torn, self.damaged = recover(self.folder)
            kept = sum(path.stat().st_size for path in self.folder.glob("*.spool.damaged"))
            self.bytes = kept + sum(of.size for of in self._segments)
            if self._segments:
                self._segments[0].position = self._position.read(self._segments[0])
            self.count = sum(_count(of) for of in self._segments)
        except BaseException:
            self._lock.release()
            raise
        # The segment that is appended to: the last one. Recovered ones are only read.
        self._tail: Optional[SegmentFile] = None

    def append(self, payloads: Sequence[bytes]) -> int:
        """Appends as many as there is room for and gives their number; they are durable then.

        OSError when the disk fails at the first one.
        """
        taken = 0
        while taken < len(payloads):
            framed, count = self._fitting(payloads[taken:])
            if count == 0:
                break
            try:
                self._write(framed)
            except OSError:
                if taken == 0:
                    raise
                break
            self.count += count
            taken += count
        return taken

    def peek(self, count_max: int, bytes_max: int) -> List[bytes]:
        """The oldest payloads, at least one unless the spool is empty; they stay in it."""
        while self._segments:
            found = self._records(self._segments[0], count_max, bytes_max)
            if found:
                return [record.payload for record in found]
            self._drop_first()
        return []

    def consume(self, count: int) -> None:
        """Takes the oldest payloads out. After a kill some of them may be there again."""
        while count > 0 and self._segments:
            first = self._segments[0]
            found = self._records(first, count, None)
            if found:
                first.position = found[-1].end
            count -= len(found)
            self.count -= len(found)
            if first.position >= first.size or not found:
                self._drop_first()
        if self._segments:
            self._position.write(self._segments[0])

    def set_aside(self, refused: Sequence[Tuple[bytes, str]]) -> int:
        """Writes events that nobody takes to `refused.ndjson`; gives how many there was room for.

        OSError when the disk fails.
        """
        return self._refused.append(refused)

    def close(self) -> None:
        """Gives the folder to the next process."""
        self._close_tail()
        self._lock.release()

    def _fitting(self, payloads: Sequence[bytes]) -> Tuple[bytes, int]:
        """The frames of the next payloads that one segment and the bound have room for."""
        if self._tail is not None and self._tail.size >= self._segment_bytes:
            self._close_tail()
        size = segment.HEADER_BYTES if self._tail is None else self._tail.size
        room = self._bytes_max - self.bytes - (segment.HEADER_BYTES if self._tail is None else 0)
        framed = bytearray()
        count = 0
        for payload in payloads:
            record = segment.record_bytes(payload)
            if len(framed) + len(record) > room:
                break
            if count > 0 and size + len(framed) + len(record) > self._segment_bytes:
                break
            framed += record
            count += 1
        return bytes(framed), count

    def _write(self, framed: bytes) -> None:
        tail = self._tail
        if tail is None:
            path = self.folder / ("%016d.spool" % (newest_number(self.folder) + 1))
            tail = self._tail = SegmentFile.create(path)
            self._segments.append(tail)
            self.bytes += tail.size
        try:
            tail.append(framed)
        except OSError:
            self._tail = None
            raise
        self.bytes += len(framed)

    def _close_tail(self) -> None:
        tail, self._tail = self._tail, None
        if tail is not None:
            tail.close()

    def _records(
        self, of: SegmentFile, count_max: int, bytes_max: Optional[int]
    ) -> List[segment.Record]:
        found: List[segment.Record] = []
        size = 0
        for part in segment.records(of.read(), of.position):
            if isinstance(part, segment.Damage):
                self.damaged += not of.damaged
                of.damaged = True
                continue
            if isinstance(part, segment.Torn):
                break
            size += len(part.payload)
            if found and bytes_max is not None and size > bytes_max:
                break
            found.append(part)
            if len(found) == count_max:
                break
        return found

    def _drop_first(self) -> None:
        first = self._segments.pop(0)
        if first is self._tail:
            self._close_tail()
        if first.put_away():
            self.bytes -= first.size
        if not self._segments:
            self._position.remove()
            self.count = 0


def _count(of: SegmentFile) -> int:
    parts = segment.records(of.read(), of.position)
    return sum(1 for part in parts if isinstance(part, segment.Record))
