"""Sources of a hub: added by their file, run one at a time, each run in the audit.

A run takes each kind of records in the order of the file, then what has gone, in the opposite order. Killed
at any moment, the next run goes on, and nothing is twice. A dry run is a run on a copy of the hub's rows.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hub import audit
from hub.db import Db, Tx
from hub.sources import definition, folder, rest, sql, tryton
from hub.sources.chunks import Chunk, Opens
from hub.sources.definition import Definition, SourceRefused
from hub.sources.ledger import Run
from hub.sources.rehearsal import rehearsal
from hub.sources.removing import remove
from hub.sources.reports import KEPT, Report, Tally
from hub.sources.taking import Intake
from sales.errors import NotFound, SalesError
from sales.words import Words

OPENS: dict[str, Opens] = {
    "folder": folder.Folder.opened,
    "sql": sql.Sql.opened,
    "tryton": tryton.Tryton.opened,
    "rest": rest.Rest.opened,
}
ACTOR = "office"
CUT_OFF = "It was cut off."


@dataclass(frozen=True, slots=True)
class Source:
    """A source as the hub keeps it. `report` is that of the last run, as JSON has it."""

    name: str
    type: str
    added_at: int
    ran_at: int | None = None
    report: dict[str, Any] | None = None


def silent(sentence: str) -> None:
    """A note that nobody reads."""


def add(db: Db, team: str, path: Path, *, now: int) -> Source:
    """Keep the source that a file describes; one of that name is described anew, and read anew as a whole.

    Raises SourceRefused or ImportRefused for what is wrong in the file.
    """
    said = definition.read(path)
    if not Path(said.place.get("path", "/")).is_absolute() and said.type == "folder":
        raise SourceRefused(
            "{file}: the path of a folder begins at the root.", "Write it in full.", file=path.name
        )
    _zone(said, "UTC")
    db.write(lambda tx: _keep(tx, team, said, now))
    return Source(said.name, said.type, now)


def listed(db: Db, team: str) -> tuple[Source, ...]:
    """The sources of a team by name."""
    with db.reading() as tx:
        found = tx.rows(
            "SELECT name, kind, added_at, ran_at, report FROM source WHERE team = :team ORDER BY name",
            team=team,
        )
    return tuple(
        Source(name, kind, added_at, ran_at, report and json.loads(report))
        for name, kind, added_at, ran_at, report in found
    )


def run(
    db: Db,
    team: str,
    name: str,
    *,
    now: int,
    dry_run: bool = False,
    note: Callable[[str], None] = silent,
    words: Words | None = None,
) -> Report:
    """Bring the hub up to what a source has. `dry_run` says what that would change, and changes nothing.

    What is wrong with single records is in the report, in `words`. Raises NotFound for a source that there is
    not, SourceUnreachable when it cannot be read to its end: what was taken until then stays, and the next
    run goes on from there.
    """
    if dry_run:
        with rehearsal(db, team) as copy:
            return _run(copy, team, name, Report(name, dry_run), now, note, words or Words())
    report = Report(name, dry_run, failure=CUT_OFF)
    try:
        _run(db, team, name, report, now, note, words or Words())
        report.failure = ""
        return report
    except SalesError as error:
        report.failure = str(error)
        raise
    finally:
        if report.kinds:
            db.write(lambda tx: _note(tx, team, report, now))


def _run(
    db: Db, team: str, name: str, report: Report, now: int, note: Callable[[str], None], words: Words
) -> Report:
    with db.reading() as tx:
        said = _definition(tx, team, name)
        settings = json.loads(tx.value("SELECT settings FROM team WHERE id = :team", team=team) or "{}")
    this = Run(team, name, secrets.token_hex(8))
    intakes = [
        Intake(
            db, this, feed, _zone(said, feed.mapping.zone or settings.get("zone", "UTC")),
            said.currency or settings.get("currency"), now, report, words,
        )
        for feed in said.feeds
    ]  # fmt: skip
    report.kinds.update((feed.label, Tally()) for feed in said.feeds)
    with closing(OPENS[said.type](said, now)) as connector:
        db.write(this.begin)
        for intake in intakes:
            cursor = db.write(this.cursors).get(intake.feed.label, {})
            _feed(intake, connector.pull(intake.feed, cursor), note)
    for intake in reversed(intakes):
        remove(intake)
    return report


def _feed(intake: Intake, chunks: Iterable[Chunk], note: Callable[[str], None]) -> None:
    for chunk in chunks:
        intake.take(chunk)
        note(f"{intake.feed.label}: {intake.tally.said}")
    intake.retry()


def _keep(tx: Tx, team: str, said: Definition, now: int) -> None:
    tx.run(
        "INSERT INTO source (team, name, kind, definition, cursor, added_at)"
        " VALUES (:team, :name, :kind, :text, '{}', :now) ON CONFLICT (team, name) DO UPDATE SET"
        " kind = excluded.kind, definition = excluded.definition, cursor = '{}'",
        team=team, name=said.name, kind=said.type, text=said.text, now=now,
    )  # fmt: skip
    audit.note(tx, team, now, actor=ACTOR, action="source.add", subject=said.name, detail=said.type)


def _definition(tx: Tx, team: str, name: str) -> Definition:
    text = tx.value("SELECT definition FROM source WHERE team = :team AND name = :name", team=team, name=name)
    if text is None:
        raise NotFound(
            "There is no source {name}.", "See which there are: main.py hub source list.", name=name
        )
    return definition.parsed(text, f"{name}.toml")


def _note(tx: Tx, team: str, report: Report, now: int) -> None:
    """Keep what the run came to, and write it in the audit."""
    document = report.document()
    document["problems"] = document["problems"][:KEPT]
    tx.run(
        "UPDATE source SET ran_at = :now, report = :report WHERE team = :team AND name = :name",
        team=team, name=report.source, now=now, report=json.dumps(document, ensure_ascii=False),
    )  # fmt: skip
    audit.note(tx, team, now, actor=ACTOR, action="source.run", subject=report.source, detail=report.said)


def _zone(said: Definition, usual: str) -> tzinfo:
    try:
        return ZoneInfo(said.zone or usual)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SourceRefused(
            "{where}: zone cannot be {value}.", "It may be Europe/Berlin, Asia/Shanghai, UTC.",
            where=said.name, value=said.zone,
        ) from error  # fmt: skip
