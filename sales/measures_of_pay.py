"""Measures that incentives can pay for, each a sum, a count, a mean or a share of a rep's credits.

A measured value is a `Ratio`: of an amount in minor units, of a count in hundredths (in the currency's
decimals, so that one unit weighs as much as one of the currency), of a share as a share. What came back is
taken off what was sold, never off the number of sales: a return lowers every measure it touches. Source:
docs/incentives.md, "Measures".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sales.books import Book
from sales.pay_facts import Fact
from sales.plans import WHOLE_BP
from sales.rate_rules import NOTHING, Ratio

BEST: Ratio = (1_000_000, 1)  # of what is better the less of it there is: none at all


@dataclass(frozen=True, slots=True)
class Gone:
    """What came back of a period's sales."""

    amount_cents: int = 0
    units: int = 0
    cost_cents: int = 0

    def and_(self, fact: Fact) -> Gone:
        return Gone(
            self.amount_cents + fact.amount_cents,
            self.units + fact.units,
            self.cost_cents + fact.cost_cents,
        )


@dataclass(frozen=True, slots=True)
class Measure:
    """How one is taken. `kinds` are the facts it is made of; `part` is what a single fact adds, if it is a
    sum.

    A `share` needs no quota. What is `fewer` is better the lower it is.
    """

    kinds: tuple[str, ...]
    taken: Callable[[Book, Gone, int], Ratio]
    part: Callable[[Fact, int], int] | None = None
    share: bool = False
    fewer: bool = False


def _amount(fact: Fact, unit: int) -> int:
    del unit
    return fact.amount_cents


def _margin(fact: Fact, unit: int) -> int:
    del unit
    return fact.amount_cents - fact.cost_cents


def _units(fact: Fact, unit: int) -> int:
    return fact.units * unit


def _revenue(book: Book, gone: Gone, unit: int) -> Ratio:
    del unit
    return book.sold_cents - gone.amount_cents, 1


def _margin_sum(book: Book, gone: Gone, unit: int) -> Ratio:
    cost = sum(fact.cost_cents for fact in book.of("sale")) - gone.cost_cents
    return _revenue(book, gone, unit)[0] - cost, 1


def _unit_sum(book: Book, gone: Gone, unit: int) -> Ratio:
    return (_count(book, "sale") - gone.units) * unit, 1


def _counted(kind: str) -> Callable[[Book, Gone, int], Ratio]:
    return lambda book, gone, unit: (_count(book, kind) * unit, 1)


def _conversion(book: Book, gone: Gone, unit: int) -> Ratio:
    del gone, unit
    return _count(book, "order_count"), _count(book, "visit")


def _average_order(book: Book, gone: Gone, unit: int) -> Ratio:
    shares = sum(WHOLE_BP if fact.share_bp is None else fact.share_bp for fact in book.of("sale"))
    return _revenue(book, gone, unit)[0] * WHOLE_BP, shares


def _collection(book: Book, gone: Gone, unit: int) -> Ratio:
    del gone
    paid = book.of("payment")
    weighted = sum(fact.amount_cents * fact.units for fact in paid)
    return weighted * unit, sum(fact.amount_cents for fact in paid)


def _score(kind: str, of: int) -> Callable[[Book, Gone, int], Ratio]:
    def mean(book: Book, gone: Gone, unit: int) -> Ratio:
        del gone
        scores = [fact.amount_cents for fact in book.of(kind)]
        return sum(scores), len(scores) * (of * unit if of > 1 else 1)

    return mean


def _count(book: Book, kind: str) -> int:
    return sum(fact.units for fact in book.of(kind))


MEASURES: dict[str, Measure] = {
    "revenue": Measure(("sale",), _revenue, _amount),
    "margin": Measure(("sale",), _margin_sum, _margin),
    "units": Measure(("sale",), _unit_sum, _units),
    "average_order_value": Measure(("sale",), _average_order),
    "conversion_rate": Measure(("order_count", "visit"), _conversion, share=True),
    "collection_days": Measure(("payment",), _collection, fewer=True),
    "customers_developed": Measure(("new_customer",), _counted("new_customer"), _units),
    "training": Measure(("training",), _counted("training"), _units),
    "tool_use": Measure(("tool_use",), _counted("tool_use"), _units),
    "complaints": Measure(("complaint",), _counted("complaint"), _units, fewer=True),
    "csat": Measure(("csat",), _score("csat", 100), share=True),
    "response_minutes": Measure(("response_minutes",), _score("response_minutes", 1), fewer=True),
}


def attainment(measure: Measure, value: Ratio, quota: Ratio | None) -> Ratio:
    """How far a value went: value over quota, or quota over value where fewer is better; of a share without a
    quota the share itself. Nothing measured, nothing attained."""
    if value[1] <= 0 or (value[0] <= 0 and not measure.fewer) or (quota is not None and quota[0] <= 0):
        return NOTHING
    if quota is None:
        return value
    if not measure.fewer:
        return value[0] * quota[1], value[1] * quota[0]
    return (value[1] * quota[0], value[0] * quota[1]) if value[0] > 0 else BEST


def adding(name: str) -> Callable[[Fact, int], int] | None:
    """What a single fact adds to a measure; None where pay cannot be divided by facts: of a mean, a share, a
    score, or what is better the less of it there is.
    """
    measure = MEASURES.get(name)
    return None if measure is None or measure.fewer else measure.part


def facts_of(measures: Iterable[Measure], book: Book) -> list[Fact]:
    """The facts that some measures are made of."""
    kinds = {kind: None for measure in measures for kind in measure.kinds}
    return [fact for kind in kinds for fact in book.of(kind)]
