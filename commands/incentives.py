"""`main.py incentives compute PLAN.toml FACTS.csv`: what a plan pays for given facts, from nothing else.

Needs no store: the same two files give the same statements everywhere, whatever the order of the rows.
"""

from __future__ import annotations

import argparse
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.context import Context

if TYPE_CHECKING:
    from data.pay_facts import RowFault
    from sales.earnings import Line
    from sales.plans import Plan
    from sales.statements import Statement

SUMMARY = "What an incentive plan pays for given facts: statements that explain every cent."
COLUMNS = (
    "rep", "period", "quota", "credited", "attainment_bp", "earned", "top_up", "draw_paid", "draw_balance",
    "clawback", "spiff", "total",
)  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    jobs = parser.add_subparsers(dest="job", metavar="JOB", required=True)
    compute = jobs.add_parser("compute", help="the statements for a plan (TOML) and facts (CSV)")
    compute.add_argument("plan", type=Path, metavar="PLAN.toml")
    compute.add_argument("facts", type=Path, metavar="FACTS.csv")
    compute.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.pay_facts import read_facts
    from sales.currencies import decimals_of
    from sales.statements import statements

    plan = _plan(desk, args.plan)
    if plan is None:
        return 1
    places = decimals_of(plan.currency)
    facts, faults = read_facts(args.facts, places)
    if faults:
        _tell(desk, args.facts, faults)
        return 1
    outside = sum(not plan.in_force(fact.on) for fact in facts if fact.kind == "sale")
    if outside:
        words = desk.words_at_hand
        one = "{n} sale lies outside the days of the plan and is not paid by it."
        desk.note(
            words.count(one, "{n} sales lie outside the days of the plan and are not paid by it.", outside)
        )
    made = statements((plan,), facts)
    if desk.json:
        desk.give({"statements": [_document(one, places) for one in made]})
    else:
        desk.table(COLUMNS, [list(_figures(one, places).values()) for one in made])
    return 0


def _plan(desk: Context, path: Path) -> Plan | None:
    """The plan of a file; None when it has faults, which are told then."""
    from data.content.document import Source
    from data.content.faults import Faults
    from data.content.plans import read_plan

    faults = Faults(path)
    plan = read_plan(Source(path), faults)
    for fault in faults.sorted():
        desk.note(fault.told(desk.words_at_hand))
    return plan


def _tell(desk: Context, path: Path, faults: tuple[RowFault, ...]) -> None:
    for fault in faults:
        desk.note(f"{path}: {fault.told(desk.words_at_hand)}")


def _document(statement: Statement, places: int) -> dict[str, Any]:
    """The figures of a statement, and the lines that they are made of."""
    from sales.statements import lines

    return {**_figures(statement, places), "lines": [_line(line, places) for line in lines(statement)]}


def _figures(statement: Statement, places: int) -> dict[str, Any]:
    """A statement's figures by COLUMNS."""
    from sales.periods import key

    def amount(cents: int) -> str:
        return f"{Decimal(cents).scaleb(-places):f}"

    return {
        "rep": statement.rep,
        "period": key(statement.period),
        "quota": None if statement.quota_cents is None else amount(statement.quota_cents),
        "credited": amount(statement.credited_cents),
        "attainment_bp": statement.attainment_bp,
        "earned": amount(statement.earned_cents),
        "top_up": amount(statement.top_up_cents),
        "draw_paid": amount(statement.draw.paid_cents),
        "draw_balance": amount(statement.draw.balance_cents),
        "clawback": amount(statement.clawback_cents),
        "spiff": amount(statement.spiff_cents),
        "total": amount(statement.total_cents),
    }


def _line(line: Line, places: int) -> dict[str, Any]:
    """A line, and how it came about: `fact` is its only fact, `slices` what each rate was paid on."""

    def amount(e4: int, more: int = 0) -> str:
        exact = Decimal(e4).scaleb(-places - more)
        return f"{exact.quantize(Decimal(1).scaleb(-places)) if exact == round(exact, places) else exact:f}"

    return {
        "rule": line.rule,
        "fact": line.facts[0] if len(line.facts) == 1 else None,
        "amount": amount(line.pay_cents),
        "facts": line.facts,
        "measure": line.measure or None,
        "plan": line.plan,
        "version": line.version,
        "original": line.cites or None,
        "of": line.of or None,
        "slices": [
            {
                "on": amount(part.value_e4, 4),
                "rate_bp": part.rate_bp,
                "amount": amount(part.pay_cents),
            }
            for part in line.slices
        ],
    }
