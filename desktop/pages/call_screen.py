"""How Call mode is laid out: three columns under a bar, keys at the foot, one sheet over track and line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from data.call_plans import Opening
from desktop import theme
from desktop.actions import note_key
from desktop.desk import Desk
from desktop.pages.call_line import Before, CallLine
from desktop.pages.call_lookup import CallLookup
from desktop.pages.call_notes import CallNotes
from desktop.pages.call_outcome import TOP, WIDTH, CallOutcome
from desktop.pages.call_parts import LEFT, KeyBar, Over, TopBar
from desktop.pages.call_prices import CallPrices
from desktop.pages.call_track import CallTrack
from desktop.widgets.layouts import box, col, row, rule, vrule
from reports.phrases import CONTACTS, named
from sales.calls import Call, begin, seconds
from sales.words import Words

OUTCOME = "outcome"


class CallScreen(QWidget):
    """Shows an `Opening` and the call on it; what is pressed in its parts is told by their signals."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._words = words = desk.words
        self._narrow: bool | None = None
        self._opening: Opening | None = None
        today = words.moment(desk.now()).date()
        self.top, self.keys = TopBar(words), KeyBar()
        self.track, self.line, self.before = CallTrack(words), CallLine(words), Before(words)
        self.notes, self.lookup = CallNotes(words, today), CallLookup(desk)
        self.prices, self.outcome = CallPrices(desk), CallOutcome(words, today)
        self._overs = {
            "lookup": Over(self.lookup),
            "prices": Over(self.prices),
            OUTCOME: Over(self.outcome, WIDTH, TOP[False]),
        }
        middle = col(self.before, (self.line, 1), gap=0)
        stage = QGridLayout()
        stage.setContentsMargins(0, 0, 0, 0)
        stage.addWidget(box(row(self.track, vrule(), (middle, 1), gap=0)), 0, 0)
        for over in self._overs.values():
            stage.addWidget(over, 0, 0)
        body = row((box(stage), 1), vrule(), self.notes, gap=0)
        self.setLayout(col(self.top, rule(), (body, 1), self.keys, gap=0))

    @property
    def over(self) -> str:
        """What lies over track and line: lookup, prices, outcome, or nothing."""
        return next((name for name, one in self._overs.items() if not one.isHidden()), "")

    @property
    def typing(self) -> bool:
        return isinstance(self.window().focusWidget(), QLineEdit)

    def show_opening(self, shown: Opening) -> None:
        """Whom the call is with, and what is known of them."""
        self._opening, words = shown, self._words
        name, kind = shown.brief.customer.name, named(words, CONTACTS, shown.plan.kind)
        parts = (shown.brief.customer.contact_name or "", shown.sheet.name if shown.sheet else "", kind)
        about = " · ".join(part for part in parts if part)
        self.top.show_person(name, shown.plan.segment, about, _turn(shown, words), shown.minutes)
        self.notes.show_known(shown.brief)
        self.before.show_opening(shown)

    def show_call(self, call: Call | None, before: Call | None, now: int) -> None:
        """Show what the last event changed; `before` None: all of it. `call` None: it is not begun."""
        shown = self._opening
        if shown is None:
            return
        stands = call or begin(shown.plan)
        self.before.setVisible(call is None)
        self.top.show_end(begun=call is not None, ended=stands.ended_at is not None)
        if before is None or before.way != stands.way:
            self.track.show_call(stands)
            self.line.show_call(stands, shown)
        if before is None or (before.notes, before.promises) != (stands.notes, stands.promises):
            self.notes.show_call(stands)
        if self.over == "lookup" and call:
            self.lookup.show_call(call)
        if self.over == OUTCOME and call:
            self.outcome.show_call(call)
        self._show_keys(call)
        self.show_time(call, now)

    def show_time(self, call: Call | None, now: int) -> None:
        """How long it lasts."""
        if self._opening is None:
            return
        spent = seconds(call, now) if call else 0
        over = spent > self._opening.minutes * 60
        self.top.show_time(spent, over=over, held=call is not None and call.on_hold)
        if call and self.over == OUTCOME:
            self.outcome.show_time(call, self._opening.brief.customer.name, now)

    def cover(self, name: str, call: Call | None) -> None:
        """Lay one sheet over track and line, or none; the keyboard goes there."""
        for one, over in self._overs.items():
            over.setVisible(one == name)
            if one == name:
                over.raise_()
        self._show_keys(call)

    def place_of_keys(self) -> QWidget | None:
        """What takes the keys of the sheet that lies over the call; None: no sheet does."""
        return {"lookup": self.lookup, "prices": self.prices.field, OUTCOME: self.outcome}.get(self.over)

    def fit(self) -> bool:
        """Choose the layout for the window; whether it is another one than before."""
        narrow = self.window().width() < theme.RAIL_BELOW
        if narrow == self._narrow:
            return False
        self._narrow = narrow
        self.track.setFixedWidth(LEFT[narrow])
        for part in (self.top, self.line, self.notes, self.lookup, self.outcome):
            part.set_compact(narrow)
        self._overs[OUTCOME].set_top(TOP[narrow])
        return True

    def take_keys(self, otherwise: QWidget) -> None:
        """The keyboard is that of the sheet which lies over the call, or the call's."""
        (self.place_of_keys() or otherwise).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_keys(self, call: Call | None) -> None:
        words = self._words
        if self.over == OUTCOME:
            keys = [
                ("1–5", words("outcome")), ("Tab", words("next line")), ("W X", words("worked or not")),
                ("Ctrl Enter", words("log it")), ("N", words("note")), ("Esc", words("back to the call")),
            ]  # fmt: skip
        else:
            timer = words("go on") if call and call.on_hold else words("timer")
            keys = [
                ("1–9", words("answer")), ("/", words("objection")), ("$", words("price")), ("T", timer),
                ("F", words("commitment")), ("N", words("note")), ("⌫", words("step back")),
                ("Esc", words("end") if call else words("back")), ("F11", words("present")),
            ]  # fmt: skip
        self.keys.show_keys(keys, words("Saved here with every key"))


for _name, _title, _keys in (
    ("answer", "Follow the customer's answer", "1 2 3"), ("objection", "Look up an objection", "/"),
    ("price", "Price check", "$"), ("timer", "Stop the clock, or go on", "T"),
    ("promise", "Note a commitment", "F"), ("note", "Type a note", "N"),
    ("back", "One step back", "Backspace"), ("present", "Show the customer", "F11"),
    ("quote", "Quote from the last order or a bundle", "Q"),
    ("judge", "It worked, or did not", "W X"), ("log", "Log the outcome", "Ctrl+Enter"),
):  # fmt: skip
    note_key(f"call.{_name}", _title, _keys, "call")


def _turn(shown: Opening, words: Words) -> str:
    """Its place in the day, and who comes next."""
    said = [words("Call {n} of {of}", n=shown.number, of=shown.of)] if shown.number else []
    if following := shown.following:
        said.append(words("next {time} {name}", time=words.clock(following.at), name=following.name))
    return " · ".join(said)
