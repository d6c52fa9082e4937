"""Quotes as they are kept: numbers, approvals that hold or are void, what was issued, allowances, lists."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data import quote_approvals, quote_list, quotes, search
from data.backup import back_up, restore
from data.engine import sqlite3
from data.forgetting import forget
from data.store import Changes, Store, open_store
from sales.allowance_terms import AllowanceTerms
from sales.errors import NotFound, RuleBroken
from sales.quote_states import AWAITING, DRAFT, EXPIRED, ISSUED, SUPERSEDED
from tests.builders.kept_quotes import (
    BOSS,
    CUSTOMER,
    EN,
    NOW,
    REP_ID,
    change,
    desk,
    drafted,
    off,
    state,
    told,
    work_as,
)

DAY = 86_400_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = desk(tmp_path / "rapport.db")
    yield opened
    opened.close()


def number(store: Store, version: str) -> str:
    return str(quotes.kept(store.read(), version, NOW, EN).version.number)


def approved(store: Store, bp: int) -> str:
    """A draft for which an approval was asked and given."""
    version = drafted(store, bp)
    quotes.ask(store, version, "They have an offer", NOW + 2)
    work_as(store, BOSS)
    quote_approvals.approve(store, version, "Worth it", NOW + 3)
    work_as(store, REP_ID)
    return version


def granted(store: Store, limit: int = 1000, **more: object) -> None:
    terms = AllowanceTerms(
        REP_ID,
        "D-1",
        Decimal(limit),
        date(2026, 11, 1),
        date(2026, 12, 31),
        **more,  # type: ignore[arg-type]
    )
    work_as(store, BOSS)
    quote_approvals.grant(store, terms, NOW)
    work_as(store, REP_ID)


def test_an_approval_is_kept_by_an_edit_that_improves_and_void_by_one_that_worsens(store: Store) -> None:
    version = approved(store, 1000)

    change(store, version, 800, NOW + 4)
    better = quotes.kept(store.read(), version, NOW + 4, EN)
    change(store, version, 1200, NOW + 5)
    worse = quotes.kept(store.read(), version, NOW + 5, EN)

    assert better.version.approval is not None
    assert worse.version.approval is None
    assert [one.act for one in worse.trail] == ["begun", "asked", "approved", "voided"]
    with pytest.raises(RuleBroken, match="needs an approval"):
        quotes.issue(store, version, NOW + 6)


def test_a_quote_that_needs_an_approval_is_shown_and_not_issued(store: Store) -> None:
    version = drafted(store, 1000)

    with pytest.raises(RuleBroken, match="needs an approval"):
        quotes.issue(store, version, NOW + 2)
    quotes.ask(store, version, "", NOW + 3)

    kept = quotes.kept(store.read(), version, NOW + 3, EN)
    assert (kept.version.state, kept.version.watermarked, kept.life.waits) == (AWAITING, True, True)


def test_a_version_that_was_issued_never_changes(store: Store) -> None:
    version = drafted(store, 300)
    quotes.issue(store, version, NOW + 2)
    before = tuple(store.read().execute("SELECT * FROM quotes").fetchone())

    with pytest.raises(RuleBroken, match="has been issued and stays as it is"):
        change(store, version, 100, NOW + 3)
    with pytest.raises(RuleBroken, match="has been issued and stays as it is"):
        quotes.discard(store, version, NOW + 3)
    with pytest.raises(sqlite3.IntegrityError, match="stays as it is"), store.write(Changes.of()) as db:
        db.execute("UPDATE quotes SET total = '1.00'")

    assert tuple(store.read().execute("SELECT * FROM quotes").fetchone()) == before


def test_the_next_version_supersedes_the_one_before_when_it_is_issued(store: Store) -> None:
    first = drafted(store, 300)
    quotes.issue(store, first, NOW + 2)

    second = quotes.revise(store, first, NOW + 3)
    copied = [quotes.kept(store.read(), one, NOW + 4, EN).version.quote for one in (first, second)]
    meanwhile = state(store, first)
    quotes.issue(store, second, NOW + 5)

    assert copied[0] == copied[1]
    assert number(store, second) == number(store, first).replace("-v1", "-v2")
    assert (meanwhile, state(store, first), state(store, second)) == (ISSUED, SUPERSEDED, ISSUED)
    assert told(store, first) == ["begun", "issued", "revised", "superseded"]


def test_a_copied_folder_and_a_backup_put_back_begin_series_of_their_own(
    store: Store, tmp_path: Path
) -> None:
    backup = back_up(store.path, tmp_path / "backup.db")
    first = number(store, drafted(store, 0))
    store.close()
    (tmp_path / "copy").mkdir()
    shutil.copy(store.path, tmp_path / "copy" / "rapport.db")
    restore(store.path, backup)

    numbers = {first}
    for path in (store.path, tmp_path / "copy" / "rapport.db"):
        opened = open_store(path)
        numbers |= {number(opened, drafted(opened, 0)), number(opened, drafted(opened, 0))}
        opened.close()

    assert len(numbers) == 5


def test_what_is_typed_again_and_again_waits_once(store: Store) -> None:
    version = drafted(store, 0)
    for bp in range(100, 500, 20):
        change(store, version, bp, NOW + bp)

    bodies = store.read().execute("SELECT body FROM outbox WHERE tbl = 'quotes'").fetchall()
    assert len(bodies) == 1
    assert '\\"bp\\":480' in bodies[0][0]


def test_an_allowance_lets_a_quote_pass_as_far_as_it_goes(store: Store) -> None:
    granted(store, 1000, uses=1, category="air-purifier", most_total=Decimal(5000))
    inside, again, beyond, large = (drafted(store, bp) for bp in (1000, 1000, 1100, 1000))
    change(store, large, 1000, NOW + 2, qty=9)

    with pytest.raises(RuleBroken, match="needs an approval"):
        quotes.issue(store, beyond, NOW + 3)
    with pytest.raises(RuleBroken, match="needs an approval"):
        quotes.issue(store, large, NOW + 3)
    quotes.issue(store, inside, NOW + 4)
    with pytest.raises(RuleBroken, match="needs an approval"):
        quotes.issue(store, again, NOW + 5)

    (leave,) = quote_approvals.allowances(store.read(), REP_ID, date(2026, 11, 25))
    assert (state(store, inside), leave.used) == (ISSUED, 1)


def test_an_allowance_that_was_tampered_with_is_not_honoured(store: Store) -> None:
    granted(store, 600)
    version = drafted(store, 1000)
    with store.write(Changes.of()) as db:
        db.execute("UPDATE allowances SET limit_to = '1000'")

    with pytest.raises(RuleBroken, match="needs an approval"):
        quotes.issue(store, version, NOW + 2)

    assert quote_approvals.allowances(store.read(), REP_ID, date(2026, 11, 25)) == ()


def test_prices_that_a_manager_offers_pass_once_the_rep_takes_them_over(store: Store) -> None:
    version = drafted(store, 1200)
    quotes.ask(store, version, "", NOW + 2)
    work_as(store, BOSS)
    quote_approvals.approve(store, version, "At 900", NOW + 3, {"1": Decimal(900)})
    work_as(store, REP_ID)

    offered = quotes.kept(store.read(), version, NOW + 4, EN)
    change(store, version, 1000, NOW + 5)
    quotes.issue(store, version, NOW + 6)

    assert (offered.version.approval, offered.life.prices) == (None, {"1": Decimal(900)})
    assert state(store, version) == ISSUED


def test_only_a_manager_decides(store: Store) -> None:
    version = drafted(store, 1000)
    quotes.ask(store, version, "", NOW + 2)

    with pytest.raises(RuleBroken, match="Only a manager"):
        quote_approvals.approve(store, version, "", NOW + 3)

    assert not quote_approvals.may_decide(store.read())


def test_a_request_that_is_denied_or_edited_is_a_draft_again(store: Store) -> None:
    denied, edited = drafted(store, 1000), drafted(store, 1000)
    for version in (denied, edited):
        quotes.ask(store, version, "", NOW + 2)
    work_as(store, BOSS)
    quote_approvals.deny(store, denied, "Too much", NOW + 3)
    work_as(store, REP_ID)
    change(store, edited, 900, NOW + 4)

    assert (state(store, denied), state(store, edited)) == (DRAFT, DRAFT)
    assert quotes.kept(store.read(), denied, NOW + 5, EN).life.denied == "Too much"


def test_a_quote_holds_to_the_end_of_its_last_day_where_the_company_is(store: Store) -> None:
    version = drafted(store, 0)
    kept = quotes.kept(store.read(), version, NOW, EN)
    quotes.save(store, version, kept.version.quote, kept.particulars, NOW + 2, date(2026, 11, 19))
    quotes.issue(store, version, NOW + 3)
    midnight = 1_795_104_000_000  # 20 November in Shanghai

    last, over = state(store, version, midnight - 1), state(store, version, midnight)

    assert (last, over) == (ISSUED, EXPIRED)
    with pytest.raises(RuleBroken, match="last day"):
        quotes.accept(store, version, "Ms Li", midnight)
    (item,) = quote_list.rows(store.read(), "closed", "", midnight)
    assert item.state == EXPIRED


def test_the_list_has_the_newest_version_of_each_and_reads_on_from_a_key(store: Store) -> None:
    made = [drafted(store, 0, NOW + 10 * n) for n in range(7)]
    quotes.issue(store, made[0], NOW + 200)
    second = quotes.revise(store, made[0], NOW + 201)
    quotes.discard(store, made[1], NOW + 202)
    quotes.ask(store, made[2], "", NOW + 203)

    first = quote_list.rows(store.read(), "all", "", NOW + 300, 4)
    rest = quote_list.rows(store.read(), "all", "", NOW + 300, 4, first[-1])

    assert [one.version_id for one in (*first, *rest)] == [made[2], second, *reversed(made[3:])]
    assert quote_list.counts(store.read(), NOW + 300) == {
        "all": 6, "open": 6, "to_approve": 1, "expiring": 0, "closed": 0,
    }  # fmt: skip
    assert {one.kind for one in search.find(store.read(), number(store, second))} == {"quote"}
    assert len(quote_list.rows(store.read(), "all", "orchid", NOW + 300)) == 6


def test_what_is_forgotten_with_a_customer_are_their_quotes(store: Store) -> None:
    version = drafted(store, 0)
    quotes.ask(store, version, "Mr Orchid said so", NOW + 2)

    gone = forget(store, CUSTOMER)

    assert gone.deleted == {"quotes": 1, "quote_acts": 1}
    with pytest.raises(NotFound):
        quotes.kept(store.read(), version, NOW + 3, EN)
    assert quote_list.rows(store.read(), "all", "", NOW) == ()
    assert search.find(store.read(), "Orchid", kind="quote") == []
    assert store.read().execute("SELECT count(*) FROM outbox WHERE tbl LIKE 'quote%'").fetchone()[0] == 0


def test_without_its_costs_a_version_that_was_approved_may_only_get_dearer(store: Store) -> None:
    version = approved(store, 1000)
    with store.write(Changes.of()) as db:  # as a rep has it who may not see what things cost
        db.execute("UPDATE quotes SET costs = NULL, margin_bp = NULL")
        db.execute("UPDATE quote_decisions SET measured = NULL")
    unseen = quotes.kept(store.read(), version, NOW + 4, EN)

    quotes.save(store, version, replace(unseen.version.quote, payment_days=40), unseen.particulars, NOW + 5)
    longer = quotes.kept(store.read(), version, NOW + 6, EN)
    cheaper = off(unseen.version.quote, 1000)
    cheaper = replace(cheaper, lines=(replace(cheaper.lines[0], list_price=Decimal(990), cost=None),))
    quotes.save(store, version, cheaper, unseen.particulars, NOW + 7)

    assert unseen.version.approval is not None
    assert longer.version.approval is None  # forty days are more than were approved
    assert quotes.kept(store.read(), version, NOW + 8, EN).version.approval is None
