"""The commands people script: what they print, what they write, and how they end."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from data.engine import sqlite3

Run = Callable[..., Any]


def first_customer(home: Path, where: str = "1") -> sqlite3.Row:
    db = sqlite3.connect(home / "rapport.db")
    db.row_factory = sqlite3.Row
    row: sqlite3.Row = db.execute(
        f"SELECT c.* FROM customers c JOIN standings s ON s.customer_id = c.id WHERE {where}"
        " ORDER BY s.spend_cents DESC LIMIT 1"
    ).fetchone()
    db.close()
    return row


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_segments_gives_one_row_a_customer_with_why_and_since(rapport: Run, tmp_path: Path) -> None:
    out = tmp_path / "segments.csv"

    done = rapport("segments", "--csv", out)

    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert done.returncode == 0, done.stderr
    assert len(rows) == 300
    assert list(rows[0]) == ["customer", "primary", "all", "rfm2_class", "value_band", "tier", "since", "why"]
    assert all(row["why"] and row["primary"] in row["all"].split(";") for row in rows)


def test_a_customer_is_one_json_document_by_either_id(rapport: Run, home: Path) -> None:
    who = first_customer(home)

    by_number, by_id = (
        rapport("customer", who["external_id"], "--json"),
        rapport("customer", who["id"], "--json"),
    )

    assert by_number.document["customer"]["name"] == who["name"]
    assert by_number.document["history"] == by_id.document["history"]
    assert by_number.document["history"]["orders"]


def test_a_brief_is_one_page_with_the_name_in_both_languages(
    rapport: Run, home: Path, tmp_path: Path
) -> None:
    who = first_customer(home)

    for locale, word in (("en", "Page 1 of 1"), ("zh_CN", "第 1 页")):
        out = tmp_path / f"{locale}.pdf"
        done = rapport("--lang", locale, "brief", who["external_id"], "--out", out)
        assert done.returncode == 0, done.stderr
        text = text_of(out)
        assert who["name"] in text
        assert word in text


def test_a_report_of_a_rep_and_month_is_written(rapport: Run, home: Path, tmp_path: Path) -> None:
    db = sqlite3.connect(home / "rapport.db")
    number, month = db.execute(
        "SELECT r.external_id, strftime('%Y-%m', max(o.placed_at) / 1000, 'unixepoch')"
        " FROM orders o JOIN reps r ON r.id = o.rep_id"
    ).fetchone()
    db.close()
    out = tmp_path / "month.pdf"

    done = rapport("report", "rep", "--rep", number, "--period", month, "--out", out)

    assert done.returncode == 0, done.stderr
    assert number in text_of(out)


def test_search_finds_through_a_typo_and_says_so(rapport: Run) -> None:
    done = rapport("search", "purifer", "--json")

    assert any("purifier" in hit["snippet"] for hit in done.document["hits"])


def test_an_objection_is_found_in_the_customers_own_words(rapport: Run) -> None:
    done = rapport("objections", "way too dear for me, can u go lower", "--json")
    nothing = rapport("objections", "qwrtzpsdfg", "--json")

    first = done.document["cards"][0]
    assert first["id"] == "too-expensive"
    assert first["answer"]
    assert {"id", "theme", "title", "score", "answer"} <= first.keys()
    assert nothing.document == {"cards": []}


def test_a_question_is_answered_with_its_source_or_not_at_all(rapport: Run) -> None:
    done = rapport("ask", "how loud is the Breva 600 at night", "--json")
    chinese = rapport("ask", "微风600夜里多响", "--json", "--lang", "zh_CN")
    nothing = rapport("ask", "who won the cup final in Rome", "--json")

    assert "21" in done.document["answer"]
    assert done.document["sources"][0]["id"] == chinese.document["sources"][0]["id"] == "AP-600"
    assert nothing.document == {"answer": None}


def test_a_track_is_filled_in_and_says_why(rapport: Run, home: Path) -> None:
    who = first_customer(home)

    done = rapport("track", who["external_id"], "--json")

    assert done.returncode == 0, done.stderr
    assert done.document["why"]
    assert "{" not in "".join(line for step in done.document["steps"] for line in step["say"])


def test_backup_restore_and_verify_go_round(rapport: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"

    backed, restored, sound = rapport("backup", copy), rapport("restore", copy), rapport("verify", "--json")

    assert (backed.returncode, restored.returncode, sound.returncode) == (0, 0, 0), sound.stdout
    assert sound.document == {"sound": True, "faults": []}


def test_a_forgotten_person_leaves_no_byte_behind(rapport: Run, home: Path) -> None:
    who = first_customer(home, "c.phone IS NOT NULL AND length(c.name) > 9 AND c.email IS NOT NULL")

    done = rapport("forget", who["external_id"], "--json")

    left = b"".join(path.read_bytes() for path in home.iterdir())
    assert done.returncode == 0, done.stderr
    assert done.document["orders_kept"] > 0
    assert who["email"].encode() not in left
    assert who["phone"].encode() not in left
    assert rapport("verify").returncode == 0


def test_what_a_script_logs_is_in_the_history_and_waits_in_the_outbox(rapport: Run, home: Path) -> None:
    who = first_customer(home)

    done = rapport(
        "log",
        who["external_id"],
        "--kind",
        "call",
        "--outcome",
        "Won",
        "--text",
        "Two sets",
        "--next",
        "2027-01-08",
    )

    latest = rapport("customer", who["external_id"], "--json").document["history"]["activities"][-1]
    db = sqlite3.connect(home / "rapport.db")
    waiting = db.execute("SELECT tbl, row_id FROM outbox WHERE state = 'pending'").fetchall()
    db.close()
    assert done.returncode == 0, done.stderr
    assert (latest["kind"], latest["outcome"], latest["text"]) == ("call", "Won", "Two sets")
    assert latest["next_on"] == "2027-01-08"
    assert waiting == [("activities", latest["id"])]


def test_a_script_edits_a_profile_and_one_bad_value_stops_all_of_it(rapport: Run, home: Path) -> None:
    who = first_customer(home)

    refused = rapport("edit", who["external_id"], "city=Ningbo", "email=nobody")
    done = rapport(
        "edit", who["external_id"], "city=Ningbo", "note=Ring twice", f"phone={who['phone'] or ''}"
    )

    profile = rapport("customer", who["external_id"], "--json").document["customer"]
    assert refused.returncode == 1
    assert done.returncode == 0, done.stderr
    assert (profile["city"], profile["note"], profile["email"]) == ("Ningbo", "Ring twice", who["email"])


def test_the_content_that_ships_is_clean(rapport: Run) -> None:
    done = rapport("check-content")

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("customer", "C-nobody"), 1, "There is no customer C-nobody."),
        (("brief", "C-nobody", "--out", "x.pdf"), 1, "There is no customer C-nobody."),
        (("restore", "nothing.db"), 1, "There is no backup at nothing.db."),
        (("segments", "--as-of", "31 February"), 1, "is not a day"),
        (("tour", "--out", "x", "--size", "big"), 1, "is not a window size"),
        (("log", "C-nobody", "--kind", "call", "--text", "x"), 1, "There is no customer C-nobody."),
        (("log", "C-nobody", "--kind", "call", "--next", "soon"), 1, "soon is not a day"),
        (("edit", "C-nobody", "city"), 1, "Write FIELD=VALUE"),
        (("fly",), 2, "invalid choice"),
        (("brief",), 2, "required"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_an_exit_code(
    rapport: Run, words: tuple[str, ...], code: int, sentence: str
) -> None:
    done = rapport(*words)

    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_errors_speak_chinese_too(rapport: Run) -> None:
    done = rapport("--lang", "zh_CN", "customer", "C-nobody")

    assert done.returncode == 1
    assert "没有" in done.stderr
