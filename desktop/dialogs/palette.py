"""The command palette (Ctrl+K): what can be done, where to go and what can be found, in one list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from data.store import Store
from desktop import theme
from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.paint import LEFT, RIGHT, fill_round, paint_icon, paint_text, text_width
from desktop.text import label
from desktop.theme import color
from desktop.widgets.fields import line_edit
from desktop.widgets.layouts import Item, box, col, row, rule
from desktop.widgets.marks import keycaps
from desktop.widgets.rows import Index, Rows, Value
from desktop.work import Task
from sales.words import Words

WIDTH, HEAD, LINE, TALLEST = 640, 30, 40, 420
AROUND = 230  # px of the window that the list must leave
EACH, FOUND = 4, 30  # records of one kind, and in all
ALONE = 12  # records where one kind is asked for
SCOPES = {">": "do", "@": "customer", "#": "product", "/": "card"}
GROUPS = {  # what a kind of record is called, and its icon, in the order in which they are shown
    "customer": ("Customers", "user"),
    "quote": ("Quotes", "file-text"),
    "product": ("Products", "package"),
    "card": ("Objections", "shield-question"),
    "track": ("Talk tracks", "route"),
    "story": ("Product stories", "book-open"),
    "message": ("Messages", "message-square-text"),
    "question": ("Questions", "messages-square"),
    "policy": ("Policies", "file-text"),
    "note": ("Notes", "sticky-note"),
}


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do or somewhere to go, in the reader's language; `also` in English."""

    group: str
    title: str
    icon: str
    run: Callable[[], object]
    keys: str = ""
    detail: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A record found: what `data.search` gives, as plain values."""

    kind: str
    ref: str
    title: str
    snippet: str
    repaired: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list; without an icon it heads a group."""

    title: str
    icon: str = ""
    detail: str = ""
    keys: str = ""
    match: tuple[int, int] = (0, 0)
    run: Callable[[], object] | None = None


class Palette(QFrame):
    """Type to narrow; arrows choose, Enter runs. `over` says that it may go."""

    over = Signal()

    def __init__(self, desk: Desk, commands: Sequence[Command], open_found: Callable[[Found], None]) -> None:
        super().__init__()
        self._desk, self._commands, self._open = desk, commands, open_found
        self._found: Sequence[Found] = ()
        self._task: Task | None = None
        self.setProperty("kind", "dialog")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(desk.words("Find or do"))
        self.field = self._make_field()
        self._lines: Rows[Line] = Rows((), lambda line: f"{line.title} {line.detail}".strip())
        self._list = self._make_list()
        self._note = label("", "label", "2", wrap=True)
        said = row(icon_label("search", "text_3", 14), (self._note, 1), gap=8, margins=(20, 9, 20, 9))
        self._note_strip = box(col(said, rule(), gap=0))
        self._note_strip.hide()
        head: list[Item] = [icon_label("search", "text_3", 18), (self.field, 1), keycaps("Esc")]
        self.setLayout(
            col(
                row(*head, gap=10, margins=(20, 0, 20, 0)),
                rule(),
                self._note_strip,
                4,
                self._list,
                6,
                rule(),
                self._foot(),
                gap=0,
                margins=(1, 1, 1, 1),
            )
        )

    def titles(self) -> list[str]:
        """What stands in the list, group heads left out."""
        return [line.title for line in self._lines.items if line.run or len(self._lines.items) == 1]

    def remark(self) -> str:
        """What is said of a typo that was repaired; empty when there was none."""
        return self._note.text() if self._note_strip.isVisible() else ""

    def showEvent(self, event: QShowEvent) -> None:
        self._show()
        job = partial(_keep, self._desk.store, self._desk.words.locale)
        self._desk.work.start(self, job, self._kept, lane="write")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step:
                self._move(step)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self._list.currentIndex())
                return True
        return False

    def _make_field(self) -> QLineEdit:
        words = self._desk.words
        field = line_edit(words("Find or do"), hint=words("Find anything, or say what to do"))
        field.setProperty("variant", "bare")
        field.setFont(theme.font("lead"))
        field.textChanged.connect(self._typed)
        field.installEventFilter(self)
        return field

    def _make_list(self) -> QListView:
        view = QListView()
        view.setModel(self._lines)
        view.setItemDelegate(_LineDelegate(view))
        view.setAccessibleName(self._desk.words("What was found"))
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.clicked.connect(self._run)
        view.entered.connect(lambda index: view.setCurrentIndex(index) if index.data(Value).run else None)
        return view

    def _foot(self) -> QFrame:
        words = self._desk.words
        scopes = words("> actions   @ customers   # products   / objections")
        made = QFrame()
        made.setLayout(
            row(
                keycaps("↑+↓"),
                label(words("choose"), "caption", "3"),
                10,
                keycaps("Enter"),
                label(words("open"), "caption", "3"),
                None,
                label(scopes, "caption", "3"),
                gap=6,
                margins=(20, 8, 20, 9),
            )
        )
        return made

    def _typed(self, text: str) -> None:
        if self._task:
            self._task.cancel()
        scope, typed = _scope(text)
        if typed and scope != "do":
            job = partial(_search, self._desk.store, typed, scope, self._desk.words)
            self._task = self._desk.work.start(self, job, self._arrived)
        else:
            self._found = ()
        self._show()

    def _kept(self, anew: bool) -> None:
        """The playbook can be found as it is now; what was typed is asked again if it could not before."""
        if anew:
            self._typed(self.field.text())

    def _arrived(self, found: Sequence[Found]) -> None:
        self._found = found
        self._show()

    def _show(self) -> None:
        scope, typed = _scope(self.field.text())
        commands = self._commands if scope in ("", "do") else ()
        lines = _grouped(commands, typed)
        for kind, (name, _) in GROUPS.items():
            if records := [found for found in self._found if found.kind == kind]:
                lines.append(Line(self._desk.words(name)))
                lines += [self._record(found, typed) for found in records]
                if kind == "customer":
                    lines.append(self._quote_for(records[0]))
        if not lines:
            lines.append(Line(self._desk.words("Nothing is called that. Try fewer letters.")))
        self._lines.show(lines)
        tall = sum(LINE if line.icon else HEAD for line in lines) + 2
        self._list.setFixedHeight(max(LINE, min(tall, TALLEST, self.window().height() - AROUND)))
        self._say_repair(typed)
        self._move(1, start=-1)
        self.adjustSize()

    def _say_repair(self, typed: str) -> None:
        repaired = bool(self._found) and self._found[0].repaired
        if repaired:
            self._note.setText(
                self._desk.words(
                    "Nothing is called {typed}. Shown: {found}", typed=typed, found=self._found[0].title
                )
            )
        self._note_strip.setVisible(repaired)

    def _record(self, found: Found, typed: str) -> Line:
        _, icon = GROUPS[found.kind]
        match = _match(found.title, typed)
        return Line(found.title, icon, found.snippet, match=match, run=partial(self._open, found))

    def _quote_for(self, found: Found) -> Line:
        """What is most often wanted of a customer who was looked for."""
        title = self._desk.words("New quote for {name}", name=found.title)
        return Line(title, "file-plus", run=partial(self._open, replace(found, kind="quote for")))

    def _move(self, step: int, start: int | None = None) -> None:
        at = self._list.currentIndex().row() if start is None else start
        rows = self._lines.items
        for _ in rows:
            at = (at + step) % len(rows)
            if rows[at].run:
                self._list.setCurrentIndex(self._lines.index(at))
                if at == 1:
                    self._list.scrollToTop()
                return

    def _run(self, index: Index) -> None:
        line = index.data(Value)
        if line and line.run:
            self.over.emit()
            QTimer.singleShot(0, line.run)  # once the palette's own key press is through


