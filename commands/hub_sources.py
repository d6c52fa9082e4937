"""`main.py hub source ...`: what feeds the hub, added by its file and run by name."""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from commands.context import Context
from commands.hub import opened

if TYPE_CHECKING:
    from commands.hub import Commands, Hub
    from hub.sources import Report

SHOWN = 20  # problems said on the screen; --json has them all
COUNTS = ("create", "update", "unchanged", "delete", "kept", "error", "left_out")


def add(commands: Commands) -> None:
    source = commands.below("source", "What feeds the hub: folders, databases, Tryton, REST; add, list, run.")
    new = source.add("add", "Keep the source that a TOML file describes (see docs/sources.md).", _add)
    new.add_argument("file", type=Path)
    source.add("list", "The sources, and what their last runs came to.", _list)
    run = source.add("run", "Bring the hub up to what sources have; all of them, or those named.", _run)
    run.add_argument("name", nargs="*")
    run.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    run.add_argument("--every", type=float, metavar="MINUTES", help="run again and again until stopped")


def _add(desk: Context, args: argparse.Namespace) -> int:
    from hub import sources

    with opened(desk, args) as hub:
        made = sources.add(hub.db, hub.team.id, args.file, now=desk.now)
    if desk.json:
        desk.give({"name": made.name, "type": made.type})
    else:
        print(
            desk.words_at_hand("Source {name} is kept: run it with main.py hub source run.", name=made.name)
        )
    return 0


def _list(desk: Context, args: argparse.Namespace) -> int:
    from hub import sources

    with opened(desk, args) as hub:
        found = sources.listed(hub.db, hub.team.id)
        zone = ZoneInfo(hub.team.settings.get("zone") or "UTC")
    if desk.json:
        desk.give({"sources": [asdict(one) for one in found]})
        return 0
    desk.table(
        ("name", "type", "last run", "failure"),
        ((one.name, one.type, _minute(one.ran_at, zone), (one.report or {}).get("failure")) for one in found),
    )
    return 0


def _run(desk: Context, args: argparse.Namespace) -> int:
    from hub import sources
    from sales.errors import SalesError

    with opened(desk, args) as hub:
        while True:
            names = args.name or [one.name for one in sources.listed(hub.db, hub.team.id)]
            failed = 0
            reports = []
            for name in names:
                try:
                    reports.append(_one(desk, hub, name, dry_run=args.dry_run))
                except SalesError as error:
                    if not args.every and len(names) == 1:
                        raise
                    failed += 1
                    desk.note(f"{name}: {' '.join(error.said(desk.words_at_hand))}")
            if desk.json:
                desk.give({"runs": [report.document() for report in reports], "failed": failed})
            if not args.every:
                return int(failed > 0)
            time.sleep(args.every * 60)


def _one(desk: Context, hub: Hub, name: str, *, dry_run: bool) -> Report:
    from hub import sources

    now, words = time.time_ns() // 1_000_000, desk.words_at_hand
    report = sources.run(hub.db, hub.team.id, name, now=now, dry_run=dry_run, note=desk.note, words=words)
    if desk.json:
        return report
    desk.table(
        (name, *COUNTS),
        ((kind, *(getattr(tally, count) for count in COUNTS)) for kind, tally in report.kinds.items()),
    )
    for problem in report.problems[:SHOWN]:
        desk.note(f"{problem.at}: {problem.sentence}")
    if len(report.problems) > SHOWN:
        desk.note(words("... and {n} more: --json has them all.", n=len(report.problems) - SHOWN))
    if dry_run:
        desk.note(words("Nothing was written."))
    return report


def _minute(at: int | None, zone: ZoneInfo) -> str:
    return "" if at is None else f"{datetime.fromtimestamp(at / 1000, UTC).astimezone(zone):%Y-%m-%d %H:%M}"
