"""The side of placing: the colours, the known length and what it gives, will it fit, and onto the quote."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from data.placing import OnQuote
from desktop import theme
from desktop.icons import icon_label
from desktop.pages.place_jobs import Table, seen
from desktop.pages.place_scene import Seen
from desktop.quote_looks import amount
from desktop.text import Elided, label
from desktop.widgets.buttons import Block, button, tool
from desktop.widgets.fields import combo, line_edit, mark_invalid
from desktop.widgets.layouts import Item, add, box, clear, col, row, rule, scroll
from desktop.widgets.marks import Painted
from sales.errors import SalesError
from sales.placing import KNOWN, Scale, scale
from sales.placing_checks import GOOD, fit_checks, told_length
from sales.words import Words

FIELD, SWATCH, IN_A_ROW = 76, 76, 3
TENTH = 0.05
MOST_TYPED = 100_000.0
TONES = {"good": ("check", "3"), "warn": ("triangle-alert", "warn"), "bad": ("circle-x", "bad")}


class PlaceSide(QWidget):
    """`coloured` carries a colour's key, `known` the key of a known length; `measured` its millimetres,
    `stood` those from the wall, `roomed` square metres or None. What is no number is told at its field.
    """

    coloured = Signal(str)
    known = Signal(str)
    measured = Signal(float)
    stood = Signal(float)
    roomed = Signal(object)
    explained = Signal()
    saved = Signal()
    shown = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.length, self.wall = (
            self._field(words("Length in mm")),
            self._field(words("Centimetres from the wall")),
        )
        self.room = self._field(words("Size of the room in square metres"))
        self._kinds = combo(words("Known length"), [words(one.name) for one in KNOWN])
        self._kinds.setMinimumWidth(60)
        self._kinds.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._head, self._figures, self._checks = col(gap=0), col(gap=5), col(gap=0)
        self._wrong = label("", "caption", "bad", wrap=True)
        self._fits = label(words("Will it fit?"), "heading")
        self._room_line = box(_typed(words("Size of the room"), self.room, words("m²")))
        self._count, self._net = label("", "caption", "3"), label("", "strong")
        self._why = label("", "caption", "3", wrap=True)
        self.save = button(words("Save to quote"), "plus", "primary")
        self._connect()
        self._lay_out()

    def show_table(self, table: Table) -> None:
        """Show everything of what lies on the table."""
        self._show_product(table)
        self._room_line.setVisible(table.bench.known.room_m2 is not None)
        self.show_placing(table)
        self.show_quote(table.bench.on_quote)

    def show_placing(self, table: Table) -> None:
        """Show what follows from where the mark and the product are."""
        words, placing = self._words, table.placing
        with QSignalBlocker(self._kinds):
            keys = [one.key for one in KNOWN]
            self._kinds.setCurrentIndex(keys.index(placing.mark.known) if placing.mark.known in keys else -1)
        self._fill(self.length, _plain(placing.mark.mm, words))
        self._fill(self.wall, _plain(placing.wall_mm / 10, words))
        self._fill(self.room, "" if placing.room_m2 is None else _plain(placing.room_m2, words))
        clear(self._figures)
        clear(self._checks)
        try:
            found = scale(placing)
            checks = fit_checks(placing, table.bench.known, words)
        except SalesError as error:
            self.refuse(" ".join(error.said(words)), self.length)
            return
        self.refuse("", self.length)
        self._show_scale(found)
        self._fits.setVisible(bool(checks))
        for check in checks:
            icon, tone = TONES[check.state]
            said: list[Item] = [label(check.said, "body", wrap=True)]
            if check.why:
                said.append(label(check.why, "caption", "3", wrap=True))
            sign = icon_label(icon, "text_3" if check.state == GOOD else tone, 14)
            add(self._checks, row((col(3, sign, None, gap=0), 0), (col(*said, gap=1), 1), gap=10), 8)

    def show_quote(self, on_quote: OnQuote | None) -> None:
        """Show what stands on the quote, and whether this can be put on it."""
        words = self._words
        name, reason, count, net = save_words(on_quote, words)
        self._count.setText(count)
        self._net.setText(net)
        self._why.setText(reason)
        self._why.setVisible(bool(reason))
        self.save.setText(f" {name}")
        self.save.setAccessibleName(name)
        self.save.setEnabled(on_quote is not None and on_quote.editable)

    def refuse(self, sentence: str, field: QLineEdit) -> None:
        """Say beneath the fields what is wrong with one."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        for one in (self.length, self.wall, self.room):
            mark_invalid(one, wrong=bool(sentence) and one is field)

    # -- inside

    def _field(self, name: str) -> QLineEdit:
        made = line_edit(name)
        made.setFixedWidth(FIELD)
        made.setAlignment(Qt.AlignmentFlag.AlignRight)
        return made

    def _fill(self, field: QLineEdit, said: str) -> None:
        """Show a figure, unless it is being typed."""
        if not field.hasFocus() and field.text() != said:
            field.setText(said)

    def _read_room(self, typed: str) -> None:
        if typed.strip():
            self._read(self.room, typed, self.roomed.emit)
        else:
            self.roomed.emit(None)

    def _read(self, field: QLineEdit, typed: str, take: Callable[[float], None]) -> None:
        """Take what was typed where it is a number that can be one, else say so."""
        try:
            number = float(typed.strip().replace(",", "").replace("，", ""))
        except ValueError:
            number = -1.0
        if 0 <= number <= MOST_TYPED and (number or field is not self.room):
            take(number)
        else:
            self.refuse(self._words("Type a number, such as 240."), field)

    def _connect(self) -> None:
        self.length.textEdited.connect(lambda typed: self._read(self.length, typed, self.measured.emit))
        self.wall.textEdited.connect(
            lambda typed: self._read(self.wall, typed, lambda cm: self.stood.emit(cm * 10))
        )
        self.room.textEdited.connect(self._read_room)
        self._kinds.currentIndexChanged.connect(lambda at: self.known.emit(KNOWN[at].key))
        self.save.clicked.connect(self.saved)

    def _lay_out(self) -> None:
        words = self._words
        how = tool("info", words("How the scale is found"))
        how.clicked.connect(self.explained)
        eye = tool("eye", words("Show to the customer"), "", "F11")
        eye.clicked.connect(self.shown)
        length = row((self._kinds, 1), self.length, label(words("mm"), "label", "3"), gap=8)
        inside = col(
            self._head, 16, rule(), 14,
            row(label(words("Known length"), "heading"), None, how), 6,
            length, 8,
            self._figures, 6,
            _typed(words("Stands from the wall"), self.wall, words("cm")), 6,
            self._room_line, 4,
            self._wrong, 12, rule(), 14,
            self._fits, 8,
            self._checks, None,
            gap=0, margins=(20, 18, 20, 8),
        )  # fmt: skip
        self._wrong.hide()
        foot = col(
            row(self._count, None, self._net),
            self._why,
            row((self.save, 1), eye, gap=8),
            gap=8,
            margins=(20, 10, 20, 18),
        )
        self.setLayout(col((scroll(box(inside)), 1), foot, gap=0))
        self.setFixedWidth(theme.SIDE)

    def _show_product(self, table: Table) -> None:
        words, bench = self._words, table.bench
        clear(self._head)
        cards: list[Item] = [(self._card(table, at), 1) for at in range(len(bench.colours))]
        cards += [(QWidget(), 1)] * max(0, IN_A_ROW - len(cards))
        add(
            self._head,
            Elided(bench.name, "title"), 2, label(bench.known.said(words), "label", "3"), 14,
            label(words("Colour"), "heading"), 8,
        )  # fmt: skip
        for at in range(0, len(cards), IN_A_ROW):
            add(self._head, row(*cards[at : at + IN_A_ROW], gap=8), 6)
        add(self._head, label(self._stock(table), "caption", "3"))

    def _card(self, table: Table, at: int) -> Block:
        bench, words = table.bench, self._words
        colour = bench.colours[at]
        name = colour.called(words)
        picture = Painted(partial(_swatch, seen(bench, colour)), "", height=SWATCH)
        chosen = colour.key == table.colour.key
        inside = col(picture, row(None, label(name, "label"), None), gap=4, margins=(8, 8, 8, 8))
        said = words("{colour}, chosen", colour=name) if chosen else name
        made = Block(inside, said, "picked" if chosen else "card")
        made.pressed.connect(lambda: self.coloured.emit(colour.key))
        return made

    def _stock(self, table: Table) -> str:
        words, stock = self._words, table.bench.product.stock
        name = table.colour.called(words)
        if stock is None:
            return words("{colour}: same price", colour=name)
        return words("{colour}: same price, {n} of this article in stock", colour=name, n=words.number(stock))

    def _show_scale(self, found: Scale) -> None:
        words = self._words
        mm = Decimal(str(round(1 / found.wall, 2)))
        figures = (
            (words("Scale"), words("1 px = {n} mm", n=words.number(mm, 1 if mm >= 1 else 2))),
            (words("Size is right to"), words("± {n}", n=words.percent(found.share, 1))),
            (words("Camera to the wall"), told_length(found.camera_mm, words)),
        )
        for name, figure in figures:
            add(self._figures, row(label(name, "body", "2"), None, label(figure, "body")))


