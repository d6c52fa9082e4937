"""The window shut: by its lock, by a lease that is over, by the hub; nothing shows, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from data import keys
from data.store import Changes, open_store
from data.sync import state
from desktop.dialogs.enrolment import Enrolment
from desktop.dialogs.first_run import FirstRun
from desktop.dialogs.lock import Ended, LeaseScreen, LockScreen
from desktop.dialogs.removal import Removal
from desktop.home import now_ms
from desktop.session import Session
from hub import devices, people
from tests.builders.disputes import DAY, put_link, put_people
from tests.builders.laptops import Site, laptop, note, site
from tests.builders.screen import bring_to_front, turn

Opens = Callable[..., Session]
PASSPHRASE = "calm river orange ladder"
NOWHERE = "http://127.0.0.1:9"
PATIENCE = 30_000


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Site]:
    (tmp_path / "hub").mkdir()
    with site(tmp_path / "hub") as served:
        yield served


@pytest.fixture
def guarded(home: Path) -> Path:
    """The small company's home, under a passphrase."""
    path = home / "rapport.db"
    key = keys.create(path, PASSPHRASE)
    open_store(path, key).close()
    return home


@pytest.fixture
def leased(tmp_path: Path) -> Path:
    """A laptop that has not met its hub for three weeks."""
    home, now = tmp_path / "leased", now_ms()
    store = open_store(home / "rapport.db")
    put_people(store)
    put_link(
        store,
        hub=NOWHERE,
        lease_until=now - 7 * DAY,
        last_contact_at=now - 21 * DAY,
        last_success_at=now - 21 * DAY,
    )
    store.close()
    return home


def on_screen(widget: QWidget) -> str:
    """All words that can be read in a window."""
    labels = [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]
    fields = [one.text() for one in widget.findChildren(QLineEdit) if one.isVisible()]
    return " ".join(labels + fields)


def shown(session: Session, kind: type[QWidget]) -> bool:
    return any(one.isVisible() for one in session.shell.findChildren(kind))


def screen(session: Session, kind: type[QWidget]) -> QWidget:
    return next(one for one in session.shell.findChildren(kind) if one.isVisible())


def press(widget: QWidget, name: str) -> None:
    next(b for b in widget.findChildren(QPushButton) if b.text().strip() == name and b.isVisible()).click()


@pytest.fixture
def open_locked(qtbot: QtBot, guarded: Path) -> Iterator[Session]:
    from desktop.opening import open_session as open_session_on

    session = open_session_on(guarded, locale="en", look="light")
    qtbot.addWidget(session.shell)
    bring_to_front(qtbot, session.shell)
    qtbot.waitUntil(lambda: shown(session, LockScreen), timeout=PATIENCE)
    yield session
    session.shell.close()


def unlock(qtbot: QtBot, session: Session, passphrase: str) -> None:
    field = screen(session, LockScreen).findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.clear()
    QTest.keyClicks(field, passphrase)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_guarded_store_opens_with_its_passphrase_only(qtbot: QtBot, open_locked: Session) -> None:
    unlock(qtbot, open_locked, "not this one")
    qtbot.waitUntil(lambda: "not the passphrase" in on_screen(open_locked.shell), timeout=PATIENCE)
    assert open_locked.store is None

    unlock(qtbot, open_locked, PASSPHRASE)
    qtbot.waitUntil(lambda: open_locked.shell.stage is not None, timeout=PATIENCE)

    assert open_locked.store is not None


def test_caps_lock_is_noticed_while_typing(qtbot: QtBot, open_locked: Session) -> None:
    field = screen(open_locked, LockScreen).findChild(QLineEdit)
    assert isinstance(field, QLineEdit)

    QTest.keyClicks(field, "A", Qt.KeyboardModifier.NoModifier)

    qtbot.waitUntil(lambda: "Caps Lock is on" in on_screen(open_locked.shell))


