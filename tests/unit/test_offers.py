"""What to order again and what is new: each reason is the count it came from, each price the customer's."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from data.facts import put
from data.offers import offers
from data.price_book import OwnPrices, buyer_of
from data.store import Changes, Store
from sales.facts import Customer, Event, Order, OrderLine, Price, PriceList, Product
from sales.words import Words
from tests.conftest import ZONE

DAY = 86_400_000


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


NOW = at("2026-11-24T12:00")


def bought(number: str, who: str, day: str, *products: str, status: str = "delivered") -> Order:
    lines = tuple(OrderLine(one, 1, 1_000_000, 10_000) for one in products)
    return Order(number, who, at(day), 10_000 * len(lines), lines, status=status)


@pytest.fixture
def shop(store: Store) -> Store:
    products = [
        Product("purifier", "Breva 600", price_e4=32_990_000, life_days=1825),
        Product("filter", "H13 filter", price_e4=1_990_000, life_days=180),
        Product("beans", "House espresso", price_e4=1_080_000),
        Product("lamp", "Reading lamp", price_e4=2_690_000),
        Product("old", "Breva 100", price_e4=990_000, status="discontinued"),
        Product("gone", "Breva 50", price_e4=990_000, stock=0),
    ]
    with store.write(Changes.of("customers")) as db:
        put(db, [*products, *(Customer(f"c{n}", f"Customer {n}") for n in range(6))])
    return store


def lists(shop: Store, who: str, words: Words) -> dict[str, list[tuple[str, str]]]:
    found = offers(shop.read(), who, "gold", NOW, words)
    return {
        kind: [(offer.product_id, offer.why) for offer in found if offer.kind == kind]
        for kind in ("again", "new")
    }


def test_a_refill_is_offered_again_when_it_is_about_used_up(shop: Store, english: Words) -> None:
    with shop.write(Changes.of("orders")) as db:
        put(
            db,
            [
                bought("o1", "c0", "2026-06-10", "filter", "purifier"),
                bought("o2", "c1", "2026-11-01", "filter"),
            ],
        )

    assert lists(shop, "c0", english)["again"] == [("filter", "bought on 10 Jun; lasts until about 7 Dec")]
    assert lists(shop, "c1", english)["again"] == []


def test_what_was_bought_more_than_once_is_offered_again(shop: Store, english: Words) -> None:
    with shop.write(Changes.of("orders")) as db:
        put(db, [bought(f"o{n}", "c0", f"2026-0{n}-10", "beans") for n in (3, 5, 7)])
        put(
            db,
            [
                bought("o9", "c0", "2026-09-10", "lamp"),
                bought("ox", "c0", "2026-10-10", "lamp", status="cancelled"),
            ],
        )

    assert lists(shop, "c0", english)["again"] == [("beans", "bought 3 times, last on 10 Jul")]


def test_what_they_look_at_comes_before_what_others_bought(shop: Store, english: Words) -> None:
    others = [bought(f"o{n}", f"c{n}", "2026-08-01", "purifier", "beans") for n in (1, 2, 3)]
    looks = [Event(f"e{n}", "c0", "view", NOW - n * DAY, product_id="lamp") for n in (1, 2, 3)]
    with shop.write(Changes.of("orders")) as db:
        put(db, [*others, *looks, bought("o0", "c0", "2026-10-01", "purifier")])

    assert lists(shop, "c0", english)["new"] == [
        ("lamp", "looked at it 3 times, last on 23 Nov"),
        ("beans", "3 of 3 who have the Breva 600 bought it too"),
    ]


def test_nothing_is_offered_that_cannot_be_had_or_that_lies_in_the_future(
    shop: Store, english: Words
) -> None:
    looks = [Event(f"e{n}", "c0", "view", NOW - DAY, product_id=one) for n, one in enumerate(("old", "gone"))]
    with shop.write(Changes.of("events")) as db:
        put(db, [*looks, Event("later", "c0", "view", NOW + DAY, product_id="lamp")])

    assert lists(shop, "c0", english) == {"again": [], "new": []}


@pytest.mark.parametrize(
    ("tier", "day", "price_e4"),
    [
        ("gold", date(2026, 11, 24), 30_350_800),
        ("silver", date(2026, 11, 24), 32_990_000),
        ("gold", date(2027, 1, 1), 32_990_000),
    ],
)
def test_the_price_is_that_of_the_tiers_list_while_it_is_valid(
    shop: Store, tier: str, day: date, price_e4: int
) -> None:
    with shop.write(Changes.of("prices")) as db:
        year = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}
        put(db, [PriceList("g", "Gold", "CNY", tier="gold", **year), Price("g", "purifier", 30_350_800)])

    buyer = buyer_of(Customer("c0", "Customer 0"), tier)
    assert OwnPrices(shop.read(), buyer, day).e4("purifier", 32_990_000) == price_e4


@pytest.mark.parametrize(
    ("tier", "region", "price_e4"),
    [
        ("gold", "East", 31_000_000),
        ("gold", "North", 30_000_000),
        ("standard", "East", 28_000_000),
        ("standard", "North", 32_000_000),
    ],
)
def test_the_list_that_means_the_customer_most_exactly_holds_and_never_just_the_lowest(
    shop: Store, tier: str, region: str, price_e4: int
) -> None:
    with shop.write(Changes.of("prices")) as db:
        put(
            db,
            [
                PriceList("all", "Everybody", "CNY"),
                PriceList("g", "Gold", "CNY", tier="gold"),
                PriceList("e", "East", "CNY", region="East"),
                PriceList("ge", "Gold, east", "CNY", tier="gold", region="East"),
                Price("all", "purifier", 32_000_000),
                Price("g", "purifier", 30_000_000),
                Price("e", "purifier", 28_000_000),
                Price("ge", "purifier", 31_000_000),
            ],
        )

    buyer = buyer_of(Customer("c0", "Customer 0", region=region), tier)

    assert OwnPrices(shop.read(), buyer, date(2026, 11, 24)).e4("purifier", 32_990_000) == price_e4
