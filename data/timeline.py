"""The line of time of one customer: pages of whole days across all kinds of facts, and how many there are.

A page is asked for by the instant before which it lies, and always ends at midnight in the company's time
zone, so that what was seen of a product on one day is never torn in two.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import groupby
from operator import attrgetter

from data.engine import sqlite3
from data.history import ALWAYS, TABLES, with_lines
from data.rows import columns, value
from sales.contact_marks import ContactMark
from sales.facts import Activity, Order, Referral, Return, Review, Survey, Ticket
from sales.orders import COUPON_OFFERED, UNSHIPPABLE, DelayRule, delayed_from
from sales.service import ServiceAct
from sales.timeline import STRANDS, Entry, Fact, Names, Page, Visit

FACTS_A_PAGE = 120
OPENING = time(9)  # when a delay that begins on a day is noticed

STRAND_OF = {
    Order: "orders",
    Return: "orders",
    Visit: "views",
    Ticket: "tickets",
    Survey: "surveys",
    Review: "surveys",
    Activity: "contacts",
    ServiceAct: "tickets",
    Referral: "contacts",
}
# A sign-in says nothing of what the customer wants.
SEEN = "events WHERE customer_id = :customer AND kind != 'login'"
GROUPS = "GROUP BY local_day(at), kind, product_id, category"
ORDER_AT = f"""
CASE WHEN signed_at IS NULL AND status NOT IN {UNSHIPPABLE!r} AND promised_on < :late_before
    THEN delayed_at(promised_on)
    ELSE max(placed_at, coalesce(picking_at, 0), coalesce(collected_at, 0), coalesce(in_transit_at, 0),
        coalesce(out_for_delivery_at, 0), coalesce(signed_at, 0))
