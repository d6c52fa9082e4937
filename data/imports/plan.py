"""The plan of an import: every row of the file with what is to become of it, before anything is written.

`preview` reads the file into a session of its own and matches it with the store. The plan can be paged
through, cells corrected and rows left out; `data.imports.batches.apply` carries it out. Close it when done.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from data.engine import sqlite3
from data.ids import ascending
from data.imports import matching, notation, order_lines, order_writing, price_lists
from data.imports.cells import shown
from data.imports.fields import Field
from data.imports.kinds import Kind
from data.imports.mapping import CHARGES, ImportMap, numbered, placed, whole
from data.imports.source import Source
from data.imports.staging import ERROR, FATES, READ, Stage, fill, held, make_tables
from data.imports.values import Column, Fault
from data.imports.watching import Progress, silent, watched
from data.refusals import unwritable
from data.settings import settings
from data.store import Store
from sales.words import Words

PAGE = 200
READING = 0.45  # of the time of a whole import; comparing takes until COMPARED
COMPARED = 0.6


@dataclass(frozen=True, slots=True)
class Matcher:
    """How a kind's rows are matched with the store and written to it."""

    match: Callable[[Stage], None]
    write: Callable[[Stage, int], None]
    differing: Callable[[Stage, int, int], dict[int, dict[str, Any]]]
    born: Callable[[Stage], dict[str, int]]
    touched: Callable[[Stage, str], str]


