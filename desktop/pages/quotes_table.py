"""The list of quotes as a table that other programs read: plain figures, days as ISO, one line a quote."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from data.quote_list import QuoteItem, rows
from desktop.work import Task
from sales.words import Words

if TYPE_CHECKING:
    from data.engine import sqlite3

TABLE_NAME = "quotes"
AT_ONCE = 500
HEADER = (
    "number", "customer", "rep", "state", "valid_until", "margin_bp", "total", "currency", "at",
)  # fmt: skip


def as_csv(db: sqlite3.Connection, segment: str, text: str, now: int, words: Words, task: Task) -> bytes:
    """All quotes of a segment that a search leaves, the newest first; read page by page."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    after: QuoteItem | None = None
    while found := rows(db, segment, text, now, AT_ONCE, after, words):
        task.check()
        writer.writerows(_cells(one, words) for one in found)
        after = found[-1]
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cells(one: QuoteItem, words: Words) -> tuple[object, ...]:
    return (
        one.number,
        one.customer_name,
        one.rep_name,
        one.state,
        one.valid_until.isoformat(),
        "" if one.margin_bp is None else one.margin_bp,
        one.total,
        one.currency,
        words.moment(one.at).isoformat(timespec="seconds"),
    )
