"""What managers decide of quotes: what is asked for, what was decided, and leave given in advance.

A decision keeps what the rules measured when it was made. An allowance is signed with a key of the computer
on which it was granted; one whose signature does not fit its terms is not honoured.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal

from data import facts, outbox, quote_standings
from data.engine import sqlite3
from data.ids import uuid7
from data.quote_contents import contents
from data.quote_list import QuoteItem, items
from data.rows import columns, value
from data.settings import zone
from data.store import Changes, Store
from data.sync.state import link
from data.team import signed_in
from sales import quote_states
from sales.allowance_terms import AllowanceTerms
from sales.approval_requests import at_prices
from sales.approvals import Approval
from sales.calendar import Calendar
from sales.errors import NotFound, RuleBroken
from sales.guardrails import MANAGER, REP_ROLE, ROLES
from sales.quote_checks import Check
from sales.quote_life import measured, snapshot_json
from sales.quote_pricing import price
from sales.quote_rows import APPROVED, DENIED, QUESTION, AllowanceRow, QuoteDecision, QuoteRow
from sales.words import Words

DECIDED = ("quotes", "quote_decisions", "outbox")
LEAVES = f"""
SELECT {columns(AllowanceRow)} FROM allowances
WHERE rep_id = coalesce(:rep, rep_id) AND from_on <= :on AND until_on >= :on AND revoked_at IS NULL
ORDER BY until_on, id"""
USED = "SELECT allowance_id FROM quote_acts WHERE act = 'issued' AND allowance_id IS NOT NULL"
ASKING = "SELECT version_id FROM quote_standings WHERE newest AND waits ORDER BY at, version_id"
# The requests of everybody since an instant: by whom, what came of them, and whether the quote was won.
REQUESTS = """
SELECT a.version_id, q.rep_id, a.at, q.customer_id,
    (SELECT d.decision FROM quote_decisions d WHERE d.version_id = a.version_id
        AND d.decision != 'question' ORDER BY d.at DESC, d.id DESC LIMIT 1) AS decision,
    EXISTS (SELECT 1 FROM quotes v JOIN quote_acts w ON w.version_id = v.id AND w.act = 'accepted'
        WHERE v.quote_id = q.quote_id) AS won
FROM quote_acts a JOIN quotes q ON q.id = a.version_id
WHERE a.act = 'asked' AND a.at >= :since AND a.at = (
    SELECT max(b.at) FROM quote_acts b WHERE b.version_id = a.version_id AND b.act = 'asked')
ORDER BY a.at DESC, a.id DESC"""
LAST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A version that waits for a decision: since when, in whose words, and the checks that are open."""

    item: QuoteItem
    at: int
    reason: str
    broken: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """An earlier request: what came of it ("" for nothing yet), at offered prices or not, what it broke."""

    version_id: str
    customer_name: str
    at: int
    decision: str
    at_prices: bool
    broken: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class History:
    """What a rep asked since an instant, beside the team, and the last requests that were decided."""

    asked: int
    approved: int
    won: int
    team_asked: int
    team_approved: int
    last: tuple[AskedBefore, ...]


@dataclass(frozen=True, slots=True)
class Leave:
    """An allowance that holds, and in how many quotes it has been used."""

    row: AllowanceRow
    used: int


def may_decide(db: sqlite3.Connection) -> bool:
    """Whether who works here decides on quotes."""
    return role(db) != REP_ROLE


def role(db: sqlite3.Connection) -> str:
    """The role of who works here; a manager until somebody has said who it is."""
    if tie := link(db):
        return tie.role
    rep = signed_in(db)
    return rep.role if rep else MANAGER


def asked(db: sqlite3.Connection, now: int, reader: Words | None = None) -> tuple[Asked, ...]:
    """The versions that wait for a decision, who waits longest first; reps are called as the reader does."""
    ids = [row[0] for row in db.execute(ASKING)]
    found = []
    for item in items(db, ids, now, reader):
        row = _row(db, item.version_id)
        stands = quote_standings.stands(db, row, _today(db, now))
        said = next((one.reason for one in reversed(stands.trail) if one.act == "asked"), "")
        broken = tuple(one for one in measured(contents(db, row).priced).found if not one.passed)
        found.append(Asked(item, stands.asked_at, said, broken))
    return tuple(found)


