"""A first sync that is broken off again and again goes on where it was, and fetches nothing much twice."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from data.sync.transport import Unreachable
from tests.builders.hub import NORTH, customers
from tests.builders.laptops import laptop, site, synced
from tests.builders.proxy import Exchange, proxy


class Cutting:
    """A line that breaks so many times, each time in the middle of a page."""

    def __init__(self, times: int, share: float) -> None:
        self.left, self.share, self.rng = times, share, Random(times)
        self.largest = 0

    def __call__(self, one: Exchange) -> None:
        reply = one.ask(one.request)
        self.largest = max(self.largest, len(reply))
        if self.left and len(reply) > 1_000 and self.rng.random() < self.share:
            self.left -= 1
            one.give(reply[: self.rng.randrange(len(reply))])
        else:
            one.give(reply)


def broken_off(folder: Path, rows: int, page: int, times: int) -> None:
    with site(folder) as hub, proxy(hub.url) as way:
        for first in range(0, rows, page):  # a page never ends inside a write
            hub.put("customers", customers(page, NORTH, first=10_000 + first))
        whole = laptop(hub, hub.team.rep_a, folder / "whole", way.url)
        synced(whole, max_rows=page)
        undisturbed = way.given
        store = laptop(hub, hub.team.rep_a, folder / "cut", way.url)
        cutting = Cutting(times, share=times / (rows / page))
        way.given, way.otherwise = 0, cutting
        for _ in range(10 * times):
            try:
                done = synced(store, max_rows=page)
            except Unreachable:
                continue
            break

        assert cutting.left <= times / 3
        assert done.heals == 0
        assert way.given <= 1.1 * undisturbed + (times - cutting.left) * cutting.largest
        counted = [
            one.read().execute("SELECT count(*) FROM customers").fetchone()[0] for one in (whole, store)
        ]
        assert counted == [rows + 6] * 2
        whole.close()
        store.close()


def test_a_first_sync_that_breaks_off_twenty_times_goes_on(tmp_path: Path) -> None:
    broken_off(tmp_path, rows=6_000, page=150, times=20)


@pytest.mark.slow
@pytest.mark.timeout(3_000)
def test_a_first_sync_of_half_a_million_rows_breaks_off_a_hundred_times(tmp_path: Path) -> None:
    broken_off(tmp_path, rows=500_000, page=2_000, times=100)
