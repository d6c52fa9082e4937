"""Product stories as files: a head with the rivals, `##` sections for points, scenarios, demo and leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from data.content.document import Document, Line, Section, Source, read_document
from data.content.faults import Faults, nearest
from data.content.head import Checked, Key, check_head
from data.content.library import Entry, Kind
from data.content.pieces import (
    ARROW,
    COLON,
    OWNED,
    check_line,
    check_speech,
    check_title,
    item,
    missing,
    owned,
    unknown,
)
from sales.stories import DemoStep, Lead, Point, Rival, Scenario, Story, Testimonial

KEYS = (
    *OWNED,
    Key("product", "text", required=True),
    Key("three", "texts", required=True),
    Key("dimensions", "texts", required=True),
    Key("asked_most", "texts", required=True),
    Key("rivals", "tables", required=True),
)
POINTS, DEMO, LEADS = "Points", "Demo", "Where others lead"
SCENARIO, TESTIMONIAL = "Scenario", "Testimonial"
SCENARIO_PARTS = ("pain", "solution", "effect", "source")
TESTIMONIAL_PARTS = ("before", "use", "after")
FEWEST_DIMENSIONS, MOST_DIMENSIONS, MOST_POINTS, MOST_RIVALS = 4, 8, 5, 3
SHOWN = 3
SCENARIOS = range(5, 9)
NO_SPEC = {"name", "price", "as_of", "source", "consumable_price", "consumable_months"}
COMPARED = ("price", "tco")  # beside the keys of the specification


@dataclass(slots=True)
class _Parts:
    points: list[Point] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)
    testimonials: list[Testimonial] = field(default_factory=list)
    demo: list[DemoStep] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)


def read_story(source: Source, faults: Faults) -> Sequence[Entry[Story]]:
    """Read one file, with every fault in it."""
    document = read_document(source, faults)
    if faults.broken and not document.head.lines:
        return ()
    head = check_head(document.head, KEYS, faults)
    check_title(document, faults, "Breva 600")
    parts = _Parts()
    found = []
    for section in document.sections:
        name = COLON.split(section.heading.text, maxsplit=1)[0]
        found.append(name)
        if name in _READERS:
            _READERS[name](section, parts, faults)
        else:
            unknown(section, tuple(_READERS), faults)
    missing(document, found, (POINTS, SCENARIO, TESTIMONIAL, DEMO, LEADS), faults)
    rivals = tuple(_rivals(head, document, faults))
    _check_counts(document, head, parts, rivals, faults)
    return (Entry(_story(head, document, parts, rivals), source.path, document.head.line("id")),)


def _read_points(section: Section, parts: _Parts, faults: Faults) -> None:
    for line in section.lines:
        name, *words = COLON.split(item(line, faults), maxsplit=1)
        if not words:
            faults.add(line.number, "Write a point as its id and its line, such as - quiet: ...")
            continue
        check_speech(words[0], line.number, faults)
        parts.points.append(Point(name, words[0]))


def _read_scenario(section: Section, parts: _Parts, faults: Faults) -> None:
    title = COLON.split(section.heading.text, maxsplit=1)[1:]
    if not title:
        faults.add(section.heading.number, "Name the scenario, such as ## Scenario: Home office.")
    told = _marked(section, (*SCENARIO_PARTS, "tags"), SCENARIO_PARTS, faults)
    tags = tuple(tag.strip() for tag in told.pop("tags", "").replace("，", ",").split(",") if tag.strip())
    parts.scenarios.append(
        Scenario(
            title[0] if title else "", **{part: told.get(part, "") for part in SCENARIO_PARTS}, tags=tags
        )
    )


def _read_testimonial(section: Section, parts: _Parts, faults: Faults) -> None:
    names = (*TESTIMONIAL_PARTS, "who")
    told = _marked(section, names, TESTIMONIAL_PARTS, faults)
    parts.testimonials.append(Testimonial(**{name: told.get(name, "") for name in names}))


def _read_demo(section: Section, parts: _Parts, faults: Faults) -> None:
    for line in section.lines:
        when, _, what = item(line, faults).partition(" ")
        minutes, _, seconds = when.replace("：", ":").partition(":")
        if not (minutes.isdigit() and seconds.isdigit() and what.strip()):
            faults.add(line.number, "Write a step as how long it takes and what is shown: - 0:30 ...")
            continue
        parts.demo.append(DemoStep(int(minutes) * 60 + int(seconds), what.strip()))


def _read_leads(section: Section, parts: _Parts, faults: Faults) -> None:
    for line in section.lines:
        told, *answer = ARROW.split(item(line, faults), maxsplit=1)
        where, *how = COLON.split(told, maxsplit=1)
        rival, _, dimension = where.partition("|")
        if not how or not answer:
            sentence = "Write it as - rival | dimension: where it leads. -> answer: what to say then."
            faults.add(line.number, sentence)
            continue
        spoken = COLON.split(answer[0], maxsplit=1)[-1]
        check_speech(spoken, line.number, faults)
        parts.leads.append(Lead(rival.strip(), dimension.strip(), how[0], spoken))


_READERS: Mapping[str, Callable[[Section, _Parts, Faults], None]] = {
    POINTS: _read_points,
    SCENARIO: _read_scenario,
    TESTIMONIAL: _read_testimonial,
    DEMO: _read_demo,
    LEADS: _read_leads,
}


def _marked(
    section: Section, names: Sequence[str], required: Sequence[str], faults: Faults
) -> dict[str, str]:
    """The lines of a section that are `mark: words`, by their mark."""
    told: dict[str, str] = {}
    for line in section.lines:
        mark, *words = COLON.split(line.text.strip(), maxsplit=1)
        if not words or mark not in names:
            _strange(line, mark, names, faults)
            continue
        check_line(words[0], line.number, faults)
        told[mark] = words[0]
    for name in required:
        if not told.get(name):
            faults.add(section.heading.number, "{mark}: is missing here.", mark=name)
    return told


def _strange(line: Line, mark: str, names: Sequence[str], faults: Faults) -> None:
    sentence = "There is no {mark}: here; the nearest is {nearest}:."
    faults.add(line.number, sentence, mark=mark[:40], nearest=nearest(mark[:40], names))


def _rivals(head: Checked, document: Document, faults: Faults) -> Sequence[Rival]:
    line = document.head.line("rivals")
    found = []
    for given in head.tables("rivals"):
        name, day, where = given.get("name"), given.get("as_of"), given.get("source")
        if not (isinstance(name, str) and isinstance(day, date) and isinstance(where, str)):
            faults.add(line, "A rival needs name, price, as_of and source.")
            continue
        price, consumable = _e4(given.get("price")), _e4(given.get("consumable_price"))
        if price is None:
            faults.add(line, "The price of {rival} must be a number in quotes.", rival=name)
            continue
        months = given.get("consumable_months")
        spec = {
            key: float(value)
            for key, value in given.items()
            if key not in NO_SPEC and isinstance(value, int | float) and not isinstance(value, bool)
        }
        found.append(
            Rival(name, price, day, where, spec, consumable, months if isinstance(months, int) else None)
        )
    return found


def _e4(price: object) -> int | None:
    """A price in quotes as ten-thousandths."""
    try:
        return int(Decimal(price) * 10_000) if isinstance(price, str) else None
    except InvalidOperation:
        return None


def _check_counts(
    document: Document, head: Checked, parts: _Parts, rivals: Sequence[Rival], faults: Faults
) -> None:
    line = document.head.line
    ids = [point.id for point in parts.points]
    for name in head.texts("three"):
        if name not in ids and ids:
            sentence = "There is no point {point}; the nearest is {nearest}."
            faults.add(line("three"), sentence, point=name, nearest=nearest(name, ids))
    if len(head.texts("three")) != SHOWN:
        faults.add(line("three"), "three names the three points that are shown first.")
    if len(parts.points) > MOST_POINTS:
        faults.add(document.title.number, "A story has at most {n} points.", n=str(MOST_POINTS))
    if len(parts.scenarios) not in SCENARIOS:
        least, most = str(SCENARIOS.start), str(SCENARIOS.stop - 1)
        faults.add(document.title.number, "A story has {least} to {most} scenarios.", least=least, most=most)
    if not FEWEST_DIMENSIONS <= len(head.texts("dimensions")) <= MOST_DIMENSIONS:
        faults.add(line("dimensions"), "A comparison has 4 to 8 dimensions.")
    if not 1 <= len(rivals) <= MOST_RIVALS:
        faults.add(line("rivals"), "A comparison is with one to three rivals.")
    for name in head.texts("asked_most"):
        if name not in head.texts("dimensions"):
            faults.add(line("asked_most"), "{name} is not among the dimensions.", name=name)
    for name in head.texts("dimensions"):
        if name not in COMPARED and not any(name in rival.spec for rival in rivals):
            faults.add(line("dimensions"), "No rival has a figure for {name}.", name=name)


def _story(head: Checked, document: Document, parts: _Parts, rivals: tuple[Rival, ...]) -> Story:
    keeper = owned(head)
    return Story(
        id=head.text("id"),
        title=document.title.text,
        version=head.number("version") or 0,
        product=head.text("product"),
        three=head.texts("three"),
        points=tuple(parts.points),
        scenarios=tuple(parts.scenarios),
        testimonials=tuple(parts.testimonials),
        demo=tuple(parts.demo),
        leads=tuple(parts.leads),
        dimensions=head.texts("dimensions"),
        asked_most=head.texts("asked_most"),
        rivals=rivals,
        owner=keeper.owner,
        verified_on=keeper.verified_on,
        verify_every_days=keeper.verify_every_days,
    )


STORIES = Kind("products", ".md", read_story)
