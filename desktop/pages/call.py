"""Call mode: the track at the left, the line to say in the middle, notes and promises at the right.

The window is the call's alone, and every key is one event of it (`sales.calls`), kept at once. Objections,
prices and the outcome lie over track and line, the notes stay in reach. Esc always goes back one thing, and
out of a call that runs to its outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from data.call_plans import Opening, next_up, opening
from data.objections import likely
from data.price_check import Priced
from data.store import Store
from desktop.desk import Desk
from desktop.page import Page, page
from desktop.pages.call_parts import push
from desktop.pages.call_record import CallRecord
from desktop.pages.call_screen import CallScreen
from desktop.widgets.states import empty, failed, loading
from desktop.work import Task
from sales.calls import Call, Event, Plan, begin, press
from sales.errors import SalesError
from sales.handbook import FilledCard, RankedCard
from sales.words import Words

TICK_MS = 1000


@page("call", "Call mode", "phone-call")
class CallPage(Page):
    """`ref` is a customer's id, with the activity that plans the call behind a slash. None goes on with the
    call that is not logged yet, or with today's next one.
    """

    alone: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._ref: str | None = None
        self._opening: Opening | None = None
        self._likely: tuple[RankedCard, ...] = ()
        self._call: Call | None = None
        self._task: Task | None = None
        self._record = CallRecord(desk, self)
        self.parts = CallScreen(desk)
        self._states = QStackedLayout(self)
        self._states.addWidget(loading(desk.words("Opening the call"), row_height=56))
        self._states.addWidget(self.parts)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._connect()

    # -- what the shell asks

    @property
    def ref(self) -> str | None:
        return self._ref

    @property
    def call(self) -> Call | None:
        """The call that runs; None before it is begun and after it is logged."""
        return self._call

    @property
    def opening(self) -> Opening | None:
        return self._opening

    def show_ref(self, ref: str | None) -> None:
        if self._opening is not None and (ref is None or ref == self._ref):
            return
        self._ref, self._call, self._opening = ref, None, None
        self._cover("")
        self._read()

    def back(self) -> bool:
        """Esc: leave a form, a field, a sheet; then the call itself, for its outcome."""
        screen = self.parts
        if screen.notes.promising:
            screen.notes.close_promise()
        elif screen.notes.field.hasFocus():
            self._take_keys()
        elif screen.over == "outcome" and not screen.typing:
            self._cover("")
            self.press("return")
        elif screen.over in ("lookup", "prices"):
            self._cover("")
        elif screen.typing:
            self._take_keys()
        elif self._call is not None:
            self.end()
        else:
            return False
        return True

    def sights(self) -> Iterator[str]:
        if self._opening is None:
            return
        self._look_up()
        yield "objections"
        self._check_prices()
        yield "prices"
        self._cover("")
        self.press("answer", n=1)
        yield "answered"
        self.end()
        yield "outcome"
        if self._call:
            self._record.discard(self._call)
        self._leave_call()

    # -- one key, one event

    def press(self, kind: str, **what: Any) -> bool:
        """One event of the call, which it begins if there is none yet; False if it meant nothing."""
        if self._opening is None:
            return False
        self._begin()
        assert self._call is not None
        before = self._call
        self._call = press(before, Event(kind, self.desk.now(), **what))
        if self._call is before:
            return False
        self._record.keep(self._call)
        self._show_call(before)
        return True

    def end(self) -> None:
        """They hung up: what came of it?"""
        if self._opening is None:
            return
        self.press("end")
        if self._call and self._call.ended_at is not None:
            self._cover("outcome")
            self.parts.outcome.open(self._call, self._opening, self._likely)
            self._tick()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        run = self._meant(event)
        if run is None:
            super().keyPressEvent(event)
        else:
            run()

    def _meant(self, event: QKeyEvent) -> Callable[[], object] | None:
        """What a key means where the call stands; None: nothing."""
        if self._opening is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return None
        typed, notes = event.text().upper(), self.parts.notes
        keys: dict[object, Callable[[], object]] = {"N": notes.type_note, "F": notes.ask_promise}
        if self.parts.over != "outcome":
            keys |= {
                "/": self._look_up, "$": self._check_prices, "¥": self._check_prices,
                "￥": self._check_prices, "T": partial(self.press, "hold"), "Q": self._quote,
                Qt.Key.Key_F11: self._present,
            }  # fmt: skip
        if not self.parts.over:
            keys |= {
                Qt.Key.Key_Backspace: partial(self.press, "back"),
                Qt.Key.Key_Return: self._begin, Qt.Key.Key_Enter: self._begin,
            }  # fmt: skip
            keys |= {str(digit): partial(self.press, "answer", n=digit) for digit in range(1, 10)}
        return keys.get(typed) or keys.get(event.key())

    # -- the course of a call

    def _begin(self) -> None:
        if self._call is None and self._opening is not None:
            self._call = begin(replace(self._opening.plan, begun_at=self.desk.now()))
            self._record.keep(self._call)
            self._show_call(None)

    def _present(self) -> None:
        """Show the product to the customer, with nothing on the screen that is not for them."""
        found = self._opening
        if found and found.sheet:
            product = found.sheet.product
            self.press("present", ref=product.id, text=found.sheet.name)
            number = product.external_id or product.id
            self.desk.go("presentation", f"{found.plan.customer_id}/{number}")

    def _quote(self) -> None:
        """Begin a quote for the customer; the call goes on meanwhile, and Esc comes back to it."""
        if self._opening:
            self.desk.go("quotes", f"new/{self._opening.plan.customer_id}")

    def _look_up(self) -> None:
        if self._opening:
            self._cover("lookup")
            self.parts.lookup.open(self._opening, self._call)

    def _use(self, card: FilledCard) -> None:
        self.press("card", ref=card.id, text=card.title, version=card.version)

    def _judge(self, card: FilledCard, worked: int) -> None:
        self._use(card)
        self.press("judge", ref=card.id, n=worked)

    def _miss(self, said: str) -> None:
        """No card answers it: the team hears of it, and it is noted in the call."""
        if found := self._opening:
            words = self.desk.words
            self.press("note", text=words("They said: {what}", what=said))
            heard = words("Noted: the team hears that a card is missing")
            self._record.miss(said, found.plan, partial(self.desk.toast, heard))
            self._cover("")

    def _check_prices(self) -> None:
        if self._opening:
            self._cover("prices")
            self.parts.prices.open(self._opening)

    def _note_price(self, one: Priced) -> None:
        self.press("price", ref=one.product_id, text=self.parts.prices.price_words(one))
        self._cover("")

    def _log(self) -> None:
        if self._call:
            call = self._call
            self._record.log(call, partial(self._logged, call), self.parts.outcome.refuse)

    def _logged(self, call: Call, mids: tuple[str, ...]) -> None:
        """Say so, and go on to whom is next."""
        found, words = self._opening, self.desk.words
        if found is None:
            return
        name = found.brief.customer.name
        undo = partial(self._record.take_back, call, mids, partial(self._taken_back, call))
        self.desk.toast(words("The call with {name} is logged", name=name), undo)
        following = found.following
        if following:
            self._call = self._opening = None
            self.show_ref(f"{following.customer_id}/{following.activity_id}")
        else:
            self._leave_call()
            self.desk.leave()

    def _taken_back(self, call: Call) -> None:
        self.desk.toast(self.desk.words("Taken back: the call is open again"))
        self.desk.go("call", call.plan.customer_id)

    def _later(self) -> None:
        """Leave it as it stands; Today offers to go on."""
        self._leave_call()
        self.desk.leave()

    def _leave_call(self) -> None:
        self._call, self._opening, self._ref = None, None, None
        self._cover("")
        self._states.setCurrentIndex(0)

    # -- showing

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()

    def _read(self) -> None:
        if self._task:
            self._task.cancel()
        desk, rep = self.desk, self.desk.rep.id if self.desk.rep else None
        job = partial(_opened, desk.store, self._ref, desk.words, desk.now(), rep)
        self._states.setCurrentIndex(0)
        self._task = desk.work.start(self, job, self._show, self._fail)

    def _show(self, found: Opening | None) -> None:
        if found is None:
            self._say(self._nobody())
            return
        self._opening, self._likely = found, ()
        shown, plan = self._opening, self._opening.plan
        self._ref = self._ref or f"{plan.customer_id}/{plan.id}"
        self.parts.show_opening(self._opening)
        self._states.setCurrentIndex(1)
        self._call = shown.call
        self._show_call(None)
        if shown.call:
            self.desk.toast(self.desk.words("The call goes on where it stopped"))
            if shown.call.ended_at is not None:
                self._cover("outcome")
                self.parts.outcome.open(shown.call, shown, self._likely)
        self._take_keys()
        self._fit()
        expect = partial(_expected, self.desk.store, plan, self.desk.words, self.desk.now())
        self.desk.work.start(self, expect, self._expect)
        self.ready.emit()

    def _expect(self, cards: tuple[RankedCard, ...]) -> None:
        self._likely = cards

    def _show_call(self, before: Call | None) -> None:
        self.parts.show_call(self._call, before, self.desk.now())

    def _tick(self) -> None:
        self.parts.show_time(self._call, self.desk.now())

    def _fail(self, error: SalesError) -> None:
        words = self.desk.words
        again = push(words("Try again"), "rotate-ccw", "primary")
        again.clicked.connect(self._read)
        self._say(failed(*error.said(words), again))

    def _nobody(self) -> QWidget:
        words = self.desk.words
        choose = push(words("Choose a customer"), "users", "primary")
        choose.clicked.connect(lambda: self.desk.go("customers"))
        return empty(
            "phone", words("No call is planned"), words("Ctrl+Enter on a customer begins one."), choose
        )

    def _say(self, state: QWidget) -> None:
        if old := self._states.widget(2):
            self._states.removeWidget(old)
            old.deleteLater()
        self._states.insertWidget(2, state)
        self._states.setCurrentIndex(2)
        self.ready.emit()

    def _cover(self, name: str) -> None:
        """Lay one sheet over track and line, or none: then the keyboard is the call's again."""
        self.parts.cover(name, self._call)
        if not name:
            self._take_keys()

    def _take_keys(self) -> None:
        self.parts.take_keys(self)

    def _fit(self) -> None:
        if self.parts.fit():
            self._show_call(None)

    def _connect(self) -> None:
        self.parts.top.end.clicked.connect(lambda: self.end() if self._call else self._begin())
        self.parts.track.answered.connect(lambda digit: self.press("answer", n=digit))
        self.parts.track.went.connect(lambda step: self.press("go", ref=step))
        self.parts.notes.noted.connect(lambda text: self.press("note", text=text))
        self.parts.notes.drafted.connect(lambda text: self.press("draft", text=text))
        self.parts.notes.promised.connect(lambda text, day: self.press("promise", text=text, day=day))
        self.parts.notes.left.connect(self._take_keys)
        self.parts.lookup.used.connect(self._use)
        self.parts.lookup.judged.connect(self._judge)
        self.parts.lookup.fruitless.connect(self._miss)
        self.parts.prices.checked.connect(self._note_price)
        self.parts.outcome.pressed.connect(lambda kind, what: self.press(kind, **what))
        self.parts.outcome.logged.connect(self._log)
        self.parts.outcome.later.connect(self._later)


def _expected(store: Store, plan: Plan, words: Words, now: int, task: Task) -> tuple[RankedCard, ...]:
    """What they may object; after it the handbook is ready, and a lookup finds with its first letter."""
    return likely(store.read(), plan.customer_id, plan.product_id, words, now)


def _opened(
    store: Store, ref: str | None, words: Words, now: int, rep_id: str | None, task: Task
) -> Opening | None:
    db = store.read()
    if ref:
        customer_id, _, planned = ref.partition("/")
    else:
        up = next_up(db, words, now, rep_id)
        if up is None:
            return None
        customer_id, planned = up[0], up[1] or ""
    return opening(db, customer_id, words, now, rep_id, planned or None)
