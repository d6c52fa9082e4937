"""First run: the ways in, each a card; the language at the top right, where the data stays at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.icons import icon_label, tile
from desktop.text import label
from desktop.widgets.buttons import Block, Segmented
from desktop.widgets.layouts import Item, add, box, card, clear, col, row
from desktop.widgets.marks import keycap, progress_bar
from desktop.widgets.states import banner
from sales.words import LOCALES, Words

COLUMN = 560
LANGUAGES = ("English", "中文")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to begin, in the reader's language. `name` is what `chosen` carries."""

    name: str
    icon: str
    title: str
    sentence: str


class FirstRun(QWidget):
    chosen = Signal(str)
    language_chosen = Signal(str)

    def __init__(self, words: Words, ways: Sequence[Way]) -> None:
        super().__init__()
        self._words = words
        self.setAccessibleName(words("Welcome to Rapport"))
        languages = Segmented(LANGUAGES, LOCALES.index(words.locale), words("Language"))
        languages.chosen.connect(lambda at: self.language_chosen.emit(LOCALES[at]))
        self._slot = col(gap=0)
        self._blocks = [self._block(number, way) for number, way in enumerate(ways, 1)]
        self._choices = box(col(*self._blocks, gap=10))
        body = box(col(*self._welcome(), self._slot, self._choices, gap=0), COLUMN)
        self.setLayout(
            col(
                row(None, languages),
                None,
                row(None, body, None),
                None,
                self._privacy(),
                gap=0,
                margins=(20, 16, 20, 20),
            )
        )
        for number, way in enumerate(ways, 1):
            shortcut = QShortcut(QKeySequence(str(number)), self)
            shortcut.activated.connect(lambda name=way.name: self._choose(name))

    @property
    def first(self) -> QWidget:
        """Where the keyboard starts."""
        return self._blocks[0]

    def show_progress(self, title: str, note: str) -> None:
        """In place of the choices: what is being made, and how long that takes."""
        self._choices.hide()
        clear(self._slot)
        bar = progress_bar(title, thin=False)
        bar.setRange(0, 0)
        said = label(note, "caption", "3", wrap=True)
        self._slot.addWidget(card(label(title, "strong"), bar, said, gap=10, margins=(20, 18, 20, 16)))

    def show_choices(self, head: str = "", hint: str = "") -> None:
        """The choices again, under what went wrong."""
        clear(self._slot)
        if head:
            add(self._slot, banner("bad", "circle-alert", head, hint), 10)
        self._choices.show()
        self.first.setFocus()

    def _welcome(self) -> list[Item]:
        words = self._words
        ask = words("Prepare, call and follow up, with or without a network. How will you start?")
        return [
            row(tile("target", "bigmark", 44), None),
            18,
            label(words("Welcome to Rapport"), "display"),
            5,
            label(ask, "body", "2", wrap=True),
            22,
        ]

    def _block(self, number: int, way: Way) -> Block:
        said = col(label(way.title, "heading"), label(way.sentence, "body", "2", wrap=True), gap=3)
        layout = row(tile(way.icon), (said, 1), keycap(str(number)), gap=14, margins=(16, 15, 16, 15))
        block = Block(layout, f"{way.title}. {way.sentence}")
        block.pressed.connect(lambda: self._choose(way.name))
        return block

    def _choose(self, name: str) -> None:
        if self._choices.isVisible():
            self.chosen.emit(name)

    def _privacy(self) -> QWidget:
        said = self._words("Your data stays on this computer. Nothing leaves it until you connect a hub.")
        line = row(None, icon_label("shield", "text_3", 13), label(said, "caption", "3"), None, gap=6)
        line.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        return box(line)
