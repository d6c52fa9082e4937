"""Segments told by brute force: each rule asked day by day, as it reads in the domain's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.content.rules import placing_rules
from sales.calendar import Calendar
from sales.facts import SEGMENTS, History
from sales.segments import Trail, lasting, standing_on, stays, trail
from tests.builders.histories import DAYS, START, ZONE, histories, instant

RULES = placing_rules().segments
CALENDAR = Calendar(ZONE)
ASKED = st.integers(0, DAYS + 60).map(lambda day: START + timedelta(day))


def day_of(at: int) -> date:
    return datetime.fromtimestamp(at / 1000, ZONE).date()


def until(history: History, day: date) -> History:
    """What was known when the day ended."""
    return replace(
        history,
        orders=tuple(one for one in history.orders if day_of(one.placed_at) <= day),
        returns=tuple(one for one in history.returns if day_of(one.requested_at) <= day),
        events=tuple(one for one in history.events if day_of(one.at) <= day),
        tickets=tuple(one for one in history.tickets if day_of(one.opened_at) <= day),
        surveys=tuple(one for one in history.surveys if day_of(one.answered_at) <= day),
        reviews=tuple(one for one in history.reviews if day_of(one.written_at) <= day),
        referrals=tuple(one for one in history.referrals if day_of(one.at) <= day),
    )


def matched(history: History, day: date) -> set[str]:
    """The segments by the rules' own words, with the figures of the domain."""
    known = until(history, day)
    orders = [one for one in known.orders if one.status != "cancelled"]
    views = [one for one in known.events if one.kind == "view"]
    scores = [one.score for one in known.surveys if one.kind == "nps"]
    registered = known.customer.registered_on
    age = None if registered is None else (day - registered).days
    found = set()
    if age is not None and 0 <= age <= 7 and not orders:
        found.add("new")
    if age is not None and 7 <= age <= 30 and len(views) >= 3 and not orders:
        found.add("potential")
    if orders:
        months = max(1.0, (day - day_of(orders[0].placed_at)).days / 30.4375)
        average = sum(one.net_cents for one in orders) / len(orders)
        if len(orders) / months >= 2 and average >= 100_000:
            found.add("high_value")
        silent = (day - day_of(orders[-1].placed_at)).days
        if silent >= 30 and known.reviews and known.reviews[-1].stars <= 3:
            found.add("churn_risk")
    if any((day - day_of(ticket.opened_at)).days <= 30 for ticket in known.tickets):
        found.add("problem")
    if scores and scores[-1] >= 9 and known.referrals:
        found.add("advocate")
    return found or {"regular"}


def came(history: History) -> date | None:
    """The first day on which anything was known of a customer."""
    counted = [
        *(one.placed_at for one in history.orders if one.status != "cancelled"),
        *(one.requested_at for one in history.returns if one.status != "refused"),
        *(one.at for one in (*history.events, *history.referrals)),
        *(one.opened_at for one in history.tickets),
        *(one.answered_at for one in history.surveys),
        *(one.written_at for one in history.reviews),
    ]
    days = [day_of(at) for at in counted]
    return min(
        [*days, *([history.customer.registered_on] if history.customer.registered_on else [])], default=None
    )


@given(histories(), ASKED)
def test_a_customer_is_in_the_segments_whose_rules_hold_that_day(history: History, day: date) -> None:
    first = came(history)
    if first is None or first > day:
        return

    found = standing_on(day.toordinal(), stays(trail(history, CALENDAR), RULES), RULES)

    assert {stay.segment for stay in found} == matched(history, day)


@given(histories(), ASKED)
def test_since_is_the_first_day_of_the_unbroken_run(history: History, day: date) -> None:
    first = came(history)
    if first is None or first > day:
        return

    found = standing_on(day.toordinal(), stays(trail(history, CALENDAR), RULES), RULES)

    for stay in found:
        since = day
        while since > first and stay.segment in matched(history, since - timedelta(1)):
            since -= timedelta(1)
        assert stay.since_on == since


@given(histories(), ASKED)
def test_what_happens_later_changes_nothing_of_an_earlier_day(history: History, day: date) -> None:
    first = came(history)
    if first is None or first > day:
        return
    whole = stays(trail(history, CALENDAR), RULES)
    then = stays(trail(until(history, day), CALENDAR), RULES)

    number = day.toordinal()
    known_then = [(stay.segment, stay.since) for stay in standing_on(number, then, RULES)]
    known_now = [(stay.segment, stay.since) for stay in standing_on(number, whole, RULES)]

    assert known_then == known_now


@given(histories())
def test_every_day_since_they_came_lies_in_a_stay_and_regular_in_no_other(history: History) -> None:
    way = trail(history, CALENDAR)
    found = stays(way, RULES)

    for day in range(way.known or 1, (way.known or 1) + DAYS):
        segments = [stay.segment for stay in found if stay.since <= day <= stay.until]
        assert segments
        assert "regular" not in segments or segments == ["regular"]
        assert len(segments) == len(set(segments))


@given(histories())
def test_the_stays_from_the_last_fact_on_are_all_that_a_later_day_needs(history: History) -> None:
    way = trail(history, CALENDAR)
    found = stays(way, RULES)
    kept = lasting(way, RULES)

    for day in range(max(way.newest, way.known or 1), max(way.newest, way.known or 1) + 70):
        assert standing_on(day, kept, RULES) == standing_on(day, found, RULES)


@pytest.mark.parametrize("order", list(permutations(SEGMENTS[:-1]))[::37])
def test_the_first_in_the_precedence_leads_whatever_the_precedence_is(order: tuple[str, ...]) -> None:
    everything = Trail(
        known=1, registered=10, orders=((10, 300_000), (11, 300_000)), tickets=(12,), scores=((12, 10),),
        referrals=(12,), stars=((11, 2),),
    )  # fmt: skip
    rules = replace(RULES, precedence=order, silent_days=1)

    found = standing_on(12, stays(everything, rules), rules)

    assert [stay.segment for stay in found] == [
        one for one in order if one in {"problem", "advocate", "high_value", "churn_risk"}
    ]


def test_an_instant_of_the_last_minute_belongs_to_its_day() -> None:
    assert CALENDAR.day(instant(3, 1439)) == (START + timedelta(3)).toordinal()
    assert CALENDAR.day(instant(4, 0)) == (START + timedelta(4)).toordinal()
