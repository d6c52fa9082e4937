"""The price book of a customer and a day: the catalogue, the price lists that hold, the rules of the team.

Price lists are kept as rows, of the shop or of imports; the rules are the file `rules/pricing.toml`, the one
that shipped or the newest that the team published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from data.content.document import Source
from data.content.faults import Fault, Faults, nearest
from data.content.kinds import pieces
from data.content.pricing import NAME
from data.content.rules import RULES
from data.engine import sqlite3
from data.history import customer
from data.rules import promises
from data.settings import settings
from data.standings import standing
from data.team import signed_in
from sales.errors import ContentBroken, RuleBroken
from sales.facts import TIERS, Customer
from sales.guardrails import REP_ROLE
from sales.price_rules import PriceRules
from sales.quote_building import Article, BookedList, Buyer, PriceBook
from sales.words import LOCALES, Words

UNKNOWN_PRODUCT = "There is no product {product}; the nearest is {nearest}."
UNKNOWN_CATEGORY = "There is no category {category}; the nearest is {nearest}."
ARTICLES = """
SELECT id, coalesce(external_id, id), name, coalesce(name_zh, ''), category,
    iif(currency = :currency, price_e4, NULL), iif(currency = :currency, cost_e4, NULL), coalesce(tax_bp, 0)
FROM products"""
LISTS = """
SELECT id, coalesce(external_id, name) AS code, name, valid_from, coalesce(tier, '') AS tier,
    coalesce(region, '') AS region
FROM price_lists
WHERE currency = :currency AND coalesce(tier, :tier) = :tier AND coalesce(region, :region) = :region
    AND coalesce(valid_from, :day) <= :day AND coalesce(valid_to, :day) >= :day
ORDER BY id"""
PRICES = "SELECT product_id, price_e4 FROM prices WHERE price_list_id = ?"
ARTICLE = """
SELECT id, coalesce(external_id, id), name, coalesce(name_zh, ''), category, price_e4, cost_e4,
    coalesce(tax_bp, 0), currency
FROM products WHERE id = ?"""
LISTED = "SELECT price_list_id, price_e4 FROM prices WHERE product_id = ?"
# Two lists that mean the same customers, on days that both hold, and how many products stand in both.
OVERLAPS = """
SELECT a.name AS one, b.name AS other, max(coalesce(a.valid_from, ''), coalesce(b.valid_from, '')) AS from_on,
    count(*) AS products, min(coalesce(d.external_id, d.id)) AS product
FROM price_lists a
JOIN price_lists b ON a.id < b.id AND a.currency = b.currency AND a.tier IS b.tier AND a.region IS b.region
    AND coalesce(a.valid_from, '') <= coalesce(b.valid_to, '9999')
    AND coalesce(b.valid_from, '') <= coalesce(a.valid_to, '9999')
JOIN prices p ON p.price_list_id = a.id
JOIN prices q ON q.price_list_id = b.id AND q.product_id = p.product_id
JOIN products d ON d.id = p.product_id
GROUP BY a.id, b.id ORDER BY one, other"""
BACKWARDS = "SELECT name FROM price_lists WHERE valid_to < valid_from ORDER BY name"


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two price lists that give the same customers the same products on the same days, `product` among them.

    `other` is the list itself where its last day lies before its first; `from_on` None: since ever.
    """

    one: str
    other: str
    from_on: date | None
    products: int
    product: str

    def sentence(self, words: Words) -> str:
        if self.one == self.other:
            return words("The price list {one} ends before it begins.", one=self.one)
        return words.count(
            "{product} has two prices, in {one} and in {other}: end one before the other begins.",
            "{n} products have two prices, in {one} and in {other}, {product} among them: end one before the"
            " other begins.",
            self.products,
            product=self.product,
            one=self.one,
            other=self.other,
        )


def price_book(
    db: sqlite3.Connection, customer_id: str | None, day: date, words: Words, currency: str = ""
) -> PriceBook:
    """All prices for a customer (either id; None: nobody yet) on a day, in a currency, else the company's.

    Raises NotFound, or ContentBroken where the rules cannot be read.
    """
    rules = pricing_rules(db)
    currency = currency or settings(db)["currency"]
    buyer = _buyer(db, customer_id, day, words)
    lists = _lists(db, buyer, day, currency)
    owed = promises()
    me = signed_in(db)
    same = currency == rules.currency
    free, birthday = owed.free_shipping_cents.get(buyer.tier), owed.birthday_cents.get(buyer.tier)
    return PriceBook(
        buyer=buyer,
        day=day,
        currency=currency,
        rules=rules if same else _abroad(rules),
        articles={row[0]: Article(*row) for row in db.execute(ARTICLES, {"currency": currency})},
        lists=lists,
        listed=_listed(db, lists),
        names=_names(lists, rules, words),
        free_shipping_from=_amount(free) if same else None,
        birthday_off=_amount(birthday) if same else None,
        role=me.role if me else REP_ROLE,
    )


