"""What the hub knows of the things that a file names, laid into the store that the file is staged in.

Only what the file names is fetched, so an import costs what the file is, not what the hub holds. One thing
leads to the next (an order to its lines), so it is asked again until nothing new is named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from data.imports import Plan
from data.imports.plan import ORDER_LINES, PRICES
from data.imports.price_lists import STANDARD
from data.imports.staging import held
from data.imports.watching import Progress, silent
from data.sync.tables import TABLES
from hub.db import Db, Tx

AT_ONCE = 5_000  # values of one question to the hub
Named = tuple[str, str]  # a table, and the column by which its rows are named


def lay_in(db: Db, team: str, plan: Plan, progress: Progress = silent) -> None:
    """Bring in what the hub has of what the file names, and match the rows with it."""
    asked: defaultdict[Named, set[str]] = defaultdict(set)
    plan.stage.db.execute("PRAGMA synchronous = OFF")  # nothing here has to outlive the import
    with db.reading() as tx:
        while _lay(tx, team, plan, asked):
            plan.match(progress)


def _lay(tx: Tx, team: str, plan: Plan, asked: defaultdict[Named, set[str]]) -> int:
    """Fetch what is named and was not asked for yet. Returns how many rows came."""
    came = 0
    stage = plan.stage.db
    stage.execute("BEGIN")
    for named, sql in list(_names(plan)):
        fresh = {row[0] for row in stage.execute(sql) if row[0] is not None} - asked[named]
        asked[named] |= fresh
        wanted = sorted(fresh)
        for at in range(0, len(wanted), AT_ONCE):
            rows = _fetched(tx, team, named, wanted[at : at + AT_ONCE])
            stage.executemany(_insert_sql(named[0]), rows)
            came += len(rows)
    stage.execute("COMMIT")
    return came


def _names(plan: Plan) -> Iterator[tuple[Named, str]]:
    """What is named, and the SQL that lists by what."""
    stage = plan.stage
    for field in stage.fields:
        if field.refers:
            sql = f"SELECT DISTINCT {held(field.name)} FROM staged"
            yield from ((way, sql) for way in _ways(field.refers))
    if plan.matcher is ORDER_LINES:
        yield ("orders", "external_id"), f"SELECT DISTINCT {held('order')} FROM staged"
        yield ("order_lines", "order_id"), "SELECT id FROM bills WHERE known"
        yield ("returns", "external_id"), "SELECT external_id FROM back"
    elif plan.matcher is PRICES:
        lists = f"SELECT DISTINCT ifnull({stage.sql('list')}, '{STANDARD}') FROM staged s"
        yield from ((way, lists) for way in _ways("price_lists"))
        yield (
            ("prices", "id"),
            "SELECT l.id || '/' || p.id FROM ref_list l, ref_product p WHERE NOT l.born AND p.id IS NOT NULL",
        )
    else:
        yield (stage.kind.table, "external_id"), f"SELECT DISTINCT {stage.key} FROM staged s"


def _ways(table: str) -> list[Named]:
    """The columns by which rows refer to a table."""
    names = ("external_id", "id", *(("name", "name_zh") if table == "reps" else ()))
    return [(table, column) for column in names]


def _fetched(tx: Tx, team: str, named: Named, values: Sequence[str]) -> list[tuple[Any, ...]]:
    table, column = named
    return [
        tuple(row)
        for row in tx.rows(
            f"SELECT {', '.join(TABLES[table].stored)} FROM {table}"
            f" WHERE team = :team AND {tx.among(column, 'named')}",
            team=team,
            named=tx.listed(values),
        )
    ]


def _insert_sql(table: str) -> str:
    stored = TABLES[table].stored
    return f"INSERT OR IGNORE INTO main.{table} ({', '.join(stored)}) VALUES ({', '.join('?' * len(stored))})"
