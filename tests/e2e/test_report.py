"""`main.py report rep`: a month, a quarter, a year; on paper and as tables; and what it refuses."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

Run = Callable[..., Any]


def pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_the_report_of_a_rep_tells_the_same_on_paper_and_as_tables(rapport: Run, tmp_path: Path) -> None:
    out, tables = tmp_path / "report.pdf", tmp_path / "report.csv"

    done = rapport("--json", "report", "rep", "--rep", "R03", "--out", out, "--csv", tables)

    assert done.returncode == 0, done.stderr
    assert done.document["rep"] == "R03"
    assert done.document["pages"] == len(pages(out))
    rows = list(csv.reader(tables.read_text(encoding="utf-8-sig").splitlines()))
    revenue = next(row for row in rows if row and row[0] == "Revenue")
    assert f"¥{float(revenue[2]):,.0f}" in pages(out)[0]
    assert "Sun Qi" in pages(out)[0]


@pytest.mark.parametrize("when", ["quarter", "year"])
def test_a_quarter_and_a_year_are_reports_too(rapport: Run, tmp_path: Path, when: str) -> None:
    from datetime import date

    today = date.today()  # noqa: DTZ011 - commands read the real clock
    period = f"{today.year}-Q{(today.month + 2) // 3}" if when == "quarter" else str(today.year)

    done = rapport(
        "--json", "report", "rep", "--rep", "team", "--period", period, "--out", tmp_path / "r.pdf"
    )

    assert done.returncode == 0, done.stderr
    assert done.document["period"] == period


def test_left_out_it_is_ones_own_month_in_chinese_too(rapport: Run, tmp_path: Path) -> None:
    done = rapport("--lang", "zh_CN", "report", "rep", "--out", tmp_path / "r.pdf", "--paper", "letter")

    assert done.returncode == 0, done.stderr
    assert "林悦" in done.stdout
    assert "林悦" in pages(tmp_path / "r.pdf")[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--rep", "R99"), "There is no rep R99. There are:"),
        (("--period", "2026-13"), "2026-13 is not a period. Write a month as 2026-11"),
        (("--as-of", "31 Feb"), "31 Feb is not a day."),
    ],
)
def test_what_cannot_be_reported_is_said_in_a_sentence(
    rapport: Run, tmp_path: Path, words: tuple[str, str], said: str
) -> None:
    done = rapport("report", "rep", *words, "--out", tmp_path / "r.pdf")

    assert done.returncode == 1
    assert said in done.stderr
    assert not (tmp_path / "r.pdf").exists()
