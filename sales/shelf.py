"""The products as a list to choose from: what each is for, and which of them are wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sales.words import Words

FEW = 20  # so many pieces or fewer are soon gone
STOCKS = ("in_stock", "few", "made_to_order", "sold_out")
BANDS = ((0, 500), (500, 2_000), (2_000, 5_000), (5_000, None))  # prices in major units
E4 = 10_000
KINDS = {
    "air-purifier": "Air purifier",
    "coffee-machine": "Coffee machine",
    "phone": "Mobile phone",
    "gift": "Gift",
    "filter": "Filter for purifiers",
    "coffee": "Coffee beans",
    "phone-accessory": "Phone accessory",
    "home": "For the home",
}  # what one article of a category is


@dataclass(frozen=True, slots=True)
class Listed:
    """A product in the list. `tags`: whom and what it is for, by its features and its scenarios, in English;
    `text`: everything it is found by, in small letters.
    """

    id: str
    number: str
    name: str
    category: str
    price_e4: int | None
    currency: str
    stock: int | None
    status: str
    tags: tuple[str, ...]
    told: bool
    text: str

    @property
    def standing(self) -> str:
        """One of STOCKS; what has no stock is made to order."""
        if self.stock is None:
            return "made_to_order"
        return "sold_out" if self.stock <= 0 else "few" if self.stock <= FEW else "in_stock"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words, all of the tags, a category, a band of prices (its place), a stock."""

    text: str = ""
    tags: tuple[str, ...] = ()
    category: str = ""
    band: int | None = None
    stock: str = ""

    @property
    def anything(self) -> bool:
        return self == Wanted()


def kind(category: str | None, words: Words) -> str:
    """What an article of a category is; one that is not known is shown as it is written."""
    return words(KINDS.get(category or "", (category or "Product").replace("-", " ")))


def matching(products: Iterable[Listed], wanted: Wanted) -> tuple[Listed, ...]:
    """Those that are all of what is wanted, in their order; what is in stock includes what is few."""
    words = wanted.text.casefold().split()
    return tuple(
        one
        for one in products
        if all(word in one.text for word in words)
        and all(tag in one.tags for tag in wanted.tags)
        and wanted.category in ("", one.category)
        and (wanted.band is None or _within(one.price_e4, wanted.band))
        and (wanted.stock in ("", one.standing) or (wanted.stock == "in_stock" and one.standing == "few"))
    )


def tags(products: Sequence[Listed]) -> tuple[tuple[str, int], ...]:
    """The tags that there are with how many products bear each, the most frequent first."""
    counted = Counter(tag for one in products for tag in one.tags)
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _within(price_e4: int | None, band: int) -> bool:
    low, high = BANDS[band]
    return price_e4 is not None and low * E4 <= price_e4 and (high is None or price_e4 < high * E4)
