"""The team's period for the manager: the figures of the report on everyone, and how far customers recommend
us.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.engine import sqlite3
from data.performance import performance
from data.tallies import RECOMMENDING, Span
from sales.findings import LEAST_CASES
from sales.measures import Tally
from sales.performance import Measure, Performance
from sales.periods import Period
from sales.words import Words

SHOWN = ("Revenue", "Orders", "Average order", "Conversion", "On-time delivery")
NPS_WHOLE = f"SELECT sum(n), sum(promoters), sum(detractors) FROM ({RECOMMENDING})"


@dataclass(frozen=True, slots=True)
class Overview:
    """`figures` are the head line: revenue, orders, average, conversion, delivery, and the NPS where it is
    known.
    """

    period: Period  # as asked; the report's days end with the last one that is looked at
    report: Performance
    figures: tuple[Measure, ...]


def overview(
    db: sqlite3.Connection, period: Period, words: Words, now: int, as_of: date | None = None
) -> Overview:
    """The team's figures of a period, up to `as_of` (the day of `now` if not given)."""
    report = performance(db, None, period.first, period.last, words, now, as_of)
    last_day = as_of or words.moment(now).date()
    now_on, before_on = period.so_far(last_day), period.before_so_far(last_day)
    nps = _nps(
        _answers(db, Span(now_on, last_day, words.zone)),
        _answers(db, Span(before_on, last_day, words.zone)),
        words,
    )
    shown = {words(name) for name in SHOWN}
    figures = [measure for measure in report.measures if measure.name in shown]
    return Overview(period, report, (*figures, nps) if nps else tuple(figures))


def _answers(db: sqlite3.Connection, span: Span) -> Tally:
    n, promoters, detractors = db.execute(NPS_WHOLE, span.bound).fetchone()
    return Tally(recommending=n or 0, promoters=promoters or 0, detractors=detractors or 0)


def _nps(now: Tally, before: Tally, words: Words) -> Measure | None:
    if now.nps is None:
        return None
    known = before.recommending >= LEAST_CASES
    change_margin = round((now.nps_margin**2 + before.nps_margin**2) ** 0.5) if known else None
    return Measure(
        name="NPS",
        unit="points",
        value=now.nps,
        before=before.nps if known else None,
        team=None,
        margin=now.nps_margin,
        change_margin=change_margin,
        basis=words.count("from {n} answer", "from {n} answers", now.recommending),
    )
