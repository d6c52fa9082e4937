"""Objection cards: filled in for a customer, ranked by what was marked in calls, stale when not verified."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contact_rates import tallies
from data.objections import caller, card, likely, objection_search, rates_of, usage
from data.prepared import cards
from data.sample import load_sample
from data.store import Changes, Store, open_store
from sales.errors import NotFound
from sales.handbook import fill_card, rate, stale
from sales.objections import Objection, Response
from sales.tracks import Answer
from sales.words import Words

NOW = 1_795_600_000_000
TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("team") / "rapport.db")
    load_sample(opened, TODAY, customers=40)
    with opened.write(Changes.of("contact_marks")) as db:
        db.execute("DELETE FROM contact_marks")
    yield opened
    opened.close()


@pytest.fixture
def marked(team: Store) -> Iterator[Store]:
    yield team
    with team.write(Changes.of("contact_marks")) as db:
        db.execute("DELETE FROM contact_marks")


def judge(store: Store, ref: str, worked: int, n: int, segment: str = "regular") -> None:
    with store.write(Changes.of("contact_marks")) as db:
        db.executemany(
            "INSERT INTO contact_marks (id, customer_id, activity_id, kind, at, ref, segment, worked)"
            " VALUES (?, 'nobody', 'a', 'objection', 1, ?, ?, ?)",
            [(f"{ref}-{segment}-{at}", ref, segment, int(at < worked)) for at in range(n)],
        )


def test_one_of_one_is_not_better_than_eighty_of_a_hundred() -> None:
    assert rate(1, 1).low_bp < rate(80, 100).low_bp


def test_what_little_is_judged_is_drawn_towards_what_is_expected() -> None:
    assert rate(1, 1, expected=0.2).high_bp < rate(1, 1, expected=0.8).high_bp
    assert rate(0, 0, expected=0.5).low_bp < 5_000 < rate(0, 0, expected=0.5).high_bp


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0.01, 0.99))
def test_a_rate_holds_its_share_and_one_more_success_never_lowers_it(
    worked: int, failed: int, expected: float
) -> None:
    before, after = rate(worked, worked + failed, expected), rate(worked + 1, worked + failed + 1, expected)

    assert 0 <= before.low_bp <= before.high_bp <= 10_000
    assert after.low_bp + after.high_bp >= before.low_bp + before.high_bp - 1


def test_a_card_is_stale_from_the_day_after_it_was_to_be_verified() -> None:
    assert not stale(date(2026, 8, 27), 90, TODAY)
    assert stale(date(2026, 8, 26), 90, TODAY)
    assert stale(None, 90, TODAY)


def test_the_variant_of_a_segment_takes_the_place_of_the_default_answer() -> None:
    written = Objection(
        "noise", "Too loud", 1, "quality", ("too loud",),
        answers=(Answer("At night", "night"), Answer("{rival.name} is louder", "night")),
        responses=(
            Response("", "", ("{product.spec.noise_db} dB(A).",)),
            Response("night", "Night", ("Hear it.",)),
        ),
        for_segments={"problem": ("Let us hear it together.",)},
    )  # fmt: skip

    filled = fill_card(written, {"product.spec.noise_db": "21"}, "problem", TODAY)
    others = fill_card(written, {"product.spec.noise_db": "21"}, "new", TODAY)

    assert filled.segment == "problem"
    assert filled.responses[0].say == ("Let us hear it together.",)
    assert others.segment == ""
    assert others.responses[0].say == ("21 dB(A).",)
    assert filled.answers == (("At night", "night"),)  # what names an unknown rival cannot be said


def test_cards_that_worked_come_first_and_say_how_often(marked: Store, english: Words) -> None:
    judge(marked, "too-expensive", 1, 1)
    judge(marked, "think-it-over", 80, 100)

    ranked = likely(marked.read(), None, None, english, NOW, limit=40)

    ids = [one.card.id for one in ranked]
    assert ids[0] == "think-it-over"
    assert (ranked[0].rate.worked, ranked[0].rate.n) == (80, 100)
    assert "80 of 100" in ranked[0].because
    assert "think-it-over" not in ids[1:]


def test_a_rate_with_a_segment_is_drawn_towards_the_rate_with_everyone(marked: Store, english: Words) -> None:
    judge(marked, "too-expensive", 18, 20, "regular")
    judge(marked, "too-expensive", 0, 1, "problem")

    (everyone, _, whole), *by_segment = usage(marked.read(), "too-expensive", english)
    handbook = cards(marked.read(), "en").pieces
    own = rates_of([handbook["too-expensive"]], handbook, tallies(marked.read()), "problem")["too-expensive"]

    assert everyone == ""
    assert (whole.worked, whole.n) == (18, 21)
    assert [(segment, used, one.n) for segment, used, one in by_segment] == [
        ("problem", 1, 1),
        ("regular", 20, 20),
    ]
    assert (own.low_bp + own.high_bp) / 2 > 5_000  # one failure does not outweigh eighteen successes


def test_what_a_customer_said_before_is_likely_again(marked: Store, english: Words) -> None:
    who = marked.read().execute("SELECT id FROM customers LIMIT 1").fetchone()["id"]
    with marked.write(Changes.of("contact_marks")) as db:
        db.execute(
            "INSERT INTO contact_marks (id, customer_id, activity_id, kind, at, ref)"
            " VALUES ('m', ?, 'a', 'objection', ?, 'my-data')",
            (who, NOW),
        )

    first = likely(marked.read(), who, None, english, NOW)[0]

    assert first.card.id == "my-data"
    assert first.because.startswith("Said before, on 25 Nov")


def test_cards_of_other_goods_are_not_likely_and_come_last(team: Store, english: Words) -> None:
    ranked = likely(team.read(), None, "AP-600", english, NOW, limit=200)
    phones = [one for one in ranked if one.card.id.startswith("phone-")]
    loud = objection_search(team.read(), "it is too loud", english, NOW, product="AP-600")
    grinding = objection_search(team.read(), "it is too loud", english, NOW, product="CM-SOLOX")

    assert phones == []
    assert loud[0].card.id == "purifier-too-loud"
    assert grinding[0].card.id == "coffee-grinder-noise"


def test_a_card_that_names_a_rival_speaks_of_that_rival_or_of_none(team: Store, english: Words) -> None:
    named = card(team.read(), "windmark-is-stronger", None, "AP-600", english, NOW)
    unknown = card(team.read(), "windmark-is-stronger", None, "AP-200", english, NOW)

    assert "Windmark" in repr(named)
    assert "AirNest" not in repr(named)
    assert "AirNest" not in repr(unknown)


def test_an_unknown_card_or_customer_is_said(team: Store, english: Words) -> None:
    with pytest.raises(NotFound):
        card(team.read(), "no-such-card", None, None, english, NOW)
    with pytest.raises(NotFound):
        caller(team.read(), "nobody", None, english, NOW)
