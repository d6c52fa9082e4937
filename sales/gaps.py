"""Knowledge gaps: what was asked several times and has no answer.

Questions are about the same where what they say is alike, in whatever words: what few texts say counts most.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sales.playbook import Miss

TIMES = 3  # so many fruitless questions are a gap
ALIKE = 0.42  # the cosine from which two questions are about the same

Telling = Callable[[str], Mapping[str, float]]  # what a text says, each feature by how much it tells


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions about one theme that found nothing, the newest first. `theme` is that of the oldest, `title`
    the newest as it was asked.
    """

    theme: str
    title: str
    misses: tuple[Miss, ...]

    @property
    def n(self) -> int:
        return len(self.misses)

    @property
    def last_at(self) -> int:
        return self.misses[0].at


def gaps(misses: Iterable[Miss], telling: Telling, least: int = TIMES) -> tuple[Gap, ...]:
    """The themes that were asked at least so many times, those asked most often first."""
    themes: list[list[tuple[Miss, Mapping[str, float]]]] = []
    for miss in sorted(misses, key=lambda one: (one.at, one.id)):
        said = telling(miss.text)
        for theme in themes:
            if any(miss.theme == other.theme or alike(said, its) >= ALIKE for other, its in theme):
                theme.append((miss, said))
                break
        else:
            themes.append([(miss, said)])
    found = [
        Gap(theme[0][0].theme, theme[-1][0].text, tuple(miss for miss, _ in reversed(theme)))
        for theme in themes
        if len(theme) >= least
    ]
    return tuple(sorted(found, key=lambda gap: (-gap.n, -gap.last_at)))


def alike(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of the angle between what two texts say: 1 for the same, 0 for nothing in common."""
    shared = sum(weight * other[name] for name, weight in one.items() if name in other)
    return shared / (_length(one) * _length(other)) if shared else 0.0


def _length(said: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in said.values()))
