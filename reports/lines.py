"""Line breaking for Latin and Chinese in one paragraph.

A line never begins with a closing mark nor ends with an opening one; numbers keep their units and names
their numbers ("21 dB", "Breva 400", "7 单"); Chinese and Latin stand a fifth of an em apart; two full-width
marks in a row share their empty halves; a paragraph does not end in one word or one or two characters. A
word that is wider than the line is cut. reportlab's own CJK mode does none of this and breaks Latin words
and numbers.

Terms: an *atom* is what stays whole (a Chinese character, a Latin word); it is *glued* when it may not begin
a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from reports import faces
from reports.tokens import PAPER, THIN, Type
from sales.words import MONTHS

CLOSING = frozenset("，。、；：？！）》」』】〉％…”’—,.;:?!)]}%")
OPENING = frozenset("（《「『【〈“‘([{")
HALF = frozenset("，。、；：？！）》」』】（《「『【“”‘’")  # their ink fills half of a full-width box
BOTH = "“”‘’—…"  # marks that are full-width in Chinese and narrow elsewhere
UNITS = frozenset(
    ("dB", "m²", "m³", "kg", "g", "h", "ml", "l", "GB", "min", "s", "d", "bar", "mAh", "W", *MONTHS)
)
ELLIPSIS = "…"

STRONG_ON, STRONG_OFF, QUIET_ON, QUIET_OFF = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
_SHIFT = re.compile(f"([{STRONG_ON}-{QUIET_OFF}])")
_HAN = "⺀-〿\u3040-鿿豈-\ufaff︰-﹏＀-｠￠-￦\U00020000-\U0003ffff"
_TOKEN = re.compile(f"[ \t]+|[{_HAN}]|[^ \t{_HAN}]+")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_MARKS = re.compile(f"[{BOTH}]|[^{BOTH}]+")


def strong(text: str) -> str:
    """The text in medium weight, within a paragraph."""
    return f"{STRONG_ON}{text}{STRONG_OFF}" if text else ""


def quiet(text: str) -> str:
    """The text in grey, within a paragraph."""
    return f"{QUIET_ON}{text}{QUIET_OFF}" if text else ""


def marked(text: str) -> str:
    """Content in which `**words**` are to be set in medium weight."""
    return _BOLD.sub(lambda match: strong(match[1]), text)


@dataclass(frozen=True, slots=True)
class Atom:
    """What stays whole on a line; `gap` is the space before it when it does not begin one."""

    text: str
    weight: int
    ink: str
    width: float
    gap: float = 0.0
    glued: bool = False
    half: bool = False  # a full-width mark: one half of its box is empty


Line = tuple[Atom, ...]


@lru_cache(maxsize=8192)
def broken(text: str, kind: Type, lang: str, width: float, most: int | None = None) -> tuple[Line, ...]:
    """The lines of a text at a width; of more than `most` the last one kept ends in an ellipsis."""
    if _single(text) and (wide := faces.width(text, lang, kind.weight, kind.size)) <= width:
        return ((Atom(text, kind.weight, kind.ink, wide),),)
    lines: list[Line] = []
    for paragraph in faces.clean(text).split("\n"):
        atoms = _atoms(paragraph, kind, lang)
        lines += _settled([*_fitting(atoms, kind, lang, width)], kind, width) or [()]
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], kind, lang, width)]
    return tuple(lines)


def length(line: Sequence[Atom]) -> float:
    """How wide a line is set."""
    return sum(atom.width + (atom.gap if i else 0.0) for i, atom in enumerate(line))


def overhang(line: Sequence[Atom]) -> float:
    """The empty half of a closing full-width mark, which may stand in the margin."""
    return 0.5 * line[-1].width if line and line[-1].half and line[-1].text in CLOSING else 0.0


def indent(line: Sequence[Atom]) -> float:
    """The empty half of an opening full-width mark, which hangs in the margin too."""
    return 0.5 * line[0].width if line and line[0].half and line[0].text in OPENING else 0.0


def natural(text: str, kind: Type, lang: str) -> float:
    """The width that sets the text in one line per paragraph."""
    if _single(text):
        return faces.width(text, lang, kind.weight, kind.size)
    return max(length(_atoms(paragraph, kind, lang)) for paragraph in faces.clean(text).split("\n"))


def space(kind: Type, lang: str) -> float:
    """The width of a space."""
    return faces.width(" ", lang, kind.weight, kind.size)


def _single(text: str) -> bool:
    """Whether it is one word in plain letters, as most figures are: nothing is to be broken or spaced."""
    return text.isascii() and text.isprintable() and " " not in text and text != ""


def _atoms(text: str, kind: Type, lang: str) -> list[Atom]:
    out: list[Atom] = []
    gap = 0.0
    for token, weight, ink in _tokens(text, kind, lang):
        if token.isspace():
            gap = faces.width(" ", lang, weight, kind.size)
            continue
        half = token in HALF and _full(token, lang)
        atom = Atom(token, weight, ink, faces.width(token, lang, weight, kind.size), half=half)
        if out:
            gap = _gap(out[-1].text[-1], token, gap, kind.size, lang)
            atom = replace(atom, gap=gap, glued=_glued(out[-1].text, token, gap, lang))
        out.append(atom)
        gap = 0.0
    return out


def _tokens(text: str, kind: Type, lang: str) -> Iterator[tuple[str, int, str]]:
    weight, ink = kind.weight, kind.ink
    for part in _SHIFT.split(text):
        if part in (STRONG_ON, STRONG_OFF):
            weight = max(kind.weight, 500) if part == STRONG_ON else kind.weight
        elif part in (QUIET_ON, QUIET_OFF):
            ink = PAPER.ink_2 if part == QUIET_ON else kind.ink
        else:
            for token in _TOKEN.findall(part):
                pieces = _MARKS.findall(token) if lang == "zh_CN" else (token,)
                yield from ((piece, weight, ink) for piece in pieces)


def _full(c: str, lang: str) -> bool:
    return 0x2E80 <= ord(c) <= 0xFFEF or ord(c) >= 0x20000 or (lang == "zh_CN" and c in BOTH)


def _gap(last: str, token: str, typed: float, size: float, lang: str) -> float:
    """The space between two atoms: as typed between Latin words, by the scripts elsewhere."""
    first = token[0]
    before, now = _full(last, lang), _full(first, lang)
    plain = not {last, first} & (CLOSING | OPENING)
    if before and now:
        if last in HALF and first in HALF and (first in OPENING or last in CLOSING):
            return -0.5 * size  # two marks share the empty halves of their boxes
        return 0.4 * size if typed and plain else 0.0
    if before != now:
        wide, narrow = (last, first) if before else (first, last)
        if wide in HALF:
            return 0.0
        return THIN * size if plain and (narrow.isalnum() or narrow in "¥€£$%+\u2212±<>≥≤@#&~") else typed
    return typed


def _glued(before: str, token: str, gap: float, lang: str) -> bool:
    last, first = before[-1], token[0]
    if first == "·":
        return True
    if _full(last, lang) or _full(first, lang):
        if first in CLOSING or last in OPENING:
            return True
        dated = last in "年月" and first.isdigit()
        return dated or (last.isdigit() and first not in OPENING) or (last in "—…" and first == last)
    named = first.isdigit() and before.isalpha() and before[0].isupper()
    measured = last.isdigit() and token.rstrip(",.;:)") in UNITS
    return gap == 0 or named or measured or before in ("±", "≥", "≤", "÷", "=")


def _fitting(atoms: Sequence[Atom], kind: Type, lang: str, width: float) -> Iterator[Atom]:
    """The atoms with those that are wider than a line cut up, letter by letter."""
    for atom in atoms:
        if atom.width <= width:
            yield atom
            continue
        for i, c in enumerate(atom.text):
            wide = faces.width(c, lang, atom.weight, kind.size)
            yield replace(
                atom, text=c, width=wide, gap=0.0 if i else atom.gap, glued=False if i else atom.glued
            )


def _settled(atoms: list[Atom], kind: Type, width: float) -> list[Line]:
    """Greedy lines, set narrower where that keeps the last one from being a word or two characters."""
    lines = _greedy(atoms, width)
    narrow = width
    while len(lines) > 1 and length(lines[-1]) < 3 * kind.size and narrow > 0.8 * width:
        narrow -= kind.size
        again = _greedy(atoms, narrow)
        if len(again) > len(lines):
            break
        if length(again[-1]) >= 3 * kind.size:
            return again
    return lines


def _greedy(atoms: list[Atom], width: float) -> list[Line]:
    lines: list[Line] = []
    line: list[Atom] = []
    x = 0.0
    for word in _words(atoms):
        need = length(word) + (word[0].gap if line else 0.0)
        if line and x + need - overhang(word) > width + 0.01:
            lines.append(tuple(line))
            line, x, need = [], 0.0, length(word)
        for atom in word:  # a word of glued atoms that is wider than a line is cut between them
            step = atom.width + (atom.gap if line else 0.0)
            if line and x + step - overhang((atom,)) > width + 0.01:
                lines.append(tuple(line))
                line, x, step = [], 0.0, atom.width
            line.append(atom)
            x += step
    return [*lines, tuple(line)] if line else lines


def _words(atoms: list[Atom]) -> Iterator[list[Atom]]:
    start = 0
    for i in range(1, len(atoms) + 1):
        if i == len(atoms) or not atoms[i].glued:
            yield atoms[start:i]
            start = i


def _cut(line: Line, kind: Type, lang: str, width: float) -> Line:
    """The line with an ellipsis at its end, as much of it as leaves room for that."""
    weight, ink = (line[-1].weight, line[-1].ink) if line else (kind.weight, kind.ink)
    dots = Atom(ELLIPSIS, weight, ink, faces.width(ELLIPSIS, lang, weight, kind.size), 0.0, True)
    kept = list(line)
    while kept and (length(kept) + dots.width > width or kept[-1].text[-1] in CLOSING | OPENING):
        last = kept.pop()
        text = last.text[:-1]
        if len(text) > 1:
            kept.append(replace(last, text=text, width=faces.width(text, lang, last.weight, kind.size)))
    return (*kept, dots)
