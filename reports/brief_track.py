"""The sections of the call brief that are spoken: the talk track, the doubts it meets, and the offers."""

from __future__ import annotations

from dataclasses import replace

from reports import lines, phrases, tables
from reports.blocks import Block, Card, Gap, Row, Stack, Text, bullets, nothing, section
from reports.brief_sections import Extent
from reports.tables import Column, Table
from reports.tokens import CELL, CELL_FAINT, CELL_SECOND, CELL_STRONG, LABEL, PAPER, SPOKEN
from sales.brief import Brief, FilledTrack, Offer, Step
from sales.words import MINUS, Words

ACCENT_LABEL = replace(LABEL, ink=PAPER.accent)


def opening(brief: Brief, words: Words, extent: Extent) -> Stack:
    """The talk track: what to say first, what to ask and what not to say."""
    track = brief.track
    if track is None or not track.steps:
        return section(words("Talk track"), nothing(words("No talk track fits this customer.")))
    title = words("Talk track: {title}", title=track.title)
    checked = words("checked {day}", day=words.day(track.verified_on, year=True)) if track.verified_on else ""
    note = phrases.joined([track.why, words("version {n}", n=track.version), checked])
    first = track.steps[0]
    place = words("step {n} of {total}", n=1, total=len(track.steps))
    say = Stack(
        [
            Text(phrases.joined([first.title, place]), ACCENT_LABEL, most=1),
            Text(_quoted(first), SPOKEN, most=extent.say_lines),
        ]
    )
    beside = _beside(track, words, extent)
    return section(title, Row([Card(say), Stack(beside)], [7, 5]) if beside else Card(say), note=note)


def steps(brief: Brief, words: Words, extent: Extent) -> Table | None:
    """The steps of the talk track that follow the first, numbered as in the app."""
    shown = brief.track.steps[1 : 1 + extent.steps] if brief.track else ()
    if not shown:
        return None
    rows: list[list[str | Block]] = [
        [
            words.number(i),
            Text(step.title, CELL_STRONG, most=extent.step_lines),
            Text(_quoted(step), CELL, most=extent.step_lines),
        ]
        for i, step in enumerate(shown, 2)
    ]
    return Table([Column("", 10, kind=CELL_FAINT), Column("", 100), Column("", 0)], rows, 1.6)


def doubts(brief: Brief, words: Words, extent: Extent) -> Table | None:
    """Objections that are likely, the line that answers each, and how often that has worked."""
    if not brief.doubts:
        return None
    shown = brief.doubts[: extent.doubts]
    tried = any(d.n for d in brief.doubts)
    rows: list[list[str | Block]] = [
        [
            Text(words("“{said}”", said=d.words), CELL_STRONG, most=extent.doubt_lines),
            Text(lines.marked(d.answer), CELL, most=extent.doubt_lines),
            *((words.percent(d.won / d.n) if d.n else "–", words.number(d.n)) if tried else ()),
        ]
        for d in shown
    ]
    left_out = phrases.more(words, len(brief.doubts) - len(shown))
    columns = [
        Column(phrases.joined([words("Likely objection"), left_out]), 118),
        Column(words("Answer in a line"), 0),
        *((Column(words("Worked"), 34, "r", most=1), Column("n", 24, "r", most=1)) if tried else ()),
    ]
    return Table(columns, rows, 1.8)


def offers(brief: Brief, words: Words, extent: Extent) -> Stack:
    """What to offer, why, and at which price."""
    shown = brief.offers[: extent.offers]
    title = words("Offers at this customer’s price")
    if not shown:
        return section(title, nothing(words("Nothing is suggested: too little is known yet.")))
    lists = phrases.aligned([phrases.unit_price(words, o.list_e4, brief.currency) for o in shown])
    prices = phrases.aligned([phrases.unit_price(words, o.price_e4, brief.currency) for o in shown])
    sign = phrases.symbol(brief.currency)
    columns = [
        Column(words("Offer"), 146, kind=CELL_STRONG, most=extent.offer_lines),
        Column(words("Say why"), 0, kind=CELL_SECOND, most=extent.offer_lines),
        Column(
            words("List {sign}", sign=sign), tables.fitting(lists, CELL, words.locale, 48, 80), "r", most=1
        ),
        Column("", 30, "r", CELL_FAINT, 1),
        Column(
            words("Price {sign}", sign=sign),
            tables.fitting(prices, CELL_STRONG, words.locale, 48, 80),
            "r",
            CELL_STRONG,
            1,
        ),
    ]
    rows = [[o.name, o.why, a, _saves(o, words), b] for o, a, b in zip(shown, lists, prices, strict=True)]
    return section(title, Table(columns, rows, 1.8), note=phrases.more(words, len(brief.offers) - len(shown)))


def _beside(track: FilledTrack, words: Words, extent: Extent) -> list[Block]:
    asks = [ask for step in track.steps for ask in step.ask]
    avoids = [avoid for step in track.steps for avoid in step.avoid]
    rows: list[Block] = []
    for label, texts, most in (
        (words("Ask"), asks, extent.asks),
        (words("Do not say"), avoids, extent.avoids),
    ):
        if texts and most:
            head = phrases.joined([label, phrases.more(words, len(texts) - most)])
            items = [Text(lines.marked(text), CELL, most=extent.ask_lines) for text in texts[:most]]
            rows += [Gap(3), Text(head, LABEL), Gap(1), bullets(items, CELL)]
    return rows[1:]


def _quoted(step: Step) -> str:
    said = lines.marked(" ".join(step.say).strip())
    return said if not said or said[0] in '“"「' else f"“{said}”"


def _saves(offer: Offer, words: Words) -> str:
    if offer.list_e4 <= 0:
        return ""
    percent = words.percent(offer.price_e4 / offer.list_e4 - 1)
    return percent if percent.startswith(MINUS) and percent != f"{MINUS}0%" else ""
