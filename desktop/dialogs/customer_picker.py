"""Choose a customer: type a name, number or city, walk the list, Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QVBoxLayout

from data.customers import CustomerFilter, Listed, Listing
from desktop.desk import Desk
from desktop.pages.customer_list import place_line
from desktop.pages.customer_rows import CustomerRows
from desktop.paint import RIGHT, paint_avatar, paint_chip, paint_text
from desktop.segments import TONES, segment_name
from desktop.text import label
from desktop.widgets.buttons import tool
from desktop.widgets.fields import search_field
from desktop.widgets.layouts import add, col, row
from desktop.widgets.long_list import LongList

WIDTH, HEIGHT, ROW = 460, 340, 52
TYPING_MS = 90


class CustomerPicker(QFrame):
    """`picked` carries the customer's id; `over`: nobody was chosen."""

    picked = Signal(str)
    over = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, words = desk, desk.words
        self.setProperty("kind", "dialog")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(words("Choose a customer"))
        self._rows = CustomerRows(self, desk.store, desk.work, lambda one: one.name)
        self._rows.found.connect(self._take)
        self.view = LongList(self._rows, self._draw, words("Customers"), height=ROW)
        self.view.setFixedHeight(HEIGHT)
        self.view.activated.connect(lambda index: self._pick(index.row()))
        self.field = search_field(words("Search name, city, phone"))
        self.field.installEventFilter(self)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPING_MS)
        self._typed.timeout.connect(self._search)
        self.field.textChanged.connect(lambda _: self._typed.start())
        close = tool("x", words("Close"), shortcut="Esc")
        close.clicked.connect(self.over)
        self._none = label("", "body", "2")
        inside: QVBoxLayout = col(gap=8, margins=(16, 14, 16, 14))
        head = row(label(words("Choose a customer"), "heading"), None, close)
        add(inside, head, self.field, self._none, self.view)
        self._none.hide()
        self.setLayout(inside)
        self._search()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the field the arrows walk the list and Enter takes the row."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        at, key = self.view.currentIndex().row(), event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            by = 1 if key == Qt.Key.Key_Down else -1
            self.view.choose(min(max(at + by, 0), self._rows.rowCount() - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(max(0, at))
        else:
            return False
        return True

    def _search(self) -> None:
        self._rows.show(CustomerFilter(text=self.field.text().strip()))

    def _take(self, found: Listing) -> None:
        self._none.setText(self._desk.words("Nobody has “{text}”", text=found.filter.text))
        self._none.setVisible(not found.total)
        self.view.choose(0 if found.total else -1)

    def _pick(self, at: int) -> None:
        if found := self._rows.row(at):
            self.picked.emit(found.id)

    def _draw(self, p: QPainter, area: QRectF, listed: Listed | None, chosen: bool) -> None:
        if listed is None:
            return
        words, left, right = self._desk.words, area.left(), area.right() - 12
        paint_avatar(p, QRectF(left + 10, area.center().y() - 15, 30, 30), listed.name)
        name, tone = segment_name(words, listed.segment), TONES.get(listed.segment, "neutral")
        edge = paint_chip(p, right, area.center().y(), name, tone, align=RIGHT, on_soft=chosen).left()
        room = edge - left - 60
        paint_text(p, QRectF(left + 50, area.top() + 5, room, 20), listed.name, "strong")
        paint_text(
            p, QRectF(left + 50, area.top() + 24, room, 20), place_line(words, listed), "label", "text_2"
        )
