"""The people: reps and managers, and who works on this computer."""

from __future__ import annotations

from data.engine import sqlite3
from data.rows import columns, value
from data.settings import settings
from sales.errors import NotFound
from sales.facts import Rep
from sales.words import Words


def team(db: sqlite3.Connection) -> tuple[Rep, ...]:
    """Everyone, by name."""
    return tuple(value(Rep, row) for row in db.execute(f"SELECT {columns(Rep)} FROM reps ORDER BY name, id"))


def rep(db: sqlite3.Connection, rep_id: str) -> Rep:
    """A rep or manager, by our id or the external one. Raises NotFound."""
    row = db.execute(
        f"SELECT {columns(Rep)} FROM reps WHERE :id IN (id, external_id) ORDER BY id != :id LIMIT 1",
        {"id": rep_id},
    ).fetchone()
    if row is None:
        numbers = ", ".join(one.external_id or one.id for one in team(db)[:12])
        raise NotFound("There is no rep {rep}.", "There are: {reps}.", rep=rep_id, reps=numbers or "-")
    return value(Rep, row)


def signed_in(db: sqlite3.Connection) -> Rep | None:
    """Who works on this computer, by the setting `me`; None until somebody has said."""
    row = db.execute(
        f"SELECT {columns(Rep)} FROM reps WHERE :me IN (id, external_id) AND :me != ''",
        {"me": settings(db)["me"]},
    ).fetchone()
    return value(Rep, row) if row else None


def rep_name(rep: Rep, words: Words) -> str:
    """A rep's name in the reader's language."""
    return (words.chinese and rep.name_zh) or rep.name
