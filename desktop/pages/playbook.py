"""Playbook: objections, talk tracks, products, messages, and questions that are answered from them.

`ref` is `<section>/<id>`, with `@<customer id>` behind it when it is read for a customer: "objections/too-
expensive@0193...". A ref that names no section is a product's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from desktop import theme
from desktop.actions import action, note_key
from desktop.desk import Desk, Trace
from desktop.dialogs.customer_picker import CustomerPicker
from desktop.page import Page, entries, page
from desktop.pages.playbook_ask import AskSection
from desktop.pages.playbook_messages import MessagesSection
from desktop.pages.playbook_objections import ObjectionsSection
from desktop.pages.playbook_products import ProductsSection
from desktop.pages.playbook_section import Section
from desktop.pages.playbook_tracks import TracksSection
from desktop.text import label
from desktop.widgets.buttons import Segmented, tool
from desktop.widgets.layouts import box, col, row
from desktop.widgets.overlay import Overlay

SECTIONS: dict[str, tuple[str, type[Section]]] = {
    "tracks": ("Tracks", TracksSection),
    "objections": ("Objections", ObjectionsSection),
    "products": ("Products", ProductsSection),
    "messages": ("Messages", MessagesSection),
    "ask": ("Ask", AskSection),
}
FIRST = "objections"
EDITED = ("tracks", "objections", "products", "messages")
AUTHOR = "author"  # the page on which a piece is edited
DIGITS = 9


@page("playbook", "Playbook", "book-open", key=3)
class Playbook(Page):
    kinds: ClassVar[frozenset[str]] = frozenset(
        {"contact_marks", "activities", "publications", "ratings", "misses", "customers", "standings"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = desk.words
        self._sections: dict[str, Section] = {}
        self._shown = ""
        self._customer: str | None = None
        self._overlay: Overlay | None = None
        self._stack = QStackedWidget()
        self._tabs = Segmented(
            [words(title) for title, _ in SECTIONS.values()], 0, words("Playbook"), stretch=True
        )
        for part in self._tabs.findChildren(QPushButton):
            part.setFont(theme.font("caption"))
            part.setMinimumWidth(0)
            part.setMinimumWidth(part.minimumSizeHint().width())
        self._tabs.chosen.connect(lambda at: self.turn(list(SECTIONS)[at]))
        self._edit = tool("pencil", words("Edit"), shortcut="Ctrl+E")
        self._edit.clicked.connect(self.edit)
        self._edit.setVisible(any(entry.name == AUTHOR for entry in entries()))
        whom = tool("user-check", words("Choose a customer"), shortcut="W")
        whom.clicked.connect(self.choose_customer)
        title = label(words("Playbook"), "title")
        title.setFixedHeight(theme.CONTROL)
        head = row(title, None, whom, self._edit, gap=2, margins=(18, 16, 12, 8))
        self._head = box(col(head, row(self._tabs, margins=(12, 0, 12, 10)), gap=0))
        self.setLayout(row((self._stack, 1), gap=0))
        for digit in range(1, DIGITS + 1):
            key = QShortcut(QKeySequence(str(digit)), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(partial(self._answer, digit))

    @property
    def section(self) -> Section | None:
        return self._sections.get(self._shown)

    # -- what the shell asks

    @property
    def ref(self) -> str | None:
        if self.section is None:
            return None
        inside = self.section.ref
        whole = f"{self._shown}/{inside}" if inside else self._shown
        return f"{whole}@{self._customer}" if self._customer else whole

    def show_ref(self, ref: str | None) -> None:
        if ref is None:
            if self.section is None:
                self.turn(FIRST)
            return
        place, _, customer_id = ref.partition("@")
        name, _, inside = place.partition("/")
        if name not in SECTIONS:
            name, inside = ("products", place) if "products" in SECTIONS else (FIRST, "")
        self._customer = customer_id or None
        self._show(name)
        self._sections[name].show_ref(inside or None, self._customer)

    def reload(self) -> None:
        if self.section:
            self.section.reload()

    def first_focus(self) -> QWidget:
        return self.section.first_focus() if self.section else self

    def back(self) -> bool:
        return self.section.back() if self.section else False

    def why(self) -> Trace | None:
        return self.section.why() if self.section else None

    def sights(self) -> Iterator[str]:
        for name in SECTIONS:
            self.turn(name)
            yield name
            for sight in self._sections[name].sights():
                yield f"{name}-{sight}"
        self.choose_customer()
        yield "whom"
        if self._overlay:
            self._overlay.dismiss()

    # -- actions

    @action("playbook.search", "Search the playbook", "search", "/", page="playbook")
    def search(self) -> None:
        if self.section:
            self.section.focus_search()

    @action("playbook.tracks", "Talk tracks", "route", "Alt+1", page="playbook")
    def tracks(self) -> None:
        self.turn("tracks")

    @action("playbook.objections", "Objections", "shield-question", "Alt+2", page="playbook")
    def objections(self) -> None:
        self.turn("objections")

    @action("playbook.products", "Products", "package", "Alt+3", page="playbook")
    def products(self) -> None:
        self.turn("products")

    @action("playbook.messages", "Messages", "send", "Alt+4", page="playbook")
    def messages(self) -> None:
        self.turn("messages")

    @action("playbook.ask", "Ask a question", "circle-question-mark", "Alt+5", page="playbook")
    def ask(self) -> None:
        self.turn("ask")

    @action("playbook.customer", "Choose a customer", "user-check", "W", page="playbook")
    def choose_customer(self) -> None:
        """Ask for whom the playbook is read."""
        picker = CustomerPicker(self.desk)
        self._overlay = Overlay(self.window(), picker)
        self._overlay.closed.connect(self._uncover)
        picker.over.connect(self._overlay.dismiss)
        picker.picked.connect(self._take_customer)
        self._overlay.open(picker.field)

    @action("playbook.log", "Log as sent", "send", "Ctrl+Enter", page="playbook")
    def log(self) -> None:
        if isinstance(self.section, MessagesSection):
            self.section.log()

    @action("playbook.down", "Scroll what is read down", "chevron-down", "Ctrl+Down", page="playbook")
    def down(self) -> None:
        if self.section:
            self.section.move_on(1)

    @action("playbook.up", "Scroll what is read up", "chevron-up", "Ctrl+Up", page="playbook")
    def up(self) -> None:
        if self.section:
            self.section.move_on(-1)

    @action("playbook.copy", "Copy what to say", "copy", "Ctrl+Shift+C", page="playbook")
    def copy(self) -> None:
        if self.section:
            self.section.copy()

    @action("playbook.edit", "Edit", "pencil", "Ctrl+E", page="playbook")
    def edit(self) -> None:
        """Open the piece that is read for editing, seen as the same customer."""
        self.desk.go(AUTHOR, self.ref if self._shown in EDITED else None)

    def turn(self, name: str) -> None:
        """Show a section, for the same customer as before."""
        self._show(name)
        self._sections[name].show_ref(None, self._customer)
        self._sections[name].first_focus().setFocus()

    # -- Qt's own

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.section:
            self.section.fit(self.width())

    # -- inside

    def _show(self, name: str) -> None:
        section = self._sections.get(name) or self._make(name)
        self._shown = name
        self._tabs.choose(list(SECTIONS).index(name))
        section.head_room.addWidget(self._head)
        section.fit(self.width())
        self._stack.setCurrentWidget(section)
        self.setFocusProxy(section.first_focus())

    def _make(self, name: str) -> Section:
        made = SECTIONS[name][1](self.desk)
        made.filled.connect(self.ready)
        made.customer_changed.connect(self._take_customer)
        made.customer_wanted.connect(self.choose_customer)
        self._sections[name] = made
        self._stack.addWidget(made)
        return made

    def _take_customer(self, customer_id: str) -> None:
        if self._overlay:
            self._overlay.dismiss()
        self._customer = customer_id or None
        if self.section:
            self.section.show_ref(None, self._customer)

    def _uncover(self) -> None:
        self._overlay = None

    def _answer(self, digit: int) -> None:
        if self.section:
            self.section.answer(digit)


note_key("playbook.rows", "Next or previous", "Up Down", "playbook")
note_key("playbook.answers", "Follow the customer's answer", "1 2 3", "playbook")
