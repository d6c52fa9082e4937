"""Forgetting a person at the hub: everything personal goes, and with the next round from every laptop.

Orders and returns remain, under a customer without a name, because revenue, statements and tax are made of
them. What the hub keeps of earlier values and of what laptops sent about the person goes as well.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

from data.sync.tables import TABLES
from hub import audit
from hub.customers import customer
from hub.db import Db, Tx
from hub.rows import Work, said, write
from hub.start import file_of
from hub.who import Who
from sales.forgetting import DELETED, KEPT_FIELDS, NAMELESS

TOLD_OF = ("conflicts", "requests")  # what keeps values of other rows


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was taken away: rows by table. `orders` stay, without a name."""

    customer_id: str
    deleted: Mapping[str, int]
    orders: int


def forget(db: Db, by: Who, who: str, now: int) -> Forgotten:
    """Forget one customer, by our id or the external one. Raises NotFound."""

    def job(work: Work) -> Forgotten:
        found = customer(work.tx, by.team, who)
        deleted = {table: _drop(work, table, found.id) for table in DELETED}
        emptied: dict[str, object] = {
            name: None for name in TABLES["customers"].names if name not in KEPT_FIELDS | {"name"}
        }
        work.put("customers", found.id, {**emptied, "name": NAMELESS})
        for row_id in _ids(work.tx, by.team, "referrals", "referred_id", found.id):
            work.put("referrals", row_id, {"referred_id": None, "name": None})
        for table in TOLD_OF:
            for row_id in _ids(work.tx, by.team, table, "row_id", found.id):
                work.drop(table, row_id)
        orders = len(_ids(work.tx, by.team, "orders", "customer_id", found.id))
        audit.note(
            work.tx, by.team, now, actor=by.user, device=by.device, action="customer.forgotten",
            subject=found.id,
        )  # fmt: skip
        _forget_source(work.tx, by.team, found.external_id)
        return Forgotten(found.id, {table: n for table, n in deleted.items() if n}, orders)

    forgotten = write(db, by.team, job, actor=by.user, device=by.device, what="forget", now=now)
    db.write(lambda tx: _forget_past(tx, by.team, forgotten.customer_id))
    if path := file_of(db):
        with closing(sqlite3.connect(path)) as file:  # so that nothing can be read from its free pages
            file.execute("VACUUM")
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return forgotten


def _drop(work: Work, table: str, customer_id: str) -> int:
    ids = _ids(work.tx, work.team, table, "customer_id", customer_id)
    work.load(table, ids)
    for row_id in ids:
        work.drop(table, row_id)
    return len(ids)


def _ids(tx: Tx, team: str, table: str, column: str, value: str) -> list[str]:
    sql = f"SELECT id FROM {table} WHERE team = :team AND {column} = :value ORDER BY id"
    return [row[0] for row in tx.rows(sql, team=team, value=value)]


def _forget_past(tx: Tx, team: str, customer_id: str) -> None:
    """Take away what the hub keeps of earlier values, and the texts of what laptops sent."""
    gone = {table: _once(tx, team, table, "customer_id", [customer_id]) for table in DELETED}
    gone["customers"] = [customer_id]
    about = [row_id for ids in gone.values() for row_id in ids]
    gone |= {table: _once(tx, team, table, "row_id", about) for table in TOLD_OF}
    for table, ids in gone.items():
        where = f"team = :team AND tbl = :table AND {tx.among('row_id')}"
        bound = {"team": team, "table": table, "ids": tx.listed(ids)}
        tx.run(f"DELETE FROM history WHERE {where}", **bound)
        tx.run(f"UPDATE mutation SET body = '{{}}' WHERE {where}", **bound)


def _once(tx: Tx, team: str, table: str, column: str, values: list[str]) -> list[str]:
    """The ids of rows, gone by now, that had one of these values in a column."""
    found = tx.rows(
        "SELECT DISTINCT row_id FROM history WHERE team = :team AND tbl = :table AND field = :column"
        f" AND new = :nothing AND {tx.among('old')}",
        team=team, table=table, column=column, nothing=said(None), ids=tx.listed(map(said, values)),
    )  # fmt: skip
    return [row[0] for row in found]


def _forget_source(tx: Tx, team: str, external_id: str | None) -> None:
    if external_id is not None:
        tx.run(
            "DELETE FROM source_row WHERE team = :team AND kind = 'customers' AND key = :key",
            team=team, key=external_id,
        )  # fmt: skip
