"""Beside the text: the piece as a rep sees it, for a customer of the sample, and what publishing changes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop import theme
from desktop.icons import icon_label
from desktop.pages.author_jobs import Look, Sample
from desktop.pages.playbook_parts import Menu, spoken
from desktop.segments import segment_name
from desktop.text import label, prose
from desktop.widgets.layouts import Item, add, box, card, clear, col, row, rule, scroll
from desktop.widgets.marks import chip
from sales.effects import Effect
from sales.previews import Part, Preview
from sales.words import Words

WIDTH, NARROW = theme.SIDE + 20, 320
SHOWN = 4  # pieces of a list; the others are counted
SIGNS = {
    "people": "users",
    "languages": "languages",
    "search": "search",
    "use": "message-square-text",
    "rating": "thumbs-up",
    "check": "badge-check",
    "history": "history",
}


class AuthorSide(QWidget):
    """`asked` carries the id of the customer to show it for, "" for nobody in particular."""

    asked = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._seen = False
        self._whom = Menu(words("Nobody in particular"), words("Nobody in particular"))
        self._whom.picked.connect(self.asked)
        self._preview, self._effects = col(gap=12), col(gap=0)
        head = row(label(words("As a rep sees it"), "heading"), None, self._whom, gap=4)
        inside = box(col(self._preview, None, gap=0, margins=(20, 0, 20, 16)))
        self._foot = box(col(rule(), 12, self._effects, gap=0, margins=(20, 0, 20, 16)))
        self._foot.hide()
        head.setContentsMargins(20, 12, 12, 8)
        self.setLayout(col(head, (scroll(inside), 1), self._foot, gap=0))
        self.setFixedWidth(WIDTH)

    @property
    def whom(self) -> str:
        return self._whom.value

    def offer(self, customers: Sequence[Sample], chosen: str) -> None:
        """The customers to choose from, one of each segment, and the one for whom it is shown."""
        words = self._words
        self._whom.offer([(one.id, f"{one.name} · {segment_name(words, one.segment)}") for one in customers])
        self._whom.choose(chosen)

    def begin(self) -> None:
        """Another piece: nothing is seen of it yet."""
        clear(self._preview)
        self._seen = False

    def show_look(self, look: Look) -> None:
        """Show what the text comes to. One that has a fault leaves what was seen last."""
        if not (look.stands_in and self._seen):
            self._seen = not look.stands_in
            self._fill(look)
        clear(self._effects)
        title = label(self._words("When you publish"), "heading")
        add(self._effects, title, 6, *(self._effect(one) for one in look.effects))
        self._foot.show()

    def _fill(self, look: Look) -> None:
        words = self._words
        clear(self._preview)
        if look.stands_in:
            told = words("You see it here once its faults are put right.")
            if look.previews:
                told = words("What holds now. Yours is seen once its faults are put right.")
            self._preview.addWidget(label(told, "label", "3", wrap=True))
        for one in look.previews[:SHOWN]:
            self._preview.addWidget(self._card(one))
        if (rest := len(look.previews) - SHOWN) > 0:
            said = words.count("and {n} more in this file", "and {n} more in this file", rest)
            self._preview.addWidget(label(said, "label", "3"))

    def _card(self, shown: Preview) -> QWidget:
        items: list[Item] = [label(shown.title, "title", wrap=True)]
        if shown.about:
            items.append(label(shown.about, "caption", "2", wrap=True))
        for part in shown.parts:
            items += [10, *self._part(part)]
        return card(*items, gap=1)

    def _part(self, part: Part) -> list[Item]:
        time = label(self._words("{n} s", n=part.seconds), "caption", "3") if part.seconds else None
        name = label(part.name, "label", "accent" if part.key else "2", wrap=True)
        head: Item = row((name, 1), *([time] if time else []), gap=8)
        answers = [
            row(chip(str(at)), (label(said, "label", wrap=True), 1))
            for at, said in enumerate(part.answers, 1)
        ]
        role = "lead" if part.seconds or part.key else "body"
        said = [spoken(self._words, line, role) for line in part.lines]
        said += [spoken(self._words, line, "body", "2") for line in part.beside]
        return [*([head] if part.name else []), *said, *([3] if answers else []), *answers]

    def _effect(self, one: Effect) -> QWidget:
        sign, tone = (SIGNS[one.about], "text_3") if not one.caution else ("triangle-alert", "warn")
        words = prose(one.sentence, "body", "warn" if one.caution else "2")
        return box(
            row((col(2, icon_label(sign, tone, 15), None), 0), (words, 1), gap=10, margins=(0, 3, 0, 3))
        )
