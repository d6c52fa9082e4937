"""Occasions: facts about one customer that may call for an action, and how the customer may be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Occasion:
    """A fact that may call for an action; its kind is one of `sales.action_rules.KINDS`.

    `at` is the instant its trigger counts from (the promised day, a ticket's deadline, the end of a product's
    life), `since` when it began where that is another, `ref` the row it stands in, so that settling it
    settles this one only.
    """

    kind: str
    ref: str
    at: int
    subject: str = ""  # the product, the ticket, the promise that the sentence names
    n: int = 0  # stars, pieces, minutes or articles: what the sentence counts
    since: int | None = None
    stake_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Who the customer is to us, and whether and how they may be contacted.

    A consent of None is not known.
    """

    name: str
    tier: str = "standard"
    average_cents: int | None = None
    last_contact_at: int | None = None
    recent: tuple[int, ...] = ()  # the contacts within the cap's days, oldest first
    consent_call: bool | None = None
    consent_sms: bool | None = None
    consent_mail: bool | None = None
    currency: str = "CNY"


def birthday_in(born: date, year: int) -> date:
    """The birthday in a year; one born on 29 February has it on the 28th in common years."""
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
