"""Incentive plans: what is measured, how it pays, and what is done about returns, floors and advances.

Terms: a *component* pays for one measure by one rule; a *band* is a half-open part [from, next) of
attainment with its rate; a *guarantee* is a floor under a period's pay; a recoverable *draw* is an advance
that later earnings pay back; a *SPIFF* is an amount per unit of one product. A plan has versions; the one
in force on the credit date counts. Source: docs/incentives.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sales.currencies import decimals_of
from sales.periods import Period, month_of, quarter_of, year_of

WHOLE_BP = 10_000
UNITS = {0: 1, 2: 100, 3: 1000}  # by decimals
PERIODS: dict[str, Callable[[date], Period]] = {"month": month_of, "quarter": quarter_of, "year": year_of}
PRORATIONS = ("calendar", "working")
RATE_RULES = ("marginal", "retroactive", "curve", "ladder", "composite")
RETURN_RULES = ("replay", "average", "original")


@dataclass(frozen=True, slots=True)
class Band:
    """From this attainment on, this share of what was credited; for counts, of one currency unit each."""

    from_bp: int
    rate_bp: int


@dataclass(frozen=True, slots=True)
class Point:
    """A corner of a payout curve: at this attainment, this share of the target incentive."""

    at_bp: int
    share_bp: int


@dataclass(frozen=True, slots=True)
class Step:
    """A rung of a ladder: from this level on, this amount."""

    from_bp: int
    pays_cents: int


@dataclass(frozen=True, slots=True)
class Goal:
    """A measure within a composite score: its goal, its weight, and the achievement that counts at most."""

    measure: str
    goal: Fraction
    weight_bp: int
    most_bp: int = WHOLE_BP


@dataclass(frozen=True, slots=True)
class Component:
    """One measure and how it pays. Of bands, points, steps and goals it has those that its rule asks for.

    `quota` is the component's own, in minor units (of a measure in the currency), hundredths (of a count; by
    the currency's decimals) or as a share; None means the plan's.
    """

    measure: str
    rule: str
    quota: Fraction | None = None
    bands: tuple[Band, ...] = ()
    points: tuple[Point, ...] = ()
    steps: tuple[Step, ...] = ()
    goals: tuple[Goal, ...] = ()
    target_cents: int = 0
    cap_payout_cents: int | None = None
    cap_attainment_bp: int | None = None


@dataclass(frozen=True, slots=True)
class Spiff:
    """An amount for each unit of a product sold in a period, up to a cap."""

    name: str
    product: str
    per_unit_cents: int
    cap_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of a plan. `quota` is for a whole period, in minor units (or hundredths of a count)."""

    id: str
    version: int
    currency: str
    starts_on: date
    components: tuple[Component, ...]
    period: str = "month"
    ends_on: date | None = None
    quota: int | None = None
    proration: str = "calendar"
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    returns: str = "replay"
    guarantee_cents: int = 0
    draw_cents: int = 0
    spiffs: tuple[Spiff, ...] = ()

    @property
    def unit(self) -> int:
        """The minor units in one of the currency: 100, 1 for JPY."""
        return UNITS[decimals_of(self.currency)]

    def period_of(self, day: date) -> Period:
        return PERIODS[self.period](day)

    def in_force(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def in_force(plans: Sequence[Plan], day: date) -> Plan | None:
    """The plan that counts on a day: of those in force the one that began last, then the higher version."""
    holding = [plan for plan in plans if plan.in_force(day)]
    return max(holding, key=lambda plan: (plan.starts_on, plan.version), default=None)
