"""The call brief: everything for one call on exactly one page, with room to write.

Each section can be shown at several levels, fullest first. The page begins with all of them full; where that
is too much, sections are lowered in turn, the least important first, and say how much they leave out; what is
then left over is given back. At their lowest the sections fit any page, whatever the values are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from reports import brief_sections as sections
from reports import brief_track as track
from reports import phrases
from reports.blocks import Block, Gap, Row, Stack
from reports.brief_sections import Extent
from reports.document import Document, Frame
from reports.tokens import HEADING, WIDTH, span
from sales.brief import Brief
from sales.words import Words

GAP = 9.0
NOTES = 63.0  # three lines to write on: never less
Section = Callable[[Brief, Words, Extent], Block | None]
LEVELS: dict[str, tuple[Section, tuple[Extent, ...]]] = {
    "person": (sections.person, tuple(Extent(fact_lines=n) for n in (4, 3, 2))),
    "segments": (sections.segments, tuple(Extent(why_lines=n, since=min(n, 4)) for n in (6, 5, 4, 3))),
    "figures": (sections.figures, (Extent(),)),
    "bought": (
        sections.bought,
        tuple(Extent(bought=n, bought_lines=m) for n, m in ((6, 2), (5, 2), (5, 1), (4, 1), (3, 1))),
    ),
    "issues": (
        sections.issues,
        tuple(Extent(issues=n, issue_lines=m) for n, m in ((5, 3), (5, 2), (4, 2), (3, 2), (2, 1))),
    ),
    "contacts": (
        sections.contacts,
        tuple(Extent(contacts=n, contact_lines=m) for n, m in ((4, 4), (3, 3), (3, 2), (2, 2), (1, 2))),
    ),
    "actions": (
        sections.actions,
        tuple(Extent(actions=n, action_lines=m) for n, m in ((3, 5), (3, 4), (3, 3), (2, 3), (1, 2))),
    ),
    "opening": (
        track.opening,
        tuple(
            Extent(say_lines=n, asks=asks, ask_lines=m, avoids=avoids)
            for n, asks, m, avoids in ((8, 5, 3, 2), (8, 4, 2, 2), (6, 3, 2, 1), (5, 3, 2, 0), (4, 2, 1, 0))
        ),
    ),
    "steps": (
        track.steps,
        tuple(
            Extent(steps=n, step_lines=m) for n, m in ((6, 2), (6, 1), (4, 1), (3, 1), (2, 1), (1, 1), (0, 1))
        ),
    ),
    "doubts": (
        track.doubts,
        tuple(Extent(doubts=n, doubt_lines=m) for n, m in ((4, 3), (3, 3), (2, 2), (1, 2), (1, 1))),
    ),
    "offers": (
        track.offers,
        tuple(Extent(offers=n, offer_lines=m) for n, m in ((4, 2), (3, 2), (2, 2), (2, 1), (1, 1))),
    ),
}
# What is lowered by one level, first to last: enough turns to bring every section to its lowest.
TURNS = (
    "steps steps offers steps doubts contacts actions steps issues bought bought steps segments opening "
    "steps contacts opening offers person actions opening bought doubts segments issues offers contacts "
    "opening issues person actions bought doubts contacts issues doubts offers segments actions"
)
SIDES = (("bought", "issues"), ("contacts", "actions"))
CLOSE = {"person": 5.0, "opening": 5.0, "steps": 6.0}  # these stand closer to what follows


def call_brief(brief: Brief, words: Words, path: Path, paper: str = "a4", company: str = "") -> int:
    """Write one customer's call brief as a PDF of one page and return the number of pages.

    `paper` is a key of `tokens.SHEETS`. Raises FileUnwritable.
    """
    return compose(brief, words, paper, company).save(path)


def compose(brief: Brief, words: Words, paper: str = "a4", company: str = "") -> Document:
    """The page before it is drawn."""
    document = Document(_frame(brief, words, paper, company))
    document.y += 8
    head = HEADING.lead_in(words.locale) + 4
    page = _Page(brief, words)
    levels = page.fullest(document.room - NOTES - head)
    for block, gap in page.blocks(levels):
        document.add(block, gap)
    document.add(sections.notes(words, document.room - head))
    return document


class _Page:
    """The sections at their levels, each built and measured once."""

    def __init__(self, brief: Brief, words: Words) -> None:
        self._brief, self._words = brief, words
        self._block = cache(self._build)
        self._height = cache(self._measure)

    def fullest(self, room: float) -> dict[str, int]:
        """The level of each section so that as much as possible stands in `room`."""
        levels = dict.fromkeys(LEVELS, 0)
        lowered: list[str] = []
        for name in TURNS.split():
            if self._total(levels) <= room:
                break
            levels[name] += 1
            lowered.append(name)
        for name in reversed(lowered):
            levels[name] -= 1
            if self._total(levels) > room:
                levels[name] += 1
        return levels

    def blocks(self, levels: dict[str, int]) -> list[tuple[Block, float]]:
        """What stands below one another, with the gap after each."""
        shown = {name: block for name in LEVELS if (block := self._block(name, levels[name]))}
        sides = [Stack([shown.pop(upper), Gap(GAP), shown.pop(lower)]) for upper, lower in SIDES]
        follow = "steps" in shown or "doubts" in shown
        placed = [
            (block, GAP if name == "opening" and not follow else CLOSE.get(name, GAP))
            for name, block in shown.items()
        ]
        above = list(shown).index("opening")
        return [*placed[:above], (Row(sides, [6, 6]), GAP), *placed[above:]]

    def _total(self, levels: dict[str, int]) -> float:
        tall = {name: self._height(name, level) for name, level in levels.items()}
        sides = max(sum(tall.pop(name) for name in side) for side in SIDES)
        return sides + sum(tall.values())

    def _build(self, name: str, level: int) -> Block | None:
        section, extents = LEVELS[name]
        return section(self._brief, self._words, extents[level])

    def _measure(self, name: str, level: int) -> float:
        block = self._block(name, level)
        width = span(6) if any(name in side for side in SIDES) else WIDTH
        return block.height(self._words.locale, width) + CLOSE.get(name, GAP) if block else 0.0


def _frame(brief: Brief, words: Words, paper: str, company: str) -> Frame:
    at = phrases.instant(words, brief.prepared_at)
    prepared = words("Prepared {at}, from no dated facts. Internal: not for the customer.", at=at)
    dated = words(
        "Prepared {at}; data of {as_of} ({age} old). Internal: not for the customer.",
        at=at,
        as_of=phrases.instant(words, brief.as_of_at),
        age=words.duration(max(0, brief.prepared_at - brief.as_of_at) // 1000),
    )
    versions = phrases.joined(brief.versions, words(", "))
    return Frame(
        words,
        title=words("Call brief: {name}", name=brief.customer.name),
        kind=words("Customer call brief"),
        subject=brief.customer_no,
        provenance=phrases.joined(
            [
                dated if brief.as_of_at else prepared,
                phrases.sentence(versions[:1].upper() + versions[1:], words),
            ],
            " ",
        ),
        prepared_at=brief.prepared_at,
        company=company,
        paper=paper,
    )
