"""The quote as the customer gets it: the figures of the engine, never a cost or a margin.

Its number and version stand on every page; the table repeats its header and carries its amount over; the
total, what is signed and the last two rows are never parted. A version that must not be accepted (yet, or any
more) says so across each page.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reports import phrases
from reports.blocks import Block, Fitted, Gap, Hair, Row, Stack, Text
from reports.document import Document, Frame
from reports.quote_close import closing
from reports.quote_lines import lines_table
from reports.quote_words import delivery, money, payment
from reports.tokens import DISPLAY, FIGURE, LABEL, PAPER, RULE, SMALL, STRONG, TITLE
from sales.quote_paper import Party, QuotePaper
from sales.words import Words

UNDER = replace(STRONG, ink=PAPER.ink_2)
FACT = replace(SMALL, ink=PAPER.ink)
TOTAL = replace(DISPLAY, size=18.0)


def quote_pdf(paper: QuotePaper, words: Words, path: Path, sheet: str = "a4") -> int:
    """Write a quote as PDF and return the number of pages. `sheet` is a key of `tokens.SHEETS`.

    Raises FileUnwritable.
    """
    return compose(paper, words, sheet).save(path)


def quote_bytes(paper: QuotePaper, words: Words, sheet: str = "a4") -> bytes:
    """The same as a file's content, to be shown or enclosed."""
    return compose(paper, words, sheet).content()


def compose(paper: QuotePaper, words: Words, sheet: str = "a4") -> Document:
    """The pages before they are drawn."""
    document = Document(_frame(paper, words, sheet))
    document.add(_head(paper, words), 14)
    if note := paper.particulars.note.strip():
        document.add(Text(note, FACT, most=10), 12)
    document.add(lines_table(paper, words, closing(paper, words)))
    return document


def _frame(paper: QuotePaper, words: Words, sheet: str) -> Frame:
    kind, number = words("Quote"), str(paper.number)
    prices = paper.priced.quote.price_list
    provenance = [
        number,
        words.day(paper.dated, year=True),
        words("price list {name}", name=prices) if prices else "",
        words("valid until {day}", day=words.day(paper.valid_until, year=True)),
    ]
    return Frame(
        words,
        title=f"{kind} {number}",
        kind=kind,
        subject=number,
        provenance=phrases.joined(provenance),
        prepared_at=paper.prepared_at,
        company=paper.seller.name,
        paper=sheet,
        watermark=words(paper.mark) if paper.mark else "",
    )


def _head(paper: QuotePaper, words: Words) -> Block:
    number = str(paper.number).rpartition("-")[0]
    version = words("{number}, version {n}", number=number, n=paper.number.version)
    total = money(paper.priced.total, paper, words)
    title = Row(
        [
            Stack([Text(words("Quote"), DISPLAY), Text(version, UNDER)]),
            Stack(
                [
                    Text(words("Total, tax included"), LABEL, "r"),
                    Fitted(total, (TOTAL, FIGURE, TITLE), align="r"),
                ]
            ),
        ],
        [6, 6],
    )
    parties = Row(
        [
            _party(words("Quote for"), paper.buyer, words),
            _party(words("Quote from"), paper.seller, words),
            _terms(paper, words),
        ],
        [4, 4, 4],
    )
    return Stack([title, Gap(10), Hair(PAPER.ink, RULE, 6), parties])


def _party(title: str, party: Party, words: Words) -> Block:
    person = phrases.joined([party.person, party.role], ", ")
    tax = words("Tax number {number}", number=party.tax_number) if party.tax_number else ""
    reached = [person, party.address, party.phone, party.mail, tax]
    said = [Text(one, SMALL, most=3) for one in reached if one]
    return Stack([Text(title, LABEL), Text(party.name, STRONG, most=3), *said])


def _terms(paper: QuotePaper, words: Words) -> Block:
    facts = [
        (words("Date"), words.day(paper.dated, year=True)),
        (words("Valid until"), words.day(paper.valid_until, year=True)),
        (words("Payment"), payment(paper.payment_days, words)),
        (words("Delivery"), delivery(paper, words)),
    ]
    pairs = [Row([Text(name, SMALL), Text(said, FACT, most=3)], [2, 4], 6) for name, said in facts if said]
    return Stack([Text(words("Terms"), LABEL), Gap(1.5), *pairs])
