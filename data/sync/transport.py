"""How a round reaches the hub, and the ways in which it may not.

Whatever is raised here, nothing was changed on this side, and what was sent may be sent again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sales.errors import SalesError

if TYPE_CHECKING:  # the window names these errors, and does without the messages until it syncs
    from data.sync.wire import CheckReply, CheckRequest, ForkReply, Page, PullRequest, PushReply, PushRequest


class Unreachable(SalesError):
    """No hub answered as one: no network, too slow, too busy, or something in between answered for it."""

    retry_after: float | None = None  # seconds, where the hub said so


class Unauthorised(SalesError):
    """The hub does not know this laptop any more."""


class Wiped(SalesError):
    """This laptop was revoked: what it holds is to be destroyed."""


class TooOld(SalesError):
    """The hub does not serve this version of the protocol any more; what is written is still taken."""


class Net(Protocol):
    """The hub, as a round sees it."""

    def push(self, request: PushRequest) -> PushReply | ForkReply: ...

    def pull(self, request: PullRequest) -> Page | ForkReply: ...

    def check(self, request: CheckRequest) -> CheckReply | ForkReply: ...
