"""The sums behind every performance figure, for all reps at once: one query a kind of fact.

An order counts for the rep who sold it, else for the customer's owner; answers, events and contacts count for
the owner. Facts later than `as_of` are not looked at. `EVERYONE` is the team as a whole: not the sum of the
reps, since a customer may buy from two.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

from sales.calendar import Calendar
from sales.measures import Count, Moments, Tally
from sales.orders import DelayRule
from sales.periods import Period

EVERYONE = ""
EARLIEST_MS = 120 * 86_400_000  # a delivery is promised no longer than this ahead
REP = "CASE WHEN :whole THEN '' ELSE coalesce(o.rep_id, c.owner_id) END"
OWNER = "CASE WHEN :whole THEN '' ELSE c.owner_id END"
SALES = f"""
SELECT o.id, o.customer_id, o.net_cents, o.placed_at, o.currency, {REP} AS rep
FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
WHERE o.placed_at BETWEEN :first AND :last AND o.status != 'cancelled'"""

ORDERS = f"""
SELECT rep, count(*), total(net_cents), total(1.0 * net_cents * net_cents), count(DISTINCT customer_id)
FROM ({SALES}) GROUP BY rep"""
# Of each order what its lines with a known list price cost, and would cost at that price. What was taken off
# the order as a whole is spread over its lines.
DISCOUNTS = f"""
WITH priced AS (
    SELECT s.rep, s.id, total(p.price_e4 * l.quantity) / 100 AS list, total(l.net_cents) FILTER (
        WHERE p.price_e4 > 0) * s.net_cents / total(l.net_cents) AS net
    FROM ({SALES}) s JOIN order_lines l ON l.order_id = s.id
    LEFT JOIN products p ON p.id = l.product_id AND p.currency = s.currency AND p.price_e4 > 0
    GROUP BY s.id HAVING list > 0 AND net IS NOT NULL
)
SELECT rep, count(*), total(list), total(net), total(off), total(off * off)
FROM (SELECT rep, list, net, 1 - net / list AS off FROM priced) GROUP BY rep"""
ACTIVE = f"""
SELECT rep, count(DISTINCT customer_id) FROM (
    SELECT rep, customer_id FROM ({SALES}) WHERE customer_id IS NOT NULL
    UNION ALL
    SELECT {OWNER}, c.id FROM customers c WHERE (:whole OR c.owner_id IS NOT NULL) AND (
        EXISTS (SELECT 1 FROM events e WHERE e.customer_id = c.id AND e.at BETWEEN :first AND :last)
        OR EXISTS (
            SELECT 1 FROM activities a WHERE a.customer_id = c.id AND a.at BETWEEN :first AND :last
                AND a.state = 'done' AND a.kind IN ('call', 'visit', 'message')))
) GROUP BY rep"""
RETURNS = f"""
SELECT {REP} AS rep, total(r.amount_cents) FROM returns r LEFT JOIN orders o ON o.id = r.order_id
LEFT JOIN customers c ON c.id = coalesce(r.customer_id, o.customer_id)
WHERE r.requested_at BETWEEN :first AND :last AND r.status != 'refused' AND o.status IS NOT 'cancelled'
GROUP BY 1"""
RETURNED = f"""
SELECT rep, count(*) FROM ({SALES}) s WHERE EXISTS (
    SELECT 1 FROM returns r WHERE r.order_id = s.id AND r.status != 'refused' AND r.requested_at <= :now)
GROUP BY rep"""
DELIVERIES = f"""
WITH due AS (SELECT value ->> 0 AS day, value ->> 1 AS late_at FROM json_each(:due))
SELECT {REP} AS rep, count(*) FILTER (WHERE o.signed_at < due.late_at AND o.signed_at <= :now),
    count(*) FILTER (WHERE o.signed_at <= :now OR due.late_at <= :now)
FROM orders o JOIN due ON due.day = o.promised_on LEFT JOIN customers c ON c.id = o.customer_id
WHERE o.placed_at BETWEEN :earliest AND :last AND o.status != 'cancelled' GROUP BY 1"""
ANSWERS = """
FROM surveys s JOIN customers c ON c.id = s.customer_id WHERE s.answered_at BETWEEN :first AND :last"""
SATISFACTION = f"""
SELECT {OWNER}, count(*), total(s.score), total(s.score * s.score) {ANSWERS} AND s.kind = 'csat' GROUP BY 1"""
RECOMMENDING = f"""
SELECT {OWNER}, count(*), sum(s.score >= 9), sum(s.score <= 6) {ANSWERS} AND s.kind = 'nps' GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class Span:
    """A period as instants: the parameters of every query here."""

    period: Period
    as_of: date
    zone: tzinfo

    @property
    def bound(self) -> dict[str, int]:
        calendar = Calendar(self.zone)
        now = calendar.ends_at(self.as_of.toordinal())
        first = calendar.begins_at(self.period.first.toordinal())
        last = min(now, calendar.ends_at(self.period.last.toordinal()))
        return {"first": first, "last": last, "now": now, "earliest": first - EARLIEST_MS}

    def due(self, delay: DelayRule) -> str:
        """The period's days, each with the instant from which a delivery promised for it is late; JSON."""
        calendar = Calendar(self.zone)
        days = (self.period.first + timedelta(n) for n in range(self.period.days))
        grace = delay.after_days + 1
        return json.dumps([[str(day), calendar.begins_at(day.toordinal() + grace)] for day in days])


def tallies(db: sqlite3.Connection, span: Span, delay: DelayRule) -> defaultdict[str, Tally]:
    """The sums of each rep by id, and of `EVERYONE`; who has none has an empty tally."""
    found: defaultdict[str, Tally] = defaultdict(Tally)
    for whole in (False, True):
        for rep, part in _parts(db, {**span.bound, "whole": whole, "due": span.due(delay)}):
            found[rep] += part
    return found


def _parts(db: sqlite3.Connection, bound: dict[str, int | str]) -> Iterator[tuple[str, Tally]]:
    """What each query adds to a rep's tally."""

    def rows(sql: str) -> Iterator[tuple[str, Any]]:
        return ((row[0], tuple(row)[1:]) for row in db.execute(sql, bound) if row[0] is not None)

    for rep, (n,) in rows(ACTIVE):
        yield rep, Tally(won=Count(0, n))
    for rep, (n, net, squares, buyers) in rows(ORDERS):
        yield rep, Tally(orders=Moments(n, net, squares), won=Count(buyers, 0), returned=Count(0, n))
    for rep, (n,) in rows(RETURNED):
        yield rep, Tally(returned=Count(n, 0))
    for rep, (n, listed, net, shares, squares) in rows(DISCOUNTS):
        discounts = Moments(n, shares, squares)
        yield rep, Tally(list_cents=round(listed), listed_net_cents=round(net), discounts=discounts)
    for rep, (cents,) in rows(RETURNS):
        yield rep, Tally(returned_cents=round(cents))
    for rep, (hits, of) in rows(DELIVERIES):
        yield rep, Tally(on_time=Count(hits, of))
    for rep, (n, scores, squares) in rows(SATISFACTION):
        yield rep, Tally(satisfaction=Moments(n, scores, squares))
    for rep, (n, promoters, detractors) in rows(RECOMMENDING):
        yield rep, Tally(recommending=n, promoters=promoters, detractors=detractors)
