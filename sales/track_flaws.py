"""What is wrong in a talk track: paths that lead nowhere, variables nobody can fill, lines nobody would say.

Pure checks over a Track; whoever read it from a file knows which line each place is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sales.line_flaws import unfillable, unsayable
from sales.track_filling import ALWAYS, fillable
from sales.tracks import PARTS, Track


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in a track, as a sentence with `{fields}`, and where.

    `step` counts the steps from 0; `part` is one of PARTS and `number` the line within it, or "" for the step
    itself. One that does not break the track is advice: the track can be used as it is.
    """

    text: str
    fields: Mapping[str, str]
    step: int = 0
    part: str = ""
    number: int = 0
    breaks: bool = True


def flaws(track: Track) -> tuple[Flaw, ...]:
    """All that is wrong, in the order of the steps."""
    checks = (
        _dead_answers,
        _unreachable,
        _loops,
        _variables,
        _titles,
        _silence,
        _lost_answers,
        _reading,
    )
    return tuple(sorted((flaw for check in checks for flaw in check(track)), key=lambda flaw: flaw.step))


def _dead_answers(track: Track) -> Iterator[Flaw]:
    ids = [step.id for step in track.steps]
    sentence = "“{answer}” leads to {step}, which is not here; the nearest step is {nearest}."
    for at, step in enumerate(track.steps):
        for number, (said, target) in enumerate((answer.words, answer.leads_to) for answer in step.answers):
            if target not in ids:
                fields = {"answer": said, "step": target, "nearest": _nearest(target, ids)}
                yield Flaw(sentence, fields, at, "answers", number)


def _unreachable(track: Track) -> Iterator[Flaw]:
    reached = _closure((step.id for step in track.steps[:1]), _leads(track))
    for at, step in enumerate(track.steps):
        if step.id not in reached:
            yield Flaw("No answer leads to {step}.", {"step": step.id}, at)


def _loops(track: Track) -> Iterator[Flaw]:
    leads = _leads(track)
    back: dict[str, set[str]] = {step: set() for step in leads}
    for source, targets in leads.items():
        for target in targets:
            back[target].add(source)
    can_end = _closure((step for step, targets in leads.items() if not targets), back)
    trapped = [(at, step.id) for at, step in enumerate(track.steps) if step.id not in can_end]
    if trapped:
        fields = {"steps": ", ".join(step for _, step in trapped)}
        sentence = "The call goes round without an end: {steps}. Let one answer lead out of it."
        yield Flaw(sentence, fields, trapped[0][0])


def _leads(track: Track) -> dict[str, set[str]]:
    """Which steps each step leads to. A misspelt one counts as the one meant: one mistake is one flaw."""
    ids = [step.id for step in track.steps]
    leads: dict[str, set[str]] = {step: set() for step in ids}
    for step in track.steps:
        for target in (answer.leads_to for answer in step.answers):
            leads[step.id].update([target] if target in leads else get_close_matches(target, ids, 1))
    return leads


def _closure(start: Iterable[str], leads: Mapping[str, set[str]]) -> set[str]:
    """Every step that can be come to from `start`."""
    reached: set[str] = set()
    ahead = list(start)
    while ahead:
        step = ahead.pop()
        if step not in reached:
            reached.add(step)
            ahead.extend(leads[step])
    return reached


def _variables(track: Track) -> Iterator[Flaw]:
    for at, part, number, text in _lines(track, PARTS):
        for flaw in unfillable(text):
            yield Flaw(flaw.text, flaw.fields, at, part, number)


def _titles(track: Track) -> Iterator[Flaw]:
    for at, step in enumerate(track.steps):
        if not fillable(step.title, ALWAYS):
            yield Flaw("A title is always shown: give its variable an else after a bar.", {}, at)


def _silence(track: Track) -> Iterator[Flaw]:
    """Advice: where nothing is left to say to a customer of whom little is known."""
    sentence = "Nothing is left to say here when a variable is not known: add a line, or an else after a bar."
    for at, step in enumerate(track.steps):
        if not any(fillable(line, ALWAYS) for line in (*step.say, *step.ask)):
            yield Flaw(sentence, {}, at, breaks=False)


def _lost_answers(track: Track) -> Iterator[Flaw]:
    sentence = "This answer is lost when its variable is not known: give it an else after a bar."
    for at, step in enumerate(track.steps):
        for number, answer in enumerate(step.answers):
            if not fillable(answer.words, ALWAYS):
                yield Flaw(sentence, {}, at, "answers", number, breaks=False)


def _reading(track: Track) -> Iterator[Flaw]:
    for at, part, number, text in _lines(track, ("say", "ask")):
        for flaw in unsayable(text):
            yield Flaw(flaw.text, flaw.fields, at, part, number, flaw.breaks)


def _lines(track: Track, parts: Sequence[str]) -> Iterator[tuple[int, str, int, str]]:
    """The lines of some parts of every step: the step, the part, the number within it, the text."""
    for at, step in enumerate(track.steps):
        for part in parts:
            for number, text in enumerate(step.texts(part)):
                yield at, part, number, text


def _nearest(name: str, names: Sequence[str]) -> str:
    return get_close_matches(name, names, 1, 0)[0]
