"""200,000 customers: what opening one and typing in the search cost the GUI thread; what scrolling keeps.

For each thing the rep does, the longest single turn of the event loop that follows is taken, in processor
time of the GUI thread; the 95th percentile of these must fit a frame.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from data import search, standings, summaries
from data.store import Changes, Store, open_store

CUSTOMERS, REPS, LIVELY = 200_000, 40, 60
FRAME_MS, GROWTH_MB = 16.0, 20.0
SCROLLS = 500
TEXTS = ("emma h", "hang", "王伟", "studio map", "c15042", "wangwei")
NOW = 1_795_000_000_000
DAY = 86_400_000

FILL = """
CREATE TEMP TABLE part (k INTEGER PRIMARY KEY, family TEXT, given TEXT, latin TEXT, city TEXT);
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 39)
INSERT INTO part SELECT i, substr('王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗', 1 + i % 20, 1),
    substr('伟芳娜敏静丽强磊军洋', 1 + i % 10, 1),
    CASE i % 5 WHEN 0 THEN 'Emma Hughes' WHEN 1 THEN 'Liam Carter' WHEN 2 THEN 'Sofia Rossi'
        WHEN 3 THEN 'Noah Weber' ELSE 'Studio Maple' END,
    CASE i % 4 WHEN 0 THEN 'Hangzhou' WHEN 1 THEN 'Shanghai' WHEN 2 THEN '杭州' ELSE 'Suzhou' END FROM n;
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {reps} - 1)
INSERT INTO reps (id, name) SELECT 'rep-' || i, 'Rep ' || i FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {customers})
INSERT INTO customers (id, external_id, name, city, occupation, owner_id, phone, registered_on)
    SELECT printf('%08x-%06d', (i * 2654435761) % 4294967296, i), 'C' || i,
        iif(i % 2, a.family || b.given || char(0x4e00 + i % 3000), a.latin || ' ' || i), b.city,
        iif(i % 3, 'Household', 'Café'), 'rep-' || ((i * 31 + i / 11) % {reps}), printf('138%08d', i),
        '2024-05-12'
    FROM n JOIN part a ON a.k = (i * 13 + i / 7) % 40 JOIN part b ON b.k = (i * 7 / 3) % 40;
INSERT INTO products (id, external_id, name, category, price_e4)
    VALUES ('p-1', 'AP-400', 'Breva 400', 'air-purifier', 19990000),
        ('p-2', 'FL-4', 'Filter', 'filter', 3640000);
INSERT INTO orders (id, customer_id, placed_at, net_cents)
    SELECT 'x' || id, id, {now} - (rowid * 7919) % 31536000000, (rowid * 7919) % 5000000
    FROM customers WHERE rowid % 2;
INSERT INTO reviews (id, customer_id, stars, written_at)
    SELECT 'v' || id, id, 1 + rowid % 5, {now} - 40 * {day} FROM customers WHERE rowid % 20 = 1;
CREATE TEMP TABLE lively AS SELECT id FROM customers WHERE rowid % 3001 = 0 LIMIT {lively};
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
INSERT INTO orders (id, external_id, customer_id, placed_at, net_cents, promised_on, signed_at)
    SELECT 'o' || i || id, 'O' || i || id, id, {now} - i * 12 * {day}, 199900, '2026-11-14',
        iif(i > 1, {now} - (i * 12 - 3) * {day}, NULL) FROM n, lively;
INSERT INTO order_lines (order_id, line_no, product_id, quantity, price_e4, net_cents)
    SELECT id, 1, 'p-1', 1, 19990000, 199900 FROM orders WHERE external_id IS NOT NULL;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
INSERT INTO events (id, customer_id, kind, product_id, at)
    SELECT 'e' || i || id, id, 'view', iif(i % 2, 'p-1', 'p-2'), {now} - i * {day} FROM n, lively;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO activities (id, customer_id, kind, at, text, promise, promised_on)
    SELECT 'a' || i || id, id, 'call', {now} - i * 9 * {day}, 'Wants one recipe for both bars.',
        iif(i < 3, 'Send the drawing', NULL), iif(i < 3, '2026-11-20', NULL) FROM n, lively;
