"""The reports that were saved on this computer: what, for whom, when, and where the file lies."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from data.engine import sqlite3
from data.rows import value
from data.store import Changes, Store

KEPT = 200


@dataclass(frozen=True, slots=True)
class Made:
    """One report: `kind` is that of the gallery, `title` and `detail` say it in the words it was made in."""

    kind: str
    title: str
    detail: str
    rep_id: str | None  # who made it
    path: str
    pages: int
    at: int

    @property
    def there(self) -> bool:
        """Whether the file is still where it was saved."""
        return Path(self.path).is_file()


COLUMNS = ", ".join(field.name for field in fields(Made))


def note(store: Store, made: Made) -> None:
    """Remember a report that was saved; the oldest are forgotten, their files stay."""
    with store.write(Changes.of("reports")) as db:
        db.execute(
            f"INSERT INTO reports_made ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (made.kind, made.title, made.detail, made.rep_id, made.path, made.pages, made.at),
        )
        db.execute(
            "DELETE FROM reports_made WHERE id NOT IN (SELECT id FROM reports_made ORDER BY id DESC LIMIT ?)",
            (KEPT,),
        )


def reports_made(db: sqlite3.Connection, most: int = 20) -> tuple[Made, ...]:
    """The latest ones, newest first."""
    rows = db.execute(f"SELECT {COLUMNS} FROM reports_made ORDER BY id DESC LIMIT ?", (most,))
    return tuple(value(Made, row) for row in rows)
