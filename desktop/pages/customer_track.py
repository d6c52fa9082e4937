"""The talk-track panel: the chosen track's steps with what to say, ask and listen for; the likely objections.

An answer of the customer leads to the next step, by a click or by its digit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLayout, QPushButton, QStackedWidget, QWidget

from desktop import theme
from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.text import label, prose, rich
from desktop.widgets.buttons import Block, Segmented, button, tool
from desktop.widgets.layouts import Item, add, box, clear, col, frame, row, rule, scroll, section
from desktop.widgets.marks import chip, keycap, seal
from desktop.widgets.states import empty
from desktop.widgets.turns import Turns
from sales.brief import Brief, Doubt, FilledTrack, Step

STEPS_ROOM, TIGHT = theme.SIDE - 40, 10  # px for all steps; beside the words of each
DIGITS = 9
ROOM = 2400  # px while a step is being made, so that nothing in it is pressed together
MANY = 6  # stages, of which the names are set smaller
STAGES = {
    "open": "Open",
    "discover": "Discover",
    "present": "Present",
    "prove": "Prove",
    "doubt": "Doubt",
    "close": "Closing",
    "follow": "Follow up",
}


class TrackPanel(QFrame):
    """Shows the track of a brief, at its first step."""

    filled = Signal()  # all of the step is there
    closed = Signal()
    paper_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._track: FilledTrack | None = None
        self._brief: Brief | None = None
        self._at = 0
        self._opened: int | None = None  # the objection whose answer is shown
        self._turns = Turns(self)
        self._turns.done.connect(self._finish)
        self.setFixedWidth(theme.SIDE)
        words = desk.words
        self.setAccessibleName(words("Talk track"))
        copy = tool("copy", words("Copy what to say"))
        copy.clicked.connect(self.copy)
        close = tool("x", words("Close"), shortcut="T")
        close.clicked.connect(self.closed)
        head = row(label(words("Talk track"), "title"), None, copy, close, gap=2, margins=(20, 18, 12, 6))
        paper = button(words("Brief, PDF"), "file-down")
        paper.setToolTip(words("Save the one-page brief  {keys}", keys="Ctrl+P"))
        paper.clicked.connect(self.paper_wanted)
        self._steps = col(gap=0, margins=(20, 0, 20, 0))
        self._step = col(gap=0)
        self._doubts = col(gap=8)
        self._body = box(col(self._step, self._doubts, None, gap=0, margins=(20, 12, 20, 12)))
        self._area = scroll(self._body)
        self._state = QStackedWidget()
        self._state.addWidget(box(col(self._steps, (self._area, 1), gap=0)))
        self._state.addWidget(
            empty(
                "message-square-text",
                words("No talk track fits"),
                words("None is written for this segment and product yet."),
                width=260,
            )
        )
        foot = row((paper, 1), margins=(20, 10, 20, 18))
        self.setLayout(col(head, (self._state, 1), foot, gap=0))

    @property
    def step(self) -> Step | None:
        """The step that is shown."""
        return self._track.steps[self._at] if self._track and self._track.steps else None

    def show_brief(self, brief: Brief) -> None:
        """Show the track for a customer; for the same one the step stays."""
        same = self._brief is not None and self._brief.customer.id == brief.customer.id
        if same and self._brief and self._brief.track == brief.track and self._brief.doubts == brief.doubts:
            self._brief = brief
            self.filled.emit()
            return
        self._brief, self._track = brief, brief.track
        self._at, self._opened = 0, None
        self._state.setCurrentIndex(0 if self.step else 1)
        if self.step:
            self._show()
        else:
            self.filled.emit()

    def answer(self, digit: int) -> bool:
        """Follow the customer's answer with this digit; False if the step has none."""
        step = self.step
        if step is None or not 1 <= digit <= min(DIGITS, len(step.answers)):
            return False
        self.go(step.answers[digit - 1][1])
        return True

    def go(self, step_id: str) -> None:
        """Show the step with this id."""
        if self._track:
            ids = [step.id for step in self._track.steps]
            if step_id in ids:
                self._at = ids.index(step_id)
                self._show()

    def copy(self) -> None:
        """Put the lines to say on the clipboard."""
        if self.step:
            QGuiApplication.clipboard().setText("\n".join(line.replace("**", "") for line in self.step.say))
            self._desk.toast(self._desk.words("Copied"))

    def _show(self) -> None:
        """The step piece by piece, then what may be said against it."""
        self._area.verticalScrollBar().setValue(0)
        self._body.setMinimumHeight(ROOM)
        gone = partial(clear, self._step), partial(clear, self._doubts)
        self._turns.run((*gone, self._show_steps, self._show_said, self._show_asked, self._show_doubts))

    def _finish(self) -> None:
        self._body.setMinimumHeight(0)
        self.filled.emit()

    def _show_steps(self) -> None:
        """The stages side by side where they fit, else the one that is shown, between its neighbours."""
        assert self._track
        clear(self._steps)
        main = _stages(self._track.steps)
        current = [_stage(step) for step in main].index(_stage(self._track.steps[self._at]))
        titles = [self._desk.words(STAGES.get(_stage(step), step.title)) for step in main]
        bar = Segmented(titles, current, self._desk.words("Step"), stretch=True)
        for part in bar.findChildren(QPushButton):
            part.setFont(theme.font("label" if len(main) < MANY else "caption"))
            part.setMinimumWidth(part.fontMetrics().horizontalAdvance(part.text()) + TIGHT)
        if bar.sizeHint().width() <= STEPS_ROOM:
            bar.chosen.connect(lambda at: self.go(main[at].id))
            self._steps.addWidget(bar)
            return
        bar.deleteLater()
        self._steps.addWidget(self._pager(main, current))

    def _pager(self, main: Sequence[Step], current: int) -> QWidget:
        words = self._desk.words
        before, after = tool("chevron-left", words("Step before")), tool("chevron-right", words("Next step"))
        before.setEnabled(current > 0)
        after.setEnabled(current < len(main) - 1)
        before.clicked.connect(lambda: self.go(main[current - 1].id))
        after.clicked.connect(lambda: self.go(main[current + 1].id))
        at = label(words("{n} of {of}", n=current + 1, of=len(main)), "label", "3")
        name = STAGES.get(_stage(main[current]), main[current].title)
        return frame(
            "well", row(before, (label(words(name), "strong"), 1), at, after, gap=6, margins=(3, 2, 3, 2))
        )

    def _show_said(self) -> None:
        words, track, step = self._desk.words, self._track, self.step
        assert track
        assert step
        said: list[Item] = [
            row(icon_label("quote", "accent", 15), label(words("Say"), "label", "accent"), None, gap=7),
            6,
        ]
        said += [_spoken(line) for line in step.say]
        add(
            self._step,
            label(track.title, "heading", wrap=True),
            2,
            label(track.why, "label", "2", wrap=True),
            12,
            label(step.title, "strong", wrap=True),
            8,
            frame("say", col(*said, gap=4, margins=(14, 11, 14, 13))),
        )

    def _show_asked(self) -> None:
        """What to ask, listen for, show and avoid; what the customer may answer."""
        words, track, step = self._desk.words, self._track, self.step
        assert track
        assert step
        parts: list[Item] = []
        for icon, name, lines in (
            ("circle-question-mark", words("Ask"), step.ask),
            ("ear", words("Listen for"), step.listen),
            ("eye", words("Show them"), step.show),
            ("ban", words("Avoid"), step.avoid),
        ):
            if lines:
                parts += [14, _bullets(icon, name, lines)]
        if step.answers:
            parts += [16, label(words("If they say"), "label", "2"), 6, self._answers(step)]
        if track.verified_on:
            day = words.day(track.verified_on, year=True)
            parts += [16, row(seal(words("checked {day}, version {n}", day=day, n=track.version)), None)]
        add(self._step, *parts, 16)

    def _answers(self, step: Step) -> QLayout:
        blocks = []
        for at, (said, leads_to) in enumerate(step.answers[:DIGITS], 1):
            line = row(
                keycap(str(at)), (label(said, wrap=True), 1), icon_label("corner-down-right", "text_3", 14)
            )
            line.setContentsMargins(8, 6, 10, 6)
            block = Block(line, said)
            block.pressed.connect(self._leading(leads_to))
            blocks.append(block)
        return col(*blocks, gap=6)

    def _leading(self, step_id: str) -> Callable[[], None]:
        return lambda: self.go(step_id)

    def _show_doubts(self) -> None:
        clear(self._doubts)
        doubts = self._brief.doubts if self._brief else ()
        if not doubts:
            return
        words = self._desk.words
        add(self._doubts, rule(), 4, section(words("Likely objections"), chip(words.number(len(doubts)))))
        for at, doubt in enumerate(doubts):
            self._doubts.addWidget(self._doubt(at, doubt))

    def _doubt(self, at: int, doubt: Doubt) -> QWidget:
        """What they may say and how often its answer worked; pressed, the answer."""
        words, open_ = self._desk.words, at == self._opened
        quoted = f"“{doubt.words}”" if doubt.words[:1] not in '“"' else doubt.words
        said: list[Item] = [label(quoted, "strong", wrap=True)]
        rate = words("worked {won} of {n}", won=doubt.won, n=doubt.n) if doubt.n else words("not tried yet")
        said.append(label(rate, "label", "2"))
        if open_:
            said += [6, prose(doubt.answer)]
        chevron = icon_label("chevron-up" if open_ else "chevron-right", "text_3", 15)
        block = Block(row((col(*said, gap=1), 1), chevron, margins=(12, 8, 10, 8)), quoted)
        block.setAccessibleDescription(doubt.answer if open_ else rate)
        block.pressed.connect(lambda: self._toggle(at))
        return block

    def _toggle(self, at: int) -> None:
        self._opened = None if self._opened == at else at
        self._show_doubts()
        blocks = self._doubts_blocks()
        if at < len(blocks):
            blocks[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def _doubts_blocks(self) -> list[Block]:
        items = (self._doubts.itemAt(at) for at in range(self._doubts.count()))
        return [widget for item in items if item and isinstance(widget := item.widget(), Block)]


def _stage(step: Step) -> str:
    """A step's stage: "close.callback" belongs to "close"."""
    return step.id.partition(".")[0]


def _stages(steps: Sequence[Step]) -> list[Step]:
    """The first step of each stage, in order."""
    return list({_stage(step): step for step in reversed(steps)}.values())[::-1]


def _spoken(line: str) -> QWidget:
    """A line to say; what stands between ** is stressed."""
    parts = re.split(r"\*\*(.+?)\*\*", line)
    html = "".join(
        f'<span style="font-weight:600">{escape(part)}</span>' if at % 2 else escape(part)
        for at, part in enumerate(parts)
    )
    return rich(html, "body")


def _bullets(icon: str, name: str, lines: Sequence[str]) -> QLayout:
    head = row(icon_label(icon, "text_3", 14), label(name, "label", "2"), None, gap=7)
    return col(head, *(row(21, (_spoken(line), 1), gap=0) for line in lines), gap=3)
