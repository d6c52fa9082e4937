"""The tokens: what is written can be read, and the shipped faces are the ones that are drawn."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QColor, QRawFont
from PySide6.QtWidgets import QApplication

from desktop import theme
from desktop.theme import DARK, LIGHT, Theme

TEXTS = ("text", "text_2", "text_3")
GROUNDS = ("canvas", "surface", "raised", "fill")
PAIRS = [
    *itertools.product(TEXTS, ("canvas", "surface", "raised")),
    *itertools.product(("text", "text_2"), ("fill", "accent_soft", "good_soft", "warn_soft", "bad_soft")),
    *((tone, f"{tone}_soft") for tone in ("accent", "good", "warn", "bad")),
    *itertools.product(("accent", "good", "warn", "bad"), ("surface", "raised", "canvas")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
]


def luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2, "relative luminance"."""
    parts = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
@pytest.mark.parametrize(("front", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(look: Theme, front: str, ground: str) -> None:
    assert contrast(getattr(look, front), getattr(look, ground)) >= 4.5


@pytest.mark.parametrize("weight_role", [("body", 400), ("strong", 500), ("heading", 600)])
@pytest.mark.parametrize("chinese", [False, True])
def test_text_is_drawn_in_the_shipped_faces(
    qapp: QApplication, weight_role: tuple[str, int], chinese: bool
) -> None:
    role, weight = weight_role
    theme.apply(qapp, LIGHT, chinese=chinese)

    face = QRawFont.fromFont(theme.font(role))
    theme.apply(qapp, LIGHT)

    assert face.familyName() == ("Rapport Print" if chinese else "Inter")
    assert face.weight() == weight
