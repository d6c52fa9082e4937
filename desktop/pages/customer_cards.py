"""The cards of a call brief, each made from the brief's values; one without anything to say is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

from desktop.desk import Desk
from desktop.pages.customer_lines import FactLine, FigureCard, IconLine, OfferLine, OrderLine, WhyLine
from desktop.segments import TONES, segment_name
from desktop.text import label
from desktop.widgets.buttons import link
from desktop.widgets.layouts import Item, box, card, col, row, section
from reports.phrases import BANDS, RFM2, named
from sales.brief import Brief, Figure, Issue, NextAction, Offer
from sales.facts import Activity

ISSUE_ICONS = {
    "promise": "handshake",
    "ticket": "life-buoy",
    "delay": "truck",
    "return": "rotate-ccw",
    "review": "star",
}
ACTION_ICONS = {
    **ISSUE_ICONS,
    "satisfaction": "phone",
    "cart": "shopping-cart",
    "look": "eye",
    "welcome": "hand",
    "birthday": "gift",
    "weekly": "calendar-check",
    "trial": "package",
    "refill": "refresh-cw",
    "replacement": "sparkles",
    "season": "calendar",
}
CONTACT_ICONS = {"call": "phone", "visit": "map-pin", "message": "message-square-text", "note": "sticky-note"}
CONTACT_NAMES = {"call": "Call", "visit": "Visit", "message": "Message", "note": "Note"}
CARD = (16, 13, 16, 8)
WIDE_FACT = 30  # characters from which a fact takes a line of its own
SHOWN_ISSUES = 6


class Cards(QObject):
    """Makes the cards of one brief."""

    history_wanted = Signal()
    profile_wanted = Signal()
    kept = Signal(str)

    def __init__(self, desk: Desk, brief: Brief, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._words, self._brief = desk, desk.words, brief

    def why(self) -> QWidget | None:
        """Each segment the customer is in, with the facts that put them there and since when."""
        words, wide = self._words, 30 if self._words.chinese else 36
        lines = [
            WhyLine(
                words("leads") if at == 0 else words("also"),
                segment_name(words, member.segment),
                TONES.get(member.segment, "neutral"),
                member.why,
                self._since(member.since_on),
                wide,
            )
            for at, member in enumerate(self._brief.segments)
        ]
        return card(*lines, gap=0, margins=(16, 8, 16, 8)) if lines else None

    def _since(self, day: date | None) -> str:
        if day is None:
            return ""
        this_year = self._words.moment(self._desk.now()).year == day.year
        return self._words("since {day}", day=self._words.day(day, year=not this_year))

    def figures(self) -> QWidget | None:
        """Three figures with band and reliability; what cannot be said is said to be so."""
        shown: list[Item] = [(self._figure(figure), 1) for figure in self._brief.figures[:3]]
        return box(row(*shown, gap=12)) if shown else None

    def issues(self) -> QWidget | None:
        words, issues = self._words, self._brief.issues
        if not issues:
            return None
        over = sum(issue.overdue for issue in issues)
        said = [words.count("{n} open", "{n} open", len(issues))]
        if over:
            said.append(words.count("{n} overdue", "{n} overdue", over))
        head = section(
            words("Open issues"), label(("，" if words.chinese else ", ").join(said), "label", "3")
        )
        lines: list[Item] = [self._issue(issue) for issue in issues[:SHOWN_ISSUES]]
        if len(issues) > SHOWN_ISSUES:
            lines.append(self._to_history(words("{n} more in the history", n=len(issues) - SHOWN_ISSUES)))
        return card(head, *lines, gap=0, margins=CARD)

    def actions(self) -> QWidget | None:
        if not self._brief.actions:
            return None
        by = label(self._words("by expected value"), "label", "3")
        lines = [self._action(action) for action in self._brief.actions]
        return card(section(self._words("Next best actions"), by), *lines, gap=0, margins=CARD)

    def contacts(self) -> QWidget | None:
        """The last contacts, each with the promise that was made in it."""
        words, lines = self._words, list[Item]()
        for activity in self._brief.contacts:
            lines.append(self._contact(activity))
            if activity.promise:
                lines.append(self._promise(activity))
        if not lines:
            lines.append(row(label(words("No contact yet."), "body", "2"), margins=(0, 6, 0, 6)))
        head = section(words("Last contacts and promises"), self._to_history(words("History")))
        return card(head, *lines, gap=0, margins=CARD)

    def _to_history(self, text: str) -> QWidget:
        more = link(text)
        more.clicked.connect(self.history_wanted)
        return more

    def offers(self) -> QWidget | None:
        """What to order again and what is new for this customer, at their price."""
        words = self._words
        again = [offer for offer in self._brief.offers if offer.kind == "again"]
        new = [offer for offer in self._brief.offers if offer.kind != "again"]
        cards = [
            (self._offers(words("Order again"), words("from their own rhythm"), again), 1) if again else None,
            (self._offers(words("New for them"), words("what others like them bought"), new), 1)
            if new
            else None,
        ]
        shown = [item for item in cards if item]
        return box(row(*shown, gap=12)) if shown else None

    def bought(self) -> QWidget | None:
        words, brief = self._words, self._brief
        if not brief.bought:
            return None
        spent = words.money(brief.spend_cents, brief.currency, whole=True)
        orders = words.count("{n} order", "{n} orders", brief.order_count)
        sums = label(words("{orders}, {amount} in all", orders=orders, amount=spent), "label", "3")
        lines = [
            OrderLine(
                words.day(order.day),
                order.what,
                order.note,
                words.money(order.net_cents, brief.currency, whole=True),
            )
            for order in brief.bought
        ]
        return card(section(words("Last orders"), sums), 4, *lines, gap=0, margins=CARD)

    def facts(self) -> QWidget | None:
        """What else is known; long facts take a line of their own."""
        words, brief = self._words, self._brief
        pairs = list(brief.facts)
        pairs += [(words("Customer no."), brief.customer_no)]
        for name, slugs, slug in (
            (words("Habit"), RFM2, brief.rfm2_class),
            (words("Value band"), BANDS, brief.value_band),
        ):
            if slug:
                pairs.append((name, named(words, slugs, slug)))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(0)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        short = [pair for pair in pairs if len(pair[1]) <= WIDE_FACT]
        for at, pair in enumerate(short):
            grid.addWidget(FactLine(*pair), at // 2, at % 2)
        for at, pair in enumerate(pair for pair in pairs if pair not in short):
            grid.addWidget(FactLine(*pair), len(short) + at, 0, 1, 2)
        edit = link(words("Edit"))
        edit.clicked.connect(self.profile_wanted)
        return card(section(words("Facts"), edit), 4, grid, gap=0, margins=(16, 13, 16, 10))

    def _figure(self, figure: Figure) -> QWidget:
        trust = figure.reliability or self._words("no data yet")
        known = figure.value is not None
        return FigureCard(figure.name, figure.value or "–", figure.band, trust, known=known)

    def _issue(self, issue: Issue) -> QWidget | QLayout:
        token, tone = ("warn", "warn") if issue.overdue else ("text_3", "2")
        icon = ISSUE_ICONS.get(issue.kind, "info")
        if issue.kind != "promise" or not issue.ref:
            return IconLine(icon, token, issue.title, issue.detail, issue.state, tone)
        done = link(self._words("Kept"))
        done.setToolTip(self._words("Mark the promise as kept"))
        done.clicked.connect(lambda: self.kept.emit(issue.ref))
        state = row(done, label(issue.state, "label", tone), gap=10)
        promise = IconLine(icon, token, issue.title, issue.detail, "")
        return row((promise, 1), col(5, state, None, gap=0), gap=12)

    def _action(self, action: NextAction) -> QWidget:
        words, brief = self._words, self._brief
        because, right, tone = action.because, words("goodwill"), "2"
        if action.expected_cents is not None:
            right, tone = words.money(action.expected_cents, brief.currency, whole=True), ""
            if action.probability_bp and action.stake_cents:
                share = words.percent(action.probability_bp / 10_000)
                stake = words.money(action.stake_cents, brief.currency, whole=True)
                because = words("{because}; {share} of {stake}", because=because, share=share, stake=stake)
        return IconLine(
            ACTION_ICONS.get(action.kind, "sparkles"), "accent", action.title, because, right, tone
        )

    def _contact(self, activity: Activity) -> QWidget:
        words = self._words
        title = words(CONTACT_NAMES.get(activity.kind, "Note"))
        if activity.duration_s:
            length = words.duration(activity.duration_s)
            title = words("{what}, {length}", what=title, length=length)
        about = activity.text or activity.objective or activity.outcome or ""
        icon = CONTACT_ICONS.get(activity.kind, "sticky-note")
        return IconLine(icon, "text_3", title, about, words.day(activity.at))

    def _promise(self, activity: Activity) -> QWidget:
        words = self._words
        title = words("You promised: {what}", what=activity.promise)
        if activity.kept_at is not None:
            return IconLine(
                "handshake", "text_3", title, "", words("kept {day}", day=words.day(activity.kept_at))
            )
        today = words.moment(self._desk.now()).date()
        due = activity.promised_on
        late = due is not None and due < today
        state = words("due {day}", day=words.weekday(due)) if due else words("open")
        return IconLine(
            "handshake", "warn" if late else "accent", title, "", state, "warn" if late else "accent"
        )

    def _offers(self, title: str, how: str, offers: Sequence[Offer]) -> QWidget:
        words, lines = self._words, list[Item]()
        for at, offer in enumerate(offers):
            price = words.price(offer.price_e4, self._brief.currency)
            line = OfferLine(offer.name, price, offer.why, ruled=at > 0)
            if offer.price_e4 != offer.list_e4:
                listed = words.price(offer.list_e4, self._brief.currency)
                line.setToolTip(words("List price {amount}", amount=listed))
            lines.append(line)
        heads = label(title, "heading"), label(how, "label", "3")
        return card(*heads, 4, *lines, None, gap=0, margins=(16, 13, 16, 6))
