"""The story of a product, to be read: what to say first, scenarios, comparison, meanings, who said so."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.pages.playbook_shelf import STOCK_NAMES
from desktop.pages.presentation_parts import honest_line, legend, radar_chart
from desktop.text import Elided, label, prose
from desktop.theme import Tone
from desktop.widgets.buttons import button, filter_chip, tool
from desktop.widgets.flow import Flow
from desktop.widgets.layouts import Item, add, box, card, clear, col, row, rule, section
from desktop.widgets.marks import chip, keycap, seal
from desktop.widgets.states import empty
from sales.product_sheet import ProductSheet, ToldPoint, ToldScenario
from sales.shelf import FEW, kind
from sales.showing import compared_axes, honest, listed, raised
from sales.stories import Testimonial
from sales.track_filling import spoken_price
from sales.translator import Meaning
from sales.words import Words

FIRST = 3  # so many points are shown first
RADAR = 270  # px
LONG = 9  # characters of a figure that is shown smaller
FIGURE = 132  # px of the figure that is translated


class StoryReader(QObject):
    """Fills a column with a sheet. Its buttons ask for what the section does."""

    present_wanted = Signal()
    compare_wanted = Signal()
    demo_wanted = Signal()
    quote_wanted = Signal()

    def __init__(self, desk: Desk, into: QVBoxLayout, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._words, self._into = desk, desk.words, into
        self._sheet: ProductSheet | None = None
        self._scene = col(gap=0)
        self._chips: list[QPushButton] = []
        self.comparison: QWidget | None = None  # where the comparison stands, to be gone to

    @property
    def sheet(self) -> ProductSheet | None:
        return self._sheet

    def show(self, sheet: ProductSheet) -> None:
        self._sheet = sheet
        self.comparison = None
        into = self._into
        clear(into)
        add(into, self._head(sheet), 10, self._marks(sheet), 18)
        if sheet.story is None:
            self._untold(sheet)
            return
        self._points(sheet.points)
        self._scenarios(sheet.scenarios)
        self._compared(sheet)
        self._meanings(sheet.meanings)
        self._said(sheet.testimonials)

    def turn(self, by: int) -> None:
        """To another scenario."""
        if self._chips:
            at = next((n for n, one in enumerate(self._chips) if one.isChecked()), 0)
            self.choose((at + by) % len(self._chips))

    def choose(self, at: int) -> None:
        """To the scenario at this place, if there is one."""
        if self._sheet is None or not 0 <= at < len(self._chips):
            return
        for place, one in enumerate(self._chips):
            one.setChecked(place == at)
        clear(self._scene)
        self._scene.addWidget(_scene(self._sheet.scenarios[at], self._words))

    # -- inside

    def _head(self, sheet: ProductSheet) -> QWidget:
        words = self._words
        about = " · ".join((kind(sheet.product.category, words), *(words(f) for f in sheet.product.features)))
        name = col(Elided(sheet.name, "display"), Elided(about, "body", "2"), gap=3)
        present = button(words("Present it"), "monitor", "primary")
        present.setToolTip("F11")
        present.clicked.connect(self.present_wanted)
        compare = tool("scale", words("Compare"), "", "C")
        compare.clicked.connect(self.compare_wanted)
        demo = tool("play", words("Demo"), "", "D")
        demo.clicked.connect(self.demo_wanted)
        quote = button(words("Quote it"), "file-plus")
        quote.setToolTip(f"{words('Quote this product')}  Q")
        quote.clicked.connect(self.quote_wanted)
        quote.setVisible(sheet.product.price_e4 is not None)
        for one in (present, compare, demo):
            one.setVisible(sheet.story is not None)
        return box(row((name, 1), (col(row(compare, demo, quote, present, gap=8), None), 0), gap=12))

    def _marks(self, sheet: ProductSheet) -> QWidget:
        """Whether the facts hold, what it costs, how many there are."""
        words, product = self._words, sheet.product
        parts: list[QWidget] = []
        if sheet.story is not None:
            if sheet.verified_on is None:
                parts.append(box(seal(words("Not verified yet"), due=True)))
            else:
                day = words.day(sheet.verified_on, year=True)
                said = words("Verified {day}, to be checked again", day=day) if sheet.overdue else ""
                said = said or words("Facts verified {day}", day=day)
                parts.append(box(seal(said, due=sheet.overdue)))
        if product.price_e4 is not None:
            listed = spoken_price(product.price_e4, product.currency, words)
            if sheet.price_e4 is not None and sheet.price_e4 != product.price_e4:
                own = spoken_price(sheet.price_e4, product.currency, words)
                parts.append(chip(words("{price} for {name}", price=own, name=sheet.customer), "accent"))
                listed = words("list {price}", price=listed)
            parts.append(chip(listed))
        parts.append(chip(*_stock(sheet, words)))
        return box(Flow(*parts))

    def _untold(self, sheet: ProductSheet) -> None:
        words = self._words
        self._meanings(sheet.meanings)
        said = words("Its figures are known; points, scenarios and a comparison are still to be written.")
        self._into.addWidget(empty("book-open", words("No story of it is written yet"), said))

    def _points(self, points: Sequence[ToldPoint]) -> None:
        if not points:
            return
        words = self._words
        more = words.count("of {n} point", "of {n} points", len(points))
        add(self._into, section(words("Say first"), label(more, "label", "3")), 8)
        cards = row(*((_point(at, one), 1) for at, one in enumerate(points[:FIRST], 1)), gap=12)
        self._into.addLayout(cards)
        for one in points[FIRST:]:
            add(self._into, 8, row(icon_label("plus", "text_3", 14), (prose(one.say), 1), gap=8))
        self._into.addSpacing(20)

    def _scenarios(self, scenarios: Sequence[ToldScenario]) -> None:
        words = self._words
        self._chips = []
        if not scenarios:
            return
        add(self._into, section(words("Scenarios"), label(words.number(len(scenarios)), "label", "3")), 8)
        for at, one in enumerate(scenarios):
            made = filter_chip(one.name, on=at == 0)
            made.clicked.connect(partial(self.choose, at))
            self._chips.append(made)
        self._scene = col(_scene(scenarios[0], words), gap=0)
        add(self._into, box(Flow(*self._chips)), 10, self._scene, 20)

    def _compared(self, sheet: ProductSheet) -> None:
        """The radar, with what customers ask about most named; the figures stand in the side panel."""
        words, compared = self._words, sheet.comparison
        if not compared.axes:
            return
        names = [one.name for one in compared.contenders]
        led = [words(one.dimension.axis) for one in compared.advantages]
        body: list[Item] = [
            (radar_chart(self._desk, names, compared_axes(compared, words), "label", RADAR), 1),
            legend(names, "label"),
            honest_line(honest(compared, words)),
        ]
        shown = box(col(*body, gap=6))
        self.comparison = shown
        add(self._into, section(words("Compared")), 4)
        if led:
            told = words("Ours, and asked about most: {what}", what=listed(led, words))
            mark = col(2, icon_label("star", "accent", 14), None)
            add(self._into, row((mark, 0), (prose(told, "strong"), 1), gap=8), 4)
        add(self._into, shown, 20)

    def _meanings(self, found: Sequence[Meaning]) -> None:
        if not found:
            return
        rows: list[Item] = []
        for at, one in enumerate(found):
            arrow = icon_label("arrow-right", "text_3", 13)
            figure = prose(one.figure, "body", "2")
            figure.setFixedWidth(FIGURE)
            line = row(figure, arrow, (prose(one.says, "strong"), 1), gap=12)
            line.setContentsMargins(0, 7, 0, 7)
            holder = box(line)
            holder.setToolTip(one.source)
            rows += [rule()] * bool(at) + [holder]
        add(self._into, section(self._words("What the figures mean")), 8)
        add(self._into, card(*rows, gap=0, margins=(16, 4, 16, 4)), 20)

    def _said(self, found: Sequence[Testimonial]) -> None:
        words = self._words
        if found:
            add(self._into, section(words("They said")), 8)
        for one in found:
            told = ((words("Before"), one.before), (words("Use"), one.use), (words("After"), one.after))
            cells = row(*((_cell(name, said), 1) for name, said in told), gap=16)
            add(self._into, card(label(raised(one.who), "label", "2"), cells, kind="well"), 8)


def _point(at: int, one: ToldPoint) -> QFrame:
    parts: list[Item] = [row(keycap(str(at)), None), 6]
    if one.figure:
        parts += [label(one.figure, "title" if len(one.figure) > LONG else "display", wrap=True), 2]
    return card(*parts, prose(one.say), None, gap=0, margins=(14, 12, 12, 12))


def _scene(one: ToldScenario, words: Words) -> QFrame:
    effect: list[Item] = [label(words("Effect"), "label", "accent")]
    if one.figure:
        effect.append(label(one.figure, "heading", wrap=True))
    columns = row(
        (col(label(words("Pain"), "label", "2"), prose(one.pain), None, gap=4), 1),
        (col(label(words("Solution"), "label", "2"), prose(one.solution), None, gap=4), 1),
        (col(*effect, prose(one.effect), None, gap=4), 1),
        gap=20,
    )
    parts: list[Item] = [columns]
    if one.source:
        source = label(raised(one.source), "caption", "good", wrap=True)
        parts += [rule(), row(icon_label("badge-check", "good", 14), (source, 1), gap=5)]
    return card(*parts, gap=10, margins=(16, 13, 16, 11))


def _cell(name: str, said: str) -> QVBoxLayout:
    return col(label(name, "label", "2"), prose(said), None, gap=3)


def _stock(sheet: ProductSheet, words: Words) -> tuple[str, Tone]:
    stock = sheet.product.stock
    if stock is None:
        return words(STOCK_NAMES["made_to_order"]), "neutral"
    if stock <= 0:
        return words(STOCK_NAMES["sold_out"]), "bad"
    if stock <= FEW:
        return words.count("{n} left", "{n} left", stock), "warn"
    return words("{n} in stock", n=words.number(stock)), "neutral"
