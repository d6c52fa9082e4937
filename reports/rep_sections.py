"""The sections of the rep performance report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from reports import charts, measured, phrases, tables
from reports.blocks import Block, Fitted, Gap, Row, Stack, Text, nothing, section
from reports.charts import Ahead, Bar, Chart
from reports.marks import bar, point
from reports.measured import DOWN, UP
from reports.tables import Column, Table
from reports.tokens import (
    CELL_SECOND,
    FIGURE,
    FINE,
    LABEL,
    PAPER,
    SMALL,
    STRONG,
    TITLE,
    TONES,
)
from sales.performance import Measure, Performance, SegmentRow, StageRow
from sales.periods import Period
from sales.rates import wilson
from sales.words import MONTHS, Words

UNDER = replace(STRONG, ink=PAPER.ink_2)


def headline(performance: Performance, words: Words) -> list[Row]:
    """The measures, four in a row: the value, its change, and what it was counted from."""
    before = phrases.before(words, Period(performance.starts_on, performance.ends_on))
    cells: list[Block] = [_measure(m, before, performance.currency, words) for m in performance.measures]
    fours = [cells[i : i + 4] for i in range(0, len(cells), 4)]
    return [Row([*four, *[Gap(0)] * (4 - len(four))], [3, 3, 3, 3], rules=True) for four in fours]


def trend(performance: Performance, words: Words) -> tuple[str, Block]:
    """What each month brought, the period's own in full colour, and the forecast where there is one."""
    title, points = words("Sales by month"), performance.trend
    if not points:
        return title, section(title, nothing(words("No month is on record yet.")))
    highest = max([*(abs(p.net_cents) for p in points), *(a.high_cents for a in performance.forecast)])
    size, unit = phrases.money_unit(words, highest, performance.currency)
    done = [
        Bar(
            _month(p.month, words),
            p.net_cents / size,
            p.returned_cents / size,
            performance.starts_on <= p.month <= performance.ends_on,
            str(p.month.year),
        )
        for p in points
    ]
    ahead = [
        Ahead(
            _month(a.month, words),
            a.net_cents / size,
            a.low_cents / size,
            a.high_cents / size,
            None if a.naive_cents is None else a.naive_cents / size,
            str(a.month.year),
        )
        for a in performance.forecast
    ]
    chart = Chart(104, charts.bars(done, ahead, lambda v: words.number(v, 0 if v == round(v) else 1)))
    legend = [words("Full colour: the period; lighter: the months before.")]
    if any(p.returned_cents for p in points):
        legend.append(words("Below the line: given back."))
    if ahead:
        legend.append(
            words("Outlined: the forecast with its 80% interval; dotted: the naive one it has to beat.")
        )
    caption = Text(("" if words.chinese else " ").join(legend), SMALL)
    return title, section(title, chart, Gap(2), caption, note=words("{unit}, won in the month", unit=unit))


def funnel(performance: Performance, words: Words) -> tuple[str, Block]:
    """Stage by stage what is kept of the stage before, with its interval, beside the team."""
    title, stages = words("From contact to repurchase"), performance.funnel
    if not stages:
        return title, section(title, nothing(words("No customer was contacted.")))
    top = max(s.customers for s in stages) or 1
    rows = [_stage(s, stages[i - 1] if i else None, top, words) for i, s in enumerate(stages)]
    columns = [
        Column(words("Stage"), 108, most=2),
        Column(words("Customers"), 48, "r"),
        Column("", 92),
        Column(words("Rate"), 38, "r"),
        Column(words("95%"), 38, "r", CELL_SECOND),
        Column("", 0),
        Column(words("Team"), 44, "r", CELL_SECOND),
    ]
    note = words("rate: of the stage before, with its 95% interval · dashed: team")
    verdict = Text(_verdict(stages, words), SMALL, most=4)
    return title, section(title, Table(columns, rows), Gap(3), verdict, note=note)


def segments(performance: Performance, words: Words) -> tuple[str, Block]:
    """What each segment brought, and how many of its customers bought."""
    title, found = words("Segment mix"), performance.segments
    if not found:
        return title, section(title, nothing(words("No customer is in a segment yet.")))
    whole = _all_segments(found)
    rows = [_segment(row, whole, performance.currency, words) for row in found]
    total = _segment(whole, whole, performance.currency, words)
    rows.append([words("Total"), *total[1:6], "", *total[7:]])
    known = whole.before_cents is not None
    before = phrases.before(words, Period(performance.starts_on, performance.ends_on))
    sign, lang = phrases.symbol(performance.currency), words.locale
    columns = [
        Column(words("Segment"), 66, most=2),
        tables.figures(words("Customers"), [str(row[1]) for row in rows], lang, 46),
        tables.figures(words("Orders"), [str(row[2]) for row in rows], lang, 34),
        Column(words("Conversion"), 50, "r", most=1),
        Column(words("95%"), 36, "r", CELL_SECOND, 1),
        tables.figures(words("Sales {sign}", sign=sign), [str(row[5]) for row in rows], lang, 58),
        Column("", 0),
        Column(words("Share"), 40, "r", most=1),
        Column((before or words("Before")) if known else "", 46 if known else 1, "r", CELL_SECOND, 1),
    ]
    named = words("upright line: share in {before}", before=before)
    note = (named if before else words("upright line: share before")) if known else ""
    return title, section(title, Table(columns, rows, totals=frozenset([len(found)])), note=note)


