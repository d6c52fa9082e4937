"""All facts of a customer, as they were known at an instant."""

from __future__ import annotations

import pytest

from data import facts
from data.history import history
from data.store import Changes, Store
from sales.errors import NotFound
from sales.facts import Activity, Customer, Event, Order, OrderLine, Return, Review, Ticket


@pytest.fixture
def known(store: Store) -> Store:
    with store.write(Changes.of("all")) as db:
        facts.put(
            db,
            [
                Customer("c-1", "Bluebird Café", "C-1", consent_call=True, consent_sms=False),
                Order(
                    "o-2", "c-1", 200, 100, (OrderLine("p-1", 2, 50, 100),), signed_at=900, status="delivered"
                ),
                Order("o-1", "c-1", 100, 100),
                Event("e-1", "c-1", "view", 150),
                Ticket(
                    "t-1", "c-1", 300, status="resolved", answered_at=400, resolved_at=500, satisfaction=5
                ),
                Return("r-1", "c-1", 50, 300, refunded_at=600),
                Review("v-1", "c-1", 2, 300, answered_at=700, follow_up="Better now", follow_up_at=800),
                Activity("a-1", "c-1", "call", 300, promise="Send it", kept_at=550),
            ],
        )
    return store


def test_each_kind_stands_oldest_first_with_its_lines(known: Store) -> None:
    found = history(known.read(), "C-1")

    assert [order.id for order in found.orders] == ["o-1", "o-2"]
    assert found.orders[1].lines == (OrderLine("p-1", 2, 50, 100),)
    assert (found.customer.consent_call, found.customer.consent_sms, found.customer.consent_mail) == (
        True, False, None,
    )  # fmt: skip


def test_nothing_later_is_known(known: Store) -> None:
    found = history(known.read(), "c-1", until=200)

    assert [order.id for order in found.orders] == ["o-1", "o-2"]
    assert found.tickets == found.reviews == found.returns == found.activities == ()


def test_what_was_settled_later_was_still_open(known: Store) -> None:
    then = history(known.read(), "c-1", until=450)

    assert (then.tickets[0].status, then.tickets[0].satisfaction) == ("answered", None)
    assert then.returns[0].status == "refunding"
    assert then.reviews[0].follow_up is None
    assert then.activities[0].kept_at is None
    assert (then.orders[1].signed_at, then.orders[1].status) == (None, "placed")


def test_today_everything_is_as_it_is(known: Store) -> None:
    now = history(known.read(), "c-1")

    assert now == history(known.read(), "c-1", until=900)
    assert now.tickets[0].status == "resolved"


def test_who_is_not_there_has_no_history(store: Store) -> None:
    with pytest.raises(NotFound, match="no customer C-9"):
        history(store.read(), "C-9")
