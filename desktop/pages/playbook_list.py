"""The list column of a section: search as you type, menus that filter, chips for what waits, painted rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.pages.playbook_parts import Menu, Queues
from desktop.text import label
from desktop.widgets.buttons import tool
from desktop.widgets.fields import search_field
from desktop.widgets.layouts import add, box, clear, col, frame, row
from desktop.widgets.long_list import LongList
from desktop.widgets.rows import Rows
from desktop.widgets.states import loading
from sales.words import Words

TYPING_MS, SETTLE_MS, PATIENCE_MS = 90, 50, 200
ROW = 56
Draw = Callable[[QPainter, QRectF, Any, bool], None]


class EntryList(QWidget):
    """Rows that are known by an id. `chosen` carries that of the row the person went to, `opened` of one that
    was entered, `typed` what is looked for.
    """

    chosen = Signal(str)
    opened = Signal(str)
    typed = Signal(str)
    everyone_wanted = Signal()  # no longer for one customer

    def __init__(
        self,
        words: Words,
        name: str,
        hint: str,
        draw: Draw,
        key: Callable[[Any], str],
        said: Callable[[Any], str],
    ) -> None:
        super().__init__()
        self._words, self._key = words, key
        self._current = ""
        self._steering = False
        self._rows: Rows[Any] = Rows([], said)
        self.view = LongList(self._rows, draw, name, height=ROW)
        self._rows.setParent(self.view)
        self.view.activated.connect(lambda index: self.opened.emit(self._key(self._rows.items[index.row()])))
        self.view.selectionModel().currentChanged.connect(self._move)
        self.search = search_field(hint)
        self.search.installEventFilter(self)
        self._typed = self._timer(TYPING_MS, lambda: self.typed.emit(self.search.text().strip()))
        self.search.textChanged.connect(lambda _: self._typed.start())
        self._settled = self._timer(SETTLE_MS, self._choose)
        self.queues = Queues(words)
        self.queues.hide()
        self._whom = row(gap=6)
        self._whom_strip = box(row(frame("say", self._whom), gap=0, margins=(16, 0, 16, 8)))
        self._whom_strip.hide()
        self._menus, self._own = row(gap=0), col(gap=0)
        self._state, self._said = QStackedWidget(), col(gap=0)
        self._state.addWidget(self.view)
        self._state.addWidget(box(self._said))
        self._lay_out()
        self._patience = self._timer(
            PATIENCE_MS, lambda: self.say(loading(words("Reading"), rows=8, row_height=ROW))
        )
        self._patience.start()

    @property
    def items(self) -> Sequence[Any]:
        return self._rows.items

    @property
    def current(self) -> str:
        return self._current

    def add_menus(self, *menus: Menu) -> None:
        """Menus that filter, in a line under the search."""
        for one in menus:
            self._menus.insertWidget(self._menus.count() - 1, one)

    def add_filters(self, filters: QWidget) -> None:
        """What filters in a way of its own, under the search."""
        self._own.addWidget(filters)

    def show_whom(self, name: str) -> None:
        """Whom the list is ordered and filled in for; "" for nobody in particular."""
        clear(self._whom)
        self._whom_strip.setVisible(bool(name))
        if name:
            leave = tool("x", self._words("For nobody in particular"))
            leave.clicked.connect(self.everyone_wanted)
            add(
                self._whom,
                (label(self._words("For {name}", name=name), "label", "accent", wrap=True), 1),
                leave,
            )

    def show_items(self, items: Sequence[Any], nothing: Callable[[], QWidget]) -> None:
        """Show these rows, or what `nothing` makes where there are none; the current row stays current."""
        self._patience.stop()
        self._rows.show(items)
        if not items:
            self.say(nothing())
            return
        self._state.setCurrentIndex(0)
        self.mark(self._current)

    def say(self, state: QWidget) -> None:
        """Show a state in place of the rows."""
        self._patience.stop()
        clear(self._said)
        self._said.addWidget(state)
        self._state.setCurrentIndex(1)

    def mark(self, key: str) -> None:
        """Show a row as current without announcing it."""
        self._current = key
        at = next((at for at, item in enumerate(self._rows.items) if self._key(item) == key), -1)
        self._steering = True
        self.view.choose(at)
        self._steering = False

    def step(self, by: int) -> None:
        """Go to the next or the previous row."""
        if self._rows.rowCount():
            self.view.choose(min(max(self.view.currentIndex().row() + by, 0), self._rows.rowCount() - 1))

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def clear_search(self) -> bool:
        """Leave the search, and what was looked for; False if there was nothing to leave."""
        if not self.search.text() and not self.search.hasFocus():
            return False
        self.search.clear()
        self.view.setFocus()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field the arrows walk the list, Enter opens, Esc clears."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._rows.rowCount():
            self.opened.emit(self._key(self._rows.items[max(0, self.view.currentIndex().row())]))
        elif key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            return False
        return True

    def _lay_out(self) -> None:
        self._menus.addStretch(1)
        self.setLayout(
            col(
                self._whom_strip,
                row(self.search, margins=(16, 0, 16, 4)),
                box(row(self._menus, margins=(12, 0, 8, 2))),
                self._own,
                self.queues,
                (self._state, 1),
                gap=0,
            )
        )
        self._whom.setContentsMargins(12, 2, 4, 2)

    def _timer(self, ms: int, run: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(run)
        return timer

    def _move(self, now: QModelIndex, before: QModelIndex) -> None:
        if not self._steering:
            self._settled.start()

    def _choose(self) -> None:
        at = self.view.currentIndex().row()
        if 0 <= at < len(self._rows.items) and (key := self._key(self._rows.items[at])) != self._current:
            self._current = key
            self.chosen.emit(key)
