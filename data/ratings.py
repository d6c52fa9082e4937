"""What reps say of a piece of content: whether it helps, and why not."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from data import outbox
from data.engine import sqlite3
from data.ids import uuid7
from data.rows import columns
from data.store import Changes, Store
from sales.playbook import Rating

KINDS = ("ratings", "outbox")
REMARK = 500
NEWEST = """
SELECT r.name, r.helpful, r.remark, r.at, r.version, p.name AS rep, p.name_zh AS rep_zh
FROM ratings r LEFT JOIN reps p ON p.id = r.rep_id
WHERE r.kind = ? AND NOT EXISTS (
    SELECT 1 FROM ratings o WHERE o.kind = r.kind AND o.name = r.name AND o.rep_id IS r.rep_id
        AND (o.at, o.id) > (r.at, r.id))
ORDER BY r.at DESC"""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person thinks of a piece, at last. `version` is the one that they saw."""

    helpful: bool
    remark: str
    at: int
    rep: str
    rep_zh: str
    version: int | None


def rate(
    store: Store,
    kind: str,
    name: str,
    now: int,
    *,
    helpful: bool,
    version: int,
    locale: str,
    rep_id: str | None,
    remark: str = "",
) -> str:
    """Keep what a rep thinks of a piece. Returns the message's id, by which `outbox.take_back` undoes it."""
    said = " ".join(remark.split())[:REMARK] or None
    rating = Rating(uuid7(now), kind, name, now, int(helpful), rep_id, version, locale, said)
    with store.write(Changes.of(*KINDS)) as db:
        row = asdict(rating)
        db.execute(
            f"INSERT INTO ratings ({columns(Rating)}) VALUES ({', '.join('?' * len(row))})", [*row.values()]
        )
        told = {field: value for field, value in row.items() if value is not None and field != "id"}
        return outbox.append(db, "ratings", rating.id, told, now)


def opinions(db: sqlite3.Connection, kind: str) -> dict[str, tuple[Opinion, ...]]:
    """Everyone's last opinion of each piece of a kind, the newest first."""
    found: dict[str, list[Opinion]] = {}
    for row in db.execute(NEWEST, (kind,)):
        opinion = Opinion(
            bool(row["helpful"]),
            row["remark"] or "",
            row["at"],
            row["rep"] or "",
            row["rep_zh"] or "",
            row["version"],
        )
        found.setdefault(row["name"], []).append(opinion)
    return {name: tuple(said) for name, said in found.items()}
