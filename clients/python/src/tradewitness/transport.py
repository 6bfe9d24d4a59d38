"""HTTP/1.1 with one deadline over everything: look-up, connection, TLS, request and answer.

The time-out of a socket counts from each read anew, so a peer that sends a byte now and then holds
its reader for ever. Here every wait gets only what is left of the deadline.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import math
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Tuple, Union, cast
from urllib.parse import urlsplit

__all__ = [
    "Answer",
    "Connection",
    "Deadline",
    "DeadlineSocket",
    "Endpoint",
    "NetworkError",
    "Resolver",
    "open_socket",
    "secured",
]

# capture-service closes an idle connection after 35 s.
_IDLE_SECONDS_MAX = 30.0
_PIECE_BYTES = 64 * 1024
_USER_AGENT = "tradewitness-python/0.1.0"


class NetworkError(OSError):
    """No usable answer: the service is away, too slow, or says to come again.

    Whether the request took effect is not known. Send the same request again, with the same ids.
    """


class Deadline:
    """A point on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left; NetworkError when none are."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise NetworkError("the deadline has passed")
        return left

    def passed(self) -> bool:
        return time.monotonic() >= self._at


@dataclass(frozen=True)
class Answer:
    """A whole answer; `headers` by lowercase name."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def retry_after(self) -> Optional[float]:
        """Seconds; None where the service names none."""
        text = self.headers.get("retry-after", "")
        return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


@dataclass(frozen=True)
class Endpoint:
    """Where a service listens. `base` is the path before its own, without a slash at the end."""

    secure: bool
    host: str
    port: int
    base: str

    @classmethod
    def of(cls, url: str) -> "Endpoint":
        """Reads `http://host:port/base`; ValueError for any other URL."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("expected http://host:port or https://host:port, got " + repr(url))
        if parts.username or parts.query or parts.fragment:
            raise ValueError("a service's URL has no user, query or fragment: " + repr(url))
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        return cls(secure, parts.hostname, port, parts.path.rstrip("/"))


