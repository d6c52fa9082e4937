"""The audit as one trail: decisions, and every value that was written over, with who, when and from where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from operator import itemgetter
from typing import Any

from hub.db import Tx

HEADER = ("at", "seq", "actor", "device", "action", "subject", "field", "old", "new", "detail")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the trail. `at` is ISO text in UTC; `old` and `new` are JSON."""

    at: str
    seq: int | None
    actor: str
    device: str
    action: str
    subject: str
    field: str = ""
    old: str | None = None
    new: str | None = None
    detail: str = ""


def trail(tx: Tx, team: str, since: int) -> Iterator[Step]:
    """Everything from an instant on, oldest first: decisions, transactions, values written over."""
    names = {row[0]: row[1] for row in tx.rows("SELECT id, name FROM person WHERE team = :team", team=team)}
    streams = (_decisions(tx, team, since, names), _writes(tx, team, since, names))
    return (step for _, step in merge(*streams, key=itemgetter(0)))


def _decisions(tx: Tx, team: str, since: int, names: dict[str, str]) -> Iterator[tuple[int, Step]]:
    for row in tx.rows(
        "SELECT at, actor, device, action, subject, detail FROM audit WHERE team = :team AND at >= :since"
        " ORDER BY at, id",
        team=team,
        since=since,
    ):
        subject = names.get(row.subject, row.subject)
        yield (
            row.at,
            Step(_iso(row.at), None, _named(row, names), row.device, row.action, subject, detail=row.detail),
        )


def _writes(tx: Tx, team: str, since: int, names: dict[str, str]) -> Iterator[tuple[int, Step]]:
    """Each transaction, and below it the values that it wrote over."""
    for row in tx.rows(
        "SELECT x.at, x.seq, x.actor, x.device, x.what, h.tbl, h.row_id, h.field, h.old, h.new FROM txlog x"
        " LEFT JOIN history h ON h.team = x.team AND h.seq = x.seq WHERE x.team = :team AND x.at >= :since"
        " ORDER BY x.at, x.seq, h.tbl, h.row_id, h.field",
        team=team,
        since=since,
    ):
        subject = f"{row.tbl}/{row.row_id}" if row.tbl else ""
        yield row.at, Step(
            _iso(row.at), row.seq, _named(row, names), row.device, row.what, subject, row.field or "",
            row.old, row.new,
        )  # fmt: skip


def _named(row: Any, names: dict[str, str]) -> str:
    return names.get(row.actor, str(row.actor))


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")
