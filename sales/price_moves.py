"""What has become of the prices of a quote since it was made: keep them, or take those of today.

A quote keeps the list prices, and the version of the price list, that it was made with. When they have moved,
the rep is told and chooses; nothing changes by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sales.quote_document import Quote


@dataclass(frozen=True, slots=True)
class Moved:
    """A line whose product has another list price now. `line` is its place."""

    line: int
    then: Decimal
    now: Decimal


def moved(quote: Quote, prices: Mapping[str, Decimal]) -> tuple[Moved, ...]:
    """The lines whose list price differs from `prices`, today's by product; one without has not moved."""
    return tuple(
        Moved(place, line.list_price, prices[line.product])
        for place, line in enumerate(quote.lines)
        if prices.get(line.product, line.list_price) != line.list_price
    )


def repriced(quote: Quote, prices: Mapping[str, Decimal], on: date, price_list: str) -> Quote:
    """The quote at the prices of a day and version of the price list; discounts stay as they were given."""
    lines = tuple(replace(line, list_price=prices.get(line.product, line.list_price)) for line in quote.lines)
    return replace(quote, lines=lines, price_date=on, price_list=price_list)
