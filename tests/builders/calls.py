"""A short talk track filled in, and what a call on it goes by."""

from __future__ import annotations

from datetime import date

from sales.brief import FilledTrack, Step
from sales.calls import Call, Event, Plan, begin, press

BEGUN = 1_795_000_000_000
MINUTE = 60_000

TRACK = FilledTrack(
    id="quiet-air",
    title="Quiet air for a small studio",
    why="best match: segment and category",
    version=3,
    verified_on=date(2026, 11, 3),
    objective="answer the noise doubt",
    steps=(
        Step(
            "open",
            "Open",
            say=("Good morning Meng Yao. May I ask one question?",),
            answers=(("Yes, go ahead", "present"), ("Not now", "close.callback")),
        ),
        Step(
            "present",
            "Present the quiet level",
            say=("It runs at **21 decibels**. Would that stay out of your takes?",),
            show=("the data sheet",),
            ask=("Are door and window both shut?",),
            avoid=("“Silent.”",),
            answers=(
                ("That is quiet enough", "follow-up"),
                ("It costs too much", "doubt.price"),
                ("Say it again", "present"),
            ),
        ),
        Step("doubt.price", "The price", say=("I understand.",), answers=(("All right", "follow-up"),)),
        Step("follow-up", "Follow up", say=("You have it by Thursday.",)),
        Step("close.callback", "Call back", say=("When shall I call?",)),
    ),
)
PLAN = Plan(
    id="0193-call",
    customer_id="c-1",
    begun_at=BEGUN,
    track=TRACK,
    segment="potential",
    product_id="p-600",
    objective="the noise doubt",
)


def pressed(*keys: Event, plan: Plan = PLAN) -> Call:
    """The call after these events, a minute apart."""
    call = begin(plan)
    for at, key in enumerate(keys, 1):
        call = press(
            call, Event(key.kind, BEGUN + at * MINUTE, key.n, key.ref, key.text, key.day, key.version)
        )
    return call


def key(kind: str, n: int = 0, ref: str = "", text: str = "", day: date | None = None) -> Event:
    """An event whose time does not matter."""
    return Event(kind, 0, n, ref, text, day, 1 if kind == "card" else None)
