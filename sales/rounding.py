"""How amounts are rounded: the mode and the decimals that a quote is kept with, and cash.

Prices are exact decimals; arithmetic under `EXACT` raises `decimal.Inexact` before it would lose a digit, so
whatever is rounded has been rounded here. Quotients, which may go on for ever, are taken under `WIDE`: its
digits are so many that the last place of a rounded result is always the right one.
"""

from __future__ import annotations

import decimal
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, Inexact
from functools import cache, cached_property

MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}
PRICE_DECIMALS = 4
PRICE_UNIT = Decimal("0.0001")
DIGITS = 240  # a price times a quantity times twenty rates has 110
EXACT = Context(prec=DIGITS, traps=[decimal.InvalidOperation, decimal.DivisionByZero, Inexact])
WIDE = Context(prec=DIGITS, traps=[decimal.InvalidOperation, decimal.DivisionByZero])


@dataclass(frozen=True)
class Rounding:
    """`mode` of MODES; `decimals` of the minor unit; `cash`: totals are paid in multiples of it."""

    mode: str = "half_up"
    decimals: int = 2
    cash: Decimal | None = None

    @cached_property
    def unit(self) -> Decimal:
        """The minor unit."""
        return Decimal(1).scaleb(-self.decimals)

    @cached_property
    def nothing(self) -> Decimal:
        """Zero, with the decimals of an amount."""
        return self.unit * 0

    def amount(self, exact: Decimal) -> Decimal:
        """An amount in whole minor units."""
        return exact.quantize(self.unit, MODES[self.mode], WIDE)

    def up(self, exact: Decimal) -> Decimal:
        """The lowest amount in whole minor units that is not below `exact`."""
        return exact.quantize(self.unit, ROUND_CEILING, WIDE)

    def in_cash(self, total: Decimal) -> Decimal:
        """The total that can be paid with the coins there are."""
        if not self.cash:
            return total
        coins = WIDE.divide(total, self.cash).quantize(Decimal(1), MODES[self.mode], WIDE)
        return (coins * self.cash).quantize(self.unit, context=EXACT)

    def price(self, exact: Decimal) -> Decimal:
        """A unit price as it is shown: up to four decimals, those of the currency at least."""
        four = exact.quantize(PRICE_UNIT, MODES[self.mode], WIDE)
        shortest = four.normalize(WIDE)
        return four.quantize(self.unit) if -int(shortest.as_tuple().exponent) <= self.decimals else shortest


@cache
def share(bp: int) -> Decimal:
    """Basis points as a share: 800 is 0.08."""
    return Decimal(bp).scaleb(-4)


@cache
def remainder(bp: int) -> Decimal:
    """What basis points leave of a whole: 800 off leave 0.92."""
    return 1 - share(bp)


def quotient(part: Decimal, whole: Decimal) -> Decimal:
    """A quotient, exact enough for any rounding."""
    return WIDE.divide(part, whole)


def in_bp(part: Decimal) -> int:
    """A share in whole basis points, half up: 0.218875 is 2189."""
    return int(part.scaleb(4, WIDE).quantize(Decimal(1), ROUND_HALF_UP, WIDE))
