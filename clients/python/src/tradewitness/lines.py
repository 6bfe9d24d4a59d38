"""The LDJSON door of capture-service: a line for each event, one acknowledgement for all before it.

A connection begins with a hello that asks for acknowledgements. `{"ack":N}` says that the first N
lines behind it are settled: stored, or refused for good. It does not say which.
"""

from __future__ import annotations

import json
import math
import socket
import ssl
import time
from typing import List, Optional, Sequence, Tuple
from urllib.parse import unquote, urlsplit

from tradewitness.batches import BatchOutcome, Failed, Judged, Verdict, event_id_of
from tradewitness.canonical import parse
from tradewitness.outcomes import Delivered, EventRefused
from tradewitness.transport import (
    Deadline,
    DeadlineSocket,
    NetworkError,
    Resolver,
    open_socket,
    secured,
)

__all__ = ["LINE_BYTES_MAX", "LinesConnection", "is_lines_url"]

#: The door skips a longer line.
LINE_BYTES_MAX = 64 * 1024

_SCHEMES = ("ldjson", "ldjsons", "ldjson+unix")
_PORT = 17000
# The door closes a connection that says nothing for 30 s.
_IDLE_SECONDS_MAX = 20.0
_ACK_BYTES_MAX = 1024
_PIECE_BYTES = 64 * 1024


def is_lines_url(url: str) -> bool:
    """Whether the URL names an LDJSON door."""
    return urlsplit(url).scheme in _SCHEMES


class LinesConnection:
    """One connection to an LDJSON door. Opens itself when needed; not safe for several threads.

    `ldjson://host:port`, `ldjsons://host:port` (TLS), or `ldjson+unix:///path`. Only `abort` may be
    called by another thread.
    """

    def __init__(
        self,
        url: str,
        src: str,
        tls: Optional[ssl.SSLContext] = None,
        secret: Optional[str] = None,
    ) -> None:
        """`src` names the sender; `secret` is the door's, in base64. ValueError for another URL."""
        parts = urlsplit(url)
        if parts.scheme not in _SCHEMES or parts.username or parts.query or parts.fragment:
            raise ValueError("expected ldjson://host:port, got " + repr(url))
        unix = parts.scheme == "ldjson+unix"
        self._path = unquote(parts.path) if unix else ""
        self._host = parts.hostname or ""
        named = self._path and not self._host if unix else self._host and not parts.path.strip("/")
        if not named:
            raise ValueError("expected ldjson://host:port or ldjson+unix:///path, got " + repr(url))
        if unix and not hasattr(socket, "AF_UNIX"):
            raise ValueError("no Unix sockets here: " + repr(url))
        self._resolver = Resolver(self._host, parts.port or _PORT)
        self._secure = parts.scheme == "ldjsons"
        self._tls = tls
        hello = {"type": "hello", "v": 1, "ack": True}
        if secret is not None:
            hello["secret"] = secret
        self._hello = json.dumps(hello, separators=(",", ":")).encode("ascii") + b"\n"
        self._head = b'{"v":1,"src":%s,"type":"vcp","data":' % json.dumps(src).encode("ascii")
        self._sock: Optional[DeadlineSocket] = None
        self._used_at = -math.inf
        self._sent = 0
        self._acknowledged = 0
        self._left = bytearray()

    def exchange(self, payloads: Sequence[bytes], seconds: float) -> BatchOutcome:
        """Sends events of one line each until they are settled. The lines may be sent twice."""
        deadline = Deadline(seconds)
        lines = [self._head + payload + b"}\n" for payload in payloads]
        fitting = [line for line in lines if len(line) <= LINE_BYTES_MAX]
        reused = self._sock is not None and time.monotonic() - self._used_at < _IDLE_SECONDS_MAX
        if not reused:
            self.close()
        settled, failure = self._send(fitting, deadline)
        if failure is not None and reused and not settled and not deadline.passed():
            # The door had closed the idle connection.
            settled, failure = self._send(fitting, deadline)
        if failure is not None and not settled:
            return Failed(failure)
        return Judged(_verdicts(payloads, lines, settled))

    def _send(self, lines: List[bytes], deadline: Deadline) -> Tuple[int, Optional[str]]:
        """How many of the lines are settled, and what went wrong."""
        first: Optional[int] = None
        try:
            sock = self._sock or self._connect(deadline)
            sock.deadline = deadline
            first = self._sent
            self._sent += len(lines)
            sock.sendall(b"".join(lines))
            while self._acknowledged < self._sent:
                self._read(sock)
            self._used_at = time.monotonic()
            return len(lines), None
        except (OSError, ValueError) as e:
            settled = 0 if first is None else max(0, self._acknowledged - first)
            self.close()
            return settled, str(e) or type(e).__name__

    def _read(self, sock: DeadlineSocket) -> None:
        """Takes what acknowledgements there are, and waits for one."""
        buffer = bytearray(_PIECE_BYTES)
        count = sock.recv_into(buffer)
        if count == 0:
            raise NetworkError("the door closed the connection")
        self._left += buffer[:count]
        *whole, rest = bytes(self._left).split(b"\n")
        self._left = bytearray(rest)
        if len(rest) > _ACK_BYTES_MAX:
            raise NetworkError("an acknowledgement of more than %d bytes" % _ACK_BYTES_MAX)
        for line in whole:
            answer = parse(line)
            number = answer.get("ack") if isinstance(answer, dict) else None
            if type(number) is not int or not self._acknowledged <= number <= self._sent:
                raise NetworkError("not an acknowledgement")
            self._acknowledged = number

    def _connect(self, deadline: Deadline) -> DeadlineSocket:
        if self._path:
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                sock.settimeout(deadline.left())
                sock.connect(self._path)
            except OSError:
                sock.close()
                raise
        else:
            sock = open_socket(self._resolver, deadline)
        if self._secure:
            self._tls = self._tls or ssl.create_default_context()
            sock = secured(sock, self._tls, self._host, deadline)
        self._sock = DeadlineSocket(sock, deadline)
        self._sent = self._acknowledged = 0
        self._left.clear()
        self._sock.sendall(self._hello)
        return self._sock

    def abort(self) -> None:
        """Makes a waiting `exchange` fail at once."""
        sock = self._sock
        if sock is not None:
            sock.abort()

    def close(self) -> None:
        """Closes the connection; the next `exchange` opens another."""
        sock, self._sock = self._sock, None
        if sock is not None:
            sock.close()


def _verdicts(
    payloads: Sequence[bytes], lines: Sequence[bytes], settled: int
) -> Tuple[Verdict, ...]:
    verdicts: List[Verdict] = []
    for payload, line in zip(payloads, lines):
        if len(line) > LINE_BYTES_MAX:
            verdicts.append(EventRefused(json.loads(payload), "too_large", ()))
        elif settled > 0:
            settled -= 1
            verdicts.append(Delivered(event_id_of(payload), "settled", "", None, ()))
        else:
            verdicts.append(None)
    return tuple(verdicts)
