"""`main.py quote list|show|new|ask|issue|...`: the quotes that are kept, without a window."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from commands.context import Context

if TYPE_CHECKING:
    from data.quotes import KeptQuote

SEGMENTS = ("all", "open", "to approve", "expiring", "closed")
HEADER = ("number", "customer", "rep", "state", "valid_until", "total", "currency")
MOST = 200
JOBS = {
    "ask": "Ask for the approval that a quote needs.",
    "issue": "Issue a quote: from then on it stays as it is.",
    "accept": "Enter that the customer takes a quote.",
    "decline": "Enter that the customer does not take it.",
    "revise": "Begin the next version of a quote that was issued.",
}


def add(jobs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    """Put the commands among those of `quote`."""

    def command(
        name: str, summary: str, job: Callable[[Context, argparse.Namespace], int]
    ) -> argparse.ArgumentParser:
        made = jobs.add_parser(name, help=summary, description=summary, parents=[common], add_help=False)
        made.set_defaults(job=job)
        return made

    listing = command("list", "The quotes that are kept, what was done last first.", _list)
    listing.add_argument("text", nargs="?", default="", help="part of a number or of a customer's name")
    listing.add_argument("--segment", choices=SEGMENTS, default="all")
    listing.add_argument("--most", type=int, default=MOST)
    shown = command("show", "A stored quote: where it stands, its lines, what was done with it.", _show)
    shown.add_argument("quote", metavar="QUOTE", help="its number, such as Q26-R01-0042-v1, or its id")
    new = command("new", "Keep a quote document as a new quote for a customer.", _new)
    new.add_argument("customer")
    new.add_argument("file", metavar="FILE.json", help="the quote document; - is standard input")
    for name, summary in JOBS.items():
        one = command(name, summary, _moved)
        one.add_argument("quote", metavar="QUOTE")
        one.set_defaults(step=name)
        if name in {"ask", "decline"}:
            one.add_argument("--reason", default="")
        if name == "accept":
            one.add_argument("--by", required=True, help="who of the customer's took it")


def _list(desk: Context, args: argparse.Namespace) -> int:
    from data.quote_list import rows
    from data.sync.lease import check_reading

    db = desk.store.read()
    check_reading(db)
    found = rows(db, args.segment, args.text, desk.now, args.most)
    if desk.json:
        named = [
            {
                "id": one.version_id,
                "number": one.number,
                "customer": one.customer_name,
                "rep": one.rep_name,
                "state": one.state,
                "valid_until": one.valid_until.isoformat(),
                "total": f"{one.total:f}",
                "currency": one.currency,
            }
            for one in found
        ]
        desk.give({"quotes": named})
    else:
        cells = [
            (one.number, one.customer_name, one.rep_name, one.state, one.valid_until, one.total, one.currency)
            for one in found
        ]
        desk.table(HEADER, cells)
    return 0


def _show(desk: Context, args: argparse.Namespace) -> int:
    from commands.quote import show_priced
    from data.quotes import by_number, kept
    from data.sync.lease import check_reading
    from sales.quote_pricing import price
    from sales.quote_reply import reply

    db = desk.store.read()
    check_reading(db)
    found = kept(db, by_number(db, args.quote), desk.now, desk.words)
    priced = price(found.version.quote)
    if desk.json:
        desk.give(reply(priced, desk.words) | _about(found))
        return 0
    for name, said in _about(found).items():
        if isinstance(said, str):
            print(f"{name}\t{said}")
    show_priced(desk, priced, desk.words)
    return 0


def _about(found: KeptQuote) -> dict[str, object]:
    version = found.version
    return {
        "id": version.id,
        "number": str(version.number),
        "state": version.state,
        "customer_name": found.customer_name,
        "rep": found.rep_name,
        "valid_until": version.valid_until.isoformat(),
        "particulars": found.particulars.to_json(),
        "trail": [
            {"at": one.at, "who": one.who, "act": one.act, "reason": one.reason, "by": one.by_name}
            for one in found.trail
        ],
    }


def _new(desk: Context, args: argparse.Namespace) -> int:
    from commands.quote import document_text
    from data import quotes
    from sales.quote_particulars import Particulars
    from sales.quote_reading import json_document, quote_of

    quote = quote_of(json_document(document_text(args.file)))
    version_id = quotes.begin(desk.store, args.customer, desk.now)
    quotes.save(desk.store, version_id, quote, Particulars(), desk.now)
    return _told(desk, version_id)


def _moved(desk: Context, args: argparse.Namespace) -> int:
    from data import quotes

    store, now = desk.store, desk.now
    version_id = quotes.by_number(store.read(), args.quote)
    if args.step == "revise":
        return _told(desk, quotes.revise(store, version_id, now))
    if args.step == "ask":
        quotes.ask(store, version_id, args.reason, now)
    elif args.step == "issue":
        quotes.issue(store, version_id, now)
    elif args.step == "accept":
        quotes.accept(store, version_id, args.by, now)
    else:
        quotes.decline(store, version_id, args.reason, now)
    return _told(desk, version_id)


def _told(desk: Context, version_id: str) -> int:
    """Where the version stands now."""
    from data.quotes import kept

    version = kept(desk.store.read(), version_id, desk.now, desk.words).version
    if desk.json:
        desk.give({"id": version.id, "number": str(version.number), "state": version.state})
    else:
        print(f"{version.number}\t{desk.words(version.state)}")
    return 0
