"""The printed faces: one per weight with Inter's Latin and Noto's Chinese (all of GBK), embedded as subsets.

A character that they lack (Cyrillic, Greek, Vietnamese) is drawn in Inter; one that no face of ours has is
replaced by `GETA`, the printer's sign for a missing sort, and reported by `uncovered`, so that a page can say
what it is.
"""

from __future__ import annotations

import sys
import threading
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold"}
GETA = "〓"
FIGURE_SPACE = 0x2007  # as wide as a figure: pads decimals so that points align
# In Chinese the marks that both scripts own take Noto's full-width form, which the faces keep in the
# private area.
FULL_WIDTH = {0x2018: 0xE018, 0x2019: 0xE019, 0x201C: 0xE01C, 0x201D: 0xE01D, 0x2014: 0xE014, 0x2026: 0xE026}
# Joiners, direction marks, variation selectors and skin tones: they have no ink of their own.
INKLESS = frozenset(
    (0x00AD, 0x2028, 0x2029, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F))
) | frozenset((*range(0x2060, 0x2070), *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400)))

_LOCK = threading.RLock()  # a face that is registered twice spoils the page that is being drawn


def fonts() -> Path:
    """The folder of the shipped fonts, from the source tree and from a built folder alike."""
    root = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))
    return root / "resources" / "fonts"


def face(lang: str, weight: int) -> str:
    """The registered name of a face."""
    return f"rapport-{lang}-{weight}"


def clean(text: str) -> str:
    """The text as it can be set: composed, without control characters and marks that have no ink.

    Line breaks, no-break and figure spaces stay; every other white space becomes a plain space.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for c in unicodedata.normalize("NFC", text.replace("\r\n", "\n")):
        if c in "\n\u00a0" or ord(c) == FIGURE_SPACE:
            kept.append(c)
        elif c.isspace():
            kept.append(" ")
        elif ord(c) not in INKLESS and unicodedata.category(c) != "Cc":
            kept.append(c)
    return "".join(kept)


def uncovered(text: str) -> tuple[str, ...]:
    """The characters of a text that no face of ours has, each once, in order."""
    register("en")
    return tuple(dict.fromkeys(c for c in clean(text) if not c.isspace() and not _drawable(c)))


def width(text: str, lang: str, weight: int, size: float) -> float:
    """How wide a run of text is set, in points."""
    return _em(text, lang, weight) * size


@lru_cache(maxsize=65536)
def runs(text: str, lang: str, weight: int) -> tuple[tuple[str, str], ...]:
    """The text cut into (face, text) that can be drawn, missing sorts replaced."""
    known = _known(lang)
    main = face(lang, weight)
    if all(ord(c) in known for c in text):
        return ((main, text),)
    out: list[tuple[str, str]] = []
    for c in text:
        name = main
        if ord(c) not in known:
            name, c = _substitute(c, main, weight)  # noqa: PLW2901 - the sort that stands in for it
        if out and out[-1][0] == name:
            out[-1] = (name, out[-1][1] + c)
        else:
            out.append((name, c))
    return tuple(out)


def register(lang: str) -> None:
    """Make the faces of a language known to reportlab."""
    with _LOCK:
        _register(lang)


@cache
def _register(lang: str) -> None:
    for weight, name in WEIGHTS.items():
        _add(face(lang, weight), f"RapportPrint-{name}.ttf", f"RapportPrint-{name}-{lang}", lang == "zh_CN")


@lru_cache(maxsize=65536)
def _em(text: str, lang: str, weight: int) -> float:
    return sum(float(pdfmetrics.stringWidth(part, name, 1)) for name, part in runs(text, lang, weight))


def _add(name: str, file: str, postscript: str, full_width: bool) -> None:
    font = TTFont(name, fonts() / file)
    # registerFont takes two faces of one PostScript name for the same one.
    font.face.name = postscript.encode()
    glyphs, widths = font.face.charToGlyph, font.face.charWidths
    if full_width:
        for shared, private in FULL_WIDTH.items():
            glyphs[shared], widths[shared] = glyphs[private], widths[private]
    glyphs[FIGURE_SPACE], widths[FIGURE_SPACE] = glyphs[0x20], widths[0x30]
    pdfmetrics.registerFont(font)


@cache
def _known(lang: str) -> frozenset[int]:
    register(lang)
    return _public(face(lang, 400))


def _spare() -> frozenset[int]:
    with _LOCK:
        return _register_spare()


@cache
def _register_spare() -> frozenset[int]:
    for weight, name in WEIGHTS.items():
        _add(face("spare", weight), f"Inter_{weight}{name}.ttf", f"Inter-{name}", False)
    return _public(face("spare", 400))


def _public(name: str) -> frozenset[int]:
    """The characters of a face without those of the private area, which mean something else elsewhere."""
    return frozenset(c for c in pdfmetrics.getFont(name).face.charToGlyph if not 0xE000 <= c <= 0xF8FF)


@lru_cache(maxsize=4096)
def _drawable(c: str) -> bool:
    return ord(c) in _known("en") or ord(c) in _spare() or _plain(c) != c


def _plain(c: str) -> str:
    """The everyday form of a styled character where the faces have it, or the character itself."""
    plain = unicodedata.normalize("NFKC", c)
    return plain if all(ord(p) in _known("en") for p in plain) else c


def _substitute(c: str, main: str, weight: int) -> tuple[str, str]:
    if ord(c) in _spare():
        return face("spare", weight), c
    plain = _plain(c)
    return main, plain if plain != c else GETA
