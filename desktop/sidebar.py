"""The sidebar: the pages, where the data is, and who works here. Below 1150 px a rail of icons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop import theme
from desktop.icons import icon, icon_label
from desktop.page import Entry
from desktop.text import Elided, label
from desktop.widgets.buttons import Block, tool
from desktop.widgets.layouts import add, box, clear, col, row
from desktop.widgets.marks import avatar, tile
from sales.words import Words


@dataclass(frozen=True, slots=True)
class Pill:
    """Where the data is and how old, in words."""

    icon: str
    token: str
    head: str
    detail: str


class Sidebar(QWidget):
    went = Signal(str)
    pill_pressed = Signal()

    def __init__(self, words: Words, pages: Sequence[Entry]) -> None:
        super().__init__()
        self._words, self._pages = words, pages
        self._rail = False
        self._chosen = ""
        self._name: str | None = None
        self._pill: Pill | None = None
        self._buttons: dict[str, QPushButton] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(2)
        self._fill()

    def set_rail(self, rail: bool) -> None:
        if rail != self._rail:
            self._rail = rail
            self._fill()

    def choose(self, page: str) -> None:
        """Mark the page that is shown; one without a place in the sidebar marks nothing."""
        self._chosen = page
        for name, button in self._buttons.items():
            button.setChecked(name == page)

    def show_person(self, name: str | None) -> None:
        """Who works here; None: not known yet."""
        self._name = name
        self._fill()

    def show_pill(self, pill: Pill) -> None:
        if pill != self._pill:
            self._pill = pill
            self._fill()

    def _fill(self) -> None:
        clear(self._layout)
        rail = self._rail
        self.setFixedWidth(theme.RAIL if rail else theme.SIDEBAR)
        self._layout.setContentsMargins(*((10, 14, 10, 12) if rail else (12, 14, 12, 12)))
        names = [] if rail else [label("Rapport", "heading")]
        add(self._layout, row(tile("target", "mark", 26), *names, None, gap=9, margins=(5, 0, 5, 14)))
        self._buttons = {entry.name: self._button(entry) for entry in self._pages if entry.key}
        add(self._layout, *self._buttons.values(), None)
        if self._pill:
            add(self._layout, self._rail_pill(self._pill) if rail else self._wide_pill(self._pill), 6)
        add(self._layout, self._person())

    def _button(self, entry: Entry) -> QPushButton:
        title = self._words(entry.title)
        button = QPushButton("" if self._rail else f"  {title}")
        button.setProperty("variant", "rail" if self._rail else "nav")
        button.setFont(theme.font("strong"))
        button.setIcon(icon(entry.icon, "text_3", on="accent"))
        button.setIconSize(QSize(16, 16))
        button.setCheckable(True)
        button.setChecked(entry.name == self._chosen)
        button.setToolTip(f"{title}  Ctrl+{entry.key}")
        button.setAccessibleName(title)
        button.clicked.connect(lambda: self._go(entry.name))
        return button

    def _go(self, page: str) -> None:
        self.choose(self._chosen)  # the shell says when the page is there
        self.went.emit(page)

    def _wide_pill(self, pill: Pill) -> QWidget:
        head = row(icon_label(pill.icon, pill.token, 14), (Elided(pill.head, "label"), 1), gap=7)
        layout = col(head, Elided(pill.detail, "caption", "3"), gap=2, margins=(10, 9, 10, 9))
        block = Block(layout, f"{pill.head}. {pill.detail}", "well")
        block.pressed.connect(self.pill_pressed)
        return block

    def _rail_pill(self, pill: Pill) -> QWidget:
        button = tool(pill.icon, f"{pill.head}. {pill.detail}")
        button.setIcon(icon(pill.icon, pill.token))
        button.clicked.connect(self.pill_pressed)
        return box(row(None, button, None, gap=0))

    def _person(self) -> QWidget:
        settings = tool("settings", self._words("Settings"), shortcut="Ctrl+,")
        settings.clicked.connect(lambda: self.went.emit("settings"))
        face = [avatar(self._name, 28)] if self._name else []
        if self._rail:
            column = col(settings, *face, gap=8)
            column.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            return box(column)
        name = Elided(self._name, "label") if self._name else label("")
        return box(row(*face, (name, 1), settings, margins=(4, 0, 0, 0)))
