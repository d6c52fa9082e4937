"""A priced quote: every figure that a screen or paper shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

from sales.quote_document import Quote, QuoteLine
from sales.quote_tax import RateTotal, without_tax
from sales.rounding import EXACT, WIDE, quotient
from sales.waterfall import Waterfall

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class PricedPart:
    """What is taxed together: a line, or a part of a bundle.

    `amount` is as priced, that is with tax where the quote is; `net` is without. `header` and `coupon` are
    its shares of what is taken off the quote, as priced; `left` is what remains to be paid.
    """

    tax_bp: int
    amount: Decimal
    net: Decimal
    header: Decimal
    coupon: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its steps. `net` is without tax and rounded; `exact_net` is what it was rounded from, and
    what margins are taken of. `cost` is that of all units; None: not known.
    """

    line: QuoteLine
    fall: Waterfall
    parts: tuple[PricedPart, ...]
    net: Decimal
    exact_net: Decimal
    cost: Decimal | None

    @property
    def unit_net(self) -> Decimal:
        """The price of one unit without tax, not rounded."""
        return quotient(self.exact_net, self.line.qty)

    @property
    def margin(self) -> Decimal | None:
        """(net - cost) / net before what is taken off the whole quote; None where it is not known."""
        return margin(self.exact_net, self.cost)

    @property
    def header(self) -> Decimal:
        """The line's share of the header discount."""
        return sum((part.header for part in self.parts[1:]), self.parts[0].header)

    @property
    def coupon(self) -> Decimal:
        """The line's share of the coupon."""
        return sum((part.coupon for part in self.parts[1:]), self.parts[0].coupon)


@dataclass(frozen=True, slots=True)
class PricedQuote:
    """A quote with all that it comes to. `header` and `coupon` are what was taken off, as priced; `cash` is
    what rounding to coins added to the total.
    """

    quote: Quote
    lines: tuple[PricedLine, ...]
    header: Decimal
    coupon: Decimal
    taxes: tuple[RateTotal, ...]
    cash: Decimal
    total: Decimal

    @property
    def subtotal(self) -> Decimal:
        """The lines without tax, before anything is taken off the whole."""
        return sum((line.net for line in self.lines), self.quote.rounding.nothing)

    @property
    def tax(self) -> Decimal:
        return sum((rate.tax for rate in self.taxes), self.quote.rounding.nothing)

    @property
    def goods(self) -> Decimal:
        """What the lines earn after all that was taken off, without tax and shipping; not rounded."""
        left = ((part.left, part.tax_bp) for line in self.lines for part in line.parts)
        if self.quote.tax_inclusive:
            with localcontext(WIDE):
                return sum((without_tax(*part) for part in left), NOTHING)
        return sum((amount for amount, _ in left), NOTHING)

    @property
    def cost(self) -> Decimal | None:
        """What the lines cost us; None where that of any is not known."""
        costs = [line.cost for line in self.lines if line.cost is not None]
        with localcontext(EXACT):
            return sum(costs, NOTHING) if len(costs) == len(self.lines) else None

    @property
    def margin(self) -> Decimal | None:
        """(net - cost) / net of the whole; None where it is not known."""
        return margin(self.goods, self.cost)


def margin(net: Decimal, cost: Decimal | None) -> Decimal | None:
    """(net - cost) / net; None where the cost is not known or nothing is earned."""
    return None if cost is None or not net else quotient(WIDE.subtract(net, cost), net)
