"""The sample company put into a store: its facts, what is kept ready over them, and whose laptop this is."""

from __future__ import annotations

from datetime import date

from data import quote_standings, search, settings, standings, summaries
from data.facts import put
from data.sample.company import ME, SETTINGS
from data.sample.generator import CUSTOMERS, SEED, generate
from data.store import Changes, Store
from sales.errors import RuleBroken

KINDS = (
    "reps", "customers", "products", "prices", "events", "orders", "returns", "tickets", "surveys", "reviews",
    "activities", "contact_marks", "referrals", "quotes", "quote_acts", "quote_decisions", "ratings",
    "misses", "settings",
)  # fmt: skip


def load_sample(store: Store, today: date, seed: int = SEED, customers: int = CUSTOMERS) -> None:
    """Fill an empty store with the sample company as it stands on the morning of `today`, in one transaction.

    Raises RuleBroken if somebody's customers are in the store already.
    """
    with store.write(Changes.of(*KINDS)) as db:
        if db.execute("SELECT 1 FROM customers LIMIT 1").fetchone():
            raise RuleBroken(
                "There are customers here already, and the sample would mix with them.",
                "Choose an empty folder with --home.",
            )
        settings.put(db, SETTINGS | {"me": ME})
        put(db, generate(seed, today, customers))
        summaries.rebuild(db)
        standings.evaluate(db, today)
        quote_standings.rebuild(db)
        search.rebuild(db)
