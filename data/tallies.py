"""The sums behind every performance figure, for all reps at once: one query a kind of fact.

An order counts for the rep who sold it, else for the customer's owner, else for `NOBODY`; answers, events and
contacts count for the owner. Facts later than `as_of` are not looked at. `EVERYONE` is the team as a whole:
the sum of all, but for its customers, who may buy from two reps and count once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

from data.engine import sqlite3
from sales.calendar import Calendar
from sales.measures import Count, Moments, Tally, total
from sales.orders import DelayRule
from sales.periods import Period

EVERYONE, NOBODY = "", "-"
EARLIEST_MS = 120 * 86_400_000  # a delivery is promised no longer than this ahead
REP = f"coalesce(o.rep_id, c.owner_id, '{NOBODY}')"
OWNER = f"coalesce(c.owner_id, '{NOBODY}')"
SALES = f"""
SELECT o.id, o.customer_id, o.net_cents, o.placed_at, o.currency, {REP} AS rep
FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
WHERE o.placed_at BETWEEN :first AND :last AND o.status != 'cancelled'"""

ORDERS = f"""
SELECT rep, count(*), total(net_cents), total(1.0 * net_cents * net_cents) FROM ({SALES}) GROUP BY rep"""
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
# Who was contacted, active or buying, and who of them bought.
CUSTOMERS = f"""
SELECT {{of}} AS rep, customer_id, max(bought) AS bought FROM (
    SELECT rep, customer_id, 1 AS bought FROM ({SALES}) WHERE customer_id IS NOT NULL
    UNION ALL
    SELECT {OWNER}, c.id, 0 FROM customers c WHERE
        EXISTS (SELECT 1 FROM events e WHERE e.customer_id = c.id AND e.at BETWEEN :first AND :last)
        OR EXISTS (
            SELECT 1 FROM activities a WHERE a.customer_id = c.id AND a.at BETWEEN :first AND :last
                AND a.state = 'done' AND a.kind IN ('call', 'visit', 'message'))
) GROUP BY 1, 2"""
# Where no source tells of visits or contacts, everybody who is known of has bought: that is no rate.
TOLD = """
SELECT EXISTS (SELECT 1 FROM events) OR EXISTS (
    SELECT 1 FROM activities WHERE state = 'done' AND kind IN ('call', 'visit', 'message'))"""
CONVERSION = f"SELECT rep, sum(bought), count(*) FROM ({CUSTOMERS}) GROUP BY rep"
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
SELECT {REP} AS rep, o.promised_on, o.signed_at FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
WHERE o.placed_at BETWEEN :earliest AND :last AND o.promised_on BETWEEN :first_day AND :last_day
    AND o.status != 'cancelled'"""
ANSWERS = """
FROM surveys s JOIN customers c ON c.id = s.customer_id WHERE s.answered_at BETWEEN :first AND :last"""
SATISFACTION = f"""
SELECT {OWNER}, count(*), total(s.score), total(s.score * s.score) {ANSWERS} AND s.kind = 'csat' GROUP BY 1"""
RECOMMENDING = f"""
SELECT {OWNER} AS rep, count(*) AS n, sum(s.score >= 9) AS promoters, sum(s.score <= 6) AS detractors
{ANSWERS} AND s.kind = 'nps' GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class Span:
    """A period as instants: the parameters of every query here."""

    period: Period
    as_of: date
    zone: tzinfo

    @property
    def bound(self) -> dict[str, Any]:
        """The instants and days of the period, as the queries name them."""
        calendar = Calendar(self.zone)
        now = calendar.ends_at(self.as_of.toordinal())
        first = calendar.begins_at(self.period.first.toordinal())
        last = min(now, calendar.ends_at(self.period.last.toordinal()))
        days = {"first_day": str(self.period.first), "last_day": str(self.period.last)}
        return {"first": first, "last": last, "now": now, "earliest": first - EARLIEST_MS, **days}

    def late_from(self, delay: DelayRule) -> dict[str, int]:
        """For each day of the period the instant from which a delivery promised for it counts as delayed."""
        calendar = Calendar(self.zone)
        days = (self.period.first + timedelta(n) for n in range(self.period.days))
        return {str(day): calendar.begins_at(day.toordinal() + delay.after_days + 1) for day in days}


def tallies(db: sqlite3.Connection, span: Span, delay: DelayRule) -> defaultdict[str, Tally]:
    """The sums of each rep by id, and of `EVERYONE`; who has none has an empty tally."""
    found: defaultdict[str, Tally] = defaultdict(Tally)
    bound = span.bound
    for rep, part in _parts(db, bound):
        found[rep] += part
    for rep, on_time in _deliveries(db, bound, span.late_from(delay)).items():
        found[rep] += Tally(on_time=on_time)
    found[EVERYONE] = total(found.values())
    if db.execute(TOLD).fetchone()[0]:
        for rep, bought, active in db.execute(CONVERSION.format(of="rep"), bound):
            found[rep] += Tally(won=Count(bought, active))
        for _, bought, active in db.execute(CONVERSION.format(of="''"), bound):
            found[EVERYONE] += Tally(won=Count(bought, active))
    return found


def _parts(db: sqlite3.Connection, bound: dict[str, Any]) -> Iterator[tuple[str, Tally]]:
    """What each query adds to a rep's tally."""

    def rows(sql: str) -> Iterator[tuple[str, Any]]:
        return ((row[0], tuple(row)[1:]) for row in db.execute(sql, bound))

    for rep, (n, net, squares) in rows(ORDERS):
        yield rep, Tally(orders=Moments(n, net, squares), returned=Count(0, n))
    for rep, (n,) in rows(RETURNED):
        yield rep, Tally(returned=Count(n, 0))
    for rep, (n, listed, net, shares, squares) in rows(DISCOUNTS):
        discounts = Moments(n, shares, squares)
        yield rep, Tally(list_cents=round(listed), listed_net_cents=round(net), discounts=discounts)
    for rep, (cents,) in rows(RETURNS):
        yield rep, Tally(returned_cents=round(cents))
    for rep, (n, scores, squares) in rows(SATISFACTION):
        yield rep, Tally(satisfaction=Moments(n, scores, squares))
    for rep, (n, promoters, detractors) in rows(RECOMMENDING):
        yield rep, Tally(recommending=n, promoters=promoters, detractors=detractors)


def _deliveries(db: sqlite3.Connection, bound: dict[str, Any], late_from: dict[str, int]) -> dict[str, Count]:
    """How many deliveries came on time, of those that came or are late."""
    found: defaultdict[str, Count] = defaultdict(Count)
    for rep, promised_on, signed_at in db.execute(DELIVERIES, bound):
        late_at = late_from[promised_on]
        came = signed_at is not None and signed_at <= bound["now"]
        if came or late_at <= bound["now"]:
            found[rep] += Count(int(came and signed_at < late_at), 1)
    return found
