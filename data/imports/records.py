"""What every reader gives: rows as they stand in the file, some hundreds at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

AT_ONCE = 500  # rows: few enough to stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that are not blank: their numbers as a spreadsheet counts, their cells, how far reading is."""

    numbers: Sequence[int]
    rows: list[Sequence[object]]
    share: float

    def below(self, head_row: int) -> Batch:
        """The rows without the head and what stands above it."""
        if not self.rows or self.numbers[0] > head_row:
            return self
        above = sum(number <= head_row for number in self.numbers)
        return Batch(self.numbers[above:], self.rows[above:], self.share)


def batch(first: int, rows: list[Sequence[object]], share: float) -> Batch:
    """Rows that follow one another from number `first`, less those that are blank."""
    if all(map(any, rows)):
        return Batch(range(first, first + len(rows)), rows, share)
    held = [(number, cells) for number, cells in enumerate(rows, first) if any(cells)]
    return Batch([number for number, _ in held], [cells for _, cells in held], share)
