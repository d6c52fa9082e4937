"""The Quotes tab: this customer's quotes, the newest first, and where a new one begins."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from data.store import Store
from desktop import theme
from desktop.desk import Desk
from desktop.pages.quotes_rows import of_one_customer
from desktop.text import label
from desktop.widgets.buttons import button, link
from desktop.widgets.layouts import box, clear, col, row
from desktop.widgets.states import empty, failed, loading
from desktop.widgets.table import TableModel, table_view
from desktop.work import Task
from sales.errors import SalesError
from sales.words import Words

if TYPE_CHECKING:
    from data.quote_list import QuoteItem

PATIENCE_MS = 200


class QuotesTab(QWidget):
    """`opened` carries the id of a version, `new_wanted` asks for another quote."""

    opened = Signal(str)
    new_wanted = Signal()
    shown = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, words = desk, desk.words
        self._customer: str | None = None
        self._task: Task | None = None
        self._rows: TableModel[QuoteItem] = TableModel(of_one_customer(words), [])
        self.view = table_view(self._rows, words("Quotes"), edge=24)
        self.view.activated.connect(self._open)
        self.view.clicked.connect(self._open)
        self._sum = label("", "label", "3")
        new = button(words("New quote"), "plus")
        new.setToolTip(f"{words('New quote')}  Q")
        new.clicked.connect(self.new_wanted)
        head = row(self._sum, None, new, margins=(24, 12, 24, 10))
        self._state, self._said = QStackedWidget(), col(gap=0)
        self._state.addWidget(box(col(head, (self.view, 1), gap=0)))
        self._state.addWidget(box(self._said))
        self.setLayout(col((self._state, 1), gap=0))
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_skeleton)

    def show_customer(self, customer_id: str) -> None:
        """Show a customer's quotes; the same customer's are read again in their place."""
        if customer_id != self._customer:
            self._customer = customer_id
            self._patience.start()
        if self._task:
            self._task.cancel()
        desk = self._desk
        job = partial(_read, desk.store, customer_id, desk.now(), desk.words)
        self._task = desk.work.start(self, job, self._show, self._fail)

    def _show(self, rows: tuple[QuoteItem, ...]) -> None:
        words = self._desk.words
        self._patience.stop()
        self._rows.show(rows)
        self._sum.setText(words.count("{n} quote", "{n} quotes", len(rows)))
        if rows:
            self._state.setCurrentIndex(0)
        else:
            new = button(words("New quote"), "plus", "primary")
            new.clicked.connect(self.new_wanted)
            said = words("Quote from their last order, from a bundle or from nothing. Q begins one.")
            self._say(empty("file-text", words("No quote for them yet"), said, new))
        self.shown.emit()

    def _fail(self, error: SalesError) -> None:
        self._patience.stop()
        again = link(self._desk.words("Try again"))
        again.clicked.connect(self._read_again)
        self._say(failed(*error.said(self._desk.words), again))
        self.shown.emit()

    def _read_again(self) -> None:
        if self._customer:
            self.show_customer(self._customer)

    def _show_skeleton(self) -> None:
        self._say(loading(self._desk.words("Reading quotes"), rows=4, row_height=theme.TABLE_ROW))

    def _say(self, state: QWidget) -> None:
        clear(self._said)
        self._said.addWidget(state)
        self._state.setCurrentIndex(1)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._rows.items[index.row()].version_id)


def _read(store: Store, customer_id: str, now: int, words: Words, task: Task) -> tuple[QuoteItem, ...]:
    from data.quote_list import of_customer

    return of_customer(store.read(), customer_id, now, words)
