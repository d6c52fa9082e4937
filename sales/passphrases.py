"""How well a passphrase keeps a laptop's data: an estimate from its length and variety, in words.

Bits are counted as somebody who guesses would: letters of words carry three, a Chinese character eight, and
what repeats or counts on from the character before next to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sales.words import Words

FAIR_BITS, STRONG_BITS = 40, 60
LETTER, CAPITAL, DIGIT, MARK, IDEOGRAM, FORESEEN = 3.0, 4.0, 3.3, 4.0, 8.0, 0.5  # bits a character
LAST_LETTER = "\u024f"  # of Latin; beyond, a character is taken from thousands

Level = Literal["short", "fair", "strong"]


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong a passphrase is, and why or what to do, as a sentence."""

    level: Level
    bits: float
    reason: str


def strength(passphrase: str, words: Words) -> Strength:
    """How strong a passphrase is. A store should not be encrypted under one that is `short`."""
    worth = [_bits(passphrase, at) for at in range(len(passphrase))]
    bits = sum(worth)
    if bits >= STRONG_BITS:
        reason = words("Strong. Write it down and keep it away from this computer: nobody can reset it.")
        return Strength("strong", bits, reason)
    if bits >= FAIR_BITS:
        return Strength("fair", bits, words("Fair. One more word makes it strong."))
    if worth.count(FORESEEN) * 2 > len(passphrase):
        return Strength("short", bits, words("It repeats itself. Use words that have nothing in common."))
    if passphrase.isdecimal():
        return Strength("short", bits, words("Digits alone are guessed quickly. Use four words or more."))
    return Strength("short", bits, words("Too short. Use four words or more."))


def _bits(text: str, at: int) -> float:
    """What a character adds for somebody who knows those before it."""
    one = text[at]
    if at and (abs(ord(one) - ord(text[at - 1])) <= 1 or text[at - 1 : at + 1] in text[: at - 1]):
        return FORESEEN
    if one > LAST_LETTER:
        return IDEOGRAM
    if one.isdecimal():
        return DIGIT
    if one.isalpha():
        return CAPITAL if one.isupper() and at and text[at - 1] != " " else LETTER
    return MARK
