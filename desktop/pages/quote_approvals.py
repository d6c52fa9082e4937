"""The approvals: what waits in a column, the request that is open, and beside it what helps to decide.

A manager decides; a rep sees how it stands with what they asked. Below 1400 px what stands beside is a
drawer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from data.outbox import take_back_all
from data.store import Store
from data.team import team
from desktop import theme
from desktop.desk import Desk
from desktop.pages.quote_allowances import AllowanceForm
from desktop.pages.quote_approvals_list import AskingList
from desktop.pages.quote_approvals_read import Inbox, Leave, Opened, leaves_now, read_inbox, read_request
from desktop.pages.quote_approvals_request import RequestView
from desktop.pages.quote_approvals_side import ApprovalsSide
from desktop.widgets.buttons import button
from desktop.widgets.layouts import frame, row, vrule
from desktop.widgets.overlay import Overlay
from desktop.widgets.states import empty, failed, loading
from desktop.work import Task
from sales.allowance_terms import AllowanceTerms
from sales.errors import SalesError
from sales.facts import Rep
from sales.guardrails import Guardrails

Write = Callable[[Store, int], list[str]]  # gives the ids of the messages it queued
Decision = Callable[[Store, str, int], list[str]]  # the same, about a version


class Approvals(QWidget):
    opened = Signal(str)  # the id of a version
    all_wanted = Signal()
    new_wanted = Signal()
    filled = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._inbox: Inbox | None = None
        self._open: Opened | None = None
        self._leaves: tuple[Leave, ...] = ()
        self._current = ""
        self._task: Task | None = None
        self._reading: Task | None = None
        self._overlay: Overlay | None = None
        self.list, self.view, self.side = AskingList(desk), RequestView(desk), ApprovalsSide(desk)
        self._drawer = frame("drawer", row(gap=0, margins=(1, 1, 1, 1)))
        self._edge, self._docked = vrule(), True
        self._place = row(self.list, vrule(), (self.view, 1), self._edge, self.side, gap=0)
        self.setLayout(self._place)
        self._drawer.setParent(self)
        self._drawer.hide()
        self._connect()
        self.view.show_state(loading(desk.words("Reading what waits"), rows=5))

    @property
    def current(self) -> str:
        """The version whose request is open."""
        return self._current

    @property
    def busy(self) -> bool:
        """Whether a dialog lies over it."""
        return self._overlay is not None

    @property
    def form(self) -> AllowanceForm | None:
        """The terms that are being asked for."""
        dialog = self._overlay.dialog if self._overlay else None
        return dialog if isinstance(dialog, AllowanceForm) else None

    @property
    def leaves(self) -> tuple[Leave, ...]:
        """The allowances that hold today."""
        return self._open.leaves if self._open else self._leaves

    def show_version(self, version_id: str) -> None:
        """Open the request of a version."""
        self._current = version_id
        self.list.mark(version_id)
        self._read(version_id)

    def reload(self) -> None:
        """Read again what waits and the request that is open."""
        if self._task:
            self._task.cancel()
        desk = self._desk
        job = partial(read_inbox, desk.store, desk.words, desk.now())
        self._task = desk.work.start(self, job, self._show, self._fail)

    def back(self) -> bool:
        """Close what lies over it."""
        if self._overlay:
            self._overlay.dismiss()
        elif self._drawer.isVisible():
            self._drawer.hide()
            self.list.view.setFocus()
        else:
            return False
        return True

    # -- what is done

    def approve(self) -> None:
        if self._may_decide():
            self.view.approve()

    def deny(self) -> None:
        if self._may_decide():
            self.view.deny()

    def reason(self) -> None:
        """Go to the field of the reason."""
        if self._may_decide() and self.view.reason:
            self.view.reason.setFocus()

    def toggle_side(self) -> None:
        """Show or hide what helps to decide, where it does not stand beside."""
        if not self._docked:
            self._drawer.setHidden(self._drawer.isVisible())
            self._lay_drawer()

    def grant(self) -> None:
        """Ask for the terms of an allowance, and sign it."""
        desk = self._desk
        if self._inbox is None or not self._inbox.decides or self._overlay:
            return

        def people(task: Task) -> tuple[Rep, ...]:
            return tuple(one for one in team(desk.store.read()) if one.role == "rep" and one.left_on is None)

        desk.work.start(self, people, self._ask_terms)

    # -- inside

    def _connect(self) -> None:
        self.list.chosen.connect(self.show_version)
        self.list.opened.connect(self.opened)
        self.list.all_wanted.connect(self.all_wanted)
        self.list.new_wanted.connect(self.new_wanted)
        self.view.opened.connect(self.opened)
        self.view.side_wanted.connect(self.toggle_side)
        self.view.approved.connect(self._approve)
        self.view.approved_at_floor.connect(self._approve_at_floor)
        self.view.denied.connect(self._deny)
        self.view.questioned.connect(self._question)
        self.side.grant_wanted.connect(self.grant)
        self.side.revoked.connect(self._revoke)

    def _may_decide(self) -> bool:
        return self._overlay is None and self.view.request is not None and self.view.request.decides

    def _show(self, inbox: Inbox) -> None:
        self._inbox = inbox
        ids = [one.version_id for one in inbox.asking]
        if self._current not in ids:
            self._current = ids[0] if ids else ""
        self.list.show_inbox(inbox, self._current)
        if self._current:
            self._read(self._current)
            return
        self._open = None
        words = self._desk.words
        said = words("Requests stand here as soon as they arrive, with what was tested and what it costs.")
        if not inbox.decides:
            said = words("What you ask for stands here until a manager has decided.")
        all_ = button(words("Show all quotes"), "file-text")
        all_.clicked.connect(self.all_wanted)
        self.view.show_state(empty("circle-check", words("Nothing waits for an approval"), said, all_))
        self._desk.work.start(
            self, partial(leaves_now, self._desk.store, words, self._desk.now()), self._show_leaves
        )

    def _show_leaves(self, leaves: tuple[Leave, ...]) -> None:
        self._leaves = leaves
        self.side.show_all(
            None, None, leaves, self._currency, decides=bool(self._inbox and self._inbox.decides)
        )
        self.filled.emit()

    @property
    def _currency(self) -> str:
        return self._desk.settings["currency"]

    def _read(self, version_id: str) -> None:
        if self._reading:
            self._reading.cancel()
        desk = self._desk
        job = partial(read_request, desk.store, version_id, desk.words, desk.now())
        self._reading = desk.work.start(self, job, self._show_request, self._fail)

    def _show_request(self, found: Opened) -> None:
        self._open = found
        self.view.show_request(found.request)
        self.side.show_all(
            found.request, found.past, found.leaves, found.request.currency, decides=found.request.decides
        )
        self.filled.emit()

    def _fail(self, error: SalesError) -> None:
        words = self._desk.words
        again = button(words("Try again"), "rotate-ccw", "primary")
        again.clicked.connect(self.reload)
        self.view.show_state(failed(*error.said(words), again))
        self.filled.emit()

    def _approve(self, reason: str) -> None:
        self._decide("{number} is approved", partial(_approve, reason=reason, prices=None))

    def _approve_at_floor(self, reason: str) -> None:
        if asked := self.view.request:
            job = partial(_approve, reason=reason, prices=dict(asked.prices))
            self._decide("{number} is approved at the floor price", job)

    def _deny(self, reason: str) -> None:
        self._decide("{number} is denied", partial(_deny, reason=reason))

    def _question(self, reason: str) -> None:
        self._decide("Asked about {number}", partial(_question, reason=reason))

    def _decide(self, said: str, write: Decision) -> None:
        """Write a decision about the request that is open, and go on to the next."""
        asked = self.view.request
        if asked is None or not self._may_decide():
            return
        self.view.forget_reason(asked.version_id)
        self._current = self._next(asked.version_id)
        self._write(
            lambda store, now: write(store, asked.version_id, now),
            self._desk.words(said, number=asked.number),
        )

    def _next(self, version_id: str) -> str:
        """The request after this one, or the one before where it is the last."""
        ids = [one.version_id for one in self._inbox.asking] if self._inbox else []
        if version_id not in ids:
            return ""
        at = ids.index(version_id)
        return (ids[at + 1 :] or ids[:at][-1:] or [""])[0]

    def _revoke(self, leave: Leave) -> None:
        said = self._desk.words("The allowance of {name} has ended", name=leave.rep_name)
        self._write(partial(_revoke, leave.id), said)

    def _ask_terms(self, reps: tuple[Rep, ...]) -> None:
        asked = self.view.request
        form = AllowanceForm(
            self._desk, reps, Guardrails().rules, self._currency, asked.rep_id if asked else ""
        )
        form.over.connect(self._dismiss)
        form.granted.connect(self._grant)
        self._overlay = Overlay(self.window(), form)
        self._overlay.closed.connect(self._uncover)
        self._overlay.open(form.first)

    def _grant(self, granted: AllowanceTerms) -> None:
        self._dismiss()
        said = self._desk.words("The allowance is signed")
        self._write(partial(_grant, granted), said)

    def _write(self, write: Write, said: str) -> None:
        desk = self._desk

        def job(task: Task) -> list[str]:
            return write(desk.store, desk.now())

        def undo(mids: list[str]) -> None:
            desk.work.start(
                self,
                lambda task: take_back_all(desk.store, mids, desk.now()),
                lambda _: desk.toast(desk.words("Taken back")),
                lane="write",
            )

        desk.work.start(self, job, lambda mids: desk.toast(said, partial(undo, mids)), lane="write")

    def _dismiss(self) -> None:
        if self._overlay:
            self._overlay.dismiss()

    def _uncover(self) -> None:
        self._overlay = None

    # -- layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        docked = self.window().width() >= theme.DRAWER_BELOW
        if docked != self._docked:
            self._docked = docked
            home = self._place if docked else self._drawer.layout()
            assert isinstance(home, QBoxLayout)
            home.addWidget(self.side)
            self._drawer.hide()
            self._edge.setVisible(docked)
            self.view.set_narrow(not docked)
        self._lay_drawer()

    def _lay_drawer(self) -> None:
        self._drawer.setGeometry(self.width() - theme.SIDE - 8, 6, theme.SIDE + 2, self.height() - 12)
        self._drawer.raise_()


def _approve(
    store: Store, version_id: str, now: int, reason: str, prices: Mapping[str, Decimal] | None
) -> list[str]:
    from data.quote_approvals import approve

    return approve(store, version_id, reason, now, prices)


def _deny(store: Store, version_id: str, now: int, reason: str) -> list[str]:
    from data.quote_approvals import deny

    return deny(store, version_id, reason, now)


def _question(store: Store, version_id: str, now: int, reason: str) -> list[str]:
    from data.quote_approvals import question

    return question(store, version_id, reason, now)


def _grant(granted: AllowanceTerms, store: Store, now: int) -> list[str]:
    from data.quote_approvals import grant

    return grant(store, granted, now)


def _revoke(allowance_id: str, store: Store, now: int) -> list[str]:
    from data.quote_approvals import revoke

    return revoke(store, allowance_id, now)
