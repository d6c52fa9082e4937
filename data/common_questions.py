"""Common questions and policies as they are read: filled in, for a customer or for nobody in particular."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.content.kinds import pieces
from data.content.questions import POLICIES, QUESTIONS
from data.engine import sqlite3
from data.handbook import overdue
from data.objections import caller
from sales.errors import NotFound
from sales.questions import Policy, Question
from sales.track_filling import filled, filled_text, plain
from sales.words import Words


@dataclass(frozen=True, slots=True)
class Known:
    """A question or a part of a policy in a list: its id, its words, and where it stands."""

    id: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A question with its answer, or a whole policy: parts by heading, each with its sentences.

    `kind` is faqs or policies; `source` says where an answer stands; `at` is the part that was asked for.
    """

    kind: str
    title: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    source: str = ""
    at: int = 0
    overdue_days: int | None = None
    policy: Policy | None = None


def known_questions(db: sqlite3.Connection, words: Words) -> tuple[Known, ...]:
    """All common questions, then all parts of the policies; the id of a part is `<policy>/<number>`."""
    questions = tuple(
        Known(one.id, plain(one.questions[0]), one.source) for one in pieces(db, QUESTIONS, words.locale)
    )
    parts = tuple(
        Known(f"{one.id}/{at}", part.title, one.title)
        for one in pieces(db, POLICIES, words.locale)
        for at, part in enumerate(one.sections)
    )
    return questions + parts


def known_piece(db: sqlite3.Connection, known_id: str, customer: str | None, words: Words, now: int) -> Piece:
    """A question, or a policy with the part that is asked for. Raises NotFound."""
    told = caller(db, customer, None, words, now).filling
    for question in pieces(db, QUESTIONS, words.locale):
        if question.id == known_id:
            return _question(question, told, words)
    policy_id, _, at = known_id.partition("/")
    for policy in pieces(db, POLICIES, words.locale):
        if policy.id == policy_id:
            late = overdue(policy.verified_on, policy.verify_every_days, words.moment(now).date())
            parts = tuple((part.title, _plain(filled(part.sentences, told))) for part in policy.sections)
            return Piece("policies", policy.title, parts, at=int(at or 0), overdue_days=late, policy=policy)
    raise NotFound("There is no question {id}.", "Ask it in your own words.", id=known_id)


def _question(question: Question, told: Mapping[str, str], words: Words) -> Piece:
    ways = tuple(question.questions[1:])
    parts: list[tuple[str, tuple[str, ...]]] = [("", (plain(filled_text(question.answer, told)),))]
    if ways:
        parts.append((words("Also asked as"), ways))
    return Piece("faqs", plain(question.questions[0]), tuple(parts), question.source)


def _plain(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain(line) for line in lines)
