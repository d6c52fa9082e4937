"""What the presentation is made of: the radar and its legend, rows of figures, a scenario in three steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from desktop import theme
from desktop.desk import Desk
from desktop.pages.insight_overview import look
from desktop.paint import text_width
from desktop.text import label, prose
from desktop.theme import color
from desktop.widgets.chart import Chart
from desktop.widgets.layouts import Item, box, col, frame, row, rule
from desktop.widgets.marks import Painted
from sales.product_sheet import ToldScenario
from sales.showing import Advantage, Axis, raised
from sales.words import Words

if TYPE_CHECKING:
    from reports.radar import Direction

NAME_GAP = 22  # px beside the name of an axis
HINT = QSize(420, 320)
DASHES: tuple[tuple[float, ...], ...] = ((), (4, 2.5), (1.2, 1.8))


def radar_chart(desk: Desk, names: Sequence[str], axes: Sequence[Axis], role: str, least: int) -> Chart:
    """The radar of those compared, at least so many px high; `reports.radar` must have been brought in."""
    from reports.radar import Direction, radar

    directions: list[Direction] = [Direction(one.name, one.shares, one.we_lead) for one in axes]
    worn = look(desk.theme)
    worn = replace(worn, size=theme.TYPE[role].px, palette=replace(worn.palette, line=desk.theme.line_strong))
    aside = (max(text_width(one.name, role) for one in axes) + NAME_GAP) / worn.scale
    drawing = radar(directions, aside)
    chart = Chart(
        desk.work, lambda figure: drawing.onto(figure, worn), _spoken(desk.words, names, axes), HINT
    )
    chart.setMinimumHeight(least)
    return chart


def legend(names: Sequence[str], role: str) -> QWidget:
    """Whose outline is whose: ours solid in the accent, the others in grey by their dashes."""
    parts: list[Item] = [None]
    for who, name in enumerate(names):
        shown = label(name, role, "" if who == 0 else "2")
        parts += [_swatch(who, name), shown, 12]
    return box(row(*parts, None, gap=7))


def advantages(words: Words, found: Sequence[Advantage], *, compact: bool) -> QWidget:
    """The figures that customers ask about most, each with its meaning and what the others have."""
    figure_role, unit_role = ("show", "lead") if compact else ("figure", "lead")
    width = max(
        (text_width(one.figure, figure_role) + text_width(one.unit, unit_role) for one in found), default=0.0
    )
    body = col(label(words("Asked about most"), "heading", "2"), gap=0)
    for at, one in enumerate(found):
        if at:
            body.addWidget(rule())
        body.addWidget(_advantage(one, figure_role, unit_role, round(width) + 28, compact=compact))
    return box(body)


def scene(words: Words, one: ToldScenario, *, compact: bool) -> QWidget:
    """What troubles, what it does, what changes: side by side, only the change in the accent."""
    said = "read" if compact else "speak"
    effect: list[Item] = [label(words("What changes"), "label", "accent")]
    if one.figure:
        effect.append(label(one.figure, "title" if compact else "display"))
    effect.append(prose(one.effect, "lead", "2" if one.figure else ""))
    effect += [None, label(raised(one.source), "caption", "3", wrap=True)]
    cards = (
        _card("well", label(words("The trouble"), "label", "2"), prose(one.pain, said), None),
        _card("well", label(words("What it does"), "label", "2"), prose(one.solution, said), None),
        _card("say", *effect),
    )
    return box(row(*((card, 1) for card in cards), gap=12))


def _advantage(one: Advantage, figure_role: str, unit_role: str, width: int, *, compact: bool) -> QWidget:
    unit = col(None, label(one.unit, unit_role, "2"), 3 if compact else 6, gap=0)
    figure = box(col(None, row(label(one.figure, figure_role), unit, None, gap=8), None, gap=0), width)
    said = col(None, prose(one.claim, "read" if compact else "speak"), gap=2)
    if one.others:
        said.addWidget(prose(one.others, "lead", "2"))
    said.addStretch(1)
    air = 8 if compact else 20
    return box(row(figure, (said, 1), gap=16, margins=(0, air, 0, air)))


def _card(kind: str, *items: Item) -> QFrame:
    return frame(kind, col(*items, gap=4, margins=(16, 12, 16, 12)))


def _swatch(who: int, name: str) -> Painted:
    def draw(p: QPainter, width: float, height: float) -> None:
        pen = QPen(color("accent" if who == 0 else "text_3"), 2.4 if who == 0 else 1.6)
        if who and DASHES[(who - 1) % len(DASHES)]:
            pen.setDashPattern(list(DASHES[(who - 1) % len(DASHES)]))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        p.setPen(pen)
        p.drawLine(1, round(height / 2), round(width) - 1, round(height / 2))

    return Painted(draw, name, width=26, height=14)


def _spoken(words: Words, names: Sequence[str], axes: Sequence[Axis]) -> str:
    """What a screen reader says of the radar: how far out everyone stands in each direction."""
    said = []
    for axis in axes:
        shares = ", ".join(
            f"{name} {words.percent(share)}" for name, share in zip(names, axis.shares, strict=True)
        )
        said.append(f"{axis.name}: {shares}")
    return words("Comparison, in percent of the better figure. {axes}", axes="; ".join(said))


def honest_line(text: str) -> QLabel:
    shown = label(text, "label", "3", wrap=True)
    shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return shown
