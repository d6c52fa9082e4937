"""A hub that is fed by sources: what it has, and what a run comes to."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hub import sources, start
from hub.db import Db

NOW = 1_795_514_400_000  # 24 November 2026, 18:00 in Shanghai


@dataclass(slots=True)
class Fed:
    """A hub in a folder, with its clock."""

    db: Db
    team: str
    folder: Path
    now: int = NOW
    told: list[str] = field(default_factory=list)

    def add(self, text: str) -> str:
        """A source by the text of its file. Gives its name."""
        path = self.folder / "source.toml"
        path.write_text(text, encoding="utf-8")
        return sources.add(self.db, self.team, path, now=self.now).name

    def run(self, name: str, *, dry_run: bool = False) -> sources.Report:
        return sources.run(self.db, self.team, name, now=self.now, dry_run=dry_run, note=self.told.append)

    def later(self, seconds: int = 3_600) -> None:
        self.now += seconds * 1000

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """The rows of a table by their columns, in order."""
        with self.db.reading() as tx:
            sql = f"SELECT {', '.join(columns)} FROM {table} WHERE team = :team ORDER BY {', '.join(columns)}"
            return [tuple(row) for row in tx.rows(sql, team=self.team)]

    def customers(self) -> dict[str, str]:
        """Names by number."""
        return dict(self.rows("customers", "external_id", "name"))

    def lines(self) -> list[tuple[Any, ...]]:
        """Order, product, quantity and amount of every line."""
        with self.db.reading() as tx:
            found = tx.rows(
                "SELECT o.external_id, p.external_id, l.quantity, l.net_cents FROM order_lines l"
                " JOIN orders o ON o.team = l.team AND o.id = l.order_id"
                " JOIN products p ON p.team = l.team AND p.id = l.product_id"
                " WHERE l.team = :team ORDER BY 1, 2, 3, 4",
                team=self.team,
            )
        return [tuple(row) for row in found]

    @property
    def seq(self) -> int:
        """The number of the newest transaction that changed a row."""
        with self.db.reading() as tx:
            return int(tx.value("SELECT seq FROM team WHERE id = :team", team=self.team))


def fed(folder: Path, url: str = "") -> Fed:
    """An empty hub, in a folder if no address is given."""
    db = Db(url or start.url(folder / "hub.db"))
    return Fed(db, start.begin(db, "Lanting Home", {"currency": "EUR", "zone": "UTC"}, NOW).id, folder)


def written(path: Path, text: str, *, ago_s: int = 60, now: int = NOW) -> Path:
    """A file that was written some time before now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    at = now / 1000 - ago_s
    os.utime(path, (at, at))
    return path


def until(holds: Any, seconds: float = 20) -> None:
    """Wait until a condition holds, and fail if it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)
