"""Floors and advances: a guarantee tops up and is never owed back; a recoverable draw is paid back from
what is earned beyond it, and its balance is carried from period to period. Source: docs/incentives.md,
"Guarantee, draw".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw in one period: what was paid as the draw, what of it was an advance, what an earlier advance
    was paid back with, and what is owed at the end of the period.
    """

    paid_cents: int = 0
    advance_cents: int = 0
    recovered_cents: int = 0
    balance_cents: int = 0


NO_DRAW = Draw()


def top_up(guarantee_cents: int, earned_cents: int) -> int:
    """What is missing to the guarantee."""
    return max(0, guarantee_cents - earned_cents)


def drawn(draw_cents: int, earned_cents: int, balance_cents: int) -> Draw:
    """One period: `earned_cents` after guarantee and clawback, `balance_cents` owed from before.

    Short of the draw, the rest is advanced; beyond it, the balance is paid back first. Without a draw in
    the period nothing is advanced, and a balance is still paid back.
    """
    if not draw_cents and not balance_cents:
        return NO_DRAW
    beyond = earned_cents - draw_cents
    advance = max(0, -beyond) if draw_cents else 0
    recovered = min(max(0, beyond), balance_cents)
    return Draw(draw_cents, advance, recovered, balance_cents + advance - recovered)
