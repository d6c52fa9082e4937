"""One connection to one host: a request goes out, its answer comes back whole and in time, or not at all.

What can go wrong on the way is told as what it means to the person (`transport.Unreachable`).
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from data.sync import wire
from data.sync.address import own_network
from data.sync.transport import Unreachable

CONNECT_S, READ_S = 10.0, 20.0
GRACE_S, SLOWEST = 30.0, 1024  # an answer takes no longer than this, and a second more for each so many bytes
JSON = "application/json"


class TooSlow(Unreachable):
    """What was sent or asked for is too much for this line; less of it at a time may go through."""


class NotTrusted(Unreachable):
    """Somebody answers, with a certificate that this computer does not trust."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, unpacked."""

    status: int
    kind: str
    body: bytes
    retry_after: float | None

    def refusal(self) -> wire.Refusal | None:
        """What the hub says instead; None when it is not the hub that speaks."""
        if self.kind != JSON:
            return None
        try:
            said: wire.Refusal = wire.decoded(wire.Refusal, self.body)
        except wire.Broken:
            return None
        return said


class Line:
    """A connection to one host, kept open from request to request."""

    def __init__(
        self, url: str, ca: Path | str | None, *, connect_s: float = CONNECT_S, grace_s: float = GRACE_S
    ) -> None:
        self._grace_s = grace_s
        self._stream: Any = None
        self._client = httpx.Client(
            verify=_trust(ca) if url.startswith("https:") else False,
            timeout=httpx.Timeout(READ_S, connect=connect_s),
            follow_redirects=False,
            # The company's proxy, but not on the way to the next room.
            trust_env=not own_network(urlsplit(url).hostname or ""),
            headers={"Accept-Encoding": "zstd, gzip", "User-Agent": "Rapport"},
        )

    def answer(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """The whole answer to a request. Raises Unreachable."""
        watch = threading.Timer(self._grace_s, self._hang_up)  # a head that comes drop by drop
        watch.daemon = True
        watch.start()
        try:
            with (
                _told(),
                self._client.stream(
                    method, url, content=body, headers=headers, extensions={"trace": self._watch}
                ) as reply,
            ):
                watch.cancel()
                packed = self._whole(reply)
                kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
                encoding = reply.headers.get("content-encoding", "").strip().lower()
                retry_after = _seconds(reply.headers.get("retry-after", ""))
                return Answer(reply.status_code, kind, wire.decompressed(packed, encoding), retry_after)
        finally:
            watch.cancel()

    def close(self) -> None:
        self._client.close()

    def _whole(self, reply: httpx.Response) -> bytes:
        """The body as it came. Raises Unreachable when it is too much, or comes too slowly."""
        began = time.monotonic()
        parts: list[bytes] = []
        size = 0
        for part in reply.iter_raw():
            parts.append(part)
            size += len(part)
            if size > wire.MOST_BYTES:
                raise broken()
            if time.monotonic() - began > self._grace_s + size / SLOWEST:
                raise TooSlow("The hub answers too slowly.", "It is tried again by itself.")
        return b"".join(parts)

    def _watch(self, event: str, told: dict[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._stream = told["return_value"]

    def _hang_up(self) -> None:
        if self._stream is not None and (line := self._stream.get_extra_info("socket")) is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(line, socket.SHUT_RDWR)


def _trust(ca: Path | str | None) -> ssl.SSLContext:
    """What the system trusts; with `ca`, what is signed by that certificate."""
    if ca is not None:
        try:
            return ssl.create_default_context(cafile=str(ca))
        except (OSError, ssl.SSLError) as error:
            raise Unreachable(
                "{file} is not a certificate.", "Give the PEM file that your admin made.", file=ca
            ) from error
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What can go wrong on the way, as what it means to the person."""
    try:
        yield
    except wire.Broken as error:
        raise broken() from error
    except httpx.ConnectError as error:
        raise (_not_trusted() if _certificate(error) else no_answer()) from error
    except httpx.ConnectTimeout as error:
        raise no_answer() from error
    except httpx.TimeoutException as error:
        raise late() from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, OSError) as error:
        raise no_answer() from error


def _certificate(error: BaseException | None) -> bool:
    """Whether a connection failed because of the other side's certificate."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _seconds(text: str) -> float | None:
    """A Retry-After in seconds; as a date it is taken for none."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if 0 <= found < 1e6 else None


def no_answer() -> Unreachable:
    return Unreachable("No answer from the hub.", "Check the address, or the network.")


def late() -> TooSlow:
    return TooSlow("The hub does not answer in time.", "Check the network; it is tried again by itself.")


def no_hub() -> Unreachable:
    return Unreachable(
        "Something else answers in the place of the hub.",
        "If this network asks to be signed in to, do that in a browser; otherwise check the address.",
    )


def _not_trusted() -> NotTrusted:
    return NotTrusted(
        "The hub's certificate is not trusted by this computer.",
        "Ask your admin for the hub's certificate file, or check the address.",
    )


def broken() -> Unreachable:
    return Unreachable("The hub's answer did not arrive whole.", "It is tried again by itself.")
