"""The briefs of a day's calls as one PDF for the phone: pages of 90 x 160 mm in 12 pt, the day first.

A brief begins on a page of its own; the reader's list of contents leads to each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from reports import phrases
from reports.blocks import Block, Card, Fitted, Gap, Hanging, Stack, Text
from reports.document import Document, Frame
from reports.tokens import PAPER, Type
from sales.agenda import Parcel
from sales.brief import Brief
from sales.words import Words

HUGE, BIG = Type(18, 23, 600), Type(15, 19, 600)
READ = Type(12, 16.5)
READ_STRONG, READ_SECOND = replace(READ, weight=500), replace(READ, ink=PAPER.ink_2)
LATE = replace(READ_STRONG, ink=PAPER.bad)
NAMED = Type(10, 14, 600, PAPER.ink_2)
LINES = 10  # of one thing: more belongs on the big page
SAID, DOUBTS, OFFERS, CONTACTS = 4, 3, 3, 2


def phone_brief(parcel: Parcel, words: Words, path: Path, now: int, company: str = "") -> int:
    """Write the briefs of a day as one PDF and return its number of pages. Raises FileUnwritable."""
    return compose(parcel, words, now, company).save(path)


def compose(parcel: Parcel, words: Words, now: int, company: str = "") -> Document:
    """The pages before they are drawn."""
    day = words.long_day(parcel.day)
    frame = Frame(
        words,
        title=words("Calls of {day}", day=day),
        kind=company or words("Calls of {day}", day=words.day(parcel.day)),
        subject=words.weekday(parcel.day) if company else "",
        provenance=words("Internal. Prepared {at}", at=phrases.instant(words, now)),
        prepared_at=now,
        company=company,
        paper="phone",
    )
    document = Document(frame)
    document.add(Fitted(day, (HUGE, BIG), 2), 10)
    for block in _agenda(parcel, words):
        document.add(block, 9)
    for brief in parcel.briefs:
        document.turn()
        outline = brief.customer.name
        for block in _brief(brief, words):
            document.add(block, 5, outline)
            outline = ""
    return document


def _agenda(parcel: Parcel, words: Words) -> Iterator[Block]:
    if not parcel.appointments:
        yield Text(words("Nothing is planned for this day."), READ_SECOND)
    for one in parcel.appointments:
        notes = one.notes.split("\n")[0]
        lines: list[Block] = [Text(one.title, READ_STRONG, most=2)]
        if notes:
            lines.append(Text(notes, READ_SECOND, most=2))
        yield Hanging(words.clock(one.starts_at), Stack(lines), READ, indent=42)


def _brief(brief: Brief, words: Words) -> Iterator[Block]:
    yield Fitted(brief.customer.name, (HUGE, BIG), 2)
    yield Text(_when(brief, words), READ_STRONG, most=3)
    reach = [brief.customer.contact_name or "", brief.customer.phone or "", brief.customer.city or ""]
    if any(reach):
        yield Text(phrases.joined(reach), READ_SECOND, most=2)
    yield Text(_standing(brief, words), READ_SECOND, most=4)
    yield from _part(words("Open issues"), _issues(brief))
    yield from _part(words("Last contacts and promises"), _contacts(brief, words))
    yield from _part(words("Next best actions"), _actions(brief))
    yield from _opening(brief, words)
    doubts = [(one.words, one.answer) for one in brief.doubts[:DOUBTS]]
    yield from _part(words("They may object"), _pairs(doubts))
    offers = [
        (phrases.joined([one.name, words.price(one.price_e4, brief.currency)]), one.why)
        for one in brief.offers[:OFFERS]
    ]
    yield from _part(words("Offer"), _pairs(offers))
    bought = [(phrases.joined([words.day(one.day), one.what]), one.note) for one in brief.bought[:CONTACTS]]
    yield from _part(words("Bought"), _pairs(bought))


def _when(brief: Brief, words: Words) -> str:
    call = brief.call
    if call is None:
        return words("No call planned")
    return phrases.joined([f"{words.weekday(call.at)} {words.clock(call.at)}", call.objective or ""])


def _standing(brief: Brief, words: Words) -> str:
    names = [phrases.named(words, phrases.SEGMENTS, one.segment) for one in brief.segments[:2]]
    why = brief.segments[0].why if brief.segments else ""
    spent = words.money(brief.spend_cents, brief.currency, whole=True)
    tier = phrases.named(words, phrases.MEMBERS, brief.tier)
    return phrases.joined([*names, tier, words("{spent} so far", spent=spent), why])


def _part(title: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """A part under its name; the name keeps to the first thing beneath it."""
    rest = list(blocks)
    if rest:
        yield Stack([Gap(5), Text(title, NAMED), Gap(2), rest[0]])
        yield from rest[1:]


def _issues(brief: Brief) -> Iterator[Block]:
    for one in brief.issues:
        yield Stack(
            [
                Text(one.title, READ_STRONG, most=2),
                Text(phrases.joined([one.state, one.detail]), LATE if one.overdue else READ_SECOND, most=4),
            ]
        )


def _contacts(brief: Brief, words: Words) -> Iterator[Block]:
    for one in brief.contacts[:CONTACTS]:
        promise = words("Promised: {what}", what=one.promise) if one.promise else ""
        said = phrases.joined([one.outcome or "", one.text or "", promise])
        yield Text(phrases.joined([words.day(one.at), said]), READ, most=LINES)


def _actions(brief: Brief) -> Iterator[Block]:
    return _pairs([(one.title, one.because) for one in brief.actions])


def _opening(brief: Brief, words: Words) -> Iterator[Block]:
    """The first lines to say."""
    step = brief.track.steps[0] if brief.track and brief.track.steps else None
    if step is None:
        return
    lines: list[Block] = [Text(line, READ, most=LINES) for line in step.say[:SAID]]
    lines += [Text(line, READ_SECOND, most=3) for line in step.ask[:2]]
    if lines:
        said = Card(Stack([Text(words("Open with"), NAMED), Gap(2), Stack(lines, 3)]))
        yield Stack([Gap(5), said])


def _pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[Block]:
    for first, second in pairs:
        lines: list[Block] = [Text(first, READ_STRONG, most=3)]
        if second:
            lines.append(Text(second, READ_SECOND, most=LINES))
        yield Stack(lines)
