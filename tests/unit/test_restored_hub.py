"""Directed histories around a hub that was restored from a backup, which random ones rarely reach."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from data.sync.wire import PushReply
from hub.push import push
from tests.builders.histories_of_sync import Histories
from tests.builders.model import Laptop
from tests.builders.sync_bugs import seeded

ANN, ANN_TOO, BOB = range(3)


@pytest.fixture
def history() -> Iterator[Histories]:
    """A hub with a backup of its first morning, all laptops synced before it."""
    made = Histories()
    made.begin()
    for laptop in made.laptops:
        laptop.sync()
    made.backs_up()
    yield made
    made.close()


def _note(history: Histories, at: int = ANN) -> str:
    row_id, mid = history.laptops[at].note("c0", history._value())
    history._wrote(at, mid, "note", (row_id, "v1."))
    return mid


def _point(laptop: Laptop, name: str) -> int:
    """At which crash point of the next round the process is for the first time where `name` says."""
    points: list[str] = []

    class Looking(Exception):
        pass

    from data.sync.round import run
    from tests.builders.model import Wire

    def crash(point: str) -> None:
        points.append(point)
        if point == name:
            raise Looking

    with pytest.raises(Looking):
        run(laptop.store, Wire(laptop.hub, laptop.who, "", 0, []), laptop.now, crash=crash)
    return len(points)


def _edits_past_the_answer(history: Histories) -> None:
    """The restored hub goes on beyond the seq that the laptop was told."""
    for _ in range(4):
        history.edits("c1", "phone")


def test_a_note_confirmed_before_the_restore_and_not_pulled_is_sent_again(history: Histories) -> None:
    _note(history)
    _point(history.laptops[ANN], "before pull")

    history.restores()
    _edits_past_the_answer(history)

    history.check()
    assert len(history.hub.rows("SELECT id FROM activities")) == 1


def test_without_the_answer_as_a_witness_that_note_would_be_lost(history: Histories) -> None:
    _note(history)
    with seeded("an answer to a push is no witness"):
        _point(history.laptops[ANN], "before pull")

        history.restores()
        _edits_past_the_answer(history)

        with pytest.raises(AssertionError, match=r"I2|I3"):
            history.check()


def test_a_note_that_was_confirmed_and_pulled_is_sent_again(history: Histories) -> None:
    _note(history)
    history.laptops[ANN].sync()
    history.laptops[BOB].sync()

    history.restores()
    _edits_past_the_answer(history)

    history.check()
    assert len(history.hub.rows("SELECT id FROM activities")) == 1


def test_a_push_that_was_sent_and_not_answered_before_the_restore_is_taken_once(history: Histories) -> None:
    mid = _note(history)
    history.laptops[ANN].sync("lost reply", 0)
    assert history.hub.rows("SELECT mid FROM mutation") == [(mid,)]

    history.restores()

    history.check()
    assert history.hub.rows("SELECT mid FROM mutation") == [(mid,)]


def test_a_push_from_before_the_restore_that_arrives_after_it_is_taken_once(history: Histories) -> None:
    mid = _note(history)
    history.laptops[ANN].sync(old=history.sent)
    who, request = history.sent[-1]

    history.restores()
    reply = push(history.hub.db, who, request, history.hub.now, Random(2))

    assert isinstance(reply, PushReply)  # it had seen nothing that the backup does not know
    assert [result.mid for result in reply.results] == [mid]
    history.check()
    assert history.hub.rows("SELECT mid FROM mutation") == [(mid,)]
    assert len(history.hub.rows("SELECT id FROM activities")) == 1


def test_a_push_that_saw_what_the_backup_does_not_have_changes_nothing(history: Histories) -> None:
    _note(history)
    history.laptops[ANN].sync(old=history.sent)
    _note(history)
    history.laptops[ANN].sync(old=history.sent)
    who, request = history.sent[-1]

    history.restores()
    reply = push(history.hub.db, who, request, history.hub.now, Random(2))

    assert not isinstance(reply, PushReply)
    assert history.hub.rows("SELECT mid FROM mutation") == []
    history.check()
    assert len(history.hub.rows("SELECT mid FROM mutation")) == 2


def test_a_restored_hub_that_has_run_past_the_old_seq_is_recognised_all_the_same(history: Histories) -> None:
    history.patches(ANN, "c0", "phone")
    history.laptops[ANN].sync()
    before = history.hub.rows("SELECT seq FROM team")[0][0]

    history.restores()
    while history.hub.rows("SELECT seq FROM team")[0][0] <= before:
        history.edits("c3", "note")

    history.check()
    assert len(history.hub.rows("SELECT mid FROM mutation")) == 1


def test_two_devices_of_a_rep_are_healed_and_no_conflict_is_made_of_it(history: Histories) -> None:
    history.patches(ANN, "c0", "phone")
    history.laptops[ANN].sync()
    history.laptops[ANN_TOO].sync()
    history.patches(ANN_TOO, "c0", "phone")
    history.laptops[ANN_TOO].sync()

    history.restores()

    history.check()
    assert history.hub.rows("SELECT id FROM conflicts") == []


def test_increments_confirmed_before_a_restore_are_counted_once(history: Histories) -> None:
    history.counts(ANN, 3)
    history.counts(BOB, -1)
    history.laptops[ANN].sync()
    history.laptops[BOB].sync()

    history.restores()

    history.check()
    assert history.hub.rows("SELECT stock FROM products") == [(2,)]


def test_a_second_restore_before_the_first_is_healed_is_healed_too(history: Histories) -> None:
    _note(history)
    history.laptops[ANN].sync()
    history.restores()
    _edits_past_the_answer(history)
    history.laptops[ANN].sync("killed", 6)

    history.restores()

    history.check()
    assert len(history.hub.rows("SELECT id FROM activities")) == 1
