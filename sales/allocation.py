"""Dividing an amount over lines so that the shares add up to it: the largest remainder.

Every share is rounded down to the minor unit; the units that are left over go, one each, to the shares that
lost most. Among equal losses the larger part comes first, then the caller's `ranks`, then the place: so the
order of lines decides nothing that is not the same either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import repeat
from typing import Any

from sales.rounding import EXACT


def allocate(
    amount: Decimal, parts: Sequence[Decimal], unit: Decimal, ranks: Sequence[Any] = ()
) -> tuple[Decimal, ...]:
    """The shares of `amount` in proportion to `parts` (none negative), each in whole `unit`s.

    50.00 over 915.60, 310.00 and 99.90 is 34.54, 11.69 and 3.77. `amount` is zero or more, in whole units; a
    part of zero gets nothing. All parts zero is a ValueError unless the amount is.
    """
    if len(parts) == 1:
        return (amount,)
    weights = _whole(parts)
    whole = sum(weights)
    units = int(amount / unit)
    if not units:
        return (unit * 0,) * len(parts)
    if not whole:
        raise ValueError("an amount cannot be divided over parts that are all zero")
    shares, losses = [], []
    for weight in weights:
        down, lost = divmod(units * weight, whole)
        shares.append(down)
        losses.append(lost)
    left = units - sum(shares)
    order = sorted(
        zip(losses, weights, ranks or repeat(()), range(0, -len(weights), -1), strict=False), reverse=True
    )
    for *_, place in order[:left]:
        shares[-place] += 1
    return tuple(unit * n for n in shares)


def _whole(parts: Sequence[Decimal]) -> list[int]:
    """The parts as integers, in the same proportion."""
    places = max((-int(part.as_tuple().exponent) for part in parts), default=0)
    return [int(part.scaleb(places, EXACT)) for part in parts]
