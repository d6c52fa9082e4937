"""What the team published: content files that lie in the store as rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.content.document import Source
from data.content.library import Kind
from data.engine import sqlite3

NEWEST = """
SELECT name, text FROM publications p
WHERE kind = :kind AND locale = :locale AND state = 'published' AND version = (
    SELECT max(version) FROM publications
    WHERE kind = p.kind AND locale = p.locale AND name = p.name AND state = 'published')
ORDER BY name, at"""
SHELF = Path("published")  # where their faults are told to be


def published(db: sqlite3.Connection, kind: Kind[Any], locale: str) -> tuple[Source, ...]:
    """The newest published file of each name; an empty one was withdrawn."""
    rows = db.execute(NEWEST, {"kind": kind.folder, "locale": locale})
    newest = {row["name"]: row["text"] for row in rows}
    return tuple(
        Source(Path(SHELF, locale, kind.folder, f"{name}{kind.ending}"), text)
        for name, text in newest.items()
    )
