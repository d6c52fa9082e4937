"""What a figure means in daily life: rules by span, and formulas that can only compute."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.errors import RuleBroken
from sales.translator import SpecRule, computed, meanings
from sales.words import Words

VIDEO = SpecRule(
    "video", "phone", 1, "battery_mah", "mAh", 1000, 9000, "{result} hours of video", "battery_mah / 417"
)
QUIET = SpecRule("quiet", "phone", 1, "noise_db", "dB(A)", 0, 24, "quieter than a whisper")
LOUD = SpecRule("loud", "phone", 1, "noise_db", "dB(A)", 24, 90, "as loud as rain")


def test_a_battery_becomes_hours_of_video() -> None:
    (told,) = meanings([VIDEO], "phone", {"battery_mah": 5000}, Words())

    assert (told.figure, told.says) == ("5,000 mAh", "12 hours of video")


@given(st.floats(0, 89.9))
def test_spans_that_meet_say_one_thing_of_every_figure(noise: float) -> None:
    told = meanings([QUIET, LOUD], "phone", {"noise_db": noise}, Words())

    assert [one.says for one in told] == [QUIET.says if noise < 24 else LOUD.says]


def test_another_category_and_a_figure_that_is_not_known_say_nothing() -> None:
    assert meanings([VIDEO], "gift", {"battery_mah": 5000}, Words()) == ()
    assert meanings([VIDEO], "phone", {"battery_mah": "large"}, Words()) == ()


@pytest.mark.parametrize(
    "formula",
    ["__import__('os')", "battery_mah.real", "a if b else c", "1 / 0", "9 ** 9", "'text'", "", "(1"],
)
def test_a_formula_can_only_compute(formula: str) -> None:
    with pytest.raises((RuleBroken, ZeroDivisionError)):
        computed(formula, {"battery_mah": 1.0})
