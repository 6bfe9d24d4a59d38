"""Random runs of queue, spool and kills against a plain model of them."""

from __future__ import annotations

import random
import shutil
import unittest
from pathlib import Path
from typing import List, Optional, Set

from support import folder

from tradewitness.buffer import Batch, Buffer
from tradewitness.spool import Spool

ROOM = 1024 * 1024
RUNS = 8
STEPS = 120


def number_of(payload: bytes) -> int:
    return int(payload)


class Model:
    """One client's events through many lives of its process.

    `kept` are the events without a verdict that a spill has put on the disk.
    """

    def __init__(self, test: unittest.TestCase, path: Path, chance: random.Random) -> None:
        self.test = test
        self.path = path
        self.chance = chance
        self.next = 0
        self.memory: List[int] = []
        self.kept: Set[int] = set()
        self.judged: Set[int] = set()
        self.batch: Optional[Batch] = None
        self.start()

    def start(self) -> None:
        self.spool = Spool(self.path, ROOM, segment_bytes=4096)
        self.buffer = Buffer(self.spool, 10_000, ROOM)

    def put(self) -> None:
        for _ in range(self.chance.randrange(1, 20)):
            # Lengths of all kinds, so that segments end everywhere.
            self.test.assertTrue(
                self.buffer.put(b"%0*d" % (self.chance.randrange(8, 300), self.next))
            )
            self.memory.append(self.next)
            self.next += 1

    def spill(self) -> None:
        self.buffer.spill()
        self.kept |= set(self.memory) - self.judged
        self.memory = []

    def take(self) -> None:
        if self.batch is None:
            self.batch = self.buffer.next_batch(self.chance.randrange(1, 30), ROOM)
        if self.batch is None:
            self.test.assertEqual((self.memory, self.kept), ([], set()))

    def judge(self) -> None:
        """A verdict for some of the batch, or for all of it."""
        if self.batch is None:
            return
        left = self.batch.left
        self.test.assertEqual([number_of(p) for p in left], sorted(map(number_of, left)))
        done = self.chance.sample(left, self.chance.randrange(len(left) + 1))
        self.batch.left = [payload for payload in left if payload not in done]
        self.judged |= {number_of(payload) for payload in done}
        if not self.batch.left:
            self.buffer.complete(self.batch)
            self.batch = None
        self.memory = [number for number in self.memory if number not in self.judged]
        self.kept -= self.judged

    def kill(self) -> None:
        """What is in memory is gone; the folder is as a process that died left it."""
        left = self.path.with_name("left")
        shutil.copytree(self.path, left)
        self.spool.close()
        shutil.rmtree(self.path)
        left.rename(self.path)
        if self.chance.random() < 0.5:
            # It died in an append that nobody was told of.
            newest = max(self.path.glob("*.spool"), default=None)
            if newest is not None:
                with open(newest, "ab") as file:
                    file.write(b"TWR1\0\0\1\0abc"[: self.chance.randrange(1, 12)])
        self.batch = None
        self.memory = []
        self.start()
        found = self.on_disk()
        self.test.assertEqual(found, sorted(set(found)))
        self.test.assertEqual(self.kept - set(found), set())

    def on_disk(self) -> List[int]:
        """What a process would find that starts now."""
        look = self.path.with_name("look")
        shutil.copytree(self.path, look)
        spool = Spool(look, ROOM, segment_bytes=4096)
        found: List[int] = []
        while True:
            part = spool.peek(10**6, 10**9)
            if not part:
                break
            found += [number_of(payload) for payload in part]
            spool.consume(len(part))
        spool.close()
        shutil.rmtree(look)
        return found

    def drain(self) -> None:
        while True:
            self.take()
            if self.batch is None:
                return
            self.judge()


class KillTest(unittest.TestCase):
    def test_whatever_reached_the_disk_gets_its_verdict_whenever_the_process_dies(self) -> None:
        seed = random.randrange(2**32)
        chance = random.Random(seed)
        for run in range(RUNS):
            with self.subTest(seed=seed, run=run):
                model = Model(self, folder(self) / "s", chance)
                steps = [model.put, model.spill, model.take, model.judge, model.judge, model.kill]
                for _ in range(STEPS):
                    chance.choices(steps, weights=(6, 3, 6, 6, 3, 1))[0]()
                model.drain()
                self.assertEqual(model.kept, set())
                model.spool.close()


if __name__ == "__main__":
    unittest.main()
