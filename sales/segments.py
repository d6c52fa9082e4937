"""The six lifecycle segments: on which days each rule holds for a customer, and so since when.

The rules look at a customer's *trail*: the days of what they did. A *stay* is a run of days without a gap on
which a rule holds; new facts end it, or mere time, so the trail alone tells where a customer stands on any
later day. A day counts with all that happened until its end. Days are ordinals (`date.toordinal`).
Source: docs/segments.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeAlias

from sales.calendar import EVER, FOREVER, Calendar
from sales.facts import History

NAMES = {
    "problem": "Problem",
    "churn_risk": "Churn risk",
    "advocate": "Advocate",
    "high_value": "High value",
    "potential": "Potential",
    "new": "New",
    "regular": "Regular",
}
REGULAR = "regular"  # none of the six
CANCELLED, REFUSED, DONE = "cancelled", "refused", "done"  # an order, a return, an activity
MONTH_DAYS = (487, 16)  # 30.4375 as a fraction: the average month

Days: TypeAlias = tuple[int, int]  # from the first day to the last, both included
NONE: Sequence[Days] = ()


@dataclass(frozen=True, slots=True)
class SegmentRules:
    """The thresholds of the six rules (`rules/segments.toml`), and which segment leads when several match."""

    precedence: tuple[str, ...]
    new_days: int
    potential_from_days: int
    potential_to_days: int
    potential_views: int
    orders_a_month: int
    average_order_cents: int
    silent_days: int
    unhappy_stars: int
    problem_days: int
    promoter_score: int
    referrals: int

    def rank(self, segment: str) -> int:
        """The segment's place in the precedence; regular comes after all others."""
        return self.precedence.index(segment) if segment in self.precedence else len(self.precedence)


@dataclass(frozen=True, slots=True)
class Trail:
    """The days of a customer that the rules look at, each kind oldest first; `known` is the first of all."""

    known: int | None = None
    registered: int | None = None
    orders: Sequence[tuple[int, int]] = ()  # day, cents
    views: Sequence[int] = ()
    tickets: Sequence[int] = ()
    stars: Sequence[tuple[int, int]] = ()  # day, stars of a review
    scores: Sequence[tuple[int, int]] = ()  # day, NPS
    referrals: Sequence[int] = ()

    @property
    def newest(self) -> int:
        """The day of the last fact: from it on, only time changes where the customer stands."""
        last = EVER
        for dated in (self.orders, self.stars, self.scores):
            if dated and dated[-1][0] > last:
                last = dated[-1][0]
        for days in (self.views, self.tickets, self.referrals):
            if days and days[-1] > last:
                last = days[-1]
        return last


@dataclass(frozen=True, slots=True)
class Stay:
    """A segment that a customer is in, from the first day to the last; FOREVER until new facts end it."""

    segment: str
    since: int
    until: int

    @property
    def since_on(self) -> date | None:
        """The day since which the rule holds; None where it is not known when the customer came."""
        return None if self.since == EVER else date.fromordinal(self.since)


def trail(history: History, calendar: Calendar) -> Trail:
    """The trail of a customer's facts, less what does not count: cancelled orders, refused returns, plans."""
    day, who = calendar.day, history.customer
    orders = [order for order in history.orders if order.status != CANCELLED]
    seen = [
        *(order.placed_at for order in orders),
        *(back.requested_at for back in history.returns if back.status != REFUSED),
        *(event.at for event in history.events),
        *(ticket.opened_at for ticket in history.tickets),
        *(survey.answered_at for survey in history.surveys),
        *(review.written_at for review in history.reviews),
        *(activity.at for activity in history.activities if activity.state == DONE),
        *_referred(history),
    ]
    registered = who.registered_on.toordinal() if who.registered_on else None
    first = day(min(seen)) if seen else None
    return Trail(
        known=min((one for one in (registered, first) if one is not None), default=None),
        registered=registered,
        orders=[(day(order.placed_at), order.net_cents) for order in orders],
        views=[day(event.at) for event in history.events if event.kind == "view"],
        tickets=[day(ticket.opened_at) for ticket in history.tickets],
        stars=[(day(review.written_at), review.stars) for review in history.reviews],
        scores=[(day(one.answered_at), one.score) for one in history.surveys if one.kind == "nps"],
        referrals=sorted(day(at) for at in _referred(history)),
    )


def _referred(history: History) -> list[int]:
    """When they recommended us: as logged, or as an event of the shop."""
    told = [event.at for event in history.events if event.kind == "referral"]
    return [referral.at for referral in history.referrals] + told


def stays(trail: Trail, rules: SegmentRules) -> list[Stay]:
    """All stays, past and to come as long as no new facts do, "regular" among them; by segment and day."""
    found: list[Stay] = []
    for segment, holds in RULES.items():
        for first, last in holds(trail, rules):
            found.append(Stay(segment, first, last))
    known = EVER if trail.known is None else trail.known
    if not found:
        return [Stay(REGULAR, known, FOREVER)]
    taken = sorted([(stay.since, stay.until) for stay in found])
    found += [Stay(REGULAR, first, last) for first, last in _between(taken, known)]
    return found


