"""Client of Tradewitness, with the standard library only.

`VCPClient` logs trading events; `AuthorizeClient` asks for a decision before an order goes. The names of the VCP v1.1 integration guide are kept.
"""

from __future__ import annotations

from typing import Any, Optional

from tradewitness.aio import AsyncVCPClient
from tradewitness.amounts import Amount, amount_text
from tradewitness.authorize import AuthorizeClient, Decision, Outcome, Refused, Unavailable
from tradewitness.canonical import canonical_json, event_hash
from tradewitness.client import DirectVCPClient, EventRefusedError, VCPClient
from tradewitness.decorator import vcp_logged
from tradewitness.delivery import DeliverySettings
from tradewitness.events import Event
from tradewitness.ids import new_trace_id, trace, uuid7
from tradewitness.ledger import Callbacks
from tradewitness.locking import SpoolInUseError
from tradewitness.orders import Order
from tradewitness.outcomes import ConnectionState, Delivered, Dropped, EventRefused, Stats
from tradewitness.tokens import Check, CheckOutcome, TokenVerifier, is_good
from tradewitness.transport import NetworkError
from tradewitness.wrappers import FailSafeWrapper, RetryingClient

__version__ = "0.1.0"

__all__ = [
    "Amount",
    "AsyncVCPClient",
    "AuthorizeClient",
    "Callbacks",
    "Check",
    "CheckOutcome",
    "ConnectionState",
    "Decision",
    "Delivered",
    "DeliverySettings",
    "DirectVCPClient",
    "Dropped",
    "Event",
    "EventRefused",
    "EventRefusedError",
    "FailSafeWrapper",
    "NetworkError",
    "Order",
    "Outcome",
    "Refused",
    "RetryingClient",
    "SpoolInUseError",
    "Stats",
    "TokenVerifier",
    "Unavailable",
    "VCPClient",
    "amount_text",
    "canonical_json",
    "event_hash",
    "global_vcp_client",
    "is_good",
    "new_trace_id",
    "trace",
    "uuid7",
    "vcp_logged",
]

#: The client of `vcp_logged` where neither the decorator nor the decorated module names one.
global_vcp_client: Optional[Any] = None
