"""Rounds from outside: one at a time, entered in a short book, failures remembered until a success."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from data import outbox
from data.sync.clock import wall
from data.sync.lease import DAY_MS, lease
from data.sync.lock import Busy, alone
from data.sync.rounds import recent
from data.sync.service import sync_now
from data.sync.state import Link, link
from data.sync.transport import Unreachable
from tests.builders import proxy as faults
from tests.builders.laptops import Site, laptop, note, site
from tests.builders.proxy import Exchange, proxy

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from pathlib import Path
from data.sync.lock import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


def test_failures_in_a_row_are_one_line_and_a_success_ends_them(served: Site, tmp_path: Path) -> None:
    with proxy(served.url) as way:
        store = laptop(served, served.team.rep_a, tmp_path, way.url)
        sync_now(store, tmp_path)
        way.otherwise = faults.lose_request
        for _ in range(3):
            with pytest.raises(Unreachable):
                sync_now(store, tmp_path)
        failing = link(store.read())
        failed = recent(store.read())
        way.otherwise = faults.whole
        sync_now(store, tmp_path)

    tie = link(store.read())
    assert failing is not None
    assert tie is not None
    assert (failing.failures, failing.failure) == (3, "No answer from the hub.")
    assert 0 <= failing.waiting_until - wall() <= 5_000
    assert [(one.tries, one.failure is None) for one in failed] == [(3, False), (1, True)]
    assert (tie.failures, tie.failure, tie.waiting_until) == (0, "", 0)
    store.close()


def test_rounds_that_bring_nothing_are_one_line(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    for _ in range(4):
        sync_now(store, tmp_path)
    note(store, "c-000001", "something")
    sync_now(store, tmp_path)
    for _ in range(4):
        last = sync_now(store, tmp_path)

    book = recent(store.read())
    assert [(one.sent, one.received > 0) for one in book] == [(0, False), (1, True), (0, False), (0, True)]
    assert book[0].at == last.at
    store.close()


def test_on_a_line_that_is_too_slow_for_much_little_is_sent_at_a_time(served: Site, tmp_path: Path) -> None:
    late = b"HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n"

    def narrow(one: Exchange) -> None:
        if len(one.request) > 4_000:
            one.give(late + b'{"error":"slow"}')
        else:
            faults.whole(one)

    with proxy(served.url) as way:
        store = laptop(served, served.team.rep_a, tmp_path, way.url)
        sync_now(store, tmp_path)
        for number in range(40):
            note(store, "c-000004", f"slow {number:02} {Random(number).randbytes(200).hex()}")
        way.otherwise = narrow
        tries = 1
        while outbox.waiting(store.read()):
            with suppress(Unreachable):
                sync_now(store, tmp_path)
            tries += 1

    assert tries <= 10
    assert served.rows("SELECT count(*) FROM activities WHERE text LIKE 'slow %'") == [(40,)]
    store.close()


def test_a_home_is_synced_by_one_at_a_time(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)

    with alone(tmp_path), pytest.raises(Busy):
        sync_now(store, tmp_path)

    assert sync_now(store, tmp_path).received > 0
    store.close()


def test_who_is_killed_in_a_round_does_not_lock_the_next_one_out(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy), alone(tmp_path):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()

    with alone(tmp_path):
        pass


@pytest.mark.parametrize(
    ("left_ms", "days", "expired"),
    [(14 * DAY_MS, 14, False), (DAY_MS + 1, 2, False), (1, 1, False), (0, 0, True), (-DAY_MS, 0, True)],
)
def test_a_lease_counts_the_days_that_have_begun(left_ms: int, days: int, expired: bool) -> None:
    tie = Link("https://hub", "d", "t", "u", lease_until=10 * DAY_MS + left_ms)

    found = lease(tie, 10 * DAY_MS)

    assert (found.days_left, found.expired) == (days, expired)
