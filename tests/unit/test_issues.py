"""What a customer waits for, in the order of its urgency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sales.facts import Activity, Customer, History, Order, Return, Review, Ticket
from sales.issues import Deadlines, excerpt, issues
from sales.orders import DelayRule
from sales.words import Words
from tests.conftest import ZONE

RULES = Deadlines(ticket_hours=24, review_hours=24, return_review_hours=2, refund_hours=24)
DELAY = DelayRule(after_days=1, coupon_cents=500, minimum_cents=0)
WORDS = Words(zone=ZONE)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


NOW = at("2026-11-24T12:00")


def found(**facts: Any) -> list[tuple[str, str, bool]]:
    history = replace(History(Customer("c", "Zhou Wei")), **facts)
    return [
        (issue.kind, issue.state, issue.overdue)
        for issue in issues(history, NOW, RULES, DELAY, {"p": "Breva 400"}, WORDS)
    ]


def test_an_open_ticket_is_due_a_day_after_it_was_opened() -> None:
    fresh = Ticket("t1", "c", at("2026-11-24T09:00"))
    old = Ticket("t2", "c", at("2026-11-15T09:00"))
    solved = Ticket("t3", "c", at("2026-11-15T09:00"), status="resolved", resolved_at=at("2026-11-16T09:00"))

    assert found(tickets=(fresh, old, solved)) == [
        ("ticket", "open 9 days", True),
        ("ticket", "opened today", False),
    ]


def test_a_promise_is_over_from_the_day_after_it_was_due() -> None:
    promised = Activity("a", "c", "call", at("2026-11-18T10:00"), promise="Send the filter")

    assert found(activities=(replace(promised, promised_on=date(2026, 11, 24)),)) == [
        ("promise", "due 24 Nov", False)
    ]
    assert found(activities=(replace(promised, promised_on=date(2026, 11, 22)),)) == [
        ("promise", "2 days over", True)
    ]
    assert found(activities=(replace(promised, kept_at=NOW),)) == []


def test_a_parcel_is_late_when_it_is_more_than_a_day_past_its_promise() -> None:
    order = Order("o", "c", at("2026-11-15T10:00"), 1000, promised_on=date(2026, 11, 23))

    assert found(orders=(order,)) == []
    assert found(orders=(replace(order, promised_on=date(2026, 11, 22)),)) == [("delay", "2 days late", True)]
    assert found(orders=(replace(order, promised_on=date(2026, 11, 1), signed_at=NOW),)) == []


def test_a_return_is_reviewed_within_two_hours_and_refunded_within_a_day() -> None:
    back = Return("r", "c", 1000, at("2026-11-24T09:00"), product_id="p", status="reviewing")

    assert found(returns=(back,)) == [("return", "in review", True)]
    assert found(returns=(replace(back, status="refunding"),)) == [("return", "refund under way", False)]
    assert found(returns=(replace(back, status="refunded"),)) == []


def test_a_low_review_without_an_answer_waits() -> None:
    review = Review("v", "c", 2, at("2026-11-20T09:00"), product_id="p", text="Loud at night.")

    assert found(reviews=(review, replace(review, id="w", stars=3))) == [
        ("review", "not answered, 20 Nov", True)
    ]


def test_a_long_text_is_cut_at_a_word() -> None:
    text = excerpt(
        "The filter that came is the wrong size and the box says otherwise, which nobody explained to me yet."
    )

    assert text.endswith("…")
    assert len(text) <= 91
    assert not text[:-1].endswith(" ")
