"""Carrying an import out: one transaction, so that a batch is there whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from data import outbox, search
from data.engine import sqlite3
from data.imports import images
from data.imports.guessing import remember
from data.imports.plan import COMPARED, Counts, Plan
from data.imports.watching import Progress, silent, watched
from data.store import Changes, Store
from sales.errors import NotFound

WRITTEN = 0.85  # of the time of a whole import


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did. `batch` None: nothing had to be written. `born` as in `Plan.born`."""

    batch: int | None
    counts: Counts
    born: dict[str, int]


@dataclass(frozen=True, slots=True)
class Batch:
    """An import that was carried out."""

    id: int
    kind: str
    file_name: str
    at: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    undone_at: int | None


def apply(
    store: Store, plan: Plan, now: int, progress: Progress = silent, *, keep_mapping: bool = True
) -> Outcome:
    """Carry a plan out. What has changed in the store since the preview is looked at anew.

    Raises StoreUnwritable when the disk is full, and whatever `progress` raises to cancel; nothing is written
    then.
    """
    stage = plan.stage
    with plan.lock, store.write(Changes.of(*stage.kind.changes, "batches"), stage.db) as db:
        if plan.stale:
            plan.match(progress)
        batch = None
        if plan.counts.create or plan.counts.update:
            with watched(db, progress, COMPARED, stage.words("Writing")):
                batch = _write(plan, now)
            with watched(db, progress, WRITTEN, stage.words("Bringing segments and search up to date")):
                outbox.follow(db, _touched(plan, batch, "customers"))
                search.refresh(db, "product", _touched(plan, batch, "products"))
        if keep_mapping:
            remember(db, stage.kind, plan.source.header, stage.mapping)
        progress(1.0, "")
    return Outcome(batch, plan.counts, plan.born())


def batches(db: sqlite3.Connection, limit: int = 50) -> list[Batch]:
    """The imports so far, newest first."""
    rows = db.execute("SELECT * FROM batches ORDER BY id DESC LIMIT ?", (limit,))
    return [Batch(**dict(row)) for row in rows]


def batch_of(db: sqlite3.Connection, batch: int) -> Batch:
    """One import by its number. Raises NotFound."""
    row = db.execute("SELECT * FROM batches WHERE id = ?", (batch,)).fetchone()
    if row is None:
        raise NotFound(
            "There is no import {batch}.", "The list of earlier imports has the numbers.", batch=batch
        )
    return Batch(**dict(row))


def _write(plan: Plan, now: int) -> int:
    stage, counts = plan.stage, plan.counts
    batch: int = stage.db.execute(
        "INSERT INTO batches (kind, file_name, at, created, updated, unchanged, rejected)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            stage.kind.name,
            plan.source.path.name,
            now,
            counts.create,
            counts.update,
            counts.unchanged,
            counts.error,
        ),
    ).fetchone()[0]
    plan.matcher.write(stage, batch)
    images.keep_after(stage.db, batch)
    return batch


def _touched(plan: Plan, batch: int, table: str) -> list[str]:
    """The customers or products to bring up to date: found from the batch, not by a look at all there are."""
    stage = plan.stage
    before = "SELECT json_extract(before, '$[0].customer_id') FROM batch_before WHERE batch = ?"
    if table == "products":
        before = "SELECT NULL WHERE ?"
    rows = stage.db.execute(f"{plan.matcher.touched(stage, table)} UNION {before}", (batch,))
    return [row[0] for row in rows if row[0] is not None]
