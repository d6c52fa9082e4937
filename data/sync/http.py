"""The hub over HTTP: each message one POST, each answer read whole, checked, and only then believed.

A hotel's sign-in page, a proxy's error, half a page or one that comes drop by drop is "no hub here": nothing
was changed, and it is tried again. Only an answer that is spelt as the protocol has it means anything else.
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
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec

from data.sync import wire
from data.sync.address import candidates, own_network
from data.sync.transport import TooOld, Unauthorised, Unreachable, Wiped
from data.sync.wire import (
    CheckReply,
    CheckRequest,
    EnrolReply,
    EnrolRequest,
    ForkReply,
    Page,
    PullRequest,
    PushReply,
    PushRequest,
)
from sales.errors import SalesError

CONNECT_S, READ_S = 10.0, 20.0
GRACE_S, SLOWEST = 30.0, 1024  # an answer takes no longer than this, and a second more for each so many bytes
JSON = "application/json"
T = TypeVar("T")
E = TypeVar("E", bound=SalesError)
FOUND_S = 4.0  # how long each address is tried when looking for a hub


class EnrolRefused(SalesError):
    """The hub does not take the code; the sentence says why. `error` is its word for it."""

    error = ""


@dataclass(frozen=True, slots=True)
class HubFound:
    """A hub that answers at `url`, of a team that is called `name`; `secure`: its certificate is valid."""

    url: str
    name: str
    secure: bool
    wire: int


class HubConnection:
    """One laptop's line to its hub (`transport.Net`). Closed at the end of a round."""

    def __init__(self, url: str, token: str, ca: Path | str | None = None, grace_s: float = GRACE_S) -> None:
        self._url = url.rstrip("/")
        self._line = _Line(url, ca, grace_s=grace_s)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": JSON}

    def push(self, request: PushRequest) -> PushReply | ForkReply:
        reply = self._ask("push", request, PushReply)
        if isinstance(reply, PushReply) and not _mids(request) <= {one.mid for one in reply.results}:
            raise _broken()  # what was not answered would be sent for ever
        if isinstance(reply, PushReply) and reply.identity is not None:
            self._headers["Authorization"] = f"Bearer {reply.identity[1]}"
        return reply

    def pull(self, request: PullRequest) -> Page | ForkReply:
        status, body = self._post("pull", wire.encoded(request), wire.PAGE_TYPE)
        try:
            return wire.decoded(ForkReply, body) if status == 409 else wire.read_page(body)
        except wire.Broken as error:
            raise _broken() from error

    def check(self, request: CheckRequest) -> CheckReply | ForkReply:
        return self._ask("check", request, CheckReply)

    def wiped(self) -> None:
        """Tell the hub that this laptop holds nothing any more. Raises Unreachable."""
        self._post("wiped", b"{}", JSON)

    def close(self) -> None:
        self._line.close()

    def __enter__(self) -> HubConnection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, name: str, request: object, kind: type[T]) -> T | ForkReply:
        status, body = self._post(name, wire.encoded(request), JSON)
        try:
            reply: T | ForkReply = wire.decoded(ForkReply if status == 409 else kind, body)
        except wire.Broken as error:
            raise _broken() from error
        return reply

    def _post(self, name: str, body: bytes, kind: str) -> tuple[int, bytes]:
        """The status (200 or 409) and the body of an answer. Raises whatever any other answer means."""
        packed, encoding = wire.compressed(body, "zstd")
        headers = self._headers | {"Accept": kind} | ({"Content-Encoding": encoding} if encoding else {})
        answer = self._line.answer("POST", f"{self._url}/v1/{name}", packed, headers)
        if answer.status == 200 and answer.kind == kind:
            return 200, answer.body
        if answer.status == 409 and answer.kind == JSON:
            return 409, answer.body
        raise _refused(answer)


def enrol(url: str, request: EnrolRequest, ca: Path | str | None = None) -> EnrolReply:
    """Ask the hub to take this laptop in. Raises EnrolRefused, TooOld or Unreachable."""
    with contextlib.closing(_Line(url, ca)) as line:
        answer = line.answer(
            "POST",
            f"{url.rstrip('/')}/v1/enroll",
            wire.encoded(request),
            {"Content-Type": JSON, "Accept": JSON},
        )
    if answer.status == 200 and answer.kind == JSON:
        try:
            reply: EnrolReply = wire.decoded(EnrolReply, answer.body)
        except wire.Broken as error:
            raise _broken() from error
        return reply
    refusal = answer.refusal()
    if refusal is None or answer.status >= 500 or answer.status == 426:
        raise _refused(answer)
    refused = _said(
        EnrolRefused, refusal, "The hub does not take this code.", "Ask your admin for a new one."
    )
    refused.error = refusal.error
    raise refused


