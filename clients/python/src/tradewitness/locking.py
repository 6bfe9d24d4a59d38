"""One process at a time on a folder."""

from __future__ import annotations

import os
import sys
import weakref
from pathlib import Path

__all__ = ["FolderLock", "SpoolInUseError"]


class SpoolInUseError(OSError):
    """Another process, or another client of this one, has the spool's folder."""


class FolderLock:
    """Held from the constructor to `release`; the system releases it when the process ends."""

    def __init__(self, folder: Path) -> None:
        self._fd = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._fd)
        except OSError as e:
            os.close(self._fd)
            raise SpoolInUseError("the spool folder %s is in use" % folder) from e
        _held.add(self)

    def release(self) -> None:
        """Lets the next one in."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)


# A lock belongs to the process that took it: a child would hold it beyond its parent's end.
_held: "weakref.WeakSet[FolderLock]" = weakref.WeakSet()


def _release_in_child() -> None:
    for lock in list(_held):
        lock.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_release_in_child)


if sys.platform == "win32":
    import msvcrt

    def _lock(fd: int) -> None:
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
