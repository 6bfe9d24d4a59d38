"""The files of a spool: segments, and the position where reading goes on."""

from __future__ import annotations

import logging
import os
import re
import struct
import zlib
from pathlib import Path
from typing import List, NamedTuple, Optional

from tradewitness import segment

__all__ = ["PositionFile", "Recovered", "SegmentFile", "newest_number", "recover", "sync_folder"]

_log = logging.getLogger("tradewitness")
_NAME = re.compile(r"[0-9]{16}\.spool", re.ASCII)
_POSITION = struct.Struct(">16sQ")
_BINARY = getattr(os, "O_BINARY", 0)


class SegmentFile:
    """A file of the spool; `position` is where reading goes on, `damaged` that it is to be kept."""

    def __init__(self, path: Path, head: bytes, size: int) -> None:
        self.path = path
        self.head = head
        self.size = size
        self.position = segment.HEADER_BYTES
        self.damaged = not segment.is_header(head)
        self._fd: Optional[int] = None

    @classmethod
    def create(cls, path: Path) -> "SegmentFile":
        """A new file that is open for appending, and durable under its name."""
        head = segment.header()
        made = cls(path, head, len(head))
        # Orders are nobody else's business.
        made._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            made._write(head)
            sync_folder(path.parent)
        except OSError:
            made.close()
            _unlink(path)
            raise
        return made

    def append(self, data: bytes) -> None:
        """Durable when it returns. After an OSError the file is cut back, and not appended to again.

        After a failed fsync nobody knows what is on the disk.
        """
        try:
            self._write(data)
        except OSError:
            self.close()
            try:
                self.cut(self.size)
            except OSError:
                _log.warning("the end of %s could not be cut off", self.path)
            raise
        self.size += len(data)

    def read(self) -> bytes:
        with open(self.path, "rb") as file:
            return file.read(self.size)

    def cut(self, size: int) -> None:
        """Makes the file end there."""
        with open(self.path, "r+b") as file:
            file.truncate(size)
            file.flush()
            os.fsync(file.fileno())
        self.size = size

    def put_away(self) -> bool:
        """Deletes the file and gives true; a damaged one is renamed instead."""
        self.close()
        try:
            if self.damaged:
                os.replace(self.path, self.path.with_suffix(".spool.damaged"))
                return False
            _unlink(self.path)
            return True
        except OSError:
            # It stays on the disk, and its events come again after the next start.
            _log.warning("%s could not be put away", self.path)
            return False

    def close(self) -> None:
        """Ends appending."""
        fd, self._fd = self._fd, None
        if fd is not None:
            try:
                os.close(fd)
            except OSError:
                # What was acknowledged is synced.
                _log.warning("%s could not be closed", self.path)

    def _write(self, data: bytes) -> None:
        if self._fd is None:
            raise ValueError("%s is not open for appending" % self.path)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._fd, rest) :]
        os.fsync(self._fd)


class PositionFile:
    """Where reading goes on. Lost or torn it costs repetitions only, so it is not synced."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "position"
        self._scratch = folder / "position.new"

    def write(self, of: SegmentFile) -> None:
        data = _POSITION.pack(of.head, of.position)
        try:
            with open(self._scratch, "wb", opener=_private) as file:
                file.write(data + struct.pack(">I", zlib.crc32(data)))
            os.replace(self._scratch, self._path)
        except OSError:
            _log.warning("the spool's position could not be written; a kill repeats events")

    def read(self, of: SegmentFile) -> int:
        """The position in this segment; its beginning when the file is not about it."""
        try:
            data = self._path.read_bytes()
        except OSError:
            return segment.HEADER_BYTES
        if len(data) != _POSITION.size + 4:
            return segment.HEADER_BYTES
        head, position = _POSITION.unpack_from(data)
        (crc,) = struct.unpack_from(">I", data, _POSITION.size)
        known = crc == zlib.crc32(data[: _POSITION.size]) and head == of.head
        if known and segment.HEADER_BYTES <= position <= of.size:
            return int(position)
        return segment.HEADER_BYTES

    def remove(self) -> None:
        _unlink(self._path)


class Recovered(NamedTuple):
    """What a folder holds: segments, oldest first, and how many were torn or have damage."""

    segments: List[SegmentFile]
    torn: int
    damaged: int


def recover(folder: Path) -> Recovered:
    """Reads every segment and cuts torn ends off."""
    segments: List[SegmentFile] = []
    torn = damaged = 0
    for path in sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name)):
        data = path.read_bytes()
        if len(data) < segment.HEADER_BYTES:
            # Its process died before the first append.
            _unlink(path)
            continue
        of = SegmentFile(path, data[: segment.HEADER_BYTES], len(data))
        for part in segment.records(data):
            if isinstance(part, segment.Damage):
                of.damaged = True
                damaged += 1
            elif isinstance(part, segment.Torn):
                torn += 1
                of.cut(part.start)
        segments.append(of)
    return Recovered(segments, torn, damaged)


def newest_number(folder: Path) -> int:
    """The highest number of a segment, damaged ones included; 0 when there is none."""
    return max((int(path.name[:16]) for path in folder.glob("*.spool*")), default=0)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _unlink(path: Path) -> None:
    try:
        path.unlink()
    except FileNotFoundError:
        pass


def sync_folder(folder: Path) -> None:
    """A new file's name is durable only with its folder."""
    if os.name != "posix":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
