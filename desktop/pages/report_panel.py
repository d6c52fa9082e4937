"""The panel of one report: how it looks, about whom and when, in which language, on which paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from desktop import theme
from desktop.pages.report_jobs import Kind, Printed, Wanted
from desktop.pages.report_tile import PageView
from desktop.text import Elided, label
from desktop.widgets.buttons import button, tool
from desktop.widgets.fields import combo, field
from desktop.widgets.layouts import Item, add, clear, col, frame, row, rule, scroll
from sales.periods import Period, name
from sales.words import LOCALES, Words

LANGUAGES = ("English", "简体中文")
PAPERS = (("a4", "A4"), ("letter", "Letter"))
PREVIEW_PX = 268


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a report can be about: an id and a name."""

    id: str
    name: str


class ReportPanel(QWidget):
    """Tells what is wanted by `changed`; `show_printed` brings what it looks like."""

    changed = Signal()
    closed = Signal()
    save_wanted = Signal()
    csv_wanted = Signal()
    print_wanted = Signal()

    def __init__(self, words: Words, locale: str, paper: str) -> None:
        super().__init__()
        self._words, self._locale, self._paper = words, locale, paper
        self._kind: Kind | None = None
        self._subjects: Sequence[Subject] = ()
        self._periods: Sequence[Period] = ()
        self._printed: Printed | None = None
        self._page = 0
        self._body = col(gap=0, margins=(20, 18, 20, 18))
        inner = QWidget()
        inner.setLayout(self._body)
        self.setLayout(col(scroll(inner), gap=0))
        self.setFixedWidth(theme.SIDE)

    def show_kind(
        self, kind: Kind, subjects: Sequence[Subject], chosen: str, today: date, period: Period | None
    ) -> None:
        """Show what can be chosen for a kind of report; `chosen` and `period` are what it begins with."""
        self._kind, self._subjects = kind, subjects
        self._periods = kind.periods(today)
        self._make(chosen, period)

    def wanted(self) -> Wanted | None:
        """The report as it is chosen now; None where there is nobody it could be about."""
        if self._kind is None or not self._subjects:
            return None
        return Wanted(
            self._kind,
            self._subjects[self._subject.currentIndex()].id,
            self._periods[self._period.currentIndex()] if self._periods else None,
            LOCALES[self._language.currentIndex()],
            PAPERS[self._papers.currentIndex()][0],
        )

    def show_printed(self, printed: Printed | None) -> None:
        """Show how it looks; None while it is being printed."""
        self._printed, self._page = printed, 0
        self._show_page()
        clear(self._facts)
        if printed:
            add(self._facts, _pair(self._words.count("{n} page", "{n} pages", printed.pages), printed.detail))
            if printed.headline:
                add(self._facts, _pair(*printed.headline))
        for one in (self.save, self._csv, self._print):
            one.setEnabled(printed is not None)

    def _make(self, chosen: str, period: Period | None) -> None:
        words, kind = self._words, self._kind
        assert kind is not None
        clear(self._body)
        close = tool("x", words("Close"), shortcut="Esc")
        close.clicked.connect(self.closed)
        self._under = Elided("", "label", "3")
        self._preview = PageView(words("How it looks"), PREVIEW_PX)
        self._facts = col(gap=6)
        add(
            self._body,
            row((Elided(words(kind.title), "title"), 1), close, gap=4),
            self._under,
            12,
            frame("well", col(row(None, self._preview, None), self._pager(), gap=8, margins=(12, 14, 12, 8))),
            14,
            *self._fields(chosen, period),
            14,
            rule(),
            12,
            self._facts,
            None,
            16,
            self._buttons(),
        )
        self.show_printed(None)

    def _fields(self, chosen: str, period: Period | None) -> list[Item]:
        words = self._words
        ids = [one.id for one in self._subjects]
        self._subject = combo(
            words("For"), [one.name for one in self._subjects], ids.index(chosen) if chosen in ids else 0
        )
        at = self._periods.index(period) if period in self._periods else 0
        self._period = combo(words("Period"), [name(one, words) for one in self._periods], at)
        self._language = combo(words("Language"), LANGUAGES, LOCALES.index(self._locale))
        self._papers = combo(
            words("Paper"),
            [words(shown) for _, shown in PAPERS],
            [one for one, _ in PAPERS].index(self._paper),
        )
        boxes: list[QComboBox] = [self._subject, self._period, self._language, self._papers]
        for one in boxes:
            one.setMinimumWidth(80)
            one.currentIndexChanged.connect(self.changed)
        first: list[Item] = [(field(words("For"), self._subject), 1)]
        if self._periods:
            first.insert(0, (field(words("Period"), self._period), 1))
        language, paper = field(words("Language"), self._language), field(words("Paper"), self._papers)
        return [row(*first, gap=10), 8, row((language, 1), (paper, 1), gap=10)]

    def _pager(self) -> QWidget:
        words = self._words
        self._earlier, self._later = (
            tool("chevron-left", words("Page before")),
            tool("chevron-right", words("Next page")),
        )
        self._which = label("", "caption", "3")
        self._earlier.clicked.connect(lambda: self._turn(-1))
        self._later.clicked.connect(lambda: self._turn(1))
        holder = QWidget()
        holder.setLayout(row(None, self._earlier, self._which, self._later, None, gap=6))
        return holder

    def _buttons(self) -> QWidget:
        words = self._words
        self.save = button(words("Save PDF"), "file-down", "primary")
        self.save.setToolTip(f"{words('Save PDF')}  Ctrl+S")
        self._csv = button("CSV", "download")
        self._csv.setToolTip(words("Save its tables for a spreadsheet"))
        self._print = tool("printer", words("Open for printing"), "", "Ctrl+P")
        self.save.clicked.connect(self.save_wanted)
        self._csv.clicked.connect(self.csv_wanted)
        self._print.clicked.connect(self.print_wanted)
        holder = QWidget()
        holder.setLayout(row((self.save, 1), self._csv, self._print, gap=8))
        return holder

    def _turn(self, by: int) -> None:
        pictures = self._printed.pictures if self._printed else ()
        self._page = max(0, min(self._page + by, len(pictures) - 1))
        self._show_page()

    def _show_page(self) -> None:
        printed, words = self._printed, self._words
        pictures = printed.pictures if printed else ()
        self._preview.show_picture(pictures[self._page] if pictures else None)
        self._earlier.setEnabled(self._page > 0)
        self._later.setEnabled(self._page < len(pictures) - 1)
        if printed is None:
            self._which.setText(
                words("being made") if self._subjects else words("nobody it could be about yet")
            )
            self._under.setText("")
            return
        self._which.setText(words("page {n} of {of}", n=self._page + 1, of=printed.pages))
        self._under.setText(printed.title)


def _pair(title: str, figure: str) -> Item:
    return row((Elided(title, "body", "2"), 1), label(figure, "strong"))
