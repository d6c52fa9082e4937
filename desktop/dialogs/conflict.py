"""A field that two people wrote: three answers side by side, what helps to decide, and one key for each."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from data.sync.conflicts import CHOICES, Choice, OpenConflict, Side
from desktop import sync_words
from desktop.icons import icon_label, tile
from desktop.text import Elided, label
from desktop.widgets.buttons import Block, button, tool
from desktop.widgets.layouts import Item, col, frame, row, rule
from desktop.widgets.marks import chip, keycap
from sales.words import Words

WIDTH = 680
ICONS = {
    "call": "phone-call",
    "visit": "map-pin",
    "message": "message-square-text",
    "note": "sticky-note",
}


class Answers(QWidget):
    """Base, mine and theirs as three equal cards. `chosen` and `entered` carry which."""

    chosen = Signal(str)
    entered = Signal(str)  # the keyboard is at this one now

    def __init__(self, words: Words, conflict: OpenConflict, now: int) -> None:
        super().__init__()
        self._words, self._conflict, self._now = words, conflict, now
        self._cards = {side.choice: self._card(at, side) for at, side in enumerate(conflict.sides, 1)}
        self.setLayout(row(*[(card, 1) for card in self._cards.values()], gap=8))

    @property
    def first(self) -> QWidget:
        """Where the keyboard starts: at what the reader wrote, which is what they know about."""
        return self._cards["mine"]

    def card(self, choice: Choice) -> Block:
        return self._cards[choice]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            for choice, card in self._cards.items():
                if card is watched:
                    self.entered.emit(choice)
        return False

    def _card(self, digit: int, side: Side) -> Block:
        words, conflict = self._words, self._conflict
        who = sync_words.whose(words, conflict, side)
        value = sync_words.field_value(words, conflict.table, conflict.field, side.value)
        said = sync_words.since(words, side, self._now)
        marks: list[Item] = [chip(words("in use now"))] if conflict.in_use == side.choice else []
        head = row(label(who, "label", "2"), *marks, None, keycap(str(digit)), gap=7)
        shown = Elided(value, "heading")
        layout = col(
            head, 2, shown, label(said, "caption", "3", wrap=True), None, gap=4, margins=(14, 11, 11, 12)
        )
        card = Block(layout, f"{who}: {value}. {said}")
        card.pressed.connect(lambda: self.chosen.emit(side.choice))
        card.installEventFilter(self)
        return card


class ConflictDialog(QFrame):
    """Asks which value is right. Keys 1, 2, 3 choose; Enter takes the one the keyboard is at."""

    chosen = Signal(str)
    over = Signal()

    def __init__(self, words: Words, conflict: OpenConflict, now: int) -> None:
        super().__init__()
        self._words, self._conflict, self._now = words, conflict, now
        self._at: Choice = "mine"
        self.setProperty("kind", "dialog")
        self.setFixedWidth(WIDTH)
        question = sync_words.question(words, conflict)
        self.setAccessibleName(question)
        self.answers = Answers(words, conflict, now)
        self.answers.chosen.connect(self.chosen)
        self.answers.entered.connect(self._enter)
        close = tool("x", words("Decide later"), shortcut="Esc")
        close.clicked.connect(self.over)
        later = button(words("Decide later"))
        later.clicked.connect(self.over)
        self._use = button(sync_words.use(words, conflict.sides[1]), variant="primary")
        self._use.clicked.connect(lambda: self.chosen.emit(self._at))
        name = conflict.subject.name
        parties = sync_words.parties(words, conflict)
        said = words("{name}. {parties}", name=name, parties=parties) if name else parties
        title = col(label(question, "title"), label(said, "body", "2", wrap=True), gap=2)
        kept = label(words("Nothing is lost: every value stays in the history."), "label", "3", wrap=True)
        evidence = self._evidence()
        self.setLayout(
            col(
                row(tile("git-merge", "warn", 40), (title, 1), close, gap=12, margins=(0, 0, -8, 0)),
                self.answers,
                *([evidence] if evidence else []),
                rule(),
                row((kept, 1), later, self._use),
                gap=16,
                margins=(20, 20, 20, 16),
            )
        )

    @property
    def first(self) -> QWidget:
        return self.answers.first

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_1
        if 0 <= digit < len(CHOICES):
            self.chosen.emit(CHOICES[digit])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._at)
        else:
            super().keyPressEvent(event)

    def _enter(self, choice: Choice) -> None:
        self._at = choice
        side = self._conflict.sides[CHOICES.index(choice)]
        self._use.setText(sync_words.use(self._words, side))
        self._use.setAccessibleName(self._use.text())

    def _evidence(self) -> QFrame | None:
        """The last contacts that mention one of the values."""
        lines: list[Item] = [
            row(
                icon_label(ICONS.get(one.kind, "sticky-note"), "text_3", 14),
                (label(sync_words.evidence(self._words, one, self._now), "label", "2", wrap=True), 1),
                gap=8,
            )
            for one in self._conflict.evidence
        ]
        return frame("well", col(*lines, gap=7, margins=(14, 11, 14, 11))) if lines else None
