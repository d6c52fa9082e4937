"""How long a message is as the carrier counts it, and how long it can become once its variables are filled.

A text message is counted in UTF-16 units, as networks and shop apps do: a Chinese character is one, most
emoji are two. `**` is not sent.
"""

from __future__ import annotations

from collections.abc import Mapping

from sales.track_filling import VARIABLE, plain

# What a long value of a variable has, in characters; the rest is taken to be `OTHERWISE`.
LONG: Mapping[str, int] = {
    "customer.name": 12, "customer.salutation": 12, "rep.name": 8, "company.name": 8, "product.name": 24,
    "last_order.product": 24, "offer.name": 24, "consumable.name": 24, "product.benefit": 40,
    "last_ticket.text": 60, "promise.text": 60,
}  # fmt: skip
OTHERWISE = 7


def length(text: str) -> int:
    """The characters of a finished text, as the carrier counts."""
    return len(plain(text).encode("utf-16-le")) // 2


def at_longest(text: str) -> int:
    """The characters of a template when every variable has a long value."""
    bare = VARIABLE.sub("", text)
    filled = sum(LONG.get(match[1].strip(), OTHERWISE) for match in VARIABLE.finditer(text))
    return length(bare) + filled
