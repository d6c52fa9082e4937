"""What the sections of the playbook have in common: menus that filter, lines as they are spoken, facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop import theme
from desktop.icons import icon, icon_label
from desktop.text import label, rich
from desktop.widgets.buttons import filter_chip
from desktop.widgets.layouts import Item, clear, col, row, section
from desktop.widgets.states import empty
from sales.variable_names import variable_name
from sales.words import Words

STATE = 240  # px of the text that stands where there are no rows
MANAGERS = ("manager", "admin")
THEMES = {
    "price": "Price",
    "quality": "Quality",
    "trust": "Trust",
    "timing": "Timing",
    "need": "Need",
    "competitor": "Competitor",
    "service": "Service",
    "delivery": "Delivery",
}
OWNERS = {
    "product": "Product team",
    "sales": "Sales team",
    "service": "Service team",
    "marketing": "Marketing",
}
_STRESS, _OPEN = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"\{([^{}|]+)\}")


class Kept(Protocol):
    """A piece of content with who keeps it true."""

    @property
    def owner(self) -> str: ...
    @property
    def verified_on(self) -> date | None: ...
    @property
    def verify_every_days(self) -> int | None: ...
    @property
    def version(self) -> int: ...


class Menu(QPushButton):
    """One of several, or all, from a menu that bears the name of the choice. `picked` carries the value."""

    picked = Signal(str)

    def __init__(self, name: str, every: str) -> None:
        super().__init__()
        self.setFont(theme.font("label"))
        self.setProperty("variant", "drop")
        self.setIcon(icon("chevron-down", "text_2", 14))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._name, self._every, self.value = name, every, ""
        self.setMenu(QMenu(self))
        self.offer(())

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Show these to choose from, value and words; what is chosen stays if it is among them."""
        menu = self.menu()
        menu.clear()
        group = QActionGroup(menu)
        every = [("", self._every), *choices]
        if self.value not in [value for value, _ in every]:
            self.value = ""
        for value, text in every:
            entry = group.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(value == self.value)
            entry.triggered.connect(lambda _=False, value=value: self._pick(value))
            menu.addAction(entry)
        self._told = dict(every)
        self._say()

    def choose(self, value: str) -> None:
        """Choose without announcing it."""
        self.value = value if value in self._told else ""
        self._say()

    def _pick(self, value: str) -> None:
        self.choose(value)
        self.picked.emit(value)

    def _say(self) -> None:
        text = self._told[self.value]
        self.setText(text if self.value else self._name)
        self.setAccessibleName(f"{self._name}: {text}")
        self.setProperty("tone", "accent" if self.value else "")


class Queues(QWidget):
    """Chips for what waits in a list, all first; `picked` carries the one that was chosen."""

    picked = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words, self.value = words, ""
        self._line = row(gap=5, margins=(16, 2, 8, 4))
        self.setLayout(self._line)

    def show_counts(self, queues: Sequence[tuple[str, str, int]]) -> None:
        """The queues that hold something: value, words, how many."""
        held = self.isAncestorOf(self.window().focusWidget()) if self.window().focusWidget() else False
        clear(self._line)
        shown = [one for one in queues if one[2] or one[0] == self.value]
        chips = [self._chip("", self._words("All"), "")]
        chips += [self._chip(value, text, self._words.number(n)) for value, text, n in shown]
        for made in chips:
            self._line.addWidget(made)
        self._line.addStretch(1)
        self.setVisible(bool(shown))
        if held:
            next((one for one in chips if one.isChecked()), chips[0]).setFocus()

    def choose(self, value: str) -> None:
        """Choose without announcing it; the chips follow with the next counts."""
        self.value = value

    def _chip(self, value: str, text: str, count: str) -> QPushButton:
        made = filter_chip(text, count, on=value == self.value)
        made.clicked.connect(lambda: self._pick(value))
        return made

    def _pick(self, value: str) -> None:
        self.value = value
        self.picked.emit(value)


def spoken(words: Words, line: str, role: str = "body", tone: str = "") -> QLabel:
    """A line: what stands between ** is stressed, a variable that is still open is named and marked."""
    return rich(marked(words, line), role, tone)


def marked(words: Words, line: str) -> str:
    """A line as rich text."""
    accent = theme.color("accent").name()

    def named(match: re.Match[str]) -> str:
        return f'<span style="color:{accent}">{escape(variable_name(match[1], words))}</span>'

    html = _STRESS.sub(r'<span style="font-weight:600">\1</span>', escape(line))
    return _OPEN.sub(named, html).replace("\n", "<br>")


def quoted(title: str) -> str:
    """What a customer says, between quotes."""
    return title if title[:1] in '“"' else f"“{title}”"


def bullets(words: Words, icon_name: str, name: str, lines: Sequence[str]) -> QVBoxLayout:
    """A name with its mark, and lines under it."""
    head = row(icon_label(icon_name, "text_3", 15), label(name, "label", "2"), None, gap=7)
    return col(head, *(spoken(words, line) for line in lines), gap=5)


def fact(name: str, value: str, tone: str = "") -> QHBoxLayout:
    """A name at the left, its value at the right."""
    return row(label(name, "body", "2"), None, label(value, "body", tone), margins=(0, 3, 0, 3))


def checked(words: Words, piece: Kept, overdue_days: int | None) -> tuple[str, bool]:
    """The words of a piece's seal, and whether its check is due."""
    if piece.verified_on is None:
        return words("Never checked"), True
    if overdue_days:
        return words.count("{n} day past its check", "{n} days past its check", overdue_days), True
    owner = words(OWNERS.get(piece.owner, piece.owner))
    return words("Checked by {owner}, {day}", owner=owner, day=words.day(piece.verified_on)), False


def kept_by(words: Words, piece: Kept, overdue_days: int | None) -> list[Item]:
    """Who keeps a piece true, when it was checked, and its version."""
    items: list[Item] = [section(words("Kept true by")), 6]
    items.append(fact(words("Owner"), words(OWNERS.get(piece.owner, piece.owner or "–"))))
    if piece.verified_on:
        items.append(fact(words("Checked"), words.day(piece.verified_on, year=True)))
        if piece.verify_every_days:
            due = words.day(piece.verified_on + timedelta(days=piece.verify_every_days))
            every = words("{n} days, next {day}", n=piece.verify_every_days, day=due)
            items.append(fact(words("Every"), every, "warn" if overdue_days else ""))
    return [*items, fact(words("Version"), words.number(piece.version))]


def note(icon_name: str, text: str, tone: str) -> QHBoxLayout:
    """A sentence with its mark; `tone` is "2", good, warn or bad."""
    token = "text_2" if tone == "2" else tone
    return row(sign(icon_name, token, 14), (label(text, "label", tone, wrap=True), 1), gap=8)


def sign(icon_name: str, token: str, size: int = 15) -> QVBoxLayout:
    """An icon beside the first of several lines."""
    return col(1, icon_label(icon_name, token, size), None, gap=0)


def nothing(icon_name: str, head: str, body: str, *actions: QWidget) -> QWidget:
    """What stands where a list has no rows."""
    return empty(icon_name, head, body, *actions, width=STATE)


def listed(parts: Sequence[str]) -> str:
    """Words in a row, as they stand under a title."""
    return " · ".join(part for part in parts if part)
