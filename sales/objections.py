"""Objection cards: what customers say against, what lies behind it, and how to answer.

An answer has four parts: acknowledge, clarify, respond, confirm. What the customer answers to the clarifying
question leads to a response of its own; a segment may have another response than the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sales.tracks import Answer

THEMES = ("price", "quality", "trust", "timing", "need", "competitor", "service", "delivery")


@dataclass(frozen=True, slots=True)
class Response:
    """One way to respond: its id ("" for the default one), its title and the lines to say."""

    id: str
    title: str
    say: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Objection:
    """A card as it was written, variables and all. `products` are the ids that people type.

    `responses` begin with the default one; each of `answers` leads to the id of another. Where it concerns
    any product or segment, the tuple is empty.
    """

    id: str
    title: str
    version: int
    theme: str
    wordings: tuple[str, ...]
    behind: tuple[str, ...] = ()
    acknowledge: tuple[str, ...] = ()
    clarify: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    responses: tuple[Response, ...] = ()
    confirm: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    for_segments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    rival: str = ""
    sources: tuple[str, ...] = ()
    owner: str = ""
    verified_on: date | None = None
    verify_every_days: int | None = None

    def response(self, answer: str = "") -> Response:
        """The response of this id; the default one for any other."""
        return next((one for one in self.responses if one.id == answer), self.responses[0])
