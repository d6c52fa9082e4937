"""Files and the records of sources into the hub, on both engines: what is created, changed, left alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from data.imports import KINDS, guessed_map, inspect
from hub.db import Db
from hub.imports import Counts, apply, planned, upsert
from hub.rows import Work, head
from hub.start import Team, begin
from sales.errors import RuleBroken
from tests.builders.hub import NOW, put

PLACED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ADA = {"customer": "C1", "name": "Ada", "phone": "13800000000", "owner": "R1", "territory": "North"}
LAMP = {"product": "P1", "name": "Lamp", "price": Decimal("12.50"), "cost": 3, "features": ["oak", "dimmed"]}
VASE = {"product": "P2", "name": "Vase", "price": "7"}


def line(
    product: str, quantity: int, price: object = "7", order: str = "O1", **more: object
) -> dict[str, object]:
    return {
        "order": order, "placed_at": PLACED, "customer": "C1", "product": product, "quantity": quantity,
        "price": price, **more,
    }  # fmt: skip


@pytest.fixture
def team(hub_db: Db) -> Team:
    return begin(hub_db, "Lanting Home", {"currency": "EUR", "zone": "Europe/Paris"}, NOW)


@pytest.fixture
def shop(hub_db: Db, team: Team) -> Team:
    """A hub that knows a customer and two products."""
    bring(hub_db, team, "customers", ADA)
    bring(hub_db, team, "products", LAMP, VASE)
    return team


def bring(db: Db, team: Team, kind: str, *records: Mapping[str, object], **more: Any) -> Counts:
    return upsert(db, team.id, kind, records, actor="office", now=NOW, **more)


def rows(db: Db, table: str) -> list[Any]:
    with db.reading() as tx:
        return list(tx.rows(f"SELECT * FROM {table} ORDER BY id"))


def seq(db: Db, team: Team) -> int:
    with db.reading() as tx:
        return head(tx, team.id)[0]


def test_records_become_rows_in_the_teams_currency_and_their_territory(hub_db: Db, shop: Team) -> None:
    [ada], [rep], lamp = rows(hub_db, "customers"), rows(hub_db, "reps"), rows(hub_db, "products")[0]

    assert (ada.name, ada.scope, ada.owner_id) == ("Ada", "territory:North", rep.id)
    assert (rep.external_id, rep.scope) == ("R1", "shared")
    assert (lamp.price_e4, lamp.cost_e4, lamp.currency, lamp.features) == (
        125_000, 30_000, "EUR", '["oak", "dimmed"]',
    )  # fmt: skip


def test_the_same_records_again_change_nothing(hub_db: Db, shop: Team) -> None:
    before = seq(hub_db, shop)

    assert bring(hub_db, shop, "customers", ADA) == Counts(unchanged=1)
    assert bring(hub_db, shop, "products", LAMP, VASE) == Counts(unchanged=2)
    assert seq(hub_db, shop) == before


def test_a_change_writes_only_what_is_said_and_keeps_what_was_in_the_history(hub_db: Db, shop: Team) -> None:
    [ada] = rows(hub_db, "customers")
    put(hub_db, shop.id, "customers", {ada.id: {"note": "prefers mornings"}})

    assert bring(hub_db, shop, "customers", {"customer": "C1", "name": "Ada L.", "phone": None}).update == 1

    [ada] = rows(hub_db, "customers")
    assert (ada.name, ada.phone, ada.note) == ("Ada L.", "13800000000", "prefers mornings")
    with hub_db.reading() as tx:
        assert tx.value("SELECT old FROM history WHERE field = 'name'") == '"Ada"'


def test_a_record_in_error_is_told_of_and_stops_no_other(hub_db: Db, team: Team) -> None:
    counts = bring(
        hub_db, team, "customers", {"customer": "C2"}, {**ADA, "email": "nowhere"}, {**ADA, "customer": "C3"}
    )

    assert (counts.create, [(one.record, one.field) for one in counts.errors]) == (
        1, [(0, "name"), (1, "email")],
    )  # fmt: skip


def test_a_value_beyond_all_measure_is_an_error_of_its_record(hub_db: Db, team: Team) -> None:
    counts = bring(hub_db, team, "customers", {**ADA, "note": "x" * 1_000_000}, {**ADA, "customer": "C2"})

    assert [(one.record, one.field) for one in counts.errors] == [(0, "note")]


def test_a_field_that_the_kind_does_not_have_is_refused(hub_db: Db, team: Team) -> None:
    with pytest.raises(RuleBroken, match="colour is not a field of customers"):
        bring(hub_db, team, "customers", {**ADA, "colour": "red"})


def test_the_lines_of_an_order_are_all_it_has(hub_db: Db, shop: Team) -> None:
    bring(hub_db, shop, "orders", line("P1", 2, "12.5", rep="R1"), line("P2", 1, rep="R1"))
    [order] = rows(hub_db, "orders")
    assert (order.net_cents, order.scope, len(rows(hub_db, "order_lines"))) == (3_200, "territory:North", 2)

    assert bring(hub_db, shop, "orders", line("P1", 2, "12.5", rep="R1")).deleted == 1

    [order], [left] = rows(hub_db, "orders"), rows(hub_db, "order_lines")
    assert (order.net_cents, left.net_cents) == (2_500, 2_500)


def test_an_order_and_its_lines_are_one_transaction(hub_db: Db, shop: Team) -> None:
    bring(hub_db, shop, "orders", *(line("P1", n + 1, order=f"O{at}") for at in range(5) for n in range(3)))

    by_seq = {row.seq for row in rows(hub_db, "orders")} | {row.seq for row in rows(hub_db, "order_lines")}
    assert len(by_seq) == 1


def test_a_negative_quantity_is_a_return(hub_db: Db, shop: Team) -> None:
    bring(hub_db, shop, "orders", line("P1", 2, "12.5"), line("P1", -1, "12.5"))

    [back] = rows(hub_db, "returns")
    assert (back.amount_cents, back.order_id) == (1_250, rows(hub_db, "orders")[0].id)
    assert bring(hub_db, shop, "orders", line("P1", 2, "12.5"), line("P1", -1, "12.5")).unchanged == 2


def test_prices_are_found_again_by_list_and_product(hub_db: Db, shop: Team) -> None:
    price = {"list": "trade", "product": "P1", "price": "9.99", "valid_from": date(2026, 1, 1)}

    assert bring(hub_db, shop, "prices", price).create == 1
    assert bring(hub_db, shop, "prices", price).unchanged == 1
    assert bring(hub_db, shop, "prices", {**price, "price": "9.49"}).update == 1
    assert bring(hub_db, shop, "prices", deleted=["trade/P1"]).deleted == 1
    assert (rows(hub_db, "prices"), len(rows(hub_db, "price_lists"))) == ([], 1)


def test_events_without_a_number_are_known_by_what_they_say(hub_db: Db, shop: Team) -> None:
    seen = {"customer": "C1", "kind": "view", "at": 1_795_000_000_000, "product": "P1"}

    assert bring(hub_db, shop, "events", seen).create == 1
    assert bring(hub_db, shop, "events", seen, {**seen, "product": None}) == Counts(create=1, unchanged=1)


def test_no_revenue_vanishes_with_what_a_source_no_longer_has(hub_db: Db, shop: Team) -> None:
    bring(hub_db, shop, "customers", {**ADA, "customer": "C2"})
    bring(hub_db, shop, "orders", line("P1", 1))

    people = bring(hub_db, shop, "customers", deleted=["C1", "C2", "C9"])
    things = bring(hub_db, shop, "products", deleted=["P1", "P2"])

    assert (people.deleted, [one.value for one in people.errors]) == (1, ["C1"])
    assert (things.deleted, things.update) == (1, 1)
    assert [row.status for row in rows(hub_db, "products")] == ["discontinued"]


def test_what_covers_the_rows_is_written_with_the_last_of_them(hub_db: Db, shop: Team) -> None:
    told: list[tuple[Counts, int]] = []

    def covers(work: Work, counts: Counts) -> None:
        told.append((counts, len(work.tx.rows("SELECT id FROM customers"))))

    bring(hub_db, shop, "customers", {**ADA, "customer": "C2"}, covers=covers)
    bring(hub_db, shop, "customers", {**ADA, "customer": "C2"}, covers=covers)
    bring(hub_db, shop, "customers", deleted=["C2"], covers=covers)

    assert [counts for counts, _ in told] == [Counts(create=1), Counts(unchanged=1), Counts(deleted=1)]
    with hub_db.reading() as tx:
        logged = [row[0] for row in tx.rows("SELECT what FROM txlog ORDER BY seq")]
    assert logged[-2:] == ["import", "import"]  # the one that changed nothing is no transaction of the team's


def test_a_dry_run_says_the_same_and_writes_nothing(hub_db: Db, shop: Team) -> None:
    before = seq(hub_db, shop)

    counts = bring(hub_db, shop, "customers", {**ADA, "name": "Eve"}, deleted=["C1"], dry_run=True)

    assert (counts.update, counts.deleted, seq(hub_db, shop)) == (1, 1, before)


def test_an_import_is_cut_into_transactions_of_two_thousand_rows(hub_db: Db, team: Team) -> None:
    many = ({"customer": f"C{n}", "name": f"Customer {n}"} for n in range(4_500))

    assert upsert(hub_db, team.id, "customers", many, actor="office", now=NOW).create == 4_500

    with hub_db.reading() as tx:
        sizes = [row[0] for row in tx.rows("SELECT count(*) FROM customers GROUP BY seq ORDER BY seq")]
    assert sizes == [2_000, 2_000, 500]


def test_what_another_import_made_meanwhile_is_not_made_twice(hub_db: Db, team: Team, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("Customer ID,Name,City\nC1,Ada,Paris\nC2,Bo,Lyon\n", encoding="utf-8")
    source, kind = inspect(file), KINDS["customers"]

    with planned(hub_db, source, kind, guessed_map(source, kind)) as plan:
        bring(hub_db, team, "customers", {"customer": "C1", "name": "Ada"})
        apply(hub_db, team.id, plan, actor="office", now=NOW)

    assert sorted((row.external_id, row.name, row.city) for row in rows(hub_db, "customers")) == [
        ("C1", "Ada", "Paris"), ("C2", "Bo", "Lyon"),
    ]  # fmt: skip
