"""Taking an import back: the rows it made go, the rows it changed are as before, in one transaction.

It is refused when one of these rows was changed since, or when something was attached to a row that it made:
then the later change has to be undone first.
"""

from __future__ import annotations

import sqlite3

from data import outbox, search
from data.imports import images
from data.imports.batches import Batch, batch_of, customers_of, products_of
from data.imports.kinds import KINDS
from data.imports.watching import Progress, silent, watched
from data.store import Changes, Store
from sales.errors import RuleBroken

# Who may refer to a row that an import made: the column, and the tables that have it.
ATTACHED = {
    ("customers", "customer_id"): (
        "orders", "returns", "events", "tickets", "surveys", "reviews", "activities", "referrals",
        "recommendations",
    ),
    ("products", "product_id"): ("order_lines", "returns", "events", "reviews", "prices", "recommendations"),
    ("orders", "order_id"): ("order_lines", "returns"),
    ("price_lists", "price_list_id"): ("prices",),
    ("reps", "owner_id"): ("customers",),
    ("reps", "rep_id"): ("orders", "activities"),
}  # fmt: skip


def undo(store: Store, batch: int, now: int, progress: Progress = silent) -> Batch:
    """Take an import back. Returns what it was.

    Raises NotFound for an unknown one, RuleBroken when it was undone before or its rows were changed since.
    """
    kind = KINDS[batch_of(store.read(), batch).kind]
    with store.write(Changes.of(*kind.changes, "batches")) as db, watched(db, progress, 0.1, ""):
        known = batch_of(db, batch)
        if known.undone_at is not None:
            raise RuleBroken("Import {batch} was undone before.", batch=batch)
        if touched := _touched_since(db, batch):
            raise RuleBroken(
                "Import {batch} cannot be undone: {what} was changed or used since.",
                "Undo the later change first.",
                batch=batch,
                what=touched,
            )
        customers, products = customers_of(db, batch), products_of(db, batch)
        for table in images.BATCHED:
            db.execute(f"DELETE FROM {table} WHERE batch = ?", (batch,))
        _put_back(db, batch)
        outbox.follow(db, customers)
        search.refresh(db, "product", products)
        db.execute("DELETE FROM batch_before WHERE batch = ?", (batch,))
        db.execute("UPDATE batches SET undone_at = ? WHERE id = ?", (now, batch))
    return known


def _put_back(db: sqlite3.Connection, batch: int) -> None:
    tables = db.execute("SELECT DISTINCT tbl FROM batch_before WHERE batch = ?", (batch,)).fetchall()
    for (table,) in tables:
        sets = ", ".join(
            f"{name} = json_extract(b.before, '$[0].{name}')" for name in images.columns(db, table)
        )
        db.execute(
            f"UPDATE {table} AS t SET {sets} FROM batch_before b"
            f" WHERE b.batch = ? AND b.tbl = ? AND b.row_key = {images.key(table)}",
            (batch, table),
        )


def _touched_since(db: sqlite3.Connection, batch: int) -> str:
    """A row of the import that was changed or used since, in words; "" when there is none."""
    for table in images.BATCHED:
        if row := _changed(db, table, batch):
            return _named(row)
    for (table, column), tables in ATTACHED.items():
        made = f"SELECT id FROM {table} WHERE batch = :batch"
        if db.execute(f"{made} LIMIT 1", {"batch": batch}).fetchone() is None:
            continue
        for other in tables:
            row = db.execute(
                f"SELECT t.* FROM {other} a JOIN {table} t ON t.id = a.{column}"
                f" WHERE a.{column} IN ({made}) {_of_others(db, other)} LIMIT 1",
                {"batch": batch},
            ).fetchone()
            if row:
                return _named(row)
    return ""


def _of_others(db: sqlite3.Connection, table: str) -> str:
    """SQL that leaves out the rows of a table `a` that the import made or changed itself."""
    if "batch" not in images.columns(db, table):
        return ""
    changed = f"SELECT row_key FROM batch_before WHERE batch = :batch AND tbl = '{table}'"
    return f"AND a.batch IS NOT :batch AND {images.key(table, 'a')} NOT IN ({changed})"


def _changed(db: sqlite3.Connection, table: str, batch: int) -> sqlite3.Row | None:
    """A row that is not as the import left it: by its image, a later import, or what a rep wrote."""
    key = images.key(table)
    tests = [
        f"SELECT t.* FROM batch_before b JOIN {table} t ON {key} = b.row_key"
        " WHERE b.batch = :batch AND b.tbl = :tbl"
        f" AND json_extract(b.before, '$[1]') <> {images.image(db, table)}",
        f"SELECT t.* FROM batch_before b JOIN {table} t ON {key} = b.row_key"
        " WHERE b.batch > :batch AND b.tbl = :tbl AND t.batch = :batch",
    ]
    if table not in images.KEYS:
        tests.append(
            f"SELECT t.* FROM outbox o JOIN {table} t ON t.id = o.row_id"
            " WHERE o.tbl = :tbl AND t.batch = :batch"
        )
    for test in tests:
        row: sqlite3.Row | None = db.execute(f"{test} LIMIT 1", {"batch": batch, "tbl": table}).fetchone()
        if row is not None:
            return row
    return None


def _named(row: sqlite3.Row) -> str:
    """A row by what people know it by."""
    known = row.keys()
    return str(
        next(
            row[column]
            for column in ("external_id", "id", "order_id", "price_list_id")
            if column in known and row[column]
        )
    )
