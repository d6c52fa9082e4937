"""Next best actions from stored facts: what is offered, what is over, and what was ticked off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from data.actions import CustomerAction, customer_actions, rep_actions
from data.marks import mark, unmark
from data.rules import next_action_rules
from data.store import Changes, Store
from sales.facts import (
    Activity,
    Customer,
    Event,
    Order,
    OrderLine,
    Product,
    Return,
    Review,
    Ticket,
)
from sales.words import Words
from tests.builders.team import REPS, at, keep

TODAY = date(2026, 11, 24)
NOW = at(TODAY, 18)
RULES = next_action_rules()
DUO = Product("p-duo", "Crema Duo", category="coffee-machine", price_e4=88_000_000, life_days=1460)
SOLO = Product("p-solo", "Crema Solo", category="coffee-machine", price_e4=26_990_000, life_days=1460)
FILTER = Product("p-fl", "Breva 600 filter", category="filter", price_e4=2_980_000, life_days=365,
                 spec={"fits": "AP-600"})  # fmt: skip
PAIR = Product("p-fl2", "Breva 600 filter, two", category="filter", price_e4=5_480_000, life_days=730,
               spec={"fits": "AP-600"})  # fmt: skip
REED = Product("p-reed", "Reed gift set", category="gift", price_e4=2_680_000)
HE_JUN = Customer("c-1", "He Jun", "C-1", owner_id="rep-a", registered_on=date(2025, 3, 1))


def days_ago(days: int, hour: int = 10) -> int:
    return at(TODAY - timedelta(days), hour)


def order(key: str, placed_at: int, product: Product = SOLO, quantity: int = 1, **more: object) -> Order:
    price = product.price_e4 or 0
    line = OrderLine(product.id, quantity, price, price * quantity // 100)
    return Order(key, "c-1", placed_at, line.net_cents, (line,), **more)  # type: ignore[arg-type]


Offers = Callable[..., dict[str, CustomerAction]]


@pytest.fixture
def offers(store: Store, english: Words) -> Offers:
    """Keeps facts of He Jun and gives the actions, by kind."""

    def of(*some: object, now: int = NOW) -> dict[str, CustomerAction]:
        keep(store, *REPS, DUO, SOLO, FILTER, PAIR, REED, HE_JUN, *some)  # type: ignore[arg-type]
        found = customer_actions(store.read(), "c-1", RULES, english, now)
        assert found == rep_actions(store.read(), "rep-a", RULES, english, now)
        return {row.action.kind: row for row in found}

    return of


def test_a_cart_counts_until_something_is_ordered(offers: Offers) -> None:
    cart = [
        Event("e1", "c-1", "add_to_cart", days_ago(3), "p-duo"),
        Event("e2", "c-1", "add_to_cart", days_ago(2), "p-fl"),
    ]

    found = offers(*cart)

    assert found["cart"].action.because == "because Crema Duo and 1 more article have waited 2 d"
    assert found["cart"].action.stake_cents == 880_000 + 29_800


def test_a_cart_that_was_ordered_is_over(offers: Offers) -> None:
    assert "cart" not in offers(
        Event("e1", "c-1", "add_to_cart", days_ago(3), "p-duo"), order("o", days_ago(1), DUO)
    )


def test_looks_at_one_product_add_up_to_half_an_hour(offers: Offers) -> None:
    looks = [Event(f"e{n}", "c-1", "view", days_ago(1, 9 + n), "p-duo", duration_s=900) for n in range(2)]

    assert offers(*looks)["look"].action.because == "because they looked at it for 30 minutes, last 32 h ago"


def test_a_short_look_asks_for_nothing(offers: Offers) -> None:
    assert "look" not in offers(Event("e", "c-1", "view", days_ago(1), "p-duo", duration_s=1799))


@pytest.mark.parametrize(
    ("promised", "signed", "status", "late"),
    [
        (TODAY - timedelta(2), None, "placed", True),
        (TODAY - timedelta(1), None, "placed", False),
        (TODAY - timedelta(2), days_ago(1), "delivered", False),
        (
            TODAY - timedelta(2),
            days_ago(-1),
            "delivered",
            True,
        ),  # signed tomorrow: today it is still on its way
        (TODAY - timedelta(2), None, "cancelled", False),
    ],
)
def test_a_delivery_is_late_from_the_second_day_until_it_is_signed(
    offers: Offers, promised: date, signed: int | None, status: str, late: bool
) -> None:
    found = offers(order("o", days_ago(9), promised_on=promised, signed_at=signed, status=status))

    assert ("delay" in found) is late


def test_only_bad_reviews_without_an_answer_want_one(offers: Offers) -> None:
    found = offers(
        Review("r1", "c-1", 2, days_ago(1), "p-solo"),
        Review("r2", "c-1", 3, days_ago(1), "p-solo"),
        Review("r3", "c-1", 1, days_ago(1), "p-solo", answered_at=days_ago(0)),
    )

    assert found["review"].key == "review c-1 r1"
    assert found["review"].action.stake_cents == 269_900


def test_an_open_ticket_is_overdue_and_a_resolved_one_is_asked_about(offers: Offers) -> None:
    found = offers(
        Ticket("t1", "c-1", days_ago(2), text="The filter alarm does not stop"),
        Ticket("t2", "c-1", days_ago(0, 9), text="Too young to be overdue"),
        Ticket("t3", "c-1", days_ago(5), text="Box was damaged", resolved_at=days_ago(1), status="resolved"),
        Ticket(
            "t4", "c-1", days_ago(5), text="Asked", resolved_at=days_ago(1), status="resolved", satisfaction=5
        ),
    )

    assert found["ticket"].key == "ticket c-1 t1"
    assert found["satisfaction"].key == "satisfaction c-1 t3"


def test_a_promise_asks_until_it_is_kept(offers: Offers) -> None:
    def promise(key: str, day: date, kept_at: int | None = None) -> Activity:
        return Activity(
            key, "c-1", "call", days_ago(9), promise=f"invoice {key}", promised_on=day, kept_at=kept_at
        )

    found = offers(
        promise("a", TODAY - timedelta(4)),
        promise("b", TODAY + timedelta(5)),
        promise("c", TODAY - timedelta(4), kept_at=days_ago(4)),
    )

    assert found["promise"].action.title == "Keep the promise to He Jun: invoice a"


def test_a_filter_bought_again_in_another_pack_is_not_offered(offers: Offers) -> None:
    old = order("o1", days_ago(350), FILTER)

    assert "refill" not in offers(old, order("o2", days_ago(40), PAIR))


def test_a_filter_about_to_run_out_is_offered_at_its_price(offers: Offers) -> None:
    found = offers(order("o1", days_ago(350), FILTER, 4), order("o2", days_ago(40), SOLO))

    assert found["refill"].action.title == "Offer He Jun a new Breva 600 filter"
    assert found["refill"].action.stake_cents == 119_200
    assert "lasts about 15 days more" in found["refill"].action.because


def test_a_machine_replaced_by_a_newer_one_is_not(offers: Offers) -> None:
    assert "replacement" in offers(order("o1", days_ago(1450), DUO))


def test_gifts_ordered_a_year_ago_bring_the_gift_guide_unless_ordered_again(offers: Offers) -> None:
    found = offers(order("o1", at(date(2025, 12, 1)), REED, 40))

    assert found["season"].action.because == "because they ordered 40 × Reed gift set on 1 Dec last year"
    assert found["season"].action.stake_cents == 1_072_000


def test_gifts_ordered_this_season_already_do_not(offers: Offers) -> None:
    assert "season" not in offers(
        order("o1", at(date(2025, 12, 1)), REED, 40), order("o2", days_ago(20), REED, 40)
    )


def test_what_is_done_or_dismissed_stays_away_until_it_is_taken_back(store: Store, english: Words) -> None:
    keep(store, *REPS, SOLO, HE_JUN, Review("r1", "c-1", 2, days_ago(1), "p-solo"))
    (first,) = rep_actions(store.read(), "rep-a", RULES, english, NOW)

    mark(store, "action", first.key, "dismissed", NOW)
    away = rep_actions(store.read(), "rep-a", RULES, english, NOW)
    unmark(store, "action", first.key)

    assert away == ()
    assert rep_actions(store.read(), "rep-a", RULES, english, NOW) == (first,)


def test_a_high_value_customer_is_called_weekly_and_an_advocate_invited_monthly(
    store: Store, english: Words
) -> None:
    keep(store, *REPS, SOLO, HE_JUN, Activity("a", "c-1", "call", days_ago(9), "rep-a"),
         Return("r", "c-1", 100, days_ago(3)))  # fmt: skip
    with store.write(Changes.of("segments")) as db:
        db.execute(
            "INSERT INTO memberships VALUES ('high_value', 'c-1', '2026-09-01'), ('advocate', 'c-1', NULL)"
        )

    found = {row.action.kind: row.action for row in rep_actions(store.read(), "rep-a", RULES, english, NOW)}

    assert found["weekly"].because.endswith("and the last contact was 9 days ago")
    assert "trial" not in found  # they were called this month


def test_the_customers_of_another_rep_are_left_out(store: Store, english: Words) -> None:
    keep(store, *REPS, SOLO, HE_JUN, Review("r1", "c-1", 2, days_ago(1), "p-solo"))

    assert rep_actions(store.read(), "rep-b", RULES, english, NOW) == ()
    assert len(rep_actions(store.read(), None, RULES, english, NOW)) == 1


def test_a_past_day_shows_what_was_to_be_done_then(store: Store, english: Words) -> None:
    keep(store, *REPS, SOLO, HE_JUN, Review("r1", "c-1", 2, days_ago(5), "p-solo", answered_at=days_ago(3)))

    assert rep_actions(store.read(), "rep-a", RULES, english, NOW) == ()
    assert len(rep_actions(store.read(), "rep-a", RULES, english, days_ago(4))) == 1
