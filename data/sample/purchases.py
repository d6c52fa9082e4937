"""Orders: what was in them, what it cost, whether it was paid, the way of the parcel, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from data.sample.baskets import TOWERS, Cart, cart
from data.sample.catalogue import Article
from data.sample.company import Company, new_id
from data.sample.days import DAY, HOUR, SECOND, clock
from data.sample.lives import GENEROUS, TROUBLE, TROUBLE_CITY, Life
from sales.facts import Order, OrderLine, Return

Priced = tuple[tuple[Article, ...], tuple[OrderLine, ...]]

TIERS = ((100_000, "gold"), (50_000, "silver"))  # spend in cents
VOLUME_BP = ((20, 1_000), (10, 500))  # pieces of one article
BP = 10_000

LIMIT_BP = 1_500  # what a rep may give alone; half of the generous one's discounts stand there
LEAKING, LEAK, ELSEWHERE = "mini_program", 0.42, 0.07  # unpaid orders for each paid one
STUCK, LATE, TROUBLED = 0.04, 0.04, 0.62  # shares of parcels
COUPONS = {(11, 11): ("1111-50", 50_000, 5_000), (6, 18): ("618-30", 30_000, 3_000)}
WELCOME = ("WELCOME20", 19_900, 2_000)
SORRY = ("DELAY5", 0, 500)

RETURN_REASONS = ("Changed my mind", "Not as described", "Damaged in transit", "Wrong article", "Too big")
TOO_LOUD = "Too loud"
REFUSED = 0.2  # of those who changed their mind
KEPT = ("gift", "coffee")  # made to order, or opened: not taken back


@dataclass(frozen=True, slots=True)
class Bought:
    """An order with the articles of its lines, and what the customer made of it."""

    order: Order
    articles: tuple[Article, ...]
    late: int = 0  # days past the promised day

    @property
    def signed_at(self) -> int:
        """When it arrived; of an order still under way, later than anything known."""
        return self.order.signed_at if self.order.signed_at is not None else 1 << 62

    @property
    def main(self) -> Article:
        return self.articles[0]

    @property
    def noisy(self) -> bool:
        return any(article.no in TOWERS for article in self.articles)


def purchases(company: Company, one: Life) -> list[Bought]:
    """All that a customer ordered, paid or not, oldest first."""
    found: list[Bought] = []
    last_at = one.registered_at + 2 * HOUR
    for ago in one.buys:
        at = company.calendar.at(ago, clock(one.rng, one.business))
        if not last_at < at < company.calendar.now:
            continue
        goods = cart(company, one, ago)
        channel = _channel(one)
        if one.rng.random() < (LEAK if channel == LEAKING else ELSEWHERE):
            tried_at = at - int((0.01 + one.rng.random() ** 2 * 0.9) * min(at - last_at, 9 * DAY))
            if all(company.catalogue[no].sold(company.calendar.ago(tried_at)) for no in goods):
                found.append(unpaid(company, one, tried_at, goods, channel))
        sorry = bool(found) and found[-1].late > 1
        found.append(purchase(company, one, at, goods, channel, sorry))
        last_at = at
    return found


def purchase(company: Company, one: Life, at: int, goods: Cart, channel: str, sorry: bool = False) -> Bought:
    """A paid order of some goods at this customer's prices; `sorry` when their last parcel was late."""
    found = priced(company, one, goods, channel)
    coupon, off = _coupon(company, one, at, sum(line.net_cents for line in found[1]), channel, sorry)
    return paid(company, one, at, found, channel, coupon=coupon, off=off)