RECORDS = Matcher(matching.match, matching.write, matching.differing, matching.born, matching.touched)
ORDER_LINES = Matcher(
    order_lines.match, order_writing.write, order_lines.differing, order_lines.born, order_writing.touched
)
PRICES = Matcher(
    price_lists.match, price_lists.write, price_lists.differing, price_lists.born, price_lists.touched
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows come to what."""

    create: int = 0
    update: int = 0
    unchanged: int = 0
    error: int = 0
    skipped: int = 0

    @property
    def rows(self) -> int:
        return self.create + self.update + self.unchanged + self.error + self.skipped


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, and in which column of the file. `field` "" means the row as a whole."""

    row: int
    field: str
    column: str
    value: str
    sentence: str

    def said(self, words: Words) -> str:
        """The sentence with the place it is about: "Row 214, Phone: ..."."""
        if not self.column:
            return words("Row {row}: {sentence}", row=self.row, sentence=self.sentence)
        return words(
            "Row {row}, {column}: {sentence}", row=self.row, column=self.column, sentence=self.sentence
        )


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of the plan: its cells as text in the order of `Plan.fields`.

    `before` has, for a row that updates, the fields that change and what they are now.
    """

    row: int
    fate: str  # create, update, unchanged, error, skipped
    cells: tuple[str, ...]
    before: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    skipped_for: str = ""

    @property
    def marked(self) -> frozenset[str]:
        """The fields that stand out: what changes, or what is wrong."""
        return frozenset(self.before) | {problem.field for problem in self.problems}


class Plan:
    """What an import would do. `fields` are the mapped fields in the file's order.

    `notes` are what should be known of how the file is read. `lock` is held by whoever uses the session.
    """

    def __init__(self, store: Store, source: Source, stage: Stage, columns: Mapping[str, tuple[int, Column]]):
        self.store, self.source, self.stage = store, source, stage
        self.fields = stage.fields
        self.counts = Counts()
        self.notes: list[str] = []
        self._columns = columns
        self.lock = threading.RLock()
        self._seen = 0
        lines = stage.kind.name == "orders" and stage.has("product")
        self.matcher = PRICES if stage.kind.name == "prices" else ORDER_LINES if lines else RECORDS

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the session; its tables are gone."""
        with self.lock:
            self.stage.db.close()

    def match(self, progress: Progress = silent) -> None:
        """Find what is to become of each row: at first, after a correction, when the store has changed."""
        db = self.stage.db
        note = self.stage.words("Comparing with what is known")
        with self.lock, watched(db, progress, READING, note):
            self._seen = _version(db)
            self.stage.reset()
            self.matcher.match(self.stage)
            found = dict(db.execute("SELECT fate, count(*) FROM staged GROUP BY fate").fetchall())
            self.counts = Counts(**{name: found.get(fate, 0) for fate, name in FATES.items()})
            self.notes = self._remarks()

    @property
    def stale(self) -> bool:
        """Whether the store has been written to since the rows were matched."""
        return _version(self.stage.db) != self._seen

    def born(self) -> dict[str, int]:
        """How many rows of which tables are made beside the file's own, or from them."""
        with self.lock:
            return {table: count for table, count in self.matcher.born(self.stage).items() if count}

    def skips(self) -> list[tuple[str, int]]:
        """Why rows are left out on purpose, and how many for each reason, most first."""
        with self.lock:
            return [
                (reason, count)
                for reason, count in self.stage.db.execute(
                    "SELECT reason, count(*) FROM skips GROUP BY reason ORDER BY count(*) DESC, reason"
                )
            ]

    def page(self, after: int = 0, limit: int = PAGE, fate: str = "") -> list[PlanRow]:
        """The rows that follow row number `after`: all, or those of one fate."""
        code = next((code for code, name in FATES.items() if name == fate), None)
        names = ", ".join(held(field.name) for field in self.fields)
        with self.lock:
            db = self.stage.db
            rows = db.execute(
                f"SELECT row, fate, {names} FROM staged WHERE row > ? AND fate = ifnull(?, fate)"
                " ORDER BY row LIMIT ?",
                (after, code, limit),
            ).fetchall()
            if not rows:
                return []
            first, last = rows[0][0], rows[-1][0]
            changed = self.matcher.differing(self.stage, first, last)
            problems = defaultdict(list)
            for problem in self._problems(first, last):
                problems[problem.row].append(problem)
            skipped = dict(
                db.execute(
                    "SELECT row, reason FROM skips WHERE row BETWEEN ? AND ?", (first, last)
                ).fetchall()
            )
        return [
            self._row(row, changed.get(row[0], {}), problems.get(row[0], []), skipped.get(row[0], ""))
            for row in rows
        ]

    def anchors(self, fate: str = "", every: int = PAGE) -> list[int]:
        """The row number at the beginning of each page, so that a list can be entered anywhere."""
        code = next((code for code, name in FATES.items() if name == fate), None)
        with self.lock:
            rows = self.stage.db.execute(
                "SELECT row FROM (SELECT row, row_number() OVER (ORDER BY row) AS n FROM staged"
                " WHERE fate = ifnull(?, fate)) WHERE n % ? = 1",
                (code, every),
            )
            return [row[0] for row in rows]

    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong, in the file's order."""
        return self._problems(0, 1 << 62)

    def next_error(self, after: int) -> int | None:
        """The number of the next row with an error, from the top again after the last; None: none is left."""
        with self.lock:
            for start in (after, 0):
                row = self.stage.db.execute(
                    "SELECT min(row) FROM problems WHERE row > ?", (start,)
                ).fetchone()[0]
                if row is not None:
                    return int(row)
        return None

    def correct(self, row: int, field: str, text: str) -> None:
        """Put another text into a cell; `match` afterwards."""
        _, column = self._columns[field]
        value = column.read([text])[0]
        with self.lock:
            db = self.stage.db
            db.execute("DELETE FROM problems WHERE row = ? AND field = ?", (row, field))
            if isinstance(value, Fault):
                db.execute(
                    "INSERT INTO problems VALUES (?, ?, ?, ?, ?)", (row, field, text, value.sentence, READ)
                )
                value = None
            db.execute(f"UPDATE staged SET {held(field)} = ? WHERE row = ?", (value, row))

    def leave_out(self, row: int) -> None:
        """Leave a row out; `match` afterwards."""
        with self.lock:
            reason = self.stage.words("left out by hand")
            self.stage.db.execute("INSERT OR REPLACE INTO skips VALUES (?, ?, ?)", (row, reason, READ))
            self.stage.db.execute("DELETE FROM problems WHERE row = ?", (row,))

    def _remarks(self) -> list[str]:
        """A guess at the encoding, rows without customer."""
        words, stage, encoding = self.stage.words, self.stage, self.source.encoding
        notes = []
        if encoding is not None and encoding.doubtful:
            notes.append(
                words(
                    "Read as {encoding}, which is a guess: if names look wrong, choose another encoding.",
                    encoding=encoding.spoken,
                )
            )
        if self.matcher is ORDER_LINES and stage.mapping.without_customer == "keep":
            nobody = f"{stage.sql('customer')} IS NULL"
            count = stage.db.execute(
                f"SELECT count(*) FROM staged s WHERE fate < {ERROR} AND {nobody}"
            ).fetchone()[0]
            if count:
                notes.append(
                    words.count(
                        "{n} row has no customer and is kept as an order of nobody.",
                        "{n} rows have no customer and are kept as orders of nobody.",
                        count,
                    )
                )
        return notes

    def _row(
        self, row: sqlite3.Row, changed: Mapping[str, Any], problems: list[Problem], skipped_for: str
    ) -> PlanRow:
        faulty = {problem.field: problem.value for problem in problems}
        words, zone = self.stage.words, self.stage.zone
        cells = tuple(
            faulty.get(field.name) or shown(field, value, words, zone)
            for field, value in zip(self.fields, row[2:], strict=True)
        )
        before = {name: shown(self.stage.mapped[name], now, words, zone) for name, now in changed.items()}
        return PlanRow(row[0], FATES[row[1]], cells, before, tuple(problems), skipped_for)

    def _problems(self, first: int, last: int) -> Iterator[Problem]:
        """What is wrong with the rows of a span, by row and by the columns' places in the file."""
        places = " ".join(f"WHEN '{name}' THEN {at}" for name, (at, _) in self._columns.items())
        with self.lock:
            rows = self.stage.db.execute(
                "SELECT row, field, value, sentence FROM problems WHERE row BETWEEN ? AND ?"
                f" ORDER BY row, CASE field {places} ELSE -1 END",
                (first, last),
            )
            for row, field, value, sentence in rows:
                known = field in self._columns
                column = self.source.header[self._columns[field][0]] if known else ""
                yield Problem(row, field, column, str(value or ""), sentence)


def preview(
    store: Store,
    source: Source,
    kind: Kind,
    mapping: ImportMap,
    words: Words | None = None,
    progress: Progress = silent,
) -> Plan:
    """Read the whole file and find what is to become of each row; nothing is written.

    Raises ImportRefused when the file cannot be imported at all, StoreUnwritable when the disk is full.
    """
    words, unnumbered = words or Words(), numbered(mapping, kind)
    mapping = whole(mapping, kind)
    at = placed(source, kind, mapping, words)
    needed = _needed(kind, mapping)
    fields = tuple(
        replace(kind.by_name[name], required=name in needed) for name in sorted(at, key=lambda name: at[name])
    )
    kept = settings(store.read())
    zone, currency = ZoneInfo(mapping.zone or kept["zone"]), mapping.currency or kept["currency"]
    db = store.session()
    try:
        db.create_function("new_id", 0, ascending())
        stage = Stage(db, kind, mapping, fields, words, currency, zone)
        columns = _columns(stage, source, at)
        plan = Plan(store, source, stage, columns)
        db.execute("BEGIN")
        make_tables(stage)
        fill(stage, source, columns, lambda share, note: progress(share * READING, note))
        if unnumbered:
            order_lines.number_orders(stage)
        db.execute("COMMIT")
        plan.match(progress)
    except sqlite3.OperationalError as error:
        db.close()
        raise unwritable(error, store.path) from error
    except BaseException:
        db.close()
        raise
    return plan


def _columns(stage: Stage, source: Source, at: Mapping[str, int]) -> dict[str, tuple[int, Column]]:
    """By field, the place of its column in the file, and what reads it."""
    mapping, words = stage.mapping, stage.words
    by_place = {at[field.name]: field for field in stage.fields}
    ways = notation.readings(source, by_place, mapping.decimal, mapping.date)
    return {
        field.name: (
            at[field.name],
            Column(field, ways[at[field.name]], words, stage.zone, *_skipped(field, mapping, words)),
        )
        for field in stage.fields
    }


def _skipped(field: Field, mapping: ImportMap, words: Words) -> tuple[tuple[str, ...], str]:
    """For what rows are left out by this field, and the reason as a sentence."""
    patterns = mapping.skip.get(field.name, ())
    if patterns == CHARGES.get(field.name):
        return patterns, words("{name}: a charge, no product", name="{name}")
    return patterns, words("{name}: left out by the mapping", name="{name}")


def _needed(kind: Kind, mapping: ImportMap) -> set[str]:
    """The fields of which a row may leave none empty."""
    needed = {field.name for field in kind.fields if field.required}
    if kind.name == "orders":
        lines = "product" in mapping.columns
        needed |= {"product", "quantity", "line"} if lines else {"total"}
        if lines and "amount" not in mapping.columns:
            needed.add("price")
        if lines and "price" not in mapping.columns:
            needed.add("amount")
    return needed


def _version(db: sqlite3.Connection) -> int:
    """A number that changes when another connection has written to the store."""
    return int(db.execute("PRAGMA main.data_version").fetchone()[0])
