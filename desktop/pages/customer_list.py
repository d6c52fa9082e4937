"""The customer list: search, segment chips, whose customers, in which order; rows painted from any place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QStackedWidget, QWidget

from data.customers import CustomerFilter, Listed, Listing
from desktop import theme
from desktop.desk import Desk
from desktop.pages.customer_chips import SegmentChips
from desktop.pages.customer_rows import CustomerRows
from desktop.paint import RIGHT, fill_round, paint_avatar, paint_chip, paint_text
from desktop.segments import TONES, segment_name, tier_name
from desktop.text import label
from desktop.widgets.buttons import button, drop, link
from desktop.widgets.fields import search_field
from desktop.widgets.layouts import box, clear, col, row
from desktop.widgets.long_list import LongList
from desktop.widgets.marks import chip
from desktop.widgets.states import empty, loading
from desktop.widgets.turns import Turns
from sales.errors import SalesError
from sales.words import Words

TYPING_MS = 120  # a pause in typing after which the search begins
PATIENCE_MS = 200  # how long nothing is shown before the skeleton is
SETTLE_MS = 50  # arrows held down pass over rows without opening each
STATE = 240  # px of the text that stands where there are no rows
ROOMY = 620  # px of a row from which tier and owner stand in it as well
MANAGERS = ("manager", "admin")
ORDERS = (
    ("spend", "By value"),
    ("name", "By name"),
    ("contact", "Last contact"),
    ("silent", "Longest silent"),
)


class CustomerList(QWidget):
    """Lists customers; `chosen` carries the id of the one that the person picked."""

    chosen = Signal(str)
    opened = Signal(str)  # picked to work with: Enter or a double click
    listed = Signal(object)  # Listing

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, words = desk, desk.words
        mine = desk.rep is not None and desk.rep.role not in MANAGERS
        self._filter = CustomerFilter(owner_id=desk.rep.id if desk.rep and mine else None)
        self._current: str | None = None
        self._steering = False
        self._rows = CustomerRows(self, desk.store, desk.work, self._spoken)
        self._rows.found.connect(self._show_listing)
        self._rows.located.connect(self._mark)
        self._rows.failed.connect(self._show_error)
        self._view = LongList(self._rows, self._draw, words("Customers"))
        self._view.activated.connect(lambda index: self._open(index.row()))
        self._search = search_field(words("Search name, city, phone"))
        self._search.installEventFilter(self)
        self._typed = self._timer(TYPING_MS, self._apply_text)
        self._search.textChanged.connect(self._type)
        self._settled = self._timer(SETTLE_MS, self._choose)
        self._view.selectionModel().currentChanged.connect(self._move)
        self._chips = SegmentChips(words)
        self._chips.chosen.connect(self._set_segment)
        self._turns = Turns(self)
        self._count = chip("")
        self._owner, self._order = drop(""), drop("")
        self._state = QStackedWidget()
        self._said = col(gap=0)
        self._lay_out()
        self._patience = self._timer(PATIENCE_MS, self._show_skeleton)
        self._patience.start()
        self._name_drops()
        self.reload()

    @property
    def filter(self) -> CustomerFilter:
        return self._filter

    @property
    def listing(self) -> Listing | None:
        return self._rows.listing

    @property
    def first_id(self) -> str | None:
        """The customer at the top, once it has been read."""
        first = self._rows.row(0)
        return first.id if first else None

    @property
    def field(self) -> QLineEdit:
        return self._search

    @property
    def view(self) -> LongList:
        return self._view

    @property
    def rows(self) -> CustomerRows:
        return self._rows

    def reload(self) -> None:
        """Read the list again around where it is."""
        self._rows.show(self._filter, self._view.top_row)

    def mark(self, customer_id: str | None) -> None:
        """Show which customer is open, without announcing it."""
        self._current = customer_id
        if customer_id and self._rows.listing:
            self._rows.locate(customer_id)

    def step(self, by: int) -> None:
        """Go to the next or the previous customer."""
        self._view.choose(min(max(self._view.currentIndex().row() + by, 0), self._rows.rowCount() - 1))

    def focus_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def clear_search(self) -> bool:
        """Leave the search field, and what was looked for; False if there was nothing to leave."""
        searching = bool(self._search.text()) or self._search.hasFocus()
        self._search.clear()
        return searching

    def held(self, customer_id: str) -> Listed | None:
        """What the list knows of the customer that is current in it."""
        current = self._rows.row(self._view.currentIndex().row())
        return current if current and current.id == customer_id else None

    def search(self, text: str) -> None:
        """Look for a text as if it had been typed."""
        self._search.setText(text)

    def show_filter(self, chosen: CustomerFilter) -> None:
        """Change what is listed."""
        self._filter = chosen
        self._name_drops()
        self._view.verticalScrollBar().setValue(0)
        self._rows.show(self._filter)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field the arrows walk the list, Enter opens, Esc clears."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(max(0, self._view.currentIndex().row()))
        elif key == Qt.Key.Key_Escape and self._search.text():
            self._search.clear()
        else:
            return False
        return True

    def _lay_out(self) -> None:
        words = self._desk.words
        title = label(words("Customers"), "title")
        title.setFixedHeight(theme.CONTROL)
        head = row(title, self._count, None, gap=8, margins=(18, 16, 12, 10))
        tools = row(self._owner, None, self._order, margins=(14, 6, 12, 4))
        self._state.addWidget(self._view)
        self._state.addWidget(box(self._said))
        self.setLayout(
            col(
                head,
                row(self._search, margins=(16, 0, 16, 10)),
                row(self._chips, margins=(16, 0, 4, 0)),
                tools,
                (self._state, 1),
                gap=0,
            )
        )

    def _timer(self, ms: int, run: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(run)
        return timer

    def _name_drops(self) -> None:
        """Name the two menus after what is chosen in them."""
        words, rep = self._desk.words, self._desk.rep
        owners = [("", words("The whole team"))]
        if rep is not None:
            owners.insert(0, (rep.id, words("All of mine")))
        self._fill(
            self._owner, words("Whose customers"), owners, self._filter.owner_id or "", self._set_owner
        )
        orders = [(name, words(text)) for name, text in ORDERS]
        self._fill(self._order, words("In which order"), orders, self._filter.sort, self._set_order)

    def _fill(
        self,
        shown: QPushButton,
        name: str,
        choices: list[tuple[str, str]],
        current: str,
        choose: Callable[[str], None],
    ) -> None:
        text = next(text for value, text in choices if value == current)
        shown.setText(text)
        shown.setAccessibleName(f"{name}: {text}")
        menu = shown.menu() or QMenu(shown)
        menu.clear()
        group = QActionGroup(menu)
        for value, text in choices:
            entry = group.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(value == current)
            entry.triggered.connect(lambda _=False, value=value: choose(value))
            menu.addAction(entry)
        shown.setMenu(menu)

    def _set_owner(self, owner_id: str) -> None:
        self.show_filter(replace(self._filter, owner_id=owner_id or None))

    def _set_segment(self, segment: str) -> None:
        self.show_filter(replace(self._filter, segment=segment or None))

    def _set_order(self, sort: str) -> None:
        self.show_filter(replace(self._filter, sort=sort))

    def _type(self, text: str) -> None:
        self._typed.start()

    def _move(self, now: QModelIndex, before: QModelIndex) -> None:
        if not self._steering:
            self._settled.start()

    def _apply_text(self) -> None:
        text = self._search.text().strip()
        if text != self._filter.text:
            self.show_filter(replace(self._filter, text=text))

    def _show_listing(self, found: Listing) -> None:
        self._patience.stop()
        words = self._desk.words
        self._count.setText(words.number(found.total))
        self._count.setAccessibleName(words.count("{n} customer", "{n} customers", found.total))
        self._turns.run((partial(self._chips.show_counts, found.counts, found.filter.segment),))
        if found.total:
            self._state.setCurrentIndex(0)
            if self._current:
                self._rows.locate(self._current)
        else:
            self._say(self._nothing_found(found.filter))
        self.listed.emit(found)

    def _nothing_found(self, chosen: CustomerFilter) -> QWidget:
        """What was looked for, where, and the next wider place to look in."""
        words = self._desk.words
        ways: list[QWidget] = []
        if chosen.owner_id:
            wider = button(words("Look in the whole team"))
            wider.clicked.connect(lambda: self._set_owner(""))
            ways.append(wider)
        elif chosen.segment:
            wider = button(words("Look in all segments"))
            wider.clicked.connect(lambda: self._set_segment(""))
            ways.append(wider)
        elif chosen.text:
            wider = button(words("Clear the search"))
            wider.clicked.connect(self._search.clear)
            ways.append(wider)
        where = [words("your customers") if chosen.owner_id else words("the whole team")]
        if chosen.segment:
            where.append(segment_name(words, chosen.segment))
        body = words("Searched: {where}.", where=" · ".join(where))
        head = words("Nobody has “{text}”", text=chosen.text) if chosen.text else words("Nobody here")
        return empty("search", head, body, *ways, width=STATE)

    def _show_skeleton(self) -> None:
        self._say(loading(self._desk.words("Reading your customers"), rows=10))

    def _show_error(self, error: SalesError) -> None:
        message, hint = error.said(self._desk.words)
        again = link(self._desk.words("Try again"))
        again.clicked.connect(self.reload)
        self._say(empty("triangle-alert", message, hint, again, tone="bad", width=STATE))

    def _say(self, shown: QWidget) -> None:
        """Show a state in place of the rows."""
        clear(self._said)
        self._said.addWidget(shown)
        self._state.setCurrentIndex(1)

    def _mark(self, at: int) -> None:
        self._steering = True
        self._view.choose(at)
        self._steering = False

    def _choose(self) -> None:
        at = self._view.currentIndex().row()
        found = self._rows.row(at)
        if found and found.id != self._current:
            self._current = found.id
            self.chosen.emit(found.id)
        elif found is None and at >= 0:
            self._settled.start()  # its block is still being read

    def _open(self, at: int) -> None:
        if found := self._rows.row(at):
            self._current = found.id
            self.opened.emit(found.id)

    def _spoken(self, listed: Listed) -> str:
        """What a screen reader says of a row."""
        words = self._desk.words
        spend = words.money(listed.spend_cents, self._desk.settings["currency"], whole=True)
        return ", ".join((listed.name, place_line(words, listed), spend, segment_name(words, listed.segment)))

    def _draw(self, p: QPainter, area: QRectF, listed: Listed | None, chosen: bool) -> None:
        left, right, top = area.left(), area.right() - 12, area.top()
        avatar = QRectF(left + 10, area.center().y() - 17, 34, 34)
        if listed is None:
            fill_round(p, avatar, "fill", 9)
            fill_round(p, QRectF(left + 56, top + 14, 118, 10), "fill", 4)
            fill_round(p, QRectF(left + 56, top + 35, 84, 8), "fill", 4)
            return
        words = self._desk.words
        paint_avatar(p, avatar, listed.name)
        spend = words.money(listed.spend_cents, self._desk.settings["currency"], whole=True)
        width = paint_text(p, QRectF(right - 110, top + 9, 110, 20), spend, "strong", "text", RIGHT)
        paint_text(p, QRectF(left + 56, top + 9, right - width - left - 66, 20), listed.name, "strong")
        name, tone = segment_name(words, listed.segment), TONES.get(listed.segment, "neutral")
        edge = paint_chip(p, right, top + 40, name, tone, align=RIGHT, on_soft=chosen).left()
        place = QRectF(left + 56, top + 30, edge - left - 64, 20)
        paint_text(p, place, place_line(words, listed), "label", "text_2")
        if area.width() > ROOMY:
            tier, owner = QRectF(area), QRectF(area)
            tier.setLeft(left + area.width() * 0.5)
            owner.setLeft(left + area.width() * 0.66)
            paint_text(p, tier, tier_name(words, listed.tier), "label", "text_2")
            if self._filter.owner_id is None:
                paint_text(p, owner, listed.owner or "", "label", "text_2")


def place_line(words: Words, listed: Listed) -> str:
    """Who and where in a line: "Café · Hangzhou"; with the tier where one of the two is not known."""
    about = words(listed.occupation or "") or (words("organisation") if listed.kind == "organisation" else "")
    where = words(listed.city or listed.region or "")
    parts = [part for part in (about, where) if part]
    if len(parts) < 2:
        parts.append(tier_name(words, listed.tier))
    return " · ".join(parts)
