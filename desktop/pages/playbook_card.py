"""An objection card as it is read: what lies behind, the four parts of the answer, proof, the last times."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from data.content.objections import OBJECTIONS
from data.handbook import Reading, Use
from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.pages.playbook_parts import THEMES, bullets, checked, quoted, spoken
from desktop.pages.playbook_rating import RatingFoot
from desktop.segments import segment_name
from desktop.text import fixed, label, prose
from desktop.widgets.buttons import Block, Segmented, tool
from desktop.widgets.layouts import Item, add, box, clear, col, frame, row, rule, section
from desktop.widgets.marks import chip, keycap, seal
from reports.phrases import CATEGORIES, named
from sales.handbook import FilledCard
from sales.objections import Response
from sales.words import Words

PART, PART_ZH = 108, 56  # px of the names of the four parts
ALSO = 3  # wordings shown under the title
IN_LINE, MOST = 2, 5  # chips beside the seal, and in a line of their own


class CardReader(QObject):
    """Fills a column with a card. `used` carries the id of a customer with whom it was used."""

    used = Signal(str)

    def __init__(self, desk: Desk, owner: QWidget, into: QVBoxLayout) -> None:
        super().__init__(owner)
        self.rating = RatingFoot(desk, owner, OBJECTIONS.folder)
        self._desk, self._into = desk, into
        self._reading: Reading | None = None
        self._variant = ""
        self._response = ""
        self._answer = col(gap=14)

    @property
    def reading(self) -> Reading | None:
        return self._reading

    def show(self, reading: Reading, edit: QWidget | None = None) -> None:
        """Show a card; for a customer, in the variant of their segment."""
        words, card = self._desk.words, reading.card
        self._reading, self._variant, self._response = reading, reading.filled.segment, ""
        self._answer = col(gap=14)
        said, due = checked(words, card, reading.overdue_days)
        clear(self._into)
        behind = col(
            label(words("What lies behind"), "label", "2"),
            *(spoken(words, line) for line in reading.filled.behind),
            gap=4,
        )
        behind.setContentsMargins(16, 12, 16, 13)
        add(
            self._into,
            self._head(reading, edit),
            10,
            self._facts(seal(said, due=due)),
            16,
            frame("well", behind),
            20,
            self._heading(),
            12,
            self._answer,
            20,
            rule(),
            14,
            self._evidence(reading.filled),
        )
        self._fill_answer()
        if reading.uses:
            add(self._into, 26, *self._last_times(reading.uses))
        add(self._into, 20, rule(), 12, self.rating.ask(card.id, card.version))

    def answer(self, digit: int) -> None:
        """Follow the customer's answer with this digit to its response; the same digit again goes back."""
        shown = self._filled()
        if shown and 1 <= digit <= len(shown.answers):
            leads_to = shown.answers[digit - 1][1]
            self._response = "" if self._response == leads_to else leads_to
            self._fill_answer()

    def copy(self) -> None:
        """Put the answer, as it is shown, onto the clipboard."""
        if shown := self._filled():
            lines = [
                *shown.acknowledge,
                *shown.clarify,
                *_response(shown, self._response).say,
                *shown.confirm,
            ]
            QGuiApplication.clipboard().setText("\n".join(line.replace("**", "") for line in lines))
            self._desk.toast(self._desk.words("Copied"))

    def _head(self, reading: Reading, edit: QWidget | None) -> QHBoxLayout:
        words, card = self._desk.words, reading.card
        copy = tool("copy", words("Copy what to say"), variant="", shortcut="Ctrl+Shift+C")
        copy.clicked.connect(self.copy)
        tools = [copy, *([edit] if edit else [])]
        comma = "" if words.chinese else ", "
        also = words("also {wordings}", wordings=comma.join(map(quoted, card.wordings[1 : 1 + ALSO])))
        title = col(
            label(quoted(card.title), "display", wrap=True), label(also, "body", "2", wrap=True), gap=3
        )
        return row((title, 1), (col(row(*tools, gap=8), None), 0), gap=12)

    def _filled(self) -> FilledCard | None:
        if self._reading is None:
            return None
        return dict(self._reading.variants).get(self._variant, self._reading.filled)

    def _facts(self, checked_: QHBoxLayout) -> QVBoxLayout:
        """The seal and what the card is about, in one line or, where that is much, in two."""
        assert self._reading
        words, card = self._desk.words, self._reading.card
        names = [words(THEMES.get(card.theme, card.theme))]
        names += [named(words, CATEGORIES, one) for one in card.categories]
        names += [*card.products, *([card.rival] if card.rival else [])]
        chips = [chip(one) for one in names]
        if len(chips) <= IN_LINE:
            return col(row(checked_, 4, *chips, None, gap=6))
        return col(row(checked_, None), row(*chips[:MOST], None, gap=6), gap=8)

    def _heading(self) -> QWidget:
        assert self._reading
        words = self._desk.words
        segments = [one for one, _ in self._reading.variants]
        if len(segments) < 2:
            return label(words("The answer"), "heading")
        names = [segment_name(words, one) if one else words("General") for one in segments]
        choice = Segmented(names, segments.index(self._variant), words("Variant"))
        choice.chosen.connect(lambda at: self._take_variant(segments[at]))
        return box(row(label(words("The answer"), "heading"), None, choice))

    def _take_variant(self, segment: str) -> None:
        self._variant, self._response = segment, ""
        self._fill_answer()

    def _fill_answer(self) -> None:
        shown = self._filled()
        if shown is None:
            return
        words = self._desk.words
        chosen = _response(shown, self._response)
        clear(self._answer)
        clarify: list[Item] = [*(spoken(words, line, "lead") for line in shown.clarify)]
        clarify += [self._choice(at, said, leads) for at, (said, leads) in enumerate(shown.answers, 1)]
        respond: list[Item] = [spoken(words, line, "lead") for line in chosen.say]
        if chosen.title and self._response:
            respond.insert(0, label(chosen.title, "label", "accent"))
        if not respond:
            respond = [
                label(
                    words("Nothing that is known can be said here: choose a customer or a product."),
                    "body",
                    "3",
                    wrap=True,
                )
            ]
        add(
            self._answer,
            self._part(words("Acknowledge"), [spoken(words, line, "lead") for line in shown.acknowledge]),
            self._part(words("Clarify"), clarify),
            self._part(words("Respond"), respond, "accent"),
            self._part(words("Confirm"), [spoken(words, line, "lead") for line in shown.confirm]),
        )

    def _part(self, name: str, lines: Sequence[Item], tone: str = "2") -> QWidget:
        width = PART_ZH if self._desk.words.chinese else PART
        title = prose(name, "lead", tone)
        title.setFixedWidth(width)
        return box(row((col(title, None), 0), (col(*lines, gap=4), 1), gap=0))

    def _choice(self, digit: int, said: str, leads_to: str) -> Block:
        line = row(keycap(str(digit), on=self._response == leads_to), (label(said, "label", wrap=True), 1))
        line.setContentsMargins(6, 3, 10, 3)
        made = Block(line, said, "chosen" if self._response == leads_to else "bare")
        made.pressed.connect(lambda: self.answer(digit))
        return made

    def _evidence(self, shown: FilledCard) -> QWidget:
        words = self._desk.words
        proof = bullets(words, "shield-check", words("Proof"), shown.proof)
        avoid = bullets(words, "ban", words("Do not say"), shown.avoid)
        proof.addStretch(1)
        avoid.addStretch(1)
        return box(row((proof, 1), (avoid, 1), gap=24))

    def _last_times(self, uses: Sequence[Use]) -> list[Item]:
        words = self._desk.words
        items: list[Item] = [section(words("Last times"), label(words("your team"), "label", "3")), 6]
        for use in uses:
            mark, tone, said = outcome(words, use.worked)
            who = (
                words("{customer}, by {rep}", customer=use.customer, rep=use.rep) if use.rep else use.customer
            )
            line = row(
                fixed(words.day(use.at), 64, "body", "2"),
                (label(who, "body", wrap=True), 1),
                icon_label(mark, tone, 14),
                label(said, "label", "2"),
                margins=(0, 8, 0, 8),
            )
            block = Block(line, f"{words.day(use.at)}, {who}, {said}", "bare")
            block.pressed.connect(lambda use=use: self.used.emit(use.customer_id))
            items += [rule(), block]
        return items


def outcome(words: Words, worked: bool | None) -> tuple[str, str, str]:
    """Icon, tone and words of how it went."""
    if worked is None:
        return "minus", "text_3", words("not judged")
    return ("check", "good", words("worked")) if worked else ("x", "text_3", words("did not work"))


def _response(card: FilledCard, answer: str) -> Response:
    return next((one for one in card.responses if one.id == answer), card.responses[0])
