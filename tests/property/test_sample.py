"""What holds for every company that the sample makes, whatever the seed and the day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data.facts import Fact
from data.sample.company import ZONE
from data.sample.generator import generate
from sales.calendar import Calendar
from sales.facts import (
    ACTIVITY_KINDS,
    DEVICES,
    EVENT_KINDS,
    Activity,
    Customer,
    Event,
    Order,
    Price,
    PriceList,
    Product,
    Referral,
    Rep,
    Return,
    Review,
    Survey,
    Ticket,
)

DAY_MS = 86_400_000
TEAM = st.tuples(st.integers(0, 2**32), st.dates(date(2025, 1, 1), date(2032, 12, 31)), st.integers(40, 80))
# A company is a large value: a smaller one that fails too is not worth the search for it.
few = settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
calendar = Calendar(ZoneInfo(ZONE))


@few
@given(TEAM)
def test_ids_are_unique_and_what_they_name_exists(team: tuple[int, date, int]) -> None:
    found = _facts(team)
    ids = {kind: [fact.id for fact in facts] for kind, facts in found.items() if kind is not Price}
    known = {kind: set(of) for kind, of in ids.items()}

    assert all(len(known[kind]) == len(of) for kind, of in ids.items())
    for kind in (Order, Return, Event, Ticket, Survey, Review, Activity, Referral):
        assert {fact.customer_id for fact in found[kind]} <= known[Customer], kind
    assert {line.product_id for order in found[Order] for line in order.lines} <= known[Product]
    assert {review.product_id for review in found[Review]} <= known[Product]
    assert {event.product_id for event in found[Event] if event.product_id} <= known[Product]
    assert {back.order_id for back in found[Return]} <= known[Order]
    assert {price.price_list_id for price in found[Price]} == known[PriceList]
    assert {one.rep_id for kind in (Order, Activity) for one in found[kind]} <= known[Rep]
    assert {one.owner_id for one in found[Customer]} <= known[Rep]
    assert {one.referred_id for one in found[Referral] if one.referred_id} <= known[Customer]


@few
@given(TEAM)
def test_numbers_that_people_type_are_unique(team: tuple[int, date, int]) -> None:
    for kind, facts in _facts(team).items():
        if kind not in (Price, Event):
            numbers = [fact.external_id for fact in facts if getattr(fact, "external_id", None)]
            assert len(numbers) == len(set(numbers)), kind


@few
@given(TEAM)
def test_orders_add_up(team: tuple[int, date, int]) -> None:
    for order in _facts(team)[Order]:
        assert order.lines
        assert order.net_cents == sum(line.net_cents for line in order.lines) - order.discount_cents > 0
        for line in order.lines:
            gross = (2 * line.price_e4 * line.quantity + 100) // 200  # half up to the cent
            assert line.net_cents == gross - line.discount_cents
            assert 0 <= line.discount_cents < gross


@few
@given(TEAM)
def test_nothing_happens_before_the_registration_or_after_this_morning(team: tuple[int, date, int]) -> None:
    found = _facts(team)
    now = calendar.begins_at(team[1].toordinal()) + 6 * 3_600_000
    since = {customer.id: customer.registered_on for customer in found[Customer]}

    for kind, name in INSTANTS.items():
        for fact in found[kind]:
            at = getattr(fact, name)
            planned = kind is Activity and fact.state == "planned"
            assert planned or at < now, fact
            assert calendar.day(at) >= since[fact.customer_id].toordinal(), fact


@few
@given(TEAM)
def test_a_parcel_passes_its_nodes_in_order(team: tuple[int, date, int]) -> None:
    for order in _facts(team)[Order]:
        nodes = (
            order.placed_at, order.picking_at, order.collected_at, order.in_transit_at,
            order.out_for_delivery_at, order.signed_at,
        )  # fmt: skip
        passed = [at for at in nodes if at is not None]
        assert passed == sorted(passed)
        assert nodes[: len(passed)] == tuple(passed)  # none is skipped
        assert (order.status == "cancelled") == (order.paid_at is None) == (order.promised_on is None)
        assert (order.status == "delivered") == (order.signed_at is not None)


@few
@given(TEAM)
def test_what_follows_comes_after_what_it_follows(team: tuple[int, date, int]) -> None:
    found = _facts(team)
    orders = {order.id: order for order in found[Order]}
    since = {customer.id: customer.registered_on for customer in found[Customer]}

    for back in found[Return]:
        order = orders[back.order_id]
        assert order.signed_at is not None
        assert order.signed_at < back.requested_at < (back.refunded_at or 1 << 62)
        assert 0 < back.amount_cents <= order.net_cents
    for ticket in found[Ticket]:
        assert ticket.opened_at < (ticket.answered_at or 1 << 62) <= (ticket.resolved_at or 1 << 62)
        assert (ticket.status == "resolved") == (ticket.resolved_at is not None)
    for review in found[Review]:
        assert review.written_at < min(review.answered_at or 1 << 62, review.follow_up_at or 1 << 62)
        assert (review.follow_up is None) == (review.follow_up_at is None)
    for referral in found[Referral]:
        if referral.referred_id:
            assert calendar.day(referral.at) <= since[referral.referred_id].toordinal()


@few
@given(TEAM)
def test_values_are_those_that_the_business_knows(team: tuple[int, date, int]) -> None:
    found = _facts(team)

    assert {event.kind for event in found[Event]} <= set(EVENT_KINDS)
    assert {event.device for event in found[Event]} <= set(DEVICES)
    assert {one.kind for one in found[Activity]} <= set(ACTIVITY_KINDS)
    assert all(1 <= review.stars <= 5 and review.text for review in found[Review])
    assert all(ticket.text and "{" not in ticket.text for ticket in found[Ticket])
    limits = {"csat": (1, 5), "ces": (1, 5), "nps": (0, 10)}
    assert all(limits[one.kind][0] <= one.score <= limits[one.kind][1] for one in found[Survey])
    assert all(one.text for one in found[Activity] if one.state == "done")
    assert all(one.objective for one in found[Activity] if one.state == "planned")
    assert all(one.promise for one in found[Activity] if one.promised_on)


@few
@given(TEAM)
def test_goods_are_sold_only_after_their_launch(team: tuple[int, date, int]) -> None:
    found = _facts(team)
    launched = {product.id: product.launched_on for product in found[Product]}

    for order in found[Order]:
        for line in order.lines:
            assert launched[line.product_id].toordinal() <= calendar.day(order.placed_at)


INSTANTS = {
    Order: "placed_at",
    Return: "requested_at",
    Event: "at",
    Ticket: "opened_at",
    Survey: "answered_at",
    Review: "written_at",
    Activity: "at",
    Referral: "at",
}


def _facts(team: tuple[int, date, int]) -> defaultdict[type, list[Fact]]:
    seed, today, customers = team
    found: defaultdict[type, list[Fact]] = defaultdict(list)
    for fact in generate(seed, today, customers):
        found[type(fact)].append(fact)
    return found
