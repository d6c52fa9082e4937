"""`main.py report rep --out X.pdf`: a rep's performance, or the team's, in a month, quarter or year."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.context import Context

SUMMARY = "Write a report as PDF: a rep's performance in a month, a quarter or a year."
TEAM = "team"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("rep",))
    parser.add_argument(
        "--rep", help=f"whose (either id); {TEAM}: everyone's; left out: yours, else everyone's"
    )
    parser.add_argument("--period", help="2026-11, 2026-Q4 or 2026; left out: the month")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--csv", type=Path, help="also write the report's tables here")
    parser.add_argument("--paper", choices=("a4", "letter"))
    parser.add_argument("--as-of", help="the last day that is looked at (ISO); left out: today")


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.performance import performance
    from data.settings import company
    from data.team import signed_in
    from reports.rep import rep_report
    from reports.sheets import performance_sheets, write_csv
    from sales.periods import key, month_of, period

    db, as_of = desk.store.read(), desk.words.moment(desk.moment(args.as_of)).date()
    chosen = period(args.period) if args.period else month_of(as_of)
    me = signed_in(db)
    rep = None if args.rep == TEAM else args.rep or (me.id if me and me.role == "rep" else None)
    told = performance(db, rep, chosen.first, chosen.last, desk.words, desk.now, as_of)
    pages = rep_report(
        told, desk.words, args.out, args.paper or desk.settings["paper"], company(desk.settings, desk.words)
    )
    rows = write_csv(performance_sheets(told, desk.words), args.csv) if args.csv else None
    if desk.json:
        made = {"file": str(args.out), "pages": pages, "rep": told.rep_no or None, "period": key(chosen)}
        desk.give(made if rows is None else {**made, "csv": str(args.csv), "rows": rows})
    else:
        print(desk.words("Performance of {name}: {file}", name=told.rep_name, file=args.out))
    return 0
