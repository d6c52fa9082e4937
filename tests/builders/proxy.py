"""A line to the hub that fails as it is told: it cuts, loses, doubles, delays, drips and replays.

It sits between the client and the server as a real TCP proxy. Each connection carries one request, because it
asks the server to close after it; faults are taken in the order in which they were given, one a connection.
"""

from __future__ import annotations

import re
import socket
import socketserver
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)

Fault = Callable[["Exchange"], None]


@dataclass(slots=True)
class Exchange:
    """One request on its way: `request` as the client sent it, `ask` gets the server's whole reply."""

    request: bytes
    client: socket.socket
    ask: Callable[[bytes], bytes]
    given: int = 0

    def give(self, reply: bytes) -> None:
        self.given += len(reply)
        self.client.sendall(reply)

    @property
    def path(self) -> str:
        return self.request.split(b" ", 2)[1].decode()


def whole(exchange: Exchange) -> None:
    """Nothing goes wrong."""
    exchange.give(exchange.ask(exchange.request))


def cut_reply(after: int) -> Fault:
    """The connection breaks after so many bytes of the reply."""
    return lambda exchange: exchange.give(exchange.ask(exchange.request)[:after])


def cut_request(after: int) -> Fault:
    """The connection breaks after so many bytes of the request."""
    return lambda exchange: _void(exchange.ask(exchange.request[:after]))


def lose_request(exchange: Exchange) -> None:
    """The request never arrives."""


def lose_reply(exchange: Exchange) -> None:
    """The server did what it was asked, and nobody hears of it."""
    exchange.ask(exchange.request)


def double(exchange: Exchange) -> None:
    """The request arrives twice."""
    exchange.ask(exchange.request)
    exchange.give(exchange.ask(exchange.request))


def delay(seconds: float) -> Fault:
    """The reply comes late."""

    def late(exchange: Exchange) -> None:
        reply = exchange.ask(exchange.request)
        time.sleep(seconds)
        exchange.give(reply)

    return late


def drip(every_s: float, size: int = 1, start: int = 0) -> Fault:
    """The reply comes drop by drop, from a byte on."""

    def dripping(exchange: Exchange) -> None:
        reply = exchange.ask(exchange.request)
        exchange.give(reply[:start])
        for at in range(start, len(reply), size):
            exchange.give(reply[at : at + size])
            time.sleep(every_s)

    return dripping


def _void(_: Any) -> None:
    """Whatever it is, it is dropped."""


class Proxy:
    """A proxy in front of `upstream` (http://host:port)."""

    def __init__(self, upstream: str) -> None:
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.faults: deque[Fault] = deque()
        self.otherwise: Fault = whole
        self.requests: list[bytes] = []
        self.given = 0  # bytes of replies that the client was given
        self._server = _Server(("127.0.0.1", 0), self._serve)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def move(self, upstream: str) -> None:
        """The server is at another address now."""
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname or "127.0.0.1", parts.port or 80)

    def replay(self, request: bytes) -> bytes:
        """Send an old request once more."""
        return self._ask(request)

    def of(self, path: str) -> list[bytes]:
        """The requests so far to a path."""
        return [one for one in self.requests if f" {path} ".encode() in one[:200]]

    def run(self) -> None:
        self._server.serve_forever(poll_interval=0.02)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, client: socket.socket) -> None:
        with client:
            client.settimeout(60)
            request = _message(client)
            if not request:
                return
            self.requests.append(request)
            fault = self.faults.popleft() if self.faults else self.otherwise
            exchange = Exchange(request, client, self._ask)
            with suppress(OSError):
                fault(exchange)
            self.given += exchange.given

    def _ask(self, request: bytes) -> bytes:
        """The server's whole reply; b"" when it does not answer."""
        head, end, body = request.partition(HEAD_END)
        closing = re.sub(rb"\r\nconnection:[^\r]*", b"", head, flags=re.IGNORECASE) + b"\r\nConnection: close"
        reply = b""
        with suppress(OSError), socket.create_connection(self._upstream, timeout=30) as server:
            server.sendall(closing + end + body if end else request)
            if not end or len(body) < _length(head):
                server.shutdown(socket.SHUT_WR)
            while part := server.recv(1 << 16):
                reply += part
        return reply


@contextmanager
def proxy(upstream: str) -> Iterator[Proxy]:
    """A proxy that runs while the block does."""
    made = Proxy(upstream)
    thread = threading.Thread(target=made.run, name="proxy")
    thread.start()
    try:
        yield made
    finally:
        made.stop()
        thread.join()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, address: tuple[str, int], serve: Callable[[socket.socket], None]) -> None:
        super().__init__(address, _Handler)
        self.serve = serve


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.server.serve(self.request)


def _message(client: socket.socket) -> bytes:
    """A whole request."""
    found = b""
    with suppress(OSError):
        while HEAD_END not in found:
            if not (part := client.recv(1 << 16)):
                return found
            found += part
        head, _, body = found.partition(HEAD_END)
        while len(body) < _length(head):
            if not (part := client.recv(1 << 16)):
                break
            body += part
        return head + HEAD_END + body
    return found


def _length(head: bytes) -> int:
    found = LENGTH.search(head)
    return int(found[1]) if found else 0
