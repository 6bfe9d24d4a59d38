"""Events and deliveries against docs/vectors/client, which the Java client passes, too."""

from __future__ import annotations

import json
import unittest
from typing import Any, Dict, List

from support import PATIENCE, folder, vectors

import tradewitness as tw
from tradewitness.batches import BatchOutcome, Failed, Judged, read_answer
from tradewitness.delivery import Delivery, DeliverySettings
from tradewitness.events import event_bytes
from tradewitness.ledger import Callbacks, Ledger
from tradewitness.outcomes import Delivered, EventRefused
from tradewitness.spool import Spool
from tradewitness.transport import Answer

EVENTS = vectors("client/events.json")
DELIVERIES = vectors("client/deliveries.json")
LINES: List[bytes] = [line.encode("utf-8") for line in DELIVERIES["lines"]]


class EventVectorsTest(unittest.TestCase):
    def test_every_event_has_its_bytes_and_its_hash(self) -> None:
        for vector in EVENTS["events"]:
            with self.subTest(vector["name"]):
                event = json.loads(vector["line"])
                self.assertEqual(event_bytes(event), vector["line"].encode("utf-8"))
                self.assertEqual(event["header"]["event_id"], vector["event_id"])
                self.assertEqual(tw.event_hash(event), vector["event_hash"])


class Service:
    """Answers as a script of the vectors says; then everything is stored."""

    def __init__(self, script: Dict[str, Any]) -> None:
        self._answers = list(script["answers"])
        self._too_large = script["too_large"]
        self._blocked = script.get("blocked", {"events": []})
        self.stored: List[int] = []

    def __call__(self, payloads: List[bytes]) -> BatchOutcome:
        outcome = self._outcome(payloads)
        if isinstance(outcome, Judged):
            for payload, verdict in zip(payloads, outcome.verdicts):
                if isinstance(verdict, Delivered):
                    self.stored.append(LINES.index(payload))
        return outcome

    def _outcome(self, payloads: List[bytes]) -> BatchOutcome:
        numbers = [LINES.index(payload) for payload in payloads]
        if any(number in self._too_large for number in numbers):
            return read_answer(Answer(413, {}, b'{"code":"BODY_TOO_LARGE"}'), payloads)
        if any(number in self._blocked["events"] for number in numbers):
            text = self._blocked["text"].encode("utf-8")
            return read_answer(Answer(self._blocked["http"], {}, text), payloads)
        if not numbers and not self._answers:
            return read_answer(Answer(400, {}, b'{"code":"BATCH_REFUSED"}'), payloads)
        answer: Dict[str, Any] = self._answers.pop(0) if self._answers else {}
        if answer.get("away"):
            return Failed("away")
        status = answer.get("http", 200)
        body = answer.get("text")
        if body is None:
            body = json.dumps(self._results(numbers, answer) if status == 200 else answer)
        return read_answer(Answer(status, {}, body.encode("utf-8")), payloads)

    @staticmethod
    def _results(numbers: List[int], answer: Dict[str, Any]) -> Dict[str, Any]:
        results = []
        for index, number in enumerate(numbers):
            word = answer.get("events", {}).get(str(number), "ok")
            meant = 7 - number if word == "ok, of another event" else number
            results.append(
                {
                    "index": index,
                    "status": word.split(",")[0],
                    "event_id": json.loads(LINES[meant])["header"]["event_id"],
                    "event_hash": "00" * 32,
                    "sequence": number,
                }
            )
        return {"results": results}


class DeliveryVectorsTest(unittest.TestCase):
    def test_every_script_of_answers_leads_to_its_deliveries(self) -> None:
        for script in DELIVERIES["scripts"]:
            with self.subTest(script["name"]):
                self.run_script(script)

    def run_script(self, script: Dict[str, Any]) -> None:
        service = Service(script)
        refused: List[EventRefused] = []
        spool = Spool(folder(self) / "s", 1024 * 1024)
        spool.append(LINES)
        settings = DeliverySettings(
            batch_events_max=DELIVERIES["batch_events"], backoff_min=0.01, backoff_max=0.02
        )
        ledger = Ledger(Callbacks(on_refused=refused.append))
        delivery = Delivery(service, lambda: None, spool, settings, ledger)
        self.addCleanup(delivery.close, 0)
        self.assertTrue(delivery.flush(PATIENCE))
        self.assertEqual(service.stored, script["stored"])
        numbers = [LINES.index(event_bytes(one.event)) for one in refused]
        self.assertEqual(numbers, script["refused"])
        file = spool.folder / "refused.ndjson"
        aside = file.read_bytes().splitlines() if file.exists() else []
        events = [LINES.index(event_bytes(json.loads(line)["event"])) for line in aside]
        self.assertEqual(events, script["refused"])


if __name__ == "__main__":
    unittest.main()
