"""One exchange with `POST /vcp/log/batch`: events out, a verdict for each in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from tradewitness.canonical import parse
from tradewitness.outcomes import Delivered, EventRefused
from tradewitness.transport import Answer, Connection, Deadline, NetworkError

__all__ = [
    "BatchOutcome",
    "Blocked",
    "Failed",
    "Judged",
    "Verdict",
    "Whole",
    "event_id_of",
    "post_batch",
    "problem_code",
    "read_answer",
]

_STORED = ("ok", "duplicate", "spooled")
_HEAD = b'{"header":{"event_id":"'
_REFUSED = ("refused", "conflict")
# How the service says that it takes no such batch.
_WHOLE = {400: ("BATCH_REFUSED",), 413: ("BODY_TOO_LARGE", "TOO_MANY_EVENTS")}
# Address and login (401, 404, 405, 407, 421, 426), and the moment (408, 425, 429).
_NOT_ABOUT_EVENTS = (401, 404, 405, 407, 408, 421, 425, 426, 429)

#: None: the service did not judge this event, so it is sent again.
Verdict = Union[Delivered, EventRefused, None]


@dataclass(frozen=True)
class Judged:
    """A verdict for each event, in the order sent."""

    verdicts: Tuple[Verdict, ...]


@dataclass(frozen=True)
class Whole:
    """The service takes no such batch, whatever its events are. `code` is the service's."""

    code: str


@dataclass(frozen=True)
class Blocked:
    """Something on the way refuses the batch, and may do so for ever.

    For what is in it, or as every request. `retry_after` is in seconds.
    """

    status: int
    retry_after: Optional[float] = None


@dataclass(frozen=True)
class Failed:
    """No event was judged, as far as is known. `retry_after` is in seconds."""

    why: str
    retry_after: Optional[float] = None


BatchOutcome = Union[Judged, Whole, Blocked, Failed]


def post_batch(connection: Connection, payloads: Sequence[bytes], seconds: float) -> BatchOutcome:
    """Sends events of one line each and reads what became of them.

    Without events it shows whether the service answers at all.
    """
    body = b"".join(payload + b"\n" for payload in payloads)
    try:
        answer = connection.post("/vcp/log/batch", body, "application/x-ndjson", Deadline(seconds))
    except NetworkError as e:
        return Failed(str(e))
    return read_answer(answer, payloads)


def read_answer(answer: Answer, payloads: Sequence[bytes]) -> BatchOutcome:
    """What an answer says about the events that were sent."""
    if answer.status != 200:
        return _not_judged(answer)
    try:
        results = _results(parse(answer.body))
    except (ValueError, TypeError, KeyError) as e:
        return Failed("the answer is not a batch's: %s" % e)
    return Judged(tuple(_verdict(results.get(i), data) for i, data in enumerate(payloads)))


def _not_judged(answer: Answer) -> BatchOutcome:
    code = problem_code(answer)
    if code in _WHOLE.get(answer.status, ()):
        return Whole(code)
    # Refusals that a content can be the reason of; those of the address, the login or the moment,
    # and of a body that came incompletely, are not about any event.
    about_events = 400 <= answer.status < 500 and answer.status not in _NOT_ABOUT_EVENTS
    if about_events and code != "BODY_INCOMPLETE":
        return Blocked(answer.status, answer.retry_after())
    return Failed("HTTP %d %s" % (answer.status, code), answer.retry_after())


def problem_code(answer: Answer) -> str:
    """The code of an RFC 9457 problem; empty for any other body."""
    try:
        problem = parse(answer.body)
    except ValueError:
        return ""
    code = problem.get("code") if isinstance(problem, dict) else None
    return code if isinstance(code, str) else ""


def _results(answer: Any) -> Dict[int, Mapping[str, Any]]:
    results: Dict[int, Mapping[str, Any]] = {}
    for result in answer["results"]:
        index = result["index"]
        if type(index) is not int or index in results:
            raise ValueError("a result's index is missing or there twice")
        results[index] = result
    return results


def _verdict(result: Optional[Mapping[str, Any]], payload: bytes) -> Verdict:
    status = result.get("status") if result is not None else None
    if result is None or status not in _STORED + _REFUSED:
        return None
    if status in _REFUSED:
        return EventRefused(json.loads(payload), str(status), _objects(result.get("violations")))
    event_id = event_id_of(payload)
    if str(result.get("event_id", "")).lower() != event_id.lower():
        # An answer to something else: the event may not be stored.
        return None
    sequence = result.get("sequence")
    return Delivered(
        event_id,
        str(status),
        str(result.get("event_hash", "")),
        sequence if type(sequence) is int else None,
        _texts(result.get("warnings")),
    )


def event_id_of(payload: bytes) -> str:
    """The id of an event of one line."""
    if payload.startswith(_HEAD):
        # As this client writes every event that it builds.
        return payload[len(_HEAD) : len(_HEAD) + 36].decode("ascii")
    return str(json.loads(payload)["header"]["event_id"])


def _objects(value: Any) -> Tuple[Mapping[str, Any], ...]:
    elements: List[Any] = value if isinstance(value, list) else []
    return tuple(element for element in elements if isinstance(element, dict))


def _texts(value: Any) -> Tuple[str, ...]:
    elements: List[Any] = value if isinstance(value, list) else []
    return tuple(element for element in elements if isinstance(element, str))
