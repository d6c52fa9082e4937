"""Standings in the store: who was known when, what is kept, and what a change of facts or rules does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from data import facts, settings, standings, summaries
from data.content.rules import placing_rules
from data.engine import sqlite3
from data.store import Changes, Store
from sales.errors import NotFound
from sales.facts import Activity, Customer, Event, Order, OrderLine, Return, Review, Ticket
from sales.words import Words
from tests.builders.team import at, small_team

TODAY = date(2026, 11, 24)
RULES = placing_rules()


def ago(days: int, hour: int = 10) -> int:
    return at(TODAY - timedelta(days), hour)


def keep(store: Store, *some: facts.Fact) -> None:
    with store.write(Changes.of("orders")) as db:
        facts.put(db, some)
        summaries.rebuild(db)
        standings.evaluate(db, TODAY)


def follow(store: Store, customer_id: str, *some: facts.Fact) -> None:
    with store.write(Changes.of("orders")) as db:
        facts.put(db, some)
        summaries.refresh(db, [customer_id])
        standings.refresh(db, [customer_id])


def kept(db: sqlite3.Connection, customer_id: str = "c") -> sqlite3.Row:
    row: sqlite3.Row = db.execute("SELECT * FROM standings WHERE customer_id = ?", (customer_id,)).fetchone()
    return row


def members(db: sqlite3.Connection) -> set[tuple[str, str, str | None]]:
    return {tuple(row) for row in db.execute("SELECT customer_id, segment, since_on FROM memberships")}


WHO = Customer("c", "Zhou Wei", "C-1", registered_on=date(2026, 3, 2))


def test_a_summary_leaves_out_what_does_not_count(store: Store) -> None:
    keep(
        store,
        WHO,
        Order("o-1", "c", ago(9), 20_000, (OrderLine("p", 1, 1, 20_000, discount_cents=500),)),
        Order("o-2", "c", ago(8), 30_000, coupon="C5"),
        Order("o-3", "c", ago(7), 40_000),
        Order("o-4", "c", ago(6), 99_000, status="cancelled"),
        Return("r-1", "c", 5_000, ago(5)),
        Return("r-2", "c", 7_000, ago(4), status="refused"),
        Activity("a-1", "c", "call", ago(3)),
        Activity("a-2", "c", "call", ago(-9), state="planned"),
        Ticket("t-1", "c", ago(9), status="resolved"),
        Ticket("t-2", "c", ago(8), status="resolved", resolved_at=ago(2)),
        Ticket("t-3", "c", ago(7)),
    )

    (one,) = summaries.summaries(store.read(), TODAY)

    assert (one.order_count, one.order_cents, one.promo_order_count) == (3, 90_000, 2)
    assert (one.return_count, one.returned_cents, one.spend_cents) == (1, 5_000, 85_000)
    assert (one.last_contact_at, one.first_fact_at, one.last_fact_at) == (ago(3), ago(9), ago(2))
    assert (one.ticket_count, one.open_ticket_count, one.last_ticket_at) == (3, 1, ago(7))


def test_on_a_past_day_a_ticket_resolved_since_is_open(store: Store) -> None:
    keep(store, WHO, Ticket("t-2", "c", ago(8), status="resolved", resolved_at=ago(2)))

    (then,) = summaries.summaries(store.read(), TODAY - timedelta(5))
    (now,) = summaries.summaries(store.read(), TODAY)

    assert (then.open_ticket_count, now.open_ticket_count) == (1, 0)


def test_the_last_review_of_one_instant_is_the_one_with_the_later_id(store: Store) -> None:
    keep(store, WHO, Review("v-2", "c", 2, ago(3)), Review("v-1", "c", 5, ago(3)))

    (one,) = summaries.summaries(store.read(), TODAY)

    assert (one.last_stars, one.review_count) == (2, 2)


def test_who_registers_later_is_not_there_on_an_earlier_day(store: Store) -> None:
    keep(
        store,
        WHO,
        Customer("later", "Lin Yue", registered_on=TODAY),
        Customer("unknown", "Wu Jing"),
        Customer("seen", "Zhao Min"),
        Event("e", "seen", "view", ago(3)),
    )

    then = {one.customer_id for one in standings.standings(store.read(), TODAY - timedelta(10))}
    now = {one.customer_id for one in standings.standings(store.read(), TODAY)}

    assert then == {"c", "unknown"}
    assert now == {"c", "unknown", "later", "seen"}


def test_a_day_ends_where_the_company_is(store: Store) -> None:
    keep(store, WHO, Ticket("t", "c", at(TODAY, 23, 59)))

    (yesterday,) = standings.standings(store.read(), TODAY - timedelta(1))
    (today,) = standings.standings(store.read(), TODAY)

    assert (yesterday.primary.segment, today.primary.segment) == ("regular", "problem")


def test_what_is_kept_says_the_primary_segment_all_memberships_and_since_when(store: Store) -> None:
    keep(store, WHO, Ticket("t", "c", ago(3)), Order("o", "c", ago(60), 70_000), Review("v", "c", 2, ago(58)))

    row = kept(store.read())

    assert (row["primary_segment"], row["since_on"], row["as_of"]) == ("problem", "2026-11-21", "2026-11-24")
    assert (row["tier"], row["spend_cents"], row["cohort"]) == ("silver", 70_000, "existing")
    assert members(store.read()) == {("c", "problem", "2026-11-21"), ("c", "churn_risk", "2026-10-25")}


def test_a_new_ticket_moves_the_customer_at_once_and_nobody_else(store: Store) -> None:
    keep(store, *small_team(until=TODAY), WHO)
    before = members(store.read())

    follow(store, "c", Ticket("t", "c", ago(0)))

    assert kept(store.read())["primary_segment"] == "problem"
    assert members(store.read()) - before == {("c", "problem", "2026-11-24")}


def test_many_changes_at_once_divide_everyone_anew(store: Store) -> None:
    keep(store, *(Customer(f"c-{n}", "Lin Yue", registered_on=TODAY) for n in range(20)))
    before = {row[0] for row in store.read().execute("SELECT m FROM standings")}

    with store.write(Changes.of("orders")) as db:
        facts.put(db, [Order(f"o-{n}", f"c-{n}", ago(0), 1_000 * n) for n in range(20)])
        summaries.refresh(db, [f"c-{n}" for n in range(20)])
        standings.refresh(db, [f"c-{n}" for n in range(20)])

    after = {row[0] for row in store.read().execute("SELECT m FROM standings")}
    assert (before, after) == ({1}, {1, 2, 3, 4, 5})


def test_time_alone_moves_customers_when_the_day_is_evaluated(store: Store) -> None:
    keep(store, WHO, Ticket("t", "c", ago(0)))

    with store.write(Changes.of("standings")) as db:
        standings.evaluate(db, TODAY + timedelta(31))

    assert kept(store.read())["primary_segment"] == "regular"
    assert kept(store.read())["since_on"] == "2026-12-25"
    assert standings.evaluated_on(store.read()) == TODAY + timedelta(31)


def test_a_fact_of_a_later_day_than_the_evaluation_counts_at_once(store: Store) -> None:
    keep(store, WHO)

    follow(store, "c", Ticket("t", "c", ago(-1)))

    assert (kept(store.read())["primary_segment"], kept(store.read())["as_of"]) == ("problem", "2026-11-25")


def test_a_store_that_was_never_evaluated_is_placed_as_of_its_newest_fact(store: Store) -> None:
    follow(store, "c", WHO, Ticket("t", "c", ago(0)))

    assert (kept(store.read())["primary_segment"], kept(store.read())["as_of"]) == ("problem", "2026-11-24")
    assert standings.evaluated_on(store.read()) is None


def test_without_facts_a_customer_is_placed_as_of_the_registration(store: Store) -> None:
    follow(store, "c", WHO)

    assert (kept(store.read())["primary_segment"], kept(store.read())["as_of"]) == ("new", "2026-03-02")


def test_a_customer_who_is_deleted_leaves_nothing_behind(store: Store) -> None:
    keep(store, WHO, Ticket("t", "c", ago(3)))

    with store.write(Changes.of("customers")) as db:
        db.execute("DELETE FROM tickets")
        db.execute("DELETE FROM customers")
        summaries.refresh(db, ["c"])
        standings.refresh(db, ["c"])

    left = [store.read().execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in ("summaries", "stays", "standings", "memberships")]  # fmt: skip
    assert left == [0, 0, 0, 0]


def test_an_edited_rule_moves_everyone_it_concerns(store: Store) -> None:
    keep(store, WHO, Ticket("t", "c", ago(20)))
    stricter = replace(RULES, segments=replace(RULES.segments, problem_days=10))

    with store.write(Changes.of("standings")) as db:
        standings.evaluate(db, TODAY, stricter)

    assert kept(store.read())["primary_segment"] == "regular"
    assert members(store.read()) == set()


def test_rules_that_are_not_the_kept_ones_are_tried_without_keeping_anything(store: Store) -> None:
    keep(store, WHO, Ticket("t", "c", ago(20)))
    stricter = replace(RULES, segments=replace(RULES.segments, problem_days=10))

    (tried,) = standings.standings(store.read(), TODAY, stricter)

    assert tried.primary.segment == "regular"
    assert kept(store.read())["primary_segment"] == "problem"


def test_another_time_zone_has_other_days(store: Store) -> None:
    keep(store, WHO, Ticket("t", "c", at(TODAY, 1)))

    (in_london,) = standings.standings(store.read(), TODAY, zone=ZoneInfo("Europe/London"))

    assert in_london.primary.since_on == TODAY - timedelta(1)
    assert kept(store.read())["since_on"] == "2026-11-24"


def test_a_day_is_evaluated_once(store: Store) -> None:
    keep(store, WHO, Ticket("t", "c", ago(0)))

    done = [
        standings.keep_current(store, day) for day in (TODAY, TODAY + timedelta(31), TODAY + timedelta(31))
    ]

    assert done == [False, True, False]
    assert kept(store.read())["primary_segment"] == "regular"


def test_a_day_is_evaluated_again_when_the_company_moves(store: Store) -> None:
    keep(store, WHO, Ticket("t", "c", at(TODAY, 1)))
    settings.save(store, "zone", "Europe/London")

    assert standings.keep_current(store, TODAY)
    assert kept(store.read())["since_on"] == "2026-11-23"


def test_one_customer_is_told_with_reasons(store: Store, english: Words) -> None:
    keep(store, WHO, Ticket("t", "c", ago(3)))

    told = standings.standing(store.read(), "c", TODAY, english)

    (segment,) = told.segments
    assert (segment.segment, segment.since_on) == ("problem", TODAY - timedelta(3))
    assert segment.why == "Asked for service 3 days ago, 1 ticket is open"
    assert (told.tier, told.cohort) == ("standard", "existing")


def test_before_they_came_a_customer_is_regular(store: Store, english: Words) -> None:
    keep(store, WHO)

    told = standings.standing(store.read(), "c", date(2025, 1, 1), english)

    assert [(one.segment, one.since_on) for one in told.segments] == [("regular", None)]


def test_nobody_is_told_of_whom_nothing_is_known(store: Store, english: Words) -> None:
    with pytest.raises(NotFound, match="no customer x"):
        standings.standing(store.read(), "x", TODAY, english)


def test_a_summary_that_was_tampered_with_is_found(store: Store) -> None:
    keep(store, *small_team(until=TODAY))

    with store.write(Changes.of("summaries")) as db:
        db.execute("UPDATE summaries SET order_cents = order_cents + 1 WHERE customer_id = 'c-001'")
        db.execute("DELETE FROM summaries WHERE customer_id = 'c-002'")

    assert summaries.stale(store.read()) == 2
