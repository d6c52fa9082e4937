"""Which product is spoken of: "the Breva 600", "微风600", "ap-600", with typos and without the spaces."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sales.spelling import Spelling
from sales.wording import FILLERS, HAN, tokens

LEFT_OUT = 0.5  # what a word of the name counts against it that was not said
NAMED = 3.0  # what the words said of a name tell at least
CORRECTED = 0.7  # what a word counts for that was spelt otherwise
FEW = 8
_NUMBER = re.compile(r"[a-z]{2}-?\d[a-z0-9-]*|[a-z]{2}-[a-z0-9-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A product that a text names (its id), and the text without the name."""

    id: str
    rest: str


class ProductNames:
    """The names of all products, in every language, and their article numbers."""

    def __init__(self, products: Iterable[tuple[str, str | None, Sequence[str]]]) -> None:
        """Each product: its id, its article number, its names."""
        self._numbers: dict[str, str] = {}
        self._names: list[tuple[str, tuple[str, ...]]] = []
        counted: Counter[str] = Counter()
        for id_, number, names in products:
            if number:
                self._numbers[_compact(number)] = id_
            for name in names:
                words = tuple(dict.fromkeys(w for w in tokens(name) if w not in FILLERS))
                self._names.append((id_, words))
                counted.update(words)
        total = len(self._names)
        self._tells = {word: math.log(1 + total / n) for word, n in counted.items()}
        self._spelling = Spelling(word for word in counted if not HAN.match(word))

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The products that may be named, the likeliest first; nothing where none is.

        Where a text says "the filter of the Breva 600", the filter comes first, and the Breva 600 too.
        """
        for match in _NUMBER.finditer(text):
            if id_ := self._numbers.get(_compact(match[0])):
                return (Mention(id_, f"{text[: match.start()]} {text[match.end() :]}"),)
        typed = tokens(text)
        said = [word if word in self._tells else self._spelling.meant(word) or word for word in typed]
        scored: dict[str, tuple[float, tuple[str, ...]]] = {}
        for id_, words in self._names:
            score = self._score(words, said, typed)
            if score >= NAMED and score > scored.get(id_, (0.0, ()))[0]:
                scored[id_] = score, words
        ranked = sorted(scored.items(), key=lambda one: (-one[1][0], one[0]))
        whole = [one for one in ranked[FEW:] if all(_spoken(word, said) for word in one[1][1])]
        return tuple(Mention(id_, self._without(text, words)) for id_, (_, words) in ranked[:FEW] + whole)

    def _score(self, words: Sequence[str], said: Sequence[str], typed: Sequence[str]) -> float:
        """How much of a name was said, less what of it was not; a number in a name is always said."""
        score = 0.0
        for word in words:
            if _spoken(word, said):
                score += self._tells[word] * (1.0 if _spoken(word, typed) else CORRECTED)
            elif word[0].isdigit():
                return 0.0
            else:
                score -= LEFT_OUT * self._tells[word]
        return score

    def _without(self, text: str, words: Sequence[str]) -> str:
        characters = sorted((word for word in words if HAN.match(word)), key=len, reverse=True)
        left = []
        for token in tokens(text):
            if HAN.match(token):
                run = token
                for word in characters:
                    run = _cut(word, run)
                left.append(run)
            elif token not in words and self._spelling.meant(token) not in words:
                left.append(token)
        return " ".join(left)


def _cut(word: str, run: str) -> str:
    """A run of characters without the longest part of a word of the name that stands in it."""
    parts = (
        word[a:b] for long in range(len(word), 1, -1) for a in range(len(word) - long + 1) for b in [a + long]
    )
    return next((run.replace(part, " ") for part in parts if part in run), run)


def _spoken(word: str, said: Sequence[str]) -> bool:
    if HAN.match(word):
        return any(word in run or word.removesuffix("版") in run for run in said if HAN.match(run))
    return word in said


def _compact(number: str) -> str:
    return number.casefold().replace("-", "")
