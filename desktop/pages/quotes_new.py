"""Where a quote begins: for whom, by typing a few letters; then from the last order, a bundle or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from data.store import Store
from desktop.desk import Desk
from desktop.dialogs.customer_picker import CustomerPicker
from desktop.icons import icon_label
from desktop.quote_looks import amount
from desktop.text import Elided
from desktop.widgets.buttons import Block, tool
from desktop.widgets.layouts import add, col, row
from desktop.widgets.marks import keycap
from desktop.widgets.overlay import Overlay
from desktop.work import Task
from sales.errors import NotFound, SalesError
from sales.quote_document import Quote
from sales.quote_particulars import Particulars
from sales.words import Words

WIDTH = 460
MOST = 4  # beginnings besides an empty one
ONE = Decimal(1)
Written = tuple[Quote, Particulars]


@dataclass(frozen=True, slots=True)
class Beginning:
    """Something a quote may begin with; `written` None: nothing stands on it yet."""

    icon: str
    title: str
    detail: str
    written: Written | None = None


class QuoteStart(QObject):
    """Asks in dialogs over the window that `owner` stands in, and opens the quote that was begun."""

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._owner = desk, owner
        self._overlay: Overlay | None = None

    @property
    def dialog(self) -> StartDialog | None:
        """What a quote may begin with, while that is asked."""
        dialog = self._overlay.dialog if self._overlay else None
        return dialog if isinstance(dialog, StartDialog) else None

    def dismiss(self) -> bool:
        """Close what is asked; False if nothing was."""
        if self._overlay is None:
            return False
        self._overlay.dismiss()
        return True

    def choose_customer(self, product_id: str = "") -> None:
        """Ask for whom; with a product, the quote begins with that."""
        if self._overlay is not None:
            return
        picker = CustomerPicker(self._desk)
        picker.over.connect(self.dismiss)
        picker.picked.connect(partial(self._picked, product_id))
        self._lay_over(picker, picker.field)

    def begin_for(self, customer_id: str) -> None:
        """Offer what a quote for a customer may begin with."""
        if self._overlay is not None:
            return
        desk = self._desk
        today = desk.words.moment(desk.now()).date()
        job = partial(_beginnings, desk.store, customer_id, today, desk.words)
        desk.work.start(self._owner, job, partial(self._offer, customer_id))

    def begin_with(self, customer_id: str, product_id: str) -> None:
        """Begin a quote with one product, and open it; what is made to order is chosen first."""
        desk = self._desk
        today = desk.words.moment(desk.now()).date()
        job = partial(_of_product, desk.store, customer_id, product_id, today, desk.words, desk.now())
        desk.work.start(self._owner, job, self._opened_for_product, lane="write")

    def _picked(self, product_id: str, customer_id: str) -> None:
        self.dismiss()
        if product_id:
            self.begin_with(customer_id, product_id)
        else:
            self.begin_for(customer_id)

    def _offer(self, customer_id: str, found: tuple[str, tuple[Beginning, ...]]) -> None:
        name, beginnings = found
        dialog = StartDialog(self._desk.words, name, beginnings)
        dialog.over.connect(self.dismiss)
        dialog.chosen.connect(partial(self._begin, customer_id))
        self._lay_over(dialog, dialog.first)

    def _begin(self, customer_id: str, beginning: Beginning) -> None:
        self.dismiss()
        desk = self._desk
        job = partial(_begun, desk.store, customer_id, beginning.written, desk.now())
        desk.work.start(self._owner, job, self._opened, lane="write")

    def _opened_for_product(self, begun: tuple[str, str]) -> None:
        version_id, configured = begun
        if configured:
            self._desk.go("configurator", f"{version_id}/{configured}")
        else:
            self._opened(version_id)

    def _opened(self, version_id: str) -> None:
        self._desk.go("quote", version_id)

    def _lay_over(self, dialog: QFrame, first: QWidget) -> None:
        self._overlay = Overlay(self._owner.window(), dialog)
        self._overlay.closed.connect(self._uncover)
        self._overlay.open(first)

    def _uncover(self) -> None:
        self._overlay = None


class StartDialog(QFrame):
    """`chosen` carries the Beginning; a digit chooses it as well."""

    chosen = Signal(object)
    over = Signal()

    def __init__(self, words: Words, name: str, beginnings: tuple[Beginning, ...]) -> None:
        super().__init__()
        self._beginnings = beginnings
        self.setProperty("kind", "dialog")
        self.setFixedWidth(WIDTH)
        title = words("Quote for {name}", name=name)
        self.setAccessibleName(title)
        close = tool("x", words("Close"), shortcut="Esc")
        close.clicked.connect(self.over)
        inside = col(gap=8, margins=(16, 14, 16, 16))
        add(inside, row((Elided(title, "heading"), 1), close))
        self.blocks = [self._block(at, one) for at, one in enumerate(beginnings, 1)]
        add(inside, *self.blocks)
        self.setLayout(inside)

    @property
    def first(self) -> QWidget:
        return self.blocks[0]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = event.key() - Qt.Key.Key_1
        if 0 <= at < len(self._beginnings):
            self.chosen.emit(self._beginnings[at])
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def _block(self, at: int, one: Beginning) -> Block:
        said = col(Elided(one.title, "strong"), Elided(one.detail, "label", "2"), gap=1)
        block = Block(
            row(
                icon_label(one.icon, "accent", 18), (said, 1), keycap(str(at)), gap=12, margins=(14, 9, 12, 9)
            ),
            f"{one.title}. {one.detail}",
        )
        block.pressed.connect(lambda: self.chosen.emit(one))
        return block


def _beginnings(
    store: Store, customer_id: str, today: date, words: Words, task: Task
) -> tuple[str, tuple[Beginning, ...]]:
    """The customer's name, and what a quote for them may begin with."""
    from data.history import customer
    from data.price_book import price_book
    from data.quote_starts import from_last_order

    db = store.read()
    who = customer(db, customer_id)
    found: list[Beginning] = []
    try:
        quote, said, left_out = from_last_order(db, who.id, today, words)
        detail = _told(words, quote)
        if left_out:
            detail = words("{what}; no longer sold: {names}", what=detail, names=", ".join(left_out))
        found.append(Beginning("history", words("From the last order"), detail, (quote, said)))
    except NotFound:  # nothing to begin with
        pass
    book = price_book(db, who.id, today, words)
    for offer in book.offers:
        task.check()
        try:
            line, about = book.bundle(offer.id, ONE, "1")
        except SalesError:  # a part of it is not sold here
            continue
        bundle = book.quote([line])
        said = Particulars(lines={"1": about}, prices_of=book.prices_of, last_line=1)
        title = book.names.get(offer.id, offer.name)
        found.append(Beginning("package", title, _told(words, bundle), (bundle, said)))
    found = found[:MOST]
    found.append(Beginning("file-plus", words("Empty"), words("Type articles into it: Ctrl+L in the editor")))
    return who.name, tuple(found)


def _told(words: Words, quote: Quote) -> str:
    """ "5 lines, ¥1,240.00 with tax"."""
    from sales.quote_pricing import price

    lines = words.count("{n} line", "{n} lines", len(quote.lines))
    total = amount(words, price(quote).total, quote.currency)
    return words("{lines}, {total} with tax", lines=lines, total=total)


def _begun(store: Store, customer_id: str, written: Written | None, now: int, task: Task) -> str:
    from data.quotes import begin, save

    version_id = begin(store, customer_id, now)
    if written is not None:
        save(store, version_id, *written, now)
    return version_id


def _of_product(
    store: Store, customer_id: str, product_id: str, today: date, words: Words, now: int, task: Task
) -> tuple[str, str]:
    """The id of the version, and the number of the product where its options have to be chosen first."""
    from data.made_to_order import made_to_order
    from data.price_book import price_book

    db = store.read()
    book = price_book(db, customer_id, today, words)
    number = book.article(product_id).number
    if number in made_to_order(db):
        return _begun(store, customer_id, None, now, task), number
    line, about = book.line(product_id, ONE, "1")
    said = Particulars(lines={"1": about}, prices_of=book.prices_of, last_line=1)
    return _begun(store, customer_id, (book.quote([line]), said), now, task), ""
