"""`main.py segments`, as scripts use it, and what it says of a real wholesaler's year."""

from __future__ import annotations

import csv
import gzip
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from data.store import open_store
from sales.facts import SEGMENTS, TIERS
from sales.rfm import CLASSES
from sales.standing import BANDS
from tests.e2e.conftest import ROOT, TODAY, Ran

HEADER = ["customer", "primary", "all", "rfm2_class", "value_band", "tier", "since", "why"]
RETAIL = ROOT.parent / "shared" / "data" / "online_retail" / "online_retail_2010.csv.gz"
DAY = date(2010, 12, 1)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_is_one_row_per_customer_with_every_column_filled(
    rapport: Callable[..., Ran], tmp_path: Path
) -> None:
    done = rapport("segments", "--csv", tmp_path / "out.csv")

    told = rows(tmp_path / "out.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(told) == len({row["customer"] for row in told}) == 300
    assert list(told[0]) == HEADER
    for row in told:
        assert row["primary"] in SEGMENTS
        assert row["all"].split(";")[0] == row["primary"]
        assert (row["rfm2_class"] in CLASSES, row["value_band"] in BANDS, row["tier"] in TIERS) == (True,) * 3
        assert date.fromisoformat(row["since"]) <= TODAY + timedelta(1)
        assert row["why"]


def test_the_json_document_holds_the_same_rows(rapport: Callable[..., Ran], tmp_path: Path) -> None:
    rapport("segments", "--csv", tmp_path / "out.csv")

    document = rapport("--json", "segments").document

    assert [{**row, "all": ";".join(row["all"])} for row in document["rows"]] == rows(tmp_path / "out.csv")


def test_a_past_day_is_told_by_the_facts_until_then(rapport: Callable[..., Ran], tmp_path: Path) -> None:
    day = TODAY - timedelta(200)

    rapport("segments", "--as-of", day.isoformat(), "--csv", tmp_path / "then.csv")

    told = rows(tmp_path / "then.csv")
    assert 0 < len(told) < 300
    assert all(date.fromisoformat(row["since"]) <= day for row in told)


def test_the_reasons_are_told_in_chinese(rapport: Callable[..., Ran]) -> None:
    told = rapport("--lang", "zh_CN", "segments").stdout

    assert "联系过客服" in told
    assert "tickets" not in told


def test_what_is_no_day_is_said(rapport: Callable[..., Ran]) -> None:
    done = rapport("segments", "--as-of", "31 February")

    assert done.returncode == 1
    assert done.stderr.strip() == "31 February is not a day. Write days as 2026-11-24."


def test_a_file_that_cannot_be_written_is_said(rapport: Callable[..., Ran], tmp_path: Path) -> None:
    done = rapport("segments", "--csv", tmp_path / "no" / "out.csv")

    assert done.returncode == 1
    assert "could not be written" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not RETAIL.exists(), reason="the wholesaler's data are not here")
def test_a_wholesalers_year_is_told_as_its_invoices_say(
    rapport: Callable[..., Ran], home: Path, tmp_path: Path
) -> None:
    shutil.rmtree(home)
    lines = tmp_path / "retail.csv"
    with gzip.open(RETAIL) as packed, lines.open("wb") as file:
        shutil.copyfileobj(packed, file)
    assert rapport("import", lines, "--as", "orders").returncode == 0

    rapport("segments", "--as-of", DAY.isoformat(), "--csv", tmp_path / "out.csv")

    told = {row["customer"]: row for row in rows(tmp_path / "out.csv")}
    orders, returned = invoices(home)
    assert told.keys() == orders.keys() | returned.keys()
    for number, row in told.items():
        bought = orders.get(number, [])
        assert (row["primary"] == "high_value") == high_value(bought, DAY)
        if row["primary"] == "high_value":
            since = date.fromisoformat(row["since"])
            days = [DAY - timedelta(n) for n in range((DAY - since).days + 2)]
            assert [high_value(bought, day) for day in days] == [True] * (len(days) - 1) + [False]
        spend = sum(cents for _, cents in bought) - returned.get(number, 0)
        assert row["tier"] == ("gold" if spend >= 100_000 else "silver" if spend >= 50_000 else "standard")


def invoices(home: Path) -> tuple[dict[str, list[tuple[date, int]]], dict[str, int]]:
    """Orders (day, cents) and money given back by customer, as they were imported."""
    store = open_store(home / "rapport.db")
    db = store.read()
    orders: dict[str, list[tuple[date, int]]] = {}
    returned: dict[str, int] = {}
    for number, at, cents in db.execute(
        "SELECT c.external_id, placed_at, net_cents FROM orders JOIN customers c ON c.id = customer_id"
        " ORDER BY placed_at"
    ):
        day = datetime.fromtimestamp(at / 1000, ZoneInfo("Asia/Shanghai")).date()
        orders.setdefault(number, []).append((day, cents))
    for number, cents in db.execute(
        "SELECT c.external_id, sum(amount_cents) FROM returns JOIN customers c ON c.id = customer_id"
        " GROUP BY c.id"
    ):
        returned[number] = cents
    store.close()
    return orders, returned


def high_value(orders: list[tuple[date, int]], day: date) -> bool:
    """Two purchases a month on average and a thousand an order, as the domain puts it."""
    known = [(on, cents) for on, cents in orders if on <= day]
    if not known:
        return False
    months = max(1.0, (day - known[0][0]).days / 30.4375)
    return len(known) / months >= 2 and sum(cents for _, cents in known) / len(known) >= 100_000
