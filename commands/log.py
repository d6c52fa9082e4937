"""`main.py log CUSTOMER --kind call ...`: a contact, kept as if it had been written in the window."""

from __future__ import annotations

import argparse
from datetime import date

from commands.context import Context
from sales.errors import RuleBroken
from sales.facts import ACTIVITY_KINDS, Activity

SUMMARY = "Log a contact with a customer, as if it had been written in the window."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer")
    parser.add_argument("--kind", choices=ACTIVITY_KINDS, required=True)
    parser.add_argument("--outcome", help="what came of it")
    parser.add_argument("--text", help="what was said")
    parser.add_argument("--next", help="the day of the next step (ISO)")


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.activities import log
    from data.team import signed_in

    me = signed_in(desk.store.read())
    contact = Activity(
        id="",
        customer_id=args.customer,
        kind=args.kind,
        at=desk.now,
        rep_id=me.id if me else None,
        outcome=args.outcome,
        text=args.text,
        next_on=_day(args.next),
    )
    mid = log(desk.store, contact, desk.now)
    if desk.json:
        desk.give({"logged": mid})
    else:
        print(desk.words("Logged."))
    return 0


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise RuleBroken("{day} is not a day.", "Write days as 2026-11-24.", day=text) from error
