"""The ten kinds of things that can be imported, and the fields of each.

A kind's rows go to `table`; the first field is the row's own id. Where a file has no column for it, `natural`
names the fields that together say which row it is, so that a second import finds it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from data.imports.fields import Field

CURRENCY = Field("currency", "Currency", "code", "currency")
CUSTOMER = Field("customer", "Customer", "code", "customer_id", required=True, refers="customers")
BUYER = Field("customer", "Customer", "code", "customer_id", refers="customers")
PRODUCT = Field("product", "Product", "code", "product_id", refers="products")
ORDER = Field("order", "Order no.", "code", "order_id", refers="orders")
REP = Field("rep", "Rep", "code", "rep_id", refers="reps")
CHANNEL = Field("channel", "Channel", "text", "channel")


@dataclass(frozen=True)
class Kind:
    """What a file may hold. `changes` are the kinds of things that its import changes."""

    name: str
    title: str
    table: str
    fields: tuple[Field, ...]
    natural: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @property
    def id_field(self) -> Field:
        return self.fields[0]


CUSTOMERS = Kind(
    "customers",
    "Customers",
    "customers",
    (
        Field("customer", "Customer ID", "code", required=True),
        Field("name", "Name", "text", "name", required=True),
        Field("kind", "Person or company", "choice", "kind", choices="customer_kind", default="person"),
        Field("contact_name", "Contact", "text", "contact_name"),
        Field("phone", "Phone", "phone", "phone"),
        Field("email", "E-mail", "mail", "email"),
        Field("birthday", "Birthday", "day", "birthday"),
        Field("gender", "Gender", "choice", "gender", choices="gender"),
        Field("region", "Region", "text", "region"),
        Field("city", "City", "text", "city"),
        Field("occupation", "Occupation", "text", "occupation"),
        Field("income_band", "Income", "text", "income_band"),
        Field("household", "Household", "text", "household"),
        Field("channel", "Preferred channel", "text", "channel"),
        Field("consent_call", "May be called", "flag", "consent_call"),
        Field("consent_sms", "May be texted", "flag", "consent_sms"),
        Field("consent_mail", "May be mailed", "flag", "consent_mail"),
        Field("owner", "Owner", "code", "owner_id", refers="reps"),
        Field("territory", "Territory", "code", "territory"),
        Field("registered_on", "Registered", "day", "registered_on"),
        Field("note", "Notes", "text", "note"),
    ),
    changes=("customers",),
)

PRODUCTS = Kind(
    "products",
    "Products",
    "products",
    (
        Field("product", "Product ID", "code", required=True),
        Field("name", "Product name", "text", "name", required=True),
        Field("name_zh", "Chinese name", "text", "name_zh"),
        Field("category", "Category", "text", "category"),
        Field("brand", "Brand", "text", "brand"),
        Field("price", "List price", "amount", "price_e4", low=0),
        Field("cost", "Cost", "amount", "cost_e4", low=0),
        CURRENCY,
        Field("tax", "Tax rate", "rate", "tax_bp", low=0, high=10_000),
        Field("stock", "Stock", "whole", "stock"),
        Field("status", "Status", "choice", "status", choices="product_status", default="active"),
        Field("launched_on", "Launched", "day", "launched_on"),
        Field("life_days", "Lasts, days", "whole", "life_days", low=1),
        Field("features", "Features", "list", "features", default="[]"),
    ),
    changes=("products",),
)

ORDERS = Kind(
    "orders",
    "Orders",
    "orders",
    (
        Field("order", "Order no.", "code", required=True),
        Field("placed_at", "Ordered", "instant", "placed_at", required=True),
        BUYER,
        Field("line", "Line no.", "whole", low=1),
        PRODUCT,
        Field("quantity", "Quantity", "whole"),
        Field("price", "Unit price", "amount", low=0),
        Field("amount", "Line total", "amount"),
        Field("discount", "Line discount", "amount", low=0),
        Field("total", "Order total", "amount", "net_cents", low=0),
        Field("order_discount", "Order discount", "amount", "discount_cents", low=0, default=0),
        CURRENCY,
        REP,
        CHANNEL,
        Field("status", "Status", "choice", "status", choices="order_status", default="placed"),
        Field("coupon", "Coupon", "code", "coupon"),
        Field("paid_at", "Paid", "instant", "paid_at"),
        Field("promised_on", "Promised for", "day", "promised_on"),
        Field("picking_at", "Picking", "instant", "picking_at"),
        Field("collected_at", "Collected", "instant", "collected_at"),
        Field("in_transit_at", "In transit", "instant", "in_transit_at"),
        Field("out_for_delivery_at", "Out for delivery", "instant", "out_for_delivery_at"),
        Field("signed_at", "Signed", "instant", "signed_at"),
        Field("customer_name", "Customer name", "text"),
        Field("customer_phone", "Customer phone", "phone"),
        Field("customer_email", "Customer e-mail", "mail"),
        Field("customer_region", "Customer region", "text"),
        Field("customer_city", "Customer city", "text"),
        Field("product_name", "Product name", "text"),
        Field("product_category", "Product category", "text"),
    ),
    changes=("orders", "returns", "customers", "products"),
)

RETURNS = Kind(
    "returns",
    "Returned goods",
    "returns",
    (
        Field("return", "Return no.", "code"),
        Field("amount", "Amount", "amount", "amount_cents", required=True),
        Field("requested_at", "Asked for", "instant", "requested_at", required=True),
        ORDER,
        BUYER,
        PRODUCT,
        Field("quantity", "Quantity", "whole", "quantity", default=1),
        CURRENCY,
        Field("reason", "Reason", "text", "reason"),
        Field("status", "Status", "choice", "status", choices="return_status", default="refunded"),
        Field("refunded_at", "Refunded", "instant", "refunded_at"),
    ),
    natural=("order", "customer", "product", "requested_at"),
    changes=("returns", "customers"),
)

EVENTS = Kind(
    "events",
    "Events",
    "events",
    (
        Field("event", "Event ID", "code"),
        CUSTOMER,
        Field("kind", "What happened", "choice", "kind", required=True, choices="event_kind"),
        Field("at", "When", "instant", "at", required=True),
        PRODUCT,
        Field("category", "Category", "text", "category"),
        Field("query", "Searched for", "text", "query"),
        CHANNEL,
        Field("device", "Device", "choice", "device", choices="device"),
        Field("duration_s", "Seconds", "whole", "duration_s", low=0),
    ),
    natural=("customer", "kind", "at", "product", "query"),
    changes=("events", "customers"),
)

TICKETS = Kind(
    "tickets",
    "Tickets",
    "tickets",
    (
        Field("ticket", "Ticket no.", "code"),
        CUSTOMER,
        Field("opened_at", "Opened", "instant", "opened_at", required=True),
        CHANNEL,
        Field("text", "Text", "text", "text"),
        Field("category", "Category", "text", "category"),
        Field("status", "Status", "choice", "status", choices="ticket_status", default="open"),
        Field("satisfaction", "Satisfaction", "whole", "satisfaction", low=1, high=5),
        Field("answered_at", "Answered", "instant", "answered_at"),
        Field("resolved_at", "Resolved", "instant", "resolved_at"),
    ),
    natural=("customer", "opened_at", "text"),
    changes=("tickets", "customers"),
)

SURVEYS = Kind(
    "surveys",
    "Surveys",
    "surveys",
    (
        Field("survey", "Answer no.", "code"),
        CUSTOMER,
        Field("kind", "Question", "choice", "kind", required=True, choices="survey_kind"),
        Field("score", "Score", "whole", "score", required=True, low=0, high=10),
        Field("answered_at", "Answered", "instant", "answered_at", required=True),
        Field("comment", "Comment", "text", "comment"),
        Field("worst_step", "Worst step", "text", "worst_step"),
        Field("wish", "Wish", "text", "wish"),
    ),
    natural=("customer", "kind", "answered_at"),
    changes=("surveys", "customers"),
)

REVIEWS = Kind(
    "reviews",
    "Reviews",
    "reviews",
    (
        Field("review", "Review no.", "code"),
        CUSTOMER,
        Field("stars", "Stars", "whole", "stars", required=True, low=1, high=5),
        Field("written_at", "Written", "instant", "written_at", required=True),
        PRODUCT,
        Field("text", "Text", "text", "text"),
        Field("answered_at", "Answered", "instant", "answered_at"),
        Field("follow_up", "Follow-up", "text", "follow_up"),
        Field("follow_up_at", "Follow-up written", "instant", "follow_up_at"),
    ),
    natural=("customer", "product", "written_at"),
    changes=("reviews", "customers"),
)

PRICES = Kind(
    "prices",
    "Prices",
    "prices",
    (
        Field("list", "Price list", "code"),
        Field("product", "Product", "code", required=True, refers="products"),
        Field("price", "Price", "amount", required=True, low=0),
        Field("list_name", "List name", "text"),
        Field("currency", "Currency", "code"),
        Field("tier", "Tier", "text"),
        Field("region", "Region", "text"),
        Field("valid_from", "Valid from", "day"),
        Field("valid_to", "Valid to", "day"),
    ),
    changes=("prices",),
)

ACTIVITIES = Kind(
    "activities",
    "Activities",
    "activities",
    (
        Field("activity", "Activity no.", "code"),
        CUSTOMER,
        Field("kind", "Kind", "choice", "kind", required=True, choices="activity_kind"),
        Field("at", "When", "instant", "at", required=True),
        REP,
        Field("state", "State", "choice", "state", choices="activity_state", default="done"),
        Field("duration_s", "Seconds", "whole", "duration_s", low=0),
        Field("objective", "Objective", "text", "objective"),
        Field("outcome", "Outcome", "text", "outcome"),
        Field("text", "Text", "text", "text"),
        Field("next_step", "Next step", "text", "next_step"),
        Field("next_on", "Next on", "day", "next_on"),
        Field("promise", "Promise", "text", "promise"),
        Field("promised_on", "Promised for", "day", "promised_on"),
        Field("kept_at", "Kept", "instant", "kept_at"),
    ),
    natural=("customer", "kind", "at"),
    changes=("activities", "customers"),
)

KINDS = {
    kind.name: kind
    for kind in (
        CUSTOMERS,
        PRODUCTS,
        ORDERS,
        RETURNS,
        EVENTS,
        TICKETS,
        SURVEYS,
        REVIEWS,
        PRICES,
        ACTIVITIES,
    )
}
