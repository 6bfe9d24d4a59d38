"""`refused.ndjson`: events that nobody takes and that are not sent any more, a line each.

It is for a person, who may move it away at any time.
"""

from __future__ import annotations

import base64
import json
import os
import re
from pathlib import Path
from typing import Sequence, Tuple

from tradewitness.spoolfiles import sync_folder

__all__ = ["REFUSED_BYTES_MAX", "RefusedFile"]

REFUSED_BYTES_MAX = 64 * 1024 * 1024
_CODE = re.compile(r"[A-Z0-9_-]{1,64}", re.ASCII)
_BINARY = getattr(os, "O_BINARY", 0)


class RefusedFile:
    """Not safe for several threads: the owner holds a lock."""

    def __init__(self, folder: Path, bytes_max: int = REFUSED_BYTES_MAX) -> None:
        self._path = folder / "refused.ndjson"
        self._bytes_max = bytes_max

    def append(self, refused: Sequence[Tuple[bytes, str]]) -> int:
        """Appends events with their codes, the first ones that there is room for; gives the number.

        They are durable when it returns. OSError when the disk fails.
        """
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | _BINARY, 0o600)
        try:
            end = os.lseek(fd, 0, os.SEEK_END)
            if end == 0:
                sync_folder(self._path.parent)
            lines = bytearray() if self._ends_a_line(fd, end) else bytearray(b"\n")
            taken = 0
            for payload, code in refused:
                line = _line(payload, code)
                if end + len(lines) + len(line) > self._bytes_max:
                    break
                lines += line
                taken += 1
            if taken:
                self._write(fd, end, lines)
            return taken
        finally:
            os.close(fd)

    @staticmethod
    def _ends_a_line(fd: int, end: int) -> bool:
        """False behind half a line that a kill left."""
        if end == 0:
            return True
        os.lseek(fd, end - 1, os.SEEK_SET)
        return os.read(fd, 1) == b"\n"

    @staticmethod
    def _write(fd: int, end: int, lines: bytes) -> None:
        try:
            os.lseek(fd, end, os.SEEK_SET)
            rest = memoryview(lines)
            while rest:
                rest = rest[os.write(fd, rest) :]
            os.fsync(fd)
        except OSError:
            try:
                os.ftruncate(fd, end)
            except OSError:
                pass  # The next line begins behind half of this one.
            raise


def _line(payload: bytes, code: str) -> bytes:
    """The event as it was sent; in base64 when it is not JSON, which would spoil the line."""
    head = b'{"code":"%s",' % (code if _CODE.fullmatch(code) else "REFUSED").encode("ascii")
    try:
        json.loads(payload)
    except ValueError:
        return head + b'"event_base64":"%s"}\n' % base64.b64encode(payload)
    return head + b'"event":%s}\n' % payload
