"""What customers ask, and what the shop's policies say: the sources of `ask` beside cards and products."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Question:
    """A common question with several ways to ask it, and its answer; `source` says where that stands."""

    id: str
    version: int
    questions: tuple[str, ...]
    answer: str
    source: str
    category: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class PolicySection:
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy of the shop, section by section, variables and all."""

    id: str
    title: str
    version: int
    sections: tuple[PolicySection, ...]
    owner: str = ""
    verified_on: date | None = None
    verify_every_days: int | None = None
