"""The outcome sheet: a call logged in twenty seconds, filled in from the keys that were used.

1 to 5 choose what came of it, W and X judge the objections one after another, Tab goes from line to line,
Ctrl+Enter logs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from data.call_plans import Opening
from desktop import theme
from desktop.icons import icon_label
from desktop.pages.call_notes import day_name, days_ahead, is_enter
from desktop.pages.call_parts import (
    CLEAR,
    READ,
    Place,
    Whole,
    choice,
    clear_text,
    push,
    read,
    stamp,
    typed,
)
from desktop.pages.customer_contact import is_ctrl_enter
from desktop.text import Elided, fixed, label, told
from desktop.widgets.layouts import Item, add, box, clear, col, row, rule
from desktop.widgets.marks import progress_bar
from sales.calls import NEXT_STEP, OUTCOMES, Call, Met, seconds, suggested
from sales.errors import SalesError
from sales.handbook import RankedCard
from sales.words import Words

WIDTH, TOP = 760, (40, 12)
MEANT_S = 20
NAMES = {"en": 108, "zh_CN": 76}  # px for the names of the lines
LIKELY = 2  # objections that were likely and did not come up, to be ticked if they did


class CallOutcome(QFrame):
    """`pressed` carries an event of the call: kind and fields. `logged` and `later` end it."""

    pressed = Signal(str, dict)
    logged = Signal()
    later = Signal()

    def __init__(self, words: Words, today: date) -> None:
        super().__init__()
        self._words, self._today = words, today
        self._call: Call | None = None
        self._likely: tuple[RankedCard, ...] = ()
        self._days = days_ahead(today)
        self._named: list[tuple[QLabel, QHBoxLayout]] = []
        self.setAccessibleName(words("Outcome of the call"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._sub = read("", "2")
        self._bar = progress_bar(words("Time for logging"), 0.0)
        self._bar.setFixedWidth(96)
        self._spent = read("", "2")
        self._outcomes = QButtonGroup(self)
        self._outcomes.idClicked.connect(self._choose)
        self.next = typed(words("Next step"), words("What happens next"))
        self.next.textEdited.connect(lambda text: self.pressed.emit("next", {"text": text}))
        self._dates = QButtonGroup(self)
        self._dates.idClicked.connect(lambda at: self._date(self._days[at]))
        self._other_day = self._make_other_day()
        self._met = Place((0, 0, 0, 0), gap=4)
        self._rivals = QButtonGroup(self)
        self._rival_line = row(gap=6)
        self.remark = typed(words("Note"), words("Anything the next person should know"))
        self.remark.textEdited.connect(lambda text: self.pressed.emit("remark", {"text": text}))
        self._wrong = read("", "bad", wrap=True)
        self._wrong.hide()
        self._log = push(words("Log"), "check", "primary")
        self._log.clicked.connect(self.logged)
        for one in (self.next, self.remark):
            one.installEventFilter(self)
        self._lay_out()

    def open(self, call: Call, opening: Opening, likely: Sequence[RankedCard]) -> None:
        """Begin with what the keys of the call say already."""
        words, following = self._words, opening.following
        met = {one.card for one in call.met}
        self._likely = tuple(one for one in likely if one.card.id not in met)[:LIKELY]
        said = words("Log, then {name}", name=following.name) if following else words("Log the call")
        self._log.setText(f" {said}   Ctrl+Enter")
        self._log.setAccessibleName(said)
        self._fill_rivals(opening.rivals, call)
        chosen = suggested(call)
        self.next.setText(chosen.next_step)
        self.next.setCursorPosition(0)
        self.remark.setText(chosen.remark)
        self._wrong.hide()
        self.show_call(call)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_call(self, call: Call) -> None:
        """The outcome as the call has it now."""
        self._call, chosen = call, suggested(call)
        for at, name in enumerate(OUTCOMES):
            self._outcomes.button(at).setChecked(name == chosen.name)
        self._dates.setExclusive(False)
        for at, day in enumerate(self._days):
            self._dates.button(at).setChecked(day == chosen.next_on)
        self._dates.setExclusive(True)
        self._show_met(call)

    def show_time(self, call: Call, name: str, now: int) -> None:
        """How long the call took, and how long its logging takes."""
        words, spent = self._words, (now - (call.ended_at or now)) // 1000
        took = seconds(call, now)
        length = (
            words("{min} min {s} s", min=took // 60, s=took % 60) if took >= 60 else words("{n} s", n=took)
        )
        self._sub.setText(f"{name} · {length}")
        self._bar.setValue(round(1000 * min(1.0, spent / MEANT_S)))
        self._spent.setText(words("{n} of {most} s", n=spent, most=MEANT_S))

    def refuse(self, error: SalesError) -> None:
        """Say what is missing."""
        self._wrong.setText(told(error, self._words))
        self._wrong.show()

    def set_compact(self, compact: bool) -> None:
        """Names beside their lines, or above them where there is no room."""
        self._body.setSpacing(8 if compact else 16)
        for name, line in self._named:
            line.setDirection(
                QBoxLayout.Direction.TopToBottom if compact else QBoxLayout.Direction.LeftToRight
            )
            line.setSpacing(0 if compact else 12)
            name.setFixedHeight(theme.TYPE[READ].line if compact else theme.CONTROL)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter is this sheet's while it is open, and not the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and is_ctrl_enter(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = event.key()
        if is_ctrl_enter(event):
            self.logged.emit()
        elif Qt.Key.Key_1 <= name <= Qt.Key.Key_5:
            self._choose(name - Qt.Key.Key_1)
        elif name in (Qt.Key.Key_W, Qt.Key.Key_X):
            self._judge_next(int(name == Qt.Key.Key_W))
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a field leaves it, so that digits and letters are keys again."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or not is_enter(event):
            return False
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    # -- what is chosen

    def _choose(self, at: int) -> None:
        self._wrong.hide()
        self.pressed.emit("outcome", {"text": OUTCOMES[at]})
        if OUTCOMES[at] == NEXT_STEP and not self.next.text():
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _date(self, day: date) -> None:
        if not self._call or not suggested(self._call).next_step:
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        self.pressed.emit("next_day", {"day": day})

    def _judge_next(self, worked: int) -> None:
        """Judge the first objection that is not judged yet; once all are, the last one again."""
        if not self._call or not self._call.met:
            return
        open_ = [met for met in self._call.met if met.worked is None]
        self._judge((open_ or self._call.met[-1:])[0], worked)

    def _judge(self, met: Met, worked: int) -> None:
        self.pressed.emit("judge", {"ref": met.card, "n": worked})

    def _tick(self, ranked: RankedCard, on: bool) -> None:
        card = ranked.card
        if on:
            self.pressed.emit("card", {"ref": card.id, "text": card.title, "version": card.version})

    # -- how it is laid out

    def _lay_out(self) -> None:
        words = self._words
        names = [f"{at}  {words(name)}" for at, name in enumerate(OUTCOMES, 1)]
        outcomes = [choice(name) for name in names]
        for at, one in enumerate(outcomes):
            self._outcomes.addButton(one, at)
        dates = [choice(day_name(words, day, self._today)) for day in self._days]
        for at, one in enumerate(dates):
            self._dates.addButton(one, at)
        lines = [
            self._line(words("Outcome"), box(row(*outcomes, None, gap=6))),
            self._line(words("Next step"), self.next, box(row(*dates, self._other_day, None, gap=6))),
            self._line(words("Objections"), self._met),
            self._line(words("Competitor"), box(self._rival_line)),
            self._line(words("Note"), self.remark),
        ]
        later = push(words("Later"), variant="ghost")
        later.clicked.connect(self.later)
        title = col(label(words("How did it go?"), "title"), self._sub, gap=2)
        head = row((title, 1), self._bar, self._spent, gap=10)
        filled = Elided(words("Filled in from the keys you used"), READ, "3")
        foot = row(icon_label("keyboard", "text_3", 17), (filled, 1), later, self._log, gap=8)
        self._body = col(*lines, gap=16, margins=(24, 0, 24, 0))
        area = Whole(box(self._body))
        self.setLayout(
            col(
                box(row((box(head), 1), margins=(24, 16, 24, 12))),
                area,
                box(row((self._wrong, 1), margins=(24, 4, 24, 4))),
                rule(),
                box(row((box(foot), 1), margins=(24, 12, 24, 14))),
                gap=0,
                margins=(1, 1, 1, 1),
            )
        )

    def _line(self, name: str, *body: QWidget) -> QWidget:
        named = clear_text(name, "2")
        named.setFixedSize(NAMES[self._words.locale], theme.CONTROL)
        line = row(col(named, None), (col(*body, gap=8), 1), gap=12)
        self._named.append((named, line))
        return box(line)

    def _make_other_day(self) -> QDateEdit:
        first = self._days[-1]
        made = QDateEdit(QDate(first.year, first.month, first.day))
        made.setFont(theme.font(READ))
        made.setDisplayFormat("yyyy-MM-dd")
        made.setAccessibleName(self._words("Another day"))
        made.setFixedWidth(150)
        made.lineEdit().setTextMargins(6, 0, 0, 0)
        made.dateChanged.connect(lambda day: self._date(date(day.year(), day.month(), day.day())))
        return made

    def _fill_rivals(self, rivals: Sequence[str], call: Call) -> None:
        clear(self._rival_line)
        self._rivals = QButtonGroup(self)
        heard = " ".join((*(note.text for note in call.notes), *(stop.said for stop in call.way)))
        named = call.outcome.competitor or next((one for one in rivals if one.split()[0] in heard), "")
        for at, name in enumerate((*rivals, "")):
            one = choice(name or self._words("None"), on=name == named)
            one.clicked.connect(partial(self.pressed.emit, "competitor", {"text": name}))
            self._rivals.addButton(one, at)
            self._rival_line.addWidget(one)
        other = typed(self._words("Another competitor"), self._words("Other"))
        other.setFixedWidth(140)
        if named not in rivals:
            other.setText(named)
        other.textEdited.connect(lambda text: self.pressed.emit("competitor", {"text": text}))
        other.installEventFilter(self)
        add(self._rival_line, other, None)
        if named and named != call.outcome.competitor:
            self.pressed.emit("competitor", {"text": named})

    def _show_met(self, call: Call) -> None:
        items: list[Item] = [self._met_line(call, met) for met in call.met]
        met = {one.card for one in call.met}
        items += [self._likely_line(one) for one in self._likely if one.card.id not in met]
        self._met.show_all(*(items or [read(self._words("None came up."), "3")]))

    def _met_line(self, call: Call, met: Met) -> QWidget:
        words = self._words
        tick = self._tick_box(met.title, on=True)
        tick.toggled.connect(lambda _: self.pressed.emit("unmet", {"ref": met.card}))
        time = fixed(stamp((met.at - call.plan.begun_at) // 1000), 52, READ, "3")
        judged: list[QPushButton] = []
        for worked, said in ((1, words("It worked")), (0, words("It did not"))):
            one = choice(said, on=met.worked == worked)
            one.setAccessibleName(f"{met.title}: {said}")
            one.clicked.connect(partial(self._judge, met, worked))
            judged.append(one)
        return box(row(tick, time, None, *judged, gap=8))

    def _likely_line(self, ranked: RankedCard) -> QWidget:
        card = ranked.card
        tick = self._tick_box(card.title, on=False)
        tick.toggled.connect(partial(self._tick, ranked))
        return box(row(tick, (Elided(self._words("likely, not met"), READ, "3"), 1), gap=8))

    def _tick_box(self, title: str, *, on: bool) -> QCheckBox:
        made = QCheckBox(f"“{title}”")
        made.setFont(theme.font(CLEAR if on else READ))
        made.setChecked(on)
        made.setFixedHeight(theme.CONTROL)
        made.setAccessibleName(title)
        return made