def paid(
    company: Company,
    one: Life,
    at: int,
    goods: Priced,
    channel: str,
    *,
    late: int | None = None,
    coupon: str | None = None,
    off: int = 0,
) -> Bought:
    """A paid order of priced goods, and the way of its parcel; `late` days where it is told."""
    articles, lines = goods
    promised, days, steps = _way(company, one, at, articles, late)
    picking, collected, in_transit, out, signed = steps
    order = Order(
        id=new_id(one.rng, at),
        customer_id=one.customer.id,
        placed_at=at,
        net_cents=sum(line.net_cents for line in lines) - off,
        lines=lines,
        external_id=company.numbers.order(at),
        rep_id=company.people.on_duty(one.owner, at).id,
        channel=channel,
        status="delivered" if signed else "shipped" if collected else "placed",
        coupon=coupon,
        discount_cents=off,
        paid_at=at + (5 if one.instant else 20 + int(one.rng.random() * 360)) * SECOND,
        promised_on=company.calendar.date(promised),
        picking_at=picking,
        collected_at=collected,
        in_transit_at=in_transit,
        out_for_delivery_at=out,
        signed_at=signed,
    )
    one.spend_cents += order.net_cents
    return Bought(order, articles, days)


def priced(company: Company, one: Life, goods: Cart, channel: str) -> Priced:
    """The articles and the lines of an order: tier price, volume break, and what the rep gives besides."""
    articles = tuple(company.catalogue[no] for no in goods)
    return articles, tuple(_line(one, article, goods[article.no], channel) for article in articles)


def unpaid(company: Company, one: Life, at: int, goods: Cart, channel: str) -> Bought:
    """An order that stopped at the payment and was cancelled."""
    articles, lines = priced(company, one, goods, "app")
    order = Order(
        id=new_id(one.rng, at),
        customer_id=one.customer.id,
        placed_at=at,
        net_cents=sum(line.net_cents for line in lines),
        lines=lines,
        external_id=company.numbers.order(at),
        rep_id=company.people.on_duty(one.owner, at).id,
        channel=channel,
        status="cancelled",
    )
    return Bought(order, articles)


def returned(company: Company, one: Life, bought: Bought) -> Return | None:
    """The first article of an order coming back, if it does."""
    rng = one.rng
    often = 0.34 if bought.noisy else 0.15 if one.segment == "churn_risk" else 0.045
    at = company.calendar.awake(bought.signed_at + int((0.6 + rng.random() * 8) * DAY))
    if rng.random() >= often or at >= company.calendar.now or bought.main.category in KEPT:
        return None
    reason = TOO_LOUD if bought.noisy else RETURN_REASONS[int(rng.random() * len(RETURN_REASONS))]
    return sent_back(company, one, bought, at, reason)


def sent_back(company: Company, one: Life, bought: Bought, at: int, reason: str) -> Return:
    """The first article of an order coming back, and how far that has got."""
    rng, order, line, now = one.rng, bought.order, bought.order.lines[0], company.calendar.now
    whole = sum(one_line.net_cents for one_line in order.lines)
    quantity = line.quantity if rng.random() < 0.2 else 1
    reviewed_at = at + int(rng.random() * 5 * HOUR)
    refunded_at = at + int((1 + rng.random() * 3) * DAY)
    status = "reviewing" if now < reviewed_at else "refunding" if now < refunded_at else "refunded"
    if status == "refunded" and reason == RETURN_REASONS[0] and rng.random() < REFUSED:
        status = "refused"
    return Return(
        id=new_id(rng, at),
        customer_id=one.customer.id,
        amount_cents=half_up(line.net_cents * quantity * order.net_cents, line.quantity * whole),
        requested_at=at,
        quantity=quantity,
        order_id=order.id,
        product_id=bought.main.product.id,
        external_id=company.numbers.back(at),
        reason=reason,
        status=status,
        refunded_at=refunded_at if status == "refunded" else None,
    )


def half_up(over: int, under: int) -> int:
    """The quotient of two positive numbers, rounded half up."""
    return (2 * over + under) // (2 * under)


