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
BOUGHT = "{mine} of the active customers bought, with the other reps {team}"
ON_TIME = "{mine} of the deliveries came on time, with the other reps {team}"
CAME_BACK = "{mine} of the orders came back in part or whole, with the other reps {team}"


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the funnel: mine and the others' customers who took it, of those who could."""

    name: str
    mine: Count
    others: Count


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A channel: its orders that were not paid, beside those of the other channels."""

    channel: str
    own: Count
    rest: Count


@dataclass(frozen=True, slots=True)
class Given:
    """A rep: the discounts of their orders, beside those of the others."""

    rep: str
    own: Moments
    rest: Moments


def findings(
    now: Tally,
    before: Tally,
    others: Tally,
    stages: Sequence[Stage],
    currency: str,
    words: Words,
    unpaid: Sequence[Unpaid] = (),
    discounts: Sequence[Given] = (),
) -> tuple[str, ...]:
    """The notes of a report. `others` are the reps beside this one, without it; empty for the whole team."""
    found = [*_beside(now, others, currency, words), *_since(now, before, words), *_steps(stages, words)]
    found += _parts(unpaid, discounts, words)
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
    def percent(share: float) -> str:
        return words.percent(share, 1)

    test = words("Welch test")
    sentence = words(
        "An order is discounted by {mine} on average, with the other reps by {team}",
        mine=percent(now.discounts.mean),
        team=percent(others.discounts.mean),
    )
    yield welch(now.discounts, others.discounts), sentence, test
    sentence = words(
        "An order is {mine} on average, with the other reps {team}",
        mine=words.money(now.average_cents, currency, whole=True),
        team=words.money(others.average_cents, currency, whole=True),
    )
    yield welch(now.orders, others.orders), sentence, test
    sentence = words(
        "Customers give {mine} stars, those of the other reps {team}",
        mine=words.number(now.satisfaction.mean, 2),
        team=words.number(others.satisfaction.mean, 2),
    )
    yield welch(now.satisfaction, others.satisfaction), sentence, test
    for text, own, rest in (
        (BOUGHT, now.won, others.won),
        (ON_TIME, now.on_time, others.on_time),
        (CAME_BACK, now.returned, others.returned),
    ):
        sentence = words(text, mine=percent(own.bp / 10_000), team=percent(rest.bp / 10_000))
        yield proportions(own, rest), sentence, words("test of two shares")


def _since(now: Tally, before: Tally, words: Words) -> Found:
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
            "An order is discounted by {now} on average, {before} in the period before",
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


def _parts(unpaid: Sequence[Unpaid], discounts: Sequence[Given], words: Words) -> Found:
    for part in unpaid:
        yield (
            max(0.0, proportions(part.own, part.rest)),
            words(
                "{own} of the orders through {channel} are not paid, {rest} of the others",
                own=words.percent(part.own.bp / 10_000, 1),
                channel=part.channel,
                rest=words.percent(part.rest.bp / 10_000, 1),
            ),
            words("test of two shares"),
        )
    for given in discounts:
        yield (
            max(0.0, welch(given.own, given.rest)),
            words(
                "{rep} discounts an order by {own} on average, the others by {rest}",
                rep=given.rep,
                own=words.percent(given.own.mean, 1),
                rest=words.percent(given.rest.mean, 1),
            ),
            words("Welch test"),
        )


def _p(z: float) -> str:
    p = math.erfc(abs(z) / math.sqrt(2))
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
