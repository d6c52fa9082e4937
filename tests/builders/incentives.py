"""Plan A of the handbook, and facts for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sales.pay_facts import Fact
from sales.plans import Band, Component, Plan
from sales.statements import Statement, lines, statements

BANDS = (Band(0, 300), Band(8000, 400), Band(10_000, 600), Band(12_000, 900))
QUOTA = 100_000_00
START = date(2026, 1, 1)
MARCH, APRIL = date(2026, 3, 2), date(2026, 4, 3)


def plan(rule: str = "marginal", **changes: Any) -> Plan:
    """Plan A: quota 100,000 a month; 3 % to 80 %, 4 % to 100 %, 6 % to 120 %, 9 % from there."""
    revenue = Component("revenue", rule, bands=BANDS)
    return replace(Plan("field-2026", 1, "CNY", START, (revenue,), quota=QUOTA), **changes)


def sale(name: str, amount: str | int, on: date = MARCH, rep: str = "li", **more: Any) -> Fact:
    return Fact(rep, on, name, "sale", cents(amount), **more)


def returned(of: str, amount: str | int, on: date = MARCH, rep: str = "li", **more: Any) -> Fact:
    return Fact(rep, on, f"return-{of}-{amount}-{on}", "return", cents(amount), original=of, **more)


def deals() -> tuple[Fact, ...]:
    """70,000, then 25,000, then 30,000: 125,000 in all."""
    return sale("a", 70_000), sale("b", 25_000), sale("c", 30_000)


def counted(kind: str, units: int, on: date = MARCH, rep: str = "li") -> Fact:
    return Fact(rep, on, "", kind, units=units)


def cents(amount: str | int) -> int:
    whole, _, rest = str(amount).partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


def only(plan: Plan, facts: Iterable[Fact]) -> Statement:
    (one,) = statements((plan,), tuple(facts))
    return one


def paid(statement: Statement, rule: str) -> list[str]:
    """The amounts of a statement's lines by one rule."""
    return [shown(line.pay_cents) for line in lines(statement) if line.rule == rule]


def shown(amount_cents: int) -> str:
    sign = "-" if amount_cents < 0 else ""
    return f"{sign}{abs(amount_cents) // 100}.{abs(amount_cents) % 100:02}"
