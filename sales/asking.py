"""What a question asks of a product: which figures of its data sheet, and whether it asks of nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from sales.lexicon import Lexicon, Place, Sound
from sales.wording import FILLERS, FILLING, HAN, tokens

ASKING = "asking"  # the key of the words of asking itself
TALK = "talk"  # the key of those that say nothing of what is asked, whatever it is asked of
ASKS = "asks:"  # before what is asked for: a time, a place, a person, an amount, a manner
TOPIC = "topic"  # the key of what a question is about that is asked of no product


@dataclass(frozen=True, slots=True)
class Asked:
    """The keys asked for, and how much of the question they and the words of asking make up, from 0 to 1."""

    keys: tuple[str, ...]
    share: float


def asked_of(text: str, specs: Lexicon, keys: Mapping[str, tuple[str, ...]], sound: Sound) -> Asked:
    """What a text, from which the name was taken, asks of a product; `keys` are those of each concept."""
    words = tokens(text)
    wanted: dict[str, float] = {}
    known: set[Place] = set()
    meant = list(specs.meant(words, sound))
    talk = {place for one in meant if TALK in keys[one.concept] for place in one.places}
    asking = {place for one in meant if TALK not in keys[one.concept] for place in one.places}
    said = set(_telling(words)) - (talk - asking)
    for one in meant:
        known.update(said.intersection(one.places))
        for key in keys[one.concept]:
            wanted[key] = max(wanted.get(key, 0.0), one.counts)
    wanted = {key: n for key, n in wanted.items() if key not in (ASKING, TALK) and not key.startswith(ASKS)}
    known.update(
        (at, spot) for at, spot in said if not HAN.match(words[at]) and words[at] in specs.vocabulary
    )
    known.update(_in_runs(words, said, specs))
    share = len(known) / len(said) if said else float(bool(wanted))
    return Asked(tuple(sorted(wanted, key=lambda key: -wanted[key])), share)


def small_talk(text: str, specs: Lexicon, keys: Mapping[str, tuple[str, ...]], sound: Sound) -> set[Place]:
    """Where a text says what says nothing of what it asks: "do you offer", "is it possible"."""
    words = tokens(text)
    return {place for one in specs.meant(words, sound) if TALK in keys[one.concept] for place in one.places}


def asks_for(text: str, specs: Lexicon, keys: Mapping[str, tuple[str, ...]], sound: Sound) -> frozenset[str]:
    """What kind of thing a text asks for: a time, a place, a person, an amount, a manner; or none of them."""
    meant = specs.meant(tokens(text), sound)
    return frozenset(key for one in meant for key in keys[one.concept] if key.startswith(ASKS))


def _telling(words: Sequence[str]) -> Iterator[Place]:
    """The words of a text, in Chinese its characters, that hold more than the sentence together."""
    for at, word in enumerate(words):
        if HAN.match(word):
            yield from ((at, spot) for spot, character in enumerate(word) if character not in FILLING)
        elif word not in FILLERS:
            yield at, 0


def _in_runs(words: Sequence[str], said: Set[Place], specs: Lexicon) -> Iterator[Place]:
    """The characters that stand in a phrase that is known, whatever else is known around them."""
    for at, word in enumerate(words):
        for start in range(len(word) if HAN.match(word) else 0):
            for end in range(start + 2, min(len(word), start + specs.longest.get(word[start], 0)) + 1):
                if word[start:end] in specs.by_characters:
                    yield from ((at, spot) for spot in range(start, end) if (at, spot) in said)
