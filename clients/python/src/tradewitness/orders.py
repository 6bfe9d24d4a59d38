"""Orders in the one form that authorize-service hashes and signs."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Tuple

from tradewitness.amounts import Amount, normal_text
from tradewitness.canonical import canonical_json

__all__ = ["Order"]

_AMOUNT_CHARS_MAX = 40
_UTC = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z", re.ASCII)
_NAMES = {
    "client_order_id": ("client_order_id", "clientOrderId"),
    "client_id": ("client_id", "clientId"),
}
_MEMBERS = (
    "client_order_id",
    "symbol",
    "side",
    "qty",
    "price",
    "type",
    "time_in_force",
    "expire_time",
    "client_id",
    "trace_id",
)


@dataclass(frozen=True)
class Order:
    """An order to be authorized. Amounts stay exact; a float counts as its shortest decimal.

    `type` is LIMIT with a price or MARKET without one; None means LIMIT where a price is given.
    `client_id` is the account that the order counts for.
    """

    client_order_id: str
    symbol: str
    side: str
    qty: Amount
    price: Optional[Amount] = None
    type: Optional[str] = None
    client_id: Optional[str] = None
    time_in_force: Optional[str] = None
    expire_time: Optional[str] = None
    trace_id: Optional[str] = None

    @classmethod
    def of(cls, members: Mapping[str, Any]) -> "Order":
        """Reads an order's members. ValueError for one that is missing, unknown, or there twice.

        Unknown members are refused: a misspelt `price` must not make another order.
        """
        known: Dict[str, Any] = {}
        rest = dict(members)
        for member in _MEMBERS:
            found = [rest.pop(name) for name in _NAMES.get(member, (member,)) if name in rest]
            if len(found) > 1:
                raise ValueError(member + " is given twice")
            if found and found[0] is not None:
                known[member] = found[0]
        if rest:
            raise ValueError("unknown members: " + ", ".join(sorted(map(str, rest))))
        missing = [
            name for name in ("client_order_id", "symbol", "side", "qty") if name not in known
        ]
        if missing:
            raise ValueError("missing: " + ", ".join(missing))
        return cls(**known)

    def members(self) -> Dict[str, str]:
        """The order's JSON; absent members are absent. ValueError for what cannot be an order."""
        members = {
            "client_order_id": _text("client_order_id", self.client_order_id),
            "symbol": _symbol(_text("symbol", self.symbol)),
            "side": _text("side", self.side),
            "type": self._type(),
            "qty": _amount("qty", self.qty),
        }
        if self.price is not None:
            members["price"] = _amount("price", self.price)
        if self.time_in_force is not None:
            members["time_in_force"] = _text("time_in_force", self.time_in_force)
        if self.expire_time is not None:
            members["expire_time"] = _time(_text("expire_time", self.expire_time))
        return members

    def hash(self) -> str:
        """`order_hash` of its token: lowercase hex SHA-256 over RFC 8785 of `members`."""
        return hashlib.sha256(canonical_json(self.members())).hexdigest()

    def request(self) -> bytes:
        """The body of `POST /v1/authorize`."""
        context: List[Tuple[str, Optional[str]]] = [
            ("client_id", self.client_id),
            ("trace_id", self.trace_id),
        ]
        named = {name: _text(name, text) for name, text in context if text is not None}
        return canonical_json({"order": self.members(), "context": named})

    def _type(self) -> str:
        given = None if self.type is None else _text("type", self.type)
        if given is None and self.price is None:
            # A price that got lost must not make a market order.
            raise ValueError("an order without a price says type MARKET")
        kind = "LIMIT" if given is None else given
        if (kind == "MARKET") == (self.price is not None):
            raise ValueError("a LIMIT order has a price, a MARKET order has none")
        return kind


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(name + " is a string that is not empty")
    return value


def _symbol(text: str) -> str:
    """Normalization form C, upper case, as authorize-service keeps symbols."""
    upper = unicodedata.normalize("NFC", text).upper()
    return unicodedata.normalize("NFC", upper)


def _amount(name: str, amount: Amount) -> str:
    text = normal_text(amount)
    if len(text) > _AMOUNT_CHARS_MAX:
        raise ValueError("%s has more than %d characters" % (name, _AMOUNT_CHARS_MAX))
    if text == "0" or text.startswith("-"):
        raise ValueError(name + " is above zero")
    return text


def _time(text: str) -> str:
    """RFC 3339 in UTC with six fraction digits."""
    parts = _UTC.fullmatch(text)
    if parts is None:
        raise ValueError("expected a time in UTC such as 2026-01-31T12:00:00Z, to the microsecond")
    return "%s.%sZ" % (parts.group(1), (parts.group(2) or "").ljust(6, "0"))
