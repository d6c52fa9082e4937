"""Figures, dates and amounts as text, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sales.words import Words

DAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("cents", "currency", "whole", "text"),
    [
        (124_000, "CNY", False, "¥1,240.00"),
        (124_050, "CNY", True, "¥1,241"),
        (-150, "GBP", False, "−£1.50"),
        (-49, "EUR", True, "€0"),
        (1240, "JPY", False, "¥1,240"),
        (1_234_567, "KWD", False, "KWD 1,234.567"),
    ],
)
def test_an_amount_is_written_with_its_currency_and_a_true_minus(
    cents: int, currency: str, whole: bool, text: str
) -> None:
    assert Words().money(cents, currency, whole=whole) == text


@pytest.mark.parametrize(
    ("price_e4", "text"), [(32_990_000, "¥3,299.00"), (381_501, "¥38.1501"), (446_200, "¥44.62")]
)
def test_a_unit_price_shows_up_to_four_decimals(price_e4: int, text: str) -> None:
    assert Words().price(price_e4) == text


def test_days_read_as_each_language_writes_them() -> None:
    english, chinese = Words(), Words("zh_CN")

    assert english.long_day(DAY) == "Wednesday 25 November"
    assert english.weekday(DAY) == "Wed 25 Nov"
    assert chinese.long_day(DAY) == "11月25日 星期三"
    assert chinese.day(DAY, year=True) == "2026年11月25日"
    assert english.month(DAY) == "November 2026"


def test_an_instant_is_told_in_the_company_zone(english: Words) -> None:
    late_evening_utc = int(datetime(2026, 11, 24, 17, 30, tzinfo=UTC).timestamp() * 1000)

    assert english.clock(late_evening_utc) == "01:30"
    assert english.day(late_evening_utc) == "25 Nov"


def test_a_sentence_without_translation_stays_english_and_plural_follows_the_number() -> None:
    words = Words("zh_CN", {"{n} calls": "{n} 通电话"})

    assert words("Nothing of the kind") == "Nothing of the kind"
    assert words.count("{n} call", "{n} calls", 1) == "1 通电话"
    assert Words().count("{n} call", "{n} calls", 1) == "1 call"
    assert Words().count("{n} call", "{n} calls", 1200) == "1,200 calls"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Lin Yue", "提醒 Lin Yue 购物车"),
        ("林悦", "提醒林悦购物车"),
        ("流光 12", "提醒流光 12 购物车"),
        ("12", "提醒12购物车"),
        ("11月3日", "提醒11月3日购物车"),
        ("", "提醒购物车"),
    ],
)
def test_a_latin_name_stands_apart_from_chinese(name: str, text: str) -> None:
    chinese = Words("zh_CN", {"Remind {name} of the cart": "提醒{name}购物车"})

    assert chinese("Remind {name} of the cart", name=name) == text
