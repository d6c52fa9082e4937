"""The options of a design: a block for each value; one that cannot be chosen says why and offers its fix."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop.icons import icon_label, pixmap
from desktop.paint import fill_round, text_width
from desktop.text import Elided, label
from desktop.theme import color
from desktop.widgets.buttons import Block, button
from desktop.widgets.fields import line_edit, mark_invalid
from desktop.widgets.layouts import Item, add, box, clear, col, row, rule
from desktop.widgets.marks import Painted
from sales.configurator import (
    MANY,
    NUMBER,
    ONE,
    PIECES,
    TEXT,
    Design,
    Option,
    ProductOptions,
    Ref,
    Value,
    asked,
)
from sales.configurator_faults import Fault
from sales.configurator_figures import text_room, value_price
from sales.configurator_search import Reach, told_fix
from sales.words import MINUS, Words

IN_A_ROW = 3
NUMBER_WIDTH = 76
BESIDE = 170  # px of a fix that stands beside its reason; a longer one stands beneath


class OptionList(QWidget):
    """`chosen` carries an option and value, `fixed` a design; `followed` while it is typed, `numbered` at the
    end and `written` an option and what was typed for it.
    """

    chosen = Signal(object)
    fixed = Signal(object)
    numbered = Signal(str, str)
    followed = Signal(str, str)
    written = Signal(str, str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._body = col(gap=6)
        self.setLayout(self._body)
        self._blocks: dict[Ref, Block] = {}
        self._fields: dict[str, QLineEdit] = {}
        self._notes: dict[str, QLabel] = {}
        self._options: ProductOptions | None = None

    def block(self, ref: Ref) -> Block | None:
        """The block of a value, where it is shown."""
        return self._blocks.get(ref)

    def first(self) -> QWidget | None:
        """Where the keyboard starts: the first block."""
        return next(iter(self._blocks.values()), None)

    def field(self, option_id: str) -> QLineEdit | None:
        return self._fields.get(option_id)

    def show_design(
        self, options: ProductOptions, design: Design, reaches: Mapping[Ref, Reach], faults: tuple[Fault, ...]
    ) -> None:
        """Show everything anew; the keyboard stays where it is."""
        at = next((ref for ref, one in self._blocks.items() if one.hasFocus()), None)
        typing = next((name for name, one in self._fields.items() if one.hasFocus()), None)
        self._options = options
        self._blocks, self._fields, self._notes = {}, {}, {}
        clear(self._body)
        for option in options.options:
            if option.id != PIECES:
                self._add(option, design, reaches, faults)
        self._body.addStretch(1)
        again = self._blocks.get(at) if at else self._fields.get(typing) if typing else None
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_texts(self, design: Design, faults: tuple[Fault, ...]) -> None:
        """Bring counters and what is wrong with words up to date, without touching what is typed in."""
        assert self._options
        for option in self._options.options:
            if option.id in self._notes and option.kind == TEXT:
                self._tell(option, design, faults)

    # -- inside

    def _add(
        self, option: Option, design: Design, reaches: Mapping[Ref, Reach], faults: tuple[Fault, ...]
    ) -> None:
        if option.kind == ONE:
            self._body.addWidget(label(option.name, "label", "2"))
            for start in range(0, len(option.values), IN_A_ROW):
                part = option.values[start : start + IN_A_ROW]
                blocks: list[Item] = [(self._value(option, one, design, reaches), 1) for one in part]
                add(self._body, row(*blocks, *[(box(row()), 1)] * (IN_A_ROW - len(part)), gap=6))
            for value in option.values:
                found = reaches.get((option.id, value.id))
                if found and not found.possible:
                    self._body.addWidget(self._why(value, found, design, within=False))
            self._body.addSpacing(4)
        elif option.kind == MANY:
            add(self._body, 4, rule(), 4, label(option.name, "label", "2"))
            for value in option.values:
                self._body.addWidget(self._ticked(option, value, design, reaches))
        elif option.kind == NUMBER:
            self._body.addLayout(self._number(option, design, faults))
        elif asked(option, design):
            note = label("", "caption", "3")
            edit = line_edit(option.name, design.text(option.id))
            edit.textEdited.connect(partial(self.written.emit, option.id))
            self._fields[option.id], self._notes[option.id] = edit, note
            add(self._body, row((edit, 1), note, gap=8))
            self._tell(option, design, faults)

    def _value(self, option: Option, value: Value, design: Design, reaches: Mapping[Ref, Reach]) -> Block:
        ref = (option.id, value.id)
        on, found = design.has(ref), reaches.get(ref)
        shut = found is not None and not found.possible
        price = self._price(value_price(option, value, design), on=on)
        swatch: list[Item] = [_swatch(value.colour)] if value.colour and option.id != "words" else []
        name = Elided(value.name, "strong" if on else "body", "3" if shut else "")
        said = ", ".join(filter(None, (value.note, price)))
        made = Block(
            col(
                row(*swatch, (name, 1), gap=6),
                Elided(said, "caption", "2" if on else "3"),
                gap=1,
                margins=(10, 6, 8, 7),
            ),
            self._spoken(option, value, on=on, shut=shut),
            "picked" if on else "shut" if shut else "answer",
        )
        made.pressed.connect(partial(self._press, ref, found))
        self._blocks[ref] = made
        return made

    def _why(self, value: Value, found: Reach, design: Design, *, within: bool) -> QWidget:
        """Why a value cannot be chosen, and the one click that mends it; `within`: below its own row."""
        assert self._options
        assert found.fault
        words = self._words
        reason = found.fault.reason(words)
        if not within:
            reason = words("{name}: {reason}", name=value.name, reason=reason)
        sign = icon_label("info", "text_3", 13)
        line = row(sign, (label(reason, "caption", "2", wrap=True), 1), gap=7)
        if found.fix is None:
            return box(line)
        said = told_fix(self._options, found, design, words)
        mend = button(said, variant="ghost")
        mend.clicked.connect(partial(self.fixed.emit, found.fix))
        if text_width(said, "strong") > BESIDE:
            return box(col(line, row(12, mend, None, gap=0), gap=0))
        line.addWidget(mend)
        return box(line)

    def _ticked(self, option: Option, value: Value, design: Design, reaches: Mapping[Ref, Reach]) -> QWidget:
        ref = (option.id, value.id)
        on, found = design.has(ref), reaches.get(ref)
        shut = found is not None and not found.possible
        line = row(
            _tick(on=on, shut=shut and not on),
            (Elided(value.name, "body", "3" if shut and not on else ""), 1),
            label(self._price(value.price, on=False), "caption", "3"),
            gap=9,
            margins=(4, 3, 0, 3),
        )
        made = Block(line, self._spoken(option, value, on=on, shut=shut), "bare")
        made.pressed.connect(partial(self._press, ref, found))
        self._blocks[ref] = made
        if not shut or found is None:
            return made
        return box(col(made, row(27, (self._why(value, found, design, within=True), 1), gap=0), gap=0))

    def _number(self, option: Option, design: Design, faults: tuple[Fault, ...]) -> QHBoxLayout:
        edit = line_edit(option.name, str(design.number(option.id)))
        edit.setFixedWidth(NUMBER_WIDTH)
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.textEdited.connect(partial(self.followed.emit, option.id))
        edit.editingFinished.connect(lambda: self.numbered.emit(option.id, edit.text()))
        self._fields[option.id] = edit
        least, most = self._words.number(option.least), self._words.number(option.most)
        range_ = self._words("{least} to {most}", least=least, most=most)
        note = label(f"{option.unit} · {range_}" if option.unit else range_, "caption", "3")
        self._notes[option.id] = note
        wrong = next((one for one in faults if one.option == option.id), None)
        if wrong:
            self.refuse(option.id, wrong.sentence(self._words))
        return row(label(option.name, "label", "2"), None, note, edit, gap=8)

    def refused(self, option_id: str) -> bool:
        """Whether what stands in a field is marked as wrong."""
        return option_id in self._fields and bool(self._fields[option_id].property("invalid"))

    def refuse(self, option_id: str, sentence: str) -> None:
        """Say at a field what is wrong with what was typed."""
        note, edit = self._notes[option_id], self._fields[option_id]
        note.setText(sentence)
        note.setWordWrap(True)
        note.setProperty("tone", "bad")
        note.style().polish(note)
        mark_invalid(edit, wrong=True)

    def _tell(self, option: Option, design: Design, faults: tuple[Fault, ...]) -> None:
        note, edit = self._notes[option.id], self._fields[option.id]
        assert self._options
        length = len(design.text(option.id).strip())
        wrong = any(one.option == option.id for one in faults)
        most = text_room(self._options, option, design)
        note.setText(self._words("{n} of {total}", n=length, total=most))
        note.setProperty("tone", "bad" if wrong else "3")
        note.style().unpolish(note)
        note.style().polish(note)
        mark_invalid(edit, wrong)
        if not edit.hasFocus() and edit.text() != design.text(option.id):
            with QSignalBlocker(edit):
                edit.setText(design.text(option.id))

    def _press(self, ref: Ref, found: Reach | None) -> None:
        """Choose a value; one that cannot be chosen is chosen together with its fix."""
        if found is None or found.possible:
            self.chosen.emit(ref)
        elif found.fix is not None:
            self.fixed.emit(found.fix)

    def _price(self, amount: Decimal, *, on: bool) -> str:
        figure = self._words.number(abs(amount), 2)
        if on or not amount:
            return figure
        return f"{MINUS if amount < 0 else '+'}{figure}"

    def _spoken(self, option: Option, value: Value, *, on: bool, shut: bool) -> str:
        words = self._words
        said = words("{name}: {value}", name=option.name, value=value.name)
        state = words("chosen") if on else words("not possible now") if shut else ""
        return ", ".join(filter(None, (said, state)))


def _swatch(colour: str) -> Painted:
    def dot(p: QPainter, w: float, h: float) -> None:
        p.setPen(QPen(color("line_strong"), 1))
        p.setBrush(QColor(colour))
        p.drawEllipse(QRectF(1, h / 2 - 7, 14, 14))

    return Painted(dot, "", width=17, height=16)


def _tick(*, on: bool, shut: bool) -> Painted:
    def mark(p: QPainter, w: float, h: float) -> None:
        square = QRectF(0.5, h / 2 - 7.5, 15, 15)
        fill_round(p, square, "accent" if on else "raised" if shut else "surface", 4)
        if on:
            device = p.device()
            scale = device.devicePixelRatioF() if device else 1.0
            p.drawPixmap(int(square.left()) + 2, int(h / 2 - 5), pixmap("check", "on_accent", 11, scale))
        else:
            p.setPen(QPen(color("line_strong"), 1))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(square, 4, 4)

    return Painted(mark, "", width=17, height=18)
