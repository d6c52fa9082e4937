"""Questions that found nothing: kept, shared, and a gap once they were asked three times."""

from __future__ import annotations

import pytest

from data import misses, outbox
from data.store import Store
from sales.errors import NotFound, RuleBroken
from sales.words import Words

NOW = 1_795_600_000_000
ASKED = ("Does it work with Alexa?", "can I control it by alexa", "alexa compatible?")


def test_three_questions_about_one_thing_are_a_gap_whatever_their_words(store: Store, english: Words) -> None:
    for at, text in enumerate((*ASKED, "Is there a shop in Paris?", "do you have it in lime green")):
        misses.note(store, "ask", text, english, NOW + at)

    (gap,) = misses.gaps(store.read(), english)

    assert gap.n == 3
    assert gap.title == ASKED[-1]
    assert gap.theme == ASKED[0].casefold()
    assert {miss.text for miss in gap.misses} == set(ASKED)


def test_chinese_questions_about_one_thing_are_a_gap(store: Store, chinese: Words) -> None:
    for at, text in enumerate(("能连天猫精灵吗", "支持天猫精灵不", "天猫精灵能控制吗", "北京有门店吗")):
        misses.note(store, "ask", text, chinese, NOW + at)

    assert [gap.n for gap in misses.gaps(store.read(), chinese)] == [3]


def test_twice_is_no_gap_and_the_other_language_is_not_counted(
    store: Store, english: Words, chinese: Words
) -> None:
    for words in (english, english, chinese):
        misses.note(store, "objections", "Does it work with Alexa?", words, NOW)

    assert misses.gaps(store.read(), english) == ()
    assert misses.gaps(store.read(), chinese) == ()


def test_a_miss_goes_to_the_team(store: Store, english: Words) -> None:
    before = outbox.waiting(store.read())

    misses.note(store, "ask", "  Does it work   with Alexa? ", english, NOW)

    row = store.read().execute("SELECT place, text, locale FROM misses").fetchone()
    assert tuple(row) == ("ask", "Does it work with Alexa?", "en")
    assert outbox.waiting(store.read()) == before + 1


def test_a_closed_gap_is_off_the_list_and_says_which_card_answers(store: Store, english: Words) -> None:
    for at, text in enumerate(ASKED):
        misses.note(store, "ask", text, english, NOW + at)
    (gap,) = misses.gaps(store.read(), english)

    misses.close(store, gap, "card", "works-with-alexa", NOW + 10)

    assert misses.gaps(store.read(), english) == ()
    closed = store.read().execute("SELECT DISTINCT closed_as, closed_by FROM misses").fetchall()
    assert [tuple(row) for row in closed] == [("card", "works-with-alexa")]
    with pytest.raises(NotFound):
        misses.close(store, gap, "dismissed", None, NOW + 11)


def test_nothing_is_no_question(store: Store, english: Words) -> None:
    with pytest.raises(RuleBroken):
        misses.note(store, "ask", "  ", english, NOW)
