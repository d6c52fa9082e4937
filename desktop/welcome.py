"""The first run: the ways into an empty store, and the sample team made for one of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop import home
from desktop.demo import Demo
from desktop.dialogs.first_run import FirstRun, Way
from desktop.page import entries
from desktop.shell import IMPORT
from desktop.stage import Place
from sales.errors import SalesError
from sales.words import Words

if TYPE_CHECKING:
    from desktop.session import Session

SAMPLE, HUB, DEMO = "sample", "hub", "demo"


class Welcome(QObject):
    """The first run of one session."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.screen = FirstRun(session.words, ways(session.words))
        self.screen.language_chosen.connect(self._speak)
        self.screen.chosen.connect(self.begin)

    def show(self) -> None:
        self._session.shell.show_whole(self.screen)
        self.screen.first.setFocus()

    def begin(self, way: str) -> None:
        """Go a way in."""
        session = self._session
        session.save_setting("language", session.words.locale)
        if way == HUB:
            session.join()
        elif way == SAMPLE:
            self._make_sample()
        elif way == DEMO:
            Demo(session, self.screen).begin()
        else:
            session.fill_anew(Place(way, None))

    def _speak(self, locale: str) -> None:
        self._session.speak(locale)
        self._session.welcome()

    def _make_sample(self) -> None:
        session = self._session
        words, store = session.words, session.store
        note = words(
            "Two years of a company's work are made up on this computer. It takes about half a minute."
        )
        self.screen.show_progress(words("Making the sample team"), note)
        if store is not None:
            today = words.moment(home.now_ms()).date()
            job = partial(home.make_sample, store.path, store.key, today)
            session.work.start(session.shell, job, self._made, self._not_made, "heavy")

    def _made(self, _: None) -> None:
        self._session.fill_anew(None)

    def _not_made(self, error: SalesError) -> None:
        self.screen.show_choices(*error.said(self._session.words))


def ways(words: Words) -> list[Way]:
    """The ways in that this build has; the page of a way must be there."""
    sample = words("12 reps, 6,000 customers and two years of orders, made up.")
    found = [Way(SAMPLE, "users", words("Look around with a sample team"), sample)]
    if any(entry.name == IMPORT for entry in entries()):
        rows = words("CSV, Excel or Parquet. You see every row first, and can undo.")
        found.append(Way(IMPORT, "file-spreadsheet", words("Import spreadsheets"), rows))
    code = words("With the address and the one-time code from your admin.")
    return [*found, Way(HUB, "server", words("Connect to your team’s hub"), code)]
