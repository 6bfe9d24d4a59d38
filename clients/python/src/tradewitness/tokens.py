"""The offline check of decision tokens, version 2, as objects and as compact JWS."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from enum import Enum
from typing import Any, Callable, Iterable, Mapping, Optional, Tuple, Union

from tradewitness.canonical import canonical_json, parse
from tradewitness.orders import Order

__all__ = ["Check", "CheckOutcome", "TokenVerifier", "is_good"]

_SECRET_BYTES_MIN = 32
_ALG = "HMAC-SHA256"
_VERSION = 2
_SECONDS_MAX = 10**15
_JWS_ALG = "HS256"
_JWS_TYP = "decision-token+jwt"
_JWS_HEADER = ("alg", "kid", "typ")
_JWS_CHARACTERS_MAX = 8192
_CLAIMS = (
    "client_id",
    "client_order_id",
    "jti",
    "order_hash",
    "policy_version",
    "qty",
    "status",
    "trace_id",
)
_TEXTS = tuple(sorted(_CLAIMS + ("alg", "kid", "signature")))


class CheckOutcome(Enum):
    """What a check found."""

    PASS = "PASS"
    FAIL = "FAIL"
    NOT_CHECKED = "NOT_CHECKED"


@dataclass(frozen=True)
class Check:
    """`message` says why a check failed or was left out."""

    name: str
    outcome: CheckOutcome
    message: str = ""


def is_good(checks: Iterable[Check]) -> bool:
    """Whether there are checks and none fails."""
    all_checks = list(checks)
    return bool(all_checks) and all(check.outcome is not CheckOutcome.FAIL for check in all_checks)


class TokenVerifier:
    """Checks tokens offline by form, signature, time, status and order, as `/v1/tokens/verify` does.

    `keys` are secrets of 32 bytes or more by their `kid`. `skew` is how far this machine's clock
    may be off, in seconds; `clock` gives seconds since 1970. Whether a token was redeemed is not
    known here. Safe for any number of threads.
    """

    def __init__(
        self,
        keys: Mapping[str, bytes],
        skew: float = 5,
        clock: Callable[[], float] = time.time,
    ) -> None:
        for kid, secret in keys.items():
            if len(secret) < _SECRET_BYTES_MIN:
                raise ValueError("the secret of %s has less than 32 bytes" % kid)
        self._keys = dict(keys)
        self._skew = skew
        self._clock = clock

    def verify(
        self,
        token: Union[Mapping[str, Any], bytes, str],
        order: Optional[Order] = None,
    ) -> Tuple[Check, ...]:
        """Every check by name, in a fixed order. What is no token fails and does not raise.

        A text that is not a JSON object is read as a compact JWS (RFC 7515, HS256). An `order` shown with it has to be the token's, and its `client_id`, where it has one, too.
        """
        jws = _compact(token)
        if jws is not None:
            return self._verify_jws(jws, order)
        members = _members(token)
        if members is None:
            return (_fail("form", "neither a JSON object nor a compact JWS"),)
        return (
            _form(members),
            self._signature(members),
            self._time(members),
            _status(members),
            _order(members, order),
        )

    def _verify_jws(self, text: str, order: Optional[Order]) -> Tuple[Check, ...]:
        try:
            header, claims, signature = _parse_jws(text)
        except ValueError as e:
            return (_fail("form", "not a compact JWS: %s" % e),)
        fault = _header_fault(header)
        if fault is not None:
            return (_fail("form", fault),)
        return (
            _claims(claims, _CLAIMS),
            self._code(header["kid"], text.rpartition(".")[0].encode("ascii"), signature),
            self._time(claims),
            _status(claims),
            _order(claims, order),
        )

    def _code(self, kid: str, signed: bytes, signature: bytes) -> Check:
        secret = self._keys.get(kid)
        if secret is None:
            return _fail("signature", "no key of that name")
        code = hmac.new(secret, signed, hashlib.sha256).digest()
        same = hmac.compare_digest(code, signature)
        return _pass("signature") if same else _fail("signature", "it is not of this content")

    def _signature(self, token: Mapping[str, Any]) -> Check:
        kid, signature = token.get("kid"), token.get("signature")
        secret = self._keys.get(kid) if isinstance(kid, str) else None
        if secret is None or not isinstance(signature, str):
            return _fail("signature", "no key of that name, or no signature")
        unsigned = {name: value for name, value in token.items() if name != "signature"}
        try:
            code = hmac.new(secret, canonical_json(unsigned), hashlib.sha256).digest()
            expected = base64.urlsafe_b64encode(code).rstrip(b"=")
            # The text, for other texts decode to the same bytes. In constant time: how far a
            # forged signature agrees must not show.
            same = hmac.compare_digest(expected, signature.encode("utf-8"))
        except (ValueError, TypeError) as e:
            return _fail("signature", "it cannot be checked: %s" % e)
        return _pass("signature") if same else _fail("signature", "it is not of this content")

    def _time(self, token: Mapping[str, Any]) -> Check:
        issued, expires = _seconds(token.get("iat")), _seconds(token.get("exp"))
        if issued < 0 or expires < 0:
            return _fail("time", "iat and exp are integers")
        now = int(self._clock())
        if now > expires + self._skew:
            return _fail("time", "expired at %d, it is %d" % (expires, now))
        if issued > now + self._skew:
            return _fail("time", "issued at %d, it is only %d" % (issued, now))
        return _pass("time")


def _members(token: Union[Mapping[str, Any], bytes, str]) -> Optional[Mapping[str, Any]]:
    if isinstance(token, (bytes, str)):
        try:
            token = parse(token.encode("utf-8") if isinstance(token, str) else token)
        except ValueError:
            return None
    return token if isinstance(token, Mapping) else None


def _compact(token: Union[Mapping[str, Any], bytes, str]) -> Optional[str]:
    """The text of what can only be a compact JWS: JSON objects start with a brace."""
    if isinstance(token, bytes):
        try:
            token = token.decode("ascii")
        except UnicodeDecodeError:
            return None
    return token if isinstance(token, str) and token.count(".") and "{" not in token else None


def _parse_jws(text: str) -> Tuple[Mapping[str, Any], Mapping[str, Any], bytes]:
    """Header, payload and signature; a ValueError for a text that is not a JWS in its one form."""
    if len(text) > _JWS_CHARACTERS_MAX:
        raise ValueError("it is longer than %d characters" % _JWS_CHARACTERS_MAX)
    parts = text.split(".")
    if len(parts) != 3:
        raise ValueError("it has %d parts, a compact JWS has 3" % len(parts))
    names = ("header", "payload", "signature")
    header, payload, signature = (_base64url(name, part) for name, part in zip(names, parts))
    return _object("header", header), _object("payload", payload), signature


def _base64url(name: str, text: str) -> bytes:
    try:
        value = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError:
        raise ValueError("the %s is not base64url" % name) from None
    # Python's decoder drops characters that it does not know, and unused bits of the last one.
    if base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii") != text:
        raise ValueError("the %s is not base64url in its one form, without padding" % name)
    return value


def _object(name: str, text: bytes) -> Mapping[str, Any]:
    try:
        value = parse(text)
    except ValueError as e:
        raise ValueError("the %s is refused: %s" % (name, e)) from None
    if not isinstance(value, Mapping):
        raise ValueError("the %s is not an object" % name)
    return value


def _header_fault(header: Mapping[str, Any]) -> Optional[str]:
    # The algorithm is pinned, and a member that is not known here is refused, crit above all: it
    # may change what the signature means.
    if header.get("alg") != _JWS_ALG:
        return "alg is %s, only %s is taken" % (header.get("alg"), _JWS_ALG)
    for name in header:
        if name not in _JWS_HEADER:
            return "the header has the member %s, which is not taken" % name
    if not isinstance(header.get("kid"), str):
        return "the header has no kid"
    return None if header.get("typ") == _JWS_TYP else "typ is not " + _JWS_TYP


def _form(token: Mapping[str, Any]) -> Check:
    claims = _claims(token, _TEXTS)
    # The algorithm is pinned: a token does not choose how it is checked.
    if claims.outcome is CheckOutcome.PASS and token["alg"] != _ALG:
        return _fail("form", "alg is not " + _ALG)
    return claims


def _claims(token: Mapping[str, Any], texts: Iterable[str]) -> Check:
    missing = [name for name in texts if not isinstance(token.get(name), str)]
    if missing:
        return _fail("form", "missing or not a string: " + ", ".join(missing))
    version = token.get("v")
    if type(version) is not int or version != _VERSION:
        return _fail("form", "not a token of version %d" % _VERSION)
    return _pass("form")


def _status(token: Mapping[str, Any]) -> Check:
    if token.get("status") == "AUTHORIZED":
        return _pass("status")
    return _fail("status", "the order was not authorized")


def _order(token: Mapping[str, Any], order: Optional[Order]) -> Check:
    if order is None:
        return Check("order", CheckOutcome.NOT_CHECKED, "no order was shown with the token")
    try:
        same = order.hash() == token.get("order_hash")
    except (ValueError, TypeError) as e:
        return _fail("order", "what was shown is not an order: %s" % e)
    if not same:
        return _fail("order", "the token is for another order")
    # The hash does not cover the account: ids are the account's own.
    if order.client_id is not None and order.client_id != token.get("client_id"):
        return _fail("order", "the token is for another client's order")
    return _pass("order")


def _seconds(value: Any) -> int:
    # True is an int in Python and none in JSON.
    if isinstance(value, bool) or not isinstance(value, int):
        return -1
    return value if value < _SECONDS_MAX else -1


def _pass(name: str) -> Check:
    return Check(name, CheckOutcome.PASS)


def _fail(name: str, message: str) -> Check:
    return Check(name, CheckOutcome.FAIL, message)
