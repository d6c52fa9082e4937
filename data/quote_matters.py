"""What of the quotes somebody has to see to: decisions that are asked of them, answers that came, and quotes
that end soon. Few at any time, read from where each version stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from data.engine import sqlite3
from data.quote_approvals import may_decide
from data.team import signed_in
from sales.quote_states import EDITABLE, ISSUED

ANSWERED, EXPIRING = "answered", "expiring"
SOON = timedelta(7)
MOST = 5

WAITING = "SELECT count(*) FROM quote_standings WHERE newest AND waits"
ANSWERS = """
FROM quote_standings s JOIN quotes q ON q.id = s.version_id
JOIN quote_decisions d ON d.id = (
    SELECT id FROM quote_decisions WHERE version_id = s.version_id ORDER BY at DESC, id DESC LIMIT 1)
WHERE s.newest AND NOT s.waits AND s.state IN (:draft, :awaiting) AND q.saved_at <= d.at
    AND (:rep IS NULL OR s.rep_id = :rep)"""
COLUMNS = "q.id AS version_id, q.number, (SELECT name FROM customers WHERE id = q.customer_id) AS customer"
ENDING = """
FROM quote_standings s JOIN quotes q ON q.id = s.version_id
WHERE s.newest AND s.state = :issued AND s.valid_until_on BETWEEN :today AND :soon
    AND (:rep IS NULL OR s.rep_id = :rep)
ORDER BY s.valid_until_on, q.number LIMIT :most"""


@dataclass(frozen=True, slots=True)
class QuoteMatter:
    """A quote to be seen to. `decision` of an answer; `until`: the last day of one that ends."""

    kind: str
    version_id: str
    number: str
    customer: str
    decision: str = ""
    until: date | None = None


def needing(db: sqlite3.Connection) -> int:
    """How many quotes need who works here: a manager, who is asked, or a rep who got an answer."""
    me = signed_in(db)
    if may_decide(db) or me is None:
        found = db.execute(WAITING)
    else:
        found = db.execute(f"SELECT count(*) {ANSWERS}", _bound(me.id))
    count: int = found.fetchone()[0]
    return count


def matters(db: sqlite3.Connection, rep_id: str | None, today: date) -> tuple[QuoteMatter, ...]:
    """The answers to a rep (None: to anybody), the newest first, then what ends within a week."""
    bound = _bound(rep_id) | {"most": MOST}
    answers = f"SELECT {COLUMNS}, d.decision {ANSWERS} ORDER BY d.at DESC LIMIT :most"
    found = [
        QuoteMatter(ANSWERED, row["version_id"], row["number"], row["customer"] or "", row["decision"])
        for row in db.execute(answers, bound)
    ]
    days = {"issued": ISSUED, "today": today.isoformat(), "soon": (today + SOON).isoformat()}
    for row in db.execute(f"SELECT {COLUMNS}, s.valid_until_on {ENDING}", bound | days):
        until = date.fromisoformat(row["valid_until_on"])
        found.append(
            QuoteMatter(EXPIRING, row["version_id"], row["number"], row["customer"] or "", until=until)
        )
    return tuple(found[:MOST])


def _bound(rep_id: str | None) -> dict[str, object]:
    draft, awaiting = EDITABLE
    return {"rep": rep_id, "draft": draft, "awaiting": awaiting}
