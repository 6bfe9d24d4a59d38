"""Code of the integration guide, with this library imported in its client's place."""

from __future__ import annotations

import asyncio
import json
import os
import unittest
import uuid
from typing import Any, Dict, List
from unittest import mock

from support import GUIDE, example, folder, nobody_listens

import tradewitness
from tradewitness.spool import Spool


class GuideTest(unittest.TestCase):
    def setUp(self) -> None:
        if not GUIDE.exists():
            self.skipTest("no integration guide at %s" % GUIDE)
        self.guide = GUIDE.read_text(encoding="utf-8").replace(
            "http://localhost:8080", nobody_listens()
        )
        self.spools = folder(self)
        patches: List[Any] = [
            mock.patch.dict(os.environ, {"TRADEWITNESS_SPOOL_DIR": str(self.spools)}),
            # Nobody answers, so nobody is waited for.
            mock.patch("tradewitness.delivery.Buffer.wait_settled", return_value=False),
        ]
        for patch in patches:
            patch.start()
            self.addCleanup(patch.stop)

    def run_code(self, code: str, **names: Any) -> Dict[str, Any]:
        names["__name__"] = "guide"
        exec(compile(code, "guide", "exec"), names)
        return names

    def left(self) -> List[Dict[str, Any]]:
        """The events that the guide's code left on the disk."""
        (folder_of_service,) = self.spools.iterdir()
        spool = Spool(folder_of_service / "0", 10**6)
        self.addCleanup(spool.close)
        return [json.loads(payload) for payload in spool.peek(1000, 10**6)]

    def test_the_usage_of_pattern_1(self) -> None:
        usage = example(self.guide, "## Pattern 1:", 1)
        names = self.run_code(usage, VCPClient=tradewitness.VCPClient, uuid=uuid)
        names["vcp"].close(0)
        order, execution = self.left()
        self.assertEqual(order["header"]["trace_id"], names["trace_id"])
        self.assertEqual(order["payload"]["trade_data"]["price"], "1.085")
        self.assertEqual(execution["payload"]["trade_data"]["slippage"], "0.0001")
        self.assertEqual(execution["header"]["event_type"], "EXE")

    def test_the_consumer_of_pattern_3(self) -> None:
        code = example(self.guide, "## Pattern 3:")
        code = code[: code.index("# Usage")].replace("from kafka import KafkaConsumer", "")
        vcp = tradewitness.VCPClient("p:kafka", nobody_listens())
        consumer = self.run_code(code, KafkaConsumer=mock.Mock())["VCPKafkaConsumer"](vcp, [], [])
        filled = {"order_id": "O", "symbol": "X", "side": "BUY", "price": 1.5, "quantity": 2}
        consumer._process_message("orders", {**filled, "type": "LIMIT"})
        consumer._process_message("executions", filled)
        consumer._process_message("errors", {"code": "E1", "message": "lost"})
        vcp.close(0)
        types = [event["header"]["event_type"] for event in self.left()]
        self.assertEqual(types, ["ORD", "EXE", "ERR_SYSTEM"])

    def test_the_usage_of_pattern_4(self) -> None:
        code = example(self.guide, "## Pattern 4:")
        vcp = tradewitness.VCPClient("p:decorated", nobody_listens())
        names = self.run_code(
            code[code.index("# Usage") :],
            vcp_logged=tradewitness.vcp_logged,
            global_vcp_client=vcp,
        )
        answer = names["place_order"]("O-1", "GBPUSD", side="BUY", price=1.27, qty=1000)
        self.assertEqual(answer, {"status": "success", "order_id": "O-1"})
        vcp.close(0)
        (event,) = self.left()
        expected = {"order_id": "O-1", "symbol": "GBPUSD", "side": "BUY"}
        self.assertEqual(event["payload"]["trade_data"], expected)

    def test_the_usage_of_pattern_5(self) -> None:
        code = example(self.guide, "## Pattern 5:")
        self.run_code(
            code[code.index("# Usage") :],
            AsyncVCPClient=tradewitness.AsyncVCPClient,
            asyncio=asyncio,
        )
        found = [event["payload"]["trade_data"]["order_id"] for event in self.left()]
        self.assertEqual(found, ["ORD-%d" % i for i in range(100)])


if __name__ == "__main__":
    unittest.main()
