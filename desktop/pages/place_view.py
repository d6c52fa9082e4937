"""What a customer is shown of a product in their room: the picture, its name and measures, and nothing else.

`ref` is the placement's id.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QToolButton, QWidget

from desktop.actions import action
from desktop.desk import Desk
from desktop.page import Page, page
from desktop.pages.place_canvas import PlaceCanvas
from desktop.pages.place_jobs import Table, read_placed
from desktop.text import Elided
from desktop.widgets.buttons import button, tool
from desktop.widgets.layouts import box, clear, col, row
from desktop.widgets.states import empty
from desktop.work import Task
from sales.errors import SalesError


@page("place-view", "In your room", "eye")
class PlaceView(Page):
    alone: ClassVar[bool] = True
    public: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = desk.words
        self._id = ""
        self._table: Table | None = None
        self._task: Task | None = None
        self._canvas = PlaceCanvas(words)
        self._canvas.bare = True
        self._title, self._about = Elided("", "show"), Elided("", "lead", "2")
        self._state = col(gap=0)
        foot = row(
            None,
            self._tool("git-compare", words("Before and after"), "B", self.compare),
            self._tool("palette", words("Next colour"), "C", self.next_colour),
            self._tool("x", words("Turn the screen back"), "Esc", self.leave),
            gap=4,
        )
        self._shown = box(
            col(self._title, self._about, 10, (self._canvas, 1), 6, foot, gap=2, margins=(40, 28, 40, 14))
        )
        self._said = box(self._state)
        self.setLayout(col((self._shown, 1), (self._said, 1), gap=0))
        self._said.hide()

    @property
    def table(self) -> Table | None:
        return self._table

    @property
    def ref(self) -> str | None:
        return self._id or None

    def show_ref(self, ref: str | None) -> None:
        self._id = ref if ref is not None else self._id
        self.reload()

    def reload(self) -> None:
        if self._task:
            self._task.cancel()
        desk = self.desk
        job = partial(read_placed, desk.store, self._id, desk.words)
        self._task = desk.work.start(self, job, self._show, self._refuse)

    def first_focus(self) -> QWidget:
        return self._canvas

    @action("place-view.compare", "Before and after", "git-compare", "B", page="place-view")
    def compare(self) -> None:
        self._canvas.empty = not self._canvas.empty
        self._canvas.update()

    @action("place-view.colour", "Next colour", "palette", "C", page="place-view")
    def next_colour(self) -> None:
        """Another colour, to look at; what was saved stays."""
        if self._table:
            colours = self._table.bench.colours
            at = (colours.index(self._table.colour) + 1) % len(colours)
            self._show(replace(self._table, colour=colours[at]))

    @action("place-view.leave", "Turn the screen back", "arrow-left", "F11", page="place-view")
    def leave(self) -> None:
        self.desk.leave()

    def _tool(self, icon: str, name: str, keys: str, run: Callable[[], None]) -> QToolButton:
        made = tool(icon, name, shortcut=keys)
        made.clicked.connect(run)
        return made

    def _show(self, found: Table) -> None:
        words, bench = self.desk.words, found.bench
        self._table = found
        self._said.hide()
        self._shown.show()
        self._title.setText(bench.name)
        self._about.setText(f"{found.colour.called(words)} · {bench.known.said(words)}")
        self._canvas.show_scene(found.ground, found.placing, found.seen, "")
        self.ready.emit()

    def _refuse(self, error: SalesError) -> None:
        back = button(self.desk.words("Back"), "arrow-left")
        back.clicked.connect(self.leave)
        clear(self._state)
        self._state.addWidget(empty("eye", *error.said(self.desk.words), back))
        self._shown.hide()
        self._said.show()
        self.ready.emit()
