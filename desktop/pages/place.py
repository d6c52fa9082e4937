"""Place it, try it on: a product to scale on the customer's photo, from one length that is known.

`ref` is `<version id or ->/<article>`, with a version for its customer and onto that quote. What is placed is
kept as it is placed, on this computer only. Nothing private is ever on this page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from data.photos import Photo
from desktop.actions import action, note_key
from desktop.desk import Desk, Notice, Trace
from desktop.page import Page, page
from desktop.pages.place_canvas import COMPARE, MARK, PLACE, PlaceCanvas
from desktop.pages.place_head import PlaceHead, key_line
from desktop.pages.place_jobs import (
    Table,
    keep,
    keep_on_quote,
    on_drawn,
    on_photo,
    read,
    take_away,
    write_picture,
)
from desktop.pages.place_photos import PhotoIntake
from desktop.pages.place_side import PlaceSide
from desktop.pages.place_trace import scale_trace
from desktop.widgets.aside import Aside
from desktop.widgets.buttons import button
from desktop.widgets.layouts import box, card, col, row
from desktop.widgets.reading import Reading
from desktop.widgets.states import loading
from desktop.work import Task
from sales.errors import SalesError
from sales.placing import Placing, from_wall, known_length, with_next_edge

NO_QUOTE, VIEW = "-", "place-view"
SIDE_FROM = 1150  # px of the page from which the side stands beside it
PATIENCE_MS = 400  # after the last step, before it is kept
WALL_STEP_MM = 50.0

note_key("place.arrows", "Move the product by 1 cm, with Shift by 10", "Left Right Up Down", "place")
note_key("place.grip", "The other end of the mark, or an edge", "Space", "place")


@page("place", "Place it", "inspect")
class PlacePage(Page):
    kinds: ClassVar[frozenset[str]] = frozenset({"quotes", "products"})
    within: ClassVar[str] = "quotes"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = desk.words
        self._version, self._number, self._kept_id = "", "", ""
        self._table: Table | None = None
        self._task: Task | None = None
        self._late = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._late.timeout.connect(self._keep)
        self._photos = PhotoIntake(desk, self)
        self._canvas, self._side = PlaceCanvas(words), PlaceSide(words)
        self._head = PlaceHead(
            words, desk.leave, self.open_photo, self.save_picture, self.open_side, self.save_to_quote
        )
        self._keys, self._fixed = key_line(words)
        self._lay_out()
        self._connect()

    @property
    def table(self) -> Table | None:
        return self._table

    @property
    def canvas(self) -> PlaceCanvas:
        return self._canvas

    @property
    def photos(self) -> PhotoIntake:
        return self._photos

    @property
    def side(self) -> PlaceSide:
        return self._side

    # -- what the shell asks

    @property
    def ref(self) -> str | None:
        return f"{self._version or NO_QUOTE}/{self._number}" if self._number else None

    def show_ref(self, ref: str | None) -> None:
        if ref is not None and ref != self.ref:
            version, _, number = ref.partition("/")
            self._keep_now()
            self._version, self._number = "" if version == NO_QUOTE else version, number
            self._table, self._kept_id = None, ""
        self.reload()

    def reload(self) -> None:
        if self._task:
            self._task.cancel()
        desk = self.desk
        job = partial(read, desk.store, self._version, self._number, desk.now(), desk.words)
        self._task = desk.work.start(self, job, self._show, self._refuse)

    def first_focus(self) -> QWidget:
        return self._canvas

    def back(self) -> bool:
        return self._place.close_drawer()

    def sights(self) -> Iterator[str]:
        for mode, name in ((MARK, "mark"), (COMPARE, "compare")):
            self._choose_mode(mode)
            yield name
        self._choose_mode(PLACE)
        if not self._place.beside:
            self.open_side()
            yield "side"
            self._place.close_drawer()

    def why(self) -> Trace | None:
        return scale_trace(self._table.placing, self.desk.words) if self._table else None

    # -- actions

    @action("place.open", "Open a photo", "paperclip", "O", page="place")
    def open_photo(self) -> None:
        """Choose a photo; paste and drop do the same."""
        self._photos.choose()

    @action("place.paste", "Paste a photo", "clipboard-copy", "Ctrl+V", page="place")
    def paste(self) -> None:
        self._photos.paste()

    @action("place.mark", "Mark the known length", "pencil", "M", page="place")
    def mark(self) -> None:
        self._choose_mode(MARK if self._canvas.mode != MARK else PLACE)

    @action("place.compare", "Before and after", "git-compare", "B", page="place")
    def compare(self) -> None:
        self._choose_mode(COMPARE if self._canvas.mode != COMPARE else PLACE)

    @action("place.colour", "Next colour", "palette", "C", page="place")
    def next_colour(self) -> None:
        if self._table:
            keys = [one.key for one in self._table.bench.colours]
            self._colour(keys[(keys.index(self._table.colour.key) + 1) % len(keys)])

    @action("place.forward", "Farther from the wall", "arrow-down", "D", page="place")
    def forward(self) -> None:
        self._from_wall(WALL_STEP_MM)

    @action("place.backward", "Nearer to the wall", "arrow-up", "Shift+D", page="place")
    def backward(self) -> None:
        self._from_wall(-WALL_STEP_MM)

    @action("place.edge", "Mark an edge beside it", "flag", "E", page="place")
    def mark_edge(self) -> None:
        if self._table:
            size = self._table.seen.size
            self._try(lambda placing: with_next_edge(placing, size))

    @action("place.away", "Take the photo away", "trash-2", "Ctrl+Backspace", page="place")
    def take_photo_away(self) -> None:
        """Delete the photo from this computer and go on in the drawn scene."""
        table, desk = self._table, self.desk
        if table is None or not table.photo:
            return
        if table.bench.on_quote and not table.bench.on_quote.editable:
            self._complain(desk.words("It has been issued and stays as it is; revise it first."))
            return
        if self._kept_id:
            gone = partial(take_away, desk.store, self._kept_id)
            desk.work.start(self, gone, lambda _: None, self._say_refused, lane="write")
        self._late.stop()
        self._kept_id = ""
        self._table = on_drawn(table)
        self._fill()
        desk.toast(desk.words("The photo is deleted from this computer"))

    @action("place.save", "Save to the quote", "plus", "Ctrl+Return", page="place")
    def save_to_quote(self) -> None:
        table, desk = self._table, self.desk
        if table is None or table.bench.on_quote is None:
            return
        self._late.stop()
        job = partial(keep_on_quote, desk.store, table, self._kept_id, desk.now(), desk.words)
        desk.work.start(self, job, self._saved, self._say_refused, lane="write")

    @action("place.picture", "Save the picture", "file-down", "Ctrl+S", page="place")
    def save_picture(self) -> None:
        """Write the product in its place as a PNG, and offer to open it."""
        if self._table:
            write_picture(self, self.desk, self._table, self._say_refused)

    @action("place.show", "Show to the customer", "eye", "F11", page="place")
    def show_customer(self) -> None:
        """Turn the screen: the picture alone, on a page of its own."""
        self._late.stop()
        before = self._table.bench.before if self._table else None
        if not self._frozen():
            self._keep(then=lambda: self.desk.go(VIEW, self._kept_id))
        elif before:
            self.desk.go(VIEW, before.id)

    @action("place.side", "Colour, length, fit", "panel-right", "Ctrl+B", page="place")
    def open_side(self) -> None:
        self._place.toggle()

    # -- Qt's own

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keep_now()

    # -- inside

    def _lay_out(self) -> None:
        picture = card((self._canvas, 1), margins=(8, 8, 8, 8))
        middle = box(row((picture, 1), margins=(24, 0, 24, 0)))
        main = box(col(self._head, (middle, 1), self._keys, gap=0))
        self._place = Aside(main, self._side, SIDE_FROM)
        self._place.fitted.connect(lambda _: self._fill_head())
        self._reading = Reading(self._place, loading(self.desk.words("Reading what is to be placed")))
        self.setLayout(col((self._reading, 1), gap=0))

    def _connect(self) -> None:
        self._canvas.placed.connect(self._become)
        self._canvas.dropped.connect(self._photos.take)
        self._photos.taken.connect(self._take_photo)
        self._head.modes.chosen.connect(self._choose_mode)
        side = self._side
        side.coloured.connect(self._colour)
        side.known.connect(self._know)
        side.measured.connect(self._measure)
        side.stood.connect(self._stand)
        side.roomed.connect(self._room)
        side.explained.connect(self._explain)
        side.saved.connect(self.save_to_quote)
        side.shown.connect(self.show_customer)

    def _show(self, found: Table) -> None:
        """Show what was read; what lies on the table stays, only the quote around it may have changed."""
        if self._table is not None:
            self._table = replace(self._table, bench=found.bench)
        else:
            self._table = found
            self._number = self._number or found.bench.product.external_id or found.bench.product.id
            before = found.bench.before
            own = before is not None and (before.version_id or "") == self._version
            self._kept_id = before.id if before and own else ""
        self._reading.show_content()
        self._fill()
        self.ready.emit()

    def _refuse(self, error: SalesError) -> None:
        back = button(self.desk.words("Back"), "arrow-left")
        back.clicked.connect(self.desk.leave)
        self._reading.refuse(*error.said(self.desk.words), back)
        self.ready.emit()

    def _fill(self) -> None:
        assert self._table
        self._side.show_table(self._table)
        self._fill_photo()
        self._fill_head()

    def _fill_photo(self) -> None:
        table, words = self._table, self.desk.words
        assert table
        if table.photo:
            note = words("Photo of {day}, on this device only", day=words.day(table.at))
        else:
            note = words("Drawn, to try it: open a photo of the place")
        self._canvas.show_scene(table.ground, table.placing, table.seen, note)
        known = words(known_length(table.placing.mark.known).short)
        self._fixed.setText(words("scale fixed by the {known}", known=known))
        self._fixed.setAlignment(Qt.AlignmentFlag.AlignRight)

    def _fill_head(self) -> None:
        if self._table:
            photographed, beside = bool(self._table.photo), self._place.beside
            self._head.show_bench(self._table.bench, photographed=photographed, beside=beside)

    def _frozen(self) -> bool:
        on_quote = self._table.bench.on_quote if self._table else None
        return on_quote is not None and not on_quote.editable

    # -- what is changed

    def _choose_mode(self, mode: int) -> None:
        self._head.modes.choose(mode)
        self._canvas.show_mode(mode)

    def _become(self, placing: Placing) -> None:
        """Show a placing, and keep it a moment after the last step."""
        assert self._table
        self._table = replace(self._table, placing=placing)
        self._fill_photo()
        self._side.show_placing(self._table)
        self._late.start()

    def _try(self, change: Callable[[Placing], Placing]) -> None:
        assert self._table
        try:
            self._become(change(self._table.placing))
        except SalesError as error:
            self._side.refuse(" ".join(error.said(self.desk.words)), self._side.wall)

    def _colour(self, key: str) -> None:
        assert self._table
        colour = next(one for one in self._table.bench.colours if one.key == key)
        self._table = replace(self._table, colour=colour)
        self._fill()
        self._late.start()

    def _know(self, key: str) -> None:
        assert self._table
        placing = self._table.placing
        mark = replace(placing.mark, known=key, mm=known_length(key).mm)
        self._become(replace(placing, mark=mark))

    def _measure(self, mm: float) -> None:
        self._try(lambda one: replace(one, mark=replace(one.mark, mm=mm)))

    def _stand(self, wall_mm: float) -> None:
        self._try(lambda one: from_wall(one, wall_mm))

    def _room(self, square_metres: float | None) -> None:
        self._try(lambda one: replace(one, room_m2=square_metres))

    def _from_wall(self, step: float) -> None:
        if self._table:
            self._try(lambda one: from_wall(one, max(0.0, one.wall_mm + step)))

    def _explain(self) -> None:
        if trace := self.why():
            self.desk.inspect(trace)

    # -- photos, keeping

    def _take_photo(self, photo: Photo) -> None:
        if self._table is None:
            return
        self._table = on_photo(self._table, photo, self.desk.now())
        self._kept_id = ""
        self.desk.banner(None)
        self._choose_mode(MARK)
        self._fill()
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._late.start()

    def _keep_now(self) -> None:
        if self._late.isActive():
            self._late.stop()
            self._keep()

    def _keep(self, then: Callable[[], None] | None = None) -> None:
        """Keep what lies on the table, unless it belongs to a version that was issued."""
        table, desk = self._table, self.desk
        if table is None or self._frozen():
            return

        def kept(made: str) -> None:
            if self._table and self._table.photo is table.photo:  # else another photo came meanwhile
                self._kept_id = made
            if then:
                then()

        desk.work.start(
            self, partial(keep, desk.store, table, self._kept_id), kept, self._say_refused, "write"
        )

    def _saved(self, made: str) -> None:
        self._kept_id = made
        words = self.desk.words
        assert self._table
        on_quote = self._table.bench.on_quote
        self.desk.toast(words("Saved to {number}", number=on_quote.number if on_quote else ""))

    def _say_refused(self, error: SalesError) -> None:
        self.desk.banner(Notice(*error.said(self.desk.words)))

    def _complain(self, sentence: str) -> None:
        self.desk.banner(Notice(sentence))
