"""The file of errors: a CSV beside the imported file, one line an error, to correct in and import again."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from data.imports.plan import Plan
from sales.errors import FileUnwritable

FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?[\d.,\s]+%?")


def errors_path(path: Path) -> Path:
    """Where the errors of a file go: "orders.csv.gz" -> "orders-errors.csv"."""
    return path.with_name(f"{path.name.split('.')[0] or path.name}-errors.csv")


def write_errors(plan: Plan, aside: Path | None = None) -> Path | None:
    """Write every error of a plan beside its file, or in the folder `aside` where that is not allowed.

    `aside` None: where the store is.

    Returns where; None when nothing is wrong. Raises FileUnwritable.
    """
    if not plan.counts.error:
        return None
    beside = errors_path(plan.source.path)
    try:
        return _write(plan, beside, _errors(plan))
    except FileUnwritable:
        return _write(plan, (aside or plan.store.path.parent) / beside.name, _errors(plan))


def write_rows(plan: Plan, target: Path) -> Path:
    """Write what is to become of every row, in the file's order. Raises FileUnwritable."""
    return _write(plan, target, _rows(plan))


def _write(plan: Plan, target: Path, rows: Iterator[Sequence[object]]) -> Path:
    try:
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([harmless(str(cell)) for cell in row] for row in rows)
    except OSError as error:
        raise FileUnwritable(
            "{file} cannot be written.", "Close it where it is open, or choose another folder.", file=target
        ) from error
    return target


def _errors(plan: Plan) -> Iterator[Sequence[object]]:
    words = plan.stage.words
    yield words("Row"), words("Column"), words("Value"), words("What is wrong")
    for problem in plan.problems():
        yield problem.row, problem.column, problem.value, problem.sentence


def _rows(plan: Plan) -> Iterator[Sequence[object]]:
    words = plan.stage.words
    yield words("Row"), words("What happens"), words("Why")
    after = 0
    while page := plan.page(after):
        for row in page:
            why = " ".join(problem.sentence for problem in row.problems) or row.skipped_for
            yield row.row, row.fate, why
        after = page[-1].row


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell
