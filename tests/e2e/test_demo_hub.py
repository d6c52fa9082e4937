"""The sample team served by a hub of its own: what demo and tour show comes over the wire, to one rep."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from data.performance import performance
from data.store import open_store
from data.sync.enrol import enrol
from data.sync.service import sync_now
from data.team import signed_in
from hub import embedded
from hub.serve import CannotServe
from sales.words import Words
from tests.builders.hub import NOW
from tests.e2e.conftest import ROOT


def test_a_laptop_that_connects_to_the_sample_teams_hub_is_its_reps(tmp_path: Path, english: Words) -> None:
    code = embedded.make(tmp_path / "hub", NOW, customers=60)

    with embedded.served(tmp_path / "hub") as address:
        enrol(tmp_path / "home", address, code, name="demo", now=NOW)
        with closing(open_store(tmp_path / "home" / "rapport.db")) as store:
            came = sync_now(store, tmp_path / "home").received
            db = store.read()
            me = signed_in(db)
            territories = {row[0] for row in db.execute("SELECT DISTINCT territory FROM customers")}
            told = performance(db, None, date(2026, 9, 1), date(2026, 11, 24), english, NOW)
            costs = db.execute("SELECT count(cost_e4) FROM products").fetchone()[0]

    assert (me.name if me else None) == "Lin Yue"
    assert territories == {"Hangzhou"}
    assert came > 1_000
    assert {one.rep for one in told.board} <= {"Lin Yue", "Xu Min", "Sun Qi"}  # whose customers are here
    assert costs == 0  # a rep does not see what things cost


def test_the_hub_of_the_demo_is_a_process_that_ends_with_it(tmp_path: Path) -> None:
    hub = embedded.Apart(tmp_path / "hub", customers=60)

    invited = hub.invited()
    enrol(tmp_path / "home", invited.address, invited.code, name="demo", now=NOW)
    hub.end()

    assert hub.ended


def test_a_hub_that_cannot_be_made_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "hub").write_text("in the way", encoding="utf-8")

    hub = embedded.Apart(tmp_path / "hub", customers=60)

    with pytest.raises(CannotServe):
        hub.invited()
    hub.end()


@pytest.mark.slow
def test_the_tour_shows_every_page_and_report_of_a_synced_laptop(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "main.py", "--json", "tour", "--out", tmp_path, "--theme", "light"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    made = [Path(path) for path in json.loads(done.stdout)["made"]]
    assert {"today-light-en-1440.png", "sync-light-en-1440.png", "brief-problem-en.pdf"} <= {
        p.name for p in made
    }
    assert all(path.stat().st_size > 1_000 for path in made)
