"""The sidebar: the pages, where the data is, and who works here. Below 1150 px a rail of icons.

It is made of finished words, so that the window can show the sidebar it remembers before all else is known.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop import theme
from desktop.icons import icon, icon_label, tile
from desktop.text import Elided, label
from desktop.widgets.buttons import Block, tool
from desktop.widgets.layouts import add, box, clear, col, row


class NavItem(NamedTuple):
    """A page with a place in the sidebar; `key` is its digit under Ctrl."""

    name: str
    title: str
    icon: str
    key: int


class Pill(NamedTuple):
    """Where the data is and how old, in words. `share` (0 to 1) of a round that is under way, else None."""

    icon: str
    token: str
    head: str
    detail: str
    share: float | None = None


class Waiting(NamedTuple):
    """How much on a page waits for who works here: the figure, and all of it in words."""

    page: str
    figure: str
    said: str


class Shown(NamedTuple):
    """Everything in the sidebar, in the reader's language. No name: nobody has said who works here."""

    items: tuple[NavItem, ...] = ()
    settings: str = "Settings"
    person: str = ""
    pill: Pill | None = None
    waiting: tuple[Waiting, ...] = ()


class Sidebar(QWidget):
    went = Signal(str)
    pill_pressed = Signal()

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self.shown = shown
        self._rail = False
        self._chosen = ""
        self._buttons: dict[str, QPushButton] = {}
        self._figures: dict[str, QLabel] = {}
        self._pressed: QWidget | None = None  # what of the pill is pressed
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(2)
        self._fill()

    def show_all(self, shown: Shown) -> None:
        """Show other words, pages or data."""
        if shown != self.shown:
            self.shown = shown
            self._fill()

    def show_pill(self, pill: Pill) -> None:
        """Show where the data is now, and leave the rest as it stands."""
        if pill != self.shown.pill:
            self.shown = self.shown._replace(pill=pill)
            self._fill_pill()

    def show_waiting(self, waiting: tuple[Waiting, ...]) -> None:
        """Show how much waits on which page, and leave the rest as it stands."""
        if waiting != self.shown.waiting:
            self.shown = self.shown._replace(waiting=waiting)
            self._fill_waiting()

    def set_rail(self, rail: bool) -> None:
        if rail != self._rail:
            self._rail = rail
            self._fill()

    def choose(self, page: str) -> None:
        """Mark the page that is shown; one without a place in the sidebar marks nothing."""
        self._chosen = page
        for name, button in self._buttons.items():
            button.setChecked(name == page)

    def _fill(self) -> None:
        clear(self._layout)
        rail = self._rail
        self.setFixedWidth(theme.RAIL if rail else theme.SIDEBAR)
        self._layout.setContentsMargins(*((10, 14, 10, 12) if rail else (12, 14, 12, 12)))
        names = [] if rail else [label("Rapport", "heading")]
        add(self._layout, row(tile("target", "mark", 26), *names, None, gap=9, margins=(5, 0, 5, 14)))
        self._figures = {}
        self._buttons = {item.name: self._button(item) for item in self.shown.items}
        self._fill_waiting()
        add(self._layout, *self._buttons.values(), None)
        self._pill, self._pressed = col(gap=0), None
        add(self._layout, self._pill, self._person())
        self._fill_pill()

    def _fill_pill(self) -> None:
        focused = self._pressed is not None and self._pressed.hasFocus()
        clear(self._pill)
        self._pressed = None
        if pill := self.shown.pill:
            add(self._pill, self._rail_pill(pill) if self._rail else self._wide_pill(pill), 6)
        if focused and self._pressed is not None:
            self._pressed.setFocus()

    def _button(self, item: NavItem) -> QPushButton:
        button = QPushButton("" if self._rail else f"  {item.title}")
        button.setProperty("variant", "rail" if self._rail else "nav")
        button.setFont(theme.font("strong"))
        button.setIcon(icon(item.icon, "text_3", on="accent"))
        button.setIconSize(QSize(16, 16))
        button.setCheckable(True)
        button.setChecked(item.name == self._chosen)
        button.clicked.connect(lambda: self._go(item.name))
        if not self._rail:
            self._figures[item.name] = figure = label("", "caption", "2")
            figure.setAttribute(QtCore.Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            button.setLayout(row(None, figure, gap=0, margins=(0, 0, 14, 0)))
        return button

    def _fill_waiting(self) -> None:
        """Say beside its page, and in its name, what waits there."""
        waiting = {one.page: one for one in self.shown.waiting}
        for item in self.shown.items:
            here = waiting.get(item.name)
            said = here.said if here else item.title
            self._buttons[item.name].setToolTip(f"{said}  Ctrl+{item.key}")
            self._buttons[item.name].setAccessibleName(said)
            if figure := self._figures.get(item.name):
                figure.setText(here.figure if here else "")

    def _go(self, page: str) -> None:
        self.choose(self._chosen)  # the shell says when the page is there
        self.went.emit(page)

    def _wide_pill(self, pill: Pill) -> QWidget:
        head = row(icon_label(pill.icon, pill.token, 14), (Elided(pill.head, "label"), 1), gap=7)
        layout = col(head, Elided(pill.detail, "caption", "3"), gap=2, margins=(10, 9, 10, 9))
        if pill.share is not None:
            add(layout, 2, self._bar(pill))
        block = Block(layout, f"{pill.head}. {pill.detail}", "well")
        block.pressed.connect(self.pill_pressed)
        self._pressed = block
        return block

    def _bar(self, pill: Pill) -> QWidget:
        from desktop.widgets.marks import progress_bar

        return progress_bar(pill.detail, pill.share or 0.0)

    def _rail_pill(self, pill: Pill) -> QWidget:
        button = tool(pill.icon, f"{pill.head}. {pill.detail}")
        button.setIcon(icon(pill.icon, pill.token))
        button.clicked.connect(self.pill_pressed)
        self._pressed = button
        return box(row(None, button, None, gap=0))

    def _face(self, name: str) -> QWidget:
        from desktop.widgets.marks import avatar

        return avatar(name, 28)

    def _person(self) -> QWidget:
        settings = tool("settings", self.shown.settings, shortcut="Ctrl+,")
        settings.clicked.connect(lambda: self.went.emit("settings"))
        name = self.shown.person
        face = [self._face(name)] if name else []
        if self._rail:
            return box(row(None, col(settings, *face, gap=8), None, gap=0))
        said = [(Elided(name, "label"), 1)] if name else [None]
        return box(row(*face, *said, settings, margins=(4, 0, 0, 0)))
