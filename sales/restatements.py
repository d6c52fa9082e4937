"""Restatement: a closed period stays as it was paid; what it should have been goes into the open one, line
by line.

Source: docs/incentives.md, "Restatement".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sales.earnings import Line
from sales.periods import key
from sales.statements import Statement, lines


def restated(paid: Statement, now: Statement) -> tuple[Line, ...]:
    """The corrections of a paid statement, as lines for the open period; each cites what it corrects.

    Both are of the same rep and period. Draws are left out: their balance is carried by itself.
    """
    plans = {_of(line): line for line in (*lines(paid), *lines(now))}
    change: dict[tuple[str, str, tuple[str, ...]], int] = defaultdict(int)
    for statement, sign in ((paid, -1), (now, 1)):
        for line in lines(statement):
            if line.rule != "draw":
                change[_of(line)] += sign * line.pay_cents
    return tuple(
        replace(plans[of], rule="restatement", pay_cents=cents, slices=(), of=key(paid.period))
        for of, cents in change.items()
        if cents
    )


def corrected(statement: Statement, corrections: Sequence[Line]) -> Statement:
    """An open statement with corrections of earlier periods, which are added to what it pays."""
    return replace(statement, corrections=(*statement.corrections, *corrections))


def _of(line: Line) -> tuple[str, str, tuple[str, ...]]:
    """What a line is about, whatever it pays."""
    return line.rule, line.measure, line.facts