def lasting(trail: Trail, rules: SegmentRules) -> list[Stay]:
    """The stays that reach the last fact or follow it: all that a later day needs."""
    newest = trail.newest
    return [stay for stay in stays(trail, rules) if stay.until >= newest]


def standing_on(day: int, stays: Iterable[Stay], rules: SegmentRules) -> list[Stay]:
    """The stays that a day lies in, the primary one first."""
    return sorted(
        (stay for stay in stays if stay.since <= day <= stay.until), key=lambda s: rules.rank(s.segment)
    )


def _new(trail: Trail, rules: SegmentRules) -> Sequence[Days]:
    if trail.registered is None:
        return NONE
    return _unless_bought(trail, trail.registered, trail.registered + rules.new_days)


def _potential(trail: Trail, rules: SegmentRules) -> Sequence[Days]:
    if trail.registered is None or len(trail.views) < rules.potential_views:
        return NONE
    first = max(trail.registered + rules.potential_from_days, trail.views[rules.potential_views - 1])
    return _unless_bought(trail, first, trail.registered + rules.potential_to_days)


def _high_value(trail: Trail, rules: SegmentRules) -> Sequence[Days]:
    """Between two orders the average stays and the frequency falls, so each order begins a stay or none."""
    least = rules.orders_a_month
    if len(trail.orders) < least:
        return NONE
    found: list[Days] = []
    cents = 0
    first = latest = trail.orders[0][0]
    for count, (day, net) in enumerate((*trail.orders, (FOREVER + 1, 0))):
        if day > latest:
            if count >= least and cents >= rules.average_order_cents * count:
                frequent_until = first + count * MONTH_DAYS[0] // (MONTH_DAYS[1] * least)
                _extend(found, latest, min(frequent_until, day - 1))
            latest = day
        cents += net
    return found


def _churn_risk(trail: Trail, rules: SegmentRules) -> Sequence[Days]:
    if not trail.orders or not trail.stars:
        return NONE
    ordered = [*(day for day, _ in trail.orders), FOREVER + 1]
    silent = [(day + rules.silent_days, later - 1) for day, later in pairwise(ordered)]
    return _both(silent, _while(trail.stars, lambda stars: stars <= rules.unhappy_stars))


def _problem(trail: Trail, rules: SegmentRules) -> Sequence[Days]:
    if not trail.tickets:
        return NONE
    found: list[Days] = []
    for day in trail.tickets:
        _extend(found, day, day + rules.problem_days)
    return found


def _advocate(trail: Trail, rules: SegmentRules) -> Sequence[Days]:
    if not trail.scores or len(trail.referrals) < rules.referrals:
        return NONE
    recommended = [(trail.referrals[rules.referrals - 1], FOREVER)]
    return _both(_while(trail.scores, lambda score: score >= rules.promoter_score), recommended)


RULES: dict[str, Callable[[Trail, SegmentRules], Sequence[Days]]] = {
    "problem": _problem,
    "churn_risk": _churn_risk,
    "advocate": _advocate,
    "high_value": _high_value,
    "potential": _potential,
    "new": _new,
}


def _unless_bought(trail: Trail, first: int, last: int) -> Sequence[Days]:
    if trail.orders:
        last = min(last, trail.orders[0][0] - 1)
    return [(first, last)] if first <= last else NONE


def _while(rated: Sequence[tuple[int, int]], holds: Callable[[int], bool]) -> Sequence[Days]:
    """The days on which the latest rating is one that `holds`; of one day's ratings the last counts."""
    found: list[Days] = []
    later = [*(day for day, _ in rated[1:]), FOREVER + 1]
    for (day, rating), next_day in zip(rated, later, strict=False):
        if day < next_day and holds(rating):
            _extend(found, day, next_day - 1)
    return found


def _extend(found: list[Days], first: int, last: int) -> None:
    """Add days to runs in order, joining those that touch."""
    if first > last:
        return
    if found and first <= found[-1][1] + 1:
        found[-1] = (found[-1][0], max(found[-1][1], last))
    else:
        found.append((first, last))


def _both(some: Iterable[Days], others: Sequence[Days]) -> Sequence[Days]:
    """The days that lie in both."""
    found: list[Days] = []
    for first, last in some:
        for other_first, other_last in others:
            _extend(found, max(first, other_first), min(last, other_last))
    return found


def _between(taken: Iterable[Days], known: int) -> Sequence[Days]:
    """The days since `known` that lie in none of the runs, which are sorted and may overlap."""
    found: list[Days] = []
    free = known
    for first, last in taken:
        _extend(found, free, first - 1)
        free = max(free, last + 1)
    _extend(found, free, FOREVER)
    return found
