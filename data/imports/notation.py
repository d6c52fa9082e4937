"""How the columns of a file write numbers and dates: decided once for each, from the whole file if need be.

Most cells can be read in one way only, and those decide: "1.234,56" has a decimal comma, "25/12/2026" has the
day first. Only where no cell of a column decides is it said to be unclear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.imports.dates import order_of
from data.imports.fields import DATES, NUMBERS, Field
from data.imports.figures import mark_of
from data.imports.source import Source
from data.imports.values import Reading


def readings(
    source: Source, columns: Mapping[int, Field], mark: str | None, pattern: str | None
) -> dict[int, Reading]:
    """How each column (by its place in the file) is read; `mark` and `pattern` are what the person said."""
    open_ones = {
        at: field.kind
        for at, field in columns.items()
        if (field.kind in NUMBERS and mark is None) or (field.kind in DATES and pattern is None)
    }
    decided = dict.fromkeys(columns, "")
    unsure: dict[int, str] = dict(open_ones)
    _learn(source.samples, unsure, decided)
    unsure = {at: kind for at, kind in unsure.items() if _needs_more(source.samples, at, kind)}
    if unsure:
        for batch in source.batches():
            _learn(batch.rows, unsure, decided)
            if not unsure:
                break
    return {
        at: Reading(mark or decided[at], pattern=pattern)
        if field.kind in NUMBERS
        else Reading(order=decided[at], pattern=pattern if field.kind in DATES else None)
        for at, field in columns.items()
    }


def _learn(rows: Sequence[Sequence[object]], unsure: dict[int, str], decided: dict[int, str]) -> None:
    """Take from `unsure` each column of which a cell decides how it is written."""
    for at, kind in list(unsure.items()):
        for cells in rows:
            told = _told(cells[at], kind) if at < len(cells) else ""
            if told and told != "?":
                decided[at] = told
                del unsure[at]
                break


def _needs_more(rows: Sequence[Sequence[object]], at: int, kind: str) -> bool:
    """Whether later rows must be looked at; pieces come whole, so their mark groups thousands."""
    cells = [cells[at] for cells in rows if at < len(cells) and cells[at] != ""]
    if kind in DATES:
        return not cells or any(order_of(cell) == "?" for cell in cells)
    return kind != "whole" and (not cells or any(isinstance(cell, str) for cell in cells))


def _told(cell: object, kind: str) -> str:
    return order_of(cell) if kind in DATES else mark_of(cell)
