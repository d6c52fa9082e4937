"""Author mode on screen: what is typed is kept, faults are put right, and what is published can be undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from data import publishing
from data.authoring import Draft, Piece, current, draft, keep_draft
from data.packs import all_files, export_pack
from data.ratings import rate
from data.settings import settings
from data.store import Changes, Store, open_store
from data.sync.state import put as put_link
from data.team import rep
from desktop import theme
from desktop.desk import Desk
from desktop.pages.author import Author
from desktop.pages.author_list import CHECK, WRITING
from desktop.pages.author_new import NewPiece
from desktop.work import Work
from sales.words import Words
from tests.builders.playbook import CARD, NOW, WILLING, put_playbook
from tests.builders.screen import bring_to_front, turn

Open = Callable[..., Author]
DEAR = Piece("objections", CARD)


@pytest.fixture
def open_page(qtbot: QtBot, store: Store, work: Work, english: Words) -> Open:
    put_playbook(store, me="r-chen")

    def start(ref: str | None = f"objections/{CARD}", width: int = 1220) -> Author:
        db = store.read()
        desk = Desk(store, work, english, theme.LIGHT, settings(db), rep(db, "r-chen"), lambda: NOW)
        made = Author(desk)
        qtbot.addWidget(made)
        made.resize(width, 860)
        made.show()
        bring_to_front(qtbot, made)
        made.show_ref(ref)
        settled(qtbot, made)
        return made

    return start


def settled(qtbot: QtBot, page: Author) -> None:
    qtbot.waitUntil(lambda: page.editor.at_rest and page.desk.work.idle, timeout=20_000)
    turn()


def told(widget: QWidget) -> str:
    """All words that are to be seen."""
    turn()
    shown = [one for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]
    return " ".join(one.accessibleName() or one.text() for one in shown)


def typed(qtbot: QtBot, page: Author, old: str, new: str) -> None:
    text = page.editor.texts["en"]
    assert old in text
    page.editor.script.put(text.replace(old, new, 1))
    settled(qtbot, page)


def test_what_is_typed_is_kept_and_seen_as_a_rep_will_see_it(
    qtbot: QtBot, open_page: Open, store: Store
) -> None:
    page = open_page()

    typed(qtbot, page, "Either the sum hurts", "Or the sum hurts")
    kept = draft(store.read(), DEAR, "en")

    assert kept is not None
    assert "Or the sum hurts" in kept.text
    assert "Or the sum hurts" in told(page.side)
    assert "Only English changes; the Chinese text stays as it is" in told(page.side)
    assert "Version 2, draft · saved here" in told(page.editor.head)


def test_a_fault_keeps_publish_back_until_its_fix_is_taken(qtbot: QtBot, open_page: Open) -> None:
    page = open_page()
    typed(qtbot, page, "{product.benefit}", "{product.benfit}")
    before = page.editor.head.publish.isEnabled(), page.editor.head.reason.text(), told(page.editor.faults)

    (use,) = [
        one for one in page.editor.faults.findChildren(QPushButton) if one.text() == "Use product.benefit"
    ]
    use.click()
    settled(qtbot, page)

    assert before[:2] == (False, "1 fault keeps it back")
    assert "There is no variable product.benfit; the nearest is product.benefit." in before[2]
    assert page.editor.head.publish.isEnabled()


def test_what_is_published_is_undone_with_its_draft(qtbot: QtBot, open_page: Open, store: Store) -> None:
    page, undo = open_page(), []
    page.desk.toasted.connect(lambda text, back: undo.append((text, back)))
    typed(qtbot, page, "Either the sum hurts", "Or the sum hurts")
    page.editor.remark.setText("shorter")

    page.editor.head.publish.click()
    settled(qtbot, page)
    holds = current(store.read(), DEAR, "en")
    text, back = undo[-1]
    back()
    settled(qtbot, page)

    assert (holds.version, text) == (2, "Published as version 2")
    assert current(store.read(), DEAR, "en").version == 1
    assert draft(store.read(), DEAR, "en") is not None
    assert "Or the sum hurts" in page.editor.script.toPlainText()


def test_a_brace_offers_the_variables_and_the_chosen_one_is_written(qtbot: QtBot, open_page: Open) -> None:
    page = open_page()
    script = page.editor.script
    script.go_to(37)

    QTest.keyClicks(script, " {policy.ret")
    QTest.keyClick(script, Qt.Key.Key_Return)
    QTest.keyClick(script._popup, Qt.Key.Key_Return)
    settled(qtbot, page)

    assert "{policy.return_days}" in page.editor.texts["en"]


def test_what_does_not_help_stands_first_and_drafts_have_their_own_list(
    qtbot: QtBot, open_page: Open, store: Store
) -> None:
    rate(
        store,
        "objections",
        CARD,
        NOW,
        helpful=False,
        version=1,
        locale="en",
        rep_id="r-lin",
        remark="Too long",
    )
    keep_draft(store, Draft(Piece("objections", "too-noisy"), "en", "# Too noisy", 1, NOW))
    page = open_page(None)

    first = page.list._said(page.list.items[0])
    page.list.show_tab(WRITING)
    written = [one.piece.name for one in page.list.items]

    assert first == "“Too expensive”, Objection, 1 · “Too long”"
    assert written == ["too-noisy"]
    assert page.list.tab != CHECK


def test_the_other_language_is_written_beside_and_published_with_it(
    qtbot: QtBot, open_page: Open, store: Store
) -> None:
    page = open_page()
    typed(qtbot, page, "Either the sum hurts", "Or the sum hurts")
    page.editor.speak("zh_CN")
    settled(qtbot, page)
    page.editor.script.put(page.editor.texts["zh_CN"].replace("要么一次付出去", "或者一次付出去"))
    settled(qtbot, page)

    page.publish()
    settled(qtbot, page)

    assert [current(store.read(), DEAR, locale).version for locale in ("en", "zh_CN")] == [2, 2]


def test_what_another_published_meanwhile_is_taken_into_the_draft(
    qtbot: QtBot, open_page: Open, store: Store, english: Words
) -> None:
    page = open_page()
    typed(qtbot, page, "Either the sum hurts", "Or the sum hurts")
    theirs = current(store.read(), DEAR, "en").text.replace("Then the month counts", "Then it is the month")
    publishing.publish(store, Piece("objections", "too-expensive"), {"en": theirs}, NOW, english, by="r-lin")
    keep_draft(store, Draft(DEAR, "en", page.editor.texts["en"], 1, NOW + 1))
    page.reload()
    settled(qtbot, page)
    asked = told(page.editor.head)

    page.editor.take_theirs()
    settled(qtbot, page)

    text = page.editor.texts["en"]
    assert "Version 2 was published since you began" in asked
    assert "Or the sum hurts" in text
    assert "Then it is the month" in text


def test_an_old_version_is_compared_and_brought_back(
    qtbot: QtBot, open_page: Open, store: Store, english: Words
) -> None:
    page = open_page()
    typed(qtbot, page, "Either the sum hurts", "Or the sum hurts")
    page.publish()
    settled(qtbot, page)

    page.editor.compare_with(1)
    compared = page.editor.comparison.text
    page.editor.versions.wanted_back.emit(1)
    settled(qtbot, page)

    assert "- Either the sum hurts" in compared
    assert "+ Or the sum hurts" in compared
    assert "Either the sum hurts" in current(store.read(), DEAR, "en").text
    assert current(store.read(), DEAR, "en").version == 3


def test_what_is_in_review_is_gone_on_with_as_a_draft(
    qtbot: QtBot, open_page: Open, store: Store, english: Words
) -> None:
    text = current(store.read(), DEAR, "en").text
    page = open_page(None)
    sent = text.replace("Either the sum hurts", "Or the sum hurts")
    publishing.send_for_review(store, DEAR, {"en": sent}, NOW, english, by="r-lin", remark="Shorter")
    page.show_ref(f"objections/{CARD}")
    settled(qtbot, page)
    asked = told(page.editor.head)

    page.editor.head.sent_wanted.emit()
    settled(qtbot, page)

    kept = draft(store.read(), DEAR, "en")
    assert "Lin Yue asks you to look at version 2" in asked
    assert kept is not None
    assert (kept.based_on, kept.remark, "Or the sum hurts" in kept.text) == (1, "Shorter", True)


def test_a_new_card_begins_with_its_template(qtbot: QtBot, open_page: Open, store: Store) -> None:
    page = open_page()

    page.begin("objections")
    (asked,) = page.window().findChildren(NewPiece)
    asked.title.setText("Too blue")
    QTest.keyClick(asked.title, Qt.Key.Key_Return)
    settled(qtbot, page)

    assert page.ref == "objections/too-blue"
    assert draft(store.read(), Piece("objections", "too-blue"), "zh_CN") is not None
    assert not page.editor.head.publish.isEnabled()


def test_a_pack_is_shown_before_it_is_taken_in(
    qtbot: QtBot, open_page: Open, store: Store, english: Words, tmp_path: Path
) -> None:
    page, said = open_page(), []
    page.desk.toasted.connect(lambda text, back: said.append(text))
    other = open_store(tmp_path / "other" / "rapport.db")
    text = current(other.read(), DEAR, "en").text.replace("Either the sum", "Or the sum")
    publishing.publish(other, DEAR, {"en": text}, NOW, english, by=None)
    export_pack(other, tmp_path / "a.rapport-pack", all_files(other.read()), NOW, english)
    other.close()

    page.packs.show(tmp_path / "a.rapport-pack")
    settled(qtbot, page)
    assert page.packs.panel is not None
    shown = told(page.packs.panel)
    page.packs.panel.take.click()
    settled(qtbot, page)

    assert "Nobody here knows the signer yet" in shown
    assert "0 new · 1 changed" in shown
    assert said == ["1 text imported"]
    assert "Or the sum" in current(store.read(), DEAR, "en").text


def test_a_rep_reads_and_is_told_who_may_publish(qtbot: QtBot, open_page: Open, store: Store) -> None:
    with store.write(Changes.of("sync")) as db:
        put_link(db, hub="https://hub", device="d", token="t", user="r-chen", role="rep")

    page = open_page()

    assert page.editor.script.isReadOnly()
    assert "Only a manager publishes" in page.editor.head.reason.text()
    assert not page.editor.head.publish.isEnabled()


def test_it_is_seen_as_one_customer_would_hear_it(qtbot: QtBot, open_page: Open) -> None:
    page = open_page(f"objections/{CARD}@{WILLING}")

    assert "I hear you: ¥3,299 is a sum" in told(page.side)
    assert page.ref == f"objections/{CARD}@{WILLING}"


def test_in_a_small_window_the_list_is_a_drawer(qtbot: QtBot, open_page: Open) -> None:
    page = open_page(width=968)
    before = page.list.isVisible()

    page._open_drawer()
    turn()

    assert (before, page.list.isVisible()) == (False, True)
    assert page.back()
    assert not page.back()
