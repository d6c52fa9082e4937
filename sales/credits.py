"""Crediting: what of a fact is whose. Shares are divided by largest remainder, so that they add up to the
cent.

A credit is a fact whose amount, units and cost are the rep's own part. What comes back or is paid follows
the shares of its sale. Facts may come in any order: ties go by the reps' names. Source: docs/incentives.md,
"Credits".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sales.allocation import allocate
from sales.pay_facts import CITING, Fact
from sales.plans import WHOLE_BP
from sales.rate_rules import half_up

Rows = Mapping[str, Sequence[Fact]]  # the rows of each id


@dataclass(frozen=True, slots=True)
class Credited:
    """What counts for somebody: the sales, and everything else."""

    sales: list[Fact]
    others: list[Fact]


def credits(facts: Iterable[Fact]) -> Credited:
    """Everything that counts for somebody. Of sound facts: see `pay_facts.flaws`."""
    sales: list[Fact] = []
    others: list[Fact] = []
    parts: dict[str, list[Fact]] = defaultdict(list)
    citing: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.kind == "sale":
            if fact.share_bp is None or fact.share_bp == WHOLE_BP:
                sales.append(fact)
            else:
                parts[fact.id].append(fact)
        elif fact.kind in CITING:
            citing[fact.kind, fact.id].append(fact)
        else:
            others.append(fact)
    cited = _cited(sales, parts, {rows[0].original for rows in citing.values()})
    for rows in parts.values():
        sales += _divided(rows)
    for rows in citing.values():
        others += _following(rows, cited[rows[0].original])
    return Credited(sales, others)


def by_day(fact: Fact) -> tuple[object, str, str]:
    """The order in which deals count: by credit date, then by id."""
    return fact.on, fact.id, fact.kind


def _cited(whole: Iterable[Fact], parts: Rows, ids: set[str]) -> Rows:
    """The sales that something is about."""
    found: dict[str, Sequence[Fact]] = {sale: rows for sale, rows in parts.items() if sale in ids}
    if ids:
        found |= {sale.id: (sale,) for sale in whole if sale.id in ids}
    return found


def _divided(rows: Sequence[Fact]) -> list[Fact]:
    """The rows of one fact, each with its part; what nobody has a share in is nobody's."""
    rows = sorted(rows, key=lambda row: row.rep)
    shares = [WHOLE_BP if row.share_bp is None else row.share_bp for row in rows]
    weights = [*shares, WHOLE_BP - sum(shares)]
    amounts, units, costs = (
        allocate(Decimal(total), [Decimal(weight) for weight in weights], Decimal(1))
        for total in (rows[0].amount_cents, rows[0].units, rows[0].cost_cents)
    )
    return [
        replace(
            row,
            amount_cents=int(amounts[at]),
            units=int(units[at]),
            cost_cents=int(costs[at]),
            share_bp=shares[at],
        )
        for at, row in enumerate(rows)
    ]


def _following(rows: Sequence[Fact], sale: Sequence[Fact]) -> list[Fact]:
    """What is about a sale, divided as it says, or else as the sale was."""
    shares = {one.rep: one.share_bp for one in sale}
    said = [
        replace(row, share_bp=row.share_bp if row.share_bp is not None else shares[row.rep]) for row in rows
    ]
    if all(row.share_bp is None for row in rows):
        said = [replace(rows[0], rep=rep, share_bp=share) for rep, share in shares.items()]
    first = sale[0]
    if rows[0].kind == "payment":
        return [replace(part, units=(part.on - first.on).days) for part in _divided(said)]
    return _divided([_came_back(row, first) for row in said])


def _came_back(row: Fact, sale: Fact) -> Fact:
    """A return with the product of its sale; units and cost, where not said, in proportion to the amount."""
    sold = sale.amount_cents or 1
    return replace(
        row,
        product=row.product or sale.product,
        units=row.units or sale.units * row.amount_cents // sold,
        cost_cents=row.cost_cents or half_up(sale.cost_cents * row.amount_cents, sold),
    )
