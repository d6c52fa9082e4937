"""What every reader gives: rows as they stand in the file, some thousands at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

AT_ONCE = 5_000  # rows

Record: TypeAlias = tuple[int, Sequence[object]]  # the row's number as a spreadsheet counts, and its cells
Batch: TypeAlias = tuple[list[Record], float]  # with the share of the file that has been read
