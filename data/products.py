"""What is sold: one article, all of them as a list, and what they are called in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Iterable

from data.content.kinds import pieces
from data.content.stories import STORIES
from data.engine import sqlite3
from data.rows import columns, value
from sales.errors import NotFound
from sales.facts import Product
from sales.shelf import Listed, kind
from sales.stories import Story
from sales.words import Words

SHELF = """
SELECT id, external_id, name, name_zh, category, brand, price_e4, currency, stock, status, features
FROM products WHERE status <> 'discontinued' ORDER BY category, price_e4 DESC, external_id, id"""


def product(db: sqlite3.Connection, product_id: str) -> Product:
    """An article by our id. Raises NotFound."""
    row = db.execute(f"SELECT {columns(Product)} FROM products WHERE id = ?", (product_id,)).fetchone()
    if row is None:
        raise NotFound("There is no product {product}.", product=product_id)
    return value(Product, row, spec=json.loads(row["spec"]), features=tuple(json.loads(row["features"])))


def read_as(db: sqlite3.Connection, ids: Iterable[str], words: Words) -> dict[str, tuple[str, str]]:
    """What articles are called where the reader's language has a name for them, and what they are."""
    rows = db.execute(
        "SELECT id, external_id, name, name_zh, category FROM products"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {
        row["id"]: (
            (words.chinese and row["name_zh"]) or row["name"],
            f"{kind(row['category'], words)} · {row['external_id'] or row['id']}",
        )
        for row in rows
    }


def shelf(db: sqlite3.Connection, words: Words) -> tuple[Listed, ...]:
    """What can be sold, as a list to choose from: what has a story first, then by category and price."""
    stories = {story.product: story for story in pieces(db, STORIES, words.locale)}
    listed = [_listed(row, stories.get(row["external_id"] or row["id"]), words) for row in db.execute(SHELF)]
    return tuple(sorted(listed, key=lambda one: not one.told))


def _listed(row: sqlite3.Row, story: Story | None, words: Words) -> Listed:
    scenarios = story.scenarios if story else ()
    features = [*json.loads(row["features"]), *(tag for one in scenarios for tag in one.tags)]
    tags = tuple(dict.fromkeys(features))
    number, category = row["external_id"] or row["id"], row["category"] or ""
    said = [row["name"], row["name_zh"], number, category, kind(category, words), row["brand"]]
    said += [*tags, *(words(tag) for tag in tags), *(one.name for one in scenarios)]
    return Listed(
        id=row["id"],
        number=number,
        name=(words.chinese and row["name_zh"]) or row["name"],
        category=category,
        price_e4=row["price_e4"],
        currency=row["currency"],
        stock=row["stock"],
        status=row["status"],
        tags=tags,
        told=story is not None,
        text=" ".join(part for part in said if part).casefold(),
    )
