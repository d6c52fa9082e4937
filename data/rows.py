"""Rows become values: a `sqlite3.Row` whose columns bear the names of a dataclass's fields.

What STRICT tables keep as text or as 0 and 1 is read by the field's type: days are ISO text, yes is 1, a
product's specification and features are JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any, TypeVar, cast

from data.engine import sqlite3

T = TypeVar("T")

READS: dict[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "date | None": date.fromisoformat,
    "bool | None": bool,
    "dict[str, object]": json.loads,
    "tuple[str, ...]": lambda text: tuple(json.loads(text)),
}


def columns(kind: Any, alias: str = "", leave: tuple[str, ...] = ()) -> str:
    """The columns of a value's table as SQL, "o.id, o.external_id, ...", less those that others hold."""
    dot = f"{alias}." if alias else ""
    return ", ".join(f"{dot}{field.name}" for field in fields(kind) if field.name not in leave)


def value(kind: type[T], row: sqlite3.Row, **more: object) -> T:
    """The row as a value; `more` are the fields that its table does not hold."""
    known = set(row.keys())
    read = {
        name: row[name] if row[name] is None or how is None else how(row[name])
        for name, how in _reads(cast(Any, kind))
        if name in known and name not in more
    }
    return kind(**read, **more)


@cache
def _reads(kind: Any) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    return tuple((field.name, READS.get(str(field.type))) for field in fields(kind))
