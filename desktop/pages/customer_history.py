"""The History tab: everything that happened with one customer in one line of time, or one strand of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStackedWidget, QVBoxLayout, QWidget

from data.rules import service_rules
from data.store import Store
from data.timeline import Timeline as Source
from desktop.desk import Desk
from desktop.pages.customer_call import CallCard
from desktop.pages.customer_entries import Telling, telling
from desktop.pages.customer_order import OrderCard
from desktop.pages.customer_strands import StrandChips
from desktop.pages.customer_timeline import EDGE, FOOT, WORDS_AT, Timeline, TimelineDelegate
from desktop.widgets.buttons import link
from desktop.widgets.layouts import FloatingBar, Item, box, clear, col, row
from desktop.widgets.states import empty, failed, loading
from desktop.widgets.turns import Turns
from desktop.work import Task
from sales.errors import SalesError
from sales.facts import Activity, Order
from sales.orders import DelayRule, under_way
from sales.timeline import Page
from sales.words import Words

PATIENCE_MS = 200
OPENED = 3  # orders under way are opened by themselves, so many at most


@dataclass(frozen=True, slots=True)
class Read:
    """A page as it was read; `counts` come with the newest."""

    page: Page
    rule: DelayRule
    counts: dict[str, int] | None = None


class Opened(NamedTuple):
    """The card of an order or a contact that is open, and what holds it in its row."""

    card: OrderCard | CallCard
    holder: QWidget
    layout: QVBoxLayout


class HistoryTab(QWidget):
    """Shows one customer's line of time; `shown` says that the newest page is there."""

    shown = Signal()
    call_wanted = Signal(object)  # the Order that is late
    coupon_wanted = Signal(object)  # the Order whose delay is made up for

    def __init__(self, desk: Desk, only: str | None = None) -> None:
        super().__init__()
        self._desk, self._only = desk, only  # with `only` there is one strand and no choice
        self._customer: str | None = None
        self._strand: str | None = only
        self._by: Telling | None = None
        self._task: Task | None = None
        self._cards: dict[int, Opened] = {}
        self._turns = Turns(self)
        self._turns.done.connect(self.shown)
        self._rows = Timeline()
        self._rows.older_wanted.connect(self._read_older)
        self._view = self._make_view()
        self._chips = StrandChips(desk.words)
        self._chips.chosen.connect(lambda strand: self.show_strand(strand or None))
        self._state = QStackedWidget()
        self._said = col(gap=0)
        self._state.addWidget(self._view)
        self._state.addWidget(box(self._said))
        chips: list[Item] = [] if only else [row(self._chips, margins=(24, 12, 24, 6))]
        self.setLayout(col(*chips, (self._state, 1), gap=0))
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_skeleton)

    @property
    def view(self) -> QListView:
        return self._view

    @property
    def rows(self) -> Timeline:
        return self._rows

    @property
    def cards(self) -> tuple[OrderCard, ...]:
        """The orders that are open, from the newest on."""
        cards = (self._cards[at].card for at in sorted(self._cards))
        return tuple(card for card in cards if isinstance(card, OrderCard))

    @property
    def calls(self) -> tuple[CallCard, ...]:
        """The contacts that are open, from the newest on."""
        cards = (self._cards[at].card for at in sorted(self._cards))
        return tuple(card for card in cards if isinstance(card, CallCard))

    def show_customer(self, customer_id: str) -> None:
        """Show a customer's history from the newest on; the same customer's is read again in its place."""
        if customer_id != self._customer:
            self._customer, self._strand = customer_id, self._only
            self._patience.start()
        self._read()

    def show_strand(self, strand: str | None) -> None:
        """Show one kind of entries, or all."""
        self._strand = strand
        self._read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_cards()

    def _make_view(self) -> QListView:
        view = QListView()
        self._rows.setParent(view)
        view.setModel(self._rows)
        view.setItemDelegate(TimelineDelegate(view, self._rows, self._card_height))
        view.setAccessibleName(self._desk.words("History"))
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalScrollBar().setSingleStep(24)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.clicked.connect(self._toggle)
        view.activated.connect(self._toggle)
        FloatingBar(view)
        return view

    def _read(self) -> None:
        if self._customer is None:
            return
        if self._task:
            self._task.cancel()
        desk = self._desk
        job = partial(_newest, desk.store, self._customer, self._strand, desk.words, desk.now())
        self._task = desk.work.start(self, job, self._show, self._show_error)

    def _read_older(self, before: int) -> None:
        desk = self._desk
        if self._customer is None:
            return
        job = partial(_older, desk.store, self._customer, self._strand, desk.words, desk.now(), before)
        self._task = desk.work.start(self, job, self._append, self._show_error)

    def _telling(self, read: Read) -> Telling:
        desk = self._desk
        today = desk.words.moment(desk.now()).date()
        return telling(read.page, desk.words, today, read.rule, desk.rep.id if desk.rep else None)

    def _show(self, read: Read) -> None:
        self._patience.stop()
        open_ = {card.contact_id for card in self.calls}
        self._by = self._telling(read)
        self._cards = {}
        self._rows.show(read.page, self._by)
        counts = read.counts or {}
        chips = partial(self._chips.show_counts, counts, self._strand)
        if read.page.entries:
            self._state.setCurrentIndex(0)
            self._turns.run((chips, *self._waited_for(0), *self._again(open_)))
        else:
            self._say(self._nothing(counts))
            self._turns.run((chips,))

    def _append(self, read: Read) -> None:
        first = self._rows.rowCount()
        self._by = self._telling(read)
        self._rows.append(read.page, self._by)
        self._turns.run(self._waited_for(first))

    def _waited_for(self, first: int) -> list[Callable[[], None]]:
        """What opens the newest few orders that the customer waits for."""
        waited: list[Callable[[], None]] = []
        for at in range(first, self._rows.rowCount()):
            line = self._rows.line(at)
            order = line.told.entry.fact if line else None
            if isinstance(order, Order) and under_way(order) and trackable(order):
                waited.append(partial(self._open, at, order))
        return waited[: OPENED - len(self._cards)]

    def _again(self, ids: set[str]) -> list[Callable[[], None]]:
        """What opens the contacts again that were open before the history was read anew."""
        lines = ((at, self._rows.line(at)) for at in range(self._rows.rowCount()) if ids)
        facts = ((at, line.told.entry.fact) for at, line in lines if line)
        return [
            partial(self._open_call, at, fact)
            for at, fact in facts
            if isinstance(fact, Activity) and fact.id in ids
        ]

    def _toggle(self, index: QModelIndex) -> None:
        line = self._rows.line(index.row())
        fact = line.told.entry.fact if line else None
        if index.row() in self._cards:
            opened = self._cards.pop(index.row())
            opened.holder.hide()
            opened.holder.deleteLater()
        elif isinstance(fact, Order) and trackable(fact):
            self._open(index.row(), fact)
        elif isinstance(fact, Activity):
            self._open_call(index.row(), fact)
        self._place_cards()

    def _open(self, at: int, order: Order) -> None:
        if self._by is None:
            return
        opened = OrderCard(order, self._by)
        opened.call_wanted.connect(self.call_wanted)
        opened.coupon_wanted.connect(self.coupon_wanted)
        self._hold(at, opened)

    def _open_call(self, at: int, contact: Activity) -> None:
        """What happened in a contact, if anything of it was marked."""
        marks = self._by.marks.get(contact.id) if self._by else None
        if self._by and marks:
            self._hold(at, CallCard(contact, marks, self._by.words))

    def _hold(self, at: int, opened: OrderCard | CallCard) -> None:
        layout = col((opened, 1), gap=0)
        self._cards[at] = Opened(opened, box(layout), layout)
        self._view.setIndexWidget(self._rows.index(at), self._cards[at].holder)
        self._place_cards()

    def _card_height(self, at: int) -> int:
        if at not in self._cards:
            return 0
        card = self._cards[at].card
        width = self._view.viewport().width() - WORDS_AT - EDGE
        return card.heightForWidth(width) if card.hasHeightForWidth() else card.sizeHint().height()

    def _place_cards(self) -> None:
        """Leave room above each open card for its entry's words, which wrap at this width."""
        delegate = self._view.itemDelegate()
        assert isinstance(delegate, TimelineDelegate)
        for at, opened in self._cards.items():
            line = self._rows.line(at)
            if line:
                top = delegate.words_height(line, self._view.viewport().width()) + 9
                opened.layout.setContentsMargins(WORDS_AT, top, EDGE, FOOT)
        self._view.scheduleDelayedItemsLayout()

    def _nothing(self, counts: dict[str, int]) -> QWidget:
        words = self._desk.words
        if self._only:
            return empty(
                "sticky-note", words("No contact yet"), words("Calls, visits and notes will stand here.")
            )
        if self._strand is None or not sum(counts.values()):
            return empty(
                "history", words("Nothing yet"), words("Orders, views, tickets and calls will stand here.")
            )
        every = link(words("Show all"))
        every.clicked.connect(lambda: self.show_strand(None))
        return empty("history", words("None of these"), words("This customer has other entries."), every)

    def _show_skeleton(self) -> None:
        self._say(loading(self._desk.words("Reading the history"), rows=6))

    def _show_error(self, error: SalesError) -> None:
        self._patience.stop()
        message, hint = error.said(self._desk.words)
        again = link(self._desk.words("Try again"))
        again.clicked.connect(self._read)
        self._say(failed(message, hint, again))
        self.shown.emit()

    def _say(self, state: QWidget) -> None:
        clear(self._said)
        self._said.addWidget(state)
        self._state.setCurrentIndex(1)


def trackable(order: Order) -> bool:
    """Whether anything is known of its way beyond that it was placed."""
    return order.promised_on is not None or any(
        (
            order.picking_at,
            order.collected_at,
            order.in_transit_at,
            order.out_for_delivery_at,
            order.signed_at,
        )
    )


def _source(store: Store, customer_id: str, words: Words, now: int) -> tuple[Source, DelayRule]:
    rule, _ = service_rules()
    return Source(store.read(), customer_id, words.moment(now).date(), words.zone, rule), rule


def _newest(store: Store, customer_id: str, strand: str | None, words: Words, now: int, task: Task) -> Read:
    source, rule = _source(store, customer_id, words, now)
    return Read(source.page(None, strand), rule, source.counts())


def _older(
    store: Store, customer_id: str, strand: str | None, words: Words, now: int, before: int, task: Task
) -> Read:
    source, rule = _source(store, customer_id, words, now)
    return Read(source.page(before, strand), rule)
