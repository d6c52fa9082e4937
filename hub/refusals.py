"""What the hub answers when it does not do what it was asked: a status, a word and a sentence."""

from __future__ import annotations

from data.sync.wire import Refusal
from sales.errors import SalesError


class Refused(SalesError):
    """An answer other than 200. `error` is a word for the program; sentence and hint are for the person."""

    def __init__(self, status: int, error: str, sentence: str, hint: str = "", /, **fields: str) -> None:
        super().__init__(sentence, hint, **fields)
        self.status, self.error, self.fields = status, error, fields
        self.retry_after: int | None = None

    def refusal(self) -> Refusal:
        return Refusal(self.error, self._message, self._hint, self.fields)


class Later(Refused):
    """Too much at once: the same may be asked again after `seconds`."""

    def __init__(self, seconds: int, sentence: str, hint: str = "", /, **fields: str) -> None:
        super().__init__(429, "later", sentence, hint, **fields)
        self.retry_after = max(1, seconds)


def unauthorised() -> Refused:
    return Refused(
        401,
        "unauthorised",
        "The hub does not know this computer.",
        "Ask your admin for a new code and connect again; what you wrote stays here.",
    )


def wipe() -> Refused:
    return Refused(
        403,
        "wipe",
        "This computer may no longer hold the team's data.",
        "It is removed from here; ask your admin if that is a mistake.",
    )


def forbidden() -> Refused:
    return Refused(403, "forbidden", "Your role does not allow this.", "Ask your admin.")


def malformed(what: str) -> Refused:
    return Refused(400, "malformed", "The request cannot be read: {what}", what=what)
