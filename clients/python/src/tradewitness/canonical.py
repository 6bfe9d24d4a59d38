"""The canonical form of JSON (RFC 8785) and the hash of an event.

Equal values have equal bytes, whoever writes them; capture-service hashes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import abc
from typing import Any, Dict, List, Mapping, NoReturn, Tuple

__all__ = ["canonical_json", "event_hash", "parse"]

# RFC 8259 leaves the depth open; capture-service refuses more.
_DEPTH_MAX = 64


def canonical_json(value: Any) -> bytes:
    """The RFC 8785 bytes of a JSON value.

    Raises ValueError for what has no canonical form: NaN, infinities, numbers beyond a double,
    lone surrogates, more than 64 levels. Raises TypeError for what is not JSON.
    """
    return _text(value, 0).encode("utf-8")


def event_hash(event: Mapping[str, Any]) -> str:
    """Lowercase hex SHA-256 over canonical `{"header":…,"payload":…}` (profile VCP-IMPL-1.1)."""
    hashed = {"header": event["header"], "payload": event["payload"]}
    return hashlib.sha256(canonical_json(hashed)).hexdigest()


def parse(text: bytes) -> Any:
    """The value of a strict JSON text in UTF-8; ValueError for NaN and for a member given twice."""
    try:
        return json.loads(
            text.decode("utf-8"), object_pairs_hook=_members, parse_constant=_no_number
        )
    except RecursionError as e:
        raise ValueError("the JSON is nested too deeply") from e


def _members(pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is given twice")
    return members


def _no_number(name: str) -> NoReturn:
    raise ValueError(name + " is not a JSON number")


def _text(value: Any, depth: int) -> str:
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return _number(value)
    if depth == _DEPTH_MAX:
        raise ValueError("JSON of more than %d levels" % _DEPTH_MAX)
    if isinstance(value, abc.Mapping):
        return _object(value, depth)
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_text(element, depth + 1) for element in value) + "]"
    raise TypeError("not a JSON value: " + type(value).__name__)


def _object(value: Mapping[Any, Any], depth: int) -> str:
    if not all(isinstance(name, str) for name in value):
        raise TypeError("the name of a JSON member is a string")
    # RFC 8785 section 3.2.3: names are sorted by their UTF-16 code units, not by code points.
    names = sorted(value, key=lambda name: str(name).encode("utf-16-be"))
    members = (
        json.dumps(name, ensure_ascii=False) + ":" + _text(value[name], depth + 1) for name in names
    )
    return "{" + ",".join(members) + "}"


def _number(value: float) -> str:
    """The number as ECMAScript writes the nearest double (RFC 8785 section 3.2.2.3)."""
    try:
        double = float(value)
    except OverflowError as e:
        raise ValueError("a number beyond a double has no canonical form") from e
    if not math.isfinite(double):
        raise ValueError("NaN and infinities have no canonical form")
    if double == 0:
        return "0"
    sign = "-" if double < 0 else ""
    return sign + _ecma_text(*_shortest(abs(double)))


def _shortest(double: float) -> Tuple[str, int]:
    """The shortest digits that read back as the double, and the place of the point before them."""
    # repr gives the same shortest digits as ECMAScript; only their layout differs.
    mantissa, _, exponent = repr(double).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) - (len(whole + fraction) - len(digits)) + int(exponent or "0")
    return digits.rstrip("0"), point


def _ecma_text(digits: str, point: int) -> str:
    """ECMA-262 Number::toString; the number is 0.digits times 10 to the power of point."""
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    exponent = point - 1
    fraction = "." + digits[1:] if count > 1 else ""
    return "%s%se%s%d" % (digits[0], fraction, "+" if exponent > 0 else "-", abs(exponent))
