"""Quotes from documents, as programs and people write them: JSON objects with decimal strings.

All faults are collected and told at their places; a document that has one gives no quote. Fields that
`sales.quote_reply` adds to a document are passed over, so a priced quote can be priced again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from sales.currencies import COINS, CURRENCIES, decimals_of
from sales.guardrails import (
    LINE,
    LINE_MEASURES,
    MANAGER,
    MARGIN,
    MEASURES,
    NO_ROLE,
    QUOTE,
    ROLES,
    SCOPES,
    Guardrails,
    Rule,
)
from sales.quote_document import (
    BUNDLE,
    CONTRACT,
    KINDS,
    PER_LINE,
    PROMOTION,
    REP,
    VOLUME,
    AmountOff,
    Coupon,
    Discount,
    NewPrice,
    Part,
    PercentOff,
    Quote,
    QuoteLine,
    Reduction,
    Shipping,
    Terms,
)
from sales.quote_faults import Fault, QuoteRefused
from sales.quote_fields import BP, COUNT, DAYS, FROM, MEASURED, PRICE, Fields, Limits
from sales.rounding import MODES, Rounding
from sales.volume_breaks import METHODS, RANGE, Break, Breaks

MOST_LINES, MOST_DISCOUNTS, MOST_PARTS, MOST_BREAKS, MOST_RULES = 5_000, 20, 100, 100, 100
# What is taken for what: other ways of writing it that can mean nothing else.
LINE_ALIASES = {"quantity": "qty", "list_price": "list", "price": "list"}
DISCOUNT_ALIASES = {"mode": "method", "type": "kind"}
BREAK_ALIASES = dict.fromkeys(("from_qty", "min_qty", "min", "qty"), "from")
KIND_NAMES = {name: name for name in KINDS} | {
    "customer": CONTRACT,
    "customer_price": CONTRACT,
    "contract_price": CONTRACT,
    "promo": PROMOTION,
    "manual": REP,
    "volume_break": VOLUME,
    "bundle_price": BUNDLE,
}
MODE_NAMES = {f"{prefix}{name}": name for name in MODES for prefix in ("", "round_")} | {
    "bankers": "half_even"
}
QUOTE_FIELDS = (
    "currency", "rounding", "decimals", "tax_inclusive", "price_date", "price_list", "customer", "lines",
    "header_discount", "coupon", "shipping", "cash_rounding", "payment_days", "guardrails", "margin_floor_bp",
)  # fmt: skip
LINE_FIELDS = ("product", "list", "qty", "cost", "tax_bp", "discounts", "parts", "divisible", "id")
PART_FIELDS = ("product", "list", "qty", "cost", "tax_bp")
DISCOUNT_FIELDS = ("kind", "bp", "amount", "price", "breaks", "method", "per", "rule", "version", "stackable")
RULE_FIELDS = ("id", "version", "scope", "measure", "limit", "role")
# What a reply adds: passed over when it is read again.
REPLY_FIELDS = (
    "rounding_mode", "subtotal", "header", "header_allocation", "coupon_allocation", "tax_by_rate", "total",
    "margin_bp", "verdict", "checks", "trace",
)  # fmt: skip
LINE_REPLY_FIELDS = ("unit_net", "net", "gross", "margin_bp")
PART_REPLY_FIELDS = ("net", "gross")


def quote_of_json(text: str) -> Quote:
    """A quote from JSON text. Raises QuoteRefused with every fault."""
    return quote_of(json_document(text))


def json_document(text: str) -> object:
    """What JSON text says, its numbers as they are written. Raises QuoteRefused."""
    doubled: list[Fault] = []

    def named(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        for name in {name for name in names if names.count(name) > 1}:
            doubled.append(Fault(name, "This field stands twice in one object."))
        return dict(pairs)

    try:
        found: object = json.loads(
            text, object_pairs_hook=named, parse_float=str, parse_int=str, parse_constant=str
        )
    except json.JSONDecodeError as error:
        told = {"line": str(error.lineno), "column": str(error.colno)}
        fault = Fault("", "This is not JSON: look at line {line}, column {column}.", told)
        raise QuoteRefused((fault,)) from error
    except RecursionError as error:
        raise QuoteRefused((Fault("", "This is nested too deeply to be a quote."),)) from error
    if doubled:
        raise QuoteRefused(doubled)
    return found


def quote_of(document: object) -> Quote:
    """A quote from a document. Raises QuoteRefused with every fault."""
    faults: list[Fault] = []
    quote = _quote(Fields(document, "", faults))
    if not quote.lines and not any(fault.at.startswith("lines") for fault in faults):
        faults.append(Fault("lines", "A quote needs at least one line."))
    if faults:
        raise QuoteRefused(faults)
    return quote


def draft_of(document: object) -> Quote:
    """A quote that is being written, which may have no lines yet. Raises QuoteRefused with every fault."""
    faults: list[Fault] = []
    quote = _quote(Fields(document, "", faults))
    if faults:
        raise QuoteRefused(faults)
    return quote


def _quote(fields: Fields) -> Quote:
    fields.check_names(QUOTE_FIELDS, REPLY_FIELDS)
    currency = _currency(fields)
    rounding = _rounding(fields, currency)
    amount = Limits(PRICE.most, rounding.decimals)
    lines = tuple(
        _line(Fields(item, at, fields.faults, LINE_ALIASES)) for at, item in fields.items("lines", MOST_LINES)
    )
    return Quote(
        currency=currency,
        lines=lines,
        rounding=rounding,
        tax_inclusive=fields.flag("tax_inclusive"),
        header_discount=_reduction(fields, "header_discount", amount),
        coupon=_coupon(fields, amount),
        shipping=_shipping(fields, amount),
        price_date=fields.day("price_date"),
        price_list=fields.text("price_list"),
        customer=fields.text("customer"),
        payment_days=fields.whole("payment_days", DAYS),
        guardrails=_guardrails(fields),
    )


def _currency(fields: Fields) -> str:
    code = fields.text("currency").upper()
    if not fields.has("currency"):
        fields.fault("currency", "This is missing.")
    elif code not in CURRENCIES:
        fault = "{value} is not a currency; write its three letters, such as EUR."
        fields.fault("currency", fault, value=code)
    return code


def _rounding(fields: Fields, currency: str) -> Rounding:
    """A reply has the amount that cash added in `rounding`, and the mode in `rounding_mode`."""
    named, key = fields, "rounding_mode" if fields.has("rounding_mode") else "rounding"
    if isinstance(fields.value(key), Mapping):
        named, key = Fields(fields.value(key), key, fields.faults), "mode"
    mode = named.choice(key, MODE_NAMES, "half_up")
    places = named.whole("decimals", Limits(Decimal(4)))
    decimals = decimals_of(currency) if places is None else places
    return Rounding(mode, decimals, _cash(fields, currency, decimals))


def _cash(fields: Fields, currency: str, decimals: int) -> Decimal | None:
    """The smallest coin; `true` is the one that the currency has."""
    value = fields.value("cash_rounding")
    if value is None or value is False:
        return None
    if value is not True:
        return fields.number("cash_rounding", Limits(Decimal(1000), decimals)) or None
    if currency not in COINS:
        fields.fault("cash_rounding", "Write the smallest coin of this currency, such as 0.05.")
    return COINS.get(currency)


def _line(fields: Fields) -> QuoteLine:
    fields.check_names(LINE_FIELDS, LINE_REPLY_FIELDS)
    divisible = fields.flag("divisible")
    parts = tuple(
        _part(Fields(item, at, fields.faults, LINE_ALIASES)) for at, item in fields.items("parts", MOST_PARTS)
    )
    if parts and not fields.has("list"):
        whole = sum((part.list_price * part.qty for part in parts), Decimal())
        list_price = fields.read("parts", whole, PRICE) or Decimal(1)
    else:
        list_price = fields.required("list", PRICE)
    if parts and not any(part.list_price for part in parts):
        fields.fault("parts", "At least one part needs a price, for the bundle to be divided by.")
    if parts and fields.given("cost", "tax_bp"):
        fields.fault("parts", "The parts of a bundle have costs and tax rates, the bundle itself has none.")
    return QuoteLine(
        list_price=list_price,
        qty=fields.required("qty", MEASURED if divisible else COUNT),
        product=fields.text("product"),
        cost=fields.number("cost", PRICE),
        tax_bp=fields.whole("tax_bp", BP) or 0,
        discounts=_discounts(fields),
        parts=parts,
        divisible=divisible,
        id=fields.text("id"),
    )


def _part(fields: Fields) -> Part:
    fields.check_names(PART_FIELDS, PART_REPLY_FIELDS)
    return Part(
        product=fields.text("product"),
        list_price=fields.required("list", PRICE),
        qty=fields.number("qty", COUNT) or Decimal(1),
        cost=fields.number("cost", PRICE),
        tax_bp=fields.whole("tax_bp", BP) or 0,
    )


def _discounts(line: Fields) -> tuple[Discount, ...]:
    found = tuple(
        _discount(Fields(item, at, line.faults, DISCOUNT_ALIASES))
        for at, item in line.items("discounts", MOST_DISCOUNTS)
    )
    if sum(isinstance(one.terms, Breaks) for one in found) > 1:
        line.fault("discounts", "A line has one ladder of volume breaks at most.")
    return found


def _discount(fields: Fields) -> Discount:
    fields.check_names(DISCOUNT_FIELDS)
    if not fields.has("kind"):
        fields.fault("kind", "This is missing.")
    kind = fields.choice("kind", KIND_NAMES, REP)
    return Discount(
        kind=kind,
        terms=_terms(fields, kind),
        rule=fields.text("rule"),
        version=fields.text("version"),
        stackable=fields.flag("stackable"),
    )


def _terms(fields: Fields, kind: str) -> Terms:
    given = fields.given("bp", "amount", "price", "breaks")
    if len(given) != 1:
        fields.fault("", "Give one of bp, amount, price and breaks.")
        return PercentOff(0)
    if given == ["breaks"]:
        return _breaks(fields, kind)
    if given == ["price"]:
        return NewPrice(fields.required("price", PRICE))
    if given == ["bp"]:
        return PercentOff(fields.whole("bp", BP) or 0)
    per_line = fields.choice("per", {"unit": "unit", "line": "line"}, "unit") == "line"
    if per_line and kind not in PER_LINE:
        fields.fault("per", "Only a promotion or a rep discount is taken off a line as a whole.")
    return AmountOff(fields.required("amount", PRICE), per_line)


def _breaks(fields: Fields, kind: str) -> Breaks:
    if kind != VOLUME:
        fields.fault("breaks", "Only a volume discount has breaks.")
    method = fields.choice("method", {name: name for name in METHODS}, RANGE)
    steps = []
    for at, item in fields.items("breaks", MOST_BREAKS):
        step = Fields(item, at, fields.faults, BREAK_ALIASES)
        if len(step.given("bp", "price")) != 1:
            step.fault("", "Give one of bp and price.")
        steps.append(Break(step.required("from", FROM), step.whole("bp", BP), step.number("price", PRICE)))
    quantities = [step.from_qty for step in steps]
    if quantities != sorted(set(quantities)):
        fields.fault("breaks", "Breaks have to ascend, each from a quantity of its own.")
    return Breaks(method, tuple(steps))


def _reduction(fields: Fields, key: str, amount: Limits) -> Reduction | None:
    """An amount, or an object with `amount` or `bp`."""
    value = fields.value(key)
    if value is None:
        return None
    if not isinstance(value, Mapping):
        return Reduction(fields.number(key, amount))
    named = Fields(value, fields.place(key), fields.faults)
    if len(named.given("amount", "bp")) != 1:
        named.fault("", "Give one of amount and bp.")
    return Reduction(named.number("amount", amount), named.whole("bp", BP))


def _coupon(fields: Fields, amount: Limits) -> Coupon | None:
    if not fields.has("coupon"):
        return None
    named = Fields(fields.value("coupon"), "coupon", fields.faults)
    off = _reduction(fields, "coupon", amount)
    return Coupon(named.text("code"), off or Reduction(Decimal()))


def _shipping(fields: Fields, amount: Limits) -> Shipping | None:
    if not fields.has("shipping"):
        return None
    named = Fields(fields.value("shipping"), "shipping", fields.faults)
    named.check_names(("amount", "tax_bp"))
    return Shipping(named.required("amount", amount), named.whole("tax_bp", BP) or 0)


def _guardrails(fields: Fields) -> Guardrails:
    """The rules given, else those of the house with the margin floor given."""
    usual = Guardrails()
    given = fields.value("guardrails") if fields.has("guardrails") else {}
    named = Fields(given, "guardrails", fields.faults)
    named.check_names(("role", "margin_floor_bp", "rules"))
    role = named.choice("role", {one: one for one in ROLES}, usual.role)
    rules = usual.rules
    if named.has("rules"):
        items = named.items("rules", MOST_RULES)
        rules = tuple(_rule(Fields(item, at, fields.faults)) for at, item in items)
    floors = [one.number("margin_floor_bp", BP) for one in (named, fields)]
    floor = next((one for one in floors if one is not None), None)
    if floor is not None:
        rules = tuple(replace(rule, limit=floor) if rule.measure == MARGIN else rule for rule in rules)
    return Guardrails(rules, role)


def _rule(fields: Fields) -> Rule:
    fields.check_names(RULE_FIELDS)
    measure = fields.choice("measure", {one: one for one in MEASURES}, MARGIN)
    scope = fields.choice("scope", {one: one for one in SCOPES}, LINE if measure in LINE_MEASURES else QUOTE)
    if scope == LINE and measure not in LINE_MEASURES:
        fields.fault("scope", "A total and terms of payment are those of the quote.")
    if not fields.has("id"):
        fields.fault("id", "This is missing.")
    role = fields.choice("role", {one: one for one in (*ROLES, NO_ROLE)}, MANAGER)
    return Rule(
        id=fields.text("id"),
        scope=scope,
        measure=measure,
        limit=fields.required("limit", BP if measure in LINE_MEASURES else PRICE),
        role=None if role == NO_ROLE else role,
        version=fields.text("version") or "1",
    )
