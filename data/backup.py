"""Copies of the store: made while it is in use, put back whole, and checked."""

from __future__ import annotations

from pathlib import Path

from data import summaries
from data.copying import copy_whole
from data.engine import sqlite3
from data.store import APPLICATION_ID, connect, damaged, unwritable
from sales.errors import NotFound, StoreDamaged


def back_up(path: Path, target: Path) -> Path:
    """Write a copy of the database at `path` to `target`, whole or not at all.

    Raises StoreUnwritable or StoreDamaged.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_whole(path, target)
    except (sqlite3.DatabaseError, OSError) as error:
        raise unwritable(error, target) from error
    return target


def restore(path: Path, backup: Path) -> Path | None:
    """Put `backup` in the place of the store at `path`, after checking it. Returns where the replaced store
    lies now.

    Raises NotFound when there is no such backup, StoreDamaged when it is not a sound Rapport database.
    """
    if not backup.is_file():
        raise NotFound(
            "There is no backup at {file}.", "Give the path of a file that `backup` wrote.", file=backup
        )
    if faults := verify(backup):
        raise StoreDamaged(
            "{file} is not a sound backup: {fault}", "Nothing was changed.", file=backup.name, fault=faults[0]
        )
    kept = None
    if path.exists():
        kept = path.with_name(f"{path.stem}-replaced.db")
        for suffix in ("", "-wal", "-shm"):
            side = Path(f"{path}{suffix}")
            if side.exists():
                side.replace(f"{kept}{suffix}")
            else:
                Path(f"{kept}{suffix}").unlink(missing_ok=True)
    back_up(backup, path)
    return kept


def verify(path: Path) -> list[str]:
    """What is wrong with the database at `path`, one sentence each; empty when it is sound.

    Checks the file's structure, that every reference resolves, that order totals are the sums of their lines,
    and that the kept summaries and the search index say what the facts say.
    """
    try:
        db = connect(path)
        try:
            if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return ["it is not a Rapport database."]
            if faults := [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]:
                return faults
            return _references(db) + _sums(db)
        finally:
            db.close()
    except sqlite3.DatabaseError:
        return [str(damaged(path))]


REFERENCES = (
    ("orders", "customer_id", "customers"),
    ("order_lines", "order_id", "orders"),
    ("order_lines", "product_id", "products"),
    ("returns", "customer_id", "customers"),
    ("returns", "order_id", "orders"),
    ("events", "customer_id", "customers"),
    ("tickets", "customer_id", "customers"),
    ("surveys", "customer_id", "customers"),
    ("reviews", "customer_id", "customers"),
    ("activities", "customer_id", "customers"),
    ("referrals", "customer_id", "customers"),
    ("prices", "product_id", "products"),
    ("prices", "price_list_id", "price_lists"),
    ("summaries", "customer_id", "customers"),
    ("standings", "customer_id", "customers"),
)


def _references(db: sqlite3.Connection) -> list[str]:
    faults = []
    for table, column, target in REFERENCES:
        lost = db.execute(
            f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL"
            f" AND {column} NOT IN (SELECT id FROM {target})"
        ).fetchone()[0]
        if lost:
            faults.append(f"{lost} rows of {table} name {target} that are not there.")
    return faults


def _sums(db: sqlite3.Connection) -> list[str]:
    faults = []
    wrong = db.execute(
        "SELECT count(*) FROM orders o LEFT JOIN"  # an imported order may have its total and no lines
        " (SELECT order_id, sum(net_cents) AS cents FROM order_lines GROUP BY 1) l ON l.order_id = o.id"
        " WHERE o.net_cents + o.discount_cents != ifnull(l.cents, 0)"
        " AND (l.cents IS NOT NULL OR o.batch IS NULL)"
    ).fetchone()[0]
    if wrong:
        faults.append(f"{wrong} orders do not add up to their lines.")
    if behind := summaries.stale(db):
        faults.append(f"{behind} summaries do not agree with the facts.")
    unfound = db.execute(
        "SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM products) - count(*)"
        " FROM search_rows WHERE kind IN ('customer', 'product')"
    ).fetchone()[0]
    if unfound:
        faults.append(f"The search index is {abs(unfound)} customers or products off.")
    return faults
