"""SPIFFs: an amount for each unit of a product, up to a cap in the period. Source: docs/incentives.md,
"SPIFFs".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sales.credits import by_day
from sales.earnings import Line, Part
from sales.pay_facts import Fact
from sales.plans import Spiff


def spiff_pay(parts: Sequence[Part], back: Mapping[str, int]) -> int:
    """What all SPIFFs of a period pay, less the units of each product that came back."""
    total = 0
    for runs in _by_name(parts).values():
        spiff = runs[-1][0]
        sold = sum(one.per_unit_cents * sum(sale.units for sale in _sales(one, part)) for one, part in runs)
        earned = max(0, sold - spiff.per_unit_cents * back.get(spiff.product, 0))
        total += earned if spiff.cap_cents is None else min(spiff.cap_cents, earned)
    return total


def spiff_lines(parts: Sequence[Part]) -> Iterator[Line]:
    """A line for each sale that earned one, until the cap is reached."""
    for name, runs in _by_name(parts).items():
        cap, paid, sum_ = runs[-1][0].cap_cents, 0, 0
        for spiff, part in runs:
            for sale in sorted(_sales(spiff, part), key=by_day):
                sum_ += spiff.per_unit_cents * sale.units
                before, paid = paid, sum_ if cap is None else min(cap, sum_)
                if paid > before:
                    plan = part.plan
                    yield Line("spiff", paid - before, plan.id, plan.version, (sale.id,), name)


def _by_name(parts: Sequence[Part]) -> dict[str, list[tuple[Spiff, Part]]]:
    """A SPIFF in every part that has it: its cap is one for the period, whatever happens to the plan
    meanwhile.
    """
    found: dict[str, list[tuple[Spiff, Part]]] = {}
    for part in parts:
        for spiff in part.plan.spiffs:
            found.setdefault(spiff.name, []).append((spiff, part))
    return found


def _sales(spiff: Spiff, part: Part) -> list[Fact]:
    return [sale for sale in part.book.of("sale") if sale.product == spiff.product]
