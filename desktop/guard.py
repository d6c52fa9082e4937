"""What keeps the window shut: its lock, after a while or at the start, and a lease that is over.

Behind both, all stays as it was and sync goes on; the key is in memory for it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer

from data.store import Store
from desktop import home
from desktop.desk import Notice
from desktop.dialogs.lock import Behind, LeaseScreen, LockScreen
from desktop.home import Look
from desktop.text import told
from desktop.work import Task
from sales.errors import SalesError

if TYPE_CHECKING:
    from desktop.session import Session

LOOK_MS = 15_000
MINUTE_MS = 60_000
TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class Guard(QObject):
    """Watches one session's window."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._look: Look | None = None
        self._lock: LockScreen | None = None
        self._lease: LeaseScreen | None = None
        self._idle = QElapsedTimer()
        self._idle.start()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look_at_clock)
        self._timer.start()
        if window := session.shell.windowHandle():
            window.installEventFilter(self)

    @property
    def shut(self) -> bool:
        return self._lock is not None or self._lease is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES:
            self._idle.restart()
        return False

    # -- the lock

    def ask(self) -> None:
        """The store opens with a passphrase only: ask for it before anything is shown."""
        self._lock = LockScreen(self._session.words, Behind())
        self._lock.unlock_wanted.connect(self._session.open_with)
        self._session.shell.show_whole(self._lock)
        self._lock.field.setFocus()

    def refuse(self, error: SalesError) -> None:
        """The passphrase was not right."""
        if self._lock:
            self._lock.say(told(error, self._session.words))

    def lock(self, *, after: int = 0) -> None:
        """Lock the window, if there is a passphrase; `after` so many minutes without a touch."""
        look, session = self._look, self._session
        if look is None or self.shut or session.desk is None or session.shell.stage is None:
            return
        words = session.words
        if not look.guarded:
            text = words("There is no passphrase to unlock Rapport with.")
            more = words("Set one in the settings, under “This computer”.")
            notice = Notice(text, more, "neutral", words("Settings"), lambda: session.shell.go("settings"))
            session.desk.banner(notice)
            return
        clock = words.clock(home.now_ms())
        since = words("Locked at {clock}", clock=clock)
        if after:
            since = words.count(
                "Locked at {clock}, after {n} minute",
                "Locked at {clock}, after {n} minutes",
                after,
                clock=clock,
            )
        self._lock = LockScreen(words, Behind(self._name(look), since, self._waiting(look)))
        self._lock.unlock_wanted.connect(self._try)
        session.shell.cover.lay(self._lock)
        self._lock.field.setFocus()

    def look_at_clock(self) -> None:
        """Lock the window once nobody has touched it for as long as the setting says."""
        look = self._look
        if look is None or self.shut:
            return
        minutes = look.settings.get("lock_after", "never")
        if look.guarded and minutes.isdecimal() and self._idle.hasExpired(int(minutes) * MINUTE_MS):
            self.lock(after=int(minutes))

    def _try(self, passphrase: str) -> None:
        session = self._session
        if session.store:
            job = partial(home.unlocks, session.store, passphrase)
            session.work.start(session.shell, job, self._unlocked, self.refuse)

    def _unlocked(self, right: bool) -> None:
        self._lock = None
        self._idle.restart()
        self._session.shell.cover.lift()
        self._session.refocus()
        if self._look:
            self.heed(self._look)

    # -- the lease

    def heed(self, look: Look) -> bool:
        """Take what was read from the store; True when it may not be shown, because the lease is over."""
        self._look = look
        over = look.standing.expired
        if over and not self.shut:
            self._close_reading(look)
        elif not over and self._lease is not None:
            self._lease = None
            if self._session.shell.cover.lift():
                self._session.refocus()
        return over

    def opened(self) -> None:
        """The store opened: its passphrase was right."""
        self._lock = self._lease = None
        self._idle.restart()

    def say(self, message: str, tone: str = "3") -> None:
        """How sync goes, on the screen that waits for it."""
        if self._lease:
            self._lease.say(message, tone)

    def _close_reading(self, look: Look) -> None:
        session, tie = self._session, look.standing.link
        assert tie is not None
        words = session.words
        last = tie.last_contact_at or tie.enrolled_at
        why = words(
            "This computer has not met the hub since {when}, longer than your team allows."
            " What you write is still saved and sent.",
            when=words.day(last, year=True),
        )
        if not last:  # the store was made anew
            why = words("Your data comes from the hub again. What you write is still saved and sent.")
        self._lease = LeaseScreen(words, tie.hub.partition("://")[2], why)
        self._lease.sync_wanted.connect(self._sync)
        self._lease.written.connect(self._note)
        if session.shell.stage:
            session.shell.cover.lay(self._lease)
        else:
            session.shell.show_whole(self._lease)
        self._lease.sync.setFocus()

    def _sync(self) -> None:
        if self._session.sync:
            self.say(self._session.words("Asking the hub"))
            self._session.sync.sync_now()

    def _note(self, customer: str, text: str) -> None:
        """Keep a note about a customer who is not shown."""
        session = self._session
        if session.store is None or self._look is None:
            return
        rep = self._look.rep.id if self._look.rep else None
        job = partial(_write_note, session.store, customer, text, rep)
        session.work.start(session.shell, job, self._noted, self._not_noted, "write")

    def _noted(self, _: None) -> None:
        if self._lease:
            said = self._session.words("Saved here. It is sent with the next sync.")
            self._lease.say_written(said, kept=True)

    def _not_noted(self, error: SalesError) -> None:
        if self._lease:
            self._lease.say_written(told(error, self._session.words), kept=False)

    # -- inside

    def _name(self, look: Look) -> str:
        from data.team import rep_name

        return rep_name(look.rep, self._session.words) if look.rep else ""

    def _waiting(self, look: Look) -> str:
        words, standing = self._session.words, look.standing
        if standing.link is None:
            return ""
        last = words.clock(standing.link.last_success_at) if standing.link.last_success_at else ""
        if standing.waiting and last:
            return words.count(
                "{n} change waiting, last sync {clock}. Sync goes on while locked.",
                "{n} changes waiting, last sync {clock}. Sync goes on while locked.",
                standing.waiting,
                clock=last,
            )
        return words("Sync goes on while locked.")


def _write_note(store: Store, customer: str, text: str, rep: str | None, task: Task) -> None:
    from data import activities
    from data.customers import called
    from sales.facts import Activity

    now = home.now_ms()
    who = called(store.read(), customer)
    activities.log(store, Activity("", who, "note", now, rep_id=rep, text=text), now)
