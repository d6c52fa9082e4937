"""Faults of content files: what is wrong, in which line, and what would be right. All of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from sales.words import Words


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file. One that does not break it is advice: the content is used as it is."""

    path: Path
    line: int
    text: str
    fields: dict[str, str] = field(default_factory=dict)
    breaks: bool = True

    def sentence(self, words: Words) -> str:
        return words(self.text, **self.fields)

    def told(self, words: Words) -> str:
        """`file:line: sentence`, as editors make it clickable."""
        return f"{self.path}:{self.line}: {self.sentence(words)}"


@dataclass(slots=True)
class Faults:
    """The faults of one file as they are found."""

    path: Path
    found: list[Fault] = field(default_factory=list)

    def add(self, line: int, text: str, /, **fields: str) -> None:
        self.found.append(Fault(self.path, line, text, fields))

    def advise(self, line: int, text: str, /, **fields: str) -> None:
        """Something that could be better; the content is used as it is."""
        self.found.append(Fault(self.path, line, text, fields, breaks=False))

    @property
    def broken(self) -> bool:
        return any(fault.breaks for fault in self.found)

    def sorted(self) -> tuple[Fault, ...]:
        return tuple(sorted(self.found, key=lambda fault: fault.line))


def nearest(name: str, known: Sequence[str]) -> str:
    """The one of the known names that is most like `name`."""
    return get_close_matches(name, known, 1, 0)[0]
