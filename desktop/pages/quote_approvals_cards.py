"""The cards of a request for approval: what the rep says, what was tested, margins, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.pages.quote_approvals_read import LineMargin, Request
from desktop.paint import RIGHT, fill_round, paint_text
from desktop.quote_looks import amount, limit, measured, rate, rule_name
from desktop.text import Elided, label, prose
from desktop.theme import Tone, color
from desktop.widgets.buttons import tool
from desktop.widgets.layouts import Item, card, col, frame, row, rule, section
from desktop.widgets.marks import Painted, avatar
from desktop.widgets.table import Column, TableModel, cell_chip, cell_lines, cell_text, whole_table
from sales.approval_requests import ABOVE, INSIDE, NOBODY, YOURS, Finding, standing
from sales.guardrails import ADMIN, LINE
from sales.words import Words

ASKED, LIMIT, STATE = 88, 100, 148  # px of the columns of what was tested
BAR_ROW, NAME, FIGURE = 22, 92, 56
MOST_BARS = 8
WHOLE = Decimal("0.6")  # the margin at which a bar is full
STANDINGS: dict[str, tuple[str, Tone]] = {
    INSIDE: ("Inside", "good"),
    YOURS: ("Yours to decide", "warn"),
    ABOVE: ("Manager decides", "warn"),
    NOBODY: ("Nobody may", "bad"),
}
FIGURES = cell_text("body", "text", RIGHT)
LIMITS = cell_text("body", "text_2", RIGHT)


def said_card(words: Words, asked: Request) -> QFrame:
    """Who asks, when, and in which words."""
    when = moment_words(words, asked.asked_at, asked.now)
    head = row(
        avatar(asked.rep_name, 24), label(asked.rep_name, "strong"), label(when, "caption", "2"), None, gap=8
    )
    parts: list[Item] = [head]
    if asked.reason:
        parts.append(prose(f"\u201c{asked.reason}\u201d"))
    else:
        parts.append(label(words("Asked without a word of why."), "body", "2"))
    return card(*parts, kind="say", margins=(14, 12, 14, 13), gap=7)


def tested_card(words: Words, asked: Request) -> QFrame:
    """Each rule with what was asked and its limit, as it was when it was asked."""
    when = f"{words.day(asked.asked_at)} {words.clock(asked.asked_at)}"
    note = words("snapshot of v{n}, {when}", n=asked.version, when=when)
    how = tool("info", words("An edit that worsens these values voids the approval."))
    head = row(
        label(words("What was tested"), "heading"), Elided(note, "caption", "3"), None, how, gap=8,
        margins=(16, 0, 10, 0),
    )  # fmt: skip
    model = TableModel(_columns(words, asked), asked.findings)
    table = whole_table(model, words("What was tested"))
    table.setSelectionMode(table.SelectionMode.NoSelection)
    return frame("card", col(head, table, gap=0, margins=(1, 8, 1, 4)))


def margins_card(words: Words, asked: Request) -> QFrame:
    """The margin of each line against the floor; the lowest first where there are many."""
    lines: Sequence[LineMargin] = asked.margins
    if len(lines) > MOST_BARS:
        lines = sorted(lines, key=lambda one: (one.margin is not None, one.margin))[:MOST_BARS]
    right: list[Item] = []
    if asked.floor_bp is not None:
        right = [label(words("floor {limit}", limit=rate(words, asked.floor_bp)), "caption", "3")]
    bars: list[Item] = [margin_bar(words, one.name, one.margin, asked.floor_bp, low=one.low) for one in lines]
    if more := len(asked.margins) - len(lines):
        bars.append(
            label(words.count("and {n} line above these", "and {n} lines above these", more), "caption", "3")
        )
    return card(section(words("Margin by line"), *right), *bars, None, gap=3)


def margin_bar(
    words: Words, name: str, margin: Decimal | None, floor_bp: int | None, *, low: bool, width: int = NAME
) -> QWidget:
    """A line's margin on a track from nothing to 60 %, with the floor as a tick; below it in another hue."""
    figure = words("not known") if margin is None else words.percent(margin, 2)

    def draw(p: QPainter, w: float, h: float) -> None:
        paint_text(p, QRectF(0, 0, width, h), name, "label", "text_2")
        left, room = width + 10, w - width - 10 - FIGURE
        fill_round(p, QRectF(left, h / 2 - 2, room, 4), "fill", 2)
        if margin is not None and margin > 0:
            full = room * float(min(margin, WHOLE) / WHOLE)
            fill_round(p, QRectF(left, h / 2 - 2, full, 4), "warn" if low else "accent", 2)
        if floor_bp is not None:
            tick = left + room * min(1.0, floor_bp / 10_000 / float(WHOLE))
            p.fillRect(QRectF(round(tick), h / 2 - 5, 1.5, 10), color("text_3"))
        paint_text(p, QRectF(w - FIGURE, 0, FIGURE, h), figure, "label", "warn" if low else "text", RIGHT)

    return Painted(draw, f"{name}, {figure}", height=BAR_ROW)


