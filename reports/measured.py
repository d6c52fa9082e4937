"""A measure in words: its value, its margin, and how it changed; alike on paper and on the screen."""

from __future__ import annotations

from sales.performance import Measure
from sales.words import Words

UP, DOWN = "▲", "▼"


def value(measure: Measure, figure: int | None, currency: str, words: Words) -> str:
    """A figure in the measure's unit; a dash where there is none."""
    if figure is None:
        return "–"
    if measure.unit == "cents":
        return words.money(figure, currency, whole=True)
    if measure.unit == "bp":
        return words.percent(figure / 10_000, 1)
    return words.number(figure / 10, 1) if measure.unit == "stars" else words.number(figure)


def margin(measure: Measure, currency: str, words: Words) -> str:
    """Half of its interval; of a rate in points, so that it is not taken for a share of the value."""
    if measure.unit == "bp" and measure.margin is not None:
        return words.number(measure.margin / 100, 1)
    return value(measure, measure.margin, currency, words)


def change(measure: Measure, before: str, words: Words) -> tuple[str, str]:
    """The change in words with an arrow, and the tone: good or bad only where it is more than chance."""
    if measure.before is None:
        none = words("no figure for {before}", before=before) if before else words("no figure before")
        return none, "neutral"
    moved = measure.value - measure.before
    if not moved:
        return words("as in {before}", before=before) if before else words("as before"), "neutral"
    arrow, size = UP if moved > 0 else DOWN, _size(measure, measure.before, abs(moved), words)
    if measure.change_margin is not None and abs(moved) <= measure.change_margin:
        return words("{arrow} {size}, may be chance", arrow=arrow, size=size), "neutral"
    said = words("{arrow} {size}", arrow=arrow, size=size)
    if before:
        said = words("{arrow} {size} on {before}", arrow=arrow, size=size, before=before)
    if not measure.better:
        return said, "neutral"
    return said, "good" if (moved > 0) == (measure.better == "up") else "bad"


def _size(measure: Measure, before: int, moved: int, words: Words) -> str:
    """By how much it moved: a rate in points, money and counts in per cent of what was before."""
    if measure.unit == "bp":
        return words("{n} points", n=words.number(moved / 100, 1))
    if measure.unit == "stars":
        return words.number(moved / 10, 1)
    if measure.unit == "points":
        return words.number(moved)
    return words.percent(moved / before, 1) if before > 0 else words("from nothing")
