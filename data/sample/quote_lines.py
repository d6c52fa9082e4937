"""What stands on the sample team's quotes: goods, priced as the window prices them, and what reps gave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from data.content.library import load
from data.content.rules import RULES
from data.resources import resource
from data.sample.baskets import Cart, usuals
from data.sample.company import CURRENCY, Company
from data.sample.lives import GENEROUS, Life
from data.sample.purchases import TIERS
from sales.facts import PriceList, Product
from sales.price_rules import PriceRules
from sales.quote_building import Article, BookedList, Buyer, PriceBook
from sales.quote_document import REP, Discount, PercentOff, Quote, QuoteLine
from sales.quote_particulars import LineParticulars, Particulars
from sales.words import LOCALES

# How many of something are quoted, by its category.
PIECES = {
    "air-purifier": (1, 6), "coffee-machine": (1, 3), "phone": (2, 12), "gift": (10, 70), "coffee": (4, 40),
    "filter": (2, 16), "home": (2, 20), "phone-accessory": (4, 30),
}  # fmt: skip
FOR_HOMES = ("air-purifier", "coffee-machine", "phone", "home")
AS_BUNDLE = 0.3  # of the quotes that a bundle fits
TERMS = (0, 14, 30, 30, 30, 45)  # days to pay


@dataclass(frozen=True, slots=True)
class Written:
    """A quote as a rep wrote it, and the share that the rep gave off its lines."""

    quote: Quote
    particulars: Particulars
    given_bp: int

    @property
    def bundled(self) -> bool:
        return any(line.parts for line in self.quote.lines)


class Writing:
    """Writes quotes with the price lists and the rules of the sample company."""

    def __init__(self, company: Company) -> None:
        self._company = company
        rules = load(RULES, LOCALES[0], [resource("content")]).values
        self._rules = next(one for one in rules if isinstance(one, PriceRules))
        self._articles = {
            one.product.id: _article(one.product) for one in company.catalogue.articles.values()
        }
        self._lists: dict[str, BookedList] = {}
        self._listed: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for fact in company.catalogue.price_lists(company.calendar.today):
            if isinstance(fact, PriceList):
                code = fact.external_id or fact.name
                self._lists[fact.id] = BookedList(code, fact.name, fact.valid_from, fact.tier or "")
            else:
                self._listed[fact.product_id].append((fact.price_list_id, fact.price_e4))

    def quote(self, one: Life, ago: int, given_bp: int, rng: Random) -> Written:
        """A quote for a customer on a day, so many days ago."""
        book = self._book(one, self._company.calendar.date(ago))
        lines, said = self._lines(book, self._goods(one, ago, rng), rng)
        quote = replace(book.quote(lines), payment_days=TERMS[int(rng.random() * len(TERMS))])
        particulars = Particulars(said, prices_of=book.prices_of, last_line=len(lines))
        return Written(given(quote, given_bp), particulars, given_bp)

    def _book(self, one: Life, day: date) -> PriceBook:
        tier = next((name for spend, name in TIERS if one.spend_cents >= spend), "standard")
        lists = {key: found for key, found in self._lists.items() if found.tier in ("", tier)}
        listed = {
            product: [price for price in prices if price[0] in lists]
            for product, prices in self._listed.items()
        }
        number = one.customer.external_id or one.customer.id
        buyer = Buyer(number, tier, one.customer.region or "", one.customer.birthday)
        return PriceBook(buyer, day, CURRENCY, self._rules, self._articles, lists, listed)

    def _goods(self, one: Life, ago: int, rng: Random) -> Cart:
        """What they ask for: the usual machines, staples and extras of a trade; or something for a home."""
        found: Cart = {}
        usual = usuals().get(one.kind)
        if usual:
            wanted = [_one(usual.machines, rng)] if rng.random() < 0.75 else []
            wanted += [_one(usual.staples, rng), _one([no for no, _, _ in usual.extras], rng)]
            wanted += [_one(usual.staples, rng)] if rng.random() < 0.5 else []
        else:
            categories = rng.sample(FOR_HOMES, 1 + int(rng.random() * 2))
            wanted = [self._company.catalogue.pick(rng, category, ago).no for category in categories]
        for no in wanted:
            article = self._company.catalogue[no]
            if article.sold(ago):
                low, high = PIECES[article.category] if one.business else (1, 2)
                found[no] = low + int(rng.random() ** 1.5 * (high - low + 1))
        return found or {"AP-400": 2}

    def _lines(
        self, book: PriceBook, goods: Cart, rng: Random
    ) -> tuple[list[QuoteLine], dict[str, LineParticulars]]:
        made = [book.line(self._company.catalogue[no].product.id, qty) for no, qty in goods.items()]
        for offer in book.offers:
            dearest = next(iter(offer.parts))
            if dearest in goods and rng.random() < AS_BUNDLE:
                place = list(goods).index(dearest)
                made[place] = book.bundle(offer.id, goods[dearest])
        lines = [replace(line, id=str(at)) for at, (line, _) in enumerate(made, 1)]
        return lines, {str(at): said for at, (_, said) in enumerate(made, 1)}


def given(quote: Quote, bp: int) -> Quote:
    """The quote with so much off each line by the rep, in place of what was given before."""
    off = (Discount(REP, PercentOff(bp)),) if bp else ()
    lines = tuple(
        replace(line, discounts=(*(one for one in line.discounts if one.kind != REP), *off))
        for line in quote.lines
    )
    return replace(quote, lines=lines)


def usually_given(rng: Random, rep: str) -> int:
    """What a rep gives, in basis points: up to 8 %, the generous one up to the limit of 15 %."""
    drawn = rng.random()
    if rep == GENEROUS:
        return 500 + 50 * int(drawn * 21)
    if drawn < 0.18:
        return 0
    return 50 * (1 + int(rng.random() * 10)) if drawn < 0.82 else 500 + 50 * (1 + int(rng.random() * 6))


def _article(product: Product) -> Article:
    return Article(
        product.id,
        product.external_id or product.id,
        product.name,
        product.name_zh or "",
        product.category,
        product.price_e4,
        product.cost_e4,
        product.tax_bp or 0,
    )


def _one(values: Sequence[str], rng: Random) -> str:
    return values[int(rng.random() * len(values))]
