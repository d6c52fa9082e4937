"""What only the rep may see beside a quote: margin, room to the floor, margins by line, rules.

Before a customer all of it is taken away, not only hidden: nothing of it stays in any widget.
"""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame

from desktop import theme
from desktop.icons import icon_label
from desktop.paint import RIGHT, fill_round, paint_text
from desktop.quote_looks import amount, measured, rate, rule_name
from desktop.text import label
from desktop.theme import color
from desktop.widgets.buttons import button
from desktop.widgets.layouts import Item, add, clear, col, frame, row, rule
from desktop.widgets.marks import Painted, keycap
from sales.approval_requests import earned, findings
from sales.guardrails import LINE, MARGIN
from sales.priced_quote import PricedLine, PricedQuote
from sales.quote_checks import Check, advice
from sales.quote_sentences import advised
from sales.rounding import in_bp, remainder
from sales.words import Words

MOST, NAME, FIGURE, BAR = 8, 116, 58, 22
SCALE_BP = 6000  # the right end of a margin bar


class PrivatePanel(QFrame):
    """`taken` carries the line's id and the quantity of a next break that the rep takes."""

    taken = Signal(str, str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.setFixedWidth(theme.SIDE)
        self.setAccessibleName(words("Private"))
        self._body = col(gap=0, margins=(20, 18, 20, 18))
        self.setLayout(self._body)

    def forget(self) -> None:
        """Take everything away."""
        clear(self._body)

    def show_quote(
        self, priced: PricedQuote, found: tuple[Check, ...], names: list[str], *, editable: bool
    ) -> None:
        words = self._words
        clear(self._body)
        head = row(
            icon_label("lock", "text_3", 13),
            label(words("Not shown in presentation view"), "caption", "3"),
            None,
            keycap("F11"),
            gap=6,
        )
        add(self._body, head, 12, self._figures(priced), 14)
        worst = sorted(range(len(names)), key=lambda at: _order(priced.lines[at]))[:MOST]
        floor = _floor_bp(priced)
        for at in sorted(worst):
            add(self._body, self._bar(priced.lines[at], names[at], floor))
        if len(names) > MOST:
            rest = words("The {n} lowest of {all} lines.", n=MOST, all=len(names))
            add(self._body, 4, label(rest, "caption", "3"))
        self._advise(priced, editable)
        add(
            self._body,
            14,
            rule(),
            14,
            label(words("Approval"), "heading"),
            8,
            *self._rules(priced, found),
            None,
        )

    def in_short(self, priced: PricedQuote) -> str:
        """Margin and room in one line, where there is no place for the panel."""
        words, room = self._words, _room(priced)
        margin = "–" if priced.margin is None else words.percent(priced.margin, 2)
        left = "–" if room is None else amount(words, room, priced.quote.currency)
        return f"{words('Margin')} {margin}  ·  {words('Room to the floor')} {left}"

    def _figures(self, priced: PricedQuote) -> Item:
        words, money, share = self._words, priced.quote.currency, priced.margin
        left = earned(priced)
        margin = "–" if share is None else words.percent(share, 2)
        room = _room(priced)
        one = col(
            label(words("Margin"), "label", "2"),
            label(margin, "display"),
            label("–" if left is None else amount(words, left, money), "caption", "3"),
            gap=3,
        )
        two = col(
            label(words("Room to the floor"), "label", "2"),
            label("–" if room is None else amount(words, room, money), "display"),
            label(words("before {limit} is met", limit=rate(words, _floor_bp(priced))), "caption", "3"),
            gap=3,
        )
        return row((one, 1), (two, 1), gap=12)

    def _bar(self, line: PricedLine, name: str, floor_bp: int) -> Painted:
        words = self._words
        share = None if line.margin is None else in_bp(line.margin)
        low = share is None or share < floor_bp
        figure = "–" if share is None else words.percent(Decimal(share).scaleb(-4), 2)

        def draw(p: QPainter, w: float, h: float) -> None:
            paint_text(p, QRectF(0, 0, NAME, h), name, "label", "text_2")
            left, wide, middle = NAME + 8, w - NAME - 16 - FIGURE, h / 2
            fill_round(p, QRectF(left, middle - 2, wide, 4), "fill", 2)
            full = wide * min(max(share or 0, 0), SCALE_BP) / SCALE_BP
            fill_round(p, QRectF(left, middle - 2, full, 4), "warn" if low else "accent", 2)
            tick = QRectF(left + wide * floor_bp / SCALE_BP, middle - 5, 1.5, 10)
            p.fillRect(tick, color("text_3"))
            paint_text(p, QRectF(w - FIGURE, 0, FIGURE, h), figure, "label", "warn" if low else "text", RIGHT)

        return Painted(draw, f"{name}: {figure}", height=BAR)

    def _advise(self, priced: PricedQuote, editable: bool) -> None:
        found = next(advice(priced), None)
        if found is None:
            return
        words, line = self._words, priced.lines[found.line].line
        said: list[Item] = [label(advised(found, priced.quote.currency, words), "strong", wrap=True)]
        if editable:
            take = button(words("Take {n}", n=f"{found.cheaper.qty.normalize():f}"))
            take.clicked.connect(lambda: self.taken.emit(line.id, f"{found.cheaper.qty:f}"))
            said.append(row(take, None))
        add(self._body, 12, frame("say", col(*said, gap=8, margins=(14, 11, 14, 12))))

    def _rules(self, priced: PricedQuote, found: tuple[Check, ...]) -> list[Item]:
        words, money = self._words, priced.quote.currency
        lines: list[Item] = []
        for one in findings(found)[:MOST]:
            check = one.check
            whose = "" if check.line is None else words("Line {n}", n=check.line + 1) + " · "
            said = f"{whose}{rule_name(words, check.rule)}"
            limit = measured(words, check.rule, check.rule.limit, money)
            figure = measured(words, check.rule, check.value, money)
            held = words("{value}, limit {limit}", value=figure, limit=limit)
            sign, tone = ("triangle-alert", "warn") if one.broken else ("check", "good")
            text = col(
                label(said, "strong" if one.broken else "body", wrap=True),
                label(f"{check.rule.id} v{check.rule.version} · {held}", "caption", "3", wrap=True),
                gap=1,
            )
            mark = icon_label(sign, tone, 14)
            mark.setAlignment(Qt.AlignmentFlag.AlignTop)
            lines += [row(mark, (text, 1), gap=10), 8]
        return lines


def _order(line: PricedLine) -> Decimal:
    return Decimal(-1) if line.margin is None else line.margin


def _floor_bp(priced: PricedQuote) -> int:
    """The floor of the whole quote, else the highest of its lines."""
    rules = [one for one in priced.quote.guardrails.rules if one.measure == MARGIN]
    whole = [int(one.limit) for one in rules if one.scope != LINE] or [int(one.limit) for one in rules]
    return max(whole, default=0)


def _room(priced: PricedQuote) -> Decimal | None:
    """What may still be taken off the whole before its floor is met."""
    cost, floor = priced.cost, _floor_bp(priced)
    if cost is None or floor >= 10_000:
        return None
    return priced.goods - priced.quote.rounding.up(cost / remainder(floor))
