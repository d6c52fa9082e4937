"""`main.py check-content [DIR]`: every fault in content files, as `file:line: sentence`.

DIR is a folder of content, of one locale or of one kind; left out, the content that ships with Rapport.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from commands.context import STORE, Context
from sales.errors import NotFound

if TYPE_CHECKING:
    from data.content.faults import Fault
    from sales.words import Words

SUMMARY = "Check content files; exit code 1 when one has a fault, advice does not count."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR")


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.content.document import Source
    from data.content.kinds import KINDS
    from data.content.library import check
    from data.content.specs import spec_keys, unknown_specs
    from data.price_book import unknown_goods
    from data.resources import resource

    folder = args.folder or resource("content")
    found = check(KINDS, folder)
    if not found.files:
        raise NotFound(
            "There is no content in {folder}.", "Content lies in folders such as en/tracks.", folder=folder
        )
    has_store = (desk.home / STORE).exists()  # a check makes none
    faults = list(found.faults)
    if has_store:
        db, sources = desk.store.read(), [Source(file) for file in found.files]
        faults += unknown_specs(sources, spec_keys(db))
        faults += (fault for source in sources for fault in unknown_goods(db, source))
    _tell(desk, desk.words if has_store else desk.words_at_hand, len(found.files), faults)
    return 1 if any(fault.breaks for fault in faults) else 0


def _tell(desk: Context, words: Words, files: int, faults: Sequence[Fault]) -> None:
    if desk.json:
        desk.give({"files": files, "faults": [_row(fault, words) for fault in faults]})
        return
    for fault in faults:
        print(fault.told(words))
    broken = sum(fault.breaks for fault in faults)
    counts = {"files": files, "broken": broken, "advice": len(faults) - broken}
    desk.note(words("Files: {files}. Faults: {broken}. Advice: {advice}.", **counts))


def _row(fault: Fault, words: Words) -> dict[str, object]:
    return {
        "file": str(fault.path),
        "line": fault.line,
        "kind": "fault" if fault.breaks else "advice",
        "sentence": fault.sentence(words),
    }
