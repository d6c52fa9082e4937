"""`main.py phone --out DIR`: the next day's agenda, contacts and briefs for the phone."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from commands.context import Context
from sales.errors import RuleBroken

SUMMARY = "Write tomorrow's agenda (.ics), contacts (.vcf) and briefs (PDF) for the phone."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, help="the folder they are written into")
    parser.add_argument("--day", help="the day of the calls (ISO); left out: tomorrow")
    parser.add_argument("--mail", action="store_true", help="also write a mail draft with the three in it")


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.phone import parcel
    from data.settings import company
    from data.team import signed_in
    from reports.phone import phone_files, phone_mail

    db, words = desk.store.read(), desk.words
    me = signed_in(db)
    found = parcel(db, me.id if me and me.role == "rep" else None, words, desk.now, _day(args.day))
    files = phone_files(found, words, args.out, desk.now, company(desk.settings, words))
    made = {
        "day": found.day.isoformat(),
        "calls": len(found.appointments),
        "agenda": str(files.agenda),
        "contacts": str(files.contacts),
        "briefs": str(files.briefs),
        "pages": files.pages,
    }
    if args.mail:
        made["mail"] = str(phone_mail(found, files, words))
    if desk.json:
        desk.give(made)
    else:
        print(words("Calls of {day}: {folder}", day=words.long_day(found.day), folder=args.out))
    return 0


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise RuleBroken("{day} is not a day.", "Write days as 2026-11-24.", day=text) from error
