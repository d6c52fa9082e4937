"""Line breaking in both languages."""

from __future__ import annotations

import pytest

from reports import faces, lines
from reports.lines import broken, length, natural, quiet, strong
from reports.tokens import BODY, CELL


def told(text: str, width: float, lang: str = "en", most: int | None = None) -> list[str]:
    faces.register(lang)
    return [
        "".join((" " if i and atom.gap > 1 else "") + atom.text for i, atom in enumerate(line))
        for line in broken(text, BODY, lang, width, most)
    ]


def test_a_number_keeps_its_unit_and_a_name_its_number() -> None:
    for width in range(60, 200, 3):
        for line in told("At night the Breva 400 runs at 21 dB for 35 s on 14 Mar 2025", width):
            assert not line.endswith(("Breva", " 21", " 35", " 14", "Mar"))


def test_a_chinese_line_neither_begins_with_a_closing_mark_nor_ends_with_an_opening_one() -> None:
    text = "林女士，正确的滤芯今天从杭州寄出（快递单号我已拿到）。您不用再说明：“照片”和《工单》都在我面前！"

    for width in range(40, 240, 3):
        for line in told(text, width, "zh_CN"):
            assert line[0] not in "，。、；：？！）》”"
            assert line[-1] not in "（《“"


def test_a_number_stays_with_its_chinese_measure_word() -> None:
    for width in range(50, 200, 3):
        assert not any(
            line[-1].isdigit() for line in told("近三个月共有 7 单，均单 1,486 元，迟到 3 天", width, "zh_CN")
        )


def test_a_chinese_date_is_not_broken() -> None:
    for width in range(90, 200, 3):
        assert not any(
            line[-1] in "年月" for line in told("承诺在 2026年11月20日 前寄出替换件", width, "zh_CN")
        )


def test_the_last_line_is_not_one_word_where_that_can_be_helped() -> None:
    text = "because noise was the reason and the other one runs at half of it"
    tight = natural(text, BODY, "en") - 2

    assert len(told(text, tight)[-1].split()) > 1


def test_a_word_wider_than_the_line_is_cut() -> None:
    found = told("x" * 100, 60)

    assert "".join(found) == "x" * 100
    assert len(found) > 5


def test_what_is_cut_off_ends_in_an_ellipsis_and_fits() -> None:
    faces.register("en")
    found = broken("one two three four five six seven eight nine ten " * 3, BODY, "en", 90, 2)

    assert len(found) == 2
    assert found[-1][-1].text == "…"
    assert all(length(line) <= 90 for line in found)


def test_chinese_and_latin_stand_a_fifth_of_an_em_apart() -> None:
    faces.register("zh_CN")
    (line,) = broken("微风600", BODY, "zh_CN", 200)

    assert [atom.gap for atom in line] == [0.0, 0.0, pytest.approx(0.2 * BODY.size)]


def test_two_full_width_marks_share_their_empty_halves() -> None:
    faces.register("zh_CN")

    assert natural("好。”", BODY, "zh_CN") == pytest.approx(2.5 * BODY.size)


def test_weight_and_colour_change_within_a_paragraph() -> None:
    faces.register("en")
    (line,) = broken(f"{strong('Promise:')} sent {quiet('by 20 Nov')}", CELL, "en", 300)

    assert [atom.weight for atom in line] == [500, 400, 400, 400, 400]
    assert len({atom.ink for atom in line}) == 2


def test_content_marks_words_with_asterisks_and_chat_text_is_left_alone() -> None:
    assert lines.marked("at **21 dB**, truly") == f"at {strong('21 dB')}, truly"
    assert lines.marked("好的~~谢谢~~ 2 ** 3") == "好的~~谢谢~~ 2 ** 3"


def test_line_breaks_of_the_text_are_kept() -> None:
    assert told("one\ntwo\n\nthree", 200) == ["one", "two", "", "three"]
