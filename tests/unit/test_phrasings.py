"""What customers really say and ask: the right card, the right source, or no answer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.ask import ask
from data.content.kinds import pieces
from data.content.objections import OBJECTIONS
from data.language import words
from data.objections import objection_search
from data.sample import load_sample
from data.store import Store, open_store
from sales.answers import Answer
from sales.words import LOCALES

HERE = Path(__file__).parent / "phrasings"
NOW = 1_795_600_000_000  # 25 November 2026


def read(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def answers_rightly(answer: Answer, question: dict[str, Any]) -> bool:
    """Whether an answer says what it must, from a source that says so."""
    stands = any(f"{source.kind}/{source.id}" in question["sources"] for source in answer.sources)
    return stands and question["holds"].casefold() in answer.text.casefold()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("shop") / "rapport.db")
    load_sample(opened, date(2026, 11, 25), customers=3)
    yield opened
    opened.close()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ["", "_unseen"])
def test_no_card_says_it_in_these_words(shop: Store, locale: str, name: str) -> None:
    bare = [
        re.sub(r"\W", "", wording.casefold())
        for card in pieces(shop.read(), OBJECTIONS, locale)
        for wording in (card.title, *card.wordings)
    ]

    said = [re.sub(r"\W", "", one["said"].casefold()) for one in read(f"{locale}{name}")["phrasing"]]

    assert not [text for text in said if any(text in wording for wording in bare)]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("name", "first", "among_three"), [("", 0.85, 0.95), ("_unseen", 0.8, 0.85)])
def test_what_is_said_finds_the_card_that_is_meant(
    shop: Store, locale: str, name: str, first: float, among_three: float
) -> None:
    phrasings = read(f"{locale}{name}")["phrasing"]

    found = [
        (
            one["card"],
            [card.card.id for card in objection_search(shop.read(), one["said"], words(locale), NOW)],
        )
        for one in phrasings
    ]

    assert sum(ids[:1] == [meant] for meant, ids in found) >= first * len(found)
    assert sum(meant in ids[:3] for meant, ids in found) >= among_three * len(found)


def test_common_questions_are_answered_from_the_right_source(shop: Store) -> None:
    questions = read("questions")["question"]

    right = 0
    for one in questions:
        answer = ask(shop.read(), one["asked"], words(one["locale"]), NOW)
        right += answer is not None and answers_rightly(answer, one)

    assert len(questions) == 100
    assert right >= 90


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("name", "answered", "silent"), [("everyday", 0.9, 0.9), ("everyday_unseen", 0.85, 0.86)]
)
def test_plain_everyday_questions_are_answered_and_others_are_not(
    shop: Store, locale: str, name: str, answered: float, silent: float
) -> None:
    asked = read(name)
    questions = [one for one in asked["question"] if one["locale"] == locale]
    unanswerable = [one for one in asked["unanswerable"] if one["locale"] == locale]

    answers = [(one, ask(shop.read(), one["asked"], words(locale), NOW)) for one in questions]
    none = [one for one in unanswerable if ask(shop.read(), one["asked"], words(locale), NOW) is None]

    right = [one for one, answer in answers if answer and answers_rightly(answer, one)]
    assert len(right) >= answered * len(questions)
    assert len(none) >= silent * len(unanswerable)


def test_what_nothing_answers_has_no_answer(shop: Store) -> None:
    questions = read("questions")["unanswerable"]

    silent = [one for one in questions if ask(shop.read(), one["asked"], words(one["locale"]), NOW) is None]

    assert len(questions) == 40
    assert len(silent) >= 36


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("typed", ["", "   ", "?!", "🙂", "%s {x} \\", "qwrtzpsdfg" * 40])
def test_what_says_nothing_finds_nothing(shop: Store, locale: str, typed: str) -> None:
    assert objection_search(shop.read(), typed, words(locale), NOW) == ()
    assert ask(shop.read(), typed, words(locale), NOW) is None
