"""A design as a line of a quote: priced by the price book of the article, at the price of what was chosen.

What a list or a rule asks of the article in place of its list price, it asks of a design in proportion: a
tier whose price is 5 % below the article's list price is 5 % below the design's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from sales.configurator import PIECES, Design, ProductOptions
from sales.configurator_figures import list_price, unit_cost
from sales.configurator_reading import as_json
from sales.quote_document import Discount, NewPrice, QuoteLine
from sales.quote_particulars import LineParticulars
from sales.volume_breaks import Breaks

PLACES = Decimal("0.0001")


def configured(
    line: QuoteLine,
    particulars: LineParticulars,
    options: ProductOptions,
    design: Design,
    design_id: str | None,
) -> tuple[QuoteLine, LineParticulars]:
    """The line that the price book has for the article, made into one of this design."""
    asked = list_price(options, design)
    share = asked / line.list_price if line.list_price else Decimal(1)
    discounts = tuple(_in_proportion(one, share) for one in line.discounts)
    made = replace(line, list_price=asked, cost=unit_cost(options, design), discounts=discounts)
    return made, replace(particulars, design=without_pieces(design), design_id=design_id)


def without_pieces(design: Design) -> Mapping[str, object]:
    """The design as a line keeps it; how many are made is the line's quantity."""
    return {name: value for name, value in as_json(design).items() if name != PIECES}


def _in_proportion(discount: Discount, share: Decimal) -> Discount:
    terms = discount.terms
    if isinstance(terms, NewPrice):
        return replace(discount, terms=NewPrice(_scaled(terms.price, share)))
    if isinstance(terms, Breaks):
        steps = tuple(
            one if one.price is None else replace(one, price=_scaled(one.price, share))
            for one in terms.breaks
        )
        return replace(discount, terms=replace(terms, breaks=steps))
    return discount


def _scaled(price: Decimal, share: Decimal) -> Decimal:
    return (price * share).quantize(PLACES, ROUND_HALF_UP)
