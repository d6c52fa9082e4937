"""Undo of what was sent, seen from the other laptops."""

from __future__ import annotations

from data import outbox
from tests.builders.histories_of_sync import Histories
from tests.builders.model import Laptop

ANN, ANN_TOO, BOB = range(3)


def _synced() -> Histories:
    history = Histories()
    history.begin()
    for at in range(3):
        history._sync(at, "", 0)
    return history


def _take_back(laptop: Laptop, mid: str | None) -> None:
    assert mid
    outbox.take_back(laptop.store, mid, laptop.now())


def test_an_edit_whose_answer_was_lost_is_taken_back_everywhere() -> None:
    history = _synced()
    ann, bob = history.laptops[ANN], history.laptops[BOB]
    mid = ann.patch("c1", "phone", "138 0012 4400")
    ann.sync("lost reply", 0)

    _take_back(ann, mid)
    history.check()

    assert [one.shown("customers", "c1")["phone"] for one in (ann, bob)] == [None, None]  # type: ignore[index]
    assert history.hub.rows("SELECT id FROM conflicts") == []
    history.close()


def test_a_note_that_others_have_seen_is_cancelled_for_them_too() -> None:
    history = _synced()
    ann, bob = history.laptops[ANN], history.laptops[BOB]
    row_id, mid = ann.note("c1", "Wrong customer.")
    ann.sync()
    bob.sync()

    _take_back(ann, mid)
    history.check()

    assert bob.rows("activities", "state", "text")[row_id] == ("cancelled", "Wrong customer.")
    history.close()


def test_a_note_that_never_left_is_gone_without_a_trace() -> None:
    history = _synced()
    ann = history.laptops[ANN]
    row_id, mid = ann.note("c1", "Wrong customer.")

    _take_back(ann, mid)
    history.check()

    assert ann.shown("activities", row_id) is None
    assert history.hub.rows("SELECT mid FROM mutation") == []
    history.close()