class Connection:
    """One kept-alive connection. Opens itself when needed; not safe for several threads.

    Only `abort` may be called by another thread.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        answer_bytes_max: int,
        tls: Optional[ssl.SSLContext] = None,
        resolver: Optional["Resolver"] = None,
    ) -> None:
        self._endpoint = endpoint
        self._answer_bytes_max = answer_bytes_max
        self._tls = tls
        self._resolver = resolver or Resolver(endpoint.host, endpoint.port)
        self._http: Optional[http.client.HTTPConnection] = None
        self._sock: Optional[DeadlineSocket] = None
        self._used_at = -math.inf

    def post(self, path: str, body: bytes, content_type: str, deadline: Deadline) -> Answer:
        """Posts and reads the whole answer. The request may be sent twice: it must be idempotent.

        Raises NetworkError when there is no whole answer by the deadline.
        """
        reused = self._http is not None and time.monotonic() - self._used_at < _IDLE_SECONDS_MAX
        if not reused:
            self.close()
        try:
            return self._exchange(path, body, content_type, deadline)
        except (http.client.RemoteDisconnected, ConnectionError) as e:
            self.close()
            if not reused:
                raise NetworkError(_told(e)) from e
        except (OSError, http.client.HTTPException, ValueError) as e:
            self.close()
            raise e if isinstance(e, NetworkError) else NetworkError(_told(e)) from e
        # The service had closed the idle connection.
        return self.post(path, body, content_type, deadline)

    def _exchange(self, path: str, body: bytes, content_type: str, deadline: Deadline) -> Answer:
        connection = self._http or self._connect(deadline)
        if self._sock is not None:
            self._sock.deadline = deadline
        headers = {
            "Content-Type": content_type,
            "Accept": "application/json",
            "User-Agent": _USER_AGENT,
        }
        connection.request("POST", self._endpoint.base + path, body, headers)
        response = connection.getresponse()
        try:
            data = self._whole(response)
        finally:
            # http.client leaves an answer with "Connection: close" to its reader.
            response.close()
        lowered: Dict[str, str] = {k.lower(): v for k, v in response.getheaders()}
        if response.will_close:
            self.close()
        self._used_at = time.monotonic()
        return Answer(response.status, lowered, data)

    def _whole(self, response: http.client.HTTPResponse) -> bytes:
        if response.length is None and not response.chunked:
            # Its end could not be told from a connection that broke.
            raise NetworkError("the answer does not say how long it is")
        data = bytearray()
        while not response.isclosed():
            # In pieces: http.client sets aside as many bytes as are asked for.
            piece = response.read(_PIECE_BYTES)
            data += piece
            if len(data) > self._answer_bytes_max:
                raise NetworkError("an answer of more than %d bytes" % self._answer_bytes_max)
            if not piece:
                break
        if response.length:
            raise NetworkError("the answer ended %d bytes early" % response.length)
        return bytes(data)

    def _connect(self, deadline: Deadline) -> http.client.HTTPConnection:
        sock = open_socket(self._resolver, deadline)
        if self._endpoint.secure:
            # Kept: to read the machine's certificates takes tens of milliseconds.
            self._tls = self._tls or ssl.create_default_context()
            sock = secured(sock, self._tls, self._endpoint.host, deadline)
        connection = http.client.HTTPConnection(self._endpoint.host, self._endpoint.port)
        connection.auto_open = 0
        self._sock = DeadlineSocket(sock, deadline)
        connection.sock = cast(Any, self._sock)
        self._http = connection
        return connection

    def abort(self) -> None:
        """Makes a waiting `post` fail at once."""
        sock = self._sock
        if sock is not None:
            sock.abort()

    def close(self) -> None:
        """Closes the connection; the next `post` opens another."""
        connection, self._http, self._sock = self._http, None, None
        if connection is not None:
            connection.close()


def open_socket(resolver: "Resolver", deadline: Deadline) -> socket.socket:
    """Connects to the first address that takes the connection."""
    failure: Optional[OSError] = None
    for family, address in resolver.addresses(deadline):
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(deadline.left())
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
        except OSError as e:
            sock.close()
            failure = e
    raise failure or NetworkError("no address for " + resolver.host)


def secured(
    sock: socket.socket, tls: ssl.SSLContext, host: str, deadline: Deadline
) -> socket.socket:
    """Shakes hands for TLS, and checks the name."""
    try:
        # The time-out of a handshake covers all of it.
        sock.settimeout(deadline.left())
        return tls.wrap_socket(sock, server_hostname=host)
    except OSError:
        sock.close()
        raise


def _told(e: BaseException) -> str:
    return str(e) or type(e).__name__


class DeadlineSocket:
    """What a reader and writer needs of a socket, each wait bounded by the deadline of the request."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._readers = 0
        self._closed = False
        self.deadline = deadline

    def sendall(self, data: bytes) -> None:
        # Not the socket's own: with TLS its time-out counts from each piece anew.
        rest = memoryview(data)
        while rest:
            self._sock.settimeout(self.deadline.left())
            rest = rest[self._sock.send(rest) :]

    def makefile(self, mode: str) -> io.BufferedReader:
        self._readers += 1
        return io.BufferedReader(_DeadlineReader(self))

    def recv_into(self, buffer: Any) -> int:
        self._sock.settimeout(self.deadline.left())
        return self._sock.recv_into(buffer)

    def abort(self) -> None:
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def close(self) -> None:
        # http.client closes before it reads the body of an answer with "Connection: close".
        self._closed = True
        if self._readers == 0:
            self._sock.close()

    def reader_closed(self) -> None:
        self._readers -= 1
        if self._closed:
            self.close()


class _DeadlineReader(io.RawIOBase):
    def __init__(self, sock: DeadlineSocket) -> None:
        self._sock = sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._sock.reader_closed()


_Address = Tuple[int, Union[Tuple[str, int], Tuple[str, int, int, int], Tuple[int, bytes]]]


class Resolver:
    """Addresses of a host, looked up by a thread of its own: a look-up has no time-out."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self._port = port
        self._lock = threading.Lock()
        self._lookup: Optional["_Lookup"] = None

    def addresses(self, deadline: Deadline) -> List[_Address]:
        """Looks a name up anew each time. NetworkError when there is none by the deadline."""
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return self._by_thread(deadline)
        return _look_up(self.host, self._port, socket.AI_NUMERICHOST)

    def _by_thread(self, deadline: Deadline) -> List[_Address]:
        with self._lock:
            # At most one look-up is under way, however long it takes.
            if self._lookup is None:
                self._lookup = _Lookup(self.host, self._port)
            lookup = self._lookup
        if not lookup.done.wait(deadline.left()):
            raise NetworkError("no address for %s by the deadline" % self.host)
        with self._lock:
            if self._lookup is lookup:
                self._lookup = None
        if lookup.failure is not None:
            raise lookup.failure
        return lookup.found


class _Lookup:
    def __init__(self, host: str, port: int) -> None:
        self.done = threading.Event()
        self.found: List[_Address] = []
        self.failure: Optional[OSError] = None
        thread = threading.Thread(
            target=self._run, args=(host, port), name="tradewitness-lookup", daemon=True
        )
        try:
            thread.start()
        except RuntimeError:
            # The interpreter is ending and starts no threads.
            self._run(host, port)

    def _run(self, host: str, port: int) -> None:
        try:
            self.found = _look_up(host, port, 0)
        except OSError as e:
            self.failure = e
        finally:
            self.done.set()


def _look_up(host: str, port: int, flags: int) -> List[_Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return [(family, address) for family, _, _, _, address in found]
