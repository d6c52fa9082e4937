"""Where customers stand besides the segments: membership tier, value triad, survey cohort, RFM2 class.

Much of it is a share of all customers (fifths, the top 15 % by predicted value, the top 10 % by spend), so it
is worked out for many at once, figure by figure: `cuts` finds where all are divided, `place` puts each on its
side. Among equals the newer customer, the one with the later id, comes first. Source: docs/segments.md.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sales.brief import Membership
from sales.calendar import Calendar, ordinal
from sales.rfm import RfmRules, fifths, fitting
from sales.segments import SegmentRules, Stay

TIERS = ("standard", "silver", "gold")
BANDS = ("high_value", "potential", "lapsing")
COHORTS = ("new", "existing", "vip")
NEVER = 0  # the day of what never happened, before all days
YEAR_DAYS = 365

BASIS = (
    "customer_id", "registered_on", "order_count", "order_cents", "returned_cents", "first_order_at",
    "last_order_at", "share_count", "referral_count", "review_count", "event_count", "phone_events",
    "tablet_events", "computer_events", "promo_order_count",
)  # fmt: skip

Place: TypeAlias = tuple[int, str]  # an amount and the customer's id: a rank without ties
NOBODY: Place = (1 << 62, "")  # above every place


@dataclass(frozen=True, slots=True)
class StandingRules:
    """The thresholds of tiers, value triad and cohorts: cents, per cent, days (`rules/standing.toml`)."""

    silver_from_cents: int
    gold_from_cents: int
    high_percent: int
    potential_percent: int
    least_days: int  # a shorter history counts as if it were this long
    vip_percent: int
    cohort_days: int


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything by which customers are placed."""

    segments: SegmentRules
    standing: StandingRules
    rfm: RfmRules


