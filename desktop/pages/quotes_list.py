"""The list of quotes: segments with their counts, search as one types, rows that are read as they are
scrolled, and what the open ones are worth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QTableView, QWidget

from data import quote_list
from data.quote_list import QuoteItem
from data.store import Store
from desktop import theme
from desktop.desk import Desk
from desktop.pages.quotes_rows import QuoteRows, columns
from desktop.quote_looks import amount
from desktop.text import Elided, label
from desktop.widgets.buttons import Segmented, button
from desktop.widgets.fields import search_field
from desktop.widgets.layouts import box, clear, col, frame, row
from desktop.widgets.states import empty, failed, loading
from desktop.widgets.table import table_view
from desktop.work import Task
from sales.errors import SalesError
from sales.words import Words

TYPING_MS, PATIENCE_MS = 120, 200
ROWS_A_PAGE = 60
SEARCH, CARD_EDGE = 260, 4  # px
SEGMENTS = {
    "all": "All, {n}",
    "open": "Open, {n}",
    "to_approve": "To approve, {n}",
    "expiring": "Expiring, {n}",
    "closed": "Closed, {n}",
}
NAMES, APPROVALS = tuple(SEGMENTS), "to_approve"
NOTHING = {
    "all": "No quotes yet",
    "open": "No quote is open",
    "expiring": "No quote ends within a week",
    "closed": "No quote is closed",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A first page of the list, with the counts of all segments."""

    rows: tuple[QuoteItem, ...]
    counts: Mapping[str, int]
    worth: tuple[tuple[str, Decimal], ...]  # of the open ones, by currency


