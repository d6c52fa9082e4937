"""Whether a priced quote is inside its guardrails: every rule on every line, and who is needed.

A measure is tested exactly and kept to the basis point. What cannot be measured, a margin without a cost, is
not tested, and somebody has to answer for it as for a rule that is broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

from sales.guardrails import (
    ALL_BP,
    DISCOUNT,
    LINE,
    LINE_MEASURES,
    MARGIN,
    ROLES,
    TOTAL,
    Rule,
    lowest_price,
    may_pass,
)
from sales.priced_quote import NOTHING, PricedLine, PricedQuote
from sales.quote_document import REP
from sales.rounding import EXACT, WIDE, in_bp, quotient
from sales.waterfall import Cheaper, cheaper

FREE, NEEDS, BLOCKED = "free", "needs approval", "blocked"


@dataclass(frozen=True, slots=True)
class Check:
    """A rule and what it found. `line` is the place of the line, None for the quote; `key` stays with the
    line when others come and go.

    `value`: basis points, an amount or days; None where it cannot be measured, and then `passed` is None too.
    `lowest`: the lowest unit price, as priced, that a broken margin of a line would still allow.
    """

    rule: Rule
    line: int | None
    key: str
    value: Decimal | None
    passed: bool | None
    lowest: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """A line that would cost less if more were bought."""

    line: int
    cheaper: Cheaper


def checks(priced: PricedQuote) -> tuple[Check, ...]:
    """Every rule of the quote's guardrails, on all lines or on the whole."""
    rules = priced.quote.guardrails.rules
    of_lines = [rule for rule in rules if rule.scope == LINE]
    found = [_of_quote(rule, priced) for rule in rules if rule.scope != LINE]
    for place, line in enumerate(priced.lines):
        key = line.line.id or f"{line.line.product}#{place + 1}"
        measured = {MARGIN: line.margin, DISCOUNT: rep_discount(line)}
        kept = {name: value if value is None else Decimal(in_bp(value)) for name, value in measured.items()}
        for rule in of_lines:
            value = measured[rule.measure]
            passed = None if value is None else rule.holds(value)
            lowest = _lowest(rule, line, priced) if rule.measure == MARGIN and passed is False else None
            found.append(Check(rule, place, key, kept[rule.measure], passed, lowest))
    return tuple(found)


def advice(priced: PricedQuote) -> Iterator[Advice]:
    """The lines of which one more, or some more, would cost less."""
    for place, line in enumerate(priced.lines):
        found = cheaper(line.line, line.fall, priced.quote.rounding)
        if found is not None:
            yield Advice(place, found)


def needed(found: Iterable[Check], role: str) -> tuple[str, str | None]:
    """The verdict for who quotes in `role`, and the role that may let the quote pass where one has to."""
    broken = [check for check in found if not check.passed and not may_pass(role, check.rule.role)]
    if any(check.rule.role is None for check in broken):
        return BLOCKED, None
    if not broken:
        return FREE, None
    return NEEDS, max((check.rule.role or role for check in broken), key=ROLES.index)


def rep_discount(line: PricedLine) -> Decimal:
    """What the rep took off a line, as a share of what it cost before."""
    steps = [step for step in line.fall.steps if step.kind == REP]
    if not steps or not steps[0].before:
        return NOTHING
    return quotient(EXACT.subtract(steps[0].before, steps[-1].after), steps[0].before)


def given_away(priced: PricedQuote) -> Decimal:
    """What rep discounts and the header discount took off, as a share of the lines before them."""
    steps = [step for line in priced.lines for step in line.fall.steps if step.kind == REP]
    with localcontext(EXACT):
        taken = sum((step.before - step.after for step in steps), NOTHING)
        whole = taken + sum((line.fall.exact for line in priced.lines), NOTHING)
        return quotient(taken + priced.header, whole) if whole else NOTHING


def _of_quote(rule: Rule, priced: PricedQuote) -> Check:
    value = _measured(rule, priced)
    passed = None if value is None else rule.holds(value)
    kept = Decimal(in_bp(value)) if value is not None and rule.measure in LINE_MEASURES else value
    return Check(rule, None, "", kept, passed)


def _measured(rule: Rule, priced: PricedQuote) -> Decimal | None:
    """What a rule measures of the whole quote."""
    if rule.measure == MARGIN:
        return priced.margin
    if rule.measure == DISCOUNT:
        return given_away(priced)
    if rule.measure == TOTAL:
        return priced.total
    return Decimal(priced.quote.payment_days or 0)


def _lowest(rule: Rule, line: PricedLine, priced: PricedQuote) -> Decimal | None:
    """The lowest unit price that keeps a floor; with tax where prices contain it."""
    if line.cost is None or rule.limit >= ALL_BP:
        return None
    with localcontext(WIDE):
        with_tax = line.fall.exact / line.exact_net if priced.quote.tax_inclusive else 1
        cost = line.cost / line.line.qty * with_tax
    return lowest_price(cost, int(rule.limit), priced.quote.rounding)
