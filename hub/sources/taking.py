"""Records of a source into the hub, and into the ledger in the same transaction.

Only what the source has changed is written: a phone number that a rep corrected stays as it is when the
source changes something else. What cannot be taken waits in the ledger and is tried again by the next run.
What the source does not have any more is marked first and goes at the end (`hub.sources.removing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from data.sync.tables import TABLES
from hub import imports, rows
from hub.db import Db, Tx
from hub.imports import Counts
from hub.rows import Work
from hub.sources.chunks import Chunk
from hub.sources.definition import Feed
from hub.sources.ledger import GONE, TAKEN, WAITING, Entry, Ledger, Run
from hub.sources.records import Read, Reader, external, told, typed
from hub.sources.reports import Problem, Report, Tally
from sales.words import Words

SHARED = frozenset({"customers", "activities"})  # kinds that laptops write as well
# So many at once are one transaction of the hub, with the orders, customers and reps that are born with them.
RECORDS, LINES = 1_900, 900

Known = Mapping[tuple[str, str], Entry]
Given = tuple[str, Mapping[str, object]]  # a record's key, and what is written


@dataclass(slots=True)
class Intake:
    """Takes what one feed gives, chunk by chunk."""

    db: Db
    run: Run
    feed: Feed
    zone: tzinfo
    currency: str | None
    now: int
    report: Report
    words: Words = field(default_factory=Words)
    _reader: Reader | None = None
    _file: str = ""
    _seen: set[str] = field(default_factory=set)  # keys that the file, or the feed, has given
    _tried: set[str] = field(default_factory=set)  # keys that this run has dealt with
    _unsure: bool = False  # a record of the file does not even say which it is

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.run.team, self.run.source, self.feed)

    @property
    def tally(self) -> Tally:
        return self.report.kinds[self.feed.label]

    def take(self, chunk: Chunk) -> None:
        """Take a chunk; its rows, the ledger and the cursor are written in one transaction."""
        if chunk.waits:
            self.tell(chunk.file, told(chunk.waits, self.words))
            self.db.write(lambda tx: self.run.reach(tx, self.feed.label, chunk.cursor))
            return
        reads = self._read(chunk)
        with self.db.reading() as tx:
            known = self.ledger.known(tx, [one.key for one in reads])
            missing = self._missing(tx, chunk)
            lost = self._lost(tx, reads) if chunk.all_lines else set()
        step = Step(self, chunk.file, known, cursor=chunk.cursor)
        for one in reads:
            self._sort(one, known.get((one.key, chunk.file)), step)
        if missing is None:
            step.cursor = None
        else:
            step.gone.update(missing)
        step.gone |= lost
        step.carry_out()

    def retry(self) -> None:
        """Try again what waits from earlier runs, and tell of what still cannot be read."""
        with self.db.reading() as tx:
            waiting = self.ledger.in_state(tx, WAITING)
        steps: dict[str, Step] = {}
        for entry in waiting.values():
            if entry.key in self._tried or not entry.waits:
                continue
            one = Read(entry.waits["at"], entry.key, entry.waits["values"], entry.whole)
            if entry.waits["unread"]:
                self.tally.error += 1
                self.tell(one.at, entry.waits["sentence"])
            else:
                steps.setdefault(entry.file, Step(self, entry.file, waiting)).fresh.append(one)
        for step in steps.values():
            step.carry_out()

    def _read(self, chunk: Chunk) -> list[Read]:
        """The records read. Of two of one key in a file the second is wrong, elsewhere the later counts."""
        if self._reader is None or chunk.file != self._file:
            self._reader = Reader(self.feed, self.zone, self.currency, self.words, chunk.readings)
            self._file, self._seen, self._unsure = chunk.file, set(), False
        found: dict[str, Read] = {}
        for one in self._reader.read(chunk.records):
            if not one.key:
                self._unsure = True
                self.tally.error += 1
                self.tell(one.at, one.wrong)
            elif chunk.file and (one.key in self._seen or one.key in found):
                self._twice(one, found.get(one.key))
            else:
                found[one.key] = one
        self._seen |= found.keys()
        self._tried |= found.keys()
        return list(found.values())

    def _twice(self, one: Read, first: Read | None) -> None:
        if first is not None and first.values == one.values:
            self.tally.unchanged += 1
            return
        self.tally.error += 1
        self.tell(one.at, self.words("The same record is there before: only one of the two can be right."))

    def _sort(self, one: Read, entry: Entry | None, step: Step) -> None:
        """Find what is to become of a record."""
        if one.gone or one.left:
            self.tally.left_out += bool(one.left and not one.gone)
            if entry:
                step.gone.add(one.key)
        elif one.wrong:
            self.tally.error += 1
            self.tell(one.at, one.wrong)
            step.unread.append(one)
        elif entry and entry.state == TAKEN and entry.said == one.values:
            self.tally.unchanged += 1
        else:
            step.fresh.append(one)

    def _missing(self, tx: Tx, chunk: Chunk) -> set[str] | None:
        """The keys that the source has no more; None when that must not be believed."""
        if self.feed.delete != "missing" or not (chunk.complete or chunk.present is not None):
            return set()
        if self._unsure:
            return None
        there = self._seen if chunk.present is None else chunk.present
        return self.ledger.keys_of(tx, chunk.file) - there

    def _lost(self, tx: Tx, reads: Sequence[Read]) -> set[str]:
        """The keys of lines that orders had, and have no more."""
        lines = self.ledger.of_orders(tx, sorted({one.whole for one in reads}))
        return {entry.key for entry in lines.values()} - {one.key for one in reads}

    def tell(self, at: str, sentence: str) -> None:
        self.report.problems.append(Problem(self.feed.label, at, sentence))


@dataclass(slots=True)
class Step:
    """What becomes of some records of one file, in one transaction.

    `fresh` are new or changed, `unread` could not be read, `gone` are the keys that the source has no more.
    """

    intake: Intake
    file: str
    known: Known
    cursor: Mapping[str, Any] | None = None
    fresh: list[Read] = field(default_factory=list)
    unread: list[Read] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    def carry_out(self) -> None:
        most = LINES if self.intake.feed.lines else RECORDS
        while len(self.fresh) > most:
            Step(self.intake, self.file, self.known, fresh=self.fresh[:most]).carry_out()
            self.fresh = self.fresh[most:]
        if not self.fresh:
            self.intake.db.write(lambda tx: self._note(tx, {}))
            return
        self._renumber()
        given = self._given()
        self._count(self._upsert(given), given)

    def _count(self, counts: Counts, given: Sequence[Given]) -> None:
        wrong, tally = _wrong(given, counts), self.intake.tally
        refused = [one for one in self.fresh if one.key in wrong]
        tally.create += counts.create
        tally.error += len(refused)
        rest = len(self.fresh) - len(refused) - counts.create
        emptied = sum(bool(self._lost(one)) for one in self.fresh if one.key not in wrong)
        updated = min(max(rest, counts.update), counts.update + emptied)
        tally.update += updated
        tally.unchanged += max(0, rest - updated)
        for one in refused:
            self.intake.tell(one.at, wrong[one.key])

    def _upsert(self, given: Sequence[Given]) -> Counts:
        intake = self.intake

        def covers(work: Work, counts: Counts) -> None:
            wrong = _wrong(given, counts)
            taken = [one for one in self.fresh if one.key not in wrong]
            self._note(work.tx, wrong)
            self._clear(work, taken)

        return imports.upsert(
            intake.db, intake.run.team, intake.feed.kind.name, [record for _, record in given],
            actor=f"source:{intake.run.source}", now=intake.now, covers=covers, deleted=self._replaced(given),
            words=intake.words,
        )  # fmt: skip

    def _note(self, tx: Tx, wrong: Mapping[str, str]) -> None:
        """Write down in the ledger what was taken, what waits, what is gone, and how far it goes."""
        intake, ledger = self.intake, self.intake.ledger
        intake.run.reach(tx, intake.feed.label, self.cursor)
        ledger.keep(tx, self.file, [one for one in self.fresh if one.key not in wrong])
        for one in self.fresh:
            if one.key in wrong:
                ledger.wait(tx, self.file, one, wrong[one.key])
        for one in self.unread:
            ledger.wait(tx, self.file, one, one.wrong)
        if self.gone:
            ledger.miss(tx, self.file, self.gone)

    def _given(self) -> list[Given]:
        """The records as they are written, with their keys: orders with all the lines that they have."""
        feed = self.intake.feed
        if not feed.lines:
            given: list[Given] = [(one.key, typed(feed, self._changed(one))) for one in self.fresh]
            return self._placed(given) if feed.owned else given
        orders = {one.whole for one in self.fresh}
        orders |= {entry.whole for one in self.fresh if (entry := self._entry(one))}
        with self.intake.db.reading() as tx:
            lines = self.intake.ledger.of_orders(tx, sorted(orders))
        return whole_orders(feed, lines, self.fresh, self.gone)

    def _placed(self, given: list[Given]) -> list[Given]:
        """Customers in the territories of their owners, since the source says no territory."""
        with self.intake.db.reading() as tx:
            reps = tx.rows(
                "SELECT external_id, id, name, territory FROM reps"
                " WHERE team = :team AND territory IS NOT NULL",
                team=self.intake.run.team,
            )
        territories = {known: row[3] for row in reversed(reps) for known in row[:3] if known}
        return [
            (key, {**record, "territory": territories.get(str(record.get("owner")))}) for key, record in given
        ]

    def _changed(self, one: Read) -> Mapping[str, Any]:
        """What to write: of rows that laptops write too only what the source has changed."""
        kind, entry = self.intake.feed.kind, self._entry(one)
        if kind.name not in SHARED or entry is None or entry.said is None or entry.state in GONE:
            return one.values
        always = {name for name in one.values if kind.by_name[name].required or name in kind.natural}
        return {
            name: value
            for name, value in one.values.items()
            if name in always or name == kind.id_field.name or entry.said.get(name) != value
        }

    def _entry(self, one: Read) -> Entry | None:
        return self.known.get((one.key, self.file))

    def _renumber(self) -> None:
        """Give rows whose number the source has changed the new one, so that they are found by it."""
        feed = self.intake.feed
        if feed.lines or feed.kind.name == "prices":
            return
        moved = dict(self._numbers())
        if moved:
            rows.write(
                self.intake.db, self.intake.run.team, lambda work: _numbered(work, feed.kind.table, moved),
                actor=f"source:{self.intake.run.source}", what="import", now=self.intake.now,
            )  # fmt: skip

    def _replaced(self, given: Sequence[Given]) -> list[str]:
        """What goes by another number now: orders that kept no line, prices of another list or product."""
        feed = self.intake.feed
        if feed.lines:
            before = {entry.whole for one in self.fresh if (entry := self._entry(one)) and entry.said}
            return sorted(before - {str(record["order"]) for _, record in given})
        if feed.kind.name != "prices":
            return []
        return [old for old, _ in self._numbers()]

    def _numbers(self) -> Iterator[tuple[str, str]]:
        """External ids that the source has changed, as they were and as they are."""
        for one in self.fresh:
            entry = self._entry(one)
            if entry and entry.said:
                old, new = (external(self.intake.feed, values) for values in (entry.said, one.values))
                if old != new:
                    yield old, new

    def _clear(self, work: Work, taken: Iterable[Read]) -> None:
        """Empty the fields of which the source says nothing any more."""
        feed = self.intake.feed
        table = TABLES["orders" if feed.lines else feed.kind.table]
        for one in taken:
            columns = [table.column(feed.kind.by_name[name].column) for name in self._lost(one)]
            cleared = {column.name: column.default for column in columns if column and not column.required}
            if cleared:
                number = one.whole if feed.lines else external(feed, one.values)
                for row_id in _ids(work.tx, work.team, table.name, [number]).values():
                    work.put(table.name, row_id, cleared)

    def _lost(self, one: Read) -> list[str]:
        """The fields of which the source said something, and says nothing any more."""
        entry = self._entry(one)
        return sorted((entry.said or {}).keys() - one.values.keys()) if entry else []


def whole_orders(feed: Feed, lines: Known, fresh: Sequence[Read], gone: Iterable[str] = ()) -> list[Given]:
    """All lines of the orders that some records are of: as the ledger has them, and as they are now."""
    left = frozenset(gone)
    found = {
        entry.key: dict(entry.said)
        for entry in lines.values()
        if entry.said is not None and entry.state not in GONE and entry.key not in left
    }
    found |= {one.key: dict(one.values) for one in fresh}
    return [(key, typed(feed, values)) for key, values in found.items()]


def _wrong(given: Sequence[Given], counts: Counts) -> dict[str, str]:
    """By key, what is wrong with records that were given."""
    return {given[one.record][0]: one.sentence for one in counts.errors if one.record >= 0}


def _numbered(work: Work, table: str, moved: Mapping[str, str]) -> None:
    taken = _ids(work.tx, work.team, table, list(moved.values()))
    for old, row_id in _ids(work.tx, work.team, table, list(moved)).items():
        if moved[old] not in taken:
            work.put(table, row_id, {"external_id": moved[old]})


def _ids(tx: Tx, team: str, table: str, numbers: Sequence[str]) -> dict[str, str]:
    """External id -> ours."""
    sql = f"SELECT external_id, id FROM {table} WHERE team = :team AND {tx.among('external_id', 'named')}"
    return {row[0]: row[1] for row in tx.rows(sql, team=team, named=tx.listed(numbers))}
