"""One customer's facts in one line of time, newest first: what the History tab and the paper show.

An entry stands where the customer was last concerned: an order at its latest tracking node, or at the day
from which it counts as delayed. What the customer did with one product on one day is one entry, a `Visit`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sales.contact_marks import ContactMark
from sales.facts import Activity, Order, Referral, Return, Review, Survey, Ticket
from sales.service import ServiceAct

# The chips over the line of time, in the order in which they stand.
STRANDS = ("orders", "views", "tickets", "surveys", "contacts")


@dataclass(frozen=True, slots=True)
class Visit:
    """What a customer did with one product, or searched for, on one day: `times` times, last at `at`."""

    kind: str
    at: int
    times: int
    duration_s: int
    product_id: str | None = None
    category: str | None = None
    channel: str | None = None
    queries: tuple[str, ...] = ()


Names = tuple[str, str | None]  # as it is called, and in Chinese
Fact = Order | Return | Visit | Ticket | Survey | Review | Activity | ServiceAct | Referral


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, and the instant at which it stands in the line of time."""

    at: int
    strand: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Page:
    """Entries of whole days, newest first. `before` asks for the next page; None: there are no older ones."""

    entries: tuple[Entry, ...]
    before: int | None
    products: Mapping[str, Names] = field(default_factory=dict)
    reps: Mapping[str, Names] = field(default_factory=dict)
    coupon_at: int | None = None  # when a coupon was last offered for a delay
    marks: Mapping[str, tuple[ContactMark, ...]] = field(default_factory=dict)  # by contact, oldest first
