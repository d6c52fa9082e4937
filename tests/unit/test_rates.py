"""A rate with its uncertainty."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.rates import wilson


def test_the_published_example_comes_out() -> None:
    low, high = wilson(81, 263)

    assert low == pytest.approx(0.2553, abs=1e-4)
    assert high == pytest.approx(0.3662, abs=1e-4)


def test_of_no_case_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_none_and_all_are_within_their_intervals() -> None:
    assert wilson(0, 58)[0] == 0.0
    assert wilson(58, 58)[1] == 1.0


def test_one_of_one_is_not_better_than_eighty_of_a_hundred() -> None:
    assert wilson(1, 1)[0] < wilson(80, 100)[0]


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(case: tuple[int, int]) -> None:
    hits, n = case

    low, high = wilson(hits, n)

    assert 0 <= low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= high <= 1
