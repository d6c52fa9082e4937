"""What the facts of each customer come to: their summary and their trail, in one pass over each table.

Every kind of fact is read sorted by customer, and the kinds are merged customer by customer, so that a
million customers take no more memory than one. Cancelled orders, refused returns and planned contacts do not
count, and of the facts after `until` nothing shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

from data.engine import sqlite3
from sales.calendar import Calendar, ordinal
from sales.segments import Trail

Row: TypeAlias = tuple[Any, ...]
Days: TypeAlias = Callable[[int], int]

ALWAYS = 1 << 62  # later than any fact
AFTER_ALL = "~"  # higher than any id
NO_ORDERS: Row = (0, 0, None, None)
NO_EVENTS: Row = (0, 0, 0, 0, 0, 0, None, None)
NO_TICKETS: Row = (0, 0, None)
NO_REVIEWS: Row = (0, None, None)
NONE: tuple[Any, ...] = ()

# {among} restricts the customers. Orders and events are read from indexes that hold all it takes, in the
# order of customers. The others are sorted: `+customer_id` keeps them from an index that looks up each row.
FACTS = {
    "orders": """
        SELECT customer_id, placed_at, net_cents, coupon IS NOT NULL OR discount_cents > 0
        FROM orders WHERE +placed_at <= :until AND status <> 'cancelled' AND customer_id IS NOT NULL {among}
        ORDER BY customer_id, placed_at""",
    "discounted": """
        SELECT customer_id, count(*)
        FROM orders WHERE {discounted} AND coupon IS NULL AND discount_cents = 0 AND +placed_at <= :until
            AND status <> 'cancelled' AND customer_id IS NOT NULL {among}
        GROUP BY +customer_id ORDER BY +customer_id""",
    "returns": """
        SELECT customer_id, requested_at, amount_cents
        FROM returns WHERE requested_at <= :until AND status <> 'refused' AND customer_id IS NOT NULL {among}
        ORDER BY +customer_id""",
    "events": """
        SELECT customer_id, count(*), sum(kind = 'view'), sum(kind = 'share'), sum(device IS 'phone'),
            sum(device IS 'tablet'), sum(device IS 'computer'), min(at), max(at),
            max(iif(kind = 'login', at, NULL))
        FROM events WHERE +at <= :until {among} GROUP BY customer_id ORDER BY customer_id""",
    # Views tell who is potential, and nobody is long after registration.
    "views": """
        SELECT c.id, e.at
        FROM customers c CROSS JOIN events e ON e.customer_id = c.id
            AND e.at < (unixepoch(c.registered_on) + :viewing_days * 86400) * 1000
        WHERE e.kind = 'view' AND e.at <= :until {among_views} ORDER BY c.id""",
    "tickets": """
        SELECT customer_id, opened_at, resolved_at, status
        FROM tickets WHERE opened_at <= :until {among} ORDER BY +customer_id""",
    "reviews": """
        SELECT customer_id, written_at, id, stars
        FROM reviews WHERE written_at <= :until {among} ORDER BY +customer_id""",
    "surveys": """
        SELECT customer_id, answered_at, id, score, kind
        FROM surveys WHERE answered_at <= :until {among} ORDER BY +customer_id""",
    # Files tell of a referral as of an event; what we log ourselves also says whom it brought.
    "referrals": """
        SELECT customer_id, at FROM (
            SELECT customer_id, at FROM referrals
            UNION ALL SELECT customer_id, at FROM events WHERE kind = 'referral'
        ) WHERE at <= :until {among} ORDER BY +customer_id""",
    "contacts": """
        SELECT customer_id, at
        FROM activities WHERE at <= :until AND state = 'done' {among} ORDER BY +customer_id""",
}
DISCOUNTED = "order_lines INDEXED BY order_lines_discounted WHERE discount_cents > 0"
OF_ALL = f"id IN (SELECT order_id FROM {DISCOUNTED})"
OF_SOME = f"EXISTS (SELECT 1 FROM {DISCOUNTED} AND order_id = orders.id)"


def sums(
    db: sqlite3.Connection,
    calendar: Calendar,
    viewing_days: int,
    ids: str = "",
    until: int = ALWAYS,
    **more: object,
) -> Iterator[tuple[Row, Trail]]:
    """The row of `summaries` and the trail of every customer, or of those that a query gives, by id.

    `viewing_days`: for how many days after registration views are part of the trail.
    """
    bound = {"until": until, "viewing_days": viewing_days, **more}
    facts = [_Facts(plain_rows(db, _restricted(sql, ids), bound)) for sql in FACTS.values()]
    customers = f"SELECT id, registered_on FROM customers {f'WHERE id IN ({ids})' if ids else ''} ORDER BY id"
    for customer in plain_rows(db, customers, bound):
        customer_id = customer[0]
        known = [kind.of(customer_id) if kind.customer_id <= customer_id else [] for kind in facts]
        yield _summed(customer, known, calendar.day, until)


def plain_rows(db: sqlite3.Connection, sql: str, bound: Mapping[str, object] | None = None) -> Iterator[Row]:
    """The rows as plain tuples."""
    cursor = db.cursor()
    cursor.row_factory = None
    return iter(cursor.execute(sql, bound or {}))


class _Facts:
    """The rows of one kind, sorted by customer, handed out to one customer after the other."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._groups = groupby(rows, itemgetter(0))
        self._advance()

    def of(self, customer_id: str) -> list[Row]:
        """The rows of a customer, whose id must be higher than that of the one before."""
        while self.customer_id < customer_id:
            self._advance()
        if self.customer_id != customer_id:
            return []
        rows = self._rows
        self._advance()
        return rows

    def _advance(self) -> None:
        customer_id, rows = next(self._groups, (AFTER_ALL, ()))
        self.customer_id: str = customer_id
        self._rows = list(rows)


