"""Cards, stories, messages, questions, policies as files: read as they were meant, faults with their line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.content.document import Source
from data.content.faults import Faults
from data.content.library import Kind, load
from data.content.messages import MESSAGES
from data.content.objections import OBJECTIONS
from data.content.questions import POLICIES, QUESTIONS
from data.content.stories import STORIES
from data.content.translator import TRANSLATOR
from sales.tracks import Answer
from sales.words import Words

CARD = """+++
id = "too-expensive"
theme = "price"
wordings = ["Too dear", "Costs a lot", "Over budget", "Can't afford it", "Cheaper elsewhere"]
proof = ["price list"]
owner = "sales"
verified_on = 2026-11-06
verify_every_days = 90
version = 2
+++
# Too expensive

## Behind it
It has to earn its place.
## Acknowledge
> I understand: that is a lot for one machine.
## Clarify
> Is it the price today, or the cost over the years?
- Over the years -> respond.years
- Today -> respond.parts
## Respond
> Over the years it looks different.
## Respond.years: Over three years
> In {tco.years|three} years it comes to {tco.ours|less than you think}.
## Respond.parts: In parts
> In {policy.instalments_months} parts it is less each month.
## Confirm
> Shall I send the sum?
## Proof
- The sum on one page
## Do not say
- "It pays for itself." Nobody has shown that.
## For churn_risk
> You have paid for one disappointment already.
"""
STORY = """+++
id = "ap-600"
product = "AP-600"
three = ["quiet", "room", "filter"]
owner = "product"
verified_on = 2026-11-06
verify_every_days = 90
version = 1
dimensions = ["noise_db", "cadr_m3h", "room_m2", "price"]
asked_most = ["noise_db"]
rivals = [
    {name = "AirNest A6", price = "2799.50", as_of = 2026-10-28, source = "a shop", FIGURES},
]
+++
# Breva 600

## Points
- quiet: {product.spec.noise_db} dB(A) at night.
- room: For {product.spec.room_m2} square metres.
- filter: {product.spec.filter_months} months on one filter.
SCENARIOS## Testimonial
before: We recorded at night.
use: One machine by the door.
after: We record by day.
who: a radio host
## Demo
- 0:30 Put it one metre away.
- 1:15 Let them hear the night level.
## Where others lead
- AirNest A6 | price: It costs less to buy. -> answer: It does. What does its filter cost you?
"""
SCENARIO = """## Scenario: Studio {n}
tags: for studios, quiet
pain: The fan is in the recording.
solution: The night level.
effect: {{product.spec.noise_db}} dB(A) one metre away
source: data sheet
"""
STORY = STORY.replace("FIGURES", "noise_db = 24, cadr_m3h = 5, room_m2 = 60")
STORY = STORY.replace("SCENARIOS", "".join(SCENARIO.format(n=n) for n in range(5)))
MESSAGE = """version = 1
owner = "marketing"
[[message]]
id = "cart"
title = "Cart"
occasion = "cart"
channel = "sms"
text = "{customer.salutation|Hello}, it waits in your cart."
link = true
"""
QUESTION = """version = 1
owner = "service"
[[faq]]
id = "return-days"
questions = ["How long can I return it?", "Can I send it back?"]
answer = "Within {policy.return_days} days."
source = "Returns and exchanges"
"""
POLICY = """+++
id = "returns"
owner = "service"
verified_on = 2026-11-10
verify_every_days = 90
version = 1
+++
# Returns