@dataclass(frozen=True, slots=True)
class Population:
    """The figures that customers are placed by: a list each, all in the order of `ids`. Days are ordinals."""

    ids: Sequence[str]
    registered: Sequence[int]
    first_order: Sequence[int]
    last_order: Sequence[int]
    recency: Sequence[int]  # the last order; of who never bought, the registration
    orders: Sequence[int]
    spend_cents: Sequence[int]
    social: Sequence[int]  # shares, referrals and reviews
    device_bp: Sequence[int]  # the share of events on the device used most
    promo_bp: Sequence[int]  # the share of orders with a coupon or a discount


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where all customers are divided: the fifths of five dimensions, the last places within the shares."""

    fifths: tuple[tuple[int, ...], ...]
    high: Place | None
    potential: Place | None
    vip: Place | None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one customer stands on a day. `stays` are the segments, the primary one first."""

    customer_id: str
    as_of: date
    stays: Sequence[Stay]
    tier: str
    value_band: str
    cohort: str
    rfm2_class: str
    scores: tuple[int, ...]  # r, f, m, s, d
    spend_cents: int
    value_cents: int

    @property
    def primary(self) -> Stay:
        return self.stays[0]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one customer stands on a day, told: each segment with its reason, the primary one first."""

    segments: tuple[Membership, ...]
    tier: str
    value_band: str
    cohort: str
    rfm2_class: str
    spend_cents: int
    value_cents: int


def population(rows: Sequence[tuple[Any, ...]], calendar: Calendar) -> Population:
    """The figures of customers, from the fields BASIS of their summaries; `registered_on` is ISO text."""
    columns = list(zip(*rows, strict=True)) or [()] * len(BASIS)
    ids, registered, orders, order_cents, returned_cents, first_order, last_order = columns[:7]
    shares, referrals, reviews, events, phone, tablet, computer, promos = columns[7:]
    day = calendar.day
    since = [NEVER if one is None else ordinal(one) for one in registered]
    last = [NEVER if at is None else day(at) for at in last_order]
    return Population(
        ids=ids,
        registered=since,
        first_order=[NEVER if at is None else day(at) for at in first_order],
        last_order=last,
        recency=[order or registration for order, registration in zip(last, since, strict=True)],
        orders=orders,
        spend_cents=[bought - back for bought, back in zip(order_cents, returned_cents, strict=True)],
        social=list(map(sum, zip(shares, referrals, reviews, strict=True))),
        device_bp=[
            max(a, b, c, n - a - b - c) * 10_000 // n if n else 0
            for n, a, b, c in zip(events, phone, tablet, computer, strict=True)
        ],
        promo_bp=[some * 10_000 // n if n else 0 for some, n in zip(promos, orders, strict=True)],
    )


def values(people: Population, as_of: date, rules: StandingRules) -> list[int]:
    """What each customer is expected to spend in the next twelve months, cents: a simple estimate.

    A year's share of the spend so far, thinned by silence: spend x 365 / (days since the first order + orders
    x days since the last one). Who orders every 30 days and last did 30 days ago is expected to spend half of
    their yearly rate; who never bought, nothing.
    """
    today, least = as_of.toordinal(), rules.least_days
    return [
        spend * YEAR_DAYS // (max(today - first, least) + orders * (today - last))
        if orders and spend > 0
        else 0
        for spend, orders, first, last in zip(
            people.spend_cents, people.orders, people.first_order, people.last_order, strict=True
        )
    ]


def cuts(people: Population, values: Sequence[int], rules: StandingRules) -> Cuts:
    """Where these customers are divided, if they are all there are."""
    shared = rules.high_percent + rules.potential_percent
    return Cuts(
        fifths=tuple(map(fifths, _dimensions(people))),
        high=_last_within(rules.high_percent, values, people.ids),
        potential=_last_within(shared, values, people.ids),
        vip=_last_within(rules.vip_percent, people.spend_cents, people.ids),
    )


def place(
    people: Population,
    values: Sequence[int],
    stays: Mapping[str, Sequence[Stay]],
    cuts: Cuts,
    as_of: date,
    rules: Rules,
) -> Iterator[Placed]:
    """Where each customer stands among all, by the cuts, in order; `stays` are those the day lies in."""
    rows = fitting(rules.rfm)
    columns = zip(
        people.ids,
        tiers(people.spend_cents, rules.standing),
        bands(people.ids, values, cuts),
        cohorts(people, cuts, as_of, rules.standing),
        scores(people, cuts),
        people.promo_bp,
        people.spend_cents,
        values,
        strict=True,
    )
    rank = rules.segments.rank
    for customer_id, tier, band, cohort, five, promo_bp, spend, value in columns:
        found = stays[customer_id]
        yield Placed(
            customer_id,
            as_of,
            found if len(found) == 1 else sorted(found, key=lambda stay: rank(stay.segment)),
            tier,
            band,
            cohort,
            next(row.name for row in rows[five] if promo_bp >= row.promo_bp),
            five,
            spend,
            value,
        )


def scores(people: Population, cuts: Cuts) -> Iterator[tuple[int, ...]]:
    """The RFM2 scores r, f, m, s, d of each customer."""
    columns = (
        [1 + bisect_right(cut, measure) for measure in measures]
        for measures, cut in zip(_dimensions(people), cuts.fifths, strict=True)
    )
    return zip(*columns, strict=True)


def tiers(spend_cents: Iterable[int], rules: StandingRules) -> list[str]:
    """The membership tiers by spend."""
    silver, gold = rules.silver_from_cents, rules.gold_from_cents
    return ["gold" if one >= gold else "silver" if one >= silver else "standard" for one in spend_cents]


def bands(ids: Sequence[str], values: Sequence[int], cuts: Cuts) -> list[str]:
    """The parts of the value triad. Who is expected to spend nothing is never of high value."""
    high, potential = cuts.high or NOBODY, cuts.potential or NOBODY
    return [
        "high_value" if place >= high and place[0] > 0 else "potential" if place >= potential else "lapsing"
        for place in zip(values, ids, strict=True)
    ]


def cohorts(people: Population, cuts: Cuts, as_of: date, rules: StandingRules) -> list[str]:
    """The survey cohorts: VIP by spend, else new or existing by registration."""
    vip, new_from = cuts.vip or NOBODY, as_of.toordinal() - rules.cohort_days
    return [
        "vip" if place >= vip and place[0] > 0 else "new" if registered >= new_from else "existing"
        for place, registered in zip(
            zip(people.spend_cents, people.ids, strict=True), people.registered, strict=True
        )
    ]


def _dimensions(people: Population) -> tuple[Sequence[int], ...]:
    """What r, f, m, s and d are scored by; more is better."""
    return people.recency, people.orders, people.spend_cents, people.social, people.device_bp


def _last_within(percent: int, amounts: Sequence[int], ids: Sequence[str]) -> Place | None:
    """The last place within the top share, rounded half up to whole customers; None if that is nobody."""
    count = (len(ids) * percent + 50) // 100
    if count == 0:
        return None
    amount = sorted(amounts, reverse=True)[count - 1]
    above = sum(1 for one in amounts if one > amount)
    equal = sorted((one for one, its in zip(ids, amounts, strict=True) if its == amount), reverse=True)
    return amount, equal[count - above - 1]
