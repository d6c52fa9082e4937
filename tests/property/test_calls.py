"""Laws of a call: whatever is pressed it stays sound, a step back undoes an answer, a replay is the call."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import calls as kept
from data import facts
from data.store import Changes, open_store
from sales.calls import KINDS, OUTCOMES, Call, Event, begin, marks, press, replay, seconds, step_of, suggested
from sales.facts import Customer
from tests.builders.calls import BEGUN, PLAN, TRACK

REFS = st.sampled_from([*(step.id for step in TRACK.steps), "too-expensive", "bad-reviews", "p-600", ""])
TEXTS = st.one_of(st.sampled_from([*OUTCOMES, ""]), st.text(max_size=8))
EVENTS = st.builds(
    Event,
    kind=st.sampled_from(KINDS),
    at=st.integers(BEGUN - 5_000, BEGUN + 900_000),
    n=st.integers(-1, 10),
    ref=REFS,
    text=TEXTS,
    day=st.none() | st.dates(date(2026, 11, 1), date(2027, 2, 1)),
    version=st.none() | st.integers(1, 9),
)
PRESSED = st.lists(EVENTS, max_size=30)


def led(events: list[Event]) -> Call:
    return replay(PLAN, events)


@given(PRESSED)
def test_a_call_stays_sound_whatever_is_pressed(events: list[Event]) -> None:
    call = led(events)

    assert [stop for stop in call.way if step_of(call, stop.step) is None] == []
    assert call.way[-1].answered_at is None
    for stop, after in zip(call.way, call.way[1:], strict=False):
        assert stop.answered_at is None or stop.leads_to == after.step
    assert len({met.card for met in call.met}) == len(call.met)
    times = [event.at for event in call.events]
    assert times == sorted(times)
    assert all(at >= BEGUN for at in times)
    assert 0 <= seconds(call, call.last_at) <= (call.last_at - BEGUN) // 1000


@given(PRESSED)
def test_the_events_of_a_call_pressed_again_give_the_same_call(events: list[Event]) -> None:
    call = led(events)

    assert replay(PLAN, call.events) == call


@given(PRESSED, st.integers(1, 9))
def test_a_step_back_undoes_the_answer(events: list[Event], digit: int) -> None:
    before = led(events)
    answered = press(before, Event("answer", BEGUN, digit))

    after = press(answered, Event("back", BEGUN))

    if answered is not before:
        assert after.way == before.way
        assert replace(after, events=(), way=()) == replace(before, events=(), way=())


@given(PRESSED, EVENTS)
def test_what_means_nothing_leaves_no_trace(events: list[Event], one: Event) -> None:
    before = led(events)

    after = press(before, one)

    if after is not before:
        assert after.events[-1].kind == one.kind
        assert len(after.events) - len(before.events) <= 1


@given(PRESSED)
def test_every_step_card_note_and_promise_leaves_its_mark(events: list[Event]) -> None:
    call = led(events)

    left = marks(call, "r-1", lambda at: f"{at}")

    by_kind = [mark.kind for mark in left]
    assert by_kind.count("step") == len(call.way)
    assert by_kind.count("answer") == sum(stop.answered_at is not None for stop in call.way)
    assert by_kind.count("objection") == len(call.met)
    assert by_kind.count("note") == len(call.notes)
    assert by_kind.count("commitment") == len(call.promises)
    assert [mark.at for mark in left] == sorted(mark.at for mark in left)


@given(PRESSED)
def test_what_is_chosen_by_hand_is_never_suggested_away(events: list[Event]) -> None:
    call = led(events)

    chosen = suggested(call)

    assert not call.outcome.name or chosen.name == call.outcome.name
    assert not call.outcome.next_step or chosen.next_step == call.outcome.next_step


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PRESSED)
def test_a_call_that_was_kept_is_taken_up_as_it_stood(events: list[Event]) -> None:
    call = led(events)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "rapport.db")
        with store.write(Changes.of("customers")) as db:
            facts.put(db, [Customer("c-1", "Studio Maple", "C-1")])

        kept.keep(store, begin(PLAN))
        kept.keep(store, call)

        assert kept.resume(store.read(), "c-1") == call
        store.close()
