"""`main.py hub territory|requests|forget`: where customers are, and what the office decides about them."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from commands.context import Context
from commands.hub import opened

if TYPE_CHECKING:
    from commands.hub import Commands

OFFICE = "-"  # no territory


def add(commands: Commands) -> None:
    territory = commands.below("territory", "Territories: list, and move a customer to another one.")
    territory.add("list", "Every territory, who holds it and how many customers are in it.", _list)
    move = territory.add("move", "Move a customer, with everything known of them, to a territory.", _move)
    move.add_argument("customer")
    move.add_argument("territory", help="its name; - for none: the managers' own")
    asked = commands.below("requests", "What laptops ask the office to change: list, grant, refuse.")
    listed = asked.add("list", "The open requests; --all for the decided ones as well.", _requests)
    listed.add_argument("--all", action="store_true")
    asked.add("grant", "Do what was asked for.", partial(_decide, True)).add_argument("request")
    asked.add("refuse", "Leave the field as it is.", partial(_decide, False)).add_argument("request")
    forget = commands.add(
        "forget", "Forget a customer here and on every laptop; orders stay, nameless.", _forget
    )
    forget.add_argument("customer")


def _list(desk: Context, args: argparse.Namespace) -> int:
    from hub.customers import territories

    with opened(desk, args) as hub, hub.db.reading() as tx:
        found = territories(tx, hub.team.id)
    if desk.json:
        desk.give({"territories": [asdict(one) for one in found]})
    else:
        desk.table(
            ("territory", "held by", "customers"),
            ((one.name, ", ".join(one.holders), one.customers) for one in found),
        )
    return 0


def _move(desk: Context, args: argparse.Namespace) -> int:
    from hub.customers import move, territories

    words = desk.words_at_hand
    to = None if args.territory == OFFICE else args.territory
    with opened(desk, args) as hub:
        who = move(hub.db, hub.office, args.customer, to, desk.now)
        with hub.db.reading() as tx:
            held = any(one.name == to and one.holders for one in territories(tx, hub.team.id))
    if desk.json:
        desk.give({"customer": who.id, "name": who.name, "from": who.territory, "to": to})
    else:
        print(
            words(
                "{customer} is moved from {before} to {after}.",
                customer=who.name,
                before=who.territory or OFFICE,
                after=to or OFFICE,
            )
        )
    if to and not held:
        desk.note(words("Nobody holds {territory}: managers see it, no rep does.", territory=to))
    return 0


def _requests(desk: Context, args: argparse.Namespace) -> int:
    from hub.requests import GRANTED, OPEN, REFUSED, listed

    with opened(desk, args) as hub, hub.db.reading() as tx:
        states = (OPEN, GRANTED, REFUSED) if args.all else (OPEN,)
        found = [one for state in states for one in listed(tx, hub.team.id, state=state)]
        zone = ZoneInfo(hub.team.settings.get("zone") or "UTC")
    if desk.json:
        desk.give({"requests": [asdict(one) for one in found]})
        return 0
    desk.table(
        ("request", "at", "by", "about", "field", "is", "wanted", "state"),
        (
            (
                one.id,
                f"{datetime.fromtimestamp(one.at / 1000, UTC).astimezone(zone):%Y-%m-%d %H:%M}",
                one.by,
                one.subject,
                one.field,
                one.now,
                one.wanted,
                one.state,
            )
            for one in found
        ),
    )
    return 0


def _decide(granted: bool, desk: Context, args: argparse.Namespace) -> int:
    from hub import requests

    words = desk.words_at_hand
    with opened(desk, args) as hub:
        decide = requests.grant if granted else requests.refuse
        told = decide(hub.db, hub.office, args.request, desk.now)
    if desk.json:
        desk.give({**asdict(told), "state": requests.GRANTED if granted else requests.REFUSED})
    elif granted:
        print(words("Granted: {field} of {subject} is {value} now.", field=told.field, subject=told.subject,
                    value=json.dumps(told.wanted, ensure_ascii=False)))  # fmt: skip
    else:
        print(words("Refused: {field} of {subject} stays as it is.", field=told.field, subject=told.subject))
    return 0


def _forget(desk: Context, args: argparse.Namespace) -> int:
    from hub.forgetting import forget

    words = desk.words_at_hand
    with opened(desk, args) as hub:
        gone = forget(hub.db, hub.office, args.customer, desk.now)
    if desk.json:
        desk.give({"customer": gone.customer_id, "deleted": dict(gone.deleted), "orders": gone.orders})
        return 0
    rows = sum(gone.deleted.values())
    print(words.count("{n} row of a person is deleted.", "{n} rows of a person are deleted.", rows))
    print(words.count("{n} order stays, without a name.", "{n} orders stay, without a name.", gone.orders))
    desk.note(
        words("Laptops follow at their next sync. Sources that still have the person bring them again.")
    )
    return 0
