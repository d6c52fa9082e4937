"""Lines of a quote from what a team sells and the rules it prices by: the price book of a customer and day.

Of several price lists that name a product, the one that means the customer most exactly gives the price: what
was agreed with them, then tier and region, tier, region, and the list for everybody. Two that mean them just
as exactly on the same day are a fault and are never settled by taking the lower price. What a list for
everybody asks is the list price of the line; every other price and rule is a step of its own, with its id and
version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sales.currencies import decimals_of
from sales.errors import NotFound, RuleBroken
from sales.guardrails import Guardrails
from sales.price_rules import BundleOffer, Goods, PriceRule, PriceRules
from sales.quote_document import (
    BUNDLE,
    CONTRACT,
    PROMOTION,
    TIER,
    VOLUME,
    Coupon,
    Discount,
    NewPrice,
    Part,
    Quote,
    QuoteLine,
    Reduction,
    Shipping,
)
from sales.quote_faults import QuoteRefused
from sales.quote_fields import COUNT, MEASURED, Fields
from sales.quote_particulars import LineParticulars
from sales.rounding import Rounding, quotient
from sales.volume_breaks import Breaks
from sales.waterfall import waterfall

OVERLAP = "{product} has two prices on {day}: in {one} and in {other}."
END_ONE = "End one of the price lists before the other begins."
NO_PRICE = "{product} has no price in {currency} on {day}."
R = TypeVar("R", bound=PriceRule)


@dataclass(frozen=True, slots=True)
class Article:
    """A product as it is priced; unit prices in ten-thousandths, None where they are not known."""

    id: str
    number: str
    name: str
    name_zh: str = ""
    category: str | None = None
    price_e4: int | None = None
    cost_e4: int | None = None
    tax_bp: int = 0

    @property
    def cost(self) -> Decimal | None:
        return None if self.cost_e4 is None else price_of(self.cost_e4)


@dataclass(frozen=True, slots=True)
class BookedList:
    """A price list that holds for the customer on the day; `code` is what people call it by."""

    code: str
    name: str
    from_on: date | None = None
    tier: str = ""
    region: str = ""

    @property
    def rank(self) -> int:
        """How exactly it means the customer."""
        return 2 * bool(self.tier) + bool(self.region)

    @property
    def version(self) -> str:
        return self.from_on.isoformat() if self.from_on else ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whom a quote is for, as far as prices go by it; nobody yet is of the standard tier."""

    number: str = ""
    tier: str = "standard"
    region: str = ""
    birthday: date | None = None


@dataclass(frozen=True, slots=True)
class NextBreak:
    """The next quantity at which a line's volume breaks give more, and the unit prices now and then."""

    qty: Decimal
    more: Decimal
    unit_now: Decimal
    unit_then: Decimal