def _keep(store: Store, locale: str, task: Task) -> bool:
    from data.search import keep_content

    return keep_content(store, locale)


def _search(store: Store, typed: str, kind: str, words: Words, task: Task) -> tuple[Found, ...]:
    from data.products import read_as
    from data.search import find

    db = store.read()
    hits = find(db, typed, ALONE, kind) if kind else find(db, typed, FOUND, each=EACH)
    articles = read_as(db, (hit.ref for hit in hits if hit.kind == "product"), words)
    return tuple(
        Found(hit.kind, hit.ref, *articles.get(hit.ref, (hit.title, hit.snippet)), hit.repaired)
        for hit in hits
    )


def _scope(text: str) -> tuple[str, str]:
    """What is looked for ("" for everything) and the words typed."""
    text = text.strip()
    return (SCOPES[text[0]], text[1:].strip()) if text[:1] in SCOPES else ("", text)


def _grouped(commands: Sequence[Command], typed: str) -> list[Line]:
    lines: list[Line] = []
    group = ""
    for command in commands:
        match = _match(command.title, typed)
        if typed and match == (0, 0) and typed.casefold() not in command.also.casefold():
            continue
        if command.group != group:
            group = command.group
            lines.append(Line(group))
        lines.append(Line(command.title, command.icon, command.detail, command.keys, match, command.run))
    return lines


def _match(title: str, typed: str) -> tuple[int, int]:
    at = title.casefold().find(typed.casefold()) if typed else -1
    return (at, at + len(typed)) if at >= 0 else (0, 0)


class _LineDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, LINE if index.data(Value).icon else HEAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(Value)
        area = QRectF(option.rect)
        painter.save()
        if not line.icon:
            paint_text(painter, area.adjusted(20, 6, -20, 0), line.title, "caption", "text_3")
        else:
            self._paint_line(painter, area, line, bool(option.state & QStyle.StateFlag.State_Selected))
        painter.restore()

    def _paint_line(self, p: QPainter, area: QRectF, line: Line, chosen: bool) -> None:
        if chosen:
            fill_round(p, area.adjusted(8, 1, -8, -1), "accent_soft", theme.CONTROL_RADIUS)
        middle = area.center().y()
        paint_icon(p, 20, middle, line.icon, "accent" if chosen else "text_3")
        right = _paint_keys(p, area.right() - 20, middle, line.keys, chosen)
        x = 48.0
        start, end = line.match
        for part, hit in (
            (line.title[:start], False),
            (line.title[start:end], True),
            (line.title[end:], False),
        ):
            if part:
                room = QRectF(x, area.top(), max(0.0, right - x - 8), area.height())
                x += paint_text(p, room, part, "strong", "accent" if hit else "text")
        room = QRectF(x + 10, area.top(), right - x - 22, area.height())
        if line.detail and room.width() > 30:
            paint_text(p, room, line.detail, "label", "text_2" if chosen else "text_3", LEFT)


def _paint_keys(p: QPainter, right: float, middle: float, keys: str, chosen: bool) -> float:
    """Key caps that end at `right`; gives where they begin."""
    for key in reversed(keys.split("+") if keys else []):
        width = max(20.0, text_width(key, "caption") + 11)
        cap = QRectF(right - width, middle - 10, width, 20)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(QPen(color("line_strong"), 1))
        p.setBrush(color("surface" if chosen else "raised"))
        p.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        paint_text(p, cap.adjusted(5, 0, -5, 0), key, "caption", "text_2", RIGHT)
        right -= width + 3
    return right
