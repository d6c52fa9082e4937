"""What is wrong with a text, below it: the line, a sentence, and what would put it right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.icons import icon_label
from desktop.pages.author_jobs import Look
from desktop.text import fixed, label
from desktop.widgets.buttons import Block, button
from desktop.widgets.layouts import add, box, clear, col, frame, row
from sales.authoring import Fix
from sales.words import Words

SHOWN = 3


class FaultList(QWidget):
    """`fixed` carries a fix that was taken, `gone_to` a line."""

    fixed = Signal(object)
    gone_to = Signal(int)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._rows = col(gap=0, margins=(4, 4, 4, 4))
        self._frame = frame("well", self._rows)
        self.setLayout(col(self._frame, gap=0))
        self.hide()

    def show_look(self, look: Look) -> None:
        """The faults first, then what is better written otherwise."""
        told = sorted(said(look, self._words), key=lambda one: (not one[2], one[0]))
        clear(self._rows)
        for one in told[:SHOWN]:
            self._rows.addWidget(self._row(*one))
        if (rest := len(told) - SHOWN) > 0:
            line = label(self._words("{n} more", n=rest), "label", "3")
            add(self._rows, row(line, None, margins=(34, 2, 8, 4)))
        self.setVisible(bool(told))

    def _row(self, line: int, sentence: str, breaks: bool, fix: Fix | None) -> QWidget:
        words = self._words
        sign, tone = ("circle-alert", "bad") if breaks else ("triangle-alert", "warn")
        where = fixed(words("Line {n}", n=line), 56, "label", "2")
        inside = row(
            icon_label(sign, tone, 15), where, (label(sentence, wrap=True), 1), gap=8, margins=(8, 5, 8, 5)
        )
        go = Block(inside, f"{words('Line {n}', n=line)}: {sentence}", "bare")
        go.pressed.connect(lambda: self.gone_to.emit(line))
        whole = row((go, 1), gap=4)
        if fix:
            use = button(words("Use {name}", name=fix.use))
            use.clicked.connect(lambda: self.fixed.emit(fix))
            whole.addWidget(use)
        return box(whole)


def said(look: Look, words: Words) -> Sequence[tuple[int, str, bool, Fix | None]]:
    """All that is to be said of a text: line, sentence, whether it keeps it from being published, the fix."""
    found = [(m.fault.line, m.fault.sentence(words), m.fault.breaks, m.fix) for m in look.marks]
    for one in look.typed:
        if one.variable:
            sentence = words("{figure} is typed here: the variable stays right by itself.", figure=one.figure)
            fix = Fix(one.span, f"{{{one.variable}}}")
            found.append((one.span.line, sentence, False, fix))
        else:
            sentence = words("{figure} is typed here: it stays when the price changes.", figure=one.figure)
            found.append((one.span.line, sentence, False, None))
    return found
