"""Writing a piece of the playbook: its version, what to put right in it, how long it takes to say.

A piece is a file: its head, and below it what is said. A line of the head bears the version, which rises each
time the piece is published, and one the day on which it was last checked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sales.revisions import CLOSE, OPEN
from sales.spoken import breath
from sales.track_filling import VARIABLE

LONGEST = 50_000  # characters of a file that the hub takes
WORDS_A_SECOND, CHARACTERS_A_SECOND = 2.5, 4.2
FENCE = "+++"
_VERSION = re.compile(r"version\s*=\s*(\d+)\s*")
_VERIFIED = re.compile(r"verified_on\s*=\s*\S+\s*")
_OPEN = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}?")
_FIGURE = re.compile(r"(?:[¥$€£]\s?)?\d[\d,]*(?:\.\d+)?")
_TOLD = re.compile(r"(?:text|answer|subject|says)\s*=")
# Of the fields of a fault, those that hold what is wrong, the most telling first.
_WRONG = ("value", "name", "step", "section", "stage", "mark", "segment", "point", "key")
# The variables that say a figure, where others say a name or a day.
FIGURES = (
    "product.price", "product.customer_price", "product.spec.", "rival.price", "rival.spec.", "tco.",
)  # fmt: skip
FAR = 12  # lines below a key in which its value may stand


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text: the line (from 1), and the columns from `start` up to `end`."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Typed:
    """A figure that was typed where a variable would stay right by itself; "" where none says the same."""

    span: Span
    figure: str
    variable: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What would put a fault right: `use` in place of what stands at `span`."""

    span: Span
    use: str


def next_version(known: Iterable[int]) -> int:
    """A version above all that there were, those that were taken back or declined included."""
    return max(known, default=0) + 1


def version_of(text: str) -> int:
    """The version that a file says it is; 0 where it says none."""
    return next((int(match[1]) for _, match in _head(text, _VERSION)), 0)


def stamped(text: str, version: int, checked_on: date | None = None) -> str:
    """The text as this version of the piece; with a day, as one that was checked on it. "" stays ""."""
    lines = text.split("\n")
    for at, _ in _head(text, _VERSION):
        lines[at] = f"version = {version}"
    if checked_on is not None:
        for at, _ in _head(text, _VERIFIED):
            lines[at] = f"verified_on = {checked_on.isoformat()}"
    return "\n".join(lines)


def says_the_same(one: str, other: str) -> bool:
    """Whether two texts differ at most in their version and the day of their check."""
    return bool(one) == bool(other) and stamped(one, 0, date.min) == stamped(other, 0, date.min)


def unwritten(text: str) -> Iterator[tuple[int, str]]:
    """What a template left to be written, or a merge to be decided, by line."""
    for number, line in enumerate(text.split("\n"), 1):
        for match in _OPEN.finditer(line):
            yield number, match[1]


def seconds(lines: Iterable[str]) -> int:
    """How long it takes to say these lines in an easy voice."""
    told = 0.0
    for line in lines:
        length, chinese = breath(line)
        told += length / (CHARACTERS_A_SECOND if chinese else WORDS_A_SECOND)
    return math.ceil(told)


def spoken_parts(text: str) -> dict[int, int]:
    """For each heading with spoken lines below it, by its line: how many seconds they take."""
    parts: dict[int, list[str]] = {}
    heading = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("## "):
            heading = number
        elif heading and line.lstrip().startswith(">"):
            parts.setdefault(heading, []).append(line.lstrip()[1:].strip())
    return {number: seconds(said) for number, said in parts.items()}


def fix(text: str, line: int, fields: Mapping[str, str]) -> Fix | None:
    """The nearest name that a fault knows, in place of the wrong one; None where it knows none."""
    use = fields.get("nearest")
    if not use:
        return None
    lines = text.split("\n")
    wrong = [fields[name] for name in _WRONG if fields.get(name)]
    for one in wrong:
        for number in range(line, min(line + FAR, len(lines) + 1)):
            if (start := lines[number - 1].rfind(one)) >= 0:
                return Fix(Span(number, start, start + len(one)), use)
    return None


def replaced(text: str, span: Span, use: str) -> str:
    """The text with something else at a place."""
    lines = text.split("\n")
    line = lines[span.line - 1]
    lines[span.line - 1] = line[: span.start] + use + line[span.end :]
    return "\n".join(lines)


def typed_figures(text: str, known: Mapping[str, str]) -> tuple[Typed, ...]:
    """Prices and figures of products that were typed into what is said.

    `known` has the figures that hold today, as `figure_key` writes them, and the variable of each. A price
    that is none of them was right at another time.
    """
    found = []
    for number, line in _told(text):
        bare = VARIABLE.sub(lambda match: " " * len(match[0]), line)
        for match in _FIGURE.finditer(bare):
            figure = match[0].rstrip(",")
            variable = known.get(figure_key(figure), "")
            if variable or _is_price(figure):
                found.append(
                    Typed(Span(number, match.start(), match.start() + len(figure)), figure, variable)
                )
    return tuple(found)


def figure_key(figure: str) -> str:
    """A figure without what languages and habits put around it; "" for what has fewer than three digits."""
    digits = re.sub(r"[^\d.]", "", figure).strip(".")
    return digits if len(digits.partition(".")[0]) >= 3 else ""


def figures_of(filling: Mapping[str, str]) -> dict[str, str]:
    """What variables are filled with, if it is a figure, and which variable says it."""
    found: dict[str, str] = {}
    for name, value in filling.items():
        match = _FIGURE.search(value) if name.startswith(FIGURES) else None
        if match and (key := figure_key(match[0])):
            found.setdefault(key, name)
    return found


def is_name(name: str) -> bool:
    """Whether a file may be called so: small Latin letters, digits, hyphens and underscores."""
    return re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,80}", name) is not None


def slug(title: str) -> str:
    """A name for a file from its title: small Latin letters and hyphens; "" where it has none."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower().replace("'", "").replace("’", "")))[:60].strip("-")


def free_name(wanted: str, kind: str, taken: Sequence[str]) -> str:
    """`wanted`, or a name of the kind where there is none, with a number where it is taken."""
    base = wanted or kind.rstrip("s")
    if wanted and base not in taken:
        return base
    return next(name for n in range(2 if wanted else 1, 10_000) if (name := f"{base}-{n}") not in taken)


def _head(text: str, wanted: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """The lines of the head that are wholly what is wanted, by index; of a list, those before its pieces."""
    lines = text.split("\n")
    prose = next((line for line in lines if line.strip()), "").rstrip() == FENCE
    fences = 0
    for at, line in enumerate(lines):
        fences += prose and line.rstrip() == FENCE
        if fences == 2 or line.startswith("[["):
            return
        if match := wanted.fullmatch(line):
            yield at, match


def _told(text: str) -> Iterator[tuple[int, str]]:
    """The lines that people read: below the head of prose, or the texts of a list."""
    lines = text.split("\n")
    fences = [at for at, line in enumerate(lines) if line.rstrip() == FENCE]
    if len(fences) >= 2:
        below = enumerate(lines[fences[1] + 1 :], fences[1] + 2)
        yield from ((number, line) for number, line in below if not line.startswith("#"))
    else:
        yield from ((at, line) for at, line in enumerate(lines, 1) if _TOLD.match(line))


def _is_price(figure: str) -> bool:
    return figure[0] in "¥$€£" or bool(re.fullmatch(r"\d{1,3}(?:,\d{3})+", figure))
