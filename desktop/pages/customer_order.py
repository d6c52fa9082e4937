"""An order opened in the line of time: what is in it, where it is, and what makes up for a delay."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from desktop.pages.customer_entries import NODES, Telling, contents
from desktop.paint import fill_round, paint_text, text_width
from desktop.text import Elided, label
from desktop.theme import color
from desktop.widgets.buttons import button
from desktop.widgets.layouts import Item, card, row
from desktop.widgets.states import banner
from sales.facts import Order
from sales.orders import DONE, HERE, DelayRule, Node, delayed, delayed_on, tracking
from sales.words import Words

MARGINS = (14, 12, 14, 14)
BRIEF = {"out_for_delivery": "Delivering"}  # where there is little room


class Tracker(QWidget):
    """The six nodes of a delivery: done is filled, where it is is ringed, later is hollow."""

    HEIGHT = 56

    def __init__(self, order: Order, words: Words, *, late: bool) -> None:
        super().__init__()
        self._nodes, self._late = tracking(order), late
        self._names = [
            (words(NODES[node.name]), words(BRIEF.get(node.name, NODES[node.name]))) for node in self._nodes
        ]
        self._times = [self._when(node, order, words) for node in self._nodes]
        self.setFixedHeight(self.HEIGHT)
        said = zip(self._names, self._times, strict=True)
        self.setAccessibleName(", ".join(f"{name} {when}".strip() for (name, _), (when, _) in said))

    def _when(self, node: Node, order: Order, words: Words) -> tuple[str, str]:
        """When a node was reached or is due, and the same where there is little room."""
        if node.at is not None:
            return f"{words.day(node.at)} {words.clock(node.at)}", words.day(node.at)
        if node.name == "signed" and order.promised_on:
            day = words.day(order.promised_on)
            return words("was due {day}", day=day) if self._late else words("due {day}", day=day), day
        return "", ""

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        step, middle = self.width() / len(self._nodes), 9.0
        for at, node in enumerate(self._nodes[:-1]):
            reached = node.state == DONE
            line = QRectF(at * step + 14, middle - 1, step - 16, 2)
            fill_round(p, line, "accent" if reached else "line_strong", 1)
        for at, node in enumerate(self._nodes):
            self._paint_node(p, at * step + 6, middle, node)
            token = {DONE: "text", HERE: "warn" if self._late else "accent"}.get(node.state, "text_3")
            name = _fitting(self._names[at], "label", step - 6)
            when = _fitting(self._times[at], "caption", step - 6)
            paint_text(p, QRectF(at * step, 20, step - 6, 17), name, "label", token)
            paint_text(p, QRectF(at * step, 38, step - 6, 16), when, "caption", "text_3")

    def _paint_node(self, p: QPainter, x: float, middle: float, node: Node) -> None:
        circle = QRectF(x - 5, middle - 5, 10, 10)
        if node.state == DONE:
            fill_round(p, circle, "accent", 5)
            return
        token = "line_strong" if node.state != HERE else "warn" if self._late else "accent"
        p.setPen(QPen(color(token), 2))
        p.setBrush(color("surface"))
        p.drawEllipse(circle.adjusted(1, 1, -1, -1))
        if node.state == HERE:
            fill_round(p, circle.adjusted(3.2, 3.2, -3.2, -3.2), token, 2)


class OrderCard(QFrame):
    """The order's contents and sum over its tracker; under a delay, the compensation to offer."""

    call_wanted = Signal(object)  # Order
    coupon_wanted = Signal(object)  # Order

    def __init__(self, order: Order, by: Telling) -> None:
        super().__init__()
        self._order = order
        words, late = by.words, delayed(order, by.today, by.rule)
        total = label(words.money(order.net_cents, order.currency), "strong")
        parts: list[Item] = [
            row((Elided(contents(order, by), "body", "2"), 1), total, gap=12),
            Tracker(order, words, late=late),
        ]
        if late:
            parts.append(self._offer(by))
        holder = card(*parts, gap=12, margins=MARGINS)
        self.setLayout(row(holder, gap=0))

    def _offer(self, by: Telling) -> QWidget:
        words, rule = by.words, by.rule
        first_late = delayed_on(self._order, rule)
        offered = by.coupon_at
        if offered is not None and first_late is not None and words.moment(offered).date() >= first_late:
            day = words.day(offered)
            return banner("good", "gift", words("The delay compensation was offered on {day}.", day=day))
        call, give = button(words("Call first")), button(words("Offer coupon"), variant="primary")
        call.clicked.connect(lambda: self.call_wanted.emit(self._order))
        give.clicked.connect(lambda: self.coupon_wanted.emit(self._order))
        return banner(
            "warn",
            "gift",
            words("Offer the delay compensation: {coupon}", coupon=coupon(rule, self._order.currency, words)),
            words("Best said in a call, before they call."),
            [call, give],
        )


def _fitting(texts: tuple[str, str], role: str, room: float) -> str:
    """The long text where there is room for it, else the short one."""
    return texts[0] if text_width(texts[0], role) <= room else texts[1]


def coupon(rule: DelayRule, currency: str, words: Words) -> str:
    """The compensation in words: "a ¥5 coupon, no minimum"."""
    amount = words.money(rule.coupon_cents, currency, whole=rule.coupon_cents % 100 == 0)
    if rule.minimum_cents == 0:
        return words("a {amount} coupon, no minimum", amount=amount)
    least = words.money(rule.minimum_cents, currency, whole=True)
    return words("a {amount} coupon from {least}", amount=amount, least=least)
