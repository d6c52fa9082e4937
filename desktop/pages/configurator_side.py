"""The side of the configurator: what one costs and why, how many, the specification, and what was checked."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from data.configuring import Priced, Workbench
from desktop.icons import icon_label
from desktop.quote_looks import amount
from desktop.text import Elided, label
from desktop.theme import SIDE
from desktop.widgets.buttons import button, tool
from desktop.widgets.fields import line_edit, mark_invalid
from desktop.widgets.layouts import Item, add, box, clear, col, row, rule, scroll
from sales.configurator import PIECES, Design
from sales.configurator_figures import design_checks, list_price, price_parts, specification
from sales.words import Words


class ConfiguratorSide(QWidget):
    """`counted` carries the pieces as typed; `added` and `printed` are what the two buttons do."""

    counted = Signal(str)
    added = Signal()
    printed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.pieces = line_edit(words("Pieces"))
        self.pieces.setFixedWidth(64)
        self.pieces.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.pieces.editingFinished.connect(lambda: self.counted.emit(self.pieces.text()))
        self._price, self._below = col(gap=4), col(gap=4)
        self._total, self._wrong = label("", "display"), label("", "caption", "bad", wrap=True)
        self._note = label("", "caption", "3")
        self.add = button(words("Add to quote"), "plus", "primary")
        self.add.clicked.connect(self.added)
        paper = tool("printer", words("Configuration sheet"), "", "Ctrl+P")
        paper.clicked.connect(self.printed)
        count = row(label(words("Pieces"), "body", "2"), self.pieces, None, self._total, gap=8)
        inside = col(
            self._price,
            12,
            count,
            3,
            row((self._wrong, 1), self._note, gap=8),
            12,
            rule(),
            12,
            self._below,
            None,
            gap=0,
        )
        foot = row((self.add, 1), paper, gap=8, margins=(20, 10, 20, 18))
        inside.setContentsMargins(20, 18, 20, 8)
        self.setLayout(col((scroll(box(inside)), 1), foot, gap=0))
        self.setFixedWidth(SIDE)

    def show_design(self, bench: Workbench, design: Design, found: Priced | None, today: date) -> None:
        """Show everything; `found` None where no price could be made."""
        words, options = self._words, bench.options
        clear(self._price)
        add(self._price, label(words("Price of one"), "heading"))
        for part in price_parts(options, design, words):
            add(self._price, _pair(part.name, words.number(part.amount, 2)))
        listed = label(amount(words, list_price(options, design), options.currency), "strong")
        add(self._price, 2, rule(), 2, row(label(words("List price"), "strong"), None, listed))
        for name, unit in found.steps if found else ():
            add(self._price, _pair(name, words.number(unit, 4)))
        self._total.setText(amount(words, found.total, options.currency) if found else "")
        with_tax = bench.book.rules.tax_inclusive
        self._note.setText(
            words("before your own discount") if with_tax else words("before your own discount and VAT")
        )
        self._show_pieces(design)
        clear(self._below)
        add(self._below, label(words("Specification"), "heading"), 2)
        for one in specification(options, design, today, words):
            add(self._below, _pair(one.name, one.said, "text"))
        add(self._below, 8, rule(), 8, label(words("Checks"), "heading"), 3)
        for check in design_checks(options, design, today, bench.promised_on, words):
            sign = icon_label(
                "check" if check.good else "triangle-alert", "text_3" if check.good else "warn", 14
            )
            said: list[Item] = [label(check.said, "body", wrap=True)]
            if check.why:
                said.append(label(check.why[:1].upper() + check.why[1:], "caption", "3", wrap=True))
            add(self._below, row((col(3, sign, None), 0), (col(*said, gap=1), 1), gap=10), 3)

    def refuse_pieces(self, sentence: str) -> None:
        """Say at the field what is wrong with the pieces."""
        self._wrong.setText(sentence)
        self._note.setVisible(not sentence)
        mark_invalid(self.pieces, wrong=bool(sentence))

    def _show_pieces(self, design: Design) -> None:
        said = str(design.number(PIECES))
        if self.pieces.text() != said:
            with QSignalBlocker(self.pieces):
                self.pieces.setText(said)
        self.refuse_pieces("")


def _pair(name: str, figure: str, tone: str = "") -> Item:
    shown: QLabel = label(figure, "body", "" if tone == "text" else "2")
    if tone == "text":
        shown.setWordWrap(True)
        shown.setAlignment(Qt.AlignmentFlag.AlignRight)
        return row(label(name, "body", "2"), (shown, 1), gap=12)
    return row((Elided(name, "body", "2"), 1), shown, gap=12)
