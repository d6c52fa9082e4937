"""The main column of Today: its head, the planned calls, the next best actions."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from data.actions import CustomerAction
from data.calls import Unfinished
from data.today import PlannedCall, Scope, Today
from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.pages.today_rows import (
    ACTION_ROW,
    CALL_ROW,
    ActionRow,
    CallHeads,
    CallRow,
    Presses,
    action_name,
    call_name,
    ready_box,
    tool_boxes,
)
from desktop.pages.today_side import month_name
from desktop.text import Elided, label
from desktop.widgets.buttons import Segmented, button, link, tool
from desktop.widgets.layouts import Item, add, box, clear, col, frame, row, section
from desktop.widgets.rows import Rows, Value, whole_list
from desktop.widgets.states import empty
from sales.words import Words

SCOPES: tuple[Scope, ...] = ("today", "tomorrow", "week")
SHOWN_ACTIONS, MOST_ACTIONS = 5, 60
CARD, CARD_HEAD = (1, 1, 1, 7), (16, 13, 16, 6)


class Main(QWidget):
    """Shows a `Today`; what is pressed in it is told by signals."""

    scope_chosen = Signal(str)
    opened = Signal(str)  # a customer's id
    ready_pressed = Signal(object)  # PlannedCall
    done_pressed = Signal(object)  # CustomerAction
    dismiss_pressed = Signal(object)
    side_wanted = Signal()
    next_wanted = Signal()
    call_wanted = Signal(str)  # the ref of a call
    call_dropped = Signal(str)  # the id of one that is not logged

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._words, self._whole_team = desk.words, desk.rep is None or desk.rep.role != "rep"
        self._today: Today | None = None
        self._all_actions = self._compact = False
        self.calls: QListView | None = None
        self.todo: QListView | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 18, 24, 20)
        self._layout.setSpacing(0)

    def show_today(self, today: Today) -> None:
        """Show it, keeping what is chosen in both lists."""
        chosen_call, chosen_action = self.chosen_call(), self.chosen_action()
        focused = next((name for name in ("calls", "todo") if self._has_focus(name)), "")
        self._today = today
        clear(self._layout)
        add(self._layout, self._head(today), 16)
        if self._compact:
            add(self._layout, self._strip(today), 12)
        for call in today.unfinished:
            add(self._layout, self._unfinished(call), 12)
        add(self._layout, self._calls_card(today), 12, self._actions_card(today), None)
        self.choose_call(next((c for c in today.calls if _same_call(c, chosen_call)), None))
        if chosen_action and self.todo:
            self._choose(self.todo, [a.key for a in self._listed(today)], chosen_action.key)
        if focused and (view := getattr(self, focused)):
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_compact(self, compact: bool) -> None:
        """Say in one line above the calls what the side panel shows, or leave it to the panel."""
        if compact != self._compact:
            self._compact = compact
            if self._today:
                self.show_today(self._today)

    def chosen_call(self) -> PlannedCall | None:
        return self.calls.currentIndex().data(Value) if self.calls else None

    def chosen_action(self) -> CustomerAction | None:
        return self.todo.currentIndex().data(Value) if self.todo else None

    def choose_call(self, call: PlannedCall | None) -> None:
        """Choose a call; None: the first."""
        if self.calls and self._today:
            ids = [one.activity_id for one in self._today.calls]
            self._choose(self.calls, ids, call.activity_id if call else ids[0])

    def choose_first_action(self) -> None:
        if self.todo:
            self.todo.setCurrentIndex(self.todo.model().index(0, 0))

    def first_focus(self) -> QWidget:
        return self.calls or self.todo or self

    def _has_focus(self, name: str) -> bool:
        view: QListView | None = getattr(self, name)
        return view is not None and self.focusWidget() is view

    def _choose(self, view: QListView, keys: list[str], key: str) -> None:
        if key in keys:
            view.setCurrentIndex(view.model().index(keys.index(key), 0))

    def _head(self, today: Today) -> QWidget:
        words = self._words
        names = [words("Today"), words("Tomorrow"), words("Week")]
        scope = Segmented(names, SCOPES.index(today.scope), words("Days"))
        scope.chosen.connect(lambda at: self.scope_chosen.emit(SCOPES[at]))
        parts: list[Item] = [(Elided(title(words, today), "display"), 1), scope]
        unready = next((call for call in today.calls if not call.ready), None)
        if unready:
            prepare = button(words("Prepare {name}", name=unready.name), "list-checks", "primary")
            prepare.setToolTip(f"{words('Open the next call that is not ready')}  N")
            prepare.clicked.connect(lambda: self.opened.emit(unready.customer_id))
            parts.append(prepare)
        elif today.calls:
            first = today.calls[0]
            begin = button(words("Call {name}", name=first.name), "phone-call", "primary")
            begin.setToolTip(f"{words('Begin the call')}  Ctrl+Enter")
            begin.clicked.connect(lambda: self.call_wanted.emit(f"{first.customer_id}/{first.activity_id}"))
            parts.append(begin)
        return box(col(row(*parts, gap=12), label(self._summary(today), "body", "2"), gap=2))

    def _summary(self, today: Today) -> str:
        words, ready = self._words, sum(call.ready for call in today.calls)
        said = [words("The whole team")] if self._whole_team else []
        if today.calls:
            said.append(words.count("{n} call", "{n} calls", len(today.calls)))
            said.append(words("{n} ready", n=words.number(ready)))
        if today.data_at:
            age = words.duration(max(0, today.now - today.data_at) // 1000)
            said.append(words("data {age} old", age=age))
        return " · ".join(said) or words("No data yet")

    def _unfinished(self, call: Unfinished) -> QFrame:
        """A call that was begun and not logged: on with it, or let it go."""
        words = self._words
        said = words("The call with {name} of {time} is not logged yet.", name=call.name,
                     time=words.clock(call.begun_at))  # fmt: skip
        on, drop = button(words("Go on")), button(words("Let it go"), variant="ghost")
        on.setToolTip(f"{words('Go on with the call that is not logged')}  R")
        on.clicked.connect(lambda: self.call_wanted.emit(call.customer_id))
        drop.clicked.connect(lambda: self.call_dropped.emit(call.activity_id))
        mark = icon_label("phone-call", "accent", 16)
        return frame("say", row(mark, (label(said, "strong"), 1), drop, on, gap=8, margins=(16, 7, 8, 7)))

    def _strip(self, today: Today) -> QFrame:
        """The side panel in one line; it opens as a drawer."""
        words, over = self._words, sum(one.days_over > 0 for one in today.promises)
        promises = words.count("{n} promise overdue", "{n} promises overdue", over)
        month = words("{month} so far", month=month_name(words, today.month.days.first))
        money = words.money(today.month.now.net_cents, today.currency, whole=True)
        parts: list[Item] = [
            icon_label("flag", "bad" if over else "text_3", 14),
            label(promises, "label", "bad" if over else "2"),
            12,
            icon_label("trending-up", "text_3", 14),
            label(f"{month}{'：' if words.chinese else ': '}{money}", "label", "2"),
        ]
        if today.birthdays:
            said = words.count("{n} birthday this week", "{n} birthdays this week", len(today.birthdays))
            parts += [12, icon_label("gift", "text_3", 14), label(said, "label", "2")]
        show = tool("panel-right", words("Show all"))
        show.clicked.connect(self.side_wanted)
        return frame("well", row(*parts, None, show, gap=6, margins=(12, 2, 4, 2)))

    def _calls_card(self, today: Today) -> QFrame:
        words, currency = self._words, today.currency
        self.calls = None
        if not today.calls:
            shown = empty("phone", words("No call is planned"), words(NO_CALLS[today.scope]))
            shown.setFixedHeight(190)
            return frame("card", col(shown, gap=0, margins=CARD))
        stake = words("{amount} at stake", amount=words.money(today.stake_cents, currency, whole=True))
        head = section(words("Calls"), label(stake, "label", "2"))
        head.setContentsMargins(16, 13, 16, 8)
        paint = CallRow(words, currency, today.scope, today.now)
        rows = Rows(today.calls, call_name(words, currency))
        self.calls = whole_list(rows, paint, words("Calls"), height=CALL_ROW)
        self.calls.activated.connect(self._open_call)
        presses = Presses(self.calls, ready_box, [words("Ready, or not yet")])
        presses.pressed.connect(self._call_pressed)
        return frame("card", col(head, CallHeads(words), self.calls, gap=0, margins=CARD))

    def _actions_card(self, today: Today) -> QFrame:
        words = self._words
        self.todo = None
        note = words("by expected value and time left")
        if today.quiet_until is not None:
            note = words("quiet hours until {time}", time=words.clock(today.quiet_until))
        head = section(words("Next best actions"), label(note, "label", "3"))
        head.setContentsMargins(*CARD_HEAD)
        if not today.actions:
            none = label(words("Nothing calls for an action. Well done."), "body", "2")
            return frame("card", col(head, row(none, margins=(16, 0, 16, 10)), gap=0, margins=CARD))
        listed = self._listed(today)
        rows = Rows(listed, action_name(words, today.currency, today.now))
        paint = ActionRow(words, today.currency, today.now)
        self.todo = whole_list(rows, paint, words("Next best actions"), height=ACTION_ROW)
        self.todo.activated.connect(self._open_action)
        self.todo.entered.connect(self.todo.setCurrentIndex)
        presses = Presses(self.todo, tool_boxes, [f"{words('Done')}  D", f"{words('Not now')}  X"])
        presses.pressed.connect(self._action_pressed)
        parts: list[Item] = [head, self.todo]
        if len(today.actions) > SHOWN_ACTIONS:
            parts.append(row(self._more(today), None, margins=(46, 2, 16, 6)))
        return frame("card", col(*parts, gap=0, margins=CARD))

    def _listed(self, today: Today) -> tuple[CustomerAction, ...]:
        return today.actions[: MOST_ACTIONS if self._all_actions else SHOWN_ACTIONS]

    def _more(self, today: Today) -> QWidget:
        words, n = self._words, len(today.actions)
        if self._all_actions:
            said = words("Show the best {n} only", n=SHOWN_ACTIONS)
        elif n > MOST_ACTIONS:
            said = words("Show the best {m} of {n}", m=MOST_ACTIONS, n=words.number(n))
        else:
            said = words("Show all {n}", n=n)
        more = link(said)
        more.clicked.connect(lambda: self._show_all(today))
        return more

    def _show_all(self, today: Today) -> None:
        self._all_actions = not self._all_actions
        self.show_today(today)

    def _open_call(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(Value).customer_id)

    def _open_action(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(Value).customer_id)

    def _call_pressed(self, call: PlannedCall, hit: int) -> None:
        if hit == 0:
            self.choose_call(call)
            self.ready_pressed.emit(call)
        else:
            self.opened.emit(call.customer_id)

    def _action_pressed(self, row_: CustomerAction, hit: int) -> None:
        if hit == 0:
            self.done_pressed.emit(row_)
        elif hit == 1:
            self.dismiss_pressed.emit(row_)
        else:
            self.opened.emit(row_.customer_id)


NO_CALLS: dict[Scope, str] = {
    "today": "Nothing is planned for today. Choose somebody from the actions below.",
    "tomorrow": "Nothing is planned for tomorrow. Choose somebody from the actions below.",
    "week": "Nothing is planned for the next seven days. Choose somebody from the actions below.",
}


def title(words: Words, today: Today) -> str:
    """ "Wednesday 25 November", or the first and last day of the week."""
    days = today.days
    if today.scope == "week":
        return f"{words.day(days.first)} – {words.day(days.last)}"
    return words.long_day(days.first)


def _same_call(call: PlannedCall, other: PlannedCall | None) -> bool:
    return other is not None and call.activity_id == other.activity_id
