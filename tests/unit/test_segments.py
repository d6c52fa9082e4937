"""The six segments at the edges of their rules, and the sentences that say why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from data.content.rules import placing_rules
from sales.calendar import Calendar
from sales.facts import Customer, Event, History, Order, Referral, Review, Summary, Survey, Ticket
from sales.segment_reasons import Reasons
from sales.segments import Stay, standing_on, stays, trail
from sales.words import Words
from tests.builders.team import ZONE, at

RULES = placing_rules().segments
TODAY = date(2026, 11, 24)
CALENDAR = Calendar(ZONE)


def ago(days: int, hour: int = 10) -> int:
    return at(TODAY - timedelta(days), hour)


def orders(*placed: tuple[int, int], status: str = "signed") -> tuple[Order, ...]:
    """Orders as (days ago, amount in whole units)."""
    return tuple(
        Order(f"o-{n}", "c", ago(days), amount * 100, status=status)
        for n, (days, amount) in enumerate(placed)
    )


def events(*days: int, kind: str = "view") -> tuple[Event, ...]:
    return tuple(Event(f"e-{n}", "c", kind, ago(day)) for n, day in enumerate(days))


def reviews(*given: tuple[int, int]) -> tuple[Review, ...]:
    return tuple(Review(f"v-{n}", "c", stars, ago(days)) for n, (days, stars) in enumerate(given))


def scores(*given: tuple[int, int]) -> tuple[Survey, ...]:
    return tuple(Survey(f"s-{n}", "c", "nps", score, ago(days)) for n, (days, score) in enumerate(given))


def tickets(*days: int) -> tuple[Ticket, ...]:
    return tuple(Ticket(f"t-{n}", "c", ago(day)) for n, day in enumerate(days))


def referrals(*days: int) -> tuple[Referral, ...]:
    return tuple(Referral(f"f-{n}", "c", ago(day)) for n, day in enumerate(days))


def registered(days: int) -> Customer:
    return Customer("c", "Zhou Wei", registered_on=TODAY - timedelta(days))


def found(day: date = TODAY, registered_days: int = 200, **facts: tuple[object, ...]) -> list[Stay]:
    history = History(registered(registered_days), **facts)  # type: ignore[arg-type]
    return standing_on(day.toordinal(), stays(trail(history, CALENDAR), RULES), RULES)


def segments(registered_days: int = 200, **facts: tuple[object, ...]) -> list[str]:
    return [stay.segment for stay in found(TODAY, registered_days, **facts)]


@pytest.mark.parametrize(
    ("days", "facts", "expected"),
    [
        (0, {}, ["new"]),
        (7, {}, ["new"]),
        (8, {}, ["regular"]),
        (3, {"orders": orders((1, 500))}, ["regular"]),
        (3, {"orders": orders((1, 500), status="cancelled")}, ["new"]),
        (6, {"events": events(3, 2, 1)}, ["new"]),
        (7, {"events": events(3, 2, 1)}, ["potential", "new"]),
        (30, {"events": events(3, 2, 1)}, ["potential"]),
        (31, {"events": events(3, 2, 1)}, ["regular"]),
        (20, {"events": events(3, 2)}, ["regular"]),
        (20, {"events": events(3, 2, 1, kind="search")}, ["regular"]),
        (20, {"events": events(3, 2, 1), "orders": orders((0, 9))}, ["regular"]),
    ],
)
def test_new_and_potential_by_registration_views_and_purchase(
    days: int, facts: dict[str, tuple[object, ...]], expected: list[str]
) -> None:
    assert segments(days, **facts) == expected


@pytest.mark.parametrize(
    ("placed", "expected"),
    [
        (orders((20, 1000), (10, 1000)), True),
        (orders((20, 1000)), False),
        (orders((20, 1000), (10, 999)), False),
        (orders((30, 1000), (10, 1000)), True),
        (orders((31, 1000), (10, 1000)), False),
        (orders((60, 1000), (50, 1000), (40, 1000), (30, 1000)), True),
        (orders((61, 1000), (50, 1000), (40, 1000), (30, 1000)), False),
        (orders((0, 1500), (0, 600)), True),
    ],
)
def test_high_value_asks_for_two_orders_a_month_and_a_thousand_on_average(
    placed: tuple[Order, ...], expected: bool
) -> None:
    assert ("high_value" in segments(orders=placed)) is expected


@pytest.mark.parametrize(
    ("bought", "rated", "expected"),
    [
        ((30, 500), ((40, 3),), True),
        ((29, 500), ((40, 3),), False),
        ((30, 500), ((40, 4),), False),
        ((90, 500), ((60, 1), (40, 5)), False),
        ((90, 500), ((60, 5), (0, 2)), True),
    ],
)
def test_churn_risk_asks_for_thirty_silent_days_after_a_bad_rating(
    bought: tuple[int, int], rated: tuple[tuple[int, int], ...], expected: bool
) -> None:
    assert ("churn_risk" in segments(orders=orders(bought), reviews=reviews(*rated))) is expected


def test_who_never_bought_is_no_churn_risk() -> None:
    assert segments(reviews=reviews((60, 1))) == ["regular"]


@pytest.mark.parametrize(("days", "expected"), [(0, True), (30, True), (31, False)])
def test_a_ticket_makes_a_problem_for_thirty_days(days: int, expected: bool) -> None:
    assert ("problem" in segments(tickets=tickets(days))) is expected


@pytest.mark.parametrize(
    ("answered", "referred", "expected"),
    [
        (((5, 9),), (3,), True),
        (((5, 8),), (3,), False),
        (((5, 9),), (), False),
        (((50, 10), (5, 6)), (3,), False),
        (((50, 6), (5, 10)), (3,), True),
    ],
)
def test_an_advocate_scores_nine_and_has_recommended_us(
    answered: tuple[tuple[int, int], ...], referred: tuple[int, ...], expected: bool
) -> None:
    assert ("advocate" in segments(surveys=scores(*answered), referrals=referrals(*referred))) is expected


def test_a_satisfaction_score_is_no_nps() -> None:
    survey = Survey("s", "c", "csat", 9, ago(3))

    assert segments(surveys=(survey,), referrals=referrals(3)) == ["regular"]


def test_a_referral_that_the_shop_reports_as_an_event_counts_like_one_that_was_logged() -> None:
    told = events(12, kind="referral")

    assert segments(surveys=scores((50, 10)), events=told) == ["advocate"]
    assert segments(surveys=scores((50, 10)), events=events(12, kind="share")) == ["regular"]


def test_a_customer_in_several_segments_is_led_by_the_problem() -> None:
    everything = segments(
        orders=orders((60, 1000), (55, 1000), (50, 1000), (45, 1000)),
        reviews=reviews((40, 2)),
        tickets=tickets(3),
        surveys=scores((5, 10)),
        referrals=referrals(2),
    )

    assert everything == ["problem", "churn_risk", "advocate", "high_value"]


def test_since_is_the_day_the_last_of_the_conditions_came_true() -> None:
    (stay,) = found(surveys=scores((50, 10)), referrals=referrals(12))

    assert stay.since_on == TODAY - timedelta(12)


def test_a_customer_is_potential_since_the_third_view_or_the_seventh_day() -> None:
    (looked,) = found(registered_days=25, events=events(20, 15, 4))
    (waited,) = found(registered_days=25, events=events(24, 23, 22))

    assert (looked.segment, looked.since_on) == ("potential", TODAY - timedelta(4))
    assert (waited.segment, waited.since_on) == ("potential", TODAY - timedelta(18))


def test_a_second_ticket_prolongs_the_stay_that_the_first_began() -> None:
    (stay,) = found(tickets=tickets(40, 15))

    assert stay.since_on == TODAY - timedelta(40)


def test_after_a_gap_the_stay_begins_anew() -> None:
    (stay,) = found(tickets=tickets(100, 15))

    assert stay.since_on == TODAY - timedelta(15)


def test_a_regular_customer_is_one_since_the_last_rule_let_go() -> None:
    (stay,) = found(tickets=tickets(40))

    assert (stay.segment, stay.since_on) == ("regular", TODAY - timedelta(9))


def test_a_customer_without_registration_or_facts_is_regular_since_nobody_knows_when() -> None:
    nobody = History(Customer("c", "Zhou Wei"))

    (stay,) = stays(trail(nobody, CALENDAR), RULES)

    assert (stay.segment, stay.since_on) == ("regular", None)


@pytest.mark.parametrize(
    ("segment", "summary", "says", "says_zh"),
    [
        (
            "problem",
            Summary("c", ticket_count=2, open_ticket_count=1, last_ticket_at=ago(3)),
            "Asked for service 3 days ago, 1 ticket is open",
            "3 天前联系过客服，1 张工单未结",
        ),
        (
            "problem",
            Summary("c", ticket_count=1, last_ticket_at=ago(0)),
            "Asked for service today, no ticket is open",
            "今天联系过客服，工单均已结",
        ),
        (
            "churn_risk",
            Summary("c", order_count=1, last_order_at=ago(47), last_stars=2),
            "No order for 47 days, last review 2 stars",
            "47 天没有下单，最近一次评价 2 星",
        ),
        (
            "advocate",
            Summary("c", nps_score=10, referral_count=1),
            "NPS 10, 1 referral",
            "NPS 10，推荐过 1 次",
        ),
        (
            "high_value",
            Summary("c", order_count=27, order_cents=27 * 144_000, first_order_at=ago(365)),
            "27 orders in 1 year, ¥1,440 on average",
            "1 年 27 单，平均 ¥1,440",
        ),
        (
            "potential",
            Summary("c", registered_on=TODAY - timedelta(12), view_count=5),
            "Registered 12 days ago, 5 product views, no order yet",
            "12 天前注册，看过商品 5 次，尚未下单",
        ),
        ("new", Summary("c", registered_on=TODAY), "Registered today, no order yet", "今天注册，尚未下单"),
        (
            "regular",
            Summary("c", order_count=5, last_order_at=ago(12)),
            "5 orders, the last 12 days ago",
            "5 单，最近一单：12 天前",
        ),
        ("regular", Summary("c"), "No order yet", "尚未下单"),
    ],
)
def test_the_reason_tells_the_facts_in_both_languages(
    segment: str, summary: Summary, says: str, says_zh: str, english: Words, chinese: Words
) -> None:
    assert Reasons(english, TODAY, "CNY").why(segment, summary) == says
    assert Reasons(chinese, TODAY, "CNY").why(segment, summary) == says_zh
