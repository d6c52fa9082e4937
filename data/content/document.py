"""Content as it is written: Markdown with a TOML head between `+++` lines, a `#` title, and `##` sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data.content.faults import Faults
from data.content.head import Head, read_head

FENCE = "+++"
LARGEST = 1 << 20  # bytes; prose of this size is a mistake


@dataclass(frozen=True, slots=True)
class Source:
    """A file of content: on the disk, or (`text`) as it came with a sync and lies in the store."""

    path: Path
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str


@dataclass(slots=True)
class Section:
    """A `##` heading and the lines below it that are not blank."""

    heading: Line
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Document:
    """One file. `title` is the `#` heading, if there is one; `intro` what stands before the sections."""

    head: Head
    title: Line
    intro: tuple[Line, ...]
    sections: tuple[Section, ...]


def read_document(source: Source, faults: Faults) -> Document:
    """Read a file; what cannot be read of it is reported to `faults` and left out."""
    lines = read_lines(source, faults)
    if faults.broken:
        return Document(Head({}, {}), Line(1, ""), (), ())
    head, body_at = _head(lines, faults)
    title = Line(1, "")
    intro: list[Line] = []
    sections: list[Section] = []
    for number, text in enumerate(lines[body_at:], body_at + 1):
        line = Line(number, text.rstrip())
        if line.text.startswith("## "):
            sections.append(Section(Line(number, line.text[3:].strip())))
        elif line.text.startswith("# ") and not title.text:
            title = Line(number, line.text[2:].strip())
        elif line.text.strip():
            (sections[-1].lines if sections else intro).append(line)
    return Document(head, title, tuple(intro), tuple(sections))


def read_lines(source: Source, faults: Faults) -> list[str]:
    """The lines of a UTF-8 file; none, and a fault, when it cannot be read."""
    if source.text is not None:
        return _lines(source.text)
    path = source.path
    try:
        if path.stat().st_size > LARGEST:
            faults.add(1, "The file is larger than 1 MB; content is text.")
            return []
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        faults.add(1, "The file cannot be read: {reason}.", reason=error.strerror or str(error))
        return []
    except UnicodeDecodeError as error:
        faults.add(
            raw.count(b"\n", 0, error.start) + 1, "The file is not UTF-8 from here on. Save it as UTF-8."
        )
        return []
    return _lines(text)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def _head(lines: Sequence[str], faults: Faults) -> tuple[Head, int]:
    """The head, and the index of the first line below it."""
    fences = [at for at, line in enumerate(lines) if line.rstrip() == FENCE]
    opening = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if not fences or fences[0] != opening:
        faults.add(opening + 1, "The file must begin with +++, the head below it, and +++ again.")
        return Head({}, {}), opening
    if len(fences) == 1:
        faults.add(opening + 1, "The head is not closed: put +++ in a line of its own below it.")
        return Head({}, {}), len(lines)
    return read_head(lines[opening + 1 : fences[1]], opening + 2, faults), fences[1] + 1
