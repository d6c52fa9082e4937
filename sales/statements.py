"""Statements: what each rep is paid for each period, as a pure function of plans and facts.

Facts may come in any order; each rep's statement depends on that rep's credits alone. A rep has one for
every period from the first to the last that something is credited in, those without facts between them too.
The whole is computed from sums; its lines, which add up to it to the cent, when they are asked for:
`lines`. Source: docs/incentives.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sales.books import NO_SALES, Book, Books, books_of
from sales.clawback import Back, clawed
from sales.credits import by_day, credits
from sales.draws import NO_DRAW, Draw, drawn, top_up
from sales.earnings import NOTHING_GONE, Earning, Line, Part, earn, lines_of
from sales.errors import RuleBroken
from sales.measures_of_pay import Gone, adding
from sales.pay_facts import EVER, Fact, employment
from sales.periods import Period, key
from sales.plans import WHOLE_BP, Plan
from sales.proration import Span, common, days, plan_spans, prorated
from sales.spiffs import spiff_lines, spiff_pay


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
        return sum(part.book.sold_cents for part in self.parts)

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
    credited = credits(facts)
    books, there = books_of(plans[0], credited), employment(credited.others)
    periods = _Periods(plans)
    return tuple(
        statement
        for rep in sorted(books)
        for statement in _of_rep(periods, rep, books[rep], there.get(rep, EVER), through)
    )


def lines(statement: Statement) -> tuple[Line, ...]:
    """Every line of a statement, in the order of its figures; they add up to the total."""
    return tuple(_lines(statement))


@dataclass(frozen=True, slots=True)
class _Shared:
    """A period as it is for everybody who was here on the same days: each version of the plan in it, with its
    part of it, the days of that which count for them, and those of the whole period.
    """

    versions: tuple[tuple[Plan, Span, int, int], ...]
    guarantee_cents: int
    draw_cents: int
    has_spiffs: bool


@dataclass(slots=True)
class _Periods:
    """The periods in order, and how the versions of the plan share them."""

    plans: Sequence[Plan]
    following: dict[Period, Period] = field(default_factory=dict)
    known: dict[tuple[date, tuple[Span, ...]], _Shared] = field(default_factory=dict)

    def after(self, period: Period) -> Period:
        if period not in self.following:
            self.following[period] = self.plans[0].period_of(period.last + timedelta(1))
        return self.following[period]

    def shared(self, period: Period, there: tuple[Span, ...]) -> _Shared:
        where = period.first, there
        if where not in self.known:
            self.known[where] = self._shared(period, there)
        return self.known[where]

    def _shared(self, period: Period, there: tuple[Span, ...]) -> _Shared:
        versions = []
        for plan, span in plan_spans(self.plans, period):
            whole = days(plan, [(period.first, period.last)])
            versions.append((plan, span, days(plan, common(span, there)), whole))
        return _Shared(
            tuple(versions),
            sum(prorated(plan.guarantee_cents, worked, whole) for plan, _, worked, whole in versions),
            sum(prorated(plan.draw_cents, worked, whole) for plan, _, worked, whole in versions),
            any(plan.spiffs for plan, *_ in versions),
        )


def _check(plans: Sequence[Plan]) -> None:
    if len({(plan.currency, plan.period) for plan in plans}) != 1:
        raise RuleBroken(
            "The versions of a plan differ in currency or period.",
            "Give a plan of another currency or period an id of its own.",
        )


def _of_rep(
    periods: _Periods, rep: str, books: Books, there: tuple[Span, ...], through: date | None
) -> Iterator[Statement]:
    """A rep's statements in order: a return meets the earnings of its sale's period, a draw's balance is
    carried.
    """
    plan, balance = periods.plans[0], 0
    ledger = _Ledger(books)
    period = plan.period_of(min(books))
    last = max(books)
    if through is not None:
        last = max(last, min(plan.period_of(through).first, there[-1][1]))
    while period.first <= last:
        shared = periods.shared(period, there)
        book = books.get(period.first) or Book(rep, (period.first, period.last), 0, (), NO_SALES)
        if shared.versions or book.of("return"):
            made = ledger.statement(rep, plan.currency, period, shared, book, balance)
            balance = made.draw.balance_cents
            yield made
        period = periods.after(period)


@dataclass(slots=True)
class _Made:
    """What a period came to, what of that is above its guarantee, and what came back of it since."""

    period: Period
    parts: tuple[Part, ...]
    earnings: tuple[Earning, ...]
    above_cents: int
    gone: dict[int, Gone] | None = None  # by the number of the part
    gone_units: dict[str, int] | None = None  # by product


@dataclass(slots=True)
class _Ledger:
    """A rep's periods so far, for the returns of later ones."""

    books: Books
    made: dict[date, _Made] = field(default_factory=dict)
    gone_of_sale: dict[str, Gone] = field(default_factory=dict)
    sales: dict[str, tuple[date, Fact]] | None = None

    def statement(
        self,
        rep: str,
        currency: str,
        period: Period,
        shared: _Shared,
        book: Book,
        balance: int,
    ) -> Statement:
        parts = tuple(
            [Part(plan, worked, whole, book.within(span)) for plan, span, worked, whole in shared.versions]
        )
        earnings = tuple([earn(component, part) for part in parts for component in part.plan.components])
        earned = sum([earning.pay_cents for earning in earnings])
        floor = shared.guarantee_cents
        self.made[period.first] = _Made(period, parts, earnings, earned - floor)
        back = [line for fact in sorted(book.of("return"), key=by_day) for line in self._returned(fact)]
        net = earned + sum([line.pay_cents for line in back])
        topped = top_up(floor, earned)
        draw = drawn(shared.draw_cents, net + topped, balance)
        spiff = spiff_pay(parts, {}) if shared.has_spiffs else 0
        return Statement(rep, period, currency, parts, earnings, tuple(back), earned, spiff, topped, draw)

    def _returned(self, returned: Fact) -> Iterator[Line]:
        """What a return takes back. Of a sale that no plan here has paid, nothing."""
        first, sale = self._sale(returned.original)
        made = self.made.get(first)
        if made is None:
            return
        made.gone = made.gone or {}
        for at, part in enumerate(made.parts):
            if _holds(part, sale):
                before = Back(made.gone.get(at, NOTHING_GONE), self.gone_of_sale.get(sale.id, NOTHING_GONE))
                own = [earning for earning in made.earnings if earning.part is part]
                taken, after = clawed(own, sale, returned, before, key(made.period))
                made.gone[at], self.gone_of_sale[sale.id] = after.gone, after.of_sale
                yield from _above_floor(made, taken)
                yield from _spiff_back(made, part.plan, sale, returned)

    def _sale(self, sale_id: str) -> tuple[date, Fact]:
        if self.sales is None:
            self.sales = {
                sale.id: (first, sale) for first, book in self.books.items() for sale in book.of("sale")
            }
        return self.sales[sale_id]


def _above_floor(made: _Made, taken: Iterable[Line]) -> Iterator[Line]:
    """What returns take back of a period, down to its guarantee: that was due without any sale."""
    for line in taken:
        cents = min(-line.pay_cents, made.above_cents)
        if cents > 0:
            made.above_cents -= cents
            yield replace(line, pay_cents=-cents)


def _spiff_back(made: _Made, plan: Plan, sale: Fact, returned: Fact) -> Iterator[Line]:
    """What the SPIFFs of the sale's period are less without the units that came back."""
    back = made.gone_units = made.gone_units or {}
    before = spiff_pay(made.parts, back)
    back[returned.product] = back.get(returned.product, 0) + returned.units
    less = before - spiff_pay(made.parts, back)
    if less > 0:
        facts, of = (returned.id,), key(made.period)
        yield Line("return", -less, plan.id, plan.version, facts, "spiff", cites=sale.id, of=of)


def _holds(part: Part, sale: Fact) -> bool:
    return any(one is sale for one in part.book.of("sale"))


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
