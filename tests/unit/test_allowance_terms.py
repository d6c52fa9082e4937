"""Allowances in advance as they are typed: every fault at its field, none of them without effect."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sales.allowance_terms import AllowanceTerms, may_be_allowed, terms
from sales.guardrails import Guardrails
from sales.quote_faults import QuoteRefused

TODAY = date(2026, 11, 25)
RULES = Guardrails().rules
GIVEN = {
    "rep_id": "r1", "rule": "M-2", "limit": "21", "from_on": "2026-11-25", "until_on": "2026-12-31",
    "category": "phone", "most_total": "3000", "uses": "5",
}  # fmt: skip


def faults(**typed: str) -> dict[str, str]:
    with pytest.raises(QuoteRefused) as refused:
        terms(GIVEN | typed, RULES, TODAY, "CNY")
    return {fault.at: fault.text.format(**fault.fields) for fault in refused.value.faults}


def test_what_is_typed_becomes_terms_in_the_units_of_the_rule() -> None:
    read = terms(GIVEN, RULES, TODAY, "CNY")
    payment = terms({**GIVEN, "rule": "T-1", "limit": "60", "category": "", "uses": ""}, RULES, TODAY, "CNY")

    assert read == AllowanceTerms(
        "r1", "M-2", Decimal(2100), TODAY, date(2026, 12, 31), "phone", Decimal(3000), 5
    )
    assert payment.limit == 60
    assert payment.category is None
    assert payment.uses is None


def test_an_allowance_gives_more_room_than_the_rule_and_never_what_nobody_may_give() -> None:
    assert faults(limit="22") == {"limit": "The rule leaves as much room already: 22%."}
    assert faults(rule="D-1", limit="16") == {"limit": "Nobody may go beyond 15%, by rule D-9."}
    assert [rule.id for rule in may_be_allowed(RULES)] == ["M-2", "M-1", "D-1", "T-1"]


def test_every_fault_is_told_at_its_field_at_once() -> None:
    found = faults(rep_id=" ", limit="2.125", until_on="2026-11-01", most_total="12.345", uses="2.5")

    assert set(found) == {"rep_id", "limit", "until_on", "most_total", "uses"}
    assert found["until_on"] == "The last day is before the first."
    assert faults(from_on="soon") == {"from_on": "soon is not a day; write days as 2026-11-24."}
    assert faults(from_on="2026-01-01", until_on="2026-11-24") == {"until_on": "The last day is over."}
    assert faults(until_on="2028-01-01") == {"until_on": "A year is the longest; grant it anew then."}
    assert faults(uses="0") == {"uses": "0 is too little; it has to be above zero."}
