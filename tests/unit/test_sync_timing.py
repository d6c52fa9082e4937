"""When a laptop syncs, whose clock counts, and for how long it may show what it holds."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from data.sync import schedule
from data.sync.clock import HubClock, hub_time, shown_at
from data.sync.schedule import Schedule
from data.sync.state import Link

RNG = Random(4)
YEAR = 365 * 86_400_000
NOON = 1_795_608_000_000  # a day in November 2026


def link(**values: int) -> Link:
    return Link("https://hub", "device", "token", "user", **values)


def test_the_first_round_is_due_when_the_app_starts() -> None:
    assert schedule.started(now=500).wait_ms(500) == 0


def test_what_is_written_is_sent_within_two_seconds_even_after_many_failures() -> None:
    waiting = Schedule(due_at=0, failures=9)
    waiting = schedule.failed(waiting, 1_000, Random(1))

    soon = schedule.written(waiting, 1_000)

    assert soon.wait_ms(1_000) <= schedule.AFTER_WRITE_MS
    assert soon.failures == 0


def test_a_hub_that_asks_for_peace_gets_it_unless_somebody_presses_the_button() -> None:
    waiting = schedule.failed(schedule.started(0), 0, RNG, retry_after=30)

    assert schedule.written(waiting, 10).wait_ms(0) >= 30_000
    assert schedule.asked(waiting, 10).wait_ms(10) == 0


def test_rounds_that_go_well_are_about_a_minute_apart() -> None:
    waits = [schedule.succeeded(0, RNG).wait_ms(0) for _ in range(200)]

    assert 48_000 <= min(waits) < 55_000
    assert 65_000 < max(waits) <= 72_000


@given(st.integers(0, 400), st.integers(0, 10**12), st.integers())
def test_after_any_number_of_failures_the_next_try_is_at_most_five_minutes_away(
    failures: int, now: int, seed: int
) -> None:
    waiting = schedule.failed(Schedule(now, failures), now, Random(seed))

    assert 0 <= waiting.wait_ms(now) <= min(1_000 << min(failures, 9), schedule.LONGEST_MS)
    assert waiting.failures == failures + 1


def test_a_clock_that_is_ten_years_wrong_does_not_change_the_hub_time() -> None:
    for wrong in (-10 * YEAR, 10 * YEAR):
        clock = HubClock(now=lambda wrong=wrong: NOON + wrong, tick=lambda: 7)

        assert clock.of(link(hub_ahead_ms=-wrong, last_contact_at=NOON + wrong)) == NOON


def test_the_hub_time_goes_on_when_the_clock_is_set_back_between_contacts() -> None:
    wall, tick = [NOON], [0]
    clock = HubClock(now=lambda: wall[0], tick=lambda: tick[0])
    tie = link(last_contact_at=NOON)
    assert clock.of(tie) == NOON

    wall[0] -= YEAR
    tick[0] += 60_000

    assert clock.of(tie) == NOON + 60_000


@given(st.integers(0, 2 * NOON), st.integers(-YEAR, YEAR), st.integers(0, NOON), st.integers(0, YEAR))
def test_the_hub_time_is_never_before_what_was_seen_of_it(
    now: int, ahead: int, seen: int, since: int
) -> None:
    assert hub_time(now, ahead, seen, since) >= seen + since


@given(st.integers(), st.integers(-YEAR, YEAR), st.integers(0, NOON), st.integers(0, YEAR))
def test_a_note_is_said_to_be_written_between_the_contacts_around_it(
    at: int, ahead: int, contact: int, later: int
) -> None:
    assert contact <= shown_at(at, ahead, contact, contact + later) <= contact + later
