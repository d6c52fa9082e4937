"""What somebody may not see or do is refused at every endpoint, and not one byte of it is in any answer.

Each territory, the office and the costs bear a canary in every text of every table; whoever hears a canary
that is not theirs has heard too much.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from data.sync.tables import OFFICE, TABLES, territory_scope
from hub import devices, files, people
from hub.db import Db
from hub.who import Who
from tests.builders.callers import Caller, Line, served
from tests.builders.hub import NORTH, NOW, SOUTH, Team, a_team, put

COST = 987_654_321
CANARY = {NORTH: "canary-of-the-north", SOUTH: "canary-of-the-south", OFFICE: "canary-of-the-office"}
HEARS = {
    "rep_a": {NORTH},
    "rep_b": {SOUTH},
    "boss": {NORTH, SOUTH, OFFICE, "costs"},
    "admin": {NORTH, SOUTH, OFFICE, "costs"},
}


@dataclass(frozen=True)
class Site:
    """A served hub whose rows bear canaries."""

    line: Line
    team: Team

    @property
    def db(self) -> Db:
        return self.line.db

    def caller(self, name: str) -> Caller:
        return self.line.caller(getattr(self.team, name))


@pytest.fixture
def site(hub_db: Db) -> Iterator[Site]:
    team = a_team(hub_db)
    for place, canary in CANARY.items():
        _fill(hub_db, team.id, place, canary)
    product = {"name": "Breva 600", "external_id": "AP-600", "price_e4": 100, "cost_e4": COST, "stock": 5}
    put(hub_db, team.id, "products", {"p-1": product})
    with served(hub_db) as line:
        yield Site(line, team)


def _fill(db: Db, team: str, place: str, canary: str) -> None:
    """A customer of a place, and a row of everything that hangs on one, each text of it the canary."""
    customer = f"c-{place}"
    for name in ("customers", "orders", *TABLES):
        table = TABLES[name]
        if name != "customers" and table.parent is None:
            continue
        row = {
            column.name: canary if column.kind == "text" else 7 if column.kind == "int" else column.default
            for column in table.columns
            if column.name != "external_id"
        }
        row_id = f"{name}-{place}" if name != "customers" else customer
        row |= {"customer_id": customer} if table.column("customer_id") else {}
        row |= {"territory": None if place == OFFICE else place} if name == "customers" else {}
        row |= {"order_id": f"orders-{place}", "line_no": 7} if name == "order_lines" else {}
        put(db, team, name, {row_id if name != "order_lines" else f"orders-{place}/7": row})
    wrote = {"tbl": "customers", "row_id": customer, "field": "note", "at": NOW, "mid": canary}
    put(db, team, "conflicts", {f"conflict-{place}": {**wrote, "mine": json.dumps(canary)}})
    put(db, team, "requests", {f"request-{place}": {**wrote, "wanted": json.dumps(canary), "state": "open"}})


def heard(caller: Caller) -> set[str]:
    """Whose canaries somebody has heard."""
    sang = {place for place, canary in CANARY.items() if caller.has_heard(canary)}
    return sang | ({"costs"} if caller.has_heard(str(COST)) else set())


# Reading

EMPTY = {
    "price_lists",
    "prices",
    "publications",
    "ratings",
    "misses",
    "allowances",
}  # everyone's, never written here


def test_each_role_pulls_its_own_and_not_one_byte_more(site: Site) -> None:
    callers = {name: site.caller(name) for name in HEARS}

    pulled = {name: {row[0] for row in caller.pull_all()} for name, caller in callers.items()}

    assert {name: heard(caller) for name, caller in callers.items()} == HEARS
    assert all(tables >= TABLES.keys() - EMPTY for tables in pulled.values())


def test_whoever_asks_for_a_scope_by_name_gets_no_more_for_it(site: Site) -> None:
    callers = {name: site.caller(name) for name in HEARS}
    scopes = ["shared", OFFICE, territory_scope(NORTH), territory_scope(SOUTH), "costs", "%", "*", ""]

    for caller in callers.values():
        for view in ("", "costs"):
            anew = dict.fromkeys(scopes, 1)
            assert caller.pull(dict.fromkeys(scopes, 0), view=view).status_code == 200
            assert caller.pull(anew, view=view, rebuilding=anew).status_code == 200

    assert all(heard(caller) <= HEARS[name] for name, caller in callers.items())


def test_a_check_of_a_scope_that_is_not_theirs_is_empty(site: Site) -> None:
    callers = {name: site.caller(name) for name in HEARS}

    def checked(caller: Caller, place: str) -> int:
        scope = OFFICE if place == OFFICE else territory_scope(place)
        reply = caller.ask("POST", "/v1/check", json={"hi": [0, ""], "scope": scope, "tbl": "customers"})
        return sum(n for n, _ in reply.json()["buckets"])

    found = {name: {place for place in CANARY if checked(one, place)} for name, one in callers.items()}
    assert found == {name: places - {"costs"} for name, places in HEARS.items()}


def test_a_file_of_a_scope_that_is_not_theirs_does_not_exist(site: Site) -> None:
    body, scope = CANARY[SOUTH].encode(), territory_scope(SOUTH)
    sha = site.db.write(lambda tx: files.keep(tx, site.team.id, body, "text/plain", scope, NOW))

    for name, places in HEARS.items():
        caller = site.caller(name)
        found = caller.ask("GET", f"/v1/file/{sha}")
        missing = caller.ask("GET", f"/v1/file/{'0' * 64}")
        theirs = SOUTH in places
        assert found.status_code == (200 if theirs else 404)
        assert found.content == (body if theirs else missing.content)


def test_metrics_are_for_the_admin_and_hold_nobody_s_data(site: Site) -> None:
    callers = {name: site.caller(name) for name in HEARS}

    answers = {name: one.ask("GET", "/v1/metrics").status_code for name, one in callers.items()}

    assert answers == {"rep_a": 403, "rep_b": 403, "boss": 403, "admin": 200}
    assert not any(heard(one) or one.has_heard("Lin Yue") for one in callers.values())


def test_a_stranger_learns_the_team_s_name_and_nothing_else(site: Site) -> None:
    stranger = site.line.stranger()

    answers = [
        stranger.ask(
            method, path, json={"hi": [0, ""], "cursors": {}, "muts": [], "scope": "shared", "tbl": "reps"}
        )
        for method in ("GET", "POST")
        for path in (
            "push",
            "pull",
            "check",
            "wiped",
            "file/" + "0" * 64,
            "health",
            "metrics",
            "openapi.json",
        )
        for path in (f"/v1/{path}",)
    ]

    assert {answer.json().get("name") for answer in answers if answer.status_code == 200} == {"Lanting Home"}
    assert {answer.status_code for answer in answers} == {200, 401, 405}
    assert heard(stranger) == set()


# Territories that move


def test_a_customer_who_moves_away_takes_what_is_written_from_then_on_along(site: Site) -> None:
    caller = site.caller("rep_a")
    cursors = caller.page().foot.cursors
    moved = {"c-North": {"territory": SOUTH, "phone": "canary of later"}}

    put(site.db, site.team.id, "customers", moved)
    put(site.db, site.team.id, "activities", {"activities-North": {"text": "canary of later"}})
    rows = caller.page(cursors).rows

    gone = {row[0] for row in rows}
    assert gone == {name for name in TABLES if TABLES[name].parent} | {"customers", "conflicts", "requests"}
    assert all(values is None for *_, values in rows)
    assert not caller.has_heard("canary of later")


def test_a_customer_who_moves_away_and_back_is_whole_again(site: Site) -> None:
    caller = site.caller("rep_a")
    cursors = caller.page().foot.cursors

    for territory in (SOUTH, NORTH):
        put(site.db, site.team.id, "customers", {"c-North": {"territory": territory}})
    caller.heard.clear()
    caller.pull(cursors)

    assert heard(caller) == {NORTH}


def test_a_territory_that_is_taken_away_is_no_longer_among_the_scopes(site: Site) -> None:
    caller = site.caller("rep_a")
    cursors = caller.page().foot.cursors
    caller.heard.clear()

    people.set_territories(site.db, site.team.admin, "Lin Yue", [], NOW)
    put(site.db, site.team.id, "customers", {"c-North": {"note": "canary-of-the-north again"}})
    foot = caller.page(cursors).foot
    caller.pull_all()

    assert foot.scopes == ["shared"]
    assert heard(caller) == set()
    assert caller.write("patch", "customers", "c-North", phone="1")[0] == "rejected"


def test_a_manager_sees_the_territories_of_their_own_reps_only(site: Site) -> None:
    other = people.add(site.db, site.team.admin, "Su Wen", "manager", NOW)
    people.set_manager(site.db, site.team.admin, "Zhao Min", "Su Wen", NOW)
    boss, second = site.caller("boss"), site.line.caller(Who(site.team.id, other.id, "manager"))

    boss.pull_all()
    second.pull_all()

    assert heard(boss) == {NORTH, OFFICE, "costs"}
    assert heard(second) == {SOUTH, OFFICE, "costs"}


def test_a_manager_does_not_see_what_another_manager_sells_alone(site: Site) -> None:
    people.add(site.db, site.team.admin, "Su Wen", "manager", NOW, territories=["West"])
    put(site.db, site.team.id, "customers", {"c-west": {"name": "w", "territory": "West"}})
    boss = site.caller("boss")

    foot = boss.page({}).foot

    assert territory_scope("West") not in foot.scopes
    assert {territory_scope(NORTH), territory_scope(SOUTH), OFFICE} <= set(foot.scopes)


# Costs


def test_a_rep_sees_costs_only_while_they_may(site: Site) -> None:
    caller = site.caller("rep_a")
    caller.pull_all()
    assert "costs" not in heard(caller)

    people.show_costs(site.db, site.team.admin, "Lin Yue", NOW)
    caller.pull_all()
    assert "costs" in heard(caller)

    people.hide_costs(site.db, site.team.admin, "Lin Yue", NOW)
    caller.heard.clear()
    foot = caller.page({"shared": 1, "territory:North": 1}, view="costs").foot
    caller.pull_all()
    assert set(foot.reset) == {"shared", "territory:North"}
    assert "costs" not in heard(caller)


def test_a_cost_cannot_be_written_or_guessed_by_a_rep(site: Site) -> None:
    caller = site.caller("rep_a")

    guess = {"mid": "m", "ord": 1, "op": "patch", "tbl": "products", "id": "p-1", "set": {"cost_e4": 5}}
    results = caller.push(guess, {**guess, "mid": "m2", "ord": 2, "base": {"cost_e4": 5}, "op": "inc"})

    assert [result[1] for result in results] == ["rejected", "rejected"]
    assert heard(caller) == set()


# Writing


FORBIDDEN = (
    ("patch", "customers", "c-South", {"phone": "1"}),
    ("patch", "customers", "c-Nowhere", {"phone": "1"}),
    ("patch", "customers", "c-office", {"phone": "1"}),
    ("patch", "activities", "activities-South", {"text": "1"}),
    ("patch", "conflicts", "conflict-South", {"settled_as": "mine"}),
    ("patch", "customers", "c-North", {"external_id": "C1"}),
    ("patch", "reps", "{me}", {"role": "admin"}),
    ("patch", "reps", "{me}", {"territory": SOUTH}),
    ("patch", "requests", "request-North", {"state": "granted"}),
    ("patch", "orders", "orders-North", {"net_cents": 1}),
    ("inc", "customers", "c-North", {"phone": 1}),
    ("inc", "products", "p-1", {"price_e4": 1}),
    ("insert", "customers", "c-new", {"name": "New", "territory": SOUTH}),
    ("insert", "customers", "c-South", {"name": "Mine now", "territory": NORTH}),
    ("insert", "orders", "o-new", {"customer_id": "c-North", "placed_at": 1, "net_cents": 1}),
    ("insert", "reps", "r-new", {"name": "New", "role": "admin"}),
    (
        "insert",
        "activities",
        "a-new",
        {"customer_id": "c-North", "kind": "note", "at": 1, "rep_id": "forged"},
    ),
    ("delete", "customers", "c-North", {}),
    *(
        ("patch", "customers", "c-North", {column: "territory:South"})
        for column in ("scope", "_scope", "seq", "team", "id", "nonsense")
    ),
)


def test_what_a_rep_may_not_write_is_refused_and_changes_nothing(site: Site) -> None:
    caller = site.caller("rep_a")
    before = _everything(site.db)

    for op, table, row_id, values in FORBIDDEN:
        outcome, why = caller.write(op, table, row_id.format(me=site.team.rep_a.user), **values)
        assert outcome in {"rejected", "unknown"}, (op, table, row_id)
        assert why, (op, table, row_id)

    assert _everything(site.db) == before
    assert heard(caller) == set()


def test_what_the_hub_decides_becomes_a_request_and_moves_nothing(site: Site) -> None:
    caller = site.caller("rep_a")

    caller.write("patch", "customers", "c-North", territory=SOUTH)

    assert _row(site.db, "customers", "c-North")[2] == territory_scope(NORTH)
    assert heard(caller) == set()
    with site.db.reading() as tx:
        assert tx.value("SELECT wanted FROM requests WHERE field = 'territory'") == '"South"'


def test_a_note_about_a_customer_who_left_is_kept_and_tells_its_writer_nothing(site: Site) -> None:
    caller = site.caller("rep_a")

    outcome, _ = caller.write(
        "insert", "activities", "a-1", customer_id="c-South", kind="note", at=NOW, text="Rang"
    )

    assert outcome == "applied"
    assert _row(site.db, "activities", "a-1")[2] == territory_scope(SOUTH)
    caller.pull_all()
    assert heard(caller) == {NORTH}


def test_a_malformed_mutation_among_good_ones_blocks_nothing(site: Site) -> None:
    caller = site.caller("rep_a")
    good = {"ord": 1, "op": "patch", "tbl": "customers", "id": "c-North"}

    results = caller.push(
        {"mid": "m1", **good, "set": {"phone": "1"}},
        7,
        {"mid": "m2", "ord": "first"},
        {"mid": "m3", **good, "set": {"phone": {"a": [1]}}},
        {"mid": "m4", **good, "set": {"phone": "\x00"}},
        {"mid": "m5", **good, "op": "explode"},
        {"mid": "m6", **good, "set": {"email": "a@b.example"}},
    )

    assert {result[0]: result[1] for result in results} == {
        "m1": "conflict", "m2": "rejected", "m3": "rejected", "m4": "rejected", "m5": "unknown",
        "m6": "conflict",
    }  # fmt: skip
    with site.db.reading() as tx:
        row = tx.row("SELECT phone, email FROM customers WHERE id = 'c-North'")
    assert tuple(row) == ("1", "a@b.example")


# Revoked


def test_a_revoked_computer_gets_nothing_and_what_it_still_sends_is_set_aside(site: Site) -> None:
    caller, boss = site.caller("rep_a"), site.caller("boss")
    devices.revoke(site.db, site.team.admin, caller.device, NOW)
    note = {"customer_id": "c-North", "kind": "note", "at": NOW, "text": "canary in quarantine"}

    outcome, _ = caller.write("insert", "activities", "a-1", **note)
    answers = [
        caller.pull(),
        caller.ask("POST", "/v1/check", json={"hi": [0, ""], "scope": "shared", "tbl": "reps"}),
        caller.ask("GET", f"/v1/file/{'0' * 64}"),
        caller.ask("GET", "/v1/openapi.json"),
        caller.ask("GET", "/v1/metrics"),
    ]
    boss.pull_all()

    assert outcome == "quarantined"
    assert {(one.status_code, one.json()["error"]) for one in answers} == {(403, "wipe")}
    assert heard(caller) == set()
    assert _row(site.db, "activities", "a-1") is None
    assert not boss.has_heard("canary in quarantine")
    with site.db.reading() as tx:
        kept = tx.row("SELECT outcome, body FROM mutation WHERE mid = :mid", mid=f"{caller.device}-1")
    assert kept.outcome == "quarantined"
    assert "canary in quarantine" in kept.body


def test_a_computer_that_said_it_was_wiped_is_unknown_from_then_on(site: Site) -> None:
    caller = site.caller("rep_a")
    devices.revoke(site.db, site.team.admin, caller.device, NOW)

    said = [caller.ask("POST", "/v1/wiped").status_code for _ in range(2)]

    assert said == [200, 200]
    assert caller.pull().status_code == 401
    assert caller.ask("POST", "/v1/push", json={"hi": [0, ""], "muts": []}).status_code == 401


def test_somebody_who_left_is_told_to_wipe_on_all_their_computers(site: Site) -> None:
    callers = [site.caller("rep_a") for _ in range(2)]

    people.revoke(site.db, site.team.admin, "Lin Yue", NOW)

    assert [caller.pull().json()["error"] for caller in callers] == ["wipe", "wipe"]


def _everything(db: Db) -> dict[str, list[tuple[object, ...]]]:
    """All shared rows of the hub."""
    with db.reading() as tx:
        return {name: [tuple(row) for row in tx.rows(f"SELECT * FROM {name} ORDER BY id")] for name in TABLES}


def _row(db: Db, table: str, row_id: str) -> tuple[object, ...] | None:
    with db.reading() as tx:
        row = tx.row(f"SELECT * FROM {table} WHERE id = :id", id=row_id)
    return tuple(row) if row else None
