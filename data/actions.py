"""Next best actions from the store: for one customer, or for all customers of a rep at once.

`data.occasions` reads the facts, `sales.actions` decides what they call for. Facts later than `now` are left
out, so that a past day shows what was to be done then; what was ticked off stays away.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from data.engine import sqlite3
from data.marks import action_key, marked
from data.occasions import Round, member_occasions, occasions
from data.settled import settled
from sales.action_rules import ActionRules
from sales.actions import DAY_MS, Ranked, next_actions, order
from sales.brief import NextAction
from sales.occasions import Occasion, Reach
from sales.words import Words

CUSTOMERS = """
SELECT c.id, c.name, c.external_id, c.birthday, c.registered_on, c.consent_call, c.consent_sms,
    c.consent_mail, s.order_count, s.order_cents, s.last_order_at, s.last_event_at,
    s.last_ticket_at, s.last_review_at, coalesce(t.tier, 'standard') AS tier,
    coalesce(t.primary_segment, 'regular') AS segment
FROM customers c LEFT JOIN summaries s ON s.customer_id = c.id LEFT JOIN standings t ON t.customer_id = c.id
WHERE """
MEMBERS = "SELECT customer_id, segment, since_on FROM memberships WHERE segment IN ('high_value', 'advocate')"
CONTACTS = """
SELECT a.customer_id, max(a.at) AS last_at,
    json_group_array(a.at) FILTER (WHERE a.at > :since) AS recent
FROM json_each(:ids) j CROSS JOIN activities a ON a.customer_id = j.value
WHERE a.state = 'done' AND a.kind IN ('call', 'visit', 'message') AND a.at <= :now
GROUP BY a.customer_id"""


@dataclass(frozen=True, slots=True)
class CustomerAction:
    """An action with its customer. `key` is what a mark on it refers to."""

    customer_id: str
    name: str
    customer_no: str
    segment: str
    key: str
    action: NextAction


@dataclass(frozen=True, slots=True)
class _Contacts:
    last_at: int | None = None
    recent: tuple[int, ...] = ()


def customer_actions(
    db: sqlite3.Connection,
    customer_id: str,
    rules: ActionRules,
    words: Words,
    now: int,
    currency: str = "CNY",
) -> tuple[CustomerAction, ...]:
    """What is worth doing for one customer at `now`, best first."""
    known = db.execute(f"{CUSTOMERS} c.id = ?", (customer_id,)).fetchall()
    members = db.execute(f"{MEMBERS} AND customer_id = ?", (customer_id,))
    return _actions(Round(db, {row["id"]: row for row in known}, rules, words, now), members, currency)


def rep_actions(
    db: sqlite3.Connection,
    rep_id: str | None,
    rules: ActionRules,
    words: Words,
    now: int,
    currency: str = "CNY",
) -> tuple[CustomerAction, ...]:
    """What is worth doing for a rep's customers (None: for everyone's) at `now`, best first."""
    mine = "1" if rep_id is None else "c.owner_id = ?"
    known = db.execute(f"{CUSTOMERS} {mine}", () if rep_id is None else (rep_id,)).fetchall()
    return _actions(
        Round(db, {row["id"]: row for row in known}, rules, words, now), db.execute(MEMBERS), currency
    )


def reach(
    db: sqlite3.Connection,
    customer_id: str,
    rules: ActionRules,
    words: Words,
    now: int,
    currency: str = "CNY",
) -> Reach:
    """Whether and how a customer may be contacted at `now`, and how often they were lately."""
    known = {row["id"]: row for row in db.execute(f"{CUSTOMERS} c.id = ?", (customer_id,))}
    look = Round(db, known, rules, words, now)
    return _reach(known[customer_id], _contacts(look, known)[customer_id], currency)


def _actions(look: Round, members: Iterable[sqlite3.Row], currency: str) -> tuple[CustomerAction, ...]:
    found = occasions(look)
    segments: defaultdict[str, list[tuple[str, date | None]]] = defaultdict(list)
    for row in members:
        if row["customer_id"] in look.customers:
            since_on = date.fromisoformat(row["since_on"]) if row["since_on"] else None
            segments[row["customer_id"]].append((row["segment"], since_on))
    contacts = _contacts(look, found.keys() | segments.keys())
    for customer_id, theirs in segments.items():
        found[customer_id] += member_occasions(theirs, contacts[customer_id].last_at, look)
    ticked, served = marked(look.db, "action"), settled(look.db, look.now)
    ranked: list[tuple[Ranked, str]] = []
    for customer_id, some in found.items():
        left = [
            one
            for one in some
            if _key(customer_id, one) not in ticked and (customer_id, one.kind, one.ref) not in served
        ]
        reach = _reach(look.customers[customer_id], contacts[customer_id], currency)
        ranked += ((row, customer_id) for row in next_actions(reach, left, look.rules, look.words, look.now))
    ranked.sort(key=lambda pair: (order(pair[0]), pair[1]))
    return tuple(_customer_action(row, look.customers[customer_id]) for row, customer_id in ranked)


def _contacts(look: Round, customer_ids: Iterable[str]) -> dict[str, _Contacts]:
    """When these customers were last contacted, and how often lately."""
    ids = sorted(customer_ids)
    since = look.now - look.rules.cap_days * DAY_MS
    found = dict.fromkeys(ids, _Contacts())
    for row in look.db.execute(CONTACTS, {"ids": json.dumps(ids), "since": since, "now": look.now}):
        found[row["customer_id"]] = _Contacts(row["last_at"], tuple(sorted(json.loads(row["recent"]))))
    return found


def _reach(row: sqlite3.Row, contacts: _Contacts, currency: str) -> Reach:
    count, cents = row["order_count"], row["order_cents"]
    return Reach(
        name=row["name"],
        tier=row["tier"],
        average_cents=(2 * cents + count) // (2 * count) if count else None,
        last_contact_at=contacts.last_at,
        recent=contacts.recent,
        consent_call=_yes(row["consent_call"]),
        consent_sms=_yes(row["consent_sms"]),
        consent_mail=_yes(row["consent_mail"]),
        currency=currency,
    )


def _yes(kept: int | None) -> bool | None:
    return None if kept is None else bool(kept)


def _key(customer_id: str, occasion: Occasion) -> str:
    return action_key(customer_id, occasion.kind, occasion.ref)


def _customer_action(ranked: Ranked, row: sqlite3.Row) -> CustomerAction:
    return CustomerAction(
        customer_id=row["id"],
        name=row["name"],
        customer_no=row["external_id"] or "",
        segment=row["segment"],
        key=_key(row["id"], ranked.occasion),
        action=ranked.action,
    )
