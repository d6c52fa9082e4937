"""A piece of the playbook as a rep will see it: its title, and what is said part by part, filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import singledispatch
from typing import Any

from sales.authoring import seconds
from sales.brief import Step
from sales.handbook import fill_card
from sales.message_limits import length
from sales.message_templates import Template
from sales.objections import Objection
from sales.questions import Policy, Question
from sales.stories import Story
from sales.track_choice import Choice
from sales.track_filling import fill, filled, filled_text
from sales.tracks import Track
from sales.translator import SpecRule
from sales.words import Words

Filling = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A part: what it is called, its lines, and how many seconds they take if they are spoken.

    `answers` are the customer's; `beside` is what the rep reads and does not say. `key` is the part that the
    rest leads to.
    """

    name: str
    lines: tuple[str, ...]
    seconds: int = 0
    answers: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    key: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """A piece filled in. `about` is a line under its title; a file that is a list has several previews."""

    title: str
    about: str
    parts: tuple[Part, ...]


def previews(
    values: Iterable[Any], filling: Filling, segment: str, words: Words, today: date
) -> tuple[Preview, ...]:
    """What a rep sees of the pieces in a file, for a customer of this segment ("": no one in particular)."""
    return tuple(_preview(value, filling, segment, words, today) for value in values)


@singledispatch
def _preview(value: Any, filling: Filling, segment: str, words: Words, today: date) -> Preview:
    raise NotImplementedError(type(value))


@_preview.register
def _(card: Objection, filling: Filling, segment: str, words: Words, today: date) -> Preview:
    shown = fill_card(card, filling, segment, today)
    default, *others = shown.responses
    responses = [_spoken(words("Respond"), default.say, key=True)]
    responses += [_spoken(one.title or one.id, one.say) for one in others]
    return Preview(
        f"“{shown.title}”",
        "",
        _there(
            Part(words("What lies behind"), shown.behind),
            _spoken(words("Acknowledge"), shown.acknowledge),
            _spoken(words("Clarify"), shown.clarify, tuple(said for said, _ in shown.answers)),
            *responses,
            _spoken(words("Confirm"), shown.confirm),
            Part(words("Proof"), shown.proof),
            Part(words("Do not say"), shown.avoid),
        ),
    )


@_preview.register
def _(track: Track, filling: Filling, segment: str, words: Words, today: date) -> Preview:
    shown = fill(Choice(track, ""), filling)
    return Preview(shown.title, shown.objective, _there(*(_step(step, words) for step in shown.steps)))


@_preview.register
def _(story: Story, filling: Filling, segment: str, words: Words, today: date) -> Preview:
    points = {point.id: point.say for point in story.points}
    first = [points[name] for name in story.three if name in points]
    scenarios = [
        Part(filled_text(one.name, filling), filled((one.pain, one.solution, one.effect), filling))
        for one in story.scenarios
    ]
    shown = [f"{step.seconds // 60}:{step.seconds % 60:02} {step.show}" for step in story.demo]
    leads = [Part(f"{one.rival}: {one.how}", filled((one.answer,), filling)) for one in story.leads]
    return Preview(
        story.title,
        story.product,
        _there(
            _spoken(words("First of all"), filled(first, filling), key=True),
            *scenarios,
            *(
                Part(one.who or words("A customer"), filled((one.before, one.use, one.after), filling))
                for one in story.testimonials
            ),
            Part(words("Demo"), filled(shown, filling)),
            *leads,
        ),
    )


@_preview.register
def _(message: Template, filling: Filling, segment: str, words: Words, today: date) -> Preview:
    said = filled((message.text,), filling)
    counted = words("{n} of {limit} characters", n=length(said[0]) if said else 0, limit=message.limit)
    lines = tuple(line for text in said for line in text.split("\n") if line)
    return Preview(
        message.title, counted, _there(Part(filled_text(message.subject, filling), lines, key=True))
    )


@_preview.register
def _(question: Question, filling: Filling, segment: str, words: Words, today: date) -> Preview:
    asked = "".join(question.questions[:1])
    answer = filled((question.answer,), filling)
    return Preview(asked, question.source, _there(_spoken(words("The answer"), answer, key=True)))


@_preview.register
def _(policy: Policy, filling: Filling, segment: str, words: Words, today: date) -> Preview:
    sections = [Part(one.title, filled(one.sentences, filling)) for one in policy.sections]
    return Preview(policy.title, "", _there(*sections))


@_preview.register
def _(rule: SpecRule, filling: Filling, segment: str, words: Words, today: date) -> Preview:
    span = f"{rule.spec}: {words.number(rule.low, 1)} – {words.number(rule.high, 1)} {rule.unit}"
    return Preview(
        rule.says, span.strip(), _there(Part(words("Proof"), (rule.source,) if rule.source else ()))
    )


def _step(step: Step, words: Words) -> Part:
    marks: Sequence[tuple[str, Sequence[str]]] = (
        (words("Show"), step.show),
        (words("Ask"), step.ask),
        (words("Listen for"), step.listen),
        (words("Do not say"), step.avoid),
    )
    beside = tuple(f"{name}: {line}" for name, lines in marks for line in lines)
    answers = tuple(said for said, _ in step.answers)
    return Part(step.title, step.say, seconds(step.say), answers, beside)


def _spoken(name: str, lines: Sequence[str], answers: tuple[str, ...] = (), *, key: bool = False) -> Part:
    return Part(name, tuple(lines), seconds(lines), answers, key=key)


def _there(*parts: Part) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.lines or part.answers or part.beside)
