"""Clocks that are years wrong or jump in mid-sync, and laptops whose image was copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.activities import log
from data.store import Store
from data.sync import round as exchange
from data.sync.clock import HubClock, wall
from data.sync.home import open_home
from data.sync.lease import LeaseOver, check_reading, lease
from data.sync.service import sync_now
from data.sync.standing import standing
from data.sync.state import link
from sales.facts import Activity
from tests.builders.laptops import Site, laptop, line, note, notes, site, synced

YEARS = 10 * 365 * 86_400_000
DAY = 86_400_000


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


def noted(store: Store, text: str, now: int) -> None:
    log(store, Activity(id="", customer_id="c-000001", kind="note", at=now, text=text), now)


@pytest.mark.parametrize("wrong", [-YEARS, YEARS], ids=["behind", "ahead"])
def test_a_clock_that_is_ten_years_wrong_changes_nothing(served: Site, tmp_path: Path, wrong: int) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)

    sync_now(store, tmp_path, wall() + wrong)
    noted(store, f"written at {wrong}", wall() + wrong)
    done = sync_now(store, tmp_path, wall() + wrong)
    done_again = sync_now(store, tmp_path, wall() + wrong)

    tie = link(store.read())
    assert tie is not None
    assert (done.sent, done.heals) == (1, 0)
    assert (done_again.sent, done_again.received) == (0, 0)
    assert abs(tie.hub_ahead_ms + wrong) < 60_000
    hub_now = HubClock(now=lambda: wall() + wrong).of(tie)
    assert abs(hub_now - wall()) < 60_000
    assert lease(tie, hub_now).days_left == 14
    check_reading(store.read(), HubClock(now=lambda: wall() + wrong))
    assert standing(store.read(), wall() + wrong).state == "synced"
    skew = served.rows(f"SELECT skew_ms FROM mutation WHERE body LIKE '%written at {wrong}%'")
    assert abs(skew[0][0] + wrong) < 60_000
    store.close()


def test_a_clock_that_jumps_in_the_middle_of_a_round_changes_nothing(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    noted_before = served.rows("SELECT count(*) FROM activities")
    jumps = iter(range(100_000))

    def jumping() -> int:
        return wall() + (next(jumps) % 3 - 1) * YEARS

    with line(store) as hub:
        exchange.run(store, hub, jumping, max_rows=1)
        noted(store, "jumped", jumping())
        done = exchange.run(store, hub, jumping, max_rows=1)

    assert (done.sent, done.heals) == (1, 0)
    assert served.rows("SELECT count(*) FROM activities") == [(noted_before[0][0] + 1,)]
    assert synced(store).received == 0
    store.close()


def test_a_laptop_that_stays_away_is_locked_by_the_hubs_time_not_by_its_own(
    served: Site, tmp_path: Path
) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    sync_now(store, tmp_path)
    wall_ms, ticks = [wall()], [0]
    clock = HubClock(now=lambda: wall_ms[0], tick=lambda: ticks[0])
    check_reading(store.read(), clock)

    ticks[0] += 15 * DAY  # the computer ran on, and somebody set its clock back meanwhile
    wall_ms[0] -= 30 * DAY

    with pytest.raises(LeaseOver):
        check_reading(store.read(), clock)
    sync_now(store, tmp_path, wall() + 15 * DAY)
    store.close()


def test_two_laptops_of_one_image_both_keep_all_they_write(served: Site, tmp_path: Path) -> None:
    first = laptop(served, served.team.rep_a, tmp_path / "first")
    sync_now(first, tmp_path / "first")
    note(first, "c-000002", "image: before the copy")
    first.close()
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    stores = [open_home(tmp_path / name).store for name in ("first", "second")]
    texts = ["image: before the copy"]

    for number in range(4):
        for store, name in zip(stores, ("first", "second"), strict=True):
            texts.append(f"image: {name} {number}")
            note(store, "c-000002", texts[-1])
            assert sync_now(store, tmp_path / name).heals == 0
    for store, name in zip(stores, ("first", "second"), strict=True):
        sync_now(store, tmp_path / name)

    assert [notes(store.read(), "image") for store in stores] == [sorted(texts)] * 2
    kept = served.rows("SELECT text FROM activities WHERE text LIKE 'image%' ORDER BY text")
    assert [row[0] for row in kept] == sorted(texts)
    ties = [link(store.read()) for store in stores]
    assert ties[0] is not None
    assert ties[1] is not None
    assert ties[0].device != ties[1].device
    assert ties[0].user == ties[1].user
    for store in stores:
        store.close()


def test_an_image_of_last_week_put_back_sends_nothing_twice(served: Site, tmp_path: Path) -> None:
    home, image = tmp_path / "home", tmp_path / "image"
    store = laptop(served, served.team.rep_a, home)
    sync_now(store, home)
    note(store, "c-000003", "week: in the image")
    store.close()
    shutil.copytree(home, image)
    store = open_home(home).store
    sync_now(store, home)
    note(store, "c-000003", "week: after the image")
    sync_now(store, home)
    store.close()

    shutil.rmtree(home)
    shutil.copytree(image, home)
    store = open_home(home).store
    sync_now(store, home)
    note(store, "c-000003", "week: after it was put back")
    done = sync_now(store, home)

    texts = ["week: after it was put back", "week: after the image", "week: in the image"]
    assert done.heals == 0
    assert notes(store.read(), "week") == texts
    kept = served.rows("SELECT text FROM activities WHERE text LIKE 'week%' ORDER BY text")
    assert [row[0] for row in kept] == texts
    store.close()
