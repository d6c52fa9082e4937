"""`main.py backup FILE`: a copy of the store, made while it is in use."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.context import Context

SUMMARY = "Write a copy of all data to FILE, encrypted as they are."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--plain", action="store_true", help="not encrypted: anyone who has the copy can read it"
    )
    how.add_argument(
        "--passphrase-env",
        metavar="VAR",
        help="the environment variable with a passphrase, under which the copy opens on any computer",
    )


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.backup import back_up, back_up_plain
    from data.keyfile import key_file

    store = desk.store
    if args.plain:
        target = back_up_plain(store.path, args.file, store.key)
    else:
        variable: str | None = args.passphrase_env
        target = back_up(store.path, args.file, store.key, desk.passphrase(variable), variable)
    size, key = target.stat().st_size, key_file(target)
    if desk.json:
        desk.give({"file": str(target), "bytes": size, "key": str(key) if key.exists() else None})
        return 0
    print(desk.words("Backed up to {file} ({n} kB).", file=target, n=desk.words.number(size // 1024)))
    if key.exists():
        desk.note(_kept_with(desk, target))
    return 0


def _kept_with(desk: Context, target: Path) -> str:
    """What an encrypted copy needs to be opened again."""
    from data.keyfile import InKeyring, key_file, read

    if isinstance(read(target), InKeyring):
        return desk.words("It is encrypted and opens on this computer only; with --passphrase-env, on any.")
    return desk.words("It is encrypted. Keep {key} with it, and its passphrase.", key=key_file(target).name)