def _restricted(sql: str, ids: str) -> str:
    if not ids:
        return sql.format(among="", among_views="", discounted=OF_ALL)
    return sql.format(
        among=f"AND customer_id IN ({ids})", among_views=f"AND c.id IN ({ids})", discounted=OF_SOME
    )


def _summed(customer: Row, facts: Sequence[list[Row]], day: Days, until: int) -> tuple[Row, Trail]:
    """One customer's row, in the order of the fields of Summary, and trail; `facts` in the order of FACTS."""
    customer_id, registered_on = customer
    orders, discounted, returns, events, views, tickets, reviews, surveys, referrals, contacts = facts
    seen: list[int] = []  # the first and the last of each kind, at least
    placed, bought, promos = _placed(orders, day, seen) if orders else (NO_ORDERS, NONE, 0)
    if discounted:
        promos += discounted[0][1]
    back = _returned(returns, seen) if returns else (0, 0)
    counted = _counted(events[0], seen) if events else NO_EVENTS
    asked = _asked(tickets, until, seen) if tickets else NO_TICKETS
    rated = _rated(reviews, seen) if reviews else NO_REVIEWS
    scores = _scored(surveys, seen) if surveys else []
    score = (scores[-1][3], scores[-1][1]) if scores else (None, None)
    referred = sorted(at for _, at in referrals) if referrals else []
    contacted = [at for _, at in contacts] if contacts else []
    seen += referred
    seen += contacted
    first_at, last_at = (min(seen), max(seen)) if seen else (None, None)
    row = (
        *(customer_id, registered_on, *placed, *back, *counted, *asked, *rated, *score),
        *(len(referred), referred[0] if referred else None, max(contacted) if contacted else None),
        *(promos, first_at, last_at),
    )
    trail = Trail(
        known=_known(registered_on, None if first_at is None else day(first_at)),
        registered=None if registered_on is None else ordinal(registered_on),
        orders=bought,
        views=sorted([day(at) for _, at in views]) if views else NONE,
        tickets=sorted([day(row[1]) for row in tickets]) if tickets else NONE,
        stars=[(day(at), stars) for _, at, _, stars in reviews] if reviews else NONE,
        scores=[(day(row[1]), row[3]) for row in scores] if scores else NONE,
        referrals=[day(at) for at in referred] if referred else NONE,
    )
    return row, trail


def _known(registered_on: str | None, first: int | None) -> int | None:
    """The first day of all: of registration, or of the first fact if that is earlier or alone known."""
    if registered_on is None:
        return first
    registered = ordinal(registered_on)
    return registered if first is None or registered < first else first


def _placed(orders: list[Row], day: Days, seen: list[int]) -> tuple[Row, Sequence[Any], int]:
    _, placed, cents, promos = zip(*orders, strict=True)
    seen += (placed[0], placed[-1])
    summed = (len(orders), sum(cents), placed[0], placed[-1])
    return summed, list(zip(map(day, placed), cents, strict=True)), sum(promos)


def _returned(returns: list[Row], seen: list[int]) -> Row:
    seen += [row[1] for row in returns]
    return len(returns), sum([row[2] for row in returns])


def _counted(events: Row, seen: list[int]) -> Row:
    _, *counts, first_at, last_at, login_at = events
    seen += (first_at, last_at)
    return *counts, last_at, login_at


def _asked(tickets: list[Row], until: int, seen: list[int]) -> Row:
    opened = [row[1] for row in tickets]
    closed = [row[2] for row in tickets if row[2] is not None and row[2] <= until]
    undated = sum(row[2] is None and row[3] == "resolved" for row in tickets)
    seen += opened
    seen += closed
    return len(tickets), len(tickets) - len(closed) - undated, max(opened)


def _rated(reviews: list[Row], seen: list[int]) -> Row:
    reviews.sort()
    _, last_at, _, stars = reviews[-1]
    seen += (reviews[0][1], last_at)
    return len(reviews), stars, last_at


def _scored(surveys: list[Row], seen: list[int]) -> list[Row]:
    seen += [row[1] for row in surveys]
    return sorted(row for row in surveys if row[4] == "nps")
