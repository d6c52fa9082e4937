"""The side of Today: how the month goes, what is promised, birthdays, what came since yesterday."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from data.quote_matters import EXPIRING, QuoteMatter
from data.today import Birthday, MonthSoFar, News, Owed, Today
from desktop import theme
from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.paint import fill_round
from desktop.text import Elided, label
from desktop.widgets.buttons import Block, link, tool
from desktop.widgets.layouts import Item, add, clear, col, row, rule, scroll, section
from desktop.widgets.marks import Painted, chip
from sales.words import MONTHS_LONG, Words

NEWS_ICONS = {"ticket": "life-buoy", "review": "star", "return": "rotate-ccw", "order": "package"}
ANSWERS = {
    "approved": ("circle-check", "good", "approved: issue it"),
    "denied": ("ban", "bad", "denied"),
    "question": ("messages-square", "warn", "a question for you"),
}
SHOWN_PROMISES = 3
EDGE = 6  # a row's ground reaches so far beyond its words


class Part(NamedTuple):
    """A part of the panel: its head, and its rows."""

    head: list[Item]
    rows: list[Item]


class Side(QWidget):
    """Filled from a `Today`. A customer's row opens them; a promise can be ticked off as kept."""

    kept = Signal(object)  # Owed

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._words = desk, desk.words
        self._all_promises = False
        self._shown: Today | None = None
        self._body = col(gap=0, margins=(20 - EDGE, 20, 20 - EDGE, 18))
        inner = QWidget()
        inner.setLayout(self._body)
        self.setLayout(col(scroll(inner), gap=0))
        self.setFixedWidth(theme.SIDE)

    def show_today(self, today: Today) -> None:
        self._shown = today
        clear(self._body)
        for at, part in enumerate(self._parts(today)):
            if at:
                add(self._body, 14, _inset(rule()), 14)
            add(self._body, _inset(*part.head), *part.rows)
        safe = self._words("Nothing is lost offline: all of it is saved here.")
        add(self._body, None, 14, _inset(label(safe, "caption", "3", wrap=True)))

    def _parts(self, today: Today) -> Iterator[Part]:
        yield Part(self._month(today.month, today.currency), [])
        yield self._promises(today.promises)
        if today.quotes or today.quotes_asked:
            yield self._quotes(today)
        if today.birthdays:
            yield self._birthdays(today.birthdays)
        yield self._news(today)

    def _month(self, month: MonthSoFar, currency: str) -> list[Item]:
        words = self._words
        name = month_name(words, month.days.first)
        days = f"{words.day(month.days.first)} – {words.day(month.days.last)}"
        share = month.now.net_cents / month.whole_before.net_cents if month.whole_before.net_cents else None
        parts: list[Item] = [
            section(words("{month} so far", month=name), label(days, "label", "3")),
            6,
            label(words.money(month.now.net_cents, currency, whole=True), "display"),
            label(self._against(month, currency), "label", "2", wrap=True),
            10,
        ]
        if share is not None:
            said = words(
                "{share} of all of {month}, {amount}",
                share=words.percent(share),
                month=month_name(words, _month_before(month)),
                amount=words.money(month.whole_before.net_cents, currency, whole=True),
            )
            parts += [_progress(share, said), 6, label(said, "caption", "3", wrap=True), 8]
        average = words.money(month.now.average_cents, currency, whole=True) if month.now.orders else "–"
        parts += [
            _pair(words("Orders"), words.number(month.now.orders)),
            _pair(words("Average order"), average),
        ]
        return parts

    def _against(self, month: MonthSoFar, currency: str) -> str:
        words, before = self._words, month.before.net_cents
        name = month_name(words, _month_before(month))
        if not before:
            return words("Nothing was won in the same days of {month}.", month=name)
        change = month.now.net_cents / before - 1
        amount, share = words.money(before, currency, whole=True), words.percent(abs(change))
        return words(
            "{share} above the same days of {month}, {amount}"
            if change >= 0
            else "{share} below the same days of {month}, {amount}",
            share=share,
            month=name,
            amount=amount,
        )

    def _promises(self, promises: tuple[Owed, ...]) -> Part:
        words, over = self._words, sum(one.days_over > 0 for one in promises)
        if not promises:
            return Part([section(words("Promises")), 4, label(words("None is due."), "body", "2")], [])
        state = (
            chip(words.count("{n} overdue", "{n} overdue", over), "bad")
            if over
            else label(words("none overdue"), "label", "3")
        )
        shown = promises if self._all_promises else promises[:SHOWN_PROMISES]
        rows: list[Item] = [self._promise(one) for one in shown]
        if len(shown) < len(promises):
            more = link(words("Show all {n}", n=len(promises)))
            more.clicked.connect(self._show_all)
            rows.append(row(more, None, margins=(EDGE + 25, 2, 0, 0)))
        return Part([section(words("Promises"), state), 2], rows)

    def _promise(self, one: Owed) -> QWidget:
        words, over = self._words, one.days_over
        token = "bad" if over > 0 else "warn" if over == 0 else "text_3"
        if over > 0:
            state = words.count("{n} day", "{n} days", over)
        else:
            state = words("today") if over == 0 else words("tomorrow")
        done = tool("check", words("Kept: {what}", what=one.promise))
        done.clicked.connect(lambda: self.kept.emit(one))
        said = words("{name}, for {day}", name=one.name, day=words.day(one.promised_on))
        what = one.promise[:1].upper() + one.promise[1:]
        end = label(state, "label", "bad" if over > 0 else "warn" if over == 0 else "2")
        return self._line("flag", token, what, said, end, one.customer_id, done)

    def _birthdays(self, birthdays: tuple[Birthday, ...]) -> Part:
        words = self._words
        rows: list[Item] = [
            self._line(
                "gift", "text_3", one.name, "", label(words.weekday(one.on), "label", "2"), one.customer_id
            )
            for one in birthdays
        ]
        return Part([section(words("Birthdays this week")), 2], rows)

    def _quotes(self, today: Today) -> Part:
        """What is asked of a manager, the answers that came to a rep, and what ends within a week."""
        words = self._words
        every = link(words("All quotes"))
        every.clicked.connect(lambda: self._desk.go("quotes", "all"))
        rows: list[Item] = []
        if n := today.quotes_asked:
            asked = words.count("{n} quote waits for you", "{n} quotes wait for you", n)
            rows.append(
                self._line("badge-check", "warn", asked, "", QWidget(), "", to=("quotes", "approve/"))
            )
        for one in today.quotes:
            icon, token, said = quote_words(words, one)
            end = label(words.day(one.until), "label", "3") if one.until else QWidget()
            line = self._line(
                icon, token, one.customer, f"{one.number} · {said}", end, "", to=("quote", one.version_id)
            )
            rows.append(line)
        return Part([section(words("Quotes"), every), 2], rows)

    def _news(self, today: Today) -> Part:
        words, news = self._words, today.news
        if not news:
            none = label(words("Nothing new came in."), "body", "2")
            return Part([section(words("Since yesterday")), 4, none], [])
        said = ("、" if words.chinese else ", ").join(
            _counted(words, kind, n) for kind, n in today.news_counts
        )
        rows: list[Item] = [
            self._line(
                NEWS_ICONS[one.kind],
                "warn" if one.kind == "review" and (one.amount or 0) <= 2 else "text_3",
                _headline(words, one, today.currency),
                one.name,
                label(self._when(one.at, today.now), "label", "3"),
                one.customer_id,
            )
            for one in news
        ]
        desk = link(words("Service desk"))
        desk.setToolTip(f"{words('What waits for my customers')}  V")
        desk.clicked.connect(lambda: self._desk.go("service"))
        head = section(words("Since yesterday"), desk)
        return Part([head, 2, label(said, "label", "3", wrap=True), 2], rows)

    def _when(self, at: int, now: int) -> str:
        """The hour of what came in today, else that it was yesterday."""
        words = self._words
        return words.clock(at) if words.moment(at).date() == words.moment(now).date() else words("yesterday")

    def _line(
        self,
        icon: str,
        token: str,
        title: str,
        sub: str,
        end: QWidget,
        customer_id: str,
        *extra: QWidget,
        to: tuple[str, str] = ("", ""),
    ) -> QWidget:
        """A row that opens a customer, or the page and place `to`; `extra` is pressed by itself."""
        text: list[Item] = [Elided(title, "strong")]
        if sub:
            text.append(Elided(sub, "label", "2"))
        mark = col(2, icon_label(icon, token, 15), None, gap=0)
        body = row(mark, (col(*text, gap=0), 1), col(end, None, gap=0), gap=10, margins=(EDGE, 5, EDGE, 5))
        block = Block(body, f"{title}, {sub}" if sub else title, "bare")
        page, ref = to if to[0] else ("customers", customer_id)
        block.pressed.connect(lambda: self._desk.go(page, ref))
        line = QWidget()
        line.setLayout(row((block, 1), *extra, gap=0))
        return line

    def _show_all(self) -> None:
        self._all_promises = True
        if self._shown:
            self.show_today(self._shown)


