"""VCP v1.1 events: how they are built, and the methods that every client has for them."""

from __future__ import annotations

import json
import math
import uuid
from abc import ABC, abstractmethod
from collections import abc
from decimal import Decimal
from typing import Any, Dict, Generic, Mapping, Optional, TypeVar, Union

from tradewitness.amounts import Amount, amount_text
from tradewitness.ids import Moment, current_trace, trace_text, uuid7

__all__ = ["EVENT_BYTES_MAX", "Event", "EventBuilder", "EventMethods", "TraceId", "event_bytes"]

Event = Dict[str, Any]
TraceId = Union[str, uuid.UUID]
Result = TypeVar("Result")

#: capture-service refuses a larger event.
EVENT_BYTES_MAX = 64 * 1024
_DEPTH_MAX = 60
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))

# VCP v1.0 section 3.2.1; every ERR_… is 99.
_TYPE_CODES = {
    "SIG": 1,
    "ORD": 2,
    "ACK": 3,
    "EXE": 4,
    "PRT": 5,
    "REJ": 6,
    "CXL": 7,
    "MOD": 8,
    "CLS": 9,
    "ALG": 20,
    "RSK": 21,
    "AUD": 22,
    "HBT": 98,
    "ERR": 99,
    "REC": 100,
    "SNC": 101,
}


class EventBuilder:
    """Builds the events of one policy. Safe for any number of threads.

    `venue_id` and `account_id` stand in every header where they are given.
    """

    def __init__(
        self,
        policy_id: str,
        tier: str,
        clock_sync_status: str = "BEST_EFFORT",
        venue_id: Optional[str] = None,
        account_id: Optional[str] = None,
    ) -> None:
        self._policy_id = policy_id
        self._tier = tier
        self._clock = clock_sync_status
        places = {"venue_id": venue_id, "account_id": account_id}
        self._places = {name: text for name, text in places.items() if text is not None}

    def build(
        self, event_type: str, payload: Mapping[str, Any], trace_id: Optional[TraceId] = None
    ) -> Event:
        """A whole event with its own id and time; shares nothing with the payload.

        Decimals in the payload become strings. Raises ValueError or TypeError for a payload that
        is not a JSON object.
        """
        if not isinstance(event_type, str) or not event_type:
            raise TypeError("an event type is a string")
        if not isinstance(payload, abc.Mapping):
            raise TypeError("a payload is a mapping")
        plain = _plain(payload, 0)
        return {
            "header": self._header(event_type, plain, trace_id),
            "payload": plain,
            "policy_identification": self._policy(),
        }

    def _header(
        self, event_type: str, payload: Dict[str, Any], trace_id: Optional[TraceId]
    ) -> Dict[str, Any]:
        moment = Moment.now()
        header: Dict[str, Any] = {
            "event_id": uuid7(moment),
            "event_type": event_type,
            "timestamp_iso": moment.iso(),
            "timestamp_int": moment.micros(),
            "timestamp_precision": "MICROSECOND",
            "clock_sync_status": self._clock,
            "vcp_version": "1.1",
            "hash_algo": "SHA256",
        }
        code = 99 if event_type.startswith("ERR_") else _TYPE_CODES.get(event_type)
        if code is not None:
            header["event_type_code"] = code
        trade = payload.get("trade_data")
        symbol = trade.get("symbol") if isinstance(trade, dict) else None
        if isinstance(symbol, str):
            header["symbol"] = symbol
        header.update(self._places)
        trace = current_trace() if trace_id is None else trace_text(trace_id)
        if trace:
            header["trace_id"] = trace
        return header

    def _policy(self) -> Dict[str, Any]:
        return {
            "version": "1.1",
            "policy_id": self._policy_id,
            "conformance_tier": self._tier,
            "verification_depth": {
                "hash_chain_validation": False,
                "merkle_proof_required": True,
                "external_anchor_required": True,
            },
        }


def event_bytes(event: Mapping[str, Any]) -> bytes:
    """The event as one line of JSON; ValueError for one of more than 64 KiB."""
    data = _ENCODER.encode(event).encode("utf-8")
    if len(data) > EVENT_BYTES_MAX:
        raise ValueError("an event is at most %d bytes, got %d" % (EVENT_BYTES_MAX, len(data)))
    return data


