"""Quote documents: what they may say, and the sentence at the field of everything that they may not."""

from __future__ import annotations

import ast
import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sales.quote_document import REP, AmountOff, NewPrice, Reduction
from sales.quote_faults import QuoteRefused
from sales.quote_pricing import price
from sales.quote_reading import quote_of, quote_of_json
from sales.quote_sentences import BROKEN, INSIDE
from sales.quote_states import REFUSED
from sales.words import Words
from tests.builders.quotes import EXAMPLE
from tests.unit.test_translations import catalogue

SALES = Path(__file__).resolve().parents[2] / "sales"


def changed(path: str, value: Any) -> dict[str, Any]:
    """The worked example with one field of it changed, as `lines.0.qty`."""
    document = copy.deepcopy(EXAMPLE)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = document
    for step in way:
        place = place[step]
    place[last] = value
    return document


def faults(document: object) -> list[str]:
    with pytest.raises(QuoteRefused) as refused:
        price(quote_of_json(document if isinstance(document, str) else json.dumps(document)))
    return refused.value.message.splitlines()


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("lines.0.qty", "-3", "lines[0].qty: -3 is below zero."),
        ("lines.0.qty", "0", "lines[0].qty: 0 is too little; it has to be above zero."),
        ("lines.0.qty", "2.5", "lines[0].qty: 2.5 is not a whole number."),
        ("lines.0.qty", "100000000", "lines[0].qty: 100000000 is more than 1000000."),
        ("lines.0.qty", None, "lines[0].qty: This is missing."),
        ("lines.0.qty", True, "lines[0].qty: True is not a number; write it as 1234.50."),
        ("lines.0.list", None, "lines[0].list: This is missing."),
        ("lines.0.list", "-1", "lines[0].list: -1 is below zero."),
        ("lines.0.list", "1e3", "lines[0].list: 1e3 has an exponent; write all its digits."),
        ("lines.0.list", "NaN", "lines[0].list: NaN is not a number; write it as 1234.50."),
        ("lines.0.list", "1,000.00", "lines[0].list: 1,000.00 is not a number; write it as 1234.50."),
        ("lines.0.list", "٣", "lines[0].list: ٣ is not a number; write it as 1234.50."),
        ("lines.0.list", "9" * 40, f"lines[0].list: {'9' * 24}… is more than 9999999999.9999."),
        (
            "lines.0.list",
            "0.00001",
            "lines[0].list: 0.00001 has more than 4 decimals, and nothing is rounded in silence.",
        ),
        ("lines.0.discounts.0.bp", 20000, "lines[0].discounts[0].bp: 20000 is more than 10000."),
        ("lines.0.discounts.0.bp", "492.5", "lines[0].discounts[0].bp: 492.5 is not a whole number."),
        (
            "lines.0.discounts.0",
            {"kind": "tier"},
            "lines[0].discounts[0]: Give one of bp, amount, price and breaks.",
        ),
        ("lines.0.discounts", 5, "lines[0].discounts: This has to be a list."),
        ("lines.0", 7, "lines[0]: This has to be an object with named fields."),
        ("lines", [], "lines: A quote needs at least one line."),
        ("currency", "EUX", "currency: EUX is not a currency; write its three letters, such as EUR."),
        ("currency", None, "currency: This is missing."),
        ("rounding", "down", "rounding: down is none of half_up, half_even."),
        ("tax_inclusive", "yes", "tax_inclusive: yes is neither true nor false."),
        ("price_date", "24.11.2026", "price_date: 24.11.2026 is not a day; write days as 2026-11-24."),
        ("cash_rounding", True, "cash_rounding: Write the smallest coin of this currency, such as 0.05."),
        (
            "header_discount",
            "50.001",
            "header_discount: 50.001 has more than 2 decimals, and nothing is rounded in silence.",
        ),
        ("header_discount", "2000", "header_discount: This takes off more than the 1325.50 of the lines."),
        (
            "header_dicount",
            "50",
            "header_dicount: This is not a field here; those there are: currency, rounding, decimals,"
            " tax_inclusive, price_date, price_list, customer, lines, header_discount, coupon, shipping,"
            " cash_rounding, payment_days, guardrails, margin_floor_bp.",
        ),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_is_told_at_its_place(path: str, value: object, said: str) -> None:
    assert said in faults(changed(path, value))


def test_all_faults_are_told_at_once() -> None:
    document = {"currency": "EUX", "lines": [{"list": "-1", "qty": 0}, {"qty": 1, "tax_rate": 19}]}

    assert [line.split(":")[0] for line in faults(document)] == [
        "currency", "lines[0].list", "lines[0].qty", "lines[1].tax_rate", "lines[1].list",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "This is not JSON: look at line 1, column 2."),
        ("[]", "This has to be an object with named fields."),
        ("[" * 100_000, "This is nested too deeply to be a quote."),
        ('{"currency": "EUR", "currency": "CNY"}', "currency: This field stands twice in one object."),
    ],
)
def test_a_text_that_is_no_document_is_refused_in_a_sentence(text: str, said: str) -> None:
    assert said in faults(text)


