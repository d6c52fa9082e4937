"""The quote editor by its keys: lines are typed, faults stay where they were typed, an issued one is read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from data import quotes
from data.facts import put
from data.settings import put as put_settings
from data.settings import settings
from data.store import Changes, Store
from desktop import theme
from desktop.desk import Desk
from desktop.pages.quote_editor import QuoteEditor
from desktop.pages.quote_editor_rows import QTY, REP_OFF, UNIT
from desktop.work import Work
from sales.facts import Customer, Product, Rep
from sales.quote_document import AmountOff
from sales.words import Words
from tests.builders.screen import bring_to_front

NOW = 1_795_000_000_000
REP = Rep("r1", "Lin Yue", "R01")
ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab
Open = Callable[[], QuoteEditor]


@pytest.fixture
def open_quote(qtbot: QtBot, store: Store, work: Work, english: Words) -> Open:
    """An empty quote in its editor, for a customer who may buy an air purifier at 305."""
    goods = Product("p1", "Breva 600", "AP-600", price_e4=3_050_000, cost_e4=2_000_000, tax_bp=1300)
    with store.write(Changes.of("customers")) as db:
        put(db, [REP, Customer("c1", "Lakeside Boutique Hotel", "C-1", owner_id="r1"), goods])
        put_settings(db, {"me": "r1"})
    version_id = quotes.begin(store, "c1", NOW)
    desk = Desk(store, work, english, theme.LIGHT, settings(store.read()), REP, lambda: NOW)

    def start() -> QuoteEditor:
        made = QuoteEditor(desk)
        qtbot.addWidget(made)
        made.resize(1228, 884)
        made.show_ref(version_id)
        made.show()
        bring_to_front(qtbot, made)
        qtbot.waitUntil(lambda: work.idle and made.priced is not None)
        return made

    return start


def add(editor: QuoteEditor, text: str) -> None:
    editor.entry.setText(text)
    QTest.keyClick(editor.entry, ENTER)


def type_into(editor: QuoteEditor, column: int, text: str, end: Qt.Key = ENTER) -> None:
    editor.table.edit("1", column)
    field = editor.table.view.viewport().findChildren(QLineEdit)[-1]
    field.setText(text)
    QTest.keyClick(field, end)


def test_a_quote_is_typed_priced_and_kept(qtbot: QtBot, store: Store, open_quote: Open) -> None:
    editor = open_quote()
    add(editor, "3 x AP-600")
    type_into(editor, UNIT, "290")
    assert editor.priced is not None
    line = editor.priced.lines[0]
    assert (line.line.qty, line.net) == (Decimal(3), Decimal("870.00"))
    assert line.line.discounts[-1].terms == AmountOff(Decimal("15.00"))

    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.priced.lines[0].net == Decimal("915.00")
    editor.redo()
    editor.save()
    qtbot.waitUntil(lambda: editor.desk.work.idle)

    kept = quotes.kept(store.read(), str(editor.ref), NOW, Words()).version.quote
    assert kept.lines == editor.priced.quote.lines


@pytest.mark.parametrize(
    ("column", "typed"),
    [
        (QTY, "-3"),
        (QTY, "2.5"),
        (QTY, "1e9"),
        (QTY, "99999999"),
        (REP_OFF, "200%"),
        (REP_OFF, "x"),
        (UNIT, "400"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    qtbot: QtBot, open_quote: Open, column: int, typed: str
) -> None:
    editor = open_quote()
    add(editor, "AP-600 2")
    before = editor.priced

    type_into(editor, column, typed)

    assert editor.fault.text()
    assert editor.priced is before
    editor.save()
    qtbot.waitUntil(lambda: editor.desk.work.idle)


def test_before_a_customer_nothing_private_is_in_any_widget(qtbot: QtBot, open_quote: Open) -> None:
    editor = open_quote()
    add(editor, "AP-600")
    type_into(editor, REP_OFF, "15%")
    qtbot.waitUntil(lambda: "margin" in _all_text(editor))

    editor.toggle_private()
    qtbot.wait(1)

    said = _all_text(editor)
    assert not [word for word in ("margin", "floor", "commission", "outside the rules") if word in said]
    editor.save()
    qtbot.waitUntil(lambda: editor.desk.work.idle)


def test_an_issued_version_is_only_read(qtbot: QtBot, store: Store, open_quote: Open) -> None:
    editor = open_quote()
    add(editor, "AP-600 2")
    editor.save()
    qtbot.waitUntil(lambda: editor.desk.work.idle)
    quotes.issue(store, str(editor.ref), NOW + 1)
    editor.reload()
    qtbot.waitUntil(lambda: editor.desk.work.idle)

    QTest.keyClick(editor.table.view, Qt.Key.Key_Delete)

    assert editor.priced is not None
    assert len(editor.priced.lines) == 1
    assert not editor.entry.isVisible()
    assert all(field.isReadOnly() for field in editor.totals.fields.values())


def test_the_prices_of_today_are_taken_for_the_lines_as_they_stand_now(
    qtbot: QtBot, store: Store, open_quote: Open
) -> None:
    editor = open_quote()
    add(editor, "AP-600 2")
    editor.save()
    qtbot.waitUntil(lambda: editor.desk.work.idle)
    with store.write(Changes.of("products")) as db:
        db.execute("UPDATE products SET price_e4 = 3000000")
    editor.reload()
    qtbot.waitUntil(lambda: editor.desk.work.idle)
    type_into(editor, QTY, "5")

    editor.reprice()
    qtbot.waitUntil(lambda: editor.priced is not None and editor.priced.lines[0].net == Decimal("1500.00"))

    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.priced
    assert editor.priced.lines[0].net == Decimal("1525.00")
    editor.save()
    qtbot.waitUntil(lambda: editor.desk.work.idle)


def test_what_was_typed_is_kept_when_the_page_is_left_at_once(
    qtbot: QtBot, store: Store, open_quote: Open
) -> None:
    editor = open_quote()
    add(editor, "AP-600 2")

    editor.hide()
    qtbot.waitUntil(lambda: editor.desk.work.idle)

    assert len(quotes.kept(store.read(), str(editor.ref), NOW, Words()).version.quote.lines) == 1


def test_a_quote_that_could_not_be_kept_does_not_stop_the_next_one_from_opening(
    qtbot: QtBot, store: Store, open_quote: Open
) -> None:
    editor = open_quote()
    add(editor, "AP-600 2")
    other = quotes.begin(store, "c1", NOW + 1)
    quotes.discard(store, str(editor.ref), NOW + 2)

    editor.show_ref(other)
    qtbot.waitUntil(lambda: editor.desk.work.idle and editor.priced is not None)

    assert editor.ref == other
    assert editor.priced
    assert editor.priced.lines == ()


def _all_text(editor: QuoteEditor) -> str:
    """Every text, tooltip and name that stands in the page."""
    from tests.builders.screen import turn

    turn()
    found = [row.sub for row in editor.table.model.items]
    for one in editor.findChildren(QWidget):
        text = one.property("text")
        found += [str(text or ""), one.toolTip(), one.accessibleName()]
    return " ".join(found).casefold()
