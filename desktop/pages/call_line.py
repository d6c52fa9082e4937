"""The middle of Call mode, in reading order: what to say, what to show, what to ask, what not to say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from data.call_plans import Opening
from desktop.icons import icon_label
from desktop.pages.call_parts import CLEAR, READ, SPEAK, Place, bullets, clear_text, head, hint, read, spoken
from desktop.paint import fill_round, paint_text
from desktop.widgets.layouts import Item, box, card, col, frame, row, scroll
from sales.brief import Step
from sales.calls import Call
from sales.comparison import Row, figure, with_unit
from sales.product_sheet import ProductSheet
from sales.stories import Testimonial
from sales.words import Words

MOST = 660  # px: a line that is longer is lost on the way back
SIDE = (40, 20)
A_MINUTE = {"en": 130, "zh_CN": 240}  # words, or characters, that are said in a minute
PROVING = ("present", "prove")  # steps in which our best figure and a customer's word help
ANGRY = "problem"  # a segment to whom nothing is praised


class CallLine(QWidget):
    """Shows the open step of a call."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words, self._compact = words, False
        self.setAccessibleName(words("What to say"))
        self._place = Place((SIDE[0], 16, SIDE[0], 18))
        self._area = scroll(self._place)
        self.setLayout(col((self._area, 1), gap=0))

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        self._place.room.setContentsMargins(SIDE[compact], 16, SIDE[compact], 18)

    def show_call(self, call: Call, opening: Opening) -> None:
        step = call.here
        self._area.verticalScrollBar().setValue(0)
        if step is None:
            self._place.show_all(None)
            return
        items: list[Item] = [self._say(step.say), 22]
        if shown := self._show(step, opening):
            items += [shown, 20]
        if asked := self._asked(step):
            items += [asked, 16]
        self._place.show_all(*items, None)

    def _say(self, lines: Sequence[str]) -> QWidget:
        words = self._words
        length = read(words("about {n} s", n=_seconds(lines, words)), "3")
        said = [spoken(line, SPEAK) for line in lines]
        for one in said:
            one.setMaximumWidth(MOST)
        told = [row((one, 100), None, gap=0) for one in said]  # so its height is that of the width it gets
        title = head("quote", words("Say"), length, tone="accent", token="accent")
        return box(col(title, 4, *told, gap=6))

    def _show(self, step: Step, opening: Opening) -> QWidget | None:
        """What to show: the evidence of the step, and in the stages that prove what a customer found."""
        words, parts = self._words, list[QWidget]()
        proving, sheet = step.id in PROVING and opening.plan.segment != ANGRY, opening.sheet
        if step.show:
            parts.append(card(*(spoken(line) for line in step.show), gap=4, margins=(16, 12, 16, 14)))
        if sheet and (row_ := compared(step, sheet, opening.brief.currency, words, proving=proving)):
            parts.append(self._bars(row_, sheet, opening.brief.currency))
        if proving and sheet and sheet.testimonials:
            parts.append(self._testimonial(sheet.testimonials[0]))
        if not parts:
            return None
        present = hint("F11", words("present")) if sheet else None
        title = head("eye", words("Show them"), *([present] if present else []))
        return box(col(title, *parts, gap=10))

    def _bars(self, shown: Row, sheet: ProductSheet, currency: str) -> QWidget:
        """Ours and theirs in one dimension, with where theirs comes from."""
        words, others = self._words, sheet.comparison.contenders[1:]
        better = words("less is better") if shown.dimension.lower_better else words("more is better")
        title = row(clear_text(words(shown.dimension.name), wrap=True), None, read(better, "3"))
        names = (sheet.name, *(one.name for one in others))
        figures = [
            with_unit(figure(shown.dimension, one, currency, words), shown.dimension.unit, words)
            for one in shown.figures
        ]
        items: list[Item] = [title, Bars(names, shown.figures, figures)]
        known = next((one for one in others if one.source and one.as_of), None)
        if known and known.as_of:
            source = words("{source}, {day}", source=known.source, day=words.day(known.as_of))
            items.append(read(source, "warn" if known.stale else "3", wrap=True))
        return card(*items, gap=6, margins=(16, 12, 16, 12))

    def _testimonial(self, told: Testimonial) -> QWidget:
        """Before, use, after; in a narrow window only what came of it."""
        words = self._words
        parts = (words("Before"), told.before), (words("Use"), told.use), (words("After"), told.after)
        lines: list[Item] = []
        if self._compact:
            lines.append(spoken(told.after))
        else:
            cells = [(col(read(name, "3"), spoken(said), None, gap=2), 1) for name, said in parts]
            lines.append(row(*cells, gap=16))
        if told.who:
            lines.append(read(told.who, "3", wrap=True))
        return frame("well", col(*lines, gap=8, margins=(16, 12, 16, 12)))

    def _asked(self, step: Step) -> QWidget | None:
        words = self._words
        left = [
            bullets(icon, name, lines)
            for icon, name, lines in (
                ("circle-question-mark", words("Then ask"), step.ask),
                ("ear", words("Listen for"), step.listen),
            )
            if lines
        ]
        right = [bullets("ban", words("Do not say"), step.avoid)] if step.avoid else []
        if not left and not right:
            return None
        if self._compact or not (left and right):
            return box(col(*left, *right, gap=14))
        return box(row((col(*left, None, gap=14), 1), (col(*right, None), 1), gap=24))


