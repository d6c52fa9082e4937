"""What a rep looks at first: the planned calls of a day or a week, what is owed, what is new, how the month
goes.

All of it is read for one rep (None: for everyone) at one instant. Next best actions come from `data.actions`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from data.actions import CustomerAction, rep_actions
from data.calls import Unfinished, unfinished
from data.content.kinds import pieces
from data.content.tracks import TRACKS
from data.engine import sqlite3
from data.freshness import newest_at
from data.marks import marked
from data.performance import won
from data.quote_matters import QuoteMatter, matters, needing
from data.rules import next_action_rules
from data.settings import settings
from sales.actions import quiet_until
from sales.calendar import Calendar
from sales.occasions import birthday_in
from sales.periods import Period, month_of
from sales.readiness import Check, checks
from sales.words import Words

Scope = Literal["today", "tomorrow", "week"]
WEEK = timedelta(6)
NEWS, DATES = 5, 5
OVERDUE_KINDS = ("ticket", "review", "delay")

MINE = "(:rep IS NULL OR coalesce(a.rep_id, c.owner_id) = :rep)"
CALLS = f"""
SELECT a.id, a.customer_id, c.name, c.external_id, a.kind, a.at, a.objective,
    coalesce(t.primary_segment, 'regular') AS segment, m.order_count, m.order_cents, m.last_contact_at
FROM activities a JOIN customers c ON c.id = a.customer_id LEFT JOIN standings t ON t.customer_id = c.id
LEFT JOIN summaries m ON m.customer_id = c.id
WHERE a.at BETWEEN :first AND :last AND a.state = 'planned' AND a.kind != 'note' AND {MINE}
ORDER BY a.at, c.name"""
PROMISES = f"""
SELECT a.id, a.customer_id, c.name, a.promise, a.promised_on, a.at
FROM activities a JOIN customers c ON c.id = a.customer_id
WHERE a.promise IS NOT NULL AND a.kept_at IS NULL AND a.promised_on <= :until AND a.state = 'done'
    AND a.at <= :now AND {MINE}
ORDER BY a.promised_on, c.name"""
BIRTHDAYS = """
SELECT id, name, birthday FROM customers
WHERE (:rep IS NULL OR owner_id = :rep) AND substr(birthday, 6) IN (SELECT value FROM json_each(:days))
ORDER BY name LIMIT 200"""
# What came since yesterday, the gravest kind first.
NEWS_OF = """
WITH mine AS (SELECT id, name FROM customers WHERE :rep IS NULL OR owner_id = :rep)
SELECT 'ticket' AS kind, t.customer_id, m.name, t.opened_at AS at, NULL AS amount, t.text FROM mine m
    CROSS JOIN tickets t ON t.customer_id = m.id AND t.opened_at BETWEEN :since AND :now
UNION ALL SELECT 'review', r.customer_id, m.name, r.written_at, r.stars, r.text FROM mine m
    CROSS JOIN reviews r ON r.customer_id = m.id AND r.written_at BETWEEN :since AND :now
UNION ALL SELECT 'return', r.customer_id, m.name, r.requested_at, r.amount_cents, r.reason FROM mine m
    CROSS JOIN returns r ON r.customer_id = m.id AND r.requested_at BETWEEN :since AND :now
UNION ALL SELECT 'order', o.customer_id, m.name, o.placed_at, o.net_cents, NULL FROM mine m
    CROSS JOIN orders o ON o.customer_id = m.id AND o.placed_at BETWEEN :since AND :now
    WHERE o.status != 'cancelled'
