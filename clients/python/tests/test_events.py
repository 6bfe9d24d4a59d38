"""Ids, times, amounts, and the events that are built of them."""

from __future__ import annotations

import json
import math
import re
import threading
import unittest
import uuid
from decimal import Decimal, localcontext
from typing import Any, Dict, List, Mapping, Optional

import support  # noqa: F401

from tradewitness.amounts import amount_text, normal_text
from tradewitness.events import Event, EventBuilder, EventMethods, TraceId, event_bytes
from tradewitness.ids import Moment, trace, uuid7


class IdTest(unittest.TestCase):
    def test_ids_are_of_version_7_and_of_their_time(self) -> None:
        moment = Moment.now()
        made = uuid.UUID(uuid7(moment))
        self.assertEqual((made.version, made.variant), (7, uuid.RFC_4122))
        # Ids made before may have run ahead of the clock, by a tick of 244 ns each.
        ahead = (made.int >> 80) - moment.nanos // 1_000_000
        self.assertTrue(0 <= ahead < 1000, ahead)

    def test_ids_ascend_over_all_threads_even_when_the_clock_steps_back(self) -> None:
        uuid7()
        made: List[str] = []
        old = Moment(1_000_000_000)

        def run() -> None:
            made.extend(uuid7(old) for _ in range(2000))

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(set(made)), 8000)
        one = [uuid7(old) for _ in range(5000)]
        self.assertEqual(one, sorted(one))
        self.assertGreater(one[0], max(made))

    def test_a_moment_is_written_with_microseconds(self) -> None:
        moment = Moment(1_795_262_400_000_001_999)
        self.assertEqual(moment.iso(), "2026-11-21T12:00:00.000001Z")
        self.assertEqual(moment.micros(), "1795262400000001")


class AmountTest(unittest.TestCase):
    def test_every_digit_is_kept_and_no_exponent_is_written(self) -> None:
        cases: Dict[Any, str] = {
            Decimal("1.0850"): "1.0850",
            Decimal("1E+3"): "1000",
            Decimal("-1E-7"): "-0.0000001",
            1.085: "1.085",
            1e-05: "0.00001",
            1e22: "10000000000000000000000",
            0.1: "0.1",
            100000: "100000",
            10**30: "1" + "0" * 30,
            "1.0850": "1.0850",
            "2.5e-3": "0.0025",
        }
        for amount, text in cases.items():
            with self.subTest(repr(amount)):
                self.assertEqual(amount_text(amount), text)

    def test_the_decimal_context_of_the_caller_does_not_round(self) -> None:
        with localcontext() as context:
            context.prec = 3
            self.assertEqual(amount_text(Decimal("1234.56789")), "1234.56789")
            self.assertEqual(normal_text(Decimal("123456789.10")), "123456789.1")
            self.assertEqual(amount_text(1.23456e-10), "0.000000000123456")

    def test_what_is_no_amount_is_refused(self) -> None:
        odd: List[Any] = [math.nan, math.inf, Decimal("NaN"), "", "1,5", "0x10", "١", True, None]
        odd += [Decimal("1E+999999"), "1e999999", "9" * 401, Decimal("sNaN"), "1_000", " 1"]
        for amount in odd:
            with self.subTest(repr(amount)[:20]), self.assertRaises(ValueError):
                amount_text(amount)

    def test_equal_amounts_have_one_normal_form(self) -> None:
        for amount in ("185.50", "185.5", Decimal("185.500"), 185.5, "0185.5", "1.855e2"):
            with self.subTest(repr(amount)):
                self.assertEqual(normal_text(amount), "185.5")
        self.assertEqual([normal_text(zero) for zero in ("0.00", "-0", 0)], ["0", "0", "0"])
        self.assertEqual(normal_text("100"), "100")


class Kept(EventMethods[None]):
    """Keeps what the guide's methods log."""

    def __init__(self) -> None:
        self.calls: List[Any] = []

    def log(
        self, event_type: str, payload: Mapping[str, Any], trace_id: Optional[TraceId] = None
    ) -> None:
        self.calls.append((event_type, payload, trace_id))


