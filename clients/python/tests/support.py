"""What several tests need. Importing it makes `tradewitness` importable from the source tree."""

from __future__ import annotations

import json
import logging
import socket
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
sys.path.insert(0, str(HERE.parent / "src"))

# The integration guide lies beside the repository.
GUIDE = REPOSITORY.parent / "shared" / "sources" / "vcp-generic-integration.md"

# A bound on hanging, never a measure of speed.
PATIENCE = 60.0


def vectors(name: str) -> Dict[str, Any]:
    """A file of docs/vectors."""
    text = (REPOSITORY / "docs" / "vectors" / name).read_text(encoding="utf-8")
    found: Dict[str, Any] = json.loads(text)
    return found


def shared(path: str) -> Path:
    """A published vector beside the repository; skips the test where it is absent."""
    file = REPOSITORY.parent / "shared" / "data" / path
    if not file.exists():
        raise unittest.SkipTest("no published vectors at shared/data/" + path)
    return file


def example(guide: str, heading: str, number: int = 0) -> str:
    """A Python block below a heading of the guide."""
    blocks = guide[guide.index(heading) :].split("```python\n")[1:]
    return blocks[number].split("```")[0]


def folder(test: unittest.TestCase) -> Path:
    """An empty folder that goes with the test."""
    made = tempfile.TemporaryDirectory()
    test.addCleanup(made.cleanup)
    return Path(made.name)


def await_true(test: unittest.TestCase, what: str, condition: Callable[[], bool]) -> None:
    """Waits until the condition holds, and fails when it never does."""
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            test.fail("never: " + what)
        time.sleep(0.005)


class Listener:
    """A TCP port on which something else than our service listens.

    `reply` gets each accepted socket on a thread of its own. It shows how clients fail.
    """

    def __init__(self, test: unittest.TestCase, reply: Callable[[socket.socket], None]) -> None:
        self._reply = reply
        self._closed = threading.Event()
        self._open: List[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.url = "http://127.0.0.1:%d" % self.port
        self.accepted = 0
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        test.addCleanup(self.close)

    def _accept(self) -> None:
        while True:
            sock, _ = self._server.accept()
            if self._closed.is_set():
                sock.close()
                return
            self.accepted += 1
            self._open.append(sock)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        try:
            self._reply(sock)
        except OSError:
            pass  # The client went away, which is what many tests are about.

    def close(self) -> None:
        self._closed.set()
        # A blocked accept ends with the next connection.
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join(PATIENCE)
        self._server.close()
        for sock in self._open:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()


def stall(sock: socket.socket) -> None:
    """Takes everything and answers nothing."""
    while sock.recv(65536):
        pass


def take_request(sock: socket.socket) -> Tuple[bytes, bytes]:
    """Reads one whole request, head and body: what is left unread would break the answer off."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(sock)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-length:")
    )
    while len(body) < length:
        body += _some(sock)
    return head, body


def _some(sock: socket.socket) -> bytes:
    data = sock.recv(65536)
    if not data:
        raise ConnectionError("the client went away")
    return data


def saying(answer: bytes) -> Callable[[socket.socket], None]:
    """Answers whatever comes with the same bytes, and closes."""

    def reply(sock: socket.socket) -> None:
        take_request(sock)
        sock.sendall(answer)
        sock.shutdown(socket.SHUT_RDWR)

    return reply


def nobody_listens() -> str:
    """The URL of a port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return "http://127.0.0.1:%d" % server.getsockname()[1]


# What the client logs is looked at where a test says so.
logging.getLogger("tradewitness").propagate = False
logging.getLogger("tradewitness").addHandler(logging.NullHandler())
