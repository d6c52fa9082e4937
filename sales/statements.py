"""Statements: what each rep is paid for each period, as a pure function of plans and facts.

Facts may come in any order; each rep's statement depends on that rep's credits alone. A rep has one for
every period from the first to the last that something is credited in, those without facts between them too.
The whole is computed from sums; its lines, which add up to it to the cent, when they are asked for:
`lines`. Source: docs/incentives.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sales.clawback import Back, clawed
from sales.credits import by_day, credits
from sales.draws import NO_DRAW, Draw, drawn, top_up
from sales.earnings import Earning, Line, Part, earn, lines_of
from sales.errors import RuleBroken
from sales.measures_of_pay import Book, Gone, adding
from sales.pay_facts import EVER, Fact, employment
from sales.periods import Period, key
from sales.plans import WHOLE_BP, Plan
from sales.proration import Span, common, days, plan_spans
from sales.spiffs import spiff_lines, spiff_pay

Books = Mapping[Period, Mapping[str, list[Fact]]]  # a rep's credits by period and kind


@dataclass(frozen=True, slots=True)
class Statement:
    """What a rep is paid for a period. `earned` is before clawback; `total` is everything, and what is
    paid.
    """

    rep: str
    period: Period
    currency: str
    parts: tuple[Part, ...]
    earnings: tuple[Earning, ...]
    returns: tuple[Line, ...] = ()
    earned_cents: int = 0
    spiff_cents: int = 0
    top_up_cents: int = 0
    draw: Draw = NO_DRAW
    corrections: tuple[Line, ...] = ()

    @property
    def clawback_cents(self) -> int:
        """What returns take back, as a positive amount."""
        return -sum(line.pay_cents for line in self.returns)

    @property
    def total_cents(self) -> int:
        net = self.earned_cents + self.top_up_cents - self.clawback_cents
        drawn_cents = self.draw.advance_cents - self.draw.recovered_cents
        return net + drawn_cents + self.spiff_cents + sum(line.pay_cents for line in self.corrections)

    @property
    def credited_cents(self) -> int:
        """The measure that the quota is of; where nothing has one, the revenue."""
        first = _leading(self.earnings)
        if first and adding(first[0].component.measure):
            return sum(earning.value[0] for earning in first)
        return sum(sale.amount_cents for part in self.parts for sale in part.book.get("sale", ()))

    @property
    def quota_cents(self) -> int | None:
        quotas = [earning.quota for earning in _leading(self.earnings)]
        if quotas and all(quotas):
            return sum(quota[0] // quota[1] for quota in quotas if quota)
        whole = [part.prorated(part.plan.quota) for part in self.parts if part.plan.quota is not None]
        return sum(whole) if whole else None

    @property
    def attainment_bp(self) -> int:
        """Credited over quota, rounded down so that a band shows only once it is reached; of a plan that
        pays for a share or a score, that.
        """
        first = _leading(self.earnings)
        if not first:
            return 0
        if len(first) > 1 and self.quota_cents:
            return max(0, self.credited_cents * WHOLE_BP // self.quota_cents)
        level = first[-1].level
        return level[0] * WHOLE_BP // level[1]


def statements(
    plans: Sequence[Plan], facts: Iterable[Fact], through: date | None = None
) -> tuple[Statement, ...]:
    """The statements of all reps, by rep and period; up to the period of `through` for who is still here.

    `plans` are the versions of one plan, in any order. Raises RuleBroken if their currency or period differs.
    """
    _check(plans)
    facts = facts if isinstance(facts, list | tuple) else list(facts)
    books, there = _books(plans[0], credits(facts)), employment(facts)
    periods = _Periods(plans)
    return tuple(
        statement
        for rep in sorted(books)
        for statement in _of_rep(periods, rep, books[rep], there.get(rep, EVER), through)
    )


def lines(statement: Statement) -> tuple[Line, ...]:
    """Every line of a statement, in the order of its figures; they add up to the total."""
    return tuple(_lines(statement))


def part_on(statement: Statement, day: date) -> Part | None:
    """The part of a statement that a day's credits belong to."""
    return next((part for part in statement.parts if part.has(day)), None)


