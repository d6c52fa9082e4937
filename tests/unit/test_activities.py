"""Logging contacts: one transaction for the row, the sums and the outbox; undone while it waits."""

from __future__ import annotations

import json
from datetime import date

import pytest

from data import activities, facts, outbox, summaries
from data.history import history
from data.store import Changes, Store
from sales.errors import NotFound, RuleBroken
from sales.facts import Activity, Customer

NOW = 1_795_000_000_000


@pytest.fixture
def bluebird(store: Store) -> Store:
    with store.write(Changes.of("customers")) as db:
        facts.put(db, [Customer("c-1", "Bluebird Café", "C-1")])
        summaries.rebuild(db)
    return store


def call(**more: object) -> Activity:
    return Activity("", "C-1", "call", NOW, **more)  # type: ignore[arg-type]


def last_contact(store: Store) -> int | None:
    row = store.read().execute("SELECT last_contact_at FROM summaries WHERE customer_id = 'c-1'").fetchone()
    at: int | None = row[0]
    return at


def test_a_contact_lands_in_history_sums_and_outbox(bluebird: Store) -> None:
    activities.log(bluebird, call(text="Wants one recipe for both bars.", outcome="Next step"), NOW)

    known = history(bluebird.read(), "c-1").activities
    row = bluebird.read().execute("SELECT tbl, row_id, body, state FROM outbox").fetchone()
    assert [(one.kind, one.text) for one in known] == [("call", "Wants one recipe for both bars.")]
    assert last_contact(bluebird) == NOW
    assert (row["tbl"], row["row_id"], row["state"]) == ("activities", known[0].id, "pending")
    assert json.loads(row["body"])["set"]["customer_id"] == "c-1"


def test_everyone_who_listens_hears_of_it(bluebird: Store) -> None:
    heard: list[Changes] = []
    bluebird.listen(heard.append)

    activities.log(bluebird, call(text="Called."), NOW)

    assert heard == [Changes.of("activities", "outbox")]


def test_a_contact_that_is_taken_back_never_was(bluebird: Store) -> None:
    mid = activities.log(bluebird, call(text="Wrong customer."), NOW)

    outbox.take_back(bluebird, mid, NOW)

    assert history(bluebird.read(), "c-1").activities == ()
    assert last_contact(bluebird) is None
    assert outbox.waiting(bluebird.read()) == 0


def test_a_contact_that_the_hub_may_have_is_cancelled_when_it_is_taken_back(bluebird: Store) -> None:
    mid = activities.log(bluebird, call(text="Called."), NOW)
    offered(bluebird)

    outbox.take_back(bluebird, mid, NOW + 1)

    assert [one.state for one in history(bluebird.read(), "c-1").activities] == ["cancelled"]
    assert last_contact(bluebird) is None
    newest = bluebird.read().execute("SELECT body FROM outbox ORDER BY ord DESC").fetchone()
    assert json.loads(newest["body"]) == {
        "op": "patch",
        "set": {"state": "cancelled"},
        "base": {"state": "done"},
    }


def test_what_the_hub_refused_is_not_taken_back(bluebird: Store) -> None:
    mid = activities.log(bluebird, call(text="Called."), NOW)
    with bluebird.write(Changes.of("outbox")) as db:
        db.execute("UPDATE outbox SET state = 'acked', offered = 1, outcome = 'rejected'")

    with pytest.raises(RuleBroken, match="did not take that"):
        outbox.take_back(bluebird, mid, NOW)


def test_a_contact_that_was_cancelled_is_not_taken_back_twice(bluebird: Store) -> None:
    mid = activities.log(bluebird, call(text="Called."), NOW)
    offered(bluebird)
    outbox.take_back(bluebird, mid, NOW + 1)

    with pytest.raises(NotFound, match="nothing to undo"):
        outbox.take_back(bluebird, mid, NOW + 2)


def test_nothing_is_taken_back_twice(bluebird: Store) -> None:
    mid = activities.log(bluebird, call(text="Called."), NOW)
    outbox.take_back(bluebird, mid, NOW)

    with pytest.raises(NotFound, match="nothing to undo"):
        outbox.take_back(bluebird, mid, NOW)


def test_a_promise_is_kept_and_the_mark_can_be_undone(bluebird: Store) -> None:
    activities.log(bluebird, call(promise="Send the drawing", promised_on=date(2026, 11, 26)), NOW)
    promise = history(bluebird.read(), "c-1").activities[0]

    mid = activities.keep_promise(bluebird, promise.id, NOW + 5)
    kept = history(bluebird.read(), "c-1").activities[0]
    outbox.take_back(bluebird, mid, NOW)
    open_again = history(bluebird.read(), "c-1").activities[0]

    assert kept.kept_at == NOW + 5
    assert open_again == promise


def test_a_promise_is_kept_once(bluebird: Store) -> None:
    activities.log(bluebird, call(promise="Send the drawing"), NOW)
    promise = history(bluebird.read(), "c-1").activities[0]
    activities.keep_promise(bluebird, promise.id, NOW)

    with pytest.raises(RuleBroken, match="kept already"):
        activities.keep_promise(bluebird, promise.id, NOW)


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        (Activity("", "C-1", "letter", NOW), "letter is not a kind of contact"),
        (Activity("", "C-1", "call", NOW, state="maybe"), "maybe is not a state"),
        (Activity("", "C-1", "note", NOW), "A note needs words"),
        (Activity("", "C-1", "call", NOW, text="x" * 8001), "8001 characters"),
        (Activity("", "C-1", "call", NOW, promised_on=date(2026, 11, 26)), "a day, but no promise"),
    ],
)
def test_a_contact_that_cannot_be_kept_is_refused_whole(
    bluebird: Store, contact: Activity, said: str
) -> None:
    with pytest.raises(RuleBroken, match=said):
        activities.log(bluebird, contact, NOW)

    assert outbox.waiting(bluebird.read()) == 0


def test_a_contact_needs_somebody(store: Store) -> None:
    with pytest.raises(NotFound, match="no customer C-1"):
        activities.log(store, call(text="Hello?"), NOW)


def offered(store: Store) -> None:
    """As a round leaves it whose answer never came."""
    with store.write(Changes.of("sync")) as db:
        db.execute("UPDATE outbox SET offered = 1")
