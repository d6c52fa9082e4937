"""`main.py publish FILE...`: content files as the team's, as if they had been written in the window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from commands.context import Context
from sales.errors import NotFound

if TYPE_CHECKING:
    from data.authoring import Piece

SUMMARY = "Publish content files (.../en/objections/too-dear.md) to the team."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="+", type=Path, help="in a folder of its kind in one of its language")
    parser.add_argument("--remark", default="", help="what was changed")
    parser.add_argument("--review", action="store_true", help="show it to the other managers first")


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.publishing import publish, send_for_review
    from data.team import signed_in

    me = signed_in(desk.store.read())
    texts: dict[Piece, dict[str, str]] = {}
    for path in args.file:
        piece, locale = _place(path)
        texts.setdefault(piece, {})[locale] = _text(path)
    write = send_for_review if args.review else publish
    done = [
        write(
            desk.store, piece, by_locale, desk.now, desk.words, by=me.id if me else None, remark=args.remark
        )
        for piece, by_locale in texts.items()
    ]
    if desk.json:
        rows = [{"kind": one.piece.kind, "name": one.piece.name, "version": one.version} for one in done]
        desk.give({"published": rows, "in_review": args.review})
        return 0
    desk.table(("kind", "name", "version"), [(one.piece.kind, one.piece.name, one.version) for one in done])
    return 0


def _place(path: Path) -> tuple[Piece, str]:
    """The piece and the language of a file, by the folders it lies in. Raises NotFound."""
    from data.authoring import WRITTEN, Piece
    from sales.authoring import is_name
    from sales.words import LOCALES

    kind, locale = path.resolve().parent.name, path.resolve().parent.parent.name
    known = kind in WRITTEN and locale in LOCALES and is_name(path.stem)
    if not known or path.suffix != WRITTEN[kind].ending:
        raise NotFound(
            "{file} has no place in a playbook.",
            "It lies in folders such as en/objections, and is called such as too-dear.md.",
            file=path,
        )
    return Piece(kind, path.stem), locale


def _text(path: Path) -> str:
    from data.content.document import Source, read_lines
    from data.content.faults import Faults
    from sales.errors import ContentBroken
    from sales.words import Words

    faults = Faults(path)
    lines = read_lines(Source(path), faults)
    if faults.broken:
        raise ContentBroken("{fault}", fault=faults.found[0].told(Words()))
    return "\n".join(lines)
