"""`main.py forget CUSTOMER`: delete a person's data for good."""

from __future__ import annotations

import argparse

from commands.context import Context

SUMMARY = "Delete all personal data of a customer; orders stay, without a name."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer")


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.forgetting import forget

    gone = forget(desk.store, args.customer)
    if desk.json:
        desk.give({"customer": gone.customer_id, "deleted": gone.deleted, "orders_kept": gone.orders})
        return 0
    rows = sum(gone.deleted.values())
    print(desk.words.count("Forgotten: {n} row deleted.", "Forgotten: {n} rows deleted.", rows))
    print(desk.words("{n} orders stay in the books, without a name.", n=gone.orders))
    return 0
