"""What a message may say, and when it may go to whom."""

from __future__ import annotations

from datetime import datetime

import pytest

from data.rules import next_action_rules
from sales.message_templates import LIMITS, Template
from sales.messaging import checked, draft, finished, fits, holds, missing, owed, remarks
from sales.occasions import Reach
from sales.words import Words
from tests.conftest import ZONE

NOON = int(datetime(2026, 11, 25, 12, tzinfo=ZONE).timestamp() * 1000)
NIGHT = int(datetime(2026, 11, 25, 22, tzinfo=ZONE).timestamp() * 1000)
DAY = 86_400_000
RULES = next_action_rules()
WILLING = Reach("Lin Ying", consent_sms=True, consent_mail=True)
REFUSING = Reach("Lin Ying", consent_sms=False, consent_mail=False)
TIRED = Reach("Lin Ying", consent_sms=True, recent=(NOON - 2 * DAY, NOON - DAY, NOON - 1000))


def template(id_: str = "t", **more: object) -> Template:
    told: dict[str, object] = {
        "id": id_,
        "title": "Cart",
        "version": 1,
        "occasion": "cart",
        "channel": "sms",
        "text": "Hello",
        "limit": LIMITS["sms"],
    }
    return Template(**{**told, **more})  # type: ignore[arg-type]


def test_a_willing_customer_gets_a_text_by_day(english: Words) -> None:
    assert holds("cart", "sms", WILLING, RULES, english, NOON) == ()


def test_advertising_needs_the_consent_of_its_channel(english: Words) -> None:
    (hold,) = holds("cart", "sms", REFUSING, RULES, english, NOON)

    assert (hold.kind, hold.until) == ("consent", None)
    assert hold.why == "Lin Ying has refused text messages."


@pytest.mark.parametrize("channel", ["app", "mini_program"])
def test_who_refused_text_and_mail_gets_no_advertising_in_the_app_either(
    english: Words, channel: str
) -> None:
    assert [one.kind for one in holds("cart", channel, REFUSING, RULES, english, NOON)] == ["consent"]
    assert holds("cart", channel, WILLING, RULES, english, NOON) == ()


def test_an_answer_that_is_owed_needs_no_consent_and_no_cap_holds_it(english: Words) -> None:
    tired_of_us = Reach("Lin Ying", consent_sms=False, recent=TIRED.recent)

    assert owed("delay", RULES)
    assert owed("repair", RULES)
    assert holds("delay", "sms", tired_of_us, RULES, english, NOON) == ()


def test_quiet_hours_hold_what_rings_and_nothing_else(english: Words) -> None:
    (hold,) = holds("delay", "sms", WILLING, RULES, english, NIGHT)

    assert hold.kind == "quiet"
    assert hold.why == "Quiet hours from 21:00 to 8:00: send it from 08:00 on."
    assert holds("delay", "mail", WILLING, RULES, english, NIGHT) == ()
    assert holds("cart", "service", WILLING, RULES, english, NIGHT) == ()


def test_the_cap_on_contacts_names_the_day_from_which_it_lets_through(english: Words) -> None:
    (hold,) = holds("cart", "sms", TIRED, RULES, english, NOON)

    assert hold.kind == "cap"
    assert hold.why == "Contacted 3 times in 7 days: not before Mon 30 Nov."


def test_what_was_never_asked_is_said(english: Words) -> None:
    said = remarks("cart", "sms", Reach("Lin Ying"), RULES, english)

    assert said == ("They have not been asked whether they want this. Ask when you next speak.",)


def test_the_occasion_that_calls_comes_first_then_what_is_written_for_the_segment(english: Words) -> None:
    templates = [
        template("any", occasion="thanks"),
        template("birthday", occasion="birthday"),
        template("own", occasion="thanks", segments=("new",)),
        template("called", occasion="cart", channel="app"),
        template("other", occasion="cart", segments=("advocate",)),
    ]

    found = fits(templates, "new", {"cart": "cart of 24 Nov"}, {}, WILLING, RULES, english, NOON)

    assert [fit.template.id for fit in found] == ["called", "own", "any", "birthday"]
    assert found[0].because == "cart of 24 Nov"
    assert found[-1].because == "Nothing calls for it now"


def test_a_variable_that_is_not_known_stays_to_be_seen(english: Words) -> None:
    text = "{customer.salutation}, {product.name|your machine}\n\nin {customer.city}"

    assert draft(text, {"customer.salutation": "Lin Ying"}) == "Lin Ying, your machine\n\nin {customer.city}"
    assert missing(template(text=text), {"customer.salutation": "x"}) == ("customer.city",)


def test_a_text_is_counted_as_the_carrier_counts_it(english: Words) -> None:
    assert checked("林女士😀", "app", 90, english).length == 5


def test_what_is_too_long_is_said_in_words(english: Words, chinese: Words) -> None:
    assert checked("a" * 51, "sms", 50, english).faults == (
        "1 character too many: the carrier would cut it.",
    )
    assert checked("好" * 53, "sms", 50, chinese).faults == ("超出 3 个字符：运营商会截断。",)
    assert checked("a" * 49, "sms", 50, english).near


def test_a_text_message_is_one_plain_piece_with_its_link_behind(english: Words) -> None:
    assert checked("See rpt.cn/t7k", "sms", 50, english).faults
    assert checked("Hi 😀", "sms", 50, english).faults
    assert checked("Hi\nthere", "sms", 50, english).faults
    assert checked("Hi\nthere 😀 https://lanting.cn/a", "mail", 1200, english).faults == ()
    assert finished("See here: ", " rpt.cn/t7k ") == "See here: rpt.cn/t7k"
    assert finished("See here", "") == "See here"


def test_an_open_variable_must_be_typed_over(english: Words) -> None:
    found = checked("Hello {customer.city}", "sms", 50, english)

    assert found.missing == ("customer.city",)
    assert found.faults == ("Not known yet: their city. Type over it.",)
