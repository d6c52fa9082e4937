"""What the shop promises, as figures: days, hours, months, per cent and amounts, as texts name them.

The figures stand in `rules/policies.toml` and, where another rule goes by them, in that rule's file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sales.words import Words

PREFIX = "policy."


@dataclass(frozen=True, slots=True)
class Promises:
    """`counts` are days, hours, months, per cent or points; `cents` amounts in minor units.

    `warranty_months` by category: one that is not there has no warranty of its own. `free_shipping_cents` and
    `birthday_cents` by membership tier.
    """

    counts: Mapping[str, int]
    cents: Mapping[str, int]
    warranty_months: Mapping[str, int]
    free_shipping_cents: Mapping[str, int]
    birthday_cents: Mapping[str, int]


def policy_texts(
    promises: Promises, tier: str, category: str | None, currency: str, words: Words
) -> dict[str, str]:
    """The variables `policy.*` in the reader's format, for a customer's tier and a product's category.

    What does not hold for them is not there: a warranty that a category has not, a coupon no tier is given.
    """

    def money(cents: int) -> str:
        return words.money(cents, currency, whole=cents % 100 == 0)

    found = {name: words.number(count) for name, count in promises.counts.items()}
    found |= {name: money(cents) for name, cents in promises.cents.items()}
    if category is not None and category in promises.warranty_months:
        found["warranty_months"] = words.number(promises.warranty_months[category])
    if tier in promises.free_shipping_cents:
        found["free_shipping_from"] = money(promises.free_shipping_cents[tier])
    if tier in promises.birthday_cents:
        found["birthday_coupon"] = money(promises.birthday_cents[tier])
    return {PREFIX + name: text for name, text in found.items()}
