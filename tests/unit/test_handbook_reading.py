"""The playbook at the desk: shares that sum to the whole, checks that are due, opinions that are heard."""

from __future__ import annotations

from datetime import date

import pytest

from data import handbook, outbox
from data.ratings import opinions, rate
from data.store import Changes, Store
from sales.errors import NotFound, RuleBroken
from sales.words import Words
from tests.builders.playbook import CARD, NOW, TRACK, WILLING, put_playbook


@pytest.fixture
def team(store: Store) -> Store:
    put_playbook(store)
    return store


def say(store: Store, rep: str, *, helpful: bool, remark: str = "", now: int = NOW) -> str:
    return rate(
        store, "objections", CARD, now, helpful=helpful, version=1, locale="en", rep_id=rep, remark=remark
    )


def test_the_shares_of_the_segments_sum_to_the_whole(team: Store, english: Words) -> None:
    read = handbook.reading(team.read(), CARD, None, english, NOW)

    assert (read.whole.worked, read.whole.n) == (4, 6)
    assert [(name, one.worked, one.n) for name, one in read.by_segment] == [
        ("potential", 3, 4),
        ("regular", 1, 2),
    ]
    assert all(one.low < one.value < one.high for _, one in read.by_segment)


def test_the_last_times_tell_with_whom_by_whom_and_how_it_went(team: Store, english: Words) -> None:
    first = handbook.reading(team.read(), CARD, None, english, NOW).uses[0]

    assert (first.customer, first.rep, first.worked) == ("Studio Maple", "Lin Yue", True)


def test_for_a_customer_a_card_is_filled_in_and_for_nobody_its_variables_stay(
    team: Store, english: Words
) -> None:
    nobody = handbook.reading(team.read(), CARD, None, english, NOW).filled
    maple = handbook.reading(team.read(), CARD, WILLING, english, NOW).filled

    assert "{product.price}" in " ".join(nobody.acknowledge)
    assert "¥3,299" in " ".join(maple.acknowledge)
    assert "{" not in " ".join((*maple.acknowledge, *maple.clarify, *maple.confirm, *maple.proof))


def test_the_likely_cards_of_a_customer_come_first_and_say_why(team: Store, english: Words) -> None:
    found = handbook.entries(team.read(), "C-1", english, NOW)
    every = handbook.entries(team.read(), None, english, NOW)

    assert found[0].because
    assert {one.card.id for one in found} == {one.card.id for one in every}
    assert every[0].card.id == CARD


@pytest.mark.parametrize(
    ("verified_on", "every", "late"),
    [
        (date(2026, 11, 1), 90, None),
        (date(2026, 8, 27), 90, None),
        (date(2026, 8, 21), 90, 6),
        (date(2020, 1, 1), None, None),
        (None, 90, 0),
    ],
)
def test_a_check_is_due_once_its_days_are_over(
    verified_on: date | None, every: int | None, late: int | None
) -> None:
    assert handbook.overdue(verified_on, every, date(2026, 11, 25)) == late


def test_a_track_tells_how_many_calls_came_to_each_step(team: Store, english: Words) -> None:
    first = handbook.track_entries(team.read(), english, NOW)[0]
    read = handbook.track_reading(team.read(), TRACK, None, english, NOW)

    assert (first.track.id, first.calls) == (TRACK, 7)
    assert read.by_step == {"open": 7}
    assert "{customer.salutation}" in read.filled.steps[0].say[0]


def test_for_a_customer_a_track_is_filled_in(team: Store, english: Words) -> None:
    read = handbook.track_reading(team.read(), TRACK, WILLING, english, NOW)

    assert "Studio Maple" in read.filled.steps[0].say[0]


def test_a_card_that_is_not_there_is_said(team: Store, english: Words) -> None:
    with pytest.raises(NotFound):
        handbook.reading(team.read(), "no-such-card", None, english, NOW)
    with pytest.raises(NotFound):
        handbook.track_reading(team.read(), "no-such-track", None, english, NOW)


def test_everybodys_last_word_on_a_card_counts(team: Store, english: Words) -> None:
    say(team, "r-lin", helpful=True)
    say(team, "r-lin", helpful=False, remark="  The sum\nis old. ", now=NOW + 1)
    say(team, "r-chen", helpful=True, now=NOW + 2)

    said = opinions(team.read(), "objections")[CARD]
    assert [(one.rep, one.helpful, one.remark) for one in said] == [
        ("Chen Hao", True, ""),
        ("Lin Yue", False, "The sum is old."),
    ]
    assert (
        next(
            one for one in handbook.entries(team.read(), None, english, NOW) if one.card.id == CARD
        ).unhelpful
        == 1
    )


def test_what_was_said_of_an_older_version_is_not_held_against_the_new_one(
    team: Store, english: Words
) -> None:
    rate(team, "objections", CARD, NOW, helpful=False, version=0, locale="en", rep_id="r-lin")

    assert handbook.reading(team.read(), CARD, None, english, NOW).opinions == ()


def test_a_rating_is_taken_back_while_it_waits_and_no_longer(team: Store) -> None:
    outbox.take_back(team, say(team, "r-lin", helpful=True), NOW)
    assert opinions(team.read(), "objections") == {}

    mid = say(team, "r-lin", helpful=True)
    with team.write(Changes.of("outbox")) as db:
        db.execute("UPDATE outbox SET offered = 1")
    with pytest.raises(RuleBroken, match="The team has it already"):
        outbox.take_back(team, mid, NOW)
