"""The life of a quote: its versions and their numbers, who may do what to them, and until when they hold.

draft -> awaiting approval -> issued -> accepted, declined, expired or superseded. A version that has left the
draft is never written again: *revise* begins the next one, and the one before stays as it was printed. It is
superseded when the next one is issued, not before, so that a customer always holds one that can be accepted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sales.approvals import Approval, voided_by
from sales.calendar import Calendar
from sales.errors import RuleBroken
from sales.quote_checks import FREE, Check, needed
from sales.quote_document import Quote

DRAFT, AWAITING, ISSUED = "draft", "awaiting approval", "issued"
ACCEPTED, DECLINED, EXPIRED, SUPERSEDED = "accepted", "declined", "expired", "superseded"
EDITABLE = (DRAFT, AWAITING)
AFTER = {
    DRAFT: (AWAITING, ISSUED),
    AWAITING: (DRAFT, ISSUED),
    ISSUED: (ACCEPTED, DECLINED, EXPIRED, SUPERSEDED),
    DECLINED: (SUPERSEDED,),
    EXPIRED: (SUPERSEDED,),
    ACCEPTED: (),
    SUPERSEDED: (),
}
APPROVED = "approved"
# Why a version cannot be moved to a state.
REFUSED = {
    DRAFT: "{number} has not been issued yet; change it instead of revising it.",
    AWAITING: "{number} is no draft, so there is nothing to ask approval for.",
    APPROVED: "Nobody has asked for an approval of {number}.",
    ISSUED: "{number} has been issued before; revise it.",
    ACCEPTED: "{number} is not with the customer, so it cannot be accepted.",
    DECLINED: "{number} is not with the customer, so it cannot be declined.",
    SUPERSEDED: "{number} is not with the customer, so no later one takes its place.",
}
NUMBER = re.compile(r"Q(\d{2})-([A-Z0-9]{2,8})-(\d{4,})-v([1-9]\d*)", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class QuoteNumber:
    """`Q26-R07-0042-v1`: the year, the series of a device, a number in it, the version.

    A series belongs to one device, so two that are offline never give the same number.
    """

    year: int
    series: str
    serial: int
    version: int = 1

    def __str__(self) -> str:
        return f"Q{self.year % 100:02}-{self.series}-{self.serial:04}-v{self.version}"


@dataclass(frozen=True, slots=True)
class QuoteVersion:
    """One version of a quote. `id` is its UUIDv7, `quote_id` that of all its versions."""

    id: str
    quote_id: str
    number: QuoteNumber
    quote: Quote
    valid_until: date
    state: str = DRAFT
    approval: Approval | None = None

    @property
    def watermarked(self) -> bool:
        """Whether paper of it says that it is subject to approval."""
        return self.state in EDITABLE


def quote_number(text: str) -> QuoteNumber:
    """A number as it is printed. Raises RuleBroken."""
    if not (found := NUMBER.fullmatch(text.strip())):
        raise RuleBroken("{text} is not a quote number.", "Write it as Q26-R07-0042-v1.", text=text)
    year, series, serial, version = found.groups()
    return QuoteNumber(2000 + int(year), series, int(serial), int(version))


def next_number(given: Sequence[QuoteNumber], series: str, on: date) -> QuoteNumber:
    """The first version's number of the next quote of a series, after all that it has given this year."""
    last = max((one.serial for one in given if (one.year, one.series) == (on.year, series)), default=0)
    return QuoteNumber(on.year, series, last + 1)


def edited(version: QuoteVersion, quote: Quote, found: Sequence[Check]) -> QuoteVersion:
    """A draft with other contents, whose checks are `found`. Raises RuleBroken once it has been issued.

    An approval that an edit voids is gone, and what was asked for has to be asked again.
    """
    if version.state not in EDITABLE:
        raise RuleBroken(
            "{number} has been issued and stays as it is.",
            "Revise it: that begins the next version.",
            number=version.number,
        )
    kept = version.approval if version.approval and not voided_by(version.approval, found) else None
    return replace(version, quote=quote, state=DRAFT, approval=kept)


def asked(version: QuoteVersion) -> QuoteVersion:
    """The version with approval asked for."""
    return _moved(version, AWAITING)


def approved(version: QuoteVersion, approval: Approval, found: Sequence[Check]) -> QuoteVersion:
    """The version let pass, ready to be issued. Raises RuleBroken where the approval leaves a rule open."""
    if version.state != AWAITING:
        raise RuleBroken(REFUSED[APPROVED], number=version.number)
    if open_checks := voided_by(approval, found):
        raise RuleBroken(
            "Rule {rule} needs somebody else to approve.",
            "Ask who may let it pass, or change the quote.",
            rule=open_checks[0].rule.id,
        )
    return replace(version, approval=approval)


def issued(version: QuoteVersion, found: Sequence[Check], on: date) -> QuoteVersion:
    """The version as the customer gets it. Raises RuleBroken where it is over, or nobody has let it pass."""
    if on > version.valid_until:
        raise RuleBroken("The last day of this quote is over.", "Choose a later one.")
    answered = version.approval is not None and not voided_by(version.approval, found)
    if not answered and needed(found, version.quote.guardrails.role)[0] != FREE:
        raise RuleBroken(
            "This quote needs an approval.", "Ask for it; until then it may be shown, not issued."
        )
    return _moved(version, ISSUED)


def accepted(version: QuoteVersion, on: date) -> QuoteVersion:
    """The version taken by the customer on a day. Raises RuleBroken where that is too late."""
    if on > version.valid_until:
        raise RuleBroken("The last day of this quote is over.", "Revise it: that begins the next version.")
    return _moved(version, ACCEPTED)


def declined(version: QuoteVersion) -> QuoteVersion:
    return _moved(version, DECLINED)


def on_day(version: QuoteVersion, on: date) -> QuoteVersion:
    """The version as it stands on a day: an issued one whose last day is over has expired."""
    return (
        replace(version, state=EXPIRED) if version.state == ISSUED and on > version.valid_until else version
    )


def superseded(version: QuoteVersion) -> QuoteVersion:
    """The version after a later one was issued."""
    return _moved(version, SUPERSEDED)


def revised(version: QuoteVersion, version_id: str, last: int, valid_until: date) -> QuoteVersion:
    """The draft of the next version after `last`, the highest there is; this one stays as it is."""
    if version.state in EDITABLE:
        raise RuleBroken(REFUSED[DRAFT], number=version.number)
    number = replace(version.number, version=last + 1)
    return QuoteVersion(version_id, version.quote_id, number, version.quote, valid_until)


def valid_to(version: QuoteVersion, calendar: Calendar) -> int:
    """The last instant at which it can be accepted: the end of its last day where the company is."""
    return calendar.ends_at(version.valid_until.toordinal())


def _moved(version: QuoteVersion, state: str) -> QuoteVersion:
    if state not in AFTER[version.state]:
        raise RuleBroken(REFUSED[state], number=version.number)
    return replace(version, state=state)
