"""Where the data is and how fresh, in words: the pill in the sidebar, and what it says at length.

With a hub the pill says how this computer stands towards it; without one, that all is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data.holdings import Holdings
from data.sync.standing import Standing
from desktop.desk import Step, Trace
from desktop.sidebar import Pill
from sales.words import Words

MEGABYTE = 1_000_000
JUST_NOW_MS = 60_000


@dataclass(frozen=True, slots=True)
class Going:
    """A round that is under way: rows that came and all that are to come; 0 of 0 while it sends."""

    done: int = 0
    of: int = 0


def pill(words: Words, held: Holdings, standing: Standing, now: int, going: Going | None = None) -> Pill:
    """One of the faces of the pill; a round is shown only once it takes its time."""
    if standing.link is None:
        return Pill("hard-drive", "text_2", words("On this computer"), _saved_here(words, held, now))
    if going is not None:
        return _going(words, going, catching_up=standing.link.catching_up)
    return _towards_hub(words, standing, now)


def needs(words: Words, standing: Standing) -> str:
    """What waits for a decision: "1 conflict, 1 refused"."""
    parts = []
    if standing.conflicts:
        parts.append(words.count("{n} conflict", "{n} conflicts", standing.conflicts))
    if standing.refused:
        parts.append(words.count("{n} refused", "{n} refused", standing.refused))
    return ("，" if words.chinese else ", ").join(parts)


def _towards_hub(words: Words, standing: Standing, now: int) -> Pill:
    waiting, when = _waiting(words, standing), _when(words, standing, now)
    match standing.state:
        case "lease":
            return Pill("lock", "bad", words("Reading is locked"), words("Until the next sync"))
        case "attention":
            synced = words("synced {when}", when=when) if when else words("never synced")
            return Pill("triangle-alert", "bad", needs(words, standing), _joined(waiting, synced))
        case "offline":
            last = words("last sync {when}", when=when) if when else words("never synced")
            return Pill("cloud-off", "warn", words("Offline"), _joined(waiting, last))
    return _in_order(words, standing, now, waiting, when)


def _in_order(words: Words, standing: Standing, now: int, waiting: str, when: str) -> Pill:
    """Nothing is wrong: rows still come, or something waits, or all is said."""
    if standing.link and standing.link.catching_up:
        return Pill("refresh-cw", "text_2", words("Catching up"), words("Goes on with the next sync"))
    if not when:
        return Pill("cloud", "text_2", words("Not synced yet"), waiting or words("Asking the hub"))
    last = words("Last sync {when}", when=when)
    if standing.state == "waiting":
        head = words.count("{n} change waiting", "{n} changes waiting", standing.waiting)
        return Pill("cloud", "text_2", head, last)
    return Pill("circle-check", "good", words("Synced"), _just_now(words, standing, now) or last)


def _going(words: Words, going: Going, *, catching_up: bool) -> Pill:
    """A large round is a catching up: until it is through, not all of it is of one moment."""
    head = words("Catching up") if catching_up else words("Syncing")
    if not going.of:
        return Pill("refresh-cw", "accent", head, words("Asking the hub"), 0.0)
    done, of = words.number(going.done), words.number(going.of)
    detail = words("Receiving {done} of {all}", done=done, all=of)
    return Pill("refresh-cw", "accent", head, detail, going.done / going.of)


def _saved_here(words: Words, held: Holdings, now: int) -> str:
    """ "Saved here" is true of every change; how fresh the data is says its newest order."""
    if held.newest_order_at is None:
        return words("Nothing in it yet")
    day = words.moment(held.newest_order_at).date()
    same_year = day.year == words.moment(now).year
    return words("Saved here, orders to {day}", day=words.day(day, year=not same_year))


def _waiting(words: Words, standing: Standing) -> str:
    return words.count("{n} waiting", "{n} waiting", standing.waiting) if standing.waiting else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _when(words: Words, standing: Standing, now: int) -> str:
    """The last round that went well: its clock, its day if that is another, "" if there was none."""
    at = standing.link.last_success_at if standing.link else 0
    if not at:
        return ""
    same = words.moment(at).date() == words.moment(now).date()
    return words.clock(at) if same else words.day(at)


def _just_now(words: Words, standing: Standing, now: int) -> str:
    at = standing.link.last_success_at if standing.link else 0
    return words("Just now, {clock}", clock=words.clock(at)) if abs(now - at) < JUST_NOW_MS else ""


def trace(words: Words, held: Holdings, store: Path) -> Trace:
    """The same at length, for the inspector."""
    steps = [
        Step(words("Customers"), words.number(held.customers)),
        Step(words("Orders"), words.number(held.orders), _newest(words, held)),
    ]
    if held.imported_at is not None:
        day = words.day(held.imported_at, year=True)
        steps.append(Step(words("Last import"), words.clock(held.imported_at), day))
    size = store.stat().st_size / MEGABYTE if store.exists() else 0
    steps.append(Step(words("Size"), f"{words.number(size, 1)} MB", str(store)))
    return Trace(
        words("Where your data is"),
        words("On this computer"),
        words("Every change is saved here at once. Nothing is sent anywhere: no team hub is connected."),
        tuple(steps),
    )


def _newest(words: Words, held: Holdings) -> str:
    if held.newest_order_at is None:
        return ""
    return words("The newest is of {day}", day=words.day(held.newest_order_at, year=True))
