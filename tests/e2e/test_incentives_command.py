"""`incentives compute`, as people and scripts run it: two files in, statements or sentences out."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAN = """\
id = "field-2026"
version = 1
currency = "CNY"
from = 2026-01-01
period = "month"
quota = "100000"
proration = "calendar"
[[component]]
measure = "revenue"
rule = "marginal"
bands = [{from_bp = 0, rate_bp = 300}, {from_bp = 8000, rate_bp = 400}, {from_bp = 10000, rate_bp = 600}, {from_bp = 12000, rate_bp = 900}]
[returns]
rule = "replay"
[[spiff]]
name = "autumn set"
product = "SET-9"
per_unit = "25"
cap = "300"
"""  # noqa: E501  # as it stands in the handbook
HEADER = "rep,date,id,kind,amount,units,product,share_bp,original"
ROWS = (
    "li,2026-04-02,x,return,8000,,,,a",
    "li,2026-03-20,c,sale,30000.00,14,SET-9,,",
    "wu,2026-03-12,s,sale,4999.99,,,5000,",
    "li,2026-03-01,a,sale,70000,,,,",
    "an,2026-03-12,s,sale,4999.99,,,5000,",
    "an,2026-03-11,,join,,,,,",
    "li,2026-03-09,b,sale,25000,,,,",
)


@pytest.fixture
def compute(tmp_path: Path) -> Any:
    """Runs the command on a plan and rows."""

    def run(
        rows: Sequence[str], *more: str, plan: str = PLAN, header: str = HEADER
    ) -> subprocess.CompletedProcess[str]:
        (tmp_path / "plan.toml").write_text(plan, encoding="utf-8")
        (tmp_path / "facts.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        command = [
            sys.executable, "-W", "error", "main.py", "--home", str(tmp_path / "home"), *more,
            "incentives", "compute", str(tmp_path / "plan.toml"), str(tmp_path / "facts.csv"),
        ]  # fmt: skip
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
        )

    return run


def test_the_reply_has_a_statement_for_each_rep_and_period(compute: Any, tmp_path: Path) -> None:
    done = compute(ROWS, "--json")

    made = json.loads(done.stdout)["statements"]
    assert (done.returncode, done.stderr) == (0, "")
    assert [(one["rep"], one["period"], one["total"]) for one in made] == [
        ("an", "2026-03", "75.00"),
        ("li", "2026-03", "5150.00"),
        ("li", "2026-04", "-630.00"),
        ("wu", "2026-03", "75.00"),
    ]
    an, march, april, _ = made
    assert (an["quota"], an["credited"], an["attainment_bp"]) == ("67741.94", "2500.00", 369)
    assert {key: march[key] for key in ("earned", "top_up", "draw_paid", "clawback", "spiff")} == {
        "earned": "4850.00", "top_up": "0.00", "draw_paid": "0.00", "clawback": "0.00", "spiff": "300.00",
    }  # fmt: skip
    assert [(line["rule"], line["fact"], line["amount"]) for line in march["lines"]] == [
        ("marginal", "a", "2100.00"), ("marginal", "b", "900.00"), ("marginal", "c", "1850.00"),
        ("spiff", "c", "300.00"),
    ]  # fmt: skip
    assert (april["clawback"], april["lines"][0]["original"], april["lines"][0]["of"]) == (
        "630.00",
        "a",
        "2026-03",
    )
    assert not (tmp_path / "home").exists()


def test_rows_in_any_order_give_the_same_bytes_and_people_read_a_table(compute: Any) -> None:
    told, again, table = compute(ROWS, "--json"), compute(ROWS[::-1], "--json"), compute(ROWS)

    assert told.stdout == again.stdout
    rows = list(csv.DictReader(table.stdout.splitlines(), delimiter="\t"))
    assert [row["total"] for row in rows] == ["75.00", "5150.00", "-630.00", "75.00"]


def test_every_bad_row_is_told_with_its_row_and_column(compute: Any) -> None:
    bad = compute([
        "li,2026-03-40,c,sale,3e4,14,SET-9,,",
        "li,2026-03-09,b,sail,100,,,20000,",
        'li,2026-03-09,d,sale,"25,000.00",,,,',
        "li,2026-04-02,,return,8000.123,,,,",
        "li,2026-04-02,e,sale,5,1.5,,0,",
    ])  # fmt: skip

    assert (bad.returncode, bad.stdout) == (1, "")
    told = [line.split(": ", 1)[1] for line in bad.stderr.splitlines()]
    assert told == [
        "Row 2, date: “2026-03-40” is not a day. Write it as 2026-11-03.",
        "Row 2, amount: “3e4” is not an amount. Write it as 1250.00.",
        "Row 3, kind: kind cannot be sail; the nearest is sale.",
        "Row 4, amount: “25,000.00” is not an amount. Write it as 1250.00.",
        "Row 5, id: A return needs an id.",
        "Row 5, original: Name the sale that this return is about.",
        "Row 5, amount: 8000.123 has more decimals than the currency: at most 2.",
        "Row 6, units: “1.5” is not a whole number.",
        "Row 6, share_bp: A share is a whole number from 1 to 10000: 5000 is half.",
    ]


def test_rows_that_do_not_fit_together_are_told(compute: Any) -> None:
    bad = compute([*ROWS, "li,2026-05-01,y,return,70000,,,,a", "li,2026-05-01,z,return,1,,,,nothing"])

    assert bad.returncode == 1
    assert [line.split(": ", 1)[1] for line in bad.stderr.splitlines()] == [
        "Row 9, amount: More comes back than was sold as a.",
        "Row 10, original: There is no sale “nothing”.",
    ]


def test_unknown_keys_and_columns_name_the_nearest_known_one(compute: Any) -> None:
    plan = compute(ROWS, plan=PLAN.replace("bands", "bnads"))
    facts = compute(ROWS, header=HEADER.replace("share_bp", "share"))

    assert (plan.returncode, facts.returncode) == (1, 1)
    assert "plan.toml:11: There is no key bnads; the nearest is bands." in plan.stderr
    assert "Row 1, share: There is no column share; the nearest is share_bp." in facts.stderr


def test_sales_outside_the_days_of_the_plan_are_said_and_not_paid(compute: Any) -> None:
    done = compute(
        ["li,2025-12-30,o,sale,100,,,,", "li,2026-01-02,p,sale,100,,,,"], "--json", "--lang", "zh_CN"
    )

    assert [one["total"] for one in json.loads(done.stdout)["statements"]] == ["3.00"]
    assert done.stderr.strip() == "1 笔销售不在方案的有效期内，本方案不予计酬。"
