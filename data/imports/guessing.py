"""The first guess at a mapping: by what the columns are called and by what stands in them.

A column goes to the field whose name it bears, in English or Chinese, if its cells can be read as that field.
What is only likely is marked to be checked. A file like one that was imported before is mapped as then.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Literal

from data.engine import sqlite3
from data.imports.fields import Field, names, plain
from data.imports.kinds import KINDS, Kind
from data.imports.mapping import ImportMap, lacks, map_of, skipped_in
from data.imports.source import Source
from data.imports.values import Column, Fault, Reading
from sales.errors import ImportRefused
from sales.words import Words

How = Literal["remembered", "guessed", "check", ""]
LOOKED_AT = 50  # cells of a column
SURE, LIKELY = 0.75, 0.4
NEEDED = (
    0.5  # what a required field weighs more than another: it may take the column that fits that one better
)


@dataclass(frozen=True, slots=True)
class Guess:
    """Where a column probably goes. `field` "" means nowhere."""

    at: int
    field: str
    how: How
    score: float = 0.0


def guess(source: Source, kind: Kind, remembered: ImportMap | None = None) -> tuple[Guess, ...]:
    """Where each column of the file goes, in the file's order."""
    if remembered is not None:
        fields = {plain(column): field for field, column in remembered.columns.items()}
        return tuple(
            Guess(at, fields.get(name, ""), "remembered" if name in fields else "")
            for at, name in enumerate(map(plain, source.header))
        )
    return _assigned(source, kind)


def guessed_map(source: Source, kind: Kind, remembered: ImportMap | None = None) -> ImportMap:
    """The guess as a mapping."""
    if remembered is not None:
        return remembered
    columns = {g.field: source.header[g.at] for g in guess(source, kind) if g.field}
    return ImportMap(columns, skip=skipped_in(kind))


def completed(source: Source, kind: Kind, mapping: ImportMap) -> ImportMap:
    """A mapping that says some columns only, with the guess for the others; one that says enough as it is."""
    if not lacks(kind, mapping.columns):
        return mapping
    taken = {plain(column) for column in mapping.columns.values()}
    guessed = {
        field: column
        for field, column in guessed_map(source, kind).columns.items()
        if field not in mapping.columns and plain(column) not in taken
    }
    return replace(mapping, columns={**mapping.columns, **guessed})


def kind_of(source: Source) -> Kind:
    """What the file most likely holds: the kind whose needs it meets and that most of its columns go to."""

    def fit(kind: Kind) -> tuple[bool, float]:
        guesses = [g for g in guess(source, kind) if g.field]
        return not lacks(kind, {g.field: g.at for g in guesses}), sum(g.score for g in guesses)

    return max(KINDS.values(), key=fit)


def recall(db: sqlite3.Connection, kind: Kind, header: Sequence[str]) -> ImportMap | None:
    """The mapping that was kept for files of this kind with this header."""
    row = db.execute(
        "SELECT map FROM import_maps WHERE kind = ? AND header = ?", (kind.name, _header(header))
    ).fetchone()
    if row is None:
        return None
    try:
        return map_of(json.loads(row[0]), kind, "import_maps")
    except ImportRefused:  # kept by a release that knew other fields
        return None


def remember(db: sqlite3.Connection, kind: Kind, header: Sequence[str], mapping: ImportMap) -> None:
    """Keep a mapping for files of this kind with this header, inside the open transaction."""
    db.execute(
        "INSERT INTO import_maps VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET map = excluded.map",
        (kind.name, _header(header), json.dumps(mapping.table(), ensure_ascii=False)),
    )


def _assigned(source: Source, kind: Kind) -> tuple[Guess, ...]:
    """The columns given to the fields so that all of them together fit best, what is required first.

    Taken one by one, a column "product" would be the product's number though "sku" stands beside it.
    """
    from scipy.optimize import linear_sum_assignment

    scores = [[_score(source, at, kind, field) for field in kind.fields] for at in range(len(source.header))]
    worth = [
        [
            (score + NEEDED * field.required) * (score >= LIKELY)
            for score, field in zip(row, kind.fields, strict=True)
        ]
        for row in scores
    ]
    found = [Guess(at, "", "") for at in range(len(source.header))]
    for at, order in zip(*linear_sum_assignment(worth, maximize=True), strict=True):
        if (score := scores[at][order]) >= LIKELY:
            found[at] = Guess(
                int(at), kind.fields[order].name, "guessed" if score >= SURE else "check", score
            )
    return tuple(found)


def _header(header: Sequence[str]) -> str:
    return json.dumps([plain(name) for name in header], ensure_ascii=False)


def _score(source: Source, at: int, kind: Kind, field: Field) -> float:
    """How well a column fits a field, 0 to 1."""
    known = dict.fromkeys((field.name, plain(field.title), *names(kind.name, field.name)))
    by_name = _likeness(plain(source.header[at]), tuple(known))
    if by_name == 0.0 and field.kind not in ("mail", "phone"):
        return 0.0
    fits = _numbers(source, at) if field is kind.id_field else _readable(source, at, field)
    if by_name == 0.0:  # an address speaks for itself, whatever its column is called
        return 0.5 if fits is not None and fits > 0.9 and field.kind == "mail" else 0.0
    return by_name * (0.45 + 0.55 * (1.0 if fits is None else fits))


def _likeness(given: str, known: Sequence[str]) -> float:
    if given in known:
        return 1.0 - 0.005 * known.index(given)
    best = 0.0
    for name in known:
        shorter, longer = sorted((given, name), key=len)
        if len(shorter) >= (4 if shorter.isascii() else 2) and shorter in longer:
            best = max(best, 0.5 + 0.24 * len(shorter) / len(longer))
    if best == 0.0 and len(given) > 4:
        from rapidfuzz import fuzz

        alike = max((fuzz.ratio(given, name) for name in known if len(name) > 4), default=0.0)
        best = 0.7 if alike >= 85 else 0.0
    return best


def _numbers(source: Source, at: int) -> float | None:
    """The share of the first cells that have a digit, as numbers of rows nearly always do."""
    cells = [str(row[at]).strip() for row in source.samples[:LOOKED_AT] if at < len(row)]
    cells = [cell for cell in cells if cell]
    if not cells:
        return None
    return sum(any(map(str.isdigit, cell)) for cell in cells) / len(cells)


def _readable(source: Source, at: int, field: Field) -> float | None:
    """The share of the first cells that can be read as the field; None when all are empty."""
    column = Column(field, Reading(order="dmy"), Words(), UTC)
    cells = [row[at] for row in source.samples[:LOOKED_AT] if at < len(row) and str(row[at]).strip()]
    if not cells:
        return None
    return sum(not isinstance(value, Fault) for value in column.read(cells)) / len(cells)
