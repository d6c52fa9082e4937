"""Products: a list with filters, the story of one, its comparison at a customer's price, its timed demo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from data.history import customer
from data.product_sheets import product_sheet, product_to_show
from data.products import shelf
from data.store import Store
from desktop.actions import note_key
from desktop.desk import Desk
from desktop.pages.playbook_compare import fill_comparison
from desktop.pages.playbook_demo import DemoPanel
from desktop.pages.playbook_list import EntryList
from desktop.pages.playbook_parts import nothing
from desktop.pages.playbook_section import Section
from desktop.pages.playbook_shelf import STOCK_NAMES, ShelfFilters
from desktop.pages.playbook_story import StoryReader
from desktop.pages.quotes_new import QuoteStart
from desktop.paint import RIGHT, paint_text
from desktop.widgets.buttons import button, link
from desktop.widgets.layouts import clear, col
from desktop.widgets.states import failed
from desktop.work import Task
from sales.errors import SalesError
from sales.product_sheet import ProductSheet
from sales.shelf import Listed, kind, matching
from sales.track_filling import spoken_price
from sales.words import Words

PRESENTATION = "presentation"
ABOVE = 48  # px kept above what is gone to


@dataclass(frozen=True, slots=True)
class Shelf:
    """The products as they were read, the name of whom they are for, and the one to begin with."""

    products: tuple[Listed, ...]
    customer: str = ""
    first: str = ""


class ProductsSection(Section):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = desk.words
        self._customer: str | None = None
        self._number = ""
        self._shelf: Shelf | None = None
        self._task: Task | None = None
        self._sheet_task: Task | None = None
        self._list = EntryList(
            words, words("Products"), words("Search"), self._draw, lambda one: one.number, self._said
        )
        self._filters = ShelfFilters(words)
        self._list.add_filters(self._filters)
        self.column.addWidget(self._list)
        self._reader = StoryReader(desk, self.reader, self)
        self._start = QuoteStart(desk, self)
        self._compared: QVBoxLayout = col(gap=0)
        self._demo = DemoPanel(words)
        self.side.addLayout(self._compared)
        self.side.addSpacing(18)
        self.side.addWidget(self._demo)
        self._connect()
        self.reload()

    @property
    def list(self) -> EntryList:
        return self._list

    @property
    def filters(self) -> ShelfFilters:
        return self._filters

    @property
    def demo(self) -> DemoPanel:
        return self._demo

    @property
    def sheet(self) -> ProductSheet | None:
        """The product that is read."""
        return self._reader.sheet

    @property
    def ref(self) -> str | None:
        return self._number or None

    def show_ref(self, ref: str | None, customer_id: str | None) -> None:
        changed = customer_id != self._customer
        self._customer = customer_id
        if changed:
            self._read_shelf()
        if ref is not None and (changed or ref != self._number):
            self._open(ref)
        elif changed and self._number:
            self._read()

    def reload(self) -> None:
        self._read_shelf()
        if self._number:
            self._read()

    def first_focus(self) -> QWidget:
        return self._list.view

    def back(self) -> bool:
        return self._start.dismiss() or self._demo.stop() or self._list.clear_search()

    def focus_search(self) -> None:
        self._list.focus_search()

    def copy(self) -> None:
        """Copy the points as they are said."""
        if sheet := self.sheet:
            QGuiApplication.clipboard().setText("\n".join(point.say for point in sheet.points))
            self.desk.toast(self.desk.words("Copied"))

    def answer(self, digit: int) -> None:
        """Show the scenario with this digit."""
        self._reader.choose(digit - 1)

    def sights(self) -> Iterator[str]:
        if self.sheet and self.sheet.story:
            self.go_to_comparison()
            yield "compared"
            self._area.verticalScrollBar().setValue(self._area.verticalScrollBar().maximum())
            yield "below"

    # -- what is done

    def present(self) -> None:
        """Turn the screen to the customer."""
        if self.sheet and self.sheet.story:
            self.desk.go(PRESENTATION, f"{self._customer or ''}/{self._number}")

    def quote(self) -> None:
        """Begin a quote with the product, for the customer it is read for or one who is chosen now."""
        if not self.sheet or self.sheet.product.price_e4 is None:
            return
        if self._customer:
            self._start.begin_with(self._customer, self.sheet.product.id)
        else:
            self._start.choose_customer(self.sheet.product.id)

    def go_to_comparison(self) -> None:
        target, inside = self._reader.comparison, self._area.widget()
        if target is not None and inside is not None:
            top = target.mapTo(inside, QPoint(0, 0)).y()
            self._area.verticalScrollBar().setValue(max(0, top - ABOVE))

    def run_demo(self) -> None:
        """Begin the demo or stop it, where it can be seen."""
        self._demo.run()
        self._area.ensureWidgetVisible(self._demo)

    # -- inside

    def _connect(self) -> None:
        self._list.chosen.connect(self._open)
        self._list.opened.connect(self._open)
        self._list.typed.connect(lambda _: self._fill())
        self._list.everyone_wanted.connect(lambda: self.customer_changed.emit(""))
        self._filters.changed.connect(self._fill)
        self._reader.present_wanted.connect(self.present)
        self._reader.compare_wanted.connect(self.go_to_comparison)
        self._reader.demo_wanted.connect(self.run_demo)
        self._reader.quote_wanted.connect(self.quote)
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("F11", self.present),
            ("C", self.go_to_comparison),
            ("D", self.run_demo),
            ("Q", self.quote),
            ("Right", partial(self._reader.turn, 1)),
            ("Left", partial(self._reader.turn, -1)),
        )
        for key, run in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)

    def _open(self, number: str) -> None:
        self._number = number
        self._list.mark(number)
        self._area.verticalScrollBar().setValue(0)
        self._read()

    def _read_shelf(self) -> None:
        if self._task:
            self._task.cancel()
        desk, begin = self.desk, not self._number
        job = partial(_shelf, desk.store, self._customer, begin, desk.words, desk.now())
        self._task = desk.work.start(self, job, self._show, self._refuse)

    def _read(self) -> None:
        if self._sheet_task:
            self._sheet_task.cancel()
        desk = self.desk
        job = partial(_sheet, desk.store, self._number, self._customer, desk.words, desk.now())
        self._sheet_task = desk.work.start(self, job, self._show_sheet, self._refuse_sheet)

    def _show(self, found: Shelf) -> None:
        words, count = self.desk.words, len(found.products)
        self._shelf = found
        self._list.show_whom(found.customer)
        self._list.search.setPlaceholderText(words.count("Search {n} product", "Search {n} products", count))
        self._filters.show_products(found.products)
        self._fill()

    def _fill(self) -> None:
        """Show the rows that the filters and the search let through."""
        if self._shelf is None:
            return
        wanted = replace(self._filters.wanted, text=self._list.search.text())
        rows = matching(self._shelf.products, wanted)
        self._list.show_items(rows, self._nothing)
        numbers = [one.number for one in rows]
        if rows and (not self._number or (wanted.text.strip() and self._number not in numbers)):
            first = self._shelf.first
            self._open(first if not self._number and first in numbers else numbers[0])
        elif not rows:
            self.filled.emit()

    def _nothing(self) -> QWidget:
        words = self.desk.words
        if self._shelf and not self._shelf.products:
            body = words("They come with the next sync or with a file of articles.")
            return nothing("package", words("No products yet"), body)
        every = button(words("Show all products"))
        every.clicked.connect(self._show_all)
        head, body = words("No product is all of this"), words("Take a filter away.")
        return nothing("package-search", head, body, every)

    def _show_all(self) -> None:
        self._list.search.clear()
        self._filters.clear_all()

    def _show_sheet(self, sheet: ProductSheet) -> None:
        self._number = sheet.product.external_id or sheet.product.id
        self._list.mark(self._number)
        self._reader.show(sheet)
        clear(self._compared)
        fill_comparison(self._compared, sheet, self.desk.words)
        self._demo.show_steps(sheet.demo)
        self.filled.emit()

    def _refuse(self, error: SalesError) -> None:
        again = link(self.desk.words("Try again"))
        again.clicked.connect(self.reload)
        self._list.say(nothing("triangle-alert", *error.said(self.desk.words), again))
        self.filled.emit()

    def _refuse_sheet(self, error: SalesError) -> None:
        for part in (self.reader, self._compared):
            clear(part)
        self._demo.show_steps(())
        self.reader.addWidget(failed(*error.said(self.desk.words)))
        self.filled.emit()

    def _said(self, one: Listed) -> str:
        """What a screen reader says of a row."""
        words = self.desk.words
        price = spoken_price(one.price_e4, one.currency, words)
        parts = (one.name, kind(one.category, words), price, _stock(one, words))
        return ", ".join(part for part in parts if part)

    def _draw(self, p: QPainter, area: QRectF, one: Listed, chosen: bool) -> None:
        words, left, right, top = self.desk.words, area.left() + 12, area.right() - 12, area.top()
        price = spoken_price(one.price_e4, one.currency, words)
        paint_text(p, QRectF(right - 80, top + 6, 80, 20), price, "strong", "text", RIGHT)
        paint_text(p, QRectF(left, top + 6, area.width() - 100, 20), one.name, "strong")
        line = f"{kind(one.category, words)} · {_stock(one, words)}"
        token = "text_2" if one.standing in ("in_stock", "made_to_order") else "warn"
        told = words("story") if one.told else ""
        paint_text(p, QRectF(right - 60, top + 26, 60, 20), told, "label", "text_3", RIGHT)
        paint_text(p, QRectF(left, top + 26, area.width() - 84, 20), line, "label", token)


note_key("playbook.present", "Show the product to the customer", "F11", "playbook")
note_key("playbook.compare", "Compare the product", "C", "playbook")
note_key("playbook.demo", "Run the demo with the timer", "D", "playbook")
note_key("playbook.quote", "Quote this product", "Q", "playbook")
note_key("playbook.scenarios", "Next or previous scenario", "Right Left", "playbook")


def _stock(one: Listed, words: Words) -> str:
    if one.stock is None or one.stock <= 0:
        return words(STOCK_NAMES[one.standing])
    if one.standing == "few":
        return words.count("{n} left", "{n} left", one.stock)
    return words("{n} in stock", n=words.number(one.stock))


def _shelf(store: Store, who: str | None, begin: bool, words: Words, now: int, task: Task) -> Shelf:
    """For a customer, `begin` with what the call is about."""
    db = store.read()
    listed = shelf(db, words)
    first = product_to_show(db, who, words, now) if who and begin and any(one.told for one in listed) else ""
    return Shelf(listed, customer(db, who).name if who else "", first)


def _sheet(store: Store, number: str, who: str | None, words: Words, now: int, task: Task) -> ProductSheet:
    import reports.radar  # noqa: F401 - heavy: brought in here, away from the window

    return product_sheet(store.read(), number, words, now, who)
