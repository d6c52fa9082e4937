"""Laws of messages: consent only ever holds back, nothing is lost in ranking, a count is what is sent."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from data.rules import next_action_rules
from sales.message_templates import LIMITS, MESSAGE_CHANNELS, OCCASIONS, Template
from sales.messaging import checked, draft, fits, holds, owed
from sales.occasions import Reach
from sales.words import Words

RULES = next_action_rules()
WORDS = Words()
NOW = st.integers(1_790_000_000_000, 1_800_000_000_000)
CONSENT = st.none() | st.booleans()
SEGMENTS = st.sampled_from(("new", "potential", "regular"))
REACHES = st.builds(
    Reach,
    name=st.just("Lin Ying"),
    consent_sms=CONSENT,
    consent_mail=CONSENT,
    recent=st.lists(NOW, max_size=5).map(sorted).map(tuple),
)
TEMPLATES = st.builds(
    Template,
    id=st.uuids().map(str),
    title=st.just("t"),
    version=st.just(1),
    occasion=st.sampled_from(OCCASIONS),
    channel=st.sampled_from(MESSAGE_CHANNELS),
    text=st.sampled_from(("Hello", "Hello {customer.city}", "Hello {customer.city|you}")),
    limit=st.sampled_from(tuple(LIMITS.values())),
    segments=st.sampled_from(((), ("new",), ("potential", "new"))),
)
# No variable within another: what is left of `{a{|}}` would be a variable that nobody wrote.
PIECES = st.sampled_from(("a", "b ", "\n", ".", "|", "{", "{a}", "{b}", "{ }", "{b|x}", "{|a}"))
TEXTS = st.lists(PIECES, max_size=20).map("".join)


@given(st.sampled_from(OCCASIONS), st.sampled_from(MESSAGE_CHANNELS), REACHES, NOW)
def test_a_refusal_never_lets_a_message_through(occasion: str, channel: str, reach: Reach, now: int) -> None:
    before = holds(occasion, channel, reach, RULES, WORDS, now)

    after = holds(occasion, channel, replace(reach, consent_sms=False, consent_mail=False), RULES, WORDS, now)

    assert {one.kind for one in before} <= {one.kind for one in after}


@given(st.sampled_from(OCCASIONS), st.sampled_from(MESSAGE_CHANNELS), REACHES, NOW)
def test_only_quiet_hours_hold_what_is_owed(occasion: str, channel: str, reach: Reach, now: int) -> None:
    held = holds(occasion, channel, reach, RULES, WORDS, now)

    assert not owed(occasion, RULES) or {one.kind for one in held} <= {"quiet"}


@given(st.lists(TEMPLATES, max_size=12), SEGMENTS, REACHES, NOW, st.randoms(use_true_random=False))
def test_every_template_for_the_segment_is_ranked_once_in_whatever_order_they_come(
    templates: list[Template], segment: str, reach: Reach, now: int, rng: object
) -> None:
    shuffled = list(templates)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]

    found, again = (fits(some, segment, {}, {}, reach, RULES, WORDS, now) for some in (templates, shuffled))

    assert found == again
    assert {one.template.id for one in found} == {
        one.id for one in templates if not one.segments or segment in one.segments
    }


@given(st.lists(TEMPLATES, min_size=1, max_size=12), SEGMENTS, NOW)
def test_what_an_occasion_asks_for_stands_before_all_that_is_held_as_little(
    templates: list[Template], segment: str, now: int
) -> None:
    calling = {templates[0].occasion: "because"}

    found = fits(templates, segment, calling, {}, Reach("Lin Ying"), RULES, WORDS, now)

    called = [one.calling for one in found]
    assert called == sorted(called, reverse=True)


@given(st.text(st.characters(exclude_characters="{}*\n\r", exclude_categories=("Cs", "Cc")), max_size=80))
def test_the_count_grows_with_every_character_and_no_text_is_both_right_and_too_long(text: str) -> None:
    found, longer = (checked(one, "app", 50, WORDS) for one in (text, f"{text}a"))

    assert longer.length == found.length + 1
    assert (found.over > 0) == (found.length > 50)
    assert not (found.over and not found.faults)


@given(TEXTS, st.dictionaries(st.just("a"), st.just("A")))
def test_a_draft_of_a_draft_is_the_draft(text: str, filling: dict[str, str]) -> None:
    once = draft(text, filling)

    assert draft(once, filling) == once
