"""Which prices a round has changed, and how many of them stand in open quotes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from data.engine import sqlite3
from data.sync import shadow
from data.sync.tables import TABLES

PRICED = ("products", "prices")
# The articles of the quotes that may still change or be taken, bundles by their parts.
QUOTED = """
SELECT count(DISTINCT product) FROM (
    SELECT json_extract(line.value, '$.product') AS product
    FROM quote_standings s JOIN quotes q ON q.id = s.version_id, json_each(q.document, '$.lines') line
    WHERE s.newest AND s.state IN ('draft', 'awaiting approval', 'issued')
    UNION
    SELECT json_extract(part.value, '$.product')
    FROM quote_standings s JOIN quotes q ON q.id = s.version_id, json_each(q.document, '$.lines') line,
        json_each(line.value, '$.parts') part
    WHERE s.newest AND s.state IN ('draft', 'awaiting approval', 'issued'))
WHERE product IN (SELECT value FROM json_each(?))"""


def prices(db: sqlite3.Connection, table: str, row_ids: Iterable[str]) -> dict[str, Any]:
    """The prices of rows as they are here now, by the ids under which rows travel; of a table that has none
    nothing.
    """
    if table not in PRICED:
        return {}
    found = {}
    find = f"SELECT price_e4 FROM {table} WHERE {shadow.where(TABLES[table])}"
    for row_id in row_ids:
        row = db.execute(find, shadow.key(TABLES[table], row_id)).fetchone()
        if row is not None:
            found[row_id] = row[0]
    return found


def moved(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The products whose prices were here before and are others now."""
    return {
        row_id.rpartition("/")[2] for row_id, price in before.items() if after.get(row_id, price) != price
    }


def in_open_quotes(db: sqlite3.Connection, products: Iterable[str]) -> int:
    """How many of these products stand in quotes that are open."""
    wanted = sorted(products)
    if not wanted:
        return 0
    count: int = db.execute(QUOTED, (json.dumps(wanted),)).fetchone()[0]
    return count
