"""What stands out in a period: differences that are more than chance, as sentences with their figures and
test.

Means are compared with Welch's test, shares with the test of two proportions, numbers of orders with that of
two Poisson counts; all by the normal distribution, from 30 cases on. A dozen differences are looked at, so
one is told only at p < 0.01. The strongest stands first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sales.measures import Count, Moments, Tally
from sales.words import Words

LEAST_CASES = 30
CERTAIN = 2.576  # |z| of p = 0.01, two-sided
MOST = 6


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the funnel: mine and the others' customers who took it, of those who could."""

    name: str
    mine: Count
    others: Count


def findings(
    now: Tally, before: Tally, others: Tally, stages: Sequence[Stage], currency: str, words: Words
) -> tuple[str, ...]:
    """The notes of a report.

    `others` are the reps beside this one, without it; empty for the team as a whole.
    """
    found = [*_beside(now, others, currency, words), *_since(now, before, currency, words)]
    found += _steps(stages, words)
    certain = sorted((row for row in found if abs(row[0]) >= CERTAIN), key=lambda row: -abs(row[0]))
    return tuple(
        words("{finding} ({test}, {p}).", finding=text, test=test, p=_p(z))
        for z, text, test in certain[:MOST]
    )


def welch(a: Moments, b: Moments) -> float:
    """How many standard errors two means lie apart; 0 with fewer than 30 cases on either side.

    Source: Welch, "The generalization of Student's problem", Biometrika 34 (1947).
    """
    error = math.hypot(a.error, b.error)
    if min(a.n, b.n) < LEAST_CASES or not error:
        return 0.0
    return (a.mean - b.mean) / error


def proportions(a: Count, b: Count) -> float:
    """How many standard errors two shares lie apart, by the pooled share; 0 with fewer than 30 cases."""
    if min(a.of, b.of) < LEAST_CASES:
        return 0.0
    pooled = (a.hits + b.hits) / (a.of + b.of)
    error = math.sqrt(pooled * (1 - pooled) * (1 / a.of + 1 / b.of))
    return (a.hits / a.of - b.hits / b.of) / error if error else 0.0


def counts(a: int, b: int) -> float:
    """How many standard errors two counts of as many days lie apart; 0 with fewer than 30 together."""
    return (a - b) / math.sqrt(a + b) if a + b >= LEAST_CASES else 0.0


Found = Iterator[tuple[float, str, str]]  # z, the sentence, the test


def _beside(now: Tally, others: Tally, currency: str, words: Words) -> Found:
    welch_test, shares_test = words("Welch test"), words("test of two shares")
    mine, theirs = words.percent, words.percent
    yield (
        welch(now.discounts, others.discounts),
        words(
            "Discounts average {mine}, the other reps' {team}",
            mine=mine(now.discounts.mean, 1),
            team=theirs(others.discounts.mean, 1),
        ),
        welch_test,
    )
    yield (
        welch(now.orders, others.orders),
        words(
            "An order is {mine} on average, with the other reps {team}",
            mine=words.money(now.average_cents, currency, whole=True),
            team=words.money(others.average_cents, currency, whole=True),
        ),
        welch_test,
    )
    yield (
        welch(now.satisfaction, others.satisfaction),
        words(
            "Customers give {mine} stars, those of the other reps {team}",
            mine=words.number(now.satisfaction.mean, 2),
            team=words.number(others.satisfaction.mean, 2),
        ),
        welch_test,
    )
    for sentence, own, rest in (
        ("{mine} of the active customers bought, with the other reps {team}", now.won, others.won),
        ("{mine} of the deliveries came on time, with the other reps {team}", now.on_time, others.on_time),
        (
            "{mine} of the orders came back in part or whole, with the other reps {team}",
            now.returned,
            others.returned,
        ),
    ):
        yield (
            proportions(own, rest),
            words(sentence, mine=words.percent(own.bp / 10_000, 1), team=words.percent(rest.bp / 10_000, 1)),
            shares_test,
        )


def _since(now: Tally, before: Tally, currency: str, words: Words) -> Found:
    yield (
        counts(now.orders.n, before.orders.n),
        words(
            "{n} orders, {before} in the period before",
            n=words.number(now.orders.n),
            before=words.number(before.orders.n),
        ),
        words("test of two counts"),
    )
    yield (
        proportions(now.on_time, before.on_time),
        words(
            "{now} of the deliveries came on time, {before} in the period before",
            now=words.percent(now.on_time.bp / 10_000, 1),
            before=words.percent(before.on_time.bp / 10_000, 1),
        ),
        words("test of two shares"),
    )
    yield (
        welch(now.discounts, before.discounts),
        words(
            "Discounts average {now}, {before} in the period before",
            now=words.percent(now.discounts.mean, 1),
            before=words.percent(before.discounts.mean, 1),
        ),
        words("Welch test"),
    )


def _steps(stages: Sequence[Stage], words: Words) -> Found:
    for stage in stages:
        yield (
            proportions(stage.mine, stage.others),
            words(
                "At the step “{stage}” {mine} go on, with the other reps {team}",
                stage=words(stage.name),
                mine=words.percent(stage.mine.bp / 10_000, 1),
                team=words.percent(stage.others.bp / 10_000, 1),
            ),
            words("test of two shares"),
        )


def _p(z: float) -> str:
    p = math.erfc(abs(z) / math.sqrt(2))
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
