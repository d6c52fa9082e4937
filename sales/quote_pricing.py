"""What a quote comes to: lines, reductions of the whole, tax, cash, total.

Each line is rounded once, after its waterfall. What is taken off the whole quote is divided over the lines by
largest remainder, and within a bundle over its parts, because they may differ in tax. Then tax, once for each
rate, and what cash needs. A quote that has not changed is always priced the same, whatever the order of its
lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from operator import sub

from sales.allocation import allocate
from sales.priced_quote import NOTHING, PricedLine, PricedPart, PricedQuote
from sales.quote_document import Quote, QuoteLine, Reduction
from sales.quote_faults import Fault, QuoteRefused
from sales.quote_tax import tax_added, tax_contained, without_tax
from sales.rounding import EXACT, WIDE, Rounding, share
from sales.waterfall import Waterfall, waterfall

Split = list[tuple[Decimal, ...]]  # amounts of lines, each over the parts of its line


def price(quote: Quote, before: PricedQuote | None = None) -> PricedQuote:
    """What a quote comes to. Raises QuoteRefused where more is taken off than there is.

    `before` is the quote as it was priced before an edit: lines that are the same objects keep their steps,
    so that typing in one of five hundred is quick. What comes out is the same without it.
    """
    rounding = quote.rounding
    with localcontext(EXACT):
        falls = _falls(quote, before)
        rates = [_rates(line) for line in quote.lines]
        amounts = [_amounts(line, fall, rounding) for line, fall in zip(quote.lines, falls, strict=True)]
        off = quote.header_discount
        header, by_header, left = _taken(off, rates, amounts, rounding, "header_discount")
        off = quote.coupon.off if quote.coupon else None
        coupon, by_coupon, left = _taken(off, rates, left, rounding, "coupon")
        nets = _nets(rates, amounts, rounding) if quote.tax_inclusive else amounts
        columns = (rates, amounts, nets, by_header, by_coupon, left)
        lines = [
            _priced(quote, line, fall, tuple(map(PricedPart, *cells)))
            for line, fall, *cells in zip(quote.lines, falls, *columns, strict=True)
        ]
        return _totalled(quote, lines, header, coupon)


def _falls(quote: Quote, before: PricedQuote | None) -> list[Waterfall]:
    """The waterfall of every line. Raises QuoteRefused with the faults of all of them."""
    alike = before is not None and before.quote.rounding == quote.rounding
    kept = {id(priced.line): priced.fall for priced in before.lines} if before and alike else {}
    falls: list[Waterfall] = []
    faults: list[Fault] = []
    for place, line in enumerate(quote.lines):
        try:
            fall = kept.get(id(line)) or waterfall(line, quote.rounding, f"lines[{place}].")
            falls.append(fall)
        except QuoteRefused as refused:
            faults += refused.faults
    if faults:
        raise QuoteRefused(faults)
    return falls


def _rates(line: QuoteLine) -> tuple[int, ...]:
    """The tax rate of a line, or those of its parts."""
    return tuple(part.tax_bp for part in line.parts) if line.parts else (line.tax_bp,)


def _amounts(line: QuoteLine, fall: Waterfall, rounding: Rounding) -> tuple[Decimal, ...]:
    """The amount of a line, over its parts by their list prices."""
    if not line.parts:
        return (fall.amount,)
    return allocate(fall.amount, _weights(line), rounding.unit, _rates(line))


def _weights(line: QuoteLine) -> list[Decimal]:
    return [part.list_price * part.qty for part in line.parts]


def _taken(
    off: Reduction | None, rates: Sequence[tuple[int, ...]], left: Split, rounding: Rounding, field: str
) -> tuple[Decimal, Split, Split]:
    """What is taken off the quote in whole minor units, the shares of all lines and parts, and what is left.

    Equal claims on a last minor unit are settled by tax rate, so that the order of lines does not change the
    total.
    """
    if off is None:
        return rounding.nothing, [(rounding.nothing,) * len(parts) for parts in left], left
    by_line = [sum(parts[1:], parts[0]) for parts in left]
    whole = sum(by_line, rounding.nothing)
    taken = rounding.amount(whole * share(off.bp or 0) if off.amount is None else off.amount)
    if taken > whole:
        most = {"left": str(whole)}
        raise QuoteRefused((Fault(field, "This takes off more than the {left} of the lines.", most),))
    shares = allocate(taken, by_line, rounding.unit, list(zip(rates, left, strict=True)))
    by_part = [
        allocate(of_line, parts, rounding.unit, of_parts)
        for of_line, parts, of_parts in zip(shares, left, rates, strict=True)
    ]
    return taken, by_part, [tuple(map(sub, parts, off)) for parts, off in zip(left, by_part, strict=True)]


def _nets(rates: Sequence[tuple[int, ...]], amounts: Split, rounding: Rounding) -> Split:
    """What amounts that contain tax are without it; they add up to the net of all that is taxed at a rate."""
    taxed = [pair for cells in zip(rates, amounts, strict=True) for pair in zip(*cells, strict=True)]
    nets: dict[int, Iterator[Decimal]] = {}
    for total in tax_contained(taxed, rounding):
        gross = [amount for tax_bp, amount in taxed if tax_bp == total.tax_bp]
        nets[total.tax_bp] = iter(allocate(total.base, gross, rounding.unit))
    return [tuple(next(nets[tax_bp]) for tax_bp in of_line) for of_line in rates]


def _priced(quote: Quote, line: QuoteLine, fall: Waterfall, parts: tuple[PricedPart, ...]) -> PricedLine:
    if not quote.tax_inclusive:
        return PricedLine(line, fall, parts, fall.amount, fall.exact, _cost(line))
    net = sum((part.net for part in parts), NOTHING)
    return PricedLine(line, fall, parts, net, _exact_net(line, fall), _cost(line))


def _exact_net(line: QuoteLine, fall: Waterfall) -> Decimal:
    """What the exact amount of a line is without the tax it contains."""
    if not line.parts:
        return without_tax(fall.exact, line.tax_bp)
    weights = _weights(line)
    with localcontext(WIDE):
        nets = [without_tax(weight, tax_bp) for weight, tax_bp in zip(weights, _rates(line), strict=True)]
        return fall.exact * sum(nets) / sum(weights) if fall.exact else NOTHING


def _cost(line: QuoteLine) -> Decimal | None:
    """What all units of a line cost us; None where that of any part is not known."""
    if not line.parts:
        return None if line.cost is None else line.cost * line.qty
    costs = [part.cost * part.qty for part in line.parts if part.cost is not None]
    return sum(costs, NOTHING) * line.qty if len(costs) == len(line.parts) else None


def _totalled(quote: Quote, lines: list[PricedLine], header: Decimal, coupon: Decimal) -> PricedQuote:
    rounding = quote.rounding
    taxed = [(part.tax_bp, part.left) for line in lines for part in line.parts]
    if quote.shipping:
        taxed.append((quote.shipping.tax_bp, rounding.amount(quote.shipping.amount)))
    taxes = tax_contained(taxed, rounding) if quote.tax_inclusive else tax_added(taxed, rounding)
    exact = sum((rate.base + rate.tax for rate in taxes), rounding.nothing)
    total = rounding.in_cash(exact)
    return PricedQuote(quote, tuple(lines), header, coupon, taxes, total - exact, total)
