"""A quote while it is written: each edit is priced at once, can be undone, and is kept a moment later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.desk import Desk
from desktop.pages.quote_editor_jobs import keep, repriced
from desktop.pages.quote_editor_totals import COUPON, DELIVERY, HEADER, PAYMENT
from sales.errors import SalesError
from sales.priced_quote import PricedQuote
from sales.quote_building import PriceBook
from sales.quote_document import Quote, QuoteLine
from sales.quote_editing import Draft, paid_within, reduced, with_coupon
from sales.quote_pricing import price

SAVE_MS, DEPTH = 700, 200


class Drafting(QWidget):
    """`changed` follows every edit; `saved` carries when, `refused` a SalesError of what went on behind.

    It owns what it has asked for in the background, and is never shown.
    """

    changed = Signal()
    saved = Signal(object)  # an instant, which is too long for a C int
    refused = Signal(object)

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner)
        self.hide()
        self._desk = desk
        self.version_id = ""
        self.draft: Draft | None = None
        self.priced: PricedQuote | None = None
        self.unsaved = False
        self._before: list[Draft] = []
        self._after: list[Draft] = []
        self._timer = QTimer(self, singleShot=True, interval=SAVE_MS)
        self._timer.timeout.connect(self.save)

    @property
    def undoable(self) -> bool:
        return bool(self._before)

    def turn_to(self, version_id: str) -> None:
        """Another version; what was typed into this one is kept."""
        self.save()
        self.version_id, self.draft, self.priced = version_id, None, None
        self._before, self._after = [], []
        self.unsaved = False

    def take_in(self, kept: Draft) -> None:
        """What stands in the store; nothing where what is typed is newer."""
        if not self.unsaved and kept != self.draft:
            self.draft, self.priced = kept, price(kept.quote)

    def line(self, line_id: str) -> QuoteLine:
        assert self.draft
        return next(line for line in self.draft.quote.lines if line.id == line_id)

    # -- edits

    def become(self, draft: Draft) -> None:
        """Another draft in place of this one, if it can be priced. Raises QuoteRefused."""
        assert self.draft
        if draft != self.draft:
            priced = price(draft.quote, self.priced)
            self._before = [*self._before, self.draft][-DEPTH:]
            self._after = []
            self._take(draft, priced)

    def set_field(self, field: str, text: str, book: PriceBook) -> None:
        """A field of the totals. Raises SalesError, or ValueError for what is not a day."""
        assert self.draft
        assert self.priced
        draft, quote = self.draft, self.draft.quote
        if field == HEADER:
            draft = replace(draft, quote=reduced(quote, text))
        elif field == PAYMENT:
            draft = replace(draft, quote=paid_within(quote, text))
        elif field == DELIVERY:
            draft = replace(draft, particulars=replace(draft.particulars, delivery=text))
        elif field == COUPON:
            coupon = book.coupon(text, self.priced.subtotal) if text else None
            draft = replace(draft, quote=with_coupon(quote, coupon))
        else:
            draft = replace(draft, valid_until=date.fromisoformat(text))
        self.become(draft)

    def undo(self) -> bool:
        """Take the last edit back; False where there was none."""
        return self._go(self._before, self._after)

    def redo(self) -> bool:
        return self._go(self._after, self._before)

    def reprice(self) -> None:
        """Take the prices of today for the lines as they stand now."""
        if self.draft:
            desk = self._desk
            job = partial(repriced, desk.store, self.version_id, self.draft, desk.now(), desk.words)
            desk.work.start(self, job, partial(self._repriced, self.draft), self.refused.emit)

    # -- keeping

    def save(self) -> None:
        """Keep the draft now."""
        self._timer.stop()
        if self.unsaved and self.draft:
            self.unsaved = False
            desk = self._desk
            job = partial(keep, desk.store, self.version_id, self.draft, desk.now())
            failed = partial(self._unkept, self.version_id)
            desk.work.start(self, job, self.saved.emit, failed, lane="write")

    # -- inside

    def _go(self, source: list[Draft], target: list[Draft]) -> bool:
        if not source or self.draft is None:
            return False
        target.append(self.draft)
        draft = source.pop()
        self._take(draft, price(draft.quote, self.priced))
        return True

    def _take(self, draft: Draft, priced: PricedQuote) -> None:
        self.draft, self.priced, self.unsaved = draft, priced, True
        self._timer.start()
        self.changed.emit()

    def _repriced(self, then: Draft, today: Quote) -> None:
        if self.draft is not then:
            self.reprice()  # something was typed meanwhile
            return
        try:
            self.become(replace(then, quote=today))
        except SalesError as error:
            self.refused.emit(error)

    def _unkept(self, version_id: str, error: SalesError) -> None:
        if version_id == self.version_id:
            self.unsaved = True
        self.refused.emit(error)
