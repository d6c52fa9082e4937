"""Any customer's history, as Hypothesis makes them up: few days, few values, many coincidences."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from sales.facts import Customer, Event, History, Order, Referral, Return, Review, Survey, Ticket

ZONE = ZoneInfo("Asia/Shanghai")
START = date(2026, 3, 1)
DAYS = 150

days = st.integers(0, DAYS)
amounts = st.sampled_from([50_000, 99_999, 100_000, 100_001, 200_000])


def instant(day: int, minute: int = 600) -> int:
    """An instant of the day so many days after START, UTC milliseconds."""
    on = START + timedelta(day)
    return int(datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=ZONE).timestamp() * 1000)


MINUTES = (0, 1, 600, 1439)
# What a customer is like: the most and the fewest orders and views, and within how many days they fall.
SHAPES = {
    "anybody": ((0, 8), (0, 6), DAYS),
    "visitor": ((0, 0), (3, 6), 35),
    "buyer": ((3, 8), (0, 2), 60),
}


@st.composite
def histories(draw: st.DrawFn, customer_id: str = "c-1") -> History:
    """A customer with any facts within DAYS of START, each kind oldest first."""
    bought, viewed, span = SHAPES[draw(st.sampled_from(sorted(SHAPES)))]
    first = draw(st.integers(0, DAYS - span))

    def many(most: int, least: int = 0, span: int = DAYS, first: int = 0) -> list[int]:
        moment = st.builds(instant, st.integers(first, first + span), st.sampled_from(MINUTES))
        return sorted(draw(st.lists(moment, min_size=least, max_size=most)))

    def one(*choices: object) -> object:
        return draw(st.sampled_from(choices))

    registered = draw(st.none() | st.just(first) | days)
    who = Customer(
        customer_id,
        "Zhou Wei",
        registered_on=None if registered is None else START + timedelta(registered),
    )
    key = f"{customer_id}-{{}}-{{}}".format
    return History(
        who,
        orders=tuple(
            Order(
                key("o", n),
                customer_id,
                at,
                draw(amounts),
                status=str(one("placed", "placed", "placed", "cancelled")),
                coupon=draw(st.none() | st.just("C5")),
            )
            for n, at in enumerate(many(bought[1], bought[0], span, first))
        ),
        returns=tuple(
            Return(key("r", n), customer_id, 30_000, at, status=str(one("refunded", "refused")))
            for n, at in enumerate(many(2))
        ),
        events=tuple(
            Event(
                key("e", n),
                customer_id,
                str(one("view", "view", "view", "share", "login")),
                at,
                device=draw(st.sampled_from(["phone", "tablet", "computer", "other", None])),
            )
            for n, at in enumerate(many(viewed[1], viewed[0], span, first))
        ),
        tickets=tuple(
            Ticket(key("t", n), customer_id, at, resolved_at=at + 86_400_000 if one(True, False) else None)
            for n, at in enumerate(many(3))
        ),
        surveys=tuple(
            Survey(key("s", n), customer_id, str(one("nps", "csat")), draw(st.sampled_from([3, 8, 9])), at)
            for n, at in enumerate(many(4))
        ),
        reviews=tuple(
            Review(key("v", n), customer_id, draw(st.sampled_from([3, 4])), at)
            for n, at in enumerate(many(4))
        ),
        referrals=tuple(Referral(key("f", n), customer_id, at) for n, at in enumerate(many(2))),
    )