def save_words(on_quote: OnQuote | None, words: Words) -> tuple[str, str, str, str]:
    """What the button says, why it cannot be pressed, how many are on the quote, and what they come to."""
    if on_quote is None:
        return words("Save to quote"), words("Open it from a quote to save it there."), "", ""
    name = words("Save to quote v{n}", n=on_quote.version)
    reason = "" if on_quote.editable else words("It has been issued and stays as it is; revise it first.")
    if on_quote.net is None:
        return name, reason, words("not on the quote yet"), ""
    count = words("{n} on the quote", n=words.number(on_quote.qty))
    return name, reason, count, amount(words, on_quote.net, on_quote.currency)


def _swatch(shown: Seen, p: QPainter, wide: float, high: float) -> None:
    """A product in the middle, as large as fits."""
    k = min((high - 4) / shown.known.height, (wide - 8) / shown.known.width)
    size = (shown.known.width * k, shown.known.height * k)
    shown.paint(p, QRectF((wide - size[0]) / 2, high - 2 - size[1], *size))


def _typed(name: str, field: QLineEdit, unit: str) -> QHBoxLayout:
    return row(label(name, "body", "2"), None, field, label(unit, "label", "3"), gap=8)


def _plain(figure: float, words: Words) -> str:
    """Without decimals that say nothing."""
    return words.number(figure, 0 if abs(figure - round(figure)) < TENTH else 1)
