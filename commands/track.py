"""`main.py track CUSTOMER`: the talk track for a customer, filled in, and why it was chosen."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict

from commands.context import Context
from sales.brief import FilledTrack, Step
from sales.track_choice import CHANNEL_OF, CHANNELS
from sales.track_filling import doubts, plain

SUMMARY = "Show what to say to a customer: the talk track that fits best, and why."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer")
    parser.add_argument("--product", help="what the call is about; left out: what they bought or looked at")
    parser.add_argument("--channel", choices=sorted({*CHANNELS, *CHANNEL_OF}))
    parser.add_argument("--as-of", help="the day to tell it of (ISO); left out: today")


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.briefs import filled_track

    found = filled_track(
        desk.store.read(), args.customer, desk.words, desk.moment(args.as_of), args.product, args.channel
    )
    if desk.json:
        desk.give(_document(found))
        return 0
    print(found.title)
    verified = desk.words.day(found.verified_on, year=True) if found.verified_on else "–"
    print(
        desk.words(
            "{why}; version {version}, verified {day}", why=found.why, version=found.version, day=verified
        )
    )
    for step in found.steps:
        print("", *_lines(step), sep="\n")
    return 0


def _lines(step: Step) -> Iterator[str]:
    """A step as its author wrote it: the same marks, with the variables filled in."""
    yield f"{step.id}: {step.title}"
    yield from (f"  > {plain(line)}" for line in step.say)
    for mark in ("show", "ask", "listen", "avoid"):
        yield from (f"  {mark}: {plain(line)}" for line in getattr(step, mark))
    yield from (f"  - {plain(said)} -> {leads_to}" for said, leads_to in step.answers)


def _document(found: FilledTrack) -> dict[str, object]:
    steps = [
        asdict(step) | {"answers": [{"words": said, "leads_to": to} for said, to in step.answers]}
        for step in found.steps
    ]
    return asdict(found) | {
        "verified_on": found.verified_on.isoformat() if found.verified_on else None,
        "steps": steps,
        "doubts": [{"words": doubt.words, "answer": doubt.answer} for doubt in doubts(found)],
    }
