"""Where a client keeps its spool when nobody says."""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path
from typing import Optional

from tradewitness.locking import SpoolInUseError
from tradewitness.spool import Spool

__all__ = ["default_spool"]

_log = logging.getLogger("tradewitness")
_SLOTS = 64
_MOVED_BYTES = 1024 * 1024


def default_spool(sidecar_url: str, bytes_max: int) -> Optional[Spool]:
    """A spool in a free folder of this service's, with what ended processes left in the others.

    None, and a line in the log, when there is none: events then wait in memory alone.
    """
    # By service: what was meant for one must not be sent to another.
    try:
        base = _base() / hashlib.sha256(sidecar_url.encode("utf-8")).hexdigest()[:16]
    except RuntimeError as e:
        # There is no home folder.
        _log.warning("no spool: %s", e)
        return None
    for slot in range(_SLOTS):
        try:
            spool = Spool(base / str(slot), bytes_max)
        except SpoolInUseError:
            continue
        except OSError as e:
            _log.warning("no spool: %s", e)
            return None
        _adopt(base, slot, spool, bytes_max)
        return spool
    _log.warning("no spool: all %d folders in %s are in use", _SLOTS, base)
    return None


def _base() -> Path:
    named = os.environ.get("TRADEWITNESS_SPOOL_DIR")
    if named:
        return Path(named)
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "tradewitness" / "spool"


def _adopt(base: Path, own: int, spool: Spool, bytes_max: int) -> None:
    for slot in range(_SLOTS):
        folder = base / str(slot)
        try:
            if slot == own or not any(folder.glob("*.spool")):
                continue
            left = Spool(folder, bytes_max)
        except OSError:
            # In use, or not ours to read.
            continue
        try:
            _move(left, spool)
        except OSError as e:
            _log.warning("events stay in %s: %s", folder, e)
        finally:
            left.close()


def _move(left: Spool, spool: Spool) -> None:
    while True:
        found = left.peek(1000, _MOVED_BYTES)
        moved = spool.append(found) if found else 0
        # Appended first: a kill in between repeats events and loses none.
        left.consume(moved)
        if not found or moved < len(found):
            return
