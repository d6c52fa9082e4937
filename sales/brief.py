"""The call brief: everything a rep needs for one call, as values that the screen, the paper and a command
show alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sales.facts import Activity, Customer


@dataclass(frozen=True, slots=True)
class Membership:
    """One segment the customer is in: the rule's reason, as a finished sentence, and since when."""

    segment: str
    why: str
    since_on: date | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A predicted figure with its band and how far it can be trusted.

    `value` None means too little history.
    """

    name: str
    value: str | None
    band: str
    reliability: str


@dataclass(frozen=True, slots=True)
class Bought:
    """An order in a line. `note` is an exception only ("3 days late", "2 stars")."""

    day: date
    what: str
    net_cents: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """Something open that the customer waits for. `kind` is ticket, delay, return, review or promise."""

    kind: str
    title: str
    detail: str
    due_at: int | None
    overdue: bool
    state: str  # in words: "2 days over", "open 9 days"
    ref: str = ""  # the id of the fact


@dataclass(frozen=True, slots=True)
class NextAction:
    """A next best action. `expected_cents` = `probability_bp` of `stake_cents`; None where it is goodwill."""

    kind: str
    title: str
    because: str
    due_at: int | None = None
    expected_cents: int | None = None
    probability_bp: int | None = None
    stake_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """An objection the customer may raise and the line that answers it.

    `won` of `n` times it worked; n 0 = not known.
    """

    words: str
    answer: str
    won: int = 0
    n: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A product to offer at this customer's price, and why, in a sentence the rep can speak.

    `kind`: again or new.
    """

    product_id: str
    name: str
    why: str
    list_e4: int
    price_e4: int
    kind: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the talk track with its variables filled in."""

    id: str
    title: str
    say: tuple[str, ...]
    show: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    listen: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()  # the customer's words -> id of the step they lead to


@dataclass(frozen=True, slots=True)
class FilledTrack:
    """The talk track chosen for this customer: `why` says by what it was matched."""

    id: str
    title: str
    why: str
    version: int
    verified_on: date | None
    objective: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """One customer's call brief. Amounts are in `currency`; `as_of_at` is the age of the data."""

    customer: Customer
    customer_no: str
    tier: str
    currency: str
    prepared_at: int
    as_of_at: int
    rep_name: str
    call: Activity | None
    segments: tuple[Membership, ...]  # the primary one first
    rfm2_class: str
    value_band: str
    spend_cents: int
    figures: tuple[Figure, ...]
    bought: tuple[Bought, ...]  # newest first, at most five
    order_count: int
    contacts: tuple[Activity, ...]  # newest first, at most three
    issues: tuple[Issue, ...]  # most urgent first
    actions: tuple[NextAction, ...]  # by expected value, at most three
    track: FilledTrack | None
    doubts: tuple[Doubt, ...]
    offers: tuple[Offer, ...]
    facts: tuple[tuple[str, str], ...]  # label, value: what else is known
    versions: tuple[str, ...] = ()  # of rules, price list, track, in words: printed at the foot