class QuoteList(QWidget):
    opened = Signal(str)  # the id of a version
    approvals_wanted = Signal()
    new_wanted = Signal()
    export_wanted = Signal()
    counted = Signal(object)  # the counts of all segments
    filled = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, words = desk, desk.words
        self._segment = "all"
        self._task: Task | None = None
        self._more: Task | None = None
        self._shown: Shown | None = None
        self._rows = QuoteRows(columns(words))
        self._rows.more_wanted.connect(self._read_more)
        self.view = self._make_view()
        self._segments = Segmented([words(SEGMENTS[one], n="") for one in NAMES], 0, words("Quotes"))
        self._segments.chosen.connect(lambda at: self.choose(NAMES[at]))
        self._typed = self._timer(TYPING_MS, self.reload)
        self.search = search_field(words("Customer, number, article"))
        self.search.setFixedWidth(SEARCH)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(lambda _: self._typed.start())
        self._foot = label("", "caption", "3")
        self._state, self._said = QStackedWidget(), col(gap=0)
        self._card = frame("card", col(self.view, gap=0, margins=(1, CARD_EDGE, 1, CARD_EDGE)))
        self._state.addWidget(box(col((self._card, 100), 12, self._foot, 0, None, gap=0)))
        self._state.addWidget(box(self._said))
        filters = row(self._segments, None, self.search)
        self.setLayout(col(self._head(), 14, filters, 12, (self._state, 1), gap=0, margins=(24, 16, 24, 20)))
        self._patience = self._timer(PATIENCE_MS, self._show_skeleton)
        self._patience.start()

    @property
    def segment(self) -> str:
        return self._segment

    @property
    def text(self) -> str:
        return self.search.text().strip()

    @property
    def rows(self) -> QuoteRows:
        return self._rows

    def choose(self, segment: str) -> None:
        """Show a segment. What is to be approved has a view of its own."""
        if segment == APPROVALS:
            self._segments.choose(NAMES.index(self._segment))
            self.approvals_wanted.emit()
            return
        self._segments.choose(NAMES.index(segment))
        self._segment = segment
        self.reload()

    def reload(self) -> None:
        """Read again from the newest on; the chosen quote stays chosen."""
        for task in (self._task, self._more):
            if task:
                task.cancel()
        desk = self._desk
        job = partial(_read, desk.store, self._segment, self.text, desk.now(), desk.words)
        self._task = desk.work.start(self, job, self._show, self._fail)

    def clear_search(self) -> bool:
        """Leave the search; False if there was nothing to leave."""
        if not self.search.text():
            return False
        self.search.clear()
        self.view.setFocus()
        return True

    def chosen(self) -> QuoteItem | None:
        index = self.view.currentIndex()
        return self._rows.items[index.row()] if index.isValid() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field the arrows go to the list and Enter opens what is chosen."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Down:
            self.view.setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.view.currentIndex())
        else:
            return False
        return True

    def _head(self) -> QWidget:
        words = self._desk.words
        export, new = button(words("Export"), "download"), button(words("New quote"), "plus", "primary")
        export.clicked.connect(self.export_wanted)
        new.setToolTip(f"{words('New quote')}  Ctrl+N")
        new.clicked.connect(self.new_wanted)
        return box(row((Elided(words("Quotes"), "title"), 1), export, new))

    def _make_view(self) -> QTableView:
        view = table_view(self._rows, self._desk.words("Quotes"))
        view.activated.connect(self._open)
        view.clicked.connect(self._open)
        return view

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._rows.items[index.row()].version_id)

    def _show(self, shown: Shown) -> None:
        words, chosen = self._desk.words, self.chosen()
        self._patience.stop()
        self._shown = shown
        self._segments.show_options(
            [words(SEGMENTS[one], n=words.number(shown.counts.get(one, 0))) for one in NAMES]
        )
        self._rows.begin(shown.rows, more=len(shown.rows) == ROWS_A_PAGE)
        self._keep(chosen)
        self._fit()
        self.counted.emit(shown.counts)
        if shown.rows:
            self._state.setCurrentIndex(0)
        else:
            self._say(self._nothing())
        self.filled.emit()

    def _keep(self, chosen: QuoteItem | None) -> None:
        """Choose the quote again that was chosen before, or the first."""
        ids = [one.quote_id for one in self._rows.items]
        if ids:
            at = ids.index(chosen.quote_id) if chosen and chosen.quote_id in ids else 0
            self.view.setCurrentIndex(self._rows.index(at, 0))

    def _read_more(self) -> None:
        if not self._rows.items:
            return
        desk, last = self._desk, self._rows.items[-1]
        job = partial(_page, desk.store, self._segment, self.text, desk.now(), last, desk.words)
        self._more = desk.work.start(self, job, self._extend, self._fail)

    def _extend(self, rows: tuple[QuoteItem, ...]) -> None:
        self._rows.extend(rows, more=len(rows) == ROWS_A_PAGE)
        self._fit()

    def _fit(self) -> None:
        """The card is as high as its rows, where there is room; the foot says what is shown of how many."""
        words, shown, n = self._desk.words, self._shown, len(self._rows.items)
        self._card.setMaximumHeight(theme.TABLE_HEAD + theme.TABLE_ROW * n + 2 * CARD_EDGE)
        if shown is None:
            return
        said = words.count("{n} shown, newest first", "{n} shown, newest first", n)
        if not self.text:
            all_ = words.number(shown.counts.get(self._segment, 0))
            said = words("{n} of {all} shown, newest first", n=words.number(n), all=all_)
        if shown.worth:
            worth = " + ".join(amount(words, value, currency) for currency, value in shown.worth)
            said = words("{shown}; open quotes are worth {amount}", shown=said, amount=worth)
        self._foot.setText(said)

    def _nothing(self) -> QWidget:
        words = self._desk.words
        if self.text:
            everything = button(words("Show all quotes"))
            everything.clicked.connect(self.search.clear)
            said = words("Look for a customer, a quote number or an article.")
            return empty("search", words("No quote has “{text}”", text=self.text), said, everything)
        new = button(words("New quote"), "plus", "primary")
        new.clicked.connect(self.new_wanted)
        said = words("Quote from the last order, from a bundle or from nothing, also offline.")
        return empty("file-text", words(NOTHING[self._segment]), said, new)

    def _fail(self, error: SalesError) -> None:
        self._patience.stop()
        again = button(self._desk.words("Try again"), "rotate-ccw", "primary")
        again.clicked.connect(self.reload)
        self._say(failed(*error.said(self._desk.words), again))
        self.filled.emit()

    def _show_skeleton(self) -> None:
        self._say(loading(self._desk.words("Reading quotes"), rows=8, row_height=theme.TABLE_ROW))

    def _say(self, state: QWidget) -> None:
        clear(self._said)
        self._said.addWidget(state)
        self._state.setCurrentIndex(1)

    def _timer(self, ms: int, run: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(run)
        return timer


def _read(store: Store, segment: str, text: str, now: int, words: Words, task: Task) -> Shown:
    db = store.read()
    rows = quote_list.rows(db, segment, text, now, ROWS_A_PAGE, reader=words)
    return Shown(rows, quote_list.counts(db, now), quote_list.worth_of_open(db, now))


def _page(
    store: Store, segment: str, text: str, now: int, after: QuoteItem, words: Words, task: Task
) -> tuple[QuoteItem, ...]:
    return quote_list.rows(store.read(), segment, text, now, ROWS_A_PAGE, after, words)
