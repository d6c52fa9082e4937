"""A rep's period in figures, or the team's: what the screen, the PDF and the CSV show alike.

What each figure means is in `sales.measures`; sums over all reps come from `data.tallies`. A period that is
still running is counted up to `as_of` and compared with as many days of the period before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data.engine import sqlite3
from data.freshness import newest_at
from data.rules import service_rules
from data.settings import settings
from data.stages import NAMES, known_stages, stages
from data.sync.state import link
from data.tallies import EVERYONE, SALES, Span, tallies
from data.team import rep, rep_name, team
from sales.calendar import Calendar
from sales.facts import SEGMENTS, Rep
from sales.findings import Given, Stage, Unpaid, findings
from sales.measures import Count, Moments, Tally, definitions, measures, total
from sales.performance import (
    CustomerRow,
    MonthPoint,
    Performance,
    ProductRow,
    SegmentRow,
    StageRow,
    Standing,
)
from sales.periods import Period, month_of, months_back
from sales.words import Words

MONTHS, PRODUCTS, CUSTOMERS = 13, 10, 8
CHANNEL_NAMES = {
    "app": "the app",
    "mini_program": "the mini-program",
    "website": "the website",
    "store": "the store",
    "rep": "the rep",
}

MONTHLY = """
WITH months AS (
    SELECT value ->> 0 AS month, value ->> 1 AS first, value ->> 2 AS last FROM json_each(:months))"""
WON = f"""{MONTHLY}
SELECT m.month, sum(o.net_cents) AS cents, count(*) AS n FROM months m
CROSS JOIN orders o ON o.placed_at BETWEEN m.first AND m.last LEFT JOIN customers c ON c.id = o.customer_id
WHERE o.status != 'cancelled' AND :rep IN ('', coalesce(o.rep_id, c.owner_id)) GROUP BY m.month"""
GIVEN_BACK = f"""{MONTHLY}
SELECT m.month, sum(r.amount_cents) AS cents FROM returns r
JOIN months m ON r.requested_at BETWEEN m.first AND m.last LEFT JOIN orders o ON o.id = r.order_id
LEFT JOIN customers c ON c.id = coalesce(r.customer_id, o.customer_id)
WHERE r.status != 'refused' AND o.status IS NOT 'cancelled'
    AND :rep IN ('', coalesce(o.rep_id, c.owner_id)) GROUP BY m.month"""
OWNED = """
SELECT coalesce(t.primary_segment, 'regular') AS segment, count(*) AS customers
FROM customers c LEFT JOIN standings t ON t.customer_id = c.id WHERE :rep IN ('', c.owner_id) GROUP BY 1"""
SOLD = f"""
SELECT coalesce(t.primary_segment, 'regular') AS segment, count(DISTINCT s.customer_id) AS buyers,
    count(*) AS orders, sum(s.net_cents) AS net_cents
FROM ({SALES}) s LEFT JOIN standings t ON t.customer_id = s.customer_id
WHERE :rep IN ('', s.rep) AND s.customer_id IS NOT NULL GROUP BY 1"""
BEST_SOLD = f"""
SELECT CASE WHEN :zh THEN coalesce(p.name_zh, p.name) ELSE p.name END AS name, p.category,
    sum(l.quantity) AS units, sum(l.net_cents) AS net, sum(p.price_e4 * l.quantity) / 100 AS list
FROM ({SALES}) s JOIN order_lines l ON l.order_id = s.id JOIN products p ON p.id = l.product_id
WHERE :rep IN ('', s.rep) GROUP BY p.id ORDER BY net DESC, p.id LIMIT :most"""
CHANNELS = """
SELECT o.channel, count(*) AS n, count(*) - count(o.paid_at) AS unpaid
FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
WHERE o.placed_at BETWEEN :first AND :last - 86400000 AND :rep IN ('', coalesce(o.rep_id, c.owner_id))
GROUP BY o.channel"""
# Each customer's money in the period and in the one before, and whether the first order ever falls into it.
CHANGES = """
SELECT c.name, c.external_id, coalesce(t.primary_segment, 'regular') AS segment,
    count(*) FILTER (WHERE o.placed_at >= :first) AS n,
    sum(o.net_cents) FILTER (WHERE o.placed_at >= :first) AS net,
    sum(o.net_cents) FILTER (WHERE o.placed_at < :first) AS before, m.first_order_at >= :first AS won
FROM orders o JOIN customers c ON c.id = o.customer_id LEFT JOIN standings t ON t.customer_id = c.id
LEFT JOIN summaries m ON m.customer_id = c.id
WHERE (o.placed_at BETWEEN :first AND :last OR o.placed_at BETWEEN :first_before AND :last_before)
    AND o.status != 'cancelled' AND :rep IN ('', coalesce(o.rep_id, c.owner_id))
