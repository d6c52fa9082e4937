"""What is sold: one article, and what articles are called in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Iterable

from data.engine import sqlite3
from data.rows import columns, value
from sales.errors import NotFound
from sales.facts import Product


def product(db: sqlite3.Connection, product_id: str) -> Product:
    """An article by our id. Raises NotFound."""
    row = db.execute(f"SELECT {columns(Product)} FROM products WHERE id = ?", (product_id,)).fetchone()
    if row is None:
        raise NotFound("There is no product {product}.", product=product_id)
    return value(Product, row, spec=json.loads(row["spec"]), features=tuple(json.loads(row["features"])))


def names_zh(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    """The Chinese names of those of the articles that have one."""
    wanted = json.dumps(list(ids))
    rows = db.execute(
        "SELECT id, name_zh FROM products WHERE name_zh IS NOT NULL"
        " AND id IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    return {row["id"]: row["name_zh"] for row in rows}
