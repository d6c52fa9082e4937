"""Answers to questions: in the words of their sources, which they quote."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnswerSource:
    """Where an answer stands. `kind` is products, faqs, policies, objections or stories; `id` opens it;
    `section` is the part of it, "" for the whole; `quote` its own words.
    """

    kind: str
    id: str
    title: str
    quote: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What can be said, where it stands, and how sure it is that this was asked, from 0 to 1."""

    text: str
    sources: tuple[AnswerSource, ...]
    confidence: float
