"""What the checks of a quote found, and what would be cheaper, in sentences for the rep."""

from __future__ import annotations

from decimal import Decimal

from sales.currencies import decimals_of
from sales.guardrails import DISCOUNT, LINE_MEASURES, MARGIN, TERMS, TOTAL, Rule
from sales.quote_checks import Advice, Check
from sales.words import Words

INSIDE = {
    MARGIN: "{whose}: the margin of {value} keeps the floor of {limit} (rule {rule}).",
    DISCOUNT: "{whose}: the rep discount of {value} is within {limit} (rule {rule}).",
    TOTAL: "{whose}: the total of {value} is within {limit} (rule {rule}).",
    TERMS: "{whose}: payment within {value} days is inside the {limit} allowed (rule {rule}).",
}
BROKEN = {
    MARGIN: "{whose}: the margin of {value} is under the floor of {limit} (rule {rule}).",
    DISCOUNT: "{whose}: the rep discount of {value} is over {limit} (rule {rule}).",
    TOTAL: "{whose}: the total of {value} is over {limit} (rule {rule}).",
    TERMS: "{whose}: payment within {value} days is more than the {limit} allowed (rule {rule}).",
}


def told(check: Check, currency: str, words: Words) -> str:
    """What was tested, and what it came to."""
    whose = words("The quote") if check.line is None else words("Line {n}", n=check.line + 1)
    rule = f"{check.rule.id} v{check.rule.version}"
    if check.value is None:
        return words(
            "{whose}: without a cost and a price no margin can be tested (rule {rule}).",
            whose=whose,
            rule=rule,
        )
    value, limit = (_figure(check.rule, one, currency, words) for one in (check.value, check.rule.limit))
    sentence = (INSIDE if check.passed else BROKEN)[check.rule.measure]
    said = words(sentence, whose=whose, value=value, limit=limit, rule=rule)
    if check.lowest is None:
        return said
    lowest = f"{words.number(check.lowest, decimals_of(currency))} {currency}"
    return said + ("" if words.chinese else " ") + words("The lowest price is {price}.", price=lowest)


def advised(found: Advice, currency: str, words: Words) -> str:
    """How many more would cost less, and how much less."""
    cheaper = found.cheaper
    fields = {
        "line": found.line + 1,
        "qty": f"{cheaper.qty.normalize():f}",
        "saves": f"{words.number(cheaper.saves, decimals_of(currency))} {currency}",
    }
    if cheaper.more == 1:
        return words("Line {line}: one more makes it cheaper; {qty} cost {saves} less.", **fields)
    more = f"{cheaper.more.normalize():f}"
    return words("Line {line}: {more} more make it cheaper; {qty} cost {saves} less.", more=more, **fields)


def _figure(rule: Rule, value: Decimal, currency: str, words: Words) -> str:
    if rule.measure in LINE_MEASURES:
        return words.percent(value.scaleb(-4), 2)
    if rule.measure == TOTAL:
        return f"{words.number(value, decimals_of(currency))} {currency}"
    return words.number(value)