END"""


class Timeline:
    """The line of time of one customer, as of a day, in the company's zone and by its delay rule."""

    def __init__(
        self, db: sqlite3.Connection, customer_id: str, today: date, zone: tzinfo, rule: DelayRule
    ) -> None:
        self._db, self._zone, self._rule = db, zone, rule
        self._bound = {
            "customer": customer_id,
            "late_before": (today - timedelta(days=rule.after_days)).isoformat(),
        }
        db.create_function("local_day", 1, self._local_day, deterministic=True)
        db.create_function("delayed_at", 1, self._delayed_at, deterministic=True)

    def page(self, before: int | None = None, strand: str | None = None, limit: int = FACTS_A_PAGE) -> Page:
        """The days before `before` (None: from the newest on) that hold some `limit` facts of a strand."""
        last = ALWAYS if before is None else before
        start = self._start(last, strand, limit)
        bound = self._bound | {"start": start, "before": last}
        entries = [
            Entry(at, STRAND_OF[type(fact)], fact)
            for kind in _kinds(strand)
            for at, fact in (self._visits(bound) if kind is Visit else self._facts(kind, bound))
        ]
        entries.sort(key=lambda entry: (-entry.at, entry.strand))
        return Page(
            tuple(entries),
            before=start if start > -ALWAYS else None,
            products=self._products(entries),
            reps=self._reps(entries),
            coupon_at=self._coupon_at(),
            marks=self._marks(entries),
        )

    def counts(self) -> dict[str, int]:
        """How many entries each strand has."""
        counts = dict.fromkeys(STRANDS, 0)
        for kind, strand in STRAND_OF.items():
            if kind is Visit:
                sql = f"SELECT count(*) FROM (SELECT 1 FROM {SEEN} {GROUPS})"
            else:
                sql = f"SELECT count(*) FROM {TABLES[kind][0]} WHERE customer_id = :customer"
            counts[strand] += self._db.execute(sql, self._bound).fetchone()[0]
        return counts

    def _start(self, before: int, strand: str | None, limit: int) -> int:
        """Midnight before the `limit`th newest fact: where the page begins; from ever if there are fewer."""
        bound = self._bound | {"before": before, "limit": limit}
        newest = " UNION ALL ".join(
            f"SELECT * FROM ({_instants(kind)} ORDER BY at DESC LIMIT :limit)" for kind in _kinds(strand)
        )
        rows = self._db.execute(f"{newest} ORDER BY at DESC LIMIT :limit", bound).fetchall()
        if len(rows) < limit:
            return -ALWAYS
        return self._instant(date.fromordinal(self._local_day(rows[-1]["at"])), time.min)

    def _facts(self, kind: type, bound: Mapping[str, object]) -> Iterator[tuple[int, Fact]]:
        table, instant = TABLES[kind]
        at = ORDER_AT if kind is Order else instant
        rows = self._db.execute(
            f"SELECT * FROM (SELECT {columns(kind, leave=('lines', 'at'))}, {at} AS at FROM {table}"
            " WHERE customer_id = :customer) WHERE at >= :start AND at < :before",
            bound,
        ).fetchall()
        facts: Iterable[Fact] = (value(kind, row) for row in rows)
        if kind is Order:
            facts = with_lines(self._db, (value(Order, row) for row in rows))
        return zip((row["at"] for row in rows), facts, strict=True)

    def _visits(self, bound: Mapping[str, object]) -> Iterator[tuple[int, Visit]]:
        for row in self._db.execute(
            "SELECT kind, product_id, category, channel, max(at) AS at, count(*) AS times,"
            " coalesce(sum(duration_s), 0) AS duration_s, json_group_array(DISTINCT query) AS queries"
            f" FROM {SEEN} AND at >= :start AND at < :before {GROUPS}",
            bound,
        ):
            queries = tuple(query for query in json.loads(row["queries"]) if query)
            yield row["at"], value(Visit, row, queries=queries)

    def _products(self, entries: Iterable[Entry]) -> dict[str, Names]:
        ids = {
            line.product_id for entry in entries if isinstance(entry.fact, Order) for line in entry.fact.lines
        }
        named = (entry.fact for entry in entries if isinstance(entry.fact, Visit | Return | Review))
        ids |= {fact.product_id for fact in named if fact.product_id}
        return self._named("products", ids)

    def _reps(self, entries: Iterable[Entry]) -> dict[str, Names]:
        by = (entry.fact.rep_id for entry in entries if isinstance(entry.fact, Activity | ServiceAct))
        return self._named("reps", {rep_id for rep_id in by if rep_id})

    def _marks(self, entries: Iterable[Entry]) -> dict[str, tuple[ContactMark, ...]]:
        """What happened within the contacts, key by key."""
        ids = [entry.fact.id for entry in entries if isinstance(entry.fact, Activity)]
        rows = self._db.execute(
            f"SELECT {columns(ContactMark)} FROM contact_marks"
            " WHERE activity_id IN (SELECT value FROM json_each(?)) ORDER BY activity_id, at, id",
            (json.dumps(ids),),
        )
        marks = (value(ContactMark, row) for row in rows)
        return {contact: tuple(ones) for contact, ones in groupby(marks, attrgetter("activity_id"))}

    def _named(self, table: str, ids: set[str]) -> dict[str, Names]:
        rows = self._db.execute(
            f"SELECT id, name, name_zh FROM {table} WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(ids)),),
        )
        return {row["id"]: (row["name"], row["name_zh"]) for row in rows}

    def _coupon_at(self) -> int | None:
        row = self._db.execute(
            "SELECT max(at) FROM activities WHERE customer_id = :customer AND outcome = :outcome",
            self._bound | {"outcome": COUPON_OFFERED},
        ).fetchone()
        at: int | None = row[0]
        return at

    def _local_day(self, at: int) -> int:
        return datetime.fromtimestamp(at / 1000, self._zone).toordinal()

    def _delayed_at(self, promised_on: str) -> int:
        return self._instant(delayed_from(date.fromisoformat(promised_on), self._rule), OPENING)

    def _instant(self, day: date, clock: time) -> int:
        return round(datetime.combine(day, clock, self._zone).astimezone(UTC).timestamp() * 1000)


def _kinds(strand: str | None) -> list[type]:
    return [kind for kind, of in STRAND_OF.items() if strand in (None, of)]


def _instants(kind: type) -> str:
    """SQL for the instants of one kind of facts before `:before`."""
    if kind is Visit:
        return f"SELECT at FROM {SEEN} AND at < :before"
    table, instant = TABLES[kind]
    if kind is Order:
        instants = f"SELECT {ORDER_AT} AS at FROM orders WHERE customer_id = :customer"
        return f"SELECT at FROM ({instants}) WHERE at < :before"
    return f"SELECT {instant} AS at FROM {table} WHERE customer_id = :customer AND {instant} < :before"
