"""Decisions fail closed: against peers that stall or lie, and by what an answer says."""

from __future__ import annotations

import base64
import json
import threading
import time
import unittest
from dataclasses import FrozenInstanceError
from datetime import timedelta
from typing import Any, Dict, List
from unittest import mock

from support import PATIENCE, Listener, nobody_listens, saying, stall, vectors

from tradewitness import (
    AuthorizeClient,
    Decision,
    Order,
    Outcome,
    Refused,
    TokenVerifier,
    Unavailable,
)
from tradewitness.transport import Answer

VECTORS = vectors("decision-token-v2.json")
VECTOR = VECTORS["tokens"][0]
ORDER = Order.of({**VECTOR["order"], "client_id": VECTOR["token"]["client_id"]})


def answer(**changes: Any) -> Dict[str, Any]:
    """A decision as docs/authorize.md has it, about the order of the vectors."""
    body: Dict[str, Any] = {
        "trace_id": VECTOR["token"]["trace_id"],
        "status": "AUTHORIZED",
        "decision_token": VECTOR["token"],
        "timing_ms": {"total": 0.5},
        "reasons": [],
        "policy": {"version": "default-1", "digest": ""},
        "replayed": False,
        "warnings": [],
    }
    return {**body, **changes}


def without(members: Dict[str, Any], name: str) -> Dict[str, Any]:
    return {member: value for member, value in members.items() if member != name}


