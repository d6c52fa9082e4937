"""The sample team is believable: it is the same each time, adds up, and tells the stories it promises."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from pathlib import Path
from statistics import mean, median
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest

from data.content.rules import placing_rules
from data.facts import Fact
from data.sample import load_sample
from data.sample.calls import rate
from data.sample.company import ME, ZONE
from data.sample.generator import generate
from data.sample.lives import GENEROUS, SHARES, TROUBLE, TROUBLE_CITY
from data.sample.purchases import LEAKING, LIMIT_BP, TOO_LOUD
from data.store import Store, open_store
from sales.calendar import Calendar
from sales.contact_marks import KINDS as MARK_KINDS
from sales.contact_marks import ContactMark
from sales.errors import RuleBroken
from sales.facts import (
    SEGMENTS,
    Activity,
    Customer,
    Event,
    History,
    Order,
    Product,
    Referral,
    Rep,
    Return,
    Review,
    Survey,
    Ticket,
)
from sales.quote_rows import (
    ACCEPTED,
    DECLINED,
    ISSUED,
    REVISED,
    SUPERSEDED,
    QuoteAct,
    QuoteDecision,
    QuoteRow,
)
from sales.segments import standing_on, stays, trail

T = TypeVar("T")

TODAY = date(2026, 11, 24)
SMALL, LARGE = 400, 2_000


@dataclass
class Team:
    """The facts by kind, and what tests look up."""

    facts: list[Fact]
    by_kind: defaultdict[type, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for fact in self.facts:
            self.by_kind[type(fact)].append(fact)

    def all(self, kind: type[T]) -> list[T]:
        return self.by_kind[kind]

    def paid(self) -> list[Order]:
        return [order for order in self.all(Order) if order.status != "cancelled"]

    def named(self, name: str) -> Customer:
        return next(customer for customer in self.all(Customer) if customer.name == name)


@pytest.fixture(scope="module")
def team() -> Team:
    return Team(list(generate(7, TODAY, LARGE)))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "rapport.db")
    yield store
    store.close()


def test_the_same_seed_and_day_make_the_same_company() -> None:
    first = list(generate(7, TODAY, SMALL))

    again = list(generate(7, TODAY, SMALL))

    assert first == again


def test_another_seed_makes_another_company() -> None:
    first = [one.name for one in Team(list(generate(7, TODAY, 100))).all(Customer)]

    other = [one.name for one in Team(list(generate(8, TODAY, 100))).all(Customer)]

    assert first != other


def test_segments_have_the_shares_they_are_meant_to_have(team: Team) -> None:
    found = Counter(_segments(team).values())

    for segment, share in SHARES.items():
        assert found[segment] / LARGE == pytest.approx(share, abs=0.012), segment
    assert 0.6 < found["regular"] / LARGE < 0.72


def test_the_customers_of_the_pictures_stand_where_the_pictures_show_them(team: Team) -> None:
    segments = _segments(team)
    spend: Counter[str] = Counter()
    for order in team.paid():
        spend[str(order.customer_id)] += order.net_cents
    for back in team.all(Return):
        spend[str(back.customer_id)] -= back.amount_cents

    shown = {
        name: (segments[one.id], spend[one.id])
        for name in HEROES
        if (one := team.named(name)).owner_id == _rep(team, ME).id
    }

    assert shown == HEROES


def test_the_generous_rep_gives_three_times_as_much_as_others_and_half_of_it_at_the_limit(team: Team) -> None:
    given: defaultdict[str | None, list[float]] = defaultdict(list)
    for order in team.paid():
        if order.channel == "rep":
            for line in order.lines:
                if line.quantity < 10:
                    given[order.rep_id].append(line.discount_cents / (line.net_cents + line.discount_cents))
    generous = _rep(team, GENEROUS).id

    his, others = given.pop(generous), [share for shares in given.values() for share in shares]

    assert mean(his) > 3 * mean(others)
    assert mean(share > LIMIT_BP / 10_000 - 0.001 for share in his) == pytest.approx(0.5, abs=0.06)


def test_the_generous_reps_margin_is_below_the_others(team: Team) -> None:
    costs = {product.id: product.cost_e4 or 0 for product in team.all(Product)}
    sold, cost = Counter[str | None](), Counter[str | None]()
    for order in team.paid():
        if order.channel == "rep":
            sold[order.rep_id] += order.net_cents
            cost[order.rep_id] += sum(costs[line.product_id] * line.quantity // 100 for line in order.lines)

    margins = {rep: 1 - cost[rep] / sold[rep] for rep in sold}

    his = margins.pop(_rep(team, GENEROUS).id)
    assert his < mean(margins.values()) - 0.03


def test_the_mini_program_loses_orders_at_the_payment(team: Team) -> None:
    lost = {
        channel: mean(order.paid_at is None for order in team.all(Order) if order.channel == channel)
        for channel in ("app", "website", LEAKING)
    }

    assert lost[LEAKING] > 0.25
    assert max(lost["app"], lost["website"]) < 0.1


def test_purifiers_are_winter_goods_and_the_eleventh_of_november_is_the_day_of_days(team: Team) -> None:
    people = {customer.id for customer in team.all(Customer) if customer.kind == "person"}
    purifiers = {product.id for product in team.all(Product) if product.category == "air-purifier"}
    months: defaultdict[int, list[bool]] = defaultdict(list)
    days: Counter[date] = Counter()
    for order in team.paid():
        if order.customer_id in people:
            day = _day(order.placed_at)
            days[day] += 1
            months[day.month].append(any(line.product_id in purifiers for line in order.lines))

    winter = mean([*months[12], *months[1]])
    summer = mean([*months[7], *months[8]])

    assert winter > 2 * summer
    assert {days.most_common(2)[0][0], days.most_common(2)[1][0]} == {date(2025, 11, 11), date(2026, 11, 11)}


def test_nanjing_got_its_parcels_late_for_six_weeks(team: Team) -> None:
    cities = {customer.id: customer.city for customer in team.all(Customer)}
    late: defaultdict[bool, list[bool]] = defaultdict(list)
    for order in team.paid():
        if order.signed_at and order.promised_on:
            placed = (TODAY - _day(order.placed_at)).days
            troubled = cities[str(order.customer_id)] == TROUBLE_CITY and TROUBLE[1] <= placed <= TROUBLE[0]
            late[troubled].append(_day(order.signed_at) > order.promised_on)

    assert mean(late[True]) > 0.5
    assert mean(late[False]) < 0.06


def test_the_loud_tower_is_reviewed_badly_and_comes_back(team: Team) -> None:
    towers = {product.id for product in team.all(Product) if product.external_id in ("AP-500T", "AP-500W")}
    stars = [review.stars for review in team.all(Review) if review.product_id in towers]
    others = [review.stars for review in team.all(Review) if review.product_id not in towers]
    back = {one.order_id for one in team.all(Return) if one.product_id in towers}
    sold = {order.id for order in team.paid() if order.lines[0].product_id in towers}

    assert mean(stars) < 3
    assert mean(others) > 4
    assert len(back) > 0.2 * len(sold)
    assert Counter(one.reason for one in team.all(Return) if one.product_id in towers)[TOO_LOUD] == len(back)


def test_instant_buyers_are_worth_more_than_other_households(team: Team) -> None:
    people = {customer.id for customer in team.all(Customer) if customer.kind == "person"}
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for event in team.all(Event):
        if event.kind == "view":
            seen[event.customer_id].append(event.at)
    spend: Counter[str] = Counter()
    instant: set[str] = set()
    for order in team.paid():
        who = str(order.customer_id)
        if who in people:
            spend[who] += order.net_cents
            if any(0 < order.placed_at - at < 60_000 for at in seen[who]):
                instant.add(who)

    theirs = median(cents for who, cents in spend.items() if who in instant)
    others = median(cents for who, cents in spend.items() if who not in instant)

    assert 0.02 < len(instant) / len(spend) < 0.08
    assert theirs > 1.4 * others


def test_every_rep_has_six_calls_today_six_tomorrow_and_two_promises_overdue(team: Team) -> None:
    planned: Counter[tuple[str | None, int]] = Counter()
    overdue: Counter[str | None] = Counter()
    owners = {customer.id: customer.owner_id for customer in team.all(Customer)}
    for activity in team.all(Activity):
        if activity.state == "planned":
            planned[activity.rep_id, (_day(activity.at) - TODAY).days] += 1
        if (
            activity.promise
            and not activity.kept_at
            and activity.promised_on
            and activity.promised_on < TODAY
        ):
            overdue[owners[activity.customer_id]] += 1

    for rep in team.all(Rep):
        if rep.role == "rep":
            assert (planned[rep.id, 0], planned[rep.id, 1], overdue[rep.id]) == (6, 6, 2), rep.name


def test_what_was_sold_before_a_rep_joined_is_a_colleagues(team: Team) -> None:
    joined = {rep.id: rep.joined_on for rep in team.all(Rep)}

    assert all((joined[str(order.rep_id)] or TODAY) <= _day(order.placed_at) for order in team.all(Order))


def test_past_calls_went_through_a_talk_track_key_by_key(team: Team) -> None:
    calls = {one.id: one for one in team.all(Activity) if one.kind == "call" and one.state == "done"}
    marks: defaultdict[str, list[ContactMark]] = defaultdict(list)
    for mark in team.all(ContactMark):
        if mark.kind != "message":
            marks[mark.activity_id].append(mark)

    assert len(marks) > 500
    for call_id, left in marks.items():
        call, tracks = calls[call_id], {mark.track for mark in left}
        assert (call.outcome, len(tracks), left[0].kind) == (call.outcome, 1, "step")
        assert call.outcome != "No answer"
        assert {mark.kind for mark in left} <= set(MARK_KINDS)
        assert call.at < min(mark.at for mark in left)
        assert max(mark.at for mark in left) <= call.at + (call.duration_s or 0) * 1000


def test_messages_that_were_sent_name_their_template_and_its_segment(team: Team) -> None:
    contacts = {one.id: one for one in team.all(Activity) if one.kind == "message"}
    sent = [mark for mark in team.all(ContactMark) if mark.kind == "message"]
    often = Counter(mark.ref for mark in sent)

    assert 0.4 < len(sent) / len(contacts) < 0.8
    assert all(mark.text == contacts[mark.activity_id].text for mark in sent)
    assert often.most_common(1)[0][1] > 20
    assert len(often) > 60


def test_answers_to_objections_work_for_some_and_with_some_segments_better(team: Team) -> None:
    met = [mark for mark in team.all(ContactMark) if mark.kind == "objection"]
    often = Counter(mark.ref for mark in met)

    worked = mean(mark.worked or 0 for mark in met)

    assert 0.4 < worked < 0.65
    assert often.most_common(1)[0][1] > 40
    assert sum(n < 4 for n in often.values()) > 10
    assert len({mark.segment for mark in met}) >= 5
    assert all(0.29 < rate(str(card), segment) < 0.75 for card in often for segment in SEGMENTS)


def test_quotes_stand_in_every_state_and_none_is_older_than_its_customer(team: Team) -> None:
    versions, acts = team.all(QuoteRow), Counter(one.act for one in team.all(QuoteAct))
    customers = {one.id: one for one in team.all(Customer)}

    assert len({one.number for one in versions}) == len({one.id for one in versions}) == len(versions) > 80
    assert all(_day(one.at) >= (customers[one.customer_id].registered_on or TODAY) for one in versions)
    assert {one.id for one in versions if one.issued_at} == {
        one.version_id for one in team.all(QuoteAct) if one.act == ISSUED
    }
    assert any(one.issued_at is None for one in versions)
    assert 0.35 < acts[ACCEPTED] / (acts[ACCEPTED] + acts[DECLINED]) < 0.75
    assert acts[SUPERSEDED] == acts[REVISED] > 0


def test_a_quote_under_the_margin_floor_was_let_pass_before_it_was_issued(team: Team) -> None:
    decided = {one.version_id: one for one in team.all(QuoteDecision)}
    beyond = [one for one in team.all(QuoteRow) if one.issued_at and (one.margin_bp or 0) < 2200]

    assert beyond
    assert all(decided[one.id].at < (one.issued_at or 0) for one in beyond)


def test_the_sample_fills_an_empty_store_in_one_go(store: Store) -> None:
    load_sample(store, TODAY, customers=100)

    db = store.read()
    assert db.execute("SELECT count(*) FROM customers").fetchone()[0] == 100
    assert db.execute("SELECT count(*) FROM summaries").fetchone()[0] == 100
    assert db.execute("SELECT count(*) FROM standings").fetchone()[0] == 100
    assert db.execute("SELECT count(*) FROM search_rows WHERE kind = 'product'").fetchone()[0] == 300
    assert db.execute("SELECT count(*) FROM contact_marks WHERE kind = 'answer'").fetchone()[0] > 30


def test_the_sample_does_not_mix_with_customers_that_are_there(store: Store) -> None:
    load_sample(store, TODAY, customers=50)

    with pytest.raises(RuleBroken, match="customers here already"):
        load_sample(store, TODAY, customers=50)

    assert store.read().execute("SELECT count(*) FROM customers").fetchone()[0] == 50


HEROES = {
    "Bluebird Café": ("advocate", 3_888_000),
    "Chen Lihua": ("problem", 529_700),
    "Zhou Wei": ("high_value", 3_124_000),
    "Studio Maple": ("potential", 0),
    "Emma Hughes": ("churn_risk", 199_900),
    "Golden Reed": ("regular", 2_412_000),
    "Northgate Dental": ("new", 0),
    "He Jun": ("regular", 89_900),
    "Harbour Dental": ("high_value", 1_854_000),
    "Sofia Rossi": ("churn_risk", 329_900),
    "Liang Bo": ("regular", 459_900),
    "Willow Bakery": ("high_value", 2_176_000),
    "Xu Qing": ("regular", 68_400),
    "Kaya Studio": ("potential", 0),
}


def _segments(team: Team) -> dict[str, str]:
    """The primary segment of each customer, by the rules that ship."""
    calendar, rules = Calendar(ZoneInfo(ZONE)), placing_rules().segments
    facts: defaultdict[tuple[str, type], list[Any]] = defaultdict(list)
    for kind in WHEN:
        for fact in team.by_kind[kind]:
            facts[fact.customer_id, kind].append(fact)
    found = {}
    for customer in team.all(Customer):
        kinds: list[Any] = [
            tuple(sorted(facts[customer.id, kind], key=attrgetter(at, "id"))) for kind, at in WHEN.items()
        ]
        whole = trail(History(customer, *kinds), calendar)
        found[customer.id] = standing_on(TODAY.toordinal(), stays(whole, rules), rules)[0].segment
    return found


WHEN = {
    Order: "placed_at",
    Return: "requested_at",
    Event: "at",
    Ticket: "opened_at",
    Survey: "answered_at",
    Review: "written_at",
    Activity: "at",
    Referral: "at",
}


def _rep(team: Team, number: str) -> Rep:
    return next(rep for rep in team.all(Rep) if rep.external_id == number)


def _day(at: int) -> date:
    return date.fromordinal(Calendar(ZoneInfo(ZONE)).day(at))
