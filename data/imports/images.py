"""What a batch changed, kept row by row: the row before and after, so that undo can tell and put it back.

Rows that a batch created bear its number in their column `batch`; of rows it changed both images are in
`batch_before`, as a JSON list of two objects.
"""

from __future__ import annotations

from data.engine import sqlite3

# Tables whose rows an import can create, those that refer to others first.
BATCHED = (
    "order_lines", "returns", "events", "tickets", "surveys", "reviews", "activities", "prices", "orders",
    "price_lists", "customers", "products", "reps",
)  # fmt: skip
KEYS = {"order_lines": ("order_id", "line_no"), "prices": ("price_list_id", "product_id")}


def key(table: str, alias: str = "t") -> str:
    """A row's key as one text, in SQL."""
    return " || '/' || ".join(f"{alias}.{column}" for column in KEYS.get(table, ("id",)))


def same(table: str) -> str:
    """Whether `t` is the row of which `b` of `batch_before` is kept, in SQL that an index serves."""
    columns = KEYS.get(table)
    if columns is None:
        return "t.id = b.row_key"
    return " AND ".join(f"t.{column} = json_extract(b.before, '$[0].{column}')" for column in columns)


def image(db: sqlite3.Connection, table: str, alias: str = "t") -> str:
    """A row of a table as a JSON object, in SQL."""
    pairs = ", ".join(f"'{name}', {alias}.{name}" for name in columns(db, table))
    return f"json_object({pairs})"


def columns(db: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table of the store."""
    return [row[0] for row in db.execute("SELECT name FROM pragma_table_info(?, 'main')", (table,))]


def keep_before(db: sqlite3.Connection, batch: int, table: str, where: str) -> None:
    """Keep the rows that are about to be changed: those of which `where` holds (`t` is the row)."""
    db.execute(
        f"INSERT OR IGNORE INTO batch_before SELECT ?, ?, {key(table)}, json_array({image(db, table)})"
        f" FROM main.{table} t WHERE {where}",
        (batch, table),
    )


def keep_after(db: sqlite3.Connection, batch: int) -> None:
    """Add to every row that was kept how it is now."""
    tables = db.execute("SELECT DISTINCT tbl FROM batch_before WHERE batch = ?", (batch,)).fetchall()
    for (table,) in tables:
        db.execute(
            f"UPDATE batch_before AS b SET before = json_insert(b.before, '$[#]', json({image(db, table)}))"
            f" FROM main.{table} t WHERE b.batch = ? AND b.tbl = ? AND {same(table)}",
            (batch, table),
        )
