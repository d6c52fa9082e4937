"""Next best actions: each trigger at its boundary, and how consent, hours and the cap limit contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from data.rules import next_action_rules
from sales.action_rules import KINDS, action_rules
from sales.actions import HOUR_MS, expected_cents, in_hours, next_actions, quiet_until, urgency
from sales.brief import NextAction
from sales.errors import RuleBroken
from sales.occasions import Occasion, Reach, birthday_in
from sales.words import Words

RULES = next_action_rules()
ZONE = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int = 10, minute: int = 0, month: int = 11) -> int:
    """An instant of November 2026 in the company's zone."""
    return int(datetime(2026, month, day, hour, minute, tzinfo=ZONE).timestamp() * 1000)


NOW = at(24, 18)
ZHOU = Reach("Zhou Wei", average_cents=300_000)


def actions(*occasions: Occasion, words: Words, reach: Reach = ZHOU, now: int = NOW) -> list[NextAction]:
    return [row.action for row in next_actions(reach, occasions, RULES, words, now)]


@pytest.mark.parametrize("kind", KINDS)
def test_an_action_is_offered_from_its_first_minute_and_until_its_last(kind: str, english: Words) -> None:
    trigger = RULES.triggers[kind]
    begins, ends = NOW - trigger.after_h * HOUR_MS, NOW - trigger.window_h * HOUR_MS

    def offered(at_ms: int) -> bool:
        return bool(actions(Occasion(kind, "x", at_ms, "Breva 600", n=2), words=english))

    assert offered(begins)
    assert not offered(begins + 1)
    assert offered(ends + 1)
    assert not offered(ends)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if RULES.triggers[kind].closed_by_contact])
def test_a_contact_since_it_was_offered_settles_it(kind: str, english: Words) -> None:
    trigger = RULES.triggers[kind]
    occasion = Occasion(
        kind, "x", NOW - (trigger.after_h + trigger.window_h) // 2 * HOUR_MS, "Breva 600", n=2
    )
    begins = occasion.at + trigger.after_h * HOUR_MS

    settled = actions(occasion, words=english, reach=replace(ZHOU, last_contact_at=begins))
    before = actions(occasion, words=english, reach=replace(ZHOU, last_contact_at=begins - 1))

    assert settled == []
    assert len(before) == 1


def test_a_cart_is_reminded_of_after_a_day_and_says_how_long_it_waited(english: Words) -> None:
    cart = Occasion("cart", "e", NOW - 26 * HOUR_MS, "Crema Duo", n=1, stake_cents=880_000)

    (action,) = actions(cart, words=english)

    assert action.title == "Remind Zhou Wei of the cart"
    assert action.because == "because Crema Duo has waited there 26 h"
    assert (action.expected_cents, action.probability_bp, action.stake_cents) == (193_600, 2200, 880_000)
    assert action.due_at == cart.at + 48 * HOUR_MS


def test_a_delayed_delivery_is_called_before_they_call_with_its_coupon(english: Words) -> None:
    delay = Occasion("delay", "o", at(24, 0), "Lumo 12", since=at(22, 0), stake_cents=459_900)

    (action,) = actions(delay, words=english)

    assert action.title == "Call Zhou Wei before they call"
    assert action.because == "because Lumo 12 is 2 days late; a ¥5 coupon is yours to give"
    assert action.due_at == at(24, 18)


def test_a_bad_review_is_answered_within_the_deadline_of_the_service_rules(english: Words) -> None:
    written = NOW - 20 * HOUR_MS
    deadline = written + RULES.deadlines.review_hours * HOUR_MS

    (action,) = actions(Occasion("review", "r", deadline, n=2, since=written), words=english)

    assert action.title == "Answer Zhou Wei’s two-star review"
    assert action.because == "because it is 20 h old and an answer is due within 24 h"
    assert action.due_at == deadline


