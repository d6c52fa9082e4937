"""Which talk track is chosen and why, how it is filled in, and what the checks find wrong in one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sales.brief import Doubt, Offer
from sales.errors import NotFound
from sales.facts import Activity, Customer, Order, Product, Ticket
from sales.spoken import breath, tall_words
from sales.track_choice import Choice, Situation, choose
from sales.track_filling import TrackValues, doubts, fill, known, plain, salutation
from sales.track_flaws import flaws
from sales.tracks import Answer, Track, TrackStep
from sales.words import Words
from tests.builders.brief import at
from tests.builders.tracks import SMALL, track

LIN = Customer("c1", "林晓雯", gender="female")
BREVA = Product(
    "p1", "Breva 600", "AP-600", "微风 600", "air-purifier", price_e4=32_990_000, spec={"noise_db": 21}
)
GENERAL = track("general")
BY_SEGMENT = track("by-segment", segments=("potential",))
BY_CATEGORY = track("by-category", segments=("potential",), categories=("air-purifier",))
BY_PRODUCT = track("by-product", segments=("potential",), products=("AP-600",))
CALL = Situation("potential", product="AP-600", category="air-purifier", channel="phone")


@pytest.mark.parametrize(
    ("tracks", "chosen", "why"),
    [
        ((GENERAL, BY_SEGMENT, BY_CATEGORY, BY_PRODUCT), "by-product", "best match: segment and product"),
        ((GENERAL, BY_SEGMENT, BY_CATEGORY), "by-category", "best match: segment and category"),
        ((GENERAL, BY_SEGMENT), "by-segment", "best match: segment"),
        ((GENERAL, track("x", segments=("problem",))), "general", "no track is closer: the general one"),
        (
            (BY_CATEGORY, replace(BY_CATEGORY, id="by-channel", channels=("phone", "visit"))),
            "by-channel",
            "best match: segment, category and channel",
        ),
        (
            (BY_SEGMENT, track("category-only", categories=("air-purifier",), channels=("phone",))),
            "by-segment",
            "best match: segment",
        ),
        (
            (BY_SEGMENT, track("visit", segments=("potential",), channels=("visit",))),
            "by-segment",
            "best match: segment",
        ),
    ],
)
def test_the_most_specific_track_is_chosen_and_says_why(
    tracks: tuple[Track, ...], chosen: str, why: str, english: Words
) -> None:
    choice = choose(tracks, CALL, english)

    assert (choice.track.id, choice.why) == (chosen, why)


def test_the_reason_is_told_in_chinese(chinese: Words) -> None:
    both = replace(BY_CATEGORY, channels=("phone",))

    assert choose([both], CALL, chinese).why == "最佳匹配：客群、品类与渠道"


def test_a_condition_that_is_not_known_does_not_hold(english: Words) -> None:
    choice = choose([BY_SEGMENT, BY_CATEGORY], Situation("potential"), english)

    assert choice.track.id == "by-segment"


@pytest.mark.parametrize(
    ("one", "other", "chosen"),
    [
        (track("a", verified_on=date(2026, 11, 1)), track("b", verified_on=date(2026, 11, 2)), "b"),
        (track("a", verified_on=None, version=9), track("b"), "b"),
        (track("a", version=2), track("b", version=3), "b"),
        (track("b"), track("a"), "a"),
    ],
)
def test_among_equals_the_latest_check_wins_then_the_version_then_the_id(
    one: Track, other: Track, chosen: str, english: Words
) -> None:
    found = {choose(pair, CALL, english).track.id for pair in ((one, other), (other, one))}

    assert found == {chosen}


def test_without_a_general_track_the_person_is_told_what_to_add(english: Words) -> None:
    with pytest.raises(NotFound, match="Add one without a segment"):
        choose([track("x", segments=("problem",))], CALL, english)


def values(**changed: object) -> TrackValues:
    return TrackValues(LIN, date(2026, 11, 24), **changed)  # type: ignore[arg-type]  # keywords of TrackValues


def said(line: str, given: TrackValues, words: Words) -> tuple[str, ...]:
    """What becomes of one line when it is filled in."""
    one = replace(SMALL, steps=(TrackStep("open", "Open", say=(line,)),))
    return fill(Choice(one, "why"), known(given, words)).steps[0].say


@pytest.mark.parametrize(
    ("line", "english_line", "chinese_line"),
    [
        ("{product.name}: {product.price}", "Breva 600: ¥3,299", "微风 600: ¥3,299"),
        (
            "在{product.spec.noise_db}分贝，{product.name}很静",
            "在 21 分贝，Breva 600 很静",
            "在 21 分贝，微风 600 很静",
        ),
        ("{last_order.date}", "18 Aug", "8月18日"),
        ("{last_order.amount}", "¥149.50", "¥149.50"),
        ("{last_ticket.no} of {last_ticket.date}", "T-7 of 2 Dec 2025", "T-7 of 2025年12月2日"),
        ("{promise.text} by {promise.date}", "Send the filter by 27 Nov", "Send the filter by 11月27日"),
        (
            "{offer.price} instead of {offer.list_price}",
            "¥2,999 instead of ¥3,299",
            "¥2,999 instead of ¥3,299",
        ),
        ("**{product.spec.noise_db} dB** here", "**21 dB** here", "**21 dB** here"),
    ],
)
def test_variables_are_filled_in_the_readers_format(
    line: str, english_line: str, chinese_line: str, english: Words, chinese: Words
) -> None:
    given = values(
        product=BREVA,
        last_order=Order("o1", "c1", at(2026, 8, 18), 14_950),
        last_ticket=Ticket("t1", "c1", at(2025, 12, 2), external_id="T-7"),
        promise=Activity("a1", "c1", "call", 1, promise="Send  the\nfilter", promised_on=date(2026, 11, 27)),
        offer=Offer("p1", "Breva 600", "why", 32_990_000, 29_990_000, "new"),
    )

    assert said(line, given, english) == (english_line,)
    assert said(line, given, chinese) == (chinese_line,)


def test_a_line_whose_variable_is_not_known_uses_its_else_or_is_skipped(english: Words) -> None:
    assert said("How is {last_order.product|your machine}?", values(), english) == ("How is your machine?",)
    assert said("Case {last_ticket.no|} is open .", values(), english) == ("Case is open.",)
    assert said("You bought it on {last_order.date}.", values(), english) == ()


def test_a_discount_of_nothing_is_not_boasted_of(english: Words) -> None:
    at_list_price = values(offer=Offer("p1", "Breva 600", "why", 32_990_000, 32_990_000, "new"))

    assert said("{offer.price} instead of {offer.list_price}", at_list_price, english) == ()
    assert said("It is {offer.price}.", at_list_price, english) == ("It is ¥3,299.",)


@pytest.mark.parametrize(
    ("spec", "shown"),
    [
        (5_400, "5,400"),
        (1.8, "1.8"),
        (2.0, "2"),
        ("30x22x9", "30x22x9"),
        (True, None),
        (float("nan"), None),
        ([1], None),
    ],
)
def test_a_specification_is_shown_as_its_figure(spec: object, shown: str | None, english: Words) -> None:
    given = values(product=replace(BREVA, spec={"x": spec}))

    assert said("{product.spec.x}", given, english) == ((shown,) if shown else ())


@pytest.mark.parametrize(
    ("customer", "in_chinese"),
    [
        (LIN, "林女士"),
        (Customer("c", "欧阳明", gender="male"), "欧阳先生"),
        (Customer("c", "欧阳", gender="male"), "欧先生"),
        (Customer("c", "林晓雯"), "林晓雯"),
        (Customer("c", "Emma Hughes", gender="female"), "Emma Hughes"),
        (Customer("c", "蓝鸟咖啡", kind="organisation", gender="female"), "蓝鸟咖啡"),
        (Customer("c", "蓝鸟咖啡", kind="organisation", contact_name="沈钰", gender="female"), "沈女士"),
    ],
)
def test_a_customer_is_spoken_to_by_surname_where_it_is_known(
    customer: Customer, in_chinese: str, english: Words, chinese: Words
) -> None:
    assert salutation(customer, chinese) == in_chinese
    assert salutation(customer, english) == (customer.contact_name or customer.name)


def test_the_track_tells_the_doubts_it_is_ready_for(english: Words) -> None:
    filled = fill(Choice(SMALL, "why"), known(values(), english))

    assert doubts(filled) == (Doubt("It is too dear", "It is a fair price. Is that right?"),)


def test_emphasis_can_be_left_out() -> None:
    assert plain("It is **21 decibels**.") == "It is 21 decibels."


def with_answers(**leads: str) -> Track:
    """The small track with one answer of a step leading elsewhere: `open="nowhere"`."""
    return replace(
        SMALL,
        steps=tuple(
            replace(s, answers=(Answer("On", leads[s.id]), *s.answers[1:])) if s.id in leads else s
            for s in SMALL.steps
        ),
    )


def sentences(found: Track, words: Words) -> list[tuple[str, bool]]:
    return [(words(flaw.text, **flaw.fields), flaw.breaks) for flaw in flaws(found)]


def test_a_sound_track_has_no_flaw() -> None:
    assert flaws(SMALL) == ()


def test_a_misspelt_answer_is_one_flaw_and_not_two(english: Words) -> None:
    assert sentences(with_answers(open="presnt"), english) == [
        ("“On” leads to presnt, which is not here; the nearest step is present.", True)
    ]


def test_a_step_that_no_answer_leads_to_is_found(english: Words) -> None:
    assert sentences(with_answers(open="close.callback"), english) == [
        ("No answer leads to present.", True),
        ("No answer leads to doubt.price.", True),
    ]


def test_a_call_that_goes_round_without_an_end_is_found(english: Words) -> None:
    steps = (
        TrackStep(
            "open", "Open", say=("Well?",), answers=(Answer("On", "present"), Answer("End", "follow-up"))
        ),
        TrackStep("present", "Present", say=("Well?",), answers=(Answer("On", "prove"),)),
        TrackStep("prove", "Prove", say=("Well?",), answers=(Answer("Back", "present"),)),
        TrackStep("follow-up", "Follow up", say=("Bye.",)),
    )

    assert sentences(replace(SMALL, steps=steps), english) == [
        ("The call goes round without an end: present, prove. Let one answer lead out of it.", True)
    ]


@pytest.mark.parametrize(
    ("line", "sentence", "breaks"),
    [
        ("Hello {custmer.name}", "There is no variable custmer.name; the nearest is customer.name.", True),
        (
            "Hello {customer.name",
            "A brace stands alone here: a variable opens with one and closes with one.",
            True,
        ),
        ("word " * 23, "This line has 23 words; one breath holds 22.", False),
        ("字" * 41, "This line has 41 characters; one breath holds 40.", False),
        ("Our leading machine.", "“leading” is a tall word: say what was measured instead.", False),
        (
            "It is {product.price}.",
            "Nothing is left to say here when a variable is not known: add a line, or an else after a bar.",
            False,
        ),
    ],
)
def test_a_line_nobody_would_say_is_found(line: str, sentence: str, breaks: bool, english: Words) -> None:
    one = replace(SMALL, steps=(TrackStep("open", "Open", say=(line,)),))

    assert (sentence, breaks) in sentences(one, english)


def test_an_answer_or_a_title_that_may_vanish_is_found(english: Words) -> None:
    steps = (
        TrackStep(
            "open", "About {product.name}", say=("Well?",), answers=(Answer("{offer.price}?", "follow-up"),)
        ),
        TrackStep("follow-up", "Follow up", say=("Bye.",)),
    )

    assert sentences(replace(SMALL, steps=steps), english) == [
        ("A title is always shown: give its variable an else after a bar.", True),
        ("This answer is lost when its variable is not known: give it an else after a bar.", False),
    ]


@pytest.mark.parametrize(
    ("line", "length"),
    [
        ("Hello {customer.name}, may I?", (4, False)),
        ("**{product.spec.noise_db} decibels**, one metre away - quiet?", (6, False)),
        ("您好，{customer.salutation}。", (8, True)),
        ("微风 600，可以吗？", (10, True)),
    ],
)
def test_a_breath_counts_words_in_english_and_characters_in_chinese(
    line: str, length: tuple[int, bool]
) -> None:
    assert breath(line) == length


def test_tall_words_are_found_in_both_languages() -> None:
    assert tall_words("Industry-Leading, the best solution") == ("leading", "best", "solution")
    assert tall_words("性价比超高，绝对领先") == ("性价比", "绝对", "领先")
    assert tall_words("Misleading bestsellers; 最近怎么样？") == ()
