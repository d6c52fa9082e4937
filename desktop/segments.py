"""How a segment and a tier look and are called: the word always shows, the tone goes with it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from desktop.theme import Tone
from desktop.widgets.marks import chip
from reports.phrases import SEGMENTS, named
from sales.words import Words

TONES: dict[str, Tone] = {
    "problem": "bad",
    "churn_risk": "warn",
    "advocate": "good",
    "high_value": "good",
    "potential": "accent",
    "new": "neutral",
    "regular": "neutral",
}
TIERS = {"standard": "standard", "silver": "silver", "gold": "gold"}


def segment_name(words: Words, segment: str) -> str:
    return named(words, SEGMENTS, segment)


def segment_chip(words: Words, segment: str) -> QLabel:
    return chip(segment_name(words, segment), TONES.get(segment, "neutral"))


def tier_name(words: Words, tier: str) -> str:
    """ "gold", as it stands in a line about a customer."""
    return named(words, TIERS, tier)
