"""`main.py hub backup|restore|compact|check|audit`: the hub looked after."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from zoneinfo import ZoneInfo

from commands.context import Context
from commands.hub import database, opened
from sales.errors import FileUnwritable, RuleBroken

if TYPE_CHECKING:
    from commands.hub import Commands

DAY_MS = 86_400_000


def add(commands: Commands) -> None:
    backup = commands.add("backup", "Write a copy of the hub, while it serves.", _backup)
    backup.add_argument("file", type=Path)
    restore = commands.add(
        "restore", "Put a backup in the place of the hub; laptops notice and heal.", _restore
    )
    restore.add_argument("file", type=Path)
    compact = commands.add("compact", "Forget rows that are gone since 90 days, or --days.", _compact)
    compact.add_argument("--days", type=int, default=90)
    check = commands.add("check", "Look for what was written past the hub; --repair puts it right.", _check)
    check.add_argument("--repair", action="store_true")
    audit = commands.below("audit", "Who did what, when and from which computer.")
    export = audit.add(
        "export", "The audit as CSV, to a file or to stdout; it has personal data in it.", _export
    )
    export.add_argument("--csv", type=Path, metavar="OUT")
    export.add_argument("--since", metavar="DATE")


def _backup(desk: Context, args: argparse.Namespace) -> int:
    from hub.backup import back_up

    with opened(desk, args) as hub:
        path = back_up(hub.db, args.file)
    if desk.json:
        desk.give({"file": str(path), "bytes": path.stat().st_size})
    else:
        print(desk.words_at_hand("The hub is copied to {file}.", file=path))
    return 0


def _restore(desk: Context, args: argparse.Namespace) -> int:
    from hub.backup import restore

    words = desk.words_at_hand
    with database(desk, args) as db:
        kept = restore(db, args.file, desk.now)
    if desk.json:
        desk.give({"file": str(args.file), "replaced": str(kept) if kept else None})
        return 0
    print(words("Restored from {file}.", file=args.file))
    if kept:
        print(words("What was there before is kept as {file}.", file=kept.name))
    return 0


def _compact(desk: Context, args: argparse.Namespace) -> int:
    from hub.compaction import compact

    with opened(desk, args) as hub:
        dropped = compact(hub.db, hub.team.id, desk.now, args.days * DAY_MS)
    if desk.json:
        desk.give({"dropped": dropped})
    else:
        words = desk.words_at_hand
        print(words.count("{n} entry of a row that is gone was dropped.",
                          "{n} entries of rows that are gone were dropped.", dropped))  # fmt: skip
    return 0


def _check(desk: Context, args: argparse.Namespace) -> int:
    from hub.inspection import inspect, repair

    words = desk.words_at_hand
    with opened(desk, args) as hub:
        found = inspect(hub.db, hub.team.id)
        if args.repair and any(one.mends for one in found):
            repair(hub.db, hub.office, desk.now)
            left = inspect(hub.db, hub.team.id)
        else:
            left = found
    if desk.json:
        desk.give(
            {
                "sound": not left,
                "faults": [{**asdict(one), "said": one.said(words)} for one in found],
                "left": [asdict(one) for one in left],
            }
        )
        return int(bool(left))
    for one in found:
        print(one.said(words))
    if not found:
        print(words("The hub is sound."))
    elif not left:
        print(words("All of it is put right."))
    elif not args.repair and any(one.mends for one in left):
        desk.note(words("Put it right with: main.py hub check --repair"))
    return int(bool(left))


def _export(desk: Context, args: argparse.Namespace) -> int:
    from hub.trail import trail

    with opened(desk, args) as hub, hub.db.reading() as tx:
        zone = ZoneInfo(hub.team.settings.get("zone") or "UTC")
        lines = trail(tx, hub.team.id, _midnight(args.since, zone) if args.since else 0)
        if desk.json:
            desk.give({"lines": [asdict(line) for line in lines]})
            return 0
        rows = (tuple(map(_cell, asdict(line).values())) for line in lines)
        if args.csv is None:
            _write(sys.stdout, rows)
            return 0
        try:
            with args.csv.open("w", encoding="utf-8-sig", newline="") as file:
                count = _write(file, rows)
        except OSError as error:
            raise FileUnwritable(
                "{file} cannot be written.",
                "Close it where it is open, or choose another folder.",
                file=args.csv,
            ) from error
    words = desk.words_at_hand
    print(
        words.count(
            "{n} line is written to {file}.", "{n} lines are written to {file}.", count, file=args.csv
        )
    )
    return 0


def _midnight(day: str, zone: ZoneInfo) -> int:
    try:
        return int(datetime.combine(date.fromisoformat(day), clock(), zone).timestamp() * 1000)
    except ValueError as error:
        raise RuleBroken("{day} is not a day.", "Write days as 2026-11-24.", day=day) from error


def _cell(value: object) -> str:
    from data.imports.rejects import harmless

    return "" if value is None else harmless(str(value))


def _write(file: TextIO, rows: Iterator[tuple[object, ...]]) -> int:
    from hub.trail import HEADER

    out, count = csv.writer(file), 0
    out.writerow(HEADER)
    for row in rows:
        out.writerow(row)
        count += 1
    return count
