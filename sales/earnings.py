"""What a component earns in a part of a period, as a whole and fact by fact.

A *part* is what one version of a plan and one rep have in common in one period: its days, its quota, its
credits. Lines are made when somebody looks at them; the whole needs no more than sums. Source:
docs/incentives.md, "Rate rules".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sales.books import Book
from sales.credits import by_day
from sales.measures_of_pay import MEASURES, Gone, adding, attainment, facts_of
from sales.pay_facts import Fact
from sales.plans import WHOLE_BP, Component, Plan
from sales.proration import prorated
from sales.rate_rules import (
    Ratio,
    Slice,
    composite_score,
    curve_share,
    cut,
    half_up,
    ladder_step,
    marginal,
    retroactive_bp,
    running,
    slices,
)

NOTHING_GONE = Gone()


@dataclass(frozen=True, slots=True)
class Line:
    """One amount of a statement: by which rule of which plan, from which facts. What takes back or corrects
    something cites the fact and the period that it is about."""

    rule: str
    pay_cents: int
    plan: str
    version: int
    facts: tuple[str, ...] = ()
    measure: str = ""
    slices: tuple[Slice, ...] = ()
    cites: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """`worked` of the period's `whole` days under a version of a plan, and what was credited in them."""

    plan: Plan
    worked: int
    whole: int
    book: Book

    def prorated(self, amount: int) -> int:
        return prorated(amount, self.worked, self.whole)


@dataclass(frozen=True, slots=True)
class Earning:
    """What a component came to. `level` is the attainment, or the score of a composite."""

    part: Part
    component: Component
    value: Ratio
    quota: Ratio | None
    level: Ratio
    pay_cents: int


def earn(component: Component, part: Part, gone: Gone = NOTHING_GONE) -> Earning:
    """What a component pays for a part, less what came back of its sales."""
    if component.rule == "composite":
        level = _score(component, part, gone)
        return Earning(part, component, level, None, level, _limited(component, part, level, level, None))
    measure = MEASURES[component.measure]
    value = measure.taken(part.book, gone, part.plan.unit)
    quota = _quota(component, part)
    level = attainment(measure, value, quota)
    return Earning(part, component, value, quota, level, _limited(component, part, value, level, quota))


def lines_of(earning: Earning) -> tuple[Line, ...]:
    """The lines of an earning: one for each fact where the measure is a sum, in the order of the deals."""
    component, part = earning.component, earning.part
    if component.rule == "composite":
        measures = [MEASURES[goal.measure] for goal in component.goals]
    else:
        measures = [MEASURES[component.measure]]
    facts = sorted(facts_of(measures, part.book), key=by_day)
    one_by_one = adding(component.measure) if component.rule in _BY_FACT else None
    if one_by_one is None or not facts:
        named = dict.fromkeys(fact.id or f"{fact.kind} {fact.on}" for fact in facts)
        all_of_it = _line(earning, earning.pay_cents, list(named))
        return (all_of_it,) if earning.pay_cents or facts else ()
    parts = [one_by_one(fact, part.plan.unit) for fact in facts]
    return tuple(_BY_FACT[component.rule](earning, facts, parts))


def _score(component: Component, part: Part, gone: Gone) -> Ratio:
    achieved = []
    for goal in component.goals:
        measure = MEASURES[goal.measure]
        aim = goal.goal.numerator, goal.goal.denominator
        if measure.part is not None:
            aim = part.prorated(aim[0]), aim[1]
        value = measure.taken(part.book, gone, part.plan.unit)
        achieved.append((attainment(measure, value, aim), goal.weight_bp, goal.most_bp))
    return composite_score(achieved)


def _quota(component: Component, part: Part) -> Ratio | None:
    """The quota of a part: of what is a sum its share of the period's, of a mean the whole."""
    measure = MEASURES[component.measure]
    quota = component.quota
    if quota is None:
        if measure.share or part.plan.quota is None:
            return None
        return (part.prorated(part.plan.quota) if measure.part else part.plan.quota), 1
    if measure.part is None:
        return quota.numerator, quota.denominator
    return half_up(quota.numerator * part.worked, quota.denominator * part.whole), 1


