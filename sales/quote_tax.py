"""Tax of a quote: once for each rate, on the sum of what is taxed at it (EN 16931, BR-CO-17).

Added to net amounts, or contained in amounts that include it. A contained tax is what is left of the sum when
the net has been rounded, so that net and tax add up to what the customer reads: 7 x 9.99 at 19 % is 58.76 and
11.17. Where a net amount's tax was added first, taking it out again gives back the same net.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sales.rounding import Rounding, quotient, share

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class RateTotal:
    """What is taxed at a rate, without the tax, and the tax."""

    tax_bp: int
    base: Decimal
    tax: Decimal


def tax_added(amounts: Iterable[tuple[int, Decimal]], rounding: Rounding) -> tuple[RateTotal, ...]:
    """Tax on top of net amounts, given with their rates; the highest rate first."""
    return tuple(
        RateTotal(tax_bp, base, rounding.amount(base * share(tax_bp))) for tax_bp, base in _by_rate(amounts)
    )


def tax_contained(amounts: Iterable[tuple[int, Decimal]], rounding: Rounding) -> tuple[RateTotal, ...]:
    """Tax within amounts that include it, given with their rates; the highest rate first."""
    found = []
    for tax_bp, gross in _by_rate(amounts):
        base = rounding.amount(without_tax(gross, tax_bp))
        found.append(RateTotal(tax_bp, base, gross - base))
    return tuple(found)


def without_tax(gross: Decimal, tax_bp: int) -> Decimal:
    """An amount without the tax it contains, not rounded."""
    return quotient(gross, 1 + share(tax_bp))


def _by_rate(amounts: Iterable[tuple[int, Decimal]]) -> list[tuple[int, Decimal]]:
    sums: dict[int, Decimal] = {}
    for tax_bp, amount in amounts:
        sums[tax_bp] = sums.get(tax_bp, NOTHING) + amount
    return sorted(sums.items(), reverse=True)
