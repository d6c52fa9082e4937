"""Two people wrote one field: what each wrote is shown as the reader sees it, and one is chosen."""

from __future__ import annotations

import json

import pytest

from data.store import Changes, Store
from data.sync.conflicts import conflicts_of, count, open_conflicts, settle, unsettle
from sales.errors import NotFound, RuleBroken
from tests.builders.disputes import NOW, log_call, phone_conflict, put_conflict, put_people

MINE, THEIRS, BASE = "138 0012 4400", "139 5710 8826", "138 0012 4471"


@pytest.fixture
def disputed(store: Store) -> Store:
    put_people(store)
    put_conflict(store, phone_conflict())
    return store


def phone(store: Store) -> str:
    found: str = store.read().execute("SELECT phone FROM customers WHERE id = 'c-wang'").fetchone()[0]
    return found


def queued(store: Store) -> list[tuple[str, dict[str, object], dict[str, object]]]:
    rows = store.read().execute("SELECT tbl, body FROM outbox ORDER BY ord").fetchall()
    return [(row["tbl"], (body := json.loads(row["body"]))["set"], body["base"]) for row in rows]


def test_a_conflict_shows_the_three_values_with_who_wrote_them(disputed: Store) -> None:
    (found,) = open_conflicts(disputed.read())

    base, mine, theirs = found.sides
    assert (base.value, mine.value, theirs.value) == (BASE, MINE, THEIRS)
    assert (mine.ours, theirs.ours) == (True, False)
    assert [side.by.name for side in (mine, theirs) if side.by] == ["Chen Yuting", "Wu Hao"]
    assert (found.subject.name, found.in_use) == ("王建国", "theirs")


def test_the_other_writer_sees_it_the_other_way_round(store: Store) -> None:
    put_people(store, me="r-wu")
    put_conflict(store, phone_conflict())

    (found,) = open_conflicts(store.read())

    assert [side.value for side in found.sides] == [BASE, THEIRS, MINE]
    assert [side.ours for side in found.sides] == [False, True, False]
    assert found.in_use == "mine"


def test_a_manager_sees_what_each_of_two_wrote(store: Store) -> None:
    put_people(store, me="r-he")
    put_conflict(store, phone_conflict())

    (found,) = open_conflicts(store.read())

    assert not found.mine
    assert [side.by.name for side in found.sides if side.by] == ["Chen Yuting", "Wu Hao"]


def test_the_chosen_value_is_written_and_sent_with_the_decision(disputed: Store) -> None:
    settle(disputed, "k-1", "mine", NOW)

    assert phone(disputed) == MINE
    assert queued(disputed) == [
        ("customers", {"phone": MINE}, {"phone": THEIRS}),
        ("conflicts", {"settled_as": "mine", "settled_at": NOW}, {"settled_as": None, "settled_at": None}),
    ]
    assert count(disputed.read()) == 0


def test_keeping_what_stands_sends_the_decision_alone(disputed: Store) -> None:
    settle(disputed, "k-1", "theirs", NOW)

    assert phone(disputed) == THEIRS
    assert [table for table, _, _ in queued(disputed)] == ["conflicts"]


def test_the_other_writers_choice_is_kept_in_the_records_terms(store: Store) -> None:
    put_people(store, me="r-wu")
    put_conflict(store, phone_conflict())

    settle(store, "k-1", "mine", NOW)

    assert phone(store) == THEIRS
    assert queued(store)[-1][1]["settled_as"] == "theirs"


@pytest.mark.parametrize("choice", ["base", "mine", "theirs"])
def test_a_decision_can_be_taken_back(disputed: Store, choice: str) -> None:
    decision = settle(disputed, "k-1", choice, NOW)  # type: ignore[arg-type]

    unsettle(disputed, decision, NOW + 1)

    assert phone(disputed) == THEIRS
    assert count(disputed.read()) == 1


def test_a_decision_that_was_sent_is_taken_back_by_another_message(disputed: Store) -> None:
    decision = settle(disputed, "k-1", "mine", NOW)
    with disputed.write(Changes.of("outbox")) as db:
        db.execute("UPDATE outbox SET state = 'acked'")

    unsettle(disputed, decision, NOW + 1)

    waiting = disputed.read().execute("SELECT tbl FROM outbox WHERE state = 'pending' ORDER BY ord")
    assert [row[0] for row in waiting] == ["conflicts", "customers"]


def test_nothing_is_taken_back_over_a_later_change(disputed: Store) -> None:
    decision = settle(disputed, "k-1", "mine", NOW)
    with disputed.write(Changes.of("customers")) as db:
        db.execute("UPDATE customers SET phone = '137 0000 0000' WHERE id = 'c-wang'")

    with pytest.raises(RuleBroken, match="changed again since"):
        unsettle(disputed, decision, NOW + 1)

    assert (phone(disputed), count(disputed.read())) == ("137 0000 0000", 0)


def test_what_was_decided_cannot_be_decided_again(disputed: Store) -> None:
    settle(disputed, "k-1", "mine", NOW)

    with pytest.raises(RuleBroken, match="decided already"):
        settle(disputed, "k-1", "theirs", NOW)


def test_an_unknown_conflict_says_where_the_open_ones_are(disputed: Store) -> None:
    with pytest.raises(NotFound, match="is no conflict"):
        settle(disputed, "k-9", "mine", NOW)


def test_contacts_that_mention_a_value_are_shown_as_evidence(disputed: Store) -> None:
    log_call(disputed, "Reached him on 13957108826.", NOW - 9_000, "r-wu")
    log_call(disputed, "New SIM, it ends in 4400.", NOW - 8_000)
    log_call(disputed, "Wants four filters.", NOW - 7_000)

    (found,) = conflicts_of(disputed.read(), "c-wang")

    assert [(one.text, one.ours) for one in found.evidence] == [
        ("New SIM, it ends in 4400.", True),
        ("Reached him on 13957108826.", False),
    ]


def test_a_conflict_about_a_row_that_has_left_is_not_shown(disputed: Store) -> None:
    with disputed.write(Changes.of("customers")) as db:
        db.execute("DELETE FROM customers WHERE id = 'c-wang'")

    assert open_conflicts(disputed.read()) == ()
