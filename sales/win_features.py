"""What is known of a quote at the instant it is issued, as a model of the chance to win may use it.

Leakage is impossible by construction. `WinFeatures` are made of two things alone: the version as it was
priced, which is sealed from then on, and `Known`, which `Past.known` counts up to that instant, no further.
What came of a version is another type, which no feature is made from; neither are its answer's date, the
days it was open, the value it closed at, or what the customer is today.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import cos, log, log1p, pi, sin

from sales.priced_quote import PricedLine, PricedQuote
from sales.quote_checks import given_away
from sales.quote_document import REP

DAY = 86_400_000
YEAR = 365 * DAY
LONGEST_DAYS = 730  # since an order; who never ordered counts like this
DRAWN = 8  # a rate is drawn towards the team's as if by that many more quotes at the team's rate
MOST_VERSIONS = 4


@dataclass(frozen=True, slots=True)
class Issued:
    """A version as it left. `document` is its JSON text, costs left out; `days_valid` from issue on.

    It counts from `counts_at` on, when its last day is over.
    """

    version_id: str
    customer_id: str
    rep_id: str
    at: int
    document: str
    version: int = 1
    days_valid: int = 30

    @property
    def counts_at(self) -> int:
        return self.at + (self.days_valid + 1) * DAY


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a version, and the instant from which on that was known."""

    customer_id: str
    rep_id: str
    at: int
    won: bool


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order of a customer: when, and its net amount in minor units."""

    at: int
    net: int


@dataclass(frozen=True, slots=True)
class Known:
    """Where a customer and a rep stood at an instant. Amounts in minor units, rates from 0 to 1."""

    orders: int
    worth: int
    usual: float
    days_since_order: float
    answers: int
    customer_rate: float
    rep_rate: float


@dataclass(frozen=True, slots=True)
class WinFeatures:
    """`given_bp` and `payment_days` are what the rep may move; the chance never falls in them.

    `size` is that of the lines before anything was given away, so that a discount changes `given_bp` alone.
    Counts, days and amounts are logarithms; `lead` is the category that most of the amount is in.
    """

    given_bp: float
    payment_days: float
    size: float
    granted: float
    lines: float
    bundled: float
    version: float
    days_valid: float
    orders: float
    worth: float
    first_order: float
    larger_than_usual: float
    days_since_order: float
    answers: float
    customer_rate: float
    rep_rate: float
    winter: float
    spring: float
    lead: str
    currency: str


class Past:
    """Orders and answers, to be asked for what was known at an instant."""

    def __init__(self, told: Sequence[Answer]) -> None:
        by_customer: dict[str, list[Answer]] = defaultdict(list)
        by_rep: dict[str, list[Answer]] = defaultdict(list)
        self._team = _Counted(told)
        for answer in told:
            by_customer[answer.customer_id].append(answer)
            by_rep[answer.rep_id].append(answer)
        self._customers = {name: _Counted(answers) for name, answers in by_customer.items()}
        self._reps = {name: _Counted(answers) for name, answers in by_rep.items()}

    def known(self, customer_id: str, rep_id: str, orders: Sequence[PastOrder], at: int) -> Known:
        """What was known before an instant; orders and answers from then on count for nothing."""
        before = orders[: bisect_left(orders, at, key=lambda order: order.at)]
        year = [order.net for order in before if order.at >= at - YEAR]
        n, won = self._team.before(at)
        team = (won + 1) / (n + 2)
        answered, taken = self._customers.get(customer_id, NOBODY).before(at)
        of_rep, won_by_rep = self._reps.get(rep_id, NOBODY).before(at)
        return Known(
            orders=len(year),
            worth=sum(year),
            usual=sum(order.net for order in before) / len(before) if before else 0.0,
            days_since_order=min((at - before[-1].at) / DAY, LONGEST_DAYS) if before else LONGEST_DAYS,
            answers=answered,
            customer_rate=(taken + DRAWN * team) / (answered + DRAWN),
            rep_rate=(won_by_rep + DRAWN * team) / (of_rep + DRAWN),
        )


def features(
    priced: PricedQuote,
    known: Known,
    at: int,
    version: int,
    days_valid: int,
    categories: Mapping[str, str],
) -> WinFeatures:
    """The features of a version issued at an instant, from what it says and what was known then."""
    asked = [(line, _asked(line)) for line in priced.lines]
    whole = sum(amount for _, amount in asked) or 1.0
    listed = sum(float(line.fall.steps[0].after) for line in priced.lines) or 1.0
    bundled = sum(amount for line, amount in asked if line.line.parts)
    minor = whole * 10**priced.quote.rounding.decimals
    season = 2 * pi * (at % YEAR) / YEAR
    return WinFeatures(
        given_bp=float(given_away(priced)) * 10_000,
        payment_days=float(priced.quote.payment_days or 0),
        size=log(max(whole, 0.01)),
        granted=1 - whole / listed,
        lines=log(len(asked)),
        bundled=bundled / whole,
        version=float(min(version, MOST_VERSIONS) - 1),
        days_valid=log1p(max(days_valid, 0)),
        orders=log1p(known.orders),
        worth=log1p(max(known.worth, 0)),
        first_order=float(known.days_since_order >= LONGEST_DAYS),
        larger_than_usual=log(max(minor, 1.0) / known.usual) if known.usual > 0 else 0.0,
        days_since_order=log1p(known.days_since_order),
        answers=log1p(known.answers),
        customer_rate=known.customer_rate,
        rep_rate=known.rep_rate,
        winter=cos(season),
        spring=sin(season),
        lead=_lead(asked, categories),
        currency=priced.quote.currency,
    )


def _asked(line: PricedLine) -> float:
    """The amount of a line before the rep took anything off it."""
    return float(next((step.before for step in line.fall.steps if step.kind == REP), line.fall.exact))


def _lead(asked: Iterable[tuple[PricedLine, float]], categories: Mapping[str, str]) -> str:
    amounts: dict[str, float] = defaultdict(float)
    for line, amount in asked:
        amounts[categories.get(line.line.product, "")] += amount
    return max(sorted(amounts), key=lambda name: amounts[name])


class _Counted:
    """Answers in the order they came, counted."""

    __slots__ = ("_ats", "_won")

    def __init__(self, answers: Iterable[Answer]) -> None:
        ordered = sorted(answers, key=lambda answer: answer.at)
        self._ats = [answer.at for answer in ordered]
        self._won = [0, *accumulate(int(answer.won) for answer in ordered)]

    def before(self, at: int) -> tuple[int, int]:
        """How many there were, and how many of them were won."""
        n = bisect_left(self._ats, at)
        return n, self._won[n]


NOBODY = _Counted(())
