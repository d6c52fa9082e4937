"""What is wrong in one line of content: variables that do not exist, stray braces, lines nobody would say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from sales.spoken import BREATH, BREATH_ZH, breath, tall_words
from sales.track_filling import SPEC, VARIABLE, VARIABLES, is_variable, variables

TOO_LONG = "This line has {n} words; one breath holds {limit}."
TOO_LONG_ZH = "This line has {n} characters; one breath holds {limit}."


@dataclass(frozen=True, slots=True)
class LineFlaw:
    """A sentence with `{fields}`. One that does not break the content is advice."""

    text: str
    fields: Mapping[str, str]
    breaks: bool = True


def unfillable(text: str) -> Iterator[LineFlaw]:
    """Variables that do not exist, and braces that make none."""
    if "{" not in text and "}" not in text:
        return
    for name, _ in variables(text):
        if not is_variable(name):
            specified = SPEC + name.rpartition(".")[2]
            nearest = get_close_matches(name, (*VARIABLES, specified), 1, 0)[0]
            sentence = "There is no variable {name}; the nearest is {nearest}."
            yield LineFlaw(sentence, {"name": name, "nearest": nearest})
    bare = VARIABLE.sub("", text)
    if "{" in bare or "}" in bare:
        yield LineFlaw("A brace stands alone here: a variable opens with one and closes with one.", {})


def unsayable(text: str) -> Iterator[LineFlaw]:
    """Advice: a line longer than a breath, and tall words."""
    length, chinese = breath(text)
    limit = BREATH_ZH if chinese else BREATH
    if length > limit:
        fields = {"n": str(length), "limit": str(limit)}
        yield LineFlaw(TOO_LONG_ZH if chinese else TOO_LONG, fields, breaks=False)
    for word in tall_words(text):
        sentence = "“{word}” is a tall word: say what was measured instead."
        yield LineFlaw(sentence, {"word": word}, breaks=False)
