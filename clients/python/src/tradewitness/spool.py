"""Events on the local disk, first in, first out, while the service is away."""

from __future__ import annotations

import logging
import os
import re
import struct
import zlib
from pathlib import Path
from typing import List, Optional, Sequence, Tuple, Union

from tradewitness import segment
from tradewitness.locking import FolderLock

__all__ = ["Spool"]

_log = logging.getLogger("tradewitness")
_NAME = re.compile(r"[0-9]{16}\.spool", re.ASCII)
_BINARY = getattr(os, "O_BINARY", 0)
_POSITION = struct.Struct(">16sQ")


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
        self._lock = FolderLock(self.folder)
        self._bytes_max = bytes_max
        # A segment is deleted as a whole, so a small spool has small ones.
        self._segment_bytes = min(segment_bytes, max(bytes_max // 8, 4096))
        self._tail: Optional[int] = None
        # Oldest first; the tail, if any, is the last one.
        self._segments: List[_Segment] = []
        self.count = 0
        self.bytes = 0
        self.torn = 0
        self.damaged = 0
        try:
            self._recover()
        except OSError:
            self._lock.release()
            raise

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
                self._write(framed, count)
            except OSError:
                if taken == 0:
                    raise
                break
            taken += count
        return taken

    def peek(self, count_max: int, bytes_max: int) -> List[bytes]:
        """The oldest payloads, at least one unless the spool is empty; they stay in it."""
        while self._segments:
            first = self._segments[0]
            found = self._payloads(first, count_max, bytes_max)
            if found:
                return [record.payload for record in found]
            self._drop_first()
        return []

    def consume(self, count: int) -> None:
        """Takes the oldest payloads out. After a kill some of them may be there again."""
        while count > 0 and self._segments:
            first = self._segments[0]
            found = self._payloads(first, count, None)
            if found:
                first.position = found[-1].end
            count -= len(found)
            self.count -= len(found)
            if first.position >= first.size or len(found) == 0:
                self._drop_first()
        if self._segments:
            self._write_position(self._segments[0])

    def close(self) -> None:
        """Gives the folder to the next process."""
        self._close_tail()
        self._lock.release()

    # Writing

    def _fitting(self, payloads: Sequence[bytes]) -> Tuple[bytes, int]:
        """The frames of the next payloads that one segment and the bound have room for."""
        tail = segment.HEADER_BYTES if self._tail is None else self._segments[-1].size
        if tail >= self._segment_bytes:
            self._close_tail()
            tail = segment.HEADER_BYTES
        room = self._bytes_max - self.bytes - (segment.HEADER_BYTES if self._tail is None else 0)
        framed = bytearray()
        count = 0
        for payload in payloads:
            record = segment.record_bytes(payload)
            if len(framed) + len(record) > room:
                break
            if count > 0 and tail + len(framed) + len(record) > self._segment_bytes:
                break
            framed += record
            count += 1
        return bytes(framed), count

    def _write(self, framed: bytes, count: int) -> None:
        tail = self._new_tail() if self._tail is None else self._tail
        current = self._segments[-1]
        try:
            _write_synced(tail, framed)
        except OSError:
            self._give_up_tail(current)
            raise
        current.size += len(framed)
        self.bytes += len(framed)
        self.count += count

    def _new_tail(self) -> int:
        number = self._segments[-1].number + 1 if self._segments else self._newest_number() + 1
        path = self.folder / ("%016d.spool" % number)
        head = segment.header()
        tail = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            _write_synced(tail, head)
            _sync_folder(self.folder)
        except OSError:
            os.close(tail)
            _unlink(path)
            raise
        self._tail = tail
        self._segments.append(_Segment(path, number, head, len(head), len(head)))
        self.bytes += len(head)
        return tail

    def _newest_number(self) -> int:
        return max((int(path.name[:16]) for path in self.folder.glob("*.spool*")), default=0)

    def _give_up_tail(self, current: "_Segment") -> None:
        """Cuts off what a failed append left. After a failed fsync the file is not used again."""
        self._close_tail()
        try:
            os.truncate(current.path, current.size)
        except OSError:
            _log.warning("the end of %s could not be cut off", current.path)

    def _close_tail(self) -> None:
        tail, self._tail = self._tail, None
        if tail is not None:
            try:
                os.close(tail)
            except OSError:
                # What was acknowledged is synced; what was not is cut off or sent again.
                _log.warning("the spool's file could not be closed")

    # Reading

    def _payloads(
        self, of: "_Segment", count_max: int, bytes_max: Optional[int]
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
        first = self._segments[0]
        if len(self._segments) == 1:
            self._close_tail()
        try:
            if first.damaged:
                os.replace(first.path, first.path.with_suffix(".spool.damaged"))
            else:
                _unlink(first.path)
                self.bytes -= first.size
        except OSError:
            # It stays on the disk, and its events come again after the next start.
            _log.warning("%s could not be put away", first.path)
        del self._segments[0]
        if not self._segments:
            _unlink(self.folder / "position")
            self.count = 0

    def _write_position(self, first: "_Segment") -> None:
        """Where reading goes on. Lost or torn it costs repetitions only, so it is not synced."""
        data = _POSITION.pack(first.head, first.position)
        scratch = self.folder / "position.new"
        try:
            with open(scratch, "wb", opener=_private) as file:
                file.write(data + struct.pack(">I", zlib.crc32(data)))
            os.replace(scratch, self.folder / "position")
        except OSError:
            _log.warning("the spool's position could not be written; a kill repeats events")

    # Starting

    def _recover(self) -> None:
        names = sorted(path for path in self.folder.iterdir() if _NAME.fullmatch(path.name))
        for path in names:
            self._recover_segment(path, is_newest=path == names[-1])
        for path in self.folder.glob("*.spool.damaged"):
            self.bytes += path.stat().st_size
        if self._segments:
            first = self._segments[0]
            first.position = self._read_position(first)
        self.count = sum(self._count(of) for of in self._segments)

    def _recover_segment(self, path: Path, is_newest: bool) -> None:
        data = path.read_bytes()
        head = data[: segment.HEADER_BYTES]
        if len(data) < segment.HEADER_BYTES and is_newest:
            # Its process died before the first append.
            _unlink(path)
            return
        whole = segment.is_header(head)
        of = _Segment(path, int(path.name[:16]), head, len(data), segment.HEADER_BYTES)
        of.damaged = not whole
        for part in segment.records(data):
            if isinstance(part, segment.Damage):
                of.damaged = True
                self.damaged += 1
            elif isinstance(part, segment.Torn):
                self.torn += 1
                _cut(path, part.start)
                of.size = part.start
        self._segments.append(of)
        self.bytes += of.size

    def _read_position(self, first: "_Segment") -> int:
        try:
            data = (self.folder / "position").read_bytes()
        except OSError:
            return segment.HEADER_BYTES
        if len(data) != _POSITION.size + 4:
            return segment.HEADER_BYTES
        head, position = _POSITION.unpack_from(data)
        (crc,) = struct.unpack_from(">I", data, _POSITION.size)
        known = crc == zlib.crc32(data[: _POSITION.size]) and head == first.head
        # Before the beginning or behind the end it is of no use: some events come twice then.
        if known and segment.HEADER_BYTES <= position <= first.size:
            return int(position)
        return segment.HEADER_BYTES

    @staticmethod
    def _count(of: "_Segment") -> int:
        parts = segment.records(of.read(), of.position)
        return sum(1 for part in parts if isinstance(part, segment.Record))


class _Segment:
    """A file of the spool; `position` is where reading goes on."""

    def __init__(self, path: Path, number: int, head: bytes, size: int, position: int) -> None:
        self.path = path
        self.number = number
        self.head = head
        self.size = size
        self.position = position
        self.damaged = False

    def read(self) -> bytes:
        with open(self.path, "rb") as file:
            return file.read(self.size)


def _write_synced(fd: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]
    os.fsync(fd)


def _private(path: str, flags: int) -> int:
    # Orders are nobody else's business.
    return os.open(path, flags, 0o600)


def _cut(path: Path, size: int) -> None:
    with open(path, "r+b") as file:
        file.truncate(size)
        file.flush()
        os.fsync(file.fileno())


def _unlink(path: Path) -> None:
    try:
        path.unlink()
    except FileNotFoundError:
        pass


def _sync_folder(folder: Path) -> None:
    """A new file's name is durable only with its folder."""
    if os.name != "posix":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
