"""All segments of 200,000 customers with 1 million orders and 5 million order lines, beside DuckDB.

DuckDB makes the same features from its own copy of the tables and hands out the same rows (segments.sql):
sums over each customer's facts, the six lifecycle rules, RFM2 scores and class, tier, predicted value and
triad, cohort; not since when a rule holds, which only we tell. That both say the same is checked. The files
are kept in the system's folder for temporary files, so that a second run is quick. Every round runs each
once, so that what else the machine does weighs on all alike.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from data import standings, summaries
from data.engine import sqlite3
from data.store import Changes, Store, open_store
from sales.standing import Placed

ROUNDS = 3
LIMIT_KEPT, LIMIT_REBUILT = 3.0, 15.0
TODAY = date(2025, 11, 25)
SIX = ("new", "potential", "high_value", "churn_risk", "problem", "advocate")  # as segments.sql has them
CUSTOMERS, ORDERS, LINES_AN_ORDER = 200_000, 1_000_000, 5
END = 1_764_000_000_000  # 2025-11-24 16:00 UTC
DAY = 86_400_000
FOLDER = Path(tempfile.gettempdir()) / "rapport-bench-segments-2"

# Facts by kind: how many, the columns beside id and customer_id, and their values. {at} is an instant since
# the customer registered, {a} and {b} are pseudo-random numbers.
KINDS = {
    "orders": (
        ORDERS,
        "external_id, coupon, net_cents, placed_at",
        "'O' || i, iif({a} % 7 = 0, 'C5', NULL), 1000 + {b} % 300000, {at}",
    ),
    "events": (
        1_000_000,
        "kind, device, at",
        "CASE {a} % 10 WHEN 0 THEN 'login' WHEN 1 THEN 'share' WHEN 2 THEN 'search' ELSE 'view' END,"
        " CASE {b} % 6 WHEN 0 THEN 'tablet' WHEN 1 THEN 'computer' ELSE 'phone' END, {at}",
    ),
    "returns": (40_000, "amount_cents, requested_at", "500 + {a} % 40000, {at}"),
    "tickets": (100_000, "opened_at, resolved_at", f"{{at}}, iif({{a}} % 10 = 0, NULL, {{at}} + {DAY})"),
    "surveys": (60_000, "kind, score, answered_at", "iif({a} % 2 = 0, 'nps', 'csat'), {b} % 11, {at}"),
    "reviews": (100_000, "stars, written_at", "1 + {a} % 5, {at}"),
    "activities": (100_000, "kind, state, at", "'call', iif({a} % 9 = 0, 'planned', 'done'), {at}"),
    "referrals": (30_000, "at", "{at}"),
}


def main() -> int:
    """Print the ratios; the number of those that are over their limit."""
    ours, theirs = store(), peer(FOLDER / "rapport.db")
    features = FEATURES.read_text(encoding="utf-8")
    rounds = []
    for _ in range(ROUNDS + 1):
        duck = _took(lambda: theirs.execute(features).fetchall())
        kept = _took(lambda: list(standings.standings(ours.read(), TODAY)))
        rounds.append((duck, kept, _took(lambda: _rebuild(ours))))
    del rounds[0]  # it warmed the caches
    differing = _differing(theirs.execute(features).fetchall(), standings.standings(ours.read(), TODAY))
    changed, customers = _after_an_import(ours)
    theirs.close()
    ours.close()
    duck, kept, rebuilt = (statistics.median(times) for times in zip(*rounds, strict=True))
    kept_x = statistics.median(kept / duck for duck, kept, _ in rounds)
    rebuilt_x = statistics.median(rebuilt / duck for duck, _, rebuilt in rounds)
    print(f"DuckDB, the same features from its own tables: {duck:.2f} s; {differing} customers differ")
    print(f"from the kept summaries {kept:.2f} s: {kept_x:.2f} x, limit {LIMIT_KEPT:.0f} x")
    print(f"rebuilt from scratch {rebuilt:.2f} s: {rebuilt_x:.2f} x, limit {LIMIT_REBUILT:.0f} x")
    print(
        f"after 1,000 order lines of {customers} customers {changed * 1000:.0f} ms:"
        f" 1/{rebuilt / changed:.0f} of a rebuild"
    )
    return (kept_x > LIMIT_KEPT) + (rebuilt_x > LIMIT_REBUILT) + (differing > 0)


def _differing(theirs: Iterable[tuple[Any, ...]], ours: Iterable[Placed]) -> int:
    """How many customers DuckDB places otherwise than we do."""
    placed = {one.customer_id: one for one in ours}
    differing = 0
    for customer_id, r, f, m, s, d, spend, value, *flags, rfm2_class, band, tier, cohort in theirs:
        one = placed[customer_id]
        segments = {segment for segment, holds in zip(SIX, flags, strict=True) if holds} or {"regular"}
        expected = (segments, (r, f, m, s, d), spend, value, rfm2_class, band, tier, cohort)
        told = ({stay.segment for stay in one.stays}, one.scores, one.spend_cents, one.value_cents)
        differing += expected != (*told, one.rfm2_class, one.value_band, one.tier, one.cohort)
    return differing


def _rebuild(ours: Store) -> None:
    with ours.write(Changes.of()) as db:
        summaries.rebuild(db)
        standings.evaluate(db, TODAY)


def _after_an_import(ours: Store) -> tuple[float, int]:
    """How long it takes to follow 200 new orders of five lines, and how many customers they are of."""
    with ours.write(Changes.of()) as db:
        ids = [row[0] for row in db.execute("SELECT id FROM customers ORDER BY external_id LIMIT 200")]
        orders = [(f"new-{n}", customer, END) for n, customer in enumerate(ids)]
        db.executemany(
            "INSERT INTO orders (id, customer_id, net_cents, placed_at) VALUES (?, ?, 9900, ?)", orders
        )
        lines = [(order, line) for order, _, _ in orders for line in range(LINES_AN_ORDER)]
        db.executemany("INSERT INTO order_lines VALUES (?, ?, 'p', 1, 1, 0, 1980, NULL)", lines)

        def follow() -> None:
            summaries.refresh(db, ids)
            standings.refresh(db, ids)

        took = statistics.median(_took(follow) for _ in range(ROUNDS))
        db.execute("DELETE FROM order_lines WHERE order_id LIKE 'new-%'")
        db.execute("DELETE FROM orders WHERE id LIKE 'new-%'")
        follow()
    return took, len(ids)


def _took(job: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def store() -> Store:
    """The store with all facts, made once."""
    path = FOLDER / "rapport.db"
    if not (FOLDER / "made").exists():
        made = open_store(path)
        with made.write(Changes.of()) as db:
            _fill(db)
        made.close()
        (FOLDER / "made").touch()
    return open_store(path)


def peer(path: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB with its own copy of the tables, made once."""
    copy = FOLDER / "peer.duckdb"
    if copy.exists():
        return duckdb.connect(str(copy))
    theirs, source = duckdb.connect(str(copy)), sqlite3.connect(path)
    for table, columns in COPIED.items():
        types = {row[1]: row[2] for row in source.execute(f"PRAGMA table_info({table})")}
        names = columns.split(", ")
        schema = pa.schema(
            [(name, pa.int64() if types[name] == "INTEGER" else pa.string()) for name in names]
        )
        rows = source.execute(f"SELECT {columns} FROM {table}")
        while some := rows.fetchmany(500_000):
            batch = pa.table([pa.array(column) for column in zip(*some, strict=True)], names=names).cast(
                schema
            )
            theirs.register("batch", batch)
            theirs.execute(f"CREATE TABLE IF NOT EXISTS {table} AS SELECT * FROM batch LIMIT 0")
            theirs.execute(f"INSERT INTO {table} SELECT * FROM batch")
            theirs.unregister("batch")
    return theirs


