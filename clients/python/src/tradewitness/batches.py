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
    "Failed",
    "Judged",
    "TooLarge",
    "Verdict",
    "event_id_of",
    "post_batch",
    "problem_code",
    "read_answer",
]

_STORED = ("ok", "duplicate", "spooled")
_HEAD = b'{"header":{"event_id":"'
_REFUSED = ("refused", "conflict")

#: None: the service did not judge this event, so it is sent again.
Verdict = Union[Delivered, EventRefused, None]


@dataclass(frozen=True)
class Judged:
    """A verdict for each event, in the order sent."""

    verdicts: Tuple[Verdict, ...]


@dataclass(frozen=True)
class TooLarge:
    """The batch was too large for the service or something before it.

    A batch of one event: the service itself says that it never takes it.
    """


@dataclass(frozen=True)
class Failed:
    """No event was judged, as far as is known. `retry_after` is in seconds."""

    why: str
    retry_after: Optional[float] = None


BatchOutcome = Union[Judged, TooLarge, Failed]


def post_batch(connection: Connection, payloads: Sequence[bytes], seconds: float) -> BatchOutcome:
    """Sends events of one line each and reads what became of them."""
    body = b"\n".join(payloads) + b"\n"
    try:
        answer = connection.post("/vcp/log/batch", body, "application/x-ndjson", Deadline(seconds))
    except NetworkError as e:
        return Failed(str(e))
    return read_answer(answer, payloads)


def read_answer(answer: Answer, payloads: Sequence[bytes]) -> BatchOutcome:
    """What an answer says about the events that were sent."""
    if answer.status == 413:
        return _too_large(answer, len(payloads))
    if answer.status != 200:
        why = "HTTP %d %s" % (answer.status, problem_code(answer))
        return Failed(why, answer.retry_after())
    try:
        results = _results(parse(answer.body))
    except (ValueError, TypeError, KeyError) as e:
        return Failed("the answer is not a batch's: %s" % e)
    return Judged(tuple(_verdict(results.get(i), data) for i, data in enumerate(payloads)))


def _too_large(answer: Answer, events: int) -> BatchOutcome:
    # A proxy refuses large requests, too, and a smaller one may pass. Only the service can say that
    # it never takes an event, so a proxy's refusal of a single one leaves it open.
    if events == 1 and not problem_code(answer):
        return Failed("HTTP 413 for one event, not from capture-service", answer.retry_after())
    return TooLarge()


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
