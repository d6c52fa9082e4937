"""Why an action is worth doing: its title and its *because*, sentences that say only what the occasion
holds.
"""

from __future__ import annotations

from typing import NamedTuple

from sales.action_rules import ActionRules
from sales.occasions import Occasion, Reach
from sales.words import Words

STARS = {1: "one-star", 2: "two-star", 3: "three-star", 4: "four-star"}
TITLES = {
    "promise": "Keep the promise to {name}: {what}",
    "delay": "Call {name} before they call",
    "review": "Answer {name}’s {stars} review",
    "ticket": "Get {name}’s ticket closed",
    "satisfaction": "Ask {name} whether it is solved",
    "cart": "Remind {name} of the cart",
    "look": "Offer {name} help with {what}",
    "welcome": "Welcome {name}",
    "birthday": "Send {name} a birthday gift",
    "weekly": "Make the weekly call to {name}",
    "trial": "Invite {name} to the {month} trial",
    "refill": "Offer {name} a new {what}",
    "replacement": "Show {name} what follows {what}",
    "season": "Send {name} the gift guide",
}


class Case(NamedTuple):
    """One occasion of one customer, looked at by the rules at `now`."""

    occasion: Occasion
    reach: Reach
    rules: ActionRules
    words: Words
    now: int

    def age(self, since: int) -> str:
        """How long ago, as in "26 h" or "3 d"."""
        return self.words.duration(max(0, self.now - since) // 1000)

    def days_since(self, at: int) -> int:
        """Company days from `at` until now; negative for what is to come."""
        return (self.words.moment(self.now).date() - self.words.moment(at).date()).days

    def money(self, cents: int) -> str:
        return self.words.money(cents, self.reach.currency, whole=cents % 100 == 0)

    @property
    def began(self) -> int:
        return self.occasion.at if self.occasion.since is None else self.occasion.since

    @property
    def month(self) -> str:
        """The occasion's month without its year."""
        year = self.words.moment(self.occasion.at).year
        return self.words.month(self.occasion.at).replace(str(year), "").strip(" 年")


def title(case: Case) -> str:
    """What to do, with the customer's name in it."""
    occasion, words = case.occasion, case.words
    return words(
        TITLES[occasion.kind],
        name=case.reach.name,
        what=occasion.subject,
        month=case.month,
        stars=words(STARS.get(occasion.n, "")),
    )


def because(case: Case) -> str:
    """Why: a clause that begins with "because" and ends without a full stop."""
    return CLAUSES[case.occasion.kind](case)


def _promise(case: Case) -> str:
    over = case.days_since(case.occasion.at)
    if over > 0:
        return case.words.count(
            "because it was promised for {day}, {n} day ago",
            "because it was promised for {day}, {n} days ago",
            over,
            day=case.words.day(case.occasion.at),
        )
    return case.words("because it is promised for {day}", day=case.words.weekday(case.occasion.at))


def _delay(case: Case) -> str:
    return case.words.count(
        "because {what} is {n} day late; a {coupon} coupon is yours to give",
        "because {what} is {n} days late; a {coupon} coupon is yours to give",
        case.days_since(case.began),
        what=case.occasion.subject,
        coupon=case.money(case.rules.delay.coupon_cents),
    )


def _review(case: Case) -> str:
    return case.words(
        "because it is {age} old and an answer is due within {promise}",
        age=case.age(case.began),
        promise=case.words.duration(case.rules.deadlines.review_hours * 3600),
    )


def _ticket(case: Case) -> str:
    return case.words(
        "because it has been open for {age} and was due within {promise}: “{what}”",
        what=case.occasion.subject,
        age=case.age(case.began),
        promise=case.words.duration(case.rules.deadlines.ticket_hours * 3600),
    )


def _satisfaction(case: Case) -> str:
    return case.words(
        "because it was resolved {age} ago and a call is due within {promise}: “{what}”",
        what=case.occasion.subject,
        age=case.age(case.occasion.at),
        promise=case.words.duration(case.rules.triggers["satisfaction"].within_h * 3600),
    )


def _cart(case: Case) -> str:
    waited = case.age(case.occasion.at)
    if case.occasion.n > 1:
        return case.words.count(
            "because {what} and {n} more article have waited {age}",
            "because {what} and {n} more articles have waited {age}",
            case.occasion.n - 1,
            what=case.occasion.subject,
            age=waited,
        )
    return case.words("because {what} has waited there {age}", what=case.occasion.subject, age=waited)


def _look(case: Case) -> str:
    return case.words.count(
        "because they looked at it for {n} minute, last {age} ago",
        "because they looked at it for {n} minutes, last {age} ago",
        case.occasion.n,
        age=case.age(case.occasion.at),
    )


def _welcome(case: Case) -> str:
    day = case.words.day(case.occasion.at)
    return case.words("because they registered on {day} and nobody has been in touch", day=day)


def _birthday(case: Case) -> str:
    day, gift = case.words.day(case.occasion.at), case.rules.gifts.get(case.reach.tier, 0)
    if not gift:
        return case.words("because the birthday is on {day}", day=day)
    return case.words(
        "because the birthday is on {day}; {tier} members get a {coupon} coupon",
        day=day,
        tier=case.words(case.reach.tier),
        coupon=case.money(gift),
    )


def _weekly(case: Case) -> str:
    if case.reach.last_contact_at is None:
        return case.words("because high-value customers are called every week and no contact is on record")
    return case.words.count(
        "because high-value customers are called every week and the last contact was {n} day ago",
        "because high-value customers are called every week and the last contact was {n} days ago",
        case.days_since(case.reach.last_contact_at),
    )


def _trial(case: Case) -> str:
    return case.words(
        "because advocates are invited once a month and there was no contact in {month}", month=case.month
    )


def _refill(case: Case) -> str:
    left, month = -case.days_since(case.occasion.at), case.words.month(case.began)
    if left > 0:
        return case.words.count(
            "because the one bought in {month} lasts about {n} day more",
            "because the one bought in {month} lasts about {n} days more",
            left,
            month=month,
        )
    if left == 0:
        return case.words("because the one bought in {month} runs out about today", month=month)
    return case.words.count(
        "because the one bought in {month} ran out about {n} day ago",
        "because the one bought in {month} ran out about {n} days ago",
        -left,
        month=month,
    )


def _replacement(case: Case) -> str:
    left, month = -case.days_since(case.occasion.at), case.words.month(case.began)
    if left > 0:
        return case.words.count(
            "because theirs, bought in {month}, reaches its planned life in {n} day",
            "because theirs, bought in {month}, reaches its planned life in {n} days",
            left,
            month=month,
        )
    if left == 0:
        return case.words("because theirs, bought in {month}, reaches its planned life today", month=month)
    return case.words.count(
        "because theirs, bought in {month}, reached its planned life {n} day ago",
        "because theirs, bought in {month}, reached its planned life {n} days ago",
        -left,
        month=month,
    )


def _season(case: Case) -> str:
    return case.words(
        "because they ordered {n} × {what} on {day} last year",
        n=case.words.number(case.occasion.n),
        what=case.occasion.subject,
        day=case.words.day(case.began),
    )


CLAUSES = {
    "promise": _promise,
    "delay": _delay,
    "review": _review,
    "ticket": _ticket,
    "satisfaction": _satisfaction,
    "cart": _cart,
    "look": _look,
    "welcome": _welcome,
    "birthday": _birthday,
    "weekly": _weekly,
    "trial": _trial,
    "refill": _refill,
    "replacement": _replacement,
    "season": _season,
}
