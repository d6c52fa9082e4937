"""The quote editor: lines typed with the keyboard, live totals, and what only the rep may see beside them.

Every edit is a draft of its own, so undo is exact; a draft is kept as it is typed, in the background. An
issued version is only read: what may still be done with it stands in the head.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop import theme
from desktop.actions import action, note_key
from desktop.desk import Desk, Notice, Step, Trace
from desktop.page import Page, page
from desktop.pages.quote_editor_acts import Acts
from desktop.pages.quote_editor_drafting import Drafting
from desktop.pages.quote_editor_entry import EntryField, meant
from desktop.pages.quote_editor_head import QuoteHead
from desktop.pages.quote_editor_jobs import Opened, opened
from desktop.pages.quote_editor_rows import QTY, REP_OFF, UNIT, Faces, Row, RowBook, called
from desktop.pages.quote_editor_table import LineTable
from desktop.pages.quote_editor_totals import Totals
from desktop.pages.quote_private import PrivatePanel
from desktop.quote_looks import amount, unit_price
from desktop.text import Elided, label, told
from desktop.widgets.layouts import box, col, frame, row, scroll, vrule
from desktop.widgets.marks import keycaps
from desktop.widgets.reading import Reading
from desktop.widgets.states import loading
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
    quantity,
    removed,
    rep_words,
    sold_at,
    with_line,
)
from sales.quote_faults import QuoteRefused
from sales.quote_trace import trace
from sales.words import Words

SETTLE_MS = 60

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
        self._found: Opened | None = None
        self._drafting = Drafting(desk, self)
        self._rows = RowBook(Faces(words, "CNY", True), {})
        self._unfolded: frozenset[str] = frozenset()
        self._task: Task | None = None
        self.private_shown = True
        self.entry, self.table = EntryField(words), LineTable(words)
        self.totals, self.side = Totals(words), PrivatePanel(words)
        self.head = QuoteHead(desk)
        self.fault = label("", "label", "bad", wrap=True)
        self.hint = label(words("Type an article number or words above; Enter adds the line."), "body", "2")
        self.short = Elided("", "label", "2")
        self._lay_out()
        self._settler = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settler.timeout.connect(self._settle)
        self._connect()
        self._acts = Acts(self, desk, self.head, self._drafting, self._complain)

    @property
    def priced(self) -> PricedQuote | None:
        return self._drafting.priced

    @property
    def _version_id(self) -> str:
        return self._drafting.version_id

    # -- what the shell asks

    @property
    def ref(self) -> str | None:
        return self._version_id or None

    def show_ref(self, ref: str | None) -> None:
        if ref and ref != self._version_id:
            self._drafting.turn_to(ref)
            self._found = None
        self.reload()

    def reload(self) -> None:
        if not self._version_id or self._drafting.unsaved:
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
        if row is None or priced is None:
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
        row, draft = self.table.current, self._drafting.draft
        if row is None or draft is None:
            return
        self.save()
        said = draft.particulars.of(row.line_id)
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
        self._drafting.redo()

    @action("quote.earlier", "Version before", "chevron-left", "[", "quote")
    def earlier(self) -> None:
        self._step(-1)

    @action("quote.later", "Next version", "chevron-right", "]", "quote")
    def later(self) -> None:
        self._step(1)

    # -- edits

    def edit_cell(self, row: Row, column: int, text: str) -> bool:
        edits: dict[int, Callable[[QuoteLine, str], QuoteLine]] = {
            QTY: counted, REP_OFF: given_off, UNIT: sold_at,
        }  # fmt: skip
        return self._try(
            lambda draft: with_line(draft, edits[column](self._drafting.line(row.line_id), text))
        )

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

        if self._try(edit) and self.priced:
            self.entry.clear()
            self.table.choose(self.priced.lines[-1].line.id)

    def set_field(self, field: str, text: str) -> None:
        """A field of the totals was typed."""
        try:
            if self._found is not None:
                self._drafting.set_field(field, text, self._found.book)
        except ValueError:
            said = self.desk.words("{value} is not a day; write days as 2026-11-24.", value=text)
            self.totals.refuse(field, said)
        except SalesError as error:
            self.totals.refuse(field, _sentence(error, self.desk.words))

    # -- keeping

    def save(self) -> None:
        """Keep the draft now."""
        self._drafting.save()

    # -- Qt's own

    def event(self, event: QEvent) -> bool:
        asks = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asks and self._drafting.undoable and _undoes(event):  # type: ignore[arg-type]  # a key event, as asked
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (_undoes(event) and self._drafting.undo()):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.save()
        super().hideEvent(event)

    # -- inside

    def _try(self, edit: Callable[[Draft], Draft]) -> bool:
        """An edit, or its fault in words."""
        if self._drafting.draft is None:
            return False
        try:
            self._drafting.become(edit(self._drafting.draft))
        except SalesError as error:
            self._say(_sentence(error, self.desk.words))
            return False
        return True

    def _changed(self) -> None:
        self._say("")
        self._paint()
        self._settler.start()

    def _paint(self) -> None:
        priced, draft = self.priced, self._drafting.draft
        if priced and draft:
            self.table.show(self._rows.rows(priced, draft, self._unfolded))
            self.totals.show_quote(priced, draft)
            self.hint.setVisible(not priced.lines)

    def _settle(self) -> None:
        """What may follow an edit a moment later: rules, margins, the head."""
        priced, found, draft = self.priced, self._found, self._drafting.draft
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
        before = self._drafting.draft
        self._drafting.take_in(found.draft)
        self._found = found
        if self._drafting.draft is not before:
            self._rows = self._row_book(found)
        self.entry.offer(found.book)
        self._add.setVisible(found.editable)
        self.table.lock(not found.editable)
        self.totals.lock(not found.editable)
        self.head.show_version(found)
        self._paint()
        self._settle()
        self._reading.show_content()
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
                run=self.reprice,
            )
        )

    def reprice(self) -> None:
        """Take the prices of today."""
        self.desk.banner(None)
        self._drafting.reprice()

    def _row_book(self, found: Opened) -> RowBook:
        currency = found.kept.version.quote.currency
        return RowBook(Faces(self.desk.words, currency, self.private_shown), found.names)

    def _toggle(self, line_id: str) -> None:
        self._unfolded ^= {line_id}
        self._paint()

    def _typed_again(self, row: Row, column: int) -> str:
        """What a cell says in the form in which it is typed."""
        if column == REP_OFF:
            return rep_words(self._drafting.line(row.line_id))
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
        self._try(lambda draft: with_line(draft, counted(self._drafting.line(line_id), qty)))

    def _unkept(self, error: SalesError) -> None:
        self.desk.banner(Notice(told(error, self.desk.words), tone="bad"))

    def _refused(self, error: SalesError) -> None:
        self._reading.refuse(*error.said(self.desk.words))
        self.ready.emit()

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
        self._in_short = box(row(self.short, margins=(0, 0, 0, 8)))
        body = col(self._in_short, lines, 12, below, None, gap=0, margins=(24, 0, 24, 20))
        self._main = col(self.head, (scroll(box(body)), 1), gap=0)
        self._edge, self._side = vrule(), scroll(self.side)
        self._side.setFixedWidth(theme.SIDE)
        place = box(row((box(self._main), 1), self._edge, self._side, gap=0))
        self._reading = Reading(place, loading(words("Opening the quote"), row_height=44))
        self.setLayout(col((self._reading, 1), gap=0))

    def _fit(self) -> None:
        beside = self.private_shown and self.width() >= theme.RAIL_BELOW
        self._edge.setVisible(beside)
        self._side.setVisible(beside)
        said = (
            "" if beside or not self.private_shown or self.priced is None else self.side.in_short(self.priced)
        )
        self.short.setText(said)
        self._in_short.setVisible(bool(said))

    def _connect(self) -> None:
        self.entry.returnPressed.connect(self.enter)
        self._drafting.changed.connect(self._changed)
        self._drafting.saved.connect(self.head.show_saved)
        self._drafting.refused.connect(self._unkept)
        table = self.table
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


def _sentence(error: SalesError, words: Words) -> str:
    """What is wrong, without the name of a field: it stands where it was typed."""
    if isinstance(error, QuoteRefused):
        return " ".join(dict.fromkeys(fault.sentence(words) for fault in error.faults))
    return told(error, words)


def _undoes(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Z and event.modifiers() == Qt.KeyboardModifier.ControlModifier
