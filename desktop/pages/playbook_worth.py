"""What a card is worth: how often it worked, with whom, what reps say of it, and who keeps it true."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from data.handbook import Reading, Share
from data.ratings import Opinion
from desktop.desk import Step, Trace
from desktop.pages.playbook_parts import kept_by, quoted
from desktop.segments import segment_name
from desktop.text import fixed, label
from desktop.widgets.layouts import Item, add, clear, col, row, rule, section
from desktop.widgets.marks import band, chip
from sales.words import Words

FEW = 5  # judgements under which a share says nothing
REMARKS = 4


def fill_worth(into: QVBoxLayout, reading: Reading, words: Words) -> None:
    """Fill the side panel of a card."""
    clear(into)
    add(into, section(words("Does it work?")), 8, *_whole(reading.whole, words))
    if reading.by_segment:
        add(into, 12, *(_segment(name, share, words) for name, share in reading.by_segment), 6)
        add(into, label(words("Dot: share that worked. Band: 95% interval."), "caption", "3", wrap=True))
    variants = [segment for segment, _ in reading.variants if segment]
    if variants:
        names = (segment_name(words, one) for one in variants)
        add(into, 16, rule(), 14, section(words("Segment variants"), chip(words.number(len(variants)))), 4)
        add(into, *(label(one, "body", "2") for one in names))
    if reading.opinions:
        add(into, 16, rule(), 14, *told_opinions(reading.opinions, words))
    add(into, 16, rule(), 14, *kept_by(words, reading.card, reading.overdue_days))


def told_share(share: Share, words: Words) -> str:
    """A share in a few letters: a percentage, or that there are too few cases for one."""
    return words.percent(share.value) if share.n >= FEW else words("too few")


def rate_trace(reading: Reading, words: Words) -> Trace:
    """Why a card's rate is what it is, segment by segment."""
    steps = tuple(
        Step(
            segment_name(words, name) if name else words("Not known"),
            words("{worked} of {n}", worked=share.worked, n=share.n),
            words(
                "true share between {low} and {high}",
                low=words.percent(share.low),
                high=words.percent(share.high),
            ),
        )
        for name, share in reading.by_segment
    )
    return Trace(
        quoted(reading.card.title),
        told_share(reading.whole, words),
        words("Reps judge after each call whether the answer worked; what was not judged does not count."),
        steps,
        words("Between two shares lies the true one, 19 times out of 20 (Wilson)."),
    )


def told_opinions(opinions: tuple[Opinion, ...], words: Words) -> list[Item]:
    """How many find a piece helpful, and what they remark."""
    good = sum(one.helpful for one in opinions)
    said = words("{good} of {n} say it helps", good=good, n=words.number(len(opinions)))
    items: list[Item] = [section(words("What reps say")), 4, label(said, "body", "2")]
    for one in [one for one in opinions if one.remark][:REMARKS]:
        who = (words.chinese and one.rep_zh) or one.rep or words("Somebody")
        items += [
            8,
            label(one.remark, "body", wrap=True),
            label(f"{who} · {words.day(one.at)}", "caption", "3"),
        ]
    return items


def _whole(share: Share, words: Words) -> list[Item]:
    if not share.n:
        return [label(words("Nobody has judged it yet."), "body", "2")]
    counted = words("{worked} of {n} worked", worked=words.number(share.worked), n=words.number(share.n))
    return [
        row(
            label(told_share(share, words), "display"),
            (col(None, label(counted, "body", "2"), 3, gap=0), 0),
            None,
            gap=10,
        )
    ]


def _segment(name: str, share: Share, words: Words) -> Item:
    shown = segment_name(words, name) if name else words("Not known")
    counted = words("{worked} of {n}", worked=share.worked, n=share.n)
    picture = band(share.value, share.low, share.high, f"{shown}: {counted}")
    few = "3" if share.n < FEW else "2"
    return row(fixed(shown, 84), picture, None, label(counted, "label", few), gap=8, margins=(0, 4, 0, 4))
