"""Will it fit? What a placing says about air, room, door, socket and neighbours, each with its reason.

A check is good or bad only where that holds however far off the measures may be; between them it is close.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sales.placing import Gap, Placing, Size, gaps, outline
from sales.placing_measures import Measures
from sales.words import Words

GOOD, WARN, BAD = "good", "warn", "bad"
DOORWAY_MM = (760, 2_000)  # what is clear of a standard door, less a hand's breadth
LARGE_MM = 400  # smaller things pass everywhere


@dataclass(frozen=True, slots=True)
class FitCheck:
    """`said` is the finding, `why` what it is held against."""

    state: str
    said: str
    why: str = ""


def size_of(known: Measures) -> Size:
    """A product as it is seen from the front."""
    return Size(known.width, known.height)


def fit_checks(placing: Placing, known: Measures, words: Words) -> tuple[FitCheck, ...]:
    """What can be said, what is most in the way first within its kind. Raises RuleBroken without a scale."""
    return (
        *_inside(placing, known, words),
        *_beside(placing, known, words),
        *_room(placing, known, words),
        *_doorway(known, words),
        *_socket(known, words),
    )


def told_length(mm: float, words: Words) -> str:
    """A length as a person says it: millimetres below 10 cm, metres from one on, else whole told_length."""
    if abs(mm) < 100:
        return words("{n} mm", n=words.number(mm))
    if abs(mm) >= 1000:
        return words("{n} m", n=words.number(mm / 1000, 2))
    return words("{n} cm", n=words.number(mm / 10))


def _inside(placing: Placing, known: Measures, words: Words) -> Iterator[FitCheck]:
    box = outline(placing, size_of(known))
    if box.left < 0 or box.top < 0 or box.right > placing.photo_width:
        yield FitCheck(
            WARN, words("Part of it is outside the photo"), words("move it, or take the photo wider")
        )


def _beside(placing: Placing, known: Measures, words: Words) -> Iterator[FitCheck]:
    found = gaps(placing, size_of(known))
    if not found and known.clear:
        need = told_length(known.clear, words)
        yield FitCheck(
            WARN,
            words("Air needs {n} on each side", n=need),
            words("mark where the things beside it end: key E"),
        )
    for gap in found:
        yield _gap_check(gap, known.clear or 0.0, words)


def _gap_check(gap: Gap, need: float, words: Words) -> FitCheck:
    free, side = told_length(gap.mm, words), _side(gap, words)
    off = words("± {n}", n=told_length(gap.off_mm, words))
    if gap.mm < 0:
        return FitCheck(BAD, words("It stands over the edge, {side}", side=side), words("move it away"))
    if not need:
        return FitCheck(GOOD, words("{n} free, {side}", n=free, side=side), off)
    why = words("needs {n} on each side", n=told_length(need, words))
    if gap.mm - gap.off_mm >= need:
        return FitCheck(GOOD, words("Air can flow: {n}, {side}", n=free, side=side), why)
    if gap.mm + gap.off_mm < need:
        return FitCheck(BAD, words("Too close: {n}, {side}", n=free, side=side), why)
    return FitCheck(WARN, words("Close: {n} {off}, {side}", n=free, off=off, side=side), why)


def _side(gap: Gap, words: Words) -> str:
    return words("at its left") if gap.on_the_left else words("at its right")


def _room(placing: Placing, known: Measures, words: Words) -> Iterator[FitCheck]:
    if known.room_m2 is None:
        return
    most = words.number(known.room_m2)
    if placing.room_m2 is None:
        yield FitCheck(WARN, words("Covers up to {n} m²", n=most), words("type how large the room is"))
        return
    room = words.number(placing.room_m2)
    why = words("{n} m² of up to {most}", n=room, most=most)
    if placing.room_m2 <= known.room_m2:
        yield FitCheck(GOOD, words("Covers the room"), why)
    else:
        yield FitCheck(BAD, words("Too small for the room"), why)


def _doorway(known: Measures, words: Words) -> Iterator[FitCheck]:
    least, middle, most = sorted((known.width, known.depth, known.height))
    if most < LARGE_MM or known.held:
        return
    wide, high = DOORWAY_MM
    why = words("{n} of {most} cm across", n=words.number(least / 10), most=words.number(wide / 10))
    if least <= wide and middle <= high:
        yield FitCheck(GOOD, words("Passes a standard door"), why)
    else:
        yield FitCheck(BAD, words("Does not pass a standard door"), why)


def _socket(known: Measures, words: Words) -> Iterator[FitCheck]:
    if known.cable:
        length = words.number(known.cable / 1000, 1)
        yield FitCheck(
            WARN, words("Is there a socket near?"), words("the cable is {n} m; ask the customer", n=length)
        )
