"""Beside a request: what the rep asked before, the allowances that hold, and what an approval means."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop import theme
from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.pages.quote_approvals_list import DECISIONS
from desktop.pages.quote_approvals_read import AskedBefore, Leave, Past, Request
from desktop.quote_looks import amount, measured
from desktop.text import Elided, label
from desktop.widgets.buttons import button, tool
from desktop.widgets.layouts import Item, add, box, card, clear, col, row, rule, scroll
from desktop.widgets.marks import chip
from reports.phrases import CATEGORIES, named
from sales.guardrails import DISCOUNT, MARGIN, TERMS, TOTAL
from sales.words import Words

MAY = {
    MARGIN: "Margin down to {limit}",
    DISCOUNT: "Rep discount up to {limit}",
    TOTAL: "Total up to {limit}",
    TERMS: "Payment within {limit}",
}


class ApprovalsSide(QWidget):
    """`grant_wanted` asks for a new allowance, `revoked` carries the Leave that is to end."""

    grant_wanted = Signal()
    revoked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._words = desk.words
        self._body = col(gap=0, margins=(20, 18, 20, 18))
        self.setLayout(col(scroll(box(self._body)), gap=0))
        self.setFixedWidth(theme.SIDE)

    def show_all(
        self,
        asked: Request | None,
        past: Past | None,
        leaves: Sequence[Leave],
        currency: str,
        *,
        decides: bool,
    ) -> None:
        """Show what is known about who asks; without a request, the allowances alone."""
        words = self._words
        clear(self._body)
        if asked is not None:
            title = words("Before you decide") if decides else words("Your requests")
            add(self._body, label(title, "title"), 14)
        if past is not None:
            add(self._body, *self._past(past, own=not decides), 16, rule(), 14)
        add(self._body, *self._leaves(leaves, currency, grants=decides))
        if asked is not None:
            add(self._body, 16, rule(), 14, *_after(words, asked))
        add(self._body, None)

    def _past(self, past: Past, *, own: bool) -> list[Item]:
        words = self._words
        title = words("Asked before") if own else words("Asked before by {name}", name=past.rep_name)
        items: list[Item] = [label(title, "heading"), 8]
        for one in past.last:
            items += [_asked_before(words, one), 10]
        if not past.asked:
            return [*items, label(words("Nothing this quarter."), "label", "2")]
        said = words(
            "{asked} asked this quarter, {approved} approved, {won} of those won.",
            asked=words.number(past.asked),
            approved=words.number(past.approved),
            won=words.number(past.won),
        )
        team = words(
            "Team: {asked} asked, {approved} approved.",
            asked=words.number(past.team_asked),
            approved=words.number(past.team_approved),
        )
        return [*items, label(f"{said}{'' if words.chinese else ' '}{team}", "label", "2", wrap=True)]

    def _leaves(self, leaves: Sequence[Leave], currency: str, *, grants: bool) -> list[Item]:
        words = self._words
        right: list[Item] = []
        if grants:
            grant = button(words("Grant"), "plus", "ghost")
            grant.setToolTip(f"{words('Grant an allowance')}  G")
            grant.clicked.connect(self.grant_wanted)
            right = [grant]
        items: list[Item] = [row(label(words("Allowances in advance"), "heading"), None, *right, gap=6), 8]
        if not leaves:
            none = words("None holds today. With one, a rep can issue within it at once, also offline.")
            return [*items, label(none, "label", "2", wrap=True)]
        for one in leaves:
            items += [self._leave(one, currency, grants=grants), 8]
        return items[:-1]

    def _leave(self, leave: Leave, currency: str, *, grants: bool) -> QFrame:
        words = self._words
        kind = named(words, CATEGORIES, leave.category) if leave.category else words("all lines")
        title = words("{name}, {lines}", name=leave.rep_name, lines=kind.lower())
        head: list[Item] = [
            (Elided(title, "strong"), 1),
            chip(words("to {day}", day=words.day(leave.until)), "accent"),
        ]
        if grants:
            end = tool("x", words("Take back this allowance"))
            end.clicked.connect(partial(self.revoked.emit, leave))
            head.append(end)
        return card(
            row(*head, gap=8),
            label(_may(words, leave, currency), "label", "2", wrap=True),
            label(_signed(words, leave), "caption", "3", wrap=True),
            margins=(12, 8, 8, 11),
            gap=3,
        )


def _asked_before(words: Words, one: AskedBefore) -> QHBoxLayout:
    name, tone = DECISIONS["at_floor" if one.at_floor and one.decision == "approved" else one.decision]
    who = col(Elided(one.customer, "strong"), label(words.day(one.at), "caption", "3"), gap=1)
    value: list[Item] = []
    if one.rule and one.value is not None and one.rule.measure != TOTAL:
        value = [label(measured(words, one.rule, one.value, ""), "label", "2")]
    return row((who, 1), *value, chip(words(name), tone), gap=8)


def _may(words: Words, leave: Leave, currency: str) -> str:
    """ "Margin down to 21%, at most ¥3,000.00 a quote"."""
    if leave.rule is None:
        return words("Rule {rule}, which is no longer there", rule=leave.rule_id)
    far = words(MAY[leave.rule.measure], limit=measured(words, leave.rule, leave.limit, currency))
    if leave.most_total is None:
        return far
    most = amount(words, leave.most_total, currency, whole=leave.most_total == int(leave.most_total))
    return words("{what}, at most {amount} a quote", what=far, amount=most)


def _signed(words: Words, leave: Leave) -> str:
    """When it was signed, and how much of it is used."""
    if leave.uses is not None:
        used = words("{n} of {all} used", n=leave.used, all=leave.uses)
    elif leave.used:
        used = words.count("used in {n} quote", "used in {n} quotes", leave.used)
    else:
        used = words("not used")
    return words("Signed {day}; works offline; {used}", day=words.day(leave.signed_at), used=used)


def _after(words: Words, asked: Request) -> list[Item]:
    n = asked.version
    return [
        label(words("After approval"), "heading"),
        8,
        _meaning(
            "circle-check",
            "accent",
            words("Kept if v{n} gets better", n=n),
            words("A smaller discount or a higher margin"),
        ),
        9,
        _meaning(
            "rotate-ccw",
            "warn",
            words("Void if v{n} gets worse", n=n),
            words("Any tested value below the snapshot"),
        ),
        9,
        _meaning("clock", "accent", words("Ends with the quote"), words.day(asked.valid_until, year=True)),
    ]


def _meaning(icon: str, tone: str, head: str, detail: str) -> QHBoxLayout:
    return row(
        (col(2, icon_label(icon, tone, 15), None), 0),
        (col(label(head, "strong", wrap=True), label(detail, "caption", "2", wrap=True), gap=1), 1),
        gap=10,
    )
