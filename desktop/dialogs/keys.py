"""The shortcut sheet (?): every key there is, by where it works, made from the rows of `desktop.actions`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.actions import Action
from desktop.text import Elided, label
from desktop.widgets.buttons import tool
from desktop.widgets.fields import search_field
from desktop.widgets.layouts import Item, box, clear, col, row, rule, scroll, vrule
from desktop.widgets.marks import keycaps
from sales.words import Words

WIDTH, LINE, COLUMNS, TALLEST = 880, 30, 3, 420
AROUND = 220  # px of the window that the columns must leave


class KeySheet(QFrame):
    """`groups` are (where, its actions), in the reader's language; `height` is the window's, in px."""

    over = Signal()

    def __init__(self, words: Words, groups: Sequence[tuple[str, Sequence[Action]]], height: int) -> None:
        super().__init__()
        self._room = max(LINE, height - AROUND)
        self._words, self._groups = words, groups
        self.setProperty("kind", "dialog")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(words("Keys"))
        self.field = search_field(words("Find a key"))
        self.field.setFixedWidth(200)
        self.field.textChanged.connect(self._show)
        close = tool("x", words("Close"), shortcut="Esc")
        close.clicked.connect(self.over)
        self._columns = QVBoxLayout()
        self._columns.setContentsMargins(0, 0, 0, 0)
        said = words("Every action also has its key in the palette, on its own row.")
        self.setLayout(
            col(
                row((label(words("Keys"), "title"), 1), self.field, close, margins=(0, 0, -8, 0)),
                self._columns,
                rule(),
                row(label(said, "label", "3"), None),
                gap=16,
                margins=(24, 18, 24, 16),
            )
        )
        self._show("")

    def titles(self) -> list[str]:
        """The actions that are listed, as they are called here."""
        return [shown.text() for shown in self.findChildren(Elided) if shown.isVisibleTo(self)]

    def _show(self, typed: str) -> None:
        clear(self._columns)
        columns = _dealt([part for part in (self._group(*group, typed) for group in self._groups) if part])
        parts: list[Item] = []
        for at, column in enumerate(columns):
            parts += [vrule()] if at else []
            parts.append((box(col(*column, None, gap=16)), 1))
        if not columns:
            parts = [label(self._words("No key is called that."), "body", "3"), None]
        view = scroll(box(row(*parts, gap=20)))
        tall = max(
            (sum(part.sizeHint().height() + 16 for part in column) for column in columns), default=LINE
        )
        view.setFixedHeight(min(tall, TALLEST, self._room))
        self._columns.addWidget(view)

    def _group(self, where: str, actions: Sequence[Action], typed: str) -> QWidget | None:
        lines: list[Item] = []
        for action in actions:
            title = self._words(action.title)
            if action.keys and typed.casefold() in f"{title} {action.title} {action.keys}".casefold():
                line = box(row((Elided(title), 1), keycaps(action.keys)))
                line.setFixedHeight(LINE)
                lines.append(line)
        return box(col(label(where, "label", "3"), 4, *lines, gap=0)) if lines else None


def _dealt(groups: Sequence[QWidget]) -> list[list[QWidget]]:
    """Groups over at most three columns, each next one to the shortest."""
    columns: list[list[QWidget]] = [[] for _ in range(min(COLUMNS, len(groups)))]
    for group in groups:
        min(columns, key=lambda column: sum(part.sizeHint().height() for part in column)).append(group)
    return columns
