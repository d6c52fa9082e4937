"""A quote as it is written down: what the engine prices, and nothing that it finds out.

Amounts are exact decimals in the quote's currency, with at most four decimals for a price and those of the
currency for an amount; rates are basis points. Where `tax_inclusive` holds, list prices and whatever is taken
off them include tax; costs never do. `sales.quote_reading` makes quotes from JSON and says what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sales.guardrails import Guardrails
from sales.rounding import Rounding
from sales.volume_breaks import Breaks

CONTRACT, TIER, VOLUME, BUNDLE, PROMOTION, REP = "contract", "tier", "volume", "bundle", "promotion", "rep"
KINDS = (CONTRACT, TIER, VOLUME, BUNDLE, PROMOTION, REP)  # in the order of the waterfall
RAISING = (CONTRACT, TIER)  # a price list may ask for more than the list price; nothing after it may
PER_LINE = (PROMOTION, REP)  # an amount off the whole line is a matter of the deal, not of a price list


@dataclass(frozen=True, slots=True)
class PercentOff:
    bp: int


@dataclass(frozen=True, slots=True)
class AmountOff:
    """An amount off each unit, or off the line as a whole."""

    amount: Decimal
    per_line: bool = False


@dataclass(frozen=True, slots=True)
class NewPrice:
    """A unit price in place of the one before."""

    price: Decimal


Terms = PercentOff | AmountOff | NewPrice | Breaks


@dataclass(frozen=True, slots=True)
class Discount:
    """One step of the waterfall. `rule` and `version` name where it comes from.

    `stackable`: a promotion that may be combined with others that are.
    """

    kind: str
    terms: Terms
    rule: str = ""
    version: str = ""
    stackable: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bundle: `qty` of it in each bundle, at a list price and cost of its own for each."""

    product: str
    list_price: Decimal
    qty: Decimal = Decimal(1)
    cost: Decimal | None = None
    tax_bp: int = 0


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """`qty` of a product at a list price. A bundle has `parts` instead of a cost and a tax rate.

    `divisible`: sold by weight or length, so that a quantity may have decimals. `id` stays with the line when
    others come and go.
    """

    list_price: Decimal
    qty: Decimal
    product: str = ""
    cost: Decimal | None = None
    tax_bp: int = 0
    discounts: tuple[Discount, ...] = ()
    parts: tuple[Part, ...] = ()
    divisible: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Reduction:
    """Something off the whole quote: an amount, or basis points of what the lines come to."""

    amount: Decimal | None = None
    bp: int | None = None


@dataclass(frozen=True, slots=True)
class Coupon:
    code: str
    off: Reduction


@dataclass(frozen=True, slots=True)
class Shipping:
    """What delivery costs the customer; no discount applies to it."""

    amount: Decimal
    tax_bp: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """`price_date` is the day whose prices hold, `price_list` the version they were taken from."""

    currency: str
    lines: tuple[QuoteLine, ...]
    rounding: Rounding = field(default_factory=Rounding)
    tax_inclusive: bool = False
    header_discount: Reduction | None = None
    coupon: Coupon | None = None
    shipping: Shipping | None = None
    price_date: date | None = None
    price_list: str = ""
    customer: str = ""
    payment_days: int | None = None
    guardrails: Guardrails = field(default_factory=Guardrails)
