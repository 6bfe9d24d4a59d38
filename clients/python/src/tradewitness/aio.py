"""The guide's asyncio client."""

from __future__ import annotations

import asyncio
import functools
from types import TracebackType
from typing import Any, Awaitable, Callable, Mapping, Optional, Type, TypeVar

from tradewitness.client import VCPClient
from tradewitness.events import Event, EventMethods, TraceId
from tradewitness.ids import current_trace
from tradewitness.outcomes import ConnectionState, Stats

__all__ = ["AsyncVCPClient"]

T = TypeVar("T")


class AsyncVCPClient(EventMethods[Awaitable[Event]]):
    """VCPClient for asyncio: the same queue, thread and spool, and never a blocked event loop.

    `await log(…)` returns when the queue has the event; `flush` waits until capture-service has
    answered. Use `async with`, or `await close()` in the end.
    """

    def __init__(
        self,
        policy_id: str,
        sidecar_url: str = "http://localhost:8080",
        tier: str = "SILVER",
        **options: Any,
    ) -> None:
        """`options` are VCPClient's keyword arguments."""
        self.policy_id = policy_id
        self.sidecar_url = sidecar_url
        self.tier = tier
        self._open = functools.partial(VCPClient, policy_id, sidecar_url, tier, **options)
        self._client: Optional[VCPClient] = None

    async def __aenter__(self) -> "AsyncVCPClient":
        if self._client is None:
            # Reads the spool that an earlier process left.
            self._client = await _in_thread(self._open)
        return self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        value: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        await self.close()

    async def log(
        self, event_type: str, payload: Mapping[str, Any], trace_id: Optional[TraceId] = None
    ) -> Event:
        """Takes an event and returns it; an empty dict when it could not be taken."""
        client = self._started()
        if client.has_room():
            return client.log(event_type, payload, trace_id)
        # Works on the disk, perhaps. The trace belongs to this task, not to the other thread.
        trace = current_trace() if trace_id is None else trace_id
        return await _in_thread(functools.partial(client.log, event_type, payload, trace))

    def log_nowait(
        self, event_type: str, payload: Mapping[str, Any], trace_id: Optional[TraceId] = None
    ) -> Event:
        """The same without a coroutine; when the queue is full, it works on the disk here."""
        return self._started().log(event_type, payload, trace_id)

    async def flush(self, timeout: float = 5.0) -> bool:
        """Waits for the verdicts of all events logged before; False after `timeout` seconds."""
        return await _in_thread(functools.partial(self._started().flush, timeout))

    async def close(self, timeout: float = 5.0) -> bool:
        """Flushes, puts what is left on the disk, and ends."""
        if self._client is None:
            return True
        return await _in_thread(functools.partial(self._client.close, timeout))

    @property
    def state(self) -> ConnectionState:
        """How the delivery stands."""
        return self._started().state

    def stats(self) -> Stats:
        """What became of the events so far."""
        return self._started().stats()

    def _started(self) -> VCPClient:
        if self._client is None:
            self._client = self._open()
        return self._client


async def _in_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(None, work)
