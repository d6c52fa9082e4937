"""`main.py customer CUSTOMER`: all that is known of a customer, as JSON."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from commands.context import Context

SUMMARY = "Everything known of a customer, as one JSON document."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer")
    parser.add_argument("--as-of", help="as it was known on a day (ISO)")


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.briefs import brief
    from data.history import history

    until = desk.moment(args.as_of)
    known = history(desk.store.read(), args.customer, until)
    told = brief(desk.store.read(), args.customer, desk.words, until)
    document = _plain(asdict(told)) | {"history": _plain(asdict(known))}
    del document["history"]["customer"]  # it heads the document already
    desk.give(document)
    return 0


def _plain(value: Any) -> Any:
    """Values as JSON has them: days as ISO text."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
