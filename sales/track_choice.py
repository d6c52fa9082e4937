"""Which talk track fits best, and why.

The best match is by segment and product, then segment and category, then segment, then a general one; channel
and scenario make a track more specific still. Among equals the one verified last wins, then the higher
version, then the id.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sales.errors import NotFound
from sales.tracks import Track
from sales.words import Words

CHANNELS = ("phone", "visit", "store", "chat", "video", "sms", "mail", "app", "mini_program", "service")
CHANNEL_OF = {"call": "phone", "visit": "visit", "message": "chat"}  # of an activity's kind


@dataclass(frozen=True, slots=True)
class Situation:
    """What a track is wanted for. What is not known is None, and fits only tracks that do not ask for it."""

    segment: str
    product: str | None = None  # the id that people type
    category: str | None = None
    channel: str | None = None
    scenario: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen track, and why in a sentence."""

    track: Track
    why: str


def choose(tracks: Iterable[Track], situation: Situation, words: Words) -> Choice:
    """The most specific track that fits. Raises NotFound when none does."""
    fitting = sorted((track for track in tracks if fits(track, situation)), key=lambda track: track.id)
    if not fitting:
        raise NotFound("No talk track fits this customer.", "Add one without a segment: it serves everybody.")
    best = max(fitting, key=_rank)
    return Choice(best, _why(grounds(best), words))


def fits(track: Track, situation: Situation) -> bool:
    """Whether every condition that the track states holds."""
    return all(not wanted or getattr(situation, name) in wanted for name, wanted in track.conditions.items())


def grounds(track: Track) -> tuple[str, ...]:
    """The conditions that the track states, the weightiest first."""
    return tuple(name for name, wanted in track.conditions.items() if wanted)


def _rank(track: Track) -> tuple[tuple[bool, ...], date, int]:
    stated = tuple(bool(wanted) for wanted in track.conditions.values())
    return stated, track.verified_on or date.min, track.version


def _why(stated: tuple[str, ...], words: Words) -> str:
    if not stated:
        return words("no track is closer: the general one")
    *some, last = [words(name) for name in stated]
    if not some:
        return words("best match: {last}", last=last)
    comma = "、" if words.chinese else ", "
    return words("best match: {some} and {last}", some=comma.join(some), last=last)
