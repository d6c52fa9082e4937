"""Records of a source as a file of their kind, so that they go the way that every file goes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from data.imports import ImportMap, Kind, Layout, Source, inspect, lacks
from data.imports.mapping import skipped_in
from sales.errors import RuleBroken
from sales.words import Words

LONGEST = 20_000  # characters of a value: beyond it a source has sent something else
LAYOUT = Layout("utf-8", ",")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a record: its place in what was given, from 0; -1: with a deletion."""

    record: int
    field: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Written:
    """Records as a file, with the mapping that reads it, and what could not even be written.

    A mapping without columns: nothing was said.
    """

    source: Source
    mapping: ImportMap
    wrong: tuple[Wrong, ...]


def written(records: Iterable[Mapping[str, object]], kind: Kind, folder: Path, words: Words) -> Written:
    """The records as a file in `folder`. Raises RuleBroken for a field that the kind does not have.

    What a record must have is looked for in all of them, so that one that lacks it stands alone with that.
    """
    names, used, wrong = list(kind.by_name), set[str](), list[Wrong]()
    path = folder / f"{kind.name}.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(names)
        for place, record in enumerate(records):
            if unknown := record.keys() - kind.by_name.keys():
                raise RuleBroken(
                    "{field} is not a field of {kind}.",
                    "Known are: {fields}.",
                    field=min(unknown),
                    kind=kind.name,
                    fields=", ".join(names),
                )
            cells = {name: _cell(value, kind.by_name[name].kind) for name, value in record.items()}
            wrong.extend(_too_long(place, cells, words))
            cells = {name: text for name, text in cells.items() if text and len(text) <= LONGEST}
            used |= cells.keys()
            rows.writerow([cells.get(name, "") for name in names])
    if used and kind.table != "returns":  # whose customer may be the order's: what says nothing is left out
        used.update(kind.natural)  # a record without a number is known by all of these, said or not
    while lacking := lacks(kind, dict.fromkeys(used)) if used else ():
        used.update(lacking)
    columns = {name: name for name in names if name in used}
    mapping = ImportMap(columns, decimal=".", layout=LAYOUT, skip=skipped_in(kind))
    return Written(inspect(path, LAYOUT), mapping, tuple(wrong))


def record_of(row: int) -> int:
    """The place of a record from its row in the file, which begins with a head."""
    return row - 2


def _too_long(record: int, cells: Mapping[str, str], words: Words) -> Iterator[Wrong]:
    for name, text in cells.items():
        if len(text) > LONGEST:
            sentence = words("It has {n} characters, too many for one value.", n=words.number(len(text)))
            yield Wrong(record, name, f"{text[:40]}…", sentence)


def _cell(value: object, kind: str) -> str:
    """A value as a file would write it; "" when there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int) and kind == "instant":
        value = datetime.fromtimestamp(value / 1000, UTC)
    if isinstance(value, datetime):
        return value.isoformat(" ", "milliseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return str(value)
