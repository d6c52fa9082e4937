"""The author's list: what waits, with what does not help on top, what is being written, and everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from data.author_queue import Queue, Waiting
from data.authoring import Piece
from desktop.icons import icon
from desktop.pages.playbook_list import ROW
from desktop.pages.playbook_parts import THEMES, nothing, quoted
from desktop.paint import RIGHT, paint_icon, paint_text
from desktop.segments import segment_name
from desktop.text import label
from desktop.theme import LIST
from desktop.widgets.buttons import Segmented, link, tool
from desktop.widgets.fields import search_field
from desktop.widgets.layouts import box, clear, col, row
from desktop.widgets.long_list import LongList
from desktop.widgets.marks import chip
from desktop.widgets.rows import Rows
from desktop.widgets.states import loading
from sales.words import Words

CHECK, WRITING, ALL = range(3)
KINDS = {
    "objections": ("Objection", "shield-question"),
    "tracks": ("Talk track", "route"),
    "products": ("Product story", "package"),
    "messages": ("Messages", "send"),
    "faqs": ("Common questions", "circle-question-mark"),
    "policies": ("Policy", "file-text"),
    "translator": ("What figures mean", "languages"),
}
NEW = ("objections", "tracks", "products", "messages", "faqs", "policies")


class AuthorList(QWidget):
    """`chosen` carries a piece, `wanted` the kind of a new one, `packed` "export" or "import"."""

    gaps_wanted = Signal()
    chosen = Signal(object)
    wanted = Signal(str)
    packed = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._queue: Queue | None = None
        self._current: Piece | None = None
        self._steering = False
        self._names: Mapping[str, str] = {}
        self._titles: list[str] = []
        self._rows: Rows[Waiting] = Rows([], self._said)
        self.view = LongList(self._rows, self._draw, words("Pieces of the playbook"), height=ROW)
        self._rows.setParent(self.view)
        self.view.selectionModel().currentChanged.connect(self._move)
        self.search = search_field(words("Search the playbook"))
        self.search.textChanged.connect(lambda _: self._fill())
        self._tab_room = col(gap=0)
        self._tabs = Segmented(["", "", ""], CHECK, words("Pieces of the playbook"), stretch=True)
        self._foot = label("", "label", "3", wrap=True)
        self._gaps = link("")
        self._gaps.clicked.connect(self.gaps_wanted)
        self._gaps.hide()
        self._state, self._instead = QStackedWidget(), col(gap=0)
        self._state.addWidget(self.view)
        self._state.addWidget(box(self._instead))
        self._lay_out()
        self._say(loading(words("Reading"), rows=8, row_height=ROW))

    @property
    def tab(self) -> int:
        return self._tabs.current()

    @property
    def items(self) -> Sequence[Waiting]:
        return self._rows.items

    def show_queue(self, found: Queue, names: Mapping[str, str]) -> None:
        """Show what waits; `names` are the people by id."""
        first = self._queue is None
        self._queue, self._names = found, names
        words, tab = self._words, self.tab
        if first and not found.to_check:
            tab = ALL
        titles = [
            words("To check {n}", n=len(found.to_check)),
            words("Drafts {n}", n=len(found.being_written)),
            words("All"),
        ]
        if titles != self._titles:
            self._titles = titles
            clear(self._tab_room)
            self._tabs = Segmented(titles, tab, words("Pieces of the playbook"), stretch=True)
            self._tabs.chosen.connect(lambda _: self._fill())
            self._tab_room.addWidget(self._tabs)
        self._fill()
        if first and self._current:
            self.reveal(self._current)

    def show_tab(self, tab: int) -> None:
        self._tabs.choose(tab)
        self._fill()

    def show_gaps(self, n: int) -> None:
        """Say how many gaps wait for a card."""
        told = self._words.count("{n} gap has no card yet", "{n} gaps have no card yet", n)
        self._gaps.setText(told)
        self._gaps.setVisible(n > 0)
        self.mark(self._current)  # the list has become shorter

    def reveal(self, piece: Piece) -> None:
        """Show a piece as current, among all if it does not wait."""
        if self._queue and piece not in [one.piece for one in self._rows.items]:
            self.search.clear()
            self.show_tab(ALL)
        self.mark(piece)

    def mark(self, piece: Piece | None) -> None:
        """Show a piece as current without announcing it."""
        self._current = piece
        at = next((at for at, one in enumerate(self._rows.items) if one.piece == piece), -1)
        self._steering = True
        self.view.choose(at)
        self._steering = False

    def step(self, by: int) -> None:
        """Go to the next or the previous piece."""
        if self._rows.rowCount():
            self.view.choose(min(max(self.view.currentIndex().row() + by, 0), self._rows.rowCount() - 1))

    # -- inside

    def _lay_out(self) -> None:
        words = self._words
        new, more = tool("plus", words("New")), tool("ellipsis", words("More"))
        new.setMenu(self._new_menu())
        more.setMenu(self._more_menu())
        for one in (new, more):
            one.setPopupMode(one.ToolButtonPopupMode.InstantPopup)
        title = label(words("Playbook"), "title")
        head = row(title, chip(words("Author")), None, new, more, gap=6, margins=(18, 16, 12, 8))
        self._tab_room.addWidget(self._tabs)
        self.setLayout(
            col(
                head,
                row(self._tab_room, margins=(16, 0, 16, 8)),
                row(self.search, margins=(16, 0, 16, 6)),
                (self._state, 1),
                col(self._foot, row(self._gaps, None), gap=6, margins=(20, 8, 20, 16)),
                gap=0,
            )
        )
        self.setFixedWidth(LIST)

    def _new_menu(self) -> QMenu:
        menu = QMenu(self)
        for kind in NEW:
            name, sign = KINDS[kind]
            entry = menu.addAction(icon(sign), self._words(name))
            entry.triggered.connect(lambda _=False, kind=kind: self.wanted.emit(kind))
        return menu

    def _more_menu(self) -> QMenu:
        menu, words = QMenu(self), self._words
        for what, sign, name in (
            ("export", "download", words("Export a pack")),
            ("import", "upload", words("Import a pack")),
        ):
            entry = menu.addAction(icon(sign), name)
            entry.triggered.connect(lambda _=False, what=what: self.packed.emit(what))
        return menu

    def _fill(self) -> None:
        if self._queue is None:
            return
        words, like = self._words, self.search.text().strip().casefold()
        rows = (self._queue.to_check, self._queue.being_written, self._queue.every)[self.tab]
        rows = tuple(one for one in rows if like in f"{one.title} {one.piece.name}".casefold())
        self._rows.show(rows)
        late = sum((one.late_days or 0) > 0 for one in self._queue.to_check)
        told = words.count(
            "{n} is late. A late piece stays usable and says so on every screen.",
            "{n} are late. A late piece stays usable and says so on every screen.",
            late,
        )
        self._foot.setText(told if late and self.tab == CHECK else "")
        self._foot.setVisible(bool(self._foot.text()))
        if rows:
            self._state.setCurrentIndex(0)
            self.mark(self._current)
        else:
            self._say(self._nothing(like))

    def _nothing(self, like: str) -> QWidget:
        words = self._words
        if like:
            return nothing("search", words("Nothing is called so"), words("Try a word of its title."))
        if self.tab == WRITING:
            body = words("What you type is kept here until you publish it.")
            return nothing("pencil", words("No drafts"), body)
        return nothing("badge-check", words("Nothing waits"), words("All that is written is checked."))

    def _say(self, state: QWidget) -> None:
        clear(self._instead)
        self._instead.addWidget(state)
        self._state.setCurrentIndex(1)

    def _move(self, now: QModelIndex, before: QModelIndex) -> None:
        if not self._steering and 0 <= now.row() < len(self._rows.items):
            self._current = self._rows.items[now.row()].piece
            self.chosen.emit(self._current)

    def _said(self, one: Waiting) -> str:
        """What a screen reader says of a row."""
        return ", ".join(
            filter(None, (self._title(one), self._words(KINDS[one.piece.kind][0]), self._why(one)[1]))
        )

    def _title(self, one: Waiting) -> str:
        title = quoted(one.title) if one.piece.kind == "objections" else one.title
        return self._words("{title} and {n} more", title=title, n=one.more) if one.more else title

    def _why(self, one: Waiting) -> tuple[str, str, str]:
        """Icon, words and tone of why it waits."""
        words = self._words
        if one.sent:
            by = self._names.get(one.sent_by or "", "")
            return "eye", words("In review, from {name}", name=by) if by else words("In review"), "accent"
        if one.withdrawn and not one.drafted:
            return "archive", words("{kind}, withdrawn", kind=words(KINDS[one.piece.kind][0])), "text_2"
        if self.tab == WRITING and one.drafted:
            return (
                "pencil",
                f"{self._what(one)} · {words.day(one.drafted_at)}, {words.clock(one.drafted_at)}",
                "text_2",
            )
        if one.against:
            n, remark = len(one.against), one.against[0].remark
            said = words.count("{n} says it does not help", "{n} say it does not help", n)
            return "thumbs-down", f"{n} · {quoted(remark)}" if remark else said, "warn"
        late = one.late_days is not None and one.late_days > 0
        parts = [self._what(one)]
        if one.checked_on:
            parts.append(words("checked {day}", day=words.day(one.checked_on)))
        if one.version:
            parts.append(words("version {n}", n=one.version))
        return "triangle-alert" if late else KINDS[one.piece.kind][1], " · ".join(parts), "text_2"

    def _what(self, one: Waiting) -> str:
        """What a piece is about: a card's theme, whom a track is for, or its kind."""
        words = self._words
        if one.theme:
            return words(THEMES.get(one.theme, one.theme))
        if one.segments:
            return segment_name(words, one.segments[0])
        return words(KINDS[one.piece.kind][0])

    def _when(self, one: Waiting) -> tuple[str, str]:
        """At the right: by how much it is late."""
        words, late = self._words, one.late_days
        if late is None:
            return "", "text_2"
        if late > 0:
            return words("{n} d late", n=late), "warn"
        return (words("today") if late == 0 else words("in {n} d", n=-late)), "text_2"

    def _draw(self, p: QPainter, area: QRectF, one: Waiting, chosen: bool) -> None:
        left, right, top = area.left() + 12, area.right() - 12, area.top()
        when, token = self._when(one)
        paint_text(p, QRectF(right - 70, top + 6, 70, 20), when, "label", token, RIGHT)
        paint_text(
            p, QRectF(left, top + 6, right - left - (66 if when else 0), 20), self._title(one), "strong"
        )
        sign, said, tone = self._why(one)
        paint_icon(p, left, top + 36, sign, tone if tone != "text_2" else "text_3", 13)
        paint_text(p, QRectF(left + 19, top + 26, right - left - 19, 20), said, "label", tone)
