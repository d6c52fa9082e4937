"""The staging table: every row of the file with its cells as values, and what is to become of it.

It is a table of the import's own session, on disk however large the file, encrypted if the store is, and
gone with the session. Beside it stand `problems` (what is wrong with which cell) and `skips` (why a row is
left out on purpose).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from typing import Any

from data.engine import sqlite3
from data.imports.fields import Field
from data.imports.kinds import Kind
from data.imports.mapping import ImportMap
from data.imports.records import Batch
from data.imports.source import Source
from data.imports.values import Column, Fault, Skip
from data.imports.watching import Progress
from sales.currencies import DECIMALS, decimals_of
from sales.words import Words

CREATE, UPDATE, UNCHANGED, ERROR, SKIPPED = 1, 2, 3, 4, 5
FATES = {CREATE: "create", UPDATE: "update", UNCHANGED: "unchanged", ERROR: "error", SKIPPED: "skipped"}
READ, MATCHED = 0, 1  # when a problem was found; those of matching are found anew each time
ROW = ""  # the field of a problem that concerns the row as a whole
NATURAL = "' / '"

Columns = Mapping[str, tuple[int, Column]]  # field -> the column's place in the file, and its reader


@dataclass(frozen=True)
class Stage:
    """One import's rows in its session. `fields` are the mapped ones; amounts of theirs are in `currency`."""

    db: sqlite3.Connection
    kind: Kind
    mapping: ImportMap
    fields: tuple[Field, ...]
    words: Words
    currency: str
    zone: tzinfo

    @cached_property
    def mapped(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    def has(self, *names: str) -> bool:
        """Whether any of these fields is mapped."""
        return any(name in self.mapped for name in names)

    def sql(self, name: str, alias: str = "s") -> str:
        """A field's value as SQL; NULL where no column goes to it."""
        return f"{alias}.{held(name)}" if name in self.mapped else "NULL"

    def money(self, alias: str = "s") -> str:
        """The row's currency as SQL."""
        literal = f"'{self.currency}'"
        return f"ifnull({alias}.{held('currency')}, {literal})" if self.has("currency") else literal

    def cents(self, amount: str, alias: str = "s") -> str:
        """An amount in ten-thousandths as minor units of the row's currency, half up, as SQL."""
        unit = self.unit(alias)
        return f"(sign({amount}) * ((abs({amount}) * 2 + {unit}) / (2 * {unit})))"

    def unit(self, alias: str = "s") -> str:
        """A minor unit of the row's currency in ten-thousandths, as SQL."""
        if not self.has("currency"):
            return str(10 ** (4 - decimals_of(self.currency)))
        known = " ".join(f"WHEN '{code}' THEN {10 ** (4 - places)}" for code, places in DECIMALS.items())
        return f"(CASE {self.money(alias)} {known} ELSE 100 END)"

    @property
    def key(self) -> str:
        """What identifies a row of the kind, as SQL: its id, or its natural key where it has none."""
        natural = [self.sql(name) for name in self.kind.natural if name in self.mapped]
        made = f" || {NATURAL} || ".join(f"ifnull({value}, '')" for value in natural) or "NULL"
        own = self.sql(self.kind.id_field.name)
        return f"ifnull({own}, {made})" if natural else own

    def problem(self, field: str, sentence: str, where: str, value: str = "NULL") -> None:
        """Note what is wrong with the rows that `where` names; `sentence` may have {value}, which is SQL.

        `settle` makes errors of them.
        """
        self.db.execute(
            "INSERT OR IGNORE INTO problems"
            f" SELECT s.row, ?, {value}, replace(?, '{{value}}', ifnull({value}, '')), {MATCHED}"
            f" FROM staged s WHERE s.fate < {ERROR} AND {where}",
            (field, sentence),
        )

    def settle(self) -> None:
        """Give every row with a problem, and none that is skipped, the fate of an error."""
        self.db.execute(
            f"UPDATE staged SET fate = {ERROR} WHERE fate < {ERROR} AND row IN (SELECT row FROM problems)"
        )

    def skip(self, reason: str, where: str) -> None:
        """Leave out the rows that `where` names."""
        self.db.execute(
            f"INSERT OR IGNORE INTO skips SELECT s.row, ?, {MATCHED} FROM staged s"
            f" WHERE s.fate < {ERROR} AND {where}",
            (reason,),
        )
        self.db.execute(
            f"UPDATE staged SET fate = {SKIPPED} WHERE fate < {ERROR} AND row IN (SELECT row FROM skips)"
        )

    def differing(self, tests: Mapping[str, tuple[str, str]], source: str) -> dict[int, dict[str, Any]]:
        """By row, the fields in which it differs from the store, and what the store has there.

        `tests` has for each field whether it differs, and the stored value, as SQL over `source`, which
        follows FROM and selects the rows.
        """
        asked = ", ".join(f"{test}, {stored}" for test, stored in tests.values())
        found: dict[int, dict[str, Any]] = {}
        for row, *values in self.db.execute(f"SELECT s.row, {asked} FROM {source}"):
            pairs = zip(tests, values[::2], values[1::2], strict=True)
            found[row] = {field: stored for field, differs, stored in pairs if differs}
        return found

    def reset(self) -> None:
        """Forget what matching found, before it runs again."""
        self.db.execute(f"DELETE FROM problems WHERE step = {MATCHED}")
        self.db.execute(f"DELETE FROM skips WHERE step = {MATCHED}")
        self.db.execute(
            f"UPDATE staged SET fate = {CREATE}, target = NULL WHERE fate <> {CREATE} OR target IS NOT NULL"
        )
        self.settle()
        self.db.execute(f"UPDATE staged SET fate = {SKIPPED} WHERE row IN (SELECT row FROM skips)")


def held(field: str) -> str:
    """The column of the staging table that holds a field."""
    return f"f_{field}"


def make_tables(stage: Stage) -> None:
    """Make the empty staging tables of an import in its session."""
    columns = ", ".join(f"{held(f.name)} {'TEXT' if f.text else 'INTEGER'}" for f in stage.fields)
    stage.db.execute(
        "CREATE TABLE scratch.staged"
        f" (row INTEGER PRIMARY KEY, fate INTEGER NOT NULL, target TEXT, {columns})"
    )
    stage.db.execute(
        "CREATE TABLE scratch.problems (row INTEGER, field TEXT, value TEXT, sentence TEXT, step INTEGER,"
        " PRIMARY KEY (row, field)) WITHOUT ROWID"
    )
    stage.db.execute("CREATE TABLE scratch.skips (row INTEGER PRIMARY KEY, reason TEXT, step INTEGER)")


def fill(stage: Stage, source: Source, columns: Columns, progress: Progress) -> int:
    """Stage every row of the file. Returns how many there are.

    Raises ImportRefused when the file cannot be read to its end.
    """
    names = ", ".join(held(name) for name in columns)
    sql = f"INSERT INTO staged (row, fate, {names}) VALUES (?, ?{', ?' * len(columns)})"
    count = 0
    for batch in source.batches():
        progress(batch.share, stage.words("Reading row {n}", n=stage.words.number(count)))
        if batch.rows:
            values, fates = _read(stage, source, batch, columns)
            stage.db.executemany(sql, zip(batch.numbers, fates, *values, strict=True))
            count += len(batch.rows)
    stage.db.execute("DELETE FROM problems WHERE row IN (SELECT row FROM skips)")
    return count


def _read(stage: Stage, source: Source, batch: Batch, columns: Columns) -> tuple[list[list[Any]], list[int]]:
    """Some hundred rows as values by column; what is odd about them goes to problems and skips."""
    width = len(source.header)
    rows, fates = batch.rows, [CREATE] * len(batch.rows)
    if set(map(len, rows)) != {width}:
        rows = list(_evened(stage, source, batch, fates, width))
    by_column = list(zip(*rows, strict=True))
    values = []
    for name, (at, column) in columns.items():
        read = column.read(by_column[at])
        if column.odd and not column.odd.isdisjoint(by_column[at]):
            _set_apart(stage, name, by_column[at], read, batch.numbers, fates)
        values.append(read)
    return values, fates


def _set_apart(
    stage: Stage,
    name: str,
    cells: Sequence[object],
    read: list[Any],
    numbers: Sequence[int],
    fates: list[int],
) -> None:
    """Take the Faults and Skips out of a column's values; a row that is skipped has no errors."""
    for at, value in enumerate(read):
        if isinstance(value, Fault):
            fates[at] = max(fates[at], ERROR)
            stage.db.execute(
                "INSERT OR IGNORE INTO problems VALUES (?, ?, ?, ?, ?)",
                (numbers[at], name, str(cells[at]), value.sentence, READ),
            )
            read[at] = None
        elif isinstance(value, Skip):
            fates[at] = SKIPPED
            stage.db.execute(
                "INSERT OR IGNORE INTO skips VALUES (?, ?, ?)", (numbers[at], value.reason, READ)
            )
            read[at] = str(cells[at]).strip()


def _evened(
    stage: Stage, source: Source, batch: Batch, fates: list[int], width: int
) -> Iterator[Sequence[object]]:
    """The rows cut or filled to the head's width. Text rows of another width are errors: cells were lost."""
    for at, (number, cells) in enumerate(zip(batch.numbers, batch.rows, strict=True)):
        beyond = [cell for cell in cells[width:] if str(cell).strip()]
        if source.form == "text" and (len(cells) < width or beyond):
            fates[at] = ERROR
            sentence = stage.words(
                "The row has {n} cells, the head has {width}: a cell that holds the delimiter needs quotation"
                " marks.",
                n=len(cells),
                width=width,
            )
            stage.db.execute(
                "INSERT INTO problems VALUES (?, ?, ?, ?, ?)",
                (number, ROW, source.delimiter.join(map(str, cells))[:200], sentence, READ),
            )
        yield [*cells[:width], *[""] * (width - len(cells))]
