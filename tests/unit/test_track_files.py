"""Talk-track files: every fault is told with its line, and a sound file is read as it was meant."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from data.content.document import Source
from data.content.library import check, load
from data.content.specs import unknown_specs
from data.content.tracks import TRACKS
from sales.words import Words
from tests.builders.tracks import SMALL, rendered, track, write

TEXT = rendered(SMALL)
LINES = TEXT.split("\n")


def line_of(text: str) -> int:
    """Where a text stands in the file of the small track, from 1."""
    return 1 + next(at for at, line in enumerate(LINES) if line.startswith(text))


def faults(folder: Path, words: Words) -> list[str]:
    """Every fault below a folder, as `file:line: sentence`, the folders left out."""
    return [
        fault.told(words).removeprefix(f"{fault.path.parent}{os.sep}")
        for fault in check([TRACKS], folder).faults
    ]


def test_a_track_is_read_as_it_was_written(tmp_path: Path) -> None:
    write(tmp_path, TEXT)

    loaded = load(TRACKS, "en", [tmp_path])

    assert loaded.values == (SMALL,)
    assert loaded.faults == ()


def test_full_width_colons_arrows_bom_and_windows_line_ends_are_read_alike(tmp_path: Path) -> None:
    text = TEXT.replace("## open: ", "## open： ").replace("ask: ", "ask：").replace("- Yes -> ", "- Yes → ")
    path = write(tmp_path, "")

    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert load(TRACKS, "en", [tmp_path]).values == (SMALL,)


def test_one_text_stands_for_a_list_of_one(tmp_path: Path) -> None:
    write(tmp_path, TEXT.replace('id = "small"', 'id = "small"\ncategory = "phone"'))

    assert load(TRACKS, "en", [tmp_path]).values[0].categories == ("phone",)


@pytest.mark.parametrize(
    ("before", "after", "line", "sentence"),
    [
        ('owner = "sales"', 'ownr = "sales"', 1, "owner is missing."),
        ('owner = "sales"', 'ownr = "sales"', "owner", "There is no key ownr; the nearest is owner."),
        ("version = 1", 'version = "1"', "version", "version must be a whole number above 0."),
        ("version = 1", "version = 0", "version", "version must be a whole number above 0."),
        ("version = 1", "version = true", "version", "version must be a whole number above 0."),
        ('owner = "sales"', "owner = 7", "owner", "owner must be a text in quotes."),
        ('owner = "sales"', 'owner = " "', "owner", "owner must be a text in quotes."),
        (
            'owner = "sales"',
            'owner = "sales"\nchannel = 3',
            "verified_on",
            'channel must be a text or a list of texts, such as ["phone", "visit"].',
        ),
        ("2026-11-03", "2026-02-31", "verified_on", "There is no such day. Write it as 2026-11-03."),
        (
            "2026-11-03",
            '"2026-11-03"',
            "verified_on",
            "verified_on must be a day such as 2026-11-03, without quotes.",
        ),
        (
            "2026-11-03",
            "2026-11-03T09:00:00",
            "verified_on",
            "verified_on must be a day such as 2026-11-03, without quotes.",
        ),
        (
            'owner = "sales"',
            'segment = ["potental"]\nowner = "sales"',
            "owner",
            "segment cannot be potental; the nearest is potential.",
        ),
        (
            'owner = "sales"',
            'channel = ["fone", "visit"]\nowner = "sales"',
            "owner",
            "channel cannot be fone; the nearest is phone.",
        ),
        ('owner = "sales"', 'owner = "sales', "owner", "This is not TOML: Unterminated string."),
        (
            'owner = "sales"',
            "owner: sales",
            "owner",
            "This is not TOML: Expected '=' after a key in a key/value pair.",
        ),
        ("version = 1", "version = 1\nversion = 2", "+++ 2", "This is not TOML: Cannot overwrite a value."),
        (
            "- Yes -> present",
            "- Yes -> presnt",
            "- Yes",
            "“Yes” leads to presnt, which is not here; the nearest step is present.",
        ),
        ("- Yes -> present", "- Yes", "- Yes", "This answer leads nowhere: write it as - words -> step."),
        ("- It is too dear -> doubt.price", "", "## doubt.price", "No answer leads to doubt.price."),
        (
            "- Yes -> close.callback",
            "- Yes -> doubt.price",
            "## doubt.price",
            "The call goes round without an end: doubt.price. Let one answer lead out of it.",
        ),
        (
            "> I understand.",
            "> I understand {customer.nam}.",
            "> I understand",
            "There is no variable customer.nam; the nearest is customer.name.",
        ),
        (
            "show: the data sheet",
            "show: {the data sheet",
            "show:",
            "A brace stands alone here: a variable opens with one and closes with one.",
        ),
        ("ask: Which", "aks: Which", "ask:", "There is no aks: in a step; the nearest is ask:."),
        (
            "ask: Which room is it for?",
            "Which room is it for?",
            "ask:",
            "This line belongs to no part of a step: begin it with >, -, show:, ask:, listen: or avoid:.",
        ),
        (
            "## present: Present",
            "## pressent: Present",
            "## present",
            "There is no stage pressent; the nearest is present.",
        ),
        (
            "## present: Present",
            "## Present",
            "## present",
            "Write a step as its id and its title, such as ## open: Open.",
        ),
        ("## open: Open", "## close: Close", "## open", "The first step must be open."),
        (
            "## doubt.price: The price",
            "## present: Again",
            "## doubt.price",
            "The step present stands in line 16 already.",
        ),
        ("# A small track\n", "", 1, "The track has no title: write one as # Quiet air for a small studio."),
        (
            "# A small track",
            "# A small track\nBy me.",
            "# A +1",
            "This line stands before the first step and is never shown.",
        ),
        (
            "> It is {product.spec.noise_db} decibels.",
            "> " + "word " * 23,
            "> It is {product",
            "This line has 23 words; one breath holds 22.",
        ),
        (
            "> I understand.",
            "> " + "字" * 41,
            "> I understand",
            "This line has 41 characters; one breath holds 40.",
        ),
        (
            "> I understand.",
            "> The ultimate machine.",
            "> I understand",
            "“ultimate” is a tall word: say what was measured instead.",
        ),
        (
            "> When shall I call?",
            "> Is it {offer.price}?",
            "## close.callback",
            "Nothing is left to say here when a variable is not known: add a line, or an else after a bar.",
        ),
        (
            "- Yes -> present",
            "- Yes, {offer.price} -> present",
            "- Yes",
            "This answer is lost when its variable is not known: give it an else after a bar.",
        ),
        (
            "## present: Present",
            "## present: The {product.name}",
            "## present",
            "A title is always shown: give its variable an else after a bar.",
        ),
    ],
)
def test_a_fault_is_told_with_its_line_in_both_languages(
    before: str, after: str, line: int | str, sentence: str, tmp_path: Path, english: Words, chinese: Words
) -> None:
    assert TEXT.count(before) >= 1
    write(tmp_path, TEXT.replace(before, after, 1))
    number = {"+++ 2": line_of("version") + 1, "# A +1": line_of("# A") + 1}.get(str(line)) or (
        line if isinstance(line, int) else line_of(line)
    )

    assert f"small.md:{number}: {sentence}" in faults(tmp_path, english)
    assert all(re.search("[\u4e00-\u9fff]", told) for told in faults(tmp_path, chinese))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["1: The file must begin with +++, the head below it, and +++ again."]),
        ("# Only a title\n", ["1: The file must begin with +++, the head below it, and +++ again."]),
        (TEXT.replace("+++", ""), ["2: The file must begin with +++, the head below it, and +++ again."]),
        ('+++\nid = "x"\n', ["1: The head is not closed: put +++ in a line of its own below it."]),
    ],
)
def test_a_file_without_a_head_is_one_fault(
    text: str, told: list[str], tmp_path: Path, english: Words
) -> None:
    write(tmp_path, text)

    assert faults(tmp_path, english) == [f"small.md:{fault}" for fault in told]


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_its_lines(
    tmp_path: Path, english: Words
) -> None:
    text = TEXT
    for right, wrong in (
        ("verify_every_days = 90", "verify_every_days = -1"),
        ("2026-11-03", "2026-13-03"),
        ("- Yes -> present", "- Yes -> presnt"),
        ("> I understand.", "> I understand {it}."),
        ("avoid: ", "avoide: "),
    ):
        text = text.replace(right, wrong, 1)
    write(tmp_path, text)

    told = faults(tmp_path, english)

    assert [int(fault.split(":")[1]) for fault in told] == [
        line_of("verified_on"),
        line_of("verify_every_days"),
        line_of("- Yes"),
        line_of("avoid:"),
        line_of("> I understand"),
    ]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            lambda path: path.write_bytes(TEXT.encode("utf-16")),
            "The file is not UTF-8 from here on. Save it as UTF-8.",
        ),
        (
            lambda path: path.write_bytes(TEXT.encode() + b"> caf\xe9\n"),
            "The file is not UTF-8 from here on. Save it as UTF-8.",
        ),
        (lambda path: path.write_text("x" * 1_100_000), "The file is larger than 1 MB; content is text."),
        (lambda path: (path.unlink(), path.mkdir()), "The file cannot be read: Is a directory."),
        (
            lambda path: (path.unlink(), path.symlink_to("gone.md")),
            "The file cannot be read: No such file or directory.",
        ),
    ],
)
def test_a_file_that_is_not_text_is_one_fault(
    spoil: Callable[[Path], object], sentence: str, tmp_path: Path, english: Words
) -> None:
    spoil(write(tmp_path, ""))

    told = faults(tmp_path, english)

    assert len(told) == 1
    assert told[0].endswith(sentence)


def test_the_line_that_is_not_utf_8_is_named(tmp_path: Path, english: Words) -> None:
    path = write(tmp_path, "")
    path.write_bytes(b"+++\nid = 1\n# caf\xe9\n")

    assert faults(tmp_path, english)[0].startswith("small.md:3:")


def test_faults_are_told_in_chinese(tmp_path: Path, chinese: Words) -> None:
    write(tmp_path, TEXT.replace("version = 1", "version = 0"))

    assert faults(tmp_path, chinese) == [f"small.md:{line_of('version')}: version 须是大于 0 的整数。"]


def test_a_file_with_a_fault_is_left_out_and_the_others_are_used(tmp_path: Path) -> None:
    write(tmp_path, TEXT.replace("- Yes -> present", "- Yes -> presnt"))
    write(tmp_path, rendered(track("other")), "other.md")

    loaded = load(TRACKS, "en", [tmp_path])

    assert [found.id for found in loaded.values] == ["other"]
    assert len(loaded.faults) == 1


def test_advice_does_not_keep_a_track_from_being_used(tmp_path: Path) -> None:
    write(tmp_path, TEXT.replace("> I understand.", "> " + "word " * 30))

    loaded = load(TRACKS, "en", [tmp_path])

    assert [found.id for found in loaded.values] == ["small"]
    assert [fault.breaks for fault in loaded.faults] == [False]


def test_an_id_that_stands_twice_is_told_in_the_second_file(tmp_path: Path, english: Words) -> None:
    write(tmp_path, TEXT, "a.md")
    write(tmp_path, TEXT, "b.md")

    assert faults(tmp_path, english) == ["b.md:2: The id small stands in a.md already."]
    assert len(load(TRACKS, "en", [tmp_path]).values) == 1


def test_what_is_missing_or_older_in_another_locale_is_told(tmp_path: Path, english: Words) -> None:
    write(tmp_path, rendered(track("both", version=2)), "both.md")
    write(tmp_path, rendered(track("both", version=1)), "both.md", "zh_CN")
    write(tmp_path, rendered(track("only")), "only.md")

    assert faults(tmp_path, english) == [
        "both.md:2: both is older in zh_CN than in en: bring it up to date there.",
        "only.md:2: only is missing in zh_CN: write it there under the same id.",
    ]


def test_a_track_with_a_fault_is_not_missing_as_well(tmp_path: Path, english: Words) -> None:
    write(tmp_path, TEXT)
    write(tmp_path, TEXT.replace("version = 1", "version = 0"), locale="zh_CN")

    assert faults(tmp_path, english) == [
        f"small.md:{line_of('version')}: version must be a whole number above 0."
    ]


def test_a_pack_replaces_what_ships_when_it_is_not_older(tmp_path: Path) -> None:
    shipped, pack = tmp_path / "shipped", tmp_path / "pack"
    write(shipped, rendered(track("a", version=2, title="shipped")), "a.md")
    write(shipped, rendered(track("b", version=2, title="shipped")), "b.md")
    write(pack, rendered(track("a", version=1, title="pack")), "a.md")
    write(pack, rendered(track("b", version=2, title="pack")), "b.md")

    found = {one.id: one.title for one in load(TRACKS, "en", [shipped, pack]).values}

    assert found == {"a": "shipped", "b": "pack"}


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path, TEXT)
    load(TRACKS, "en", [tmp_path])

    path.write_text(TEXT.replace("A small track", "A smaller track"), encoding="utf-8")
    os.utime(path, ns=(1, 1))

    assert load(TRACKS, "en", [tmp_path]).values[0].title == "A smaller track"


@pytest.mark.parametrize("below", ["", "en", "en/tracks"])
def test_a_folder_of_content_of_a_locale_or_of_a_kind_can_be_checked(below: str, tmp_path: Path) -> None:
    path = write(tmp_path, TEXT)

    assert check([TRACKS], tmp_path / below).files == (path,)


def test_a_locale_without_content_is_empty(tmp_path: Path) -> None:
    assert load(TRACKS, "en", [tmp_path / "nowhere"]).values == ()


def test_a_specification_that_no_product_has_is_told(tmp_path: Path, english: Words) -> None:
    path = write(tmp_path, TEXT.replace("noise_db", "nois_db"))

    told = [fault.told(english) for fault in unknown_specs([Source(path)], ["battery_mah", "noise_db"])]

    sentence = "No product has a specification nois_db; the nearest is noise_db."
    assert told == [f"{path}:{line_of('> It is {product')}: {sentence}"]
