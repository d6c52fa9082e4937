"""The audit: who decided or tried what, when and from which computer. Nothing here is ever changed.

What rows were written and by whom is in `txlog`, `mutation` and `history`; here stands what has no row:
people, rights, computers, codes, and what was refused. No secret and no customer's data is ever noted.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.ids import uuid7
from hub.db import Tx


@dataclass(frozen=True, slots=True)
class Line:
    """One decision. `actor` and `subject` are ids of people or computers, or words; `at` UTC milliseconds."""

    at: int
    actor: str
    device: str
    action: str
    subject: str
    detail: str


def note(
    tx: Tx, team: str, now: int, *, actor: str, action: str, subject: str, device: str = "", detail: str = ""
) -> None:
    """Write one line, in the transaction of what it tells of."""
    tx.run(
        "INSERT INTO audit (team, id, at, actor, device, action, subject, detail)"
        " VALUES (:team, :id, :at, :actor, :device, :action, :subject, :detail)",
        team=team,
        id=uuid7(max(now, 0)),
        at=now,
        actor=actor,
        device=device,
        action=action,
        subject=subject,
        detail=detail,
    )


def lines(tx: Tx, team: str, *, since: int = 0, most: int = 1_000) -> tuple[Line, ...]:
    """The newest lines from an instant on, newest first."""
    found = tx.rows(
        "SELECT at, actor, device, action, subject, detail FROM audit"
        " WHERE team = :team AND at >= :since ORDER BY at DESC, id DESC LIMIT :most",
        team=team,
        since=since,
        most=most,
    )
    return tuple(Line(*row) for row in found)
