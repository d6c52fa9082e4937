"""How every figure of a quote came about: the ordered steps, each with its rule, what went in and came out.

Lines first, each from its list price to its net; then what was taken off the whole, the taxes, cash, the
total. Amounts of steps inside a waterfall are exact, that is of any number of decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import sub

from sales.priced_quote import PricedLine, PricedQuote
from sales.quote_document import AmountOff, NewPrice, PercentOff, Quote, Terms
from sales.rounding import quotient
from sales.volume_breaks import Breaks
from sales.waterfall import LIST, Step

Figure = Decimal | int | str | tuple[Decimal, ...]
ENGINE = "1"  # the version of the rules that are the engine's own
ROUNDED, DIVIDED, PER_RATE = "line-rounding", "largest-remainder", "EN16931-BR-CO-17"
CONTAINED, CASH, TOTAL = "tax-contained", "cash-rounding", "total"


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step. `line` is the place of its line, None for the quote. `unit`: the unit price after it.

    `stands` is False for a promotion that gave way to a better one.
    """

    step: str
    rule: str
    version: str
    inputs: Mapping[str, Figure]
    output: Figure
    line: int | None = None
    unit: Decimal | None = None
    stands: bool = True


def trace(priced: PricedQuote) -> Iterator[TraceStep]:
    """All steps of a quote, in the order in which they were taken."""
    for place, line in enumerate(priced.lines):
        yield from _line(place, line, priced.quote)
    yield TraceStep(
        "subtotal", "sum", ENGINE, {"nets": tuple(line.net for line in priced.lines)}, priced.subtotal
    )
    amounts = tuple(line.fall.amount for line in priced.lines)
    headers = tuple(line.header for line in priced.lines)
    if priced.header:
        divided: dict[str, Figure] = {"amount": priced.header, "over": amounts}
        yield TraceStep("header_discount", DIVIDED, ENGINE, divided, headers)
    if priced.coupon:
        divided = {"amount": priced.coupon, "over": tuple(map(sub, amounts, headers))}
        yield TraceStep("coupon", DIVIDED, ENGINE, divided, tuple(line.coupon for line in priced.lines))
    yield from _whole(priced)


def _whole(priced: PricedQuote) -> Iterator[TraceStep]:
    """Shipping, taxes, cash and the total."""
    if priced.quote.shipping:
        shipping = priced.quote.shipping
        inputs: Mapping[str, Figure] = {"tax_bp": shipping.tax_bp}
        yield TraceStep("shipping", "shipping", ENGINE, inputs, shipping.amount)
    rule = CONTAINED if priced.quote.tax_inclusive else PER_RATE
    for rate in priced.taxes:
        yield TraceStep("tax", rule, ENGINE, {"tax_bp": rate.tax_bp, "base": rate.base}, rate.tax)
    if priced.quote.rounding.cash:
        exact = {"amount": priced.total - priced.cash, "coin": priced.quote.rounding.cash}
        yield TraceStep("cash_rounding", CASH, ENGINE, exact, priced.cash)
    bases = tuple(rate.base + rate.tax for rate in priced.taxes)
    yield TraceStep("total", TOTAL, ENGINE, {"with_tax": bases, "cash": priced.cash}, priced.total)


def _line(place: int, line: PricedLine, quote: Quote) -> Iterator[TraceStep]:
    rounding = quote.rounding
    for step in line.fall.steps:
        unit = rounding.price(quotient(step.after, line.line.qty))
        yield _step(place, step, line, quote, unit)
    rounded: dict[str, Figure] = {"amount": line.fall.exact, "mode": rounding.mode}
    yield TraceStep("line_amount", ROUNDED, ENGINE, rounded, line.fall.amount, place)
    if line.line.parts:
        weights = tuple(part.list_price * part.qty for part in line.line.parts)
        amounts = tuple(part.amount for part in line.parts)
        divided: dict[str, Figure] = {"amount": line.fall.amount, "over": weights}
        yield TraceStep("bundle_parts", DIVIDED, ENGINE, divided, amounts, place)
    if quote.tax_inclusive:
        rates = ", ".join(str(part.tax_bp) for part in line.parts)
        contained: dict[str, Figure] = {"amount": line.fall.amount, "tax_bp": rates}
        yield TraceStep("line_net", CONTAINED, ENGINE, contained, line.net, place)


def _step(place: int, step: Step, line: PricedLine, quote: Quote, unit: Decimal) -> TraceStep:
    qty = line.line.qty
    if step.discount is None:
        inputs: Mapping[str, Figure] = {"list": line.line.list_price, "qty": qty}
        return TraceStep(LIST, quote.price_list or LIST, "", inputs, step.after, place, unit)
    found = step.discount
    inputs = {"amount": step.before, "qty": qty, **_inputs(found.terms)}
    rule = found.rule or found.kind
    return TraceStep(found.kind, rule, found.version, inputs, step.after, place, unit, step.stands)


def _inputs(terms: Terms) -> dict[str, Figure]:
    match terms:
        case PercentOff(bp):
            return {"bp": bp}
        case AmountOff(amount, per_line):
            return {"off": amount, "per": "line" if per_line else "unit"}
        case NewPrice(price):
            return {"price": price}
        case Breaks(method, breaks):
            ladder = ", ".join(
                f"{step.from_qty:f}: " + (f"{step.bp} bp" if step.price is None else f"{step.price:f}")
                for step in breaks
            )
            return {"method": method, "breaks": ladder}