## Days
Within {policy.return_days} days.
"""
RULE = """version = 1
owner = "product"
[[rule]]
id = "video"
spec = "battery_mah"
unit = "mAh"
from = 1000
to = 9000
says = "{result} hours of video without charging"
formula = "battery_mah / 417"
"""
WHOLE: dict[str, tuple[Kind[Any], str]] = {
    "card": (OBJECTIONS, CARD),
    "story": (STORIES, STORY),
    "message": (MESSAGES, MESSAGE),
    "question": (QUESTIONS, QUESTION),
    "policy": (POLICIES, POLICY),
    "rule": (TRANSLATOR, RULE),
}


def read(kind: Kind[Any], text: str) -> tuple[Any, list[str]]:
    """The first piece of a text, and its faults as `line: sentence`."""
    faults = Faults(Path(f"phone{kind.ending}"))
    entries = kind.read(Source(faults.path, text), faults)
    told = [f"{fault.line}: {fault.sentence(Words())}" for fault in faults.sorted()]
    return (entries[0].value if entries else None), told


@pytest.mark.parametrize("name", WHOLE)
def test_a_sound_file_has_no_fault(name: str) -> None:
    kind, text = WHOLE[name]

    piece, faults = read(kind, text)

    assert piece.version > 0
    assert faults == []


def test_a_card_is_read_as_it_was_meant() -> None:
    card, _ = read(OBJECTIONS, CARD)

    assert card.answers == (Answer("Over the years", "years"), Answer("Today", "parts"))
    assert [response.id for response in card.responses] == ["", "years", "parts"]
    assert card.response("parts").title == "In parts"
    assert card.response("unknown").id == ""
    assert card.for_segments == {"churn_risk": ("You have paid for one disappointment already.",)}
    assert card.avoid == ('"It pays for itself." Nobody has shown that.',)


def test_a_story_is_read_as_it_was_meant() -> None:
    story, _ = read(STORIES, STORY)

    assert (story.rivals[0].price_e4, story.rivals[0].spec["cadr_m3h"]) == (27_995_000, 5)
    assert [step.seconds for step in story.demo] == [30, 75]
    assert story.scenarios[0].tags == ("for studios", "quiet")
    assert (story.leads[0].dimension, story.leads[0].answer) == (
        "price",
        "It does. What does its filter cost you?",
    )


FAULTS = [
    ("card", 'theme = "price"', 'theme = "prize"', "3: theme cannot be prize; the nearest is price."),
    ("card", "## Confirm\n> Shall I send the sum?\n", "", "11: The section ## Confirm is missing."),
    ("card", "-> respond.parts", "-> respond.part", "20: “Today” leads to respond.part, which is not here."),
    ("card", "-> respond.parts", "-> respond.part", "25: No answer leads to respond.parts."),
    ("card", "> Shall I", "Shall I", "28: What is said here begins with >."),
    ("card", "{tco.ours|", "{tco.our|", "24: There is no variable tco.our; the nearest is tco.ours."),
    (
        "card",
        "## For churn_risk",
        "## For churn",
        "33: There is no segment churn; the nearest is churn_risk.",
    ),
    ("card", "## Proof", "## Prove", "29: There is no section Prove; the nearest is Proof."),
    (
        "card",
        '"Too dear", "Costs a lot", ',
        "",
        "4: Give at least 5 wordings: search finds a card by them.",
    ),
    ("story", "three = [", 'three = ["silent", ', "4: There is no point silent; the nearest is"),
    ("story", "- 0:30 Put", "- half a minute: put", "57: Write a step as how long it takes"),
    ("story", '"price"]', '"price", "mass"]', "9: No rival has a figure for mass."),
    ("story", 'price = "2799.50"', "price = 2799", "11: The price of AirNest A6 must be a number in quotes."),
    ("message", 'channel = "sms"', 'channel = "mail"', "3: A mail needs a subject."),
    (
        "message",
        "it waits",
        "it waits for you, your colleagues and all the others,",
        "8: With long names this message has",
    ),
    ("message", 'title = "Cart"\n', "", "3: title is missing."),
    ("question", "[[faq]]", "[[faqs]]", "1: Write each piece below a line [[faq]]."),
    ("question", '"Within', "Within", "6: This is not TOML"),
    ("policy", "return_days", "returns_day", "11: There is no variable policy.returns_day;"),
    ("rule", "battery_mah / 417", "battery_mah / four hundred", "10: “battery_mah / four hundred” is not a"),
    ("rule", "to = 9000", "to = 900", "8: to must be more than from"),
]


@pytest.mark.parametrize(("name", "before", "after", "told"), FAULTS)
def test_a_fault_is_told_with_its_line(name: str, before: str, after: str, told: str) -> None:
    kind, text = WHOLE[name]
    assert before in text

    _, faults = read(kind, text.replace(before, after, 1))

    assert any(fault.startswith(told) for fault in faults), faults


def test_what_was_published_replaces_what_ships_and_an_empty_file_takes_it_away(tmp_path: Path) -> None:
    place = tmp_path / "en" / "objections"
    place.mkdir(parents=True)
    (place / "too-expensive.md").write_text(CARD, encoding="utf-8")
    name = Path("published/en/objections/too-expensive.md")
    newer = Source(name, CARD.replace("version = 2", "version = 3").replace("# Too exp", "# Much too exp"))

    shipped = load(OBJECTIONS, "en", [tmp_path]).values
    published = load(OBJECTIONS, "en", [tmp_path], [newer]).values
    withdrawn = load(OBJECTIONS, "en", [tmp_path], [Source(name, "")]).values

    assert [card.title for card in (*shipped, *published)] == ["Too expensive", "Much too expensive"]
    assert withdrawn == ()