def _channel(one: Life) -> str:
    """Mostly their own; one order in five elsewhere."""
    drawn = one.rng.random()
    if one.instant and one.channel not in ("app", "mini_program"):
        return "app"
    if drawn < 0.8 or one.instant:
        return one.channel
    return ("app", "mini_program", "website", "rep")[int((drawn - 0.8) * 20)]


def _line(one: Life, article: Article, pieces: int, channel: str) -> OrderLine:
    tier = next((name for spend, name in TIERS if one.spend_cents >= spend), "standard")
    price_e4 = article.price_e4(tier)
    gross = price_e4 * pieces // 100
    bp = next((bp for least, bp in VOLUME_BP if pieces >= least), 0)
    if channel == "rep":
        bp += _given(one.rng, one.owner.external_id == GENEROUS)
    discount = half_up(gross * bp, BP)
    return OrderLine(article.product.id, pieces, price_e4, gross - discount, discount)


def _given(rng: Random, generous: bool) -> int:
    """The rep's own discount, in basis points: mostly none; the generous one mostly the limit."""
    drawn = rng.random()
    if generous:
        return 0 if drawn < 0.1 else LIMIT_BP if drawn < 0.6 else 600 + 50 * int(rng.random() * 16)
    return 0 if drawn < 0.55 else 800 if drawn > 0.97 else 100 + 50 * int(rng.random() * 10)


def _coupon(
    company: Company, one: Life, at: int, gross: int, channel: str, sorry: bool
) -> tuple[str | None, int]:
    """The coupon used, if any, and what it takes off."""
    if channel in ("rep", "store"):
        return None, 0
    day, drawn = company.calendar.day(at), one.rng.random()
    found = COUPONS.get((day.month, day.day))
    if found is None and sorry and drawn < 0.5:
        found = SORRY
    if found is None and one.spend_cents == 0 and drawn < 0.4:
        found = WELCOME
    if found is None or gross < max(found[1], found[2] + 1):
        return None, 0
    return found[0], found[2]


def _way(
    company: Company, one: Life, at: int, articles: tuple[Article, ...], late: int | None
) -> tuple[int, int, tuple[int | None, ...]]:
    """The day a parcel is promised for, how many days later it comes, and the nodes it has passed."""
    calendar, lead = company.calendar, 0
    for article in articles:
        if article.category == "gift":
            lead = max(lead, int(str(article.product.spec["lead_days"])))
    placed = calendar.ago(at)
    promised = placed - (2 if one.city.name == "Hangzhou" else 3) - lead
    days = _days_late(one, placed, promised) if late is None else late
    arrives = calendar.at(promised - days, 9 * HOUR + int(one.rng.random() * 10 * HOUR))
    return promised, days, _steps(one.rng, at, max(at + 14 * HOUR, arrives), calendar.now)


def _days_late(one: Life, placed: int, promised: int) -> int:
    """Days past the promised day, or one before it: the troubled weeks, parcels stuck now, chance."""
    rng = one.rng
    if one.grudge == "delivery" and placed == one.buys[-1]:
        return 3 + int(rng.random() * 6)
    if one.city.name == TROUBLE_CITY and TROUBLE[1] <= placed <= TROUBLE[0]:
        return 2 + int(rng.random() * 7) if rng.random() < TROUBLED else int(rng.random() * 2)
    if 1 < promised < 6 and rng.random() < STUCK:
        return promised + 1 + int(rng.random() * 3)
    return 1 + int(rng.random() * 3) if rng.random() < LATE else -int(rng.random() * 2)


def _steps(rng: Random, placed_at: int, arrives_at: int, now: int) -> tuple[int | None, ...]:
    """The five nodes after placing, as shares of the whole way; None: not reached yet."""
    way, at = arrives_at - placed_at, 0.0
    steps = []
    for low, high in ((0.04, 0.14), (0.18, 0.3), (0.36, 0.55), (0.78, 0.94), (1.0, 1.0)):
        at = placed_at + way * (low + rng.random() * (high - low))
        steps.append(int(at) if at < now else None)
    return tuple(steps)
