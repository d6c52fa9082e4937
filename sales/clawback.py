"""Clawback: what a return takes back, by the plan's rule, in the period in which it happens.

*Replay*: what the sale's period would have paid less without what came back. *Average*: the period's
average rate. *Original*: the rate of the line that the sale earned. Whatever is not a sum of sales (an
average order) is always replayed. Never less than nothing: a return never raises pay. Several returns take
back what one would have taken. Source: docs/incentives.md, "Returns".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sales.earnings import NOTHING_GONE, Earning, Line, earn, lines_of
from sales.measures_of_pay import MEASURES, Gone, adding
from sales.pay_facts import Fact
from sales.rate_rules import half_up


@dataclass(frozen=True, slots=True)
class Back:
    """What came back so far: of everything that a part credited, and of one sale."""

    gone: Gone = NOTHING_GONE
    of_sale: Gone = NOTHING_GONE

    def and_(self, returned: Fact) -> Back:
        return Back(self.gone.and_(returned), self.of_sale.and_(returned))


def clawed(
    earnings: Sequence[Earning], sale: Fact, returned: Fact, before: Back, of: str
) -> tuple[tuple[Line, ...], Back]:
    """The negative lines for a return, and what came back with it. `of` names the period of the sale."""
    after = before.and_(returned)
    lines = []
    for earning in earnings:
        if "sale" in _kinds(earning):
            taken = _TAKEN[_rule(earning)]
            less = max(0, taken(earning, sale, after) - taken(earning, sale, before))
            plan, measure = earning.part.plan, earning.component.measure
            cited = (returned.id,)
            lines.append(Line("return", -less, plan.id, plan.version, cited, measure, cites=sale.id, of=of))
    return tuple(line for line in lines if line.pay_cents), after


def _replayed(earning: Earning, sale: Fact, back: Back) -> int:
    """What less is paid for all that came back."""
    del sale
    return earning.pay_cents - earn(earning.component, earning.part, back.gone).pay_cents


def _averaged(earning: Earning, sale: Fact, back: Back) -> int:
    del sale
    return _share(earning.pay_cents, _measured(earning, back.gone), earning.value[0])


def _by_line(earning: Earning, sale: Fact, back: Back) -> int:
    own = sum(line.pay_cents for line in lines_of(earning) if sale.id in line.facts)
    sold = _measured(earning, Gone(sale.amount_cents, sale.units, sale.cost_cents))
    return _share(own, _measured(earning, back.of_sale), sold)


_TAKEN: dict[str, Callable[[Earning, Fact, Back], int]] = {
    "replay": _replayed,
    "average": _averaged,
    "original": _by_line,
}


def _rule(earning: Earning) -> str:
    component = earning.component
    sums = component.rule in ("marginal", "retroactive", "curve") and adding(component.measure)
    return earning.part.plan.returns if sums else "replay"


def _kinds(earning: Earning) -> set[str]:
    """The kinds of facts that an earning is made of."""
    component = earning.component
    names = [goal.measure for goal in component.goals] or [component.measure]
    return {kind for name in names for kind in MEASURES[name].kinds}


def _measured(earning: Earning, gone: Gone) -> int:
    """What came back, in the component's own measure."""
    part = adding(earning.component.measure)
    fact = Fact(
        "",
        earning.part.plan.starts_on,
        "",
        "return",
        gone.amount_cents,
        gone.units,
        cost_cents=gone.cost_cents,
    )
    return part(fact, earning.part.plan.unit) if part else 0


def _share(pay: int, back: int, whole: int) -> int:
    return half_up(pay * back, whole) if whole > 0 else 0
