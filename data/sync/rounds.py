"""The book of rounds: what each brought, or why it failed; repeats of the same are one line.

A round that brought nothing takes the place of the one before that brought nothing either, and a failure that
of the failure before it, so that a laptop that was offline for a week has one line to say so.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields, replace

from data.engine import sqlite3
from sales.words import Words

KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Round:
    """What a round brought. `heals` are scopes read anew because the digests differed; `prices` are products
    whose price has changed, `quoted` those of them that stand in open quotes.

    `tries`: how many rounds the line stands for. `failure` is the error's sentence; None: it went well.
    """

    at: int
    took_ms: int = 0
    sent: int = 0
    received: int = 0
    rejected: int = 0
    conflicts: int = 0
    heals: int = 0
    tries: int = 1
    failure: str | None = None
    prices: int = 0
    quoted: int = 0

    @property
    def empty(self) -> bool:
        return not (self.sent or self.received or self.heals or self.rejected or self.conflicts)

    def plus(self, later: Round) -> Round:
        """Both as one round, which began with this one."""
        return replace(
            self,
            sent=self.sent + later.sent,
            received=self.received + later.received,
            rejected=self.rejected + later.rejected,
            conflicts=self.conflicts + later.conflicts,
            heals=self.heals + later.heals,
            prices=self.prices + later.prices,
            quoted=self.quoted + later.quoted,
        )


def counts(one: Round, words: Words) -> dict[str, str]:
    """What a round did, count by count: "17 sent", "212 received" ..."""
    return {
        "sent": words.count("{n} sent", "{n} sent", one.sent),
        "received": words.count("{n} received", "{n} received", one.received),
        "rejected": words.count("{n} refused", "{n} refused", one.rejected),
        "conflicts": words.count("{n} conflict", "{n} conflicts", one.conflicts),
        "heals": words.count("{n} repaired", "{n} repaired", one.heals),
        "prices": _prices(one, words),
    }


def _prices(one: Round, words: Words) -> str:
    """ "41 prices changed (2 in open quotes)"."""
    changed = words.count("{n} price changed", "{n} prices changed", one.prices)
    if not one.quoted:
        return changed
    return words("{prices} ({n} in open quotes)", prices=changed, n=words.number(one.quoted))


NAMES = tuple(field.name for field in fields(Round))
COLUMNS = ", ".join(NAMES)


def recent(db: sqlite3.Connection, limit: int = 50) -> tuple[Round, ...]:
    """The last rounds, newest first."""
    rows = db.execute(f"SELECT {COLUMNS} FROM rounds ORDER BY id DESC LIMIT ?", (limit,))
    return tuple(Round(*row) for row in rows)


def record(db: sqlite3.Connection, one: Round) -> None:
    """Enter a round, inside the transaction that is open."""
    last = db.execute(f"SELECT id, {COLUMNS} FROM rounds ORDER BY id DESC LIMIT 1").fetchone()
    if last is not None and _same(before := Round(*tuple(last)[1:]), one):
        tries = before.tries + 1 if one.failure is not None else 1
        db.execute(
            "UPDATE rounds SET at = ?, took_ms = ?, tries = ? WHERE id = ?",
            (one.at, one.took_ms, tries, last["id"]),
        )
        return
    db.execute(f"INSERT INTO rounds ({COLUMNS}) VALUES ({', '.join('?' * len(NAMES))})", astuple(one))
    db.execute("DELETE FROM rounds WHERE id <= (SELECT max(id) FROM rounds) - ?", (KEPT,))


def _same(before: Round, one: Round) -> bool:
    if one.failure is not None:
        return before.failure is not None
    return before.failure is None and before.empty and one.empty