class OwnPrices:
    """What single products cost one customer on a day: what a line of a quote is priced from, before breaks
    and promotions. Lists and rules are read once; a product is priced in its own currency.
    """

    def __init__(self, db: sqlite3.Connection, buyer: Buyer, day: date) -> None:
        self._db, self._buyer, self._day = db, buyer, day
        self._rules = pricing_rules(db)
        self._lists: dict[str, dict[str, BookedList]] = {}

    def e4(self, product_id: str, list_e4: int) -> int:
        """In ten-thousandths. Where price lists say two prices it is the list price."""
        *article, currency = self._db.execute(ARTICLE, (product_id,)).fetchone()
        if currency not in self._lists:
            self._lists[currency] = _lists(self._db, self._buyer, self._day, currency)
        lists = self._lists[currency]
        rows = self._db.execute(LISTED, (product_id,)) if lists else ()
        book = PriceBook(
            buyer=self._buyer,
            day=self._day,
            currency=currency,
            rules=self._rules if currency == self._rules.currency else _abroad(self._rules),
            articles={product_id: Article(*article)},
            lists=lists,
            listed={product_id: [(row[0], row[1]) for row in rows if row[0] in lists]},
        )
        try:
            return int(book.unit_price(product_id).scaleb(4).to_integral_value(ROUND_HALF_UP))
        except RuleBroken:
            return list_e4


def buyer_of(who: Customer, tier: str) -> Buyer:
    """A customer as prices go by them."""
    return Buyer(who.external_id or who.id, tier, who.region or "", who.birthday)


def pricing_rules(db: sqlite3.Connection) -> PriceRules:
    """The rules that hold: what ships with the program, or what the team published. Raises ContentBroken."""
    found = [one for one in pieces(db, RULES, LOCALES[0]) if isinstance(one, PriceRules)]
    if not found:
        raise ContentBroken(
            "The pricing rules cannot be read.", "Put back rules/pricing.toml, or publish it again."
        )
    return found[-1]


def overlaps(db: sqlite3.Connection) -> tuple[Overlap, ...]:
    """The faults of the stored price lists: two prices for one product, and dates turned round."""
    turned = [Overlap(row["name"], row["name"], None, 0, "") for row in db.execute(BACKWARDS)]
    return (
        *turned,
        *(
            Overlap(
                row["one"],
                row["other"],
                date.fromisoformat(row["from_on"]) if row["from_on"] else None,
                row["products"],
                row["product"],
            )
            for row in db.execute(OVERLAPS)
        ),
    )


def unknown_goods(db: sqlite3.Connection, source: Source) -> Iterator[Fault]:
    """As advice, the products and categories that a file of pricing rules names and the catalogue has not.

    Nothing where there is no catalogue to look in.
    """
    known = [row[0] for row in db.execute("SELECT coalesce(external_id, id) FROM products ORDER BY 1")]
    categories = [
        row[0]
        for row in db.execute("SELECT DISTINCT category FROM products WHERE category IS NOT NULL ORDER BY 1")
    ]
    entries = RULES.read(source, Faults(source.path)) if source.path.stem == NAME and known else ()
    for rules in (entry.value for entry in entries):
        for rule in rules.named:
            goods = getattr(rule, "goods", None)
            for product in sorted({*(goods.products if goods else ()), *getattr(rule, "parts", ())}):
                if product not in known:
                    fields = {"product": product, "nearest": nearest(product, known)}
                    yield Fault(source.path, rule.line, UNKNOWN_PRODUCT, fields, False)
            for category in sorted(goods.categories if goods else ()):
                if category not in categories and categories:
                    fields = {"category": category, "nearest": nearest(category, categories)}
                    yield Fault(source.path, rule.line, UNKNOWN_CATEGORY, fields, False)


def _buyer(db: sqlite3.Connection, customer_id: str | None, day: date, words: Words) -> Buyer:
    if customer_id is None:
        return Buyer(tier=TIERS[0])
    who = customer(db, customer_id)
    return buyer_of(who, standing(db, who.id, day, words).tier)


def _lists(db: sqlite3.Connection, buyer: Buyer, day: date, currency: str) -> dict[str, BookedList]:
    """The lists that hold for a customer on a day; those of nobody's tier or region hold for all."""
    bound = {"currency": currency, "tier": buyer.tier, "region": buyer.region, "day": day.isoformat()}
    return {
        row["id"]: BookedList(
            row["code"],
            row["name"],
            date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            row["tier"],
            row["region"],
        )
        for row in db.execute(LISTS, bound)
    }


def _listed(db: sqlite3.Connection, lists: Mapping[str, BookedList]) -> dict[str, list[tuple[str, int]]]:
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for list_id in lists:
        for product_id, price_e4 in db.execute(PRICES, (list_id,)):
            found[product_id].append((list_id, price_e4))
    return found


def _names(lists: Mapping[str, BookedList], rules: PriceRules, words: Words) -> dict[str, str]:
    """What lists and rules are called, by what a trace names them."""
    named = {one.code: one.name for one in lists.values()}
    return named | {rule.id: (words.chinese and rule.name_zh) or rule.name for rule in rules.named}


def _abroad(rules: PriceRules) -> PriceRules:
    """The rules as far as they hold in another currency than theirs: none of their amounts do."""
    return PriceRules(
        rules.id,
        rules.version,
        rules.currency,
        rules.tax_inclusive,
        volume=tuple(one for one in rules.volume if all(step.price is None for step in one.ladder.breaks)),
        guardrails=rules.guardrails,
    )


def _amount(cents: int | None) -> Decimal | None:
    """An amount of the rules, which are written in a currency with two decimals."""
    return None if cents is None else Decimal(cents).scaleb(-2)
