"""Laws of writing: a comparison loses no line, a merge no edit; versions only rise, an old one comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import publishing
from data.authoring import Piece, current
from data.language import words
from data.store import Store, open_store
from sales.authoring import says_the_same, stamped, version_of
from sales.revisions import GONE, NEW, Marks, around, changes, merged
from tests.conftest import ZONE

NOW, DAY = 1_795_514_400_000, 86_400_000
MARKS = Marks("‹mine›", "‹theirs›", "‹end›")
TEXT = st.lists(st.sampled_from(("a", "b", "c", "", "> d")), max_size=8).map("\n".join)
DEAR = Piece("objections", "too-expensive")


@given(TEXT, TEXT)
def test_a_comparison_holds_both_texts_whole(before: str, after: str) -> None:
    lines = changes(before, after)

    assert "\n".join(one.text for one in lines if one.sign != NEW) == before
    assert "\n".join(one.text for one in lines if one.sign != GONE) == after


@given(TEXT, TEXT)
def test_the_changed_places_hold_every_changed_line_once(before: str, after: str) -> None:
    lines = changes(before, after)

    shown = [one for place in around(lines) for one in place if one.sign != " "]

    assert shown == [one for one in lines if one.sign != " "]


@given(TEXT, TEXT)
def test_who_edits_alone_or_alike_keeps_what_was_written(base: str, mine: str) -> None:
    assert merged(base, mine, base, MARKS).text == mine
    assert merged(base, base, mine, MARKS).text == mine
    assert merged(base, mine, mine, MARKS).text == mine


@given(TEXT, TEXT, TEXT)
def test_a_merge_loses_no_line_that_somebody_wrote(base: str, mine: str, theirs: str) -> None:
    both = merged(base, mine, theirs, MARKS)

    kept, old = both.text.split("\n"), set(base.split("\n"))
    assert {*mine.split("\n"), *theirs.split("\n")} - old <= set(kept)
    assert kept.count("‹end›") == both.clashes


@given(st.integers(0, 99))
def test_a_stamped_text_says_the_same_as_before(version: int) -> None:
    text = '+++\nid = "a"\nversion = 1\n+++\n# T'

    assert version_of(stamped(text, version)) == version
    assert says_the_same(text, stamped(text, version))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("authors") / "rapport.db")
    yield opened
    opened.close()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(("Once", "Twice", "Thrice")), min_size=1, max_size=4))
def test_versions_only_rise_and_an_old_text_comes_back_as_it_was(shared: Store, edits: list[str]) -> None:
    english, before = words("en", ZONE), current(shared.read(), DEAR, "en")
    risen = [before.version]
    for at, edit in enumerate(edits):
        text = current(shared.read(), DEAR, "en").text.replace(
            "\n\n## Acknowledge", f" {edit}.\n\n## Acknowledge"
        )
        risen.append(publishing.publish(shared, DEAR, {"en": text}, NOW + at, english, by=None).version)

    risen.append(publishing.bring_back(shared, DEAR, before.version, NOW + 9, english, by=None).version)

    assert risen == sorted(set(risen))
    assert says_the_same(current(shared.read(), DEAR, "en").text, before.text)