def costs_card(words: Words, asked: Request) -> QFrame:
    """What letting it pass gives away, what the quote earns, and what the customer pays."""
    currency = asked.currency
    rows: list[Item] = []
    if asked.under_floor:
        rows.append(pair(words("Under the floor"), amount(words, asked.under_floor, currency)))
    earned = words("not known") if asked.earned is None else amount(words, asked.earned, currency)
    rows.append(pair(words("Margin of the quote"), earned))
    rows.append(pair(words("Total to the customer"), amount(words, asked.total, currency)))
    if asked.chances:
        rows += [4, rule(), 4]
        as_asked, at_floor = asked.chances
        rows.append(pair(words("Chance to win, as asked"), words.percent(as_asked)))
        if at_floor is not None:
            rows.append(pair(words("at the floor price"), words.percent(at_floor), "2"))
    made = card(section(words("What it costs")), *rows, None, gap=6)
    made.setMinimumWidth(220)
    return made


def pair(name: str, figure: str, tone: str = "") -> QHBoxLayout:
    """A name and its figure at the right."""
    return row((Elided(name, "body", "2"), 1), label(figure, "body", tone), gap=8)


def moment_words(words: Words, at: int, now: int) -> str:
    """ "today 09:42", "23 Nov 09:41": when something was, as one says it."""
    clock = words.clock(at)
    if words.moment(at).date() == words.moment(now).date():
        return words("today {clock}", clock=clock)
    return f"{words.day(at)} {clock}"


def where_words(words: Words, finding: Finding) -> str:
    """ "line 5", "each line" or "quote": what a rule was held against."""
    if finding.check.rule.scope != LINE:
        return words("quote")
    if finding.of_all or finding.check.line is None:
        return words("each line")
    return words("line {n}", n=finding.check.line + 1)


def _columns(words: Words, asked: Request) -> Sequence[Column[Finding]]:
    def rule_of(one: Finding) -> tuple[str, str]:
        tested = one.check.rule
        return rule_name(words, tested), f"{tested.id} v{tested.version} · {where_words(words, one)}"

    def value_of(one: Finding) -> tuple[str, bool]:
        return measured(words, one.check.rule, one.check.value, asked.currency), one.broken

    def state_of(one: Finding) -> tuple[str, Tone]:
        where = standing(one, asked.role)
        if where == ABOVE and one.check.rule.role == ADMIN:
            return words("Admin decides"), "warn"
        name, tone = STANDINGS[where]
        return words(name), tone

    return (
        Column(words("Rule"), rule_of, draw=cell_lines, spoken=lambda one: ", ".join(rule_of(one))),
        Column(words("Asked"), value_of, ASKED, _draw_value, right=True),
        Column(
            words("Limit"),
            lambda one: limit(words, one.check.rule, asked.currency),
            LIMIT,
            LIMITS,
            right=True,
        ),
        Column(words("State"), state_of, STATE, cell_chip),
    )


def _draw_value(p: QPainter, box: QRectF, value: Any, chosen: bool) -> None:
    text, broken = value
    paint_text(p, box, text, "strong" if broken else "body", "warn" if broken else "text", RIGHT)
