"""Talk tracks as values and as files: a small sound one, and any one written out as its author would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from sales.tracks import Answer, Track, TrackStep

SMALL = Track(
    id="small",
    title="A small track",
    version=1,
    objective="say hello",
    owner="sales",
    verified_on=date(2026, 11, 3),
    verify_every_days=90,
    steps=(
        TrackStep(
            "open",
            "Open",
            say=("Hello {customer.name}, is this a good time?",),
            answers=(Answer("Yes", "present"), Answer("Not now", "close.callback")),
        ),
        TrackStep(
            "present",
            "Present",
            say=("It is {product.spec.noise_db} decibels.", "Is that quiet enough for you?"),
            show=("the data sheet",),
            ask=("Which room is it for?",),
            listen=("a light sleeper",),
            avoid=("“Silent.”",),
            answers=(Answer("It is too dear", "doubt.price"), Answer("Quiet enough", "close.callback")),
        ),
        TrackStep(
            "doubt.price",
            "The price",
            say=("I understand.", "It is {offer.price|a fair price}. Is that right?"),
            answers=(Answer("Yes", "close.callback"),),
        ),
        TrackStep("close.callback", "Call back", say=("When shall I call?",)),
    ),
)


def track(name: str, **changed: object) -> Track:
    """The small track under another id, changed here and there."""
    return replace(SMALL, id=name, **changed)  # type: ignore[arg-type]  # keywords of Track


def rendered(track: Track) -> str:
    """The file of a track."""
    head = {
        "id": _text(track.id),
        "segment": _texts(track.segments),
        "category": _texts(track.categories),
        "product": _texts(track.products),
        "channel": _texts(track.channels),
        "scenario": _texts(track.scenarios),
        "objective": _text(track.objective),
        "owner": _text(track.owner),
        "verified_on": str(track.verified_on),
        "verify_every_days": str(track.verify_every_days),
        "version": str(track.version),
    }
    lines = ["+++", *(f"{key} = {value}" for key, value in head.items() if value), "+++", f"# {track.title}"]
    for step in track.steps:
        lines += ["", f"## {step.id}: {step.title}"]
        lines += [f"> {line}" for line in step.say]
        for mark in ("show", "ask", "listen", "avoid"):
            lines += [f"{mark}: {line}" for line in step.texts(mark)]
        lines += [f"- {answer.words} -> {answer.leads_to}" for answer in step.answers]
    return "\n".join(lines) + "\n"


def write(folder: Path, text: str, name: str = "small.md", locale: str = "en") -> Path:
    """A track file in a folder of content."""
    path = folder / locale / "tracks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _texts(values: tuple[str, ...]) -> str:
    return "[" + ", ".join(map(_text, values)) + "]" if values else ""


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
