"""What an import does in the background: look at a file, plan, carry out; and a file for the tour."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from data.imports import (
    KINDS,
    Guess,
    ImportMap,
    Kind,
    Layout,
    Outcome,
    Plan,
    Source,
    apply,
    guess,
    guessed_map,
    inspect,
    kind_of,
    preview,
    recall,
    write_errors,
)
from data.store import Store
from desktop.work import Task
from sales.words import Words

KILOBYTE, MEGABYTE = 1_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked at: what it holds, and where its columns go."""

    source: Source
    kind: Kind
    guesses: tuple[Guess, ...]
    mapping: ImportMap


def looked_at(store: Store, path: Path, kind: str, layout: Layout | None, task: Task) -> Looked:
    """Look at a file: what it holds (`kind`, if that was said), its columns, and where they go."""
    source = inspect(path, layout)
    what = KINDS[kind] if kind else kind_of(source)
    remembered = recall(store.read(), what, source.header)
    if remembered is not None and layout is None and remembered.layout.chosen:
        source = inspect(path, remembered.layout)
    mapping = guessed_map(source, what, remembered)
    if layout is not None:
        mapping = replace(mapping, layout=layout)
    return Looked(source, what, guess(source, what, remembered), mapping)


def planned(store: Store, looked: Looked, words: Words, task: Task) -> Plan:
    """Read all rows and match them with the store."""
    return preview(store, looked.source, looked.kind, looked.mapping, words, task.progress)


def carried_out(
    store: Store, plan: Plan, now: int, remember: bool, task: Task
) -> tuple[Outcome, Path | None]:
    """Carry a plan out, and write its errors down."""
    outcome = apply(store, plan, now, task.progress, keep_mapping=remember)
    return outcome, write_errors(plan)


def as_chosen(looked: Looked, mapping: ImportMap) -> Iterator[Guess]:
    """Where the columns go by now, so that going back finds them so."""
    to = {column: field for field, column in mapping.columns.items()}
    for before in looked.guesses:
        field = to.get(looked.source.header[before.at], "")
        yield before if field == before.field else Guess(before.at, field, "remembered" if field else "")


def size_words(words: Words, size: int) -> str:
    """A file's size as "3.1 MB"."""
    if size < MEGABYTE:
        return f"{words.number(max(size / KILOBYTE, 0.1), 1 if size < 10 * KILOBYTE else 0)} KB"
    return f"{words.number(size / MEGABYTE, 1)} MB"


def example(store: Store, folder: Path) -> Path:
    """A file for the tour: customers of the store, some of them changed."""
    path = folder / "customers.csv"
    rows: Sequence[Sequence[object]] = (
        store.read()
        .execute(
            "SELECT external_id, name, phone, email, birthday, city FROM customers"
            " WHERE external_id IS NOT NULL ORDER BY id LIMIT 400"
        )
        .fetchall()
    )
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(("Customer ID", "Name", "Phone", "E-mail", "Birthday", "City"))
        for at, (number, name, phone, mail, birthday, city) in enumerate(rows):
            new, impossible, moved = at % 7 == 1, at % 17 == 5, at % 5 == 0
            day = "31/02/1992" if impossible else birthday
            out.writerow(
                (f"{number}-N" if new else number, name, phone, mail, day, "宁波" if moved else city)
            )
    return path
