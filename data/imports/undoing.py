"""Taking an import back: the rows it made go, the rows it changed are as before, in one transaction.

It is refused when one of these rows was changed since, or when something was attached to a row that it made:
then the later change has to be undone first.
"""

from __future__ import annotations

from data import outbox, search
from data.engine import sqlite3
from data.imports import images
from data.imports.batches import Batch, batch_of
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
        customers, products = _customers_of(db, batch), _products_of(db, batch)
        for table in images.BATCHED:
            db.execute(f"DELETE FROM {table} WHERE batch = ?", (batch,))
        _put_back(db, batch)
        outbox.follow(db, customers)
        search.refresh(db, "product", products)
        db.execute("DELETE FROM batch_before WHERE batch = ?", (batch,))
        db.execute("UPDATE batches SET undone_at = ? WHERE id = ?", (now, batch))
    return known


def _customers_of(db: sqlite3.Connection, batch: int) -> list[str]:
    """The customers whose profile or facts a batch has made or changed."""
    facts = [table for table in images.BATCHED if "customer_id" in images.columns(db, table)]
    made = " UNION ".join(f"SELECT customer_id FROM main.{table} WHERE batch = :batch" for table in facts)
    rows = db.execute(
        f"SELECT id FROM main.customers WHERE batch = :batch UNION {made}"
        " UNION SELECT row_key FROM batch_before WHERE batch = :batch AND tbl = 'customers'"
        " UNION SELECT json_extract(before, '$[0].customer_id') FROM batch_before WHERE batch = :batch"
        " UNION SELECT json_extract(before, '$[1].customer_id') FROM batch_before WHERE batch = :batch",
        {"batch": batch},
    )
    return [row[0] for row in rows if row[0] is not None]


def _products_of(db: sqlite3.Connection, batch: int) -> list[str]:
    """The products that a batch has made or changed."""
    rows = db.execute(
        "SELECT id FROM main.products WHERE batch = :batch"
        " UNION SELECT row_key FROM batch_before WHERE batch = :batch AND tbl = 'products'",
        {"batch": batch},
    )
    return [row[0] for row in rows]


def _put_back(db: sqlite3.Connection, batch: int) -> None:
    tables = db.execute("SELECT DISTINCT tbl FROM batch_before WHERE batch = ?", (batch,)).fetchall()
    for (table,) in tables:
        sets = ", ".join(
            f"{name} = json_extract(b.before, '$[0].{name}')" for name in images.columns(db, table)
        )
        db.execute(
            f"UPDATE {table} AS t SET {sets} FROM batch_before b"
            f" WHERE b.batch = ? AND b.tbl = ? AND {images.same(table)}",
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
    kept = f"SELECT t.* FROM batch_before b CROSS JOIN {table} t ON {images.same(table)}"
    tests = [
        f"{kept} WHERE b.batch = :batch AND b.tbl = :tbl"
        f" AND json_extract(b.before, '$[1]') <> {images.image(db, table)}",
        f"{kept} WHERE b.batch > :batch AND b.tbl = :tbl AND t.batch = :batch",
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