GROUP BY c.id ORDER BY c.id"""

LOOKS_AFTER = "SELECT 1 FROM customers WHERE owner_id = :owner LIMIT 1"


def performance(
    db: sqlite3.Connection,
    rep_id: str | None,
    start: date,
    end: date,
    words: Words,
    now: int,
    as_of: date | None = None,
) -> Performance:
    """What a rep (either id; None: the team as a whole) did from `start` to `end`, both included.

    `now` is when it is prepared, `as_of` the last day that is looked at: the day of `now` if not given.
    Raises NotFound.
    """
    who = rep(db, rep_id) if rep_id is not None else None
    last_day = as_of or words.moment(now).date()
    look = _Look(db, who.id if who else EVERYONE, Period(start, end), last_day, words)
    return _report(look, who, now)


def _report(look: _Look, who: Rep | None, now: int) -> Performance:
    words, people = look.words, team(look.db)
    delay, _ = service_rules()
    period, before = tallies(look.db, look.span, delay), tallies(look.db, look.span_before, delay)
    reps = _reps(look, people, period)
    peers = [period[one.id] for one in reps] if who else []
    funnel, steps = _funnel(look)
    gained, lost = _changes(look)
    return Performance(
        rep_name=rep_name(who, words) if who else words("The team"),
        rep_no=(who.external_id or "") if who else "",
        starts_on=look.period.first,
        ends_on=look.period.last,
        currency=settings(look.db)["currency"],
        prepared_at=now,
        as_of_at=newest_at(look.db, min(now, look.span.bound["now"])),
        measures=measures(period[look.rep_id], before[look.rep_id], peers, words),
        trend=_trend(look),
        segments=_segments(look),
        products=_products(look),
        gained=gained,
        lost=lost,
        funnel=funnel,
        board=tuple(_standing(one, period[one.id], one.id == look.rep_id, words) for one in reps),
        notes=_notes(look, reps, period, before, steps),
        territory=(who.territory or "") if who else "",
        manager_name=_manager(who, people, words),
        definitions=definitions(words),
    )


def won(
    db: sqlite3.Connection, rep_id: str | None, spans: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Revenue in minor units and number of orders of a rep (None: of all) in each span of instants."""
    named = json.dumps([[str(at), *span] for at, span in enumerate(spans)])
    found = {row["month"]: row for row in db.execute(WON, {"rep": rep_id or EVERYONE, "months": named})}
    return [
        (found[str(at)]["cents"], found[str(at)]["n"]) if str(at) in found else (0, 0)
        for at in range(len(spans))
    ]


@dataclass(frozen=True, slots=True)
class _Look:
    """What one report looks at: whose orders (EVERYONE: all), over which days."""

    db: sqlite3.Connection
    rep_id: str
    asked: Period
    as_of: date
    words: Words

    @property
    def period(self) -> Period:
        return self.asked.so_far(self.as_of)

    @property
    def span(self) -> Span:
        return Span(self.period, self.as_of, self.words.zone)

    @property
    def span_before(self) -> Span:
        return Span(self.asked.before_so_far(self.as_of), self.as_of, self.words.zone)

    def rows(self, sql: str, span: Span | None = None, **more: object) -> list[sqlite3.Row]:
        bound = (span or self.span).bound
        own = {"rep": self.rep_id, "zh": self.words.chinese}
        return self.db.execute(sql, {**bound, **own, **more}).fetchall()


def _reps(look: _Look, people: Sequence[Rep], sums: Mapping[str, Tally]) -> list[Rep]:
    """Who stands on the board: whoever sold, and the reps who were there in the period; most money first.

    On a rep's own computer that is who looks after somebody here: of others nothing is known.
    """
    tie = link(look.db)
    all_of_them = tie is None or tie.role != "rep"
    there = [
        one
        for one in people
        if sums[one.id].orders.n
        or (
            one.role == "rep"
            and (one.left_on is None or one.left_on >= look.period.first)
            and (all_of_them or look.rows(LOOKS_AFTER, owner=one.id))
        )
    ]
    return sorted(there, key=lambda one: (-sums[one.id].net_cents, one.name))


def _standing(one: Rep, sums: Tally, mine: bool, words: Words) -> Standing:
    return Standing(
        rep=rep_name(one, words),
        net_cents=sums.net_cents,
        orders=sums.orders.n,
        average_cents=sums.average_cents,
        discount_bp=sums.discount_bp,
        conversion_bp=sums.won.bp,
        mine=mine,
        rep_no=one.external_id or one.id,
    )


def _notes(
    look: _Look,
    reps: Sequence[Rep],
    period: Mapping[str, Tally],
    before: Mapping[str, Tally],
    steps: Sequence[Stage],
) -> tuple[str, ...]:
    """What stands out: of a rep beside the others, of the team among its reps."""
    alone = look.rep_id == EVERYONE
    others = total(period[one.id] for one in reps if one.id != look.rep_id and not alone)
    return findings(
        period[look.rep_id],
        before[look.rep_id],
        others,
        () if alone else steps,
        settings(look.db)["currency"],
        look.words,
        _unpaid(look),
        _discounts(reps, period, look.words) if alone else (),
    )


def _discounts(reps: Sequence[Rep], sums: Mapping[str, Tally], words: Words) -> tuple[Given, ...]:
    """Each rep's discounts beside those of all others."""
    whole = total(sums[one.id] for one in reps).discounts
    return tuple(
        Given(
            rep_name(one, words),
            own,
            Moments(whole.n - own.n, whole.total - own.total, whole.squares - own.squares),
        )
        for one in reps
        if (own := sums[one.id].discounts).n
    )


