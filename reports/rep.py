"""The rep performance report for a month or a quarter: where the rep stands, why, and what to talk about.

A rate stands with its interval, so that nobody is praised or blamed for chance; sentences about differences
are made from the intervals, never written by eye. A section without rows says so; a rep without any has one
page.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reports import phrases
from reports import rep_sections as sections
from reports import rep_tables as tables
from reports.blocks import Block, Fitted, Hair, Stack, Text
from reports.document import WHOLE, Document, Frame
from reports.tokens import DISPLAY, LEAD, PAPER, RULE, TITLE, WIDTH
from sales.performance import Performance
from sales.periods import Period, name
from sales.words import Words

SECTION_GAP = 16.0
TALK = 120.0  # less room than this is left empty


def rep_report(
    performance: Performance, words: Words, path: Path, paper: str = "a4", company: str = ""
) -> int:
    """Write a rep's performance report as a PDF and return the number of pages.

    `paper` is a key of `tokens.SHEETS`. Raises FileUnwritable.
    """
    return compose(performance, words, paper, company).save(path)


def compose(performance: Performance, words: Words, paper: str = "a4", company: str = "") -> Document:
    """The pages before they are drawn."""
    document = Document(_frame(performance, words, paper, company))
    document.add(_title(performance, words), 12)
    document.add(Hair(PAPER.ink, RULE, 7))
    for row in sections.headline(performance, words):
        document.add(row, 9)
    if _nothing_sold(performance):
        document.add(Text(_emptiness(performance, words), LEAD), SECTION_GAP)
    elif performance.notes:
        document.add(Text(performance.notes[0], LEAD, most=5), SECTION_GAP)
    for outline, block in _body(performance, words):
        document.add(block, SECTION_GAP, outline)
    _close(document, performance, words)
    return document


def _frame(performance: Performance, words: Words, paper: str, company: str) -> Frame:
    period = name(Period(performance.starts_on, performance.ends_on), words)
    alone = bool(performance.rep_no or performance.manager_name)
    kind = words("Rep performance") if alone else words("Team performance")
    readers = [one for one in (performance.rep_name, performance.manager_name) if one]
    provenance = phrases.joined(
        [
            words("Prepared {at}", at=phrases.instant(words, performance.prepared_at)),
            words("data of {at}", at=phrases.instant(words, performance.as_of_at)),
            *performance.versions,
            words("for {names} only", names=phrases.joined(readers, words(" and "))) if alone else "",
        ]
    )
    return Frame(
        words,
        title=words("{kind}: {name}, {period}", kind=kind, name=performance.rep_name, period=period),
        kind=kind,
        subject=period,
        provenance=provenance,
        prepared_at=performance.prepared_at,
        company=company,
        paper=paper,
    )


def _title(performance: Performance, words: Words) -> Stack:
    manager, period = performance.manager_name, Period(performance.starts_on, performance.ends_on)
    parts = [
        name(period, words),
        phrases.joined([performance.rep_no, performance.territory], words(", ")),
        words("manager {name}", name=manager) if manager else "",
        "" if phrases.before(words, period) else words("compared with as many days before"),
    ]
    under = Text(phrases.joined(parts), sections.UNDER, most=2)
    return Stack([Fitted(performance.rep_name, (DISPLAY, TITLE)), under])


def _body(performance: Performance, words: Words) -> Iterator[tuple[str, Block]]:
    """The sections in order, by title; those without rows are left out where nothing was sold at all."""
    silent = _nothing_sold(performance)
    for rows, build in (
        (performance.trend, sections.trend),
        (performance.funnel, sections.funnel),
        (performance.segments, sections.segments),
        (performance.products, tables.products),
        ((*performance.gained, *performance.lost), tables.customers),
        (performance.board, tables.board),
    ):
        if rows or not silent:
            yield build(performance, words)
    if performance.notes[1:]:
        yield tables.findings(performance, words)


def _nothing_sold(performance: Performance) -> bool:
    sold = any(row.net_cents or row.orders for row in performance.segments)
    return not (sold or performance.products or any(m.value for m in performance.measures))


def _emptiness(performance: Performance, words: Words) -> str:
    said = words(
        "No order was credited to {name} in {period}.",
        name=performance.rep_name,
        period=name(Period(performance.starts_on, performance.ends_on), words),
    )
    more = (
        words("What else is on record stands below.") if any(True for _ in _body(performance, words)) else ""
    )
    return phrases.joined([said, more], " ")


def _close(document: Document, performance: Performance, words: Words) -> None:
    """What is left of the last page: lines for both to write on, and how the figures are computed."""
    small = tables.definitions(performance, words)
    tall = small.height(words.locale, WIDTH)
    if tall > WHOLE:
        document.add(small)
        return
    if document.room < tall:
        document.turn()
    if (spare := document.room - tall - 48) >= TALK:
        document.add(tables.talk(performance, words, min(spare, 430)))
    document.stand(small)
