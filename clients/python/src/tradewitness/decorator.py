"""The guide's decorator: logs an event after each call of a trading function."""

from __future__ import annotations

import functools
import inspect
import logging
import sys
from typing import Any, Callable, Dict, Mapping, Optional, Tuple, TypeVar, cast

__all__ = ["ExtractPayload", "vcp_logged"]

_log = logging.getLogger("tradewitness")

#: Positional arguments, keyword arguments, result → payload.
ExtractPayload = Callable[[Tuple[Any, ...], Dict[str, Any], Any], Mapping[str, Any]]
F = TypeVar("F", bound=Callable[..., Any])


def vcp_logged(
    event_type: str, extract_payload: Optional[ExtractPayload] = None, *, client: Any = None
) -> Callable[[F], F]:
    """Logs `event_type` after each call that returns; the call's outcome is never changed.

    The client is `client`, else the `global_vcp_client` of the decorated function's module, else
    `tradewitness.global_vcp_client`, looked up at each call. Coroutine functions are logged when
    their result is there. What fails in the logging is written to the log `tradewitness`.
    """

    def decorator(func: F) -> F:
        def record(args: Tuple[Any, ...], kwargs: Dict[str, Any], result: Any) -> None:
            try:
                if extract_payload is not None:
                    payload = extract_payload(args, kwargs, result)
                else:
                    payload = {"function": func.__name__, "result": str(result)}
                _logger_of(client, func)(event_type, payload)
            except Exception:  # The order is placed; nothing here may undo that.
                _log.exception("the call of %s was not logged", getattr(func, "__name__", func))

        if inspect.iscoroutinefunction(func):

            @functools.wraps(func)
            async def waiting(*args: Any, **kwargs: Any) -> Any:
                result = await func(*args, **kwargs)
                record(args, kwargs, result)
                return result

            return cast(F, waiting)

        @functools.wraps(func)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            result = func(*args, **kwargs)
            record(args, kwargs, result)
            return result

        return cast(F, wrapper)

    return decorator


def _logger_of(client: Any, func: Callable[..., Any]) -> Callable[[str, Mapping[str, Any]], Any]:
    if client is None:
        client = getattr(func, "__globals__", {}).get("global_vcp_client")
    if client is None:
        client = getattr(sys.modules["tradewitness"], "global_vcp_client", None)
    if client is None:
        raise LookupError("no global_vcp_client is set")
    # AsyncVCPClient logs without waiting by this method; `log` of every other client is plain.
    log: Callable[[str, Mapping[str, Any]], Any] = getattr(client, "log_nowait", client.log)
    return log
