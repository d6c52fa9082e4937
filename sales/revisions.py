"""Two texts line by line: what changed between them, and what becomes of two edits of the same text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = " ", "-", "+"
OPEN, CLOSE = "‹", "›"  # what stands between them is still to be written or decided


@dataclass(frozen=True, slots=True)
class Change:
    """A line of two texts: `sign` says in which it stands, `before` and `after` as which line (from 1)."""

    sign: str
    text: str
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """The lines put around what two people wrote into the same place."""

    mine: str
    theirs: str
    end: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Both edits in one text; `clashes` are the places where both stand, to be decided."""

    text: str
    clashes: int


def changes(before: str, after: str) -> tuple[Change, ...]:
    """All lines of both texts in order; those that are gone stand before those that came in their place."""
    old, new = before.split("\n"), after.split("\n")
    found: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += (Change(SAME, old[a + i], a + i + 1, c + i + 1) for i in range(b - a))
        else:
            found += (Change(GONE, old[i], before=i + 1) for i in range(a, b))
            found += (Change(NEW, new[i], after=i + 1) for i in range(c, d))
    return tuple(found)


def around(lines: Sequence[Change], context: int = 2) -> tuple[tuple[Change, ...], ...]:
    """The changed places, each with the lines around it; places that touch are one."""
    near = [
        any(one.sign != SAME for one in lines[max(0, at - context) : at + context + 1])
        for at in range(len(lines))
    ]
    places: list[list[Change]] = []
    for at, line in enumerate(lines):
        if near[at]:
            if at == 0 or not near[at - 1]:
                places.append([])
            places[-1].append(line)
    return tuple(map(tuple, places))


def merged(base: str, mine: str, theirs: str, marks: Marks) -> Merged:
    """Both edits of `base`. Where they touch the same lines in different ways, both stand between `marks`."""
    b, m, t = base.split("\n"), mine.split("\n"), theirs.split("\n")
    out: list[str] = []
    clashes = at_b = at_m = at_t = 0
    for start_b, end_b, start_m, start_t in _common(b, m, t):
        old, own, other = b[at_b:start_b], m[at_m:start_m], t[at_t:start_t]
        if own in (other, old):
            out += other
        elif other == old:
            out += own
        else:
            clashes += 1
            out += [marks.mine, *own, marks.theirs, *other, marks.end]
        out += b[start_b:end_b]
        length = end_b - start_b
        at_b, at_m, at_t = end_b, start_m + length, start_t + length
    return Merged("\n".join(out), clashes)


def _common(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """The runs of lines that all three have: start and end in `base`, starts in the others; the end last."""
    in_mine, in_theirs = _blocks(base, mine), _blocks(base, theirs)
    at = other = 0
    while at < len(in_mine) and other < len(in_theirs):
        start_a, from_m, length_a = in_mine[at]
        start_b, from_t, length_b = in_theirs[other]
        start, end = max(start_a, start_b), min(start_a + length_a, start_b + length_b)
        if start < end:
            yield start, end, from_m + start - start_a, from_t + start - start_b
        if start_a + length_a < start_b + length_b:
            at += 1
        else:
            other += 1
    yield len(base), len(base), len(mine), len(theirs)


def _blocks(base: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    found = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return [(one.a, one.b, one.size) for one in found if one.size]
