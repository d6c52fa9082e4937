"""What stands below the lines of a quote: what they come to, where it is signed, the small print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from reports import phrases
from reports.blocks import Block, Fitted, Gap, Hair, Paint, Row, Stack, Text
from reports.pen import Pen
from reports.qr import qr_code
from reports.quote_words import bare, money, percent
from reports.tokens import CELL, FINE, GUTTER, HEADING, LABEL, PAPER, RULE, SMALL, Type, span
from sales.quote_paper import QuotePaper
from sales.quote_states import ACCEPTED, EDITABLE, ISSUED
from sales.quote_tax import RateTotal
from sales.words import Words

TOTAL = Type(10, 15, 600)
CODE = 62.0
LONG = 16  # characters of a figure that stands beside a name in the usual type
MOST_RATES = 6  # of more tax rates the taxes are summed, so that the foot fits a page
STATEMENT = replace(SMALL, lead=10.6)


def closing(paper: QuotePaper, words: Words) -> Block:
    """The sums, the field for the signature and the terms, in one piece."""
    return Stack(
        [
            Gap(6),
            Row([Gap(1), _sums(paper, words)], [6, 6]),
            Gap(18),
            Hair(PAPER.ink, RULE, 8),
            Row([_acceptance(paper, words), _scan(paper, words)], [8, 4]),
            Gap(10),
            Text(_small_print(paper, words), FINE, most=6),
        ]
    )


def _sums(paper: QuotePaper, words: Words) -> Block:
    lines: list[Block] = [_line(name, bare(figure, paper, words)) for name, figure in _above(paper, words)]
    total = _line(words("Total"), money(paper.priced.total, paper, words), TOTAL)
    lines += [Gap(3), Hair(PAPER.ink, RULE, 3), total]
    if paper.inclusive:
        lines += [_line(name, bare(figure, paper, words), SMALL) for name, figure in _contained(paper, words)]
    if paper.saved > 0:
        saved = money(paper.saved, paper, words)
        said = (
            words("You save {amount} against list prices, tax included.", amount=saved)
            if paper.inclusive
            else words("You save {amount} against list prices, before tax.", amount=saved)
        )
        lines += [Gap(2), Text(said, SMALL)]
    return Stack(lines)


def _above(paper: QuotePaper, words: Words) -> Iterator[tuple[str, Decimal]]:
    """What stands above the total, each with its sign, so that it adds up to it."""
    priced = paper.priced
    yield words("Subtotal"), paper.lines_amount
    if priced.header:
        yield words("Discount on the order"), -priced.header
    if priced.coupon and priced.quote.coupon:
        yield words("Coupon {code}", code=priced.quote.coupon.code), -priced.coupon
    if paper.shipping is not None:
        yield words("Shipping"), paper.shipping
    if not paper.inclusive:
        if priced.header or priced.coupon or paper.shipping is not None:
            yield words("Net"), paper.net
        yield from _taxes(paper, words)
    if priced.cash:
        yield words("Cash rounding"), priced.cash


def _contained(paper: QuotePaper, words: Words) -> Iterator[tuple[str, Decimal]]:
    """The tax that a total contains."""
    yield words("Net, without tax"), paper.net
    yield from _taxes(paper, words)


def _taxes(paper: QuotePaper, words: Words) -> Iterator[tuple[str, Decimal]]:
    rates = paper.priced.taxes
    if len(rates) > MOST_RATES:
        yield words("VAT at {n} rates", n=len(rates)), paper.priced.tax
        return
    for rate in rates:
        yield _tax(rate, paper, words), rate.tax


def _tax(rate: RateTotal, paper: QuotePaper, words: Words) -> str:
    share = percent(Decimal(rate.tax_bp).scaleb(-4), words)
    return words("VAT {rate} on {base}", rate=share, base=bare(rate.base, paper, words))


def _line(name: str, figure: str, kind: Type = CELL) -> Block:
    """A figure is never cut: a long one takes the room of its name, and a smaller type."""
    spans = [6, 5] if len(figure) <= LONG else [2, 6] if kind == TOTAL else [1, 1]
    return Row([Text(name, kind, most=3), Fitted(figure, (kind, LABEL), align="r")], spans, 8)


def _acceptance(paper: QuotePaper, words: Words) -> Block:
    return Stack(
        [
            Text(words("Acceptance"), HEADING),
            Gap(1),
            Text(_statement(paper, words), STATEMENT, most=2),
            Paint(44, _fields(words)),
        ]
    )


def _statement(paper: QuotePaper, words: Words) -> str:
    number, total = str(paper.number), money(paper.priced.total, paper, words)
    if paper.accepted and paper.state == ACCEPTED:
        return words(
            "{name} accepted quote {number} at a total of {total} on {day}.",
            name=paper.accepted.name or paper.buyer.name,
            number=number,
            total=total,
            day=words.day(paper.accepted.on, year=True),
        )
    if paper.state == ISSUED:
        return words("We accept quote {number} at a total of {total}.", number=number, total=total)
    if paper.state in EDITABLE:
        if paper.needs_approval:
            return words("Can be accepted once it is approved and issued.")
        return words("Can be accepted once it is issued.")
    return words("Can no longer be accepted.")


def _fields(words: Words) -> Callable[[Pen, float, float, float, float], None]:
    """Lines to sign on."""
    labels = (words("Name and title"), words("Signature and stamp"), words("Date"))

    def draw(pen: Pen, x: float, y: float, width: float, height: float) -> None:
        for label, wide in zip(labels, (span(3), span(3), span(2)), strict=True):
            pen.line(x, y + 11, x + wide, y + 11, PAPER.ink_3, 0.5)
            Text(label, FINE, most=1).draw(pen, x, y + 10, wide)
            x += wide + GUTTER

    return draw


def _scan(paper: QuotePaper, words: Words) -> Block:
    said = Stack(
        [
            Text(words("Scan to check"), replace(LABEL, ink=PAPER.ink)),
            Text(words("number, total and last day"), FINE, most=3),
        ]
    )
    return Row([qr_code(paper.code, CODE), said], [5, 6], 6)


def _small_print(paper: QuotePaper, words: Words) -> str:
    quote = paper.priced.quote
    prices_of = words("Prices in {currency}", currency=quote.currency)
    if quote.price_list:
        prices_of = words(
            "Prices in {currency} from price list {name}", currency=quote.currency, name=quote.price_list
        )
    taxed = words("tax included") if paper.inclusive else words("before tax unless stated")
    said = [
        words("{prices}, {taxed}.", prices=prices_of, taxed=taxed),
        words(
            "Discounts of successive steps compound; each line is rounded once, and tax is computed once for "
            "each rate."
        ),
        words(
            "Valid to the end of {day} ({zone}).",
            day=words.day(paper.valid_until, year=True),
            zone=paper.zone,
        ),
        paper.terms.strip(),
        words("Bank account: {account}.", account=paper.seller.bank) if paper.seller.bank else "",
    ]
    return phrases.joined(said, "" if words.chinese else " ")