@dataclass(slots=True)
class _Periods:
    """Which plans are in force in which part of each period: the same for all reps."""

    plans: Sequence[Plan]
    known: dict[Period, tuple[tuple[Plan, Span], ...]] = field(default_factory=dict)

    def spans(self, period: Period) -> tuple[tuple[Plan, Span], ...]:
        if period not in self.known:
            self.known[period] = plan_spans(self.plans, period)
        return self.known[period]


def _check(plans: Sequence[Plan]) -> None:
    if len({(plan.currency, plan.period) for plan in plans}) != 1:
        raise RuleBroken(
            "The versions of a plan differ in currency or period.",
            "Give a plan of another currency or period an id of its own.",
        )


def _books(plan: Plan, credited: Iterable[Fact]) -> dict[str, dict[Period, dict[str, list[Fact]]]]:
    """The credits by rep, period and kind: the one pass over all of them."""
    periods: dict[date, Period] = {}
    found: dict[tuple[str, date, str], list[Fact]] = defaultdict(list)
    starts: dict[date, date] = {}
    for fact in credited:
        day = fact.on
        if day not in starts:
            period = plan.period_of(day)
            starts[day], periods[period.first] = period.first, period
        found[fact.rep, starts[day], fact.kind].append(fact)
    books: dict[str, dict[Period, dict[str, list[Fact]]]] = {}
    for (rep, first, kind), own in found.items():
        books.setdefault(rep, {}).setdefault(periods[first], {})[kind] = own
    return books


def _of_rep(
    periods: _Periods, rep: str, books: Books, there: Sequence[Span], through: date | None
) -> Iterator[Statement]:
    """A rep's statements in order: a return meets the earnings of its sale's period, a draw's balance is
    carried.
    """
    plan, balance = periods.plans[0], 0
    ledger = _Ledger(books)
    period = min(books, key=lambda one: one.first)
    last = max(one.last for one in books)
    if through is not None:
        last = max(last, min(plan.period_of(through).last, there[-1][1]))
    while period.first <= last:
        book = books.get(period, {})
        parts = tuple(_parts(periods, period, book, there))
        if parts or "return" in book:
            made = ledger.statement(rep, plan.currency, period, parts, book, balance)
            balance = made.draw.balance_cents
            yield made
        period = plan.period_of(period.last + timedelta(1))


def _parts(
    periods: _Periods, period: Period, book: Mapping[str, list[Fact]], there: Sequence[Span]
) -> Iterator[Part]:
    for plan, span in periods.spans(period):
        spans = common(span, there)
        own: Book = book
        if span != (period.first, period.last):
            own = {
                kind: [one for one in facts if span[0] <= one.on <= span[1]] for kind, facts in book.items()
            }
        yield Part(plan, spans, days(plan, spans), days(plan, [(period.first, period.last)]), own)