def _measure(measure: Measure, before: str, currency: str, words: Words) -> Stack:
    change, tone = measured.change(measure, before, words)
    margin = words("± {margin}", margin=measured.margin(measure, currency, words)) if measure.margin else ""
    team = "" if measure.team is None else measured.value(measure, measure.team, currency, words)
    sizes = (FIGURE, replace(FIGURE, size=14), TITLE)
    return Stack(
        [
            Text(words(measure.name), LABEL, most=1),
            Fitted(measured.value(measure, measure.value, currency, words), sizes),
            Text(change, replace(SMALL, weight=500, ink=TONES[tone]), most=1),
            Text(
                phrases.joined([words("team {value}", value=team) if team else "", margin, measure.basis]),
                FINE,
                most=2,
            ),
        ]
    )


def _month(month: date, words: Words) -> str:
    return f"{month.month}月" if words.chinese else MONTHS[month.month - 1]


def _stage(stage: StageRow, before: StageRow | None, top: int, words: Words) -> list[str | Block]:
    row: list[str | Block] = [words(stage.stage), words.number(stage.customers), bar(stage.customers, top)]
    rate = _rate(stage, before)
    if rate is None:
        return [*row, "", "", "", ""]
    share, low, high = rate
    team = None if stage.team_bp is None else stage.team_bp / 10000
    sign = "" if team is None else DOWN if high < team else UP if low > team else ""
    return [
        *row,
        words.percent(share, 1),
        _between(low, high, words),
        point(share, low, high, team),
        "" if team is None else phrases.joined([sign, words.percent(team, 1)], " "),
    ]


def _rate(stage: StageRow, before: StageRow | None) -> tuple[float, float, float] | None:
    """The share of the stage before with its interval, where there is one."""
    if before is None or before.customers <= 0 or stage.customers > before.customers:
        return None
    return stage.customers / before.customers, *wilson(stage.customers, before.customers)


def _between(low: float, high: float, words: Words) -> str:
    return f"{words.number(low * 100)}–{words.number(high * 100)}"


def _verdict(stages: Sequence[StageRow], words: Words) -> str:
    """Which steps differ from the team by more than chance: made from the intervals."""
    below, above = [], []
    for earlier, stage in pairwise(stages):
        rate = _rate(stage, earlier)
        if rate is None or stage.team_bp is None:
            continue
        step = words("{a} to {b}", a=words(earlier.stage), b=words(stage.stage))
        if rate[2] < stage.team_bp / 10000:
            below.append(step)
        elif rate[1] > stage.team_bp / 10000:
            above.append(step)
    said = []
    if below:
        said.append(words("Clearly below the team: {steps}.", steps=words(", ").join(below)))
    if above:
        said.append(words("Clearly above the team: {steps}.", steps=words(", ").join(above)))
    return " ".join(said) or words("No step differs from the team by more than chance can explain.")


def _all_segments(rows: Sequence[SegmentRow]) -> SegmentRow:
    past = [row.before_cents for row in rows if row.before_cents is not None]
    return SegmentRow(
        "",
        sum(row.customers for row in rows),
        sum(row.buyers for row in rows),
        sum(row.orders for row in rows),
        sum(row.net_cents for row in rows),
        sum(past) if past else None,
    )


def _segment(row: SegmentRow, whole: SegmentRow, currency: str, words: Words) -> list[str | Block]:
    low, high = wilson(row.buyers, row.customers)
    share = row.net_cents / whole.net_cents if whole.net_cents > 0 else None
    mark = (
        row.before_cents / whole.before_cents if row.before_cents is not None and whole.before_cents else None
    )
    return [
        phrases.named(words, phrases.SEGMENTS, row.segment),
        words.number(row.customers),
        words.number(row.orders),
        words.percent(row.buyers / row.customers, 1) if row.customers else "–",
        _between(low, high, words) if row.customers else "",
        phrases.amount(words, row.net_cents, currency, whole=True),
        bar(share or 0.0, 0.5, mark),
        "–" if share is None else words.percent(share, 1),
        "" if mark is None else words.percent(mark, 1),
    ]
