"""What sales is measured by: one definition of each figure, for the screen, the paper and the tables alike.

A `Tally` holds the sums of one rep (or of the team) over one period; a measure is computed from it and from
nothing else, so the same figure is the same number everywhere. Rates are in basis points, amounts in minor
units, stars in tenths; margins are half widths of 95 % intervals in the measure's unit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from statistics import median

from sales.performance import Measure
from sales.rates import wilson
from sales.words import Words

Z95 = 1.96


@dataclass(frozen=True, slots=True)
class Moments:
    """How many values there were, their sum and the sum of their squares."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def __add__(self, other: Moments) -> Moments:
        return Moments(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> float:
        return self.total / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """The sample's variance; 0 of fewer than two values."""
        return max(0.0, (self.squares - self.n * self.mean**2) / (self.n - 1)) if self.n > 1 else 0.0

    @property
    def error(self) -> float:
        """The standard error of the mean."""
        return math.sqrt(self.variance / self.n) if self.n else 0.0


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many."""

    hits: int = 0
    of: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.hits + other.hits, self.of + other.of)

    @property
    def bp(self) -> int:
        """The share in basis points, half up; 0 of none."""
        return (20_000 * self.hits + self.of) // (2 * self.of) if self.of else 0

    @property
    def margin_bp(self) -> int:
        low, high = wilson(self.hits, self.of)
        return round((high - low) * 5_000)


@dataclass(frozen=True, slots=True)
class Tally:
    """The sums of one rep, or of everyone, over a period."""

    orders: Moments = Moments()  # the net amounts, in minor units
    won: Count = Count()  # buyers of the customers that were contacted or active
    list_cents: int = 0  # of the lines with a known list price ...
    listed_net_cents: int = 0  # ... and what was paid for them
    discounts: Moments = Moments()  # the discount of each order with such lines, as a share
    returned_cents: int = 0
    returned: Count = Count()  # orders of which something came back
    on_time: Count = Count()  # deliveries that were due
    satisfaction: Moments = Moments()  # CSAT answers, 1 to 5
    promoters: int = 0
    detractors: int = 0
    recommending: int = 0  # answers to "would you recommend us"

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def net_cents(self) -> int:
        return round(self.orders.total)

    @property
    def average_cents(self) -> int:
        """The average order, half up; 0 without orders."""
        return (2 * self.net_cents + self.orders.n) // (2 * self.orders.n) if self.orders.n else 0

    @property
    def discount_bp(self) -> int:
        """1 - net / list; below 0 where more than the list price was paid."""
        return Count(self.list_cents - self.listed_net_cents, self.list_cents).bp

    @property
    def returns_bp(self) -> int:
        """What was given back, of what was won."""
        return Count(self.returned_cents, self.net_cents).bp

    @property
    def stars(self) -> int:
        """The mean satisfaction in tenths of a star."""
        return round(self.satisfaction.mean * 10)

    @property
    def nps(self) -> int | None:
        """Promoters less detractors per hundred answers; None without answers."""
        if not self.recommending:
            return None
        return round(100 * (self.promoters - self.detractors) / self.recommending)

    @property
    def nps_margin(self) -> int:
        """Half of the 95 % interval of the NPS, in points."""
        n = self.recommending
        if not n:
            return 0
        up, down = self.promoters / n, self.detractors / n
        return round(100 * Z95 * math.sqrt(max(0.0, up + down - (up - down) ** 2) / n))


def total(tallies: Iterable[Tally]) -> Tally:
    """The sums of several reps together."""
    return sum(tallies, Tally())


@dataclass(frozen=True, slots=True)
class Definition:
    """One measure: what it is called, how it is computed and told, and whether more of it is better."""

    name: str
    unit: str  # cents, count, bp, stars (tenths of a star)
    of: Callable[[Tally], int]
    cases: Callable[[Tally], int]  # what it is computed from; without any the figure is not known
    basis: tuple[str, str]  # singular and plural, {n} cases of {of}
    says: str
    better: str = "up"
    margin: Callable[[Tally], float] | None = None
    whole: Callable[[Tally], int] = lambda tally: 0


DEFINITIONS = (
    Definition(
        "Revenue",
        "cents",
        lambda t: t.net_cents,
        lambda t: t.orders.n,
        ("{n} order", "{n} orders"),
        "Net amount of the orders placed, cancelled ones left out; an order counts for the rep who sold it,"
        " else for the customer's owner.",
    ),
    Definition("Orders", "count", lambda t: t.orders.n, lambda t: t.orders.n, ("", ""), "Their number."),
    Definition(
        "Average order",
        "cents",
        lambda t: t.average_cents,
        lambda t: t.orders.n,
        ("from {n} order", "from {n} orders"),
        "Revenue by number of orders.",
        margin=lambda t: Z95 * t.orders.error,
    ),
    Definition(
        "Conversion",
        "bp",
        lambda t: t.won.bp,
        lambda t: t.won.hits,
        ("{n} of {of} customers", "{n} of {of} customers"),
        "Customers who bought, of those who were contacted, active or buying.",
        margin=lambda t: t.won.margin_bp,
        whole=lambda t: t.won.of,
    ),
    Definition(
        "Discount",
        "bp",
        lambda t: t.discount_bp,
        lambda t: t.discounts.n,
        ("from {n} order", "from {n} orders"),
        "1 − net ÷ list price, over order lines whose list price is known.",
        better="down",
        margin=lambda t: Z95 * t.discounts.error * 10_000,
    ),
    Definition(
        "Returns",
        "bp",
        lambda t: t.returns_bp,
        lambda t: t.returned.hits,
        ("{n} of {of} orders", "{n} of {of} orders"),
        "Amount of the returns asked for, refused ones left out, of the revenue.",
        better="down",
        whole=lambda t: t.returned.of,
    ),
    Definition(
        "On-time delivery",
        "bp",
        lambda t: t.on_time.bp,
        lambda t: t.on_time.hits,
        ("{n} of {of} deliveries", "{n} of {of} deliveries"),
        "Of the deliveries that were due: signed before they counted as delayed.",
        margin=lambda t: t.on_time.margin_bp,
        whole=lambda t: t.on_time.of,
    ),
    Definition(
        "Satisfaction",
        "stars",
        lambda t: t.stars,
        lambda t: t.satisfaction.n,
        ("from {n} answer", "from {n} answers"),
        "Mean of the CSAT answers, 1 to 5.",
        margin=lambda t: Z95 * t.satisfaction.error * 10,
    ),
)


def measures(now: Tally, before: Tally, team: Iterable[Tally], words: Words) -> tuple[Measure, ...]:
    """The eight figures of the head line, in the order of `DEFINITIONS`; `team` are the reps for the median.

    What has no facts behind it (no promised day, no answer) is left out.
    """
    peers = list(team)
    return tuple(_measure(kind, now, before, peers, words) for kind in DEFINITIONS if _known(kind, now))


def definitions(words: Words) -> tuple[tuple[str, str], ...]:
    """How each figure is computed, in a sentence: printed on the report, shown by the inspector."""
    team = (words("Team"), words("The median of the reps. Margins are those of 95% intervals."))
    return (*((words(kind.name), words(kind.says)) for kind in DEFINITIONS), team)


def _known(kind: Definition, tally: Tally) -> bool:
    return kind.unit in ("cents", "count") or bool(kind.whole(tally) or kind.cases(tally))


def _measure(kind: Definition, now: Tally, before: Tally, peers: list[Tally], words: Words) -> Measure:
    margin = change_margin = None
    if kind.margin is not None:
        margin = round(kind.margin(now))
        if _known(kind, before):
            change_margin = round(math.hypot(kind.margin(now), kind.margin(before)))
    theirs = [kind.of(peer) for peer in peers if _known(kind, peer)]
    return Measure(
        name=words(kind.name),
        unit=kind.unit,
        value=kind.of(now),
        before=kind.of(before) if _known(kind, before) else None,
        team=round(median(theirs)) if theirs else None,
        better=kind.better,
        margin=margin,
        change_margin=change_margin,
        basis=_basis(kind, now, words),
    )


def _basis(kind: Definition, tally: Tally, words: Words) -> str:
    """What it was counted from; nothing where no single case is known, as of returns without their order."""
    if not kind.basis[0] or not kind.cases(tally):
        return ""
    return words.count(*kind.basis, kind.cases(tally), of=words.number(kind.whole(tally)))
