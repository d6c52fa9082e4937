"""The overview of Insight: the team's figures, its months, funnel, segments and reps, what stands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QTableView, QWidget

from data.overview import Overview
from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.segments import TONES, segment_name
from desktop.text import Elided, label, prose
from desktop.theme import Theme
from desktop.widgets.chart import Chart
from desktop.widgets.layouts import Item, card, clear, col, row, rule, scroll, section
from desktop.widgets.table import (
    FIGURE,
    QUIET_FIGURE,
    Column,
    TableModel,
    cell_chip,
    cell_name,
    cell_share,
    whole_table,
)
from reports import measured, phrases
from reports.tokens import Palette
from sales.performance import Measure, MonthPoint, Performance, SegmentRow, Standing
from sales.words import MONTHS, Words

if TYPE_CHECKING:
    from reports.charts import Bar, Look

WIDE, MIDDLE = 1040, 700  # from these widths on: three columns, two
GAP, EDGE = 12, 24
CHART, FUNNEL_MARGINS = QSize(560, 236), (44.0, 2.0, 64.0, 2.0)
LABEL_PX, STAGE = 11, 38
R = TypeVar("R")
TONE = {"neutral": "2", "good": "good", "bad": "bad"}
NOTES = 5


class OverviewTab(QWidget):
    """Shows an `Overview`. A month, a segment and a rep can be gone into.

    `reports.charts` is heavy: whoever reads the overview brings it in, away from the GUI thread.
    """

    month_picked = Signal(object)  # the first day of a month
    segment_picked = Signal(str)
    rep_picked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._words = desk, desk.words
        self._shown: Overview | None = None
        self._columns = 0
        self._body = col(gap=GAP, margins=(EDGE, 14, EDGE, 20))
        inner = QWidget()
        inner.setLayout(self._body)
        self.setLayout(col(scroll(inner), gap=0))

    def show_overview(self, overview: Overview) -> None:
        self._shown = overview
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._shown and self._fits() != self._columns:
            self._fill()

    def _fits(self) -> int:
        return 3 if self.width() >= WIDE else 2 if self.width() >= MIDDLE else 1

    def _fill(self) -> None:
        if self._shown is None:
            return
        self._columns = columns = self._fits()
        report = self._shown.report
        clear(self._body)
        self._body.addLayout(
            _grid([self._figure(one) for one in self._shown.figures], {3: 6, 2: 3, 1: 2}[columns])
        )
        money, stands_out = self._revenue(report), self._findings(report)
        funnel, segments, board = self._funnel(report), self._segments(report), self._board(report)
        if columns == 3:
            self._body.addLayout(row((money, 2), (stands_out, 1), gap=GAP))
            self._body.addLayout(row((col(funnel, (segments, 1), gap=GAP), 1), (board, 1), gap=GAP))
        elif columns == 2:
            for parts in ([(money, 1)], [(funnel, 1), (stands_out, 1)], [(segments, 1)], [(board, 1)]):
                self._body.addLayout(row(*parts, gap=GAP))
        else:
            for one in (money, stands_out, funnel, segments, board):
                self._body.addWidget(one)
        self._body.addStretch(1)

    # -- cards

    def _figure(self, measure: Measure) -> QWidget:
        words, currency = self._words, self._shown.report.currency if self._shown else "CNY"
        said, tone = measured.change(measure, self._before(), words)
        value = measured.value(measure, measure.value, currency, words)
        shown = card(
            Elided(measure.name, "label", "2"),
            2,
            label(value, "display"),
            Elided(said, "caption", TONE[tone]),
            Elided(measure.basis, "caption", "3"),
            gap=2,
            margins=(14, 11, 10, 11),
        )
        shown.setAccessibleName(phrases.joined([f"{measure.name}: {value}", said, measure.basis], ", "))
        if measure.margin:
            margin = measured.margin(measure, currency, words)
            shown.setToolTip(words("± {margin}, the 95% interval", margin=margin))
        shown.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return shown

    def _before(self) -> str:
        """What the figures are compared with, where it has a name: not so while the period is running."""
        shown = self._shown
        if shown is None or shown.report.ends_on < shown.period.last:
            return ""
        return phrases.before(self._words, shown.period)

    def _revenue(self, report: Performance) -> QWidget:
        from reports import charts

        words = self._words
        highest = max((abs(point.net_cents) for point in report.trend), default=0)
        size, unit = phrases.money_unit(words, highest, report.currency)
        bars = [_bar(point, size, report, words) for point in report.trend]
        drawing = charts.bars(bars, (), lambda value: words.number(value, 0 if value == round(value) else 1))
        worn = look(self._desk.theme)
        name = ", ".join(
            f"{words.month(p.month)} {words.money(p.net_cents, report.currency, whole=True)}"
            for p in report.trend
        )
        chart = Chart(
            self._desk.work,
            lambda figure: drawing.onto(figure, worn),
            words("Revenue by month: {months}", months=name),
            CHART,
        )
        months = [point.month for point in report.trend]
        chart.picked.connect(lambda mark: self.month_picked.emit(months[int(mark.removeprefix("mark-"))]))
        note = label(words("{unit}, given back below the line", unit=unit), "label", "3")
        return _card(section(words("Revenue by month"), note), (chart, 1))

    def _findings(self, report: Performance) -> QWidget:
        """What differs by more than chance, the strongest first."""
        words, lines = self._words, list[Item]()
        for at, note in enumerate(report.notes[:NOTES]):
            sign = col(3, icon_label("trending-up", "accent", 14), None, gap=0)
            line = row(sign, (prose(_unbroken(note)), 1), gap=10, margins=(0, 7, 0, 7))
            lines += [rule(), line] if at else [line]
        if not lines:
            lines.append(
                label(words("Nothing differs by more than chance can explain."), "body", "2", wrap=True)
            )
        return _card(section(words("What stands out")), *lines, None)

    def _funnel(self, report: Performance) -> QWidget:
        from reports import charts

        words = self._words
        stages = [
            charts.Stage(
                words(one.stage),
                one.customers,
                "" if one.share_bp is None else words.percent(one.share_bp / 10_000, 1),
            )
            for one in report.funnel
        ]
        drawing = charts.funnel(stages, words.number)
        drawing, worn = replace(drawing, margins=FUNNEL_MARGINS), look(self._desk.theme)
        said = ", ".join(
            f"{stage.label} {words.number(stage.count)} {stage.kept}".strip() for stage in stages
        )
        hint = QSize(320, STAGE * max(len(stages), 1))
        chart = Chart(
            self._desk.work,
            lambda figure: drawing.onto(figure, worn),
            words("Funnel: {stages}", stages=said),
            hint,
        )
        note = label(words("customers, kept of the stage before"), "label", "3")
        chart.setMaximumHeight(STAGE * len(stages))
        return _card(section(words("Funnel")), note, 6, (chart, 1))

    def _segments(self, report: Performance) -> QWidget:
        words, currency = self._words, report.currency
        whole = sum(one.net_cents for one in report.segments) or 1
        columns: list[Column[SegmentRow]] = [
            Column(
                words("Segment"),
                lambda one: (segment_name(words, one.segment), TONES.get(one.segment, "neutral")),
                draw=cell_chip,
            ),
            Column(words("Customers"), lambda one: words.number(one.customers), 92, QUIET_FIGURE, True),
            Column(
                words("Revenue"),
                lambda one: words.money(one.net_cents, currency, whole=True),
                100,
                FIGURE,
                True,
            ),
            Column(
                words("Share"),
                lambda one: (one.net_cents / whole, words.percent(one.net_cents / whole)),
                118,
                cell_share,
                spoken=lambda one: words.percent(one.net_cents / whole),
            ),
        ]
        table = self._table(columns, report.segments, words("Segments"))
        table.clicked.connect(lambda index: self.segment_picked.emit(report.segments[index.row()].segment))
        table.activated.connect(lambda index: self.segment_picked.emit(report.segments[index.row()].segment))
        note = label(words("of the customers as they stand today"), "label", "3")
        return _card(section(words("Segments"), note), table, None, flush=True)

    def _board(self, report: Performance) -> QWidget:
        words, currency = self._words, report.currency
        columns: list[Column[Standing]] = [
            Column(words("Rep"), lambda one: one.rep, draw=cell_name),
            Column(
                words("Revenue"),
                lambda one: words.money(one.net_cents, currency, whole=True),
                92,
                FIGURE,
                True,
            ),
            Column(words("Orders"), lambda one: words.number(one.orders), 74, QUIET_FIGURE, True),
            Column(
                words("Discount"),
                lambda one: words.percent(one.discount_bp / 10_000, 1),
                80,
                QUIET_FIGURE,
                True,
            ),
            Column(
                words("Conversion"),
                lambda one: words.percent(one.conversion_bp / 10_000, 1),
                96,
                QUIET_FIGURE,
                True,
            ),
        ]
        table = self._table(columns, report.board, words("Reps"))
        table.clicked.connect(lambda index: self.rep_picked.emit(report.board[index.row()].rep_no))
        table.activated.connect(lambda index: self.rep_picked.emit(report.board[index.row()].rep_no))
        note = label(words("a row opens the rep's report"), "label", "3")
        return _card(section(words("Reps"), note), table, None, flush=True)

    def _table(self, columns: Sequence[Column[R]], rows: Sequence[R], name: str) -> QTableView:
        table = whole_table(TableModel(columns, rows), name, row_height=40)
        table.setCursor(Qt.CursorShape.PointingHandCursor)
        return table


def look(worn: Theme) -> Look:
    """How charts look in a theme of the screen."""
    from reports.charts import Look

    return Look(
        Palette(
            ink=worn.text,
            ink_2=worn.text_2,
            ink_3=worn.text_3,
            line=worn.line,
            fill=worn.fill,
            surface=worn.surface,
            accent=worn.accent,
            soft=worn.accent_soft,
            tint=_between(worn.accent, worn.accent_soft),
            good=worn.good,
            warn=worn.warn,
            bad=worn.bad,
        ),
        LABEL_PX,
    )


def _bar(point: MonthPoint, size: int, report: Performance, words: Words) -> Bar:
    from reports.charts import Bar

    month = f"{point.month.month}月" if words.chinese else MONTHS[point.month.month - 1]
    now = date(report.starts_on.year, report.starts_on.month, 1) <= point.month <= report.ends_on
    return Bar(month, point.net_cents / size, point.returned_cents / size, now, str(point.month.year))


def _unbroken(note: str) -> str:
    """A finding whose "p < 0.001" stays on one line."""
    return note.replace("p < ", "p\u00a0<\u00a0").replace("p = ", "p\u00a0=\u00a0")


def _card(head: Item, *items: Item, flush: bool = False) -> QWidget:
    """A card under its heading; a `flush` one lets its table reach the edges."""
    if not flush:
        return card(head, 6, *items, gap=0, margins=(16, 13, 16, 14))
    inset = col(head, gap=0, margins=(16, 13, 16, 4))
    return card(inset, *items, gap=0, margins=(1, 1, 1, 6))


def _grid(cards: Sequence[QWidget], columns: int) -> QGridLayout:
    grid = QGridLayout()
    grid.setSpacing(GAP)
    for at, one in enumerate(cards):
        grid.addWidget(one, at // columns, at % columns)
    for column in range(min(columns, len(cards))):
        grid.setColumnStretch(column, 1)
    return grid


def _between(a: str, b: str) -> str:
    """The colour halfway between two."""
    channels = ((int(a[at : at + 2], 16) + int(b[at : at + 2], 16)) // 2 for at in (1, 3, 5))
    return "#" + "".join(f"{channel:02X}" for channel in channels)
