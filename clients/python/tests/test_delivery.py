"""Order, repetition and bounds of the delivery; what a service says is scripted at its one seam."""

from __future__ import annotations

import json
import threading
import time
import unittest
from typing import Any, Callable, Dict, List, Optional, Sequence
from unittest import mock

from support import PATIENCE, await_true, folder

from tradewitness.batches import (
    BatchOutcome,
    Blocked,
    Failed,
    Judged,
    Verdict,
    Whole,
    read_answer,
)
from tradewitness.buffer import Buffer
from tradewitness.delivery import Delivery, DeliverySettings
from tradewitness.ledger import Callbacks, Ledger
from tradewitness.outcomes import ConnectionState, Delivered, Dropped, EventRefused
from tradewitness.spool import Spool
from tradewitness.transport import Answer

ROOM = 1024 * 1024


def event(number: int) -> bytes:
    return json.dumps({"header": {"event_id": "id-%04d" % number}, "n": number}).encode()


def numbers(payloads: Sequence[bytes]) -> List[int]:
    return [json.loads(payload)["n"] for payload in payloads]


def stored(payload: bytes) -> Delivered:
    return Delivered(json.loads(payload)["header"]["event_id"], "ok", "", 0, ())


class Script:
    """Answers with one outcome per exchange; at the end of the script everything is stored."""

    def __init__(self, *outcomes: Callable[[List[bytes]], BatchOutcome]) -> None:
        self._outcomes = list(outcomes)
        self._lock = threading.Lock()
        self.sent: List[List[int]] = []
        self.stored: List[int] = []

    def __call__(self, payloads: List[bytes]) -> BatchOutcome:
        with self._lock:
            self.sent.append(numbers(payloads))
            outcome: BatchOutcome = Judged(tuple(map(stored, payloads)))
            if self._outcomes:
                outcome = self._outcomes.pop(0)(payloads)
            if isinstance(outcome, Judged):
                for payload, verdict in zip(payloads, outcome.verdicts):
                    if isinstance(verdict, Delivered):
                        self.stored += numbers([payload])
            return outcome


def away(payloads: List[bytes]) -> BatchOutcome:
    return Failed("away")


class Told:
    """Everything that the callbacks were told."""

    def __init__(self) -> None:
        self.delivered: List[Delivered] = []
        self.refused: List[EventRefused] = []
        self.dropped: List[Dropped] = []
        self.states: List[ConnectionState] = []

    def callbacks(self) -> Callbacks:
        return Callbacks(
            self.delivered.append, self.refused.append, self.dropped.append, self.states.append
        )


def behind_proxy(payloads: List[bytes]) -> BatchOutcome:
    """A service behind a proxy that is too small for event 3."""
    if 3 in numbers(payloads):
        return read_answer(Answer(413, {}, b"<html>nginx</html>"), payloads)
    return Judged(tuple(map(stored, payloads)))


class DeliveryCase(unittest.TestCase):
    def setUp(self) -> None:
        self.path = folder(self)
        self.told = Told()

    def spool(self, bytes_max: int = ROOM) -> Spool:
        return Spool(self.path / "s", bytes_max)

    def delivery(self, script: Script, spool: Optional[Spool], **settings: Any) -> Delivery:
        quick: Dict[str, Any] = {"backoff_min": 0.01, "backoff_max": 0.02, **settings}
        ledger = Ledger(self.told.callbacks())
        made = Delivery(script, lambda: None, spool, DeliverySettings(**quick), ledger)
        self.addCleanup(made.close, 0)
        return made


