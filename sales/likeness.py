"""How like a text is to what somebody typed or said: by words, by meaning, by sound, and with typos.

A text becomes features with weights: its words (fillers count little), the concepts of the lexicon that it
says, and for Chinese its characters, pairs of characters, and the sounds of the pairs. What few entries have
tells more than what many have. An entry is like a text by two measures, each from 0 to 1: how much of the
text its words as a whole cover, and how like the text the nearest of its phrasings is (the cosine of the
angle between them).
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from sales.lexicon import Lexicon, Place, Sound
from sales.spelling import Spelling
from sales.wording import FILLERS, FILLING, HAN, tokens

WORD, FILLER, CONCEPT, PAIR, CHARACTER, SOUND = 1.0, 0.12, 2.2, 0.7, 0.5, 0.2
HEARD = 0.5  # what a phrase counts for, against a concept, that is a card's
FILLED = (1.0, 0.35, 0.1)  # what a pair counts for of which none, one, both say little
CORRECTED = 0.8  # what a word counts for that was spelt otherwise
SATURATED = 4.0  # how often a feature stands in an entry until more of it tells half as much
COVERED, NEAREST = 0.85, 0.15  # shares of the two measures
ELSEWHERE, MEANT, LONE = 0.8, 0.85, 0.3  # what a word counts for that is not in the nearest phrasing as it is
UNHEARD = 1.5  # what a character tells that stands in no pair of any entry
CANDIDATES = 60
RARE = 14  # features, the rarest first, that entries are looked up by
COMMON, ENOUGH = 4, 3  # what more than a quarter of all has finds nothing, where so many others do

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be found: the phrasings in which it is said, and texts about it with their weights."""

    id: str
    phrasings: tuple[str, ...]
    texts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like an entry is: the `score` of both measures, the nearest phrasing, and how near that is."""

    id: str
    score: float
    nearest: str
    nearness: float


class Likenesses:
    """Entries made ready to be compared with what is typed. Made once; asked by many threads."""

    def __init__(self, entries: Iterable[Entry], lexicon: Lexicon, sound: Sound) -> None:
        self._lexicon, self._sound = lexicon, sound
        self._ids: list[str] = []
        self._whole: list[Features] = []
        self._phrasings: list[list[tuple[str, Features]]] = []
        self._having: dict[str, list[int]] = {}
        known: set[str] = set(lexicon.vocabulary) | FILLERS
        for entry in entries:
            self._add(entry, known)
        self._spelling = Spelling(known)
        self._places = {name: at for at, name in enumerate(self._ids)}
        count = len(self._ids)
        self._unseen = math.log(1 + 2 * (count + 0.5))
        self._tells = {
            name: math.log(1 + (count - len(having) + 0.5) / (len(having) + 0.5))
            for name, having in self._having.items()
        }
        self._lengths = [
            [self._length(features) for _, features in phrasings] for phrasings in self._phrasings
        ]

    def like(self, text: str, limit: int = CANDIDATES) -> list[Likeness]:
        """The entries that are like a text, the likest first; those that share nothing are left out."""
        asked = self.telling(text)
        if all(name.removeprefix("w:") in FILLERS for name in asked):
            return []
        total, length = sum(asked.values()), math.sqrt(sum(u * u for u in asked.values()))
        found = [self._likeness(at, asked, total, length) for at in self._candidates(asked)]
        return heapq.nsmallest(limit, found, key=lambda one: (-one.score, one.id))

    def telling(self, text: str) -> Features:
        """What a text says, each feature by how much it tells: what no entry has tells most."""
        return {
            name: weight * self._tells.get(name, self._unseen) for name, weight in self._asked(text).items()
        }

    def share(self, text: str, like: Likeness, leaving: Set[Place] = frozenset()) -> float:
        """How much of what a text says the entry says, word by word, from 0 to 1.

        A word counts in full where the nearest phrasing has it, less where it stands elsewhere in the entry
        or is only meant; what no entry has counts most against it. The words at the places `leaving` are left
        out.
        """
        at = self._places[like.id]
        nearest: Mapping[str, float] = next(
            (mine for phrasing, mine in self._phrasings[at] if phrasing == like.nearest), {}
        )
        said = covered = 0.0
        for weight, names in self._units(text, leaving):
            said += weight
            covered += weight * max(
                (_counts(name) * (1.0 if name in nearest else ELSEWHERE if name in self._whole[at] else 0.0))
                for name in names
            )
        return covered / said if said else 0.0

    def nearness(self, text: str, like: Likeness) -> dict[str, float]:
        """How near each phrasing of an entry is to a text."""
        asked, at = self.telling(text), self._places[like.id]
        length = math.sqrt(sum(u * u for u in asked.values())) or 1.0
        return {
            phrasing: sum(
                u * features.get(name, 0.0) * self._tells.get(name, 0.0) for name, u in asked.items()
            )
            / (length * long)
            for (phrasing, features), long in zip(self._phrasings[at], self._lengths[at], strict=True)
        }

    def _units(self, text: str, leaving: Set[Place]) -> Iterator[tuple[float, list[str]]]:
        """The words (in Chinese: characters) of a text that are no fillers and not left out: what each tells,
        and the features by which it may be said.
        """
        words, _ = self._spelt(text)
        meant: defaultdict[Place, list[str]] = defaultdict(list)
        for one in self._lexicon.meant(words, self._sound):
            for place in one.places:
                meant[place].append(f"c:{one.concept}")
        for at, word in enumerate(words):
            if HAN.match(word):
                for spot, character in enumerate(word):
                    if character not in FILLING and (at, spot) not in leaving:
                        pairs = [f"h:{word[max(0, spot - 1) : spot + 1]}", f"h:{word[spot : spot + 2]}"]
                        known = meant[at, spot] or any(pair in self._having for pair in pairs)
                        yield 1.0 if known else UNHEARD, [*pairs, *meant[at, spot]]
            elif word not in FILLERS and (at, 0) not in leaving:
                yield self._tells.get(f"w:{word}", self._unseen), [f"w:{word}", *meant[at, 0]]

    def _likeness(self, at: int, asked: Features, total: float, length: float) -> Likeness:
        whole, tells = self._whole[at], self._tells
        covered = sum(u * whole[name] for name, u in asked.items() if name in whole) / total
        nearness, nearest = 0.0, ""
        for (phrasing, features), long in zip(self._phrasings[at], self._lengths[at], strict=True):
            shared = sum(u * features[n] * tells[n] for n, u in asked.items() if n in features)
            if shared and (near := shared / (length * long)) > nearness:
                nearness, nearest = near, phrasing
        score = COVERED * covered + NEAREST * nearness
        return Likeness(self._ids[at], score, nearest, nearness)

    def _candidates(self, asked: Features) -> list[int]:
        """The entries that have most of the rarest features asked for."""
        known = [name for name in asked if name in self._having]
        rarest = heapq.nlargest(RARE, known, key=lambda name: asked[name])
        few = [name for name in rarest if len(self._having[name]) * COMMON < len(self._ids)]
        rarest = few if len(few) >= ENOUGH else rarest
        met: defaultdict[int, float] = defaultdict(float)
        for name in rarest:
            weight = asked[name]
            for at in self._having[name]:
                met[at] += weight
        return heapq.nlargest(CANDIDATES, met, key=lambda at: met[at])

    def _asked(self, text: str) -> Features:
        """The features of what was typed, its unknown words corrected."""
        words, corrected = self._spelt(text)
        found = features(words, self._lexicon, self._sound)
        return {name: weight * (CORRECTED if name in corrected else 1) for name, weight in found.items()}

    def _spelt(self, text: str) -> tuple[list[str], set[str]]:
        """The words of a text with the unknown ones corrected, and the features of those."""
        words, corrected = [], set()
        for word in tokens(text):
            meant = None if word in self._spelling or HAN.match(word) else self._spelling.meant(word)
            words.append(meant or word)
            if meant:
                corrected.add(f"w:{meant}")
        return words, corrected

    def _add(self, entry: Entry, known: set[str]) -> None:
        at = len(self._ids)
        self._ids.append(entry.id)
        counted: defaultdict[str, float] = defaultdict(float)
        said = []
        for phrasing in entry.phrasings:
            words = tokens(phrasing)
            known.update(word for word in words if not HAN.match(word))
            mine = features(words, self._lexicon, self._sound)
            said.append((phrasing, mine))
            for name in mine:
                counted[name] += 1
        for text, weight in entry.texts:
            words = tokens(text)
            known.update(word for word in words if not HAN.match(word))
            for name in features(words, self._lexicon, self._sound):
                counted[name] += weight
        self._phrasings.append(said)
        self._whole.append({name: n / (n + SATURATED) for name, n in counted.items()})
        for name in counted:
            self._having.setdefault(name, []).append(at)

    def _length(self, mine: Features) -> float:
        return math.sqrt(sum((w * self._tells[name]) ** 2 for name, w in mine.items())) or 1.0


def features(words: Sequence[str], lexicon: Lexicon, sound: Sound) -> Features:
    """What a text says, as features with their weights; each counts once, however often it is said."""
    found: Features = {}
    for word in words:
        if HAN.match(word):
            _of_run(word, found, sound)
        else:
            found[f"w:{word}"] = FILLER if word in FILLERS else WORD
    for one in lexicon.meant(words, sound):
        name = f"c:{one.concept}"
        counts = CONCEPT * one.counts * (HEARD if one.concept in lexicon.heard else 1)
        found[name] = max(found.get(name, 0.0), counts)
    return found


def _counts(name: str) -> float:
    """What a feature proves of a word: its own more than a concept, a lone character nearly nothing."""
    return MEANT if name.startswith("c:") else LONE if name.startswith("h:") and len(name) == 3 else 1.0


def _of_run(run: str, found: Features, sound: Sound) -> None:
    read = [sound(character) for character in run]
    for at, character in enumerate(run):
        found[f"h:{character}"] = CHARACTER
        if at:
            pair = run[at - 1 : at + 1]
            counts = FILLED[len(FILLING.intersection(pair))]
            found[f"h:{pair}"] = PAIR * counts
            found[f"s:{read[at - 1]} {read[at]}"] = SOUND * counts
