"""The passphrase of this computer, set or changed from the settings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop import home
from desktop.dialogs.passphrase import PassphraseDialog
from desktop.text import told
from desktop.widgets.overlay import Overlay
from sales.errors import SalesError

if TYPE_CHECKING:
    from desktop.session import Session


class Locksmith(QObject):
    """Changes the lock of one session's store."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._overlay: Overlay | None = None
        self._dialog: PassphraseDialog | None = None

    def ask(self) -> None:
        session = self._session
        if session.store is None or self._overlay:
            return
        self._dialog = PassphraseDialog(session.words, guarded=home.guarded(session.store.path))
        self._dialog.over.connect(self._dismiss)
        self._dialog.wanted.connect(self._set)
        self._overlay = Overlay(session.shell, self._dialog)
        self._overlay.closed.connect(self._uncover)
        self._overlay.open(self._dialog.first)

    def _set(self, before: str, passphrase: str) -> None:
        session = self._session
        if session.store:
            job = partial(home.guard_with, session.store, before, passphrase)
            session.work.start(session.shell, job, partial(self._done, passphrase), self._refused, "write")

    def _done(self, passphrase: str, _: None) -> None:
        session = self._session
        self._dismiss()
        if session.desk:
            session.desk.toast(session.words("The passphrase is set"))
        if session.store and session.store.key is None:  # it was plain: encrypted as it is opened anew
            session.let_go()
            session.shell.show_opening(session.words)
            session.open_with(passphrase)
        else:
            session.look()

    def _refused(self, error: SalesError) -> None:
        if self._dialog:
            self._dialog.show_refused(told(error, self._session.words))

    def _dismiss(self) -> None:
        if self._overlay:
            self._overlay.dismiss()

    def _uncover(self) -> None:
        self._overlay = self._dialog = None
