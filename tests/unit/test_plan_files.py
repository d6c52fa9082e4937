"""Plans as files: those that ship are the domain's, and each fault is told with its line."""

from __future__ import annotations

import ast
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from data.content.document import Source
from data.content.faults import Faults
from data.content.library import load
from data.content.plans import PLANS, read_plan
from data.resources import resource
from sales.plans import Band, Plan, Point, Spiff, Step
from sales.words import Words
from tests.builders.incentives import plan as plan_a
from tests.unit.test_translations import ROOT, catalogue

FULL = """\
id = "field-2026"
version = 1
currency = "CNY"
from = 2026-01-01
to = 2026-12-31
period = "month"
quota = "100000"
proration = "working"
holidays = [2026-10-01, 2026-10-02]
[[component]]
measure = "revenue"  # what is sold
rule = "marginal"
bands = [
    {from_bp = 0, rate_bp = 300},
    {from_bp = 8000, rate_bp = 400},
]
cap_payout = "20000"
[[component]]
measure = "units"
rule = "curve"
quota = "120"
target = "5000"
points = [[5000, 2500], [10000, 10000]]
[[component]]
measure = "conversion_rate"
rule = "ladder"
steps = [{from_bp = 500, pays = "800"}, {from_bp = 800, pays = "2000.50"}]
[[component]]
rule = "composite"
target = "1000"
goals = [
    {measure = "csat", goal = "0.90", weight_bp = 4000},
    {measure = "training", goal = "2", weight_bp = 6000, most_bp = 12000},
]
[returns]
rule = "average"
[guarantee]
amount = "2500"
[draw]
amount = "3000"
[[spiff]]
name = "autumn set"
product = "SET-9"
per_unit = "25"
cap = "300"
"""


def read(text: str) -> tuple[Plan | None, list[str]]:
    faults = Faults(Path("plan.toml"))
    plan = read_plan(Source(Path("plan.toml"), text), faults)
    return plan, [fault.told(Words()) for fault in faults.sorted()]


def test_a_plan_is_read_with_everything_that_it_says() -> None:
    plan, faults = read(FULL)

    assert faults == []
    assert plan is not None
    assert (plan.quota, plan.returns, plan.guarantee_cents, plan.draw_cents) == (
        10_000_000,
        "average",
        250_000,
        300_000,
    )
    assert (plan.ends_on, plan.holidays) == (date(2026, 12, 31), {date(2026, 10, 1), date(2026, 10, 2)})
    assert plan.spiffs == (Spiff("autumn set", "SET-9", 2500, 30_000),)
    revenue, units, conversion, score = plan.components
    assert (revenue.bands, revenue.cap_payout_cents) == ((Band(0, 300), Band(8000, 400)), 2_000_000)
    assert (units.quota, units.points) == (Fraction(12_000), (Point(5000, 2500), Point(10_000, 10_000)))
    assert conversion.steps == (Step(500, 80_000), Step(800, 200_050))
    assert [goal.goal for goal in score.goals] == [Fraction("0.9"), Fraction(200)]


def test_the_plans_that_ship_are_those_of_the_domain() -> None:
    loaded = load(PLANS, "en", [resource("content")])

    shipped = {plan.id: plan for plan in loaded.values}
    assert loaded.faults == ()
    assert shipped["field-2026"] == plan_a(guarantee_cents=250_000)
    assert [step.from_bp for step in shipped["conversion-2026"].components[0].steps] == [500, 800, 1200]
    assert shipped["conversion-2026"].guarantee_cents > 0
    weights = {goal.measure: goal.weight_bp for goal in shipped["service-2026"].components[0].goals}
    assert [weights[one] for one in ("csat", "response_minutes", "complaints")] == [1000, 500, 500]


@pytest.mark.parametrize(
    ("old", "new", "where", "sentence"),
    [
        ('quota = "100000"', 'qota = "100000"', "qota", "There is no key qota; the nearest is quota."),
        ("[guarantee]", "[garantee]", "[garantee]", "There is no key garantee; the nearest is guarantee."),
        ("cap_payout =", "cap_payot =", "cap_payot", "There is no key cap_payot; the nearest is cap_payout."),
        ('"revenue"', '"revenu"', '"revenu"', "measure cannot be revenu; the nearest is revenue."),
        ('"average"', '"averge"', '"averge"', "rule cannot be averge; the nearest is average."),
        ("from_bp = 8000", "form_bp = 8000", "form_bp", "There is no key form_bp; the nearest is from_bp."),
        ("from_bp = 8000, rate_bp", "from_bp = 0, rate_bp", "400}", "bands must ascend"),
        ("rate_bp = 400", "rate_bp = 40000", "40000", "rate_bp must be a whole number of basis points"),
        ("rate_bp = 400", "rate_bp = 4.5", "4.5", "rate_bp must be a whole number of basis points"),
        ('pays = "2000.50"', 'pays = "200"', "steps", "A higher step must not pay less."),
        ("2000.50", "2000.505", "steps", "pays has more decimals than the currency: at most 2."),
        ("[10000, 10000]]", "[10000, 1000]]", "points", "The curve must not fall"),
        ("[[5000, 2500], ", "[[5000], ", "points", "points must be a list of pairs"),
        ("weight_bp = 6000", "weight_bp = 5000", "goals =", "The weights of the goals add up to 10000."),
        ('goal = "2"', "goal = 2.5", "2.5", "goal must be an amount in quotes"),
        ('quota = "100000"', "quota = 100000.5", "quota", "quota must be an amount in quotes"),
        ('quota = "100000"', 'quota = "-5"', "quota", "quota must be an amount in quotes"),
        ('quota = "100000"', 'quota = "0"', "quota", "quota must be more than 0."),
        ('quota = "100000"\n', "", '"marginal"', "The rule marginal on revenue needs a quota"),
        ("to = 2026-12-31", "to = 2025-12-31", "to =", "to must not be less than from."),
        ("to = 2026-12-31", "to = 2026-02-30", "to =", "There is no such day."),
        ('"CNY"', '"CNJ"', "CNJ", "currency cannot be CNJ"),
        ('rule = "curve"', 'rule = "ladder"', 'rule = "ladder"', "The rule ladder needs steps."),
        ('"units"\nrule = "curve"', '"csat"\nrule = "marginal"', '\nrule = "marginal"\nq', "csat is no sum"),
        ("version = 1\n", "", "id =", "version is missing."),
        ('product = "SET-9"\n', "", "[[spiff]]", "product is missing."),
        ("[draw]", "[draw", "[draw", "This is not TOML"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, where: str, sentence: str) -> None:
    assert old in FULL
    text = FULL.replace(old, new, 1)

    plan, faults = read(text)

    line = text[: text.index(where) + len(where) - len(where.lstrip())].count("\n") + 1
    assert plan is None
    assert [told for told in faults if told.startswith(f"plan.toml:{line}: {sentence}")], faults


def test_bands_that_begin_above_nothing_pay_nothing_below() -> None:
    plan, _ = read(FULL.replace("{from_bp = 0, rate_bp = 300}", "{from_bp = 5000, rate_bp = 300}"))

    assert plan is not None
    assert plan.components[0].bands[0] == Band(0, 0)


@pytest.mark.parametrize(
    "path",
    ["sales/pay_facts.py", "data/pay_facts.py", "data/content/plans.py", "data/content/plan_tables.py"],
)
def test_every_fault_has_its_chinese(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    told = {
        node.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call | ast.Assign)
        for node in ast.walk(call)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value[-1:] == "."
    }

    assert sorted(told - catalogue().keys()) == []