INSERT INTO tickets (id, customer_id, text, opened_at)
    SELECT 't' || id, id, 'Where is my parcel?', {now} - {day} FROM lively;
"""


def main() -> int:
    """Print what was measured; 1 when a frame or the memory is exceeded."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as folder:
        store = open_store(Path(folder) / "rapport.db")
        began = time.perf_counter()
        fill(store)
        print(f"{CUSTOMERS:,} customers made in {time.perf_counter() - began:.0f} s", flush=True)
        return Desk(store).measure()


def fill(store: Store, customers: int = CUSTOMERS) -> None:
    """A store with many customers, a few of them lively, by statements over whole tables."""
    script = FILL.format(customers=customers, reps=REPS, lively=LIVELY, now=NOW, day=DAY)
    with store.write(Changes.of("customers")) as db:
        for statement in script.split(";\n"):
            if statement.strip():
                db.execute(statement)
        summaries.rebuild(db)
        standings.evaluate(db, datetime.fromtimestamp(NOW / 1000, UTC).date())
        search.rebuild(db)


class Desk:
    """The page on a store, driven as a rep drives it."""

    def __init__(self, store: Store) -> None:
        from data.language import words
        from data.settings import settings, zone
        from desktop import theme
        from desktop.desk import Desk as Given
        from desktop.opening import application
        from desktop.work import Work

        self.app = application()
        theme.apply(self.app, theme.LIGHT)
        self.work = Work()
        db = store.read()
        given = Given(store, self.work, words("en", zone(db)), theme.LIGHT, settings(db), None, lambda: NOW)
        from desktop.pages.customers import Customers

        self.page = Customers(given)
        self.page.resize(1220, 880)
        self.page.show()
        self.settle()

    def measure(self) -> int:
        opened = [self.turns(partial(self.page.list.view.choose, at)) for at in range(1, LIVELY)]
        turned = [self.turns(partial(self.page.workspace.show_tab, tab)) for tab in ("history", "brief") * 10]
        typed = [self.turns(partial(self.type, key)) for text in TEXTS for key in (*text, "")]
        before, held = memory_mb(), self.scroll_through()
        growth = memory_mb() - before
        self.work.close()
        print(f"opened {len(opened)}: {told(opened)}; typed {len(typed)} keys: {told(typed)};", end=" ")
        print(f"limit {FRAME_MS:.0f} ms at p95; turned a tab {len(turned)} times: {told(turned)}")
        print(f"scrolled through, {held} rows held: {growth:+.1f} MB, limit {GROWTH_MB:.0f} MB")
        slow = max(percentile(opened), percentile(typed)) > FRAME_MS
        return int(slow or growth > GROWTH_MB)

    def turns(self, act: Callable[[], None]) -> float:
        """The longest turn of the event loop that something caused, in ms of the GUI thread."""
        longest, began = 0.0, time.thread_time()
        act()
        longest = (time.thread_time() - began) * 1000
        quiet = time.monotonic() + 0.35
        while time.monotonic() < quiet or not self.work.idle:
            began = time.thread_time()
            self.app.processEvents()
            longest = max(longest, (time.thread_time() - began) * 1000)
            time.sleep(0.001)
        return longest

    def type(self, key: str) -> None:
        """One key into the search field; none empties it."""
        self.page.list.search(self.page.list.filter.text + key if key else "")

    def scroll_through(self) -> int:
        """From top to bottom in even steps; gives how many rows the list holds in memory at most."""
        bar, held = self.page.list.view.verticalScrollBar(), 0
        for step in range(SCROLLS + 1):
            bar.setValue(bar.maximum() * step // SCROLLS)
            self.settle(0.02)
            held = max(held, self.page.list.rows.held)
        return held

    def settle(self, seconds: float = 0.5) -> None:
        quiet = time.monotonic() + seconds
        while time.monotonic() < quiet or not self.work.idle:
            self.app.processEvents()
            time.sleep(0.001)


def percentile(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def told(times: list[float]) -> str:
    return f"median {statistics.median(times):.1f} ms, p95 {percentile(times):.1f} ms"


def memory_mb() -> float:
    """What the process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
