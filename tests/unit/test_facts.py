"""Facts are written as they were, each into its table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from data import facts as rows
from data.engine import sqlite3
from data.facts import AT_ONCE, put
from data.history import with_lines
from data.rows import columns, value
from data.store import Changes, Store, open_store
from sales.facts import Customer, Event, Order, OrderLine, Price, PriceList, Product


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "rapport.db")
    yield store
    store.close()


def test_a_customer_is_read_back_as_written(store: Store) -> None:
    customer = Customer(
        "c1", "Zhou Wei", "C-1", birthday=date(1984, 2, 29), consent_call=True, consent_sms=False
    )

    with store.write(Changes.of("customers")) as db:
        put(db, [customer])

    row = store.read().execute(f"SELECT {columns(Customer)} FROM customers").fetchone()
    assert value(Customer, row) == customer


def test_an_order_brings_its_lines_in_their_order(store: Store) -> None:
    lines = (OrderLine("p2", 1, 32_990_000, 329_900), OrderLine("p1", 4, 2_980_000, 119_200, 0))
    order = Order("o1", "c1", 1_000, 449_100, lines, promised_on=date(2026, 3, 1))

    with store.write(Changes.of("orders")) as db:
        written = put(db, [order])

    read = store.read()
    found = [value(Order, r) for r in read.execute(f"SELECT {columns(Order, leave=('lines',))} FROM orders")]
    assert with_lines(read, found) == (order,)
    assert written == {"orders"}


def test_a_spec_and_features_are_kept_as_json(store: Store) -> None:
    product = Product("p1", "Breva 600", spec={"noise_db": 21}, features=("quiet", "for cafés"))
    prices = [PriceList("l1", "Gold", "CNY", tier="gold"), Price("l1", "p1", 30_350_800)]

    with store.write(Changes.of("products")) as db:
        put(db, [product, *prices])

    read = store.read()
    assert tuple(read.execute("SELECT spec, features FROM products").fetchone()) == (
        '{"noise_db": 21}',
        '["quiet", "for cafés"]',
    )
    assert read.execute("SELECT price_e4 FROM prices").fetchone()[0] == 30_350_800


def test_a_long_stream_is_written_in_parts_and_whole(store: Store) -> None:
    count = AT_ONCE * 2 + 1

    with store.write(Changes.of("events")) as db:
        put(db, (Event(f"e{n}", "c1", "view", n) for n in range(count)))

    assert store.read().execute("SELECT count(*) FROM events").fetchone()[0] == count


def test_an_id_that_is_there_already_is_refused_and_nothing_is_kept(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError), store.write(Changes.of("events")) as db:
        put(db, [Event("e1", "c1", "view", 1), Event("e1", "c1", "view", 2)])

    assert store.read().execute("SELECT count(*) FROM events").fetchone()[0] == 0


def test_every_kind_of_fact_has_a_column_for_each_field(store: Store) -> None:
    read = store.read()

    for kind, table in rows.TABLES.items():
        read.execute(f"SELECT {columns(kind, leave=('lines',))} FROM {table}")
