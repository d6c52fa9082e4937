"""The rules a team prices by, beside its price lists: contracts, tiers, volume, bundles, promotions, coupons.

Each has an id and the version of the file it was published in, which the trace of a price names, and says for
whom and when it holds. Products and categories are named as people type them (`external_id`). How a rule
becomes a step of a price is `sales.quote_building`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sales.guardrails import Guardrails
from sales.quote_document import Reduction, Terms
from sales.volume_breaks import Breaks

ANYBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both ends included; None: since ever, or for ever."""

    from_on: date | None = None
    until_on: date | None = None

    def holds(self, day: date) -> bool:
        return (self.from_on or date.min) <= day <= (self.until_on or date.max)

    def meets(self, other: Span) -> bool:
        """Whether there is a day in both."""
        begins = max(self.from_on or date.min, other.from_on or date.min)
        return begins <= min(self.until_on or date.max, other.until_on or date.max)


@dataclass(frozen=True, slots=True)
class Goods:
    """What a rule is for: products, whole categories, or (neither named) everything that is sold."""

    products: frozenset[str] = ANYBODY
    categories: frozenset[str] = ANYBODY

    def have(self, product: str, category: str | None) -> bool:
        return (
            not (self.products or self.categories) or product in self.products or category in self.categories
        )

    def rank(self, product: str) -> int:
        """How exactly a product is meant: by itself 2, by its category 1, with everything else 0."""
        return 2 if product in self.products else 1 if self.categories else 0

    def alike(self, other: Goods) -> bool:
        """Whether there may be a product that both mean just as exactly."""
        if not (self.products or self.categories or other.products or other.categories):
            return True
        return bool(self.products & other.products or self.categories & other.categories)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRule:
    """What every rule has. `line` is where it stands in its file, for faults."""

    id: str
    version: str = "1"
    name: str = ""
    name_zh: str = ""
    span: Span = field(default_factory=Span)
    tiers: frozenset[str] = ANYBODY
    line: int = field(default=1, compare=False)

    def holds(self, tier: str, day: date) -> bool:
        """Whether it is in force on a day for customers of a tier."""
        return self.span.holds(day) and (not self.tiers or tier in self.tiers)

    def meets(self, other: PriceRule) -> bool:
        """Whether both may be in force for the same customer on the same day."""
        shared = not self.tiers or not other.tiers or self.tiers & other.tiers
        return self.span.meets(other.span) and bool(shared)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRule(PriceRule):
    """What was agreed with one customer, named by number: a price, or so much off the list."""

    customer: str
    goods: Goods
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class TierBenefit(PriceRule):
    """So much off for the customers of a tier where no price list of theirs names the product."""

    goods: Goods
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeBreakRule(PriceRule):
    """A ladder of breaks; of several that hold, the one that means the product most exactly counts."""

    goods: Goods
    ladder: Breaks


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionRule(PriceRule):
    """Something off for a time. Of those that do not stack, the engine lets the customer's best one stand."""

    goods: Goods
    terms: Terms
    stackable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleOffer(PriceRule):
    """Products sold together, so many of each, at a price for the set or at so much off their list prices."""

    parts: Mapping[str, int]
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponRule(PriceRule):
    """Something off the whole quote by its code, from a net amount on.

    A birthday coupon has no `off` of its own: it takes off what the next best actions promise a tier, in the
    month of the customer's birthday.
    """

    off: Reduction | None
    least: Decimal = Decimal(0)
    birthday: bool = False


@dataclass(frozen=True, slots=True)
class ShippingRule:
    """What sending costs. From which net on it is free, by tier, is a promise of the shop."""

    amount: Decimal = Decimal(0)
    tax_bp: int = 0


@dataclass(frozen=True, slots=True)
class PriceRules:
    """All rules of a team, in one file: what it charges beside its price lists, and its guardrails.

    `tax_inclusive`: the prices of the catalogue and of all price lists contain tax.
    """

    id: str
    version: int
    currency: str
    tax_inclusive: bool = False
    contracts: tuple[ContractRule, ...] = ()
    benefits: tuple[TierBenefit, ...] = ()
    volume: tuple[VolumeBreakRule, ...] = ()
    promotions: tuple[PromotionRule, ...] = ()
    bundles: tuple[BundleOffer, ...] = ()
    coupons: tuple[CouponRule, ...] = ()
    shipping: ShippingRule | None = None
    guardrails: Guardrails = field(default_factory=Guardrails)

    @property
    def named(self) -> tuple[PriceRule, ...]:
        """Every rule that has an id, in the order of the waterfall."""
        return (
            *self.contracts, *self.benefits, *self.volume, *self.bundles, *self.promotions, *self.coupons,
        )  # fmt: skip
