"""What can be found, as the rows that the index holds: things of the store, and the team's content.

A row has a kind, a ref that opens it (a note's is customer/activity), a title, a detail, and the words by
which it is found beside their parts: in Chinese pairs of characters and pinyin, of the title's alone where
there is much text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from data.content.kinds import pieces
from data.content.library import Kind
from data.content.messages import MESSAGES
from data.content.objections import OBJECTIONS
from data.content.questions import POLICIES, QUESTIONS
from data.content.stories import STORIES
from data.content.tracks import TRACKS
from data.engine import sqlite3
from data.language import words
from sales.message_templates import Template
from sales.objections import Objection
from sales.questions import Policy, Question
from sales.shelf import kind
from sales.stories import Story
from sales.track_filling import VARIABLE, plain
from sales.tracks import Track
from sales.words import LOCALES

HAN = re.compile(r"[\u3400-\u9fff]+")
TOKEN = re.compile(r"[^\W_]+(?:[@.+\-'][^\W_]+)*")
CATEGORY = 2  # where it stands in what else a product is known by
EXCERPT = 80  # characters of a note that are its title
Row = tuple[str, str, str, str, str]  # kind, ref, title, detail, words

SOURCES = {
    "customer": (
        "SELECT id, name, contact_name, phone, email, city, region, external_id, occupation FROM customers"
    ),
    "product": "SELECT id, name, name_zh, external_id, category, brand, features FROM products",
    "quote": (
        "SELECT id, number, (SELECT name FROM customers c WHERE c.id = customer_id) FROM quotes q"
        " WHERE NOT EXISTS (SELECT 1 FROM quote_acts a WHERE a.version_id = q.id AND a.act = 'discarded')"
    ),
}
NOTES = """
SELECT customer_id || '/' || id AS ref, text, next_step, promise FROM activities
WHERE coalesce(text, next_step, promise, '') != ''"""


def things(name: str, rows: Iterable[sqlite3.Row]) -> Iterator[Row]:
    """Things as their source gives them: the id, the name, what else they are known by."""
    for ref, title, *rest in rows:
        detail = " ".join(str(part).strip('[]"').replace('", "', " ") for part in rest if part)
        if name == "product":
            detail = f"{detail} {_sort(rest[CATEGORY])}"
        yield name, ref, title, detail, found_by(f"{title} {detail}")


def notes(rows: Iterable[sqlite3.Row]) -> Iterator[Row]:
    """What was written of contacts: without pinyin, for there is much of it."""
    for ref, *said in rows:
        text = " · ".join(" ".join(part.split()) for part in said if part)
        title = text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…"
        yield "note", ref, title, text, _words(text)


def content(db: sqlite3.Connection, locale: str) -> Iterator[Row]:
    """Cards, tracks, stories, messages, questions and policies in one language."""
    for name, source in CONTENT.items():
        for piece in pieces(db, source.kind, locale):
            title, detail = _bare(source.title(piece)), _bare(" · ".join(source.texts(piece)))
            yield name, source.ref(piece), title, detail, f"{found_by(title)} {_words(detail)}"


def tokens(text: str) -> list[str]:
    """What is typed, cut into runs of Han and of anything else."""
    found: list[str] = []
    for token in TOKEN.findall(text.lower()):
        found += HAN.findall(token)
        found += [rest for rest in HAN.split(token) if rest]
    return found


def pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def found_by(text: str) -> str:
    """The words by which a text is found, with the pinyin of each run of Han."""
    return " ".join([_words(text), *(word for run in HAN.findall(text) for word in _pinyin(run))])


@dataclass(frozen=True, slots=True)
class _Source:
    """A kind of content: what opens a piece, what it is called, and what else it is found by."""

    kind: Kind[Any]
    ref: Callable[[Any], str]
    title: Callable[[Any], str]
    texts: Callable[[Any], Iterable[str]]


def _of_card(card: Objection) -> Iterable[str]:
    return (*card.wordings, *card.behind)


def _of_track(track: Track) -> Iterable[str]:
    return (track.objective, *(line for step in track.steps for line in (step.title, *step.say)))


def _of_story(story: Story) -> Iterable[str]:
    scenarios = story.scenarios
    told = (text for one in scenarios for text in (one.pain, one.solution))
    return (*(one.name for one in scenarios), *(point.say for point in story.points), *told)


def _of_message(template: Template) -> Iterable[str]:
    return (template.subject, template.text)


def _of_question(question: Question) -> Iterable[str]:
    return (*question.questions[1:], question.answer)


def _of_policy(policy: Policy) -> Iterable[str]:
    return (text for section in policy.sections for text in (section.title, *section.sentences))


@cache
def _sort(category: str | None) -> str:
    """What an article of a category is, in every language: the shop's names seldom say it."""
    return " ".join(kind(category, words(locale)) for locale in LOCALES) if category else ""


def _id(piece: Any) -> str:
    return str(piece.id)


def _title(piece: Any) -> str:
    return str(piece.title)


CONTENT = {
    "card": _Source(OBJECTIONS, _id, _title, _of_card),
    "track": _Source(TRACKS, _id, _title, _of_track),
    "story": _Source(STORIES, lambda story: str(story.product), _title, _of_story),
    "message": _Source(MESSAGES, _id, _title, _of_message),
    "question": _Source(QUESTIONS, _id, lambda question: str(question.questions[0]), _of_question),
    "policy": _Source(POLICIES, _id, _title, _of_policy),
}
KINDS = ("customer", "product", "quote", *CONTENT, "note")  # in the order in which they are shown


def _bare(text: str) -> str:
    """A text without emphasis, and of its variables only their elses."""
    return " ".join(VARIABLE.sub(lambda match: match[2] or "", plain(text)).split())


def _words(text: str) -> str:
    words = [token for token in tokens(text) if not HAN.match(token)]
    for run in HAN.findall(text):
        words += [*pairs(run), run[-1]]
    return " ".join(words)


def _pinyin(run: str) -> tuple[str, str]:
    """A run's full pinyin and its initials: 空气 -> "kongqi", "kq"."""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(run)
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)
