"""A quote as UBL 2.1 Quotation: allowed by the schema, and adding up as EN 16931 asks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from data.language import words
from sales.errors import RuleBroken
from sales.quote_document import Coupon, Quote, QuoteLine, Reduction, Shipping
from sales.quote_export import quotation
from sales.quote_particulars import LineParticulars, Particulars
from sales.quote_states import DRAFT
from sales.rounding import Rounding
from tests.builders.quote_paper import example, paper_of
from tests.builders.ubl import amount, amounts, valid

ENGLISH = words("en")
TOTALS = "cac:QuotedMonetaryTotal/cbc:{}"


def test_the_example_is_a_valid_quotation_of_its_parts() -> None:
    root = valid(quotation(example(), ENGLISH))

    ids = [found.text for found in root.iterfind("{*}QuotationLine/{*}ID")]
    assert ids == ["1", "2", "3.1", "3.2", "3.3", "4", "5"]
    assert amount(root, TOTALS.format("AllowanceTotalAmount")) == Decimal("500.00")
    assert amounts(root, "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount") == [
        Decimal("9628.41"),
        Decimal("131.01"),
    ]
    assert amount(root, TOTALS.format("PayableAmount")) == Decimal("86007.64")


def test_prices_with_tax_are_exported_without_it() -> None:
    line = QuoteLine(Decimal("9.99"), Decimal(7), "A", tax_bp=1900, id="1")
    quote = Quote(
        "EUR", (line,), tax_inclusive=True,
        coupon=Coupon("AUTUMN", Reduction(bp=1000)), shipping=Shipping(Decimal("4.90"), 1900),
    )  # fmt: skip

    root = valid(quotation(paper_of(quote), ENGLISH))

    net = amount(root, TOTALS.format("TaxExclusiveAmount"))
    assert amounts(root, "cac:QuotationLine/cac:LineItem/cbc:LineExtensionAmount") == [Decimal("58.76")]
    assert amount(root, TOTALS.format("ChargeTotalAmount")) == Decimal("4.12")
    assert Decimal("58.76") - amount(root, TOTALS.format("AllowanceTotalAmount")) + Decimal("4.12") == net
    assert amount(root, TOTALS.format("PayableAmount")) == Decimal("67.84")


def test_the_rounding_of_cash_has_its_field() -> None:
    line = QuoteLine(Decimal("1122.30"), Decimal(1), "A", tax_bp=1000, id="1")
    quote = Quote("CHF", (line,), Rounding("half_up", 2, Decimal("0.05")))

    root = valid(quotation(paper_of(quote), ENGLISH))

    assert amount(root, TOTALS.format("PayableRoundingAmount")) == Decimal("0.02")
    assert amount(root, TOTALS.format("PayableAmount")) == Decimal("1234.55")


def test_what_is_untaxed_is_zero_rated_and_what_it_costs_less_than_its_list_price_is_told() -> None:
    root = valid(quotation(example(), ENGLISH))
    free = valid(quotation(paper_of(Quote("EUR", (QuoteLine(Decimal(5), Decimal(1), "A"),))), ENGLISH))

    assert amounts(root, "cac:QuotationLine/cac:LineItem/cac:Price/cac:AllowanceCharge/cbc:BaseAmount")[
        0
    ] == (Decimal("2919.47"))
    assert [found.text for found in free.iterfind(".//{*}ClassifiedTaxCategory/{*}ID")] == ["Z"]


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    odd = "Vase \x07 <&> \U00020bb7\ufffe"
    paper = paper_of(
        Quote("EUR", (QuoteLine(Decimal(5), Decimal(1), "V", id="1"),)),
        Particulars({"1": LineParticulars("V", odd, note=odd)}, note=odd),
    )

    root = valid(quotation(replace(paper, buyer=replace(paper.buyer, name=odd)), ENGLISH))

    assert root.findtext(".//{*}Item/{*}Name") == "Vase  <&> \U00020bb7"


def test_a_draft_is_not_handed_to_other_systems() -> None:
    with pytest.raises(RuleBroken, match="has not been issued"):
        quotation(replace(example(), state=DRAFT), ENGLISH)