def find(typed: str, ca: Path | str | None = None) -> HubFound:
    """The hub that is meant by an address as people type it. Raises RuleBroken or Unreachable."""
    failure: Unreachable | None = None
    for url in candidates(typed):
        try:
            return _found(url, ca)
        except Unreachable as error:
            # What the likeliest address said stands, but a certificate that is wrong says more than silence.
            failure = error if failure is None or isinstance(error, NotTrusted) else failure
    raise failure or _no_answer()


class NotTrusted(Unreachable):
    """Somebody answers, with a certificate that this computer does not trust."""


class Health(msgspec.Struct, frozen=True):
    """What a hub says to whoever asks."""

    rapport: int
    name: str = ""


def _found(url: str, ca: Path | str | None) -> HubFound:
    with contextlib.closing(_Line(url, ca, connect_s=FOUND_S)) as line:
        answer = line.answer("GET", f"{url}/v1/health", None, {"Accept": JSON})
    if answer.status != 200 or answer.kind != JSON:
        raise _refused(answer)
    try:
        health: Health = wire.decoded(Health, answer.body)
    except wire.Broken as error:
        raise _no_hub() from error
    return HubFound(url, health.name, url.startswith("https:"), health.rapport)


class _Sent(msgspec.Struct, frozen=True):
    """Of a mutation, its id."""

    mid: str


def _mids(request: PushRequest) -> set[str]:
    return {msgspec.json.decode(one, type=_Sent).mid for one in request.muts}


# -- one exchange


@dataclass(frozen=True, slots=True)
class _Answer:
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


class _Line:
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

    def answer(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> _Answer:
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
                return _Answer(reply.status_code, kind, wire.decompressed(packed, encoding), retry_after)
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
                raise _broken()
            if time.monotonic() - began > self._grace_s + size / SLOWEST:
                raise Unreachable("The hub answers too slowly.", "It is tried again by itself.")
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
        raise _broken() from error
    except httpx.ConnectError as error:
        raise (_not_trusted() if _certificate(error) else _no_answer()) from error
    except httpx.TimeoutException as error:
        raise Unreachable(
            "The hub does not answer in time.", "Check the network; it is tried again by itself."
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, OSError) as error:
        raise _no_answer() from error


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


# -- what an answer other than the wanted one means


def _refused(answer: _Answer) -> SalesError:
    refusal = answer.refusal()
    if refusal is None and answer.status < 500 and answer.status != 429:
        return _no_hub()
    told = refusal or wire.Refusal("")
    if answer.status == 401:
        return _said(
            Unauthorised,
            told,
            "The hub does not know this computer.",
            "Ask your admin for a new code and connect again; what you wrote stays here.",
        )
    if answer.status == 403 and told.error == "wipe":
        return _said(Wiped, told, "This computer may no longer hold the team's data.", "Ask your admin.")
    if answer.status == 426:
        return _said(
            TooOld,
            told,
            "This Rapport is too old for the hub.",
            "Install the newer one; what you write is still saved and sent.",
        )
    if answer.status == 429 or answer.status >= 500:
        busy = Unreachable("The hub is busy.", "It is tried again by itself.")
        busy.retry_after = answer.retry_after
        return busy
    return _said(
        Unreachable, told, "The hub refused what this computer asked.", "Tell your admin if it stays so."
    )


def _said(kind: type[E], refusal: wire.Refusal, sentence: str, hint: str) -> E:
    """An error with the hub's sentence, or ours where it has none that can be said."""
    if refusal.sentence:
        with contextlib.suppress(KeyError, ValueError, IndexError, AttributeError):
            return kind(refusal.sentence, refusal.hint, **refusal.fields)
    return kind(sentence, hint)


def _no_answer() -> Unreachable:
    return Unreachable("No answer from the hub.", "Check the address, or the network.")


def _no_hub() -> Unreachable:
    return Unreachable(
        "Something else answers in the place of the hub.",
        "If this network asks to be signed in to, do that in a browser; otherwise check the address.",
    )


def _not_trusted() -> NotTrusted:
    return NotTrusted(
        "The hub's certificate is not trusted by this computer.",
        "Ask your admin for the hub's certificate file, or check the address.",
    )


def _broken() -> Unreachable:
    return Unreachable("The hub's answer did not arrive whole.", "It is tried again by itself.")
