"""An answer in the words of its sources, each quoted with where it stands; or none, and what is near."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from data.common_questions import Piece
from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.pages.playbook_parts import checked, listed, sign
from desktop.text import label, prose
from desktop.widgets.buttons import button, link, tool
from desktop.widgets.layouts import Item, add, card, clear, col, frame, row, rule, section
from desktop.widgets.marks import keycap, seal
from sales.answers import Answer, AnswerSource

KINDS = {
    "objections": "Objection card",
    "products": "Product data",
    "policies": "Policy",
    "faqs": "Common question",
    "stories": "Product story",
}
SECTIONS = {  # where a kind opens
    "objections": "objections",
    "products": "products",
    "stories": "products",
    "faqs": "ask",
    "policies": "ask",
}


class AnswerView(QObject):
    """Fills a column. `opened` carries a ref of the playbook, `promised` the question that waits."""

    opened = Signal(str)
    promised = Signal(str)

    def __init__(self, desk: Desk, into: QVBoxLayout) -> None:
        super().__init__()
        self._desk, self._into = desk, into
        self._answer: Answer | None = None

    def show_start(self) -> None:
        """Nothing was asked yet."""
        words = self._desk.words
        clear(self._into)
        said = words(
            "Ask as the customer does. The answer is quoted from cards, products, policies and questions,"
            " and never guessed."
        )
        add(self._into, row(sign("quote", "text_3"), (label(said, "body", "2", wrap=True), 1), gap=10))

    def show_answer(self, answer: Answer) -> None:
        words = self._desk.words
        self._answer = answer
        clear(self._into)
        copy = tool("copy", words("Copy what to say"), "", "Ctrl+Shift+C")
        copy.clicked.connect(self.copy)
        agree = words.count("{n} source", "{n} sources", len(answer.sources))
        add(
            self._into,
            row((prose(answer.text, "read"), 1), (col(copy, None), 0), gap=12),
            20,
            section(words("Where it says so"), label(agree, "label", "3")),
            8,
        )
        for at, source in enumerate(answer.sources, 1):
            add(self._into, self._source(at, source), 8)

    def show_none(self, question: str, near: Sequence[AnswerSource], times: int, customer: str) -> None:
        """No source answers it: what to say until one does, what is recorded, and what comes nearest."""
        words = self._desk.words
        self._answer = None
        clear(self._into)
        why = words("All that is known was read. A guess would sound the same as a fact, so there is none.")
        head = col(label(words("No source answers this"), "title"), label(why, "body", "2", wrap=True), gap=4)
        add(self._into, row((col(icon_label("circle-dashed", "warn", 22), None), 0), (head, 1), gap=12), 18)
        add(self._into, self._until_then(question, customer), 12, self._gap(times), 12)
        if near:
            add(self._into, self._nearest(near))

    def show_piece(self, piece: Piece) -> None:
        """A common question with its answer, or a whole policy."""
        words = self._desk.words
        self._answer = Answer(" ".join(piece.parts[piece.at][1]), (), 1.0)
        clear(self._into)
        kind = words(KINDS[piece.kind])
        head = col(
            label(piece.title, "display", wrap=True), label(listed((kind, piece.source)), "body", "2"), gap=3
        )
        copy = tool("copy", words("Copy what to say"), "", "Ctrl+Shift+C")
        copy.clicked.connect(self.copy)
        add(self._into, row((head, 1), (col(copy, None), 0), gap=12))
        if piece.policy:
            said, due = checked(words, piece.policy, piece.overdue_days)
            add(self._into, 8, row(seal(said, due=due), None))
        for at, (title, lines) in enumerate(piece.parts):
            told: list[Item] = [label(title, "heading", wrap=True)] if title else []
            told += [prose(line, "lead" if at == piece.at else "body") for line in lines]
            kind_of_frame = "say" if at == piece.at and len(piece.parts) > 1 else ""
            add(self._into, 12, frame(kind_of_frame, col(*told, gap=4, margins=(14, 10, 14, 11))))

    def open_source(self, digit: int) -> None:
        """Open the source with this number."""
        if self._answer and 1 <= digit <= len(self._answer.sources):
            source = self._answer.sources[digit - 1]
            self.opened.emit(f"{SECTIONS[source.kind]}/{source.id}")

    def copy(self) -> None:
        if self._answer:
            QGuiApplication.clipboard().setText(self._answer.text)
            self._desk.toast(self._desk.words("Copied"))

    def _source(self, at: int, source: AnswerSource) -> QFrame:
        words = self._desk.words
        number = keycap(words.number(at))
        kind = label(words(KINDS.get(source.kind, source.kind)), "caption", "3")
        title = label(listed((source.title, source.section)), "strong", wrap=True)
        body: list[Item] = [row((title, 1), kind, gap=8), 4, prose(f"“{source.quote}”")]
        body += [4, row(None, self._leads(source))]
        return card(row((col(number, None), 0), (col(*body, gap=0), 1), gap=10), margins=(14, 12, 14, 11))

    def _until_then(self, question: str, customer: str) -> QFrame:
        words = self._desk.words
        said: list[Item] = [
            row(
                icon_label("quote", "accent", 15),
                label(words("Say until then"), "label", "accent"),
                None,
                gap=7,
            ),
            6,
        ]
        said.append(
            prose(
                words("I do not want to guess. I will ask those who know and call you back with the answer.")
            )
        )
        if customer:
            promise = button(words("Promise it to {name}", name=customer), "handshake")
            promise.clicked.connect(lambda: self.promised.emit(question))
            said += [10, row(promise, None)]
        return card(*said, kind="say", gap=0, margins=(14, 11, 14, 13))

    def _gap(self, times: int) -> QFrame:
        """That the question is kept; `times` is 0 while it is no gap of the team yet."""
        words = self._desk.words
        asked = words.count("asked {n} time", "asked {n} times", times) if times else ""
        said = words("Asked three times, a gap is on the manager’s list until a card answers it.")
        head = row(
            icon_label("flag", "warn", 15),
            (label(words("Recorded as a knowledge gap"), "heading"), 1),
            label(asked, "label", "warn"),
            gap=9,
        )
        return card(head, label(said, "body", "2", wrap=True), gap=6, margins=(16, 13, 16, 12))

    def _nearest(self, near: Sequence[AnswerSource]) -> QFrame:
        words = self._desk.words
        items: list[Item] = [label(words("Nearest, but they do not say it"), "heading"), 4]
        for at, source in enumerate(near):
            if at:
                items.append(rule())
            told = col(
                label(source.title, "strong", wrap=True), label(source.quote, "label", "2", wrap=True), gap=1
            )
            line: list[Item] = [sign("file-text", "text_3"), (told, 1)]
            line.append(self._leads(source))
            items.append(row(*line, gap=10, margins=(0, 7, 0, 7)))
        return frame("card", col(*items, gap=0, margins=(16, 13, 16, 8)))

    def _leads(self, source: AnswerSource) -> QPushButton:
        """What opens a source."""
        words, to = self._desk.words, f"{SECTIONS[source.kind]}/{source.id}"
        leads = link(words("Show it"))
        leads.setAccessibleName(words("Show {title}", title=source.title))
        leads.clicked.connect(lambda: self.opened.emit(to))
        return leads
