"""`check-content` and `track` as people and scripts run them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.facts import put
from data.resources import resource
from data.settings import put as put_settings
from data.store import Changes, open_store
from sales.facts import Customer, Event, Product
from tests.builders.tracks import SMALL, rendered, write

ROOT = Path(__file__).resolve().parents[2]
NOW = int(datetime(2026, 11, 24, 4, tzinfo=UTC).timestamp() * 1000)
DAY = 86_400_000
BREVA = Product(
    "p1",
    "Breva 600",
    "AP-600",
    "微风 600",
    "air-purifier",
    price_e4=32_990_000,
    spec={"noise_db": 21, "room_m2": 72},
)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "main.py", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A customer who registered two weeks ago and has looked at one purifier three times since."""
    folder = tmp_path / "home"
    store = open_store(folder / "rapport.db")
    mei = Customer(
        "c1", "林晓雯", "C-1", gender="female", registered_on=datetime(2026, 11, 10, tzinfo=UTC).date()
    )
    looks = [
        Event(f"e{n}", "c1", "view", NOW - n * DAY, product_id="p1", category="air-purifier")
        for n in (1, 2, 3)
    ]
    with store.write(Changes.of("customers", "products", "events")) as db:
        put(db, [mei, BREVA, *looks])
        put_settings(db, {"company": "Lanting Home"})
    store.close()
    return folder


def test_what_ships_is_clean_and_checking_it_leaves_nothing_behind(tmp_path: Path) -> None:
    done = run("check-content", "--home", tmp_path / "home")

    files = [path for path in resource("content").glob("*/*/*") if path.suffix in (".md", ".toml")]
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"Files: {len(files)}. Faults: 0. Advice: 0.\n"
    assert not (tmp_path / "home").exists()


def test_a_fault_is_printed_with_file_and_line_and_the_exit_code_is_one(tmp_path: Path) -> None:
    path = write(tmp_path, rendered(SMALL).replace("-> present", "-> presnt"))

    done = run("check-content", tmp_path, "--home", tmp_path / "home")

    sentence = "“Yes” leads to presnt, which is not here; the nearest step is present."
    assert (done.returncode, done.stdout) == (1, f"{path}:13: {sentence}\n")
    assert done.stderr == "Files: 1. Faults: 1. Advice: 0.\n"


def test_advice_alone_is_no_failure_and_a_script_can_tell_it_apart(tmp_path: Path) -> None:
    path = write(tmp_path, rendered(SMALL).replace("> I understand.", "> The best offer."))

    done = run("check-content", tmp_path, "--json", "--home", tmp_path / "home")

    sentence = "“best” is a tall word: say what was measured instead."
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "files": 1,
        "faults": [{"file": str(path), "line": 27, "kind": "advice", "sentence": sentence}],
    }


def test_faults_are_told_in_the_readers_language(tmp_path: Path) -> None:
    write(tmp_path, rendered(SMALL).replace("version = 1", "version = 0"))

    done = run("check-content", tmp_path, "--lang", "zh_CN", "--home", tmp_path / "home")

    assert done.stdout.endswith("version 须是大于 0 的整数。\n")


def test_a_specification_that_no_product_of_the_company_has_is_told(home: Path, tmp_path: Path) -> None:
    write(tmp_path / "pack", rendered(SMALL).replace("noise_db", "nois_db"))

    done = run("check-content", tmp_path / "pack", "--home", home)

    assert done.stdout.endswith("No product has a specification nois_db; the nearest is noise_db.\n")


def test_a_folder_without_content_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = run("check-content", tmp_path / "nowhere", "--home", tmp_path / "home")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("There is no content in ")


def test_the_track_of_a_customer_is_filled_in_and_says_why(home: Path) -> None:
    done = run("track", "C-1", "--json", "--as-of", "2026-11-24", "--home", home)

    track = json.loads(done.stdout)
    steps = {step["id"]: step for step in track["steps"]}
    assert (track["id"], track["why"]) == ("potential-air-purifier", "best match: segment and category")
    assert "**21 decibels**" in steps["present"]["say"][0]
    assert {"words": "Not now", "leads_to": "close.callback"} in steps["open"]["answers"]
    assert len(track["doubts"]) >= 3


def test_people_read_the_track_as_plain_lines(home: Path) -> None:
    done = run("track", "C-1", "--as-of", "2026-11-24", "--lang", "zh_CN", "--home", home)

    lines = done.stdout.splitlines()
    assert lines[0] == "让一个房间安静下来"
    assert lines[1].startswith("最佳匹配：客群与品类；第 1 版")
    assert any(line.startswith("  > 林女士，您好，我是 Lanting Home 的客户顾问。") for line in lines)
    assert "*" not in done.stdout


def test_the_product_of_the_call_can_be_named(home: Path) -> None:
    done = run("track", "C-1", "--product", "AP-9", "--home", home)

    assert done.returncode == 1
    assert done.stderr.startswith("There is no product AP-9.")