@dataclass(frozen=True)
class PriceBook:
    """All prices for one customer on one day. `listed` are the prices of the lists that hold, by product.

    `names` are those of lists and rules in the reader's language, by what a trace names them.
    """

    buyer: Buyer
    day: date
    currency: str
    rules: PriceRules
    articles: Mapping[str, Article]
    lists: Mapping[str, BookedList] = field(default_factory=dict)
    listed: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    free_shipping_from: Decimal | None = None
    birthday_off: Decimal | None = None
    role: str = Guardrails().role

    @property
    def price_list(self) -> str:
        """What the list for everybody is called; "" where list prices stand in the catalogue alone."""
        return next((one.code for one in self.lists.values() if one.rank == 0), "")

    @property
    def prices_of(self) -> str:
        """All that prices are taken from: the lists, and the version of the rules."""
        lists = sorted({f"{one.code} {one.version}".strip() for one in self.lists.values()})
        return ", ".join((*lists, f"{self.rules.id} {self.rules.version}"))

    @property
    def guardrails(self) -> Guardrails:
        """The rules of the house, for who quotes."""
        return replace(self.rules.guardrails, role=self.role)

    def quote(self, lines: Sequence[QuoteLine] = ()) -> Quote:
        """A quote of this day for this customer."""
        return Quote(
            currency=self.currency,
            lines=tuple(lines),
            rounding=Rounding(decimals=decimals_of(self.currency)),
            tax_inclusive=self.rules.tax_inclusive,
            price_date=self.day,
            price_list=self.price_list,
            customer=self.buyer.number,
            guardrails=self.guardrails,
        )

    def article(self, product_id: str) -> Article:
        """Raises NotFound."""
        if product_id not in self.articles:
            raise NotFound("There is no product {product}.", "Choose one in the list.", product=product_id)
        return self.articles[product_id]

    def line(
        self, product_id: str, qty: Decimal | int, line_id: str = ""
    ) -> tuple[QuoteLine, LineParticulars]:
        """A line of a product. Raises NotFound, RuleBroken (no price or two) or QuoteRefused (quantity)."""
        article = self.article(product_id)
        asked, discounts = self._listed(article)
        discounts += self._ruled(article)
        line = QuoteLine(
            list_price=asked,
            qty=Decimal(1),
            product=article.id,
            cost=article.cost,
            tax_bp=article.tax_bp,
            discounts=tuple(discounts),
            id=line_id,
        )
        said = LineParticulars(number=article.number, name=article.name, name_zh=article.name_zh)
        return with_quantity(line, Decimal(qty)), said

    def unit_price(self, product_id: str) -> Decimal:
        """What one costs this customer, before volume breaks and promotions. Raises as `line` does."""
        asked, discounts = self._listed(self.article(product_id))
        line = QuoteLine(list_price=asked, qty=Decimal(1), discounts=tuple(discounts))
        return waterfall(line, Rounding()).exact

    def bundle(
        self, offer_id: str, qty: Decimal | int, line_id: str = ""
    ) -> tuple[QuoteLine, LineParticulars]:
        """A line of a bundle that is offered now. Raises NotFound, RuleBroken or QuoteRefused."""
        offer = self.offer(offer_id)
        parts = tuple(self._part(number, count) for number, count in offer.parts.items())
        whole = sum((part.list_price * part.qty for part in parts), Decimal())
        if isinstance(offer.terms, NewPrice) and offer.terms.price > whole:
            raise RuleBroken(
                "The bundle {name} costs more than its parts, which come to {whole}.",
                "Lower its price in the pricing rules, or sell the parts.",
                name=offer.name,
                whole=whole,
            )
        found = Discount(BUNDLE, offer.terms, offer.id, offer.version)
        line = QuoteLine(
            list_price=whole, qty=Decimal(1), product=offer.id, discounts=(found,), parts=parts, id=line_id
        )
        said = LineParticulars(number=offer.id, name=offer.name, name_zh=offer.name_zh)
        return with_quantity(line, Decimal(qty)), said

    @property
    def offers(self) -> tuple[BundleOffer, ...]:
        """The bundles that are offered to this customer now."""
        return tuple(self._holding(self.rules.bundles))

    def offer(self, offer_id: str) -> BundleOffer:
        """A bundle that is offered now. Raises NotFound."""
        for offer in self.offers:
            if offer.id == offer_id:
                return offer
        raise NotFound("The bundle {name} is not offered now.", "Choose one in the list.", name=offer_id)

    def coupon(self, code: str, net: Decimal) -> Coupon:
        """The coupon of a code, for a quote whose lines come to `net`. Raises NotFound or RuleBroken."""
        rule = next((one for one in self.rules.coupons if one.id.casefold() == code.strip().casefold()), None)
        if rule is None:
            raise NotFound("There is no coupon {code}.", "Look how it is written.", code=code)
        if not rule.span.holds(self.day):
            raise RuleBroken("The coupon {code} does not hold on {day}.", code=rule.id, day=self.day)
        if not rule.holds(self.buyer.tier, self.day):
            raise RuleBroken("The coupon {code} is not for this customer's tier.", code=rule.id)
        if net < rule.least:
            raise RuleBroken(
                "The coupon {code} holds from {least} on.", code=rule.id, least=f"{rule.least:f}"
            )
        return Coupon(rule.id, self._birthday(rule.id) if rule.off is None else rule.off)

    def shipping(self, net: Decimal) -> Shipping | None:
        """What sending an order of this net costs; None where it is free."""
        rule, free_from = self.rules.shipping, self.free_shipping_from
        if rule is None or (free_from is not None and net >= free_from):
            return None
        return Shipping(rule.amount, rule.tax_bp)

    def _birthday(self, code: str) -> Reduction:
        """What the customer's tier is given in the month of their birthday."""
        birthday, off = self.buyer.birthday, self.birthday_off
        if off is None:
            raise RuleBroken("The coupon {code} is not for this customer's tier.", code=code)
        if birthday is None or birthday.month != self.day.month:
            raise RuleBroken("The coupon {code} holds in the month of their birthday.", code=code)
        return Reduction(amount=off)

    def _listed(self, article: Article) -> tuple[Decimal, list[Discount]]:
        """The list price, and the step to the price of the list that means the customer most exactly."""
        found: dict[int, tuple[BookedList, int]] = {}
        for list_id, price_e4 in self.listed.get(article.id, ()):
            one = self.lists[list_id]
            if one.rank in found:
                raise RuleBroken(
                    OVERLAP,
                    END_ONE,
                    product=article.name,
                    day=self.day,
                    one=found[one.rank][0].name,
                    other=one.name,
                )
            found[one.rank] = one, price_e4
        general = found.pop(0, None)
        closest = found[max(found)] if found else None
        asked = general[1] if general else article.price_e4
        if asked is None and closest:
            asked = closest[1]
        if asked is None:
            raise RuleBroken(
                NO_PRICE,
                "Put it on a price list of this currency.",
                product=article.name,
                currency=self.currency,
                day=self.day,
            )
        return price_of(asked), self._customers(article, closest)

    def _customers(self, article: Article, closest: tuple[BookedList, int] | None) -> list[Discount]:
        """The one step to what this customer pays: by contract, by a list of theirs, or by their tier."""
        theirs = [one for one in self.rules.contracts if one.customer == self.buyer.number]
        contract = self._closest(theirs, article, lambda one: one.goods)
        if contract:
            return [Discount(CONTRACT, contract.terms, contract.id, contract.version)]
        if closest:
            one, price_e4 = closest
            return [Discount(TIER, NewPrice(price_of(price_e4)), one.code, one.version)]
        benefit = self._closest(self.rules.benefits, article, lambda one: one.goods)
        return [Discount(TIER, benefit.terms, benefit.id, benefit.version)] if benefit else []

    def _ruled(self, article: Article) -> list[Discount]:
        """The volume breaks and the promotions of a product."""
        found = []
        if ladder := self._closest(self.rules.volume, article, lambda one: one.goods):
            found.append(Discount(VOLUME, ladder.ladder, ladder.id, ladder.version))
        return found + [
            Discount(PROMOTION, one.terms, one.id, one.version, one.stackable)
            for one in self._holding(self.rules.promotions)
            if one.goods.have(article.number, article.category)
        ]

    def _part(self, number: str, count: int) -> Part:
        article = next((one for one in self.articles.values() if one.number == number), None)
        if article is None:
            raise NotFound("There is no product {product}.", "Choose one in the list.", product=number)
        asked, _ = self._listed(article)
        return Part(article.id, asked, Decimal(count), article.cost, article.tax_bp)

    def _holding(self, rules: Iterable[R]) -> Iterable[R]:
        return (one for one in rules if one.holds(self.buyer.tier, self.day))

    def _closest(self, rules: Iterable[R], article: Article, goods: Callable[[R], Goods]) -> R | None:
        """The rule that means a product most exactly, of those that hold."""
        found = [one for one in self._holding(rules) if goods(one).have(article.number, article.category)]
        return max(found, key=lambda one: goods(one).rank(article.number), default=None)


