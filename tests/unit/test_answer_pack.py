"""The policies, questions and messages that ship: each answer has its source, each occasion its words."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from data.content.library import load
from data.content.messages import MESSAGES
from data.content.questions import POLICIES, QUESTIONS
from data.resources import resource
from sales.message_templates import MESSAGE_CHANNELS, OCCASIONS, Template
from sales.questions import Policy, Question
from sales.track_filling import ALWAYS, fillable
from sales.words import LOCALES

PRODUCT_DATA = {"en": "Product data", "zh_CN": "产品资料"}
BETWEEN = {"en": ": ", "zh_CN": "："}


def policies(locale: str) -> tuple[Policy, ...]:
    return load(POLICIES, locale, [resource("content")]).values


def questions(locale: str) -> tuple[Question, ...]:
    return load(QUESTIONS, locale, [resource("content")]).values


def messages(locale: str) -> tuple[Template, ...]:
    return load(MESSAGES, locale, [resource("content")]).values


@pytest.mark.parametrize("locale", LOCALES)
def test_every_answer_names_a_section_of_a_policy_or_the_product_data(locale: str) -> None:
    sections = {
        policy.title + BETWEEN[locale] + section.title
        for policy in policies(locale)
        for section in policy.sections
    }

    sources = {one.source for one in questions(locale)}

    assert sources - sections == {PRODUCT_DATA[locale]}


def test_a_question_has_the_same_source_and_category_in_both_languages() -> None:
    places = {
        locale: [
            policy.title + BETWEEN[locale] + section.title
            for policy in policies(locale)
            for section in policy.sections
        ]
        for locale in LOCALES
    }

    told = {
        locale: [
            (one.id, one.category, places[locale].index(one.source) if one.source in places[locale] else None)
            for one in questions(locale)
        ]
        for locale in LOCALES
    }

    assert told["en"] == told["zh_CN"]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_hundred_questions_are_asked_in_three_ways_or_more_and_none_twice(locale: str) -> None:
    asked = Counter(re.sub(r"\W", "", text).lower() for one in questions(locale) for text in one.questions)

    assert len(questions(locale)) >= 100
    assert all(len(one.questions) >= 3 for one in questions(locale))
    assert [text for text, times in asked.items() if times > 1] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_answers_and_messages_can_be_given_to_a_customer_of_whom_only_the_name_is_known(locale: str) -> None:
    texts = [one.answer for one in questions(locale)]
    texts += [text for one in messages(locale) for text in (one.text, one.subject)]

    assert [text for text in texts if not fillable(text, ALWAYS)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_section_of_a_policy_says_something_to_everybody(locale: str) -> None:
    silent = [
        (policy.id, section.title)
        for policy in policies(locale)
        for section in policy.sections
        if not any(fillable(line, ALWAYS) for line in section.sentences)
    ]

    assert silent == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_occasion_has_a_message_in_every_channel(locale: str) -> None:
    found = messages(locale)

    assert {(one.occasion, one.channel) for one in found} == {
        (occasion, channel) for occasion in OCCASIONS for channel in MESSAGE_CHANNELS
    }
    assert len(found) >= 115


def test_a_message_is_for_the_same_customers_in_both_languages() -> None:
    told = {
        locale: [(one.id, one.segments, one.occasion, one.channel, one.link) for one in messages(locale)]
        for locale in LOCALES
    }

    assert told["en"] == told["zh_CN"]


def test_chinese_texts_use_the_polite_address_and_full_width_punctuation() -> None:
    texts = [one.answer for one in questions("zh_CN")]
    texts += [one.text for one in messages("zh_CN")]
    texts += [line for one in policies("zh_CN") for part in one.sections for line in part.sentences]

    for text in texts:
        bare = re.sub(r"\{[^{}|]*\|?|\}", "", text)
        assert not set(",?!;:()") & set(bare), text
        assert "你" not in bare.replace("你们", ""), text
