"""The quote editor: lines typed with the keyboard, live totals, and what only the rep may see beside them.

Every edit is a draft of its own, so undo is exact; a draft is kept as it is typed, in the background. An
issued version is only read: what may still be done with it stands in the head.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from data import quotes
from desktop import theme
from desktop.actions import action, note_key
from desktop.desk import Desk, Notice, Step, Trace
from desktop.page import Page, page
from desktop.pages.quote_editor_entry import EntryField, meant
from desktop.pages.quote_editor_head import QuoteHead
from desktop.pages.quote_editor_jobs import Opened, keep, opened
from desktop.pages.quote_editor_rows import QTY, REP_OFF, UNIT, Faces, Row, RowBook, called
from desktop.pages.quote_editor_table import LineTable
from desktop.pages.quote_editor_totals import COUPON, DELIVERY, HEADER, PAYMENT, Totals
from desktop.pages.quote_private import PrivatePanel
from desktop.quote_looks import amount, unit_price
from desktop.text import Elided, label, told
from desktop.widgets.layouts import box, clear, col, frame, row, scroll, vrule
from desktop.widgets.marks import keycaps
from desktop.widgets.states import failed, loading
from desktop.work import Task
from sales.errors import SalesError
from sales.priced_quote import PricedQuote
from sales.quote_checks import checks
from sales.quote_document import QuoteLine
from sales.quote_editing import (
    Draft,
    added,
    counted,
    given_off,
    moved,
    paid_within,
    quantity,
    reduced,
    removed,
    rep_words,
    sold_at,
    with_coupon,
    with_line,
)
from sales.quote_faults import QuoteRefused
from sales.quote_pricing import price
from sales.quote_trace import trace
from sales.words import Words

SAVE_MS, SETTLE_MS, DEPTH = 700, 60, 200

note_key("quote.edit", "Edit the cell; Tab goes on", "Enter", "quote")
note_key("quote.remove", "Remove the line", "Del", "quote")
note_key("quote.move", "Move the line", "Alt+Up", "quote")


@page("quote", "Quote", "file-text")
class QuoteEditor(Page):
    """`ref` is the id of a version."""

    kinds: ClassVar[frozenset[str]] = frozenset({"quotes", "quote_acts", "quote_decisions"})
    within: ClassVar[str] = "quotes"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = desk.words
        self._version_id = ""
        self._found: Opened | None = None
        self._draft: Draft | None = None
        self.priced: PricedQuote | None = None
        self._rows = RowBook(Faces(words, "CNY", True), {})
        self._unfolded: frozenset[str] = frozenset()
        self._before: list[Draft] = []
        self._after: list[Draft] = []
        self._task: Task | None = None
        self._unsaved = False
        self.private_shown = True
        self.entry, self.table = EntryField(words), LineTable(words)
        self.totals, self.side = Totals(words), PrivatePanel(words)
        self.head = QuoteHead(desk)
        self.fault = label("", "label", "bad", wrap=True)
        self.hint = label(words("Type an article number or words above; Enter adds the line."), "body", "2")
        self.short = Elided("", "label", "2")
        self._state = col(gap=0)
        self._lay_out()
        self._timer, self._settler = QTimer(self), QTimer(self)
        for timer, wait, run in ((self._timer, SAVE_MS, self.save), (self._settler, SETTLE_MS, self._settle)):
            timer.setSingleShot(True)
            timer.setInterval(wait)
            timer.timeout.connect(run)
        self._connect()

    # -- what the shell asks

    @property
    def ref(self) -> str | None:
        return self._version_id or None

    def show_ref(self, ref: str | None) -> None:
        if ref and ref != self._version_id:
            self.save()
            self._version_id, self._found, self._draft = ref, None, None
            self._before, self._after = [], []
        self.reload()

    def reload(self) -> None:
        if not self._version_id or self._unsaved:
            return
        if self._task:
            self._task.cancel()
        job = partial(opened, self.desk.store, self._version_id, self.desk.now(), self.desk.words)
        self._task = self.desk.work.start(self, job, self._show, self._refused)

    def first_focus(self) -> QWidget:
        return self.entry

    def back(self) -> bool:
        return self.head.dismiss()

    def sights(self) -> Iterator[str]:
        if self._found:
            self.toggle_private()
            yield "public"
            self.toggle_private()

    def why(self) -> Trace | None:
        """Of the chosen line: each step of its price, with the rule that it comes from."""
        row, priced, words = self.table.current, self.priced, self.desk.words
        if row is None or priced is None or self._draft is None:
            return None
        place = next(at for at, line in enumerate(priced.lines) if line.line.id == row.line_id)
        line, money = priced.lines[place], priced.quote.currency
        steps = []
        for one in trace(priced):
            if one.line == place and one.unit is not None:
                rule = self._found.book.names.get(one.rule, one.rule) if self._found else one.rule
                steps.append(Step(f"{rule} {one.version}".strip(), unit_price(words, one.unit, money)))
        sentence = words("Each step is exact; the line is rounded once, at its end.")
        return Trace(row.cells[0], amount(words, line.net, money), sentence, tuple(steps))

    # -- actions

    @action("quote.add", "Add a line", "plus", "Ctrl+L", "quote")
    def add_line(self) -> None:
        self.entry.setFocus()
        self.entry.selectAll()

    @action("quote.preview", "Preview", "eye", "P", "quote")
    def preview(self) -> None:
        self.save()
        self.desk.go("quote-preview", self._version_id)

    @action("quote.design", "Change how it is made, or place it on a photo", "package", "O", "quote")
    def open_article(self) -> None:
        """The chosen line in the configurator, or where nothing was configured in the customer's room."""
        row = self.table.current
        if row is None or self._draft is None:
            return
        self.save()
        said = self._draft.particulars.of(row.line_id)
        ref = f"{self._version_id}/{said.number}"
        if said.design is not None:
            self.desk.go("configurator", f"{ref}/line-{row.line_id}")
        else:
            self.desk.go("place", ref)

    @action("quote.ask", "Ask for approval, or issue", "send", "Ctrl+Return", "quote")
    def proceed(self) -> None:
        """What comes next with the version: the primary button of the head."""
        self.head.proceed()

    @action("quote.private", "Hide or show what only you may see", "lock", "F11", "quote")
    def toggle_private(self) -> None:
        self.private_shown = not self.private_shown
        if self._found:
            self._rows = self._row_book(self._found)
            self._paint()
            self._settle()

    @action("quote.redo", "Redo", "refresh-cw", "Ctrl+Shift+Z", "quote")
    def redo(self) -> None:
        if self._after and self._draft:
            self._before.append(self._draft)
            self._take(self._after.pop())

    @action("quote.earlier", "Version before", "chevron-left", "[", "quote")
    def earlier(self) -> None:
        self._step(-1)

    @action("quote.later", "Next version", "chevron-right", "]", "quote")
    def later(self) -> None:
        self._step(1)

    def undo(self) -> bool:
        """Take the last edit back; False where there was none."""
        if not self._before or self._draft is None:
            return False
        self._after.append(self._draft)
        self._take(self._before.pop())
        return True

    # -- edits

    def become(self, draft: Draft) -> None:
        """Another draft in place of this one, if it can be priced. Raises QuoteRefused."""
        assert self._draft is not None
        if draft == self._draft:
            return
        priced = price(draft.quote, self.priced)
        self._before = [*self._before, self._draft][-DEPTH:]
        self._after = []
        self._take(draft, priced)

    def edit_cell(self, row: Row, column: int, text: str) -> bool:
        edits: dict[int, Callable[[QuoteLine, str], QuoteLine]] = {
            QTY: counted, REP_OFF: given_off, UNIT: sold_at,
        }  # fmt: skip
        return self._try(lambda draft: with_line(draft, edits[column](self._line(draft, row.line_id), text)))

    def enter(self) -> None:
        """Add what was typed into the entry."""
        text, found, words = self.entry.text().strip(), self._found, self.desk.words
        if not text or found is None or not found.editable:
            return
        product = meant(text, found.book, words)
        if product is None:
            self._say(words("Nothing in the catalogue is called {text}.", text=text))
            return
        product_id, written = product

        def edit(draft: Draft) -> Draft:
            make = found.book.line if product_id in found.book.articles else found.book.bundle
            return added(draft, *make(product_id, quantity(written)))

        if self._try(edit) and self._draft:
            self.entry.clear()
            self.table.choose(self._draft.quote.lines[-1].id)

    def set_field(self, field: str, text: str) -> None:
        """A field of the totals was typed."""
        try:
            if self._draft is not None:
                self.become(self._with_field(self._draft, field, text))
        except ValueError:
            said = self.desk.words("{value} is not a day; write days as 2026-11-24.", value=text)
            self.totals.refuse(field, said)
        except SalesError as error:
            self.totals.refuse(field, _sentence(error, self.desk.words))

    # -- keeping

    def save(self) -> None:
        """Keep the draft now."""
        self._timer.stop()
        if self._unsaved and self._draft:
            self._unsaved = False
            job = partial(keep, self.desk.store, self._version_id, self._draft, self.desk.now())
            self.desk.work.start(self, job, self.head.show_saved, self._unkept, lane="write")

    # -- Qt's own

    def event(self, event: QEvent) -> bool:
        asks = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asks and self._before and _undoes(event):  # type: ignore[arg-type]  # a key event, as asked
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (_undoes(event) and self.undo()):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # -- inside

    def _try(self, edit: Callable[[Draft], Draft]) -> bool:
        """An edit, or its fault in words."""
        if self._draft is None:
            return False
        try:
            self.become(edit(self._draft))
        except SalesError as error:
            self._say(_sentence(error, self.desk.words))
            return False
        return True

    def _with_field(self, draft: Draft, field: str, text: str) -> Draft:
        quote, found = draft.quote, self._found
        if field == HEADER:
            return replace(draft, quote=reduced(quote, text))
        if field == PAYMENT:
            return replace(draft, quote=paid_within(quote, text))
        if field == DELIVERY:
            return replace(draft, particulars=replace(draft.particulars, delivery=text))
        if field == COUPON:
            assert found is not None
            assert self.priced is not None
            coupon = found.book.coupon(text, self.priced.subtotal) if text else None
            return replace(draft, quote=with_coupon(quote, coupon))
        return replace(draft, valid_until=date.fromisoformat(text))

    def _take(self, draft: Draft, priced: PricedQuote | None = None) -> None:
        self.priced = priced or price(draft.quote, self.priced)
        self._draft = draft
        self._say("")
        self._paint()
        self._unsaved = True
        self._timer.start()
        self._settler.start()

    def _paint(self) -> None:
        if self.priced and self._draft:
            self.table.show(self._rows.rows(self.priced, self._draft, self._unfolded))
            self.totals.show_quote(self.priced, self._draft)
            self.hint.setVisible(not self.priced.lines)

    def _settle(self) -> None:
        """What may follow an edit a moment later: rules, margins, the head."""
        priced, found, draft = self.priced, self._found, self._draft
        if priced is None or found is None or draft is None:
            return
        tested = checks(priced)
        self.head.show_verdict(priced, tested, private=self.private_shown)
        self.side.forget()
        if self.private_shown:
            words = self.desk.words
            names = [
                called(draft.particulars.of(one.line.id), one.line.product, words) for one in priced.lines
            ]
            self.side.show_quote(priced, tested, names, editable=found.editable)
        self._fit()

    def _show(self, found: Opened) -> None:
        if self._unsaved:
            return  # what is being typed is newer
        same = self._draft is not None and found.draft == self._draft
        self._found = found
        if not same:
            self._draft, self.priced = found.draft, price(found.draft.quote)
            self._rows = self._row_book(found)
        self.entry.offer(found.book)
        self._add.setVisible(found.editable)
        self.table.lock(not found.editable)
        self.totals.lock(not found.editable)
        self.head.show_version(found)
        self._paint()
        self._settle()
        self._loading.hide()
        self._place.show()
        if found.moves and found.editable:
            self._tell_moves(found)
        self.ready.emit()

    def _tell_moves(self, found: Opened) -> None:
        words, moves = self.desk.words, found.moves
        assert moves is not None
        n = len(moves.moves) + len(moves.gone)
        said = words.count("{n} price has moved since.", "{n} prices have moved since.", n)
        self.desk.banner(
            Notice(
                said,
                words("They are kept until you take those of today."),
                action=words("Re-price"),
                run=self._reprice,
            )
        )

    def _reprice(self) -> None:
        if self._found and self._found.moves and self._draft:
            self.desk.banner(None)
            today = self._found.moves.today
            self._try(
                lambda draft: replace(
                    draft, quote=replace(today, header_discount=draft.quote.header_discount)
                )
            )

    def _row_book(self, found: Opened) -> RowBook:
        currency = found.kept.version.quote.currency
        return RowBook(Faces(self.desk.words, currency, self.private_shown), found.names)

    def _toggle(self, line_id: str) -> None:
        self._unfolded ^= {line_id}
        self._paint()

    def _line(self, draft: Draft, line_id: str) -> QuoteLine:
        return next(line for line in draft.quote.lines if line.id == line_id)

    def _typed_again(self, row: Row, column: int) -> str:
        """What a cell says in the form in which it is typed."""
        assert self._draft is not None
        if column == REP_OFF:
            return rep_words(self._line(self._draft, row.line_id))
        return row.cells[column].replace(",", "")

    def _say(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))

    def _step(self, by: int) -> None:
        if self._found:
            ids = [one.version_id for one in self._found.versions]
            at = ids.index(self._version_id) + by if self._version_id in ids else -1
            if 0 <= at < len(ids):
                self.desk.go("quote", ids[at])

    def _take_break(self, line_id: str, qty: str) -> None:
        self._try(lambda draft: with_line(draft, counted(self._line(draft, line_id), qty)))

    def _unkept(self, error: SalesError) -> None:
        self._unsaved = True
        self.desk.banner(Notice(told(error, self.desk.words), tone="bad"))

    def _refused(self, error: SalesError) -> None:
        clear(self._state)
        self._state.addWidget(failed(*error.said(self.desk.words)))
        self._place.hide()
        self._loading.show()
        self.ready.emit()

    def _acted(self, done: Callable[[int], object]) -> None:
        """Do something with the version as it is now: what was typed is kept before."""
        self.save()
        job = partial(_run, done, self.desk.now())
        self.desk.work.start(self, job, self._done, self._complain, lane="write")

    def _done(self, made: object) -> None:
        if isinstance(made, str):
            self.desk.go("quote", made)
        else:
            self.reload()

    def _complain(self, error: SalesError) -> None:
        self._say(told(error, self.desk.words))

    def _lay_out(self) -> None:
        words = self.desk.words
        self._add = box(row((self.entry, 1), keycaps("Ctrl+L"), gap=10, margins=(16, 0, 16, 8)))
        self.fault.hide()
        self.fault.setContentsMargins(16, 6, 16, 4)
        self.hint.setContentsMargins(16, 10, 16, 10)
        card = col(self._add, self.table.view, self.hint, self.fault, gap=0, margins=(0, 12, 0, 4))
        lines = frame("card", card)
        below = row(None, (col(self.totals, None, gap=0), 0), gap=12)
        body = col(self.short, lines, 12, below, None, gap=0, margins=(24, 0, 24, 20))
        self._main = col(self.head, (scroll(box(body)), 1), gap=0)
        self._edge, self._side = vrule(), scroll(self.side)
        self._side.setFixedWidth(theme.SIDE)
        self._place = box(row((box(self._main), 1), self._edge, self._side, gap=0))
        self._state.addWidget(loading(words("Opening the quote"), row_height=44))
        self._loading = box(self._state)
        self.setLayout(col((self._loading, 1), (self._place, 1), gap=0))
        self._place.hide()

    def _fit(self) -> None:
        beside = self.private_shown and self.width() >= theme.RAIL_BELOW
        self._edge.setVisible(beside)
        self._side.setVisible(beside)
        said = (
            "" if beside or not self.private_shown or self.priced is None else self.side.in_short(self.priced)
        )
        self.short.setText(said)
        self.short.setVisible(bool(said))

    def _connect(self) -> None:
        self.entry.returnPressed.connect(self.enter)
        table, store = self.table, self.desk.store
        table.delegate.begin, table.delegate.apply = self._typed_again, self.edit_cell
        table.delegate.forget = lambda: self._say("")
        table.removed.connect(lambda line_id: self._try(lambda draft: removed(draft, line_id)))
        table.moved.connect(lambda line_id, by: self._try(lambda draft: moved(draft, line_id, by)))
        table.toggled.connect(self._toggle)
        self.totals.typed.connect(self.set_field)
        self.side.taken.connect(self._take_break)
        head = self.head
        head.previewed.connect(self.preview)
        head.gone_to.connect(lambda version_id: self.desk.go("quote", version_id))
        head.asked.connect(lambda why: self._acted(lambda now: quotes.ask(store, self._version_id, why, now)))
        head.issued.connect(lambda: self._acted(lambda now: quotes.issue(store, self._version_id, now)))
        head.revised.connect(lambda: self._acted(lambda now: quotes.revise(store, self._version_id, now)))
        head.withdrawn.connect(lambda: self._acted(lambda now: quotes.withdraw(store, self._version_id, now)))
        head.accepted.connect(
            lambda who: self._acted(lambda now: quotes.accept(store, self._version_id, who, now))
        )
        head.declined.connect(
            lambda why: self._acted(lambda now: quotes.decline(store, self._version_id, why, now))
        )


def _run(done: Callable[[int], object], now: int, task: Task) -> object:
    return done(now)


def _sentence(error: SalesError, words: Words) -> str:
    """What is wrong, without the name of a field: it stands where it was typed."""
    if isinstance(error, QuoteRefused):
        return " ".join(dict.fromkeys(fault.sentence(words) for fault in error.faults))
    return told(error, words)


def _undoes(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Z and event.modifiers() == Qt.KeyboardModifier.ControlModifier
