"""`main.py conflicts`: the fields that two people wrote, and `--keep` to decide which value stands."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from commands.context import Context
from sales.errors import RuleBroken

if TYPE_CHECKING:
    from data.sync.conflicts import OpenConflict

SUMMARY = "Show the fields that two people wrote, with both values; --keep decides."
CHOICES = ("base", "mine", "theirs")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--keep", nargs=2, metavar=("ID", "VALUE"), help="which value stands: base, mine or theirs"
    )


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.sync.conflicts import open_conflicts, settle

    if args.keep:
        conflict_id, choice = args.keep
        if choice not in CHOICES:
            raise RuleBroken(
                "{value} is not one of the three values.", "Choose base, mine or theirs.", value=choice
            )
        settle(desk.store, conflict_id, choice, desk.now)
        if desk.json:
            desk.give({"settled": conflict_id, "kept": choice})
        else:
            print(desk.words("Decided; it is sent with the next sync."))
        return 0
    found = open_conflicts(desk.store.read())
    if desk.json:
        desk.give({"conflicts": [_document(one) for one in found]})
    else:
        desk.table(("id", "about", "field", *CHOICES, "stands"), map(_row, found))
    return 0


def _document(one: OpenConflict) -> dict[str, Any]:
    sides: dict[str, Any] = {side.choice: side.value for side in one.sides}
    return {
        "id": one.id, "table": one.table, "row": one.row_id, "about": one.subject.name, "field": one.field,
        "at": one.at, **sides, "stands": one.standing,
        "by": {side.choice: side.by.name for side in one.sides if side.by},
    }  # fmt: skip


def _row(one: OpenConflict) -> tuple[object, ...]:
    values: dict[str, Any] = {side.choice: side.value for side in one.sides}
    return one.id, one.subject.name, one.field, *(values[choice] for choice in CHOICES), one.standing
