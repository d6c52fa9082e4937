"""`main.py brief CUSTOMER --out X.pdf`: the one-page call brief."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.context import Context
from sales.facts import ACTIVITY_KINDS

SUMMARY = "Write the one-page call brief of a customer as PDF."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--as-of", help="the day to tell it of (ISO); left out: today")
    parser.add_argument("--channel", choices=ACTIVITY_KINDS)
    parser.add_argument("--paper", choices=("a4", "letter"))


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.briefs import brief
    from data.settings import company
    from reports.brief import call_brief

    told = brief(desk.store.read(), args.customer, desk.words, desk.moment(args.as_of), channel=args.channel)
    by = company(desk.settings, desk.words)
    pages = call_brief(told, desk.words, args.out, args.paper or desk.settings["paper"], by)
    if desk.json:
        desk.give({"file": str(args.out), "pages": pages})
    else:
        print(desk.words("Call brief of {name}: {file}", name=told.customer.name, file=args.out))
    return 0
