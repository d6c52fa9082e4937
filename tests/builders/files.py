"""Files to import, imports of them in a line, and a store's rows as text, to compare before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from data.imports import KINDS, Outcome, Plan, apply, guessed_map, inspect, preview
from data.imports.mapping import map_of
from data.store import Store
from sales.words import Words

ZONE = ZoneInfo("Asia/Shanghai")
NOW = 1_790_000_000_000
ENGLISH = Words("en", zone=ZONE)
# What an import keeps for itself, the tables within the full-text index, whose pages know their past, and how
# all customers were divided when they were last evaluated.
OWN = ("batches", "batch_before", "import_maps", "search_text", "search_words", "derived")

CUSTOMERS = """Customer ID,Name,Phone,E-mail,Birthday,City
QH-1,王建国,138 0012 4471,wangjg@163.com,1984-03-02,杭州
QH-2,Sarah Coleman,139 0087 7210,sarah@live.com,1990-11-17,上海
QH-3,李静怡,,,1978-07-30,苏州
"""
ORDERS = """Order no,Order date,Customer ID,Customer name,SKU,Product name,Quantity,Unit price
4711,2026-11-02 10:15,QH-1,王建国,BREVA-400,Breva 400,1,1999.00
4711,2026-11-02 10:15,QH-1,王建国,FILTER-4,Filter for Breva 400,2,128.50
4712,2026-11-03 09:00,QH-2,Sarah Coleman,CREMA-S,Crema Solo,1,2699.00
4713,2026-11-04 18:30,QH-1,王建国,FILTER-4,Filter for Breva 400,1,128.50
"""


def written(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    """The file, with this content."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def planned(store: Store, path: Path, kind: str, mapping: Mapping[str, Any] | None = None) -> Plan:
    """The plan of importing a file, by a mapping as its TOML has it, or by the guess."""
    known = map_of(mapping, KINDS[kind], "map.toml") if mapping else None
    source = inspect(path, known.layout if known else None)
    return preview(store, source, KINDS[kind], known or guessed_map(source, KINDS[kind]), ENGLISH)


def imported(store: Store, path: Path, kind: str, mapping: Mapping[str, Any] | None = None) -> Outcome:
    """Import a file."""
    with planned(store, path, kind, mapping) as plan:
        return apply(store, plan, NOW)


def fates(plan: Plan) -> list[str]:
    """What is to become of each row."""
    return [row.fate for row in plan.page(limit=10_000)]


def wrong(plan: Plan) -> list[str]:
    """Everything that is wrong, in sentences with row and column."""
    return [problem.said(ENGLISH) for problem in plan.problems()]


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    """What a query gives."""
    return [tuple(row) for row in store.read().execute(sql)]


def dump(store: Store, leave: Sequence[str] = OWN) -> list[str]:
    """Every row of the store, less what an import keeps for itself."""
    db = store.read()
    tables = [
        name
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not name.startswith(tuple(leave))
    ]
    found = []
    for table in tables:
        columns = "kind, ref, title, detail, words" if table == "search_rows" else "*"
        rows = db.execute(f"SELECT {columns} FROM {table}")
        found += sorted(f"{table}: {tuple(row)}" for row in rows)
    return found
