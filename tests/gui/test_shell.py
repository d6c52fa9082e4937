"""The window: pages by key, back exactly, find and do, and both languages and looks while it stands."""

from __future__ import annotations

import gc
import logging
import sys
import weakref
from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QLocale, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from data.settings import settings
from data.store import Changes
from desktop import actions as rows
from desktop import page as pages
from desktop import theme
from desktop.actions import action
from desktop.desk import Desk, Notice, Step, Trace
from desktop.dialogs.crash import CrashDialog
from desktop.dialogs.keys import KeySheet
from desktop.dialogs.palette import Palette
from desktop.page import Page, entries
from desktop.session import Session
from desktop.shell import Shell
from desktop.text import label
from desktop.widgets.buttons import button
from desktop.widgets.layouts import col, frame
from desktop.widgets.overlay import Overlay
from tests.builders.screen import bring_to_front, turn

Opens = Callable[..., Session]
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier

LAID_OUT = 900  # a page of a 1024 px window is at least so wide once it has its place


class ListPage(Page):
    """A page with a place of its own, for the window to go to and come back from."""

    kinds = frozenset({"customers"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.at, self.read, self.called = "", 0, 0
        self.words = label(desk.words("Customers"))
        self.field = QLineEdit()
        self.field.setAccessibleName("note")
        self.setLayout(col(self.words, self.field, button("Go")))

    @property
    def ref(self) -> str | None:
        return self.at or None

    def show_ref(self, ref: str | None) -> None:
        self.at = ref or self.at

    def reload(self) -> None:
        self.read += 1

    def first_focus(self) -> QWidget:
        return self.field

    def why(self) -> Trace:
        return Trace("Earned", "¥4,850.00", "Each band pays its own rate.", (Step("Quota", "100,000.00"),))

    @action("test.call", "Call them", "phone", "P", page="customers")
    def call(self) -> None:
        self.called += 1


@pytest.fixture(autouse=True)
def two_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two plain pages and the settings, whatever pages and actions the product has."""
    own = {
        "today": pages.Entry("today", "Settings", "layout-dashboard", 1, ListPage),
        "customers": pages.Entry("customers", "Customers", "users", 2, ListPage),
        "settings": next(entry for entry in entries() if entry.name == "settings"),
    }
    monkeypatch.setattr(pages, "_entries", own)
    kept = {name: one for name, one in rows._actions.items() if name.startswith(("shell.", "test."))}
    monkeypatch.setattr(rows, "_actions", kept)


@pytest.fixture
def shell(qtbot: QtBot, open_session: Opens) -> Shell:
    shown = open_session(locale="en", look="light").shell
    bring_to_front(qtbot, shown)
    return shown


def shown_page(shell: Shell) -> ListPage:
    assert shell.stage is not None
    assert isinstance(shell.stage.page, ListPage)
    return shell.stage.page


def speaks_chinese(shell: Shell) -> bool:
    return shell.desk is not None and shell.desk.words.chinese


def overlay(shell: Shell) -> QWidget:
    assert shell.overlay is not None
    return shell.overlay.dialog


def press(qtbot: QtBot, shell: Shell, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    qtbot.keyClick(shell.focusWidget() or shell, key, modifier)


def test_ctrl_and_a_digit_go_to_a_page(qtbot: QtBot, shell: Shell) -> None:
    press(qtbot, shell, Qt.Key.Key_2, CTRL)

    assert shell.stage is not None
    assert shell.stage.place.page == "customers"
    assert [b.isChecked() for b in shell.sidebar.findChildren(QPushButton)] == [False, True]


def test_esc_goes_back_to_exactly_where_we_were(qtbot: QtBot, shell: Shell) -> None:
    assert shell.stage is not None
    shell.go("customers", "c1")
    shell.go("customers", "c2")
    shell.go("today")

    press(qtbot, shell, Qt.Key.Key_Escape)
    first = shell.stage.place
    press(qtbot, shell, Qt.Key.Key_Escape)
    second = shell.stage.place
    press(qtbot, shell, Qt.Key.Key_Escape)

    assert (first, second) == (("customers", "c2"), ("customers", "c1"))
    assert shell.stage.place.page == "today"


def test_a_letter_is_a_key_only_while_no_field_is_typed_into(qtbot: QtBot, shell: Shell) -> None:
    shell.go("customers")
    page = shown_page(shell)

    qtbot.keyClick(page.field, Qt.Key.Key_P)
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_P)

    assert page.field.text() == "p"
    assert page.called == 1


def test_a_key_of_one_page_does_nothing_on_another(qtbot: QtBot, shell: Shell) -> None:
    shell.go("customers")
    customers = shown_page(shell)
    shell.go("today")

    qtbot.keyClick(shown_page(shell), Qt.Key.Key_P)

    assert customers.called == 0


def test_the_palette_finds_a_customer_and_opens_them(qtbot: QtBot, shell: Shell) -> None:
    press(qtbot, shell, Qt.Key.Key_K, CTRL)
    palette = overlay(shell)
    assert isinstance(palette, Palette)

    qtbot.keyClicks(palette.field, "sarah")
    qtbot.waitUntil(lambda: "Sarah Coleman" in palette.titles())
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: shell.stage is not None and shell.stage.place == ("customers", "c2"))
    assert shell.overlay is None


def test_the_palette_calls_products_by_their_chinese_names(qtbot: QtBot, shell: Shell) -> None:
    shell.switch_language()
    qtbot.waitUntil(lambda: speaks_chinese(shell))
    shell.find_or_do()
    palette = overlay(shell)
    assert isinstance(palette, Palette)

    qtbot.keyClicks(palette.field, "#breva")

    qtbot.waitUntil(lambda: "微风 400" in palette.titles())


def test_a_narrow_window_lays_the_inspector_over_the_page(qtbot: QtBot, shell: Shell) -> None:
    shell.resize(1024, 700)
    shell.switch_language()
    qtbot.waitUntil(lambda: speaks_chinese(shell) and shown_page(shell).width() > LAID_OUT)
    wide = shown_page(shell).width()

    shell.why()
    QApplication.sendPostedEvents()  # a new layout, if there were one, is made by now

    assert shown_page(shell).width() == wide


def test_the_palette_runs_an_action_of_the_page(qtbot: QtBot, shell: Shell) -> None:
    shell.go("customers")
    page = shown_page(shell)
    press(qtbot, shell, Qt.Key.Key_K, CTRL)
    palette = overlay(shell)
    assert isinstance(palette, Palette)

    qtbot.keyClicks(palette.field, "> call")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: page.called == 1)


def test_the_palette_says_when_it_repaired_a_typo(qtbot: QtBot, shell: Shell) -> None:
    shell.find_or_do()
    palette = overlay(shell)
    assert isinstance(palette, Palette)

    qtbot.keyClicks(palette.field, "#Breav 600")
    qtbot.waitUntil(lambda: "Breva 600" in palette.titles())

    assert palette.remark() == "Nothing is called Breav 600. Shown: Breva 600"


def test_the_palette_says_when_there_is_nothing(qtbot: QtBot, shell: Shell) -> None:
    shell.find_or_do()
    palette = overlay(shell)
    assert isinstance(palette, Palette)

    qtbot.keyClicks(palette.field, "@qqqqqqqq")

    qtbot.waitUntil(lambda: palette.titles() == ["Nothing is called that. Try fewer letters."])


def test_what_has_no_page_yet_is_told_in_the_inspector(qtbot: QtBot, shell: Shell) -> None:
    shell.find_or_do()
    palette = overlay(shell)
    assert isinstance(palette, Palette)

    qtbot.keyClicks(palette.field, "#Crema")
    qtbot.waitUntil(lambda: "Crema Solo" in palette.titles())
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: shell.stage is not None and shell.stage.inspecting)
    told = " ".join(one.text() for one in shell.findChildren(QLabel) if one.isVisible())
    assert "Crema Solo" in told
    assert "AP-2" in told


def test_the_inspector_tells_why_and_esc_closes_it_first(qtbot: QtBot, shell: Shell) -> None:
    shell.go("customers", "c1")
    assert shell.stage is not None

    press(qtbot, shell, Qt.Key.Key_I, CTRL)
    opened = shell.stage.inspecting
    press(qtbot, shell, Qt.Key.Key_Escape)

    assert opened
    assert not shell.stage.inspecting
    assert shell.stage.place == ("customers", "c1")


def test_the_sheet_lists_every_key_and_narrows_to_what_is_typed(qtbot: QtBot, shell: Shell) -> None:
    press(qtbot, shell, Qt.Key.Key_Question)
    shown_page(shell).setFocus()
    shell.keys()
    sheet = overlay(shell)
    assert isinstance(sheet, KeySheet)
    before = sheet.titles()

    qtbot.keyClicks(sheet.field, "settings")

    assert {"Find or do", "Back, exactly", "Call them"} <= set(before)
    qtbot.waitUntil(lambda: set(sheet.titles()) == {"Settings"})


def test_a_change_is_undone_from_the_toast_or_by_key(qtbot: QtBot, shell: Shell) -> None:
    undone: list[str] = []
    assert shell.desk is not None
    shell.desk.toast("Note deleted", lambda: undone.append("first"))
    shell.desk.toast("Call moved", lambda: undone.append("second"))
    shown_page(shell).setFocus()

    press(qtbot, shell, Qt.Key.Key_Z, CTRL)
    press(qtbot, shell, Qt.Key.Key_Z, CTRL)
    press(qtbot, shell, Qt.Key.Key_Z, CTRL)

    assert undone == ["second", "first"]


def test_a_page_reads_again_when_what_it_shows_changed(
    qtbot: QtBot, shell: Shell, open_session: Opens
) -> None:
    shell.go("customers")
    page = shown_page(shell)
    shell.go("today")
    assert shell.desk is not None

    with shell.desk.store.write(Changes.of("customers")) as db:
        db.execute("UPDATE customers SET city = 'Suzhou' WHERE id = 'c1'")
    qtbot.waitUntil(lambda: shown_page(shell).read == 1)
    hidden = page.read
    shell.go("customers")

    assert hidden == 0
    assert page.read == 1


def test_the_language_changes_while_the_window_stands(qtbot: QtBot, shell: Shell) -> None:
    shell.go("customers", "c3")
    assert shell.desk is not None

    shell.switch_language()
    qtbot.waitUntil(lambda: speaks_chinese(shell))

    assert shell.stage is not None
    assert shell.stage.place == ("customers", "c3")
    assert shown_page(shell).words.text() == "客户"
    assert settings(shell.desk.store.read())["language"] == "zh_CN"


def test_pages_made_anew_leave_nothing_of_the_old_ones(qtbot: QtBot, shell: Shell) -> None:
    shell.go("customers", "c3")
    old = weakref.ref(shown_page(shell))

    shell.switch_language()
    qtbot.waitUntil(lambda: speaks_chinese(shell))
    turn()
    gc.collect()

    assert old() is None


def test_the_look_changes_while_the_window_stands(qtbot: QtBot, shell: Shell) -> None:
    shell.go("customers", "c3")

    shell.switch_theme()
    qtbot.waitUntil(lambda: theme.current().dark)
    place = shell.stage.place if shell.stage else None
    shell.switch_theme()
    qtbot.waitUntil(lambda: not theme.current().dark)

    assert place == ("customers", "c3")


def test_a_fault_is_told_with_what_is_safe_and_the_page_is_made_anew(
    qtbot: QtBot, shell: Shell, caplog: pytest.LogCaptureFixture
) -> None:
    shell.go("customers", "c1")
    broken, customer = shown_page(shell), "Sarah Coleman"

    try:
        raise ZeroDivisionError(customer)
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: shell.overlay is not None)
    dialog = overlay(shell)
    assert isinstance(dialog, CrashDialog)
    dialog.first.click()
    logged = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    caplog.clear()

    assert "ZeroDivisionError" in logged[0]
    assert "Sarah" not in logged[0]
    assert shell.overlay is None
    assert shown_page(shell) is not broken
    assert shown_page(shell).ref == "c1"


def test_a_notice_pushes_the_page_down_and_can_be_hidden(qtbot: QtBot, shell: Shell) -> None:
    assert shell.desk is not None
    page = shown_page(shell)
    before = page.mapTo(shell, page.rect().topLeft()).y()

    shell.desk.banner(Notice("You are offline.", "Everything works."))
    qtbot.waitUntil(lambda: page.mapTo(shell, page.rect().topLeft()).y() > before)
    shell.desk.banner(None)
    qtbot.waitUntil(lambda: page.mapTo(shell, page.rect().topLeft()).y() == before)


def test_the_window_opens_again_where_it_was_closed(shell: Shell, open_session: Opens) -> None:
    shell.go("customers", "c4")
    shell.resize(1210, 777)
    shell.close()

    again = open_session(locale="en", look="light").shell

    assert again.stage is not None
    assert again.stage.place == ("customers", "c4")
    assert (again.width(), again.height()) == (1210, 777)


def test_a_narrow_window_has_a_rail_and_a_wide_one_names(qtbot: QtBot, shell: Shell) -> None:

    shell.resize(1024, 700)
    qtbot.waitUntil(lambda: shell.sidebar.width() == theme.RAIL)
    shell.resize(1440, 900)
    qtbot.waitUntil(lambda: shell.sidebar.width() == theme.SIDEBAR)


def test_a_file_dropped_on_the_window_goes_to_the_import(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing = pages.Entry("import", "Customers", "upload", 0, ListPage)
    monkeypatch.setitem(pages._entries, "import", importing)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile("/tmp/orders.csv")])
    where, button = QPointF(700, 400), Qt.MouseButton.LeftButton

    shell.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, dropped, button, NONE))

    assert shell.stage is not None
    assert shell.stage.place == ("import", "/tmp/orders.csv")


def test_esc_closes_a_dialog_that_a_page_laid_over_the_window(qtbot: QtBot, shell: Shell) -> None:
    shell.go("customers", "c1")
    inner = button("Save")
    over = Overlay(shell, frame("dialog", col(inner)))
    over.open(inner)

    with qtbot.waitSignal(over.closed):
        press(qtbot, shell, Qt.Key.Key_Escape)

    assert shell.stage is not None
    assert shell.stage.place == ("customers", "c1")


def test_tab_stays_inside_a_dialog(qtbot: QtBot, shell: Shell) -> None:
    shell.keys()
    dialog = overlay(shell)

    for _ in range(8):
        press(qtbot, shell, Qt.Key.Key_Tab)

    focus = shell.focusWidget()
    assert focus is not None
    assert dialog.isAncestorOf(focus)


def test_the_system_language_is_spoken_when_nothing_was_chosen(
    open_session: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale("de_DE"))

    shown = open_session(look="light").shell

    assert not speaks_chinese(shown)


def test_a_dialog_closes_though_what_had_the_keyboard_has_gone(qtbot: QtBot) -> None:
    window, field = QWidget(), QLineEdit()
    qtbot.addWidget(window)
    window.setLayout(col(field))
    window.show()
    qtbot.waitExposed(window)
    field.setFocus()
    over = Overlay(window, frame("dialog", col(QLineEdit())))
    shiboken6.delete(field)

    with qtbot.waitSignal(over.closed):
        over.dismiss()