class Bars(QWidget):
    """A bar for each, as long as its figure; ours is filled."""

    LINE, NAME, FIGURE = 30, 132, 112

    def __init__(self, names: Sequence[str], values: Sequence[float | None], figures: Sequence[str]) -> None:
        super().__init__()
        lines = zip(names, values, figures, strict=True)
        self._lines = [(name, value, said) for name, value, said in lines if value is not None]
        self._most = max((value for _, value, _ in self._lines), default=1.0) or 1.0
        self.setFixedHeight(self.LINE * len(self._lines))
        self.setAccessibleName(", ".join(f"{name} {said}" for name, _, said in self._lines))

    def paintEvent(self, event: QPaintEvent) -> None:
        p, room = QPainter(self), self.width() - self.NAME - self.FIGURE
        for at, (name, value, said) in enumerate(self._lines):
            line = QRectF(0, at * self.LINE, self.width(), self.LINE)
            role, token = (CLEAR, "text") if at == 0 else (READ, "text_2")
            paint_text(p, QRectF(0, line.top(), self.NAME - 10, self.LINE), name, role, token)
            bar = QRectF(self.NAME, line.top() + 9, max(6.0, room * value / self._most), 12)
            fill_round(p, bar, "accent" if at == 0 else "line_strong", 3)
            paint_text(p, QRectF(bar.right() + 10, line.top(), self.FIGURE, self.LINE), said, role, token)


class Before(QWidget):
    """What stands above the line until the call is begun."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._said, self._refused = clear_text("", "accent", wrap=True), clear_text("", "bad", wrap=True)
        told = col(self._said, self._refused, gap=2)
        line = row(icon_label("phone", "accent", 18), (told, 1), hint("Enter", words("begin")), gap=10)
        line.setContentsMargins(16, 8, 12, 8)
        self.setLayout(col(frame("say", line), gap=0, margins=(16, 12, 16, 0)))

    def show_opening(self, shown: Opening) -> None:
        """What the call is for; and that the customer does not want it, if so."""
        words = self._words
        self._said.setText(shown.plan.objective or words("The clock starts with the first key."))
        refused = shown.plan.kind == "call" and shown.brief.customer.consent_call is False
        self._refused.setText(words("They have not agreed to be called.") if refused else "")
        self._refused.setVisible(refused)


def compared(step: Step, sheet: ProductSheet, currency: str, words: Words, *, proving: bool) -> Row | None:
    """The dimension that a step speaks of, by our figure in its lines; else, where it proves, our best."""
    said = " ".join((*step.say, *step.show)).replace("**", "")
    rows = [row for row in sheet.comparison.rows if sum(one is not None for one in row.figures) > 1]
    for one in rows:
        ours = figure(one.dimension, one.figures[0], currency, words)
        if ours and re.search(rf"(?<![\d.,]){re.escape(ours)}(?![\d.,]*\d)", said):
            return one
    return next(iter(sheet.comparison.advantages), None) if proving else None


def _seconds(lines: Sequence[str], words: Words) -> int:
    """How long it takes to say, to the second."""
    text = " ".join(lines).replace("**", "")
    length = len([c for c in text if c.isalnum()]) if words.chinese else len(text.split())
    return max(1, round(length * 60 / A_MINUTE[words.locale]))
