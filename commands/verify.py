"""`main.py verify`: is the store sound?"""

from __future__ import annotations

import argparse

from commands.context import STORE, Context
from sales.errors import NotFound

SUMMARY = "Check the data: structure, references, sums, search index."


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # nothing to choose


def run(desk: Context, args: argparse.Namespace) -> int:
    del args
    from data.backup import verify

    path = desk.home / STORE
    if not path.exists():
        raise NotFound(
            "There are no data in {folder}.",
            "Import a file, or open the sample team with: main.py demo.",
            folder=desk.home,
        )
    faults = verify(path, desk.key)
    if desk.json:
        desk.give({"sound": not faults, "faults": faults})
    else:
        words = desk.words if not faults else None
        print("\n".join(faults) if words is None else words("All sound."))
    return 1 if faults else 0
