"""Whether a piece helps: asked under it, with room for a remark, and kept for the team."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from data import outbox
from data.ratings import rate
from desktop.desk import Desk
from desktop.text import label
from desktop.widgets.buttons import button, tool
from desktop.widgets.fields import line_edit
from desktop.widgets.layouts import add, clear, col, row
from desktop.work import Task


class RatingFoot(QObject):
    """Asks about one piece of a kind at a time."""

    def __init__(self, desk: Desk, owner: QWidget, kind: str) -> None:
        super().__init__(owner)
        self._desk, self._owner, self._kind = desk, owner, kind
        self._name, self._version = "", 0
        self._foot = col(gap=8)

    def ask(self, name: str, version: int) -> QVBoxLayout:
        """The question about a piece, to be laid under it."""
        self._name, self._version = name, version
        self._foot = col(gap=8)
        words = self._desk.words
        yes, no = tool("thumbs-up", words("It helps"), ""), tool("thumbs-down", words("It does not help"), "")
        yes.clicked.connect(lambda: self._rate("", helpful=True))
        no.clicked.connect(self.ask_why)
        add(self._foot, row(label(words("Does it help you?"), "label", "2"), None, yes, no, gap=8))
        return self._foot

    def ask_why(self) -> None:
        """Ask what is wrong before it is kept that it does not help."""
        words = self._desk.words
        clear(self._foot)
        hint = words("What is wrong with it? (may stay empty)")
        remark = line_edit(words("What is wrong with it?"), hint=hint)
        send = button(words("Tell the team"), "flag")
        send.clicked.connect(lambda: self._rate(remark.text(), helpful=False))
        remark.returnPressed.connect(lambda: self._rate(remark.text(), helpful=False))
        add(self._foot, row((remark, 1), send, gap=8))
        remark.setFocus()

    def _rate(self, remark: str, *, helpful: bool) -> None:
        desk, name, version = self._desk, self._name, self._version
        rep = desk.rep.id if desk.rep else None

        def job(task: Task) -> str:
            return rate(
                desk.store,
                self._kind,
                name,
                desk.now(),
                helpful=helpful,
                version=version,
                locale=desk.words.locale,
                rep_id=rep,
                remark=remark,
            )

        desk.work.start(self._owner, job, lambda mid: self._thank(mid, helpful=helpful), lane="write")

    def _thank(self, mid: str, *, helpful: bool) -> None:
        desk, words = self._desk, self._desk.words
        rises = words("Thank you: it rises on the manager’s list.")

        def undo() -> None:
            def back(task: Task) -> None:
                outbox.take_back(desk.store, mid, desk.now())

            desk.work.start(self._owner, back, lambda _: desk.toast(words("Taken back")), lane="write")

        desk.toast(words("Thank you: noted as helpful.") if helpful else rises, undo)
