"""A rep's month (or quarter) in figures, against the months before and the team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of the head line.

    This period, the one before, the team's median. `unit`: cents, bp, count, stars.
    """

    name: str
    unit: str
    value: int
    before: int | None
    team: int | None
    better: str = "up"
    margin: int | None = None
    change_margin: int | None = None
    basis: str = ""  # what it was counted from, in words: "93 of 968"


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """A month on the trend: money won, money given back, orders."""

    month: date
    net_cents: int
    returned_cents: int
    orders: int


@dataclass(frozen=True, slots=True)
class MonthAhead:
    """A month to come: the forecast with its 80 % interval, and the naive one that it has to beat."""

    month: date
    net_cents: int
    low_cents: int
    high_cents: int
    naive_cents: int | None = None


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """What one segment of the rep's customers did in the period."""

    segment: str
    customers: int
    buyers: int
    orders: int
    net_cents: int
    before_cents: int | None = None  # the period before


@dataclass(frozen=True, slots=True)
class ProductRow:
    product: str
    category: str
    units: int
    net_cents: int
    discount_bp: int


@dataclass(frozen=True, slots=True)
class CustomerRow:
    name: str
    customer_no: str
    segment: str
    orders: int
    net_cents: int
    change_cents: int  # against the period before


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of the funnel.

    How many customers reached it, and the team's share of the stage before, in bp.
    """

    stage: str
    customers: int
    share_bp: int | None
    team_bp: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The rep beside the team: one row per rep."""

    rep: str
    net_cents: int
    orders: int
    average_cents: int
    discount_bp: int
    conversion_bp: int
    mine: bool
    rep_no: str = ""


@dataclass(frozen=True, slots=True)
class Performance:
    """The rep performance report's values. `notes` are findings as finished sentences, strongest first."""

    rep_name: str
    rep_no: str
    starts_on: date
    ends_on: date  # the last day, included
    currency: str
    prepared_at: int
    as_of_at: int
    measures: tuple[Measure, ...]
    trend: tuple[MonthPoint, ...]  # twelve months or more, oldest first; the last one is the period's
    segments: tuple[SegmentRow, ...]
    products: tuple[ProductRow, ...]  # the ten with most money
    gained: tuple[CustomerRow, ...]  # up to eight
    lost: tuple[CustomerRow, ...]  # up to eight whose spend fell most
    funnel: tuple[StageRow, ...]
    board: tuple[Standing, ...]
    notes: tuple[str, ...]
    territory: str = ""
    manager_name: str = ""
    forecast: tuple[MonthAhead, ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()  # how a figure is computed: its name, a sentence
    versions: tuple[str, ...] = ()  # of rules and plan, in words: printed at the foot
