"""Rate rules: what a component pays for how far a measure went.

Amounts are integers in minor units, shares and rates basis points; a `Ratio` is an exact fraction as two
integers. Nothing is rounded before a component's pay, which is rounded once, half up. Parts of it (lines,
slices) are differences of the rounded sums up to each, so that they add up to the whole to the cent.
Source: docs/incentives.md, "Rate rules".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sales.plans import WHOLE_BP, Band, Component, Point, Step

Ratio = tuple[int, int]  # numerator, denominator > 0
NOTHING: Ratio = (0, 1)


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a measure that one rate was paid on: how much, in ten-thousandths of a minor unit."""

    value_e4: int
    rate_bp: int
    pay_cents: int


def half_up(numerator: int, denominator: int) -> int:
    """The quotient, rounded half away from zero."""
    if numerator < 0:
        return -half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def marginal(credited: int, quota: int, bands: Sequence[Band]) -> Ratio:
    """What is paid when each band's rate counts for its own part of what was credited.

    Bands ascend, the first from 0. It is continuous and never falls as `credited` rises. Without a quota (of
    somebody who has no day to work in the period) the first rate counts for all.
    """
    if quota <= 0:
        return credited * bands[0].rate_bp * WHOLE_BP, WHOLE_BP * WHOLE_BP
    paid, rate_bp = 0, 0
    for band in bands:  # what lies above a band's beginning earns as much more as its rate is above the last
        above = credited * WHOLE_BP - quota * band.from_bp
        if above <= 0:
            break
        paid += above * (band.rate_bp - rate_bp)
        rate_bp = band.rate_bp
    return paid, WHOLE_BP * WHOLE_BP


def slices(low: int, high: int, quota: int, bands: Sequence[Band]) -> tuple[Slice, ...]:
    """How a marginal plan pays what lies between two sums: the slices that earned anything, lowest first."""
    paid, _ = marginal(low, quota, bands)
    found: list[Slice] = []
    for value_e4, band in _parts(low, high, quota, bands):
        before, paid = paid, paid + value_e4 * band.rate_bp
        found.append(Slice(value_e4, band.rate_bp, _cents(paid) - _cents(before)))
    return tuple(found)


def retroactive_bp(credited: int, quota: int, bands: Sequence[Band]) -> int:
    """The rate of the band that was reached: it counts for everything."""
    if quota <= 0:
        return bands[0].rate_bp
    return max((band for band in bands if credited * WHOLE_BP >= quota * band.from_bp), key=_from).rate_bp


def curve_share(attainment: Ratio, points: Sequence[Point]) -> Ratio:
    """The share of the target that a payout curve gives: straight between its points, nothing below the
    first, and no more than the last.
    """
    reached, whole = attainment[0] * WHOLE_BP, attainment[1]
    if reached < points[0].at_bp * whole:
        return NOTHING
    for low, high in pairwise(points):
        if reached < high.at_bp * whole:
            run, rise = high.at_bp - low.at_bp, high.share_bp - low.share_bp
            share = low.share_bp * run * whole + (reached - low.at_bp * whole) * rise
            return share, run * whole * WHOLE_BP
    return points[-1].share_bp, WHOLE_BP


def ladder_step(level: Ratio, steps: Sequence[Step]) -> Step | None:
    """The highest rung that was reached; None below the first."""
    reached = [step for step in steps if level[0] * WHOLE_BP >= level[1] * step.from_bp]
    return max(reached, key=lambda step: step.from_bp, default=None)


def composite_score(achieved: Iterable[tuple[Ratio, int, int]]) -> Ratio:
    """The weighted sum of achievements, each given as its ratio to the goal, its weight and what counts at
    most.
    """
    top, bottom = NOTHING
    for (reached, goal), weight_bp, most_bp in achieved:
        part = (reached, goal) if reached * WHOLE_BP <= goal * most_bp else (most_bp, WHOLE_BP)
        top, bottom = top * part[1] + part[0] * weight_bp * bottom, bottom * part[1]
    return top, bottom * WHOLE_BP


def cut(component: Component, credited: int, quota: int) -> int:
    """What counts of what was credited, by the component's cap on attainment."""
    if component.cap_attainment_bp is None or quota <= 0:
        return credited
    return min(credited, quota * component.cap_attainment_bp // WHOLE_BP)


def running(total: int, parts: Sequence[int]) -> Iterator[int]:
    """`total` divided in proportion to parts (none negative), in their order: each the difference of two
    rounded sums.
    """
    whole, gone, paid = sum(parts) or 1, 0, 0
    for part in parts:
        gone += part
        before, paid = paid, half_up(total * gone, whole)
        yield paid - before


def _parts(low: int, high: int, quota: int, bands: Sequence[Band]) -> Iterator[tuple[int, Band]]:
    """What of the span from `low` to `high` lies in each band, in ten-thousandths of a minor unit."""
    start, end = low * WHOLE_BP, high * WHOLE_BP
    if quota <= 0:
        bands = bands[:1]
    for at, band in enumerate(bands):
        top = quota * bands[at + 1].from_bp if at + 1 < len(bands) else end
        inside = min(end, top) - max(start, quota * band.from_bp if quota > 0 else 0)
        if inside > 0:
            yield inside, band


def _cents(paid_e8: int) -> int:
    return half_up(paid_e8, WHOLE_BP * WHOLE_BP)


def _from(band: Band) -> int:
    return band.from_bp
