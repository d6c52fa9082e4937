"""Quotes in a store: a rep, a manager, a customer and a product, and drafts at a rep discount."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from data import facts, outbox, quotes, search, settings
from data.store import Changes, Store, open_store
from sales.facts import Customer, Product, Rep
from sales.quote_document import REP, Discount, PercentOff, Quote, QuoteLine
from sales.words import Words

NOW = 1_795_000_000_000  # 18 November 2026
REP_ID, BOSS, CUSTOMER = "R01", "M01", "c-1"
EN = Words()


def desk(path: Path) -> Store:
    """A store of a rep who quotes, with a manager beside."""
    store = open_store(path)
    with store.write(Changes.of()) as db:
        facts.put(
            db,
            [
                Rep(REP_ID, "Lin Yue"),
                Rep(BOSS, "Chen Hao", role="manager"),
                Customer(id=CUSTOMER, name="Hotel Orchid", owner_id=REP_ID),
                Product("p-1", "Breva 600", "AP-600", category="air-purifier", price_e4=10_000_000),
            ],
        )
        outbox.follow(db, [CUSTOMER])
        search.refresh(db, "product", ["p-1"])
    work_as(store, REP_ID)
    return store


def work_as(store: Store, who: str) -> None:
    settings.save(store, "me", who)


def off(quote: Quote, bp: int, qty: int = 2) -> Quote:
    """The quote with one line, of 1,000 that cost 600, with a rep discount off it."""
    line = QuoteLine(
        Decimal(1000), Decimal(qty), "p-1", Decimal(600), 1300, (Discount(REP, PercentOff(bp)),), id="1"
    )
    return replace(quote, lines=(line,))


def drafted(store: Store, bp: int, now: int = NOW, customer: str = CUSTOMER) -> str:
    """A draft at a rep discount. Returns its id."""
    version = quotes.begin(store, customer, now)
    change(store, version, bp, now + 1)
    return version


def change(store: Store, version: str, bp: int, now: int, qty: int = 2) -> None:
    kept = quotes.kept(store.read(), version, now, EN)
    quotes.save(store, version, off(kept.version.quote, bp, qty), kept.particulars, now)


def state(store: Store, version: str, now: int = NOW + 100) -> str:
    return quotes.kept(store.read(), version, now, EN).version.state


def told(store: Store, version: str, now: int = NOW + 100) -> list[str]:
    """What the trail of a version tells, in order."""
    return [one.act for one in quotes.kept(store.read(), version, now, EN).trail]
