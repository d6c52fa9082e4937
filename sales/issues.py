"""What a customer waits for: promises, tickets, late parcels, returns and reviews without an answer.

Each has a deadline, from `rules/service.toml`; the most urgent stands first. An issue is said before any
offer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sales.brief import Issue
from sales.errors import RuleBroken
from sales.facts import History
from sales.orders import DelayRule, days_late, delayed, delayed_on
from sales.words import Words

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
ENDED = ("resolved", "closed")
LOW_STARS = 2
EXCERPT = 90


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Hours within which each kind of issue is answered."""

    ticket_hours: int
    review_hours: int
    return_review_hours: int
    refund_hours: int


def deadlines(table: Mapping[str, object]) -> Deadlines:
    """The rule from the `[deadlines]` table of `rules/service.toml`. Raises RuleBroken."""
    figures = []
    for key in ("ticket_hours", "review_hours", "return_review_hours", "refund_hours"):
        value = table.get(key)
        if not isinstance(value, int) or value <= 0:
            raise RuleBroken(f"{key} under [deadlines] must be a whole number above 0, not {value!r}.")
        figures.append(value)
    return Deadlines(*figures)


def issues(
    history: History, now: int, rules: Deadlines, delay: DelayRule, names: Mapping[str, str], words: Words
) -> tuple[Issue, ...]:
    """The open issues of a customer at `now`, the most urgent first.

    `names` gives products their names by id.
    """
    found = [
        *_promises(history, now, words),
        *_tickets(history, now, rules, words),
        *_late_orders(history, now, delay, words),
        *_returns(history, now, rules, names, words),
        *_reviews(history, now, rules, names, words),
    ]
    return tuple(sorted(found, key=lambda issue: (issue.due_at is None, issue.due_at or 0, issue.title)))


def _promises(history: History, now: int, words: Words) -> Iterator[Issue]:
    for activity in history.activities:
        if activity.promise is None or activity.kept_at is not None:
            continue
        due = _end_of(activity.promised_on, words) if activity.promised_on else None
        yield Issue(
            kind="promise",
            title=words("Promise: {what}", what=activity.promise),
            detail=words("Given on {day}", day=words.day(activity.at)),
            due_at=due,
            overdue=due is not None and due < now,
            state=_state(due, now, words),
            ref=activity.id,
        )


def _tickets(history: History, now: int, rules: Deadlines, words: Words) -> Iterator[Issue]:
    for ticket in history.tickets:
        if ticket.resolved_at is not None or ticket.status in ENDED:
            continue
        due = ticket.opened_at + rules.ticket_hours * HOUR_MS
        open_days = (now - ticket.opened_at) // DAY_MS
        yield Issue(
            kind="ticket",
            title=words("Ticket {no}", no=ticket.external_id or ticket.id[-8:]),
            detail=excerpt(ticket.text or ticket.category or ""),
            due_at=due,
            overdue=due < now,
            state=words.count("open {n} day", "open {n} days", open_days)
            if open_days
            else words("opened today"),
            ref=ticket.id,
        )


def _late_orders(history: History, now: int, delay: DelayRule, words: Words) -> Iterator[Issue]:
    today = words.moment(now).date()
    for order in history.orders:
        late = days_late(order, today)
        first_day = delayed_on(order, delay)
        if first_day is None or not delayed(order, today, delay):
            continue
        coupon = words.money(delay.coupon_cents, order.currency, whole=delay.coupon_cents % 100 == 0)
        yield Issue(
            kind="delay",
            title=words("Order {no} is late", no=order.external_id or order.id[-8:]),
            detail=words("Call first, offer the {coupon} coupon", coupon=coupon),
            due_at=_end_of(first_day, words),
            overdue=True,
            state=words.count("{n} day late", "{n} days late", late),
            ref=order.id,
        )


def _returns(
    history: History, now: int, rules: Deadlines, names: Mapping[str, str], words: Words
) -> Iterator[Issue]:
    for back in history.returns:
        if back.status not in ("reviewing", "refunding"):
            continue
        hours = rules.return_review_hours if back.status == "reviewing" else rules.refund_hours
        due = back.requested_at + hours * HOUR_MS
        what = names.get(back.product_id or "", words("an order"))
        yield Issue(
            kind="return",
            title=words("Return of {what}", what=what),
            detail=excerpt(back.reason or ""),
            due_at=due,
            overdue=due < now,
            state=words("in review") if back.status == "reviewing" else words("refund under way"),
            ref=back.id,
        )


def _reviews(
    history: History, now: int, rules: Deadlines, names: Mapping[str, str], words: Words
) -> Iterator[Issue]:
    for review in history.reviews:
        if review.stars > LOW_STARS or review.answered_at is not None:
            continue
        due = review.written_at + rules.review_hours * HOUR_MS
        what = names.get(review.product_id or "", words("an order"))
        yield Issue(
            kind="review",
            title=words.count("{n} star for {what}", "{n} stars for {what}", review.stars, what=what),
            detail=excerpt(review.text or ""),
            due_at=due,
            overdue=due < now,
            state=words("not answered, {day}", day=words.day(review.written_at)),
            ref=review.id,
        )


def excerpt(text: str, longest: int = EXCERPT) -> str:
    """A text cut at a word so that it fits a line."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    cut = text.rfind(" ", 0, longest)
    return text[: cut if cut > longest // 2 else longest].rstrip(",;:，；：") + "…"


def _state(due: int | None, now: int, words: Words) -> str:
    if due is None:
        return words("no date")
    if due < now:
        over = (now - due) // DAY_MS + 1
        return words.count("{n} day over", "{n} days over", over)
    return words("due {day}", day=words.day(due))


def _end_of(day: date, words: Words) -> int:
    """The last instant of a company day."""
    midnight = datetime.combine(day + timedelta(days=1), time(), words.zone)
    return int(midnight.timestamp() * 1000) - 1
