"""The form of a spool's files: records with length and CRC32, found again behind damage.

A segment is a header of 16 bytes, `TWSPOOL1` and 8 random bytes, then records: the mark `TWR1`,
the length and the CRC32 of the payload (big-endian, 4 bytes each), the payload.
"""

from __future__ import annotations

import os
import struct
import zlib
from dataclasses import dataclass
from typing import Iterator, Optional, Union

__all__ = [
    "HEADER_BYTES",
    "RECORD_BYTES_MAX",
    "Damage",
    "Record",
    "Torn",
    "header",
    "is_header",
    "record_bytes",
    "records",
]

_MAGIC = b"TWSPOOL1"
_MARK = b"TWR1"
_FRAME = struct.Struct(">4sII")

HEADER_BYTES = 16
#: Longer payloads are refused, so a damaged length is told from a long record.
RECORD_BYTES_MAX = 1024 * 1024


@dataclass(frozen=True)
class Record:
    """A whole record and the offset behind it."""

    payload: bytes
    end: int


@dataclass(frozen=True)
class Damage:
    """Bytes that are no whole record, up to the next one or to the end."""

    start: int
    end: int


@dataclass(frozen=True)
class Torn:
    """A record that the end of the file cuts off: the append of a process that died."""

    start: int


def header() -> bytes:
    """A new segment's header; its random bytes tell it from every other segment."""
    return _MAGIC + os.urandom(HEADER_BYTES - len(_MAGIC))


def is_header(data: bytes) -> bool:
    return len(data) == HEADER_BYTES and data.startswith(_MAGIC)


def record_bytes(payload: bytes) -> bytes:
    """The payload with its frame."""
    if not 0 < len(payload) <= RECORD_BYTES_MAX:
        raise ValueError("a record has 1 to %d bytes" % RECORD_BYTES_MAX)
    return _FRAME.pack(_MARK, len(payload), zlib.crc32(payload)) + payload


def records(data: bytes, start: int = HEADER_BYTES) -> Iterator[Union[Record, Damage, Torn]]:
    """Everything in a segment's bytes from an offset on, in order."""
    at = start
    while at < len(data):
        found = _record_at(data, at)
        if found is None and _is_cut_off(data, at):
            yield Torn(at)
            return
        if found is None:
            end = _next_record(data, at + 1)
            yield Damage(at, end)
            at = end
        else:
            yield found
            at = found.end


def _record_at(data: bytes, at: int) -> Optional[Record]:
    if at + _FRAME.size > len(data):
        return None
    mark, length, crc = _FRAME.unpack_from(data, at)
    end = at + _FRAME.size + length
    if mark != _MARK or not 0 < length <= RECORD_BYTES_MAX or end > len(data):
        return None
    payload = data[at + _FRAME.size : end]
    return Record(payload, end) if zlib.crc32(payload) == crc else None


def _is_cut_off(data: bytes, at: int) -> bool:
    """Whether the bytes from here to the end can be the beginning of one record."""
    frame = data[at : at + _FRAME.size]
    if len(frame) < _FRAME.size:
        return frame[:4] == _MARK[: len(frame)]
    mark, length, _ = _FRAME.unpack(frame)
    if mark != _MARK or not 0 < length <= RECORD_BYTES_MAX:
        return False
    # A damaged length, too, can point behind the end; then whole records follow.
    return at + _FRAME.size + length > len(data) and _next_record(data, at + 1) == len(data)


def _next_record(data: bytes, at: int) -> int:
    while True:
        at = data.find(_MARK, at)
        if at < 0:
            return len(data)
        if _record_at(data, at) is not None:
            return at
        at += 1
