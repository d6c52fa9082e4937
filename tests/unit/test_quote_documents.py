"""A document that names goods alone is priced as a quote for its customer would be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from data.facts import put
from data.quote_documents import filled_in
from data.store import Changes, Store
from sales.facts import Customer, Price, PriceList, Product
from sales.quote_faults import QuoteRefused
from sales.quote_pricing import price
from sales.quote_reading import quote_of
from sales.words import Words

DAY = date(2026, 11, 25)


@pytest.fixture
def shop(store: Store) -> Store:
    with store.write(Changes.of("prices")) as db:
        put(
            db,
            [
                Customer("c1", "Lakeside Boutique Hotel", "C-1", region="East"),
                Product("p1", "Reading lamp", "L-1", price_e4=1_000_000, cost_e4=600_000, tax_bp=1300),
                PriceList("e", "East", "CNY", region="East"),
                Price("e", "p1", 900_000),
            ],
        )
    return store


def priced(shop: Store, *lines: dict[str, object], **more: object) -> Any:
    said = {"currency": "CNY", "customer": "C-1", "lines": list(lines), **more}
    return price(quote_of(filled_in(shop.read(), said, DAY, Words())))


def test_a_line_takes_the_price_that_its_customer_pays_its_cost_and_tax(shop: Store) -> None:
    found = priced(shop, {"product": "L-1", "qty": 2})

    line = found.lines[0]
    assert (str(line.line.list_price), str(line.net), str(line.cost)) == ("100.00", "180.00", "120.00")
    assert line.line.tax_bp == 1300


def test_what_a_line_says_itself_counts_and_its_discount_comes_after_the_books(shop: Store) -> None:
    found = priced(
        shop,
        {"product": "L-1", "qty": 2, "discounts": [{"kind": "rep", "bp": 500}], "tax_bp": 600},
        {"product": "L-1", "qty": 2, "discounts": [{"kind": "tier", "bp": 800}]},
        {"product": "L-1", "qty": 2, "list": "50"},
    )

    assert [str(line.net) for line in found.lines] == ["171.00", "184.00", "100.00"]
    assert found.lines[0].line.tax_bp == 600


def test_a_document_that_gives_every_price_stays_as_it_is(shop: Store) -> None:
    said = {"currency": "EUR", "customer": "X", "lines": [{"product": "Z", "list": "5", "qty": 1}]}

    assert filled_in(shop.read(), said, DAY, Words()) is said


def test_two_prices_of_one_product_are_told_at_its_line(shop: Store) -> None:
    with shop.write(Changes.of("prices")) as db:
        put(db, [PriceList("e2", "East, new", "CNY", region="East"), Price("e2", "p1", 800_000)])

    with pytest.raises(QuoteRefused) as refused:
        priced(shop, {"product": "L-1", "qty": 1})

    (fault,) = refused.value.faults
    assert fault.at == "lines[0].product"
    assert "East, new" in fault.sentence(Words())


@pytest.mark.parametrize(
    ("line", "more", "at"),
    [
        ({"product": "L-1", "qty": 1}, {"customer": "C-9"}, "customer"),
        ({"product": "L-9", "qty": 1}, {}, "lines[0].list"),
        ({"product": "L-1", "qty": 1}, {"currency": "EUR"}, "lines[0].list"),
        ({"product": "L-1"}, {}, "lines[0].qty"),
        ({"product": "L-1", "qty": 1, "discounts": 5}, {}, "lines[0].discounts"),
        ({"product": "L-1", "qty": 1}, {"price_date": "soon"}, "price_date"),
    ],
)
def test_what_is_missing_or_wrong_is_told_at_its_field(
    shop: Store, line: dict[str, object], more: dict[str, object], at: str
) -> None:
    with pytest.raises(QuoteRefused) as refused:
        priced(shop, line, **more)

    assert at in [fault.at for fault in refused.value.faults]
