"""`main.py hub import FILE`: a file into the hub, read and checked as `main.py import` does it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from commands.context import Context
from commands.hub import opened
from commands.import_ import FILE_HELP, chosen, document, how, remarks, tell

if TYPE_CHECKING:
    from commands.hub import Commands


def add(commands: Commands) -> None:
    job = commands.add("import", "Import customers, products, orders and the like into the hub.", _import)
    job.add_argument("file", type=Path, help=FILE_HELP)
    how(job)


def _import(desk: Context, args: argparse.Namespace) -> int:
    from data.imports import write_errors, write_rows
    from hub.imports import apply, planned

    words = desk.words_at_hand
    source, kind, mapping = chosen(args, lambda kind, source: None)
    progress = remarks(desk, words)
    with opened(desk, args) as hub, planned(hub.db, source, kind, mapping, words, progress) as plan:
        if args.rows:
            write_rows(plan, args.rows)
        errors_file = write_errors(plan, Path.cwd())
        born = plan.born()
        if not args.dry_run:
            apply(hub.db, hub.team.id, plan, actor=hub.office.user, now=desk.now, progress=progress)
        if desk.json:
            desk.give(document(plan, born, errors_file, dry_run=args.dry_run))
            return 0
        tell(desk, words, plan, born, errors_file)
        if args.dry_run:
            desk.note(words("Nothing was written."))
    return 0
