"""Where this laptop stands towards its hub: what the pill in the sidebar and the sync centre's side say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data import outbox
from data.engine import sqlite3
from data.freshness import newest_at
from data.sync import attention, conflicts
from data.sync.clock import PROCESS
from data.sync.lease import lease
from data.sync.state import Link, link
from data.sync.tables import OFFICE, SHARED

OFFLINE_AFTER = 3  # failed rounds in a row before it is said
TERRITORY = "territory:"

# alone: no hub. lease: reading is locked until the next contact. attention: a conflict or a refusal.
State = Literal["alone", "synced", "waiting", "offline", "attention", "lease"]


@dataclass(frozen=True, slots=True)
class Standing:
    """`data_at` is the newest order; all instants UTC milliseconds. Without a hub `link` is None."""

    link: Link | None
    waiting: int = 0
    conflicts: int = 0
    refused: int = 0
    data_at: int = 0
    hub_now: int = 0

    @property
    def state(self) -> State:
        if self.link is None:
            return "alone"
        if self.expired:
            return "lease"
        if self.conflicts or self.refused:
            return "attention"
        if self.offline:
            return "offline"
        return "waiting" if self.waiting else "synced"

    @property
    def offline(self) -> bool:
        return self.link is not None and self.link.failures >= OFFLINE_AFTER

    @property
    def expired(self) -> bool:
        """The lease is over: nothing is shown until the next contact, but still saved and sent."""
        return self.link is not None and lease(self.link, self.hub_now).expired

    @property
    def days_left(self) -> int:
        """Whole days of the lease, the one that runs counted."""
        return lease(self.link, self.hub_now).days_left if self.link else 0


@dataclass(frozen=True, slots=True)
class Share:
    """What this laptop may see of one territory, of what is everyone's or the office's: how much there is."""

    scope: str
    rows: int
    customers: int = 0

    @property
    def territory(self) -> str:
        """Its name; "" for what is no territory."""
        return self.scope.removeprefix(TERRITORY) if self.scope.startswith(TERRITORY) else ""


def standing(db: sqlite3.Connection, now: int) -> Standing:
    """Where this laptop stands; `now` is its own clock."""
    tie = link(db)
    if tie is None:
        return Standing(None, data_at=newest_at(db, now))
    return Standing(
        tie,
        outbox.waiting(db),
        conflicts.count(db),
        attention.count(db),
        newest_at(db, now),
        PROCESS.of(tie, now),
    )


def shares(db: sqlite3.Connection) -> tuple[Share, ...]:
    """What this laptop may see: territories by name, then what is everyone's, then the office's."""
    customers = dict(
        db.execute(
            "SELECT _scope, count(*) FROM customers WHERE _scope IS NOT NULL GROUP BY _scope"
        ).fetchall()
    )
    rows = db.execute("SELECT scope, n FROM cursors").fetchall()
    found = (Share(row["scope"], row["n"], customers.get(row["scope"], 0)) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.scope == OFFICE, one.scope == SHARED, one.scope)))
