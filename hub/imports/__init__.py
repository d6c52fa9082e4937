"""Files and the records of sources into the hub: read, matched and checked as `main.py import` does it.

The file is staged in a store of its own, which is thrown away and encrypted under a key that nobody keeps;
what the hub knows of the things it names is laid in beside it. So the rules of `data.imports` decide what
becomes of each row, here as there, and only what they changed is written to the hub, in cuts of at most
2,000 rows. Killed at any moment, what was written stands, and the same import goes on from there.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeAlias

from data import settings
from data.imports import KINDS, ImportMap, Kind, Plan, Source, images, preview
from data.imports.plan import COMPARED, ORDER_LINES
from data.imports.watching import Progress, silent
from data.store import Changes, Store, open_store
from data.sync.tables import TABLES
from hub import audit, rows
from hub.db import Db, Tx
from hub.imports import deletions
from hub.imports.changes import BATCH, FIRST, LAST, Change, cuts, drop_lines, restart
from hub.imports.deletions import Removed
from hub.imports.known import lay_in
from hub.imports.records import Wrong, record_of, written
from hub.rows import Work
from hub.start import team as team_of
from sales.words import Words

__all__ = ["Counts", "Wrong", "apply", "planned", "upsert"]

STORE = "import.db"
KEY_BYTES = 32
TRIES = 3
PLACES = {table: at for at, table in enumerate((*FIRST, "orders", "order_lines", *LAST))}
KEPT = ("currency", "zone")  # settings of the team that say how files are read

Surplus: TypeAlias = Callable[[Any], int]  # what becomes of an order's lines that the file does not have


class Overtaken(Exception):
    """Another import made the same things meanwhile: look again."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What an upsert came to, in records; of orders `deleted` counts lines as well."""

    create: int = 0
    update: int = 0
    unchanged: int = 0
    deleted: int = 0
    errors: tuple[Wrong, ...] = ()

    def and_removed(self, removed: Removed) -> Counts:
        """These with what was removed besides."""
        return replace(
            self,
            update=self.update + removed.retired,
            deleted=self.deleted + removed.dropped,
            errors=(*self.errors, *removed.kept),
        )


@contextmanager
def planned(
    db: Db,
    source: Source,
    kind: Kind,
    mapping: ImportMap,
    words: Words | None = None,
    progress: Progress = silent,
) -> Iterator[Plan]:
    """The plan of a file against the hub. Raises ImportRefused as `data.imports.preview` does."""
    team = team_of(db)
    with _scratch(team.settings) as store, preview(store, source, kind, mapping, words, progress) as plan:
        lay_in(db, team.id, plan, progress)
        yield plan


def apply(db: Db, team: str, plan: Plan, *, actor: str, now: int, progress: Progress = silent) -> None:
    """Carry a plan out, in cuts. What another import did meanwhile is looked at anew."""
    _staged(plan, _kept)
    _write(db, team, plan, _kept, actor, now, progress=progress)
    _note(db, team, plan, actor, now)


def upsert(
    db: Db,
    team: str,
    kind: str,
    records: Iterable[Mapping[str, object]],
    *,
    actor: str,
    now: int,
    deleted: Iterable[str] = (),
    words: Words | None = None,
    dry_run: bool = False,
    covers: Callable[[Work, Counts], None] | None = None,
) -> Counts:
    """Create and change what records say, and drop what is `deleted`, both by external id.

    A record has the fields of its kind (`data.imports.kinds`): text, or days, aware datetimes, UTC
    milliseconds in instants, amounts in major units. Nothing given erases nothing. The lines of an order are
    all it has. `covers` runs in the last transaction, with the counts, to save how far the rows go with them.
    Records in error are left out and told of. Raises RuleBroken for a field that the kind does not have.
    """
    words, what, gone = words or Words(), KINDS[kind], list(deleted)
    with _scratch(team_of(db).settings) as store:
        told = written(records, what, store.path.parent, words)
        counts = Counts(errors=told.wrong)
        if told.mapping.columns:
            with preview(store, told.source, what, told.mapping, words) as plan:
                lay_in(db, team, plan)
                counts = _counted(plan, _staged(plan, drop_lines), told.wrong)
                if not dry_run:
                    last = None if gone or covers is None else partial(_covered, covers, counts)
                    covered = _write(db, team, plan, drop_lines, actor, now, last=last)
                    covers = None if covered else covers
    return counts.and_removed(
        deletions.run(
            db,
            team,
            what,
            gone,
            actor=actor,
            now=now,
            words=words,
            dry_run=dry_run,
            covers=covers and (lambda work, removed: covers(work, counts.and_removed(removed))),
        )
    )


def _covered(covers: Callable[[Work, Counts], None], counts: Counts, work: Work) -> None:
    covers(work, counts)


