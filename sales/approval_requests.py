"""What has to be known to decide on a quote: what each rule found, and what it would take to need nobody.

A finding is one rule on the line that breaks it, on the quote, or, where all lines keep it, on the line that
comes closest to its limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from sales.guardrails import LINE, MARGIN, Rule, may_pass
from sales.priced_quote import PricedQuote
from sales.quote_checks import Check
from sales.quote_document import REP, Quote, QuoteLine
from sales.quote_faults import QuoteRefused
from sales.quote_pricing import price
from sales.rounding import EXACT, WIDE
from sales.waterfall import bargain

INSIDE, YOURS, ABOVE, NOBODY = "inside", "yours", "above", "nobody"


@dataclass(frozen=True, slots=True)
class Finding:
    """`of_all`: the rule holds for all lines, and `check` is the one nearest to its limit."""

    check: Check
    of_all: bool = False

    @property
    def broken(self) -> bool:
        return not self.check.passed


def findings(found: Sequence[Check]) -> tuple[Finding, ...]:
    """What the rules found: those that are broken first, those on lines before those on the whole.

    A wider limit on what a narrower one holds already is left out.
    """
    told: list[Finding] = []
    for rule in dict.fromkeys(check.rule for check in found):
        checks = [check for check in found if check.rule == rule]
        broken = [Finding(check) for check in checks if not check.passed]
        if broken:
            told += broken
        elif not any(_narrower(other.rule, rule) and other.passed for other in found):
            told.append(Finding(_worst(rule, checks), of_all=rule.scope == LINE))
    return tuple(sorted(told, key=lambda one: (not one.broken, one.check.rule.scope != LINE)))


def standing(finding: Finding, role: str) -> str:
    """Whether it is inside, or may be let pass in `role`, by a higher role only, or by nobody."""
    if not finding.broken:
        return INSIDE
    if finding.check.rule.role is None:
        return NOBODY
    return YOURS if may_pass(role, finding.check.rule.role) else ABOVE


def floor_prices(quote: Quote, found: Iterable[Check]) -> dict[str, Decimal]:
    """The unit prices, by the key of the line, at which all margins that are broken would keep their floor.

    Empty where there are none, or where giving up the rep's discount is not enough for one of them.
    """
    prices: dict[str, Decimal] = {}
    for check in found:
        if check.rule.scope == LINE and check.rule.measure == MARGIN and not check.passed:
            if check.lowest is None:
                return {}
            prices[check.key] = max(check.lowest, prices.get(check.key, check.lowest))
    try:
        price(at_prices(quote, prices))
    except QuoteRefused:
        return {}
    return prices


def at_prices(quote: Quote, prices: Mapping[str, Decimal]) -> Quote:
    """The quote with other unit prices on some lines, given as rep discounts in place of those there are."""
    lines = (_at_price(line, prices.get(line_key(line, place))) for place, line in enumerate(quote.lines))
    return replace(quote, lines=tuple(lines))


def under_floor(priced: PricedQuote, prices: Mapping[str, Decimal]) -> Decimal:
    """What the lines come to less than they would at `prices`, as priced."""
    rounding, missing = priced.quote.rounding, priced.quote.rounding.nothing
    for place, line in enumerate(priced.lines):
        if (wanted := prices.get(line_key(line.line, place))) is not None:
            with localcontext(EXACT):
                missing += rounding.amount(wanted * line.line.qty) - line.fall.amount
    return missing


def earned(priced: PricedQuote) -> Decimal | None:
    """What the quote leaves after its costs, rounded; None where a cost is not known."""
    if priced.cost is None:
        return None
    return priced.quote.rounding.amount(WIDE.subtract(priced.goods, priced.cost))


def line_key(line: QuoteLine, place: int) -> str:
    """By what checks and approvals know a line: its id, or its product and place."""
    return line.id or f"{line.product}#{place + 1}"


def _at_price(line: QuoteLine, wanted: Decimal | None) -> QuoteLine:
    if wanted is None:
        return line
    others = tuple(one for one in line.discounts if one.kind != REP)
    return replace(line, discounts=(*others, bargain(line, wanted)))


def _narrower(rule: Rule, than: Rule) -> bool:
    same = (rule.scope, rule.measure) == (than.scope, than.measure)
    return same and rule.limit != than.limit and than.worse(than.limit, rule.limit)


def _worst(rule: Rule, checks: Sequence[Check]) -> Check:
    """The check nearest to the limit."""
    worst = checks[0]
    for check in checks[1:]:
        if check.value is not None and (worst.value is None or rule.worse(check.value, worst.value)):
            worst = check
    return worst
