"""Quotes of a team that does not exist, with a chance to win that is known because it was planted."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from math import exp, log

from sales.win_features import DAY, Answer, Issued, PastOrder
from sales.winning import History

BEGAN = 1_700_000_000_000


@dataclass(frozen=True)
class Planted:
    """What the chance is made of: log-odds, and how far a discount of 5 % lifts it."""

    base: float = -0.4
    lift: float = 1.6
    reps: float = 0.7
    repeat: float = 0.9
    size: float = -0.5

    def chance(self, given_bp: float, rep: int, repeat: bool, whole: float) -> float:
        risen = 1 - exp(-given_bp / 250)
        odds = self.base + self.lift * risen / (1 - exp(-2)) + self.reps * (rep - 1.5) / 1.5
        odds += self.repeat * (repeat - 0.5) + self.size * (log(whole) - log(6_000))
        return 1 / (1 + exp(-odds))


def history(n: int, seed: int, planted: Planted | None = None, days: int = 540) -> History:
    """`n` quotes over so many days; without `planted`, what comes of them is the toss of a coin."""
    rng = random.Random(seed)
    issued, answers, told, orders = [], {}, [], {}
    for at in range(n):
        customer, rep, when = f"c{rng.randrange(n // 3)}", rng.randrange(4), BEGAN + days * DAY * at // n
        repeat = customer in orders or rng.random() < 0.4
        if repeat and customer not in orders:
            orders[customer] = (PastOrder(when - 40 * DAY, rng.randrange(100_000, 900_000)),)
        bp, qty = rng.choice((0, 0, 100, 200, 300, 400, 500, 700, 900)), rng.randrange(1, 40)
        price = rng.choice((90, 240, 480))
        chance = planted.chance(bp, rep, repeat, price * qty) if planted else 0.5
        won = rng.random() < chance
        name = f"q{at}"
        text = document(price, qty, bp, rng.choice((14, 30, 30, 45)))
        issued.append(Issued(name, customer, f"r{rep}", when, text, days_valid=20))
        answers[name] = won
        told.append(Answer(customer, f"r{rep}", when + rng.randrange(1, 20) * DAY, won))
    return History(tuple(issued), answers, tuple(told), orders, {"P-90": "Filters", "P-240": "Machines"}, "1")


def document(price: int, qty: int, bp: int, days: int) -> str:
    """A quote of one line."""
    discounts = [{"kind": "rep", "bp": bp}] if bp else []
    line = {"id": "1", "product": f"P-{price}", "list": str(price), "qty": str(qty), "discounts": discounts}
    return json.dumps({"currency": "CNY", "payment_days": days, "lines": [line]})
