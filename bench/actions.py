"""Today's next best actions for one rep of a company with 200,000 customers, against reading that rep's facts
once.

The peer is the least that anybody would have to do: one pass over the orders, with their lines, of the rep's
customers. Both times are processor time, so that a busy machine changes nothing.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from data import standings, summaries
from data.actions import rep_actions
from data.language import words
from data.rules import next_action_rules
from data.store import Changes, Store, open_store

CUSTOMERS, REPS = 200_000, 40
NOW = 1_795_514_400_000  # 24 November 2026, 18:00 in Shanghai
LIMIT = 3.0
RUNS = 5

FILL = """
CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (
    SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {customers} - 1) SELECT i FROM n;
CREATE TEMP TABLE k AS WITH RECURSIVE k(j) AS (
    SELECT 0 UNION ALL SELECT j + 1 FROM k WHERE j < 4) SELECT j FROM k;
INSERT INTO reps (id, name) SELECT 'rep-' || i, 'Rep ' || i FROM n WHERE i < {reps};
INSERT INTO products (id, name, category, price_e4, life_days) VALUES
    ('p0', 'Breva 600', 'air-purifier', 32990000, 1825), ('p1', 'Breva 600 filter', 'filter', 2980000, 365),
    ('p2', 'Crema Solo', 'coffee-machine', 26990000, 1460), ('p3', 'Reed gift set', 'gift', 2680000, NULL),
    ('p4', 'Lumo 12', 'phone', 45990000, 1095);
INSERT INTO customers (id, external_id, name, owner_id, registered_on, birthday)
    SELECT 'c' || i, 'C-' || i, 'Customer ' || i, 'rep-' || (i * {reps} / {customers}),
        date({now} / 1000 - 86400 * (i % 900), 'unixepoch'),
        date(700000000 - 86400 * (i % 12000), 'unixepoch') FROM n;
INSERT INTO orders (id, customer_id, status, net_cents, placed_at, paid_at, promised_on, signed_at)
    SELECT 'o' || i || '-' || j, 'c' || i, 'delivered', 30000 + i % 90000, at, at,
        date(at / 1000 + 259200, 'unixepoch'), CASE WHEN (i + j) % 400 THEN at + 259200000 END
    FROM (SELECT i, j, {now} - 86400000 * ((i * 31 + j * 146) % 730) AS at FROM n, k);
INSERT INTO order_lines (order_id, line_no, product_id, quantity, price_e4, net_cents)
    SELECT 'o' || i || '-' || j, line, 'p' || ((i + j * 2 + line) % 5), 1, 2980000, 29800
    FROM n, k, (SELECT 1 AS line UNION ALL SELECT 2);
INSERT INTO events (id, customer_id, kind, product_id, at, duration_s)
    SELECT 'e' || i || '-' || j, 'c' || i, CASE WHEN j = 0 AND i % 9 = 0 THEN 'add_to_cart' ELSE 'view' END,
        'p' || ((i + j) % 5), {now} - 3600000 * ((i * 17 + j * 211) % 1440), 40 + i % 300 FROM n, k;
INSERT INTO activities (id, customer_id, rep_id, kind, state, at, promise, promised_on)
    SELECT 'a' || i || '-' || j, 'c' || i, 'rep-' || (i * {reps} / {customers}), 'call', 'done',
        {now} - 86400000 * ((i * 13 + j * 37) % 200), CASE WHEN (i + j) % 900 = 0 THEN 'invoice' END,
        CASE WHEN (i + j) % 900 = 0 THEN date({now} / 1000 - 86400 * (j * 2), 'unixepoch') END
    FROM n, k WHERE j < 3;
INSERT INTO tickets (id, customer_id, text, status, opened_at, resolved_at)
    SELECT 't' || i, 'c' || i, 'The filter alarm does not stop', 'open', {now} - 3600000 * (i % 2000),
        CASE WHEN i % 8 THEN {now} - 3600000 * (i % 1900) END FROM n WHERE i % 4 = 0;
INSERT INTO reviews (id, customer_id, product_id, stars, written_at, answered_at)
    SELECT 'r' || i, 'c' || i, 'p' || (i % 5), 1 + i % 5, {now} - 3600000 * (i % 3000),
        CASE WHEN i % 6 THEN {now} END FROM n WHERE i % 3 = 0;
DROP TABLE temp.n;
DROP TABLE temp.k;
"""
ORDERS = """
SELECT o.id, o.placed_at, o.net_cents, l.product_id, l.quantity, l.net_cents FROM customers c
JOIN orders o ON o.customer_id = c.id JOIN order_lines l ON l.order_id = o.id WHERE c.owner_id = ?"""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "rapport.db")
        fill(store)
        english, rules = words("en", ZoneInfo("Asia/Shanghai")), next_action_rules()
        db = store.read()
        found = rep_actions(db, "rep-7", rules, english, NOW)
        ours = middle(lambda: rep_actions(db, "rep-7", rules, english, NOW))
        peer = middle(lambda: db.execute(ORDERS, ("rep-7",)).fetchall())
        store.close()
    ratio = ours / peer
    print(f"{CUSTOMERS:,} customers, {REPS} reps: {len(found):,} actions in {ours:.0f} ms")
    print(f"one pass over the rep's orders and lines: {peer:.0f} ms; ratio {ratio:.2f} x (limit {LIMIT} x)")
    return int(ratio > LIMIT)


def fill(store: Store) -> None:
    """The company: five orders of two lines, five events, three contacts a customer, and some service."""
    with store.write(Changes.of("customers")) as db:
        for statement in FILL.format(customers=CUSTOMERS, reps=REPS, now=NOW).split(";\n"):
            if statement.strip():
                db.execute(statement)
        summaries.rebuild(db)
        standings.evaluate(db, date(2026, 11, 24))


def middle(run: Callable[[], object]) -> float:
    """The median of some runs, in ms of processor time."""
    times = []
    for _ in range(RUNS):
        began = time.thread_time()
        run()
        times.append((time.thread_time() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    raise SystemExit(main())
