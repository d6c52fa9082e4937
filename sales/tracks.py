"""Talk tracks: what to say to one kind of customer, step by step, and where each of their answers leads.

A track is a graph. Its steps bear the name of their stage (`doubt`) or of a part of it (`doubt.price`); an
answer leads to another step; a step without answers ends the call. The call begins with the first step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

STAGES = ("open", "discover", "present", "prove", "doubt", "close", "follow-up")
PARTS = ("say", "show", "ask", "listen", "avoid", "answers")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the customer may say, and the id of the step it leads to."""

    words: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class TrackStep:
    """A step as it was written, variables and all."""

    id: str
    title: str
    say: tuple[str, ...] = ()
    show: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    listen: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()

    def texts(self, part: str) -> tuple[str, ...]:
        """The lines of one of PARTS; of the answers, the customer's words."""
        return tuple(answer.words for answer in self.answers) if part == "answers" else getattr(self, part)


@dataclass(frozen=True, slots=True)
class Track:
    """A talk track: the head of its file, and its steps. `products` are the ids that people type."""

    id: str
    title: str
    version: int
    steps: tuple[TrackStep, ...]
    segments: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    objective: str = ""
    owner: str = ""
    verified_on: date | None = None
    verify_every_days: int | None = None

    @property
    def conditions(self) -> dict[str, tuple[str, ...]]:
        """What it is meant for, the weightiest condition first; an empty one means any."""
        return {
            "segment": self.segments,
            "product": self.products,
            "category": self.categories,
            "channel": self.channels,
            "scenario": self.scenarios,
        }
