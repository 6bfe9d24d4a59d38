"""What became of an event, and how a client stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Mapping, Optional, Tuple

__all__ = ["ConnectionState", "Delivered", "Dropped", "EventRefused", "Stats"]


class ConnectionState(Enum):
    """CONNECTED: the last exchange worked, or there was none yet. DISCONNECTED: it failed.

    OVERFLOW: queue and disk are full, and new events are dropped.
    """

    CONNECTED = "CONNECTED"
    DISCONNECTED = "DISCONNECTED"
    OVERFLOW = "OVERFLOW"


@dataclass(frozen=True)
class Delivered:
    """capture-service has the event.

    `status` is `ok`, `duplicate`, or `spooled` (on the service's disk, without a number yet). Over
    LDJSON it is `settled`, without hash and number: stored, or refused for good and counted there.
    """

    event_id: str
    status: str
    event_hash: str
    sequence: Optional[int]
    warnings: Tuple[str, ...]


@dataclass(frozen=True)
class EventRefused:
    """The event will never be stored; it is not sent again.

    `status` is `refused` or `conflict` as the service says, `too_large` when the service answered a
    batch of this event alone with 413, `blocked` when something on the way to the service refuses
    it (the violation's code is `HTTP_` and the status), or `invalid` when it cannot be written as an
    event at all.

    All but the last kind are in `refused.ndjson` of the spool's folder, if the disk took them.
    """

    event: Mapping[str, Any]
    status: str
    violations: Tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Dropped:
    """The event is lost here. `reason`: FULL (queue and disk), CLOSED (the client), FORKED."""

    event: Mapping[str, Any]
    reason: str


@dataclass(frozen=True)
class Stats:
    """Counts since the start of the client, and what is held now.

    `set_aside` of the refused events are in `refused.ndjson`. `delivered` includes duplicates. `torn` records were cut off by the end of a file; `damaged`
    regions of the spool were skipped and kept in a file of their own.
    """

    state: ConnectionState
    logged: int
    delivered: int
    duplicates: int
    refused: int
    dropped: int
    last_error: str = ""
    queued_events: int = 0
    queued_bytes: int = 0
    spooled_events: int = 0
    spooled_bytes: int = 0
    torn: int = 0
    damaged: int = 0
    set_aside: int = 0
