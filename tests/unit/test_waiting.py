"""What waits to be sent, and what the hub refused, in words that a person would use."""

from __future__ import annotations

from datetime import date

import pytest

from data import customers, outbox
from data.store import Changes, Store
from data.sync import attention
from data.sync.conflicts import settle
from data.sync.messages import field_of, message
from data.sync.waiting import waiting
from sales.errors import NotFound
from tests.builders.disputes import NOW, log_call, phone_conflict, put_conflict, put_people, put_refusal


@pytest.fixture
def team(store: Store) -> Store:
    put_people(store)
    return store


def test_a_call_waits_as_what_was_said_about_whom(team: Store) -> None:
    log_call(team, "Will be told about the coupon.")

    (found,) = waiting(team.read())

    told = found.message
    assert (told.kind, told.subject.name, told.text) == ("call", "王建国", "Will be told about the coupon.")
    assert (told.subject.customer_id, found.at) == ("c-wang", NOW)


def test_an_edit_waits_as_the_fields_of_the_profile(team: Store) -> None:
    customers.edit(team, "c-wang", "city", "Hangzhou", NOW, date(2026, 11, 18))

    (found,) = waiting(team.read())

    assert (found.message.kind, found.message.fields, found.message.text) == (
        "profile",
        ("city",),
        "Hangzhou",
    )
    field = field_of("customers", "city")
    assert field is not None
    assert field.title == "City"


def test_what_the_hub_decides_waits_as_a_request(team: Store) -> None:
    told = message(team.read(), "customers", "c-wang", '{"op": "patch", "set": {"territory": "East 1"}}')

    assert (told.kind, told.text) == ("request", "East 1")


def test_a_decision_waits_under_the_customer_it_is_about(team: Store) -> None:
    put_conflict(team, phone_conflict())
    settle(team, "k-1", "theirs", NOW)

    (found,) = waiting(team.read())

    assert (found.message.kind, found.message.subject.name) == ("decision", "王建国")


def test_what_was_sent_waits_no_more(team: Store) -> None:
    log_call(team, "Called.")
    with team.write(Changes.of("outbox")) as db:
        db.execute("UPDATE outbox SET state = 'acked'")

    assert waiting(team.read()) == ()


def test_a_row_that_has_left_is_still_told(team: Store) -> None:
    with team.write(Changes.of("outbox")) as db:
        outbox.append(db, "customers", "c-gone", {"city": "Suzhou"}, NOW, base={"city": None})

    (found,) = waiting(team.read())

    assert (found.message.kind, found.message.subject.name, found.message.text) == ("profile", "", "Suzhou")


def test_a_refusal_keeps_its_text_and_says_why(team: Store) -> None:
    put_refusal(team)

    (found,) = attention.refused(team.read())

    assert (found.message.subject.name, found.message.text) == ("王建国", "王建国（新）")
    assert found.why == "moved"
    assert attention.count(team.read()) == 1


def test_a_refusal_that_was_seen_to_can_be_put_back(team: Store) -> None:
    put_refusal(team)

    attention.see_to(team, "m-refused", NOW)
    seen = attention.count(team.read())
    attention.put_back(team, "m-refused")

    assert (seen, attention.count(team.read())) == (0, 1)


def test_an_unknown_refusal_is_not_seen_to_in_silence(team: Store) -> None:
    with pytest.raises(NotFound, match="no refusal"):
        attention.see_to(team, "m-9", NOW)
