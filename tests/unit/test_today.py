"""Today: the day's calls in order with what is prepared, what is owed, what is new, how the month goes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from data.marks import mark
from data.store import Changes, Store
from data.today import Scope, Today, days_of, today
from sales.facts import Activity, Customer, Order, OrderLine, Product, Return, Review, Ticket
from sales.periods import Period
from sales.readiness import checks
from sales.words import Words
from tests.builders.team import REPS, at, keep

TODAY = date(2026, 11, 24)
NOW = at(TODAY, 18)
SOLO = Product("p-solo", "Crema Solo", category="coffee-machine", price_e4=26_990_000)
ZHOU = Customer("c-1", "Zhou Wei", "C-1", owner_id="rep-a", birthday=date(1990, 11, 27))
EMMA = Customer("c-2", "Emma Hughes", "C-2", owner_id="rep-a", birthday=date(1990, 12, 4))
OTHER = Customer("c-3", "He Jun", "C-3", owner_id="rep-b")


def call(key: str, who: str, at_ms: int, rep: str | None = "rep-a", **more: object) -> Activity:
    return Activity(key, who, "call", at_ms, rep, state="planned", **more)  # type: ignore[arg-type]


def order(key: str, who: str, day: date, net: int = 269_900) -> Order:
    return Order(key, who, at(day), net, (OrderLine("p-solo", 1, 26_990_000, net),))


def page(
    store: Store, words: Words, *some: object, scope: Scope = "tomorrow", rep: str | None = "rep-a"
) -> Today:
    keep(store, *REPS, SOLO, ZHOU, EMMA, OTHER, *some)  # type: ignore[arg-type]
    return today(store.read(), rep, scope, words, NOW)


def test_the_calls_of_tomorrow_stand_by_time(store: Store, english: Words) -> None:
    tomorrow = TODAY + timedelta(1)

    shown = page(
        store, english,
        call("late", "c-1", at(tomorrow, 16)),
        call("early", "c-2", at(tomorrow, 9), objective="Answer the doubt"),
        call("today", "c-1", at(TODAY, 20)), call("others", "c-3", at(tomorrow, 9), "rep-b"),
        call("owned", "c-1", at(tomorrow, 12), None),
    )  # fmt: skip

    assert [one.activity_id for one in shown.calls] == ["early", "owned", "late"]
    assert shown.calls[0].objective == "Answer the doubt"


@pytest.mark.parametrize(
    ("scope", "calls"), [("today", ["t"]), ("tomorrow", ["m"]), ("week", ["t", "m", "w"])]
)
def test_a_week_is_the_seven_days_from_today(
    store: Store, english: Words, scope: Scope, calls: list[str]
) -> None:
    days = {"t": 0, "m": 1, "w": 6, "next": 7}
    planned = [call(key, "c-1", at(TODAY + timedelta(n), 19)) for key, n in days.items()]

    assert [one.activity_id for one in page(store, english, *planned, scope=scope).calls] == calls
    assert days_of("week", TODAY) == Period(TODAY, TODAY + timedelta(6))


def test_what_is_at_stake_is_the_best_actions_stake_else_the_average_order(
    store: Store, english: Words
) -> None:
    tomorrow = TODAY + timedelta(1)

    shown = page(
        store, english,
        call("a", "c-1", at(tomorrow, 9)), call("b", "c-2", at(tomorrow, 10)),
        call("c", "c-3", at(tomorrow, 11)),
        Review("r", "c-1", 2, at(TODAY, 1), "p-solo"), order("o1", "c-2", date(2026, 9, 1), 100_000),
        order("o2", "c-2", date(2026, 9, 2), 50_001),
    )  # fmt: skip

    assert [one.stake_cents for one in shown.calls] == [269_900, 75_001, None]
    assert shown.stake_cents == 269_900 + 75_001


def test_a_call_is_ready_when_nothing_is_to_do_or_the_rep_says_so(store: Store, english: Words) -> None:
    tomorrow = TODAY + timedelta(1)
    broken = Activity("p", "c-1", "call", at(TODAY - timedelta(9)), "rep-a", promise="invoice",
                      promised_on=TODAY - timedelta(4))  # fmt: skip
    planned = call("a", "c-1", at(tomorrow, 9)), call("b", "c-2", at(tomorrow, 10))

    alarm = Ticket("t", "c-1", at(TODAY - timedelta(3)), text="alarm")

    shown = page(store, english, *planned, broken, alarm, order("o", "c-2", TODAY))
    unready, ready = shown.calls
    mark(store, "call", "a", "ready", NOW)
    said = today(store.read(), "rep-a", "tomorrow", english, NOW).calls[0]

    assert (unready.ready, unready.done) == (False, 2)
    assert [check.said for check in unready.checks if not check.done] == [
        "1 promise is overdue: keep it first.",
        "1 issue is past its deadline: know where it stands.",
    ]
    assert ready.ready
    assert (said.ready, said.done) == (True, 4)


def test_old_data_makes_a_call_unready_and_says_its_age(english: Words) -> None:
    fresh, stale = (checks(True, 0, 0, hours * 3_600_000, english)[3] for hours in (48, 73))

    assert fresh.done
    assert (stale.done, stale.said) == (False, "The data is 3 d old: bring it up to date.")


def test_promises_are_shown_by_how_long_they_are_over_and_never_twice(store: Store, english: Words) -> None:
    def promise(key: str, day: date, kept: int | None = None) -> Activity:
        return Activity(
            key, "c-1", "call", at(TODAY - timedelta(9)), "rep-a", promise=key, promised_on=day, kept_at=kept
        )

    shown = page(
        store, english, promise("four", TODAY - timedelta(4)), promise("one", TODAY - timedelta(1)),
        promise("tomorrow", TODAY + timedelta(1)), promise("later", TODAY + timedelta(2)),
        promise("kept", TODAY - timedelta(4), NOW - 1),
    )  # fmt: skip

    assert [(one.promise, one.days_over) for one in shown.promises] == [
        ("four", 4),
        ("one", 1),
        ("tomorrow", -1),
    ]
    assert all(row.action.kind != "promise" for row in shown.actions)


def test_news_are_what_came_since_yesterday_the_gravest_first(store: Store, english: Words) -> None:
    yesterday = TODAY - timedelta(1)

    shown = page(
        store, english, order("o", "c-1", yesterday), Review("good", "c-2", 5, at(yesterday, 1)),
        Review("bad", "c-1", 1, at(TODAY, 1)), Ticket("t", "c-2", at(TODAY, 9), text="alarm"),
        Return("r", "c-1", 100, at(TODAY, 9)), Ticket("old", "c-2", at(yesterday) - 86_400_000),
        Review("theirs", "c-3", 1, at(TODAY, 1)),
    )  # fmt: skip

    assert [(one.kind, one.amount) for one in shown.news] == [
        ("review", 1), ("ticket", None), ("return", 100), ("order", 269_900), ("review", 5),
    ]  # fmt: skip


def test_the_month_so_far_is_compared_with_as_many_days_and_with_all_of_the_last(
    store: Store, english: Words
) -> None:
    month = page(
        store, english, order("now", "c-1", date(2026, 11, 3), 300_000),
        order("then", "c-1", date(2026, 10, 24), 100_000),
        order("end", "c-1", date(2026, 10, 30), 50_000),
    ).month  # fmt: skip

    assert (month.now.net_cents, month.now.orders, month.now.average_cents) == (300_000, 1, 300_000)
    assert (month.before.net_cents, month.whole_before.net_cents) == (100_000, 150_000)


def test_birthdays_of_the_week_come_nearest_first(store: Store, english: Words) -> None:
    leap = Customer("c-9", "Leap", owner_id="rep-a", birthday=date(1996, 2, 29))
    keep(store, *REPS, ZHOU, EMMA, leap)

    november = today(store.read(), "rep-a", "today", english, NOW)
    february = today(store.read(), "rep-a", "today", english, at(date(2026, 2, 25)))

    assert [(one.name, one.on) for one in november.birthdays] == [("Zhou Wei", date(2026, 11, 27))]
    assert [(one.name, one.on) for one in february.birthdays] == [("Leap", date(2026, 2, 28))]


def test_the_age_of_the_data_is_that_of_the_newest_fact(store: Store, english: Words) -> None:
    shown = page(store, english, order("o", "c-1", TODAY - timedelta(3)))

    assert shown.data_at == at(TODAY - timedelta(3))


def test_an_empty_store_gives_an_empty_page(store: Store, english: Words) -> None:
    shown = today(store.read(), None, "week", english, NOW)

    assert (shown.calls, shown.actions, shown.promises, shown.news, shown.birthdays) == ((), (), (), (), ())
    assert shown.month.now.average_cents == 0


def test_a_mark_outlives_the_session(store: Store, english: Words) -> None:
    keep(store, *REPS, ZHOU, call("a", "c-1", at(TODAY + timedelta(1))))
    changed: list[Changes] = []
    store.listen(changed.append)

    mark(store, "call", "a", "ready", NOW)

    assert [one.kinds for one in changed] == [frozenset({"marks"})]
