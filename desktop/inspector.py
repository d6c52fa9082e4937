"""The inspector (Ctrl+I): why a figure is what it is, in a sentence and in numbered steps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout

from desktop import theme
from desktop.desk import Step, Trace
from desktop.text import label
from desktop.widgets.buttons import tool
from desktop.widgets.layouts import Item, add, box, clear, col, frame, row, rule, scroll
from desktop.widgets.marks import disc, keycaps
from desktop.widgets.states import empty
from sales.words import Words

EDGE = 20


class Inspector(QFrame):
    """A panel of 340 px: beside the page where there is room, over its right edge where there is not."""

    closed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._trace: Trace | None = None
        self.setFixedWidth(theme.SIDE)
        self.setAccessibleName(words("Why"))
        close = tool("x", words("Close"), shortcut="Esc")
        close.clicked.connect(self.closed)
        head = row(
            label(words("Why"), "title"), None, keycaps("Ctrl+I"), close, gap=6, margins=(EDGE, 14, 12, 10)
        )
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self.setLayout(col(head, (self._body, 1), gap=0))
        self.show_trace(None)

    def show_trace(self, trace: Trace | None) -> None:
        """Show why; without a trace, how to get one."""
        self._trace = trace
        clear(self._body)
        if trace is None:
            add(self._body, (self._nothing(), 1))
            return
        steps: list[Item] = [_step(number, step) for number, step in enumerate(trace.steps, 1)]
        figure: list[Item] = [label(trace.figure, "display", wrap=True)] if trace.figure else []
        said = col(
            label(trace.title, "label", "2", wrap=True),
            *figure,
            label(trace.sentence, "body", "2", wrap=True),
            gap=4,
        )
        content = box(col(said, rule(), *steps, None, gap=13, margins=(EDGE, 2, EDGE, EDGE)))
        add(self._body, (scroll(content), 1), self._foot(trace))

    def _nothing(self) -> QFrame:
        words = self._words
        shown = empty(
            "inspect",
            words("Nothing to explain here"),
            words("Put the focus on a figure, a chip or a row, then press Ctrl+I."),
            width=theme.SIDE - 3 * EDGE,
        )
        return frame("bare", col(shown))

    def _foot(self, trace: Trace) -> QFrame:
        copy = tool("copy", self._words("Copy the steps"), "plain")
        copy.clicked.connect(self._copy)
        line = row((label(trace.source, "caption", "3", wrap=True), 1), copy, margins=(EDGE, 12, EDGE, 14))
        return frame("bare", col(row(rule(), margins=(EDGE, 0, EDGE, 0)), line, gap=0))

    def _copy(self) -> None:
        if self._trace:
            QGuiApplication.clipboard().setText(as_text(self._trace))


def as_text(trace: Trace) -> str:
    """The trace as plain lines, for a message or a note."""
    lines = [f"{trace.title}: {trace.figure}".rstrip(": "), trace.sentence, ""]
    for number, step in enumerate(trace.steps, 1):
        lines.append(f"{number}. {step.text}  {step.figure}  {step.note}".rstrip())
        lines += [f"   {'  '.join(part)}" for part in step.parts]
    return "\n".join([*lines, trace.source]).strip()


def _step(number: int, step: Step) -> QLayout:
    head = row((label(step.text, "strong", wrap=True), 1), label(step.figure, "strong"))
    lines = col(head, gap=1)
    if step.note:
        add(lines, label(step.note, "label", "3", wrap=True))
    if step.parts:
        add(lines, 7, _parts(step))
    return row((col(disc(number), None), 0), (lines, 1), gap=10)


def _parts(step: Step) -> QFrame:
    lines = []
    for name, how, amount in step.parts:
        figure = label(amount, "label")
        figure.setMinimumWidth(64)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight)
        lines.append(row((label(name, "label", "2", wrap=True), 1), label(how, "label", "3"), figure, gap=6))
    return frame("well", col(*lines, gap=6, margins=(12, 10, 12, 10)))
