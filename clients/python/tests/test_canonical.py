"""RFC 8785 against its published cases and against docs/vectors."""

from __future__ import annotations

import hashlib
import json
import math
import struct
import unittest
from typing import Iterator, List

from support import shared, vectors

from tradewitness.canonical import canonical_json, event_hash, parse

# RFC 8785 appendix B and section 3.2.2.
_NUMBERS = """
0000000000000000 0
8000000000000000 0
0000000000000001 5e-324
8000000000000001 -5e-324
7fefffffffffffff 1.7976931348623157e+308
ffefffffffffffff -1.7976931348623157e+308
4340000000000000 9007199254740992
c340000000000000 -9007199254740992
4430000000000000 295147905179352830000
44b52d02c7e14af5 9.999999999999997e+22
44b52d02c7e14af6 1e+23
44b52d02c7e14af7 1.0000000000000001e+23
444b1ae4d6e2ef4e 999999999999999700000
444b1ae4d6e2ef4f 999999999999999900000
444b1ae4d6e2ef50 1e+21
3eb0c6f7a0b5ed8c 9.999999999999997e-7
3eb0c6f7a0b5ed8d 0.000001
41b3de4355555553 333333333.3333332
41b3de4355555554 333333333.33333325
41b3de4355555555 333333333.3333333
41b3de4355555556 333333333.3333334
41b3de4355555557 333333333.33333343
becbf647612f3696 -0.0000033333333333333333
43143ff3c1cb0959 1424953923781206.2
"""


def _double(ieee: str) -> float:
    value: float = struct.unpack(">d", bytes.fromhex(ieee))[0]
    return value


def _es6_bits(fixed: List[str]) -> Iterator[int]:
    """The published sequence: fixed cases, 2,000 in a row, then a chain of SHA-256 blocks."""
    yield from (int(bits, 16) for bits in fixed)
    yield from (0x0010000000000000 + i for i in range(2000))
    block = bytes(32)
    while True:
        block = hashlib.sha256(block).digest()
        for bits in struct.unpack("<4Q", block):
            value = struct.unpack(">d", struct.pack(">Q", bits))[0]
            if value != 0 and math.isfinite(value):
                yield bits


class CanonicalTest(unittest.TestCase):
    def test_numbers_are_written_as_appendix_b_lists(self) -> None:
        for line in _NUMBERS.split("\n")[1:-1]:
            ieee, expected = line.split()
            with self.subTest(ieee):
                self.assertEqual(canonical_json(_double(ieee)).decode(), expected)

    def test_the_first_ten_thousand_numbers_of_the_published_sequence_hash_as_published(
        self,
    ) -> None:
        file = json.loads(shared("rfc8785/es6_numbers.json").read_text())
        published = {lines: digest for lines, digest in file["sha256_of_first_lines"]}
        digest = hashlib.sha256()
        for _, bits in zip(range(10_000), _es6_bits(file["static_u64"])):
            number = canonical_json(struct.unpack(">d", struct.pack(">Q", bits))[0]).decode()
            digest.update(("%x,%s\n" % (bits, number)).encode())
        self.assertEqual(digest.hexdigest(), published[10_000])

    def test_the_published_documents_come_out_byte_for_byte(self) -> None:
        for name in ("arrays", "french", "structures", "unicode", "values", "weird"):
            with self.subTest(name):
                value = parse(shared("rfc8785/input/%s.json" % name).read_bytes())
                hex_bytes = shared("rfc8785/outhex/%s.txt" % name).read_text().split()
                self.assertEqual(canonical_json(value).hex(), "".join(hex_bytes))

    def test_orders_and_tokens_of_the_vectors_have_the_same_bytes(self) -> None:
        for vector in vectors("decision-token-v2.json")["tokens"]:
            with self.subTest(vector["name"]):
                order = canonical_json(vector["order"])
                self.assertEqual(order.decode(), vector["order_canonical"])
                self.assertEqual(hashlib.sha256(order).hexdigest(), vector["order_hash"])
                token = {k: v for k, v in vector["token"].items() if k != "signature"}
                self.assertEqual(canonical_json(token).decode(), vector["signed"])

    def test_names_are_sorted_by_utf_16_code_units(self) -> None:
        # U+1F600 begins with D83D in UTF-16 and so comes before U+FB33.
        value = {"\ufb33": 1, "\U0001f600": 2, "a": 3}
        self.assertEqual(canonical_json(value), '{"a":3,"\U0001f600":2,"\ufb33":1}'.encode())

    def test_integers_count_as_the_nearest_double(self) -> None:
        self.assertEqual(canonical_json(2**53 + 1), b"9007199254740992")
        self.assertEqual(canonical_json(10**21), b"1e+21")
        self.assertEqual(canonical_json(True), b"true")

    def test_what_has_no_canonical_form_is_refused(self) -> None:
        for value in (math.nan, math.inf, 10**400, "\ud800", {"\udc00": 1}):
            with self.subTest(repr(value)[:20]), self.assertRaises(ValueError):
                canonical_json(value)
        for odd in ({1: 2}, b"x", object()):
            with self.subTest(repr(odd)[:20]), self.assertRaises(TypeError):
                canonical_json(odd)
        endless: List[object] = []
        endless.append(endless)
        with self.assertRaises(ValueError):
            canonical_json(endless)

    def test_parse_is_strict(self) -> None:
        for text in (
            b'{"a":1,"a":1}',
            b"NaN",
            b"[Infinity]",
            b"{} x",
            b"\xff",
            b"",
            b"[" * 100_000,
        ):
            with self.subTest(text[:20]), self.assertRaises(ValueError):
                parse(text)

    def test_an_event_hash_covers_header_and_payload_only(self) -> None:
        event = {"header": {"b": 1.50, "a": "é"}, "payload": {}, "policy_identification": {}}
        expected = hashlib.sha256('{"header":{"a":"é","b":1.5},"payload":{}}'.encode()).hexdigest()
        self.assertEqual(event_hash(event), expected)
        event["policy_identification"] = {"policy_id": "other"}
        self.assertEqual(event_hash(event), expected)


if __name__ == "__main__":
    unittest.main()
