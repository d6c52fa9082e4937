"""What a quote may be issued with, and who may let it pass: approval rules and the margin floor.

A rule holds a measure of each line, or of the quote, against a limit, and names the role that may let a quote
pass that breaks it; None is nobody. Margin is (net - cost) / net: cost 29.80 at a floor of 22 % may be sold
for 38.21 and no less. (29.80 x 1.22 is a markup, a different thing.) How much a role may give away by itself
follows from the rules on discounts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sales.rounding import Rounding, quotient, remainder

LINE, QUOTE = "line", "quote"
SCOPES = (LINE, QUOTE)
DISCOUNT, MARGIN, TOTAL, TERMS = "discount", "margin", "total", "terms"
MEASURES = (DISCOUNT, MARGIN, TOTAL, TERMS)
LINE_MEASURES = (DISCOUNT, MARGIN)  # a total and terms are the quote's
REP_ROLE, MANAGER, ADMIN = "rep", "manager", "admin"
ROLES = (REP_ROLE, MANAGER, ADMIN)  # each may let pass what those before it may
NO_ROLE = "none"  # as a document names that nobody may let it pass
ALL_BP = 10_000


@dataclass(frozen=True, slots=True)
class Rule:
    """`limit`: basis points of a discount (at most) or a margin (at least); an amount (at most) for the total
    with tax; days (at most) for the terms of payment.
    """

    id: str
    scope: str
    measure: str
    limit: Decimal
    role: str | None = MANAGER
    version: str = "1"

    def holds(self, value: Decimal) -> bool:
        """Whether an exact measure, a share for a discount or a margin, is inside the limit."""
        limit = self.limit.scaleb(-4) if self.measure in LINE_MEASURES else self.limit
        return value >= limit if self.measure == MARGIN else value <= limit

    def worse(self, now: Decimal, then: Decimal) -> bool:
        """Whether a measure has moved the wrong way."""
        return now < then if self.measure == MARGIN else now > then


@dataclass(frozen=True, slots=True)
class Guardrails:
    """The rules that hold, and the role of who quotes."""

    rules: tuple[Rule, ...] = (
        Rule("M-2", LINE, MARGIN, Decimal(2200)),
        Rule("M-1", QUOTE, MARGIN, Decimal(2200)),
        Rule("D-1", LINE, DISCOUNT, Decimal(500)),
        Rule("D-9", LINE, DISCOUNT, Decimal(1500), None),
        Rule("T-1", QUOTE, TERMS, Decimal(45)),
    )
    role: str = REP_ROLE


def lowest_price(cost: Decimal, floor_bp: int, rounding: Rounding) -> Decimal:
    """The lowest unit price that keeps a margin floor, rounded up: 29.80 at 22 % is 38.21."""
    return rounding.up(quotient(cost, remainder(floor_bp)))


def may_pass(role: str, needed: str | None) -> bool:
    """Whether who has `role` may let pass what needs `needed`."""
    return needed is not None and ROLES.index(role) >= ROLES.index(needed)


def most_discount_bp(rules: Iterable[Rule], role: str) -> int:
    """The largest discount off a line that a role may give without anybody's approval."""
    limits = [
        int(rule.limit)
        for rule in rules
        if (rule.scope, rule.measure) == (LINE, DISCOUNT) and not may_pass(role, rule.role)
    ]
    return min(limits, default=ALL_BP)