@pytest.mark.parametrize("word", ["NaN", "Infinity", "1e400", "48.500000001"])
def test_a_json_number_is_read_as_it_is_written(word: str) -> None:
    text = json.dumps(EXAMPLE).replace('"48.50"', word)

    assert faults(text)[0].startswith("lines[0].list: ")


def test_a_binary_fraction_is_refused() -> None:
    with pytest.raises(QuoteRefused, match="Write the number as text"):
        quote_of(changed("lines.0.list", 48.5))


def test_breaks_that_overlap_are_refused() -> None:
    ladder = {"kind": "volume", "breaks": [{"from": 10, "bp": 100}, {"from": 10, "bp": 200}]}

    assert faults(changed("lines.0.discounts", [ladder, ladder])) == [
        "lines[0].discounts[0].breaks: Breaks have to ascend, each from a quantity of its own.",
        "lines[0].discounts[1].breaks: Breaks have to ascend, each from a quantity of its own.",
        "lines[0].discounts: A line has one ladder of volume breaks at most.",
    ]


def test_what_is_sold_by_weight_may_have_decimals() -> None:
    document = changed("lines", [{"list": "3.20", "qty": "1.255", "divisible": True}])

    assert price(quote_of({**document, "header_discount": None})).subtotal == Decimal("4.02")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"rounding": "half-even"}, {"rounding": {"mode": "half_even", "decimals": 2}}),
        ({"header_discount": "50.00"}, {"header_discount": {"amount": 50}}),
        ({"margin_floor_bp": 2500}, {"guardrails": {"margin_floor_bp": "2500"}}),
        ({"cash_rounding": None}, {"cash_rounding": "0"}),
        ({"currency": "chf", "cash_rounding": True}, {"currency": "CHF", "cash_rounding": "0.05"}),
    ],
)
def test_other_ways_of_writing_it_mean_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert quote_of({**EXAMPLE, **one}) == quote_of({**EXAMPLE, **other})


def test_names_of_fields_and_kinds_have_their_variants() -> None:
    line = {"list_price": "305", "quantity": "1", "discounts": [{"kind": "manual", "amount": "15"}]}

    found = quote_of({**EXAMPLE, "lines": [line], "header_discount": {"bp": 100}})

    assert found.header_discount == Reduction(bp=100)
    assert (found.lines[0].discounts[0].kind, found.lines[0].discounts[0].terms) == (
        REP,
        AmountOff(Decimal(15)),
    )


def test_a_ladder_of_breaks_is_read_from_a_document() -> None:
    steps = [{"min_qty": at, "bp": bp} for at, bp in ((1, 1000), (10, 2000), (20, 3000))]
    line = {"list": "100", "qty": 30, "discounts": [{"kind": "volume", "mode": "slab", "breaks": steps}]}

    assert price(quote_of({"currency": "CNY", "lines": [line]})).total == Decimal("2380.00")


def test_a_bundle_without_a_price_costs_what_its_parts_do() -> None:
    parts = [{"list": "400", "tax_bp": 1900}, {"list": "75", "qty": 2, "tax_bp": 700}, {"list": "70"}]
    discounts = [{"kind": "bundle", "price": "500"}]

    found = quote_of({"currency": "EUR", "lines": [{"qty": 1, "parts": parts, "discounts": discounts}]})

    assert found.lines[0].list_price == Decimal(620)
    assert found.lines[0].discounts[0].terms == NewPrice(Decimal(500))


def test_remarks_are_passed_over() -> None:
    assert quote_of({**EXAMPLE, "note": "as spoken of on Monday", "number": "Q26-R07-0042-v1"})


def test_every_sentence_about_a_quote_has_its_chinese() -> None:
    told = {*INSIDE.values(), *BROKEN.values(), *REFUSED.values()}
    for path in (*SALES.glob("quote_*.py"), SALES / "waterfall.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _fault(node.value):
                told.add(node.value)

    assert sorted(told - catalogue().keys()) == []


def _fault(text: str) -> bool:
    """Whether a literal is a sentence to be told, and not one of the documentation."""
    starts = ("{value} ", "This ", "Give ", "Only ", "Write ", "There are {", "Breaks ", "At least ")
    return text.startswith(starts) and text.endswith(".") and "\n" not in text


def test_faults_are_told_in_chinese(chinese: Words) -> None:
    with pytest.raises(QuoteRefused) as refused:
        quote_of(changed("lines.0.qty", "-3"))

    assert refused.value.said(chinese) == ("lines[0].qty: -3 小于零。", "")
