"""A store with a little of what calls leave behind: two reps, two customers, and cards that were used."""

from __future__ import annotations

from datetime import date

from data import facts, search, standings, summaries
from data.settings import put as put_settings
from data.store import Changes, Store
from sales.contact_marks import ContactMark
from sales.facts import Activity, Customer, Order, OrderLine, Product, Rep
from tests.builders.brief import at

NOW = at(2026, 11, 25, 10)
DAY_MS = 86_400_000
CARD = "too-expensive"
TRACK = "potential-air-purifier"
WILLING, REFUSING = "c-willing", "c-refusing"


def put_playbook(store: Store, me: str = "r-lin") -> None:
    """`CARD` was used seven times: with potential ones it worked 3 of 4 times, with regular ones 1 of 2."""
    used = (
        ("potential", 1), ("potential", 1), ("potential", 1), ("potential", 0),
        ("regular", 1), ("regular", 0), ("regular", None),
    )  # fmt: skip
    with store.write(Changes.of("customers")) as db:
        facts.put(
            db,
            [
                Rep("r-lin", "Lin Yue", "R01", "林悦", territory="Hangzhou"),
                Rep("r-chen", "Chen Hao", "M01", "陈浩", role="manager"),
                Product("p-600", "Breva 600", "AP-600", "微风 600", "air-purifier", price_e4=32_990_000),
                Customer(
                    WILLING,
                    "Studio Maple",
                    "C-1",
                    email="maple@example.com",
                    city="Hangzhou",
                    consent_sms=True,
                    consent_mail=True,
                    owner_id="r-lin",
                ),
                Customer(
                    REFUSING, "Kaya Studio", "C-2", consent_sms=False, consent_mail=False, owner_id="r-lin"
                ),
                Order(
                    "o-1",
                    WILLING,
                    NOW - 90 * DAY_MS,
                    net_cents=329_900,
                    lines=(OrderLine("p-600", 1, 32_990_000, 329_900),),
                ),
            ],
        )
        for n, (segment, worked) in enumerate(used):
            when = NOW - (20 + n) * DAY_MS
            contact = Activity(f"a-{n}", WILLING, "call", when, rep_id="r-lin", text="Called.")
            mark = ContactMark(
                f"m-{n}", WILLING, contact.id, "objection", when, "r-lin", CARD, 1, TRACK, "doubt.price",
                segment=segment, worked=worked,
            )  # fmt: skip
            step = ContactMark(f"s-{n}", WILLING, contact.id, "step", when, "r-lin", "open", 1, TRACK, "open")
            facts.put(db, [contact, mark, step])
        put_settings(db, {"me": me, "company": "Lanting Home", "zone": "Asia/Shanghai"})
        summaries.rebuild(db)
        search.rebuild(db)
        standings.evaluate(db, date(2026, 11, 25))
