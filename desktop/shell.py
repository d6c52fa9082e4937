"""The window: sidebar and stage, and over them palette, shortcut sheet, toasts and the crash dialog.

The window stands before the store is open, with the sidebar it remembers. `open` fills it for a desk, and
does so again when the language or the theme changes: pages are made anew at the same place. What the first
paint does not need is imported where it is used.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from desktop import theme
from desktop.actions import Action, action, actions
from desktop.cover import Cover
from desktop.sidebar import Pill, Shown, Sidebar
from desktop.widgets.buttons import Block
from desktop.widgets.layouts import box, clear, frame, row

if TYPE_CHECKING:
    from data.store import Changes
    from desktop.desk import Desk, Trace
    from desktop.dialogs.palette import Found
    from desktop.stage import Place, Stage
    from desktop.widgets.overlay import Overlay
    from sales.errors import SalesError
    from sales.words import Words

FIRST_SIZE = (1440, 900)
EDGE = 8  # px around the panel
PALETTE_TOP, PALETTE_TOP_NARROW = 112, 72
PATIENCE_MS = 200  # an opening that takes longer shows that it does
UNDO_DEPTH = 50
TARGETS = {  # the page that shows a record of a kind, and what comes before its ref there
    "customer": ("customers", ""),
    "product": ("playbook", ""),
    "card": ("playbook", "objections/"),
    "track": ("playbook", "tracks/"),
    "story": ("playbook", "products/"),
    "message": ("playbook", "messages/"),
    "question": ("playbook", "ask/faqs/"),
    "policy": ("playbook", "ask/policies/"),
    "note": ("customers", ""),
    "quote": ("quote", ""),
    "quote for": ("quotes", "new/"),
}
IMPORT = "import"  # the page that takes a dropped file
ALWAYS = ("shell.back", "shell.lock", "shell.quit")  # what can be done even while a customer looks


class Shell(QWidget):
    changed = Signal(object)  # Changes; may be emitted on any thread
    acted = Signal(str)  # the id of an action that was run
    setting_asked = Signal(str, str)  # name, value
    closing = Signal()

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self.desk: Desk | None = None
        self.stage: Stage | None = None
        self.sidebar = Sidebar(shown)
        self._undo: list[Callable[[], None]] = []
        self._pill_trace: Trace | None = None
        self._wished = ""
        self.cover = Cover(self)
        self.setWindowTitle("Rapport")
        self.setMinimumSize(*theme.MIN_WINDOW)
        self.setAutoFillBackground(True)
        self.setAcceptDrops(True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._stand(frame("panel"))
        self.setFocus()

    @property
    def overlay(self) -> Overlay | None:
        """What lies over the window, whoever laid it there; None when all of it can be reached."""
        if self.desk is None:
            return None
        from desktop.widgets.overlay import Overlay

        over = self.findChildren(Overlay, options=QtCore.Qt.FindChildOption.FindDirectChildrenOnly)
        return next((one for one in reversed(over) if one.isVisible()), None)

    def place(self, where: tuple[int, int, int, int] | None, maximized: bool) -> None:
        """Show the window where it was, if there still is a screen."""
        self.resize(*FIRST_SIZE)
        if where and any(s.availableGeometry().intersects(QRect(*where)) for s in QGuiApplication.screens()):
            self.setGeometry(*where)
        if maximized:
            self.showMaximized()
        else:
            self.show()

    def take_keys(self) -> None:
        """From now on the window's keys work: Ctrl+digit for the pages, and what can be done everywhere."""
        from PySide6.QtGui import QKeySequence, QShortcut

        from desktop.widgets.overlay import FocusRing

        self._ring = FocusRing(self)
        self._bind(self, actions(None))
        for digit in range(1, 7):
            QShortcut(QKeySequence(f"Ctrl+{digit}"), self).activated.connect(
                partial(self._go_by_digit, digit)
            )

    # -- what stands in the window

    def show_opening(self, words: Words) -> None:
        """The frame without a desk yet: a page asked for now is shown as soon as there is one."""
        from desktop.widgets.states import loading

        panel = frame("panel")
        self._stand(panel)

        def say() -> None:
            panel.setLayout(row((loading(words("Opening your data")), 1), gap=0, margins=(1, 1, 1, 1)))

        QTimer.singleShot(PATIENCE_MS, panel, say)

    def show_failure(self, words: Words, error: SalesError, again: Callable[[], None]) -> None:
        """The store cannot be opened: what happened, what to do, and another try."""
        from desktop.widgets.buttons import button
        from desktop.widgets.states import failed

        head, body = error.said(words)
        retry = button(words("Try again"), "rotate-ccw", "primary")
        retry.clicked.connect(again)
        self._stand(frame("panel", row((failed(head, body, retry), 1), gap=0, margins=(1, 1, 1, 1))))
        retry.setFocus()

    def show_whole(self, widget: QWidget) -> None:
        """Something that fills the window by itself, such as the first run."""
        self.cover.lift()
        self._leave()
        self.sidebar = Sidebar(Shown())
        self._layout.addWidget(widget)

    def open(self, desk: Desk, shown: Shown, place: Place | None = None) -> None:
        """Fill the window for a desk, at a place or at the first page."""
        from desktop.page import entries
        from desktop.stage import Place, Stage
        from desktop.widgets.toast import Toast

        self.cover.lift()
        if self.desk is None:
            self._toast = Toast(self)
            self._toast.undo.connect(self.undo)
            desk.work.refused.connect(self.refuse)
        same = self.stage is not None and self.desk and self.desk.words.locale == desk.words.locale
        notice = self.stage.notice if self.stage and same else None
        self.desk = desk
        stage = Stage(desk)
        stage.show_notice(notice)
        self._stand(stage, shown)
        self.stage = stage
        self._fit()
        stage.moved.connect(self._moved)
        desk.toasted.connect(self._toasted)
        known = [entry.name for entry in entries()]
        wished = Place(self._wished, None) if self._wished else place
        self._wished = ""
        stage.go(*(wished if wished and wished.page in known else Place(known[0], None)))

    def take(self, changes: Changes) -> None:
        """Something changed in the store: what shows it reads again."""
        if self.stage:
            self.stage.take(changes)

    def show_pill(self, pill: Pill, trace: Trace) -> None:
        """Where the data is and how fresh; pressed, it says so at length."""
        self._pill_trace = trace
        self.sidebar.show_pill(pill)

    def refuse(self, error: SalesError) -> None:
        """Say what was refused, above the page."""
        from desktop.desk import Notice

        if self.stage and self.desk:
            self.stage.show_notice(Notice(*error.said(self.desk.words), "bad"))

    def report_crash(self, report: str) -> None:
        """Say that the code stopped; the page can be made anew."""
        if not (self.desk and self.stage) or self.cover.shown:
            return
        from desktop.contents import page_title
        from desktop.dialogs.crash import CrashDialog

        words = self.desk.words
        where = words("{page}. Our fault, not yours.", page=page_title(words, self.stage.place.page))
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
        from desktop.contents import commands
        from desktop.dialogs.palette import Palette

        page = self.stage.page or self
        shown = commands(self.desk.words, self.stage.place.page, lambda one: self._do(one, page), self.go)
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
        elif self.desk:
            self._toast.say(self.desk.words("Nothing to undo"))

    @action("shell.import", "Import a file", "file-spreadsheet", "Ctrl+O")
    def import_file(self) -> None:
        self.go(IMPORT)

    @action("shell.quote", "New quote", "file-plus", "Ctrl+N")
    def new_quote(self) -> None:
        self.go("quotes", "new/")

    @action("shell.sync", "Sync now", "refresh-cw")
    def sync_now(self) -> None:
        if self.desk:
            self.desk.ask("sync")

    @action("shell.lock", "Lock the window", "lock")
    def lock(self) -> None:
        if self.desk:
            self.desk.ask("lock")

    @action("shell.settings", "Settings", "settings", "Ctrl+,")
    def settings(self) -> None:
        self.go("settings")

    @action("shell.keys", "These keys", "keyboard", "?")
    def keys(self) -> None:
        if not self.desk:
            return
        from desktop.contents import key_groups
        from desktop.dialogs.keys import KeySheet

        sheet = KeySheet(self.desk.words, key_groups(self.desk.words), self.height())
        sheet.over.connect(self._dismiss)
        self._lay_over(sheet, sheet.field)

    @action("shell.dark", "Light or dark", "moon")
    def switch_theme(self) -> None:
        self.setting_asked.emit("theme", "light" if theme.current().dark else "dark")

    @action("shell.language", "English or Chinese", "languages")
    def switch_language(self) -> None:
        if self.desk:
            self.setting_asked.emit("language", "en" if self.desk.words.chinese else "zh_CN")

    @action("shell.quit", "Quit", "log-out", "Ctrl+Q")
    def leave(self) -> None:
        self.close()

    def go(self, page: str, ref: str | None = None) -> None:
        """Show a page; before the store is open, as soon as it is."""
        self._dismiss()
        if self.stage:
            self.stage.go(page, ref)
        else:
            self._wished = page
            self.sidebar.choose(page)

    def press_pill(self) -> None:
        """Open the sync centre; without a hub, say where the data is."""
        if self.desk and self.desk.sync:
            self.go("sync")
        else:
            self.explain_pill()

    def explain_pill(self) -> None:
        """Say at length where the data is."""
        if self.stage:
            self.stage.inspect(self._pill_trace)

    # -- Qt's own

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if file := self._dropped(event):
            self.go(IMPORT, file)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    # -- inside

    @property
    def _public(self) -> bool:
        """Whether a customer looks at the window."""
        return self.stage is not None and self.stage.public

    def _stand(self, panel: QFrame, shown: Shown | None = None) -> None:
        shown = shown or self.sidebar.shown
        self._leave()
        self.sidebar = Sidebar(shown)
        self.sidebar.went.connect(self.go)
        self.sidebar.pill_pressed.connect(self.press_pill)
        self._frame = row(self.sidebar, (panel, 1), gap=0, margins=(0, EDGE, EDGE, EDGE))
        self._layout.addWidget(box(self._frame))
        self._fit()

    def _leave(self) -> None:
        self._dismiss()
        self.stage = None
        clear(self._layout)

    def _fit(self) -> None:
        self.sidebar.set_rail(self.width() < theme.RAIL_BELOW)
        if self.stage:
            self.stage.set_docked(self.width() >= theme.DRAWER_BELOW)

    def _lay_over(self, dialog: QFrame, first: QWidget, top: int | None = None) -> None:
        from desktop.widgets.overlay import Overlay

        self._dismiss()
        Overlay(self, dialog, top=top).open(first)

    def _dismiss(self) -> None:
        if over := self.overlay:
            over.dismiss()

    def _reopen(self) -> None:
        self._dismiss()
        if self.stage:
            self.stage.reopen()

    def _moved(self, page: str) -> None:
        current = self.stage.page if self.stage else None
        self.sidebar.choose((current and current.within) or page)
        alone = current is not None and current.alone
        if self._public:
            self._toast.hide()
        self.sidebar.setVisible(not alone)
        self._frame.setContentsMargins(EDGE if alone else 0, EDGE, EDGE, EDGE)
        if current and not current.property("bound"):
            current.setProperty("bound", True)
            self._bind(current, actions(page))

    def _toasted(self, text: str, undo: Callable[[], None] | None) -> None:
        if undo:
            self._undo = [*self._undo, undo][-UNDO_DEPTH:]
        if self.desk and not (self.cover.shown or self._public):
            self._toast.say(text, self.desk.words("Undo") if undo else "")

    def _dropped(self, event: QDropEvent) -> str:
        """The file that is being dropped, if there is a page to import it with."""
        from desktop.page import entries

        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        known = any(entry.name == IMPORT for entry in entries())
        return files[0] if files and self.stage and known and not self._public else ""

    def _open_found(self, found: Found) -> None:
        """Show a record on its page; what has no page yet is told in the inspector."""
        from desktop.page import entries
        from desktop.records import explain

        page, place = TARGETS[found.kind]
        ref = found.ref.partition("/")[0] if found.kind == "note" else found.ref
        if page in [entry.name for entry in entries()]:
            self.go(page, place + ref)
        elif self.desk:
            explain(self.desk, self, found.ref)

    # -- keys

    def _bind(self, owner: QWidget, rows: tuple[Action, ...]) -> None:
        """Shortcuts that work while `owner`, the window or a page, is to be seen."""
        from PySide6.QtGui import QKeySequence, QShortcut

        for one in rows:
            if one.keys and one.run:
                for keys in {one.keys, one.keys.replace("Enter", "Return")}:
                    shortcut = QShortcut(QKeySequence(keys), owner)
                    shortcut.activated.connect(partial(self._press, one, owner))

    def _go_by_digit(self, digit: int) -> None:
        page = next((item.name for item in self.sidebar.shown.items if item.key == digit), "")
        if page and not (self.overlay or self.cover.shown or self._public):
            self.go(page)

    def _press(self, one: Action, owner: QWidget) -> None:
        if self.cover.shown and one.id != "shell.quit":
            return
        if self.overlay and one.id != "shell.back":
            return
        if self._public and one.page is None and one.id not in ALWAYS:
            return
        focus = self.focusWidget()
        if one.keys in ("Space", "Enter") and isinstance(focus, (QAbstractButton, Block)):
            focus.click()
            return
        self._do(one, owner)

    def _do(self, one: Action, owner: QWidget) -> None:
        self.acted.emit(one.id)
        if one.run:
            one.run(owner)