class EventTest(unittest.TestCase):
    def setUp(self) -> None:
        self.builder = EventBuilder("com.example:desk", "GOLD", "NTP_SYNCED", "XNAS", "acct-1")

    def build(self, payload: Any, event_type: str = "ORD") -> Event:
        return self.builder.build(event_type, payload)

    def test_an_event_has_every_member_that_the_standard_asks_for(self) -> None:
        with trace() as trace_id:
            event = self.build({"trade_data": {"symbol": "EURUSD"}})
        header = event["header"]
        self.assertEqual(uuid.UUID(header["event_id"]).version, 7)
        self.assertTrue(
            re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", header["timestamp_iso"])
        )
        self.assertTrue(re.fullmatch(r"\d{16}", header["timestamp_int"]))
        expected = {
            "trace_id": trace_id,
            "event_type": "ORD",
            "event_type_code": 2,
            "timestamp_precision": "MICROSECOND",
            "clock_sync_status": "NTP_SYNCED",
            "vcp_version": "1.1",
            "hash_algo": "SHA256",
            "venue_id": "XNAS",
            "symbol": "EURUSD",
            "account_id": "acct-1",
        }
        self.assertEqual({name: header[name] for name in expected}, expected)
        self.assertEqual(event["policy_identification"]["policy_id"], "com.example:desk")
        self.assertEqual(event["policy_identification"]["conformance_tier"], "GOLD")

    def test_error_events_have_code_99_and_custom_ones_none(self) -> None:
        self.assertEqual(self.build({}, "ERR_CONN")["header"]["event_type_code"], 99)
        self.assertNotIn("event_type_code", self.build({}, "X_REBALANCE")["header"])

    def test_traces_nest_and_end_with_their_block(self) -> None:
        with trace("t-1"):
            with trace(uuid.UUID(int=7)) as inner:
                self.assertEqual(self.build({})["header"]["trace_id"], inner)
            self.assertEqual(self.build({})["header"]["trace_id"], "t-1")
            self.assertEqual(self.builder.build("ORD", {}, "t-2")["header"]["trace_id"], "t-2")
        self.assertNotIn("trace_id", self.build({})["header"])

    def test_a_payload_is_copied_and_decimals_become_strings(self) -> None:
        given = {"trade_data": {"price": Decimal("1.0850"), "legs": (1, 2.5, None, True)}, 7: "x"}
        payload = self.build(given)["payload"]
        self.assertEqual(
            payload, {"trade_data": {"price": "1.0850", "legs": [1, 2.5, None, True]}, "7": "x"}
        )
        given["trade_data"]["price"] = Decimal(2)  # type: ignore[index]
        self.assertEqual(payload["trade_data"]["price"], "1.0850")

    def test_what_json_cannot_carry_is_refused(self) -> None:
        endless: Dict[str, Any] = {}
        endless["a"] = endless
        odd: List[Any] = [{"a": math.nan}, {"a": object()}, {"a": b"x"}, {1: 1, "1": 2}, endless]
        odd += [{None: 1}, [], "x", {"a": Decimal("NaN")}]
        for payload in odd:
            with self.subTest(repr(payload)[:30]), self.assertRaises((ValueError, TypeError)):
                self.build(payload)

    def test_an_event_is_one_line_of_strict_json_of_at_most_64_kib(self) -> None:
        event = self.build({"text": "a\nb\u2028é"})
        data = event_bytes(event)
        self.assertNotIn(b"\n", data)
        self.assertEqual(json.loads(data), event)
        room = 64 * 1024 - len(event_bytes(self.build({"text": ""})))
        self.assertEqual(len(event_bytes(self.build({"text": "x" * room}))), 64 * 1024)
        for text in ("x" * (room + 1), "\ud800"):
            with self.assertRaises(ValueError):
                event_bytes(self.build({"text": text}))

    def test_the_guides_methods_make_the_guides_payloads(self) -> None:
        kept = Kept()
        kept.log_order("O-1", "EURUSD", "BUY", "LIMIT", 1.0850, 100000, "t")
        kept.log_execution("O-1", "EURUSD", "BUY", 1.0851, Decimal("100000"), slippage=0.0001)
        kept.log_error("ERR_CONN", "E42", "lost", "CRITICAL", "gateway", "id-1")
        kept.log_event("HBT", {})
        order = {"order_id": "O-1", "symbol": "EURUSD", "side": "BUY"}
        priced = {"order_type": "LIMIT", "price": "1.085", "quantity": "100000"}
        filled = {"execution_price": "1.0851", "executed_qty": "100000", "slippage": "0.0001"}
        error = {"error_code": "E42", "error_message": "lost", "severity": "CRITICAL"}
        error.update(affected_component="gateway", correlated_event_id="id-1")
        self.assertEqual(
            kept.calls,
            [
                ("ORD", {"trade_data": {**order, **priced}}, "t"),
                ("EXE", {"trade_data": {**order, **filled}}, None),
                ("ERR_CONN", {"error_details": error}, None),
                ("HBT", {}, None),
            ],
        )

    def test_numbers_of_other_libraries_are_logged_as_they_show_themselves(self) -> None:
        class Float64(float):
            def __repr__(self) -> str:
                return "np.float64(%s)" % float.__repr__(self)

        class Int64:
            def __str__(self) -> str:
                return "7e2"

        class Hostile:
            def __str__(self) -> str:
                raise RuntimeError("no")

        kept = Kept()
        kept.log_order("O-1", "X", "BUY", "LIMIT", Float64(1e-05), Int64())  # type: ignore[arg-type]
        trade = kept.calls[0][1]["trade_data"]
        self.assertEqual((trade["price"], trade["quantity"]), ("0.00001", "700"))
        odd = Hostile()
        kept.log_order("O-2", "X", "BUY", "LIMIT", odd, 10**5000)  # type: ignore[arg-type]
        self.assertIs(kept.calls[1][1]["trade_data"]["price"], odd)

    def test_an_amount_that_is_none_is_logged_as_it_was_given(self) -> None:
        kept = Kept()
        kept.log_order("O-1", "X", "BUY", "LIMIT", math.nan, "many")
        trade = kept.calls[0][1]["trade_data"]
        self.assertEqual((trade["price"], trade["quantity"]), ("nan", "many"))
        kept.log_order("O-2", "X", "BUY", "MARKET", None, 1)
        self.assertNotIn("price", kept.calls[1][1]["trade_data"])


if __name__ == "__main__":
    unittest.main()
