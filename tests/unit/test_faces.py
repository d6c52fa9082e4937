"""Which characters are drawn in which face, and what stands in for those that none has."""

from __future__ import annotations

from reports import faces


def test_latin_and_chinese_share_one_face() -> None:
    faces.register("zh_CN")

    assert faces.runs("Lin 林晓雯 喆玥堃 21 dB ★", "zh_CN", 400) == (
        ("rapport-zh_CN-400", "Lin 林晓雯 喆玥堃 21 dB ★"),
    )


def test_cyrillic_greek_and_vietnamese_are_drawn_in_inter() -> None:
    faces.register("en")

    assert faces.runs("Жанна", "en", 500) == (("rapport-spare-500", "Жанна"),)
    assert faces.uncovered("Жанна, Λίνα, Nguyễn") == ()


def test_a_missing_character_is_replaced_in_sight_and_reported() -> None:
    faces.register("en")

    assert "".join(text for _, text in faces.runs("Lin 🙂", "en", 400)) == "Lin 〓"
    assert faces.uncovered("🙂 𠮷 🙂 한") == ("🙂", "𠮷", "한")


def test_styled_letters_take_their_everyday_form() -> None:
    faces.register("en")

    assert "".join(text for _, text in faces.runs("𝓛𝓲𝓷", "en", 400)) == "Lin"
    assert faces.uncovered("𝓛𝓲𝓷") == ()


def test_marks_without_ink_are_dropped_and_odd_spaces_become_spaces() -> None:
    assert faces.clean("a\u200bb\ufeff\u0007c\u3000d\te\r\nf") == "abc d e\nf"
    assert faces.clean("e\u0301") == "é"
    assert faces.clean("👍🏽\ufe0f") == "👍"


def test_private_characters_of_the_face_are_not_drawn_by_their_code() -> None:
    assert faces.uncovered("\ue018") == ("\ue018",)


def test_chinese_quotes_are_full_width_in_chinese_only() -> None:
    for lang in ("en", "zh_CN"):
        faces.register(lang)

    assert faces.width("“", "zh_CN", 400, 10) == 10
    assert faces.width("“", "en", 400, 10) < 6


def test_figures_are_all_as_wide_as_one_another() -> None:
    faces.register("en")

    assert len({faces.width(figure, "en", 400, 10) for figure in "0123456789\u2007"}) == 1
