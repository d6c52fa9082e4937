"""What the variables of content are called, for who reads a text before they are filled in."""

from __future__ import annotations

from sales.track_filling import RIVAL_SPEC, SPEC
from sales.words import Words

NAMES = {
    "customer.name": "the customer’s name",
    "customer.salutation": "the customer’s name",
    "customer.city": "their city",
    "customer.occupation": "their occupation",
    "rep.name": "your name",
    "company.name": "the company’s name",
    "product.name": "the product’s name",
    "product.price": "its list price",
    "product.customer_price": "the price they pay",
    "product.benefit": "its first advantage",
    "last_order.date": "the day of their last order",
    "last_order.product": "what they bought last",
    "last_order.amount": "the amount of their last order",
    "last_ticket.no": "the number of their last ticket",
    "last_ticket.date": "the day of their last ticket",
    "last_ticket.text": "what their last ticket says",
    "promise.text": "what we promised",
    "promise.date": "the day of our promise",
    "offer.name": "what to offer",
    "offer.price": "the price of the offer",
    "offer.list_price": "the list price of the offer",
    "rival.name": "the rival’s product",
    "rival.price": "the rival’s price",
    "rival.as_of": "the day of the rival’s price",
    "rival.source": "where the rival’s price stands",
    "tco.years": "the years",
    "tco.ours": "what ours costs over the years",
    "tco.rival": "what the rival’s costs over the years",
    "consumable.name": "what it uses up",
    "consumable.price": "the price of what it uses up",
    "consumable.months": "the months that lasts",
    "policy.warranty_months": "the months of warranty",
    "policy.birthday_coupon": "the birthday coupon",
}


def variable_name(name: str, words: Words) -> str:
    """A variable in words: "the product's name"."""
    if name.startswith(RIVAL_SPEC):
        return words("the rival’s figure")
    if name.startswith(SPEC):
        return words("its measured figure")
    if name in NAMES:
        return words(NAMES[name])
    return words("a figure of our policies") if name.startswith("policy.") else name
