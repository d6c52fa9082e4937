"""Messages from the store: which fit a customer, what is kept of one that was sent, and how it is undone."""

from __future__ import annotations

import json

import pytest

from data import messages, outbox
from data.content.kinds import pieces
from data.content.messages import MESSAGES
from data.store import Changes, Store
from sales.errors import NotFound, RuleBroken
from sales.mail_drafts import eml, fits_address, mailto
from sales.message_templates import Template
from sales.words import Words
from tests.builders.playbook import DAY_MS, NOW, REFUSING, WILLING, put_playbook


@pytest.fixture
def team(store: Store) -> Store:
    put_playbook(store)
    return store


def template(store: Store, channel: str = "sms", occasion: str = "thanks") -> Template:
    templates = pieces(store.read(), MESSAGES, "en")
    return next(one for one in templates if (one.channel, one.occasion) == (channel, occasion))


def send(store: Store, to: str, words: Words, occasion: str = "thanks", now: int = NOW) -> tuple[str, ...]:
    return messages.log_sent(store, to, template(store, "sms", occasion), "Thank you.", "r-lin", words, now)


def count(store: Store, table: str) -> int:
    found: int = store.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found


def test_the_library_is_filled_and_ordered_for_the_customer(team: Store, english: Words) -> None:
    found = messages.library(team.read(), "C-1", english, NOW)

    assert found.to is not None
    assert found.to.customer.id == WILLING
    assert found.filling["customer.name"] == "Studio Maple"
    assert all(not one.template.segments or found.to.segment in one.template.segments for one in found.fits)


def test_for_nobody_the_library_holds_every_template_there_is(team: Store, english: Words) -> None:
    found = messages.library(team.read(), None, english, NOW)

    assert len(found.fits) == len(pieces(team.read(), MESSAGES, "en")) >= 100
    assert found.to is None


def test_a_message_that_is_sent_is_a_contact_with_its_mark_both_on_their_way(
    team: Store, english: Words
) -> None:
    send(team, WILLING, english)

    contact = team.read().execute("SELECT * FROM activities WHERE kind = 'message'").fetchone()
    mark = team.read().execute("SELECT * FROM contact_marks WHERE kind = 'message'").fetchone()
    queued = [
        (row["tbl"], json.loads(row["body"])["set"]) for row in team.read().execute("SELECT * FROM outbox")
    ]
    assert (contact["text"], contact["rep_id"], contact["state"]) == ("Thank you.", "r-lin", "done")
    assert (mark["activity_id"], mark["ref"]) == (contact["id"], template(team).id)
    assert [table for table, _ in queued] == ["activities", "contact_marks"]
    assert queued[1][1]["ref"] == template(team).id
    assert messages.addressee(team.read(), WILLING, english, NOW + 1).last[0].text == "Thank you."


def test_it_is_taken_back_as_a_whole(team: Store, english: Words) -> None:
    before = count(team, "activities"), count(team, "contact_marks")
    mids = send(team, WILLING, english)

    outbox.take_back_all(team, mids, NOW)

    assert (count(team, "activities"), count(team, "contact_marks")) == before
    assert count(team, "outbox") == 0


def test_taken_back_after_the_team_saw_it_the_contact_is_cancelled(team: Store, english: Words) -> None:
    mids = send(team, WILLING, english)
    with team.write(Changes.of("outbox")) as db:
        db.execute("UPDATE outbox SET offered = 1")

    outbox.take_back_all(team, mids, NOW)

    assert messages.addressee(team.read(), WILLING, english, NOW + 1).last == ()
    state = team.read().execute("SELECT state FROM activities WHERE kind = 'message'").fetchone()[0]
    assert state == "cancelled"


def test_without_consent_nothing_is_logged_as_sent(team: Store, english: Words) -> None:
    with pytest.raises(RuleBroken, match=r"Kaya Studio has refused text messages\. It was not logged"):
        send(team, REFUSING, english)

    assert count(team, "outbox") == 0


def test_what_is_owed_goes_out_without_consent(team: Store, english: Words) -> None:
    assert len(send(team, REFUSING, english, "repair")) == 2


def test_nothing_is_logged_as_sent_at_night(team: Store, english: Words) -> None:
    with pytest.raises(RuleBroken, match="Quiet hours"):
        send(team, WILLING, english, now=NOW + 12 * 3_600_000)


def test_a_template_tells_how_many_came_back_within_a_week(team: Store, english: Words) -> None:
    send(team, WILLING, english)

    later = messages.library(team.read(), None, english, NOW + 8 * DAY_MS)

    assert later.answered == {template(team).id: (0, 1)}


def test_a_customer_that_is_not_there_is_said(team: Store, english: Words) -> None:
    with pytest.raises(NotFound):
        messages.library(team.read(), "C-99", english, NOW)


def test_a_mail_becomes_a_draft_by_address_or_by_file() -> None:
    address = mailto("maple@example.com", "Quiet & fresh", "Dear Maple,\nthe filter")

    assert (
        address
        == "mailto:maple@example.com?subject=Quiet%20%26%20fresh&body=Dear%20Maple%2C%0D%0Athe%20filter"
    )
    assert fits_address(address)
    assert not fits_address(mailto("m@example.com", "s", "滤芯" * 400))
    told = eml("枫叶录音室", "maple@example.com", "安静\n清新", "您好").decode("ascii")
    assert "X-Unsent: 1" in told
    assert "maple@example.com" in told
