"""All facts of one customer, as they were known at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from data.engine import sqlite3
from data.rows import columns, value
from sales.errors import NotFound
from sales.facts import (
    Activity,
    Customer,
    Event,
    History,
    Order,
    OrderLine,
    Referral,
    Return,
    Review,
    Survey,
    Ticket,
)
from sales.service import ServiceAct

T = TypeVar("T")

ALWAYS = 1 << 62  # later than any fact
IDS_AT_ONCE = 500
# Each kind of fact: its table, and the instant by which it happened.
TABLES: dict[type, tuple[str, str]] = {
    Order: ("orders", "placed_at"),
    Return: ("returns", "requested_at"),
    Event: ("events", "at"),
    Ticket: ("tickets", "opened_at"),
    Survey: ("surveys", "answered_at"),
    Review: ("reviews", "written_at"),
    Activity: ("activities", "at"),
    Referral: ("referrals", "at"),
    ServiceAct: ("service_acts", "at"),
}


def customer(db: sqlite3.Connection, customer_id: str) -> Customer:
    """The profile, by our id or by the external one. Raises NotFound."""
    row = db.execute(
        f"SELECT {columns(Customer)} FROM customers WHERE id = :id"
        f" UNION ALL SELECT {columns(Customer)} FROM customers WHERE external_id = :id LIMIT 1",
        {"id": customer_id},
    ).fetchone()
    if row is None:
        raise NotFound(
            "There is no customer {who}.",
            "Search by name: Ctrl+K in the window, main.py search TEXT in a shell.",
            who=customer_id,
        )
    return value(Customer, row)


def history(db: sqlite3.Connection, customer_id: str, until: int | None = None) -> History:
    """All facts of a customer up to and including `until`, each kind oldest first.

    Nothing shows of what came after: a ticket that was resolved later is open. Raises NotFound.
    """
    who = customer(db, customer_id)
    last = ALWAYS if until is None else until
    return History(
        customer=who,
        orders=tuple(_order_known(order, last) for order in with_lines(db, _facts(db, Order, who.id, last))),
        returns=tuple(_return_known(fact, last) for fact in _facts(db, Return, who.id, last)),
        events=_facts(db, Event, who.id, last),
        tickets=tuple(_ticket_known(ticket, last) for ticket in _facts(db, Ticket, who.id, last)),
        surveys=_facts(db, Survey, who.id, last),
        reviews=tuple(_review_known(review, last) for review in _facts(db, Review, who.id, last)),
        activities=tuple(
            replace(fact, kept_at=_by(fact.kept_at, last)) for fact in _facts(db, Activity, who.id, last)
        ),
        referrals=_facts(db, Referral, who.id, last),
    )


def with_lines(db: sqlite3.Connection, orders: Iterable[Order]) -> tuple[Order, ...]:
    """The orders with their lines."""
    orders = tuple(orders)
    lines: defaultdict[str, list[OrderLine]] = defaultdict(list)
    for some in _slices([order.id for order in orders]):
        marks = ", ".join("?" * len(some))
        for row in db.execute(
            f"SELECT order_id, {columns(OrderLine)} FROM order_lines WHERE order_id IN ({marks})"
            " ORDER BY order_id, line_no",
            some,
        ):
            lines[row["order_id"]].append(value(OrderLine, row))
    return tuple(replace(order, lines=tuple(lines[order.id])) for order in orders)


def _facts(db: sqlite3.Connection, kind: type[T], customer_id: str, last: int) -> tuple[T, ...]:
    table, instant = TABLES[kind]
    rows = db.execute(
        f"SELECT {columns(kind, leave=('lines',))} FROM {table}"
        f" WHERE customer_id = ? AND {instant} <= ? ORDER BY {instant}, id",
        (customer_id, last),
    )
    return tuple(value(kind, row) for row in rows)


def _slices(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[at : at + IDS_AT_ONCE] for at in range(0, len(ids), IDS_AT_ONCE))


def _by(at: int | None, last: int) -> int | None:
    return None if at is None or at > last else at


def _order_known(order: Order, last: int) -> Order:
    if order.signed_at is None or order.signed_at <= last:
        signed = order.signed_at
        status = order.status
    else:
        signed, status = None, "placed"
    return replace(
        order,
        status=status,
        paid_at=_by(order.paid_at, last),
        picking_at=_by(order.picking_at, last),
        collected_at=_by(order.collected_at, last),
        in_transit_at=_by(order.in_transit_at, last),
        out_for_delivery_at=_by(order.out_for_delivery_at, last),
        signed_at=signed,
    )


def _return_known(fact: Return, last: int) -> Return:
    if fact.refunded_at is None or fact.refunded_at <= last:
        return fact
    return replace(fact, status="refunding", refunded_at=None)


def _ticket_known(ticket: Ticket, last: int) -> Ticket:
    answered, resolved = _by(ticket.answered_at, last), _by(ticket.resolved_at, last)
    if (answered, resolved) == (ticket.answered_at, ticket.resolved_at):
        return ticket
    status = "answered" if answered is not None else "open"
    return replace(ticket, status=status, satisfaction=None, answered_at=answered, resolved_at=resolved)


def _review_known(review: Review, last: int) -> Review:
    follow_up_at = _by(review.follow_up_at, last)
    follow_up = review.follow_up if follow_up_at == review.follow_up_at else None
    return replace(
        review, answered_at=_by(review.answered_at, last), follow_up=follow_up, follow_up_at=follow_up_at
    )