def _limited(component: Component, part: Part, value: Ratio, level: Ratio, quota: Ratio | None) -> int:
    pay = _RULES[component.rule](component, part, value, level, quota)
    if component.cap_payout_cents is None:
        return pay
    return min(pay, part.prorated(component.cap_payout_cents))


def _marginal(component: Component, part: Part, value: Ratio, level: Ratio, quota: Ratio | None) -> int:
    del part, level
    credited, whole = _amounts(value, quota)
    return half_up(*marginal(cut(component, credited, whole), whole, component.bands))


def _retroactive(component: Component, part: Part, value: Ratio, level: Ratio, quota: Ratio | None) -> int:
    del part, level
    credited, whole = _amounts(value, quota)
    credited = cut(component, credited, whole)
    return half_up(credited * retroactive_bp(credited, whole, component.bands), WHOLE_BP)


def _curve(component: Component, part: Part, value: Ratio, level: Ratio, quota: Ratio | None) -> int:
    del value, quota
    share = curve_share(_cut_level(component, level), component.points) if component.points else level
    return half_up(part.prorated(component.target_cents) * share[0], share[1])


def _ladder(component: Component, part: Part, value: Ratio, level: Ratio, quota: Ratio | None) -> int:
    del value, quota
    step = ladder_step(_cut_level(component, level), component.steps)
    return part.prorated(step.pays_cents) if step else 0


_RULES: dict[str, Callable[[Component, Part, Ratio, Ratio, Ratio | None], int]] = {
    "marginal": _marginal,
    "retroactive": _retroactive,
    "curve": _curve,
    "composite": _curve,
    "ladder": _ladder,
}


def _amounts(value: Ratio, quota: Ratio | None) -> tuple[int, int]:
    """What was credited, at least nothing, and the quota."""
    credited = max(0, value[0] // value[1]) if value[1] else 0
    return credited, quota[0] // quota[1] if quota else 0


def _cut_level(component: Component, level: Ratio) -> Ratio:
    cap = component.cap_attainment_bp
    return level if cap is None or level[0] * WHOLE_BP <= cap * level[1] else (cap, WHOLE_BP)


def _deal_by_deal(earning: Earning, facts: Sequence[Fact], parts: Sequence[int]) -> Iterator[Line]:
    """A marginal plan pays each deal with the rates that its part of the sum meets."""
    component, quota = earning.component, earning.quota
    before, paid = 0, 0
    for fact, part in zip(facts, parts, strict=True):
        after = before + part
        total = _limited(component, earning.part, (after, 1), earning.level, quota)
        low, high = (cut(component, *_amounts((at, 1), quota)) for at in (before, after))
        met = slices(low, high, quota[0] if quota else 0, component.bands)
        yield _line(earning, total - paid, [fact.id], met)
        before, paid = after, total


def _in_proportion(earning: Earning, facts: Sequence[Fact], parts: Sequence[int]) -> Iterator[Line]:
    """What one rate or share was paid for all of is divided by what each fact added."""
    for fact, pay in zip(facts, running(earning.pay_cents, parts), strict=True):
        yield _line(earning, pay, [fact.id])


_BY_FACT: Mapping[str, Callable[[Earning, Sequence[Fact], Sequence[int]], Iterator[Line]]] = {
    "marginal": _deal_by_deal,
    "retroactive": _in_proportion,
    "curve": _in_proportion,
}


def _line(earning: Earning, pay: int, facts: Sequence[str], met: tuple[Slice, ...] = ()) -> Line:
    plan, component = earning.part.plan, earning.component
    return Line(component.rule, pay, plan.id, plan.version, tuple(facts), component.measure, met)
