"""How a quote's figures and terms are written on paper."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from reports import phrases
from sales.priced_quote import PricedLine
from sales.quote_document import (
    BUNDLE,
    CONTRACT,
    PROMOTION,
    REP,
    TIER,
    VOLUME,
    AmountOff,
    NewPrice,
)
from sales.quote_paper import QuotePaper
from sales.rounding import quotient
from sales.waterfall import Step
from sales.words import MINUS, SYMBOLS, Words

KINDS = {
    CONTRACT: "agreed price",
    TIER: "your tier",
    VOLUME: "quantity",
    BUNDLE: "as a set",
    PROMOTION: "promotion",
    REP: "this order",
}


def bare(figure: Decimal, paper: QuotePaper, words: Words) -> str:
    """An amount or a unit price for a column whose head bears the sign, with the decimals that it has."""
    least = paper.priced.quote.rounding.decimals
    return words.number(figure, max(least, -int(figure.as_tuple().exponent)))


def money(figure: Decimal, paper: QuotePaper, words: Words) -> str:
    """An amount with the currency's sign: "¥86,007.64"."""
    currency = paper.priced.quote.currency
    sign = MINUS if figure < 0 else ""
    return f"{sign}{SYMBOLS.get(currency, currency + ' ')}{bare(abs(figure), paper, words)}"


def percent(share: Decimal, words: Words) -> str:
    """A share with up to two decimals: "13%", "−12.5%"."""
    exact = (share * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    places = 0 if exact == exact.to_integral_value() else 1 if exact * 10 % 1 == 0 else 2
    return words.percent(share, places)


def discounts_said(line: PricedLine, paper: QuotePaper, words: Words) -> list[str]:
    """Each step that changed the price, by the name that the customer knows it by."""
    return [_said(step, paper, words) for step in line.fall.steps if _counts(step)]


def payment(days: int, words: Words) -> str:
    """When the customer pays."""
    if days == 0:
        return words("on delivery")
    return words.count("{n} day net", "{n} days net", days)


def delivery(paper: QuotePaper, words: Words) -> str:
    """How and when it is delivered."""
    on = paper.particulars.delivery_on
    how = paper.particulars.delivery or ("" if on else paper.delivery)
    return phrases.joined([how, words.day(on, year=True) if on else ""], ", ")


def _counts(step: Step) -> bool:
    return step.discount is not None and step.stands and step.before != step.after


def _said(step: Step, paper: QuotePaper, words: Words) -> str:
    assert step.discount is not None
    name = paper.names.get(step.discount.rule) or words(KINDS[step.kind])
    terms = step.discount.terms
    if isinstance(terms, NewPrice):
        return f"{name} {money(paper.priced.quote.rounding.price(terms.price), paper, words)}"
    if isinstance(terms, AmountOff):
        off = money(-paper.priced.quote.rounding.price(terms.amount), paper, words)
        return f"{name} {off}" if terms.per_line else words("{name} {off} each", name=name, off=off)
    return f"{name} {percent(quotient(step.after - step.before, step.before), words)}"
