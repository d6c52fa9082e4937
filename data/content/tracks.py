"""Talk tracks as files: a head, a `#` title, and a `##` section for each step.

`>` is said, `- words -> step` is an answer and where it leads; `show:`, `ask:`, `listen:` and `avoid:`
are the rest. Colons and arrows may be full-width.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from data.content.document import Document, Line, Section, Source, read_document
from data.content.faults import Fault, Faults, nearest
from data.content.head import Checked, Key, check_head
from data.content.library import Entry, Kind
from sales.facts import SEGMENTS
from sales.track_choice import CHANNELS
from sales.track_flaws import flaws
from sales.tracks import PARTS, STAGES, Answer, Track, TrackStep

KEYS = (
    Key("id", "text", required=True),
    Key("segment", "texts", allowed=SEGMENTS),
    Key("category", "texts"),
    Key("product", "texts"),
    Key("channel", "texts", allowed=CHANNELS),
    Key("scenario", "texts"),
    Key("objective", "text", required=True),
    Key("owner", "text", required=True),
    Key("verified_on", "day", required=True),
    Key("verify_every_days", "number", required=True),
    Key("version", "number", required=True),
)
MARKS = ("show", "ask", "listen", "avoid")
_HEADING = re.compile(r"([a-z0-9-]+(?:\.[a-z0-9-]+)*)\s*[:：]\s*(\S.*)")
_ANSWER = re.compile(r"[-*]\s*(\S.*?)\s*(?:->|→)\s*(\S+)")
_MARKED = re.compile(r"(\w+)\s*[:：]\s*(\S.*)")


def read_track(source: Source, faults: Faults) -> Sequence[Entry[Track]]:
    """Read one file, with every fault in it."""
    document = read_document(source, faults)
    if faults.broken and not document.head.lines:  # not a text, or without a head: that is enough to say
        return ()
    head = check_head(document.head, KEYS, faults)
    steps = [_read_step(section, faults) for section in document.sections]
    _check_outline(document, steps, faults)
    track = _track(head, document.title.text, steps)
    for flaw in flaws(track):
        line = steps[flaw.step].lines[flaw.part][flaw.number] if flaw.part else steps[flaw.step].line
        faults.found.append(Fault(source.path, line, flaw.text, dict(flaw.fields), flaw.breaks))
    return (Entry(track, source.path, document.head.line("id")),)


TRACKS = Kind("tracks", ".md", read_track)


@dataclass(slots=True)
class _Step:
    """A step as it is being read: the texts of each part, and the line in which each stands."""

    id: str
    title: str
    line: int
    texts: dict[str, list[str]] = field(default_factory=lambda: {part: [] for part in PARTS})
    lines: dict[str, list[int]] = field(default_factory=lambda: {part: [] for part in PARTS})
    targets: list[str] = field(default_factory=list)

    def add(self, part: str, text: str, line: int) -> None:
        self.texts[part].append(text)
        self.lines[part].append(line)


def _read_step(section: Section, faults: Faults) -> _Step:
    heading = section.heading
    match = _HEADING.fullmatch(heading.text)
    if match is None:
        faults.add(heading.number, "Write a step as its id and its title, such as ## open: Open.")
    name, title = (match[1], match[2]) if match else (heading.text, heading.text)
    step = _Step(name, title, heading.number)
    stage = step.id.partition(".")[0]
    if match and stage not in STAGES:
        sentence = "There is no stage {stage}; the nearest is {nearest}."
        faults.add(heading.number, sentence, stage=stage, nearest=nearest(stage, STAGES))
    for line in section.lines:
        _read_line(line, step, faults)
    return step


def _read_line(line: Line, step: _Step, faults: Faults) -> None:
    text = line.text.strip()
    if text.startswith(">"):
        if said := text[1:].strip():
            step.add("say", said, line.number)
    elif match := _ANSWER.fullmatch(text):
        step.add("answers", match[1], line.number)
        step.targets.append(match[2])
    elif text.startswith(("-", "*")):
        faults.add(line.number, "This answer leads nowhere: write it as - words -> step.")
    elif not (match := _MARKED.fullmatch(text)) or text.startswith("#"):
        faults.add(
            line.number,
            "This line belongs to no part of a step: begin it with >, -, show:, ask:, listen: or avoid:.",
        )
    elif match[1] in MARKS:
        step.add(match[1], match[2], line.number)
    else:
        sentence = "There is no {mark}: in a step; the nearest is {nearest}:."
        faults.add(line.number, sentence, mark=match[1], nearest=nearest(match[1], MARKS))


def _check_outline(document: Document, steps: Sequence[_Step], faults: Faults) -> None:
    """The title, the first step, lines outside of steps, and steps that stand twice."""
    if not document.title.text:
        faults.add(
            document.title.number, "The track has no title: write one as # Quiet air for a small studio."
        )
    for line in document.intro:
        faults.add(line.number, "This line stands before the first step and is never shown.")
    if not steps:
        faults.add(1, "The track has no steps: write the first one as ## open: Open.")
    elif steps[0].id != STAGES[0]:
        faults.add(steps[0].line, "The first step must be {step}.", step=STAGES[0])
    first: dict[str, int] = {}
    for step in steps:
        earlier = first.setdefault(step.id, step.line)
        if earlier != step.line:
            faults.add(
                step.line, "The step {step} stands in line {line} already.", step=step.id, line=str(earlier)
            )


def _track(head: Checked, title: str, steps: Sequence[_Step]) -> Track:
    return Track(
        id=head.text("id"),
        title=title,
        version=head.number("version") or 0,
        steps=tuple(_track_step(step) for step in steps),
        segments=head.texts("segment"),
        categories=head.texts("category"),
        products=head.texts("product"),
        channels=head.texts("channel"),
        scenarios=head.texts("scenario"),
        objective=head.text("objective"),
        owner=head.text("owner"),
        verified_on=head.day("verified_on"),
        verify_every_days=head.number("verify_every_days"),
    )


def _track_step(step: _Step) -> TrackStep:
    said = {part: tuple(step.texts[part]) for part in ("say", *MARKS)}
    answers = tuple(map(Answer, step.texts["answers"], step.targets))
    return TrackStep(step.id, step.title, **said, answers=answers)