def approve(
    store: Store, version_id: str, reason: str, now: int, prices: Mapping[str, Decimal] | None = None
) -> list[str]:
    """Let a version pass as it is; with `prices` as it would be at these unit prices by line, for the rep to
    take over. Returns the ids of the messages. Raises RuleBroken without the right, or where a rule is open.
    """
    return _decide(store, version_id, APPROVED, reason, now, prices)


def deny(store: Store, version_id: str, reason: str, now: int) -> list[str]:
    """Do not let it pass. Returns the ids of the messages. Raises RuleBroken."""
    return _decide(store, version_id, DENIED, reason, now)


def question(store: Store, version_id: str, reason: str, now: int) -> list[str]:
    """Ask the rep something before deciding. Returns the ids of the messages. Raises RuleBroken."""
    return _decide(store, version_id, QUESTION, reason, now)


def history_of(db: sqlite3.Connection, rep_id: str, since: int) -> History:
    """What a rep asked since an instant (UTC milliseconds), beside the whole team."""
    rows = db.execute(REQUESTS, {"since": since}).fetchall()
    own = [row for row in rows if row["rep_id"] == rep_id]
    return History(
        asked=len(own),
        approved=sum(row["decision"] == APPROVED for row in own),
        won=sum(row["won"] for row in own),
        team_asked=len(rows),
        team_approved=sum(row["decision"] == APPROVED for row in rows),
        last=tuple(_before(db, row) for row in [one for one in own if one["decision"]][:LAST]),
    )


def allowances(db: sqlite3.Connection, rep_id: str | None, on: date) -> tuple[Leave, ...]:
    """The allowances that hold on a day, of a rep or (None) of all; none that is not signed as it stands."""
    used = [one for row in db.execute(USED) for one in row[0].split()]
    rows = db.execute(LEAVES, {"rep": rep_id, "on": on.isoformat()}).fetchall()
    found = (value(AllowanceRow, row) for row in rows)
    return tuple(Leave(one, used.count(one.id)) for one in found if is_signed(one))


def usable(db: sqlite3.Connection, rep_id: str, on: date) -> tuple[AllowanceRow, ...]:
    """The allowances that a rep may still use on a day."""
    return tuple(
        one.row for one in allowances(db, rep_id, on) if one.row.uses is None or one.used < one.row.uses
    )


def grant(store: Store, terms: AllowanceTerms, now: int) -> list[str]:
    """Give leave in advance, signed. Returns the ids of the messages. Raises RuleBroken without the right."""
    by, their_role = _manager(store.read())
    made = AllowanceRow(
        id=uuid7(now), rep_id=terms.rep_id, rule=terms.rule, limit_to=f"{terms.limit:f}",
        from_on=terms.from_on, until_on=terms.until_on, by_id=by, role=their_role, at=now, signature="",
        public_key="", category=terms.category, uses=terms.uses,
        most_total=None if terms.most_total is None else f"{terms.most_total:f}",
    )  # fmt: skip
    made = _sign(made, store)
    with store.write(Changes.of("allowances", "outbox")) as db:
        facts.put(db, [made])
        return [outbox.append(db, "allowances", made.id, _said(made), now)]


def revoke(store: Store, allowance_id: str, now: int) -> list[str]:
    """End an allowance before its last day. Raises NotFound, RuleBroken."""
    _manager(store.read())
    with store.write(Changes.of("allowances", "outbox")) as db:
        row = db.execute("SELECT revoked_at FROM allowances WHERE id = ?", (allowance_id,)).fetchone()
        if row is None or row["revoked_at"] is not None:
            raise NotFound("There is no allowance {id} that holds.", id=allowance_id)
        db.execute("UPDATE allowances SET revoked_at = ? WHERE id = ?", (now, allowance_id))
        base = {"revoked_at": None}
        return [outbox.append(db, "allowances", allowance_id, {"revoked_at": now}, now, base=base)]


