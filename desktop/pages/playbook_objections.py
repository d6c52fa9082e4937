"""Objections: the handbook as a list that is searched by meaning, and the card that is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from data import outbox
from data.handbook import Entry, Reading, entries, reading
from data.history import customer
from data.misses import gaps, note
from data.objections import objection_search
from data.store import Store
from desktop.desk import Desk, Trace
from desktop.page import entries as pages
from desktop.pages.playbook_card import CardReader
from desktop.pages.playbook_list import EntryList
from desktop.pages.playbook_parts import MANAGERS, THEMES, Menu, listed, nothing, quoted
from desktop.pages.playbook_section import Section
from desktop.pages.playbook_worth import fill_worth, rate_trace, told_share
from desktop.paint import RIGHT, paint_icon, paint_text
from desktop.segments import segment_name
from desktop.widgets.buttons import button, link
from desktop.widgets.layouts import clear
from desktop.widgets.states import failed
from desktop.work import Task
from reports.phrases import CATEGORIES
from sales.errors import SalesError
from sales.facts import SEGMENTS
from sales.words import Words

CHECK, UNHELPFUL, GAPS = "check", "unhelpful", "gaps"
FOUND = 20  # cards shown of a search
AUTHOR = "author"
KIND = "objections"


@dataclass(frozen=True, slots=True)
class Handbook:
    """The list as it was read: all cards, whom they are for, and what a search found, best first: the ids,
    each with the wording that is most like what was typed.
    """

    entries: tuple[Entry, ...]
    gaps: int = 0
    customer: str = ""
    found: Mapping[str, str] | None = None


class ObjectionsSection(Section):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = desk.words
        self._customer: str | None = None
        self._card = ""
        self._text = ""
        self._handbook: Handbook | None = None
        self._task: Task | None = None
        self._card_task: Task | None = None
        self._list = EntryList(
            words,
            words("Objections"),
            words("What did they say?"),
            self._draw,
            lambda one: one.card.id,
            self._said,
        )
        self._theme = Menu(words("Theme"), words("Every theme"))
        self._segment = Menu(words("Segment"), words("Every segment"))
        self._category = Menu(words("Product"), words("Every product"))
        self._list.add_menus(self._theme, self._segment, self._category)
        self._reader = CardReader(desk, self, self.reader)
        self.column.addWidget(self._list)
        self._connect()
        self.reload()

    @property
    def list(self) -> EntryList:
        return self._list

    @property
    def card(self) -> Reading | None:
        """The card that is read."""
        return self._reader.reading

    @property
    def ref(self) -> str | None:
        return self._card or None

    def show_ref(self, ref: str | None, customer_id: str | None) -> None:
        changed = customer_id != self._customer
        if changed:
            self._customer = customer_id
            self.reload()
        if ref is not None and (changed or ref != self._card):
            self._open(ref)
        elif changed and self._card:
            self._open(self._card)

    def reload(self) -> None:
        if self._task:
            self._task.cancel()
        desk = self.desk
        job = partial(_handbook, desk.store, self._text, self._customer, desk.words, desk.now())
        self._task = desk.work.start(self, job, self._show, self._refuse)
        if self._card:
            self._read()

    def first_focus(self) -> QWidget:
        return self._list.view

    def focus_search(self) -> None:
        self._list.focus_search()

    def back(self) -> bool:
        return self._list.clear_search()

    def copy(self) -> None:
        self._reader.copy()

    def answer(self, digit: int) -> None:
        self._reader.answer(digit)

    def why(self) -> Trace | None:
        return rate_trace(self.card, self.desk.words) if self.card else None

    def sights(self) -> Iterator[str]:
        if self._list.items:
            self._area.verticalScrollBar().setValue(self._area.verticalScrollBar().maximum())
            yield "below"

    # -- inside

    def _connect(self) -> None:
        self._list.chosen.connect(self._open)
        self._list.opened.connect(self._enter)
        self._list.typed.connect(self._search)
        self._list.everyone_wanted.connect(lambda: self.customer_changed.emit(""))
        self._list.queues.picked.connect(self._take_queue)
        for menu in (self._theme, self._segment, self._category):
            menu.picked.connect(lambda _: self._fill())
        self._reader.used.connect(lambda who: self.desk.go("customers", f"{who}/history"))

    def _take_queue(self, queue: str) -> None:
        """Show what waits; gaps are shown where questions are."""
        if queue == GAPS:
            self._list.queues.choose("")
            self.desk.go("playbook", f"ask/{GAPS}")
        self._fill()

    def _search(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.reload()

    def _open(self, card_id: str) -> None:
        self._card = card_id
        self._list.mark(card_id)
        self._area.verticalScrollBar().setValue(0)
        self._read()

    def _enter(self, card_id: str) -> None:
        """Entered: the keyboard goes to the answers."""
        self._open(card_id)
        self._list.view.setFocus()

    def _read(self) -> None:
        if self._card_task:
            self._card_task.cancel()
        desk = self.desk
        job = partial(_reading, desk.store, self._card, self._customer, desk.words, desk.now())
        self._card_task = desk.work.start(self, job, self._show_card, self._refuse_card)

    def _show(self, found: Handbook) -> None:
        words, cards = self.desk.words, [one.card for one in found.entries]
        self._handbook = found
        self._list.show_whom(found.customer)
        self._list.search.setPlaceholderText(words("Search {n} cards", n=words.number(len(cards))))
        self._theme.offer(
            [(one, words(name)) for one, name in THEMES.items() if any(c.theme == one for c in cards)]
        )
        self._segment.offer([(one, segment_name(words, one)) for one in SEGMENTS])
        known = {name for card in cards for name in card.categories}
        self._category.offer([(one, words(name)) for one, name in CATEGORIES.items() if one in known])
        self._fill()

    def _fill(self) -> None:
        """Show the rows that the menus, the queue and the search let through."""
        if self._handbook is None:
            return
        words, every = self.desk.words, self._handbook.entries
        overdue = [one for one in every if one.overdue_days is not None]
        unhelpful = [one for one in every if one.unhelpful]
        self._list.queues.show_counts(
            (
                (CHECK, words("To check"), len(overdue)),
                (UNHELPFUL, words("Not helpful"), len(unhelpful) if self._manages else 0),
                (GAPS, words("Gaps"), self._handbook.gaps),
            )
        )
        rows = {CHECK: overdue, UNHELPFUL: unhelpful}.get(self._list.queues.value, list(every))
        rows = [one for one in rows if self._passes(one)]
        if self._handbook.found is not None:
            place = {card_id: at for at, card_id in enumerate(self._handbook.found)}
            rows = sorted((one for one in rows if one.card.id in place), key=lambda one: place[one.card.id])
        elif self._list.queues.value == CHECK:
            rows.sort(key=lambda one: -(one.overdue_days or 0))
        elif self._manages:
            rows.sort(key=lambda one: -one.unhelpful)
        self._list.show_items(rows, self._nothing)
        if rows and (not self._card or (self._text and self._card not in [one.card.id for one in rows])):
            self._open(rows[0].card.id)
        elif not rows:
            self.filled.emit()

    @property
    def _manages(self) -> bool:
        return self.desk.rep is not None and self.desk.rep.role in MANAGERS

    def _passes(self, entry: Entry) -> bool:
        card = entry.card
        return (
            self._theme.value in ("", card.theme)
            and (not self._segment.value or not card.segments or self._segment.value in card.segments)
            and (not self._category.value or not card.categories or self._category.value in card.categories)
        )

    def _nothing(self) -> QWidget:
        words = self.desk.words
        if self._text:
            clear_ = button(words("Clear the search"))
            clear_.clicked.connect(self._list.search.clear)
            missing = button(words("Note it for the team"), "flag")
            missing.clicked.connect(self._note_missing)
            body = words("Say it in other words, or ask: what was asked in vain three times becomes a gap.")
            return nothing("search", words("No card has “{text}”", text=self._text), body, clear_, missing)
        every = button(words("Show all cards"))
        every.clicked.connect(self._show_all)
        return nothing(
            "shield-question", words("No card here"), words("Nothing passes these filters."), every
        )

    def _note_missing(self) -> None:
        """Keep what found no card, so that three of its like become a gap."""
        desk, text, who = self.desk, self._text, self._customer
        said = desk.words("Noted. What is said three times without a card becomes a gap.")

        def job(task: Task) -> str:
            return note(desk.store, KIND, text, desk.words, desk.now(), who)

        def undo(mid: str) -> None:
            back = partial(_take_back, desk.store, mid, desk.now())
            desk.work.start(self, back, lambda _: desk.toast(desk.words("Taken back")), lane="write")

        desk.work.start(self, job, lambda mid: desk.toast(said, lambda: undo(mid)), lane="write")

    def _show_all(self) -> None:
        for menu in (self._theme, self._segment, self._category):
            menu.choose("")
        self._list.queues.choose("")
        self._fill()

    def _show_card(self, found: Reading) -> None:
        words = self.desk.words
        if found == self._reader.reading:
            self.filled.emit()
            return
        edit = None
        if any(one.name == AUTHOR for one in pages()):
            edit = button(words("Edit"), "pencil")
            edit.clicked.connect(lambda: self.desk.go(AUTHOR, f"{KIND}/{found.card.id}"))
        self._reader.show(found, edit)
        fill_worth(self.side, found, words)
        self.filled.emit()

    def _refuse(self, error: SalesError) -> None:
        message, hint = error.said(self.desk.words)
        again = link(self.desk.words("Try again"))
        again.clicked.connect(self.reload)
        self._list.say(nothing("triangle-alert", message, hint, again))
        self.filled.emit()

    def _refuse_card(self, error: SalesError) -> None:
        clear(self.reader)
        clear(self.side)
        self.reader.addWidget(failed(*error.said(self.desk.words)))
        self.filled.emit()

    def _said(self, entry: Entry) -> str:
        """What a screen reader says of a row."""
        words, share = self.desk.words, entry.share
        rated = (
            words("worked {won} of {n}", won=share.worked, n=share.n) if share.n else words("not tried yet")
        )
        return ", ".join((entry.card.title, rated, *_about(entry, words)))

    def _draw(self, p: QPainter, area: QRectF, entry: Entry, chosen: bool) -> None:
        words, share = self.desk.words, entry.share
        left, right, top = area.left() + 12, area.right() - 12, area.top()
        room = area.width() - 24
        if share.n:
            rate_, of = told_share(share, words), words("of {n}", n=words.number(share.n))
            room -= 64
            paint_text(p, QRectF(right - 60, top + 6, 60, 20), rate_, "strong", "text", RIGHT)
            paint_text(p, QRectF(right - 60, top + 26, 60, 20), of, "label", "text_3", RIGHT)
        paint_text(p, QRectF(left, top + 6, room, 20), quoted(entry.card.title), "strong")
        late = entry.overdue_days is not None or (self._manages and entry.unhelpful)
        icon, token = ("triangle-alert", "warn") if late else ("badge-check", "text_3")
        paint_icon(p, left, top + 36, icon, token, 13)
        matched = (
            self._handbook.found.get(entry.card.id, "") if self._handbook and self._handbook.found else ""
        )
        line = quoted(matched) if matched else listed(_about(entry, words, manages=self._manages))
        place = QRectF(left + 19, top + 26, room - 19, 20)
        paint_text(p, place, line, "label", "warn" if late else "text_2")


def _about(entry: Entry, words: Words, *, manages: bool = False) -> Sequence[str]:
    """The line under a card's title."""
    parts = [words(THEMES.get(entry.card.theme, entry.card.theme))]
    if manages and entry.unhelpful:
        parts.append(words.count("{n} says it does not help", "{n} say it does not help", entry.unhelpful))
    elif entry.overdue_days is not None:
        parts.append(words("{n} d past check", n=entry.overdue_days))
    elif entry.because:
        parts = [entry.because]
    return parts


def _handbook(store: Store, text: str, who: str | None, words: Words, now: int, task: Task) -> Handbook:
    db = store.read()
    listed_ = entries(db, who, words, now)
    name, open_gaps = customer(db, who).name if who else "", len(gaps(db, words))
    if not text:
        return Handbook(listed_, open_gaps, name)
    found = objection_search(db, text, words, now, who, limit=FOUND)
    return Handbook(listed_, open_gaps, name, {one.card.id: one.matched for one in found})


def _reading(store: Store, card_id: str, who: str | None, words: Words, now: int, task: Task) -> Reading:
    return reading(store.read(), card_id, who, words, now)


def _take_back(store: Store, mid: str, now: int, task: Task) -> None:
    outbox.take_back(store, mid, now)
