"""Why a figure is as it is, on screen and as text; and where the data is, said truly."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from data.holdings import Holdings
from data.sync.standing import Standing
from desktop import freshness
from desktop.desk import Step, Trace
from desktop.inspector import Inspector, as_text
from sales.words import Words
from tests.builders.screen import turn

EARNED = Trace(
    "Earned, November 2026",
    "¥4,850.00",
    "Each band pays its own rate.",
    (
        Step("Credited", "125,000.00", "39 payments"),
        Step("Bands", "450.00", "", (("from 120%", "5,000 × 9%", "450.00"),)),
    ),
    "Data of 18:40",
)
NOW = 1_795_000_000_000
YEAR = 365 * 86_400_000


def test_a_trace_reads_as_plain_lines(qapp: object) -> None:
    lines = as_text(EARNED).splitlines()

    assert lines[0] == "Earned, November 2026: ¥4,850.00"
    assert "1. Credited  125,000.00  39 payments" in lines
    assert "   from 120%  5,000 × 9%  450.00" in lines
    assert lines[-1] == "Data of 18:40"


def test_the_steps_are_copied_as_they_are_shown(qtbot: QtBot, english: Words) -> None:
    panel = Inspector(english)
    qtbot.addWidget(panel)

    panel.show_trace(EARNED)
    copy = next(b for b in panel.findChildren(QAbstractButton) if b.accessibleName() == "Copy the steps")
    copy.click()

    assert QGuiApplication.clipboard().text() == as_text(EARNED)


def test_where_nothing_was_computed_it_says_how_to_ask(qtbot: QtBot, english: Words) -> None:
    panel = Inspector(english)
    qtbot.addWidget(panel)

    panel.show_trace(EARNED)
    panel.show_trace(None)
    turn()

    assert "Nothing to explain here" in [one.text() for one in panel.findChildren(QLabel)]


def test_the_age_of_the_data_bears_its_year_once_that_is_another(english: Words) -> None:
    this_year, earlier = Holdings(5, 9, NOW, None), Holdings(5, 9, NOW - 2 * YEAR, None)

    assert freshness.pill(english, this_year, Standing(None), NOW).detail == "Saved here, orders to 18 Nov"
    assert freshness.pill(english, earlier, Standing(None), NOW).detail == "Saved here, orders to 18 Nov 2024"


def test_an_empty_store_says_so(english: Words, tmp_path: Path) -> None:
    empty = Holdings(0, 0, None, None)

    assert freshness.pill(english, empty, Standing(None), NOW).detail == "Nothing in it yet"
    assert freshness.trace(english, empty, tmp_path / "rapport.db").steps[0].figure == "0"
