"""Common questions and policies are listed and read, with the shop's figures in them."""

from __future__ import annotations

import pytest

from data.common_questions import known_piece, known_questions
from data.store import Store
from sales.errors import NotFound
from sales.words import Words
from tests.builders.playbook import NOW, WILLING, put_playbook


@pytest.fixture
def team(store: Store) -> Store:
    put_playbook(store)
    return store


def test_every_question_and_every_part_of_a_policy_opens_with_its_figures(
    team: Store, english: Words
) -> None:
    listed = known_questions(team.read(), english)

    read = [known_piece(team.read(), one.id, WILLING, english, NOW) for one in listed]

    assert {piece.kind for piece in read} == {"faqs", "policies"}
    assert all(lines for piece in read for _, lines in piece.parts)
    assert "{" not in " ".join(line for piece in read for _, lines in piece.parts for line in lines)


def test_a_policy_opens_at_the_part_that_was_asked_for(team: Store, chinese: Words) -> None:
    piece = known_piece(team.read(), "returns/1", None, chinese, NOW)

    assert piece.policy is not None
    assert (piece.title, piece.at) == ("退货与换货", 1)
    assert piece.parts[1][0] == piece.policy.sections[1].title


def test_a_question_that_is_not_there_is_said(team: Store, english: Words) -> None:
    with pytest.raises(NotFound):
        known_piece(team.read(), "no-such-question", None, english, NOW)