@dataclass(slots=True)
class _Ledger:
    """What a rep's periods came to so far, for the returns of later ones."""

    books: Books
    made: dict[Period, tuple[tuple[Part, ...], tuple[Earning, ...]]] = field(default_factory=dict)
    left: dict[Period, int] = field(default_factory=dict)
    gone: dict[tuple[Period, int], Gone] = field(default_factory=lambda: defaultdict(Gone))
    gone_of_sale: dict[str, Gone] = field(default_factory=lambda: defaultdict(Gone))
    gone_units: dict[Period, dict[str, int]] = field(default_factory=dict)
    sales: dict[str, tuple[Period, Fact]] | None = None

    def statement(
        self,
        rep: str,
        currency: str,
        period: Period,
        parts: tuple[Part, ...],
        book: Mapping[str, list[Fact]],
        balance: int,
    ) -> Statement:
        earnings = tuple(earn(component, part) for part in parts for component in part.plan.components)
        earned = sum(earning.pay_cents for earning in earnings)
        floor = sum(part.prorated(part.plan.guarantee_cents) for part in parts)
        self.made[period], self.left[period] = (parts, earnings), earned - floor
        back = [line for fact in sorted(book.get("return", ()), key=by_day) for line in self._returned(fact)]
        net = earned + sum(line.pay_cents for line in back)
        topped = top_up(floor, earned)
        draw = drawn(sum(part.prorated(part.plan.draw_cents) for part in parts), net + topped, balance)
        spiff = spiff_pay(parts, {}) if any(part.plan.spiffs for part in parts) else 0
        return Statement(rep, period, currency, parts, earnings, tuple(back), earned, spiff, topped, draw)

    def _returned(self, returned: Fact) -> Iterator[Line]:
        """What a return takes back. Of a sale that no plan here has paid, nothing."""
        period, sale = self._sale(returned.original)
        parts, earnings = self.made.get(period, ((), ()))
        for at, part in enumerate(parts):
            if part.plan.in_force(sale.on) and _holds(part, sale):
                before = Back(self.gone[period, at], self.gone_of_sale[sale.id])
                own = [earning for earning in earnings if earning.part is part]
                taken, after = clawed(own, sale, returned, before, key(period))
                self.gone[period, at], self.gone_of_sale[sale.id] = after.gone, after.of_sale
                yield from self._above_floor(period, taken)
                yield from self._spiff(period, part, sale, returned)

    def _above_floor(self, period: Period, taken: Iterable[Line]) -> Iterator[Line]:
        """What returns take back of a period, down to its guarantee: that was due without any sale."""
        for line in taken:
            cents = min(-line.pay_cents, self.left[period])
            if cents > 0:
                self.left[period] -= cents
                yield replace(line, pay_cents=-cents)

    def _spiff(self, period: Period, part: Part, sale: Fact, returned: Fact) -> Iterator[Line]:
        """What SPIFFs of the sale's period are less without the units that came back."""
        parts, _ = self.made[period]
        back = self.gone_units.setdefault(period, {})
        before = spiff_pay(parts, back)
        back[returned.product] = back.get(returned.product, 0) + returned.units
        less = before - spiff_pay(parts, back)
        if less > 0:
            plan = part.plan
            yield Line(
                "return", -less, plan.id, plan.version, (returned.id,), "spiff", cites=sale.id, of=key(period)
            )

    def _sale(self, sale_id: str) -> tuple[Period, Fact]:
        if self.sales is None:
            self.sales = {
                sale.id: (period, sale)
                for period, book in self.books.items()
                for sale in book.get("sale", ())
            }
        return self.sales[sale_id]


def _holds(part: Part, sale: Fact) -> bool:
    return any(one is sale for one in part.book.get("sale", ()))


def _leading(earnings: Sequence[Earning]) -> list[Earning]:
    """The earnings, one in each part, of the component that a statement is headed by: the first with a
    quota of a sum, else the first.
    """
    leading: dict[int, Earning] = {}
    for earning in earnings:
        at = id(earning.part)
        if at not in leading or (_summed(earning) and not _summed(leading[at])):
            leading[at] = earning
    return list(leading.values())


def _summed(earning: Earning) -> bool:
    return earning.quota is not None and adding(earning.component.measure) is not None


def _lines(statement: Statement) -> Iterator[Line]:
    for earning in statement.earnings:
        yield from lines_of(earning)
    yield from statement.returns
    plan = statement.parts[-1].plan if statement.parts else None
    name, version = (plan.id, plan.version) if plan else ("", 0)
    if statement.top_up_cents:
        yield Line("guarantee", statement.top_up_cents, name, version)
    draw = statement.draw
    if draw.advance_cents or draw.recovered_cents:
        yield Line("draw", draw.advance_cents - draw.recovered_cents, name, version)
    yield from spiff_lines(statement.parts)
    yield from statement.corrections
