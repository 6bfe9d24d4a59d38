"""How long to wait after a failure."""

from __future__ import annotations

import random
import threading
from typing import Optional

__all__ = ["Backoff"]


class Backoff:
    """Pauses that double, with jitter, so that many clients do not come back at one moment."""

    def __init__(self, least: float, most: float) -> None:
        self._least = least
        self._most = most
        self._next = least
        self._ended = threading.Event()

    def wait(self, retry_after: Optional[float]) -> None:
        pause = random.uniform(self._next / 2, self._next)
        if retry_after is not None:
            pause = min(max(pause, retry_after), self._most)
        self._next = min(2 * self._next, self._most)
        self._ended.wait(pause)
        self._ended.clear()

    def reset(self) -> None:
        self._next = self._least

    def end(self) -> None:
        """Ends the pause that is under way, or the next one."""
        self._ended.set()
