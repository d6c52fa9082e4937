"""Talk tracks: the list, and one track as a tree to read: what to say, and where each answer leads."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QWidget

from data.handbook import TrackEntry, TrackReading, track_entries, track_reading
from data.history import customer
from data.store import Store
from desktop.desk import Desk
from desktop.pages.playbook_list import EntryList
from desktop.pages.playbook_parts import Menu, listed, nothing
from desktop.pages.playbook_section import Section
from desktop.pages.playbook_track import TrackReader
from desktop.paint import RIGHT, paint_icon, paint_text
from desktop.segments import segment_name
from desktop.widgets.buttons import button, link
from desktop.widgets.layouts import clear
from desktop.widgets.states import failed
from desktop.work import Task
from reports.phrases import CATEGORIES, named
from sales.errors import SalesError
from sales.facts import SEGMENTS
from sales.tracks import Track
from sales.words import Words

CHECK = "check"
Shelf = tuple[tuple[TrackEntry, ...], str]  # the tracks, and the name of whom they are for


class TracksSection(Section):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = desk.words
        self._customer: str | None = None
        self._track = ""
        self._entries: tuple[TrackEntry, ...] = ()
        self._task: Task | None = None
        self._track_task: Task | None = None
        self._list = EntryList(
            words, words("Talk tracks"), words("Search"), self._draw, lambda one: one.track.id, self._said
        )
        self._segment = Menu(words("Segment"), words("Every segment"))
        self._category = Menu(words("Product"), words("Every product"))
        self._segment.offer([(one, segment_name(words, one)) for one in SEGMENTS])
        self._list.add_menus(self._segment, self._category)
        self.column.addWidget(self._list)
        self._reader = TrackReader(desk, self, self.reader, self.side)
        self._reader.step_wanted.connect(self._go_to)
        self._list.chosen.connect(self._open)
        self._list.opened.connect(self._open)
        self._list.typed.connect(lambda _: self._fill())
        self._list.everyone_wanted.connect(lambda: self.customer_changed.emit(""))
        self._list.queues.picked.connect(lambda _: self._fill())
        for menu in (self._segment, self._category):
            menu.picked.connect(lambda _: self._fill())
        self.reload()

    @property
    def list(self) -> EntryList:
        return self._list

    @property
    def track(self) -> TrackReading | None:
        """The track that is read."""
        return self._reader.reading

    @property
    def ref(self) -> str | None:
        return self._track or None

    def show_ref(self, ref: str | None, customer_id: str | None) -> None:
        changed = customer_id != self._customer
        self._customer = customer_id
        if changed:
            self.reload()
        if ref and ref != self._track:
            self._open(ref)

    def reload(self) -> None:
        if self._task:
            self._task.cancel()
        desk = self.desk
        job = partial(_shelf, desk.store, self._customer, desk.words, desk.now())
        self._task = desk.work.start(self, job, self._show, self._refuse)
        if self._track:
            self._read()

    def first_focus(self) -> QWidget:
        return self._list.view

    def focus_search(self) -> None:
        self._list.focus_search()

    def back(self) -> bool:
        return self._list.clear_search()

    def copy(self) -> None:
        """Copy the whole track as it is to be said."""
        if found := self._reader.reading:
            lines = [line for step in found.filled.steps for line in (step.title, *step.say, "")]
            QGuiApplication.clipboard().setText("\n".join(lines).replace("**", "").strip())
            self.desk.toast(self.desk.words("Copied"))

    def sights(self) -> Iterator[str]:
        if self._reader.reading:
            self._go_to(self._reader.reading.filled.steps[-1].id)
            yield "end"

    # -- inside

    def _open(self, track_id: str) -> None:
        self._track = track_id
        self._list.mark(track_id)
        self._area.verticalScrollBar().setValue(0)
        self._read()

    def _read(self) -> None:
        if self._track_task:
            self._track_task.cancel()
        desk = self.desk
        job = partial(_reading, desk.store, self._track, self._customer, desk.words, desk.now())
        self._track_task = desk.work.start(self, job, self._show_track, self._refuse_track)

    def _show(self, found: Shelf) -> None:
        words = self.desk.words
        self._entries, name = found
        self._list.show_whom(name)
        count = words.number(len(self._entries))
        self._list.search.setPlaceholderText(words("Search {n} tracks", n=count))
        known = {one for entry in self._entries for one in entry.track.categories}
        self._category.offer([(one, words(text)) for one, text in CATEGORIES.items() if one in known])
        self._fill()

    def _fill(self) -> None:
        words = self.desk.words
        overdue = [one for one in self._entries if one.overdue_days is not None]
        self._list.queues.show_counts(((CHECK, words("To check"), len(overdue)),))
        rows = overdue if self._list.queues.value == CHECK else list(self._entries)
        text = self._list.search.text().strip().casefold()
        rows = [one for one in rows if self._passes(one.track, text)]
        self._list.show_items(rows, self._nothing)
        if rows and not self._track:
            self._open(rows[0].track.id)
        elif not rows:
            self.filled.emit()

    def _passes(self, track: Track, text: str) -> bool:
        return (
            (not self._segment.value or not track.segments or self._segment.value in track.segments)
            and (not self._category.value or not track.categories or self._category.value in track.categories)
            and (not text or any(text in one.casefold() for one in _texts(track)))
        )

    def _nothing(self) -> QWidget:
        words = self.desk.words
        every = button(words("Show all tracks"))
        every.clicked.connect(self._show_all)
        return nothing("route", words("No track here"), words("Nothing passes these filters."), every)

    def _show_all(self) -> None:
        for menu in (self._segment, self._category):
            menu.choose("")
        self._list.queues.choose("")
        self._list.search.clear()
        self._fill()

    def _show_track(self, found: TrackReading) -> None:
        if found != self._reader.reading:
            self._reader.show(found, for_customer=self._customer is not None)
        self.filled.emit()

    def _go_to(self, step_id: str) -> None:
        """Bring a step to the top, once what was just made has its place."""
        QTimer.singleShot(0, self, partial(self._scroll_to, step_id))

    def _scroll_to(self, step_id: str) -> None:
        if (step := self._reader.steps.get(step_id)) and (inside := self._area.widget()):
            self._area.verticalScrollBar().setValue(step.mapTo(inside, step.rect().topLeft()).y() - 12)
            step.setFocus()

    def _refuse(self, error: SalesError) -> None:
        message, hint = error.said(self.desk.words)
        again = link(self.desk.words("Try again"))
        again.clicked.connect(self.reload)
        self._list.say(nothing("triangle-alert", message, hint, again))
        self.filled.emit()

    def _refuse_track(self, error: SalesError) -> None:
        clear(self.reader)
        clear(self.side)
        self.reader.addWidget(failed(*error.said(self.desk.words)))
        self.filled.emit()

    def _said(self, entry: TrackEntry) -> str:
        words = self.desk.words
        used = words.count("{n} time", "{n} times", entry.calls)
        return ", ".join((entry.track.title, meant_for(entry.track, words), used))

    def _draw(self, p: QPainter, area: QRectF, entry: TrackEntry, chosen: bool) -> None:
        words = self.desk.words
        left, right, top = area.left() + 12, area.right() - 12, area.top()
        if entry.calls:
            calls = words.number(entry.calls)
            paint_text(p, QRectF(right - 60, top + 6, 60, 20), calls, "strong", "text", RIGHT)
            named_ = words("call") if entry.calls == 1 else words("calls")
            paint_text(p, QRectF(right - 60, top + 26, 60, 20), named_, "label", "text_3", RIGHT)
        paint_text(p, QRectF(left, top + 6, area.width() - 88, 20), entry.track.title, "strong")
        late = entry.overdue_days is not None
        icon, token = ("triangle-alert", "warn") if late else ("badge-check", "text_3")
        paint_icon(p, left, top + 36, icon, token, 13)
        line = words("{n} d past check", n=entry.overdue_days) if late else meant_for(entry.track, words)
        room = QRectF(left + 19, top + 26, area.width() - 100, 20)
        paint_text(p, room, line, "label", "warn" if late else "text_2")


def meant_for(track: Track, words: Words) -> str:
    """Whom and what a track is for, in a line."""
    parts = [segment_name(words, one) for one in track.segments]
    parts += [named(words, CATEGORIES, one) for one in track.categories]
    parts += [*track.products, *(words(one) for one in track.channels)]
    return listed(parts) or words("Everyone")


def _texts(track: Track) -> Iterator[str]:
    yield track.title
    yield track.objective
    for step in track.steps:
        yield from (step.title, *step.say, *step.ask)


def _shelf(store: Store, who: str | None, words: Words, now: int, task: Task) -> Shelf:
    db = store.read()
    return track_entries(db, words, now), customer(db, who).name if who else ""


def _reading(
    store: Store, track_id: str, who: str | None, words: Words, now: int, task: Task
) -> TrackReading:
    return track_reading(store.read(), track_id, who, words, now)
