"""A computer that leaves its hub: removed by its owner, or wiped because the hub revoked it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop import home
from desktop.dialogs.lock import Ended
from desktop.dialogs.removal import Removal
from desktop.text import told
from desktop.widgets.overlay import Overlay
from sales.errors import SalesError

if TYPE_CHECKING:
    from data.sync.state import Link
    from data.sync.wipe import Wiping
    from desktop.session import Session


class Parting(QObject):
    """Takes one session's computer away from its hub."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._overlay: Overlay | None = None
        self._dialog: Removal | None = None

    def ask(self) -> None:
        """Ask whether this computer is to be removed; it is asked by typing."""
        session = self._session
        if session.desk is None or session.sync is None or self._overlay:
            return
        self._dialog = Removal(session.words)
        self._dialog.over.connect(self._dismiss)
        self._dialog.wanted.connect(self._remove)
        self._overlay = Overlay(session.shell, self._dialog)
        self._overlay.closed.connect(self._uncover)
        self._overlay.open(self._dialog.field)

    def tell(self, wiping: Wiping) -> None:
        """Say that this computer was wiped, then begin anew."""
        words = self._session.words
        team = wiping.team_name or words("the team")
        text = words(
            "Your admin revoked this computer, so all data of {team} was destroyed on it: first the key,"
            " then the files. What you had written and not sent was handed to the hub before, where it could"
            " be reached. Ask your admin if this is a mistake; with a new code you can connect again.",
            team=team,
        )
        ended = Ended("shield", words("This computer was wiped"), text, words("Begin anew"))
        ended.on.connect(self._read)
        self._session.shell.show_whole(ended)
        ended.first.setFocus()

    def _read(self) -> None:
        session = self._session
        session.let_go()
        job = partial(home.seen, session.home)
        session.work.start(session.shell, job, lambda _: session.begin_anew(), lane="write")

    def _remove(self) -> None:
        session, dialog = self._session, self._dialog
        if session.store is None or session.sync is None or dialog is None:
            return
        dialog.show_sending()
        session.sync.stop()
        job = partial(home.send_all, session.store, session.home)
        session.work.start(session.shell, job, self._sent, self._not_removed, "net")

    def _sent(self, tie: Link) -> None:
        """All is at the hub: now it may go from here."""
        session = self._session
        self._dismiss()
        session.shell.show_opening(session.words)
        session.let_go()
        job = partial(home.leave_hub, session.home, tie)
        session.work.start(session.shell, job, lambda _: session.open_with(""), lane="write")

    def _not_removed(self, error: SalesError) -> None:
        session = self._session
        if self._dialog:
            self._dialog.show_refused(told(error, session.words))
        if session.sync:
            session.sync.resume()

    def _dismiss(self) -> None:
        if self._overlay:
            self._overlay.dismiss()

    def _uncover(self) -> None:
        self._overlay = self._dialog = None
