"""Why a customer is in a segment: the facts that put them there, in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from sales.calendar import Calendar
from sales.facts import Summary
from sales.words import Words


class Reasons:
    """Reasons as of one day, in one language."""

    def __init__(self, words: Words, as_of: date, currency: str) -> None:
        self.words, self._currency = _Remembered(words), currency
        self._money = words.money
        self._day = as_of.toordinal()
        self._calendar = Calendar(words.zone)

    def why(self, segment: str, summary: Summary) -> str:
        """The reason for one of the segments that the customer is in."""
        return REASONS[segment](self, summary)

    def problem(self, summary: Summary) -> str:
        if summary.open_ticket_count:
            left = self.words.count("{n} ticket is open", "{n} tickets are open", summary.open_ticket_count)
        else:
            left = self.words("no ticket is open")
        return self.words("Asked for service {ago}, {left}", ago=self._ago(summary.last_ticket_at), left=left)

    def churn_risk(self, summary: Summary) -> str:
        silent = self._days_since(summary.last_order_at)
        return self.words(
            "{silence}, {rating}",
            silence=self.words.count("No order for {n} day", "No order for {n} days", silent),
            rating=self.words.count("last review {n} star", "last review {n} stars", summary.last_stars or 0),
        )

    def advocate(self, summary: Summary) -> str:
        referrals = self.words.count("{n} referral", "{n} referrals", summary.referral_count)
        return self.words("NPS {score}, {referrals}", score=summary.nps_score, referrals=referrals)

    def high_value(self, summary: Summary) -> str:
        average = summary.order_cents // max(1, summary.order_count)
        return self.words(
            "{orders} in {time}, {average} on average",
            orders=self._orders(summary),
            time=self._time(self._days_since(summary.first_order_at)),
            average=self._money(average, self._currency, whole=True),
        )

    def potential(self, summary: Summary) -> str:
        views = self.words.count("{n} product view", "{n} product views", summary.view_count)
        return self.words(
            "Registered {ago}, {views}, no order yet", ago=self._registered(summary), views=views
        )

    def new(self, summary: Summary) -> str:
        return self.words("Registered {ago}, no order yet", ago=self._registered(summary))

    def regular(self, summary: Summary) -> str:
        if summary.order_count:
            last = self._ago(summary.last_order_at)
            return self.words("{orders}, the last {ago}", orders=self._orders(summary), ago=last)
        return self.new(summary) if summary.registered_on else self.words("No order yet")

    def _orders(self, summary: Summary) -> str:
        return self.words.count("{n} order", "{n} orders", summary.order_count)

    def _days_since(self, at: int | None) -> int:
        return 0 if at is None else self._day - self._calendar.day(at)

    def _ago(self, at: int | None) -> str:
        return self._days_ago(self._days_since(at))

    def _registered(self, summary: Summary) -> str:
        registered = summary.registered_on
        return self._days_ago(self._day - registered.toordinal() if registered else 0)

    def _days_ago(self, days: int) -> str:
        return self.words.count("{n} day ago", "{n} days ago", days) if days else self.words("today")

    def _time(self, days: int) -> str:
        months = max(1, round(days * 12 / 365.25))
        if months % 12:
            return self.words.count("{n} month", "{n} months", months)
        return self.words.count("{n} year", "{n} years", months // 12)


REASONS: dict[str, Callable[[Reasons, Summary], str]] = {
    "problem": Reasons.problem,
    "churn_risk": Reasons.churn_risk,
    "advocate": Reasons.advocate,
    "high_value": Reasons.high_value,
    "potential": Reasons.potential,
    "new": Reasons.new,
    "regular": Reasons.regular,
}


class _Remembered:
    """Words that are looked up and filled in once for all customers of whom the same is said."""

    def __init__(self, words: Words) -> None:
        self._said, self.count = cache(words.__call__), cache(words.count)

    def __call__(self, text: str, /, **fields: object) -> str:
        return self._said(text, **fields)
