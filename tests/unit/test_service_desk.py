"""The service desk: what waits, what a rep may do about it, what ends it, and how that is logged."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from data.actions import rep_actions
from data.briefs import brief
from data.facts import Fact, put
from data.marks import action_key, mark
from data.outbox import take_back_all
from data.rules import next_action_rules, routing, service_desk_rules, service_rules
from data.service import log_act, service_desk
from data.standings import evaluate
from data.store import Changes, Store
from data.summaries import rebuild
from data.timeline import Timeline
from sales import service_words
from sales.departments import HOUR_MS
from sales.errors import RuleBroken
from sales.facts import Activity, Customer, Order, Rep, Return, Review, Ticket
from sales.service import ServiceAct
from sales.service_desk import Matter, permitted
from sales.words import Words
from tests.builders.team import ZONE

NOW = int(datetime(2026, 11, 24, 18, tzinfo=ZONE).timestamp() * 1000)
DAY = 24 * HOUR_MS
RULES = service_desk_rules()
ME = Rep("r1", "Chen Yuting", "R07")


@pytest.fixture
def desk(store: Store) -> Store:
    facts: list[Fact] = [
        ME,
        Customer("c1", "Lin Yue", "C-1", owner_id="r1", birthday=date(1990, 11, 27)),
        Customer("c2", "Zhou Wei", "C-2", owner_id="r2"),
        Order(
            "o1",
            "c1",
            NOW - 9 * DAY,
            promised_on=date(2026, 11, 20),
            net_cents=150_000,
            external_id="O-1",
            collected_at=NOW - 8 * DAY,
        ),
        Order("o2", "c1", NOW - HOUR_MS, net_cents=4_000, external_id="O-2"),
        Ticket("t1", "c1", NOW - 30 * HOUR_MS, "T-1", text="Where is my parcel", category="logistics"),
        Ticket(
            "t2", "c1", NOW - 9 * DAY, "T-2", text="It leaks", status="resolved", resolved_at=NOW - 2 * DAY
        ),
        Return("b1", "c1", 4_000, NOW - HOUR_MS, order_id="o2", status="reviewing"),
        Return("b2", "c1", 90_000, NOW - HOUR_MS, order_id="o1", status="reviewing"),
        Review("v1", "c1", 1, NOW - HOUR_MS, text="Broken on day one"),
        Ticket("t9", "c2", NOW - HOUR_MS, "T-9", text="Somebody else's"),
    ]
    with store.write(Changes.of("customers")) as db:
        put(db, facts)
        rebuild(db)
        evaluate(db, date(2026, 11, 24))
    return store


def waiting(store: Store, words: Words, now: int = NOW) -> dict[str, Matter]:
    found = service_desk(store.read(), "r1", words, now)
    return {f"{one.kind} {one.subject_id}": one for one in found.matters}


def test_everything_that_waits_for_my_customers_stands_on_the_desk(desk: Store, english: Words) -> None:
    found = waiting(desk, english)

    assert set(found) == {
        "ticket t1", "satisfaction t2", "return b1", "return b2", "delay o1", "review v1",
        "birthday birthday-2026",
    }  # fmt: skip
    assert found["ticket t1"].department == routing()["logistics"].department
    assert found["ticket t1"].due_at == NOW - 28 * HOUR_MS  # a first answer within 2 h
    assert found["satisfaction t2"].due_at == NOW
    assert found["return b1"].due_at == NOW - HOUR_MS  # not shipped: at once
    assert found["return b2"].due_at == NOW + HOUR_MS
    assert found["birthday birthday-2026"].amount_cents == 5_000


def test_a_rep_decides_alone_up_to_the_limit_and_a_manager_always(desk: Store, english: Words) -> None:
    found = waiting(desk, english)

    assert permitted(found["return b1"], RULES, "rep") == ("refunded", "refused")
    assert permitted(found["return b2"], RULES, "rep") == ("routed",)
    assert permitted(found["return b2"], RULES, "manager") == ("reviewed", "refused")
    with pytest.raises(RuleBroken):
        log_act(desk, found["return b2"], "reviewed", ME, english, NOW)


def test_what_is_done_leaves_the_desk_and_comes_back_when_it_is_taken_back(
    desk: Store, english: Words
) -> None:
    late = waiting(desk, english)["delay o1"]

    mids = log_act(desk, late, "called_first", ME, english, NOW)

    rows = desk.read().execute("SELECT act, amount_cents, rep_id FROM service_acts ORDER BY act").fetchall()
    contact = desk.read().execute("SELECT kind, outcome FROM activities").fetchone()
    assert [tuple(row) for row in rows] == [("called_first", None, "r1"), ("compensated", 500, "r1")]
    assert tuple(contact) == ("call", "Coupon offered")
    assert "delay o1" not in waiting(desk, english)
    assert desk.read().execute("SELECT count(*) FROM outbox").fetchone()[0] == len(mids) == 3

    take_back_all(desk, mids, NOW)

    assert "delay o1" in waiting(desk, english)
    assert desk.read().execute("SELECT count(*) FROM activities").fetchone()[0] == 0


def test_a_return_above_the_limit_is_passed_on_and_then_refunded_by_who_may(
    desk: Store, english: Words
) -> None:
    log_act(desk, waiting(desk, english)["return b2"], "routed", ME, english, NOW)
    passed = waiting(desk, english)["return b2"]
    assert (passed.state, permitted(passed, RULES, "rep")) == ("passed", ())

    log_act(desk, passed, "reviewed", None, english, NOW + 1)
    refunding = waiting(desk, english, NOW + 2)["return b2"]
    assert (refunding.state, refunding.due_at) == ("refunding", NOW + 1 + 24 * HOUR_MS)

    log_act(desk, refunding, "refunded", None, english, NOW + 3)
    assert "return b2" not in waiting(desk, english, NOW + 4)


def test_a_customer_who_is_not_satisfied_opens_the_case_again_and_escalates_it(
    desk: Store, english: Words
) -> None:
    call = waiting(desk, english)["satisfaction t2"]
    with pytest.raises(RuleBroken):
        log_act(desk, call, "satisfaction_call", ME, english, NOW)

    log_act(desk, call, "satisfaction_call", ME, english, NOW, score=2)

    found = waiting(desk, english, NOW + 1)
    assert "satisfaction t2" not in found
    again = found["ticket t2"]
    assert (again.state, again.department) == ("escalated", "After-sales")
    assert again.due_at == NOW + service_rules()[1].ticket_hours * HOUR_MS

    log_act(desk, again, "resolved", ME, english, NOW + 2)
    assert "ticket t2" not in waiting(desk, english, NOW + 3)


def test_a_ticket_that_i_resolved_gets_its_satisfaction_call(desk: Store, english: Words) -> None:
    log_act(desk, waiting(desk, english)["ticket t1"], "resolved", ME, english, NOW)

    assert "satisfaction t1" not in waiting(desk, english, NOW + HOUR_MS)
    call = waiting(desk, english, NOW + 2 * DAY)["satisfaction t1"]
    assert call.due_at == NOW + 48 * HOUR_MS


def test_an_answered_ticket_has_until_its_closing_time(desk: Store, english: Words) -> None:
    log_act(desk, waiting(desk, english)["ticket t1"], "answered", ME, english, NOW)

    left = waiting(desk, english)["ticket t1"]
    assert (left.state, left.due_at) == ("answered", NOW - 6 * HOUR_MS)  # 24 h after it was opened
    assert permitted(left, RULES, "rep") == ("resolved", "escalated", "routed")


def test_a_benefit_given_is_not_due_again(desk: Store, english: Words) -> None:
    log_act(desk, waiting(desk, english)["birthday birthday-2026"], "benefit_given", ME, english, NOW)

    assert "birthday birthday-2026" not in waiting(desk, english)


def test_what_the_desk_settled_is_no_next_best_action_and_no_open_issue(desk: Store, english: Words) -> None:
    def asked() -> set[str]:
        todo = rep_actions(desk.read(), "r1", next_action_rules(), english, NOW)
        told = brief(desk.read(), "c1", english, NOW)
        return {one.action.kind for one in todo} | {f"issue {one.kind}" for one in told.issues}

    before = asked()
    found = waiting(desk, english)
    log_act(desk, found["review v1"], "answered", ME, english, NOW)
    log_act(desk, found["delay o1"], "called_first", ME, english, NOW)

    assert before - asked() >= {"review", "delay", "issue review", "issue delay"}
    assert "issue ticket" in asked()


def test_what_was_done_from_today_is_not_asked_for_at_the_desk(desk: Store, english: Words) -> None:
    mark(desk, "action", action_key("c1", "delay", "o1"), "done", NOW)
    mark(desk, "action", action_key("c1", "review", "v1"), "dismissed", NOW)

    found = waiting(desk, english)

    assert "delay o1" not in found
    assert "review v1" in found


def test_acts_stand_in_the_history(desk: Store, english: Words) -> None:
    log_act(desk, waiting(desk, english)["review v1"], "answered", ME, english, NOW)

    page = Timeline(desk.read(), "c1", date(2026, 11, 24), ZONE, service_rules()[0]).page()

    kinds = [type(entry.fact) for entry in page.entries]
    assert kinds.count(ServiceAct) == 1
    assert kinds.count(Activity) == 1


def test_every_matter_can_be_said_in_both_languages(desk: Store, english: Words, chinese: Words) -> None:
    for words in (english, chinese):
        found = service_desk(desk.read(), None, words, NOW)
        for one in found.matters:
            said = (
                service_words.title(one, words),
                service_words.state(one, words),
                service_words.owner(one, words),
                service_words.standard(one, found.rules, words, found.currency),
            )
            assert all(said), one