def quote_words(words: Words, one: QuoteMatter) -> tuple[str, str, str]:
    """Icon, tone and words for what happened to a quote."""
    if one.kind == EXPIRING:
        return "clock", "warn", words("ends soon")
    icon, token, said = ANSWERS[one.decision]
    return icon, token, words(said)


def month_name(words: Words, day: date) -> str:
    """ "November" or "11月"."""
    return f"{day.month}月" if words.chinese else MONTHS_LONG[day.month - 1]


def _month_before(month: MonthSoFar) -> date:
    return month.days.first - timedelta(1)


def _inset(*items: Item) -> QVBoxLayout:
    """Words stand a little in from the rows, whose ground is wider than what is written on them."""
    return col(*items, gap=0, margins=(EDGE, 0, EDGE, 0))


def _pair(name: str, value: str) -> Item:
    return row(label(name, "body", "2"), None, label(value, "strong"), margins=(0, 3, 0, 3))


def _progress(share: float, said: str) -> QWidget:
    """A bar that is full when the month before is reached; beyond it the bar stays full."""

    def draw(p: QPainter, width: float, height: float) -> None:
        fill_round(p, QRectF(0, 0, width, height), "fill", height / 2)
        fill_round(p, QRectF(0, 0, max(height, width * min(share, 1.0)), height), "accent", height / 2)

    return Painted(draw, said, height=6)


def _counted(words: Words, kind: str, n: int) -> str:
    if kind == "ticket":
        return words.count("{n} ticket", "{n} tickets", n)
    if kind == "review":
        return words.count("{n} review", "{n} reviews", n)
    if kind == "return":
        return words.count("{n} return", "{n} returns", n)
    return words.count("{n} order", "{n} orders", n)


def _headline(words: Words, one: News, currency: str) -> str:
    if one.kind == "review":
        stars = words.count("{n} star", "{n} stars", one.amount or 0)
        return words("{stars}: {text}", stars=stars, text=one.text) if one.text else stars
    if one.kind == "return":
        return words("Return, {amount}", amount=words.money(one.amount or 0, currency, whole=True))
    if one.kind == "order":
        return words("Order, {amount}", amount=words.money(one.amount or 0, currency, whole=True))
    return one.text or words("A ticket was opened")
