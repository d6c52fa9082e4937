"""The window: sidebar and stage, and over them palette, shortcut sheet, toasts and the crash dialog.

The window stands before the store is open. `open` fills it for a desk, and does so again when the language or
the theme changes: pages are made anew at the same place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from data.store import Changes
from desktop import theme
from desktop.actions import Action, action, actions
from desktop.contents import commands, key_groups, page_title
from desktop.desk import Desk, Notice, Trace
from desktop.dialogs.crash import CrashDialog
from desktop.dialogs.keys import KeySheet
from desktop.dialogs.palette import Found, Palette
from desktop.page import entries
from desktop.sidebar import Pill, Sidebar
from desktop.stage import Place, Stage
from desktop.widgets.buttons import Block, button
from desktop.widgets.layouts import box, clear, frame, row
from desktop.widgets.overlay import FocusRing, Overlay
from desktop.widgets.states import failed, loading
from desktop.widgets.toast import Toast
from sales.errors import SalesError
from sales.words import Words

PALETTE_TOP, PALETTE_TOP_NARROW = 112, 72
UNDO_DEPTH = 50
TARGETS = {"customer": "customers", "product": "playbook"}  # the page that shows a record of a kind
KINDS = {"customer": "Customer", "product": "Product"}


class Shell(QWidget):
    changed = Signal(object)  # Changes; may be emitted on any thread
    acted = Signal(str)  # the id of an action that was run
    setting_asked = Signal(str, str)  # name, value
    closing = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self.desk: Desk | None = None
        self.stage: Stage | None = None
        self.sidebar: Sidebar | None = None
        self.overlay: Overlay | None = None
        self._undo: list[Callable[[], None]] = []
        self._pill: Pill | None = None
        self._pill_trace: Trace | None = None
        self._wished = ""
        self.setWindowTitle("Rapport")
        self.setMinimumSize(*theme.MIN_WINDOW)
        self.setAutoFillBackground(True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._toast = Toast(self)
        self._toast.undo.connect(self.undo)
        self._ring = FocusRing(self)
        self.changed.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._bind(self, actions(None))
        self._bind_pages()

    # -- what stands in the window

    def show_opening(self) -> None:
        """The frame without a desk yet: a page asked for now is shown as soon as there is one."""
        panel = frame(
            "panel", row((loading(self.words("Opening your data")), 1), gap=0, margins=(1, 1, 1, 1))
        )
        self._stand(panel)
        self.setFocus()

    def show_failure(self, error: SalesError, again: Callable[[], None]) -> None:
        """The store cannot be opened: what happened, what to do, and another try."""
        head, body = error.said(self.words)
        retry = button(self.words("Try again"), "rotate-ccw", "primary")
        retry.clicked.connect(again)
        panel = frame("panel", row((failed(head, body, retry), 1), gap=0, margins=(1, 1, 1, 1)))
        self._stand(panel)
        retry.setFocus()

    def show_whole(self, widget: QWidget) -> None:
        """Something that fills the window by itself, such as the first run."""
        self._leave()
        self._layout.addWidget(widget)

    def open(self, desk: Desk, place: Place | None = None) -> None:
        """Fill the window for a desk, at a place or at the first page."""
        self.desk, self.words = desk, desk.words
        stage = Stage(desk)
        self._stand(stage)
        self.stage = stage
        stage.moved.connect(self._moved)
        desk.toasted.connect(self._toasted)
        desk.work.refused.connect(self.refuse)
        if self.sidebar:
            self.sidebar.show_person(self._person())
        known = {entry.name for entry in entries()}
        first = next((entry.name for entry in entries() if entry.key), "")
        wished = Place(self._wished, None) if self._wished else place
        self._wished = ""
        stage.go(*(wished if wished and wished.page in known else Place(first, None)))

    def show_pill(self, pill: Pill, trace: Trace) -> None:
        """Where the data is and how fresh; pressed, it says so at length."""
        self._pill, self._pill_trace = pill, trace
        if self.sidebar:
            self.sidebar.show_pill(pill)

    def refuse(self, error: SalesError) -> None:
        """Say what was refused, above the page."""
        head, body = error.said(self.words)
        if self.stage:
            self.stage.show_notice(Notice(head, body, "bad"))

    def report_crash(self, report: str) -> None:
        """Say that the code stopped; the page can be made anew."""
        words = self.words
        where = words(
            "{page}. Our fault, not yours.",
            page=page_title(self.words, self.stage.place.page if self.stage else ""),
        )
        safe = [words("Everything you saved is safe"), words("The other pages work as before")]
        dialog = CrashDialog(words, where, safe, report)
        dialog.quit.connect(self.close)
        dialog.again.connect(self._reopen)
        self._lay_over(dialog, dialog.first)

    # -- actions

    @action("shell.palette", "Find or do", "search", "Ctrl+K")
    def find_or_do(self) -> None:
        if not (self.desk and self.stage):
            return
        page = self.stage.page
        shown = commands(self.words, self.stage.place.page, lambda one: self._do(one, page or self), self.go)
        palette = Palette(self.desk, shown, self._open_found)
        palette.over.connect(self._dismiss)
        top = PALETTE_TOP_NARROW if self.width() < theme.RAIL_BELOW else PALETTE_TOP
        self._lay_over(palette, palette.field, top)

    @action("shell.why", "Why this figure", "inspect", "Ctrl+I")
    def why(self) -> None:
        if self.stage:
            self.stage.toggle_inspector()

    @action("shell.back", "Back, exactly", "arrow-left", "Esc")
    def back(self) -> None:
        if self.overlay:
            self._dismiss()
        elif self.stage:
            self.stage.back()

    @action("shell.undo", "Undo", "undo-2", "Ctrl+Z")
    def undo(self) -> None:
        if self._undo:
            self._toast.hide()
            self._undo.pop()()
        else:
            self._toast.say(self.words("Nothing to undo"))

    @action("shell.settings", "Settings", "settings", "Ctrl+,")
    def settings(self) -> None:
        self.go("settings")

    @action("shell.keys", "These keys", "keyboard", "?")
    def keys(self) -> None:
        sheet = KeySheet(self.words, key_groups(self.words), self.height())
        sheet.over.connect(self._dismiss)
        self._lay_over(sheet, sheet.field)

    @action("shell.dark", "Light or dark", "moon")
    def switch_theme(self) -> None:
        self.setting_asked.emit("theme", "light" if theme.current().dark else "dark")

    @action("shell.language", "English or Chinese", "languages")
    def switch_language(self) -> None:
        self.setting_asked.emit("language", "en" if self.words.chinese else "zh_CN")

    @action("shell.quit", "Quit", "log-out", "Ctrl+Q")
    def leave(self) -> None:
        self.close()

    def go(self, page: str, ref: str | None = None) -> None:
        """Show a page; before the store is open, as soon as it is."""
        if self.stage:
            self.stage.go(page, ref)
        else:
            self._wished = page
            if self.sidebar:
                self.sidebar.choose(page)

    # -- Qt's own

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    # -- inside

    def _stand(self, panel: QFrame) -> None:
        self._leave()
        self.sidebar = Sidebar(self.words, entries())
        self.sidebar.went.connect(self.go)
        self.sidebar.pill_pressed.connect(self.explain_pill)
        if self._pill:
            self.sidebar.show_pill(self._pill)
        self._layout.addWidget(box(row(self.sidebar, (panel, 1), gap=0, margins=(0, 8, 8, 8))))
        self._fit()

    def _leave(self) -> None:
        self._dismiss()
        self._toast.hide()
        self.stage = self.sidebar = None
        clear(self._layout)

    def _fit(self) -> None:
        if self.sidebar:
            self.sidebar.set_rail(self.width() < theme.RAIL_BELOW)
        if self.stage:
            self.stage.set_docked(self.width() >= theme.DRAWER_BELOW)

    def _lay_over(self, dialog: QFrame, first: QWidget, top: int | None = None) -> None:
        self._dismiss()
        overlay = Overlay(self, dialog, top=top)
        overlay.closed.connect(self._dismissed)
        self.overlay = overlay
        overlay.open(first)

    def _dismiss(self) -> None:
        if self.overlay:
            self.overlay.dismiss()

    def _dismissed(self) -> None:
        self.overlay = None

    def _reopen(self) -> None:
        self._dismiss()
        if self.stage:
            self.stage.reopen()

    def _moved(self, page: str) -> None:
        if self.sidebar:
            self.sidebar.choose(page)
        current = self.stage.page if self.stage else None
        if current and not current.property("bound"):
            current.setProperty("bound", True)
            self._bind(current, actions(page))

    def _toasted(self, text: str, undo: Callable[[], None] | None) -> None:
        if undo:
            self._undo = [*self._undo, undo][-UNDO_DEPTH:]
        self._toast.say(text, self.words("Undo") if undo else "")

    def _take(self, changes: Changes) -> None:
        if self.stage:
            self.stage.take(changes)

    def explain_pill(self) -> None:
        if self.stage:
            self.stage.inspect(self._pill_trace)

    def _person(self) -> str | None:
        rep = self.desk.rep if self.desk else None
        if rep is None:
            return None
        return rep.name_zh if self.words.chinese and rep.name_zh else rep.name

    # -- keys

    def _bind(self, owner: QWidget, rows: Sequence[Action]) -> None:
        """Shortcuts that work while `owner`, the window or a page, is to be seen."""
        for one in rows:
            if one.keys and one.run:
                for keys in {one.keys, one.keys.replace("Enter", "Return")}:
                    shortcut = QShortcut(QKeySequence(keys), owner)
                    shortcut.activated.connect(partial(self._press, one, owner))

    def _bind_pages(self) -> None:
        for entry in entries():
            if entry.key:
                shortcut = QShortcut(QKeySequence(f"Ctrl+{entry.key}"), self)
                shortcut.activated.connect(partial(self._go_by_key, entry.name))

    def _go_by_key(self, page: str) -> None:
        if not self.overlay:
            self.go(page)

    def _press(self, one: Action, owner: QWidget) -> None:
        if self.overlay and one.id != "shell.back":
            return
        focus = self.focusWidget()
        if one.keys in ("Space", "Enter") and isinstance(focus, (QAbstractButton, Block)):
            focus.click() if isinstance(focus, QAbstractButton) else focus.pressed.emit()
            return
        self._do(one, owner)

    def _do(self, one: Action, owner: QWidget) -> None:
        self.acted.emit(one.id)
        if one.run:
            one.run(owner)

    def _open_found(self, found: Found) -> None:
        """Show a record on its page; what has no page yet is told in the inspector."""
        page = TARGETS.get(found.kind, "")
        if any(entry.name == page for entry in entries()):
            self.go(page, found.ref)
        elif self.stage:
            self.stage.inspect(Trace(self.words(KINDS[found.kind]), found.title, found.snippet))
