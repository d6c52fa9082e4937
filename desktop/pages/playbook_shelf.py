"""What filters the list of products: whom and what for, category, price, stock; any mix of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.icons import icon
from desktop.widgets.buttons import drop, filter_chip
from desktop.widgets.flow import Flow
from desktop.widgets.layouts import box, clear, col
from sales.shelf import BANDS, E4, STOCKS, Listed, Wanted, kind, matching, tags
from sales.track_filling import spoken_price
from sales.words import Words

STOCK_NAMES = {
    "in_stock": "Available",
    "few": "Few left",
    "made_to_order": "Made to order",
    "sold_out": "Sold out",
}
Choice = tuple[str, Wanted, bool]  # the words, what is wanted when it is picked, whether it is now


class ShelfFilters(QWidget):
    """Four menus, and under them what is chosen as chips that take it away again. `changed`: look again."""

    changed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words, self.wanted = words, Wanted()
        self._products: Sequence[Listed] = ()
        self._menus: list[QMenu] = []
        buttons = []
        for name, choices in (
            (words("For"), self._for_whom),
            (words("Category"), self._categories),
            (words("Price"), self._prices),
            (words("Stock"), self._stocks),
        ):
            buttons.append(self._menu(name, choices))
        self._chips = col(gap=0)
        self.setLayout(col(box(Flow(*buttons, gap=0)), self._chips, gap=4, margins=(10, 0, 8, 4)))

    def show_products(self, products: Sequence[Listed]) -> None:
        """What there is to choose from."""
        self._products = products

    def want(self, wanted: Wanted) -> None:
        """Look for this, with a chip for each part of it."""
        self.wanted = replace(wanted, text="")
        clear(self._chips)
        every = (*self._for_whom(), *self._categories(), *self._prices(), *self._stocks())
        chosen = [(text, without) for text, without, on in every if on]
        if chosen:
            self._chips.addWidget(box(Flow(*(self._chip(text, without) for text, without in chosen))))
        self.changed.emit()

    def clear_all(self) -> None:
        self.want(Wanted())

    def _menu(self, name: str, choices: Callable[[], list[Choice]]) -> QPushButton:
        button, menu = drop(name), QMenu(self)
        menu.aboutToShow.connect(partial(self._offer, menu, choices))
        button.setMenu(menu)
        return button

    def _offer(self, menu: QMenu, choices: Callable[[], list[Choice]]) -> None:
        """Each choice with how many products it would leave, beside what is chosen already."""
        menu.clear()
        for text, wanted, on in choices():
            count = len(matching(self._products, wanted))
            entry = menu.addAction(f"{text}   {self._words.number(count)}" if not on else text)
            entry.setCheckable(True)
            entry.setChecked(on)
            entry.setEnabled(on or count > 0)
            entry.triggered.connect(partial(self.want, wanted))

    def _for_whom(self) -> list[Choice]:
        known = tags(matching(self._products, replace(self.wanted, tags=())))
        return [(self._words(tag), self._with_tag(tag), tag in self.wanted.tags) for tag, _ in known]

    def _categories(self) -> list[Choice]:
        held = dict.fromkeys(one.category for one in self._products if one.category)
        return [self._choice(kind(one, self._words), category=one) for one in held]

    def _prices(self) -> list[Choice]:
        return [self._choice(self._band(at), band=at) for at in range(len(BANDS))]

    def _stocks(self) -> list[Choice]:
        return [self._choice(self._words(STOCK_NAMES[one]), stock=one) for one in STOCKS]

    def _choice(self, text: str, **chosen: str | int) -> Choice:
        """A choice of one; picked again it is taken away."""
        wanted = replace(self.wanted, **chosen)  # type: ignore[arg-type]
        if wanted != self.wanted:
            return text, wanted, False
        without = {name: None if name == "band" else "" for name in chosen}
        return text, replace(self.wanted, **without), True  # type: ignore[arg-type]

    def _with_tag(self, tag: str) -> Wanted:
        held = self.wanted.tags
        return replace(self.wanted, tags=tuple(t for t in held if t != tag) if tag in held else (*held, tag))

    def _band(self, at: int) -> str:
        words, (low, high) = self._words, BANDS[at]
        currency = next((one.currency for one in self._products), "CNY")
        if high is None:
            return words("from {low}", low=spoken_price(low * E4, currency, words))
        shown = spoken_price(high * E4, currency, words)
        if not low:
            return words("below {high}", high=shown)
        return words("{low} to {high}", low=spoken_price(low * E4, currency, words), high=shown)

    def _chip(self, text: str, without: Wanted) -> QPushButton:
        made = filter_chip(text, on=True)
        made.setIcon(icon("x", "accent", 12))
        made.setAccessibleName(self._words("{filter}, take away", filter=text))
        made.clicked.connect(partial(self.want, without))
        return made
