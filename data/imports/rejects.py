"""The file of errors: a CSV beside the imported file, one line an error, to correct in and import again."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from data.imports.plan import Plan
from sales.errors import FileUnwritable

FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?[\d.,\s]+%?")


def errors_path(path: Path) -> Path:
    """Where the errors of a file go: "orders.csv.gz" -> "orders-errors.csv"."""
    return path.with_name(f"{path.name.split('.')[0] or path.name}-errors.csv")


def write_errors(plan: Plan, folder: Path | None = None) -> Path | None:
    """Write every error of a plan beside its file, or into `folder`. Returns where; None when there is none.

    Raises FileUnwritable.
    """
    if not plan.counts.error:
        return None
    target = errors_path(plan.source.path)
    if folder is not None:
        target = folder / target.name
    words = plan.stage.words
    try:
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            out = csv.writer(file)
            out.writerow([words("Row"), words("Column"), words("Value"), words("What is wrong")])
            for problem in plan.problems():
                row = (problem.row, problem.column, problem.value, problem.sentence)
                out.writerow([harmless(str(cell)) for cell in row])
    except OSError as error:
        raise FileUnwritable(
            "{file} cannot be written.", "Close it where it is open, or free the folder.", file=target
        ) from error
    return target


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell
