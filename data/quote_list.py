"""The list of quotes: the newest version of each, what was done last first, read page by page from a key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from data.engine import sqlite3
from data.language import words
from data.settings import settings, zone
from data.team import rep_name
from sales.calendar import Calendar
from sales.facts import Rep
from sales.quote_states import EXPIRED, ISSUED
from sales.words import Words

EXPIRING_DAYS = 7
MOST = 100
LIVE = "s.state IN ('draft', 'awaiting approval') OR (s.state = 'issued' AND s.valid_until_on >= :today)"
# What belongs to a segment; an issued version whose last day is over is closed.
SEGMENTS: Mapping[str, str] = {
    "all": "1",
    "open": f"({LIVE})",
    "to_approve": "s.waits",
    "expiring": "s.state = 'issued' AND s.valid_until_on >= :today AND s.valid_until_on <= :soon",
    "closed": f"NOT ({LIVE})",
}
ITEM = """
SELECT s.version_id, s.quote_id, q.number, s.customer_id, c.name AS customer_name, s.rep_id, r.name AS rep,
    r.name_zh AS rep_zh, s.state, s.waits, s.valid_until_on, q.margin_bp, q.total, q.currency, s.at
FROM quote_standings s JOIN quotes q ON q.id = s.version_id
LEFT JOIN customers c ON c.id = s.customer_id LEFT JOIN reps r ON r.id = s.rep_id"""
# A number, a customer or an article; the text of the particulars rules most quotes out before it is read.
LIKE = """(q.number LIKE :text OR c.name LIKE :text OR c.contact_name LIKE :text OR (q.particulars LIKE :text
    AND EXISTS (SELECT 1 FROM json_each(q.particulars, '$.lines') l WHERE l.value ->> 'number' LIKE :text
        OR l.value ->> 'name' LIKE :text OR l.value ->> 'name_zh' LIKE :text)))"""


@dataclass(frozen=True, slots=True)
class QuoteItem:
    """A quote by its newest version. `at` is when something was last done with it; `waits`: a manager owes a
    decision.
    """

    version_id: str
    quote_id: str
    number: str
    customer_id: str
    customer_name: str
    rep_id: str
    rep_name: str
    state: str
    waits: bool
    valid_until: date
    margin_bp: int | None
    total: Decimal
    currency: str
    at: int


def rows(
    db: sqlite3.Connection,
    segment: str,
    text: str,
    now: int,
    most: int = MOST,
    after: QuoteItem | None = None,
    reader: Words | None = None,
) -> tuple[QuoteItem, ...]:
    """A page of a segment, what was done last first; `text` is part of a number, a customer or an article.

    Reps are called in the language of the `reader`; None: in that of the settings.
    """
    wanted = [f"s.newest AND ({SEGMENTS[segment]})"]
    bound = _days(db, now) | {"most": most}
    if text.strip():
        wanted.append(LIKE)
        bound["text"] = f"%{text.strip()}%"
    if after:
        wanted.append("(s.at, s.version_id) < (:at, :id)")
        bound |= {"at": after.at, "id": after.version_id}
    sql = f"{ITEM} WHERE {' AND '.join(wanted)} ORDER BY s.at DESC, s.version_id DESC LIMIT :most"
    return _items(db, db.execute(sql, bound).fetchall(), bound["today"], reader)


def items(
    db: sqlite3.Connection, version_ids: Sequence[str], now: int, reader: Words | None = None
) -> tuple[QuoteItem, ...]:
    """Versions by their ids, in that order; those that are not there are left out."""
    bound = _days(db, now)
    found = {}
    for version_id in version_ids:
        rows_of = db.execute(f"{ITEM} WHERE s.version_id = ?", (version_id,)).fetchall()
        found.update({one.version_id: one for one in _items(db, rows_of, bound["today"], reader)})
    return tuple(found[one] for one in version_ids if one in found)


def of_customer(
    db: sqlite3.Connection, customer_id: str, now: int, reader: Words | None = None
) -> tuple[QuoteItem, ...]:
    """A customer's quotes, what was done last first."""
    bound = _days(db, now)
    sql = f"{ITEM} WHERE s.newest AND s.customer_id = ? ORDER BY s.at DESC, s.version_id DESC"
    return _items(db, db.execute(sql, (customer_id,)).fetchall(), bound["today"], reader)


def counts(db: sqlite3.Connection, now: int) -> dict[str, int]:
    """How many quotes there are in each segment."""
    sums = ", ".join(f'coalesce(sum({one}), 0) AS "{name}"' for name, one in SEGMENTS.items())
    row = db.execute(f"SELECT {sums} FROM quote_standings s WHERE s.newest", _days(db, now)).fetchone()
    return {name: row[name] for name in SEGMENTS}


def worth_of_open(db: sqlite3.Connection, now: int) -> tuple[tuple[str, Decimal], ...]:
    """What the open quotes come to, by currency, the largest sum first."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    sql = (
        "SELECT q.currency, q.total FROM quote_standings s JOIN quotes q ON q.id = s.version_id"
        f" WHERE s.newest AND {SEGMENTS['open']}"
    )
    for currency, total in db.execute(sql, _days(db, now)):
        sums[currency] += Decimal(total)
    return tuple(sorted(sums.items(), key=lambda one: (-one[1], one[0])))


def _days(db: sqlite3.Connection, now: int) -> dict[str, Any]:
    today = date.fromordinal(Calendar(zone(db)).day(now))
    return {"today": today.isoformat(), "soon": (today + timedelta(days=EXPIRING_DAYS)).isoformat()}


def _items(
    db: sqlite3.Connection, found: Sequence[sqlite3.Row], today: str, reader: Words | None
) -> tuple[QuoteItem, ...]:
    speaks = reader or (words(settings(db)["language"]) if found else Words())
    return tuple(_item(row, speaks, today) for row in found)


def _item(row: sqlite3.Row, speaks: Words, today: str) -> QuoteItem:
    over = row["state"] == ISSUED and row["valid_until_on"] < today
    rep = Rep(row["rep_id"] or "", row["rep"] or row["rep_id"] or "", name_zh=row["rep_zh"])
    return QuoteItem(
        version_id=row["version_id"],
        quote_id=row["quote_id"],
        number=row["number"],
        customer_id=row["customer_id"],
        customer_name=row["customer_name"] or "",
        rep_id=rep.id,
        rep_name=rep_name(rep, speaks),
        state=EXPIRED if over else row["state"],
        waits=bool(row["waits"]),
        valid_until=date.fromisoformat(row["valid_until_on"]),
        margin_bp=row["margin_bp"],
        total=Decimal(row["total"]),
        currency=row["currency"],
        at=row["at"],
    )
