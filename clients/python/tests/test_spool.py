"""The spool: cut at every byte, damaged, bounded, taken over."""

from __future__ import annotations

import os
import shutil
import unittest
from pathlib import Path
from typing import List
from unittest import mock

from support import folder

from tradewitness import places, segment
from tradewitness.locking import SpoolInUseError
from tradewitness.refusedfile import RefusedFile
from tradewitness.spool import Spool

ROOM = 1024 * 1024


def all_of(spool: Spool) -> List[bytes]:
    """Everything in the spool, taken out."""
    found: List[bytes] = []
    while True:
        part = spool.peek(3, ROOM)
        if not part:
            return found
        found += part
        spool.consume(len(part))


class SpoolTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = folder(self)
        self.path = self.folder / "s"

    def open(self, bytes_max: int = ROOM, segment_bytes: int = 4096) -> Spool:
        spool = Spool(self.path, bytes_max, segment_bytes)
        self.addCleanup(spool.close)
        return spool

    def written(self, payloads: List[bytes]) -> Path:
        """The one file of a spool that holds the payloads."""
        spool = self.open()
        self.assertEqual(spool.append(payloads), len(payloads))
        spool.close()
        (file,) = self.path.glob("*.spool")
        return file

    def test_a_start_that_fails_for_any_reason_gives_the_folder_back(self) -> None:
        for fault in (OSError("no"), ValueError("no"), MemoryError()):
            with mock.patch("tradewitness.spool.recover", side_effect=fault):
                with self.assertRaises(type(fault)):
                    self.open()
            self.open().close()

    def test_the_file_of_refused_events_is_bounded_and_keeps_whole_lines(self) -> None:
        self.folder.joinpath("refused.ndjson").write_bytes(b'{"code":"HT')
        lines = [b'{"code":"HTTP_413","event":{"n":%d}}\n' % n for n in range(3)]
        file = RefusedFile(self.folder, 12 + len(lines[0]) * 2 + 5)
        refused = [(b'{"n":%d}' % n, "HTTP_413") for n in range(3)]
        self.assertEqual(file.append(refused), 2)
        self.assertEqual(file.append(refused[2:]), 0)
        kept = self.folder.joinpath("refused.ndjson")
        self.assertEqual(kept.read_bytes(), b'{"code":"HT\n' + lines[0] + lines[1])
        kept.rename(self.folder / "looked-at.ndjson")
        self.assertEqual(file.append(refused[2:]), 1)
        self.assertEqual(file.append([(b"{", '"}')]), 1)
        last = b'{"code":"REFUSED","event_base64":"ew=="}\n'
        self.assertEqual(kept.read_bytes(), lines[2] + last)

    def test_what_was_appended_comes_out_in_order_after_a_restart(self) -> None:
        payloads = [b"event %d" % i for i in range(500)]
        spool = self.open()
        for i in range(0, 500, 50):
            self.assertEqual(spool.append(payloads[i : i + 50]), 50)
        self.assertGreater(len(list(self.path.glob("*.spool"))), 1)
        spool.close()
        again = self.open()
        self.assertEqual(again.count, 500)
        self.assertEqual(all_of(again), payloads)
        self.assertEqual((again.count, again.bytes), (0, 0))
        self.assertEqual([p.name for p in self.path.iterdir()], ["lock"])

    def test_a_restart_goes_on_behind_what_was_consumed(self) -> None:
        payloads = [b"event %d" % i for i in range(200)]
        spool = self.open()
        spool.append(payloads)
        spool.consume(120)
        spool.close()
        again = self.open()
        self.assertEqual(again.count, 80)
        again.append([b"new"])
        self.assertEqual(all_of(again), payloads[120:] + [b"new"])

    def test_a_lost_or_foreign_position_repeats_events_and_loses_none(self) -> None:
        payloads = [b"event %d" % i for i in range(10)]
        for position in (None, b"", b"x" * 28, b"\0" * 28):
            with self.subTest(position):
                shutil.rmtree(self.path, ignore_errors=True)
                spool = self.open()
                spool.append(payloads)
                spool.consume(4)
                spool.close()
                kept = self.path / "position"
                kept.unlink() if position is None else kept.write_bytes(position)
                self.assertEqual(all_of(self.open()), payloads)

    def test_the_position_of_an_earlier_file_does_not_skip_a_new_ones_events(self) -> None:
        spool = self.open()
        spool.append([b"old 1", b"old 2"])
        spool.consume(1)
        old = (self.path / "position").read_bytes()
        spool.consume(1)
        spool.append([b"new 1", b"new 2"])
        spool.close()
        (self.path / "position").write_bytes(old)
        self.assertEqual(all_of(self.open()), [b"new 1", b"new 2"])

    def test_a_file_cut_at_any_byte_gives_every_whole_record_before_the_cut(self) -> None:
        payloads = [b"first", b"2nd, longer", b"third"]
        file = self.written(payloads)
        whole = file.read_bytes()
        ends = [part.end for part in segment.records(whole) if isinstance(part, segment.Record)]
        for cut in range(len(whole) + 1):
            with self.subTest(cut):
                shutil.rmtree(self.path)
                self.path.mkdir()
                file.write_bytes(whole[:cut])
                spool = self.open()
                count = sum(1 for end in ends if end <= cut)
                at_a_boundary = cut in [0, segment.HEADER_BYTES, *ends]
                self.assertEqual(spool.count, count)
                if cut >= segment.HEADER_BYTES:
                    self.assertEqual((spool.torn, spool.damaged), (int(not at_a_boundary), 0))
                # What comes behind is found, too.
                spool.append([b"behind"])
                self.assertEqual(all_of(spool), payloads[:count] + [b"behind"])
                spool.close()

    def test_any_damaged_byte_costs_its_record_alone_and_the_file_is_kept(self) -> None:
        payloads = [b"first", b"2nd, longer", b"third"]
        file = self.written(payloads)
        whole = file.read_bytes()
        starts = [segment.HEADER_BYTES]
        starts += [part.end for part in segment.records(whole) if isinstance(part, segment.Record)]
        for at in range(segment.HEADER_BYTES, len(whole)):
            with self.subTest(at):
                shutil.rmtree(self.path)
                self.path.mkdir()
                damaged = bytearray(whole)
                damaged[at] ^= 0x20
                file.write_bytes(damaged)
                spool = self.open()
                hit = max(i for i in range(3) if starts[i] <= at)
                self.assertEqual(all_of(spool), payloads[:hit] + payloads[hit + 1 :])
                if spool.torn == 0:
                    self.assertEqual(spool.damaged, 1)
                    (kept,) = self.path.glob("*.damaged")
                    self.assertEqual(kept.read_bytes(), damaged)
                spool.close()

    def test_only_a_last_record_whose_length_grew_passes_for_a_torn_one(self) -> None:
        file = self.written([b"first", b"last"])
        damaged = bytearray(file.read_bytes())
        damaged[-len(b"last") - 5] += 1  # the low byte of its length
        file.write_bytes(damaged)
        spool = self.open()
        self.assertEqual((spool.torn, spool.damaged), (1, 0))
        self.assertEqual(all_of(spool), [b"first"])

    def test_damage_that_appears_while_the_spool_is_open_is_skipped(self) -> None:
        spool = self.open()
        spool.append([b"first", b"second", b"third"])
        (file,) = self.path.glob("*.spool")
        file.write_bytes(file.read_bytes().replace(b"second", b"sec0nd"))
        self.assertEqual(all_of(spool), [b"first", b"third"])
        self.assertEqual((spool.damaged, spool.count), (1, 0))

    def test_the_folder_never_holds_more_than_its_bound(self) -> None:
        bound = 20_000
        spool = self.open(bytes_max=bound)
        payloads = [b"%0100d" % i for i in range(1000)]
        taken = 0
        while True:
            count = spool.append(payloads[taken : taken + 7])
            taken += count
            size = sum(path.stat().st_size for path in self.path.glob("*.spool"))
            self.assertLessEqual(size, bound)
            self.assertEqual(spool.bytes, size)
            if count < 7:
                break
        self.assertEqual(spool.append([b"one more" * 20]), 0)
        # Room comes back when a file is consumed.
        spool.consume(40)
        self.assertEqual(spool.append([b"one more" * 20]), 1)
        self.assertEqual(all_of(spool), payloads[40:taken] + [b"one more" * 20])

    def test_damaged_files_count_against_the_bound(self) -> None:
        self.path.mkdir()
        (self.path / "0000000000000001.spool.damaged").write_bytes(b"x" * 5000)
        spool = self.open(bytes_max=6000)
        self.assertEqual(spool.append([b"y" * 400] * 10), 2)
        self.assertEqual(all_of(spool), [b"y" * 400] * 2)

    def test_a_write_that_fails_leaves_what_was_there_and_nothing_half(self) -> None:
        spool = self.open()
        spool.append([b"before"])
        with mock.patch("os.fsync", side_effect=OSError(28, "No space left on device")):
            with self.assertRaises(OSError):
                spool.append([b"lost"])
        self.assertEqual(spool.count, 1)
        spool.append([b"after"])
        self.assertEqual(all_of(spool), [b"before", b"after"])

    def test_a_folder_belongs_to_one_client(self) -> None:
        spool = self.open()
        with self.assertRaises(SpoolInUseError):
            self.open()
        spool.close()
        self.open()

    def test_nobody_else_may_read_the_files(self) -> None:
        spool = self.open()
        spool.append([b"order"])
        spool.consume(0)
        for path in [self.path, *self.path.iterdir()]:
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)

    def test_a_record_is_bounded(self) -> None:
        spool = self.open()
        for payload in (b"", b"x" * (segment.RECORD_BYTES_MAX + 1)):
            with self.assertRaises(ValueError):
                spool.append([payload])


class DefaultSpoolTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = folder(self)
        patched = mock.patch.dict(os.environ, {"TRADEWITNESS_SPOOL_DIR": str(self.folder)})
        patched.start()
        self.addCleanup(patched.stop)

    def open(self, url: str = "http://a") -> Spool:
        spool = places.default_spool(url, ROOM)
        assert spool is not None
        self.addCleanup(spool.close)
        return spool

    def test_clients_beside_one_another_have_folders_of_their_own(self) -> None:
        first, second = self.open(), self.open()
        self.assertNotEqual(first.folder, second.folder)

    def test_what_an_ended_process_left_is_taken_over(self) -> None:
        first, second = self.open(), self.open()
        second.append([b"left 1", b"left 2"])
        second.close()
        first.close()
        heir = self.open()
        self.assertEqual(all_of(heir), [b"left 1", b"left 2"])
        self.assertEqual(list(second.folder.glob("*.spool")), [])

    def test_what_a_running_process_holds_is_left_alone(self) -> None:
        first, second = self.open(), self.open()
        second.append([b"mine"])
        first.close()
        self.assertEqual(all_of(self.open()), [])
        self.assertEqual(all_of(second), [b"mine"])

    def test_events_for_one_service_are_never_sent_to_another(self) -> None:
        first = self.open("http://production")
        first.append([b"order"])
        first.close()
        self.assertEqual(all_of(self.open("http://test")), [])
        self.assertEqual(all_of(self.open("http://production")), [b"order"])

    def test_without_a_usable_folder_there_is_no_spool_and_a_line_in_the_log(self) -> None:
        (self.folder / "file").write_text("")
        with mock.patch.dict(os.environ, {"TRADEWITNESS_SPOOL_DIR": str(self.folder / "file")}):
            with self.assertLogs("tradewitness", "WARNING"):
                self.assertIsNone(places.default_spool("http://a", ROOM))


if __name__ == "__main__":
    unittest.main()