def test_a_promise_is_due_on_its_day_and_counted_when_it_is_over(english: Words) -> None:
    tomorrow = actions(Occasion("promise", "a", at(25, 0), "filter prices"), words=english)
    over = actions(Occasion("promise", "a", at(20, 0), "repair invoice"), words=english)

    assert tomorrow[0].because == "because it is promised for Wed 25 Nov"
    assert tomorrow[0].due_at == at(25, 18)
    assert over[0].title == "Keep the promise to Zhou Wei: repair invoice"
    assert over[0].because == "because it was promised for 20 Nov, 4 days ago"


def test_what_runs_out_is_offered_a_month_ahead(english: Words) -> None:
    filters = Occasion("refill", "o", at(14, 0, month=12), "Breva 600 filter", 4, at(14, 9), 119_200)

    (action,) = actions(filters, words=english)

    assert action.because == "because the one bought in November 2026 lasts about 20 days more"
    assert action.expected_cents == 71_520


def test_a_birthday_gift_names_what_the_tier_gives(english: Words) -> None:
    birthday = Occasion("birthday", "2026", at(27, 0))

    standard = actions(birthday, words=english)
    gold = actions(birthday, words=english, reach=replace(ZHOU, tier="gold"))

    assert standard[0].because == "because the birthday is on 27 Nov"
    assert gold[0].because == "because the birthday is on 27 Nov; gold members get a ¥50 coupon"
    assert gold[0].due_at == at(27, 10)


def test_who_wants_no_calls_is_written_to_and_it_is_said(english: Words) -> None:
    cart = Occasion("cart", "e", NOW - 26 * HOUR_MS, "Crema Duo", n=1)
    delay = Occasion("delay", "o", at(24, 0), "Lumo 12", since=at(22, 0))
    no_calls = replace(ZHOU, consent_call=False)

    found = actions(cart, delay, words=english, reach=no_calls)
    by_mail = actions(cart, words=english, reach=replace(no_calls, consent_sms=False))

    assert sorted(action.because.rpartition("; ")[2] for action in found) == [
        "no calls wanted, so send a message",
        "no calls wanted, so write",
    ]
    assert by_mail[0].because.endswith("; no calls wanted, so send an e-mail")


def test_who_wants_nothing_gets_no_offer_but_still_an_answer(english: Words) -> None:
    cart = Occasion("cart", "e", NOW - 26 * HOUR_MS, "Crema Duo", n=1)
    ticket = Occasion("ticket", "t", NOW - HOUR_MS, "filter alarm", since=NOW - 25 * HOUR_MS)
    nothing = replace(ZHOU, consent_call=False, consent_sms=False, consent_mail=False)

    assert [action.kind for action in actions(cart, ticket, words=english, reach=nothing)] == ["ticket"]


def test_the_third_contact_in_a_week_is_the_last_unless_we_owe_an_answer(english: Words) -> None:
    week = Occasion("weekly", "48", NOW - 150 * HOUR_MS)
    promise = Occasion("promise", "a", at(24, 0), "repair invoice")
    thrice = replace(ZHOU, recent=(at(19), at(20), at(21)), last_contact_at=at(21))

    owed, held = actions(week, promise, words=english, reach=thrice)

    assert owed.due_at == at(24, 18)
    assert held.due_at == at(26)
    assert held.because.endswith("; contacted 3 times in 7 days, so not before Thu 26 Nov")


@pytest.mark.parametrize(
    ("due", "now", "moved"),
    [
        (at(25, 3), at(24, 18), at(24, 21)),  # in the night: before it, while there is time
        (at(25, 3), at(24, 22), at(25, 8)),  # no time left before: at the next opening
        (at(24, 23), at(24, 18), at(24, 21)),
        (at(24, 23), at(24, 22), at(25, 8)),
        (at(25, 8), at(24, 18), at(25, 8)),
        (at(25, 21), at(24, 18), at(25, 21)),
        (at(24, 3), at(24, 18), at(24, 3)),  # over already: it stays as it was
    ],
)
def test_nobody_is_called_at_night(due: int, now: int, moved: int, english: Words) -> None:
    assert in_hours(due, RULES, english, now) == moved


@pytest.mark.parametrize(
    ("now", "until"),
    [(at(24, 7, 59), at(24, 8)), (at(24, 8), None), (at(24, 20, 59), None), (at(24, 21), at(25, 8))],
)
def test_quiet_hours_end_at_the_first_hour(now: int, until: int | None, english: Words) -> None:
    assert quiet_until(RULES, english, now) == until


