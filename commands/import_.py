"""`main.py import FILE --as KIND`: a CSV, Excel or Parquet file into the store; `--undo` takes it back."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from commands.context import Context

if TYPE_CHECKING:
    from data.imports import ImportMap, Kind, Outcome, Plan, Source
    from sales.words import Words

SUMMARY = "Import customers, products, orders and the like from CSV, Excel or Parquet; undo an import."
KINDS = (
    "customers", "products", "orders", "returns", "events", "tickets", "surveys", "reviews", "prices",
    "activities",
)  # fmt: skip
BORN = {
    "customers": "Customers", "products": "Products", "orders": "Orders", "returns": "Returned goods",
    "reps": "Reps", "price_lists": "Price lists",
}  # fmt: skip
FILE_HELP = "CSV in any encoding, Excel or Parquet"
SHOWN = 20  # errors said on the screen; the file has them all
EVERY = 2.0  # seconds between two remarks on progress


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, help=FILE_HELP)
    what.add_argument("--undo", type=int, metavar="BATCH", help="take an earlier import back")
    what.add_argument("--list", action="store_true", help="the earlier imports")
    how(parser)


def how(parser: argparse.ArgumentParser) -> None:
    """How a file is read, and what is to be said of it."""
    parser.add_argument("--as", dest="kind", choices=KINDS, help="what the file holds; guessed if left out")
    parser.add_argument("--map", type=Path, metavar="MAP.toml", help="which column goes where (with --as)")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    parser.add_argument("--rows", type=Path, metavar="OUT.csv", help="write what happens to each row")


def run(desk: Context, args: argparse.Namespace) -> int:
    if args.undo is not None:
        return _undo(desk, args.undo)
    return _list(desk) if args.list else _import(desk, args)


def _import(desk: Context, args: argparse.Namespace) -> int:
    from data.imports import apply, preview, recall, write_errors, write_rows
    from data.imports.batches import Outcome

    def remembered(kind: Kind, source: Source) -> ImportMap | None:
        return recall(desk.store.read(), kind, source.header)

    source, kind, mapping = chosen(args, remembered)
    progress = remarks(desk, desk.words)
    with preview(desk.store, source, kind, mapping, desk.words, progress) as plan:
        if args.rows:
            write_rows(plan, args.rows)
        errors_file = write_errors(plan)
        outcome = (
            Outcome(None, plan.counts, plan.born())
            if args.dry_run
            else apply(desk.store, plan, desk.now, progress)
        )
        if desk.json:
            told = document(plan, outcome.born, errors_file, dry_run=args.dry_run)
            desk.give({**told, "batch": outcome.batch})
        else:
            tell(desk, desk.words, plan, outcome.born, errors_file)
            _end(desk, outcome, dry_run=args.dry_run)
    if kind.name == "prices" and not args.dry_run:
        _tell_overlaps(desk)
    return 0


def _tell_overlaps(desk: Context) -> None:
    """What price lists contradict each other in, so that it is known before a quote meets it."""
    from data.price_book import overlaps

    for one in overlaps(desk.store.read()):
        desk.note(one.sentence(desk.words))


def chosen(
    args: argparse.Namespace, remembered: Callable[[Kind, Source], ImportMap | None]
) -> tuple[Source, Kind, ImportMap]:
    """The file, what it holds, and its mapping: the given one, the one of a file like it, or a guess."""
    from data.imports import KINDS as ALL
    from data.imports import completed, guessed_map, inspect, kind_of, read_map
    from sales.errors import ImportRefused

    if args.map:
        if not args.kind:
            raise ImportRefused("A mapping is of one kind.", "Say which with --as.")
        kind = ALL[args.kind]
        mapping = read_map(args.map, kind)
        source = inspect(args.file, mapping.layout)
        return source, kind, completed(source, kind, mapping)
    source = inspect(args.file)
    kind = ALL[args.kind] if args.kind else kind_of(source)
    mapping = guessed_map(source, kind, remembered(kind, source))
    if mapping.layout.chosen:
        source = inspect(args.file, mapping.layout)
    return source, kind, mapping


def _undo(desk: Context, batch: int) -> int:
    from data.imports import undo

    undone = undo(desk.store, batch, desk.now)
    if desk.json:
        desk.give({"batch": undone.id, "kind": undone.kind, "file": undone.file_name, "undone": True})
    else:
        print(desk.words("Import {batch} ({file}) is undone.", batch=undone.id, file=undone.file_name))
    return 0


def _list(desk: Context) -> int:
    from dataclasses import asdict

    from data.imports import batches

    known = batches(desk.store.read())
    if desk.json:
        desk.give({"batches": [asdict(batch) for batch in known]})
        return 0
    desk.table(
        ("batch", "kind", "file", "at", "created", "updated", "unchanged", "rejected", "undone"),
        (
            (b.id, b.kind, b.file_name, _minute(desk, b.at), b.created, b.updated, b.unchanged, b.rejected,
             _minute(desk, b.undone_at))
            for b in known
        ),
    )  # fmt: skip
    return 0


def _minute(desk: Context, at: int | None) -> str:
    return "" if at is None else f"{desk.words.moment(at):%Y-%m-%d %H:%M}"


def document(
    plan: Plan, born: Mapping[str, int], errors_file: Path | None, *, dry_run: bool
) -> dict[str, object]:
    """What an import did, or would do, for programs."""
    counts = plan.counts
    return {
        "kind": plan.stage.kind.name,
        "file": str(plan.source.path),
        "dry_run": dry_run,
        "rows": counts.rows,
        "created": counts.create,
        "updated": counts.update,
        "unchanged": counts.unchanged,
        "rejected": counts.error,
        "skipped": counts.skipped,
        "errors_file": None if errors_file is None else str(errors_file),
        "born": dict(born),
        "skips": [{"reason": reason, "rows": count} for reason, count in plan.skips()],
        "columns": dict(plan.stage.mapping.columns),
        "notes": plan.notes,
    }


def tell(desk: Context, words: Words, plan: Plan, born: Mapping[str, int], errors_file: Path | None) -> None:
    """What an import did, or would do, for people."""
    counts = plan.counts
    for note in plan.notes:
        desk.note(note)
    for problem, _ in zip(plan.problems(), range(SHOWN), strict=False):
        desk.note(problem.said(words))
    if errors_file is not None:
        desk.note(
            words.count(
                "{n} row with errors: {file}", "{n} rows with errors: {file}", counts.error, file=errors_file
            )
        )
    desk.table(
        ("what", "rows"),
        (
            (words("created"), counts.create),
            (words("updated"), counts.update),
            (words("unchanged"), counts.unchanged),
            (words("rejected"), counts.error),
            (words("left out"), counts.skipped),
        ),
    )
    for reason, count in plan.skips():
        desk.note(f"  {count:>7,}  {reason}")
    for table, count in born.items():
        desk.note(words("with them: {n} {what}", n=words.number(count), what=words(BORN[table])))


def _end(desk: Context, outcome: Outcome, *, dry_run: bool) -> None:
    words = desk.words
    if dry_run:
        desk.note(words("Nothing was written."))
    elif outcome.batch is None:
        desk.note(words("All of it was known already: nothing had to be written."))
    else:
        desk.note(words("Undo it with: main.py import --undo {batch}", batch=outcome.batch))


def remarks(desk: Context, words: Words) -> Callable[[float, str], None]:
    """Remarks on progress, not more than the eye can follow."""
    said_at = [time.monotonic()]

    def progress(share: float, note: str) -> None:
        now = time.monotonic()
        if note and now - said_at[0] >= EVERY:
            said_at[0] = now
            desk.note(f"{words.percent(share)}  {note}")

    return progress
