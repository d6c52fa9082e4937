"""The panel where pages stand: which is shown, the way back, the banner above, the inspector beside it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from data.store import Changes
from desktop import theme
from desktop.desk import Desk, Notice, Trace
from desktop.inspector import Inspector
from desktop.page import Page, entries
from desktop.widgets.buttons import button, tool
from desktop.widgets.layouts import add, box, clear, col, row, vrule
from desktop.widgets.states import banner

ICONS = {
    "good": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
    "accent": "info",
    "neutral": "info",
}
FARTHEST_BACK = 100


class Place(NamedTuple):
    """A page, and what it is at."""

    page: str
    ref: str | None


class Stage(QFrame):
    """Pages are made when first shown, and kept. A hidden one that is stale reads again when shown."""

    moved = Signal(str)  # the page that is shown now

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self._desk = desk
        self._pages: dict[str, Page] = {}
        self._stale: set[str] = set()
        self._back: list[Place] = []
        self._shown = ""
        self.notice: Notice | None = None  # the banner that is shown
        self._docked = True
        self._stack = QStackedWidget()
        self._notice = QVBoxLayout()
        self._notice.setContentsMargins(0, 0, 0, 0)
        self._edge = vrule()
        self._inspector = Inspector(desk.words)
        self._inspector.closed.connect(self.close_inspector)
        main = box(col(self._notice, (self._stack, 1), gap=0))
        self.setLayout(row((main, 1), self._edge, self._inspector, gap=0, margins=(1, 1, 1, 1)))
        self.close_inspector()
        desk.went.connect(self.go)
        desk.left.connect(self.back)
        desk.noticed.connect(self.show_notice)
        desk.inspected.connect(self.inspect)

    @property
    def page(self) -> Page | None:
        return self._pages.get(self._shown)

    @property
    def public(self) -> bool:
        """Whether a customer looks at what is shown."""
        return self.page is not None and self.page.public

    @property
    def inspecting(self) -> bool:
        return self._inspector.isVisible()

    @property
    def place(self) -> Place:
        return Place(self._shown, self.page.ref if self.page else None)

    def go(self, name: str, ref: str | None = None) -> None:
        """Show a page at something, remembering where we were."""
        if name not in {entry.name for entry in entries()}:
            return
        if self._shown and (name != self._shown or (ref is not None and ref != self.place.ref)):
            self._back = [*self._back, self.place][-FARTHEST_BACK:]
        self._show(name, ref)

    def back(self) -> bool:
        """Esc: close the inspector, leave a state within the page, else go to where we were if we were."""
        if self.inspecting:
            self.close_inspector()
            return True
        if self.page and self.page.back():
            return True
        if self._back:
            self._show(*self._back.pop())
            return True
        if self.page and self.page.alone:  # it has no sidebar to leave it by
            self._show(entries()[0].name, None)
            return True
        return False

    def reopen(self) -> None:
        """Make the page that is shown anew, after a fault in it."""
        place = self.place
        if broken := self._pages.pop(place.page, None):
            self._stack.removeWidget(broken)
            broken.deleteLater()
        self._show(*place)

    def take(self, changes: Changes) -> None:
        """Something changed: what shows it reads again, now or when it is shown."""
        for name, page in self._pages.items():
            if page.kinds & changes.kinds:
                if name == self._shown:
                    page.reload()
                else:
                    self._stale.add(name)

    def show_notice(self, notice: Notice | None) -> None:
        """Put a banner above the page, at once or when no customer looks any more; None: take it away."""
        self.notice = notice
        clear(self._notice)
        if notice is None or self.public:
            return
        hide = tool("x", self._desk.words("Hide"))
        hide.clicked.connect(lambda: self.show_notice(None))
        actions: list[QWidget] = [hide]
        if notice.action and notice.run:
            run = button(notice.action)
            run.clicked.connect(notice.run)
            actions.insert(0, run)
        shown = banner(notice.tone, notice.icon or ICONS[notice.tone], notice.text, notice.more, actions)
        add(self._notice, row((shown, 1), margins=(24, 14, 24, 0)))

    def inspect(self, trace: Trace | None) -> None:
        """Open the inspector on a trace, unless a customer looks."""
        if self.public:
            return
        self._inspector.show_trace(trace)
        self._inspector.show()
        self._lay_inspector()

    def toggle_inspector(self) -> None:
        if self.inspecting:
            self.close_inspector()
        else:
            self.inspect(self.page.why() if self.page else None)

    def close_inspector(self) -> None:
        self._inspector.hide()
        self._edge.hide()

    def set_docked(self, docked: bool) -> None:
        """Wide enough to have the inspector beside the page, or not."""
        self._docked = docked
        self._lay_inspector()

    def resizeEvent(self, event: object) -> None:
        self._lay_inspector()

    def _show(self, name: str, ref: str | None) -> None:
        page, was_public = self._pages.get(name) or self._make(name), self.public
        focus = page.focusWidget() or page.first_focus()
        self._shown = name
        if self.public != was_public:
            self.show_notice(self.notice)
        self._stack.setCurrentWidget(page)
        if name in self._stale:
            self._stale.discard(name)
            page.reload()
        page.show_ref(ref)
        focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.close_inspector()
        self.moved.emit(name)

    def _make(self, name: str) -> Page:
        entry = next(entry for entry in entries() if entry.name == name)
        page = entry.make(self._desk)
        page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        page.setAccessibleName(self._desk.words(entry.title))
        self._pages[name] = page
        self._stack.addWidget(page)
        return page

    def _lay_inspector(self) -> None:
        layout, inspector = self.layout(), self._inspector
        if layout is None:
            return
        if self._docked and layout.indexOf(inspector) < 0:
            inspector.setProperty("kind", "")
            layout.addWidget(inspector)
        if not self._docked:
            layout.removeWidget(inspector)
            inspector.setProperty("kind", "drawer")
            inspector.setGeometry(self.width() - theme.SIDE, 0, theme.SIDE, self.height())
            inspector.raise_()
        self._edge.setVisible(self._docked and inspector.isVisible())
        inspector.style().unpolish(inspector)
        inspector.style().polish(inspector)
