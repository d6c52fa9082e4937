"""Statements for 1,000 reps, 12 months and a million credits, beside the same sums in plain pandas.

The peer starts from a table in memory with typed columns, sums it by rep and month and cuts the sums by the
bands of the plan; we start from facts in memory. Both give the pay of every rep and month, which must agree
to the cent. Beside it: the lines of one statement, as a screen opens it, within a frame.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd

from sales.pay_facts import Fact
from sales.plans import Band, Component, Plan
from sales.statements import lines, statements

REPS, CREDITS, ROUNDS = 1_000, 1_000_000, 5
MOST = 5.0  # times pandas
FRAME_MS = 16.0
BANDS = (Band(0, 300), Band(8000, 400), Band(10_000, 600), Band(12_000, 900))
QUOTA = 10_000_000
FIRST = date(2026, 1, 1)
PLAN = Plan("field-2026", 1, "CNY", FIRST, (Component("revenue", "marginal", bands=BANDS),), quota=QUOTA)


def main() -> int:
    facts = _facts()
    table = pd.DataFrame(
        {
            "rep": pd.Series([fact.rep for fact in facts], dtype="str"),
            "on": pd.to_datetime([fact.on for fact in facts]),
            "cents": np.array([fact.amount_cents for fact in facts]),
        }
    )
    rounds = [(_took(lambda: _peer(table)), _took(lambda: statements((PLAN,), facts))) for _ in range(ROUNDS)]
    theirs, ours = (statistics.median(times) for times in zip(*rounds, strict=True))
    ratio = statistics.median(ours / theirs for theirs, ours in rounds)
    made = statements((PLAN,), facts)
    differing = sum(
        int(cents) != statement.total_cents for cents, statement in zip(_peer(table), made, strict=True)
    )
    opened_ms = statistics.median(_took(lambda one=one: lines(one)) for one in made[:200]) * 1000
    print(f"{len(made):,} statements of {len(facts):,} credits; {differing} differ from pandas")
    print(f"pandas {theirs:.2f} s, ours {ours:.2f} s: {ratio:.1f} x, limit {MOST:.0f} x")
    print(f"the lines of one statement: {opened_ms:.2f} ms, limit {FRAME_MS:.0f} ms")
    return (ratio > MOST) + (differing > 0) + (opened_ms > FRAME_MS)


def _facts() -> list[Fact]:
    rng = random.Random(20260101)
    reps = [f"rep-{n:04}" for n in range(REPS)]
    days = [FIRST + timedelta(n) for n in range(365)]
    return [
        Fact(rng.choice(reps), rng.choice(days), f"s{n:07}", "sale", rng.randrange(1_000, 300_000), 1)
        for n in range(CREDITS)
    ]


def _peer(table: pd.DataFrame) -> pd.Series:
    """The pay of every rep and month: sums by group, cut by the bands, rounded half up."""
    sums = table.groupby(["rep", table["on"].dt.to_period("M")], sort=True)["cents"].sum()
    edges = [*(QUOTA * band.from_bp // 10_000 for band in BANDS), np.iinfo(np.int64).max]
    paid = sum(
        (sums.clip(upper=high) - low).clip(lower=0) * band.rate_bp
        for band, low, high in zip(BANDS, edges, edges[1:], strict=False)
    )
    return (paid + 5_000) // 10_000


def _took(job: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began
