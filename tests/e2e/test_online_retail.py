"""The real thing: a wholesaler's year of invoice lines, imported, counted by hand, imported again, undone."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatch
from pathlib import Path

import pytest

from data.backup import verify
from data.imports import undo
from data.imports.mapping import CHARGES
from data.store import Store
from tests.builders.files import NOW, dump, imported, planned, rows, written

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT.parent / "shared" / "data" / "online_retail" / "online_retail_2010.csv.gz"
SLICE = 20_000  # lines: the first half of December 2009
MAPPING = {
    "columns": {
        "order": "Invoice",
        "product": "StockCode",
        "product_name": "Description",
        "quantity": "Quantity",
        "placed_at": "InvoiceDate",
        "price": "Price",
        "customer": "Customer ID",
        "customer_region": "Country",
    },
    "format": {"date": "%d/%m/%Y %H:%M", "currency": "GBP"},
    "rules": {"returns": ["C*"]},
}
needs_file = pytest.mark.skipif(not FILE.exists(), reason="the data is not here")


def lines(most: int | None = None) -> Iterator[dict[str, str]]:
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        for at, line in enumerate(csv.DictReader(file)):
            if at == most:
                return
            yield line


def is_charge(line: dict[str, str]) -> bool:
    code, name = line["StockCode"].strip().casefold(), line["Description"].strip().casefold()
    return any(fnmatch(code, pattern.casefold()) for pattern in CHARGES["product"]) or any(
        fnmatch(name, pattern.casefold()) for pattern in CHARGES["product_name"]
    )


def cents(line: dict[str, str]) -> int:
    exact = abs(int(line["Quantity"])) * Decimal(line["Price"]) * 100
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def expected(most: int | None) -> tuple[dict[str, int], dict[str, int], dict[str, int], int]:
    """By hand: what each customer bought and gave back, what each order comes to, how many lines count."""
    bought: defaultdict[str, int] = defaultdict(int)
    back: defaultdict[str, int] = defaultdict(int)
    orders: defaultdict[str, int] = defaultdict(int)
    count = 0
    for line in lines(most):
        who = line["Customer ID"]
        if is_charge(line) or (not who and Decimal(line["Price"]) == 0):
            continue
        count += 1
        if int(line["Quantity"]) < 0 or line["Invoice"].startswith("C"):
            back[who] += cents(line)
        else:
            bought[who] += cents(line)
            orders[line["Invoice"]] += cents(line)
    back.pop("", None)
    bought.pop("", None)
    return dict(bought), dict(back), dict(orders), count


def check(store: Store, path: Path, most: int | None) -> None:
    empty = dump(store)
    outcome = imported(store, path, "orders", MAPPING)
    bought, back, orders, count = expected(most)

    assert (outcome.counts.create, outcome.counts.error) == (count, 0)
    assert dict(rows(store, "SELECT external_id, net_cents FROM orders")) == orders
    totals = (
        "SELECT c.external_id, {cents} FROM summaries s JOIN customers c ON c.id = s.customer_id"
        " WHERE {n} > 0"
    )
    assert dict(rows(store, totals.format(cents="order_cents", n="order_count"))) == bought
    assert dict(rows(store, totals.format(cents="returned_cents", n="return_count"))) == back
    assert rows(store, "SELECT DISTINCT currency FROM orders") == [("GBP",)]
    assert verify(store.path) == []
    after = dump(store)
    with planned(store, path, "orders", MAPPING) as again:
        assert (again.counts.create, again.counts.update, again.counts.unchanged) == (0, 0, count)
    assert imported(store, path, "orders", MAPPING).batch is None
    assert dump(store) == after
    assert outcome.batch is not None
    undo(store, outcome.batch, NOW)
    assert dump(store) == empty


@needs_file
def test_the_first_lines_come_in_count_right_and_go(store: Store, tmp_path: Path) -> None:
    out = io.StringIO()
    table = csv.DictWriter(out, next(lines()).keys())
    table.writeheader()
    table.writerows(lines(SLICE))

    check(store, written(tmp_path / "slice.csv", out.getvalue()), SLICE)


@needs_file
@pytest.mark.slow
def test_the_whole_year_comes_in_counts_right_and_goes(store: Store) -> None:
    check(store, FILE, None)


@needs_file
def test_without_a_mapping_the_columns_are_recognised(store: Store, tmp_path: Path) -> None:
    out = io.StringIO()
    table = csv.DictWriter(out, next(lines()).keys())
    table.writeheader()
    table.writerows(line for at, line in enumerate(lines()) if at % 50 == 0)

    with planned(store, written(tmp_path / "sparse.csv", out.getvalue()), "orders") as plan:
        assert plan.counts.error == 0
        assert plan.counts.create > 9_000
        assert plan.stage.mapping.columns == MAPPING["columns"]
