"""A call from its first key to its logged outcome: one transaction, taken back whole, lost by no crash."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from data import calls, facts, outbox, summaries
from data.contact_rates import tallies
from data.forgetting import forget
from data.history import history
from data.store import Changes, Store, open_store
from sales.calls import Call, begin, seconds, suggested
from sales.errors import RuleBroken
from sales.facts import Activity, Customer
from tests.builders.calls import BEGUN, MINUTE, PLAN, key, pressed

NOW = BEGUN + 20 * MINUTE
THURSDAY = date(2026, 11, 26)
KEYS = (
    key("answer", 1),
    key("note", text="Two recording rooms"),
    key("answer", 2),
    key("card", ref="too-expensive", text="It's too expensive"),
    key("judge", 1, ref="too-expensive"),
    key("answer", 1),
    key("promise", text="Send the quote", day=THURSDAY),
    key("end"),
)


@pytest.fixture
def studio(store: Store) -> Store:
    with store.write(Changes.of("customers")) as db:
        facts.put(db, [Customer("c-1", "Studio Maple", "C-1")])
        summaries.rebuild(db)
    return store


def told(store: Store, table: str) -> list[dict[str, object]]:
    rows = store.read().execute("SELECT body FROM outbox WHERE tbl = ? ORDER BY ord", (table,))
    return [json.loads(row["body"]) for row in rows]


def count(store: Store, table: str) -> int:
    number: int = store.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return number


def test_a_call_ends_as_a_contact_with_every_key_as_a_mark(studio: Store) -> None:
    call = pressed(*KEYS)
    calls.keep(studio, call)

    calls.finish(studio, call, "r-1", NOW)

    contact = history(studio.read(), "c-1").activities[0]
    marks = [
        (row["kind"], row["ref"], row["text"], row["worked"])
        for row in studio.read().execute("SELECT * FROM contact_marks ORDER BY at, rowid")
    ]
    assert (contact.id, contact.outcome, contact.state, contact.rep_id) == (
        PLAN.id,
        "Next step",
        "done",
        "r-1",
    )
    assert (contact.promise, contact.promised_on, contact.text) == (
        "Send the quote", THURSDAY, "Two recording rooms",
    )  # fmt: skip
    assert contact.duration_s == 8 * 60
    assert marks == [
        ("step", "open", "Open", None),
        ("answer", "present", "Yes, go ahead", None),
        ("step", "present", "Present the quiet level", None),
        ("note", None, "Two recording rooms", None),
        ("answer", "doubt.price", "It costs too much", None),
        ("step", "doubt.price", "The price", None),
        ("objection", "too-expensive", "It's too expensive", 1),
        ("answer", "follow-up", "All right", None),
        ("step", "follow-up", "Follow up", None),
        ("commitment", None, "Send the quote", None),
    ]
    assert len(told(studio, "contact_marks")) == len(marks)
    assert len(told(studio, "activities")) == 1
    assert calls.unfinished(studio.read()) == ()


def test_undo_takes_the_whole_call_back_and_opens_it_again(studio: Store) -> None:
    call = pressed(*KEYS)
    mids = calls.finish(studio, call, "r-1", NOW)

    calls.take_back(studio, call, mids, NOW + MINUTE)

    again = calls.resume(studio.read(), "c-1")
    assert history(studio.read(), "c-1").activities == ()
    assert (count(studio, "contact_marks"), outbox.waiting(studio.read())) == (0, 0)
    assert again is not None
    assert again.way == call.way
    assert again.promises == call.promises
    calls.finish(studio, again, "r-1", NOW + 2 * MINUTE)
    assert len(history(studio.read(), "c-1").activities) == 1


def test_what_the_hub_has_of_a_call_that_was_taken_back_counts_no_more(studio: Store) -> None:
    call = pressed(*KEYS)
    mids = calls.finish(studio, call, "r-1", NOW)
    before = tallies(studio.read()).of("too-expensive")
    with studio.write(Changes.of("outbox")) as db:
        db.execute("UPDATE outbox SET offered = 1")

    calls.take_back(studio, call, mids, NOW + MINUTE)

    after = tallies(studio.read()).of("too-expensive")
    (contact,) = history(studio.read(), "c-1").activities
    assert (before.n, before.worked, after.n) == (1, 1, 0)
    assert contact.state == "cancelled"
    assert calls.resume(studio.read(), "c-1") is not None


def test_a_planned_call_is_carried_out_and_not_written_twice(studio: Store) -> None:
    planned = Activity(PLAN.id, "c-1", "call", BEGUN + 90 * MINUTE, "r-1", state="planned", objective="noise")
    with studio.write(Changes.of("activities")) as db:
        facts.put(db, [planned])
    call = pressed(*KEYS, plan=replace(PLAN, planned=True))

    mids = calls.finish(studio, call, "r-1", NOW)

    (contact,) = history(studio.read(), "c-1").activities
    patch = told(studio, "activities")[0]
    assert (contact.state, contact.at, contact.objective) == ("done", BEGUN, "noise")
    assert patch["op"] == "patch"
    assert patch["base"]["state"] == "planned"  # type: ignore[index]

    calls.take_back(studio, call, mids, NOW)

    assert history(studio.read(), "c-1").activities == (planned,)


def test_a_planned_call_that_was_called_off_meanwhile_is_logged_as_one_of_its_own(studio: Store) -> None:
    with studio.write(Changes.of("activities")) as db:
        facts.put(db, [Activity(PLAN.id, "c-1", "call", BEGUN, state="cancelled")])
    call = pressed(*KEYS, plan=replace(PLAN, planned=True))

    calls.finish(studio, call, "r-1", NOW)

    states = {one.state for one in history(studio.read(), "c-1").activities}
    orphans = studio.read().execute(
        "SELECT count(*) FROM contact_marks WHERE activity_id NOT IN"
        " (SELECT id FROM activities WHERE state = 'done')"
    )
    assert states == {"done", "cancelled"}
    assert orphans.fetchone()[0] == 0


def test_each_further_promise_can_be_kept_on_its_own(studio: Store) -> None:
    call = pressed(*KEYS[:-1], key("promise", text="Measure the second room"), key("end"))

    calls.finish(studio, call, "r-1", NOW)

    promises = {(one.kind, one.promise) for one in history(studio.read(), "c-1").activities}
    assert promises == {("call", "Send the quote"), ("note", "Measure the second room")}


def test_a_call_without_an_outcome_is_not_logged(studio: Store) -> None:
    call = pressed(key("answer", 1), key("end"))
    calls.keep(studio, call)

    with pytest.raises(RuleBroken, match="what came of it"):
        calls.finish(studio, call, "r-1", NOW)

    assert [one.name for one in calls.unfinished(studio.read())] == ["Studio Maple"]


def test_a_call_lives_through_the_end_of_the_program(studio: Store) -> None:
    call = pressed(*KEYS[:4], key("draft", text="He deci"))
    calls.keep(studio, call)
    path = studio.path
    studio.close()

    again = open_store(path)

    assert calls.resume(again.read(), "c-1") == call
    again.close()


def test_a_call_that_never_was_one_is_let_go(studio: Store) -> None:
    calls.keep(studio, begin(PLAN))

    calls.discard(studio, PLAN.id)

    assert calls.resume(studio.read(), "c-1") is None


def test_what_is_noted_in_a_call_goes_with_the_customer_who_is_forgotten(studio: Store) -> None:
    calls.keep(studio, pressed(*KEYS[:2]))

    forget(studio, "c-1")

    assert count(studio, "calls") == 0


def test_time_on_hold_and_between_end_and_return_does_not_count() -> None:
    call = pressed(key("hold"), key("hold"), key("end"), key("return"), key("end"))

    assert seconds(call, NOW) == 3 * 60


@pytest.mark.parametrize(
    ("keys", "outcome"),
    [
        ((key("answer", 2),), "Not now"),
        ((key("answer", 1), key("answer", 1)), "Next step"),
        ((key("answer", 1),), ""),
        ((key("promise", text="Send it"),), "Next step"),
        ((key("promise", text="Send it"), key("end"), key("outcome", text="Won")), "Won"),
    ],
)
def test_the_keys_used_suggest_the_outcome(keys: tuple[object, ...], outcome: str) -> None:
    call: Call = pressed(*keys)  # type: ignore[arg-type]

    assert suggested(call).name == outcome
