"""From all that is known of a customer to the lines of their call brief: what they bought, figures, facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from sales.brief import Bought, Figure
from sales.facts import CHANNEL_NAMES, Activity, Customer, History, Order, Return
from sales.rhythm import Rhythm, rhythm
from sales.segments import CANCELLED, REFUSED
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


def figures(history: History, as_of: date, currency: str, words: Words) -> tuple[Figure, ...]:
    """Three figures with their bands: the last twelve months, the average order, when they buy next."""
    orders = [order for order in history.orders if order.status != CANCELLED]
    returns = [back for back in history.returns if back.status != REFUSED]
    beat = rhythm(words.moment(order.placed_at).date() for order in orders)
    return (
        _spent(orders, returns, as_of, currency, words),
        _average(orders, currency, words),
        _next(beat, as_of, words),
    )


def known_facts(customer: Customer, words: Words) -> tuple[tuple[str, str], ...]:
    """What else is known of the customer, as label and value."""
    pairs = (
        (words("Contact"), customer.contact_name),
        (words("Phone"), customer.phone),
        (words("E-mail"), customer.email),
        (words("Occupation"), words(customer.occupation or "")),
        (words("Household"), words(customer.household or "")),
        (words("Income"), words(customer.income_band or "")),
        (words("Prefers"), words(CHANNEL_NAMES.get(customer.channel or "", customer.channel or ""))),
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
    if order.status == CANCELLED:
        return words("cancelled")
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


def _spent(
    orders: Sequence[Order], returns: Sequence[Return], as_of: date, currency: str, words: Words
) -> Figure:
    def within(at: int, years_ago: int) -> bool:
        return as_of - YEAR * (years_ago + 1) < words.moment(at).date() <= as_of - YEAR * years_ago

    def spent(years_ago: int) -> int:
        won = sum(order.net_cents for order in orders if within(order.placed_at, years_ago))
        return won - sum(back.amount_cents for back in returns if within(back.requested_at, years_ago))

    name = words("Spent, 12 months")
    if not orders:
        return Figure(name, None, words("no order yet"), "")
    before = words("{amount} the year before", amount=words.money(spent(1), currency, whole=True))
    count = sum(within(order.placed_at, 0) for order in orders)
    return Figure(
        name,
        words.money(spent(0), currency, whole=True),
        before,
        words.count("{n} order", "{n} orders", count),
    )


def _average(orders: Sequence[Order], currency: str, words: Words) -> Figure:
    amounts = sorted(order.net_cents for order in orders)
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
    if beat.broken(as_of):
        silent = words.count("silent for {n} day", "silent for {n} days", (as_of - beat.last_on).days)
        return Figure(name, None, silent, words("used to buy every {n} days", n=beat.days))
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
