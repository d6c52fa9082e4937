"""The customer list's statements, and what may be written into a profile."""

from __future__ import annotations

import json
from datetime import date

import pytest

from data import facts, outbox, search, summaries
from data.customers import SORTS, CustomerFilter, Listing, edit, listing
from data.history import customer
from data.store import Changes, Store
from sales.customers import checked
from sales.errors import NotFound, RuleBroken
from sales.facts import Customer

TODAY = date(2026, 11, 24)
NOW = 1_795_000_000_000


@pytest.fixture
def bluebird(store: Store) -> Store:
    with store.write(Changes.of("customers")) as db:
        facts.put(db, [Customer("c-1", "Bluebird Café", "C-1", phone="139 5711 2046", city="Hangzhou")])
        summaries.rebuild(db)
        search.rebuild(db)
    return store


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("after", [None, (5, "c-1")])
def test_a_page_of_a_long_list_is_read_along_an_index(
    store: Store, sort: str, after: tuple[int, str] | None
) -> None:
    db, said = store.read(), list[str]()
    everyone = Listing(CustomerFilter(sort=sort), {"regular": 1_000_000})
    db.set_trace_callback(said.append)

    everyone.page(db, after)

    db.set_trace_callback(None)
    plans = [row["detail"] for sql in said for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")]
    table = {"s": "standings", "c": "customers", "m": "summaries"}[SORTS[sort].table]
    assert not [plan for plan in plans if "TEMP B-TREE" in plan]
    assert [plan for plan in plans if plan.startswith(("SCAN", "SEARCH")) and f"INDEX {table}_" in plan]


def test_a_customer_without_a_standing_is_listed(bluebird: Store) -> None:
    counted = listing(bluebird.read(), CustomerFilter())

    rows = counted.page(bluebird.read())

    assert counted.counts == {"regular": 1}
    assert [(row.name, row.tier) for row in rows] == [("Bluebird Café", "standard")]


def test_an_edit_says_what_the_rep_saw_before(bluebird: Store) -> None:
    edit(bluebird, "C-1", "phone", " 138 0012 4471 ", NOW, TODAY)

    body = json.loads(bluebird.read().execute("SELECT body FROM outbox").fetchone()[0])
    assert customer(bluebird.read(), "c-1").phone == "138 0012 4471"
    assert body == {
        "op": "patch",
        "set": {"phone": "138 0012 4471"},
        "base": {"phone": "139 5711 2046"},
    }


def test_an_edited_name_is_found(bluebird: Store) -> None:
    edit(bluebird, "c-1", "name", "Blaumeise", NOW, TODAY)

    found = search.find(bluebird.read(), "blaumeise")

    assert [hit.ref for hit in found] == ["c-1"]


def test_an_edit_that_is_taken_back_leaves_no_trace(bluebird: Store) -> None:
    mid = edit(bluebird, "c-1", "city", "Ningbo", NOW, TODAY)

    outbox.take_back(bluebird, mid, NOW)

    assert customer(bluebird.read(), "c-1").city == "Hangzhou"
    assert outbox.waiting(bluebird.read()) == 0


def test_an_edit_that_the_hub_may_have_is_turned_back_by_another(bluebird: Store) -> None:
    mid = edit(bluebird, "c-1", "city", "Ningbo", NOW, TODAY)
    with bluebird.write(Changes.of("sync")) as db:
        db.execute("UPDATE outbox SET offered = 1")

    outbox.take_back(bluebird, mid, NOW + 1)

    assert customer(bluebird.read(), "c-1").city == "Hangzhou"
    bodies = [json.loads(row[0]) for row in bluebird.read().execute("SELECT body FROM outbox ORDER BY ord")]
    assert [(body["base"], body["set"]) for body in bodies] == [
        ({"city": "Hangzhou"}, {"city": "Ningbo"}),
        ({"city": "Ningbo"}, {"city": "Hangzhou"}),
    ]


def test_an_edit_that_was_written_over_is_not_taken_back(bluebird: Store) -> None:
    first = edit(bluebird, "c-1", "city", "Ningbo", NOW, TODAY)
    edit(bluebird, "c-1", "city", "Wuxi", NOW + 1, TODAY)

    with pytest.raises(RuleBroken, match="Undo the later change first"):
        outbox.take_back(bluebird, first, NOW)

    assert customer(bluebird.read(), "c-1").city == "Wuxi"
    assert outbox.waiting(bluebird.read()) == 2


def test_what_the_hub_decides_cannot_be_edited(bluebird: Store) -> None:
    with pytest.raises(RuleBroken, match="owner_id cannot be edited here"):
        edit(bluebird, "c-1", "owner_id", "rep-b", NOW, TODAY)


def test_an_edit_that_changes_nothing_is_refused(bluebird: Store) -> None:
    with pytest.raises(RuleBroken, match="city is that already"):
        edit(bluebird, "c-1", "city", "Hangzhou", NOW, TODAY)

    assert outbox.waiting(bluebird.read()) == 0


def test_nobody_is_edited_who_is_not_there(store: Store) -> None:
    with pytest.raises(NotFound, match="no customer c-9"):
        edit(store, "c-9", "city", "Wuxi", NOW, TODAY)


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("name", "  Bluebird   Café ", "Bluebird Café"),
        ("phone", "１３８ 0012 4471", "138 0012 4471"),
        ("phone", "+44 (0)20 7946-0018 ext 12", "+44 (0)20 7946-0018 ext 12"),
        ("phone", "", None),
        ("email", "shen.yu@bluebird.example", "shen.yu@bluebird.example"),
        ("birthday", "1990-05-12", "1990-05-12"),
        ("birthday", "1990/5/12", "1990-05-12"),
        ("birthday", "1990年5月12日", "1990-05-12"),
        ("consent_call", "Yes", 1),
        ("consent_sms", "否", 0),
        ("consent_mail", "", None),
        ("note", "two\nlines", "two\nlines"),
    ],
)
def test_a_field_is_kept_in_one_form(field: str, typed: str, kept: object) -> None:
    assert checked(field, typed, TODAY) == kept


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "  ", "needs a name"),
        ("phone", "call me", "call me is not a telephone number"),
        ("phone", "12", "12 is not a telephone number"),
        ("email", "shen.yu at bluebird", "not an e-mail address"),
        ("email", "shen@bluebird", "not an e-mail address"),
        ("birthday", "31 February", "31 February is not a day"),
        ("birthday", "1990-02-31", "1990-02-31 is not a day"),
        ("birthday", "2027-01-01", "2027-01-01 cannot be a birthday"),
        ("consent_call", "perhaps", "neither yes nor no"),
        ("city", "x" * 201, "201 characters"),
        ("tier", "gold", "tier cannot be edited here"),
    ],
)
def test_a_value_that_a_field_cannot_hold_is_said_to_be_wrong(field: str, typed: str, said: str) -> None:
    with pytest.raises(RuleBroken, match=said):
        checked(field, typed, TODAY)