"""


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A call, visit or message that is planned.

    `stake_cents` is what the best action for them has at stake.
    """

    activity_id: str
    customer_id: str
    name: str
    customer_no: str
    kind: str
    at: int
    segment: str
    objective: str
    stake_cents: int | None
    last_contact_at: int | None
    checks: tuple[Check, ...]
    said_ready: bool  # by the rep, whatever the checks say

    @property
    def ready(self) -> bool:
        return self.said_ready or all(check.done for check in self.checks)

    @property
    def done(self) -> int:
        """How many of the checks are done; all, once the rep says so."""
        return len(self.checks) if self.said_ready else sum(check.done for check in self.checks)


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise that is overdue or due by tomorrow."""

    activity_id: str
    customer_id: str
    name: str
    promise: str
    promised_on: date
    days_over: int  # 0: due today, below: days left


@dataclass(frozen=True, slots=True)
class News:
    """Something that came in since yesterday. `amount` is cents, or stars of a review."""

    kind: str
    customer_id: str
    name: str
    at: int
    amount: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Won:
    """Money and orders won in some days."""

    net_cents: int = 0
    orders: int = 0

    @property
    def average_cents(self) -> int:
        return (2 * self.net_cents + self.orders) // (2 * self.orders) if self.orders else 0


@dataclass(frozen=True, slots=True)
class MonthSoFar:
    """The month up to now, as many days of the month before, and all of that month."""

    days: Period
    now: Won
    before: Won
    whole_before: Won


@dataclass(frozen=True, slots=True)
class Birthday:
    customer_id: str
    name: str
    on: date


@dataclass(frozen=True, slots=True)
class Today:
    """Everything on the page, as of `now`."""

    scope: Scope
    days: Period
    currency: str
    now: int
    data_at: int  # the instant of the newest fact: how old the data is
    quiet_until: int | None
    calls: tuple[PlannedCall, ...]
    actions: tuple[CustomerAction, ...]
    promises: tuple[Owed, ...]
    news: tuple[News, ...]
    news_counts: tuple[tuple[str, int], ...]
    month: MonthSoFar
    birthdays: tuple[Birthday, ...]
    unfinished: tuple[Unfinished, ...] = ()  # calls that were begun and not logged
    quotes: tuple[QuoteMatter, ...] = ()  # answers that came, and quotes that end soon
    quotes_asked: int = 0  # quotes that wait for a decision of whoever looks, if they may decide

    @property
    def stake_cents(self) -> int:
        return sum(call.stake_cents or 0 for call in self.calls)


def days_of(scope: Scope, today: date) -> Period:
    """The days that are looked at: one, or the seven from today on."""
    first = today + timedelta(1) if scope == "tomorrow" else today
    return Period(first, today + WEEK if scope == "week" else first)


def today(db: sqlite3.Connection, rep_id: str | None, scope: Scope, words: Words, now: int) -> Today:
    """What the page of a rep (None: of everyone) shows at `now`."""
    look = _Look(db, rep_id, words, now)
    rules, kept = next_action_rules(), settings(db)
    days = days_of(scope, look.day)
    actions = rep_actions(db, rep_id, rules, words, now, kept["currency"])
    promises = look.promises()
    data_at = newest_at(db, now)
    news = sorted(look.news(), key=_gravity)
    return Today(
        scope=scope,
        days=days,
        currency=kept["currency"],
        now=now,
        data_at=data_at,
        quiet_until=quiet_until(rules, words, now),
        calls=tuple(_calls(look, days, actions, promises, data_at)),
        actions=tuple(row for row in actions if row.action.kind != "promise"),
        promises=promises,
        news=tuple(news[:NEWS]),
        news_counts=tuple(Counter(row.kind for row in news).most_common()),
        month=look.month(),
        birthdays=look.birthdays(),
        unfinished=unfinished(db),
        quotes=matters(db, rep_id, look.day),
        quotes_asked=needing(db) if rep_id is None else 0,
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """One rep at one instant."""

    db: sqlite3.Connection
    rep_id: str | None
    words: Words
    now: int

    @property
    def day(self) -> date:
        return self.words.moment(self.now).date()

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.words.zone)

    def rows(self, sql: str, **bound: object) -> list[sqlite3.Row]:
        return self.db.execute(sql, {"rep": self.rep_id, "now": self.now, **bound}).fetchall()

    def span(self, days: Period) -> tuple[int, int]:
        return self.calendar.begins_at(days.first.toordinal()), self.calendar.ends_at(days.last.toordinal())

    def promises(self) -> tuple[Owed, ...]:
        """What is promised and not kept, due by tomorrow; the longest overdue first."""
        rows = self.rows(PROMISES, until=str(self.day + timedelta(1)))
        return tuple(
            Owed(
                activity_id=row["id"],
                customer_id=row["customer_id"],
                name=row["name"],
                promise=row["promise"],
                promised_on=date.fromisoformat(row["promised_on"]),
                days_over=(self.day - date.fromisoformat(row["promised_on"])).days,
            )
            for row in rows
        )

    def news(self) -> Iterator[News]:
        since = self.calendar.begins_at(self.day.toordinal() - 1)
        for row in self.rows(NEWS_OF, since=since):
            yield News(
                row["kind"], row["customer_id"], row["name"], row["at"], row["amount"], row["text"] or ""
            )

    def month(self) -> MonthSoFar:
        month = month_of(self.day)
        spans = [month.so_far(self.day), month.before_so_far(self.day), month.before()]
        sums = won(self.db, self.rep_id, [self.span(days) for days in spans])
        return MonthSoFar(spans[0], *(Won(*one) for one in sums))

    def birthdays(self) -> tuple[Birthday, ...]:
        """Those of the seven days from today on, the nearest first."""
        days = [self.day + timedelta(n) for n in range(7)]
        keys = {f"{day:%m-%d}" for day in days}
        if "02-28" in keys:
            keys.add("02-29")
        rows = self.rows(BIRTHDAYS, days=json.dumps(sorted(keys)))
        found = []
        for row in rows:
            born = date.fromisoformat(row["birthday"])
            on = min(birthday_in(born, day.year) for day in days if birthday_in(born, day.year) >= self.day)
            if on <= days[-1]:
                found.append(Birthday(row["id"], row["name"], on))
        return tuple(sorted(found, key=lambda one: (one.on, one.name))[:DATES])


def _calls(
    look: _Look, days: Period, actions: Sequence[CustomerAction], promises: Iterable[Owed], data_at: int
) -> Iterator[PlannedCall]:
    first, last = look.span(days)
    served = _served(look.db, look.words.locale)
    stakes: dict[str, int] = {}
    overdue: Counter[str] = Counter()
    for one in actions:
        action = one.action
        if action.stake_cents is not None:
            stakes.setdefault(one.customer_id, action.stake_cents)  # the first is the best
        if action.kind in OVERDUE_KINDS and action.due_at is not None and action.due_at < look.now:
            overdue[one.customer_id] += 1
    broken = Counter(one.customer_id for one in promises if one.days_over > 0)
    ready = marked(look.db, "call")
    for row in look.rows(CALLS, first=first, last=last):
        who, segment = row["customer_id"], row["segment"]
        fits = None in served or segment in served
        count, cents = row["order_count"] or 0, row["order_cents"] or 0
        average = (2 * cents + count) // (2 * count) if count else None
        yield PlannedCall(
            activity_id=row["id"],
            customer_id=who,
            name=row["name"],
            customer_no=row["external_id"] or "",
            kind=row["kind"],
            at=row["at"],
            segment=segment,
            objective=row["objective"] or "",
            stake_cents=stakes.get(who, average),
            last_contact_at=row["last_contact_at"],
            checks=checks(
                fits, broken[who], overdue[who], look.now - data_at if data_at else None, look.words
            ),
            said_ready=row["id"] in ready,
        )


def _served(db: sqlite3.Connection, locale: str) -> set[str | None]:
    """The segments that have a talk track; None when one serves everybody."""
    tracks = pieces(db, TRACKS, locale)
    return {segment for track in tracks for segment in (track.segments or (None,))}


def _gravity(news: News) -> tuple[int, int]:
    """Bad reviews and tickets before returns before orders; the larger, then the newer first."""
    if news.kind == "review":
        return (0 if (news.amount or 0) <= 2 else 4, -news.at)
    weight = {"ticket": 1, "return": 2, "order": 3}[news.kind]
    return (weight, -(news.amount or 0) if news.kind == "order" else -news.at)