def test_a_locked_window_shows_nobody_and_keeps_what_was_being_written(
    qtbot: QtBot, open_locked: Session
) -> None:
    session = open_locked
    unlock(qtbot, session, PASSPHRASE)
    qtbot.waitUntil(lambda: session.shell.stage is not None, timeout=PATIENCE)
    session.shell.go("customers", "c0/notes")
    qtbot.waitUntil(lambda: session.work.idle, timeout=PATIENCE)
    editor = next(e for e in session.shell.findChildren(QPlainTextEdit) if e.isVisible())
    editor.setPlainText("half a no")

    session.guard.lock()
    turn()
    hidden = on_screen(session.shell)
    QTest.keyClick(session.shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    turn()
    palette = session.shell.overlay
    assert session.desk is not None
    session.desk.toast("Halden has a new number")
    session.fill_anew(None)
    qtbot.waitUntil(lambda: session.work.idle, timeout=PATIENCE)
    turn()
    hidden += on_screen(session.shell)
    unlock(qtbot, session, PASSPHRASE)
    qtbot.waitUntil(lambda: not session.guard.shut, timeout=PATIENCE)
    turn()

    assert "Halden" not in hidden
    assert palette is None
    assert editor.isVisible()
    assert editor.toPlainText() == "half a no"


def test_a_window_that_nobody_touches_locks_itself_after_the_time_that_was_set(
    qtbot: QtBot, open_locked: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_locked
    unlock(qtbot, session, PASSPHRASE)
    qtbot.waitUntil(lambda: session.shell.stage is not None and session.work.idle, timeout=PATIENCE)

    session.guard.look_at_clock()
    at_once = session.guard.shut
    monkeypatch.setattr("desktop.guard.MINUTE_MS", 0)
    turn()
    session.guard.look_at_clock()

    assert not at_once
    assert session.guard.shut
    qtbot.waitUntil(lambda: "after 10 minutes" in on_screen(session.shell))


def test_without_a_passphrase_locking_says_where_to_set_one(qtbot: QtBot, open_session: Opens) -> None:
    session = open_session(locale="en")

    session.guard.lock()

    qtbot.waitUntil(lambda: "There is no passphrase" in on_screen(session.shell))


def test_a_passphrase_set_in_the_settings_encrypts_and_guards(
    qtbot: QtBot, open_session: Opens, home: Path
) -> None:
    from desktop.dialogs.passphrase import PassphraseDialog

    session = open_session(locale="en")
    assert session.desk is not None
    session.desk.ask("passphrase")
    dialog = session.shell.findChildren(PassphraseDialog)[-1]
    QTest.keyClicks(dialog.new, PASSPHRASE)
    dialog.wanted.emit("", dialog.new.text())

    qtbot.waitUntil(lambda: session.store is not None and session.store.key is not None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: session.shell.stage is not None and session.work.idle, timeout=PATIENCE)
    assert b"Halden" not in (home / "rapport.db").read_bytes()
    session.guard.lock()
    assert session.guard.shut


def test_past_the_lease_nothing_is_shown_and_a_note_is_still_kept(
    qtbot: QtBot, qapp: QApplication, leased: Path
) -> None:
    from desktop.opening import open_session as open_session_on

    session = open_session_on(leased, locale="en", look="light")
    qtbot.addWidget(session.shell)
    qtbot.waitUntil(lambda: shown(session, LeaseScreen), timeout=PATIENCE)
    lease = screen(session, LeaseScreen)
    assert isinstance(lease, LeaseScreen)
    assert "王建国" not in on_screen(session.shell)

    lease.customer.setText("C-1")
    lease.note.setPlainText("Will call back on Friday.")
    press(lease, "Add note")
    qtbot.waitUntil(lambda: "Saved here" in on_screen(session.shell), timeout=PATIENCE)

    assert session.store is not None
    row = session.store.read().execute("SELECT text, customer_id FROM activities").fetchone()
    waiting = session.store.read().execute("SELECT count(*) FROM outbox").fetchone()[0]
    assert (tuple(row), waiting) == (("Will call back on Friday.", "c-wang"), 1)
    session.shell.close()


def test_a_note_about_somebody_unknown_says_so(qtbot: QtBot, qapp: QApplication, leased: Path) -> None:
    from desktop.opening import open_session as open_session_on

    session = open_session_on(leased, locale="en", look="light")
    qtbot.addWidget(session.shell)
    qtbot.waitUntil(lambda: shown(session, LeaseScreen), timeout=PATIENCE)
    lease = screen(session, LeaseScreen)
    assert isinstance(lease, LeaseScreen)

    lease.customer.setText("C-99")
    lease.note.setPlainText("Who is it?")
    press(lease, "Add note")

    qtbot.waitUntil(lambda: "No customer has that name" in on_screen(session.shell), timeout=PATIENCE)
    assert lease.note.toPlainText() == "Who is it?"
    session.shell.close()


def test_a_lease_that_is_over_is_renewed_by_a_sync(qtbot: QtBot, hub: Site, tmp_path: Path) -> None:
    from desktop.opening import open_session as open_session_on

    store = laptop(hub, hub.team.rep_a, tmp_path / "late")
    with store.write(Changes.of("sync")) as db:
        state.put(db, lease_until=now_ms() - DAY)
    store.close()

    session = open_session_on(tmp_path / "late", locale="en", look="light")
    qtbot.addWidget(session.shell)
    qtbot.waitUntil(lambda: session.shell.stage is not None, timeout=PATIENCE)

    assert not session.guard.shut
    session.shell.close()


def test_a_revoked_computer_says_what_happened_and_begins_anew(
    qtbot: QtBot, hub: Site, tmp_path: Path
) -> None:
    from desktop.opening import open_session as open_session_on

    home = tmp_path / "lost"
    store = laptop(hub, hub.team.rep_a, home)
    tie = state.link(store.read())
    assert tie is not None
    store.close()
    session = open_session_on(home, locale="en", look="light")
    qtbot.addWidget(session.shell)
    qtbot.waitUntil(lambda: session.shell.stage is not None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: session.sync is not None and not session.sync.running, timeout=PATIENCE)

    devices.revoke(hub.db, people.office(hub.team.id), tie.device, now_ms())
    assert session.sync is not None
    session.sync.sync_now()
    qtbot.waitUntil(lambda: shown(session, Ended), timeout=PATIENCE)
    said = on_screen(session.shell)
    press(screen(session, Ended), "Begin anew")
    qtbot.waitUntil(lambda: shown(session, FirstRun), timeout=PATIENCE)

    assert "This computer was wiped" in said
    assert not (home / "rapport.wiped").exists()
    assert session.store is not None
    assert session.store.read().execute("SELECT count(*) FROM customers").fetchone()[0] == 0
    session.shell.close()


def test_removing_a_computer_sends_what_waits_first(qtbot: QtBot, hub: Site, tmp_path: Path) -> None:
    from desktop.opening import open_session as open_session_on

    home = tmp_path / "leaving"
    laptop(hub, hub.team.rep_a, home).close()
    session = open_session_on(home, locale="en", look="light")
    qtbot.addWidget(session.shell)
    qtbot.waitUntil(lambda: session.shell.stage is not None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: session.sync is not None and not session.sync.running, timeout=PATIENCE)
    assert session.store is not None
    assert session.desk is not None
    note(session.store, "c-000000", "Last words.")

    session.desk.ask("remove")
    dialog = session.shell.findChildren(Removal)[-1]
    QTest.keyClicks(dialog.field, "remove")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(session, FirstRun), timeout=PATIENCE)

    assert hub.rows("SELECT count(*) FROM activities WHERE text = 'Last words.'") == [(1,)]
    session.shell.close()


def test_nothing_is_removed_while_something_cannot_be_sent(qtbot: QtBot, hub: Site, tmp_path: Path) -> None:
    from desktop.opening import open_session as open_session_on

    home = tmp_path / "staying"
    laptop(hub, hub.team.rep_a, home, NOWHERE).close()
    session = open_session_on(home, locale="en", look="light")
    qtbot.addWidget(session.shell)
    qtbot.waitUntil(lambda: session.shell.stage is not None, timeout=PATIENCE)
    assert session.desk is not None

    session.desk.ask("remove")
    dialog = session.shell.findChildren(Removal)[-1]
    dialog.field.setText("REMOVE")
    dialog.wanted.emit()
    qtbot.waitUntil(lambda: "No answer" in on_screen(dialog), timeout=PATIENCE)

    assert (home / "rapport.db").exists()
    assert session.store is not None
    session.shell.close()


def test_offline_is_said_once_and_calmly(qtbot: QtBot, hub: Site, tmp_path: Path) -> None:
    from desktop.opening import open_session as open_session_on

    home = tmp_path / "offline"
    store = laptop(hub, hub.team.rep_a, home, NOWHERE)
    with store.write(Changes.of("sync")) as db:
        state.put(db, failures=5)
    store.close()
    session = open_session_on(home, locale="en", look="light")
    qtbot.addWidget(session.shell)

    qtbot.waitUntil(lambda: "You are offline" in on_screen(session.shell), timeout=PATIENCE)

    assert session.shell.sidebar.shown.pill is not None
    assert session.shell.sidebar.shown.pill.head == "Offline"
    assert session.shell.stage is not None
    session.shell.stage.show_notice(None)
    session.look()
    qtbot.waitUntil(lambda: session.work.idle, timeout=PATIENCE)
    assert "You are offline" not in on_screen(session.shell)
    session.shell.close()


def test_a_hub_can_be_connected_later_from_the_settings(qtbot: QtBot, open_session: Opens) -> None:
    session = open_session(locale="en")
    assert session.desk is not None

    session.desk.ask("hub")
    turn()
    press(screen(session, Enrolment), "Back")
    qtbot.waitUntil(lambda: session.shell.stage is not None, timeout=PATIENCE)

    assert session.shell.stage is not None
    assert session.shell.stage.place.page == "settings"
