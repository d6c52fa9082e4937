"""The price check of a call: what an article costs this customer, seen by the rep only."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QListView

from data.call_plans import Opening
from data.price_check import Priced, price_check
from data.store import Store
from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.pages.call_notes import is_enter
from desktop.pages.call_parts import CLEAR, READ, clear_text, hint, key, typed
from desktop.paint import RIGHT, paint_text
from desktop.segments import tier_name
from desktop.text import Elided
from desktop.widgets.layouts import col, row, rule
from desktop.widgets.rows import Rows, Value, list_view
from desktop.work import Task
from sales.words import Words

ROW = 66
STOCK, LIST, PRICE = 150, 120, 120  # px
TYPING_MS = 60


class CallPrices(QFrame):
    """`checked` carries the Priced that was looked up with Enter; `closed` asks to go back to the call."""

    checked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._words = desk, desk.words
        self._opening: Opening | None = None
        self._task: Task | None = None
        words = desk.words
        self.setAccessibleName(words("Price check"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.field = self._make_field()
        self.rows: Rows[Priced] = Rows((), self._said)
        self.view: QListView = list_view(self.rows, self._paint, words("Articles"), height=ROW)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._tier = clear_text("", "2")
        private = row(
            icon_label("lock", "text_3", 17),
            (Elided(words("For you only: the customer sees none of this."), READ, "2"), 1),
            hint("↑↓", words("article")),
            hint("Enter", words("note the price")),
            gap=12,
            margins=(20, 8, 16, 9),
        )
        top = row(icon_label("search", "accent", 20), (self.field, 1), self._tier, key("Esc"), gap=10)
        top.setContentsMargins(20, 4, 16, 4)
        self.setLayout(col(top, rule(), 6, (self.view, 1), rule(), private, gap=0, margins=(1, 1, 1, 1)))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._read)

    @property
    def article(self) -> Priced | None:
        """The article that is chosen."""
        found: Priced | None = self.view.currentIndex().data(Value)
        return found

    def open(self, opening: Opening) -> None:
        """Begin with what the call is about."""
        self._opening = opening
        self._tier.setText(tier_name(self._words, opening.brief.tier))
        self.field.clear()
        self._read()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def price_words(self, one: Priced) -> str:
        """The article with its price, as a mark of the call keeps it."""
        return f"{one.name}: {self._words.price(one.price_e4, one.currency)}"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            at = self.view.currentIndex().row() + (1 if event.key() == Qt.Key.Key_Down else -1)
            self.view.setCurrentIndex(self.rows.index(min(max(at, 0), len(self.rows.items) - 1), 0))
        elif is_enter(event):
            if self.article:
                self.checked.emit(self.article)
        else:
            return False
        return True

    def _make_field(self) -> QLineEdit:
        words = self._words
        made = typed(words("Article"), words("Article number or words"))
        made.setProperty("variant", "bare")
        made.textEdited.connect(lambda _: self._typing.start())
        made.installEventFilter(self)
        return made

    def _read(self) -> None:
        if self._task:
            self._task.cancel()
        if self._opening is None:
            return
        desk, plan = self._desk, self._opening.plan
        find = partial(_priced, desk.store, plan.customer_id, self.field.text(), plan.product_id)
        self._task = desk.work.start(self, partial(find, desk.words, desk.now()), self._show)

    def _show(self, found: tuple[Priced, ...]) -> None:
        self.rows.show(found)
        if found:
            self.view.setCurrentIndex(self.rows.index(0, 0))

    def _said(self, one: Priced) -> str:
        return f"{self.price_words(one)}, {self._stock(one)}"

    def _stock(self, one: Priced) -> str:
        words = self._words
        if one.status == "announced":
            return words("not out yet")
        if one.stock is None:
            return words("stock not counted")
        return words.count("{n} in stock", "{n} in stock", one.stock) if one.stock > 0 else words("sold out")

    def _paint(self, p: QPainter, area: QRectF, one: Priced, chosen: bool) -> None:
        words, line = self._words, QRectF(area.left() + 14, area.top() + 8, area.width() - 28, 24)
        below = line.translated(0, 25)
        name = QRectF(line).adjusted(0, 0, -(STOCK + LIST + PRICE), 0)
        paint_text(p, name, one.name, CLEAR)
        paint_text(p, QRectF(below.left(), below.top(), name.width(), 24), one.number, READ, "text_3")
        right = line.right()
        price = QRectF(right - PRICE, line.top(), PRICE, 24)
        paint_text(p, price, words.price(one.price_e4, one.currency), CLEAR, "text", RIGHT)
        if one.off_bp:
            off = words("list {price}", price=words.price(one.list_e4, one.currency))
            paint_text(
                p, QRectF(right - PRICE - LIST, below.top(), PRICE + LIST, 24), off, READ, "text_3", RIGHT
            )
        else:
            said = words("the list price")
            paint_text(
                p, QRectF(right - PRICE - LIST, below.top(), PRICE + LIST, 24), said, READ, "text_3", RIGHT
            )
        stock = QRectF(right - PRICE - LIST - STOCK, line.top(), STOCK + LIST - 16, 24)
        token = "warn" if one.stock is not None and one.stock <= 0 else "text_2"
        paint_text(p, stock, self._stock(one), READ, token)


def _priced(
    store: Store, customer_id: str, text: str, about: str | None, words: Words, now: int, task: Task
) -> tuple[Priced, ...]:
    return price_check(store.read(), customer_id, text, words, now, about)
