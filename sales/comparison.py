"""How a product compares with its rivals: figures side by side, who leads in what, and the shape of a radar.

A figure counts for one who has the better one alone: equal figures lead nowhere. Who leads in a dimension is
asked of all who are compared; an axis of the radar needs a figure of every one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from sales.facts import Product
from sales.handbook import stale
from sales.ownership import Refill, ours_e4, rival_e4
from sales.stories import Rival
from sales.track_filling import figure_text, spoken_price
from sales.words import Words

PRICE, TCO = "price", "tco"
MONEY = (PRICE, TCO)  # their figures are ten-thousandths
FEWEST_AXES = 3
OURS = 0  # the place of our own product among those compared
CHECK_DAYS = 90  # after so many days a rival's figure is to be looked up again


@dataclass(frozen=True, slots=True)
class Dimension:
    """What is compared. `name` says what is measured, `axis` what is good about it, both in English; `unit`
    follows the figure ("" with money).
    """

    key: str
    name: str
    axis: str
    unit: str = ""
    lower_better: bool = False


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The dimensions there are, by key, and the units of other figures by the end of their key."""

    by_key: Mapping[str, Dimension]
    units: Mapping[str, str]

    def of(self, keys: Iterable[str]) -> tuple[Dimension, ...]:
        """Those of the keys that are dimensions."""
        return tuple(self.by_key[key] for key in keys if key in self.by_key)

    def unit(self, key: str) -> str:
        """The unit of a figure of the data sheet, in English; "" where it has none."""
        if key in self.by_key:
            return self.by_key[key].unit
        return self.units.get(key.rpartition("_")[2], "")


@dataclass(frozen=True, slots=True)
class Contender:
    """One of the products compared, ours or a rival's: its figures by dimension, since when and from where
    they are known; `stale`: to be looked up again.
    """

    name: str
    figures: Mapping[str, float]
    as_of: date | None = None
    source: str = ""
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A dimension with everyone's figure, ours first; None where it is not known. `asked`: its place among
    what customers ask about most; None: they do not.
    """

    dimension: Dimension
    figures: tuple[float | None, ...]
    asked: int | None = None

    @property
    def complete(self) -> bool:
        return all(figure is not None for figure in self.figures)

    @property
    def best(self) -> tuple[int, ...]:
        """The places of those with the best figure; nobody where there is only one to compare."""
        known = [figure for figure in self.figures if figure is not None]
        if len(known) < 2:
            return ()
        top = min(known) if self.dimension.lower_better else max(known)
        return tuple(at for at, figure in enumerate(self.figures) if figure == top)

    @property
    def we_lead(self) -> bool:
        """Whether our figure is better than every other one that is known."""
        return self.best == (OURS,)

    @property
    def ahead(self) -> tuple[int, ...]:
        """The places of those whose figure is better than ours."""
        ours = self.figures[OURS]
        if ours is None:
            return ()
        return tuple(
            at
            for at, figure in enumerate(self.figures)
            if figure is not None and (figure < ours if self.dimension.lower_better else figure > ours)
        )

    @property
    def shares(self) -> tuple[float | None, ...]:
        """Everyone's figure as a share of the best one, 0 to 1: twice as far out is twice as good."""
        known = [figure for figure in self.figures if figure is not None]
        if not known:
            return tuple(None for _ in self.figures)
        low = self.dimension.lower_better
        top = min(known) if low else max(known)
        return tuple(
            None if one is None else _share(top, one) if low else _share(one, top) for one in self.figures
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Those compared, ours first, and how they do in each dimension."""

    contenders: tuple[Contender, ...]
    rows: tuple[Row, ...]

    @property
    def axes(self) -> tuple[Row, ...]:
        """The rows of the radar; nothing where there are too few for a shape."""
        found = tuple(row for row in self.rows if row.complete)
        return found if len(found) >= FEWEST_AXES and len(self.contenders) > 1 else ()

    @property
    def advantages(self) -> tuple[Row, ...]:
        """What customers ask about most and where we lead, the most asked about first."""
        led = [(row.asked, row) for row in self.rows if row.asked is not None and row.we_lead]
        return tuple(row for _, row in sorted(led, key=lambda one: one[0]))

    def ahead_in(self, at: int) -> tuple[Dimension, ...]:
        """Where the one at this place is better than we are."""
        return tuple(row.dimension for row in self.rows if at in row.ahead)


def compare(
    contenders: Sequence[Contender], dimensions: Iterable[Dimension], asked: Sequence[str] = ()
) -> Comparison:
    """Set those side by side, ours first. A dimension of which our own figure is not known is left out, and
    so is one in which we would stand alone. `asked` are the keys that customers ask about most, in order.
    """
    places = {key: at for at, key in enumerate(asked)}
    rows = (
        Row(one, tuple(who.figures.get(one.key) for who in contenders), places.get(one.key))
        for one in dimensions
    )
    told = (row for row in rows if row.figures[OURS] is not None and any(_known(row.figures[1:])))
    return Comparison(tuple(contenders), tuple(told))


def ours(product: Product, name: str, price_e4: int | None, refill: Refill | None) -> Contender:
    """Our own product, at the price that counts (None: the list price)."""
    figures = _numbers(product.spec)
    price = product.price_e4 if price_e4 is None else price_e4
    if price is not None:
        figures[PRICE] = price
    if (total := ours_e4(product, price, refill)) is not None:
        figures[TCO] = total
    return Contender(name, figures)


def theirs(rival: Rival, every_days: int | None, today: date) -> Contender:
    """A rival's product; its figures are to be looked up again every so many days."""
    figures = _numbers(rival.spec) | {PRICE: float(rival.price_e4)}
    if (total := rival_e4(rival)) is not None:
        figures[TCO] = total
    due = stale(rival.as_of, every_days or CHECK_DAYS, today)
    return Contender(rival.name, figures, rival.as_of, rival.source, due)


def figure(dimension: Dimension, value: float | None, currency: str, words: Words) -> str:
    """A figure without its unit; money with its sign. "" where it is not known."""
    if value is None:
        return ""
    return (
        spoken_price(round(value), currency, words) if dimension.key in MONEY else figure_text(value, words)
    )


def with_unit(shown: str, unit: str, words: Words) -> str:
    """A figure as it is read: "21 dB(A)", "95%"; nothing stays nothing."""
    said = words(unit) if unit else ""
    return f"{shown}{'' if said.startswith(('%', '‰')) else ' '}{said}".strip() if shown else ""


def _numbers(spec: Mapping[str, object]) -> dict[str, float]:
    return {
        key: float(value)
        for key, value in spec.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    }


def _known(figures: Iterable[float | None]) -> tuple[bool, ...]:
    return tuple(figure is not None for figure in figures)


def _share(part: float, whole: float) -> float:
    return min(1.0, max(0.0, part / whole)) if whole else 1.0
