"""A report's tables as CSV: the report's own numbers, plain, and nothing that a spreadsheet would execute."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from reports.sheets import Sheet, brief_sheets, performance_sheets, write_csv
from sales.errors import FileUnwritable
from sales.words import Words
from tests.builders.brief import full_brief
from tests.builders.performance import empty_report, month_report


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_tables_hold_the_reports_numbers_in_units_and_per_cent(tmp_path: Path, english: Words) -> None:
    rows = write_csv(performance_sheets(month_report("en"), english), tmp_path / "report.csv")

    lines = read(tmp_path / "report.csv")
    assert rows == sum(bool(line) for line in lines) - 2 * sum(len(line) == 1 for line in lines)
    assert ["Figure", "Unit", "Value", "Before", "Team"] in lines
    assert ["Sales", "CNY", "125000.00", "112700.00", "97530.00"] in lines
    assert ["Conversion rate", "%", "9.61", "8.40", "8.80"] in lines
    assert ["Satisfaction", "stars", "4.6", "4.5", "4.5"] in lines
    assert ["high_value", "83", "29", "31", "57420.00", "46430.00"] in lines


def test_the_brief_has_its_orders_issues_actions_and_offers(tmp_path: Path, chinese: Words) -> None:
    write_csv(brief_sheets(full_brief("zh_CN"), chinese), tmp_path / "brief.csv")

    text = (tmp_path / "brief.csv").read_text(encoding="utf-8-sig")
    assert "微风 400 H13 滤芯 两件装" in text
    assert "3298.98" not in text


def test_a_report_without_rows_has_its_figures_only(english: Words) -> None:
    assert [sheet.name for sheet in performance_sheets(empty_report(), english)] == ["Figures"]


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+49", "-1", "@SUM(A1)", "\tx"])
def test_a_name_is_never_a_formula(tmp_path: Path, english: Words, name: str) -> None:
    report = replace(month_report("en"), products=(replace(month_report("en").products[0], product=name),))

    write_csv(performance_sheets(report, english), tmp_path / "report.csv")

    assert any(line and line[0] == f"'{name}" for line in read(tmp_path / "report.csv"))


def test_a_file_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileUnwritable, match="could not be written"):
        write_csv([Sheet("Figures", ("Figure",), ())], tmp_path / "nowhere" / "report.csv")
