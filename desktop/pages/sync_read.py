"""What the sync centre shows, read in one go; and the log of rounds as a table for a spreadsheet."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data import outbox
from data.store import Store
from data.sync.attention import Refused, refused
from data.sync.conflicts import OpenConflict, open_conflicts
from data.sync.rounds import Round, recent
from data.sync.standing import Share, Standing, shares, standing
from data.sync.waiting import Waiting, waiting
from desktop.work import Task

SHOWN_NEEDS = 12  # conflicts, and refusals: the next follow as these are seen to
SHOWN_WAITING, SHOWN_ROUNDS, LOGGED = 20, 12, 10_000
COLUMNS = ("at", "took_ms", "sent", "received", "rejected", "conflicts", "heals", "tries", "failure")


@dataclass(frozen=True, slots=True)
class Centre:
    """All of it: where this computer stands, what needs a decision, what waits, what was."""

    standing: Standing
    conflicts: tuple[OpenConflict, ...]
    refused: tuple[Refused, ...]
    waiting: tuple[Waiting, ...]
    waiting_count: int
    rounds: tuple[Round, ...]
    shares: tuple[Share, ...]


def centre(store: Store, now: int, task: Task) -> Centre:
    db = store.read()
    return Centre(
        standing(db, now),
        open_conflicts(db, SHOWN_NEEDS),
        refused(db, SHOWN_NEEDS),
        waiting(db, SHOWN_WAITING),
        outbox.waiting(db),
        recent(db, SHOWN_ROUNDS),
        shares(db),
    )


def export_log(store: Store, path: Path, task: Task) -> Path:
    """Write the rounds to a CSV file, newest first; instants in UTC."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for one in recent(store.read(), LOGGED):
            at = datetime.fromtimestamp(one.at / 1000, UTC).isoformat(timespec="seconds")
            rows.writerow([at, *(getattr(one, name) for name in COLUMNS[1:])])
    return path
