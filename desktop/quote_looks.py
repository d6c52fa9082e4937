"""How quotes look and are called wherever they are shown: their states, the rules they are held against, and
what those measure. The word always shows; the tone goes with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtWidgets import QLabel

from desktop.theme import Tone
from desktop.widgets.marks import chip
from sales.currencies import decimals_of
from sales.guardrails import DISCOUNT, LINE, LINE_MEASURES, MARGIN, QUOTE, TERMS, TOTAL, Rule
from sales.quote_states import ACCEPTED, AWAITING, DECLINED, DRAFT, EXPIRED, ISSUED, SUPERSEDED
from sales.words import Words

STATES: Mapping[str, tuple[str, Tone]] = {
    DRAFT: ("Draft", "neutral"),
    AWAITING: ("Awaiting approval", "warn"),
    ISSUED: ("Issued", "accent"),
    ACCEPTED: ("Accepted", "good"),
    DECLINED: ("Declined", "bad"),
    EXPIRED: ("Expired", "neutral"),
    SUPERSEDED: ("Superseded", "neutral"),
}
RULES = {
    (LINE, MARGIN): "Margin of a line",
    (LINE, DISCOUNT): "Rep discount",
    (QUOTE, MARGIN): "Margin of the quote",
    (QUOTE, DISCOUNT): "Discount of the quote",
    (QUOTE, TOTAL): "Total of the quote",
    (QUOTE, TERMS): "Payment terms",
}
MEASURES = {
    MARGIN: "Margin {value}",
    DISCOUNT: "Discount {value}",
    TOTAL: "Total {value}",
    TERMS: "Terms {value}",
}
MEASURE_NAMES = {MARGIN: "margin", DISCOUNT: "discount", TOTAL: "total", TERMS: "payment terms"}
NONE = "\u2013"  # stands where there is nothing to say


def state_look(words: Words, state: str) -> tuple[str, Tone]:
    """The state of a version as a word and a tone, for a chip."""
    name, tone = STATES[state]
    return words(name), tone


def state_chip(words: Words, state: str) -> QLabel:
    return chip(*state_look(words, state))


def amount(words: Words, value: Decimal, currency: str, *, whole: bool = False) -> str:
    """An amount of a quote as "¥17,845.75", or "¥17,846" where there is little room."""
    return words.money(int(value.scaleb(decimals_of(currency))), currency, whole=whole)


def unit_price(words: Words, value: Decimal, currency: str) -> str:
    """A unit price with up to four decimals."""
    return words.price(int(value.scaleb(4)), currency)


def rate(words: Words, value: Decimal | int) -> str:
    """Basis points as "21.89%", or "22%" where they are whole."""
    return words.percent(Decimal(value).scaleb(-4), 2 if value % 100 else 0)


def margin_words(words: Words, margin_bp: int | None) -> str:
    """ "25.39%", always to two places, so that a column of them lines up; a dash where it is not known."""
    return NONE if margin_bp is None else words.percent(Decimal(margin_bp).scaleb(-4), 2)


def rule_name(words: Words, rule: Rule) -> str:
    return words(RULES[rule.scope, rule.measure])


def measured(words: Words, rule: Rule, value: Decimal | None, currency: str) -> str:
    """What a rule measured, in its unit; a dash where it could not be."""
    if value is None:
        return NONE
    if rule.measure in LINE_MEASURES:
        return rate(words, value)
    if rule.measure == TOTAL:
        return amount(words, value, currency)
    return words.count("{n} day", "{n} days", int(value))


def limit(words: Words, rule: Rule, currency: str) -> str:
    """ "≥ 22%" for a floor, "≤ 45 days" for what may not be more."""
    sign = "\u2265" if rule.measure == MARGIN else "\u2264"
    return f"{sign} {measured(words, rule, rule.limit, currency)}"


def measure_words(words: Words, rule: Rule, value: Decimal | None, currency: str) -> str:
    """ "Discount 12%": what a rule measured, with its name."""
    return words(MEASURES[rule.measure], value=measured(words, rule, value, currency))
