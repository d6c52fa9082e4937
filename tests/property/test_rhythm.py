"""Laws of the buying rhythm."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sales.rhythm import ENOUGH, rhythm

START = date(2024, 1, 1)
GAPS = st.lists(st.integers(1, 400), min_size=ENOUGH, max_size=60)


def _days(gaps: list[int]) -> list[date]:
    days = [START]
    for gap in gaps:
        days.append(days[-1] + timedelta(gap))
    return days


@given(GAPS)
def test_the_next_purchase_lies_in_its_band_and_after_the_last_one(gaps: list[int]) -> None:
    days = _days(gaps)

    found = rhythm(days)

    assert found is not None
    assert days[-1] < found.next_on
    assert found.earliest_on <= found.next_on <= found.latest_on
    assert found.overdue_days(found.latest_on) == 0
    assert found.overdue_days(found.latest_on + timedelta(3)) == 3


@given(st.integers(1, 200), st.integers(ENOUGH, 40))
def test_an_even_rhythm_is_told_exactly(gap: int, times: int) -> None:
    found = rhythm(_days([gap] * times))

    assert found is not None
    assert (found.days, found.low_days, found.high_days) == (gap, gap, gap)


@given(GAPS, st.data())
def test_two_orders_on_one_day_are_one_purchase(gaps: list[int], data: st.DataObject) -> None:
    days = _days(gaps)
    doubled = [*days, *data.draw(st.lists(st.sampled_from(days)))]

    assert rhythm(doubled) == rhythm(days)


@given(st.lists(st.integers(1, 400), max_size=ENOUGH - 1))
def test_too_little_history_says_nothing(gaps: list[int]) -> None:
    assert rhythm(_days(gaps)) is None
