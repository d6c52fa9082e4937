"""The file that is to be imported: what it is, its columns, its first rows, and all its rows as a stream.

What a file is shows in its first bytes, not in its name. Rows are numbered as a spreadsheet numbers them, the
head being a row too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from data.imports import columnar, sheets, text
from data.imports.encoding import Encoding
from data.imports.records import Batch
from sales.errors import ImportRefused

SAMPLES = 200
TITLES = 20  # rows that a title may take above the columns' names
ZIP, OLE, PARQUET, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"%PDF"

Form: TypeAlias = Literal["text", "sheet", "parquet"]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is to be read where the person knows better than the guess."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None

    @property
    def chosen(self) -> bool:
        """Whether the person has said anything."""
        return (self.encoding, self.delimiter, self.sheet) != (None, None, None)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that has been looked at. `stamp` is its size and time of change: a file that is still being
    written is not imported."""

    path: Path
    form: Form
    header: tuple[str, ...]
    head_row: int  # 0: the columns' names are no row of the file
    samples: tuple[tuple[object, ...], ...]
    stamp: tuple[int, int]
    encoding: Encoding | None = None
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    def batches(self) -> Iterator[Batch]:
        """All rows below the head that are not blank, some hundreds at a time.

        Raises ImportRefused when the file cannot be read to its end, or was changed while it was read.
        """
        try:
            for batch in _records(self.path, self.form, self.encoding, self.delimiter, self.sheet):
                yield batch.below(self.head_row)
        except OSError as error:
            raise _unreadable(self.path, error) from error
        if _stamp(self.path) != self.stamp:
            raise ImportRefused(
                "{file} was changed while it was read: another program is still writing it.",
                "Wait until it is finished and try again.",
                file=self.path.name,
            )


def inspect(path: Path, layout: Layout | None = None) -> Source:
    """Look at a file: what it is, how it is read, its columns and first rows.

    Raises ImportRefused for what is missing, empty, not to be read, or no table.
    """
    layout = layout or Layout()
    try:
        stamp = _stamp(path)
        form = _form(path)
        if form == "text":
            return _text(path, layout, stamp)
        return _sheet(path, layout, stamp) if form == "sheet" else _parquet(path, stamp)
    except OSError as error:
        raise _unreadable(path, error) from error


def _form(path: Path) -> Form:
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise ImportRefused("{file} is empty (0 bytes).", "Export it again.", file=path.name)
    if head.startswith(PARQUET):
        return "parquet"
    if head.startswith(OLE) or (head.startswith(ZIP) and sheets.is_sheet(path)):
        return "sheet"
    if head.startswith(ZIP):
        raise ImportRefused(
            "{file} is a zip archive, not a table.",
            "Unpack it and import the file inside.",
            file=path.name,
        )
    if head.startswith(PDF):
        raise ImportRefused(
            "{file} is a PDF, not a table.", "Ask for the figures as CSV or Excel.", file=path.name
        )
    return "text"


def _text(path: Path, layout: Layout, stamp: tuple[int, int]) -> Source:
    encoding = Encoding(layout.encoding) if layout.encoding else text.sniff(path)
    delimiter = layout.delimiter or text.delimiter_of(path, encoding.name)
    header, head_row, samples = _first_rows(path, "text", encoding, delimiter, "")
    return Source(path, "text", header, head_row, samples, stamp, encoding, delimiter)


def _sheet(path: Path, layout: Layout, stamp: tuple[int, int]) -> Source:
    names = sheets.sheets_of(path)
    if not names:
        raise ImportRefused("{file} holds no sheet with rows.", "Export it again.", file=path.name)
    if layout.sheet is not None and layout.sheet not in names:
        raise ImportRefused(
            "{file} has no sheet {sheet}.",
            "It has: {sheets}.",
            file=path.name,
            sheet=layout.sheet,
            sheets=", ".join(names),
        )
    sheet = layout.sheet or names[0]
    header, head_row, samples = _first_rows(path, "sheet", None, "", sheet)
    return Source(path, "sheet", header, head_row, samples, stamp, sheet=sheet, sheets=names)


def _parquet(path: Path, stamp: tuple[int, int]) -> Source:
    first = next(columnar.records(path), None)
    samples = tuple(map(tuple, first.rows[:SAMPLES])) if first else ()
    return Source(path, "parquet", columnar.header_of(path), 0, samples, stamp)


def _first_rows(
    path: Path, form: Form, encoding: Encoding | None, delimiter: str, sheet: str
) -> tuple[tuple[str, ...], int, tuple[tuple[object, ...], ...]]:
    """The columns' names, the row they stand in, and the first rows below.

    Rows of one cell above rows of several are a title.
    """
    for batch in _records(path, form, encoding, delimiter, sheet):
        heads = [tuple(_name(cell) for cell in cells) for cells in batch.rows[:TITLES]]
        filled = [sum(map(bool, head)) for head in heads]
        if any(filled):
            titled = sum(count > 1 for count in filled) > len(filled) / 2
            at = next(at for at, count in enumerate(filled) if count > titled)
            samples = batch.rows[at + 1 : at + 1 + SAMPLES]
            return heads[at], batch.numbers[at], tuple(map(tuple, samples))
    raise ImportRefused("{file} holds nothing but blank rows.", "Export it again.", file=path.name)


def _records(
    path: Path, form: Form, encoding: Encoding | None, delimiter: str, sheet: str
) -> Iterator[Batch]:
    if form == "sheet":
        return sheets.records(path, sheet)
    if form == "parquet":
        return columnar.records(path)
    assert encoding is not None
    return text.records(path, encoding.name, delimiter)


def _name(cell: object) -> str:
    return " ".join(str(cell).split())


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _unreadable(path: Path, error: OSError) -> ImportRefused:
    if isinstance(error, FileNotFoundError):
        return ImportRefused("There is no file {file}.", "Check the path.", file=path)
    if isinstance(error, IsADirectoryError):
        return ImportRefused("{file} is a folder.", "Choose a file in it.", file=path)
    if isinstance(error, PermissionError):
        return ImportRefused(
            "{file} may not be read.", "Allow reading it, or close it where it is open.", file=path.name
        )
    return ImportRefused(
        "{file} cannot be read: {reason}.",
        "Copy it to this computer and try again.",
        file=path.name,
        reason=error.strerror or error,
    )
