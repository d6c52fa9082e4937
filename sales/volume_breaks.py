"""Volume breaks: what a quantity earns, and where a few more would cost less.

By *range* the rate that is reached applies to all; by *slab* each rate applies to its own part: with breaks
from 1, 10 and 20, the units 1 to 9 have the first rate, 10 to 19 the second. A break gives a rate off the
price so far, or a price in its place. What a slab ladder costs never falls as the quantity rises; a range
ladder may fall where a new rate begins, and the rep is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

from sales.rounding import EXACT, remainder

RANGE, SLAB = "range", "slab"
METHODS = (RANGE, SLAB)
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Break:
    """From this quantity on, a whole number: `bp` off, or `price` for each; one of them is given."""

    from_qty: Decimal
    bp: int | None = None
    price: Decimal | None = None

    def unit(self, before: Decimal) -> Decimal:
        """A unit price after the break."""
        return before * remainder(self.bp or 0) if self.price is None else self.price


@dataclass(frozen=True, slots=True)
class Breaks:
    """A ladder of breaks, ascending; the units below the first have none."""

    method: str
    breaks: tuple[Break, ...]


def cost_of(ladder: Breaks, unit: Decimal, qty: Decimal) -> Decimal:
    """What `qty` units cost whose price before the breaks is `unit`; nothing is rounded.

    At 100, 10 % off from 1, 20 % from 10, 30 % from 20: 30 units are 2,100 by range and 2,380 by slab.
    """
    with localcontext(EXACT):
        if ladder.method == SLAB:
            return sum((length * price for length, price in _slabs(ladder, unit, qty)), NOTHING)
        reached = [step for step in ladder.breaks if step.from_qty <= qty]
        return qty * (reached[-1].unit(unit) if reached else unit)


def cheaper_from(ladder: Breaks, unit: Decimal, qty: Decimal) -> Iterator[Decimal]:
    """The larger quantities, the nearest first, that cost less in all than `qty` units do."""
    if ladder.method == RANGE:
        now = cost_of(ladder, unit, qty)
        for step in ladder.breaks:
            if step.from_qty > qty and EXACT.multiply(step.from_qty, step.unit(unit)) < now:
                yield step.from_qty


def _slabs(ladder: Breaks, unit: Decimal, qty: Decimal) -> Iterator[tuple[Decimal, Decimal]]:
    """The parts of a quantity with the unit price of each."""
    done, price = NOTHING, unit
    for step in ladder.breaks:
        end = min(qty, max(step.from_qty - 1, NOTHING))
        if end > done:
            yield end - done, price
            done = end
        price = step.unit(unit)
    yield qty - done, price