@contextmanager
def _scratch(settings_of_team: Mapping[str, str]) -> Iterator[Store]:
    """An empty store for one import, which knows in what currency and zone the team's files are."""
    with tempfile.TemporaryDirectory(prefix="rapport-import-") as folder:
        store = open_store(Path(folder) / STORE, os.urandom(KEY_BYTES))
        try:
            with store.write(Changes.of("settings")) as db:
                settings.put(
                    db, {name: settings_of_team[name] for name in KEPT if settings_of_team.get(name)}
                )
            yield store
        finally:
            store.close()


def _kept(_: object) -> int:
    """What a file does not say of an order's lines it leaves as it is."""
    return 0


def _staged(plan: Plan, surplus: Surplus) -> int:
    """Carry the plan out in its own store. Returns how many lines it takes away."""
    with plan.store.write(Changes.of("batches"), plan.stage.db) as db:
        plan.matcher.write(plan.stage, BATCH)
        dropped = surplus(db) if plan.matcher is ORDER_LINES else 0
        images.keep_after(db, BATCH)
    return dropped


def _write(
    db: Db,
    team: str,
    plan: Plan,
    surplus: Surplus,
    actor: str,
    now: int,
    *,
    progress: Progress = silent,
    last: Callable[[Work], None] | None = None,
) -> bool:
    """Write to the hub what the import came to in its own store; `last` is called in the last transaction.

    False if there was nothing to write, and `last` was not called.
    """
    for left in range(TRIES, -1, -1):
        try:
            wrote = False
            for cut, more in _looking_ahead(cuts(plan.stage.db, rows.AT_ONCE)):
                progress(COMPARED, plan.stage.words("Writing"))
                job = partial(_put, cut, None if more else last)
                rows.write(db, team, job, actor=actor, what="import", now=now)
                wrote = True
            return wrote
        except Overtaken:
            if not left:
                raise
            restart(plan.stage.db)
            lay_in(db, team, plan, progress)
            _staged(plan, surplus)
    raise AssertionError("unreachable")


def _looking_ahead(found: Iterator[list[Change]]) -> Iterator[tuple[list[Change], bool]]:
    """Each cut, and whether there is another one."""
    held = next(found, None)
    while held is not None:
        following = next(found, None)
        yield held, following is not None
        held = following


def _put(cut: Sequence[Change], last: Callable[[Work], None] | None, work: Work) -> None:
    """One cut, in the transaction that is open."""
    _alone(work.tx, work.team, work.now)
    for table, changes in groupby(sorted(cut, key=_order), attrgetter("table")):
        ones = list(changes)
        if any(one.born for one in ones) and _taken(work, table, ones):
            raise Overtaken
        work.load(table, (one.id for one in ones))
        work.put_all(table, {one.id: _whole(work, one) for one in ones if one.values is not None})
        for one in ones:
            if one.values is None:
                work.drop(table, one.id)
    if last:
        last(work)


def _whole(work: Work, one: Change) -> Mapping[str, Any]:
    """The columns to write, with the one that says whose row it is."""
    assert one.values is not None
    parent, row = TABLES[one.table].parent, work.get(one.table, one.id)
    return {parent[0]: row.values[parent[0]], **one.values} if parent and row else one.values


def _order(one: Change) -> int:
    return PLACES[one.table]


def _taken(work: Work, table: str, ones: Sequence[Change]) -> bool:
    """Whether one of the rows that are to be made is there by now, made by another import."""
    if TABLES[table].column("external_id") is None:
        return False
    named = sorted(one.values["external_id"] for one in ones if one.born and one.values)
    sql = f"SELECT 1 FROM {table} WHERE team = :team AND {work.tx.among('external_id', 'named')}"
    return work.tx.row(f"{sql} LIMIT 1", team=work.team, named=work.tx.listed(named)) is not None


def _alone(tx: Tx, team: str, now: int) -> None:
    """Wait for any other import of the team to end its transaction: two of them never make the same thing."""
    tx.run(
        "INSERT INTO attempt (what, wrong, until, at) VALUES (:what, 0, 0, :now)"
        " ON CONFLICT (what) DO UPDATE SET at = excluded.at",
        what=f"import:{team}",
        now=now,
    )


def _note(db: Db, team: str, plan: Plan, actor: str, now: int) -> None:
    """A file's line in the audit."""
    kind, name, found = plan.stage.kind.name, plan.source.path.name, plan.counts
    detail = f"{kind}: create {found.create}, update {found.update}, error {found.error}"
    note = partial(audit.note, actor=actor, action="file.imported", subject=name, detail=detail)
    db.write(lambda tx: note(tx, team, now))


def _counted(plan: Plan, dropped: int, wrong: tuple[Wrong, ...]) -> Counts:
    found = plan.counts
    more = (Wrong(record_of(one.row), one.field, one.value, one.sentence) for one in plan.problems())
    return Counts(found.create, found.update, found.unchanged, dropped, (*wrong, *more))
