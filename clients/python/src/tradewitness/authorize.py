"""Pre-trade decisions. Of the three outcomes only a `Decision` can let an order go."""

from __future__ import annotations

import math
import ssl
import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, List, Mapping, Optional, Tuple, Union

from tradewitness.batches import problem_code
from tradewitness.canonical import parse
from tradewitness.orders import Order
from tradewitness.tokens import TokenVerifier, is_good
from tradewitness.transport import Answer, Connection, Deadline, Endpoint, NetworkError, Resolver

__all__ = ["AuthorizeClient", "Decision", "Outcome", "Refused", "Unavailable"]

_ANSWER_BYTES_MAX = 1024 * 1024
_IDLE_MAX = 8
_REFUSALS = (400, 403, 409, 413, 415)


@dataclass(frozen=True)
class Decision:
    """The service decided, and the decision is durable.

    `authorized` is true only for status AUTHORIZED with a signed token for this very order; a
    repetition of an order that is closed by now has a token without signature. `replayed` tells a
    repetition. `warnings` and `reasons` are as in the answer.
    """

    status: str
    authorized: bool
    trace_id: str
    token: Mapping[str, Any]
    reasons: Tuple[Mapping[str, Any], ...] = ()
    warnings: Tuple[Mapping[str, Any], ...] = ()
    replayed: bool = False
    policy_version: str = ""

    def __bool__(self) -> bool:
        return self.authorized


@dataclass(frozen=True)
class Refused:
    """The request is not an order that can be decided; nothing was decided by it.

    `status` is HTTP's, 0 when the order was not sent at all.
    """

    code: str
    status: int = 0
    detail: str = ""
    violations: Tuple[Mapping[str, Any], ...] = ()

    @property
    def authorized(self) -> bool:
        return False

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True)
class Unavailable:
    """No decision arrived in time. The order must not go, and may count as reserved all the same.

    Ask again with the same order to learn the decision. `retry_after` is in seconds.
    """

    code: str
    detail: str = ""
    retry_after: Optional[float] = None

    @property
    def authorized(self) -> bool:
        return False

    def __bool__(self) -> bool:
        return False


#: True in a condition only when the order may go.
Outcome = Union[Decision, Refused, Unavailable]


class AuthorizeClient:
    """Asks authorize-service. Safe for any number of threads; each has a connection while it asks.

    With `verifier` a decision counts as authorized only when its token verifies here, too.
    """

    def __init__(
        self,
        authorize_url: str = "http://localhost:8083",
        client_id: Optional[str] = None,
        *,
        verifier: Optional[TokenVerifier] = None,
        tls: Optional[ssl.SSLContext] = None,
    ) -> None:
        """`client_id` is the account of orders that name none. ValueError for a wrong URL."""
        self._endpoint = Endpoint.of(authorize_url)
        self._client_id = client_id
        self._verifier = verifier
        if tls is None and self._endpoint.secure:
            tls = ssl.create_default_context()
        self._tls = tls
        self._resolver = Resolver(self._endpoint.host, self._endpoint.port)
        self._lock = threading.Lock()
        # Guarded by _lock; the last one used comes first, so that the others can grow old.
        self._idle: List[Connection] = []

    def authorize(
        self, order: Union[Order, Mapping[str, Any]], deadline: Union[float, timedelta]
    ) -> Outcome:
        """Asks for a decision and waits at most `deadline`, a time span in seconds.

        Raises no Exception: whatever goes wrong is `Refused` or `Unavailable`. The request may be
        sent twice within the deadline; the service decides an order once.
        """
        try:
            seconds = deadline.total_seconds() if isinstance(deadline, timedelta) else deadline
            if not 0 < seconds < math.inf:
                return Unavailable("DEADLINE_PASSED", "the deadline is a positive time span")
            return self._ask(order, Deadline(seconds))
        except NetworkError as e:
            return Unavailable("NO_ANSWER", str(e))
        except Exception as e:  # Fail closed, whatever it is.
            return Unavailable("CLIENT_FAULT", "%s: %s" % (type(e).__name__, e))

    def close(self) -> None:
        """Closes idle connections; the client can be used again."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def __enter__(self) -> "AuthorizeClient":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def _ask(self, asked: Union[Order, Mapping[str, Any]], deadline: Deadline) -> Outcome:
        try:
            order = asked if isinstance(asked, Order) else Order.of(asked)
            client_id = order.client_id if order.client_id is not None else self._client_id
            body = _with_client(order, client_id).request()
        except (ValueError, TypeError) as e:
            return Refused("INVALID_ORDER", 0, str(e))
        answer = self._exchange(body, deadline)
        if deadline.passed():
            return Unavailable("DEADLINE_PASSED", "the answer came too late")
        if answer.status == 200:
            return self._decision(answer, _with_client(order, client_id))
        code = problem_code(answer)
        # Without the service's own code the answer is somebody else's.
        if answer.status in _REFUSALS and code and code != "BODY_INCOMPLETE":
            problem = parse(answer.body)
            detail = str(problem.get("detail", ""))
            return Refused(code, answer.status, detail, _objects(problem.get("violations")))
        return Unavailable(code or "HTTP_%d" % answer.status, "", answer.retry_after())

    def _exchange(self, body: bytes, deadline: Deadline) -> Answer:
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = Connection(self._endpoint, _ANSWER_BYTES_MAX, self._tls, self._resolver)
        answer = connection.post("/v1/authorize", body, "application/json", deadline)
        with self._lock:
            if len(self._idle) < _IDLE_MAX:
                self._idle.append(connection)
                return answer
        connection.close()
        return answer

    def _decision(self, answer: Answer, order: Order) -> Outcome:
        try:
            body = parse(answer.body)
            token, status = body["decision_token"], body["status"]
            if status not in ("AUTHORIZED", "BLOCKED") or token["status"] != status:
                raise ValueError("status and token disagree")
            if token["order_hash"] != order.hash():
                raise ValueError("the decision is for another order")
            if order.client_id is not None and token["client_id"] != order.client_id:
                raise ValueError("the decision is for another client's order")
            return Decision(
                status=status,
                authorized=status == "AUTHORIZED" and self._is_signed(token, order),
                trace_id=str(body["trace_id"]),
                token=token,
                reasons=_objects(body.get("reasons")),
                warnings=_objects(body.get("warnings")),
                replayed=body.get("replayed") is True,
                policy_version=str(token["policy_version"]),
            )
        except (ValueError, TypeError, KeyError, AttributeError) as e:
            return Unavailable("MALFORMED_ANSWER", "%s: %s" % (type(e).__name__, e))

    def _is_signed(self, token: Mapping[str, Any], order: Order) -> bool:
        signature = token.get("signature")
        if not isinstance(signature, str) or not signature:
            return False
        return self._verifier is None or is_good(self._verifier.verify(token, order))


def _with_client(order: Order, client_id: Optional[str]) -> Order:
    return order if order.client_id == client_id else replace(order, client_id=client_id)


def _objects(value: Any) -> Tuple[Mapping[str, Any], ...]:
    elements: List[Any] = value if isinstance(value, list) else []
    return tuple(element for element in elements if isinstance(element, dict))
