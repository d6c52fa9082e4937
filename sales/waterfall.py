"""A line from its list price to its amount, step by step: the price waterfall.

list price -> contract -> customer tier -> volume break -> bundle -> promotion -> rep discount. Successive
rates compound (0.92 x 0.90 x 0.95 is 21.34 % off). What runs through the steps is the amount of the whole
line, exact; it is rounded once, at the end. So a price of 0.675 for 480 is 324.00, and an amount off the line
needs no unit price that goes on for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, Inexact, localcontext

from sales.quote_document import (
    KINDS,
    PROMOTION,
    RAISING,
    REP,
    AmountOff,
    Discount,
    NewPrice,
    PercentOff,
    QuoteLine,
    Terms,
)
from sales.quote_faults import Fault, QuoteRefused
from sales.rounding import EXACT, PRICE_DECIMALS, Rounding, remainder
from sales.volume_breaks import Breaks, cheaper_from, cost_of

LIST = "list"
Placed = tuple[int, Discount]  # with its place in the document
ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Step:
    """What one discount made of the line's exact amount; the list price has none.

    `stands` is False for a promotion that gives way to one it does not stack with.
    """

    discount: Discount | None
    before: Decimal
    after: Decimal
    stands: bool = True

    @property
    def kind(self) -> str:
        return self.discount.kind if self.discount else LIST


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The steps of a line, its exact amount after them, and that amount rounded."""

    steps: tuple[Step, ...]
    exact: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Cheaper:
    """A larger quantity that costs less than the one quoted, and how much less."""

    qty: Decimal
    more: Decimal
    saves: Decimal


def waterfall(line: QuoteLine, rounding: Rounding, at: str = "") -> Waterfall:
    """The steps of a line. Raises QuoteRefused for a discount of more than there is; `at` names the line."""
    with localcontext(EXACT):
        amount = line.list_price * line.qty
        steps = [Step(None, amount, amount)]
        if line.discounts:
            steps += _steps(line, amount, at)
        exact = steps[-1].after
    return Waterfall(tuple(steps), exact, rounding.amount(exact))


def cheaper(line: QuoteLine, fall: Waterfall, rounding: Rounding) -> Cheaper | None:
    """The nearest larger quantity that costs less, by a range of volume breaks, than the line does."""
    for step in fall.steps:
        if step.discount and isinstance(step.discount.terms, Breaks):
            unit = EXACT.divide(step.before, line.qty)
            for qty in cheaper_from(step.discount.terms, unit, line.qty):
                amount = waterfall(replace(line, qty=qty), rounding).amount
                if amount < fall.amount:
                    return Cheaper(qty, qty - line.qty, fall.amount - amount)
    return None


def bargain(line: QuoteLine, price: Decimal) -> Discount:
    """The rep discount that brings a line's unit price to `price`.

    It is kept as an amount (305 to 290 is 15 off, not 4.92 %), or as the price itself where the difference
    has more decimals than a price may have.
    """
    others = tuple(one for one in line.discounts if one.kind != REP)
    before = waterfall(replace(line, discounts=others), Rounding()).exact
    with localcontext(EXACT):
        for qty, per_line in ((line.qty, False), (Decimal(1), True)):
            try:
                off = (before - price * line.qty) / qty
            except Inexact:
                continue
            if -int(off.normalize().as_tuple().exponent) <= PRICE_DECIMALS:
                return Discount(REP, AmountOff(off, per_line))
    return Discount(REP, NewPrice(price))


def _steps(line: QuoteLine, amount: Decimal, at: str) -> list[Step]:
    """The discounts in the order of the waterfall, however they were written; the last one stands."""
    placed = sorted(enumerate(line.discounts), key=_turn)
    promotions = [one for one in placed if one[1].kind == PROMOTION]
    if len(promotions) < 2:
        return _in_turn(line, amount, placed, at)
    first = placed.index(promotions[0])
    steps = _in_turn(line, amount, placed[:first], at)
    steps += _promotions(line, steps[-1].after if steps else amount, promotions, at)
    return steps + _in_turn(line, steps[-1].after, placed[first + len(promotions) :], at)


def _turn(placed: Placed) -> int:
    return ORDER[placed[1].kind]


def _in_turn(line: QuoteLine, amount: Decimal, discounts: Iterable[Placed], at: str) -> list[Step]:
    steps = []
    for place, discount in discounts:
        after = _after(discount.terms, amount, line)
        if after < 0 or after > amount:
            _check(discount, amount, after, f"{at}discounts[{place}]")
        steps.append(Step(discount, amount, after))
        amount = after
    return steps


def _promotions(line: QuoteLine, amount: Decimal, discounts: Sequence[Placed], at: str) -> list[Step]:
    """Those that stack, together, or one that does not, alone: whatever is best for the customer."""
    choices = [[one] for one in discounts if not one[1].stackable]
    if stacked := [one for one in discounts if one[1].stackable]:
        choices.append(stacked)
    tried = [_in_turn(line, amount, choice, at) for choice in choices]
    best = min(tried, key=lambda steps: steps[-1].after)
    given_way = [replace(step, stands=False) for steps in tried if steps is not best for step in steps]
    return [*given_way, *best]


def _after(terms: Terms, amount: Decimal, line: QuoteLine) -> Decimal:
    if isinstance(terms, PercentOff):
        return amount * remainder(terms.bp)
    if isinstance(terms, AmountOff):
        return amount - (terms.amount if terms.per_line else terms.amount * line.qty)
    if isinstance(terms, NewPrice):
        return terms.price * line.qty
    # Only prices and rates come before a ladder, so the unit price that it starts from is exact.
    return cost_of(terms, amount / line.qty, line.qty)


def _check(discount: Discount, before: Decimal, after: Decimal, at: str) -> None:
    """Raises QuoteRefused where a discount takes more than there is, or raises a price that it must not."""
    if after < 0:
        left = f"{Rounding().price(before):f}"
        fault = Fault(f"{at}.amount", "This takes off more than the {left} left of the line.", {"left": left})
        raise QuoteRefused((fault,))
    if discount.kind not in RAISING:
        raise QuoteRefused((Fault(at, "This would raise the price; only a contract or a tier may."),))
