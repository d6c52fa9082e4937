"""`main.py restore FILE`: put a backup in the place of the store; what was there is kept beside it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from commands.context import STORE, Context

SUMMARY = "Put the backup FILE in the place of all data."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--passphrase-env", metavar="VAR", help="the environment variable with the backup's passphrase"
    )


def run(desk: Context, args: argparse.Namespace) -> int:
    kept = _restored(desk, args.file, desk.passphrase(args.passphrase_env))
    if desk.json:
        desk.give({"restored": str(args.file), "kept": str(kept) if kept else None})
        return 0
    print(desk.words("Restored from {file}.", file=args.file))
    if kept:
        print(desk.words("What was there before is kept as {file}.", file=kept.name))
    return 0


def _restored(desk: Context, backup: Path, passphrase: str | None) -> Path | None:
    """Where the replaced store lies now; the backup's passphrase is asked for at a terminal."""
    from data.backup import restore
    from data.keys import PassphraseWanted, unlock

    path, ours = desk.home / STORE, desk.key
    theirs = unlock(backup, passphrase) if passphrase else None
    try:
        kept = restore(path, backup, ours, theirs)
    except PassphraseWanted:
        if passphrase or not sys.stdin.isatty():
            raise
        theirs = desk.typed_key(backup)
        kept = restore(path, backup, ours, theirs)
    desk.key = ours or theirs  # a home without a key took the backup's
    return kept
