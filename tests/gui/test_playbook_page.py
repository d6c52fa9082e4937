"""The playbook on screen: cards are read, judged and found; messages are counted, held, logged and undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from data.settings import settings
from data.store import Changes, Store
from data.team import rep
from desktop import theme
from desktop.desk import Desk
from desktop.dialogs.customer_picker import CustomerPicker
from desktop.pages.playbook import Playbook
from desktop.pages.playbook_ask import AskSection
from desktop.pages.playbook_messages import MessagesSection
from desktop.pages.playbook_objections import ObjectionsSection
from desktop.pages.playbook_tracks import TracksSection
from desktop.work import Work
from sales.words import Words
from tests.builders.playbook import CARD, NOW, REFUSING, TRACK, WILLING, put_playbook
from tests.builders.screen import bring_to_front, turn

Open = Callable[..., Playbook]


@pytest.fixture
def open_page(qtbot: QtBot, store: Store, work: Work, english: Words) -> Open:
    put_playbook(store)

    def start(ref: str, me: str = "r-lin", width: int = 1220) -> Playbook:
        db = store.read()
        desk = Desk(store, work, english, theme.LIGHT, settings(db), rep(db, me), lambda: NOW)
        made = Playbook(desk)
        qtbot.addWidget(made)
        made.resize(width, 860)
        made.show()
        bring_to_front(qtbot, made)
        made.show_ref(ref)
        settled(qtbot, made)
        return made

    return start


def settled(qtbot: QtBot, page: Playbook) -> None:
    qtbot.waitUntil(lambda: page.desk.work.idle, timeout=20_000)
    turn()


def told(widget: QWidget) -> str:
    """All words that are to be seen."""
    turn()
    shown = [one for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]
    return " ".join(one.accessibleName() or one.text() for one in shown)


def objections(page: Playbook) -> ObjectionsSection:
    assert isinstance(page.section, ObjectionsSection)
    return page.section


def messages(page: Playbook) -> MessagesSection:
    assert isinstance(page.section, MessagesSection)
    return page.section


def rows(store: Store, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in store.read().execute(sql)]


def test_a_card_says_what_it_is_worth_and_follows_the_customers_answer_by_digit(
    qtbot: QtBot, open_page: Open
) -> None:
    page = open_page(f"objections/{CARD}")
    section = objections(page)

    assert page.ref == f"objections/{CARD}"
    assert "4 of 6 worked" in told(page)
    assert "3 of 4" in told(page)
    section.list.view.setFocus()
    QTest.keyClick(section.list.view, Qt.Key.Key_1)
    turn()

    assert section.card is not None
    _, once = section.card.card.responses[:2]
    assert once.title in told(page)
    assert "instalments" not in told(page)


def test_opened_from_a_customer_the_likely_cards_lead_and_the_card_is_filled_in(open_page: Open) -> None:
    page = open_page(f"objections/{CARD}@{WILLING}")

    assert page.ref == f"objections/{CARD}@{WILLING}"
    assert "For Studio Maple" in told(page)
    assert "¥3,299" in told(page)
    assert objections(page).list.items[0].because


def test_what_is_typed_leaves_the_cards_that_mean_it_and_esc_brings_all_back(
    qtbot: QtBot, open_page: Open
) -> None:
    page = open_page("objections")
    section = objections(page)
    whole = len(section.list.items)

    section.list.search.setFocus()
    QTest.keyClicks(section.list.search, "it's too expensive")
    qtbot.waitUntil(lambda: 0 < len(section.list.items) < whole, timeout=10_000)
    settled(qtbot, page)

    assert section.list.items[0].card.id == CARD
    assert page.ref == f"objections/{CARD}"
    assert page.back()
    qtbot.waitUntil(lambda: len(section.list.items) == whole, timeout=10_000)


def test_a_rep_says_that_a_card_does_not_help_and_it_rises_for_the_manager(
    qtbot: QtBot, store: Store, open_page: Open
) -> None:
    page = open_page("objections/unknown-brand")
    settled(qtbot, page)

    objections(page)._reader.rating.ask_why()
    remark = next(
        one for one in page.findChildren(QLineEdit) if one.accessibleName() == "What is wrong with it?"
    )
    QTest.keyClicks(remark, "Too long to say")
    QTest.keyClick(remark, Qt.Key.Key_Return)
    settled(qtbot, page)

    assert rows(store, "SELECT name, helpful, remark, rep_id FROM ratings") == [
        ("unknown-brand", 0, "Too long to say", "r-lin")
    ]
    assert rows(store, "SELECT tbl FROM outbox") == [("ratings",)]
    managers = objections(open_page("objections", me="r-chen"))
    assert managers.list.items[0].card.id == "unknown-brand"
    assert "Too long to say" in told(managers)


def test_a_message_is_counted_as_it_is_typed_logged_by_key_and_taken_back(
    qtbot: QtBot, store: Store, open_page: Open
) -> None:
    page = open_page(f"messages/thanks-sms@{WILLING}")
    composer = messages(page).composer
    toasts: list[tuple[str, Callable[[], None] | None]] = []
    page.desk.toasted.connect(lambda text, undo: toasts.append((text, undo)))

    composer.editor.setPlainText("x" * 51)
    assert "1 character too many: the carrier would cut it." in told(page)
    assert not composer.log.isEnabled()
    composer.editor.selectAll()
    QTest.keyClicks(composer.editor, "Thank you for the order.")
    assert "24 / 50" in told(page)
    QTest.keyClick(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, page)

    assert [row[0] for row in rows(store, "SELECT text FROM activities WHERE kind = 'message'")] == [
        composer.text
    ]
    said, undo = toasts[-1]
    assert said == "Logged as sent"
    assert undo is not None
    undo()
    settled(qtbot, page)
    assert rows(store, "SELECT 1 FROM activities WHERE kind = 'message'") == []


def test_without_consent_a_message_cannot_be_logged_and_copying_says_why(
    qtbot: QtBot, open_page: Open
) -> None:
    page = open_page(f"messages/thanks-sms@{REFUSING}")
    toasts: list[str] = []
    page.desk.toasted.connect(lambda text, undo: toasts.append(text))

    assert not messages(page).composer.log.isEnabled()
    assert "Kaya Studio has refused text messages." in told(page)
    page.copy()

    assert toasts == ["Copied. Kaya Studio has refused text messages."]
    assert QGuiApplication.clipboard().text() == messages(page).composer.text


def test_what_was_typed_outlives_a_change_from_elsewhere(qtbot: QtBot, store: Store, open_page: Open) -> None:
    page = open_page(f"messages/thanks-sms@{WILLING}")
    section = messages(page)

    section.composer.editor.setPlainText("My own words")
    with store.write(Changes.of("customers")) as db:
        db.execute("UPDATE customers SET consent_sms = NULL WHERE id = ?", (WILLING,))
    page.reload()
    settled(qtbot, page)

    assert section.composer.editor.toPlainText() == "My own words"
    assert "They have not been asked" in told(page)


def test_where_there_is_little_room_the_list_gives_way_to_the_message_and_esc_brings_it_back(
    open_page: Open,
) -> None:
    page = open_page(f"messages/thanks-sms@{WILLING}", width=940)
    section = messages(page)

    assert not section.list.isVisible()
    assert page.back()
    assert section.list.isVisible()


def test_an_answer_in_a_track_leads_to_its_step(qtbot: QtBot, open_page: Open) -> None:
    page = open_page(f"tracks/{TRACK}")
    section = page.section
    assert isinstance(section, TracksSection)
    assert section.track is not None
    steps = len(section.track.filled.steps)
    qtbot.waitUntil(lambda: len(section._reader.steps) == steps, timeout=10_000)
    turn()

    section._reader.step_wanted.emit("doubt.price")
    qtbot.waitUntil(lambda: section._area.verticalScrollBar().value() > 0, timeout=10_000)

    assert "7 times" in told(page)
    assert section._reader.steps["doubt.price"].hasFocus()


def questions(page: Playbook) -> AskSection:
    assert isinstance(page.section, AskSection)
    return page.section


def test_whom_it_is_read_for_is_chosen_by_a_few_letters(qtbot: QtBot, open_page: Open) -> None:
    page = open_page(f"objections/{CARD}")

    page.choose_customer()
    picker = page.window().findChild(CustomerPicker)
    assert isinstance(picker, CustomerPicker)
    QTest.keyClicks(picker.field, "kaya")
    qtbot.waitUntil(lambda: picker.view.model().rowCount() == 1, timeout=10_000)
    settled(qtbot, page)
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    settled(qtbot, page)

    assert page.ref == f"objections/{CARD}@{REFUSING}"
    assert "For Kaya Studio" in told(page)


def test_an_answer_quotes_its_source_and_a_digit_opens_it(qtbot: QtBot, open_page: Open) -> None:
    page = open_page("ask")
    went: list[tuple[str, str]] = []
    page.desk.went.connect(lambda name, ref: went.append((name, ref)))

    QTest.keyClicks(questions(page).field, "How do I return something?")
    QTest.keyClick(questions(page).field, Qt.Key.Key_Return)
    settled(qtbot, page)

    assert "Where it says so" in told(page)
    assert "Common question" in told(page)
    page.setFocus()
    questions(page).answer(1)
    assert went[-1][0] == "playbook"
    assert went[-1][1].startswith("ask/")
    page.show_ref(went[-1][1])
    settled(qtbot, page)
    assert "Also asked as" in told(page)


def test_what_was_asked_three_times_in_vain_is_a_gap_that_a_manager_closes(
    qtbot: QtBot, store: Store, open_page: Open
) -> None:
    page = open_page(f"ask@{WILLING}", me="r-chen")
    section = questions(page)
    for asked in (
        "Can it run on a boat at sea?",
        "Run it on a boat at sea?",
        "on a boat at sea, can it run?",
    ):
        section.ask(asked)
        settled(qtbot, page)
    assert "No source answers this" in told(page)
    assert "Promise it to Studio Maple" in [one.text().strip() for one in page.findChildren(QPushButton)]

    page.reload()
    settled(qtbot, page)
    page.show_ref(f"ask/gaps@{WILLING}")
    settled(qtbot, page)
    assert "asked 3 times" in told(page)
    section._gap.closed.emit("card", CARD)
    settled(qtbot, page)

    assert rows(store, "SELECT DISTINCT closed_as, closed_by FROM misses") == [("card", CARD)]
    assert "None: nothing was asked in vain three times." in told(page)


def test_the_customer_is_promised_the_answer_that_nobody_knows_yet(
    qtbot: QtBot, store: Store, open_page: Open
) -> None:
    page = open_page(f"ask@{WILLING}")
    questions(page).ask("Can it run on a boat at sea?")
    settled(qtbot, page)

    questions(page)._answer.promised.emit("Can it run on a boat at sea?")
    settled(qtbot, page)

    assert rows(store, "SELECT promise, promised_on FROM activities WHERE promise IS NOT NULL") == [
        ("Answer: Can it run on a boat at sea?", "2026-11-26")
    ]


def test_the_piece_that_is_read_is_opened_for_editing(open_page: Open) -> None:
    page = open_page(f"tracks/{TRACK}@{WILLING}")
    went: list[tuple[str, str | None]] = []
    page.desk.went.connect(lambda name, ref: went.append((name, ref)))

    page.edit()
    page.turn("ask")
    page.edit()

    assert went == [("author", f"tracks/{TRACK}@{WILLING}"), ("author", None)]
