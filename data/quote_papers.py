"""What the paper of a stored quote says, gathered: the version, seller and buyer, names and designs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date

from data.engine import sqlite3
from data.history import customer
from data.made_to_order import product_options
from data.offers import product_name
from data.price_book import price_book
from data.quotes import KeptQuote, kept
from data.settings import own, settings
from sales.configurator import PIECES, TEXT, Design, Option, ProductOptions, asked
from sales.configurator_reading import read_design
from sales.errors import SalesError
from sales.facts import Customer
from sales.quote_checks import FREE, checks, needed
from sales.quote_paper import Acceptance, Party, QuotePaper
from sales.quote_particulars import LineParticulars
from sales.quote_pricing import price
from sales.quote_rows import ACCEPTED
from sales.quote_states import EDITABLE, QuoteVersion
from sales.words import Words

NAMES = "SELECT id, name, name_zh FROM products WHERE id IN (SELECT value FROM json_each(?))"


def quote_paper(db: sqlite3.Connection, version_id: str, now: int, words: Words) -> QuotePaper:
    """What a version's paper says, as it stands now, in the reader's language. Raises NotFound."""
    found, chosen = kept(db, version_id, now, words), settings(db)
    version, quote = found.version, found.version.quote
    prepared_at = found.issued_at or found.saved_at
    dated = words.moment(prepared_at).date()
    return QuotePaper(
        id=version.id,
        number=version.number,
        state=version.state,
        needs_approval=_needs_approval(version),
        priced=price(quote),
        particulars=found.particulars,
        seller=_seller(chosen, found.rep_name, words),
        buyer=_buyer(customer(db, found.customer_id), words),
        dated=dated,
        valid_until=version.valid_until,
        prepared_at=prepared_at,
        payment_days=int(chosen["payment_days"]) if quote.payment_days is None else quote.payment_days,
        zone=chosen["zone"],
        delivery=own(chosen, "delivery", words),
        terms=own(chosen, "quote_terms", words),
        names=_names(db, found, dated, words),
        designs={
            line_id: said
            for line_id, about in found.particulars.lines.items()
            if (said := _design(db, about, words))
        },
        accepted=_acceptance(found, words),
    )


def mail_address(db: sqlite3.Connection, version_id: str) -> tuple[str, str]:
    """To whom a quote is written: a name, and an address, "" where none is known."""
    row = db.execute(
        "SELECT coalesce(contact_name, name) AS name, email FROM customers"
        " WHERE id = (SELECT customer_id FROM quotes WHERE id = ?)",
        (version_id,),
    ).fetchone()
    return (row["name"], row["email"] or "") if row else ("", "")


def _needs_approval(version: QuoteVersion) -> bool:
    """Whether somebody has still to let it pass."""
    if version.state not in EDITABLE or version.approval is not None:
        return False
    quote = version.quote
    return bool(quote.lines) and needed(checks(price(quote)), quote.guardrails.role)[0] != FREE


def _seller(chosen: Mapping[str, str], rep: str, words: Words) -> Party:
    return Party(
        own(chosen, "company", words) or "Rapport",
        person=rep,
        address=own(chosen, "company_address", words),
        phone=chosen["company_phone"],
        mail=chosen["company_mail"],
        tax_number=chosen["company_tax_number"],
        bank=chosen["company_bank"],
    )


def _buyer(who: Customer, words: Words) -> Party:
    place = [*dict.fromkeys(one for one in (who.city, who.region) if one)]
    return Party(
        who.name,
        person=who.contact_name or "",
        address=" ".join(reversed(place)) if words.chinese else ", ".join(place),
        phone=who.phone or "",
        mail=who.email or "",
    )


def _names(db: sqlite3.Connection, found: KeptQuote, on: date, words: Words) -> dict[str, str]:
    """What products are called, and the rules as far as they are still known."""
    lines = found.version.quote.lines
    products = {line.product for line in lines} | {part.product for line in lines for part in line.parts}
    rows = db.execute(NAMES, (json.dumps(sorted(products)),))
    named = {row["id"]: product_name(row, words) for row in rows}
    try:
        rules = price_book(db, found.customer_id, on, words, found.version.quote.currency).names
    except (
        SalesError
    ):  # the rules of today are at fault, the quote is not: its steps keep their general names
        rules = {}
    return {**rules, **named}


def _design(db: sqlite3.Connection, about: LineParticulars, words: Words) -> str:
    """How a configured line is made, option by option; "" for any other."""
    if about.design is None:
        return ""
    try:
        options = product_options(db, about.number, words)
    except SalesError:  # no longer made to order: what was chosen is still kept, but nobody can name it
        return ""
    design = read_design(options, about.design).design
    return " · ".join(_chosen(options, design, words))


def _chosen(options: ProductOptions, design: Design, words: Words) -> Iterator[str]:
    for option in options.options:
        said = _said(option, design, words)
        if said and option.id != PIECES and asked(option, design):
            yield words("{name}: {value}", name=option.name, value=said)


def _said(option: Option, design: Design, words: Words) -> str:
    if option.kind == TEXT:
        return design.text(option.id)
    if option.values:
        names = [one.name for one in option.values if design.has((option.id, one.id))]
        return words(", ").join(names)
    number = design.number(option.id)
    return f"{words.number(number)} {option.unit}".strip() if number else ""


def _acceptance(found: KeptQuote, words: Words) -> Acceptance | None:
    for entry in reversed(found.trail):
        if entry.act == ACCEPTED:
            return Acceptance(entry.by_name, words.moment(entry.at).date())
    return None
