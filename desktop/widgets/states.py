"""What is shown without data: loading, empty, error; and banners, which push and never cover."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QWidget

from desktop.icons import icon_label, tile
from desktop.paint import fill_round
from desktop.text import label
from desktop.theme import Tone
from desktop.widgets.layouts import Item, box, col, frame, row
from desktop.widgets.marks import Painted

TEXT_WIDTH = 380


def empty(
    icon_name: str,
    head: str,
    body: str,
    *actions: QWidget,
    tone: Tone = "accent",
    width: int = TEXT_WIDTH,
) -> QWidget:
    """A tile, one sentence and what to do about it, in the middle of the room there is."""
    words = label(body, "body", "2", wrap=True)
    words.setFixedWidth(width)
    words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    buttons: list[Item] = [14, row(None, *actions, None)] if actions else []
    layout = col(
        None,
        row(None, tile(icon_name, tone, 44), None),
        12,
        row(None, label(head, "heading"), None),
        4,
        row(None, words, None),
        *buttons,
        None,
        gap=0,
    )
    return box(layout)


def failed(head: str, body: str, *actions: QWidget) -> QWidget:
    """What happened, what is safe, what to do."""
    return empty("triangle-alert", head, body, *actions, tone="bad")


def bone(width: int = 0, height: int = 10, radius: int = 4, *, soft: bool = False) -> Painted:
    """A grey stand-in for something that is being read; no width takes what there is."""

    def draw(painter: QPainter, w: float, h: float) -> None:
        fill_round(painter, QRectF(0, 0, w, h), "raised" if soft else "fill", radius)

    return Painted(draw, "", width=width, height=height)


def loading(sentence: str, rows: int = 6, row_height: int = 60) -> QWidget:
    """A list's skeleton at the rows' real size, with a sentence saying what is being read."""
    widths = (148, 112, 168, 126, 140, 104)
    bones: list[Item] = []
    for at in range(rows):
        lines = col(
            None, bone(widths[at % len(widths)]), bone(widths[(at + 2) % len(widths)] - 24, 8), None, gap=8
        )
        line = box(row(bone(34, 34, 9), lines, None, bone(52), gap=12, margins=(18, 0, 18, 0)))
        line.setFixedHeight(row_height)
        bones.append(line)
    said = row(label(sentence, "label", "3"), None, margins=(18, 12, 18, 8))
    return box(col(said, *bones, None, gap=0))


def banner(tone: Tone, icon_name: str, text: str, more: str = "", actions: Sequence[QWidget] = ()) -> QFrame:
    """What happened; what is safe; what to do. It takes room above the page and never covers it."""
    words = col(None, label(text, "strong" if more else "body", wrap=True), gap=1)
    if more:
        words.addWidget(label(more, "label", "2", wrap=True))
    words.addStretch(1)
    ground = "accent" if tone == "neutral" else tone
    made = frame(
        ground, row(icon_label(icon_name, ground, 16), (words, 1), *actions, gap=10, margins=(14, 8, 8, 8))
    )
    made.setMinimumHeight(48)
    made.setAccessibleName(f"{text} {more}".strip())
    return made
