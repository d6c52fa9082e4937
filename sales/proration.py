"""Proration by days: what part of a period a plan and a rep have in common.

*Calendar* days are all days; *working* days are Mondays to Fridays, less the plan's holidays, plus the days
it names as worked. Amounts are rounded half up to the minor unit. Source: docs/incentives.md, "Proration".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache

from sales.periods import Period
from sales.plans import Plan, in_force
from sales.rate_rules import half_up

Span = tuple[date, date]  # both days included


def plan_spans(plans: Sequence[Plan], period: Period) -> tuple[tuple[Plan, Span], ...]:
    """Which plan is in force in which part of a period, in order; a plan that is interrupted stands twice."""
    turns = {period.first}
    for one in plans:
        turns.add(one.starts_on)
        if one.ends_on is not None and one.ends_on < date.max:
            turns.add(one.ends_on + timedelta(1))
    starts = sorted(day for day in turns if period.first <= day <= period.last)
    ends = [*(day - timedelta(1) for day in starts[1:]), period.last]
    found: list[tuple[Plan, Span]] = []
    for first, last in zip(starts, ends, strict=True):
        plan = in_force(plans, first)
        if plan is not None and found and found[-1][0] == plan:
            found[-1] = plan, (found[-1][1][0], last)
        elif plan is not None:
            found.append((plan, (first, last)))
    return tuple(found)


def common(span: Span, others: Iterable[Span]) -> tuple[Span, ...]:
    """The parts of a span that lie in one of the others."""
    cut = [(max(span[0], first), min(span[1], last)) for first, last in others]
    return tuple((first, last) for first, last in cut if first <= last)


def days(plan: Plan, spans: Iterable[Span]) -> int:
    """How many days count in some spans, by the plan's setting."""
    if plan.proration == "calendar":
        return sum((last - first).days + 1 for first, last in spans)
    return sum(_working(first, last, plan.holidays, plan.workdays) for first, last in spans)


def prorated(amount: int, worked: int, whole: int) -> int:
    """The part of an amount for so many of a period's days; all of it in a period that has none."""
    return amount if worked == whole else half_up(amount * worked, whole)


@lru_cache(maxsize=4096)
def _working(first: date, last: date, holidays: frozenset[date], workdays: frozenset[date]) -> int:
    every = [first + timedelta(n) for n in range((last - first).days + 1)]
    return sum(day in workdays or (day.weekday() < 5 and day not in holidays) for day in every)
