"""Quotes between laptops and the hub: numbers never collide, what was issued stays, managers alone decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from data import outbox, quote_approvals, quotes
from data.ids import uuid7
from data.store import Changes, Store
from data.sync import outbox_log, rounds
from data.sync.clock import wall
from hub import people
from sales.errors import RuleBroken
from sales.quote_document import REP, Discount, PercentOff, QuoteLine
from sales.quote_states import AWAITING, ISSUED
from tests.builders.kept_quotes import EN
from tests.builders.laptops import Site, laptop, site, synced

CUSTOMERS = [f"c-{n:06}" for n in range(6)]
DAY = 86_400_000


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as hub:
        yield hub


def connected(hub: Site, home: Path, who: str) -> Store:
    store = laptop(hub, getattr(hub.team, who), home)
    synced(store)
    return store


def sees_costs(hub: Site) -> None:
    people.show_costs(hub.db, people.office(hub.team.id), hub.team.rep_a.user, wall())


def write(store: Store, version: str, bp: int, now: int, list_price: int = 1000) -> None:
    kept = quotes.kept(store.read(), version, now, EN)
    line = QuoteLine(
        Decimal(list_price), Decimal(2), "p-1", Decimal(600), 1300, (Discount(REP, PercentOff(bp)),), id="1"
    )
    quotes.save(store, version, replace(kept.version.quote, lines=(line,)), kept.particulars, now)


def kept(store: Store, version: str) -> quotes.KeptQuote:
    return quotes.kept(store.read(), version, wall(), EN)


def numbers(store: Store) -> list[str]:
    return [row[0] for row in store.read().execute("SELECT number FROM quotes ORDER BY number")]


def test_two_laptops_that_quote_offline_for_a_week_never_give_the_same_number(
    team: Site, tmp_path: Path
) -> None:
    sees_costs(team)
    stores = [connected(team, tmp_path / name, "rep_a") for name in ("laptop", "tablet")]
    rng, now = Random(7), wall()
    shared = quotes.begin(stores[0], CUSTOMERS[0], now)
    write(stores[0], shared, 0, now + 1)
    for store in (*stores, stores[0]):
        synced(store)

    for day in range(7):
        for store in stores:
            at = now + day * DAY + 1_000
            for _ in range(rng.randint(1, 4)):
                version = quotes.begin(store, rng.choice(CUSTOMERS), at)
                write(store, version, 100, at + 1)
                if rng.random() < 0.6:
                    quotes.issue(store, version, at + 2)
                    if rng.random() < 0.5:
                        quotes.issue(store, quotes.revise(store, version, at + 3), at + 4)
    for store in stores:
        quotes.issue(store, shared, now + 7 * DAY)
    printed = [numbers(store) for store in stores]
    for store in (*stores, *stores):
        synced(store)

    both = set(printed[0]) & set(printed[1])
    assert both == set()  # the shared draft has a number of its own wherever it was issued
    assert numbers(stores[0]) == numbers(stores[1])
    assert len(set(numbers(stores[0]))) == len(numbers(stores[0]))
    (refused,) = stores[1].read().execute("SELECT tbl, why FROM attention").fetchall()
    assert tuple(refused) == ("quotes", "sealed")


def test_an_issued_version_is_sealed_at_the_hub_too(team: Site, tmp_path: Path) -> None:
    mine = connected(team, tmp_path / "laptop", "rep_a")
    version = quotes.begin(mine, CUSTOMERS[0], wall())
    write(mine, version, 0, wall())
    quotes.issue(mine, version, wall())
    synced(mine)
    before = team.rows("SELECT document, total, issued_at FROM quotes")

    with mine.write(Changes.of()) as db:  # a program of somebody else's sends an edit all the same
        outbox.append(db, "quotes", version, {"document": "{}"}, wall(), base={"document": before[0][0]})
        outbox.append(db, "quotes", version, {"issued_at": None}, wall(), base={"issued_at": before[0][2]})
    told = synced(mine)

    assert told.rejected == 2
    assert team.rows("SELECT document, total, issued_at FROM quotes") == before
    assert kept(mine, version).version.state == ISSUED


def test_an_approval_that_was_asked_for_offline_is_given_from_another_desk(
    team: Site, tmp_path: Path
) -> None:
    mine, boss = (connected(team, tmp_path / who, who) for who in ("rep_a", "boss"))
    version = quotes.begin(mine, CUSTOMERS[0], wall())
    write(mine, version, 1000, wall())
    quotes.ask(mine, version, "They have an offer", wall())
    for store in (mine, boss):
        synced(store)

    (waits,) = quote_approvals.asked(boss.read(), wall())
    quote_approvals.approve(boss, version, "Worth it", wall())
    for store in (boss, mine):
        synced(store)

    given = kept(mine, version)
    assert (waits.item.version_id, waits.reason, given.version.state) == (
        version,
        "They have an offer",
        AWAITING,
    )
    assert [(one.act, one.who) for one in given.trail][-1] == ("approved", "Chen Hao")
    quotes.issue(mine, version, wall())
    write_refused(mine, version)


def write_refused(store: Store, version: str) -> None:
    with pytest.raises(RuleBroken, match="stays as it is"):
        write(store, version, 0, wall())


def test_the_hub_takes_decisions_from_managers_only_and_under_their_own_name(
    team: Site, tmp_path: Path
) -> None:
    mine, boss = (connected(team, tmp_path / who, who) for who in ("rep_a", "boss"))
    said = {
        "customer_id": CUSTOMERS[0],
        "version_id": "v-1",
        "decision": "approved",
        "at": wall(),
        "reason": "",
    }
    own, other = team.team.boss.user, team.team.admin.user

    for store, by, role in ((mine, own, "manager"), (boss, other, "manager"), (boss, own, "admin")):
        with store.write(Changes.of()) as db:
            outbox.append(db, "quote_decisions", uuid7(), {**said, "by_id": by, "role": role}, wall())
        assert synced(store).rejected == 1

    with boss.write(Changes.of()) as db:
        outbox.append(db, "quote_decisions", uuid7(), {**said, "by_id": own, "role": "manager"}, wall())
    assert synced(boss).rejected == 0
    assert team.rows("SELECT by_id, role FROM quote_decisions") == [(own, "manager")]


def test_what_things_cost_is_in_no_part_of_a_quote_for_who_may_not_see_it(team: Site, tmp_path: Path) -> None:
    boss = connected(team, tmp_path / "boss", "boss")
    version = quotes.begin(boss, CUSTOMERS[0], wall())
    write(boss, version, 0, wall())
    synced(boss)
    mine = connected(team, tmp_path / "laptop", "rep_a")

    row = mine.read().execute("SELECT costs, margin_bp, document FROM quotes").fetchone()

    assert (row["costs"], row["margin_bp"], "600" in row["document"]) == (None, None, False)
    sees_costs(team)
    synced(mine)
    assert kept(mine, version).version.quote.lines[0].cost == Decimal(600)


def test_a_round_says_how_many_prices_have_changed_and_how_many_of_them_are_quoted(
    team: Site, tmp_path: Path
) -> None:
    goods = {f"p-{n}": {"name": f"Article {n}", "external_id": f"A{n}", "price_e4": 100} for n in range(1, 5)}
    team.put("products", goods)
    mine = connected(team, tmp_path / "laptop", "rep_a")
    write(mine, quotes.begin(mine, CUSTOMERS[0], wall()), 0, wall())
    synced(mine)
    team.put("products", {name: {"price_e4": 110} for name in ("p-1", "p-2", "p-3")})

    told = synced(mine)

    assert (told.prices, told.quoted) == (3, 1)
    assert rounds.counts(told, EN)["prices"] == "3 prices changed (1 in open quotes)"
    assert synced(mine).prices == 0


def test_a_draft_that_is_typed_offline_all_day_does_not_fill_the_disk(
    team: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_log, "TIDY_AT", 5)
    mine = connected(team, tmp_path / "laptop", "rep_a")
    version = quotes.begin(mine, CUSTOMERS[0], wall())

    for bp in range(31):
        write(mine, version, bp, wall() + bp)

    lines = outbox_log.log_file(mine.path).read_bytes().splitlines()
    (kept_there,) = outbox_log.read(mine.path, mine.key).messages
    assert kept_there.row_id == version
    assert '\\"bp\\":30' in kept_there.body
    assert len(lines) < 30
