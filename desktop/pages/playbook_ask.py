"""Ask: a question in free text; the answer stands on quoted sources, or it says that there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from data import activities, outbox
from data.ask import ask, near
from data.common_questions import Piece, known_piece, known_questions
from data.content.kinds import pieces
from data.content.objections import OBJECTIONS
from data.engine import sqlite3
from data.history import customer
from data.misses import close, gaps, note
from data.objections import objection_search
from data.store import Store
from desktop import theme
from desktop.desk import Desk
from desktop.page import entries
from desktop.pages.playbook_answer import AnswerView
from desktop.pages.playbook_gaps import GapView, fill_gaps
from desktop.pages.playbook_list import EntryList
from desktop.pages.playbook_parts import MANAGERS, nothing
from desktop.pages.playbook_section import Section
from desktop.paint import paint_icon, paint_text
from desktop.text import label
from desktop.widgets.buttons import button, link
from desktop.widgets.fields import search_field
from desktop.widgets.layouts import add, box, clear, col, row, rule, section
from desktop.widgets.marks import keycap
from desktop.widgets.states import loading
from desktop.work import Task
from sales.answers import Answer, AnswerSource
from sales.errors import SalesError
from sales.facts import Activity
from sales.gaps import Gap
from sales.words import Words

AUTHOR, GAP = "author", "gap/"
GAPS = "gaps"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what was asked here (`state` answered or gap), or a question or policy that is known."""

    id: str
    text: str
    line: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    known: tuple[Row, ...]
    gaps: tuple[Gap, ...]
    cards: Mapping[str, Sequence[tuple[str, str]]]  # by a gap's theme: ids and titles, the nearest first
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a question came to: its answer, or what is near and how often it was asked in vain."""

    question: str
    answer: Answer | None
    near: tuple[AnswerSource, ...] = ()
    times: int = 0


class AskSection(Section):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = desk.words
        self._customer: str | None = None
        self._asked: list[Row] = []
        self._ref = ""
        self._wished = ""  # a ref that is shown as soon as the shelf is read
        self._shelf: Shelf | None = None
        self._task: Task | None = None
        self._list = EntryList(
            words, words("Questions"), words("Search"), self._draw, lambda one: one.id, _said
        )
        self._list.chosen.connect(self._open)
        self._list.opened.connect(self._open)
        self._list.typed.connect(lambda _: self._fill())
        self._list.queues.picked.connect(lambda _: self._fill())
        self._list.everyone_wanted.connect(lambda: self.customer_changed.emit(""))
        self.column.addWidget(self._list)
        self.field = search_field(words("What does the customer want to know?"))
        self.field.setFont(theme.font("lead"))
        self.field.setMinimumHeight(44)
        self.field.returnPressed.connect(lambda: self.ask(self.field.text()))
        body = col(gap=0)
        add(self.reader, row((self.field, 1), keycap("Enter"), gap=8), 22, body)
        self._answer, self._gap = AnswerView(desk, body), GapView(words, body)
        self._body = body
        self._answer.opened.connect(
            lambda to: desk.go("playbook", f"{to}@{self._customer}" if self._customer else to)
        )
        self._answer.promised.connect(self._promise)
        self._gap.closed.connect(self._close)
        self._gap.write_wanted.connect(lambda theme_: desk.go(AUTHOR, GAP + theme_))
        self._answer.show_start()
        self.reload()

    @property
    def list(self) -> EntryList:
        return self._list

    @property
    def ref(self) -> str | None:
        return self._ref.replace("@", " ") or None  # what stands behind @ names a customer

    def show_ref(self, ref: str | None, customer_id: str | None) -> None:
        changed = customer_id != self._customer
        self._customer = customer_id
        if ref and ref != self._ref:
            self._wished = ref
        elif changed and self._ref:
            self._wished, self._ref = self._ref, ""
        if changed:
            self.reload()
        elif self._shelf:
            self._take_wish()

    def reload(self) -> None:
        if self._task:
            self._task.cancel()
        desk = self.desk
        job = partial(_shelf, desk.store, self._customer, desk.words, desk.now())
        self._task = desk.work.start(self, job, self._show, self._refuse)

    def first_focus(self) -> QWidget:
        return self.field

    def focus_search(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def back(self) -> bool:
        if self.field.text() and self.field.hasFocus():
            self.field.clear()
            return True
        return self._list.clear_search()

    def copy(self) -> None:
        self._answer.copy()

    def answer(self, digit: int) -> None:
        self._answer.open_source(digit)

    def sights(self) -> Iterator[str]:
        known = self._shelf.known if self._shelf else ()
        if known:
            self._open(known[-1].id)
            yield "policy"
            self.ask(known[0].text)
            yield "answer"

    def ask(self, question: str) -> None:
        """Look for the answer in everything that is known."""
        asked = question.strip()
        if not asked:
            return
        desk = self.desk
        self.field.setText(asked)
        self._ref = asked
        clear(self._body)
        self._body.addWidget(loading(desk.words("Reading cards, products and policies"), rows=2))
        fresh = all(one.text != asked for one in self._asked)
        job = partial(_reply, desk.store, asked, self._customer, fresh, desk.words, desk.now())
        desk.work.start(self, job, self._show_reply, self._refuse_reply, lane="write")

    # -- inside

    @property
    def _manages(self) -> bool:
        return self.desk.rep is not None and self.desk.rep.role in MANAGERS

    def _show(self, found: Shelf) -> None:
        words = self.desk.words
        self._shelf = found
        self._list.show_whom(found.customer)
        count = words.number(len(found.known))
        self._list.search.setPlaceholderText(words("Search {n} questions and policies", n=count))
        clear(self.side)
        add(self.side, section(words("How sure")), 6)
        sure = words("Every sentence stands in a source; nothing is added. What no source says is not said.")
        add(self.side, label(sure, "label", "2", wrap=True), 14, rule(), 14)
        fill_gaps(self.side, found.gaps, words, self._open_gap)
        self._fill()
        self._take_wish()
        self.filled.emit()

    def _take_wish(self) -> None:
        wished, self._wished = self._wished, ""
        if wished == GAPS:
            if self._shelf and self._shelf.gaps:
                self._open_gap(self._shelf.gaps[0])
        elif wished:
            self._open(wished)

    def _fill(self) -> None:
        if self._shelf is None:
            return
        words, shelf = self.desk.words, self._shelf
        mine = [
            Row(f"{GAP}{one.theme}", one.title, words.count("{n} time", "{n} times", one.n), "gap")
            for one in shelf.gaps
        ]
        self._list.queues.show_counts(((GAPS, words("Gaps"), len(mine)),))
        rows = mine if self._list.queues.value == GAPS else [*self._asked, *shelf.known]
        text = self._list.search.text().strip().casefold()
        rows = [one for one in rows if not text or text in one.text.casefold() or text in one.line.casefold()]
        self._list.show_items(rows, self._nothing)

    def _open(self, ref: str) -> None:
        """Show a row: a gap, or a question as if it had been asked."""
        shelf = self._shelf
        if shelf and ref.startswith(GAP):
            gap = next((one for one in shelf.gaps if GAP + one.theme == ref), None)
            if gap:
                self._open_gap(gap)
            return
        if shelf and ref.partition("/")[0] in {one.id.partition("/")[0] for one in shelf.known}:
            self._read(ref)
        else:
            self.ask(ref)

    def _read(self, known_id: str) -> None:
        """Show a common question or a policy."""
        desk = self.desk
        self._ref = known_id
        job = partial(_piece, desk.store, known_id, self._customer, desk.words, desk.now())
        desk.work.start(self, job, self._show_piece, self._refuse_reply)

    def _show_piece(self, piece: Piece) -> None:
        self._answer.show_piece(piece)
        self._list.mark(self._ref)
        self.filled.emit()

    def _open_gap(self, gap: Gap) -> None:
        assert self._shelf
        self._ref = f"{GAP}{gap.theme}"
        writes = any(one.name == AUTHOR for one in entries())
        self._gap.show(gap, self._shelf.cards[gap.theme], manages=self._manages, writes=writes)

    def _show_reply(self, reply: Reply) -> None:
        words = self.desk.words
        state = "answered" if reply.answer else "gap"
        line = words.clock(self.desk.now())
        self._asked = [
            Row(reply.question, reply.question, line, state),
            *(one for one in self._asked if one.id != reply.question),
        ]
        if reply.answer:
            self._answer.show_answer(reply.answer)
        else:
            name = self._shelf.customer if self._shelf else ""
            self._answer.show_none(reply.question, reply.near, reply.times, name)
        self._fill()
        self._list.mark(reply.question)
        self.filled.emit()

    def _promise(self, question: str) -> None:
        """Promise the customer an answer by tomorrow."""
        desk, words = self.desk, self.desk.words
        if self._customer is None:
            return
        due = words.moment(desk.now()).date() + timedelta(days=1)
        promise = words("Answer: {question}", question=question)
        rep = desk.rep.id if desk.rep else None
        kept = Activity("", self._customer, "note", desk.now(), rep_id=rep, promise=promise, promised_on=due)

        def job(task: Task) -> str:
            return activities.log(desk.store, kept, desk.now())

        def undo(mid: str) -> None:
            def back(task: Task) -> None:
                outbox.take_back(desk.store, mid, desk.now())

            desk.work.start(self, back, lambda _: desk.toast(words("Taken back")), lane="write")

        said = words("Promised by {day}", day=words.weekday(due))
        desk.work.start(self, job, lambda mid: desk.toast(said, lambda: undo(mid)), lane="write")

    def _close(self, how: str, card_id: str) -> None:
        desk, gap = self.desk, self._gap.gap
        if gap is None:
            return

        def job(task: Task) -> None:
            close(desk.store, gap, how, card_id or None, desk.now())

        def done(_: object) -> None:
            desk.toast(desk.words("The gap is closed"))
            self._ref = ""
            self._answer.show_start()
            self.reload()

        desk.work.start(self, job, done, lane="write")

    def _nothing(self) -> QWidget:
        words = self.desk.words
        ask_it = button(words("Ask it"))
        text = self._list.search.text().strip()
        ask_it.clicked.connect(lambda: self.ask(text))
        head, body = (
            words("No known question has that"),
            words("Ask it: cards and product data are read as well."),
        )
        return nothing("circle-question-mark", head, body, ask_it)

    def _refuse(self, error: SalesError) -> None:
        message, hint = error.said(self.desk.words)
        again = link(self.desk.words("Try again"))
        again.clicked.connect(self.reload)
        self._list.say(nothing("triangle-alert", message, hint, again))
        self.filled.emit()

    def _refuse_reply(self, error: SalesError) -> None:
        clear(self._body)
        message, hint = error.said(self.desk.words)
        self._body.addWidget(
            box(col(label(message, "strong", wrap=True), label(hint, "body", "2", wrap=True), gap=3))
        )

    def _draw(self, p: QPainter, area: QRectF, row_: Row, chosen: bool) -> None:
        left, top = area.left() + 12, area.top()
        icons = {"answered": ("check", "text_3"), "gap": ("circle-dashed", "warn")}
        icon, token = icons.get(row_.state, ("file-text", "text_3"))
        paint_text(p, QRectF(left, top + 6, area.width() - 24, 20), row_.text, "strong")
        paint_icon(p, left, top + 36, icon, token, 13)
        line = self.desk.words("{when} · gap", when=row_.line) if row_.state == "gap" else row_.line
        tone = "warn" if row_.state == "gap" else "text_2"
        paint_text(p, QRectF(left + 19, top + 26, area.width() - 44, 20), line, "label", tone)


def _said(row_: Row) -> str:
    return f"{row_.text}, {row_.line}"


def _shelf(store: Store, who: str | None, words: Words, now: int, task: Task) -> Shelf:
    db = store.read()
    known = tuple(Row(one.id, one.text, one.source) for one in known_questions(db, words))
    found = gaps(db, words)
    cards = {gap.theme: _nearest_first(db, gap, words, now) for gap in found}
    return Shelf(known, found, cards, customer(db, who).name if who else "")


def _nearest_first(db: sqlite3.Connection, gap: Gap, words: Words, now: int) -> Sequence[tuple[str, str]]:
    """All cards, those most like what was asked first."""
    titles = {one.id: one.title for one in pieces(db, OBJECTIONS, words.locale)}
    near_ = [one.card.id for one in objection_search(db, gap.title, words, now)]
    return [(one, titles[one]) for one in (*near_, *(one for one in titles if one not in near_))]


def _piece(store: Store, known_id: str, who: str | None, words: Words, now: int, task: Task) -> Piece:
    return known_piece(store.read(), known_id, who, words, now)


def _reply(
    store: Store, question: str, who: str | None, fresh: bool, words: Words, now: int, task: Task
) -> Reply:
    """The answer; a `fresh` question without one is kept as a miss."""
    db = store.read()
    answer = ask(db, question, words, now, who)
    if answer is not None:
        return Reply(question, answer)
    if fresh:
        note(store, "ask", question, words, now, who)
    gap = next((one for one in gaps(db, words) if question in [miss.text for miss in one.misses]), None)
    return Reply(question, None, near(db, question, words, now, who), gap.n if gap else 0)
