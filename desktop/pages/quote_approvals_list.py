"""The column of requests: how many quotes there are, what waits for a decision, and the keys that walk it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop import theme
from desktop.desk import Desk
from desktop.pages.quote_approvals_read import Asking, Inbox
from desktop.paint import RIGHT, paint_avatar, paint_chip, paint_text, text_width
from desktop.quote_looks import amount, measure_words
from desktop.text import label
from desktop.theme import Tone
from desktop.widgets.buttons import Segmented, tool
from desktop.widgets.layouts import box, clear, col, row
from desktop.widgets.long_list import LongList
from desktop.widgets.marks import chip
from desktop.widgets.rows import Rows
from sales.guardrails import MARGIN, TERMS
from sales.words import Words

ROW = 72
DECISIONS: dict[str, tuple[str, Tone]] = {
    "approved": ("Approved", "good"),
    "at_floor": ("At the floor", "neutral"),
    "denied": ("Denied", "bad"),
    "question": ("Asked back", "neutral"),
}


class AskingList(QWidget):
    """`chosen` carries the id of the version that the person went to."""

    chosen = Signal(str)
    opened = Signal(str)
    all_wanted = Signal()
    new_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._words, words = desk.words, desk.words
        self._now, self._steering = 0, False
        self._rows: Rows[Asking] = Rows((), self._spoken)
        self.view = LongList(self._rows, self._draw, words("What waits for an approval"), height=ROW)
        self._rows.setParent(self.view)
        self.view.selectionModel().currentChanged.connect(self._move)
        self.view.activated.connect(lambda index: self.opened.emit(self._rows.items[index.row()].version_id))
        self._total = chip("")
        self._segments = Segmented([words("All"), ""], 1, words("Quotes"), stretch=True)
        self._segments.chosen.connect(self._segment)
        self._keys = label("", "caption", "3")
        self._state, self._said = QStackedWidget(), col(gap=0)
        self._state.addWidget(self.view)
        self._state.addWidget(box(self._said))
        new = tool("plus", words("New quote"), shortcut="Ctrl+N")
        new.clicked.connect(self.new_wanted)
        head = row(label(words("Quotes"), "title"), self._total, None, new, margins=(18, 16, 12, 10))
        foot = row(self._keys, None, margins=(18, 8, 16, 16))
        self.setLayout(col(head, row(self._segments, margins=(16, 0, 16, 12)), (self._state, 1), foot, gap=0))
        self.setFixedWidth(theme.LIST)

    def show_inbox(self, inbox: Inbox, current: str) -> None:
        """Show what waits, with one of them current."""
        words, n = self._words, len(inbox.asking)
        self._now = inbox.now
        self._total.setText(words.number(inbox.total))
        name = "To approve, {n}" if inbox.decides else "Asked, {n}"
        self._segments.show_options([words("All"), words(name, n=words.number(n))])
        self._segments.choose(1)
        keys = "J K next · A approve · D deny" if inbox.decides else "J K next · Enter opens it"
        self._keys.setText(words(keys))
        self._rows.show(inbox.asking)
        self._state.setCurrentIndex(0)
        self.mark(current)

    def say(self, state: QWidget) -> None:
        """Show a state in place of the rows."""
        clear(self._said)
        self._said.addWidget(state)
        self._state.setCurrentIndex(1)

    def mark(self, version_id: str) -> None:
        """Show a row as current without announcing it."""
        ids = [one.version_id for one in self._rows.items]
        self._steering = True
        self.view.choose(ids.index(version_id) if version_id in ids else -1)
        self._steering = False

    def step(self, by: int) -> None:
        """Go to the next or the previous one."""
        if count := self._rows.rowCount():
            self.view.choose(min(max(self.view.currentIndex().row() + by, 0), count - 1))

    def _move(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid() and not self._steering:
            self.chosen.emit(self._rows.items[now.row()].version_id)

    def _segment(self, at: int) -> None:
        if at == 0:
            self._segments.choose(1)
            self.all_wanted.emit()

    def _spoken(self, one: Asking) -> str:
        words = self._words
        total = amount(words, one.total, one.currency, whole=True)
        return ", ".join((one.customer, total, self._since(one), why(words, one)[0]))

    def _since(self, one: Asking) -> str:
        age = self._words.duration(max(60_000, self._now - one.at) // 1000)
        return self._words("{who}, {age} ago", who=one.rep_name, age=age)

    def _draw(self, p: QPainter, area: QRectF, one: Asking, chosen: bool) -> None:
        words, left, right = self._words, area.left() + 10, area.right() - 12
        paint_avatar(p, QRectF(left, area.top() + 11, 34, 34), one.customer)
        x = left + 46
        total = amount(words, one.total, one.currency, whole=True)
        wide = text_width(total, "strong")
        paint_text(p, QRectF(right - wide, area.top() + 10, wide, 20), total, "strong", "text", RIGHT)
        paint_text(p, QRectF(x, area.top() + 10, right - wide - x - 10, 20), one.customer, "strong")
        said, tone = why(words, one)
        edge = paint_chip(p, right, area.top() + 42, said, tone, align=RIGHT, on_soft=chosen).left()
        paint_text(p, QRectF(x, area.top() + 32, edge - x - 8, 20), self._since(one), "label", "text_2")


def why(words: Words, one: Asking) -> tuple[str, Tone]:
    """What the quote breaks, in a word or two."""
    if one.decision:
        name, tone = DECISIONS[one.decision]
        return words(name), tone
    if one.rule is None:
        return words("Inside now"), "good"
    if one.rule.measure == MARGIN and one.value is None:
        return words("No cost"), "warn"
    said = measure_words(words, one.rule, one.value, one.currency)
    return said, "neutral" if one.rule.measure == TERMS else "warn"
