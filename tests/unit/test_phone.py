"""What goes to the phone: tomorrow's calls of this rep, their contacts, and their briefs on small pages."""

from __future__ import annotations

import email
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from data.facts import Fact, put
from data.phone import parcel
from data.standings import evaluate
from data.store import Changes, Store
from data.summaries import rebuild
from reports.phone import phone_files, phone_mail
from sales.facts import Activity, Customer, Rep
from sales.words import Words
from tests.builders.team import ZONE

NOW = int(datetime(2026, 11, 24, 18, tzinfo=ZONE).timestamp() * 1000)
HOUR = 3_600_000
MM = 72 / 25.4


@pytest.fixture
def team(store: Store) -> Store:
    facts: list[Fact] = [
        Rep("r1", "Chen Yuting", "R07"),
        Customer("c1", "Lin Yue", "C-1", phone="138 0055 9090", owner_id="r1", city="Hangzhou"),
        Customer("c2", "Golden Reed", "C-2", kind="organisation", contact_name="顾敏华", owner_id="r1"),
        Customer("c3", "Somebody Else", "C-3", owner_id="r2"),
        Activity("a1", "c1", "call", NOW + 15 * HOUR, state="planned", objective="Ask about the filter"),
        Activity("a2", "c2", "visit", NOW + 17 * HOUR, state="planned", duration_s=3_600),
        Activity("a3", "c3", "call", NOW + 15 * HOUR, state="planned"),
        Activity("a4", "c1", "call", NOW + 40 * HOUR, state="planned"),
    ]
    with store.write(Changes.of("customers")) as db:
        put(db, facts)
        rebuild(db)
        evaluate(db, date(2026, 11, 24))
    return store


def test_it_holds_tomorrow_of_this_rep_and_nothing_else(team: Store, english: Words) -> None:
    found = parcel(team.read(), "r1", english, NOW)

    assert found.day == date(2026, 11, 25)
    assert [one.title for one in found.appointments] == ["Call with Lin Yue", "Visit to Golden Reed"]
    assert [one.minutes for one in found.appointments] == [30, 60]
    assert [(one.name, one.person, one.organisation) for one in found.contacts] == [
        ("Lin Yue", "", False),
        ("Golden Reed", "顾敏华", True),
    ]
    assert [one.customer.id for one in found.briefs] == ["c1", "c2"]


@pytest.mark.parametrize("locale", ["english", "chinese"])
def test_briefs_are_pages_that_fill_a_phone(
    team: Store, tmp_path: Path, locale: str, request: pytest.FixtureRequest
) -> None:
    words: Words = request.getfixturevalue(locale)

    files = phone_files(parcel(team.read(), "r1", words, NOW), words, tmp_path / "new", NOW, "Lanting")

    pages = PdfReader(files.briefs).pages
    assert len(pages) == files.pages >= 3  # the day, and each customer on a page of their own
    assert {
        (round(float(page.mediabox.width) / MM), round(float(page.mediabox.height) / MM)) for page in pages
    } == {(90, 160)}
    texts = [page.extract_text() for page in pages]
    assert "Lin Yue" in texts[0]
    assert "138 0055 9090" in texts[1].replace("\u00a0", " ")


def test_a_day_without_calls_is_said_and_not_an_error(team: Store, tmp_path: Path, english: Words) -> None:
    empty = parcel(team.read(), "r1", english, NOW, date(2026, 11, 24) + timedelta(30))

    files = phone_files(empty, english, tmp_path, NOW)

    assert files.pages == 1
    assert "Nothing is planned" in PdfReader(files.briefs).pages[0].extract_text()


def test_a_mail_draft_carries_the_three_files(team: Store, tmp_path: Path, english: Words) -> None:
    found = parcel(team.read(), "r1", english, NOW)
    files = phone_files(found, english, tmp_path, NOW)

    mail = email.message_from_bytes(phone_mail(found, files, english).read_bytes())

    enclosed = [part for part in mail.walk() if part.get_filename()]
    assert [part.get_content_type() for part in enclosed] == [
        "text/calendar",
        "text/vcard",
        "application/pdf",
    ]
    assert enclosed[2].get_payload(decode=True) == files.briefs.read_bytes()
    assert mail["X-Unsent"] == "1"
