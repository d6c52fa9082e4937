"""Periods: what people type, what it covers, and what it is compared with."""

from __future__ import annotations

from datetime import date

import pytest

from sales.errors import RuleBroken
from sales.periods import Period, key, month_of, months_back, name, period, quarter_of
from sales.words import Words


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        (" 2026-11 ", date(2026, 11, 1), date(2026, 11, 30)),
    ],
)
def test_a_period_is_typed_as_a_month_a_quarter_or_a_year(typed: str, first: date, last: date) -> None:
    assert period(typed) == Period(first, last)


@pytest.mark.parametrize(
    "typed", ["", "2026-13", "2026-00", "2026-Q5", "26-11", "November", "2026-11-24", "0000"]
)
def test_anything_else_is_refused_with_how_to_write_it(typed: str) -> None:
    with pytest.raises(RuleBroken, match="2026-11") as refused:
        period(typed)

    assert "is not a period" in refused.value.message


def test_what_is_typed_and_what_is_kept_are_the_same() -> None:
    assert [key(period(typed)) for typed in ("2026-11", "2026-Q4", "2026")] == ["2026-11", "2026-Q4", "2026"]


@pytest.mark.parametrize(
    ("typed", "before"),
    [("2026-03", "2026-02"), ("2026-01", "2025-12"), ("2026-Q1", "2025-Q4"), ("2026", "2025")],
)
def test_the_period_before_is_of_the_same_kind(typed: str, before: str) -> None:
    assert period(typed).before() == period(before)


def test_before_some_days_lie_as_many_days() -> None:
    week = Period(date(2026, 11, 16), date(2026, 11, 22))

    assert week.before() == Period(date(2026, 11, 9), date(2026, 11, 15))


def test_a_running_month_is_compared_with_as_many_days_of_the_month_before() -> None:
    november = period("2026-11")

    assert november.so_far(date(2026, 11, 24)) == Period(date(2026, 11, 1), date(2026, 11, 24))
    assert november.before_so_far(date(2026, 11, 24)) == Period(date(2026, 10, 1), date(2026, 10, 24))


def test_a_running_march_is_compared_with_no_more_than_all_of_february() -> None:
    march = period("2026-03")

    assert march.before_so_far(date(2026, 3, 30)) == period("2026-02")


def test_a_month_that_is_over_is_compared_with_the_whole_month_before() -> None:
    october = period("2026-10")

    assert october.so_far(date(2026, 11, 24)) == october
    assert october.before_so_far(date(2026, 11, 24)) == period("2026-09")


def test_the_months_of_a_trend_end_with_the_one_of_the_day() -> None:
    assert months_back(date(2026, 2, 14), 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_a_period_is_said_by_name(english: Words, chinese: Words) -> None:
    november, quarter = month_of(date(2026, 11, 5)), quarter_of(date(2026, 11, 5))

    assert [name(november, english), name(quarter, english)] == ["November 2026", "Q4 2026"]
    assert [name(november, chinese), name(quarter, chinese)] == ["2026年11月", "2026年第 4 季度"]


def test_some_days_are_said_by_their_first_and_last(english: Words) -> None:
    assert name(Period(date(2026, 11, 1), date(2026, 11, 24)), english) == "1 Nov – 24 Nov 2026"
