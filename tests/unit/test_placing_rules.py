"""The rule files: those that ship are sound, and each fault is told with its file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.content.kinds import KINDS
from data.content.library import check
from data.content.rules import placing_rules
from data.resources import resource
from sales.errors import ContentBroken

SHIPPED = resource("content", "en", "rules")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the rules, to be edited."""
    copied = tmp_path / "en" / "rules"
    shutil.copytree(SHIPPED, copied)
    return copied


def edit(folder: Path, stem: str, old: str, new: str) -> None:
    path = folder / f"{stem}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_figures_are_those_of_the_domain() -> None:
    rules = placing_rules()

    assert rules.segments.precedence == (
        "problem", "churn_risk", "advocate", "high_value", "potential", "new",
    )  # fmt: skip
    assert (rules.segments.new_days, rules.segments.potential_views) == (7, 3)
    assert (rules.segments.orders_a_month, rules.segments.average_order_cents) == (2, 100_000)
    assert (rules.standing.silver_from_cents, rules.standing.gold_from_cents) == (50_000, 100_000)


def test_an_edited_figure_is_read(folder: Path) -> None:
    before = placing_rules(folder).segments.silent_days

    edit(folder, "segments", "silent_days = 30", "silent_days = 45")

    assert (before, placing_rules(folder).segments.silent_days) == (30, 45)


def test_a_file_that_is_gone_is_said(folder: Path) -> None:
    (folder / "standing.toml").unlink()

    with pytest.raises(ContentBroken, match=r"standing\.toml:1: The file cannot be read"):
        placing_rules(folder)


@pytest.mark.parametrize(
    ("stem", "old", "new", "where", "sentence"),
    [
        ("segments", "silent_days = 30", "silent_day = 30", "silent_day ", "the nearest is silent_days"),
        (
            "segments",
            "silent_days = 30",
            "silent_days = 'x'",
            "silent_days",
            "must be a whole number above 0",
        ),
        ("segments", '"new"]', '"new", "vip"]', "precedence =", "precedence cannot be vip"),
        ("segments", ', "new"]', "]", "precedence =", "each of the six segments once"),
        ("segments", "to_days = 30", "to_days = 3", "potential_to_days", "must not be less than"),
        ("standing", "silver_from_cents = 50", "silver_from_cents = 500", "gold_", "must not be less than"),
        ("standing", "high_percent = 15", "high_percent = 65", "high_percent", "more than 100 %"),
        ("rfm2", '{class = "dormant", r', '{class = "asleep", r', "asleep", "class cannot be asleep"),
        ("rfm2", "f = [4, 5], m = [4, 5]", "f = [5, 4]", "f = [5, 4]", "f must be two scores from 1 to 5"),
        ("rfm2", "s = [4, 5]", "q = [4, 5]", "q = [4, 5]", "There is no key q"),
        ("rfm2", "promo_percent = 60", "promo_percent = 600", "promo_percent = 600", "from 0 to 100"),
        ("rfm2", '    {class = "steady_regular"},\n', "", "r = [3, 3]", "Some scores have no class"),
        ("rfm2", "table = [", "tables = [", "tables = [", "There is no key tables"),
    ],
)
def test_a_fault_is_told_with_its_file_and_line(
    folder: Path, stem: str, old: str, new: str, where: str, sentence: str
) -> None:
    edit(folder, stem, old, new)
    lines = (folder / f"{stem}.toml").read_text(encoding="utf-8").splitlines()
    line = next(at for at, text in enumerate(lines, 1) if where in text and not text.startswith("#"))

    with pytest.raises(ContentBroken) as broken:
        placing_rules(folder)

    told = [one for one in str(broken.value).splitlines() if f"{stem}.toml:{line}: " in one]
    assert any(sentence in one for one in told), str(broken.value)


def test_rows_may_share_a_line(folder: Path) -> None:
    edit(folder, "rfm2", '{class = "promising_newcomer", r = [4, 5], f = [1, 2]},\n', "")
    edit(
        folder,
        "rfm2",
        '{class = "steady_regular"}',
        '{class = "at_risk", d = [1, 1]}, {class = "steady_regular"}',
    )

    rows = placing_rules(folder).rfm.rows

    assert [row.name for row in rows[-2:]] == ["at_risk", "steady_regular"]


def test_all_faults_are_told_at_once_and_by_the_check_too(folder: Path) -> None:
    edit(folder, "segments", "new_days = 7", "new_days = 0")
    edit(folder, "standing", "vip_percent = 10", "vip_percent = ten")

    found = check(KINDS, folder.parent.parent).faults

    assert [(fault.path.name, fault.line) for fault in found if fault.breaks] == [
        ("segments.toml", 7), ("standing.toml", 15),
    ]  # fmt: skip
    with pytest.raises(ContentBroken, match=r"(?s)segments.toml:7: .*standing.toml:15: "):
        placing_rules(folder)


def test_the_shipped_rules_pass_the_check() -> None:
    assert [fault for fault in check(KINDS, SHIPPED).faults if fault.breaks] == []
