"""Spreadsheets: Excel (new and old) and OpenDocument, whose cells know numbers and dates."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

from data.imports.records import AT_ONCE, Batch, batch
from sales.errors import ImportRefused

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MOST_BYTES = 2 << 30  # unpacked: more is no spreadsheet but a trap
ZIPPED_SHEETS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


def is_sheet(path: Path) -> bool:
    """Whether a zip file is a spreadsheet. Raises ImportRefused when it would unpack beyond all measure."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            total = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        return False
    if total > MOST_BYTES:
        raise ImportRefused(
            "{file} would unpack to {size} GB.",
            "Save the sheet as CSV and import that.",
            file=path.name,
            size=total >> 30,
        )
    return any(name in names for name in ZIPPED_SHEETS)


def sheets_of(path: Path) -> tuple[str, ...]:
    """The names of the visible sheets that hold anything, in their order."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    with _opened(path) as book:
        return tuple(
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
            and sheet.visible == SheetVisibleEnum.Visible
            and book.get_sheet_by_name(sheet.name).height
        )


def records(path: Path, sheet: str) -> Iterator[Batch]:
    """Every row that is not empty, some hundreds at a time."""
    with _opened(path) as book:
        table = book.get_sheet_by_name(sheet)
        last = max(table.total_height, 1)
        reader = table.iter_rows()
        first = 1
        while rows := [[_plain(cell) for cell in cells] for cells in islice(reader, AT_ONCE)]:
            yield batch(first, cast("list[Sequence[object]]", rows), min(first / last, 1.0))
            first += len(rows)


def _opened(path: Path) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise ImportRefused(
            "{file} is protected by a password.",
            "Open it, take the password off, save it, and import that.",
            file=path.name,
        ) from error
    except (CalamineError, OSError) as error:
        if isinstance(error, OSError):
            raise
        raise ImportRefused(
            "{file} is damaged and cannot be read as a spreadsheet.",
            "Open it in the program that made it and save it again.",
            file=path.name,
        ) from error


def _plain(cell: object) -> object:
    """A cell as other readers give it: times of day and spans as text, yes and no apart from 1 and 0, and
    nought as text, so that it is not taken for an empty cell.
    """
    if cell == 0 and not isinstance(cell, bool):
        return "0"
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, time):
        return f"{cell:%H:%M:%S}"
    if isinstance(cell, timedelta):
        return str(round(cell.total_seconds()))
    assert isinstance(cell, str | int | float | date | datetime)
    return cell
