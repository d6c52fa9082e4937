"""The catalogue of the sample company (`resources/demo/catalogue.toml`) and its price lists."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any

from data.ids import seeded
from data.resources import resource
from data.sample.days import Calendar, Dice
from data.sample.seasons import sells
from sales.facts import Price, PriceList, Product

DAYS_A_MONTH = 30
# How much more often than others an article is bought; machines for bars and offices less often.
POPULAR = {
    "AP-400": 9, "AP-600": 9, "AP-400P": 3, "AP-400F": 4, "AP-300": 4, "AP-200": 4, "AP-600M": 0.2,
    "AP-1200": 0.1, "AP-500T": 0.5, "AP-500W": 0.3, "CM-SOLO": 10, "CM-SOLOM": 4, "CM-MINI": 5,
    "CM-DUO": 0.05, "CM-DUOB": 0.03, "CM-DUOP": 0.02, "CM-GR2": 0.1, "CM-ONE": 0.1, "CM-OFF": 0.3,
    "CM-OFFS": 0.4, "CM-MILK": 0.1, "CM-COLD": 0.2, "PH-12": 10, "PH-12P": 7, "PH-12L": 5, "PH-11": 6,
    "PH-10": 6, "GF-REED": 8, "GF-NY": 5, "GF-MA": 5,
}  # fmt: skip
# What members pay below the list, in basis points; phones have one price for all.
MEMBER_BP = {"silver": 200, "gold": 500}
ONE_PRICE = ("phone",)
OLD_STOCK_UNTIL = 200  # discontinued articles were sold until so many days ago


# What is left out where people speak of a product: "1 l" after a kettle, "12 只" after cups.
SIZE = re.compile(r" [\d.,]+ ?(l|ml|mm|cm|m|g|kg)$")
SIZE_ZH = re.compile(
    r" [\d.]+ ?(升|毫升|毫米|克|公斤|米|片|包|粒|只|张|份)( [\d.]+ 只)?$"
    r"| [两三四六八十](件装|只|双|条|片|节|盒|对)$"
)


@dataclass(frozen=True, slots=True)
class Article:
    """A product as it is bought and spoken of: amounts in cents, `launched` in days ago."""

    product: Product
    no: str
    category: str
    cents: int
    launched: int
    spoken: str
    spoken_zh: str
    member_e4: dict[str, int]

    def sold(self, ago: int) -> bool:
        """Whether it could be bought so many days ago."""
        ended = self.product.status == "discontinued" and ago < OLD_STOCK_UNTIL
        return self.launched >= ago and not ended and self.product.status != "announced"

    def price_e4(self, tier: str) -> int:
        """The unit price for a membership tier."""
        return self.member_e4.get(tier, self.cents * 100)


class Catalogue:
    """All articles by number and by category."""

    def __init__(self, calendar: Calendar, rng: Random) -> None:
        new_id = seeded(rng, calendar.at(1_500))
        with resource("demo", "catalogue.toml").open("rb") as file:
            table = tomllib.load(file)
        self._calendar = calendar
        self._list_ids = {tier: new_id() for tier in ("standard", *MEMBER_BP)}
        self.articles = {
            row["no"]: _article(row, group["slug"], group["tax_bp"], calendar, new_id())
            for group in table["category"]
            for row in group["products"]
        }
        self._draws: dict[tuple[str, int, int], tuple[list[Article], Dice]] = {}

    def __getitem__(self, no: str) -> Article:
        return self.articles[no]

    @cached_property
    def fitting(self) -> dict[str, list[Article]]:
        """What belongs to each machine or phone, by its article number, variants included."""
        found: dict[str, list[Article]] = {no: [] for no in self.articles}
        for article in self.articles.values():
            fits = str(article.product.spec.get("fits", ""))
            for no, fitting in found.items():
                if fits and (no == fits or no.startswith(f"{fits}-") or no[:-1] == fits):
                    fitting.append(article)
        return found

    def pick(self, rng: Random, category: str, ago: int) -> Article:
        """An article of a category by how popular it is, sold and in season on that day."""
        month = self._calendar.month(ago)
        key = (category, month, ago // DAYS_A_MONTH)
        if key not in self._draws:
            known = [
                article
                for article in self.articles.values()
                if article.category == category
                and article.sold(ago // DAYS_A_MONTH * DAYS_A_MONTH + DAYS_A_MONTH)
                and sells(article.product.features, month)
            ]
            self._draws[key] = (known, Dice([POPULAR.get(article.no, 1) for article in known]))
        articles, dice = self._draws[key]
        return articles[dice(rng)]

    def price_lists(self, today: date) -> Iterator[PriceList | Price]:
        """The list for everybody and one for each tier of members."""
        start = date(today.year - 2, 1, 1)
        for tier, list_id in self._list_ids.items():
            name = f"{tier.capitalize()} {today.year}"
            code = f"CN-{tier.upper()}"
            yield PriceList(
                list_id, name, "CNY", code, tier=tier if tier in MEMBER_BP else None, valid_from=start
            )
            for article in self.articles.values():
                yield Price(list_id, article.product.id, article.price_e4(tier))


def _article(row: dict[str, Any], category: str, tax_bp: int, calendar: Calendar, new_id: str) -> Article:
    name, name_zh, launched = row["name"], row["name_zh"], row["months_ago"] * DAYS_A_MONTH
    product = Product(
        id=new_id,
        name=name,
        external_id=row["no"],
        name_zh=name_zh,
        category=category,
        brand=row["brand"],
        price_e4=_e4(row["price"]),
        cost_e4=_e4(row["cost"]),
        tax_bp=tax_bp,
        stock=row.get("stock"),
        status=row.get("status", "active"),
        launched_on=calendar.date(launched),
        life_days=row.get("life_days"),
        spec=row.get("spec", {}),
        features=tuple(row.get("features", ())),
    )
    cents = _e4(row["price"]) // 100
    member_e4 = {} if category in ONE_PRICE else {tier: _less(cents, bp) for tier, bp in MEMBER_BP.items()}
    spoken = SIZE.sub("", name.removeprefix("Lanting ").split(",")[0])
    spoken_zh = SIZE_ZH.sub("", name_zh.removeprefix("兰庭 "))
    return Article(product, row["no"], category, cents, launched, spoken, spoken_zh, member_e4)


def _less(cents: int, bp: int) -> int:
    """A price less a share, half up to the cent, in ten-thousandths."""
    return (cents * (10_000 - bp) + 5_000) // 10_000 * 100


def _e4(amount: str) -> int:
    return int(Decimal(amount).scaleb(4))
