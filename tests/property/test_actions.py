"""Whatever the facts, an action's reason is true of them, and its due time can be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.actions import CustomerAction, customer_actions
from data.language import words
from data.rules import next_action_rules
from data.store import Store, open_store
from sales.actions import in_hours
from sales.facts import Activity, Customer, Event, Order, OrderLine, Product, Review, Ticket
from tests.builders.team import REPS, ZONE, at, keep

TODAY = date(2026, 11, 24)
NOW = at(TODAY, 18)
RULES = next_action_rules()
ENGLISH = words("en", ZONE)
DUO = Product("p-duo", "Crema Duo", category="coffee-machine", price_e4=88_000_000, life_days=60)
FILTER = Product("p-fl", "Breva filter", category="filter", price_e4=2_980_000, life_days=30)
PRICES = {"Crema Duo": DUO.price_e4, "Breva filter": FILTER.price_e4}

INSTANTS = st.integers(0, 40 * 24 * 60).map(lambda minutes: NOW - minutes * 60_000)
DAYS = st.integers(-3, 40).map(lambda n: TODAY - timedelta(n))
PRODUCTS = st.sampled_from([DUO, FILTER])
MAYBE = st.none() | INSTANTS


@st.composite
def facts(draw: st.DrawFn, who: str) -> list[object]:
    """A customer with some of everything that may call for an action."""
    found: list[object] = [Customer(who, "He Jun", owner_id="rep-a", birthday=draw(st.none() | DAYS))]
    for n in range(draw(st.integers(0, 3))):
        product = draw(PRODUCTS)
        found.append(Event(f"{who}e{n}", who, "add_to_cart", draw(INSTANTS), product.id))
    for n in range(draw(st.integers(0, 2))):
        product, placed = draw(PRODUCTS), draw(INSTANTS)
        line = OrderLine(product.id, 1, product.price_e4 or 0, (product.price_e4 or 0) // 100)
        signed = draw(MAYBE.map(lambda one, at=placed: one if one and one > at else None))
        found.append(
            Order(
                f"{who}o{n}", who, placed, line.net_cents, (line,), promised_on=draw(DAYS), signed_at=signed
            )
        )
    for n in range(draw(st.integers(0, 2))):
        found.append(
            Review(f"{who}r{n}", who, draw(st.integers(1, 5)), draw(INSTANTS), answered_at=draw(MAYBE))
        )
        found.append(Ticket(f"{who}t{n}", who, draw(INSTANTS), text="alarm", resolved_at=draw(MAYBE)))
        found.append(
            Activity(f"{who}a{n}", who, "call", draw(INSTANTS), promise="invoice", promised_on=draw(DAYS))
        )
    return found


@pytest.fixture(scope="module")
def shop() -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "rapport.db")
        keep(store, *REPS, DUO, FILTER)
        yield store
        store.close()


SERIAL = iter(range(10**9))


def actions_of(store: Store, some: list[object]) -> tuple[CustomerAction, ...]:
    keep(store, *some)  # type: ignore[arg-type]
    who = next(fact.id for fact in some if isinstance(fact, Customer))
    return customer_actions(store.read(), who, RULES, ENGLISH, NOW)


def number(pattern: str, text: str) -> int:
    match = re.search(pattern, text)
    assert match, text
    return int(match[1])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_reason_is_true_of_the_facts(shop: Store, data: st.DataObject) -> None:
    some = data.draw(facts(f"c{next(SERIAL)}-"))

    for row in actions_of(shop, some):
        action, ref = row.action, row.key.split(" ", 2)[2]
        if action.kind == "cart":
            _cart_is_true(action.because, some)
        elif action.kind == "delay":
            order = next(f for f in some if isinstance(f, Order) and f.id == ref)
            assert order.signed_at is None or order.signed_at > NOW
            assert order.promised_on is not None
            assert number(r"(\d+) days? late", action.because) == (TODAY - order.promised_on).days > 1
        elif action.kind == "review":
            review = next(f for f in some if isinstance(f, Review) and f.id == ref)
            assert review.stars <= 2
            assert review.answered_at is None or review.answered_at > NOW
        elif action.kind == "ticket":
            ticket = next(f for f in some if isinstance(f, Ticket) and f.id == ref)
            assert NOW - ticket.opened_at >= 24 * 3_600_000
            assert ticket.resolved_at is None or ticket.resolved_at > NOW
        elif action.kind == "promise" and "ago" in action.because:
            promise = next(f for f in some if isinstance(f, Activity) and f.id == ref)
            assert promise.promised_on is not None
            assert number(r", (\d+) days? ago", action.because) == (TODAY - promise.promised_on).days


def _cart_is_true(because: str, some: list[object]) -> None:
    since = NOW - RULES.triggers["cart"].window_h * 3_600_000  # what lies longer is past
    carts = [f for f in some if isinstance(f, Event) and f.kind == "add_to_cart" and f.at >= since]
    ordered = [f.placed_at for f in some if isinstance(f, Order)]
    left = {f.product_id: f.at for f in carts if not any(f.at <= at_ms for at_ms in ordered)}
    latest = max(f.at for f in carts if f.product_id in left and f.at >= min(left.values()))
    assert NOW - latest >= 24 * 3_600_000
    dearest = "Crema Duo" if "p-duo" in left else "Breva filter"
    assert dearest in because
    assert ("1 more" in because) == (len(left) == 2)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_actions_are_ranked_and_their_value_is_probability_times_stake(
    shop: Store, data: st.DataObject
) -> None:
    for row in actions_of(shop, data.draw(facts(f"d{next(SERIAL)}-"))):
        action = row.action
        if action.stake_cents is None:
            assert action.expected_cents is None
        else:
            assert action.expected_cents == (action.probability_bp * action.stake_cents + 5_000) // 10_000


@given(st.integers(NOW - 10**9, NOW + 10**9), st.integers(NOW - 10**8, NOW + 10**8))
def test_what_is_still_to_be_done_is_due_in_contact_hours_and_never_before_now(due: int, now: int) -> None:
    moved = in_hours(due, RULES, ENGLISH, now)

    local = ENGLISH.moment(moved)
    if due >= now:
        assert moved >= now
        assert RULES.first_hour <= local.hour + local.minute / 60 <= RULES.last_hour
        assert abs(moved - due) <= 24 * 3_600_000
    else:
        assert moved == due
