"""Author mode: what waits for an author, the text of a piece, and beside it the piece as a rep sees it.

`ref` is `<kind>/<id>` as the playbook has it ("objections/too-expensive", "messages/cart-sms"); one for a
customer ("...@0193...") shows the preview for them. "new/<kind>" asks for the title of a new piece,
"gap/<theme>" for that of a card that closes the gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import ClassVar, TypeVar

from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QWidget

from data import publishing
from data.authoring import WRITTEN, Draft, Piece, begin, keep_drafts
from data.misses import gaps
from data.publishing import Published
from desktop.actions import action, note_key
from desktop.desk import Desk, Notice
from desktop.page import Page, page
from desktop.pages.author_editor import AuthorEditor
from desktop.pages.author_jobs import Board, Look, Opened, board, gap_count, opened, samples
from desktop.pages.author_list import AuthorList
from desktop.pages.author_new import ASKS, ask_title
from desktop.pages.author_packs import Packs, sample_plan
from desktop.pages.author_side import NARROW, WIDTH, AuthorSide
from desktop.widgets.layouts import frame, row, vrule
from desktop.widgets.states import empty
from desktop.work import Task
from sales.errors import SalesError
from sales.words import LOCALES

LIST_FROM = 1_130  # from this width of the page the list stands beside the text
NEW, GAP, ASK, GAPS = "new", "gap", "ask", "ask/gaps"
# What the playbook calls a piece by the name of its file; a list of messages it shows as a whole.
READ_AS: Mapping[str, Callable[[str], str]] = {
    "objections": str, "tracks": str, "products": str.upper, "messages": lambda name: "",
}  # fmt: skip
T = TypeVar("T")


@page("author", "Author", "pencil")
class Author(Page):
    within: ClassVar[str] = "playbook"
    kinds: ClassVar[frozenset[str]] = frozenset(
        {"publications", "drafts", "ratings", "misses", "reps", "contact_marks"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = desk.words
        self._piece: Piece | None = None
        self._wanted = ""  # the piece that was asked for last
        self._names: Mapping[str, str] = {}
        self._task: Task | None = None
        self._opening: Task | None = None
        self.list, self.side, self.editor = AuthorList(words), AuthorSide(words), AuthorEditor(desk)
        self.packs = Packs(desk, self)
        self._connect()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self.editor)
        self._edges = vrule(), vrule()
        self._drawer_room: QHBoxLayout = row(gap=0)
        self._drawer: QFrame = frame("drawer", self._drawer_room)
        self._place: QHBoxLayout = row(
            self.list, self._edges[0], (self._stack, 1), self._edges[1], self.side, gap=0
        )
        self.setLayout(self._place)
        self._drawer.setParent(self)
        self._drawer.hide()
        self.side.hide()
        self._offer("")
        self.reload()

    # -- what the shell asks

    @property
    def ref(self) -> str | None:
        if self._piece is None:
            return None
        whom = f"@{self.side.whom}" if self.side.whom else ""
        return f"{self._piece.kind}/{self._piece.name}{whom}"

    def show_ref(self, ref: str | None) -> None:
        place, _, whom = (ref or "").partition("@")
        kind, _, name = place.partition("/")
        if kind == NEW and name in ASKS:
            self.begin(name)
        elif kind == GAP:
            self._begin_from_gap(name)
        elif kind in WRITTEN and name:
            if whom:
                self._offer(whom)
                self.editor.show_for(whom)
            self._open(kind, name)

    def reload(self) -> None:
        if self._task:
            self._task.cancel()
        desk = self.desk
        job = partial(board, desk.store, desk.words, desk.now())
        self._task = desk.work.start(self, job, self._show)

    def first_focus(self) -> QWidget:
        return self.editor.script if self._wanted else self.list.view

    def back(self) -> bool:
        if self._drawer.isVisible():
            self._drawer.hide()
            return True
        return False

    def sights(self) -> Iterator[str]:
        if self._piece is None:
            return
        yield from self.editor.sights()
        self.packs.show_plan(sample_plan(self.desk.store, self.desk.words, self.desk.now()))
        yield "pack"
        self.packs.leave()

    # -- actions

    @action("author.publish", "Publish", "badge-check", "Ctrl+Enter", page="author")
    def publish(self) -> None:
        if self.editor.head.publish.isEnabled():
            words = self.desk.words
            self._publish(publishing.publish, lambda n: words("Published as version {n}", n=n))

    @action("author.review", "Send for review", "send", page="author")
    def send_for_review(self) -> None:
        words = self.desk.words
        self._publish(publishing.send_for_review, lambda n: words("Version {n} is in review", n=n))

    @action("author.language", "The other language", "languages", "Ctrl+Shift+L", page="author")
    def turn_language(self) -> None:
        at = LOCALES.index(self.editor.shown)
        self.editor.speak(LOCALES[(at + 1) % len(LOCALES)])

    @action("author.variable", "Insert a variable", "hash", "Alt+V", page="author")
    def insert_variable(self) -> None:
        self.editor.script.begin_variable()

    @action("author.next", "Next piece", "arrow-down", "Alt+Down", page="author")
    def go_on(self) -> None:
        self.list.step(1)

    @action("author.previous", "Previous piece", "arrow-up", "Alt+Up", page="author")
    def go_back(self) -> None:
        self.list.step(-1)

    @action("author.read", "Read it in the playbook", "book-open", "Ctrl+E", page="author")
    def read(self) -> None:
        piece = self._piece
        if piece is None or piece.kind not in READ_AS:
            self.desk.go("playbook", ASK)
            return
        ref = f"{piece.kind}/{READ_AS[piece.kind](piece.name)}".removesuffix("/")
        self.desk.go("playbook", f"{ref}@{self.side.whom}" if self.side.whom else ref)

    @action("author.export", "Export a pack", "download", page="author")
    def export(self) -> None:
        self.packs.ask_where()

    @action("author.import", "Import a pack", "upload", page="author")
    def take_pack(self) -> None:
        self.packs.ask_which()

    def begin(self, kind: str, title: str = "") -> None:
        """Ask for the title of a new piece."""
        ask_title(self.window(), self.desk.words, kind, title, partial(self._begin, kind))

    # -- Qt's own

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.editor.keep_now()
        super().hideEvent(event)

    # -- inside: what is shown

    def _connect(self) -> None:
        self.list.chosen.connect(lambda piece: self._open(piece.kind, piece.name))
        self.list.wanted.connect(self.begin)
        self.list.gaps_wanted.connect(lambda: self.desk.go("playbook", GAPS))
        self.list.packed.connect(lambda what: self.export() if what == "export" else self.take_pack())
        self.side.asked.connect(lambda whom: self.editor.show_for(whom or None))
        editor, head = self.editor, self.editor.head
        editor.looked.connect(self._show_look)
        editor.back_wanted.connect(self._bring_back)
        head.publish_wanted.connect(self.publish)
        head.review_wanted.connect(self.send_for_review)
        head.withdraw_wanted.connect(self._withdraw)
        head.decided.connect(self._decide)
        head.queue_wanted.connect(self._open_drawer)

    def _show(self, found: Board) -> None:
        self._names = found.names
        self.list.show_queue(found.queue, found.names)
        desk = self.desk
        desk.work.start(self, partial(gap_count, desk.store, desk.words), self.list.show_gaps)
        if self._wanted:
            self._open(*self._wanted.split("/", 1))
            return
        waiting = found.queue.to_check or found.queue.being_written or found.queue.every
        if waiting:
            self._open(waiting[0].piece.kind, waiting[0].piece.name)
        else:
            self.ready.emit()

    def _open(self, kind: str, name: str) -> None:
        self.editor.keep_now()
        self._drawer.hide()
        self._wanted = f"{kind}/{name}"
        if self._opening:
            self._opening.cancel()
        job = partial(opened, self.desk.store, kind, name)
        self._opening = self.desk.work.start(self, job, self._show_piece, self._refuse)

    def _show_piece(self, found: Opened) -> None:
        if found.piece == self._piece:
            self.list.mark(found.piece)
        else:
            self.editor.head.call(found.title)
            self.side.begin()
            self.list.reveal(found.piece)
        self._piece = found.piece
        self._wanted = f"{found.piece.kind}/{found.piece.name}"
        self._stack.setCurrentIndex(1)
        self.side.show()
        self._fit()
        self.editor.show_piece(found, self._names)

    def _refuse(self, error: SalesError) -> None:
        """The piece is not there: a new one was discarded, or a ref is old."""
        self._wanted, self._piece = "", None
        self._stack.setCurrentIndex(0)
        self.side.hide()
        self.list.mark(None)
        self._fit()
        self.desk.banner(Notice(*error.said(self.desk.words)))
        self.ready.emit()

    def _offer(self, whom: str) -> None:
        """Offer customers to see it for, `whom` among them and chosen."""
        desk = self.desk
        job = partial(samples, desk.store, whom, desk.words, desk.now())
        desk.work.start(self, job, lambda found: self.side.offer(found, whom or self.side.whom))

    def _show_look(self, found: Look) -> None:
        self.side.show_look(found)
        self.ready.emit()

    def _empty(self) -> QWidget:
        words = self.desk.words
        body = words("Choose a piece in the list, or begin a new one with +.")
        return empty("pencil", words("What the team says, in your words"), body)

    def _fit(self) -> None:
        """The list beside the text where there is room, else behind a button."""
        beside = self.width() >= LIST_FROM
        self.side.setFixedWidth(WIDTH if beside else NARROW)
        self.editor.head.show_way_back(shown=not beside)
        self._edges[0].setVisible(beside or self._piece is None)
        if beside or self._piece is None:
            self._drawer.hide()
            self._place.insertWidget(0, self.list)
        elif self._drawer_room.indexOf(self.list) < 0:
            self._drawer_room.addWidget(self.list)
        self._drawer.setGeometry(0, 0, self.list.width() + 2, self.height())

    def _open_drawer(self) -> None:
        self._drawer.setVisible(not self._drawer.isVisible())
        self._drawer.raise_()
        if self._drawer.isVisible():
            self.list.view.setFocus()

    # -- inside: what is done

    def _begin_from_gap(self, theme: str) -> None:
        """A card for what was asked in vain: what was said stands as its title until it has a better one."""
        desk = self.desk
        job = lambda task: [gap.title for gap in gaps(desk.store.read(), desk.words) if gap.theme == theme]  # noqa: E731
        desk.work.start(self, job, lambda titles: self.begin("objections", "".join(titles[:1])))

    def _begin(self, kind: str, title: str) -> None:
        desk = self.desk

        def job(task: Task) -> tuple[Draft, ...]:
            today = desk.words.moment(desk.now()).date()
            made = begin(desk.store.read(), kind, title, today, desk.now())
            keep_drafts(desk.store, made)
            return made

        desk.work.start(self, job, lambda made: self._open(kind, made[0].piece.name), lane="write")

    def _publish(self, write: Callable[..., Published], said: Callable[[int], str]) -> None:
        editor, desk = self.editor, self.desk
        if editor.piece is None:
            return
        editor.keep_now()
        piece, texts, remark = editor.piece, editor.to_publish, editor.remark.text()

        def job(task: Task) -> Published:
            return write(desk.store, piece, texts, desk.now(), desk.words, by=self._me, remark=remark)

        self._write(job, lambda done: self._published(done, said(done.version)))

    def _withdraw(self) -> None:
        desk, piece = self.desk, self.editor.piece
        if piece is None:
            return
        job = lambda task: publishing.withdraw(desk.store, piece, desk.now(), desk.words, by=self._me)  # noqa: E731
        self._write(job, lambda done: self._published(done, desk.words("Withdrawn: nobody sees it any more")))

    def _bring_back(self, version: int) -> None:
        desk, piece = self.desk, self.editor.piece
        if piece is None:
            return
        words = desk.words

        def job(task: Task) -> Published:
            return publishing.bring_back(desk.store, piece, version, desk.now(), words, by=self._me)

        self._write(
            job,
            lambda done: self._published(
                done, words("Version {old} again, as {n}", old=version, n=done.version)
            ),
        )

    def _decide(self, state: str) -> None:
        desk, shown = self.desk, self.editor.opened
        if shown is None or shown.sent is None:
            return
        words, version = desk.words, shown.sent.version

        def job(task: Task) -> Published:
            piece = shown.piece
            mids = publishing.decide(desk.store, piece, version, state, desk.now(), by=self._me)
            return Published(piece, version, mids)

        if state == publishing.PUBLISHED:
            said = words("Published as version {n}", n=version)
        else:
            said = words("Version {n} declined", n=version)
        self._write(job, lambda done: self._published(done, said))

    def _published(self, done: Published, said: str) -> None:
        desk = self.desk

        def undo() -> None:
            self.editor.forget()
            job = lambda task: publishing.undo(desk.store, done, desk.now())  # noqa: E731
            self._write(job, lambda _: desk.toast(desk.words("Taken back")))

        self.editor.forget()
        self.editor.remark.clear()
        desk.toast(said, undo)

    def _write(self, job: Callable[[Task], T], done: Callable[[T], None]) -> None:
        self.desk.work.start(self, job, done, lane="write")

    @property
    def _me(self) -> str | None:
        return self.desk.rep.id if self.desk.rep else None


note_key("author.rows", "Next or previous", "Up Down", "author")
