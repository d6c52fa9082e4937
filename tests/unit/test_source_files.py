"""A source's file: what may be in it, and what is said about what may not."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from hub.sources.definition import Feed, SourceRefused, parsed
from hub.sources.documents import at
from hub.sources.records import Raw, Reader, typed
from sales.errors import ImportRefused
from sales.words import Words

GOOD = """
name = "shop"
type = "folder"
path = "/srv"

[[kind]]
kind = "orders"
glob = "*.csv"
[kind.columns]
order = "No"
placed_at = "Date"
customer = "Customer"
product = "Item"
quantity = "Pieces"
price = "Price"
"""


def feed(text: str = GOOD) -> Feed:
    return parsed(text, "shop.toml").feeds[0]


def reader(one: Feed) -> Reader:
    return Reader(one, ZoneInfo("UTC"), "EUR", Words())


def line(**cells: object) -> Raw:
    usual = {
        "order": "B1",
        "placed_at": "2026-11-03",
        "customer": "K1",
        "product": "P1",
        "quantity": 1,
        "price": "2.50",
    }
    return Raw("file:2", {**usual, **cells})


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('type = "folder"', 'type = "ftp"', "type cannot be ftp. It may be folder, sql, tryton, rest."),
        ('path = "/srv"', "", "shop.toml does not say path."),
        ('path = "/srv"', 'path = "/srv"\npasword = "x"', "pasword is not known."),
        ('name = "shop"', 'name = "The Shop"', "name cannot be The Shop."),
        ('kind = "orders"', 'kind = "order"', "kind cannot be order."),
        ('glob = "*.csv"', "", "does not say glob."),
        ('order = "No"', "", "no column goes to order."),
        ('price = "Price"', 'prise = "Price"', "prise is not known. Did you mean price?"),
        ('price = "Price"', "price = ", "shop.toml is not TOML"),
        ('path = "/srv"', 'url = "sqlite://me:secret@host/x"', "the address has a password in it."),
    ],
)
def test_what_is_wrong_in_a_file_is_named(before: str, after: str, sentence: str) -> None:
    assert before in GOOD

    with pytest.raises((SourceRefused, ImportRefused)) as refused:
        parsed(GOOD.replace(before, after), "shop.toml")

    assert sentence in str(refused.value)


def test_two_kinds_of_one_name_have_ledgers_of_their_own() -> None:
    second = GOOD[GOOD.index("[[kind]]") :]

    labels = [one.label for one in parsed(GOOD + second, "shop.toml").feeds]

    assert labels == ["orders", "orders-2"]


def test_lines_without_a_number_are_told_apart_by_product_and_count() -> None:
    reads = reader(feed()).read([line(), line(), line(product="P2"), line(order="B2")])

    assert len({one.key for one in reads}) == 4
    assert [one.whole for one in reads] == ["B1", "B1", "B1", "B2"]


def test_a_line_that_cannot_be_read_is_still_known_by_its_key() -> None:
    good, bad, lost = reader(feed()).read([line(), line(price="cheap", product="P2"), line(order="")])

    assert good.wrong == ""
    assert "cheap is not a number" in bad.wrong
    assert bad.key.startswith("B1")
    assert lost.key == ""


def test_what_a_source_writes_may_mean_something_else_and_some_fields_never_differ() -> None:
    text = GOOD.replace('glob = "*.csv"', 'glob = "*.csv"\nalways = {channel = "shop"}')
    one = feed(f'{text}status = "State"\n[kind.values.status]\n"L" = "signed"\n')

    read = reader(one).read([line(status="L")])[0]

    assert (read.values["status"], read.values["channel"], read.values["currency"]) == (
        "signed",
        "shop",
        "EUR",
    )


def test_rows_may_be_left_out_and_orders_be_returns_by_the_rules_of_the_mapping() -> None:
    one = feed(f'{GOOD}[kind.skip]\nproduct = ["FEE*"]\n[kind.rules]\nreturns = ["C*"]\n')

    fee, back = reader(one).read([line(product="FEE-1"), line(order="C7", quantity=2)])

    assert fee.left
    assert back.values["quantity"] == -2


def test_values_are_given_to_the_hub_as_they_are_meant() -> None:
    one = feed()

    given = typed(one, reader(one).read([line(price="2.505")])[0].values)

    assert str(given["price"]) == "2.505"
    assert f"{given['placed_at']}" == "2026-11-03 00:00:00+00:00"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("owner.name", "Lin"),
        ("phones.value", "123"),
        ("phones.1.value", "123"),
        ("phones.7.value", None),
        ("#id", "#9"),
        ("none.at.all", None),
        ("owner", None),
        ("zero", 0),
    ],
)
def test_paths_lead_into_documents(path: str, found: object) -> None:
    document = {"id": 9, "zero": 0, "owner": {"name": "Lin"}, "phones": [{"value": ""}, {"value": "123"}]}

    assert at(document, path) == found
