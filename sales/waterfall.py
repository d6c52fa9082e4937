"""A line from its list price to its amount, step by step: the price waterfall.

list price -> contract -> customer tier -> volume break -> bundle -> promotion -> rep discount. Successive
rates compound (0.92 x 0.90 x 0.95 is 21.34 % off). What runs through the steps is the amount of the whole
line, exact; it is rounded once, at the end. So a price of 0.675 for 480 is 324.00, and an amount off the line
needs no unit price that goes on for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, Inexact, localcontext
from itertools import groupby

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
from sales.rounding import EXACT, PRICE_DECIMALS, Rounding, share
from sales.volume_breaks import Breaks, cheaper_from, cost_of

LIST = "list"
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
            for step in _steps(line, amount, at):
                steps.append(step)
                if step.stands:
                    amount = step.after
    return Waterfall(tuple(steps), amount, rounding.amount(amount))


def cheaper(line: QuoteLine, amount: Decimal, rounding: Rounding) -> Cheaper | None:
    """The nearest larger quantity whose line costs less than `amount`, by a range of volume breaks."""
    for discount in line.discounts:
        if isinstance(discount.terms, Breaks):
            for qty in cheaper_from(discount.terms, line.qty):
                other = waterfall(replace(line, qty=qty), rounding).amount
                if other < amount:
                    return Cheaper(qty, qty - line.qty, amount - other)
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


def _steps(line: QuoteLine, amount: Decimal, at: str) -> Iterator[Step]:
    """The discounts in the order of the waterfall, whatever order they were written in."""
    placed = sorted(enumerate(line.discounts), key=lambda one: ORDER[one[1].kind])
    for kind, group in groupby(placed, lambda one: one[1].kind):
        discounts = tuple(group)
        if kind == PROMOTION and len(discounts) > 1:
            steps = _promotions(line, amount, discounts, at)
        else:
            steps = _in_turn(line, amount, discounts, at)
        yield from steps
        amount = next((step.after for step in reversed(steps) if step.stands), amount)


def _in_turn(
    line: QuoteLine, amount: Decimal, discounts: Iterable[tuple[int, Discount]], at: str
) -> list[Step]:
    steps = []
    for place, discount in discounts:
        after = _after(discount.terms, amount, line)
        fault = _fault(discount, amount, after)
        if fault is not None:
            raise QuoteRefused((replace(fault, at=f"{at}discounts[{place}]{fault.at}"),))
        steps.append(Step(discount, amount, after))
        amount = after
    return steps


def _promotions(
    line: QuoteLine, amount: Decimal, discounts: Sequence[tuple[int, Discount]], at: str
) -> list[Step]:
    """Those that stack, together, or one that does not, alone: whatever is best for the customer."""
    choices = [[one] for one in discounts if not one[1].stackable]
    if stacked := [one for one in discounts if one[1].stackable]:
        choices.append(stacked)
    tried = [_in_turn(line, amount, choice, at) for choice in choices]
    best = min(tried, key=lambda steps: steps[-1].after)
    given_way = [replace(step, stands=False) for steps in tried if steps is not best for step in steps]
    return [*given_way, *best]


def _after(terms: Terms, amount: Decimal, line: QuoteLine) -> Decimal:
    match terms:
        case PercentOff(bp):
            return amount * (1 - share(bp))
        case AmountOff(off, per_line):
            return amount - (off if per_line else off * line.qty)
        case NewPrice(price):
            return price * line.qty
        case Breaks():
            return cost_of(terms, _unit_before(amount, line.qty), line.qty)


def _unit_before(amount: Decimal, qty: Decimal) -> Decimal:
    """The unit price that a ladder starts from: exact, since only prices and rates come before it."""
    return EXACT.divide(amount, qty)


def _fault(discount: Discount, before: Decimal, after: Decimal) -> Fault | None:
    if after < 0:
        left = f"{Rounding().price(before):f}"
        return Fault(".amount", "This takes off more than the {left} left of the line.", {"left": left})
    if after > before and discount.kind not in RAISING:
        return Fault("", "This would raise the price; only a contract or a tier may.")
    return None
