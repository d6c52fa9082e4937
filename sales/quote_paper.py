"""What the paper of a quote says: the engine's figures with the words around them, as plain values.

Amounts are as the customer reads them: with tax where the quote's prices are, without elsewhere. Costs and
margins have no place here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sales.priced_quote import PricedLine, PricedPart, PricedQuote
from sales.quote_life import DISCARDED
from sales.quote_particulars import LineParticulars, Particulars
from sales.quote_states import DECLINED, EDITABLE, EXPIRED, SUPERSEDED, QuoteNumber
from sales.rounding import EXACT, quotient
from sales.words import Words

MARKS = {
    DISCARDED: "Discarded",
    EXPIRED: "Expired",
    SUPERSEDED: "Superseded",
    DECLINED: "Declined",
}


@dataclass(frozen=True, slots=True)
class Party:
    """A seller or a buyer: the firm, the person who speaks for it, and how both are reached."""

    name: str
    person: str = ""
    role: str = ""
    address: str = ""
    phone: str = ""
    mail: str = ""
    tax_number: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who took the quote, and on which day."""

    name: str
    on: date


@dataclass(frozen=True)
class QuotePaper:
    """One version of a quote as it is printed and exported.

    `names` are those of parts and of price rules, by what the quote calls them; `designs` is how lines are
    made, by the line's id. `prepared_at` is the instant it was issued, or last saved until then, so that
    paper of the same version is the same to the byte.
    """

    id: str
    number: QuoteNumber
    state: str
    needs_approval: bool
    priced: PricedQuote
    particulars: Particulars
    seller: Party
    buyer: Party
    dated: date
    valid_until: date
    prepared_at: int
    payment_days: int
    zone: str
    delivery: str = ""
    terms: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    designs: Mapping[str, str] = field(default_factory=dict)
    accepted: Acceptance | None = None

    @property
    def inclusive(self) -> bool:
        return self.priced.quote.tax_inclusive

    @property
    def mark(self) -> str:
        """What stands across each page, in English: nothing on a quote that holds."""
        if self.state in EDITABLE:
            return "Subject to approval" if self.needs_approval else "Draft"
        return MARKS.get(self.state, "")

    @property
    def code(self) -> str:
        """What the code on the paper carries, to be read without a program: number, last day, total."""
        total = f"{self.priced.total:f} {self.priced.quote.currency}"
        return f"{self.number} valid until {self.valid_until.isoformat()} total {total}"

    @property
    def lines_amount(self) -> Decimal:
        """What the lines come to, as priced."""
        return sum((amount(line) for line in self.priced.lines), self.priced.quote.rounding.nothing)

    @property
    def shipping(self) -> Decimal | None:
        """What delivery costs, as priced; None where nothing is said of it."""
        shipping, rounding = self.priced.quote.shipping, self.priced.quote.rounding
        return None if shipping is None else rounding.amount(shipping.amount)

    @property
    def net(self) -> Decimal:
        """All that is taxed, without the tax."""
        return sum((rate.base for rate in self.priced.taxes), self.priced.quote.rounding.nothing)

    @property
    def saved(self) -> Decimal:
        """What is saved against list prices, as priced; below zero where agreed prices are higher."""
        rounding = self.priced.quote.rounding
        listed = sum((rounding.amount(line.fall.steps[0].before) for line in self.priced.lines), Decimal(0))
        return listed - self.lines_amount + self.priced.header + self.priced.coupon

    def about(self, line: PricedLine) -> LineParticulars:
        return self.particulars.of(line.line.id)

    def named(self, line: PricedLine, words: Words) -> str:
        """What a line is called in the reader's language; at the least by what the quote calls it."""
        about, product = self.about(line), line.line.product
        own = (words.chinese and about.name_zh) or about.name or about.name_zh
        return own or self.names.get(product, "") or about.number or product


def amount(line: PricedLine) -> Decimal:
    """What a line costs, as priced and rounded."""
    return line.fall.amount


def unit_price(line: PricedLine) -> Decimal:
    """The price of one unit as priced, not rounded."""
    return quotient(line.fall.exact, line.line.qty)


def part_price(line: PricedLine, at: int) -> Decimal:
    """The price of one unit of a bundle's part, as it is divided; not rounded."""
    part: PricedPart = line.parts[at]
    return quotient(part.amount, EXACT.multiply(line.line.parts[at].qty, line.line.qty))


def off_list(line: PricedLine) -> Decimal | None:
    """The share that a line costs less than its list price; None where it has none."""
    listed = line.fall.steps[0].before
    return quotient(listed - line.fall.exact, listed) if listed else None
