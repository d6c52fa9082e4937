"""Where the data is and how old it is, in words: the pill in the sidebar, and what it says at length."""

from __future__ import annotations

from pathlib import Path

from data.holdings import Holdings
from desktop.desk import Step, Trace
from desktop.sidebar import Pill
from sales.words import Words

MEGABYTE = 1_000_000


def pill(words: Words, held: Holdings, now: int) -> Pill:
    """ "Saved here" is true of every change; how fresh the data is says its newest order."""
    detail = words("Nothing in it yet")
    if held.newest_order_at is not None:
        day = words.moment(held.newest_order_at).date()
        same_year = day.year == words.moment(now).year
        detail = words("Saved here, orders to {day}", day=words.day(day, year=not same_year))
    return Pill("hard-drive", "text_2", words("On this computer"), detail)


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
