"""`main.py restore FILE`: put a backup in the place of the store; what was there is kept beside it."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.context import STORE, Context

SUMMARY = "Put the backup FILE in the place of all data."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.backup import restore

    kept = restore(desk.home / STORE, args.file)
    if desk.json:
        desk.give({"restored": str(args.file), "kept": str(kept) if kept else None})
        return 0
    print(desk.words("Restored from {file}.", file=args.file))
    if kept:
        print(desk.words("What was there before is kept as {file}.", file=kept.name))
    return 0
