"""The life of a quote: numbers that never meet, versions that never change, states in their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sales.approvals import Approval, snapshot
from sales.calendar import Calendar
from sales.errors import RuleBroken
from sales.guardrails import MANAGER, REP_ROLE
from sales.quote_checks import Check, checks
from sales.quote_document import Quote
from sales.quote_pricing import price
from sales.quote_states import (
    ACCEPTED,
    AWAITING,
    DECLINED,
    DRAFT,
    EXPIRED,
    ISSUED,
    SUPERSEDED,
    QuoteNumber,
    QuoteVersion,
    accepted,
    approved,
    asked,
    declined,
    edited,
    issued,
    next_number,
    on_day,
    quote_number,
    revised,
    superseded,
    valid_to,
)
from tests.builders.quotes import line, off, quote

TODAY, LAST = date(2026, 11, 24), date(2026, 12, 22)
FREE = quote(line("100", cost=Decimal(10)))
STEEP = quote(line("100", 1, off(800), cost=Decimal(10), id="a"))
NUMBER = QuoteNumber(2026, "R07", 42)


def found(made: Quote) -> tuple[Check, ...]:
    return checks(price(made))


def draft(made: Quote = FREE) -> QuoteVersion:
    return QuoteVersion("v-1", "q-1", NUMBER, made, LAST)


def sent() -> QuoteVersion:
    return issued(draft(), found(FREE), TODAY)


def yes(made: Quote, role: str = MANAGER) -> Approval:
    return Approval("Chen Hao", role, 0, "", snapshot(found(made)))


def test_a_number_is_printed_and_read() -> None:
    assert str(NUMBER) == "Q26-R07-0042-v1"
    assert quote_number(" Q26-R07-12345-v3 ") == QuoteNumber(2026, "R07", 12345, 3)


@pytest.mark.parametrize("text", ["", "Q26-R07-42-v1", "Q26-R07-0042", "Q26-R07-0042-v0", "q26-r07-0042-v1"])
def test_what_is_no_number_is_said(text: str) -> None:
    with pytest.raises(RuleBroken, match="is not a quote number"):
        quote_number(text)


def test_a_series_counts_by_itself_and_begins_anew_each_year() -> None:
    given = [NUMBER, replace(NUMBER, version=2), QuoteNumber(2026, "R08", 77), QuoteNumber(2025, "R07", 300)]

    assert next_number(given, "R07", TODAY) == QuoteNumber(2026, "R07", 43)
    assert next_number(given, "R07", date(2027, 1, 1)) == QuoteNumber(2027, "R07", 1)


def test_a_quote_inside_the_rules_is_issued_without_asking() -> None:
    assert (draft().watermarked, sent().watermarked) == (True, False)
    assert sent().state == ISSUED


def test_a_quote_outside_the_rules_is_issued_only_once_it_is_approved() -> None:
    waiting = asked(draft(STEEP))

    with pytest.raises(RuleBroken, match="needs an approval"):
        issued(waiting, found(STEEP), TODAY)
    passed = approved(waiting, yes(STEEP), found(STEEP))

    assert (waiting.state, waiting.watermarked) == (AWAITING, True)
    assert issued(passed, found(STEEP), TODAY).state == ISSUED


def test_who_may_not_let_it_pass_cannot_approve() -> None:
    with pytest.raises(RuleBroken, match="Rule D-1 needs somebody else"):
        approved(asked(draft(STEEP)), yes(STEEP, REP_ROLE), found(STEEP))


def test_an_edit_keeps_an_approval_that_holds_and_drops_one_that_is_void() -> None:
    passed = approved(asked(draft(STEEP)), yes(STEEP), found(STEEP))
    milder, steeper = (quote(line("100", 1, off(bp), cost=Decimal(10), id="a")) for bp in (700, 900))

    better, worse = (edited(passed, made, found(made)) for made in (milder, steeper))

    assert (better.state, better.approval) == (DRAFT, passed.approval)
    assert worse.approval is None
    assert issued(better, found(milder), TODAY).state == ISSUED
    with pytest.raises(RuleBroken, match="needs an approval"):
        issued(worse, found(steeper), TODAY)


def test_an_issued_version_never_changes() -> None:
    with pytest.raises(RuleBroken, match=r"Q26-R07-0042-v1 has been issued and stays as it is\. Revise it"):
        edited(sent(), STEEP, found(STEEP))


def test_revising_begins_the_next_version_and_leaves_the_one_before() -> None:
    first = sent()

    second = revised(first, "v-2", 1, LAST)

    assert (str(second.number), second.state, second.quote) == ("Q26-R07-0042-v2", DRAFT, first.quote)
    assert first.state == ISSUED
    assert superseded(first).state == SUPERSEDED


def test_a_draft_is_changed_and_not_revised() -> None:
    with pytest.raises(RuleBroken, match="has not been issued yet"):
        revised(draft(), "v-2", 1, LAST)


def test_a_customer_takes_it_or_declines_until_its_last_day_is_over() -> None:
    assert accepted(sent(), LAST).state == ACCEPTED
    assert declined(sent()).state == DECLINED
    with pytest.raises(RuleBroken, match="is over"):
        accepted(sent(), LAST + timedelta(1))
    with pytest.raises(RuleBroken, match="is over"):
        issued(draft(), found(FREE), LAST + timedelta(1))


def test_an_issued_quote_expires_the_day_after_its_last() -> None:
    assert on_day(sent(), LAST).state == ISSUED
    assert on_day(sent(), LAST + timedelta(1)).state == EXPIRED
    assert on_day(draft(), LAST + timedelta(1)).state == DRAFT


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Santiago", "Pacific/Kiritimati"])
def test_the_last_day_ends_where_the_company_is(zone: str) -> None:
    calendar = Calendar(ZoneInfo(zone))

    last = valid_to(sent(), calendar)

    assert calendar.day(last) == LAST.toordinal()
    assert calendar.day(last + 1) == LAST.toordinal() + 1


def test_what_is_closed_stays_closed() -> None:
    taken = accepted(sent(), TODAY)

    for step in (asked, declined, superseded):
        with pytest.raises(RuleBroken):
            step(taken)
    with pytest.raises(RuleBroken, match="has been issued before"):
        issued(taken, found(FREE), TODAY)
