"""Performance figures are the same numbers as an independent calculation of the same facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from data.performance import performance
from data.store import Store
from sales.errors import NotFound
from sales.facts import Activity, Customer, Event, Order, OrderLine, Return, Survey
from sales.measures import Count, Moments
from sales.performance import Performance
from sales.words import Words
from tests.builders.team import PRODUCTS, REPS, ZONE, at, keep, small_team

TODAY = date(2026, 11, 24)
NOW = at(TODAY, 18)
Figures = Callable[..., Performance]


@pytest.fixture
def figures(store: Store, english: Words) -> Figures:
    keep(store, *small_team())

    def of(rep: str | None, start: date = date(2026, 10, 1), end: date = date(2026, 10, 31)) -> Performance:
        return performance(store.read(), rep, start, end, english, NOW)

    return of


class Frames:
    """The same facts as pandas frames, and the measures computed from them the long way."""

    def __init__(self, start: date, end: date) -> None:
        some = small_team()
        self.start, self.end = pd.Timestamp(start), pd.Timestamp(end)
        owners = {fact.id: fact.owner_id for fact in some if isinstance(fact, Customer)}
        lists = {product.id: product.price_e4 for product in PRODUCTS}
        orders = [fact for fact in some if isinstance(fact, Order) and fact.status != "cancelled"]
        self.orders = pd.DataFrame(
            {
                "id": o.id,
                "customer": o.customer_id,
                "rep": o.rep_id or owners[o.customer_id or ""],
                "day": self.day(o.placed_at),
                "net": o.net_cents,
                "promised": pd.Timestamp(o.promised_on) if o.promised_on else pd.NaT,
                "signed": self.day(o.signed_at)
                if o.signed_at and o.signed_at <= at(TODAY, 23, 59)
                else pd.NaT,
                "list": sum(
                    lists[line.product_id] * line.quantity / 100 for line in o.lines if lists[line.product_id]
                ),
                "listed_net": sum(
                    line.net_cents * o.net_cents / sum(other.net_cents for other in o.lines)
                    for line in o.lines
                    if lists[line.product_id]
                ),
            }
            for o in orders
        )
        seller = dict(zip(self.orders["id"], self.orders["rep"], strict=True))
        self.returns = pd.DataFrame(
            {"rep": seller.get(r.order_id), "day": self.day(r.requested_at), "cents": r.amount_cents}
            for r in some
            if isinstance(r, Return) and r.status != "refused" and r.order_id in seller
        )
        self.touched = pd.DataFrame(
            {"rep": owners[f.customer_id], "customer": f.customer_id, "day": self.day(f.at)}
            for f in some
            if isinstance(f, Event)
            or (isinstance(f, Activity) and f.state == "done" and f.kind in ("call", "visit", "message"))
        )
        self.answers = pd.DataFrame(
            {"rep": owners[s.customer_id], "kind": s.kind, "score": s.score, "day": self.day(s.answered_at)}
            for s in some
            if isinstance(s, Survey)
        )

    @staticmethod
    def day(at_ms: int) -> pd.Timestamp:
        return pd.Timestamp(at_ms, unit="ms", tz="UTC").tz_convert(ZONE).tz_localize(None).normalize()

    def within(self, frame: pd.DataFrame, rep: str | None, column: str = "day") -> pd.DataFrame:
        kept = frame[frame[column].between(self.start, self.end)]
        return kept if rep is None else kept[kept["rep"] == rep]

    def measures(self, rep: str | None) -> dict[str, float]:
        sold = self.within(self.orders, rep)
        listed = sold[sold["list"] > 0]
        due = self.within(self.orders, rep, "promised")
        known = due[due["signed"].notna() | (due["promised"] + pd.Timedelta(days=2) <= pd.Timestamp(TODAY))]
        active = set(self.within(self.touched, rep)["customer"]) | set(sold["customer"])
        answers = self.within(self.answers, rep)
        return {
            "Revenue": sold["net"].sum(),
            "Orders": len(sold),
            "Average order": sold["net"].mean(),
            "Conversion": 10_000 * sold["customer"].nunique() / len(active),
            "Discount": 10_000 * (1 - listed["listed_net"].sum() / listed["list"].sum()),
            "Returns": 10_000 * self.within(self.returns, rep)["cents"].sum() / sold["net"].sum(),
            "On-time delivery": 10_000 * (known["signed"] <= known["promised"] + pd.Timedelta(days=1)).mean(),
            "Satisfaction": 10 * answers[answers["kind"] == "csat"]["score"].mean(),
        }


@pytest.mark.parametrize("rep", ["rep-a", "rep-b", "rep-c", None])
@pytest.mark.parametrize(
    ("start", "end"),
    [(date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 9, 1), date(2026, 9, 30))],
)
def test_every_measure_is_what_pandas_makes_of_the_same_facts(
    figures: Figures, rep: str | None, start: date, end: date
) -> None:
    expected = Frames(start, end).measures(rep)

    found = {measure.name: measure.value for measure in figures(rep, start, end).measures}

    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=0.51), name


def test_the_month_before_and_the_teams_median_are_computed_alike(figures: Figures) -> None:
    before = Frames(date(2026, 9, 1), date(2026, 9, 30)).measures("rep-a")
    october = Frames(date(2026, 10, 1), date(2026, 10, 31))
    median = sorted(october.measures(rep)["Revenue"] for rep in ("rep-a", "rep-b", "rep-c"))[1]

    revenue = figures("rep-a").measures[0]

    assert (revenue.before, revenue.team) == (before["Revenue"], median)


def test_a_running_month_is_compared_with_as_many_days(figures: Figures) -> None:
    so_far = figures("rep-a", date(2026, 11, 1), date(2026, 11, 30))
    october = figures("rep-a", date(2026, 10, 1), date(2026, 10, 24))

    assert so_far.ends_on == TODAY
    assert so_far.measures[0].before == october.measures[0].value


def test_the_trend_ends_with_the_periods_month_and_adds_up_to_it(figures: Figures) -> None:
    report = figures("rep-a")

    assert [report.trend[0].month, report.trend[-1].month] == [date(2025, 10, 1), date(2026, 10, 1)]
    assert report.trend[-1].net_cents == report.measures[0].value
    assert report.trend[-1].orders == report.measures[1].value


def test_the_segments_and_the_board_add_up_to_the_revenue(figures: Figures) -> None:
    mine, everyone = figures("rep-a"), figures(None)

    assert sum(row.net_cents for row in mine.segments) == mine.measures[0].value
    assert sum(row.net_cents for row in everyone.board) <= everyone.measures[0].value
    assert [row.mine for row in mine.board].count(True) == 1
    assert [row.net_cents for row in mine.board] == sorted((r.net_cents for r in mine.board), reverse=True)


def test_the_report_of_a_quarter_counts_its_three_months(figures: Figures) -> None:
    months = [(date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 10, 31))]

    both = figures("rep-a", date(2026, 9, 1), date(2026, 10, 31))

    assert both.measures[0].value == sum(figures("rep-a", *month).measures[0].value for month in months)


def test_an_order_late_in_the_evening_counts_for_the_companys_day(store: Store, english: Words) -> None:
    line = OrderLine("p-600", 1, 32_990_000, 329_900)
    late = Order("late", "c", at(date(2026, 10, 31), 23, 59), 329_900, (line,))
    early = Order("early", "c", at(date(2026, 11, 1), 0, 0), 100, (OrderLine("p-600", 1, 10_000, 100),))
    keep(store, *REPS, *PRODUCTS, Customer("c", "Zhou Wei", owner_id="rep-a"), late, early)

    report = performance(store.read(), "R01", date(2026, 10, 1), date(2026, 10, 31), english, NOW)

    assert report.measures[0].value == 329_900
    assert report.rep_no == "R01"


def test_nobody_and_nothing_gives_an_empty_report_not_an_error(store: Store, english: Words) -> None:
    report = performance(store.read(), None, date(2026, 10, 1), date(2026, 10, 31), english, NOW)

    assert [measure.value for measure in report.measures] == [0, 0, 0]
    assert report.notes == ()


def test_an_unknown_rep_is_named_with_those_there_are(store: Store, english: Words) -> None:
    keep(store, *REPS)

    with pytest.raises(NotFound, match="R01"):
        performance(store.read(), "R99", date(2026, 10, 1), date(2026, 10, 31), english, NOW)


def test_the_rep_who_discounts_most_is_told_so_with_the_test(store: Store, english: Words) -> None:
    keep(store, *small_team(customers=160))

    notes = performance(store.read(), "rep-b", date(2026, 9, 1), date(2026, 10, 31), english, NOW).notes

    assert notes[0].startswith("An order is discounted by")
    assert "Welch test, p < 0.001" in notes[0]


def test_a_funnel_never_widens_and_its_shares_are_of_the_stage_before(figures: Figures) -> None:
    funnel = figures("rep-a").funnel

    assert [row.stage for row in funnel] == ["Browse", "Cart", "Order", "Pay", "Repeat"]
    assert [row.customers for row in funnel] == sorted((row.customers for row in funnel), reverse=True)
    assert funnel[1].share_bp == Count(funnel[1].customers, funnel[0].customers).bp


def test_where_no_source_tells_of_visits_there_is_no_conversion_and_no_browsing(
    store: Store, english: Words
) -> None:
    line = OrderLine("p-solo", 1, 26_990_000, 269_900)
    orders = [Order(f"o{n}", "c", at(date(2026, 9 + n // 2, 5 + n)), 269_900, (line,)) for n in range(4)]
    keep(store, *REPS, *PRODUCTS, Customer("c", "Emma Hughes", owner_id="rep-a"), *orders)

    report = performance(store.read(), "rep-a", date(2026, 10, 1), date(2026, 10, 31), english, NOW)

    assert "Conversion" not in [one.name for one in report.measures]
    assert [(row.stage, row.customers) for row in report.funnel] == [("Order", 1), ("Repeat", 1)]


def test_an_order_that_was_never_paid_stops_at_the_order(store: Store, english: Words) -> None:
    line = OrderLine("p-solo", 1, 26_990_000, 269_900)
    paid, unpaid = (
        Order(f"o-{who}", who, at(date(2026, 10, 5)), 269_900, (line,), status=status, paid_at=paid_at)
        for who, status, paid_at in (("a", "delivered", at(date(2026, 10, 5), 11)), ("b", "cancelled", None))
    )
    people = [Customer(who, who, owner_id="rep-a") for who in "ab"]
    keep(store, *REPS, *PRODUCTS, *people, paid, unpaid)

    report = performance(store.read(), "rep-a", date(2026, 10, 1), date(2026, 10, 31), english, NOW)

    assert [(row.stage, row.customers) for row in report.funnel] == [("Order", 2), ("Pay", 1), ("Repeat", 0)]


def test_who_bought_for_the_first_time_is_gained_and_who_stopped_is_lost(
    store: Store, english: Words
) -> None:
    line = OrderLine("p-solo", 1, 26_990_000, 269_900)
    keep(store, *REPS, *PRODUCTS, Customer("new", "Emma Hughes", "C-1", owner_id="rep-a"),
         Customer("old", "He Jun", "C-2", owner_id="rep-a"),
         Order("o1", "new", at(date(2026, 10, 5)), 269_900, (line,)),
         Order("o2", "old", at(date(2026, 9, 5)), 269_900, (line,)))  # fmt: skip

    report = performance(store.read(), "rep-a", date(2026, 10, 1), date(2026, 10, 31), english, NOW)

    assert [(row.name, row.net_cents, row.change_cents) for row in report.gained] == [
        ("Emma Hughes", 269_900, 269_900)
    ]
    assert [(row.name, row.change_cents) for row in report.lost] == [("He Jun", -269_900)]


def test_moments_give_the_mean_and_the_error_that_statistics_gives() -> None:
    values = pd.Series([3.0, 5.0, 8.0, 13.0])

    moments = Moments(len(values), values.sum(), (values**2).sum())

    assert moments.mean == pytest.approx(values.mean())
    assert moments.error == pytest.approx(values.sem())
