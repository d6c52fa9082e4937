"""Parquet: columns with types, read a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from pathlib import Path
from typing import Any

from data.imports.records import AT_ONCE, Batch, batch
from sales.errors import ImportRefused


def header_of(path: Path) -> tuple[str, ...]:
    """The names of the columns; those that hold lists or structures cannot go anywhere and are left out."""
    with _opened(path) as file:
        return tuple(field.name for field in file.schema_arrow if not _nested(field.type))


def count_of(path: Path) -> int:
    """How many rows there are."""
    with _opened(path) as file:
        return int(file.metadata.num_rows)


def records(path: Path) -> Iterator[Batch]:
    """Every row that is not blank, numbered from 1, some hundreds at a time."""
    names = list(header_of(path))
    with _opened(path) as file:
        count = max(file.metadata.num_rows, 1)
        first = 1
        for read in file.iter_batches(batch_size=AT_ONCE, columns=names):
            columns = ([_plain(cell) for cell in read.column(name).to_pylist()] for name in names)
            rows: list[Sequence[object]] = list(zip(*columns, strict=True))
            yield batch(first, rows, first / count)
            first += len(rows)


def _opened(path: Path) -> Any:
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        return ParquetFile(path)
    except (ArrowException, OSError) as error:
        if isinstance(error, PermissionError | FileNotFoundError):
            raise
        raise ImportRefused(
            "{file} is damaged and cannot be read as Parquet.",
            "Export it again.",
            file=path.name,
        ) from error


def _nested(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_nested(kind))


def _plain(cell: object) -> object:
    """A cell as other readers give it: nothing and not-a-number are empty, nought is not, bytes are text."""
    if cell is None or (isinstance(cell, float) and isnan(cell)):
        return ""
    if cell == 0 and not isinstance(cell, bool):
        return "0"
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, bytes):
        return cell.decode("utf-8", errors="replace")
    return cell
