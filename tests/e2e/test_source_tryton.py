"""Parties, products, prices and sales of a real Tryton reach the hub; what changes and goes there follows.

Hub and Tryton each tell the time by the machine's clock here, since Tryton's stamps do.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.sources import SourceUnreachable
from tests.builders import laptops, tryton
from tests.builders.sources import Fed, fed
from tests.builders.tryton import Server, decimal

pytestmark = [pytest.mark.xdist_group("tryton"), pytest.mark.timeout(900)]
SOURCE = """
name = "tryton"
type = "tryton"
url = "{url}"
database = "company"
user = "admin"
password_env = "TRYTON_PASSWORD"
currency = "USD"

[[kind]]
kind = "customers"
always = {kind = "organisation"}
[[kind]]
kind = "products"
[[kind]]
kind = "prices"
[[kind]]
kind = "orders"
page = 3
"""


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    try:
        with tryton.running(tmp_path_factory.mktemp("tryton")) as server:
            yield server
    except tryton.NoTryton as why:
        pytest.skip(str(why))


@pytest.fixture
def hub(company: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fed]:
    monkeypatch.setenv("TRYTON_PASSWORD", tryton.PASSWORD)
    made = fed(tmp_path)
    made.now = int(time.time() * 1000)
    made.add(SOURCE.replace("{url}", company.url))
    yield made
    made.db.close()


@pytest.fixture
def early(company: Server, hub: Fed) -> Fed:
    """A hub to which drafts and quotations count as well."""
    hub.add(SOURCE.replace("{url}", company.url) + EARLY)
    return hub


def read(hub: Fed, name: str = "tryton") -> None:
    hub.now = int(time.time() * 1000)
    assert not hub.run(name).problems


def test_what_is_made_in_tryton_is_in_the_hub_and_a_second_run_changes_nothing(
    company: Server, hub: Fed
) -> None:
    lamp, vase = company.product("LAMP", "Lamp", "10.00"), company.product("VASE", "Vase", "25.50")
    lan, mer = company.party("Lan & Co"), company.party("Meridian", "Nice")
    company.call("model.product.price_list.create", [PARTNERS])
    company.sale(lan, [(lamp, 2.0, "10.00"), (vase, 1.0, "25.50")])
    company.sale(mer, [(vase, 4.0, "20.00")])
    company.sale(mer, [(lamp, 1.0, "9.00")], state="quotation")

    read(hub)
    seq = hub.seq
    read(hub)

    customers = hub.rows("customers", "name", "kind", "city", "phone")
    assert ("Lan & Co", "organisation", "Lyon", "+33 4 72 00 00 00") in customers
    assert ("LAMP", "Lamp", 100_000, "Goods") in hub.rows(
        "products", "external_id", "name", "price_e4", "category"
    )
    assert 80_000 in [price for (price,) in hub.rows("prices", "price_e4")]
    lines = [line[1:] for line in hub.lines()]
    assert {("LAMP", 2, 2000), ("VASE", 1, 2550), ("VASE", 4, 8000)} <= set(lines)
    assert ("LAMP", 1, 900) not in lines
    assert hub.seq == seq


def test_a_party_and_its_address_that_change_follow_and_one_that_is_archived_or_deleted_goes(
    company: Server, hub: Fed
) -> None:
    moved, archived, deleted = (company.party(name) for name in ("Moved", "Archived", "Deleted"))
    read(hub)
    before = {name for (name,) in hub.rows("customers", "name")}
    address = company.call("model.party.address.search", [["party", "=", moved]], 0, 1, None)
    company.call("model.party.address.write", address, {"city": "Marseille"})
    company.call("model.party.party.write", [archived], {"active": False})
    company.call("model.party.party.delete", [deleted])
    read(hub)

    after = {name for (name,) in hub.rows("customers", "name")}
    assert {"Moved", "Archived", "Deleted"} <= before
    assert {"Archived", "Deleted"}.isdisjoint(after)
    assert ("Moved", "Marseille") in hub.rows("customers", "name", "city")


def test_a_line_that_changes_or_goes_changes_the_order_though_the_sale_was_not_touched(
    company: Server, early: Fed
) -> None:
    party = company.party("Bowls")
    bowl, cup = company.product("BOWL", "Bowl", "7.00"), company.product("CUP", "Cup", "3.00")
    sale = company.sale(party, [(bowl, 1.0, "7.00"), (cup, 6.0, "3.00")], state="draft")
    read(early)
    order = next(line[0] for line in early.lines() if line[1] == "BOWL")
    first = dict(early.rows("orders", "external_id", "net_cents"))[order]
    lines = company.call("model.sale.line.search", [["sale", "=", sale]], 0, None, [["id", "ASC"]])
    company.call("model.sale.line.write", lines[:1], {"unit_price": decimal("6.50")})
    read(early)
    second = dict(early.rows("orders", "external_id", "net_cents"))[order]
    company.call("model.sale.line.delete", lines[1:])
    read(early)

    assert (first, second) == (2500, 2450)
    assert [line[1:] for line in early.lines() if line[0] == order] == [("BOWL", 1, 650)]


def test_a_cancelled_sale_goes_and_a_product_that_was_sold_and_is_archived_is_sold_no_more(
    company: Server, early: Fed
) -> None:
    party, jug = company.party("Jugs"), company.product("JUG", "Jug", "30.00")
    sale = company.sale(party, [(jug, 1.0, "30.00")], state="quotation")
    read(early)
    sold = [line for line in early.lines() if line[1] == "JUG"]
    company.call("model.product.product.write", [jug], {"active": False})
    read(early)
    archived = dict(early.rows("products", "external_id", "status"))["JUG"]
    company.call("model.sale.sale.cancel", [sale])
    read(early)

    assert len(sold) == 1
    assert archived == "discontinued"
    assert not [line for line in early.lines() if line[1] == "JUG"]


def test_invoices_may_be_what_counts_once_they_are_posted(company: Server, hub: Fed) -> None:
    hub.add(SOURCE.replace("{url}", company.url) + 'model = "account.invoice.line"\n')
    party, stool = company.party("Stools"), company.product("STOOL", "Stool", "40.00")
    sale = company.sale(party, [(stool, 2.0, "40.00")])
    invoices = company.call("model.account.invoice.search", [["sales", "=", sale]], 0, None, None)
    read(hub)
    before = [line for line in hub.lines() if line[1] == "STOOL"]
    company.call("model.account.invoice.write", invoices, {"invoice_date": today()})
    company.call("model.account.invoice.post", invoices)
    read(hub)

    assert before == []
    assert [line[1:] for line in hub.lines() if line[1] == "STOOL"] == [("STOOL", 2, 8000)]


def test_what_is_taken_back_is_a_return(company: Server, hub: Fed) -> None:
    party, rug = company.party("Rugs"), company.product("RUG", "Rug", "60.00")
    company.sale(party, [(rug, 2.0, "60.00")])
    company.sale(party, [(rug, -1.0, "60.00")])
    read(hub)

    assert [line[1:] for line in hub.lines() if line[1] == "RUG"] == [("RUG", 2, 12_000)]
    assert 6000 in [cents for (cents,) in hub.rows("returns", "amount_cents")]


def test_a_wrong_password_is_said_in_a_sentence(
    company: Server, hub: Fed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRYTON_PASSWORD", "wrong")

    with pytest.raises(SourceUnreachable, match="Check the token or password"):
        hub.run("tryton")


EARLY = """
where = [["type", "=", "line"], ["sale.state", "in", ["draft", "quotation", "confirmed", "processing"]]]
"""
PARTNERS = {
    "name": "Partners",
    "price": "list_price",
    "lines": [["create", [{"formula": "unit_price * 0.8"}]]],
}


def test_what_is_made_in_tryton_is_on_the_laptop_and_what_goes_there_goes_here(
    company: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRYTON_PASSWORD", tryton.PASSWORD)
    with laptops.site(tmp_path) as site:
        hub = Fed(site.db, site.team.id, tmp_path, int(time.time() * 1000))
        hub.add(
            SOURCE.replace("{url}", company.url).replace(
                '"organisation"', '"organisation", territory = "North"'
            )
        )
        lamp, table = (
            company.product("LAMP-2", "Lamp two", "12.00"),
            company.product("TABLE", "Table", "90.00"),
        )
        party, other = company.party("Port Hotel"), company.party("Rail Hotel")
        company.sale(party, [(lamp, 3.0, "12.00")])
        read(hub)
        store = laptops.laptop(site, site.team.rep_a, tmp_path / "laptop")
        try:
            laptops.synced(store)
            came = {row[0] for row in store.read().execute("SELECT name FROM customers")}
            spent = store.read().execute(SPENT, ("Port Hotel",)).fetchone()[0]
            company.call("model.party.party.write", [party], {"name": "Port Grand Hotel"})
            company.call("model.party.party.delete", [other])
            company.call("model.product.product.delete", [table])
            read(hub)
            laptops.synced(store)
            left = {row[0] for row in store.read().execute("SELECT name FROM customers")}
            products = {row[0] for row in store.read().execute("SELECT external_id FROM products")}
        finally:
            store.close()

    assert {"Port Hotel", "Rail Hotel"} <= came
    assert spent == 3600
    assert "Port Grand Hotel" in left
    assert {"Port Hotel", "Rail Hotel"}.isdisjoint(left)
    assert "LAMP-2" in products
    assert "TABLE" not in products


def today() -> dict[str, object]:
    """The day as Tryton takes it."""
    day = datetime.now(UTC)
    return {"__class__": "date", "year": day.year, "month": day.month, "day": day.day}


SPENT = "SELECT sum(o.net_cents) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.name = ?"
