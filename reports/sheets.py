"""The tables of a report as CSV, for a spreadsheet: the same numbers as on paper, unrounded, in plain
figures.

Tables follow each other in one file, each under its name and with a head line, an empty line between. Amounts
are in units of the currency with a point, rates in per cent. UTF-8 with a mark at the start, so that Excel
reads it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sales.brief import Brief
from sales.currencies import decimals_of
from sales.errors import FileUnwritable
from sales.performance import Measure, Performance
from sales.words import Words

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, its head line, its rows."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def write_csv(sheets: Sequence[Sheet], path: Path) -> int:
    """Write the tables to a file and return the number of rows. Raises FileUnwritable."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for at, sheet in enumerate(sheets):
        if at:
            writer.writerow([])
        writer.writerow([sheet.name])
        writer.writerow(sheet.header)
        writer.writerows([_safe(cell) for cell in row] for row in sheet.rows)
    try:
        path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise FileUnwritable(
            "The table could not be written to {file}: {fault}.",
            "Close it if it is open elsewhere, or choose another folder.",
            file=path,
            fault=error.strerror or error,
        ) from error
    return sum(len(sheet.rows) for sheet in sheets)


def performance_sheets(report: Performance, words: Words) -> tuple[Sheet, ...]:
    """The tables of the rep performance report; those without rows are left out."""
    sheets = (
        Sheet(
            words("Figures"),
            (words("Figure"), words("Unit"), words("Value"), words("Before"), words("Team")),
            tuple(_measures(report, words)),
        ),
        _trend(report, words),
        _segments(report, words),
        _products(report, words),
        _customers(report, words),
        _funnel(report, words),
        _board(report, words),
    )
    return tuple(sheet for sheet in sheets if sheet.rows)


def brief_sheets(brief: Brief, words: Words) -> tuple[Sheet, ...]:
    """The tables of the call brief: orders, issues, actions and offers."""
    money = _Money(brief.currency)
    sheets = (
        Sheet(
            words("Bought"),
            (words("Day"), words("What"), words("Amount"), words("Note")),
            tuple((str(one.day), one.what, money(one.net_cents), one.note) for one in brief.bought),
        ),
        Sheet(
            words("Open issues"),
            (words("What"), words("Detail"), words("State")),
            tuple((one.title, one.detail, one.state) for one in brief.issues),
        ),
        Sheet(
            words("Next best actions"),
            (words("What"), words("Because"), words("Due"), words("Expected value")),
            tuple(
                (
                    one.title,
                    one.because,
                    None if one.due_at is None else f"{words.moment(one.due_at):%Y-%m-%d %H:%M}",
                    None if one.expected_cents is None else money(one.expected_cents),
                )
                for one in brief.actions
            ),
        ),
        Sheet(
            words("Offers"),
            (words("Product"), words("Why"), words("List price"), words("Price")),
            tuple(
                (one.name, one.why, Decimal(one.list_e4).scaleb(-4), Decimal(one.price_e4).scaleb(-4))
                for one in brief.offers
            ),
        ),
    )
    return tuple(sheet for sheet in sheets if sheet.rows)


class _Money:
    """Minor units as units of a currency."""

    def __init__(self, currency: str) -> None:
        self._places = decimals_of(currency)

    def __call__(self, cents: int) -> Decimal:
        return Decimal(cents).scaleb(-self._places)


def _percent(bp: int | None) -> Decimal | None:
    return None if bp is None else Decimal(bp).scaleb(-2)


def _measures(report: Performance, words: Words) -> Iterator[tuple[Cell, ...]]:
    money = _Money(report.currency)

    def value(measure: Measure, figure: int | None) -> Cell:
        if figure is None or measure.unit == "count":
            return figure
        if measure.unit == "cents":
            return money(figure)
        return Decimal(figure).scaleb(-1 if measure.unit == "stars" else -2)

    units = {"cents": report.currency, "bp": "%", "count": "", "stars": words("stars")}
    for one in report.measures:
        yield (
            one.name,
            units[one.unit],
            *(value(one, figure) for figure in (one.value, one.before, one.team)),
        )


def _trend(report: Performance, words: Words) -> Sheet:
    money = _Money(report.currency)
    header = (words("Month"), words("Revenue"), words("Given back"), words("Orders"))
    rows = (
        (f"{one.month:%Y-%m}", money(one.net_cents), money(one.returned_cents), one.orders)
        for one in report.trend
    )
    return Sheet(words("Months"), header, tuple(rows))


def _segments(report: Performance, words: Words) -> Sheet:
    money = _Money(report.currency)
    header = (
        words("Segment"),
        words("Customers"),
        words("Buyers"),
        words("Orders"),
        words("Revenue"),
        words("Before"),
    )
    rows = (
        (
            one.segment,
            one.customers,
            one.buyers,
            one.orders,
            money(one.net_cents),
            None if one.before_cents is None else money(one.before_cents),
        )
        for one in report.segments
    )
    return Sheet(words("Segments"), header, tuple(rows))


def _products(report: Performance, words: Words) -> Sheet:
    money = _Money(report.currency)
    header = (words("Product"), words("Category"), words("Pieces"), words("Revenue"), words("Discount %"))
    rows = (
        (one.product, one.category, one.units, money(one.net_cents), _percent(one.discount_bp))
        for one in report.products
    )
    return Sheet(words("Products"), header, tuple(rows))


def _customers(report: Performance, words: Words) -> Sheet:
    money = _Money(report.currency)
    header = (
        words("Gained or lost"),
        words("Customer"),
        words("Customer no."),
        words("Segment"),
        words("Orders"),
        words("Revenue"),
        words("Change"),
    )
    groups = ((words("gained"), report.gained), (words("lost"), report.lost))
    rows = (
        (
            group,
            one.name,
            one.customer_no,
            one.segment,
            one.orders,
            money(one.net_cents),
            money(one.change_cents),
        )
        for group, some in groups
        for one in some
    )
    return Sheet(words("Customers"), header, tuple(rows))


def _funnel(report: Performance, words: Words) -> Sheet:
    header = (words("Stage"), words("Customers"), words("Kept %"), words("Team %"))
    rows = (
        (one.stage, one.customers, _percent(one.share_bp), _percent(one.team_bp)) for one in report.funnel
    )
    return Sheet(words("Funnel"), header, tuple(rows))


def _board(report: Performance, words: Words) -> Sheet:
    money = _Money(report.currency)
    header = (
        words("Rep"),
        words("Revenue"),
        words("Orders"),
        words("Average order"),
        words("Discount %"),
        words("Conversion %"),
    )
    rows = (
        (
            one.rep,
            money(one.net_cents),
            one.orders,
            money(one.average_cents),
            _percent(one.discount_bp),
            _percent(one.conversion_bp),
        )
        for one in report.board
    )
    return Sheet(words("Team"), header, tuple(rows))


def _safe(cell: Cell) -> str:
    """A cell as text; one that a spreadsheet would take as a formula is marked as text."""
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else str(cell)
