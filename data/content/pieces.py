"""What the kinds of content that are prose have in common: their head, and their sections by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from data.content.document import Document, Line, Section
from data.content.faults import Faults, nearest
from data.content.head import Checked, Key
from sales.line_flaws import unfillable, unsayable

OWNED = (
    Key("id", "text", required=True),
    Key("owner", "text", required=True),
    Key("verified_on", "day", required=True),
    Key("verify_every_days", "number", required=True),
    Key("version", "number", required=True),
)
COLON = re.compile(r"\s*[:：]\s*")
ARROW = re.compile(r"\s*(?:->|→)\s*")
ITEM = re.compile(r"[-*]\s+(\S.*)")
TWICE = "The section {section} stands in line {line} already."


@dataclass(frozen=True, slots=True)
class Owned:
    """Who keeps a piece of content true, and how often it is checked."""

    owner: str
    verified_on: date | None
    verify_every_days: int | None


def owned(head: Checked) -> Owned:
    return Owned(head.text("owner"), head.day("verified_on"), head.number("verify_every_days"))


def check_title(document: Document, faults: Faults, example: str) -> None:
    """A title there is, without variables; and nothing stands before the first section."""
    title = document.title
    if not title.text:
        faults.add(title.number, "There is no title: write one as # {example}.", example=example)
    if "{" in title.text:
        faults.add(title.number, "A title holds no variables: it is read in lists.")
    for line in document.intro:
        faults.add(line.number, "This line stands before the first section and is never shown.")


def missing(document: Document, found: Iterable[str], required: Sequence[str], faults: Faults) -> None:
    """Report the sections that are not there."""
    have = set(found)
    for name in required:
        if name not in have:
            faults.add(document.title.number, "The section ## {section} is missing.", section=name)


def unknown(section: Section, names: Sequence[str], faults: Faults) -> None:
    """Report a section that no part of this kind bears the name of."""
    heading = section.heading
    name = COLON.split(heading.text)[0]
    faults.add(
        heading.number,
        "There is no section {section}; the nearest is {nearest}.",
        section=name,
        nearest=nearest(name, names),
    )


def said(line: Line, faults: Faults) -> str:
    """The words of a line that is spoken, `> ...`; "" and a fault for one that is not."""
    text = line.text.strip()
    if not text.startswith(">") or not text[1:].strip():
        faults.add(line.number, "What is said here begins with >.")
        return ""
    spoken = text[1:].strip()
    check_line(spoken, line.number, faults)
    check_speech(spoken, line.number, faults)
    return spoken


def item(line: Line, faults: Faults) -> str:
    """The words of a list item, `- ...`; "" and a fault for a line that is none."""
    match = ITEM.fullmatch(line.text.strip())
    if match is None:
        faults.add(line.number, "This line begins with - here.")
        return ""
    check_line(match[1], line.number, faults)
    return match[1]


def check_line(text: str, line: int, faults: Faults) -> None:
    """Report variables that do not exist."""
    for flaw in unfillable(text):
        faults.add(line, flaw.text, **flaw.fields)


def check_speech(text: str, line: int, faults: Faults) -> None:
    """Advise on lines that nobody says in one breath, and on tall words."""
    for flaw in unsayable(text):
        faults.advise(line, flaw.text, **flaw.fields)
