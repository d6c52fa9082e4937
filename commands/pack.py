"""`main.py pack export FILE` and `pack import FILE`: the playbook as one signed file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from commands.context import Context

if TYPE_CHECKING:
    from data.pack_files import PackFile
    from data.packs import Plan

SUMMARY = "Write the playbook as one signed file, or take one in."
EXPORT, IMPORT = "export", "import"


def arguments(parser: argparse.ArgumentParser) -> None:
    jobs = parser.add_subparsers(dest="job", metavar="JOB", required=True)
    out = jobs.add_parser(EXPORT, help="write a pack of what the team published")
    out.add_argument("file", type=Path)
    out.add_argument(
        "--all", action="store_true", help="the whole playbook, what ships with Rapport included"
    )
    taken = jobs.add_parser(IMPORT, help="take a pack in: checked as a whole, in one go or not at all")
    taken.add_argument("file", type=Path)
    taken.add_argument("--dry-run", action="store_true", help="show what would change, and write nothing")
    taken.add_argument("--trust", metavar="FINGERPRINT", default="", help="trust this signer from now on")


def run(desk: Context, args: argparse.Namespace) -> int:
    return _export(desk, args) if args.job == EXPORT else _import(desk, args)


def _export(desk: Context, args: argparse.Namespace) -> int:
    from data.packs import all_files, export_pack, team_files

    db = desk.store.read()
    files = all_files(db) if args.all else team_files(db)
    pack = export_pack(desk.store, args.file, files, desk.now, desk.words)
    if desk.json:
        desk.give({"file": str(args.file), "texts": len(pack.files), "signer": pack.signer})
        return 0
    words = desk.words
    print(words.count("{n} text in {file}.", "{n} texts in {file}.", len(pack.files), file=args.file))
    print(words("Signed as {fingerprint}: read this to whoever takes it.", fingerprint=pack.signer))
    return 0


def _import(desk: Context, args: argparse.Namespace) -> int:
    from data.pack_files import read_pack
    from data.packs import import_pack, plan
    from data.team import signed_in

    words = desk.words
    planned = plan(desk.store.read(), read_pack(args.file), words)
    if not args.dry_run:
        me = signed_in(desk.store.read())
        import_pack(desk.store, planned, desk.now, by=me.id if me else None, trust=args.trust)
    if desk.json:
        desk.give({**_document(planned), "written": not args.dry_run})
        return 0
    pack = planned.pack
    print(words("From {sender}, signed as {fingerprint}.", sender=pack.sender, fingerprint=pack.signer))
    desk.table(("change", "file", "version"), [(what, f.path, f.version) for what, f in _changes(planned)])
    desk.note(words.count("{n} text is the same here.", "{n} texts are the same here.", planned.same))
    desk.note(words("Nothing was written.") if args.dry_run else words("Imported."))
    return 0


def _document(planned: Plan) -> dict[str, object]:
    pack = planned.pack
    return {
        "sender": pack.sender,
        "signer": pack.signer,
        "trusted": planned.trusted,
        "changes": [{"change": what, "file": f.path, "version": f.version} for what, f in _changes(planned)],
        "same": planned.same,
    }


def _changes(planned: Plan) -> list[tuple[str, PackFile]]:
    """What becomes of each text that is not the same here; "left" is one of which a newer one is here."""
    told = (
        ("new", planned.new),
        ("changed", planned.changed),
        ("withdrawn", planned.withdrawn),
        ("left", planned.newer_here),
    )
    return [(what, file) for what, files in told for file in files]