def _unpaid(look: _Look) -> tuple[Unpaid, ...]:
    """Each channel's orders that were not paid, beside the other channels'; none where nobody says."""
    rows = look.rows(CHANNELS)
    unpaid, orders = sum(row["unpaid"] for row in rows), sum(row["n"] for row in rows)
    if unpaid == orders:
        return ()
    return tuple(
        Unpaid(
            look.words(CHANNEL_NAMES.get(row["channel"], row["channel"])),
            Count(row["unpaid"], row["n"]),
            Count(unpaid - row["unpaid"], orders - row["n"]),
        )
        for row in rows
        if row["channel"]
    )


def _manager(who: Rep | None, people: Sequence[Rep], words: Words) -> str:
    boss = next((one for one in people if who and one.id == who.manager_id), None)
    return rep_name(boss, words) if boss else ""


def _trend(look: _Look) -> tuple[MonthPoint, ...]:
    """The months up to the period's last, so far as they have passed."""
    calendar, last = Calendar(look.words.zone), look.span.bound["last"]
    months = months_back(look.period.last, MONTHS)
    spans = [
        (
            calendar.begins_at(month.toordinal()),
            min(last, calendar.ends_at(month_of(month).last.toordinal())),
        )
        for month in months
    ]
    named = json.dumps([[str(month), *span] for month, span in zip(months, spans, strict=True)])
    back = {row["month"]: row["cents"] for row in look.rows(GIVEN_BACK, months=named)}
    return tuple(
        MonthPoint(month, net_cents=net, returned_cents=back.get(str(month), 0), orders=n)
        for month, (net, n) in zip(months, won(look.db, look.rep_id, spans), strict=True)
    )


def _segments(look: _Look) -> tuple[SegmentRow, ...]:
    """The segments that have customers or sales, in their usual order."""
    owned = {row["segment"]: row["customers"] for row in look.rows(OWNED)}
    sold = {row["segment"]: row for row in look.rows(SOLD)}
    before = {row["segment"]: row["net_cents"] for row in look.rows(SOLD, look.span_before)}
    rows = []
    for segment in SEGMENTS:
        if segment in owned or segment in sold or segment in before:
            buyers, orders, net = tuple(sold[segment])[1:] if segment in sold else (0, 0, 0)
            rows.append(
                SegmentRow(segment, owned.get(segment, 0), buyers, orders, net, before.get(segment, 0))
            )
    return tuple(rows)


def _products(look: _Look) -> tuple[ProductRow, ...]:
    return tuple(
        ProductRow(
            product=row["name"],
            category=row["category"] or "",
            units=row["units"],
            net_cents=row["net"],
            discount_bp=Count(row["list"] - row["net"], row["list"]).bp if row["list"] else 0,
        )
        for row in look.rows(BEST_SOLD, most=PRODUCTS)
    )


def _changes(look: _Look) -> tuple[tuple[CustomerRow, ...], tuple[CustomerRow, ...]]:
    """The customers won in the period, by money; and those whose spend fell most since the period before."""
    before = look.span_before.bound
    rows = look.rows(CHANGES, first_before=before["first"], last_before=before["last"])
    won = [_customer(row) for row in rows if row["won"] and row["n"]]
    fell = [row for row in map(_customer, rows) if row.change_cents < 0]
    won.sort(key=lambda row: -row.net_cents)
    fell.sort(key=lambda row: row.change_cents)
    return tuple(won[:CUSTOMERS]), tuple(fell[:CUSTOMERS])


def _customer(row: sqlite3.Row) -> CustomerRow:
    net = row["net"] or 0
    return CustomerRow(
        name=row["name"],
        customer_no=row["external_id"] or "",
        segment=row["segment"],
        orders=row["n"],
        net_cents=net,
        change_cents=net - (row["before"] or 0),
    )


def _funnel(look: _Look) -> tuple[tuple[StageRow, ...], tuple[Stage, ...]]:
    """The stages as rows, and as shares to compare with the other reps'."""
    reached = stages(look.db, look.span)
    nobody = (0,) * len(NAMES)
    mine, everyone = reached.get(look.rep_id, nobody), reached.get(EVERYONE, nobody)
    rows: list[StageRow] = []
    steps: list[Stage] = []
    last: int | None = None
    for stage in known_stages(look.db):
        name = look.words(NAMES[stage])
        if last is None:
            rows.append(StageRow(name, mine[stage], None, None))
        else:
            own, all_of_them = Count(mine[stage], mine[last]), Count(everyone[stage], everyone[last])
            others = Count(all_of_them.hits - own.hits, all_of_them.of - own.of)
            team_bp = all_of_them.bp if all_of_them.of and look.rep_id != EVERYONE else None
            rows.append(StageRow(name, own.hits, own.bp if own.of else None, team_bp))
            steps.append(Stage(name, own, others))
        last = stage
    return tuple(rows), tuple(steps)
