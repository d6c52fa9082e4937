"""What else could stand on a quote: a bundle that holds what is on it already, or what others buy besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sales.errors import SalesError
from sales.price_rules import BundleOffer
from sales.quote_building import PriceBook
from sales.quote_document import QuoteLine
from sales.quote_particulars import LineParticulars
from sales.rounding import Rounding
from sales.waterfall import waterfall

BUNDLE, BESIDES = "bundle", "besides"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line to put on a quote, and why. A bundle takes the place of lines, each as often as `replaces` says.

    `saves` is what the customer pays less than for all its parts by themselves; None for what is only bought
    besides. `adds` are the names of what comes with it that is not on the quote yet.
    """

    kind: str
    ref: str
    title: str
    why: str
    line: QuoteLine
    particulars: LineParticulars
    saves: Decimal | None = None
    replaces: Mapping[str, Decimal] | None = None
    adds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fitting:
    """A bundle that holds what is on the quote: how much of each line goes in, and what it still needs."""

    offer: BundleOffer
    line: QuoteLine
    particulars: LineParticulars
    replaces: Mapping[str, Decimal]
    missing: Mapping[str, Decimal]
    saves: Decimal


def fitting(book: PriceBook, lines: tuple[QuoteLine, ...]) -> Iterator[Fitting]:
    """The bundles that hold something on the quote and cost less than their parts, the best saving first.

    A bundle needs what costs most in it to be there already: nobody who asks for a jug wants the machine.
    """
    found: list[Fitting] = []
    for offer in book.offers:
        try:
            found += _fits(book, offer, lines)
        except SalesError:  # a part that cannot be priced now; `check-content` and `overlaps` say so
            continue
    yield from sorted(found, key=lambda one: (len(one.missing), -one.saves))


def _fits(book: PriceBook, offer: BundleOffer, lines: tuple[QuoteLine, ...]) -> Iterator[Fitting]:
    line, said = book.bundle(offer.id, 1)
    held = {one.product: one for one in lines if not one.parts}
    dearest = max(line.parts, key=lambda part: part.list_price)
    if dearest.product not in held or held[dearest.product].qty < dearest.qty:
        return
    replaces: dict[str, Decimal] = {}
    missing: dict[str, Decimal] = {}
    alone = Decimal()
    for part in line.parts:
        have = min(held[part.product].qty, part.qty) if part.product in held else Decimal()
        if have:
            replaces[held[part.product].id] = have
        if have < part.qty:
            missing[part.product] = part.qty - have
        alone += waterfall(book.line(part.product, part.qty)[0], Rounding()).exact
    saves = Rounding().amount(alone - waterfall(line, Rounding()).exact)
    if saves > 0:
        yield Fitting(offer, line, said, replaces, missing, saves)
