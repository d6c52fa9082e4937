"""Messages to a customer: the templates that fit now, filled in, and what was sent, kept as a contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data import activities
from data.actions import customer_actions, reach
from data.content.kinds import pieces
from data.content.messages import MESSAGES
from data.engine import sqlite3
from data.filling import filling, shop_filling
from data.history import customer
from data.ids import uuid7
from data.rules import next_action_rules
from data.settings import settings
from data.standings import standing
from data.store import Changes, Store
from sales.contact_marks import ContactMark
from sales.errors import RuleBroken
from sales.facts import Activity, Customer
from sales.message_templates import Template
from sales.messaging import Fit, fits, holds, missing
from sales.occasions import Reach
from sales.words import Words

KINDS = ("activities", "contact_marks", "outbox")
BACK_MS = 7 * 86_400_000  # who comes to the shop within these days after a message came back
PAST = 6
LAST = """
SELECT m.at, m.text, m.ref FROM contact_marks m JOIN activities a ON a.id = m.activity_id
WHERE m.customer_id = ? AND m.kind = 'message' AND a.state = 'done' ORDER BY m.at DESC LIMIT ?"""
ANSWERED = """
SELECT m.ref, count(*) AS sent, sum(
    EXISTS (SELECT 1 FROM events e
        WHERE e.customer_id = m.customer_id AND e.at > m.at AND e.at < m.at + :days)
    OR EXISTS (SELECT 1 FROM orders o
        WHERE o.customer_id = m.customer_id AND o.placed_at > m.at AND o.placed_at < m.at + :days)) AS back
FROM contact_marks m JOIN activities a ON a.id = m.activity_id AND a.state = 'done'
WHERE m.kind = 'message' AND m.ref IS NOT NULL AND m.at < :now - :days GROUP BY m.ref"""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that went to the customer: when, its text, and the template that it was made from."""

    at: int
    text: str
    template: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a message is for: where they stand, how they may be reached, what was sent lately."""

    customer: Customer
    segment: str
    reach: Reach
    last: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """The templates in the order in which they fit, with what their variables are filled with.

    `answered` says of each template how many came back within a week, of how many who got it.
    """

    fits: tuple[Fit, ...]
    filling: Mapping[str, str]
    to: Addressee | None = None
    answered: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def library(db: sqlite3.Connection, customer_id: str | None, words: Words, now: int) -> Library:
    """The templates for a customer (either id), or all that there are. Raises NotFound."""
    templates = pieces(db, MESSAGES, words.locale)
    answered = {
        row["ref"]: (row["back"], row["sent"]) for row in db.execute(ANSWERED, {"days": BACK_MS, "now": now})
    }
    if customer_id is None:
        told = shop_filling(db, words, now)
        every = tuple(Fit(one, "", False, missing(one, told), ()) for one in templates)
        return Library(every, told, None, answered)
    to = addressee(db, customer_id, words, now)
    who, currency, rules = to.customer.id, settings(db)["currency"], next_action_rules()
    calling: dict[str, str] = {}
    for row in customer_actions(db, who, rules, words, now, currency):
        calling.setdefault(row.action.kind, row.action.because)
    told = filling(db, who, words, now)
    fitting = fits(templates, to.segment, calling, told, to.reach, rules, words, now)
    return Library(fitting, told, to, answered)


def addressee(db: sqlite3.Connection, customer_id: str, words: Words, now: int) -> Addressee:
    """How a customer (either id) may be reached now. Raises NotFound."""
    who = customer(db, customer_id)
    segment = standing(db, who.id, words.moment(now).date(), words).segments[0].segment
    reached = reach(db, who.id, next_action_rules(), words, now, settings(db)["currency"])
    last = tuple(
        Sent(row["at"], row["text"] or "", row["ref"] or "") for row in db.execute(LAST, (who.id, PAST))
    )
    return Addressee(who, segment, reached, last)


def log_sent(
    store: Store, customer_id: str, template: Template, text: str, rep_id: str | None, words: Words, now: int
) -> tuple[str, ...]:
    """Keep a message as sent: the contact and the mark of its template, queued for the team together.

    Returns the ids of what was queued, for `outbox.take_back_all`. Raises RuleBroken for a message that may
    not go to this customer now.
    """
    to = addressee(store.read(), customer_id, words, now)
    held = holds(template.occasion, template.channel, to.reach, next_action_rules(), words, now)
    if held:
        raise RuleBroken("{why} It was not logged as sent.", why=held[0].why)
    contact = Activity(uuid7(now), to.customer.id, "message", now, rep_id=rep_id, text=text)
    mark = ContactMark(
        id=uuid7(now),
        customer_id=to.customer.id,
        activity_id=contact.id,
        kind="message",
        at=now,
        rep_id=rep_id,
        ref=template.id,
        version=template.version,
        text=text,
        segment=to.segment,
    )
    with store.write(Changes.of(*KINDS)) as db:
        return activities.keep(db, contact, [mark], now)
