"""Facts become rows: the one place that writes the values of `sales.facts` into their tables, many at a time;
the marks that contacts left behind and what is kept of quotes go the same way.

What a STRICT table cannot hold is kept as text or as 0 and 1: a day as ISO text, a spec as a JSON object,
features as a JSON list. An order brings its lines along, numbered from 1.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeAlias

from data.engine import sqlite3
from sales.contact_marks import ContactMark
from sales.facts import (
    Activity,
    Customer,
    Event,
    Order,
    OrderLine,
    Price,
    PriceList,
    Product,
    Referral,
    Rep,
    Return,
    Review,
    Survey,
    Ticket,
)
from sales.playbook import Miss, Rating
from sales.quote_rows import AllowanceRow, Design, QuoteAct, QuoteDecision, QuoteRow
from sales.service import FeedbackLabel, ServiceAct

Fact: TypeAlias = (
    Rep
    | Customer
    | Product
    | PriceList
    | Price
    | Event
    | Order
    | Return
    | Ticket
    | Survey
    | Review
    | Activity
    | ContactMark
    | ServiceAct
    | FeedbackLabel
    | Rating
    | Miss
    | Referral
    | QuoteRow
    | QuoteAct
    | QuoteDecision
    | AllowanceRow
    | Design
)

TABLES: dict[type, str] = {
    Rep: "reps",
    Customer: "customers",
    Product: "products",
    PriceList: "price_lists",
    Price: "prices",
    Event: "events",
    Order: "orders",
    Return: "returns",
    Ticket: "tickets",
    Survey: "surveys",
    Review: "reviews",
    Activity: "activities",
    ContactMark: "contact_marks",
    ServiceAct: "service_acts",
    FeedbackLabel: "feedback_labels",
    Rating: "ratings",
    Miss: "misses",
    Referral: "referrals",
    QuoteRow: "quotes",
    QuoteAct: "quote_acts",
    QuoteDecision: "quote_decisions",
    AllowanceRow: "allowances",
    Design: "designs",
}
LINE = [field.name for field in fields(OrderLine)]
LINES_SQL = f"INSERT INTO order_lines (order_id, line_no, {', '.join(LINE)}) VALUES (?, ?{', ?' * len(LINE)})"
AT_ONCE = 10_000  # facts of a kind held before they are written, so that a stream of any length fits


def put(db: sqlite3.Connection, facts: Iterable[Fact]) -> set[str]:
    """Insert facts of any kinds, inside the transaction that is open. Returns the tables that got rows.

    Raises sqlite3.IntegrityError for an id, or an external id, that a table has already.
    """
    waiting: defaultdict[type, list[Any]] = defaultdict(list)
    written: set[str] = set()
    for fact in facts:
        held = waiting[type(fact)]
        held.append(fact)
        if len(held) == AT_ONCE:
            written.add(_insert(db, type(fact), held))
            held.clear()
    for kind, held in waiting.items():
        if held:
            written.add(_insert(db, kind, held))
    return written


def rows(fact: Fact) -> Iterator[tuple[str, dict[str, Any]]]:
    """A fact as the rows it becomes: table and columns, an order's own before its lines."""
    kind: type = type(fact)
    shape = _shape(kind)
    yield TABLES[kind], dict(zip(shape.names, shape.read(fact), strict=True))
    if isinstance(fact, Order):
        for values in _lines([fact]):
            yield "order_lines", dict(zip(("order_id", "line_no", *LINE), values, strict=True))


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a kind of fact is written: its statement, its columns, and what reads a value into a row."""

    sql: str
    names: tuple[str, ...]
    read: Callable[[Any], tuple[Any, ...]]


@cache
def _shape(kind: type) -> _Shape:
    names = tuple(field.name for field in fields(kind) if field.name != "lines")
    sql = f"INSERT INTO {TABLES[kind]} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    texts = [(at, how) for at, how in enumerate(map(_text_of, (_type(kind, name) for name in names))) if how]
    pick = attrgetter(*names)
    if not texts:
        return _Shape(sql, names, pick)

    def read(fact: Any) -> tuple[Any, ...]:
        values = list(pick(fact))
        for at, how in texts:
            if values[at] is not None:
                values[at] = how(values[at])
        return tuple(values)

    return _Shape(sql, names, read)


def _type(kind: Any, name: str) -> str:
    return next(str(field.type) for field in fields(kind) if field.name == name)


def _text_of(kind: str) -> Callable[[Any], object] | None:
    """What turns a field of this type into what the table keeps; None: it is kept as it is."""
    if kind.startswith("date"):
        return lambda day: day.isoformat()
    if kind.startswith(("dict", "tuple")):
        return lambda value: json.dumps(value, ensure_ascii=False)
    return int if kind.startswith("bool") else None


def _insert(db: sqlite3.Connection, kind: type, facts: list[Any]) -> str:
    shape = _shape(kind)
    db.executemany(shape.sql, map(shape.read, facts))
    if kind is Order:
        db.executemany(LINES_SQL, _lines(facts))
    return TABLES[kind]


def _lines(orders: list[Order]) -> Iterator[tuple[Any, ...]]:
    pick = attrgetter(*LINE)
    for order in orders:
        for number, line in enumerate(order.lines, 1):
            yield order.id, number, *pick(line)
