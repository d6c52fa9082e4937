"""The head of the quote editor: whose it is, its versions, how it stands with the rules, what may be done."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.desk import Desk
from desktop.pages.quote_editor_entry import reason_field
from desktop.pages.quote_editor_jobs import Opened
from desktop.quote_looks import amount, state_chip
from desktop.text import Elided, label
from desktop.widgets.buttons import Block, button, tool
from desktop.widgets.layouts import Item, add, box, clear, col, frame, row
from sales.priced_quote import PricedQuote
from sales.quote_checks import BLOCKED, FREE, Check, needed
from sales.quote_sentences import told
from sales.quote_states import AWAITING, DECLINED, DRAFT, EXPIRED, ISSUED

HEIGHT = 56


class QuoteHead(QWidget):
    previewed, issued, revised, withdrawn = Signal(), Signal(), Signal(), Signal()
    asked, accepted, declined, gone_to = Signal(str), Signal(str), Signal(str), Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: Opened | None = None
        self._verdict = FREE
        self._title, self._sub = Elided("", "title"), Elided("", "label", "3")
        self._saved = label("", "caption", "3")
        self._tools, self._strip, self._form = row(gap=8), row(gap=8), col(gap=0)
        self._mark, self._tile = label("", "strong"), Elided("", "caption", "2")
        self._tile_frame = frame("neutral", col(self._mark, self._tile, gap=1, margins=(12, 7, 12, 7)))
        self._tile_frame.setFixedHeight(HEIGHT)
        back = tool("chevron-left", desk.words("All quotes"), shortcut="Esc")
        back.clicked.connect(desk.leave)
        names = col(self._title, row((self._sub, 1), self._saved), gap=2)
        top = row(back, (names, 1), self._tools, gap=8)
        strip = row(self._strip, (self._tile_frame, 1), gap=8, margins=(8, 0, 0, 0))
        self._form.setContentsMargins(8, 0, 0, 0)
        self._form_box = box(self._form)
        self._form_box.hide()
        self.setLayout(col(top, strip, self._form_box, gap=12, margins=(16, 16, 24, 12)))

    def show_version(self, found: Opened) -> None:
        words, kept = self._desk.words, found.kept
        self._found = found
        version = kept.version
        listed = words("price list {name}", name=version.quote.price_list) if version.quote.price_list else ""
        self._title.setText(kept.customer_name)
        self._sub.setText(" · ".join(filter(None, (str(version.number), kept.rep_name, listed))))
        self.show_saved(kept.saved_at)
        clear(self._strip)
        for one in found.versions[-3:]:
            total = amount(words, Decimal(one.total), one.currency)
            name = f"v{one.number.version}"
            head = row(label(name, "strong"), state_chip(words, one.state), None, gap=6)
            under = row(label(total, "label", "2"), label(words.day(one.at), "caption", "3"), None, gap=6)
            layout = col(head, under, gap=3, margins=(12, 7, 12, 7))
            block = Block(layout, f"{name} {total}", "card" if one.version_id == version.id else "well")
            block.setFixedHeight(HEIGHT)
            block.pressed.connect(partial(self.gone_to.emit, one.version_id))
            add(self._strip, block)
        self._show_tools()

    def show_saved(self, at: int) -> None:
        words = self._desk.words
        self._saved.setText(words("saved here {time}", time=words.clock(at)))

    def show_verdict(self, priced: PricedQuote, found: tuple[Check, ...], *, private: bool) -> None:
        """Whether it may be issued, naming rule and line; before a customer only that it is a draft."""
        words, opened = self._desk.words, self._found
        self._verdict, _ = needed(found, priced.quote.guardrails.role)
        if opened is None:
            return
        approved = opened.kept.version.approval is not None
        broken = next((one for one in found if not one.passed), None)
        tone, name, why = "neutral", words("Quote"), ""
        if private and opened.editable:
            if self._verdict == FREE:
                tone, name = "good", words("Free to issue")
                why = words("All lines and the quote are inside the rules.")
            elif self._verdict == BLOCKED:
                tone, name = "bad", words("Blocked")
                broken = next((one for one in found if not one.passed and one.rule.role is None), broken)
            elif approved:
                tone, name = "good", words("Approved")
            else:
                tone, name = "warn", words("Needs a manager")
            if broken and tone != "good":
                why = told(broken, priced.quote.currency, words)
        self._mark.setText(name)
        self._tile.setText(why)
        self._tile_frame.setVisible(bool(why or tone == "good"))
        self._tile_frame.setProperty("kind", tone)
        self._tile_frame.setAccessibleName(f"{name} {why}".strip())
        self._tile_frame.style().unpolish(self._tile_frame)
        self._tile_frame.style().polish(self._tile_frame)
        self._show_tools()

    def proceed(self) -> None:
        """What comes next with the version."""
        if self._found is None:
            return
        state = self._found.kept.version.state
        if state == DRAFT or (state == AWAITING and self._found.kept.version.approval):
            self._ask_or_issue()
        elif state == ISSUED:
            self._open(self._desk.words("Who at the customer's accepts it?"), self.accepted, needed=True)
        elif state in (DECLINED, EXPIRED):
            self.revised.emit()

    def dismiss(self) -> bool:
        """Close the line for a reason; False when there was none."""
        shown = self._form_box.isVisible()
        self._form_box.hide()
        return shown

    def _ask_or_issue(self) -> None:
        assert self._found is not None
        if self._verdict == FREE or self._found.kept.version.approval:
            self.issued.emit()
        elif self._verdict != BLOCKED:
            self._open(self._desk.words("Why should it be approved?"), self.asked, needed=False)

    def _show_tools(self) -> None:
        clear(self._tools)
        if self._found is None:
            return
        words, version = self._desk.words, self._found.kept.version
        preview = button(words("Preview"), "eye")
        preview.clicked.connect(self.previewed)
        shown: list[Item] = [preview]
        if version.state == ISSUED:
            decline, revise = button(words("Declined")), button(words("Revise"))
            decline.clicked.connect(
                lambda: self._open(words("Why was it declined?"), self.declined, needed=True)
            )
            revise.clicked.connect(self.revised)
            shown += [revise, decline]
        if version.state == AWAITING and version.approval is None:
            back = button(words("Take back the request"))
            back.clicked.connect(self.withdrawn)
            shown.append(back)
        else:
            name = self._next_step()
            if name:
                primary = button(name, "send", "primary")
                primary.clicked.connect(self.proceed)
                primary.setEnabled(not (self._found.editable and self._verdict == BLOCKED))
                shown.append(primary)
        add(self._tools, *shown)

    def _next_step(self) -> str:
        assert self._found is not None
        words, version = self._desk.words, self._found.kept.version
        if version.state in (DRAFT, AWAITING):
            free = self._verdict == FREE or version.approval is not None
            return words("Issue the quote") if free else words("Ask for approval")
        if version.state == ISSUED:
            return words("Accepted")
        return words("Revise") if version.state in (DECLINED, EXPIRED) else ""

    def _open(self, question: str, answer: object, *, needed: bool) -> None:
        """A line that asks for a reason or a name; Enter gives it, Esc closes."""
        words = self._desk.words
        clear(self._form)
        edit = reason_field(question)
        done = button(words("OK"), variant="primary")
        said = label("", "caption", "bad")

        def give() -> None:
            text = edit.text().strip()
            if needed and not text:
                said.setText(words("This is missing."))
                return
            self._form_box.hide()
            answer.emit(text)  # type: ignore[attr-defined]  # a bound signal

        edit.returnPressed.connect(give)
        done.clicked.connect(give)
        holder: QFrame = frame("say", col(row((edit, 1), done), said, gap=4, margins=(12, 10, 12, 8)))
        add(self._form, holder)
        self._form_box.show()
        edit.setFocus()