def is_signed(row: AllowanceRow) -> bool:
    """Whether an allowance stands as it was signed."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(row.public_key))
        key.verify(bytes.fromhex(row.signature), _signed_text(row))
    except (InvalidSignature, ValueError):
        return False
    return True


def _sign(row: AllowanceRow, store: Store) -> AllowanceRow:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from data.packs import signing_key

    key = Ed25519PrivateKey.from_private_bytes(signing_key(store))
    row = replace(row, public_key=key.public_key().public_bytes_raw().hex())
    return replace(row, signature=key.sign(_signed_text(row)).hex())


def _signed_text(row: AllowanceRow) -> bytes:
    """The terms of an allowance, as bytes that are always the same; whether it was revoked is not of them."""
    said = {**asdict(row), "from_on": row.from_on.isoformat(), "until_on": row.until_on.isoformat()}
    terms = {name: one for name, one in said.items() if name not in {"signature", "revoked_at"}}
    return json.dumps(terms, sort_keys=True, ensure_ascii=True).encode()


def _decide(
    store: Store,
    version_id: str,
    decision: str,
    reason: str,
    now: int,
    prices: Mapping[str, Decimal] | None = None,
) -> list[str]:
    with store.write(Changes.of(*DECIDED)) as db:
        by, their_role = _manager(db)
        row = _row(db, version_id)
        stands = quote_standings.stands(db, row, _today(db, now))
        if not stands.waits:
            raise RuleBroken(
                quote_states.REFUSED[quote_states.APPROVED],
                "Read the list again.",
                number=stands.version.number,
            )
        quote = at_prices(contents(db, row).quote, prices or {})
        found = measured(price(quote))
        if decision == APPROVED:
            approval = Approval(by, their_role, now, reason, found.snapshot())
            quote_states.approved(stands.version, approval, found.found)
        made = QuoteDecision(
            id=uuid7(now), customer_id=row.customer_id, version_id=row.id, decision=decision, at=now,
            by_id=by, role=their_role, reason=reason, asked_id=stands.asked_id,
            snapshot=json.dumps(snapshot_json(found.snapshot(), quote, margins=False)),
            measured=json.dumps(snapshot_json(found.snapshot(), quote, margins=True)),
            prices=json.dumps({key: f"{one:f}" for key, one in prices.items()}) if prices else None,
        )  # fmt: skip
        facts.put(db, [made])
        mid = outbox.append(db, "quote_decisions", made.id, _said(made), now)
        quote_standings.follow_quotes(db, [row.quote_id])
    return [mid]


def _manager(db: sqlite3.Connection) -> tuple[str, str]:
    """Who decides here, and in which role. Raises RuleBroken for a rep."""
    theirs = role(db)
    if theirs not in ROLES or theirs == REP_ROLE:
        raise RuleBroken("Only a manager decides on that.", "Ask for an approval: it waits for your manager.")
    tie, rep = link(db), signed_in(db)
    return (tie.user if tie else rep.id if rep else MANAGER), theirs


def _before(db: sqlite3.Connection, request: sqlite3.Row) -> AskedBefore:
    row = _row(db, request["version_id"])
    named = db.execute("SELECT name FROM customers WHERE id = ?", (row.customer_id,)).fetchone()
    offered = db.execute(
        "SELECT prices IS NOT NULL FROM quote_decisions WHERE version_id = ? AND decision = 'approved'"
        " ORDER BY at DESC LIMIT 1",
        (row.id,),
    ).fetchone()
    broken = tuple(one for one in measured(contents(db, row).priced).found if not one.passed)
    return AskedBefore(
        row.id,
        named[0] if named else "",
        request["at"],
        request["decision"],
        bool(offered and offered[0]),
        broken,
    )


def _row(db: sqlite3.Connection, version_id: str) -> QuoteRow:
    row = db.execute(f"SELECT {columns(QuoteRow)} FROM quotes WHERE id = ?", (version_id,)).fetchone()
    if row is None:
        raise NotFound("There is no quote {what}.", "Look for it in the list of quotes.", what=version_id)
    return value(QuoteRow, row)


def _today(db: sqlite3.Connection, now: int) -> date:
    return date.fromordinal(Calendar(zone(db)).day(now))


def _said(row: QuoteDecision | AllowanceRow) -> dict[str, object]:
    _, found = next(facts.rows(row))
    return {name: one for name, one in found.items() if name != "id" and one is not None}
