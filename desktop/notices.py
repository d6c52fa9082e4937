"""What the window says of sync by itself: the pill, and a banner for what somebody should know, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from data.sync.disk import DiskTight
from data.sync.transport import TooOld, Unauthorised, Wiped
from desktop import freshness
from desktop.desk import Notice
from desktop.home import Look, now_ms
from desktop.syncing import Syncing
from desktop.text import told
from sales.errors import SalesError, StoreDamaged

if TYPE_CHECKING:
    from data.sync.salvage import Salvaged
    from desktop.session import Session


class Notices(QObject):
    """Tells of one session's sync."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._look: Look | None = None
        self._told: set[str] = set()  # what was said already, until it is over
        self._kept: Notice | None = None  # what is said as soon as there is a page to say it above

    @property
    def shown(self) -> Look | None:
        """What was read last."""
        return self._look

    def follow(self, sync: Syncing) -> None:
        """Say how the rounds go, from now on."""
        sync.moved.connect(self._show_pill)
        sync.ended.connect(self._went_well)
        sync.failed.connect(self._failed)

    def show(self, look: Look) -> None:
        """Say what was read from the store."""
        self._look = look
        self._show_pill()
        if self._kept and self._session.desk and self._session.shell.stage:
            self._session.desk.banner(self._kept)
            self._kept = None
        words, standing = self._session.words, look.standing
        if standing.waiting and self._session.sync:
            self._session.sync.remind()
        if not standing.offline:
            if "offline" in self._told and self._session.desk:
                self._told.discard("offline")
                self._session.desk.banner(None)
            return
        sent = words.count(
            "{n} change is sent when there is a network.",
            "{n} changes are sent when there is a network.",
            standing.waiting,
        )
        head = words("You are offline, and everything works.")
        text = f"{head}{'' if words.chinese else ' '}{sent}" if standing.waiting else head
        notice = Notice(text, "", "warn", words("Try now"), self._try_now, "cloud-off")
        self._tell("offline", notice)

    def refuse(self, error: SalesError) -> None:
        """Say what could not be done."""
        self._session.shell.refuse(error)

    def tell_salvaged(self, salvaged: Salvaged) -> None:
        """The store was damaged, and was made anew."""
        words = self._session.words
        kept = words.count(
            "{n} change that was not sent was saved",
            "{n} changes that were not sent were saved",
            salvaged.messages,
        )
        text = words("Your data was damaged and is fetched from the hub again.")
        more = words("{kept}.", kept=kept)
        if salvaged.kept_as:
            more = words("{kept}; the damaged file stays as {file}.", kept=kept, file=salvaged.kept_as.name)
        self._kept = Notice(text, more, "warn")

    # -- inside

    def _show_pill(self) -> None:
        session, look = self._session, self._look
        if look is None or session.store is None:
            return
        going = session.sync.going if session.sync else None
        shown = freshness.pill(session.words, look.held, look.standing, now_ms(), going)
        session.shell.show_pill(shown, freshness.trace(session.words, look.held, session.store.path))

    def _went_well(self, _: object) -> None:
        self._told &= {"offline"}  # taken back with its banner, once the store says so
        self._session.guard.say("")
        self._session.look()

    def _failed(self, error: SalesError) -> None:
        session, words = self._session, self._session.words
        text, more = error.said(words)
        if isinstance(error, Wiped):
            session.wiped()
            return
        if isinstance(error, StoreDamaged):
            session.reopen()
            return
        if isinstance(error, TooOld):
            text = words("This Rapport is older than the hub. What you write is still sent.")
            more = words("Nothing new comes until it is updated: ask your admin for the newer version.")
            self._tell("old", Notice(text, more, "warn"))
        elif isinstance(error, DiskTight):
            self._tell("disk", Notice(text, more, "warn"))
        elif isinstance(error, Unauthorised):
            action = words("Connect again")
            self._tell("unknown", Notice(text, more, "bad", action, session.join))
        session.guard.say(told(error, words), "warn")
        session.look()

    def _tell(self, what: str, notice: Notice) -> None:
        """Say something once, until it is over and begins anew."""
        desk = self._session.desk
        if desk and self._session.shell.stage and what not in self._told:
            self._told.add(what)
            desk.banner(notice)

    def _try_now(self) -> None:
        if self._session.sync:
            self._session.sync.sync_now()
