"""Objection cards as files: a head, a `#` title, and a `##` section for each part of the answer."""

from __future__ import annotations

from collections.abc import Sequence

from data.content.document import Section, Source, read_document
from data.content.faults import Faults, nearest
from data.content.head import Checked, Key, check_head
from data.content.library import Entry, Kind
from data.content.pieces import (
    ARROW,
    COLON,
    OWNED,
    TWICE,
    check_line,
    check_title,
    item,
    missing,
    owned,
    said,
    unknown,
)
from sales.facts import SEGMENTS
from sales.objections import THEMES, Objection, Response
from sales.track_filling import ALWAYS, fillable
from sales.tracks import Answer

KEYS = (
    *OWNED,
    Key("theme", "text", required=True, allowed=THEMES),
    Key("categories", "texts"),
    Key("products", "texts"),
    Key("segments", "texts", allowed=SEGMENTS),
    Key("rival", "text"),
    Key("wordings", "texts", required=True),
    Key("proof", "texts"),
)
SPOKEN = ("Acknowledge", "Respond", "Confirm")
LISTED = ("Proof", "Do not say")
PARTS = ("Behind it", "Acknowledge", "Clarify", "Respond", "Confirm", "Proof", "Do not say")
FOR, RESPOND = "For ", "Respond."
FEWEST_WORDINGS = 5


def read_objection(source: Source, faults: Faults) -> Sequence[Entry[Objection]]:
    """Read one file, with every fault in it."""
    document = read_document(source, faults)
    if faults.broken and not document.head.lines:
        return ()
    head = check_head(document.head, KEYS, faults)
    check_title(document, faults, "Too expensive")
    card = _Card()
    first: dict[str, int] = {}
    for section in document.sections:
        _read_section(section, card, first, faults)
    missing(document, first, PARTS, faults)
    _check_answers(card, first, faults)
    if 0 < len(head.texts("wordings")) < FEWEST_WORDINGS:
        line, fewest = document.head.line("wordings"), str(FEWEST_WORDINGS)
        faults.advise(line, "Give at least {n} wordings: search finds a card by them.", n=fewest)
    return (Entry(_objection(head, document.title.text, card), source.path, document.head.line("id")),)


OBJECTIONS = Kind("objections", ".md", read_objection)


class _Card:
    """The parts of a card as they are being read."""

    def __init__(self) -> None:
        self.behind: list[str] = []
        self.spoken: dict[str, list[str]] = {name: [] for name in (*SPOKEN, "Clarify")}
        self.listed: dict[str, list[str]] = {name: [] for name in LISTED}
        self.answers: list[tuple[Answer, int]] = []
        self.responses: list[Response] = []
        self.for_segments: dict[str, tuple[str, ...]] = {}


def _read_section(section: Section, card: _Card, first: dict[str, int], faults: Faults) -> None:
    name, *rest = COLON.split(section.heading.text, maxsplit=1)
    earlier = first.setdefault(name, section.heading.number)
    if earlier != section.heading.number:
        faults.add(section.heading.number, TWICE, section=name, line=str(earlier))
        return
    if not section.lines:
        faults.add(section.heading.number, "The section {section} is empty.", section=name)
    if name == "Behind it":
        for line in section.lines:
            check_line(line.text, line.number, faults)
            card.behind.append(line.text.strip())
    elif name == "Clarify":
        _read_clarify(section, card, faults)
    elif name in SPOKEN:
        card.spoken[name] += _said(section, faults)
    elif name in LISTED:
        card.listed[name] += filter(None, (item(line, faults) for line in section.lines))
    elif name.startswith(RESPOND):
        title = rest[0] if rest else name.removeprefix(RESPOND)
        card.responses.append(Response(name.removeprefix(RESPOND), title, tuple(_said(section, faults))))
    elif name.startswith(FOR):
        _read_segment(section, name.removeprefix(FOR).strip(), card, faults)
    else:
        unknown(section, PARTS, faults)


def _said(section: Section, faults: Faults) -> list[str]:
    spoken = [line for line in (said(line, faults) for line in section.lines) if line]
    if spoken and not any(fillable(line, ALWAYS) for line in spoken):
        sentence = (
            "Nothing is left to say here when a variable is not known: add a line, or an else after a bar."
        )
        faults.advise(section.heading.number, sentence)
    return spoken


def _read_clarify(section: Section, card: _Card, faults: Faults) -> None:
    for line in section.lines:
        text = line.text.strip()
        if text.startswith(">"):
            card.spoken["Clarify"].append(said(line, faults))
            continue
        words, *lead = ARROW.split(item(line, faults))
        target = lead[-1].strip().lower() if lead else ""
        if not target.startswith(RESPOND.lower()):
            faults.add(line.number, "This answer leads nowhere: write it as - words -> respond.years.")
        else:
            card.answers.append((Answer(words, target.removeprefix(RESPOND.lower())), line.number))


def _read_segment(section: Section, segment: str, card: _Card, faults: Faults) -> None:
    if segment not in SEGMENTS:
        sentence = "There is no segment {segment}; the nearest is {nearest}."
        faults.add(section.heading.number, sentence, segment=segment, nearest=nearest(segment, SEGMENTS))
    card.for_segments[segment] = tuple(_said(section, faults))


def _check_answers(card: _Card, first: dict[str, int], faults: Faults) -> None:
    """Every answer leads to a response, and every response is led to."""
    ids = [response.id for response in card.responses]
    for answer, line in card.answers:
        if answer.leads_to not in ids:
            sentence = "“{answer}” leads to respond.{response}, which is not here."
            faults.add(line, sentence, answer=answer.words, response=answer.leads_to)
    led = {answer.leads_to for answer, _ in card.answers}
    for one in ids:
        if one not in led:
            faults.add(first[f"{RESPOND}{one}"], "No answer leads to respond.{response}.", response=one)
    if "Clarify" in first and len(card.answers) < 2:
        faults.add(first["Clarify"], "A question to clarify has at least two answers.")


def _objection(head: Checked, title: str, card: _Card) -> Objection:
    keeper = owned(head)
    return Objection(
        id=head.text("id"),
        title=title,
        version=head.number("version") or 0,
        theme=head.text("theme"),
        wordings=head.texts("wordings"),
        behind=tuple(card.behind),
        acknowledge=tuple(card.spoken["Acknowledge"]),
        clarify=tuple(card.spoken["Clarify"]),
        answers=tuple(answer for answer, _ in card.answers),
        responses=(Response("", "", tuple(card.spoken["Respond"])), *card.responses),
        confirm=tuple(card.spoken["Confirm"]),
        proof=tuple(card.listed["Proof"]),
        avoid=tuple(card.listed["Do not say"]),
        for_segments=card.for_segments,
        products=head.texts("products"),
        categories=head.texts("categories"),
        segments=head.texts("segments"),
        rival=head.text("rival"),
        sources=head.texts("proof"),
        owner=keeper.owner,
        verified_on=keeper.verified_on,
        verify_every_days=keeper.verify_every_days,
    )
