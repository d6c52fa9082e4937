"""From all that is known of a customer to the lines of their call brief: what they bought, figures, facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from sales.brief import Bought, Figure
from sales.facts import Activity, Customer, History, Order
from sales.rhythm import Rhythm, rhythm
from sales.words import Words

YEAR = timedelta(days=365)
SHOWN_PRODUCTS = 2


def bought(history: History, names: Mapping[str, str], words: Words, most: int = 5) -> tuple[Bought, ...]:
    """The latest orders in a line each, newest first. `names` gives products their names by id."""
    stars = {review.product_id: review.stars for review in history.reviews if review.product_id}
    returned = {back.order_id for back in history.returns if back.order_id}
    return tuple(
        Bought(
            day=words.moment(order.placed_at).date(),
            what=contents(order, names, words),
            net_cents=order.net_cents,
            note=_note(order, stars, returned, words),
        )
        for order in reversed(history.orders[-most:])
    )


def contents(order: Order, names: Mapping[str, str], words: Words) -> str:
    """An order's products in a line: "Breva 600, HEPA filter × 2 and 3 more"."""
    parts = [
        names.get(line.product_id, line.product_id) + (f" × {line.quantity}" if line.quantity > 1 else "")
        for line in order.lines[:SHOWN_PRODUCTS]
    ]
    listed = ("、" if words.chinese else ", ").join(parts)
    more = len(order.lines) - SHOWN_PRODUCTS
    return (
        words.count("{listed} and {n} more", "{listed} and {n} more", more, listed=listed)
        if more > 0
        else listed
    )


def contacts(history: History, now: int, most: int = 3) -> tuple[Activity, ...]:
    """The latest contacts that took place, newest first."""
    done = [activity for activity in history.activities if activity.state == "done" and activity.at <= now]
    return tuple(reversed(done[-most:]))


def next_call(history: History, now: int) -> Activity | None:
    """The contact that is planned next, today's included even if its hour has passed."""
    planned = [a for a in history.activities if a.state == "planned" and a.at > now - 12 * 3_600_000]
    return min(planned, key=lambda activity: activity.at, default=None)


def figures(history: History, as_of: date, currency: str, words: Words) -> tuple[Figure, ...]:
    """Three figures with their bands: the last twelve months, the average order, when they buy next."""
    beat = rhythm(words.moment(order.placed_at).date() for order in history.orders)
    return (
        _spent(history, as_of, currency, words),
        _average(history, currency, words),
        _next(beat, as_of, words),
    )


def known_facts(customer: Customer, words: Words) -> tuple[tuple[str, str], ...]:
    """What else is known of the customer, as label and value."""
    pairs = (
        (words("Contact"), customer.contact_name),
        (words("Phone"), customer.phone),
        (words("E-mail"), customer.email),
        (words("Occupation"), customer.occupation),
        (words("Household"), customer.household),
        (words("Income"), customer.income_band),
        (words("Prefers"), words(customer.channel) if customer.channel else None),
        (words("Birthday"), words.day(customer.birthday) if customer.birthday else None),
        (
            words("Registered"),
            words.day(customer.registered_on, year=True) if customer.registered_on else None,
        ),
        (words("May be reached"), _consent(customer, words)),
        (words("Note"), customer.note),
    )
    return tuple((label, value) for label, value in pairs if value)


def _consent(customer: Customer, words: Words) -> str | None:
    ways = (
        (words("by phone"), customer.consent_call),
        (words("by SMS"), customer.consent_sms),
        (words("by mail"), customer.consent_mail),
    )
    if all(consent is None for _, consent in ways):
        return None
    allowed = [way for way, consent in ways if consent]
    return ("、" if words.chinese else ", ").join(allowed) or words("not at all")


def _note(order: Order, stars: Mapping[str, int], returned: set[str], words: Words) -> str:
    """The exception of an order, the gravest first; nothing when all went well."""
    if order.id in returned:
        return words("returned")
    if late := _arrived_late(order, words):
        return words.count("{n} day late", "{n} days late", late)
    rated = [stars[line.product_id] for line in order.lines if line.product_id in stars]
    return words("{n} ★", n=min(rated)) if rated else ""


def _arrived_late(order: Order, words: Words) -> int:
    if order.promised_on is None or order.signed_at is None:
        return 0
    return max(0, (words.moment(order.signed_at).date() - order.promised_on).days)


def _spent(history: History, as_of: date, currency: str, words: Words) -> Figure:
    def within(start: date, end: date) -> int:
        won = sum(o.net_cents for o in history.orders if start < words.moment(o.placed_at).date() <= end)
        back = sum(
            r.amount_cents for r in history.returns if start < words.moment(r.requested_at).date() <= end
        )
        return won - back

    now, before = within(as_of - YEAR, as_of), within(as_of - 2 * YEAR, as_of - YEAR)
    orders = sum(as_of - YEAR < words.moment(o.placed_at).date() <= as_of for o in history.orders)
    name, n = words("Spent, 12 months"), words.count("{n} order", "{n} orders", orders)
    if not history.orders:
        return Figure(name, None, words("no order yet"), "")
    return Figure(
        name,
        words.money(now, currency, whole=True),
        words("{amount} the year before", amount=words.money(before, currency, whole=True)),
        n,
    )


def _average(history: History, currency: str, words: Words) -> Figure:
    amounts = sorted(order.net_cents for order in history.orders)
    name = words("Average order")
    if not amounts:
        return Figure(name, None, words("no order yet"), "")
    mean = round(Decimal(sum(amounts)) / len(amounts))
    low, high = (words.money(amount, currency, whole=True) for amount in (amounts[0], amounts[-1]))
    band = words("from {low} to {high}", low=low, high=high) if len(amounts) > 1 else words("one order only")
    return Figure(
        name,
        words.money(mean, currency, whole=True),
        band,
        words.count("from {n} order", "from {n} orders", len(amounts)),
    )


def _next(beat: Rhythm | None, as_of: date, words: Words) -> Figure:
    name = words("Buys next")
    if beat is None:
        return Figure(name, None, words("too little history"), words("needs four purchases"))
    reliability = (
        words("solid, {n} intervals", n=beat.intervals)
        if beat.solid
        else words("fair, every {n} days", n=beat.days)
    )
    if late := beat.overdue_days(as_of):
        return Figure(
            name,
            words.count("{n} day overdue", "{n} days overdue", late),
            words("expected {low} – {high}", low=words.day(beat.earliest_on), high=words.day(beat.latest_on)),
            reliability,
        )
    band = f"{words.day(beat.earliest_on)} – {words.day(beat.latest_on)}"
    return Figure(name, words.day(beat.next_on), band, reliability)
