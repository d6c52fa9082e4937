"""Where a customer stands besides the segments: membership tier, value triad, survey cohort, RFM2 class.

Some of it is a share of all customers (fifths, the top 15 % by predicted value, the top 10 % by spend), so it
takes two steps: `cuts` finds where all customers are divided, `Yardstick` places each one. Among equals the newer
customer, the one with the later id, comes first. Source: docs/segments.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sales.calendar import Calendar
from sales.facts import Summary
from sales.rfm import RfmRules, RfmTable, fifths, measures, promo_bp, score
from sales.segments import SegmentRules, Stay

BANDS = ("high_value", "potential", "lapsing")
COHORTS = ("new", "existing", "vip")
YEAR_DAYS = 365

Place: TypeAlias = tuple[int, str]  # an amount and the customer's id: a rank without ties


@dataclass(frozen=True, slots=True)
class StandingRules:
    """The thresholds of tiers (spend, cents), of the value triad and of the cohorts (per cent, days)."""

    silver_from_cents: int = 50_000
    gold_from_cents: int = 100_000
    high_percent: int = 15
    potential_percent: int = 45
    least_days: int = YEAR_DAYS  # a shorter history is taken as if it were this long
    vip_percent: int = 10
    cohort_days: int = 30


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything by which customers are placed."""

    segments: SegmentRules
    standing: StandingRules
    rfm: RfmRules


@dataclass(frozen=True, slots=True)
class Appraised:
    """What one customer's place depends on: the five RFM2 measures, spend and predicted value."""

    customer_id: str
    measures: tuple[int, int, int, int, int]
    spend_cents: int
    value_cents: int


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where all customers are divided: the fifths of each RFM2 dimension, the last places of the shares."""

    fifths: tuple[tuple[int, ...], ...]
    high: Place | None
    potential: Place | None
    vip: Place | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one customer stands on a day; `stays` are the segments, the primary one first, never empty."""

    customer_id: str
    as_of: date
    stays: tuple[Stay, ...]
    tier: str
    value_band: str
    cohort: str
    scores: tuple[int, ...]
    rfm2_class: str
    spend_cents: int
    value_cents: int


class Yardstick:
    """The rules made ready for one day, by which any number of customers are appraised and placed."""

    def __init__(self, rules: Rules, as_of: date, calendar: Calendar) -> None:
        self.rules, self.as_of = rules, as_of
        self._day = as_of.toordinal()
        self._calendar = calendar
        self._table = RfmTable(rules.rfm)
        self._new_from = date.fromordinal(self._day - rules.standing.cohort_days)

    def appraised(self, summary: Summary) -> Appraised:
        return Appraised(
            summary.customer_id,
            measures(summary, self._calendar),
            summary.spend_cents,
            self.value_cents(summary),
        )

    def value_cents(self, summary: Summary) -> int:
        """A simple estimate of the spend in the next twelve months.

        A year's share of the spend so far, thinned by silence: spend x 365 / (days since the first order +
        orders x days since the last one). Who orders every 30 days and last did 30 days ago is expected to
        spend half of their yearly rate; who never bought, nothing.
        """
        if summary.first_order_at is None or summary.last_order_at is None:
            return 0
        days = max(self._day - self._calendar.day(summary.first_order_at), self.rules.standing.least_days)
        silent = self._day - self._calendar.day(summary.last_order_at)
        return max(0, summary.spend_cents) * YEAR_DAYS // (days + summary.order_count * silent)

    def placed(self, summary: Summary, appraised: Appraised, cuts: Cuts, stays: Sequence[Stay]) -> Standing:
        """The customer's standing among all, by the cuts."""
        scores = tuple(map(score, appraised.measures, cuts.fifths))
        return Standing(
            customer_id=summary.customer_id,
            as_of=self.as_of,
            stays=tuple(stays),
            tier=tier(appraised.spend_cents, self.rules.standing),
            value_band=band(appraised, cuts),
            cohort=self._cohort(summary, cuts),
            scores=scores,
            rfm2_class=self._table.class_of(scores, promo_bp(summary)),
            spend_cents=appraised.spend_cents,
            value_cents=appraised.value_cents,
        )

    def _cohort(self, summary: Summary, cuts: Cuts) -> str:
        spend = summary.spend_cents
        if cuts.vip and spend > 0 and (spend, summary.customer_id) >= cuts.vip:
            return "vip"
        registered = summary.registered_on
        return "new" if registered is not None and registered >= self._new_from else "existing"


def tier(spend_cents: int, rules: StandingRules) -> str:
    """The membership tier: standard, silver or gold."""
    if spend_cents >= rules.gold_from_cents:
        return "gold"
    return "silver" if spend_cents >= rules.silver_from_cents else "standard"


def band(appraised: Appraised, cuts: Cuts) -> str:
    """The part of the value triad; who is expected to spend nothing is of high value in no case."""
    place = (appraised.value_cents, appraised.customer_id)
    if cuts.high and appraised.value_cents > 0 and place >= cuts.high:
        return "high_value"
    return "potential" if cuts.potential and place >= cuts.potential else "lapsing"


def cuts(customers: Sequence[Appraised], rules: StandingRules) -> Cuts:
    """Where these customers are divided."""
    by_value = [(one.value_cents, one.customer_id) for one in customers]
    by_spend = [(one.spend_cents, one.customer_id) for one in customers]
    return Cuts(
        fifths=tuple(fifths(one.measures[at] for one in customers) for at in range(5)),
        high=_last_of(by_value, rules.high_percent),
        potential=_last_of(by_value, rules.high_percent + rules.potential_percent),
        vip=_last_of(by_spend, rules.vip_percent),
    )


def _last_of(places: Sequence[Place], percent: int) -> Place | None:
    """The last place within the top share, rounded half up to whole customers; None if that is nobody."""
    count = (len(places) * percent + 50) // 100
    if count == 0:
        return None
    amount = sorted((amount for amount, _ in places), reverse=True)[count - 1]
    equal = sorted((place for place in places if place[0] == amount), reverse=True)
    above = sum(1 for place in places if place[0] > amount)
    return equal[count - above - 1]
