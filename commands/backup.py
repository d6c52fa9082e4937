"""`main.py backup FILE`: a copy of the store, made while it is in use."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.context import Context

SUMMARY = "Write a copy of all data to FILE."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.backup import back_up

    target = back_up(desk.store.path, args.file)
    size = target.stat().st_size
    if desk.json:
        desk.give({"file": str(target), "bytes": size})
    else:
        print(desk.words("Backed up to {file} ({n} kB).", file=target, n=desk.words.number(size // 1024)))
    return 0