class DeliveryTest(DeliveryCase):
    def test_events_arrive_in_order_and_are_counted(self) -> None:
        script = Script()
        delivery = self.delivery(script, self.spool())
        for i in range(5000):
            self.assertTrue(delivery.take(event(i)))
        self.assertTrue(delivery.flush(PATIENCE))
        self.assertEqual(script.stored, list(range(5000)))
        self.assertLess(len(script.sent), 5000)
        self.assertLessEqual(max(map(len, script.sent)), 1000)
        self.assertEqual(delivery.stats().delivered, 5000)

    def test_a_service_that_comes_back_gets_everything_in_order_with_the_same_ids(self) -> None:
        script = Script(*[away] * 8)
        delivery = self.delivery(script, self.spool())
        for i in range(100):
            delivery.take(event(i))
            time.sleep(0.001)
        self.assertTrue(delivery.flush(PATIENCE))
        self.assertEqual(script.stored, list(range(100)))
        self.assertEqual(
            [d.event_id for d in self.told.delivered], ["id-%04d" % i for i in range(100)]
        )
        expected = [ConnectionState.DISCONNECTED, ConnectionState.CONNECTED]
        self.assertEqual(self.told.states, expected)

    def test_while_the_service_is_away_events_are_on_the_disk_before_long(self) -> None:
        delivery = self.delivery(Script(*[away] * 100_000), self.spool())
        for i in range(50):
            delivery.take(event(i))
        await_true(self, "all on the disk", lambda: delivery.stats().spooled_events == 50)
        self.assertEqual(delivery.stats().queued_events, 0)

    def test_a_batch_without_an_answer_goes_to_the_disk_and_is_not_doubled_there(self) -> None:
        answered = threading.Event()

        def slowly(payloads: List[bytes]) -> BatchOutcome:
            answered.wait(PATIENCE)
            return Judged(tuple(map(stored, payloads)))

        script = Script(slowly)
        delivery = self.delivery(script, self.spool(), spool_after=0.0)
        delivery.take(event(0))
        await_true(self, "the batch is on the disk", lambda: delivery.stats().spooled_events == 1)
        for i in range(1, 20):
            delivery.take(event(i))
        await_true(self, "the queue is on the disk", lambda: delivery.stats().spooled_events == 20)
        answered.set()
        self.assertTrue(delivery.flush(PATIENCE))
        self.assertEqual(script.stored, list(range(20)))
        await_true(self, "the disk is empty", lambda: delivery.stats().spooled_events == 0)

    def test_the_next_process_sends_what_the_last_one_left(self) -> None:
        first = self.delivery(Script(*[away] * 100_000), self.spool())
        for i in range(2500):
            first.take(event(i))
        self.assertFalse(first.close(0))
        self.assertEqual(self.told.dropped, [])
        script = Script()
        second = self.delivery(script, self.spool())
        second.take(event(2500))
        self.assertTrue(second.flush(PATIENCE))
        self.assertEqual(script.stored, list(range(2501)))

    def test_what_is_refused_is_reported_once_and_not_sent_again(self) -> None:
        def middle_refused(payloads: List[bytes]) -> BatchOutcome:
            verdicts: List[Verdict] = [stored(payload) for payload in payloads]
            violation = {"pointer": "/header", "code": "MISSING", "message": ""}
            verdicts[0] = EventRefused(json.loads(payloads[0]), "refused", (violation,))
            return Judged(tuple(verdicts))

        script = Script(middle_refused)
        delivery = self.delivery(script, self.spool())
        with self.assertLogs("tradewitness", "WARNING"):
            for i in range(5):
                delivery.take(event(i))
            self.assertTrue(delivery.flush(PATIENCE))
        self.assertEqual(script.stored, [1, 2, 3, 4])
        self.assertEqual([r.event["n"] for r in self.told.refused], [0])
        self.assertEqual(delivery.stats().refused, 1)

    def test_events_without_a_verdict_are_sent_again_before_all_others(self) -> None:
        def every_other(payloads: List[bytes]) -> BatchOutcome:
            verdicts = [stored(p) if i % 2 else None for i, p in enumerate(payloads)]
            return Judged(tuple(verdicts))

        script = Script(away, every_other)
        delivery = self.delivery(script, self.spool(), batch_events_max=6)
        for i in range(12):
            delivery.take(event(i))
        self.assertTrue(delivery.flush(PATIENCE))
        self.assertEqual(sorted(script.stored), list(range(12)))
        half = script.sent[1]
        again = script.sent[2]
        self.assertEqual(again[: len(half[0::2])], half[0::2])
        self.assertEqual(self.told.refused, [])

    def test_a_batch_that_is_too_large_is_halved_down_to_the_one_event_at_fault(self) -> None:
        def small(payloads: List[bytes]) -> BatchOutcome:
            if 3 in numbers(payloads):
                return Whole("BODY_TOO_LARGE")
            return Judged(tuple(map(stored, payloads)))

        script = Script(*[small] * 30)
        spool = self.spool()
        spool.append([event(i) for i in range(8)])
        with self.assertLogs("tradewitness", "WARNING"):
            self.assertTrue(self.delivery(script, spool).flush(PATIENCE))
        self.assertEqual(script.stored, [0, 1, 2, 4, 5, 6, 7])
        self.assertEqual([(r.event["n"], r.status) for r in self.told.refused], [(3, "too_large")])

    def test_an_event_that_something_on_the_way_refuses_is_set_aside(self) -> None:
        script = Script(*[behind_proxy] * 100_000)
        spool = self.spool()
        spool.append([event(i) for i in range(8)])
        delivery = self.delivery(script, spool)
        with self.assertLogs("tradewitness", "WARNING"):
            self.assertTrue(delivery.flush(PATIENCE))
        self.assertEqual(script.stored, [0, 1, 2, 4, 5, 6, 7])
        (refused,) = self.told.refused
        self.assertEqual((refused.event["n"], refused.status), (3, "blocked"))
        self.assertEqual(refused.violations[0]["code"], "HTTP_413")
        kept = (self.path / "s" / "refused.ndjson").read_bytes()
        self.assertEqual(kept, b'{"code":"HTTP_413","event":' + event(3) + b"}\n")
        stats = delivery.stats()
        self.assertEqual((stats.refused, stats.set_aside), (1, 1))
        self.assertEqual(stats.state, ConnectionState.CONNECTED)

    def test_an_event_that_cannot_be_set_aside_is_kept(self) -> None:
        script = Script(*[behind_proxy] * 100_000)
        spool = self.spool()
        (self.path / "s" / "refused.ndjson").mkdir()
        spool.append([event(i) for i in range(8)])
        delivery = self.delivery(script, spool)
        kept = "HTTP 413 for one event, not from the service; it cannot be set aside"
        await_true(self, kept, lambda: delivery.stats().last_error == kept)
        self.assertEqual(script.stored, [0, 1, 2])
        self.assertEqual(delivery.stats().state, ConnectionState.DISCONNECTED)
        self.assertEqual(self.told.refused, [])
        (self.path / "s" / "refused.ndjson").rmdir()
        self.assertTrue(delivery.flush(PATIENCE))
        self.assertEqual(script.stored, [0, 1, 2, 4, 5, 6, 7])

    def test_what_refuses_every_request_is_named_and_refuses_no_event(self) -> None:
        wrong_login = True

        def behind_login(payloads: List[bytes]) -> BatchOutcome:
            if wrong_login:
                return Blocked(403)
            return Judged(tuple(map(stored, payloads)))

        script = Script(*[behind_login] * 100_000)
        spool = self.spool()
        spool.append([event(i) for i in range(3)])
        delivery = self.delivery(script, spool)
        await_true(self, "ten requests", lambda: len(script.sent) >= 10)
        stats = delivery.stats()
        self.assertEqual(stats.last_error, "HTTP 403, not from the service; without events: HTTP 403")
        self.assertEqual((stats.state, stats.refused), (ConnectionState.DISCONNECTED, 0))
        wrong_login = False
        self.assertTrue(delivery.flush(PATIENCE))
        self.assertEqual(script.stored, [0, 1, 2])

    def test_what_refuses_every_event_costs_three_at_most(self) -> None:
        filtered = True

        def behind_filter(payloads: List[bytes]) -> BatchOutcome:
            if filtered and payloads:
                return Blocked(403)
            return Judged(tuple(map(stored, payloads)))

        script = Script(*[behind_filter] * 100_000)
        spool = self.spool()
        spool.append([event(i) for i in range(8)])
        delivery = self.delivery(script, spool)
        kept = "HTTP 403 for one event, not from the service; nor for the 3 before it"
        await_true(self, kept, lambda: delivery.stats().last_error == kept)
        self.assertEqual(delivery.stats().state, ConnectionState.DISCONNECTED)
        self.assertEqual([refused.event["n"] for refused in self.told.refused], [0, 1, 2])
        filtered = False
        self.assertTrue(delivery.flush(PATIENCE))
        self.assertEqual(script.stored, [3, 4, 5, 6, 7])

    def test_without_a_disk_a_blocked_event_is_reported_alone(self) -> None:
        script = Script(*[behind_proxy] * 1000)
        delivery = self.delivery(script, None)
        for i in range(5):
            self.assertTrue(delivery.take(event(i)))
        with self.assertLogs("tradewitness", "WARNING"):
            self.assertTrue(delivery.flush(PATIENCE))
        self.assertEqual(script.stored, [0, 1, 2, 4])
        self.assertEqual([refused.event["n"] for refused in self.told.refused], [3])
        self.assertEqual(delivery.stats().set_aside, 0)

    def test_only_what_finds_queue_and_disk_full_is_dropped_and_it_is_the_newest(self) -> None:
        script = Script(*[away] * 100_000)
        delivery = self.delivery(
            script, self.spool(bytes_max=5000), queue_events_max=20, backoff_max=0.5
        )
        with self.assertLogs("tradewitness", "ERROR"):
            taken = [delivery.take(event(i)) for i in range(500)]
        self.assertEqual(taken, sorted(taken, reverse=True))
        kept = taken.count(True)
        self.assertGreater(kept, 20)
        self.assertEqual([d.event["n"] for d in self.told.dropped], list(range(kept, 500)))
        self.assertEqual({d.reason for d in self.told.dropped}, {"FULL"})
        self.assertIn(ConnectionState.OVERFLOW, self.told.states)
        self.assertEqual(delivery.stats().dropped, 500 - kept)
        script._outcomes.clear()
        self.assertTrue(delivery.flush(PATIENCE))
        self.assertEqual(script.stored, list(range(kept)))
        await_true(self, "connected", lambda: delivery.stats().state is ConnectionState.CONNECTED)

    def test_without_a_disk_a_full_queue_drops(self) -> None:
        delivery = self.delivery(Script(*[away] * 100_000), None, queue_events_max=10)
        with self.assertLogs("tradewitness", "ERROR"):
            taken = [delivery.take(event(i)) for i in range(2000)]
        # At most a queue and the batch that the sender holds.
        self.assertTrue(10 <= taken.count(True) <= 20, taken.count(True))

    def test_after_close_events_are_dropped_and_said_to_be(self) -> None:
        delivery = self.delivery(Script(), self.spool())
        self.assertTrue(delivery.close(PATIENCE))
        with self.assertLogs("tradewitness", "ERROR"):
            self.assertFalse(delivery.take(event(0)))
        self.assertEqual([d.reason for d in self.told.dropped], ["CLOSED"])

    def test_callbacks_that_raise_and_exchanges_that_raise_stop_nothing(self) -> None:
        def broken(payloads: List[bytes]) -> BatchOutcome:
            raise RuntimeError("a fault")

        def fail(_: Any) -> None:
            raise RuntimeError("another")

        script = Script(broken, broken)
        ledger = Ledger(Callbacks(fail, fail, fail, fail))
        settings = DeliverySettings(backoff_min=0.01, backoff_max=0.02)
        delivery = Delivery(script, lambda: None, self.spool(), settings, ledger)
        self.addCleanup(delivery.close, 0)
        with self.assertLogs("tradewitness", "ERROR"):
            for i in range(10):
                delivery.take(event(i))
            self.assertTrue(delivery.flush(PATIENCE))
        self.assertEqual(script.stored, list(range(10)))

    def test_a_fault_of_our_own_on_the_way_to_the_disk_ends_neither_thread(self) -> None:
        script = Script(*[away] * 5)
        spool = self.spool()
        with mock.patch.object(spool, "append", side_effect=RuntimeError("a fault")):
            with self.assertLogs("tradewitness", "ERROR"):
                delivery = self.delivery(script, spool)
                delivery.take(event(0))
                self.assertTrue(delivery.flush(PATIENCE))
        delivery.take(event(1))
        self.assertTrue(delivery.flush(PATIENCE))
        self.assertEqual(script.stored, [0, 1])

    def test_many_threads_log_while_the_service_comes_and_goes_and_nothing_is_lost(self) -> None:
        script = Script(*([away] * 3 + [lambda p: Judged(tuple(map(stored, p)))]) * 20)
        delivery = self.delivery(script, self.spool(), queue_events_max=50, spool_after=0.01)

        def log(thread: int) -> None:
            for i in range(200):
                self.assertTrue(delivery.take(event(1000 * thread + i)))

        threads = [threading.Thread(target=log, args=(t,)) for t in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertTrue(delivery.flush(PATIENCE))
        expected = [1000 * t + i for t in range(4) for i in range(200)]
        self.assertEqual(sorted(script.stored), expected)
        # Each thread's events are in its order.
        for t in range(4):
            own = [n for n in script.stored if n // 1000 == t]
            self.assertEqual(own, sorted(own))


class BufferTest(DeliveryCase):
    def test_what_comes_behind_a_close_is_not_taken(self) -> None:
        buffer = Buffer(self.spool(), 100, ROOM)
        self.assertTrue(buffer.put(event(0)))
        self.assertEqual(buffer.close(), [])
        self.assertFalse(buffer.put(event(1)))

    def test_room_on_the_disk_is_found_as_soon_as_a_batch_is_off_it(self) -> None:
        buffer = Buffer(self.spool(bytes_max=400), 2, ROOM)
        self.addCleanup(buffer.close)
        taken = 0
        while buffer.put(event(taken)):
            taken += 1
        while True:
            batch = buffer.next_batch(100, ROOM)
            if batch is None or not batch.on_disk:
                break
            buffer.complete(batch)
        self.assertTrue(all(buffer.put(event(n)) for n in range(taken, taken + 4)))

    def test_a_disk_that_fails_while_a_batch_is_taken_from_it_settles_nothing_twice(self) -> None:
        spool = self.spool()
        spool.append([event(0), event(1)])
        buffer = Buffer(spool, 100, ROOM)
        self.addCleanup(buffer.close)
        batch = buffer.next_batch(1, ROOM)
        assert batch is not None
        with mock.patch.object(spool, "consume", side_effect=OSError("disk")):
            with self.assertRaises(OSError):
                buffer.complete(batch)
        again = buffer.next_batch(1, ROOM)
        assert again is not None
        self.assertEqual(numbers(again.left), [0])
        buffer.complete(again)
        self.assertFalse(buffer.wait_settled(0))
        last = buffer.next_batch(1, ROOM)
        assert last is not None
        buffer.complete(last)
        self.assertTrue(buffer.wait_settled(0))

    def test_what_spills_while_a_batch_is_under_way_comes_behind_it_after_a_kill(self) -> None:
        buffer = Buffer(self.spool(), 100, ROOM)
        for i in range(4):
            buffer.put(event(i))
        batch = buffer.next_batch(2, ROOM)
        assert batch is not None
        batch.left = batch.left[1:]  # event 0 has its verdict
        buffer.put(event(4))
        buffer.spill()
        self.assertEqual(self.left_behind(buffer), [1, 2, 3, 4])

    def test_a_batch_that_completes_behind_a_spill_is_taken_from_the_disk(self) -> None:
        buffer = Buffer(self.spool(), 100, ROOM)
        for i in range(4):
            buffer.put(event(i))
        batch = buffer.next_batch(2, ROOM)
        assert batch is not None
        buffer.spill()
        buffer.complete(batch)
        self.assertEqual(self.left_behind(buffer), [2, 3])

    def test_closing_says_what_found_no_room_on_the_disk(self) -> None:
        buffer = Buffer(self.spool(bytes_max=250), 100, ROOM)
        for i in range(6):
            buffer.put(event(i))
        batch = buffer.next_batch(2, ROOM)
        lost = numbers(buffer.close())
        on_disk = numbers(self.spool().peek(100, ROOM))
        self.assertIsNotNone(batch)
        self.assertEqual(on_disk + lost, list(range(6)))
        self.assertTrue(on_disk and lost)

    def left_behind(self, buffer: Buffer) -> List[int]:
        """What a process that is killed now has on its disk."""
        files = {path: path.read_bytes() for path in (self.path / "s").iterdir()}
        other = self.path / "other"
        other.mkdir()
        for path, data in files.items():
            (other / path.name).write_bytes(data)
        spool = Spool(other, ROOM)
        self.addCleanup(spool.close)
        self.addCleanup(buffer.close)
        return numbers(spool.peek(100, ROOM))


class AnswerTest(unittest.TestCase):
    """Answers as docs/capture.md has them."""

    SENT = [event(i) for i in range(7)]

    def read(
        self, body: Any, status: int = 200, headers: Optional[Dict[str, str]] = None
    ) -> BatchOutcome:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return read_answer(Answer(status, headers or {}, data), self.SENT)

    def test_each_result_is_looked_at(self) -> None:
        violation = {"pointer": "/header/event_id", "code": "NOT_A_UUID", "message": "m"}
        outcome = self.read(
            {
                "accepted": 1,
                "results": [
                    {
                        "index": 0,
                        "status": "ok",
                        "event_id": "ID-0000",
                        "event_hash": "aa",
                        "sequence": 7,
                    },
                    {"index": 1, "status": "duplicate", "event_id": "id-0001", "sequence": 3},
                    {
                        "index": 2,
                        "status": "spooled",
                        "event_id": "id-0002",
                        "warnings": ["SCH-002"],
                    },
                    {"index": 3, "status": "refused", "violations": [violation]},
                    {"index": 4, "status": "conflict", "violations": []},
                    {"index": 5, "status": "overloaded"},
                    {"index": 6, "status": "unavailable"},
                ],
            }
        )
        assert isinstance(outcome, Judged)
        self.assertEqual(
            outcome.verdicts,
            (
                Delivered("id-0000", "ok", "aa", 7, ()),
                Delivered("id-0001", "duplicate", "", 3, ()),
                Delivered("id-0002", "spooled", "", None, ("SCH-002",)),
                EventRefused(json.loads(self.SENT[3]), "refused", (violation,)),
                EventRefused(json.loads(self.SENT[4]), "conflict", ()),
                None,
                None,
            ),
        )

    def test_what_is_missing_unknown_or_about_another_event_is_no_verdict(self) -> None:
        outcome = self.read(
            {
                "results": [
                    {"index": 1, "status": "new"},
                    {"index": 2, "status": "ok", "event_id": "id-0009"},
                    {"index": 3, "status": "ok"},
                ]
            }
        )
        self.assertEqual(outcome, Judged((None,) * 7))

    def test_what_is_no_answer_of_a_batch_is_a_failure(self) -> None:
        odd: List[Any] = [b"", b"<html>", [], {}, {"results": 1}, {"results": [1]}]
        odd += [{"results": [{"index": 0}, {"index": 0}]}, {"results": [{"index": True}]}]
        for body in odd:
            with self.subTest(body):
                self.assertIsInstance(self.read(body), Failed)

    def test_other_statuses_are_failures_with_the_services_code(self) -> None:
        problem = {"code": "OVERLOADED", "status": 503}
        self.assertEqual(
            self.read(problem, 503, {"retry-after": "2"}), Failed("HTTP 503 OVERLOADED", 2.0)
        )
        for status in (204, 302, 401, 404, 405, 407, 408, 421, 425, 426, 429, 500, 502, 504):
            self.assertEqual(self.read(b"<html>", status), Failed("HTTP %d " % status))
        incomplete = {"code": "BODY_INCOMPLETE", "status": 400}
        self.assertEqual(self.read(incomplete, 400), Failed("HTTP 400 BODY_INCOMPLETE"))
        for text in ("soon", "-1", "99999999999", "²"):
            self.assertIsNone(Answer(503, {"retry-after": text}, b"").retry_after())

    def test_a_refusal_is_the_services_or_one_on_the_way(self) -> None:
        for code in ("BODY_TOO_LARGE", "TOO_MANY_EVENTS"):
            self.assertEqual(self.read({"code": code, "status": 413}, 413), Whole(code))
        self.assertEqual(self.read({"code": "BATCH_REFUSED"}, 400), Whole("BATCH_REFUSED"))
        for status in (400, 403, 406, 411, 413, 414, 415, 422, 431, 451):
            for body in (b"", b"<html>nginx</html>", b"{}", b'{"code":413}', b'{"code":"E1"}'):
                found = self.read(body, status, {"retry-after": "2"})
                self.assertEqual(found, Blocked(status, 2.0))


if __name__ == "__main__":
    unittest.main()