class AuthorizeTest(unittest.TestCase):
    def ask(
        self, url: str, deadline: Any = PATIENCE, order: Any = ORDER, **options: Any
    ) -> Outcome:
        with AuthorizeClient(url, **options) as client:
            return client.authorize(order, deadline)

    def read(self, body: Any, order: Order = ORDER, **options: Any) -> Outcome:
        """What the client makes of an answer."""
        client = AuthorizeClient("http://127.0.0.1:1", **options)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        with mock.patch.object(client, "_exchange", lambda *_: Answer(200, {}, data)):
            return client.authorize(order, PATIENCE)

    def closed(self, outcome: Outcome, kind: Any, code: str) -> None:
        self.assertIsInstance(outcome, kind)
        assert isinstance(outcome, (Refused, Unavailable))
        self.assertEqual(outcome.code, code, outcome)
        self.assertFalse(outcome)
        self.assertFalse(outcome.authorized)

    def test_a_signed_decision_for_this_order_lets_it_go(self) -> None:
        outcome = self.read(answer())
        assert isinstance(outcome, Decision)
        self.assertTrue(outcome)
        self.assertEqual(outcome.token, VECTOR["token"])
        self.assertEqual(outcome.policy_version, "default-1")
        verifier = TokenVerifier(
            {"k1": base64.b64decode(VECTORS["secret_base64"])}, clock=lambda: 1767225601
        )
        self.assertTrue(self.read(answer(), verifier=verifier))

    def test_a_decision_that_must_not_let_the_order_go_does_not(self) -> None:
        blocked = {**VECTOR["token"], "status": "BLOCKED"}
        reasons = [{"code": "QTY_LIMIT_EXCEEDED"}]
        outcome = self.read(answer(status="BLOCKED", decision_token=blocked, reasons=reasons))
        assert isinstance(outcome, Decision)
        self.assertFalse(outcome)
        self.assertEqual(outcome.reasons, ({"code": "QTY_LIMIT_EXCEEDED"},))
        withheld = answer(decision_token=without(VECTOR["token"], "signature"), replayed=True)
        outcome = self.read(withheld)
        assert isinstance(outcome, Decision)
        self.assertEqual(
            (bool(outcome), outcome.status, outcome.replayed), (False, "AUTHORIZED", True)
        )
        wrong_key = TokenVerifier({"k1": b"0" * 32}, clock=lambda: 1767225601)
        self.assertFalse(self.read(answer(), verifier=wrong_key))
        expired = TokenVerifier({"k1": base64.b64decode(VECTORS["secret_base64"])})
        self.assertFalse(self.read(answer(), verifier=expired))

    def test_an_answer_that_is_not_about_this_order_is_no_decision(self) -> None:
        token = VECTOR["token"]
        odd: List[Any] = [
            b"",
            b"[]",
            b"null",
            {},
            answer(decision_token=None),
            answer(status="BLOCKED"),
            answer(status="MAYBE", decision_token={**token, "status": "MAYBE"}),
            answer(decision_token={**token, "order_hash": "00"}),
            answer(decision_token={**token, "client_id": "mallory"}),
            answer(decision_token=without(token, "policy_version")),
            json.dumps(answer())
            .encode()
            .replace(b'"AUTHORIZED"', b'"AUTHORIZED","status":"BLOCKED"', 1),
        ]
        for body in odd:
            with self.subTest(repr(body)[:60]):
                self.closed(self.read(body), Unavailable, "MALFORMED_ANSWER")

    def test_the_deadline_holds_against_a_peer_that_stalls(self) -> None:
        listener = Listener(self, stall)
        for deadline in (0.1, timedelta(milliseconds=100)):
            began = time.monotonic()
            self.closed(self.ask(listener.url, deadline), Unavailable, "NO_ANSWER")
            took = time.monotonic() - began
            self.assertTrue(0.1 <= took < PATIENCE, took)

    def test_a_deadline_that_is_none_asks_nobody(self) -> None:
        listener = Listener(self, stall)
        for deadline in (0, -1, float("nan"), float("inf"), timedelta()):
            self.closed(self.ask(listener.url, deadline), Unavailable, "DEADLINE_PASSED")
        self.closed(self.ask(listener.url, "soon"), Unavailable, "CLIENT_FAULT")
        self.assertEqual(listener.accepted, 0)

    def test_nobody_there_and_nonsense_are_unavailable(self) -> None:
        self.closed(self.ask(nobody_listens()), Unavailable, "NO_ANSWER")
        self.closed(self.ask(Listener(self, saying(b"220 smtp\r\n")).url), Unavailable, "NO_ANSWER")
        head = b"HTTP/1.1 %s\r\nContent-Length: %d\r\nRetry-After: 1\r\n\r\n%s"
        cases = {
            b"404 Not Found": (b"", "HTTP_404"),
            b"503 Busy": (b'{"code":"OVERLOADED"}', "OVERLOADED"),
            b"400 Bad": (b"<html>", "HTTP_400"),
            b"400 Bad Request": (b'{"code":"BODY_INCOMPLETE"}', "BODY_INCOMPLETE"),
            b"500 Oops": (b"{}", "HTTP_500"),
            b"302 Moved": (b"", "HTTP_302"),
        }
        for status, (body, code) in cases.items():
            with self.subTest(status):
                url = Listener(self, saying(head % (status, len(body), body))).url
                outcome = self.ask(url)
                self.closed(outcome, Unavailable, code)
                self.assertEqual(outcome.retry_after, 1.0)  # type: ignore[union-attr]

    def test_a_problem_of_the_service_is_a_refusal(self) -> None:
        body = b'{"code":"ID_REUSED","detail":"another order","violations":[]}'
        head = b"HTTP/1.1 409 Conflict\r\nContent-Length: %d\r\n\r\n" % len(body)
        outcome = self.ask(Listener(self, saying(head + body)).url)
        self.closed(outcome, Refused, "ID_REUSED")
        assert isinstance(outcome, Refused)
        self.assertEqual((outcome.status, outcome.detail), (409, "another order"))

    def test_what_is_no_order_is_refused_without_asking(self) -> None:
        listener = Listener(self, stall)
        good = dict(VECTOR["order"])
        for order in (
            {},
            {**good, "qty": 0},
            {**good, "limit_price": "1"},
            None,
            7,
            without(good, "price"),
        ):
            with self.subTest(order):
                self.closed(self.ask(listener.url, order=order), Refused, "INVALID_ORDER")
        self.assertEqual(listener.accepted, 0)

    def test_the_clients_account_stands_in_the_request_unless_the_order_names_one(self) -> None:
        bodies: List[bytes] = []
        client = AuthorizeClient("http://127.0.0.1:1", "desk")

        def keep(body: bytes, *_: Any) -> Answer:
            bodies.append(body)
            return Answer(404, {}, b"")

        with mock.patch.object(client, "_exchange", keep):
            client.authorize(VECTOR["order"], 1)
            client.authorize(ORDER, 1)
        sent = [json.loads(body) for body in bodies]
        self.assertEqual([s["context"]["client_id"] for s in sent], ["desk", "acme"])
        self.assertEqual(sent[0]["order"], VECTOR["order"])

    def test_outcomes_cannot_be_changed(self) -> None:
        with self.assertRaises(FrozenInstanceError):
            Refused("x").code = "y"  # type: ignore[misc]
        with self.assertRaises(AttributeError):
            Unavailable("x").authorized = True  # type: ignore[misc]

    def test_many_threads_ask_at_once_and_each_gets_its_own_answer(self) -> None:
        listener = Listener(self, stall)
        found: List[Outcome] = []
        with AuthorizeClient(listener.url) as client:
            threads = [
                threading.Thread(target=lambda: found.append(client.authorize(ORDER, 0.1)))
                for _ in range(20)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(PATIENCE)
        self.assertEqual([type(o) for o in found], [Unavailable] * 20)


if __name__ == "__main__":
    unittest.main()
