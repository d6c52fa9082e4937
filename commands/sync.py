"""`main.py sync`: one round with the hub: send what waits, fetch what is new."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from commands.context import Context
from sales.errors import StoreDamaged

if TYPE_CHECKING:
    from data.sync.rounds import Round

SUMMARY = "Sync with the hub: send what waits, fetch what is new."
EVERY_S = 2.0  # between two remarks on progress
ALWAYS = ("sent", "received")  # said though it is nothing
WAIT_S = 60.0  # for the round of an open window


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # nothing to choose


def run(desk: Context, args: argparse.Namespace) -> int:
    del args
    from data.sync.service import sync_now

    try:
        one = sync_now(desk.store, desk.home, desk.now, progress=progress(desk), wait_s=WAIT_S)
    except StoreDamaged:
        desk.reopen()  # which makes it anew, from the hub
        one = sync_now(desk.store, desk.home, desk.now, progress=progress(desk), wait_s=WAIT_S)
    if desk.json:
        desk.give(
            {
                "sent": one.sent, "received": one.received, "rejected": one.rejected,
                "conflicts": one.conflicts, "heals": one.heals,
            }
        )  # fmt: skip
    else:
        tell(desk, one)
    return 0


def tell(desk: Context, one: Round) -> None:
    """What a round did, in words."""
    from data.sync.rounds import counts

    words = desk.words
    said = [text for name, text in counts(one, words).items() if name in ALWAYS or getattr(one, name)]
    print(("，" if words.chinese else ", ").join(said))


def progress(desk: Context) -> Callable[[int, int], None]:
    """Remarks on progress, not more than the eye can follow."""
    said_at = [time.monotonic()]

    def told(received: int, of: int) -> None:
        if time.monotonic() - said_at[0] >= EVERY_S:
            said_at[0] = time.monotonic()
            number = desk.words.number
            desk.note(desk.words("Receiving {done} of {all}", done=number(received), all=number(of)))

    return told
