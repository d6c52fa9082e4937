"""The tables of the rep performance report: what was sold, who came and went, the team, small print."""

from __future__ import annotations

from collections.abc import Sequence

from reports import phrases, tables
from reports.blocks import Block, Gap, Hair, Paint, Row, Stack, Text, nothing, section
from reports.marks import bar
from reports.pen import Pen
from reports.tables import Column, Table
from reports.tokens import CELL, CELL_FAINT, CELL_SECOND, CELL_STRONG, FINE, LABEL, PAPER
from sales.performance import CustomerRow, Performance
from sales.words import Words

SHOWN_CUSTOMERS = 8


def products(performance: Performance, words: Words) -> tuple[str, Block]:
    """What was sold most, and at which discount."""
    title, found = words("Products"), performance.products
    if not found:
        return title, section(title, nothing(words("No product was sold.")))
    top = max(p.net_cents for p in found) or 1
    units = [words.number(p.units) for p in found]
    sums = [phrases.amount(words, p.net_cents, performance.currency, whole=True) for p in found]
    rows: list[list[str | Block]] = [
        [
            p.product,
            phrases.named(words, phrases.CATEGORIES, p.category),
            units[i],
            sums[i],
            bar(p.net_cents, top),
            words.percent(p.discount_bp / 10000, 1),
        ]
        for i, p in enumerate(found)
    ]
    sign = phrases.symbol(performance.currency)
    columns = [
        Column(words("Product"), 148, most=2),
        Column(words("Category"), 80, kind=CELL_SECOND, most=1),
        tables.figures(words("Units"), units, words.locale, 34),
        tables.figures(words("Sales {sign}", sign=sign), sums, words.locale, 58),
        Column("", 0),
        Column(words("Discount"), 42, "r", most=1),
    ]
    note = words("the {n} with most money · discount off the list price", n=len(found))
    return title, section(title, Table(columns, rows), note=note)


def customers(performance: Performance, words: Words) -> tuple[str, Block]:
    """Who bought for the first time, and whose spend fell most, side by side."""
    gained = _customers(words("Customers won"), performance.gained, performance.currency, words)
    lost = _customers(words("Bought less than before"), performance.lost, performance.currency, words)
    return words("Customers won and lost"), Row([gained, lost], [6, 6])


def board(performance: Performance, words: Words) -> tuple[str, Block]:
    """The rep beside the team."""
    title, found = words("The team"), performance.board
    if not found:
        return title, section(title, nothing(words("Nobody else is on the team.")))
    top = max(s.net_cents for s in found) or 1
    sums = [phrases.amount(words, s.net_cents, performance.currency, whole=True) for s in found]
    averages = [phrases.amount(words, s.average_cents, performance.currency, whole=True) for s in found]
    orders = [words.number(s.orders) for s in found]
    rows: list[list[str | Block]] = [
        [
            words.number(i + 1),
            s.rep,
            sums[i],
            bar(s.net_cents, top, ink=PAPER.accent if s.mine else PAPER.tint),
            orders[i],
            averages[i],
            words.percent(s.discount_bp / 10000, 1),
            words.percent(s.conversion_bp / 10000, 1),
        ]
        for i, s in enumerate(found)
    ]
    sign = phrases.symbol(performance.currency)
    columns = [
        Column("", 14, "r", CELL_FAINT),
        Column(words("Rep"), 100, kind=CELL_STRONG, most=1),
        tables.figures(words("Sales {sign}", sign=sign), sums, words.locale, 62),
        Column("", 0),
        tables.figures(words("Orders"), orders, words.locale, 38),
        tables.figures(words("Average {sign}", sign=sign), averages, words.locale, 56),
        Column(words("Discount"), 42, "r", most=1),
        Column(words("Conversion"), 50, "r", most=1),
    ]
    mine = frozenset(i for i, s in enumerate(found) if s.mine)
    ranked = words("ranked by sales")
    note = words("ranked by sales · bold: {name}", name=performance.rep_name) if mine else ranked
    return title, section(title, Table(columns, rows, strong=mine), note=note)


def findings(performance: Performance, words: Words) -> tuple[str, Block]:
    """The findings after the first, strongest first."""
    title = words("What stands out")
    rows: list[list[str | Block]] = [
        [words.number(i), Text(note, CELL, most=12)] for i, note in enumerate(performance.notes[1:], 1)
    ]
    return title, section(title, Table([Column("", 10, kind=CELL_FAINT), Column("", 0)], rows, 2.2))


def talk(performance: Performance, words: Words, tall: float) -> Row:
    """Lines on which the rep and the manager write what they agree on."""

    def write(pen: Pen, x: float, y: float, width: float, height: float) -> None:
        count = int(height // 24)
        for i in range(count):
            pen.line(x, y + i * height / count, x + width, y + i * height / count, PAPER.line, 0.5)

    names = (performance.rep_name, performance.manager_name or words("Manager"))
    return Row(
        [section(words("{name}: words and goals", name=n), Paint(tall, write), gap=0) for n in names], [6, 6]
    )


def definitions(performance: Performance, words: Words) -> Stack:
    """How the figures that were shown are computed, in small print."""
    pairs = list(performance.definitions)
    if performance.funnel or performance.segments:
        pairs.append((words("95%"), words("Wilson interval of a share: what chance alone can explain.")))
    if performance.funnel:
        said = words("Customers who reached a stage, of those who reached the stage before.")
        pairs.append((words("Rate"), f"{said} {words('For the team: all of its customers together.')}"))
    if not pairs:
        return Stack([])
    rows: list[list[str | Block]] = [
        [Text(name, FINE, most=2), Text(text, FINE, most=3)] for name, text in pairs
    ]
    table = Table([Column("", 90), Column("", 0)], rows, 0.4, rules=False)
    return Stack(
        [Hair(PAPER.line, 0.5, 5), Text(words("How the figures are computed"), LABEL), Gap(1), table]
    )


def _customers(title: str, found: Sequence[CustomerRow], currency: str, words: Words) -> Stack:
    shown = found[:SHOWN_CUSTOMERS]
    if not shown:
        return section(title, nothing(words("None in this period.")))
    sums = [phrases.amount(words, c.net_cents, currency, whole=True) for c in shown]
    changes = [phrases.signed(phrases.amount(words, c.change_cents, currency, whole=True)) for c in shown]
    rows: list[list[str | Block]] = []
    for c, net, change in zip(shown, sums, changes, strict=True):
        segment = phrases.named(words, phrases.SEGMENTS, c.segment)
        under = phrases.joined([c.customer_no, segment, words.count("{n} order", "{n} orders", c.orders)])
        rows.append([Stack([Text(c.name, CELL_STRONG, most=1), Text(under, FINE, most=1)]), net, change])
    sign = phrases.symbol(currency)
    columns = [
        Column(words("Customer"), 0),
        tables.figures(words("Sales {sign}", sign=sign), sums, words.locale, 52, most=70),
        tables.figures(words("Change {sign}", sign=sign), changes, words.locale, 56, most=70),
    ]
    return section(title, Table(columns, rows), note=phrases.more(words, len(found) - len(shown)))
