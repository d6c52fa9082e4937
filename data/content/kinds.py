"""Every kind of content there is, and how the pieces of one are come by."""

from __future__ import annotations

from typing import Any, TypeVar

from data.content.lexicon import LEXICON
from data.content.library import Content, Kind, load
from data.content.messages import MESSAGES
from data.content.objections import OBJECTIONS
from data.content.options import OPTIONS
from data.content.plans import PLANS
from data.content.published import published
from data.content.questions import POLICIES, QUESTIONS
from data.content.rules import RULES
from data.content.stories import STORIES
from data.content.tracks import TRACKS
from data.content.translator import TRANSLATOR
from data.engine import sqlite3
from data.resources import resource

KINDS: tuple[Kind[Any], ...] = (
    TRACKS, OBJECTIONS, STORIES, TRANSLATOR, MESSAGES, QUESTIONS, POLICIES, LEXICON, RULES, PLANS, OPTIONS,
)  # fmt: skip
T = TypeVar("T", bound=Content)


def pieces(db: sqlite3.Connection, kind: Kind[T], locale: str) -> tuple[T, ...]:
    """The pieces of a kind that hold, by id: what ships with the program, and what the team published."""
    return load(kind, locale, [resource("content")], published(db, kind, locale)).values
