"""Everything for configuring one article, for a quote or for nobody yet; and the line that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from data import quotes
from data.designs import SavedDesign, designs
from data.engine import sqlite3
from data.made_to_order import product_options
from data.price_book import price_book
from data.store import Store
from sales.configurator import PIECES, Design, ProductOptions, default_design
from sales.configurator_faults import faults
from sales.configurator_line import configured
from sales.configurator_reading import ReadDesign, read_design
from sales.errors import NotFound
from sales.quote_building import PriceBook
from sales.quote_document import REP, QuoteLine
from sales.quote_particulars import LineParticulars, numbered
from sales.quote_pricing import price
from sales.quote_trace import trace
from sales.words import MINUS, Words

NAME = "text"  # the option for words that are usually the customer's name


@dataclass(frozen=True, slots=True)
class Priced:
    """What a design comes to for a customer: unit prices step by step with their names, and all pieces."""

    steps: tuple[tuple[str, Decimal], ...]
    total: Decimal


@dataclass(frozen=True)
class Workbench:
    """What is configured, for whom, and by which prices. Without a quote there is no customer."""

    options: ProductOptions
    product_id: str
    book: PriceBook
    saved: tuple[SavedDesign, ...] = ()
    customer_id: str = ""
    customer_name: str = ""
    version_id: str = ""
    version: int = 0  # of the quote
    promised_on: date | None = None
    lines: Mapping[str, ReadDesign] = field(default_factory=dict)  # on the quote already, by line

    def begin(self) -> Design:
        """What a design begins with; the words on it are the customer's name, where they fit."""
        first = default_design(self.options)
        named = first.with_text(NAME, self.customer_name)
        asked = self.customer_name and self.options.option(NAME)
        return named if asked and not faults(self.options, named) else first

    def line(self, design: Design, design_id: str | None = None) -> tuple[QuoteLine, LineParticulars]:
        """The design as a line of a quote."""
        pieces = max(1, design.number(PIECES))
        line, particulars = self.book.line(self.product_id, pieces)
        return configured(line, particulars, self.options, design, design_id)

    def priced(self, design: Design, words: Words) -> Priced:
        """Price a design by the engine of quotes. Raises QuoteRefused."""
        line, _ = self.line(design)
        found = price(self.book.quote([line]))
        steps, before = [], line.list_price
        for step in trace(found):
            if step.unit is not None and step.stands and step.unit != before:
                name = self.book.names.get(step.rule, step.rule)
                steps.append((_told(name, before, step.unit, words), step.unit))
                before = step.unit
        return Priced(tuple(steps), found.lines[0].fall.amount)

    def read(self, design_id: str) -> ReadDesign:
        """A design that was kept, held against what can be chosen now. Raises NotFound."""
        found = next((one for one in self.saved if one.id == design_id), None)
        if found is None:
            raise NotFound("There is no design {id}.", id=design_id)
        return read_design(self.options, found.said)


def workbench(db: sqlite3.Connection, version_id: str, number: str, now: int, words: Words) -> Workbench:
    """What there is to configure of an article; `version_id` "" is for no quote. Raises NotFound."""
    options = product_options(db, number, words)
    day = words.moment(now).date()
    row = db.execute("SELECT id FROM products WHERE external_id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound("There is no product {number}.", number=number)
    if not version_id:
        return Workbench(options, row["id"], price_book(db, None, day, words))
    kept = quotes.kept(db, version_id, now, words)
    return Workbench(
        options,
        row["id"],
        price_book(db, kept.customer_id, day, words),
        designs(db, kept.customer_id, row["id"]),
        kept.customer_id,
        kept.customer_name,
        version_id,
        kept.version.number.version,
        kept.particulars.delivery_on,
        _designed(options, row["id"], kept),
    )


def put_on_quote(
    store: Store,
    bench: Workbench,
    design: Design,
    design_id: str | None,
    line_id: str,
    now: int,
    words: Words,
) -> None:
    """Put a design on the quote: as a line of its own (`line_id` ""), or in place of the design of a line,
    whose discounts by the rep stay. Raises RuleBroken.
    """
    kept = quotes.kept(store.read(), bench.version_id, now, words)
    quote, said = kept.version.quote, kept.particulars
    made, particulars = bench.line(design, design_id)
    before = {line.id: line for line in quote.lines}
    if line_id in before:
        own = tuple(one for one in before[line_id].discounts if one.kind == REP)
        made = replace(made, id=line_id, discounts=(*made.discounts, *own))
        lines = tuple(made if line.id == line_id else line for line in quote.lines)
        particulars = replace(particulars, note=said.of(line_id).note)
    else:
        lines, said = numbered((*quote.lines, replace(made, id="")), said)
        line_id = next(one.id for one in lines if one.id not in before)
    said = replace(said, lines={**said.lines, line_id: particulars})
    quotes.save(store, bench.version_id, replace(quote, lines=lines), said, now)


def _designed(options: ProductOptions, product_id: str, kept: quotes.KeptQuote) -> dict[str, ReadDesign]:
    """The designs of this article that stand on the quote."""
    found = {}
    for line in kept.version.quote.lines:
        said = kept.particulars.of(line.id).design
        if line.product == product_id and said is not None:
            found[line.id] = read_design(options, {**said, PIECES: int(line.qty)})
    return found


def _told(name: str, before: Decimal, after: Decimal, words: Words) -> str:
    """A step by its name and how much it takes off: "Gold tier, −8%"."""
    share = 1 - after / before if before else Decimal(0)
    rate = words.percent(abs(share), 0 if (share * 100) % 1 == 0 else 2)
    return words("{name}, {rate}", name=name, rate=f"{MINUS if share > 0 else '+'}{rate}")
