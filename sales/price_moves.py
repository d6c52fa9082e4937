"""What has become of the prices of a quote since it was made: keep them, or take those of today.

A quote keeps the prices it was made with: list prices, price lists, breaks and promotions. When they have
moved, the rep is told and chooses; nothing changes by itself. What the rep gave is the rep's and stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sales.quote_document import REP, Quote, QuoteLine
from sales.quote_faults import QuoteRefused
from sales.rounding import Rounding, quotient
from sales.waterfall import waterfall

LIST, TAX = "list", "tax"


@dataclass(frozen=True, slots=True)
class Moved:
    """A line that would be made another way now. `line` is its place; `then` and `now` are its unit price
    before anything the rep gave; `why` are the steps that moved: list, tax or a kind of discount.
    """

    line: int
    line_id: str
    then: Decimal
    now: Decimal
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PriceMoves:
    """What has moved; `gone` are the places of lines that can no longer be sold as they stand.

    `today` is the quote at the prices of today, the gone lines as they were.
    """

    moves: tuple[Moved, ...]
    gone: tuple[int, ...]
    today: Quote

    def __bool__(self) -> bool:
        return bool(self.moves or self.gone)


def moved(quote: Quote, fresh: Mapping[int, QuoteLine]) -> tuple[Moved, ...]:
    """The lines whose unit price or tax differs from `fresh`: the same as made today, by their places."""
    found = []
    for place, line in sorted(fresh.items()):
        was = quote.lines[place]
        then, now = _unit(was), _unit(line)
        if then != now or _taxes(was) != _taxes(line):
            found.append(Moved(place, was.id, then, now, tuple(_why(was, line))))
    return tuple(found)


def repriced(quote: Quote, fresh: Mapping[int, QuoteLine], on: date, price_list: str) -> Quote:
    """The quote with the lines of `fresh` that have moved, at the prices of a day and a price list.

    A discount of the rep's that would now take off more than there is, or raise the price, is left out.
    """
    moves = {move.line for move in moved(quote, fresh)}
    lines = tuple(
        _with_gifts(fresh[place], line) if place in moves else line for place, line in enumerate(quote.lines)
    )
    return replace(quote, lines=lines, price_date=on, price_list=price_list)


def price_moves(
    quote: Quote, fresh: Mapping[int, QuoteLine], gone: Sequence[int], on: date, price_list: str
) -> PriceMoves:
    """Everything that has become of a quote's prices."""
    return PriceMoves(moved(quote, fresh), tuple(gone), repriced(quote, fresh, on, price_list))


def _with_gifts(fresh: QuoteLine, was: QuoteLine) -> QuoteLine:
    """The line of today with what the rep gave before, as far as it can still be given."""
    given = tuple(one for one in was.discounts if one.kind == REP)
    line = replace(fresh, id=was.id, discounts=(*fresh.discounts, *given))
    try:
        waterfall(line, Rounding())
    except QuoteRefused:
        return replace(line, discounts=fresh.discounts)
    return line


def _why(was: QuoteLine, now: QuoteLine) -> list[str]:
    kinds = [one.kind for one in (*was.discounts, *now.discounts) if one.kind != REP]
    steps = [kind for kind in dict.fromkeys(kinds) if _terms(was, kind) != _terms(now, kind)]
    listed = [LIST] if was.list_price != now.list_price else []
    return listed + steps + ([TAX] if _taxes(was) != _taxes(now) else [])


def _terms(line: QuoteLine, kind: str) -> list[object]:
    return [one.terms for one in line.discounts if one.kind == kind]


def _taxes(line: QuoteLine) -> list[int]:
    return [part.tax_bp for part in line.parts] or [line.tax_bp]


def _unit(line: QuoteLine) -> Decimal:
    """A unit price before anything that the rep gave."""
    house = replace(line, discounts=tuple(one for one in line.discounts if one.kind != REP))
    return quotient(waterfall(house, Rounding()).exact, house.qty)
