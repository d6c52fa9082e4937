"""Books: a rep's credits of a period.

A million sales are looked at once, for what they come to in each period; which of them they are is found when
somebody asks: for a line, a return, a measure that is no sum of amounts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sales.credits import Credited
from sales.pay_facts import Fact
from sales.periods import Period
from sales.plans import Plan
from sales.proration import Span


@dataclass(slots=True, eq=False)
class Sales:
    """All sales of all reps, and each rep's once somebody has asked for them."""

    of_all: Sequence[Fact]
    by_rep: dict[str, list[Fact]] | None = None

    def of(self, rep: str) -> Sequence[Fact]:
        if self.by_rep is None:
            self.by_rep = defaultdict(list)
            for sale in self.of_all:
                self.by_rep[sale.rep].append(sale)
        return self.by_rep.get(rep, ())


NO_SALES = Sales(())


@dataclass(slots=True, eq=False)
class Book:
    """The credits of a rep in some days: what the sales come to, and all the rest."""

    rep: str
    span: Span
    sold_cents: int
    others: Sequence[Fact]
    sales: Sales
    own_sales: Sequence[Fact] | None = None

    def of(self, kind: str) -> Sequence[Fact]:
        """The credits of one kind."""
        if kind != "sale":
            return [fact for fact in self.others if fact.kind == kind]
        if self.own_sales is None:
            first, last = self.span
            self.own_sales = [sale for sale in self.sales.of(self.rep) if first <= sale.on <= last]
        return self.own_sales

    def within(self, span: Span) -> Book:
        """What of it was credited on some of its days."""
        if span == self.span:
            return self
        others = [fact for fact in self.others if span[0] <= fact.on <= span[1]]
        own = [sale for sale in self.of("sale") if span[0] <= sale.on <= span[1]]
        return Book(self.rep, span, sum(sale.amount_cents for sale in own), others, self.sales, own)


Books = Mapping[date, Book]  # of a rep, by the first day of the period


def books_of(plan: Plan, credited: Credited) -> dict[str, dict[date, Book]]:
    """The books of every rep, by the plan's periods: one short pass over the sales, which are many."""
    sold: dict[Period, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    of_day: dict[date, dict[str, int]] = {}  # a day's is that of its period
    for sale in credited.sales:
        try:
            of_day[sale.on][sale.rep] += sale.amount_cents
        except KeyError:
            of_day[sale.on] = sold[plan.period_of(sale.on)]
            of_day[sale.on][sale.rep] += sale.amount_cents
    others: dict[Period, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in credited.others:
        others[plan.period_of(fact.on)][fact.rep].append(fact)
    sales, books = Sales(credited.sales), defaultdict[str, dict[date, Book]](dict)
    for period in sold.keys() | others.keys():
        amounts, rest, span = sold[period], others[period], (period.first, period.last)
        for rep in amounts.keys() | rest.keys():
            books[rep][period.first] = Book(rep, span, amounts.get(rep, 0), rest.get(rep, ()), sales)
    return books
