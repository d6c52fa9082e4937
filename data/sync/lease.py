"""The lease: for how long a laptop that does not meet its hub may show what it holds.

It is renewed at every contact. Past it reading is locked until the next one; saving and sending go on, so
that nobody loses a note over it. A computer kept offline for good is beyond any hub's reach: the lease, and
the encryption of the store, are what protects the data then.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.engine import sqlite3
from data.sync.clock import PROCESS, HubClock
from data.sync.state import Link, link
from sales.errors import SalesError

DAY_MS = 86_400_000


class LeaseOver(SalesError):
    """What is here may not be shown until the hub was met again."""


@dataclass(frozen=True, slots=True)
class Lease:
    """`days_left` counts begun days; 0 when it has ended."""

    until: int
    days_left: int
    expired: bool


def lease(tie: Link, now: int) -> Lease:
    """How the lease stands at an instant of the hub's time."""
    left = tie.lease_until - now
    return Lease(tie.lease_until, max(-(-left // DAY_MS), 0), left <= 0)


def check_reading(db: sqlite3.Connection, clock: HubClock = PROCESS) -> None:
    """Raises LeaseOver when what is here may not be read; a store without a hub always may."""
    tie = link(db)
    if tie is not None and lease(tie, clock.of(tie)).expired:
        raise LeaseOver(
            "This computer has not met the hub for too long, so what it holds is locked.",
            "Sync once, and it opens: main.py sync. What you write is still saved and sent.",
        )
