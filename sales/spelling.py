"""Words that nobody knows, read as the known word that is fewest letters away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

SHORT, LONG = 4, 7  # letters: shorter words are not corrected; from the longer on, two letters may be wrong


class Spelling:
    """The known words, and which of them an unknown one may be."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._without: dict[str, list[str]] = {}
        for word in sorted(self._known):
            if len(word) >= SHORT and word.isascii() and word.isalpha():
                for left in _shortened(word, _allowed(word)):
                    self._without.setdefault(left, []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def meant(self, word: str) -> str | None:
        """The known word that this unknown one is most likely to be; None if it is like none."""
        if len(word) < SHORT or not word.isalpha() or not word.isascii():
            return None
        near = {other for left in _shortened(word, _allowed(word)) for other in self._without.get(left, ())}
        ranked = sorted((distance(word, other), word[:1] != other[:1], other) for other in near)
        if ranked and ranked[0][0] <= _allowed(word):
            return ranked[0][2]
        return None


def distance(one: str, other: str) -> int:
    """How many letters were added, left out, changed, or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]


def _allowed(word: str) -> int:
    return 2 if len(word) >= LONG else 1


def _shortened(word: str, by: int) -> Iterator[str]:
    """The word, and the word without any one letter, or any two."""
    yield word
    for count in range(1, by + 1):
        for left in combinations(word, len(word) - count):
            yield "".join(left)