def with_quantity(line: QuoteLine, qty: Decimal) -> QuoteLine:
    """The line at another quantity; its breaks come with it. Raises QuoteRefused with what is wrong of it."""
    fields = Fields({"qty": f"{qty:f}"}, "", [])
    found = fields.number("qty", MEASURED if line.divisible else COUNT)
    if fields.faults or found is None:
        raise QuoteRefused(fields.faults)
    return replace(line, qty=found)


def next_break(line: QuoteLine) -> NextBreak | None:
    """The next step of a line's volume breaks above its quantity; None where there is none."""
    ladders = (one.terms.breaks for one in line.discounts if isinstance(one.terms, Breaks))
    steps = (step.from_qty for breaks in ladders for step in breaks if step.from_qty > line.qty)
    for qty in steps:
        now, then = (_unit(replace(line, qty=some)) for some in (line.qty, qty))
        return NextBreak(qty, qty - line.qty, now, then)
    return None


def _unit(line: QuoteLine) -> Decimal:
    return quotient(waterfall(line, Rounding()).exact, line.qty)


def price_of(price_e4: int) -> Decimal:
    """A unit price as it is written: with two decimals, or four where it needs them."""
    return Decimal(price_e4).scaleb(-4) if price_e4 % 100 else Decimal(price_e4 // 100).scaleb(-2)
