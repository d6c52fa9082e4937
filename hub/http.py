"""How requests are read and answers written: tokens, bodies, packing, and what becomes of what goes wrong.

Whatever is wrong with a request is answered with a status, a word and a sentence (`wire.Refusal`). A fault of
ours is logged by its kind and place only: its text may hold somebody's data.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from hmac import compare_digest
from ipaddress import ip_address, ip_network
from typing import Any, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from data.sync import wire
from hub import devices
from hub.db import Db
from hub.limits import MOST_WAITING, Buckets, Limits
from hub.metrics import Metrics
from hub.refusals import Refused, malformed, unauthorised

T = TypeVar("T")

JSON = "application/json"
PACKINGS = ("", "identity", "gzip", "zstd")
OLDEST_PULL = max(1, wire.WIRE - 3)  # older laptops may push, but no longer pull
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

log = logging.getLogger("rapport.hub")


def clock() -> int:
    """Now, in UTC milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass
class Hub:
    """What the endpoints of one hub share. Argon2 takes 19 MB and a core, so few hash at once."""

    db: Db
    now: Callable[[], int]
    limits: Limits
    metrics_token: str
    metrics: Metrics = field(init=False)
    known: Buckets = field(init=False)
    strangers: Buckets = field(init=False)
    working: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(16))
    hashing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(2))

    def __post_init__(self) -> None:
        self.metrics = Metrics(self.db)
        self.known, self.strangers = Buckets(self.limits.device), Buckets(self.limits.stranger)


Answer = Callable[[Hub, Request], Awaitable[Response]]


async def answered(hub: Hub, path: str, answer: Answer, request: Request) -> Response:
    """An endpoint's response, whatever happens in it, counted and timed."""
    began = time.perf_counter()
    try:
        response = await answer(hub, request)
    except Refused as refused:
        response = _refusal(refused)
    except ClientDisconnect:
        response = _refusal(malformed("it ends in the middle"))
    except (OperationalError, InterfaceError, NoConnection) as error:
        log.warning("The database does not answer: %s", type(error).__name__)
        response = _refusal(_busy())
    except Exception as error:  # noqa: BLE001 - the hub's edge: one bad request must not end the others
        log.error("%s: a fault in the hub: %s", path, _place(error))
        response = _refusal(
            Refused(500, "fault", "The hub has a fault.", "Its log says where; tell your admin.")
        )
    size = int(response.headers.get("content-length", 0))
    hub.metrics.answered(path, response.status_code, time.perf_counter() - began, size)
    return response


async def lost(hub: Hub, request: Request, error: Exception) -> Response:
    """The answer where there is no such endpoint, or none for the method."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    hub.metrics.answered("-", status, 0, 0)
    word = "method" if status == 405 else "missing"
    response = _refusal(Refused(status, word, "There is nothing here.", "Is this the address of the hub?"))
    response.headers.update(getattr(error, "headers", None) or {})
    return response


async def run(hub: Hub, job: Callable[[], T], limiter: CapacityLimiter | None = None) -> T:
    """Run a plain function in a thread. Raises Refused (503) when too many wait already."""
    limiter = limiter or hub.working
    if limiter.statistics().tasks_waiting >= MOST_WAITING:
        raise _busy()
    return await run_sync(job, limiter=limiter)


async def holder(hub: Hub, request: Request) -> devices.Holder:
    """Whose token the request carries. Raises Refused."""
    try:
        found = await run(hub, partial(devices.holder, hub.db, _token(request)))
    except Refused as refused:
        if refused.status == 401:
            hub.strangers.take(address(request))
        raise
    hub.known.take(found.who.device)
    return found


async def admitted(hub: Hub, request: Request) -> devices.Holder:
    """Whose token it is, if their computer may read. Raises Refused."""
    found = await holder(hub, request)
    devices.admit(found)
    return found


def carries(request: Request, token: str) -> bool:
    """Whether the request carries a token that somebody gave to the hub itself."""
    return bool(token) and compare_digest(_bearer(request).encode(), token.encode())


async def message(hub: Hub, request: Request, kind: type[T]) -> T:
    """The message in the body. Raises Refused."""
    media, _, _ = request.headers.get("content-type", "").partition(";")
    if media.strip().lower() != JSON:
        raise Refused(415, "type", "A message is application/json.")
    packing = request.headers.get("content-encoding", "").strip().lower()
    if packing not in PACKINGS:
        raise Refused(415, "type", "A message is packed with zstd or gzip, or not at all.")
    body = await _body(request, hub.limits)
    return await run(hub, partial(_decoded, kind, body, packing))


def speaks(version: int) -> None:
    """Raises Refused (426) for a laptop too old to understand a page."""
    if version < OLDEST_PULL:
        raise Refused(
            426,
            "old",
            "This Rapport is too old for the hub.",
            "Update it; what you wrote is sent all the same.",
        )


def accepts(request: Request) -> str:
    return request.headers.get("accept-encoding", "")


def address(request: Request) -> str:
    """Whence a request comes; of IPv6 the network, since whoever has one address there has all of it."""
    host = request.client.host if request.client else ""
    try:
        found = ip_address(host)
    except ValueError:
        return host
    return host if found.version == 4 else str(ip_network(f"{host.partition('%')[0]}/64", strict=False))


def json(value: Any, packing: str = "") -> Response:
    return packed(wire.encoded(value), JSON, packing)


def packed(body: bytes, media: str, packing: str) -> Response:
    """A body as the laptop reads it best."""
    content, encoding = wire.compressed(body, packing)
    headers = {**HEADERS, "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(content, headers=headers, media_type=media)


def forked(hub: Hub, reply: wire.ForkReply) -> Response:
    """409: the hub was restored from a backup since the laptop was last here."""
    hub.metrics.forked()
    return Response(wire.encoded(reply), 409, HEADERS, JSON)


def _refusal(refused: Refused) -> Response:
    headers = dict(HEADERS)
    if refused.retry_after is not None:
        headers["Retry-After"] = str(refused.retry_after)
    if refused.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if refused.status in {408, 413}:
        headers["Connection"] = "close"  # what is left of the body is not read
    return Response(wire.encoded(refused.refusal()), refused.status, headers, JSON)


def _busy() -> Refused:
    busy = Refused(503, "busy", "The hub has too much to do.", "It is tried again by itself in a moment.")
    busy.retry_after = 5
    return busy


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _token(request: Request) -> str:
    token = _bearer(request)
    if not token:
        raise unauthorised()
    return token


async def _body(request: Request, limits: Limits) -> bytes:
    """The bytes of the body, neither too many nor too slow. Raises Refused."""
    too_large = Refused(413, "large", "The message is too large.")
    if request.headers.get("content-length", "0").zfill(20) > str(limits.most_body).zfill(20):
        raise too_large
    whole = bytearray()
    try:
        async with asyncio.timeout(limits.body_s):
            async for chunk in request.stream():
                whole += chunk
                if len(whole) > limits.most_body:
                    raise too_large
    except TimeoutError:
        raise Refused(408, "slow", "The message did not arrive in time.") from None
    return bytes(whole)


def _decoded(kind: type[T], body: bytes, packing: str) -> T:
    try:
        decoded: T = wire.decoded(kind, wire.decompressed(body, packing))
    except wire.TooMuch:
        raise Refused(413, "large", "The message is too large.") from None
    except wire.Broken as error:
        raise malformed(str(error)) from None
    return decoded


def _place(error: BaseException) -> str:
    """What kind of error it was and where; not its text, which may hold somebody's data."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join([type(error).__name__, *(f"{f.name} ({f.filename}:{f.lineno})" for f in frames[::-1])])
