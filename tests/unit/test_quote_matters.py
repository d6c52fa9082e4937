"""What of the quotes has to be seen to: by a manager what is asked, by a rep what was answered or ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from data import quote_approvals, quotes
from data.facts import put
from data.quote_matters import ANSWERED, EXPIRING, matters, needing
from data.settings import put as put_settings
from data.store import Changes, Store
from sales.facts import Customer, Product, Rep
from sales.quote_document import Discount, PercentOff, QuoteLine
from sales.quote_particulars import LineParticulars, Particulars
from sales.words import Words

NOW, DAY, MINUTE = 1_795_000_000_000, 86_400_000, 60_000
TODAY = date(2026, 11, 18)


def works(store: Store, rep_id: str) -> None:
    with store.write(Changes.of("settings")) as db:
        put_settings(db, {"me": rep_id})


def quoted(store: Store, at: int, off_bp: int = 0) -> str:
    version_id = quotes.begin(store, "c1", at)
    quote = quotes.kept(store.read(), version_id, at, Words()).version.quote
    off = (Discount("rep", PercentOff(off_bp)),) if off_bp else ()
    line = QuoteLine(Decimal(100), Decimal(2), "p1", Decimal(50), 1300, off, id="1")
    said = Particulars(lines={"1": LineParticulars("G-1", "Box")}, last_line=1)
    quotes.save(store, version_id, replace(quote, lines=(line,)), said, at)
    return version_id


@pytest.fixture
def team(store: Store) -> Store:
    with store.write(Changes.of("customers")) as db:
        people = [Rep("r1", "Lin Yue", "R01"), Rep("m1", "Chen Hao", "M01", role="manager")]
        put(db, [*people, Customer("c1", "Orchid Medical", owner_id="r1")])
        put(db, [Product("p1", "Box", "G-1", price_e4=1_000_000, cost_e4=500_000)])
    works(store, "r1")
    return store


def test_a_manager_is_needed_until_the_answer_and_the_rep_from_then_until_the_next_edit(team: Store) -> None:
    asked = quoted(team, NOW, off_bp=900)
    quotes.ask(team, asked, "", NOW + MINUTE)
    assert needing(team.read()) == 0  # the rep waits
    works(team, "m1")
    assert needing(team.read()) == 1

    quote_approvals.deny(team, asked, "Too much", NOW + 2 * MINUTE)

    assert needing(team.read()) == 0
    works(team, "r1")
    assert needing(team.read()) == 1
    (matter,) = matters(team.read(), "r1", TODAY)
    assert (matter.kind, matter.decision, matter.customer) == (ANSWERED, "denied", "Orchid Medical")

    kept = quotes.kept(team.read(), asked, NOW, Words())
    lines = tuple(replace(line, discounts=()) for line in kept.version.quote.lines)
    quotes.save(team, asked, replace(kept.version.quote, lines=lines), kept.particulars, NOW + 3 * MINUTE)
    assert needing(team.read()) == 0


def test_an_issued_quote_is_told_of_in_its_last_week(team: Store) -> None:
    issued = quoted(team, NOW)
    quotes.issue(team, issued, NOW)
    last = quotes.kept(team.read(), issued, NOW, Words()).version.valid_until

    assert matters(team.read(), "r1", last - timedelta(8)) == ()
    (matter,) = matters(team.read(), "r1", last - timedelta(7))
    assert (matter.kind, matter.until) == (EXPIRING, last)
    assert matters(team.read(), "r1", last + timedelta(1)) == ()
    assert matters(team.read(), "r2", last) == ()
