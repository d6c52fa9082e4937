"""What a question asks of a product: which figures of its data sheet, and whether it asks of nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sales.lexicon import Lexicon, Sound
from sales.wording import FILLERS, FILLING, HAN, tokens

ASKING = "asking"  # the key of the words of asking itself


@dataclass(frozen=True, slots=True)
class Asked:
    """The keys asked for, and how much of the question they and the words of asking make up, from 0 to 1."""

    keys: tuple[str, ...]
    share: float


def asked_of(text: str, specs: Lexicon, keys: Mapping[str, tuple[str, ...]], sound: Sound) -> Asked:
    """What a text, from which the name was taken, asks of a product; `keys` are those of each concept."""
    words = tokens(text)
    wanted: dict[str, float] = {}
    for one in specs.meant(words, sound):
        for key in keys[one.concept]:
            wanted[key] = max(wanted.get(key, 0.0), one.counts)
    wanted.pop(ASKING, None)
    known = left = 0
    for word in words:
        if HAN.match(word):
            rest = len(_unknown(word, specs))
            known, left = known + sum(c not in FILLING for c in word) - rest, left + rest
        elif word not in FILLERS:
            known, left = known + (word in specs.vocabulary), left + (word not in specs.vocabulary)
    share = known / (known + left) if known else 0.0
    return Asked(tuple(sorted(wanted, key=lambda key: -wanted[key])), share)


def _unknown(run: str, specs: Lexicon) -> str:
    """What is left of a run of characters without the phrases that are known, and what says little."""
    for phrase in sorted(specs.by_characters, key=len, reverse=True):
        if len(phrase) > 1:
            run = run.replace(phrase, "")
    return "".join(character for character in run if character not in FILLING)
