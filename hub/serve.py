"""The hub as a running server: on an address of its own until it is told to stop, or inside another program.

Uvicorn speaks HTTP. Around it stands what it leaves open: a connection that begins a request and does not end
it, or never reads its answer, is closed.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from hub import http, start
from hub.app import application
from hub.db import Db
from hub.limits import Limits
from sales.errors import SalesError

PORT = 8470
IDLE_S = 75  # between two requests of a connection
STOP_S = 20  # what runs has that long to end when the hub stops
BEGIN_S = 30
MOST_CONNECTIONS = 800  # most systems allow a process 1,024 open files
HSTS = ("Strict-Transport-Security", "max-age=31536000")


def _print(line: str) -> None:
    print(line, flush=True)


class CannotServe(SalesError):
    """The address is taken, or the certificate cannot be used."""


def serve(
    url: str,
    host: str = "127.0.0.1",
    port: int = PORT,
    *,
    cert: Path | None = None,
    key: Path | None = None,
    metrics_token: str = "",
    say: Callable[[str], None] = _print,
) -> None:
    """Serve the hub of a database until SIGTERM or Ctrl+C; what runs then is ended first.

    `say` gets the address once connections are accepted; port 0 takes a free one. With `cert` and `key` (PEM)
    it is https. Raises CannotServe, and what `start.team` raises for a database without a team.
    """
    db = Db(url)
    try:
        start.team(db)
        server = _Server(db, host, port, cert, key, metrics_token=metrics_token)
        with _ended_by_signals():
            server.run_until_stopped(lambda: say(f"Rapport hub on {server.address}"))
    finally:
        db.close()


@contextmanager
def embedded(
    db: Db,
    *,
    now: Callable[[], int] = http.clock,
    limits: Limits | None = None,
    cert: Path | None = None,
    key: Path | None = None,
) -> Iterator[str]:
    """A hub in a thread of this program, on a free port of this computer only. Gives its address."""
    server, begun = _Server(db, "127.0.0.1", 0, cert, key, now=now, limits=limits), threading.Event()
    thread = threading.Thread(target=server.run_until_stopped, args=(begun.set,), name="hub")
    thread.start()
    try:
        if not begun.wait(BEGIN_S):
            raise CannotServe("The hub did not start.", "Its log says why.")
        yield server.address
    finally:
        server.should_exit = True
        thread.join()


class _Server(uvicorn.Server):
    """A uvicorn that is bound to its address before it begins, and says when it has."""

    def __init__(
        self,
        db: Db,
        host: str,
        port: int,
        cert: Path | None,
        key: Path | None,
        *,
        now: Callable[[], int] = http.clock,
        limits: Limits | None = None,
        metrics_token: str = "",
    ) -> None:
        limits = limits or Limits()
        config = uvicorn.Config(
            application(db, now=now, limits=limits, metrics_token=metrics_token),
            http=partial(_Connection, limits),  # type: ignore[arg-type]  # it is called like the class
            ws="none", lifespan="off", loop="asyncio",
            log_config=None, log_level="error", access_log=False, server_header=False,
            headers=[HSTS] if cert else [],
            ssl_certfile=cert, ssl_keyfile=key,
            timeout_keep_alive=IDLE_S, timeout_graceful_shutdown=STOP_S,
            limit_concurrency=MOST_CONNECTIONS,
        )  # fmt: skip
        _load(config, cert)
        super().__init__(config)
        self._socket = _bound(host, port)
        shown = f"[{host}]" if ":" in host else host
        self.address = f"{'https' if cert else 'http'}://{shown}:{self._socket.getsockname()[1]}"
        self._begun: Callable[[], object] = lambda: None

    def run_until_stopped(self, begun: Callable[[], object]) -> None:
        self._begun = begun
        self.run([self._socket])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._begun()


class _Connection(H11Protocol):
    """A connection that is closed when its request does not come, or its answer is not read, in time."""

    def __init__(self, limits: Limits, **given: Any) -> None:
        super().__init__(**given)
        self._limits = limits
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        super().connection_made(transport)
        # A short answer is sent at once; asyncio does so only for sockets that it made itself.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._within(self._limits.head_s)

    def data_received(self, data: bytes) -> None:
        answering = self._answering
        super().data_received(data)
        if self._answering and not answering:
            self._within(self._limits.answer_s)
        elif not self._answering and self._timer is None:
            self._within(self._limits.head_s)

    def on_response_complete(self) -> None:
        self._free()
        super().on_response_complete()
        if self._answering:  # the next request had come already
            self._within(self._limits.answer_s)

    def connection_lost(self, exc: Exception | None) -> None:
        self._free()
        super().connection_lost(exc)

    @property
    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _within(self, seconds: float) -> None:
        self._free()
        self._timer = self.loop.call_later(seconds, self.transport.abort)

    def _free(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Uvicorn ends at a signal, then raises it again for whoever was there before: nobody."""
    before = {one: signal.signal(one, lambda *_: None) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048, dualstack_ipv6=host == "::")
    except (OSError, OverflowError) as error:
        raise CannotServe(
            "The hub cannot listen on {host}, port {port}: {why}.",
            "Choose another with --host and --port, or end what uses it.",
            host=host,
            port=port,
            why=getattr(error, "strerror", None) or str(error),
        ) from error


def _load(config: uvicorn.Config, cert: Path | None) -> None:
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        raise CannotServe(
            "The certificate {cert} cannot be used: {why}.",
            "Give the chain and its private key as PEM files: --cert FILE --key FILE.",
            cert=cert,
            why=getattr(error, "reason", None) or error.strerror or str(error),
        ) from error
