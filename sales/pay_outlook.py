"""What pay could be: the next tier, what hypothetical wins would bring, and what another plan would cost.

All of it runs the engine of statements itself on other facts or other plans: there is no second arithmetic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sales.earnings import Earning
from sales.pay_facts import Fact
from sales.periods import Period
from sales.plans import WHOLE_BP, Component, Plan
from sales.rate_rules import half_up
from sales.statements import Statement, statements


@dataclass(frozen=True, slots=True)
class NextTier:
    """Where the next rate begins, and how much is missing to it, in the measure's own minor units."""

    from_cents: int
    missing_cents: int
    rate_bp: int


@dataclass(frozen=True, slots=True)
class Cliff:
    """Where a cent more pays so much more at once: people wait for it, or push over it."""

    at_cents: int
    before_cents: int
    after_cents: int

    @property
    def jump_cents(self) -> int:
        return self.after_cents - self.before_cents


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody, or a period, is paid by one plan and by another."""

    name: str | Period
    before_cents: int
    after_cents: int

    @property
    def cents(self) -> int:
        return self.after_cents - self.before_cents


@dataclass(frozen=True, slots=True)
class Simulation:
    """Another plan over past periods: what each period costs, and who wins or loses most, that first."""

    periods: tuple[Change, ...]
    reps: tuple[Change, ...]

    @property
    def winners(self) -> tuple[Change, ...]:
        return tuple(change for change in self.reps if change.cents > 0)

    @property
    def losers(self) -> tuple[Change, ...]:
        return tuple(change for change in reversed(self.reps) if change.cents < 0)


def what_if(plans: Sequence[Plan], facts: Sequence[Fact], wins: Sequence[Fact]) -> int:
    """How much more pay some hypothetical facts bring their reps, in minor units."""
    return _total(statements(plans, (*facts, *wins))) - _total(statements(plans, facts))


def next_tier(earning: Earning) -> NextTier | None:
    """How far it is to the next band; None at the top, or where the rule has no bands."""
    if not earning.component.bands or earning.quota is None or earning.quota[0] <= 0:
        return None
    quota, value = earning.quota[0] // earning.quota[1], earning.value[0] // (earning.value[1] or 1)
    for band in earning.component.bands:
        if value * WHOLE_BP < quota * band.from_bp:
            starts = -(-quota * band.from_bp // WHOLE_BP)
            return NextTier(starts, starts - value, band.rate_bp)
    return None


def cliffs(component: Component, quota_cents: int) -> tuple[Cliff, ...]:
    """Where a component's pay jumps: at each band of a retroactive rule and each rung of a ladder.

    A rung of a ladder on a share stands at its level in basis points instead of an amount.
    """
    if component.rule == "ladder":
        pays = [0, *(step.pays_cents for step in component.steps)]
        steps = zip(component.steps, pairwise(pays), strict=True)
        return tuple(Cliff(step.from_bp, before, after) for step, (before, after) in steps)
    if component.rule != "retroactive":
        return ()
    found = []
    for low, high in pairwise(component.bands):
        at = -(-quota_cents * high.from_bp // WHOLE_BP)
        before, after = ((at - 1) * low.rate_bp, at * high.rate_bp)
        found.append(Cliff(at, half_up(before, WHOLE_BP), half_up(after, WHOLE_BP)))
    return tuple(found)


def simulate(before: Sequence[Plan], after: Sequence[Plan], facts: Sequence[Fact]) -> Simulation:
    """What the facts of past periods would have been paid by other plans."""
    old, new = statements(before, facts), statements(after, facts)
    return Simulation(
        tuple(sorted(_changes(old, new, "period"), key=lambda change: change.name.first)),  # type: ignore[union-attr]
        tuple(sorted(_changes(old, new, "rep"), key=lambda change: (-change.cents, str(change.name)))),
    )


def _changes(old: Iterable[Statement], new: Iterable[Statement], of: str) -> list[Change]:
    paid: dict[str | Period, list[int]] = defaultdict(lambda: [0, 0])
    for at, made in enumerate((old, new)):
        for statement in made:
            paid[getattr(statement, of)][at] += statement.total_cents
    return [Change(name, *totals) for name, totals in paid.items()]


def _total(made: Iterable[Statement]) -> int:
    return sum(statement.total_cents for statement in made)
