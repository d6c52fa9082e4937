"""`main.py segments [--as-of DATE] [--csv OUT]`: one row per customer, exact for past days too."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from commands.context import Context
from sales.errors import FileUnwritable

SUMMARY = "Where each customer stands: segments, class, value, tier, since when and why."
HEADER = ("customer", "primary", "all", "rfm2_class", "value_band", "tier", "since", "why")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DATE", help="by the facts up to this day (ISO); left out: today")
    parser.add_argument("--csv", type=Path, metavar="OUT", help="write the rows to this file")


def run(desk: Context, args: argparse.Namespace) -> int:
    as_of = desk.words.moment(desk.moment(args.as_of)).date()
    rows = _rows(desk, as_of)
    if args.csv:
        count = _write(args.csv, rows)
        if desk.json:
            desk.give({"as_of": as_of.isoformat(), "file": str(args.csv), "rows": count})
        else:
            written = "{n} customers written to {file}."
            print(desk.words.count("{n} customer written to {file}.", written, count, file=args.csv))
    elif desk.json:
        told = [dict(zip(HEADER, (row[0], row[1], row[2].split(";"), *row[3:]), strict=True)) for row in rows]
        desk.give({"as_of": as_of.isoformat(), "rows": told})
    else:
        desk.table(HEADER, rows)
    return 0


def _rows(desk: Context, as_of: date) -> Iterator[tuple[Any, ...]]:
    from data.standings import numbers, standings
    from data.summaries import summaries
    from sales.segment_reasons import Reasons

    db = desk.store.read()
    why = Reasons(desk.words, as_of, desk.settings["currency"]).why
    called = numbers(db)
    for placed, summary in zip(standings(db, as_of), summaries(db, as_of), strict=True):
        primary = placed.stays[0]
        yield (
            called[placed.customer_id],
            primary.segment,
            ";".join(stay.segment for stay in placed.stays),
            placed.rfm2_class,
            placed.value_band,
            placed.tier,
            primary.since_on.isoformat() if primary.since_on else None,
            why(primary.segment, summary),
        )


def _write(path: Path, rows: Iterator[tuple[Any, ...]]) -> int:
    """Write the rows as CSV and return their number. Raises FileUnwritable."""
    count = 0
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADER)
            for count, row in enumerate(rows, 1):  # noqa: B007  # the count is the result
                writer.writerow(row)
    except OSError as error:
        raise FileUnwritable(
            "The table could not be written to {file}: {fault}.",
            "Close it if it is open elsewhere, or choose another folder.",
            file=path,
            fault=error.strerror or error,
        ) from error
    return count
