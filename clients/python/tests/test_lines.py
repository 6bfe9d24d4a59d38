"""The LDJSON exchange against peers that stall, break off or talk nonsense."""

from __future__ import annotations

import socket
import time
import unittest
from typing import Callable

from support import Listener, nobody_listens, stall

from tradewitness.batches import Failed, Judged
from tradewitness.lines import LINE_BYTES_MAX, LinesConnection, is_lines_url
from tradewitness.outcomes import Delivered, EventRefused

# Long enough for any machine to do its work, short enough for a test to wait.
SOON = 0.2
PATIENT = 20.0
EVENT = b'{"header":{"event_id":"%s"},"payload":{}}'


def event(n: int) -> bytes:
    return EVENT % (b"0192%032d" % n)[:36]


def lines_of(sock: socket.socket, count: int) -> bytes:
    """Reads so many lines, the hello among them."""
    data = b""
    while data.count(b"\n") < count:
        piece = sock.recv(65536)
        if not piece:
            break
        data += piece
    return data


class LinesTest(unittest.TestCase):
    def connection(self, reply: Callable[[socket.socket], None]) -> LinesConnection:
        listener = Listener(self, reply)
        connection = LinesConnection(listener.url.replace("http", "ldjson"), "com.example:test")
        self.addCleanup(connection.close)
        return connection

    def test_the_url_says_which_door(self) -> None:
        for url in ("ldjson://h:1", "ldjsons://h", "ldjson+unix:///run/x.sock"):
            self.assertTrue(is_lines_url(url))
            LinesConnection(url, "s")
        self.assertFalse(is_lines_url("http://h"))
        for url in ("http://h", "ldjson://", "ldjson://h/path", "ldjson://u@h", "ldjson+unix://h"):
            with self.subTest(url), self.assertRaises(ValueError):
                LinesConnection(url, "s")

    def test_an_acknowledgement_settles_all_lines_before_it(self) -> None:
        said = []

        def reply(sock: socket.socket) -> None:
            said.append(lines_of(sock, 4))
            sock.sendall(b'{"ack":1}\n{"a')
            sock.sendall(b'ck":3}\n')
            said.append(lines_of(sock, 1))
            sock.sendall(b'{"ack":4}\n')
            stall(sock)

        connection = self.connection(reply)
        outcome = connection.exchange([event(1), event(2), event(3)], PATIENT)
        assert isinstance(outcome, Judged)
        ids = [v.event_id for v in outcome.verdicts if isinstance(v, Delivered)]
        self.assertEqual(ids, [event(n)[23:59].decode() for n in (1, 2, 3)])
        self.assertIsInstance(connection.exchange([event(4)], PATIENT), Judged)
        hello, first, *_ = said[0].split(b"\n")
        self.assertEqual(hello, b'{"type":"hello","v":1,"ack":true}')
        self.assertEqual(
            first, b'{"v":1,"src":"com.example:test","type":"vcp","data":' + event(1) + b"}"
        )

    def test_what_was_settled_before_the_connection_broke_stays_so(self) -> None:
        def reply(sock: socket.socket) -> None:
            lines_of(sock, 4)
            sock.sendall(b'{"ack":2}\n')
            sock.close()

        outcome = self.connection(reply).exchange([event(1), event(2), event(3)], PATIENT)
        assert isinstance(outcome, Judged)
        self.assertEqual([v is not None for v in outcome.verdicts], [True, True, False])

    def test_a_connection_that_the_door_closed_meanwhile_is_opened_anew(self) -> None:
        def reply(sock: socket.socket) -> None:
            lines_of(sock, 2)
            sock.sendall(b'{"ack":1}\n')
            sock.close()

        connection = self.connection(reply)
        for n in range(3):
            self.assertIsInstance(connection.exchange([event(n)], PATIENT), Judged)

    def test_an_event_longer_than_a_line_is_refused_and_not_sent(self) -> None:
        def reply(sock: socket.socket) -> None:
            lines_of(sock, 2)
            sock.sendall(b'{"ack":1}\n')
            stall(sock)

        long = b'{"header":{"event_id":"x"},"payload":"' + b"x" * LINE_BYTES_MAX + b'"}'
        outcome = self.connection(reply).exchange([long, event(2)], PATIENT)
        assert isinstance(outcome, Judged)
        self.assertIsInstance(outcome.verdicts[0], EventRefused)
        self.assertIsInstance(outcome.verdicts[1], Delivered)

    def test_peers_that_give_no_acknowledgement(self) -> None:
        def nonsense(text: bytes) -> Callable[[socket.socket], None]:
            def reply(sock: socket.socket) -> None:
                lines_of(sock, 2)
                sock.sendall(text)
                stall(sock)

            return reply

        peers = {
            "stalls": stall,
            "closes": lambda sock: sock.close(),
            "acknowledges more than was sent": nonsense(b'{"ack":2}\n'),
            "goes back": nonsense(b'{"ack":-1}\n'),
            "talks no JSON": nonsense(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
            "has no number": nonsense(b'{"ack":true}\n'),
            "never ends a line": nonsense(b"x" * 5000),
        }
        for name, reply in peers.items():
            with self.subTest(name):
                seconds = SOON if name == "stalls" else PATIENT
                began = time.monotonic()
                outcome = self.connection(reply).exchange([event(1)], seconds)
                self.assertIsInstance(outcome, Failed)
                self.assertLess(time.monotonic() - began, PATIENT)

    def test_nobody_listens(self) -> None:
        connection = LinesConnection(nobody_listens().replace("http", "ldjson"), "s")
        self.assertIsInstance(connection.exchange([event(1)], PATIENT), Failed)


if __name__ == "__main__":
    unittest.main()
