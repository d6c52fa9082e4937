"""What happened, as plain values: the facts that the sources bring and that every rule reads.

Instants are UTC milliseconds (`*_at`), days are `date`s (`*_on`), amounts are in the currency's minor unit
(`*_cents`), unit prices in ten-thousandths of the major unit (`*_e4`). `id` is ours, `external_id` the one
that people type.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

SEGMENTS = ("problem", "churn_risk", "advocate", "high_value", "potential", "new", "regular")
TIERS = ("standard", "silver", "gold")
EVENT_KINDS = (
    "view", "search", "add_to_cart", "favourite", "like", "comment", "share", "login", "referral",
)  # fmt: skip
DEVICES = ("phone", "tablet", "computer", "other")
# How a customer likes to be reached, and what it is called.
CHANNEL_NAMES = {
    "phone": "phone", "visit": "visit", "store": "store", "chat": "chat", "video": "video call", "sms": "SMS",
    "mail": "mail", "app": "app", "mini_program": "mini-program", "service": "service desk",
}  # fmt: skip
ACTIVITY_KINDS = ("call", "visit", "message", "note")
TRACKING = ("placed", "picking", "collected", "in_transit", "out_for_delivery", "signed")


@dataclass(frozen=True, slots=True)
class Rep:
    id: str
    name: str
    external_id: str | None = None
    name_zh: str | None = None
    role: str = "rep"  # rep, manager, admin
    territory: str | None = None
    manager_id: str | None = None
    joined_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """The profile. `kind` is person or organisation.

    `channel` the preferred one; a consent of None is not known.
    """

    id: str
    name: str
    external_id: str | None = None
    kind: str = "person"
    contact_name: str | None = None
    phone: str | None = None
    email: str | None = None
    birthday: date | None = None
    gender: str | None = None
    region: str | None = None
    city: str | None = None
    occupation: str | None = None
    income_band: str | None = None
    household: str | None = None
    channel: str | None = None
    consent_call: bool | None = None
    consent_sms: bool | None = None
    consent_mail: bool | None = None
    owner_id: str | None = None
    territory: str | None = None
    registered_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    id: str
    name: str
    external_id: str | None = None
    name_zh: str | None = None
    category: str | None = None
    brand: str | None = None
    price_e4: int | None = None
    cost_e4: int | None = None
    currency: str = "CNY"
    tax_bp: int | None = None
    stock: int | None = None
    status: str = "active"  # active, discontinued, announced
    launched_on: date | None = None
    life_days: int | None = None  # until it wears out or runs empty
    spec: dict[str, object] = field(default_factory=dict)
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices for a tier or a region over a span of days; None = for all, or without end."""

    id: str
    name: str
    currency: str
    external_id: str | None = None
    tier: str | None = None
    region: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Price:
    price_list_id: str
    product_id: str
    price_e4: int


@dataclass(frozen=True, slots=True)
class Event:
    id: str
    customer_id: str
    kind: str
    at: int
    product_id: str | None = None
    category: str | None = None
    query: str | None = None
    channel: str | None = None
    device: str | None = None
    duration_s: int | None = None


@dataclass(frozen=True, slots=True)
class OrderLine:
    product_id: str
    quantity: int
    price_e4: int
    net_cents: int
    discount_cents: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """An order with its lines; the six tracking instants are None until reached."""

    id: str
    customer_id: str | None
    placed_at: int
    net_cents: int
    lines: tuple[OrderLine, ...] = ()
    external_id: str | None = None
    rep_id: str | None = None
    channel: str | None = None
    currency: str = "CNY"
    status: str = "placed"
    coupon: str | None = None
    discount_cents: int = 0
    paid_at: int | None = None
    promised_on: date | None = None
    picking_at: int | None = None
    collected_at: int | None = None
    in_transit_at: int | None = None
    out_for_delivery_at: int | None = None
    signed_at: int | None = None


@dataclass(frozen=True, slots=True)
class Return:
    id: str
    customer_id: str | None
    amount_cents: int
    requested_at: int
    quantity: int = 1
    order_id: str | None = None
    product_id: str | None = None
    external_id: str | None = None
    currency: str = "CNY"
    reason: str | None = None
    status: str = "refunded"  # reviewing, refunding, refunded, refused
    refunded_at: int | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    id: str
    customer_id: str
    opened_at: int
    external_id: str | None = None
    channel: str | None = None
    text: str | None = None
    category: str | None = None
    status: str = "open"  # open, answered, resolved, escalated
    satisfaction: int | None = None  # 1-5
    answered_at: int | None = None
    resolved_at: int | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    id: str
    customer_id: str
    kind: str  # csat (1-5), nps (0-10), ces (1-5)
    score: int
    answered_at: int
    external_id: str | None = None
    comment: str | None = None
    worst_step: str | None = None
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    id: str
    customer_id: str
    stars: int
    written_at: int
    product_id: str | None = None
    external_id: str | None = None
    text: str | None = None
    answered_at: int | None = None
    follow_up: str | None = None
    follow_up_at: int | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """A contact, done or planned (`state`), with the promise made in it and the day it is due."""

    id: str
    customer_id: str
    kind: str
    at: int
    rep_id: str | None = None
    external_id: str | None = None
    state: str = "done"  # planned, done, cancelled
    duration_s: int | None = None
    objective: str | None = None
    outcome: str | None = None
    text: str | None = None
    next_step: str | None = None
    next_on: date | None = None
    promise: str | None = None
    promised_on: date | None = None
    kept_at: int | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    id: str
    customer_id: str
    at: int
    referred_id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A product that was shown to a customer, in which scene, and what became of it."""

    id: str
    customer_id: str
    product_id: str
    shown_at: int
    rep_id: str | None = None
    scene: str | None = None
    outcome: str | None = None
    decided_at: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    """All facts of one customer up to an instant, each kind oldest first."""

    customer: Customer
    orders: tuple[Order, ...] = ()
    returns: tuple[Return, ...] = ()
    events: tuple[Event, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    surveys: tuple[Survey, ...] = ()
    reviews: tuple[Review, ...] = ()
    activities: tuple[Activity, ...] = ()
    referrals: tuple[Referral, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The sums over one customer's facts up to a day.

    What segments and lists need. Mirrors the `summaries` table.
    """

    customer_id: str
    registered_on: date | None = None
    order_count: int = 0
    order_cents: int = 0
    first_order_at: int | None = None
    last_order_at: int | None = None
    return_count: int = 0
    returned_cents: int = 0
    event_count: int = 0
    view_count: int = 0
    share_count: int = 0
    phone_events: int = 0
    tablet_events: int = 0
    computer_events: int = 0
    last_event_at: int | None = None
    last_login_at: int | None = None
    ticket_count: int = 0
    open_ticket_count: int = 0
    last_ticket_at: int | None = None
    review_count: int = 0
    last_stars: int | None = None
    last_review_at: int | None = None
    nps_score: int | None = None
    nps_at: int | None = None
    referral_count: int = 0
    first_referral_at: int | None = None
    last_contact_at: int | None = None
    promo_order_count: int = 0  # orders with a coupon or a discount
    first_fact_at: int | None = None
    last_fact_at: int | None = None

    @property
    def spend_cents(self) -> int:
        """What was bought less what was given back."""
        return self.order_cents - self.returned_cents
