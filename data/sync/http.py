"""The hub over HTTP: each message one POST, each answer read whole, checked, and only then believed.

A hotel's sign-in page, a proxy's error, half a page or one that comes drop by drop is "no hub here": nothing
was changed, and it is tried again. Only an answer that is spelt as the protocol has it means anything else.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import msgspec

from data.sync import wire
from data.sync.address import candidates
from data.sync.line import GRACE_S, JSON, Answer, Line, NotTrusted, broken, late, no_answer, no_hub
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

FOUND_S = 4.0  # how long each address is tried when looking for a hub
T = TypeVar("T")
E = TypeVar("E", bound=SalesError)


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
        self._line = Line(url, ca, grace_s=grace_s)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": JSON}

    def push(self, request: PushRequest) -> PushReply | ForkReply:
        reply = self._ask("push", request, PushReply)
        if isinstance(reply, PushReply) and not _mids(request) <= {one.mid for one in reply.results}:
            raise broken()  # what was not answered would be sent for ever
        if isinstance(reply, PushReply) and reply.identity is not None:
            self._headers["Authorization"] = f"Bearer {reply.identity[1]}"
        return reply

    def pull(self, request: PullRequest) -> Page | ForkReply:
        status, body = self._post("pull", wire.encoded(request), wire.PAGE_TYPE)
        try:
            return wire.decoded(ForkReply, body) if status == 409 else wire.read_page(body)
        except wire.Broken as error:
            raise broken() from error

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
            raise broken() from error
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
    with contextlib.closing(Line(url, ca)) as line:
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
            raise broken() from error
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
    raise failure or no_answer()


class Health(msgspec.Struct, frozen=True):
    """What a hub says to whoever asks."""

    rapport: int
    name: str = ""


def _found(url: str, ca: Path | str | None) -> HubFound:
    with contextlib.closing(Line(url, ca, connect_s=FOUND_S)) as line:
        answer = line.answer("GET", f"{url}/v1/health", None, {"Accept": JSON})
    if answer.status != 200 or answer.kind != JSON:
        raise _refused(answer)
    try:
        health: Health = wire.decoded(Health, answer.body)
    except wire.Broken as error:
        raise no_hub() from error
    return HubFound(url, health.name, url.startswith("https:"), health.rapport)


class _Sent(msgspec.Struct, frozen=True):
    """Of a mutation, its id."""

    mid: str


def _mids(request: PushRequest) -> set[str]:
    return {msgspec.json.decode(one, type=_Sent).mid for one in request.muts}


# -- what an answer other than the wanted one means


def _refused(answer: Answer) -> SalesError:
    refusal, status = answer.refusal(), answer.status
    if refusal is None and status < 500 and status != 429:
        return no_hub()
    if status == 408:
        return late()
    if status == 429 or status >= 500:
        busy = Unreachable("The hub is busy.", "It is tried again by itself.")
        busy.retry_after = answer.retry_after
        return busy
    return _decided(status, refusal or wire.Refusal(""))


def _decided(status: int, told: wire.Refusal) -> SalesError:
    """What the hub will answer again to the same question."""
    if status == 401:
        return _said(
            Unauthorised,
            told,
            "The hub does not know this computer.",
            "Ask your admin for a new code and connect again; what you wrote stays here.",
        )
    if status == 403 and told.error == "wipe":
        return _said(Wiped, told, "This computer may no longer hold the team's data.", "Ask your admin.")
    if status == 426:
        return _said(
            TooOld,
            told,
            "This Rapport is too old for the hub.",
            "Install the newer one; what you write is still saved and sent.",
        )
    return _said(
        Unreachable, told, "The hub refused what this computer asked.", "Tell your admin if it stays so."
    )


def _said(kind: type[E], refusal: wire.Refusal, sentence: str, hint: str) -> E:
    """An error with the hub's sentence, or ours where it has none that can be said."""
    if refusal.sentence:
        with contextlib.suppress(KeyError, ValueError, IndexError, AttributeError):
            return kind(refusal.sentence, refusal.hint, **refusal.fields)
    return kind(sentence, hint)
