"""The price book of stored lists and published rules: what contradicts itself, and what names nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.content.document import Source
from data.facts import put
from data.price_book import overlaps, price_book, unknown_goods
from data.resources import resource
from data.store import Changes, Store
from sales.errors import RuleBroken
from sales.facts import Customer, Price, PriceList, Product
from sales.words import Words

DAY = date(2026, 11, 25)
WORDS = Words()


@pytest.fixture
def shop(store: Store) -> Store:
    with store.write(Changes.of("prices")) as db:
        put(
            db,
            [
                Customer("c1", "Lakeside Boutique Hotel", "C-1", region="East"),
                Product("p1", "Reading lamp", "L-1", category="lamp", price_e4=1_000_000),
                Product("f1", "H13 filter", "F-1", category="filter", price_e4=1_000_000, cost_e4=500_000),
            ],
        )
    return store


def listed(store: Store, *rows: PriceList | Price) -> None:
    with store.write(Changes.of("prices")) as db:
        put(db, rows)


def test_lists_that_give_one_product_two_prices_on_the_same_days_are_told(shop: Store) -> None:
    listed(
        shop,
        PriceList("a", "Autumn", "CNY", valid_from=date(2026, 9, 1), valid_to=date(2026, 12, 31)),
        PriceList("w", "Winter", "CNY", valid_from=date(2026, 12, 1)),
        PriceList("g", "Gold", "CNY", tier="gold"),
        *(Price(one, "p1", 900_000) for one in ("a", "w", "g")),
    )

    (found,) = overlaps(shop.read())

    assert (found.one, found.other, found.from_on, found.products) == (
        "Autumn",
        "Winter",
        date(2026, 12, 1),
        1,
    )
    assert "L-1 has two prices" in found.sentence(WORDS)


@pytest.mark.parametrize(
    "winter",
    [
        PriceList("w", "Winter", "CNY", valid_from=date(2027, 1, 1)),
        PriceList("w", "Winter", "EUR"),
        PriceList("w", "Winter", "CNY", tier="gold"),
        PriceList("w", "Winter", "CNY", region="East"),
    ],
)
def test_lists_for_other_days_currencies_or_customers_do_not_overlap(shop: Store, winter: PriceList) -> None:
    listed(
        shop,
        PriceList("a", "Autumn", "CNY", valid_to=date(2026, 12, 31)),
        winter,
        *(Price(one, "p1", 900_000) for one in ("a", "w")),
    )

    assert overlaps(shop.read()) == ()


def test_a_list_that_ends_before_it_begins_is_told(shop: Store) -> None:
    listed(shop, PriceList("t", "Turned", "CNY", valid_from=DAY, valid_to=date(2026, 1, 1)))

    assert [one.sentence(WORDS) for one in overlaps(shop.read())] == [
        "The price list Turned ends before it begins."
    ]


def test_a_line_whose_price_is_contradicted_is_refused_and_names_both_lists(shop: Store) -> None:
    listed(
        shop,
        *(PriceList(one, f"List {one}", "CNY", tier="standard") for one in "ab"),
        *(Price(one, "p1", 900_000) for one in "ab"),
    )

    with pytest.raises(RuleBroken, match=r"List a and in List b|List b and in List a"):
        price_book(shop.read(), "c1", DAY, WORDS).line("p1", 1)


def test_goods_that_the_catalogue_has_not_are_advice_at_their_rule(shop: Store) -> None:
    source = Source(Path(str(resource("content"))) / "en/rules/pricing.toml")

    found = list(unknown_goods(shop.read(), source))

    assert found
    assert not any(fault.breaks for fault in found)
    assert all(fault.line > 0 for fault in found)
