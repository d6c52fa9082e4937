"""A folder of files feeds the hub: what is new, changed, half written, wrong, and gone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub import sources
from hub.sources import SourceUnreachable
from tests.builders.sources import Fed, fed, written

SOURCE = """
name = "shop"
type = "folder"
path = "{path}"

[[kind]]
kind = "customers"
glob = "customers*.csv"
[kind.columns]
customer = "No"
name = "Name"
phone = "Phone"

[[kind]]
kind = "products"
glob = "products*.csv"
[kind.columns]
product = "Sku"
name = "Name"
price = "Price"

[[kind]]
kind = "orders"
glob = "orders/*.csv"
[kind.columns]
order = "Order"
placed_at = "Date"
customer = "Customer"
product = "Sku"
quantity = "Qty"
price = "Price"
[kind.format]
date = "%d/%m/%Y"
decimal = ","
"""
CUSTOMERS = "No,Name,Phone\nC1,Anna Berg,+49 30 901820\nC2,Ben Ode,+49 30 901821\nC3,Cleo Fink,\n"
PRODUCTS = "Sku,Name,Price\nP1,Lamp,10.00\nP2,Vase,25.50\n"
ORDERS = (
    "Order;Date;Customer;Sku;Qty;Price\n"
    "O1;03/11/2026;C1;P1;2;10,00\nO1;03/11/2026;C1;P2;1;25,50\nO2;04/11/2026;C2;P1;1;9,00\n"
)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Fed]:
    made = fed(tmp_path)
    files = tmp_path / "files"
    written(files / "customers.csv", CUSTOMERS)
    written(files / "products.csv", PRODUCTS)
    written(files / "orders" / "november.csv", ORDERS)
    made.add(SOURCE.replace("{path}", str(files)))
    yield made
    made.db.close()


def put(shop: Fed, name: str, text: str, ago_s: int = 30) -> None:
    written(shop.folder / "files" / name, text, ago_s=ago_s, now=shop.now)


def test_what_the_files_have_is_in_the_hub_and_a_second_run_changes_nothing(shop: Fed) -> None:
    report = shop.run("shop")
    seq = shop.seq
    shop.later()
    again = shop.run("shop")

    assert not report.problems
    assert shop.customers() == {"C1": "Anna Berg", "C2": "Ben Ode", "C3": "Cleo Fink"}
    assert shop.lines() == [("O1", "P1", 2, 2000), ("O1", "P2", 1, 2550), ("O2", "P1", 1, 900)]
    assert shop.rows("orders", "external_id", "net_cents", "currency") == [
        ("O1", 4550, "EUR"), ("O2", 900, "EUR"),
    ]  # fmt: skip
    assert not again.changed
    assert shop.seq == seq


def test_a_dry_run_says_what_would_happen_and_writes_nothing(shop: Fed) -> None:
    report = shop.run("shop", dry_run=True)

    assert {label: tally.create for label, tally in report.kinds.items()} == {
        "customers": 3, "products": 2, "orders": 3,
    }  # fmt: skip
    assert not report.problems
    assert shop.customers() == {}
    assert shop.rows("source_row", "key") == []
    assert shop.seq == 0


def test_corrections_and_what_left_a_file_follow(shop: Fed) -> None:
    shop.run("shop")
    shop.later()
    put(shop, "customers.csv", "No,Name,Phone\nC1,Anna Berg-Lund,+49 30 901820\nC2,Ben Ode,\n")
    put(
        shop,
        "orders/november.csv",
        ORDERS.replace("O1;03/11/2026;C1;P2;1;25,50\n", "").replace("9,00", "8,00"),
    )
    report = shop.run("shop")

    assert shop.customers() == {"C1": "Anna Berg-Lund", "C2": "Ben Ode"}
    assert ("C2", None) in shop.rows("customers", "external_id", "phone")
    assert shop.lines() == [("O1", "P1", 2, 2000), ("O2", "P1", 1, 800)]
    assert shop.rows("orders", "external_id", "net_cents") == [("O1", 2000), ("O2", 800)]
    assert (report.kinds["customers"].update, report.kinds["customers"].delete) == (2, 1)
    assert report.kinds["orders"].delete == 1


def test_a_customer_with_orders_who_leaves_the_source_stays_and_is_told_of(shop: Fed) -> None:
    shop.run("shop")
    shop.later()
    put(shop, "customers.csv", "No,Name,Phone\nC1,Anna Berg,+49 30 901820\nC3,Cleo Fink,\n")
    report = shop.run("shop")

    assert report.kinds["customers"].kept == 1
    assert [problem.at for problem in report.problems] == ["C2"]
    assert "C2" in shop.customers()
    assert ("customers", "C2", "kept") in shop.rows("source_row", "kind", "key", "state")
    shop.later()
    (shop.folder / "files" / "orders" / "november.csv").unlink()
    shop.run("shop")
    assert "C2" not in shop.customers()


def test_a_product_that_was_sold_is_sold_no_more_and_another_goes(shop: Fed) -> None:
    put(shop, "products.csv", f"{PRODUCTS}P3,Bowl,7.00\n")
    shop.run("shop")
    shop.later()
    put(shop, "products.csv", "Sku,Name,Price\nP1,Lamp,10.00\n")
    shop.run("shop")

    assert shop.rows("products", "external_id", "status") == [("P1", "active"), ("P2", "discontinued")]


def test_a_file_that_is_still_being_written_waits(shop: Fed) -> None:
    put(shop, "customers.csv", "No,Name,Phone\nC1,Anna Berg,+49", ago_s=1)

    report = shop.run("shop")
    first = dict(shop.customers())
    shop.later(30)
    put(shop, "customers.csv", CUSTOMERS, ago_s=20)
    shop.run("shop")

    assert report.problems[0].sentence.startswith("The file is still being written.")
    assert first == {}
    assert len(shop.customers()) == 3


def test_one_bad_row_stops_nothing_and_deletes_nothing(shop: Fed) -> None:
    shop.run("shop")
    shop.later()
    put(
        shop,
        "customers.csv",
        CUSTOMERS.replace("+49 30 901821", "call her").replace("Cleo Fink", "Cleo Frisch"),
    )
    report = shop.run("shop")
    shop.later()
    again = shop.run("shop")

    assert shop.customers() == {"C1": "Anna Berg", "C2": "Ben Ode", "C3": "Cleo Frisch"}
    assert [(problem.at, problem.sentence) for problem in report.problems] == [
        ("customers.csv:3", "Phone: call her is no phone number.")
    ]
    assert again.problems == report.problems


def test_an_order_of_an_unknown_customer_waits_until_the_customer_is_there(shop: Fed) -> None:
    put(shop, "orders/november.csv", f"{ORDERS}O3;05/11/2026;C9;P1;1;10,00\n")
    report = shop.run("shop")
    shop.later()
    put(shop, "customers.csv", f"{CUSTOMERS}C9,Ivo Lenz,\n")
    again = shop.run("shop")

    assert [problem.at for problem in report.problems] == ["november.csv:5"]
    assert "C9" in report.problems[0].sentence
    assert ("O3", "P1", 1, 1000) in shop.lines()
    assert not again.problems


def test_an_order_may_be_spread_over_files_and_a_file_may_go(shop: Fed) -> None:
    shop.run("shop")
    shop.later()
    put(shop, "orders/late.csv", "Order;Date;Customer;Sku;Qty;Price\nO1;03/11/2026;C1;P2;3;20,00\n")
    shop.run("shop")
    both = shop.lines()
    shop.later()
    (shop.folder / "files" / "orders" / "november.csv").unlink()
    shop.run("shop")

    assert [line for line in both if line[0] == "O1"] == [("O1", "P1", 2, 2000), ("O1", "P2", 3, 6000)]
    assert shop.lines() == [("O1", "P2", 3, 6000)]


def test_a_record_in_two_files_stays_while_one_has_it_and_is_as_that_one_says(shop: Fed) -> None:
    shop.run("shop")
    shop.later()
    put(shop, "customers-new.csv", "No,Name,Phone\nC3,Cleo Finkel,\n")
    shop.run("shop")
    newer = shop.customers()["C3"]
    shop.later()
    (shop.folder / "files" / "customers-new.csv").unlink()
    shop.run("shop")

    assert newer == "Cleo Finkel"
    assert shop.customers()["C3"] == "Cleo Fink"


def test_a_share_that_is_away_or_empty_deletes_nothing(shop: Fed) -> None:
    many = "No,Name,Phone\n" + "".join(f"K{n},Customer {n},\n" for n in range(100))
    put(shop, "customers.csv", many)
    shop.run("shop")
    shop.later()
    (shop.folder / "files").rename(shop.folder / "away")

    with pytest.raises(SourceUnreachable, match="no folder"):
        shop.run("shop")
    (shop.folder / "files").mkdir()
    report = shop.run("shop")

    assert len(shop.customers()) == 100
    assert any("gone at once" in problem.sentence for problem in report.problems)
    put(shop, "customers.csv", many)
    assert not any("gone at once" in problem.sentence for problem in shop.run("shop").problems)
    assert len(shop.customers()) == 100


def test_half_a_folder_may_go_when_its_owner_says_so(shop: Fed) -> None:
    put(shop, "customers-old.csv", "No,Name,Phone\n" + "".join(f"K{n},Customer {n},\n" for n in range(100)))
    shop.run("shop")
    shop.later()
    (shop.folder / "files" / "customers-old.csv").unlink()
    shop.run("shop")
    kept = len(shop.customers())
    text = SOURCE.replace("{path}", str(shop.folder / "files"))
    shop.add(text.replace('glob = "customers*.csv"', 'glob = "customers*.csv"\nmost_gone = 1.0'))
    shop.run("shop")

    assert kept == 103
    assert len(shop.customers()) == 3


def test_what_a_rep_corrected_stays_when_the_source_changes_something_else(shop: Fed) -> None:
    shop.run("shop")
    by_rep("Rep", shop, "C1", {"phone": "+49 30 555000"})
    shop.later()
    put(shop, "customers.csv", CUSTOMERS.replace("Anna Berg", "Anna Lund"))
    shop.run("shop")

    assert ("C1", "Anna Lund", "+49 30 555000") in shop.rows("customers", "external_id", "name", "phone")


def test_the_newest_export_alone_may_count(shop: Fed) -> None:
    shop.add(SOURCE.replace("{path}", str(shop.folder / "files")).replace(
        'glob = "customers*.csv"', 'glob = "full-*.csv"\nlatest = true'
    ))  # fmt: skip
    put(shop, "full-2026-11-23.csv", CUSTOMERS)
    shop.run("shop")
    shop.later()
    put(shop, "full-2026-11-24.csv", CUSTOMERS.replace("C3,Cleo Fink,\n", "").replace("Ben Ode", "Ben Odell"))
    shop.run("shop")

    assert shop.customers() == {"C1": "Anna Berg", "C2": "Ben Odell"}


def test_what_another_source_has_as_well_stays_until_both_have_let_it_go(shop: Fed) -> None:
    shop.run("shop")
    put(shop, "erp/clients.csv", "No,Name,Phone\nC3,Cleo Fink,\n")
    start = SOURCE.index('[[kind]]\nkind = "products"')
    text = SOURCE[:start].replace('"shop"', '"erp"').replace("customers*.csv", "erp/*.csv")
    shop.add(text.replace("{path}", str(shop.folder / "files")))
    shop.run("erp")
    shop.later()
    put(shop, "customers.csv", CUSTOMERS.replace("C3,Cleo Fink,\n", ""))
    shop.run("shop")
    after_one = "C3" in shop.customers()
    shop.later()
    put(shop, "erp/clients.csv", "No,Name,Phone\n")
    shop.run("erp")

    assert after_one
    assert "C3" not in shop.customers()


def test_spreadsheets_and_parquet_are_read_like_text(shop: Fed) -> None:
    import pandas as pd

    files = shop.folder / "files"
    rows = pd.DataFrame({"No": ["C7", "C8"], "Name": ["Mia Horn", "Nils Ohm"], "Phone": ["+49 30 90", None]})
    rows.to_excel(files / "customers-west.xlsx", index=False, engine="xlsxwriter")
    rows.replace({"C7": "C17", "C8": "C18"}).to_parquet(files / "customers-east.parquet")
    for name in ("customers-west.xlsx", "customers-east.parquet"):
        os.utime(files / name, (shop.now / 1000 - 60, shop.now / 1000 - 60))
    shop.add(SOURCE.replace("{path}", str(files)).replace("customers*.csv", "customers*"))
    report = shop.run("shop")

    assert not report.problems
    assert {"C1", "C7", "C8", "C17", "C18"} <= shop.customers().keys()


def test_a_newer_run_ends_an_older_one(shop: Fed) -> None:
    newer: list[sources.Report] = []

    def another(_: str) -> None:
        if not newer:
            newer.append(sources.run(shop.db, shop.team, "shop", now=shop.now, note=lambda _: None))

    with pytest.raises(SourceUnreachable, match="Another run of shop has begun"):
        sources.run(shop.db, shop.team, "shop", now=shop.now, note=another)

    assert newer[0].kinds["orders"].create == 3
    assert len(shop.lines()) == 3


@pytest.mark.xdist_group("postgres")
def test_a_hub_on_postgresql_is_fed_alike(tmp_path: Path, postgres_url: str) -> None:
    shop = fed(tmp_path, postgres_url)
    put(shop, "customers.csv", CUSTOMERS)
    put(shop, "products.csv", PRODUCTS)
    put(shop, "orders/november.csv", ORDERS)
    shop.add(SOURCE.replace("{path}", str(tmp_path / "files")))
    planned = shop.run("shop", dry_run=True)
    shop.run("shop")
    shop.later()
    put(shop, "customers.csv", CUSTOMERS.replace("C3,Cleo Fink,\n", "").replace("Ben Ode", "Ben Odell"))
    report = shop.run("shop")
    seq = shop.seq
    shop.run("shop")

    assert planned.kinds["orders"].create == 3
    assert (report.kinds["customers"].update, report.kinds["customers"].delete) == (1, 1)
    assert shop.customers() == {"C1": "Anna Berg", "C2": "Ben Odell"}
    assert len(shop.lines()) == 3
    assert shop.seq == seq
    shop.db.close()


def by_rep(actor: str, shop: Fed, number: str, values: dict[str, str]) -> None:
    """What a rep writes to a customer."""
    from hub.rows import write

    with shop.db.reading() as tx:
        row_id = tx.value("SELECT id FROM customers WHERE external_id = :number", number=number)
    write(
        shop.db, shop.team, lambda work: work.put("customers", row_id, values), actor=actor, what="push",
        now=shop.now,
    )  # fmt: skip
