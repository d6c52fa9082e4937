"""The presentation: what a customer is shown of a product when the screen is turned towards them.

All of it is made from a `Showing`, which holds public facts and nothing else. What this customer pays is
read only when the rep asks for it, and forgotten when it is hidden. `ref` is `<customer id>/<product>`;
either may be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QToolButton, QWidget

from data.product_sheets import own_price, product_to_show, shown_numbers, shown_product
from data.store import Store
from desktop import theme
from desktop.actions import action
from desktop.desk import Desk
from desktop.page import Page, page
from desktop.pages.presentation_parts import advantages, honest_line, legend, radar_chart, scene
from desktop.text import Elided, label, prose
from desktop.widgets.buttons import button, tool
from desktop.widgets.layouts import add, box, clear, col, row, scroll
from desktop.widgets.states import empty
from desktop.work import Task
from sales.errors import SalesError
from sales.showing import Showing
from sales.words import Words

SCENE = 150  # px: as high as most scenarios are, so that the radar stays as it is from one to the next
RADAR, COMPACT_RADAR = 300, 210  # px that the radar is high at the least


@dataclass(frozen=True, slots=True)
class Shown:
    """A product as it is shown, and the articles that can be shown, in order; `price` once asked for."""

    showing: Showing
    numbers: tuple[str, ...]
    price: str = ""


@page("presentation", "Presentation", "monitor")
class Presentation(Page):
    alone: ClassVar[bool] = True
    public: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._customer, self._number, self._at = "", "", 0
        self._priced = False
        self._shown: Shown | None = None
        self._task: Task | None = None
        self._compact: bool | None = None
        self._place = col(gap=0)
        self.setLayout(self._place)
        for keys, run in (("PgDown", self.next_scene), ("PgUp", self.previous_scene)):  # as a clicker sends
            QShortcut(QKeySequence(keys), self).activated.connect(run)

    @property
    def shown(self) -> Shown | None:
        return self._shown

    # -- what the shell asks

    @property
    def ref(self) -> str | None:
        return f"{self._customer}/{self._number}" if self._number or self._customer else None

    def show_ref(self, ref: str | None) -> None:
        customer_id, _, number = (ref if ref is not None else self.ref or "").partition("/")
        if (customer_id, number) != (self._customer, self._number):
            self._at = 0
        self._priced = False  # however often it is opened
        self._customer, self._number = customer_id, number
        self.reload()

    def reload(self) -> None:
        if self._task:
            self._task.cancel()
        desk = self.desk
        job = partial(_shown, desk.store, self._customer, self._number, self._priced, desk.words, desk.now())
        self._task = desk.work.start(self, job, self._show, self._refuse)

    def sights(self) -> Iterator[str]:
        self.next_scene()
        yield "next"

    # -- actions

    @action("presentation.next", "Next scenario", "chevron-right", "Right", page="presentation")
    def next_scene(self) -> None:
        self._turn(1)

    @action("presentation.previous", "Previous scenario", "chevron-left", "Left", page="presentation")
    def previous_scene(self) -> None:
        self._turn(-1)

    @action("presentation.next_product", "Next product", "chevron-down", "Down", page="presentation")
    def next_product(self) -> None:
        self._go_on(1)

    @action("presentation.previous_product", "Previous product", "chevron-up", "Up", page="presentation")
    def previous_product(self) -> None:
        self._go_on(-1)

    @action("presentation.price", "Show or hide this customer's price", "tag", "P", page="presentation")
    def switch_price(self) -> None:
        if self._customer:
            self._priced = not self._priced
            self.reload()

    @action("presentation.leave", "Turn the screen back", "arrow-left", "F11", page="presentation")
    def leave(self) -> None:
        self.desk.leave()

    # -- Qt's own

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._shown and self._fits() != self._compact:
            self._fill()

    # -- inside

    def _fits(self) -> bool:
        return self.width() < theme.RAIL_BELOW

    def _turn(self, by: int) -> None:
        if self._shown and (scenes := self._shown.showing.scenes):
            self._at = (self._at + by) % len(scenes)
            self._fill_scene()
            self._area.ensureWidgetVisible(self._steps)

    def _go_on(self, by: int) -> None:
        """To another product, from its first scenario; the way back stays as it was."""
        if self._shown and self._number in (numbers := self._shown.numbers):
            self._number = numbers[(numbers.index(self._number) + by) % len(numbers)]
            self._at = 0
            self.reload()

    def _show(self, found: Shown) -> None:
        self._shown, self._number = found, found.showing.number
        self._at = min(self._at, max(0, len(found.showing.scenes) - 1))
        self._fill()
        self.ready.emit()

    def _refuse(self, error: SalesError) -> None:
        self._shown = None
        back = button(self.desk.words("Back"), "arrow-left")
        back.clicked.connect(self.leave)
        clear(self._place)
        self._place.addWidget(empty("monitor", *error.said(self.desk.words), back))
        self.ready.emit()

    def _fill(self) -> None:
        assert self._shown
        self._compact = compact = self._fits()
        self._title, self._scene, self._foot = col(gap=2), col(gap=0), row(gap=4)
        self._steps = box(self._scene)
        if self._shown.showing.scenes:
            self._steps.setMinimumHeight(SCENE)
        side, top, foot = (28, 24, 14) if compact else (56, 40, 22)
        body = col(
            row((self._title, 1), self._price(), gap=24),
            4 if compact else 8,
            (self._comparison(compact=compact), 1),
            8 if compact else 16,
            self._steps,
            6 if compact else 10,
            self._foot,
            gap=0,
            margins=(side, top, side, foot),
        )
        clear(self._place)
        self._area = scroll(box(body))
        self._place.addWidget(self._area)
        self._fill_scene()

    def _fill_scene(self) -> None:
        """What changes with the scenario: the title, its three steps, the count at the foot."""
        assert self._shown
        words, shown = self.desk.words, self._shown.showing
        for part in (self._title, self._scene, self._foot):
            clear(part)
        one = shown.scenes[self._at] if shown.scenes else None
        title = words("{product}: {scenario}", product=shown.name, scenario=one.name) if one else shown.name
        self._title.addWidget(Elided(title, "show"))
        self._title.addWidget(Elided(shown.about, "body", "2"))
        if one:
            self._scene.addWidget(scene(words, one, compact=bool(self._compact)))
        self._fill_foot(len(shown.scenes))

    def _fill_foot(self, scenes: int) -> None:
        assert self._shown
        words = self.desk.words
        self._foot.addWidget(label(self._shown.showing.sources, "caption", "3", wrap=True), 1)
        self._foot.addSpacing(16)
        if scenes:
            count = label(words("{n} of {total}", n=self._at + 1, total=scenes), "caption", "3")
            before = self._tool("chevron-left", words("Previous scenario"), "Left", self.previous_scene)
            after = self._tool("chevron-right", words("Next scenario"), "Right", self.next_scene)
            add(self._foot, before, count, after)
        if self._customer:
            price = words("Show or hide this customer's price")
            self._foot.addWidget(self._tool("tag", price, "P", self.switch_price))
        self._foot.addWidget(self._tool("x", words("Turn the screen back"), "Esc", self.leave))

    def _tool(self, icon: str, name: str, keys: str, run: Callable[[], None]) -> QToolButton:
        made = tool(icon, name, shortcut=keys)
        made.clicked.connect(run)
        return made

    def _price(self) -> QWidget:
        """The price on the tag; what this customer pays stands there only while the rep shows it."""
        assert self._shown
        words, shown = self.desk.words, self._shown
        if shown.price and shown.price == shown.showing.price:
            under = words("your price")
        elif shown.price:
            under = words("for you; list price {price}", price=shown.showing.price)
        else:
            under = words("list price") if shown.showing.price else ""
        figure, said = label(shown.price or shown.showing.price, "display"), label(under, "body", "2")
        return box(col(row(None, figure), row(None, said), None, gap=2))

    def _comparison(self, *, compact: bool) -> QWidget:
        """The radar beside the figures asked about most; where too little is known, what is known alone."""
        assert self._shown
        words, shown = self.desk.words, self._shown.showing
        asked = advantages(words, shown.advantages, compact=compact)
        if not shown.axes:
            known = [asked] if shown.advantages else []
            return box(col(None, *known, prose(shown.honest, "lead", "2"), None))
        least = COMPACT_RADAR if compact else RADAR
        chart = col(
            (radar_chart(self.desk, shown.names, shown.axes, "lead", least), 1),
            legend(shown.names, "lead"),
            honest_line(shown.honest),
            gap=6,
        )
        return box(row((chart, 11), 12 if compact else 32, (col(None, asked, None), 10), gap=0))


def _shown(
    store: Store, customer: str, number: str, priced: bool, words: Words, now: int, task: Task
) -> Shown:
    import reports.radar  # noqa: F401 - heavy: brought in here, away from the window

    db = store.read()
    wanted = number or product_to_show(db, customer or None, words, now)
    showing = shown_product(db, wanted, words, now)
    price = own_price(db, wanted, customer, words, now) if priced and customer else ""
    return Shown(showing, shown_numbers(db, words), price)
