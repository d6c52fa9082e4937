"""The objection lookup of a call: cards over the track, the answer over the line, the notes in reach.

While one types, the arrows choose and Enter uses the card; then, as the keyboard has left the field, W and X
judge, digits take the customer's answer and Tab shows the next way to respond. Within the field the same keys
act with Alt. Esc goes back to exactly where the call was.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QWidget

from data.call_plans import Opening
from data.objections import LIKELY, likely, objection_search
from data.store import Store
from desktop import theme
from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.pages.call_parts import (
    CLEAR,
    READ,
    Place,
    clear_text,
    hint,
    key,
    part_name,
    read,
    spoken,
    stamp,
    tag,
    typed,
)
from desktop.paint import fill_round, paint_text, text_width
from desktop.text import Elided, label
from desktop.widgets.layouts import Item, box, col, frame, row, rule, scroll, vrule
from desktop.widgets.rows import Rows, Value, list_view
from desktop.work import Task
from sales.calls import Call, Met
from sales.handbook import FilledCard, RankedCard, Rate
from sales.objections import Response
from sales.words import Words

LIST = (304, 264)
ROW = 66
NAME = {"en": 116, "zh_CN": 60}  # px for the names of the parts
TYPING_MS = 60  # a letter may follow at once
FEW = 5
WHOLE = 1_000  # cards: all there are


class CallLookup(QFrame):
    """`used` carries a FilledCard, `judged` one and 1 or 0; `closed` asks to go back to the call."""

    used = Signal(object)
    judged = Signal(object, int)
    fruitless = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._words = desk, desk.words
        self._opening: Opening | None = None
        self._call: Call | None = None
        self._task: Task | None = None
        self._response, self._likely = "", frozenset[str]()
        words = desk.words
        self.setAccessibleName(words("Objections"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.field = self._make_field()
        self._count = read("", "3")
        self.rows: Rows[RankedCard] = Rows((), self._said_of)
        self.view: QListView = list_view(self.rows, self._paint, words("Cards"), height=ROW)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._turn_to())
        self._caption = read("", "3")
        self._left = box(col(box(row(self._caption, margins=(20, 0, 12, 4))), (self.view, 1), gap=0,
                             margins=(0, 12, 0, 8)), LIST[False])  # fmt: skip
        self._reader = Place((24, 16, 24, 16))
        self._area = scroll(self._reader)
        keys = row(
            hint("↑↓", words("card")), hint("Enter", words("use it")), hint("W", words("it worked")),
            hint("X", words("it did not")), hint("Tab", words("variant")), None,
            gap=16, margins=(20, 8, 16, 9),
        )  # fmt: skip
        top = row(icon_label("search", "accent", 20), (self.field, 1), self._count, key("Esc"), gap=10)
        top.setContentsMargins(20, 4, 16, 4)
        body = row(self._left, vrule(), (self._area, 1), gap=0)
        self.setLayout(col(top, rule(), (body, 1), rule(), keys, gap=0, margins=(1, 1, 1, 1)))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._read)

    @property
    def card(self) -> FilledCard | None:
        """The card that is shown."""
        ranked: RankedCard | None = self.view.currentIndex().data(Value)
        return ranked.card if ranked else None

    @property
    def response(self) -> Response | None:
        """The way to respond that is shown."""
        card = self.card
        if card is None or not card.responses:
            return None
        return next((one for one in card.responses if one.id == self._response), card.responses[0])

    def open(self, opening: Opening, call: Call | None) -> None:
        """Begin with what this customer is likely to say."""
        self._opening, self._call = opening, call
        self.field.clear()
        self._read()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_call(self, call: Call) -> None:
        """Say of the card whether it was used, and how it went."""
        self._call = call
        self._turn_to(keep=True)

    def set_compact(self, compact: bool) -> None:
        self._left.setFixedWidth(LIST[compact])

    def turn(self, step: int) -> None:
        """Choose the next or the previous card."""
        at = min(max(self.view.currentIndex().row() + step, 0), len(self.rows.items) - 1)
        self.view.setCurrentIndex(self.rows.index(at, 0))

    def use(self) -> None:
        """Take the card: it is what was objected. With none to take, the search is one that found nothing."""
        if card := self.card:
            self.used.emit(card)
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        elif text := self.field.text().strip():
            self.fruitless.emit(text)

    def judge(self, worked: int) -> None:
        if card := self.card:
            self.judged.emit(card, worked)

    def answer(self, digit: int) -> None:
        """What they said to the clarifying question leads to its response."""
        card = self.card
        if card and 1 <= digit <= len(card.answers):
            self._respond(card.answers[digit - 1][1])

    def vary(self, step: int = 1) -> None:
        """The next way to respond."""
        card, shown = self.card, self.response
        if card and shown:
            at = (card.responses.index(shown) + step) % len(card.responses)
            self._respond(card.responses[at].id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._pressed(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab shows the next way to respond; nothing else here needs it."""
        self.vary(1 if forward else -1)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            event.accept()
            return True
        return event.type() == QEvent.Type.KeyPress and self._pressed(event, typing=True)

    def _pressed(self, event: QKeyEvent, *, typing: bool = False) -> bool:
        """Do what a key says; letters and digits only where they are not being typed."""
        name = event.key()
        if name in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.turn(1 if name == Qt.Key.Key_Down else -1)
        elif name in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.use()
        elif typing and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        elif name in (Qt.Key.Key_W, Qt.Key.Key_X):
            self.judge(int(name == Qt.Key.Key_W))
        elif Qt.Key.Key_1 <= name <= Qt.Key.Key_9:
            self.answer(name - Qt.Key.Key_0)
        elif name == Qt.Key.Key_Slash:
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.field.selectAll()
        else:
            return False
        return True

    def _make_field(self) -> QLineEdit:
        words = self._words
        made = typed(words("What they said"), words("What did they say?"))
        made.setProperty("variant", "bare")
        made.textEdited.connect(lambda _: self._typing.start())
        made.installEventFilter(self)
        return made

    def _read(self) -> None:
        if self._task:
            self._task.cancel()
        if self._opening is None:
            return
        desk, plan = self._desk, self._opening.plan
        find = partial(_found, desk.store, self.field.text().strip(), plan.customer_id, plan.product_id)
        self._task = desk.work.start(self, partial(find, desk.words, desk.now()), self._show)

    def _show(self, found: tuple[tuple[RankedCard, ...], tuple[RankedCard, ...]]) -> None:
        cards, expected = found
        self._likely = frozenset(one.card.id for one in expected)
        words, text = self._words, self.field.text().strip()
        name = self._opening.brief.customer.name if self._opening else ""
        self._caption.setText(words("Found") if text else words("Likely for {name}", name=name))
        self._count.setText(words.count("{n} card", "{n} cards", len(cards)))
        self._response = ""
        self.rows.show(cards)
        if cards:
            self.view.setCurrentIndex(self.rows.index(0, 0))
        else:
            self._turn_to()

    def _respond(self, response: str) -> None:
        self._response = response
        self._turn_to(keep=True)

    # -- the list

    def _said_of(self, ranked: RankedCard) -> str:
        return f"{_quoted(ranked.card, ranked.matched)}, {rate_words(self._words, ranked.rate)}"

    def _paint(self, p: QPainter, area: QRectF, ranked: RankedCard, chosen: bool) -> None:
        left, room = area.left() + 12, area.width() - 24
        said = _quoted(ranked.card, ranked.matched)
        paint_text(p, QRectF(left, area.top() + 7, room, 24), said, CLEAR)
        middle = area.top() + 45
        _paint_rate(p, left, middle, ranked.rate)
        words = rate_words(self._words, ranked.rate)
        more = f"{words} · {self._words('likely')}"
        likely_too = self.field.text().strip() and ranked.card.id in self._likely
        if likely_too and text_width(more, READ) <= room - 76:
            words = more
        paint_text(p, QRectF(left + 76, middle - 12, room - 76, 24), words, READ, "text_2")

    # -- the answer

    def _turn_to(self, *, keep: bool = False) -> None:
        """Show the card that is chosen; `keep` the way to respond and what is scrolled to."""
        ranked: RankedCard | None = self.view.currentIndex().data(Value)
        if not keep:
            self._response = ""
            self._area.verticalScrollBar().setValue(0)
        if ranked is None:
            self._reader.show_all(*self._nothing(), None)
            return
        self._reader.show_all(*self._head(ranked), *self._parts(ranked.card), None)

    def _nothing(self) -> list[Item]:
        words = self._words
        return [
            clear_text(words("No card says that"), wrap=True),
            6,
            read(words("Ask back, note what they said, and promise an answer by a day."), "2", wrap=True),
            10,
            hint("Enter", words("tell the team that a card is missing")),
        ]

    def _head(self, ranked: RankedCard) -> list[Item]:
        words, card = self._words, ranked.card
        met = self._met(card)
        right: list[Item] = [tag(self._used(met), _tone(met))] if met else []
        checked = label("", CLEAR)
        if card.verified_on:
            day = words.day(card.verified_on)
            checked = (
                clear_text(words("check again, last on {day}", day=day), "warn")
                if card.stale
                else clear_text(words("checked {day}", day=day), "good")
            )
        lines: list[Item] = [
            row((Elided(_quoted(card, ranked.matched), "title"), 1), *right, gap=10),
            row((read(ranked.because, "2", wrap=True), 1), checked, gap=10),
            14,
        ]
        if card.behind:
            lines += [spoken(" ".join(card.behind), READ, "2"), 12]
        return lines

    def _parts(self, card: FilledCard) -> list[Item]:
        words, shown = self._words, self.response
        items: list[Item] = [self._part(words("Acknowledge"), card.acknowledge), 12]
        items.append(self._part(words("Clarify"), card.clarify))
        if card.answers:
            items += [4, *(self._clarified(at, said, to) for at, (said, to) in enumerate(card.answers, 1))]
        if shown:
            title = shown.title if shown.id else ""
            items += [12, self._part(words("Respond"), shown.say, tone="accent", title=title)]
        items += [12, self._part(words("Confirm"), card.confirm)]
        if card.proof:
            items += [16, self._boxed("badge-check", card.proof, "card")]
        if card.avoid:
            items += [10, self._boxed("ban", card.avoid, "well")]
        return items

    def _part(self, name: str, lines: tuple[str, ...], *, tone: str = "2", title: str = "") -> QWidget:
        said = [spoken(line) for line in lines]
        if title:
            said.insert(0, part_name(title, "accent"))
        named = part_name(name, tone)
        named.setFixedWidth(NAME[self._words.locale])
        return box(row(col(named, None), (col(*said, gap=2), 1), gap=12))

    def _clarified(self, digit: int, said: str, leads_to: str) -> QWidget:
        chosen = leads_to == self._response
        line = row(
            NAME[self._words.locale] + 12, key(str(digit)),
            (read(said, "accent" if chosen else "2", wrap=True), 1), gap=8, margins=(0, 2, 0, 2),
        )  # fmt: skip
        return box(line)

    def _boxed(self, icon: str, lines: tuple[str, ...], kind: str) -> QWidget:
        mark = col(4, icon_label(icon, "text_3", 17), None)
        said = col(*(spoken(line, READ, "2") for line in lines), gap=4)
        return frame(kind, row(mark, (said, 1), gap=10, margins=(14, 10, 14, 12)))

    def _met(self, card: FilledCard) -> Met | None:
        return next((met for met in self._call.met if met.card == card.id), None) if self._call else None

    def _used(self, met: Met) -> str:
        assert self._call
        time = stamp((met.at - self._call.plan.begun_at) // 1000)
        if met.worked is None:
            return self._words("used {time}", time=time)
        said = "worked {time}" if met.worked else "did not work {time}"
        return self._words(said, time=time)


def rate_words(words: Words, rate: Rate) -> str:
    """How often it worked, in words."""
    if not rate.n:
        return words("not judged yet")
    if rate.n < FEW:
        return words("{won} of {n}: too few", won=rate.worked, n=rate.n)
    return words("{won} of {n}", won=rate.worked, n=rate.n)


def _tone(met: Met) -> theme.Tone:
    return "neutral" if met.worked is None else "good" if met.worked else "warn"


def _quoted(card: FilledCard, matched: str) -> str:
    return f"“{matched or (card.wordings[0] if card.wordings else card.title)}”"


def _paint_rate(p: QPainter, x: float, middle: float, rate: Rate) -> None:
    """A dot on the band that holds the true share, on a line from none to all."""
    width = 64.0
    fill_round(p, QRectF(x, middle - 2, width, 4), "fill", 2)
    low, high = rate.low_bp / 10_000, rate.high_bp / 10_000
    fill_round(p, QRectF(x + width * low, middle - 2, max(4.0, width * (high - low)), 4), "line_strong", 2)
    if rate.n:
        share = rate.worked / rate.n
        fill_round(p, QRectF(x + (width - 8) * share, middle - 4, 8, 8), "accent", 4)


def _found(
    store: Store, text: str, customer_id: str, product_id: str | None, words: Words, now: int, task: Task
) -> tuple[tuple[RankedCard, ...], tuple[RankedCard, ...]]:
    """The cards for what was typed, and those that are likely for this customer."""
    db = store.read()
    handbook = likely(db, customer_id, product_id, words, now, limit=WHOLE)
    expected = handbook[:LIKELY]
    if not text:
        return expected, expected
    meant = objection_search(db, text, words, now, customer_id, product_id)
    if len(text.split()) > 1 and meant:
        return meant, expected
    begun = _begun(handbook, text)
    known = {one.card.id for one in begun}
    return (*begun, *(one for one in meant if one.card.id not in known)), expected


def _begun(handbook: tuple[RankedCard, ...], text: str) -> tuple[RankedCard, ...]:
    """The cards in whose wordings a word begins with what is typed, as it is not typed out yet."""
    typed = text.casefold()
    edge = "" if not typed.isascii() else r"\b"
    begins = re.compile(edge + re.escape(typed))
    found = (
        (one, next((said for said in one.card.wordings if begins.search(said.casefold())), ""))
        for one in handbook
    )
    return tuple(replace(one, matched=said) for one, said in found if said)[:LIKELY]
