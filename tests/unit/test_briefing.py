"""The lines of the call brief: what was bought, three figures, what else is known."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sales.briefing import bought, contacts, contents, figures, known_facts
from sales.facts import Activity, Customer, History, Order, OrderLine, Return, Review
from sales.words import Words
from tests.conftest import ZONE

WORDS = Words(zone=ZONE)
NAMES = {"a": "Breva 600", "b": "H13 filter", "c": "Reading lamp"}
WHO = Customer("c", "Zhou Wei")
TODAY = date(2026, 11, 24)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


def order(number: str, day: str, cents: int = 10_000, *products: str, **more: object) -> Order:
    lines = tuple(OrderLine(one, 1, 0, 0) for one in products)
    return Order(number, "c", at(day), cents, lines, **more)  # type: ignore[arg-type]


def test_an_order_is_told_by_its_first_products_and_how_many_more_there_are() -> None:
    full = Order("o", "c", 0, 0, (OrderLine("a", 1, 0, 0), OrderLine("b", 2, 0, 0), OrderLine("c", 1, 0, 0)))

    assert contents(full, NAMES, WORDS) == "Breva 600, H13 filter × 2 and 1 more"


def test_only_the_exception_of_an_order_is_noted_the_gravest_first() -> None:
    orders = (
        order("o1", "2026-01-05", 10_000, "a"),
        order("o2", "2026-02-05", 10_000, "b", promised_on=date(2026, 2, 7), signed_at=at("2026-02-10")),
        order("o3", "2026-03-05", 10_000, "c"),
        order("o4", "2026-04-05", 10_000, "c", status="cancelled"),
    )
    returns = (Return("r", "c", 10_000, at("2026-03-09"), order_id="o3"),)
    reviews = (Review("v", "c", 2, at("2026-01-20"), product_id="a"),)
    history = History(WHO, orders=orders, returns=returns, reviews=reviews)

    notes = [line.note for line in bought(history, NAMES, WORDS)]

    assert notes == ["cancelled", "returned", "3 days late", "2 ★"]


def test_the_last_twelve_months_are_spent_less_given_back_and_cancelled_orders_do_not_count() -> None:
    history = History(
        WHO,
        orders=(
            order("o0", "2025-06-01", 70_000),
            order("o1", "2026-06-01", 50_000),
            order("o2", "2026-10-01", 30_000),
            order("o3", "2026-10-02", 90_000, status="cancelled"),
        ),
        returns=(
            Return("r", "c", 5_000, at("2026-10-09")),
            Return("s", "c", 9_000, at("2026-10-09"), status="refused"),
        ),
    )

    spent, average, following = figures(history, TODAY, "CNY", WORDS)

    assert (spent.value, spent.band, spent.reliability) == ("¥750", "¥700 the year before", "2 orders")
    assert (average.value, average.band) == ("¥500", "from ¥300 to ¥700")
    assert (following.value, following.band) == (None, "too little history")


def test_the_next_purchase_is_told_while_the_rhythm_holds_then_its_delay_then_the_silence() -> None:
    every_30_days = [date(2026, 1, 1) + timedelta(days=30 * n) for n in range(7)]  # the last one is 30 June
    history = History(WHO, orders=tuple(order(f"o{day}", day.isoformat()) for day in every_30_days))

    due, late, broken = (
        figures(history, day, "CNY", WORDS)[2]
        for day in (date(2026, 7, 10), date(2026, 8, 9), date(2026, 11, 1))
    )

    assert (due.value, due.band) == ("30 Jul", "30 Jul – 30 Jul")
    assert late.value == "10 days overdue"
    assert (broken.value, broken.band, broken.reliability) == (
        None,
        "silent for 124 days",
        "used to buy every 30 days",
    )


def test_a_customer_without_orders_has_no_figures() -> None:
    assert [figure.value for figure in figures(History(WHO), TODAY, "CNY", WORDS)] == [None, None, None]


def test_contacts_are_those_that_took_place_the_latest_first() -> None:
    calls = tuple(Activity(f"a{n}", "c", "call", at(f"2026-11-0{n}")) for n in range(1, 6))
    planned = Activity("p", "c", "call", at("2026-11-07"), state="planned")

    latest = contacts(History(WHO, activities=(*calls, planned)), at("2026-11-20"))

    assert [activity.id for activity in latest] == ["a5", "a4", "a3"]


def test_what_is_not_known_is_not_listed_and_consent_is_said_in_words() -> None:
    who = Customer("c", "Zhou Wei", phone="138", channel="mini_program", consent_call=True, consent_sms=False)

    assert known_facts(who, WORDS) == (
        ("Phone", "138"),
        ("Prefers", "mini-program"),
        ("May be reached", "by phone"),
    )