def test_the_same_stake_ranks_by_nearness_and_the_same_nearness_by_value(english: Words) -> None:
    far = Occasion("refill", "far", at(20, 0, month=12), "filter", 1, NOW, 100_000)
    over = Occasion("refill", "over", at(10, 0), "filter", 1, NOW, 100_000)
    dear = Occasion("replacement", "dear", at(20, 0, month=12), "Breva 600", 1, NOW, 1_000_000)

    ranked = [row.occasion.ref for row in next_actions(ZHOU, [far, over, dear], RULES, english, NOW)]

    assert ranked == ["dear", "over"]  # one refill a customer is enough: the better one
    assert [urgency(NOW + h * HOUR_MS, RULES, NOW) for h in (0, 24, 72, 73)] == [200, 150, 120, 100]


def test_an_action_without_money_at_stake_says_none(english: Words) -> None:
    (action,) = actions(Occasion("welcome", "w", at(24, 0)), words=english, reach=Reach("He Jun"))

    assert (action.expected_cents, action.probability_bp, action.stake_cents) == (None, None, None)


def test_expected_value_is_probability_times_stake_rounded_half_up() -> None:
    assert expected_cents(2200, 880_000) == 193_600
    assert expected_cents(2500, 1_002) == 251
    assert expected_cents(0, 880_000) == 0


def test_a_leap_day_birthday_is_kept_in_common_years() -> None:
    assert birthday_in(date(1996, 2, 29), 2026) == date(2026, 2, 28)
    assert birthday_in(date(1996, 2, 29), 2028) == date(2028, 2, 29)


def test_both_languages_offer_the_same_actions_and_chinese_has_all_words(
    english: Words, chinese: Words
) -> None:
    occasions = [
        Occasion(kind, "x", NOW - RULES.triggers[kind].after_h * HOUR_MS, "微风", n=2) for kind in KINDS
    ]

    in_english = actions(*occasions, words=english)
    in_chinese = actions(*occasions, words=chinese)

    assert [action.kind for action in in_chinese] == [action.kind for action in in_english]
    assert all(action.because.startswith("因为") for action in in_chinese)


def _rules_with(**change: object) -> dict[str, Any]:
    from data.rules import rules

    table: dict[str, Any] = {**rules("actions")}
    for place, value in change.items():
        section, _, key = place.rpartition("__")
        table[section] = {**table[section], key: value}
    return table


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hours__from": 24}, "from under [hours] must be a whole number from 0 to 23"),
        ({"hours__until": 20}, "until under [hours] is not known"),
        ({"cap__contacts": True}, "contacts under [cap] must be a whole number"),
        ({"review__bad_stars": 5}, "bad_stars under [review] must be a whole number from 1 to 4"),
        ({"trigger__cart": {}}, "after_h under [trigger.cart]"),
        ({"trigger__carts": {}}, "carts under [trigger] is not known"),
        ({"product__used_up": "filter"}, "used_up under [product] must be a list of names"),
    ],
)
def test_a_wrong_figure_is_named_with_its_place(change: dict[str, object], said: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        action_rules(_rules_with(**change), RULES.delay, RULES.deadlines)

    assert said in refused.value.message


def test_a_trigger_that_ends_before_it_is_due_is_refused() -> None:
    cart = {"after_h": 24, "within_h": 12, "window_h": 336, "probability_bp": 1}

    with pytest.raises(RuleBroken, match="after_h <= within_h"):
        action_rules(_rules_with(trigger__cart=cart), RULES.delay, RULES.deadlines)


def test_the_ranking_is_by_expected_value_times_urgency(english: Words) -> None:
    occasions = [
        Occasion(kind, kind, NOW - RULES.triggers[kind].after_h * HOUR_MS, "x", n=2) for kind in KINDS
    ]

    ranked = next_actions(ZHOU, occasions, RULES, english, NOW)

    assert all(better.rank >= worse.rank for better, worse in pairwise(ranked))
