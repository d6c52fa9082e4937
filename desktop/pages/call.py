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
from PySide6.QtWidgets import QGridLayout, QLineEdit, QStackedLayout, QWidget

from data.call_plans import Opening, next_up, opening
from data.objections import likely
from data.price_check import Priced
from data.store import Store
from desktop import theme
from desktop.actions import note_key
from desktop.desk import Desk
from desktop.page import Page, page
from desktop.pages.call_line import Before, CallLine
from desktop.pages.call_lookup import CallLookup
from desktop.pages.call_notes import CallNotes
from desktop.pages.call_outcome import TOP, WIDTH, CallOutcome
from desktop.pages.call_parts import LEFT, KeyBar, Over, TopBar, push
from desktop.pages.call_prices import CallPrices
from desktop.pages.call_record import CallRecord
from desktop.pages.call_track import CallTrack
from desktop.widgets.layouts import box, col, row, rule, vrule
from desktop.widgets.states import empty, failed, loading
from desktop.work import Task
from reports.phrases import CONTACTS, named
from sales.calls import Call, Event, begin, press, seconds
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
        self._narrow: bool | None = None
        self._record = CallRecord(desk, self)
        words, today = desk.words, desk.words.moment(desk.now()).date()
        self.top, self.keys = TopBar(words), KeyBar()
        self.track, self.line, self.before = CallTrack(words), CallLine(words), Before(words)
        self.notes, self.lookup = CallNotes(words, today), CallLookup(desk)
        self.prices, self.outcome = CallPrices(desk), CallOutcome(words, today)
        self._overs = {
            "lookup": Over(self.lookup),
            "prices": Over(self.prices),
            "outcome": Over(self.outcome, WIDTH, TOP[False]),
        }
        self._states = QStackedLayout(self)
        self._states.addWidget(loading(words("Opening the call"), row_height=56))
        self._states.addWidget(self._lay_out())
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

    @property
    def over(self) -> str:
        """What lies over track and line: lookup, prices, outcome, or nothing."""
        return next((name for name, one in self._overs.items() if not one.isHidden()), "")

    def show_ref(self, ref: str | None) -> None:
        if self._opening is not None and (ref is None or ref == self._ref):
            return
        self._ref, self._call, self._opening = ref, None, None
        self._cover("")
        self._read()

    def back(self) -> bool:
        """Esc: leave a form, a field, a sheet; then the call itself, for its outcome."""
        typing = isinstance(self.window().focusWidget(), QLineEdit)
        if self.notes.promising:
            self.notes.close_promise()
        elif self.over == "outcome" and not typing:
            self._cover("")
            self.press("return")
        elif self.over in ("lookup", "prices"):
            self._cover("")
        elif typing:
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
            self.outcome.open(self._call, self._opening, self._likely)
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
        typed = event.text().upper()
        keys: dict[object, Callable[[], object]] = {"N": self.notes.type_note, "F": self.notes.ask_promise}
        if self.over != "outcome":
            keys |= {
                "/": self._look_up, "$": self._check_prices, "¥": self._check_prices,
                "￥": self._check_prices, "T": partial(self.press, "hold"), Qt.Key.Key_F11: self._present,
            }  # fmt: skip
        if not self.over:
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
        if found and found.product:
            self.press("present", ref=found.product.id, text=found.product_name)
            number = found.product.external_id or found.product.id
            self.desk.go("presentation", f"{found.plan.customer_id}/{number}")

    def _look_up(self) -> None:
        if self._opening:
            self._cover("lookup")
            self.lookup.open(self._opening, self._call)

    def _use(self, card: FilledCard) -> None:
        self.press("card", ref=card.id, text=card.title, version=card.version)

    def _judge(self, card: FilledCard, worked: int) -> None:
        self._use(card)
        self.press("judge", ref=card.id, n=worked)

    def _check_prices(self) -> None:
        if self._opening:
            self._cover("prices")
            self.prices.open(self._opening)

    def _note_price(self, one: Priced) -> None:
        self.press("price", ref=one.product_id, text=self.prices.price_words(one))
        self._cover("")

    def _log(self) -> None:
        if self._call:
            call = self._call
            self._record.log(call, partial(self._logged, call), self.outcome.refuse)

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

    def _show(self, found: tuple[Opening, tuple[RankedCard, ...]] | None) -> None:
        if found is None:
            self._say(self._nobody())
            return
        self._opening, self._likely = found
        plan, shown, words = self._opening.plan, self._opening, self.desk.words
        self._ref = self._ref or f"{plan.customer_id}/{plan.id}"
        self.top.show_person(
            shown.brief.customer.name, plan.segment, self._about(shown), _turn(shown, words), shown.minutes
        )
        self.notes.show_known(shown.brief)
        self._states.setCurrentIndex(1)
        self._call = shown.call
        self._show_call(None)
        if shown.call:
            self.desk.toast(words("The call goes on where it stopped"))
            if shown.call.ended_at is not None:
                self._cover("outcome")
                self.outcome.open(shown.call, shown, self._likely)
        self._take_keys()
        self._fit()
        self.ready.emit()

    def _show_call(self, before: Call | None) -> None:
        """Show what the last event changed; `before` None: all of it."""
        shown = self._opening
        if shown is None:
            return
        begun = self._call is not None
        call = self._call or begin(shown.plan)
        self.before.setVisible(not begun)
        self.before.said.setText(
            shown.plan.objective or self.desk.words("The clock starts with the first key.")
        )
        self.top.end.setText(self.desk.words("End call") if begun else self.desk.words("Begin"))
        if before is None or before.way != call.way:
            self.track.show_call(call)
            self.line.show_call(call, shown)
        if before is None or (before.notes, before.promises) != (call.notes, call.promises):
            self.notes.show_call(call)
        if self.over == "lookup" and begun:
            self.lookup.show_call(call)
        if self.over == "outcome":
            self.outcome.show_call(call)
        self._show_keys()
        self._tick()

    def _tick(self) -> None:
        call, shown = self._call, self._opening
        if shown is None:
            return
        now = self.desk.now()
        spent = seconds(call, now) if call else 0
        self.top.show_time(spent, over=spent > shown.minutes * 60, held=bool(call and call.on_hold))
        if call and self.over == "outcome":
            self.outcome.show_time(call, shown.brief.customer.name, now)

    def _show_keys(self) -> None:
        words, call = self.desk.words, self._call
        if self.over == "outcome":
            keys = [
                ("1–5", words("outcome")), ("Tab", words("next line")), ("W X", words("worked or not")),
                ("Ctrl Enter", words("log")), ("N", words("note")), ("Esc", words("back to the call")),
            ]  # fmt: skip
        else:
            timer = words("go on") if call and call.on_hold else words("timer")
            keys = [
                ("1–9", words("answer")), ("/", words("objection")), ("$", words("price")), ("T", timer),
                ("F", words("commitment")), ("N", words("note")), ("⌫", words("step back")),
                ("Esc", words("end") if call else words("back")), ("F11", words("present")),
            ]  # fmt: skip
        self.keys.show_keys(keys, words("Saved here with every key"))

    def _about(self, shown: Opening) -> str:
        """Who answers, and what it is about."""
        person = shown.brief.customer.contact_name or ""
        kind = named(self.desk.words, CONTACTS, shown.plan.kind)
        return " · ".join(part for part in (person, shown.product_name, kind) if part)

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
        """Lay one sheet over track and line, or none."""
        for one, over in self._overs.items():
            over.setVisible(one == name)
            if one == name:
                over.raise_()
        if not name:
            self._take_keys()
        self._show_keys()

    def _take_keys(self) -> None:
        """The keyboard is the call's again, or that of the sheet that lies over it."""
        place = {"lookup": self.lookup, "prices": self.prices.field, "outcome": self.outcome}
        place.get(self.over, self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        narrow = self.window().width() < theme.RAIL_BELOW
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.track.setFixedWidth(LEFT[narrow])
        for part in (self.top, self.line, self.notes, self.lookup, self.outcome):
            part.set_compact(narrow)
        if self._opening:
            self._show_call(None)

    def _lay_out(self) -> QWidget:
        middle = col(self.before, (self.line, 1), gap=0)
        stage = QGridLayout()
        stage.setContentsMargins(0, 0, 0, 0)
        stage.addWidget(box(row(self.track, vrule(), (middle, 1), gap=0)), 0, 0)
        for over in self._overs.values():
            stage.addWidget(over, 0, 0)
        body = row((box(stage), 1), vrule(), self.notes, gap=0)
        return box(col(self.top, rule(), (body, 1), self.keys, gap=0))

    def _connect(self) -> None:
        self.top.end.clicked.connect(lambda: self.end() if self._call else self._begin())
        self.track.answered.connect(lambda digit: self.press("answer", n=digit))
        self.track.went.connect(lambda step: self.press("go", ref=step))
        self.notes.noted.connect(lambda text: self.press("note", text=text))
        self.notes.drafted.connect(lambda text: self.press("draft", text=text))
        self.notes.promised.connect(lambda text, day: self.press("promise", text=text, day=day))
        self.notes.left.connect(self._take_keys)
        self.lookup.used.connect(self._use)
        self.lookup.judged.connect(self._judge)
        self.prices.checked.connect(self._note_price)
        self.outcome.pressed.connect(lambda kind, what: self.press(kind, **what))
        self.outcome.logged.connect(self._log)
        self.outcome.later.connect(self._later)


for _name, _title, _keys in (
    ("answer", "Follow the customer's answer", "1 2 3"), ("objection", "Look up an objection", "/"),
    ("price", "Price check", "$"), ("timer", "Stop the clock, or go on", "T"),
    ("promise", "Note a commitment", "F"), ("note", "Type a note", "N"),
    ("back", "One step back", "Backspace"),
    ("present", "Show the customer", "F11"), ("end", "End the call, then its outcome", "Esc"),
    ("log", "Log the outcome", "Ctrl+Enter"),
):  # fmt: skip
    note_key(f"call.{_name}", _title, _keys, "call")


def _turn(shown: Opening, words: Words) -> str:
    """Its place in the day, and who comes next."""
    said = [words("Call {n} of {of}", n=shown.number, of=shown.of)] if shown.number else []
    if shown.following:
        said.append(
            words("next {time} {name}", time=words.clock(shown.following.at), name=shown.following.name)
        )
    return " · ".join(said)


def _opened(
    store: Store, ref: str | None, words: Words, now: int, rep_id: str | None, task: Task
) -> tuple[Opening, tuple[RankedCard, ...]] | None:
    db = store.read()
    if ref:
        customer_id, _, planned = ref.partition("/")
    else:
        up = next_up(db, words, now, rep_id)
        if up is None:
            return None
        customer_id, planned = up[0], up[1] or ""
    found = opening(db, customer_id, words, now, rep_id, planned or None)
    return found, likely(db, customer_id, found.plan.product_id, words, now)
