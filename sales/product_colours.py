"""The colours that products come in: what they are called, and the three tones they are painted with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sales.configurator_shapes import darker, lighter
from sales.words import Words

CODE = re.compile(r"#[0-9A-Fa-f]{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Colour:
    """`light` is what faces the light, `shade` its sides, `dark` its slots and edges."""

    key: str
    name: str  # English, the key of its words; another's own name stays as it is
    light: str
    shade: str
    dark: str

    def called(self, words: Words) -> str:
        return words(self.name)


KNOWN = (
    Colour("pearl", "Pearl", "#F5F6F8", "#DDE0E6", "#9AA1AE"),
    Colour("white", "White", "#FFFFFF", "#E6E8EC", "#A7ADB8"),
    Colour("graphite", "Graphite", "#474B55", "#363942", "#80879A"),
    Colour("black", "Black", "#33363D", "#22252B", "#6C7280"),
    Colour("sage", "Sage", "#B9C7B4", "#A3B39E", "#6C7C68"),
    Colour("moss", "Moss green", "#6F8368", "#586A53", "#38452F"),
    Colour("cream", "Cream", "#F3EAD8", "#DFD3BC", "#A4967B"),
    Colour("steel", "Steel", "#D5D9E0", "#B4BAC5", "#7B8391"),
    Colour("lake", "Lake blue", "#7FA9CC", "#648EB2", "#3E6384"),
    Colour("rose", "Rose", "#E5C1BE", "#CFA6A2", "#96706C"),
    Colour("red", "Red", "#B23A3A", "#942C2C", "#6E1F1F"),
    Colour("reed", "Reed", "#D9B483", "#C79C66", "#8F6C3F"),
)
BY_KEY = {one.key: one for one in KNOWN}
PLAIN = BY_KEY["pearl"]


def colours(spec: Mapping[str, object]) -> tuple[Colour, ...]:
    """The colours a specification names, in its order; a plain one where it names none.

    A colour of the company's own is written with its code, `navy=#223355`; without one it is painted plain.
    """
    said = spec.get("colours")
    found = [_colour(word) for word in said.split()] if isinstance(said, str) else []
    return tuple({one.key: one for one in found}.values()) or (PLAIN,)


def _colour(said: str) -> Colour:
    name, _, code = said.partition("=")
    if name.lower() in BY_KEY and not code:
        return BY_KEY[name.lower()]
    light = code if CODE.fullmatch(code) else PLAIN.light
    return Colour(name, name.replace("-", " ").capitalize(), lighter(light, 0.08), light, darker(light, 0.4))
