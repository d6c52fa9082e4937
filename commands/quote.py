"""`main.py quote ...`: what a quote comes to, with every step; and the quotes that are kept."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
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
        priced = price(quote_of(_catalogued(desk, document) if has_store else document))
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


def _catalogued(desk: Context, document: object) -> object:
    """The document with the catalogue's list price, cost and tax rate on lines that name a product alone."""
    if not isinstance(document, Mapping) or not isinstance(document.get("lines"), list):
        return document
    lines = [_catalogue_line(desk, line, document.get("currency")) for line in document["lines"]]
    return {**document, "lines": lines}


def _catalogue_line(desk: Context, line: object, currency: object) -> object:
    from data.filling import found
    from data.sync.lease import check_reading
    from sales.quote_reading import LINE_ALIASES

    priced = ("list", "parts", *LINE_ALIASES)
    if not isinstance(line, Mapping) or not line.get("product") or any(line.get(name) for name in priced):
        return line
    db = desk.store.read()
    check_reading(db)
    try:
        product = found(db, str(line["product"]))
    except NotFound:
        return line  # the price is missing, and that is said at its field
    if product.price_e4 is None or product.currency != currency:
        return line
    known = {"list": _price(product.price_e4), "cost": _price(product.cost_e4), "tax_bp": product.tax_bp}
    return known | {name: value for name, value in line.items() if value is not None}


def _price(price_e4: int | None) -> Decimal | None:
    return None if price_e4 is None else Decimal(price_e4).scaleb(-4)


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
