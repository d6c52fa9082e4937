"""`main.py quote ...`: what a quote comes to, with every step; and the quotes that are kept."""

from __future__ import annotations

import argparse
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from commands import quote_files, quote_kept, quote_suggest
from commands.context import STORE, Context
from sales.errors import NotFound

if TYPE_CHECKING:
    from sales.priced_quote import PricedQuote
    from sales.words import Words

SUMMARY = "Price a quote, look at the quotes that are kept, and write them as PDF, mail draft or XML."
PRICE = "Price a quote document: lines, taxes, total, checks, and how each figure came about."
STDIN = "-"
HEADER = ("line", "product", "qty", "unit_net", "net", "margin_bp")


def arguments(parser: argparse.ArgumentParser) -> None:
    common = argparse.ArgumentParser(add_help=False, parents=[parser])
    jobs = parser.add_subparsers(metavar="COMMAND", required=True)
    price = jobs.add_parser("price", help=PRICE, description=PRICE, parents=[common], add_help=False)
    price.add_argument("file", metavar="FILE.json", help=f"the quote document; {STDIN} is standard input")
    price.set_defaults(job=_priced)
    quote_kept.add(jobs, common)
    quote_files.add(jobs, common)
    quote_suggest.add(jobs, common)


def run(desk: Context, args: argparse.Namespace) -> int:
    return int(args.job(desk, args))


def _priced(desk: Context, args: argparse.Namespace) -> int:
    from sales.quote_faults import QuoteRefused
    from sales.quote_pricing import price
    from sales.quote_reading import json_document, quote_of
    from sales.quote_reply import reply

    has_store = (desk.home / STORE).exists()  # pricing makes none
    words = desk.words if has_store else desk.words_at_hand
    try:
        document = json_document(document_text(args.file))
        priced = price(quote_of(_filled_in(desk, document) if has_store else document))
    except QuoteRefused as refused:
        if desk.json:
            told = [{"field": fault.at, "sentence": fault.sentence(words)} for fault in refused.faults]
            desk.give({"faults": told})
        raise
    if desk.json:
        desk.give(reply(priced, words))
    else:
        show_priced(desk, priced, words)
    return 0


def document_text(file: str) -> str:
    """The document as text. Raises NotFound."""
    try:
        given = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
        return given.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NotFound(
            "The quote could not be read from {file}: {fault}.",
            "Give a file of JSON text in UTF-8.",
            file=file,
            fault=getattr(error, "strerror", None) or getattr(error, "reason", error),
        ) from error


def _filled_in(desk: Context, document: object) -> object:
    from data.quote_documents import filled_in, names_goods
    from data.sync.lease import check_reading

    if not names_goods(document):
        return document
    db = desk.store.read()
    check_reading(db)
    return filled_in(db, document, desk.today, desk.words)


def show_priced(desk: Context, priced: PricedQuote, words: Words) -> None:
    """The lines as a table, what they come to, and what is to be minded."""
    from sales.quote_checks import advice, checks
    from sales.quote_sentences import advised, told
    from sales.rounding import in_bp

    currency, rounding = priced.quote.currency, priced.quote.rounding
    lines = [
        (
            place,
            line.line.product,
            f"{line.line.qty:f}",
            f"{rounding.price(line.unit_net):f}",
            line.net,
            None if line.margin is None else in_bp(line.margin),
        )
        for place, line in enumerate(priced.lines, 1)
    ]
    desk.table(HEADER, lines)
    print(words("Subtotal {amount}", amount=priced.subtotal))
    if priced.header:
        print(words("Header discount {amount}", amount=priced.header))
    if priced.coupon:
        print(words("Coupon {amount}", amount=priced.coupon))
    for rate in priced.taxes:
        share = words.percent(Decimal(rate.tax_bp).scaleb(-4), 2 if rate.tax_bp % 100 else 0)
        print(words("Tax {rate} on {base}: {tax}", rate=share, base=rate.base, tax=rate.tax))
    if priced.cash:
        print(words("Cash rounding {amount}", amount=priced.cash))
    print(words("Total {amount} {currency}", amount=priced.total, currency=currency))
    for check in checks(priced):
        if not check.passed:
            desk.note(told(check, currency, words))
    for one in advice(priced):
        desk.note(advised(one, currency, words))
