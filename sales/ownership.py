"""What owning a thing costs over the years: its price and what it uses up, ours against a rival's.

Amounts are unit prices in ten-thousandths. Refills are counted as they are bought: one each time the last is
used up, none with the machine's first.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from sales.facts import Product
from sales.stories import Rival

TCO_YEARS = 3
MONTH_DAYS = 30.4375  # on average


@dataclass(frozen=True, slots=True)
class Refill:
    """What a machine uses up: an article, its price, and how many months one lasts."""

    name: str
    price_e4: int
    months: int


def ours_e4(product: Product, price_e4: int | None, refill: Refill | None) -> int | None:
    """What the product costs over TCO_YEARS at a customer's price (None: the list price); None: not known."""
    at = product.price_e4 if price_e4 is None else price_e4
    return None if at is None or refill is None else at + _refills(refill.months) * refill.price_e4


def rival_e4(rival: Rival) -> int | None:
    """The same for a rival; None where we do not know what its refills cost."""
    if rival.consumable_e4 is None or not rival.consumable_months:
        return None
    return rival.price_e4 + _refills(rival.consumable_months) * rival.consumable_e4


def months(life_days: int) -> int:
    """A life in days as whole months."""
    return max(1, round(life_days / MONTH_DAYS))


def _refills(lasts_months: int) -> int:
    return max(0, ceil(TCO_YEARS * 12 / lasts_months) - 1)
