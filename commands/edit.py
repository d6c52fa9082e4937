"""`main.py edit CUSTOMER FIELD=VALUE ...`: change a profile, as if it had been done in the window."""

from __future__ import annotations

import argparse

from commands.context import Context
from sales.errors import RuleBroken

SUMMARY = "Change fields of a customer's profile; all values are checked before any is written."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer")
    parser.add_argument("fields", nargs="+", metavar="FIELD=VALUE")


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.customers import edit
    from data.history import customer
    from sales.customers import checked

    wanted = dict(map(_pair, args.fields))
    kept = {name: checked(name, value, desk.today) for name, value in wanted.items()}
    who = customer(desk.store.read(), args.customer)
    # A day is kept as text and yes as 1: what is that already needs no writing.
    wanted = {
        name: wanted[name]
        for name in wanted
        if kept[name] not in (getattr(who, name), str(getattr(who, name)))
    }
    sent = [
        edit(desk.store, args.customer, name, value, desk.now, desk.today) for name, value in wanted.items()
    ]
    if desk.json:
        desk.give({"changed": dict(zip(wanted, sent, strict=True))})
    else:
        print(desk.words.count("{n} field changed.", "{n} fields changed.", len(sent)))
    return 0


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise RuleBroken("{text} does not say which field gets which value.", "Write FIELD=VALUE.", text=text)
    return name, value
