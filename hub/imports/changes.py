"""What an import comes to, row by row, read off the store in which it was carried out.

Rows that belong together (an order and its lines) are one unit, and units are packed into cuts, each of which
is one transaction of the hub. What others refer to comes first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from operator import attrgetter
from typing import Any

from data.engine import sqlite3
from data.imports import images
from data.sync.tables import TABLES

BATCH = 1  # the only import that its store ever sees
FIRST = ("reps", "products", "price_lists", "prices", "customers")
LAST = ("returns", "events", "tickets", "surveys", "reviews", "activities")
GONE_LINES = "gone_lines"


@dataclass(frozen=True, slots=True)
class Change:
    """A row with the columns that are written. `values` None: it is dropped."""

    table: str
    id: str
    values: Mapping[str, Any] | None
    born: bool = False
    unit: str = ""


def cuts(db: sqlite3.Connection, most: int) -> Iterator[list[Change]]:
    """All changes, in lists of about `most`; a unit larger than that is a list of its own."""
    held: list[Change] = []
    for unit in _units(db):
        if held and len(held) + len(unit) > most:
            yield held
            held = []
        held.extend(unit)
    if held:
        yield held


def drop_lines(db: sqlite3.Connection) -> int:
    """Take away the lines of known orders that the file does not have, inside the transaction that is open.

    To be called after the import was carried out, for files that have every line of the orders they name.
    Orders with a row in error are left as they are. Returns how many went.
    """
    db.execute(
        f"CREATE TABLE scratch.{GONE_LINES} (order_id TEXT, line_no INTEGER, PRIMARY KEY (order_id, line_no))"
    )
    gone = db.execute(
        f"INSERT INTO {GONE_LINES} SELECT t.order_id, t.line_no FROM bills b"
        " JOIN main.order_lines t ON t.order_id = b.id"
        " WHERE b.known AND b.lines AND t.batch IS NOT ? AND NOT EXISTS"
        " (SELECT 1 FROM known_lines k WHERE k.order_id = t.order_id AND k.line_no = t.line_no)"
        " AND b.order_no NOT IN (SELECT f_order FROM staged JOIN problems USING (row)"
        " WHERE f_order IS NOT NULL)",
        (BATCH,),
    ).rowcount
    lost = f"SELECT order_id FROM {GONE_LINES}"
    images.keep_before(db, BATCH, "orders", f"t.id IN ({lost})")
    db.execute(f"DELETE FROM main.order_lines WHERE (order_id, line_no) IN (SELECT * FROM {GONE_LINES})")
    db.execute(
        "UPDATE main.orders AS o SET net_cents = (SELECT ifnull(sum(l.net_cents), 0) FROM main.order_lines l"
        f" WHERE l.order_id = o.id) - o.discount_cents WHERE o.id IN ({lost})"
    )
    return gone


def restart(db: sqlite3.Connection) -> None:
    """Empty the store for another look at the hub; what was read of the file stays."""
    db.execute("BEGIN")
    for table in (*images.BATCHED, "batch_before"):
        db.execute(f"DELETE FROM main.{table}")
    db.execute(f"DROP TABLE IF EXISTS scratch.{GONE_LINES}")
    db.execute("COMMIT")


def _units(db: sqlite3.Connection) -> Iterator[list[Change]]:
    for table in FIRST:
        yield from ([change] for change in _changes(db, table))
    streams = [*(_changes(db, table) for table in ("orders", "order_lines")), _gone(db)]
    together = merge(*streams, key=attrgetter("unit"))
    yield from (list(unit) for _, unit in groupby(together, attrgetter("unit")))
    for table in LAST:
        yield from ([change] for change in _changes(db, table))


def _changes(db: sqlite3.Connection, table: str) -> Iterator[Change]:
    return merge(_born(db, table), _changed(db, table), key=attrgetter("unit"))


def _born(db: sqlite3.Connection, table: str) -> Iterator[Change]:
    shared = TABLES[table]
    order = ", ".join(shared.key)
    for row in db.execute(f"SELECT * FROM main.{table} WHERE batch = ? ORDER BY {order}", (BATCH,)):
        row_id = shared.row_id(row)
        yield Change(table, row_id, {name: row[name] for name in shared.names}, True, row[shared.key[0]])


def _changed(db: sqlite3.Connection, table: str) -> Iterator[Change]:
    shared = TABLES[table]
    rows = db.execute(
        "SELECT row_key, before FROM main.batch_before WHERE batch = ? AND tbl = ?"
        f" ORDER BY json_extract(before, '$[0].{shared.key[0]}'), row_key",
        (BATCH, table),
    )
    for row_id, kept in rows:
        before, after = json.loads(kept)
        values = {name: after[name] for name in shared.names if after[name] != before[name]}
        if values:
            yield Change(table, row_id, values, unit=before[shared.key[0]])


def _gone(db: sqlite3.Connection) -> Iterable[Change]:
    if not db.execute("SELECT 1 FROM scratch.sqlite_schema WHERE name = ?", (GONE_LINES,)).fetchone():
        return ()
    return (
        Change("order_lines", f"{order_id}/{line_no}", None, unit=order_id)
        for order_id, line_no in db.execute(f"SELECT * FROM {GONE_LINES} ORDER BY order_id, line_no")
    )