def _fill(db: sqlite3.Connection) -> None:
    db.execute(
        f"INSERT INTO customers (id, external_id, name, registered_on) {_numbers(CUSTOMERS)} SELECT"
        f" {_id(1, 'i')}, 'C' || i, 'Customer ' || i, date({_registered('i')} / 1000, 'unixepoch') FROM n"
    )
    for kind, (table, (count, columns, values)) in enumerate(KINDS.items(), 2):
        a, b, at = (_random("i", 7 * kind + step) for step in range(3))
        some, others = (f"({_random('i', seed + kind)} % {CUSTOMERS})" for seed in (99, 199))
        chosen = f"SELECT i, {some} * {others} / {CUSTOMERS} AS k FROM n"  # a few have many, many have few
        instant = f"(r + {at} * 43 % ({END} - r))"
        db.execute(
            f"INSERT INTO {table} (id, customer_id, {columns}) {_numbers(count)}"
            f" SELECT {_id(kind, 'i')}, {_id(1, 'k')}, {values.format(a=a, b=b, at=instant)}"
            f" FROM (SELECT i, k, {_registered('k')} AS r FROM ({chosen}))"
        )
    order, line = f"i / {LINES_AN_ORDER}", f"i % {LINES_AN_ORDER}"
    db.execute(
        "INSERT INTO order_lines"
        " (order_id, line_no, product_id, quantity, price_e4, discount_cents, net_cents)"
        f" {_numbers(ORDERS * LINES_AN_ORDER)}"
        f" SELECT {_id(2, order)}, {line} + 1, {_id(12, 'i % 300')}, 1 + {_random('i', 3)} % 4, 199000,"
        f" iif({_random(order, 5)} % 5 = 0 AND {line} = 2, 500, 0), 19900 FROM n"
    )


def _numbers(count: int) -> str:
    return f"WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count - 1})"


def _random(number: str, seed: int) -> str:
    """A pseudo-random number of 32 bits: the same one for the same number and seed."""
    return f"((({number}) * {2 * seed + 1} + {seed}) * 2654435761 % 4294967296)"


def _id(kind: int, number: str) -> str:
    """Ids shaped like ours: sorted by age, 36 characters."""
    tail = f"({number}) * 2654435761 % 281474976710656"
    return f"printf('019a%04x-%04x-7{kind:03x}-8000-%012x', ({number}) >> 16, ({number}) & 65535, {tail})"


def _registered(number: str) -> str:
    return f"({END} - {DAY} - {_random(number, 15)} % 730 * {DAY})"


COPIED = {
    "customers": "id, registered_on",
    "orders": "id, customer_id, status, coupon, discount_cents, net_cents, placed_at",
    "order_lines": "order_id, line_no, product_id, quantity, price_e4, discount_cents, net_cents",
    "returns": "customer_id, amount_cents, status, requested_at",
    "events": "customer_id, kind, device, at",
    "tickets": "customer_id, status, opened_at, resolved_at",
    "surveys": "id, customer_id, kind, score, answered_at",
    "reviews": "id, customer_id, stars, written_at",
    "activities": "customer_id, state, at",
    "referrals": "customer_id, at",
}
FEATURES = Path(__file__).with_suffix(".sql")

if __name__ == "__main__":
    sys.exit(main())
