"""Orders and decision tokens against docs/vectors."""

from __future__ import annotations

import base64
import json
import unittest
from decimal import Decimal
from typing import Any, Dict, List, Optional, Tuple

from support import vectors

from tradewitness.orders import Order
from tradewitness.tokens import Check, CheckOutcome, TokenVerifier, _parse_jws, is_good

VECTORS = vectors("decision-token-v2.json")
SECRET = base64.b64decode(VECTORS["secret_base64"])


def verifier(now: float = 1767225601) -> TokenVerifier:
    return TokenVerifier({VECTORS["kid"]: SECRET}, skew=5, clock=lambda: now)


def named(name: str) -> Dict[str, Any]:
    found: Dict[str, Any] = next(v for v in VECTORS["tokens"] if v["name"] == name)
    return found


def failed(checks: Tuple[Check, ...]) -> List[str]:
    return [check.name for check in checks if check.outcome is CheckOutcome.FAIL]


class TokenTest(unittest.TestCase):
    def test_every_token_of_the_vectors_is_judged_by_its_status(self) -> None:
        for vector in VECTORS["tokens"]:
            for token in (
                vector["token"],
                json.dumps(vector["token"]),
                json.dumps(vector["token"]).encode(),
                vector["jws"]["text"],
                vector["jws"]["text"].encode(),
            ):
                with self.subTest(vector["name"]):
                    checks = verifier().verify(token, Order.of(vector["order"]))
                    authorized = vector["token"]["status"] == "AUTHORIZED"
                    self.assertEqual(failed(checks), [] if authorized else ["status"])
                    self.assertEqual(is_good(checks), authorized)

    def test_every_changed_token_of_the_vectors_is_refused(self) -> None:
        for refused in VECTORS["refused"]:
            with self.subTest(refused["name"]):
                vector = named(refused["of"])
                token = {**vector["token"], **refused["set"]}
                checks = verifier().verify(token, Order.of(vector["order"]))
                self.assertIn(refused["fails"], failed(checks))
                self.assertFalse(is_good(checks))

    def test_every_other_jws_of_the_vectors_is_refused(self) -> None:
        for refused in VECTORS["refused_jws"]:
            with self.subTest(refused["name"]):
                order = Order.of(named(refused["of"])["order"])
                checks = verifier().verify(refused["text"], order)
                self.assertEqual(failed(checks), [refused["fails"]])
                self.assertFalse(is_good(checks))

    def test_the_example_of_rfc_7515_is_read_and_is_no_token(self) -> None:
        example = (
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
            ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
            "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
            ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        )
        key = base64.urlsafe_b64decode(
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow=="
        )
        header, payload, signature = _parse_jws(example)
        self.assertEqual((header["alg"], payload["iss"]), ("HS256", "joe"))
        signed = example.rpartition(".")[0].encode()
        check = TokenVerifier({"rfc": key})._code("rfc", signed, signature)
        self.assertIs(check.outcome, CheckOutcome.PASS)
        self.assertEqual(failed(TokenVerifier({"rfc": key}).verify(example)), ["form"])

    def test_a_token_is_good_from_five_seconds_before_to_five_seconds_behind(self) -> None:
        token = named("limit order, authorized")["token"]
        for now, faults in (
            (1767225595, []),
            (1767225594, ["time"]),
            (1767225905, []),
            (1767225906, ["time"]),
        ):
            with self.subTest(now):
                self.assertEqual(failed(verifier(now).verify(token)), faults)

    def test_another_order_and_another_clients_order_are_refused(self) -> None:
        vector = named("limit order, authorized")
        for change in (
            {"qty": "101"},
            {"client_id": "mallory"},
            {"time_in_force": "DAY"},
            {"symbol": ""},
        ):
            with self.subTest(change):
                members = {**vector["order"], **change}
                order = Order(**members)
                self.assertEqual(failed(verifier().verify(vector["token"], order)), ["order"])
        own = Order.of({**vector["order"], "client_id": vector["token"]["client_id"]})
        self.assertEqual(failed(verifier().verify(vector["token"], own)), [])

    def test_flipping_any_bit_of_the_signature_makes_it_fail(self) -> None:
        token = named("limit order, authorized")["token"]
        signature = base64.urlsafe_b64decode(token["signature"] + "=")
        for bit in range(8 * len(signature)):
            flipped = bytearray(signature)
            flipped[bit // 8] ^= 1 << bit % 8
            text = base64.urlsafe_b64encode(flipped).rstrip(b"=").decode()
            self.assertEqual(failed(verifier().verify({**token, "signature": text})), ["signature"])

    def test_other_texts_of_the_same_signature_are_refused(self) -> None:
        token = named("limit order, authorized")["token"]
        for text in (token["signature"] + "=", " " + token["signature"], "", "é"):
            with self.subTest(text):
                self.assertIn("signature", failed(verifier().verify({**token, "signature": text})))

    def test_what_is_no_token_fails_and_never_raises(self) -> None:
        token = named("limit order, authorized")["token"]
        odd: List[Any] = [b"", b"[]", "null", b"\xff", b'{"v":2,"v":2}', {}, {"v": True}, 7, None]
        odd += [{**token, "v": 2.0}, {**token, "iat": True}, {**token, "exp": "1767225900"}]
        odd += [
            {**token, "exp": 10**400},
            {**token, "kid": 1},
            {**token, 1: 2},
            {**token, "x": "\ud800"},
        ]
        for value in odd:
            with self.subTest(repr(value)[:40]):
                self.assertFalse(is_good(verifier().verify(value)))
        self.assertFalse(is_good(()))

    def test_a_short_secret_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            TokenVerifier({"k1": SECRET[:31]})


class OrderTest(unittest.TestCase):
    def test_orders_of_the_vectors_hash_as_published_however_they_are_written(self) -> None:
        for vector in VECTORS["tokens"]:
            members = dict(vector["order"])
            members["qty"] = Decimal(members["qty"]) * Decimal("1.00")
            members["symbol"] = members["symbol"].lower()
            with self.subTest(vector["name"]):
                self.assertEqual(Order.of(members).hash(), vector["order_hash"])

    def test_a_time_is_written_to_the_microsecond(self) -> None:
        order = Order(
            "o", "X", "BUY", 1, 2, time_in_force="GTD", expire_time="2026-12-31T21:00:00Z"
        )
        self.assertEqual(order.members()["expire_time"], "2026-12-31T21:00:00.000000Z")

    def test_camel_case_and_nulls_are_read_as_the_service_does(self) -> None:
        order = Order.of(
            {"clientOrderId": "o", "symbol": "X", "side": "BUY", "qty": 1, "price": 2, "type": None}
        )
        self.assertEqual(order, Order("o", "X", "BUY", 1, 2))
        self.assertEqual(order.members()["type"], "LIMIT")

    def test_what_cannot_be_an_order_is_refused(self) -> None:
        good: Dict[str, Any] = {
            "client_order_id": "o",
            "symbol": "X",
            "side": "BUY",
            "qty": 1,
            "price": 2,
        }
        self.assertTrue(Order.of(good).request())
        changes: List[Dict[str, Optional[Any]]] = [
            {"qty": None},
            {"qty": 0},
            {"qty": -1},
            {"qty": "1" * 41},
            {"qty": float("nan")},
            {"price": None},
            {"price": None, "type": "LIMIT"},
            {"type": "MARKET"},
            {"limit_price": 3},
            {"clientOrderId": "p"},
            {"side": 1},
            {"symbol": ""},
            {"expire_time": "tomorrow"},
        ]
        for change in changes:
            with self.subTest(change), self.assertRaises(ValueError):
                Order.of({**good, **change}).request()


if __name__ == "__main__":
    unittest.main()
