"""The line of time: in which order things stand, what is one entry, what a page holds."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from data import facts
from data.store import Changes, Store
from data.timeline import Timeline
from sales.contact_marks import ContactMark
from sales.facts import (
    Activity,
    Customer,
    Event,
    Order,
    OrderLine,
    Product,
    Referral,
    Rep,
    Return,
    Review,
    Survey,
    Ticket,
)
from sales.orders import COUPON_OFFERED, DelayRule
from sales.timeline import STRANDS, Entry, Visit

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 18)
RULE = DelayRule(after_days=1, coupon_cents=500, minimum_cents=0)


def at(day: int, hour: int = 10, minute: int = 0) -> int:
    return int(datetime(2026, 11, day, hour, minute, tzinfo=ZONE).timestamp() * 1000)


def timeline(store: Store, *some: facts.Fact) -> Timeline:
    with store.write(Changes.of("all")) as db:
        facts.put(db, [Customer("c-1", "王建国"), Customer("c-2", "He Jun"), *some])
    return Timeline(store.read(), "c-1", TODAY, ZONE, RULE)


def kinds(entries: tuple[Entry, ...]) -> list[str]:
    return [type(entry.fact).__name__ for entry in entries]


def view(key: str, moment: int, product: str | None = "p-1", kind: str = "view", **more: object) -> Event:
    return Event(key, "c-1", kind, moment, product, **more)  # type: ignore[arg-type]


def test_all_kinds_stand_in_one_line_newest_first(store: Store) -> None:
    line = timeline(
        store,
        Order("o", "c-1", at(2), 100),
        Return("r", "c-1", 50, at(9)),
        view("e", at(8)),
        Ticket("t", "c-1", at(7)),
        Survey("s", "c-1", "nps", 6, at(6)),
        Review("v", "c-1", 4, at(5)),
        Activity("a", "c-1", "call", at(4)),
        Referral("f", "c-1", at(3)),
    )

    shown = line.page()

    assert kinds(shown.entries) == [
        "Return", "Visit", "Ticket", "Survey", "Review", "Activity", "Referral", "Order",
    ]  # fmt: skip
    assert shown.before is None
    assert line.counts() == {"orders": 2, "views": 1, "tickets": 1, "surveys": 2, "contacts": 2}


def test_a_contact_brings_what_happened_in_it_in_order(store: Store) -> None:
    line = timeline(
        store,
        Activity("a", "c-1", "call", at(4)),
        Activity("b", "c-1", "call", at(5)),
        ContactMark("m2", "c-1", "a", "answer", at(4, 10, 2), text="Yes"),
        ContactMark("m1", "c-1", "a", "step", at(4, 10, 1), ref="open"),
        ContactMark("m3", "c-2", "z", "step", at(4, 10, 1), ref="open"),
    )

    marks = line.page().marks

    assert {contact: [mark.id for mark in ones] for contact, ones in marks.items()} == {"a": ["m1", "m2"]}


def test_looks_at_one_product_on_one_day_are_one_entry(store: Store) -> None:
    line = timeline(
        store,
        view("e1", at(16, 19, 50), duration_s=60, channel="app"),
        view("e2", at(16, 20, 0), duration_s=80, channel="app"),
        view("e3", at(16, 20, 11), duration_s=100, channel="mini_program"),
        view("e4", at(16, 21), "p-2"),
        view("e5", at(15, 21)),
    )

    shown = [entry.fact for entry in line.page().entries]

    assert [(one.product_id, one.times) for one in shown if isinstance(one, Visit)] == [
        ("p-2", 1), ("p-1", 3), ("p-1", 1),
    ]  # fmt: skip
    three = shown[1]
    assert isinstance(three, Visit)
    assert (three.at, three.duration_s, three.channel) == (at(16, 20, 11), 240, "mini_program")
    assert line.counts()["views"] == 3


def test_a_day_ends_at_midnight_in_the_companys_zone(store: Store) -> None:
    line = timeline(store, view("e1", at(16, 23, 59)), view("e2", at(17, 0, 1)))

    assert line.counts()["views"] == 2


def test_what_was_searched_for_on_a_day_stands_together(store: Store) -> None:
    line = timeline(
        store,
        view("e1", at(16, 9), None, "search", query="静音加湿器"),
        view("e2", at(16, 10), None, "search", query="humidifier, quiet"),
        view("e3", at(16, 11), None, "search", query="静音加湿器"),
    )

    [entry] = line.page().entries

    assert isinstance(entry.fact, Visit)
    assert sorted(entry.fact.queries) == ["humidifier, quiet", "静音加湿器"]
    assert entry.fact.times == 3


def test_a_sign_in_is_no_entry(store: Store) -> None:
    line = timeline(store, view("e", at(16), None, "login"))

    assert line.page().entries == ()
    assert sum(line.counts().values()) == 0


def test_an_order_stands_at_its_last_node(store: Store) -> None:
    order = Order("o", "c-1", at(2), 100, picking_at=at(3), signed_at=at(5), promised_on=date(2026, 11, 4))
    line = timeline(store, order, Ticket("t", "c-1", at(4)))

    shown = line.page().entries

    assert [(type(one.fact).__name__, one.at) for one in shown] == [("Order", at(5)), ("Ticket", at(4))]


def test_a_delayed_order_stands_at_the_day_from_which_it_counts_as_delayed(store: Store) -> None:
    late = Order("o", "c-1", at(11), 100, in_transit_at=at(13), promised_on=date(2026, 11, 15))
    line = timeline(store, late, Ticket("t", "c-1", at(16)))

    shown = line.page().entries

    assert kinds(shown) == ["Order", "Ticket"]
    assert shown[0].at == at(17, 9)


def test_an_order_in_time_stands_where_it_is(store: Store) -> None:
    line = timeline(store, Order("o", "c-1", at(11), 100, promised_on=date(2026, 11, 17)))

    assert line.page().entries[0].at == at(11)


def test_pages_hold_whole_days_and_together_everything(store: Store) -> None:
    some = [view(f"e{n}", at(1 + n % 17, n % 24), f"p-{n % 5}") for n in range(150)]
    tickets = [Ticket(f"t{n}", "c-1", at(1 + n % 9, 12)) for n in range(20)]
    line = timeline(store, *some, *tickets)
    found: list[Entry] = []
    before: int | None = None
    pages = 0

    while True:
        shown = line.page(before, limit=25)
        found += shown.entries
        pages += 1
        if shown.before is None:
            break
        assert all(entry.at >= shown.before for entry in shown.entries)
        before = shown.before

    assert pages > 3
    assert found == list(line.page(limit=10_000).entries)
    assert len(found) == sum(line.counts().values())


@pytest.mark.parametrize("strand", STRANDS)
def test_a_strand_shows_as_many_entries_as_it_counts(store: Store, strand: str) -> None:
    line = timeline(
        store,
        Order("o", "c-1", at(2), 100),
        Return("r", "c-1", 50, at(9)),
        view("e1", at(8)),
        view("e2", at(8, 11)),
        Ticket("t", "c-1", at(7)),
        Survey("s", "c-1", "nps", 6, at(6)),
        Review("v", "c-1", 4, at(5)),
        Activity("a", "c-1", "call", at(4)),
    )

    shown = line.page(strand=strand).entries

    assert len(shown) == line.counts()[strand]
    assert {entry.strand for entry in shown} == {strand}


def test_a_planned_call_stands_above_the_past(store: Store) -> None:
    line = timeline(store, Ticket("t", "c-1", at(18)), Activity("a", "c-1", "call", at(25), state="planned"))

    assert kinds(line.page().entries) == ["Activity", "Ticket"]


def test_a_page_brings_the_names_it_needs_and_the_last_coupon(store: Store) -> None:
    line = timeline(
        store,
        Rep("rep-a", "Lin Yue", name_zh="林悦"),
        Product("p-1", "Breva 600", name_zh="微风 600"),
        Order("o", "c-1", at(2), 100, (OrderLine("p-1", 1, 100, 100),)),
        Activity("a", "c-1", "message", at(3), "rep-a", outcome=COUPON_OFFERED),
    )

    shown = line.page()

    assert shown.products == {"p-1": ("Breva 600", "微风 600")}
    assert shown.reps == {"rep-a": ("Lin Yue", "林悦")}
    assert shown.coupon_at == at(3)


def test_nobody_elses_facts_are_shown(store: Store) -> None:
    line = timeline(store, Ticket("t", "c-2", at(7)), Order("o", "c-2", at(2), 100))

    assert line.page().entries == ()
