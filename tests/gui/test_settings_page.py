"""The settings page: made from the rows, found by typing, kept as they are changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from data.settings import SETTINGS, settings
from desktop.pages.settings import SettingsPage
from desktop.session import Session
from desktop.widgets.buttons import Segmented, Switch

Opens = Callable[..., Session]


@pytest.fixture
def session(qtbot: QtBot, open_session: Opens) -> Session:
    opened = open_session(locale="en", look="light")
    opened.shell.go("settings")
    qtbot.waitUntil(lambda: opened.work.idle)
    return opened


def page(session: Session) -> SettingsPage:
    assert session.shell.stage is not None
    assert isinstance(session.shell.stage.page, SettingsPage)
    return session.shell.stage.page


def kept(session: Session, name: str) -> str:
    assert session.store is not None
    return settings(session.store.read())[name]


def test_every_setting_has_a_control_that_bears_its_name(session: Session) -> None:
    shown = page(session)

    named = {shown.control(one.name).accessibleName() for one in SETTINGS}

    assert named == {one.title for one in SETTINGS}


def test_a_switch_is_kept_at_once(qtbot: QtBot, session: Session) -> None:
    switch = page(session).control("reduced_motion")
    assert isinstance(switch, Switch)

    switch.click()

    qtbot.waitUntil(lambda: kept(session, "reduced_motion") == "true")


def test_a_field_is_kept_when_it_is_left(qtbot: QtBot, session: Session) -> None:
    field = page(session).control("company")
    assert isinstance(field, QLineEdit)

    field.selectAll()
    qtbot.keyClicks(field, "Lanting")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: kept(session, "company") == "Lanting")


def test_a_change_of_language_keeps_the_keyboard_on_the_language(qtbot: QtBot, session: Session) -> None:
    before = page(session)
    languages = before.control("language")
    assert isinstance(languages, Segmented)

    languages.chosen.emit(1)
    qtbot.waitUntil(lambda: page(session) is not before)
    qtbot.waitUntil(lambda: session.work.idle)

    assert page(session).ref == "language"
    assert page(session).control("language").accessibleName() == "语言"


def test_a_time_zone_that_is_none_goes_back_to_the_one_kept(qtbot: QtBot, session: Session) -> None:
    zones = page(session).control("zone")
    assert isinstance(zones, QComboBox)
    field = zones.lineEdit()
    assert field is not None

    field.selectAll()
    qtbot.keyClicks(field, "Mars/Olympus")
    field.editingFinished.emit()

    assert field.text() == "Asia/Shanghai"


def test_who_works_here_is_chosen_from_the_team(session: Session) -> None:
    people = page(session).control("me")

    assert isinstance(people, Segmented)
    assert people.current() == 1


def test_typing_narrows_the_settings_in_either_language(qtbot: QtBot, session: Session) -> None:
    shown = page(session)

    shown.narrow("currency")

    assert shown.control("currency").isVisible()
    assert not shown.control("language").isVisible()
