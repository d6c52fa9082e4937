"""Quotes as documents: the one they were read from, and the reply that says what they come to.

The reply is the document with its results in it, so it can be read and priced again and gives the same.
Amounts are decimal strings with the currency's decimals, prices have up to four, rates are basis points.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sales.guardrails import NO_ROLE, Rule
from sales.priced_quote import PricedLine, PricedQuote
from sales.quote_checks import Advice, Check, advice, checks, needed
from sales.quote_document import AmountOff, Discount, NewPrice, Part, PercentOff, Quote, QuoteLine, Reduction
from sales.quote_sentences import advised, told
from sales.quote_trace import Figure, TraceStep, trace
from sales.rounding import EXACT, in_bp
from sales.volume_breaks import Break, Breaks
from sales.words import Words

Document = dict[str, object]


def document(quote: Quote) -> Document:
    """A quote as JSON takes it; `quote_of` gives back the same quote."""
    rounding = quote.rounding
    found: Document = {
        "currency": quote.currency,
        "rounding": rounding.mode,
        "decimals": rounding.decimals,
        "tax_inclusive": quote.tax_inclusive,
        "price_date": quote.price_date.isoformat() if quote.price_date else None,
        "price_list": quote.price_list or None,
        "customer": quote.customer or None,
        "payment_days": quote.payment_days,
        "lines": [_line(line) for line in quote.lines],
        "header_discount": _reduction(quote.header_discount),
        "coupon": None,
        "shipping": None,
        "cash_rounding": _text(rounding.cash),
        "guardrails": {
            "role": quote.guardrails.role,
            "rules": [_rule(rule) for rule in quote.guardrails.rules],
        },
    }
    if quote.coupon:
        off = quote.coupon.off
        found["coupon"] = _filled({"code": quote.coupon.code, "amount": _text(off.amount), "bp": off.bp})
    if quote.shipping:
        found["shipping"] = {"amount": _text(quote.shipping.amount), "tax_bp": quote.shipping.tax_bp}
    return _filled(found)


def reply(priced: PricedQuote, words: Words) -> Document:
    """The document with what it comes to, what was checked, and how every figure came about."""
    quote, found = priced.quote, document(priced.quote)
    tested = checks(priced)
    verdict, role = needed(tested, quote.guardrails.role)
    return found | {
        "lines": [_line(line.line) | _priced_line(line, priced) for line in priced.lines],
        "subtotal": _text(priced.subtotal),
        "header": _text(priced.header),
        "header_allocation": [_text(line.header) for line in priced.lines],
        "coupon_allocation": [_text(line.coupon) for line in priced.lines],
        "tax_by_rate": [
            {"tax_bp": rate.tax_bp, "base": _text(rate.base), "tax": _text(rate.tax)} for rate in priced.taxes
        ],
        "rounding": _text(priced.cash),
        "rounding_mode": quote.rounding.mode,
        "total": _text(priced.total),
        "margin_bp": None if priced.margin is None else in_bp(priced.margin),
        "verdict": {"state": verdict, "role": role},
        "checks": [
            *(_check(check, quote.currency, words) for check in tested),
            *(_advice(one, quote.currency, words) for one in advice(priced)),
        ],
        "trace": [_trace(step) for step in trace(priced)],
    }


def _line(line: QuoteLine) -> Document:
    found: Document = {
        "id": line.id or None,
        "product": line.product or None,
        "list": _text(line.list_price),
        "qty": _text(line.qty),
        "divisible": line.divisible or None,
    }
    if line.parts:
        found["parts"] = [_part(part) for part in line.parts]
    else:
        found |= {"cost": _text(line.cost), "tax_bp": line.tax_bp}
    return _filled(found | {"discounts": [_discount(one) for one in line.discounts]})


def _part(part: Part) -> Document:
    return _filled(
        {
            "product": part.product or None,
            "list": _text(part.list_price),
            "qty": _text(part.qty),
            "cost": _text(part.cost),
            "tax_bp": part.tax_bp,
        }
    )


def _discount(discount: Discount) -> Document:
    found: Document = {"kind": discount.kind}
    match discount.terms:
        case PercentOff(bp):
            found["bp"] = bp
        case AmountOff(amount, per_line):
            found |= {"amount": _text(amount), "per": "line" if per_line else None}
        case NewPrice(price):
            found["price"] = _text(price)
        case Breaks(method, breaks):
            found |= {"method": method, "breaks": [_break(step) for step in breaks]}
    named = {"rule": discount.rule or None, "version": discount.version or None}
    return _filled(found | named | {"stackable": discount.stackable or None})


def _break(step: Break) -> Document:
    return _filled({"from": _text(step.from_qty), "bp": step.bp, "price": _text(step.price)})


def _reduction(off: Reduction | None) -> object:
    if off is None or off.amount is not None:
        return _text(off.amount) if off else None
    return {"bp": off.bp}


def _rule(rule: Rule) -> Document:
    return {
        "id": rule.id,
        "version": rule.version,
        "scope": rule.scope,
        "measure": rule.measure,
        "limit": _text(rule.limit),
        "role": rule.role or NO_ROLE,
    }


def _priced_line(line: PricedLine, priced: PricedQuote) -> Document:
    found: Document = {
        "unit_net": _text(priced.quote.rounding.price(line.unit_net)),
        "net": _text(line.net),
        "margin_bp": None if line.margin is None else in_bp(line.margin),
    }
    if priced.quote.tax_inclusive:
        found["gross"] = _text(line.fall.amount)
    if line.line.parts:
        results = zip(line.line.parts, line.parts, strict=True)
        found["parts"] = [_part(part) | {"net": _text(result.net)} for part, result in results]
    return found


def _check(check: Check, currency: str, words: Words) -> Document:
    return {
        "rule": check.rule.id,
        "version": check.rule.version,
        "line": check.line,
        "scope": check.rule.scope,
        "measure": check.rule.measure,
        "value": _text(check.value),
        "limit": _text(check.rule.limit),
        "passed": check.passed,
        "role": None if check.passed else check.rule.role or NO_ROLE,
        "lowest_price": _text(check.lowest),
        "sentence": told(check, currency, words),
    }


def _advice(found: Advice, currency: str, words: Words) -> Document:
    return {
        "rule": "cheaper",
        "line": found.line,
        "scope": "line",
        "measure": "volume",
        "passed": True,
        "buy": _text(found.cheaper.qty),
        "more": _text(found.cheaper.more),
        "saves": _text(found.cheaper.saves),
        "sentence": advised(found, currency, words),
    }


def _trace(step: TraceStep) -> Document:
    found: Document = {
        "step": step.step,
        "line": step.line,
        "rule": step.rule,
        "version": step.version or None,
        "inputs": {name: _figure(value) for name, value in step.inputs.items()},
        "output": _figure(step.output),
    }
    if step.unit is not None:
        found["unit"] = _text(step.unit)
    return found if step.stands else found | {"stands": False}


def _figure(value: Figure) -> object:
    """Exact amounts without the zeros at their ends, rounded ones as they are."""
    if isinstance(value, tuple):
        return [_text(one) for one in value]
    if isinstance(value, Decimal):
        return _text(value if int(value.as_tuple().exponent) > -4 else value.normalize(EXACT))
    return value


def _text(value: Decimal | None) -> str | None:
    """All digits of a number, written out."""
    return None if value is None else f"{value:f}"


def _filled(found: Mapping[str, object]) -> Document:
    """The fields that say something."""
    return {name: value for name, value in found.items() if value is not None}