def _plain(value: Any, depth: int) -> Any:
    """A copy that JSON can carry."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("NaN and infinities are not JSON")
        return value
    if isinstance(value, Decimal):
        return amount_text(value)
    if isinstance(value, uuid.UUID):
        return str(value)
    # The bound also ends a payload that contains itself.
    if depth == _DEPTH_MAX:
        raise ValueError("a payload of more than %d levels" % _DEPTH_MAX)
    if isinstance(value, abc.Mapping):
        copy = {_name(name): _plain(member, depth + 1) for name, member in value.items()}
        if len(copy) != len(value):
            raise ValueError("two members of a payload have one name")
        return copy
    if isinstance(value, (list, tuple)):
        return [_plain(element, depth + 1) for element in value]
    raise TypeError("not a JSON value: " + type(value).__name__)


def _name(name: Any) -> str:
    if isinstance(name, str):
        return name
    # As the json module writes them.
    if isinstance(name, int) and not isinstance(name, bool):
        return str(name)
    raise TypeError("the name of a JSON member is a string")


class EventMethods(ABC, Generic[Result]):
    """The integration guide's methods, all by way of `log`."""

    @abstractmethod
    def log(
        self, event_type: str, payload: Mapping[str, Any], trace_id: Optional[TraceId] = None
    ) -> Result:
        """Logs an event of any type, custom ones included."""

    def log_event(
        self, event_type: str, payload: Mapping[str, Any], trace_id: Optional[TraceId] = None
    ) -> Result:
        """The same as `log`."""
        return self.log(event_type, payload, trace_id)

    def log_order(
        self,
        order_id: str,
        symbol: str,
        side: str,
        order_type: str,
        price: Optional[Amount],
        quantity: Amount,
        trace_id: Optional[TraceId] = None,
    ) -> Result:
        """Logs an ORD event; `price` None leaves the price out."""
        trade: Dict[str, Any] = {
            "order_id": order_id,
            "symbol": symbol,
            "side": side,
            "order_type": order_type,
        }
        if price is not None:
            trade["price"] = _amount(price)
        trade["quantity"] = _amount(quantity)
        return self.log("ORD", {"trade_data": trade}, trace_id)

    def log_execution(
        self,
        order_id: str,
        symbol: str,
        side: str,
        exec_price: Amount,
        exec_qty: Amount,
        commission: Amount = 0,
        slippage: Amount = 0,
        trace_id: Optional[TraceId] = None,
    ) -> Result:
        """Logs an EXE event; a commission or slippage of zero is left out."""
        trade: Dict[str, Any] = {
            "order_id": order_id,
            "symbol": symbol,
            "side": side,
            "execution_price": _amount(exec_price),
            "executed_qty": _amount(exec_qty),
        }
        if commission:
            trade["commission"] = _amount(commission)
        if slippage:
            trade["slippage"] = _amount(slippage)
        return self.log("EXE", {"trade_data": trade}, trace_id)

    def log_error(
        self,
        error_type: str,
        error_code: str,
        error_message: str,
        severity: str,
        component: str,
        correlated_id: Optional[str] = None,
        trace_id: Optional[TraceId] = None,
    ) -> Result:
        """Logs an error event, such as ERR_CONN."""
        details: Dict[str, Any] = {
            "error_code": error_code,
            "error_message": error_message,
            "severity": severity,
            "affected_component": component,
        }
        if correlated_id:
            details["correlated_event_id"] = correlated_id
        return self.log(error_type, {"error_details": details}, trace_id)


def _amount(amount: Any) -> Any:
    """What the guide's client writes, as a plain decimal where it is one.

    An amount that is none is evidence, too: it is logged as given, and capture-service flags it.
    """
    # Numbers of other libraries are not among our types; the guide writes str(price).
    for text in (amount_text, lambda given: amount_text(str(given)), str):
        try:
            return text(amount)
        except Exception:  # The promise to the trading thread; `log` judges what is left.
            continue
    return amount
