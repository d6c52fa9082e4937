"""Insight on screen: the period is stepped through, rows lead on, reports are made, saved and found again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from data.facts import put
from data.reports_made import reports_made
from data.store import Changes, Store
from data.summaries import rebuild
from desktop import theme
from desktop.desk import Desk, Notice
from desktop.pages.insight import InsightPage
from desktop.work import Work
from sales.periods import period
from sales.words import Words
from tests.builders.screen import bring_to_front
from tests.builders.team import REPS, ZONE, small_team

NOW = int(datetime(2026, 11, 24, 18, tzinfo=ZONE).timestamp() * 1000)
MakePage = Callable[..., InsightPage]


@pytest.fixture
def page(qtbot: QtBot, store: Store, work: Work, english: Words) -> MakePage:
    from data.settings import settings

    def make(width: int = 1220) -> InsightPage:
        with store.write(Changes.of("customers")) as db:
            put(db, small_team())
            rebuild(db)
        desk = Desk(store, work, english, theme.LIGHT, settings(store.read()), REPS[0], lambda: NOW)
        made = InsightPage(desk)
        qtbot.addWidget(made)
        made.resize(width, 860)
        made.show()
        bring_to_front(qtbot, made)
        settled(qtbot, made)
        return made

    return make


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """Documents of nobody: where a test may save."""
    QStandardPaths.setTestModeEnabled(True)
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return folder / "Rapport"


def settled(qtbot: QtBot, shown: InsightPage) -> None:
    qtbot.waitUntil(lambda: shown.desk.work.idle and shown._shown is not None, timeout=60_000)


def table(shown: InsightPage, name: str) -> QTableView:
    return next(one for one in shown.findChildren(QTableView) if one.accessibleName() == name)


def test_the_running_month_is_shown_and_with_what_it_is_compared(page: MakePage) -> None:
    shown = page()

    assert shown._shown is not None
    assert shown._shown.period == period("2026-11")
    assert [one.name for one in shown._shown.figures] == [
        "Revenue", "Orders", "Average order", "Conversion", "On-time delivery", "NPS",
    ]  # fmt: skip
    assert "compared with 1 Oct – 24 Oct" in shown._age.text()


def test_the_period_is_stepped_back_and_not_beyond_today(qtbot: QtBot, page: MakePage) -> None:
    shown = page()

    shown.period_before()
    settled(qtbot, shown)
    before = shown.ref
    shown.period_after()
    shown.period_after()
    settled(qtbot, shown)

    assert before == "overview/2026-10"
    assert shown.ref == "overview/2026-11"
    assert not shown._later.isEnabled()


def test_a_quarter_is_that_of_the_month_before_it(qtbot: QtBot, page: MakePage) -> None:
    shown = page()
    shown.show_ref("overview/2026-09")

    shown._spans.chosen.emit(1)
    settled(qtbot, shown)

    assert shown.ref == "overview/2026-Q3"
    assert shown._named.text() == "Q3 2026"


def test_the_figures_are_those_of_the_report_on_the_team(page: MakePage) -> None:
    shown = page()

    assert shown._shown is not None
    revenue = shown._shown.figures[0]
    assert revenue == shown._shown.report.measures[0]
    assert revenue.value == shown._shown.report.trend[-1].net_cents


def test_a_segment_leads_to_its_customers_and_a_rep_to_the_report(qtbot: QtBot, page: MakePage) -> None:
    shown = page()
    reps, segments = table(shown, "Reps"), table(shown, "Segments")

    with qtbot.waitSignal(shown.desk.went) as to_report:
        reps.setCurrentIndex(reps.model().index(0, 0))
        qtbot.keyClick(reps, Qt.Key.Key_Return)
    with qtbot.waitSignal(shown.desk.went) as to_customers:
        segments.setCurrentIndex(segments.model().index(0, 0))
        qtbot.keyClick(segments, Qt.Key.Key_Return)

    assert shown._shown is not None
    assert to_report.args == ["insight", f"reports/rep-month/{shown._shown.report.board[0].rep_no}"]
    assert to_customers.args == ["customers", "segment:regular"]


def test_the_inspector_says_how_the_figures_are_computed(page: MakePage) -> None:
    shown = page()

    trace = shown.why()

    assert trace is not None
    assert [step.text for step in trace.steps[:3]] == ["Revenue", "Orders", "Average order"]


def test_a_report_is_made_saved_and_found_again(
    qtbot: QtBot, page: MakePage, store: Store, documents: Path
) -> None:
    shown = page()
    notices: list[Notice] = []
    shown.desk.noticed.connect(notices.append)

    shown.show_ref("reports/rep-month/R02")
    settled(qtbot, shown)
    qtbot.waitUntil(lambda: shown._gallery.settled, timeout=60_000)
    shown.save_report()
    settled(qtbot, shown)
    shown.save_tables()
    settled(qtbot, shown)

    pdf, tables = (
        documents / "Rep performance, month Zhao Min October 2026.pdf",
        "Rep performance, month Zhao Min October 2026.csv",
    )
    (made,) = reports_made(store.read())
    assert pdf.read_bytes().startswith(b"%PDF")
    assert (documents / tables).read_bytes().startswith(b"\xef\xbb\xbfFigures")
    assert (made.title, made.detail, made.rep_id) == (
        "Rep performance, month",
        "Zhao Min, October 2026, English",
        "rep-a",
    )
    assert made.there
    assert [notice.tone for notice in notices] == ["good", "good"]
    assert table(shown, "Made before").model().rowCount() == 1


def test_what_is_looked_at_is_the_first_page_of_the_paper(qtbot: QtBot, page: MakePage) -> None:
    shown = page()

    shown.show_ref("reports/brief")
    settled(qtbot, shown)
    panel = shown._gallery._panel

    assert panel._which.text() == "page 1 of 1"
    assert panel._preview._image is not None
    assert panel._preview._image.width() == 640
    assert panel.save.isEnabled()


def test_reports_are_found_by_their_name_and_esc_leaves_the_panel(qtbot: QtBot, page: MakePage) -> None:
    shown = page()
    shown.show_ref("reports/brief")
    settled(qtbot, shown)
    field = next(one for one in shown.findChildren(QLineEdit) if one.accessibleName() == "Search reports")

    field.setText("brief")
    tiles = {kind: tile.isVisible() for kind, tile in shown._gallery._tiles.items()}
    left = shown.back()

    assert tiles == {"rep-month": False, "rep-quarter": False, "brief": True}
    assert left
    assert shown.ref == "reports"
    assert not shown.back()


def test_where_it_is_narrow_the_panel_lies_over_the_tiles(qtbot: QtBot, page: MakePage) -> None:
    shown = page(width=900)

    shown.show_ref("reports/rep-month")
    settled(qtbot, shown)

    assert shown._gallery._drawer.isVisible()
    assert shown.back()
    assert not shown._gallery._drawer.isVisible()


def test_nothing_is_printed_before_somebody_looks_at_reports(page: MakePage) -> None:
    shown: Any = page()

    assert shown._gallery._printed == {}
    assert date(2026, 11, 24) == shown._today
