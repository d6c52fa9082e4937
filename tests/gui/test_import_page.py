"""Import on screen: a file is dropped, columns chosen, rows checked and corrected, written, undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from data.store import Store
from desktop.desk import Desk, Notice
from desktop.pages.import_check import CheckStep
from desktop.pages.import_columns import ColumnsStep
from desktop.pages.import_end import DoneStep, RunStep
from desktop.pages.import_file import FileStep
from desktop.pages.import_parts import DropZone
from desktop.pages.import_rows import HELD
from desktop.pages.importer import ImportPage
from desktop.session import Session
from tests.builders.files import CUSTOMERS, imported, rows, written
from tests.builders.screen import bring_to_front

AGAIN = """Customer ID,Name,Phone,E-mail,Birthday,City,Remarks
QH-1,王建国,138 0012 4472,wangjg@163.com,1984-03-02,杭州,
QH-2,Sarah Coleman,139 0087 7210,sarah@live.com,1990-11-17,上海,
QH-4,Laura Whitfield,,laura@live.com,31/02/1992,上海,
QH-5,Kevin Zhou,1356600214,,1979-01-12,宁波,
"""


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> ImportPage:
    made = ImportPage(desk)
    qtbot.addWidget(made)
    made.resize(1180, 860)
    made.show()
    bring_to_front(qtbot, made)
    return made


def settle(qtbot: QtBot, page: ImportPage) -> None:
    qtbot.waitUntil(lambda: page.desk.work.idle, timeout=30_000)


def step(page: ImportPage, kind: type[Any]) -> Any:
    assert isinstance(page._step, kind)
    return page._step


def drop(target: Any, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    spot, button, keys = QPointF(20, 20), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    target.dropEvent(QDropEvent(spot, Qt.DropAction.CopyAction, mime, button, keys))


def words_on(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def checked(qtbot: QtBot, page: ImportPage, path: Path) -> CheckStep:
    drop(page.findChild(DropZone), path)
    settle(qtbot, page)
    step(page, ColumnsStep).go.click()
    settle(qtbot, page)
    made = step(page, CheckStep)
    assert isinstance(made, CheckStep)
    return made


def test_a_dropped_file_shows_its_columns(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    settle(qtbot, page)

    drop(page.findChild(DropZone), written(tmp_path / "customers.csv", AGAIN))
    settle(qtbot, page)

    columns = step(page, ColumnsStep)
    targets = [combo.currentText() for combo in columns._targets]
    assert targets == ["Customer ID", "Name", "Phone", "E-mail", "Birthday", "City", "Notes"]
    assert page.ref == str(tmp_path / "customers.csv")
    assert columns.go.isEnabled()


def test_a_column_goes_to_one_field_only_and_what_is_needed_is_said(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    drop(page.findChild(DropZone), written(tmp_path / "customers.csv", AGAIN))
    settle(qtbot, page)
    columns = step(page, ColumnsStep)

    columns._targets[6].setCurrentText("Name")
    columns._targets[6].activated.emit(columns._targets[6].currentIndex())
    assert columns._targets[1].currentText() == "Do not import"
    assert columns.go.isEnabled()
    columns._targets[6].setCurrentIndex(0)
    columns._targets[6].activated.emit(0)

    assert not columns.go.isEnabled()
    assert "Say which column is: Name" in words_on(columns)


def test_what_a_file_holds_can_be_said(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    drop(page.findChild(DropZone), written(tmp_path / "customers.csv", AGAIN))
    settle(qtbot, page)
    kind = next(c for c in page.findChildren(QComboBox) if c.accessibleName() == "It holds")

    kind.setCurrentText("Products")
    kind.activated.emit(kind.currentIndex())
    settle(qtbot, page)

    assert step(page, ColumnsStep)._kind.name == "products"


def test_every_row_is_shown_and_errors_are_found(
    qtbot: QtBot, page: ImportPage, store: Store, tmp_path: Path
) -> None:
    imported(store, written(tmp_path / "before.csv", CUSTOMERS), "customers")

    check = checked(qtbot, page, written(tmp_path / "customers.csv", AGAIN))
    table = check.table

    shown = [table.model().index(row, 1).data() for row in range(4)]
    assert shown == ["Update", "Unchanged", "Error", "Error"]
    assert check.go.text() == "Import 1 row"
    check.next_error()
    settle(qtbot, page)
    assert "There is no 31 February 1992." in words_on(check)
    table.choose(0, 2)
    assert "Known so far: 138 0012 4471" in words_on(check)
    next(c for c in check.findChildren(QPushButton) if c.text().startswith("Errors")).click()
    settle(qtbot, page)
    assert table.model().rowCount() == 2


def test_a_cell_is_corrected_in_place_and_a_row_left_out(
    qtbot: QtBot, page: ImportPage, store: Store, tmp_path: Path
) -> None:
    check = checked(qtbot, page, written(tmp_path / "customers.csv", AGAIN))
    table = check.table
    table.choose(2, 4)
    table.setFocus()

    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = table.findChild(QLineEdit)
    editor.setText("29/02/1992")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: check.plan.counts.error == 1)
    settle(qtbot, page)
    table.choose(3, 2)
    pressed = [b for b in check.findChildren(QPushButton) if b.text() == "Leave row out"]
    pressed[-1].click()
    settle(qtbot, page)

    assert check.go.text() == "Import 3 rows"
    check.go.click()
    settle(qtbot, page)
    assert "Customers imported" in words_on(step(page, DoneStep))
    assert rows(store, "SELECT external_id, birthday FROM customers ORDER BY 1")[-1] == ("QH-4", "1992-02-29")


def test_what_came_in_is_counted_and_can_be_undone(
    qtbot: QtBot, page: ImportPage, store: Store, tmp_path: Path
) -> None:
    check = checked(qtbot, page, written(tmp_path / "customers.csv", AGAIN))
    check.go.click()
    settle(qtbot, page)
    done = step(page, DoneStep)
    assert "2 rows with errors: customers-errors.csv" in words_on(done)
    assert (tmp_path / "customers-errors.csv").exists()

    with qtbot.waitSignal(page.desk.toasted) as said:
        done.undo_asked.emit()
    settle(qtbot, page)

    assert said.args[0] == "Import of customers.csv is undone"
    assert rows(store, "SELECT count(*) FROM customers") == [(0,)]
    assert isinstance(page._step, FileStep)


def test_an_earlier_import_is_undone_from_the_list(
    qtbot: QtBot, page: ImportPage, store: Store, tmp_path: Path
) -> None:
    imported(store, written(tmp_path / "before.csv", CUSTOMERS), "customers")
    page.reload()
    settle(qtbot, page)

    step(page, FileStep).undo_asked.emit(1)
    settle(qtbot, page)

    assert rows(store, "SELECT undone_at IS NOT NULL FROM batches") == [(1,)]


def test_a_file_that_is_refused_is_said_above_the_page(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    said: list[Notice | None] = []
    page.desk.noticed.connect(said.append)

    drop(page.findChild(DropZone), written(tmp_path / "f.csv", ""))
    settle(qtbot, page)

    assert isinstance(page._step, FileStep)
    assert said[-1] is not None
    assert (said[-1].text, said[-1].more) == ("f.csv is empty (0 bytes).", "Export it again.")


def test_escape_goes_a_step_back(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    checked(qtbot, page, written(tmp_path / "customers.csv", AGAIN))

    kinds = []
    while page.back():
        settle(qtbot, page)
        kinds.append(type(page._step))

    assert kinds == [ColumnsStep, FileStep]


def test_cancelling_the_check_goes_back_to_the_columns(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    drop(page.findChild(DropZone), written(tmp_path / "customers.csv", AGAIN))
    settle(qtbot, page)

    step(page, ColumnsStep).go.click()
    step(page, RunStep).stop.click()
    settle(qtbot, page)

    assert isinstance(page._step, ColumnsStep)


def test_half_a_million_rows_would_scroll_since_few_are_held(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    count = 12_000
    content = "Customer ID,Name\n" + "".join(f"C-{n},Customer {n}\n" for n in range(count))
    check = checked(qtbot, page, written(tmp_path / "many.csv", content))
    table = check.table

    for place in range(0, count, 400):
        table.choose(place, 0)
        qtbot.waitUntil(lambda place=place: table.rows.row_at(place) is not None, timeout=10_000)
        assert table.rows.index(place, 2).data() == f"C-{place}"

    assert len(table.rows._pages) <= HELD
    assert table.model().rowCount() == count


def test_how_it_is_read_is_a_drawer_where_there_is_little_room(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    page.resize(900, 640)
    drop(page.findChild(DropZone), written(tmp_path / "customers.csv", AGAIN))
    settle(qtbot, page)
    columns = step(page, ColumnsStep)
    assert not columns.side.isVisible()

    page._how.click()
    assert columns.side.isVisible()
    assert page.back()
    assert not columns.side.isVisible()
    page.resize(1180, 640)

    assert columns.side.isVisible()


def test_a_file_dropped_on_the_window_begins_an_import(
    qtbot: QtBot, open_session: Callable[..., Session], tmp_path: Path
) -> None:
    session = open_session()

    drop(session.shell, written(tmp_path / "customers.csv", AGAIN))
    qtbot.waitUntil(lambda: session.work.idle, timeout=30_000)

    assert session.shell.stage is not None
    assert isinstance(session.shell.stage.page, ImportPage)
    assert isinstance(session.shell.stage.page._step, ColumnsStep)


def test_ctrl_o_opens_the_import(qtbot: QtBot, open_session: Callable[..., Session]) -> None:
    session = open_session()

    session.shell.import_file()
    qtbot.waitUntil(lambda: session.work.idle, timeout=30_000)

    assert session.shell.stage is not None
    assert isinstance(session.shell.stage.page, ImportPage)
    assert session.shell.stage.page.first_focus().hasFocus() or not session.shell.isActiveWindow()
