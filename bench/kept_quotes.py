"""Quotes in the store: a long one saved and opened again, and the list of a hundred thousand.

A save happens while somebody types, so that it may take as long as nobody notices; a page of the list, its
counts and a search are read whenever it is shown. The peer is the same SQLite asked for the bare rows.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench.quotes import long_quote
from data import facts, quote_list, quote_standings, quotes
from data.quote_contents import columns
from data.store import Changes, Store, open_store
from sales.facts import Customer
from sales.quote_particulars import LineParticulars, Particulars
from sales.quote_rows import QuoteRow
from sales.words import Words

QUOTES, CUSTOMERS, PAGE, RUNS = 100_000, 2_000, 60, 11
SAVE_MS, PAGE_MS = 200.0, 100.0
NOW = 1_795_000_000_000
MINUTE_MS = 60_000


def main() -> int:
    """Print the times; 1 when one is over its limit."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "rapport.db")
        broken = _long(store)
        broken |= _list(store)
        store.close()
    return int(broken)


def _long(store: Store) -> bool:
    """Save and open a quote of 500 lines."""
    with store.write(Changes.of()) as db:
        facts.put(db, [Customer(id=f"c-{n}", name=f"Customer {n}") for n in range(CUSTOMERS)])
    quote = long_quote()
    lines = tuple(replace(line, id=str(n + 1)) for n, line in enumerate(quote.lines))
    quote = replace(quote, lines=lines)
    said = Particulars({line.id: LineParticulars("AP-600", "Breva 600", "清风 600") for line in lines})
    version = quotes.begin(store, "c-1", NOW)
    at = iter(range(NOW, NOW + 1_000))
    saved = middle(
        lambda: quotes.save(store, version, quote, replace(said, note=str(next(at))), next(at)), RUNS
    )
    opened = middle(lambda: quotes.kept(store.read(), version, NOW, Words()), RUNS)
    size = len(store.read().execute("SELECT document FROM quotes").fetchone()[0])
    print(
        f"500 lines, {size / 1000:.0f} KB: saved in {saved:.0f} ms, opened in {opened:.0f} ms ({SAVE_MS:.0f})"
    )
    return max(saved, opened) > SAVE_MS


def _list(store: Store) -> bool:
    """Read the list of many quotes."""
    _fill(store)
    db = store.read()
    page = quote_list.rows(db, "all", "", NOW, PAGE)
    deep = quote_list.rows(db, "all", "", NOW, QUOTES // 2)[-1]
    times = {
        "first page": middle(lambda: quote_list.rows(db, "all", "", NOW, PAGE), RUNS),
        "page in the middle": middle(lambda: quote_list.rows(db, "all", "", NOW, PAGE, deep), RUNS),
        "page of the open": middle(lambda: quote_list.rows(db, "open", "", NOW, PAGE, page[-1]), RUNS),
        "a customer's": middle(lambda: quote_list.of_customer(db, "c-7", NOW), RUNS),
        "counts": middle(lambda: quote_list.counts(db, NOW), RUNS),
    }
    bare = middle(
        lambda: db.execute("SELECT number, total, at FROM quotes ORDER BY id DESC LIMIT 60").fetchall(), RUNS
    )
    for name, ms in times.items():
        print(f"{QUOTES:,} quotes, {name}: {ms:.1f} ms ({PAGE_MS:.0f})")
    print(f"the bare rows of a page: {bare:.1f} ms")
    return max(times.values()) > PAGE_MS


def _fill(store: Store) -> None:
    """Many quotes, most of them issued and over."""
    quote = long_quote()
    one = replace(quote, lines=(replace(quote.lines[0], id="1"),), header_discount=None)
    said = columns(one, Particulars())
    open_until, over = (Words().moment(NOW + n * 86_400_000).date() for n in (5, -30))
    rows = [
        QuoteRow(
            number=f"Q26-R01-{n:04}-v1", id=f"v-{n:06}",
            customer_id=f"c-{n % CUSTOMERS}", quote_id=f"q-{n:06}", rep_id="R01",
            at=NOW - n * MINUTE_MS, saved_at=NOW - n * MINUTE_MS,
            valid_until_on=over if n % 10 else open_until, issued_at=NOW - n * MINUTE_MS if n % 20 else None,
            **said,
        )
        for n in range(QUOTES)
    ]  # fmt: skip
    with store.write(Changes.of()) as db:
        facts.put(db, rows)
        began = time.perf_counter()
        quote_standings.rebuild(db)
        print(f"standings of {QUOTES:,} quotes made anew in {time.perf_counter() - began:.1f} s")


def middle(job: Callable[[], object], runs: int) -> float:
    """The median time of a job in milliseconds, as it passes on the wall."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        job()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000
