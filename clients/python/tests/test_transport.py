"""Deadlines against peers that stall, trickle, break off or talk nonsense."""

from __future__ import annotations

import socket
import threading
import time
import unittest
from typing import Any
from unittest import mock

from support import PATIENCE, Listener, nobody_listens, saying, stall, take_request

from tradewitness.transport import Connection, Deadline, Endpoint, NetworkError, Resolver

# Long enough for any machine to do its work, short enough for a test to wait.
SOON = 0.2


def trickle(sock: socket.socket) -> None:
    """A valid answer, a byte at a time, for ever."""
    sock.recv(65536)
    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 60_000:
        sock.sendall(bytes([byte]))
        time.sleep(0.02)


class TransportTest(unittest.TestCase):
    def post(self, url: str, seconds: float, body: bytes = b"{}") -> Any:
        connection = Connection(Endpoint.of(url), 1000)
        self.addCleanup(connection.close)
        return connection.post("/x", body, "application/json", Deadline(seconds))

    def test_each_wait_ends_at_the_deadline(self) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"

        def half(sock: socket.socket) -> None:
            sock.recv(65536)
            sock.sendall(head + b"{")
            stall(sock)

        def deaf(sock: socket.socket) -> None:
            pass

        cases = {
            "stalls": stall,
            "trickles": trickle,
            "stops half way": half,
            "reads nothing": deaf,
        }
        for name, reply in cases.items():
            with self.subTest(name):
                listener = Listener(self, reply)
                began = time.monotonic()
                with self.assertRaises(NetworkError):
                    self.post(listener.url, SOON, b"x" * 20_000_000)
                took = time.monotonic() - began
                self.assertTrue(SOON <= took < PATIENCE, took)

    def test_a_deadline_that_has_passed_sends_nothing(self) -> None:
        listener = Listener(self, stall)
        with self.assertRaises(NetworkError):
            self.post(listener.url, 0)
        self.assertEqual(listener.accepted, 0)

    def test_a_lookup_that_hangs_ends_at_the_deadline_and_holds_one_thread(self) -> None:
        let_go = threading.Event()
        self.addCleanup(let_go.set)

        def hang(*_: Any, **__: Any) -> Any:
            let_go.wait(PATIENCE)
            raise socket.gaierror("at last")

        resolver = Resolver("some.host", 80)
        with mock.patch("socket.getaddrinfo", hang):
            for _ in range(5):
                with self.assertRaises(NetworkError):
                    resolver.addresses(Deadline(0.02))
            lookups = [t for t in threading.enumerate() if t.name == "tradewitness-lookup"]
            self.assertEqual(len(lookups), 1)

    def test_what_is_no_whole_answer_is_a_network_error(self) -> None:
        ok = b"HTTP/1.1 200 OK\r\n"
        cases = {
            "nothing": b"",
            "no HTTP": b"220 smtp ready\r\n",
            "a cut head": ok + b"Content-Le",
            "a short body": ok + b"Content-Length: 9\r\n\r\n{}",
            "a cut chunk": ok + b"Transfer-Encoding: chunked\r\n\r\n9\r\n{}",
            "a bad chunk": ok + b"Transfer-Encoding: chunked\r\n\r\nz\r\n",
            "too much": ok + b"Content-Length: 1001\r\n\r\n" + b"x" * 1001,
            "no length": ok + b"Connection: close\r\n\r\n{}",
            "endless": ok + b"\r\n" + b"x" * 5000,
            "endless head": ok + b"X: " + b"x" * 70_000,
        }
        for name, answer in cases.items():
            with self.subTest(name), self.assertRaises(NetworkError):
                self.post(Listener(self, saying(answer)).url, PATIENCE)

    def test_nobody_there_is_a_network_error(self) -> None:
        with self.assertRaises(NetworkError):
            self.post(nobody_listens(), PATIENCE)

    def test_whole_answers_are_read_in_every_form(self) -> None:
        refused = b"HTTP/1.1 503 Busy\r\nRetry-After: 3\r\n"
        forms = [
            refused + b"Content-Length: 2\r\n\r\n{}",
            refused + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}",
            refused + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
        ]
        for form in forms:
            with self.subTest(form[35:70]):
                answer = self.post(Listener(self, saying(form)).url, PATIENCE)
                self.assertEqual((answer.status, answer.body), (503, b"{}"))
                self.assertEqual(answer.retry_after(), 3.0)

    def test_a_kept_connection_is_used_again_and_replaced_when_the_peer_closed_it(self) -> None:
        def twice(sock: socket.socket) -> None:
            for _ in range(2):
                take_request(sock)
                sock.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
            sock.shutdown(socket.SHUT_RDWR)

        listener = Listener(self, twice)
        connection = Connection(Endpoint.of(listener.url), 1000)
        self.addCleanup(connection.close)
        for expected in (1, 1, 2, 2, 3):
            answer = connection.post("/x", b"{}", "application/json", Deadline(PATIENCE))
            self.assertEqual(answer.status, 503)
            self.assertEqual(listener.accepted, expected)

    def test_abort_ends_a_wait_at_once(self) -> None:
        arrived = threading.Event()

        def take(sock: socket.socket) -> None:
            sock.recv(65536)
            arrived.set()
            stall(sock)

        connection = Connection(Endpoint.of(Listener(self, take).url), 1000)
        failed = threading.Event()

        def post() -> None:
            try:
                connection.post("/x", b"{}", "application/json", Deadline(10 * PATIENCE))
            except NetworkError:
                failed.set()

        threading.Thread(target=post, daemon=True).start()
        self.assertTrue(arrived.wait(PATIENCE))
        connection.abort()
        self.assertTrue(failed.wait(PATIENCE))

    def test_urls(self) -> None:
        self.assertEqual(Endpoint.of("http://h:81/base/"), Endpoint(False, "h", 81, "/base"))
        self.assertEqual(Endpoint.of("https://[::1]"), Endpoint(True, "::1", 443, ""))
        for url in ("", "h:80", "ftp://h", "http://", "http://h:x", "http://u:p@h", "http://h?q"):
            with self.subTest(url), self.assertRaises(ValueError):
                Endpoint.of(url)


if __name__ == "__main__":
    unittest.main()
