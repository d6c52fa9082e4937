"""The demo: a hub with the sample team is made and served on this computer, and the window connects to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from desktop.dialogs.enrolment import Typed
from desktop.dialogs.first_run import FirstRun
from desktop.work import Task
from sales.errors import SalesError

if TYPE_CHECKING:
    from desktop.session import Session
    from hub.embedded import Apart, Invited

FOLDER = "hub"


class Demo(QObject):
    """The way into an empty home by a hub of its own; it serves until the program ends."""

    def __init__(self, session: Session, screen: FirstRun) -> None:
        super().__init__(session)
        self._session, self._screen = session, screen
        self._hub: Apart | None = None

    def begin(self) -> None:
        words = self._session.words
        note = words(
            "Two years of a company's work are made up on this computer. It takes about half a minute."
        )
        self._screen.show_progress(words("Making the sample team and its hub"), note)
        self._session.work.start(self._screen, self._invited, self._connect, self._refused, "net")

    def _invited(self, task: Task) -> Invited:
        from hub.embedded import Apart

        self._hub = Apart(self._session.home / FOLDER)
        QCoreApplication.instance().aboutToQuit.connect(self._hub.end)  # type: ignore[union-attr]
        return self._hub.invited(task.check)

    def _connect(self, invited: Invited) -> None:
        self._session.join(Typed(invited.address, invited.code))

    def _refused(self, error: SalesError) -> None:
        self._screen.show_choices(*error.said(self._session.words))
