"""Random histories of a hub and three laptops, and what must hold after each: invariants I1 to I8.

The scheduler is Hypothesis: the office edits, moves, drops and restores; reps write; rounds go wrong.
"""

from __future__ import annotations

import json
from collections import defaultdict
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from data.sync import state
from data.sync.cursors import Cursor, cursors
from data.sync.digest import Digest, of_rows
from data.sync.rounds import Round
from data.sync.tables import TABLES, territory_scope
from tests.builders.model import DAY_MS, HubModel, Laptop

TERRITORIES = ("N", "S", "W")
CUSTOMERS = tuple(f"c{n}" for n in range(5))
PRODUCT = "p"
PEOPLE = (("ann", "ann-1"), ("ann", "ann-2"), ("bob", "bob-1"))
FIELDS = ("phone", "note")
FAULTS = ("", "", "lost request", "lost reply", "sent twice", "old push again", "killed", "killed")
OPEN = "SELECT count(*) FROM outbox WHERE state NOT IN ('done')"
COMPARED = ("customers", "activities", "products", "conflicts", "requests")

customers = st.sampled_from(CUSTOMERS)
territories = st.sampled_from(TERRITORIES)
laptops = st.integers(0, len(PEOPLE) - 1)
fields = st.sampled_from(FIELDS)


class Histories(RuleBasedStateMachine):
    """Steps of a history. `hub_url` None: SQLite in memory."""

    @initialize()
    def begin(self) -> None:
        self.rng = Random(1)
        self.hub = self.new_hub()
        self.laptops = [Laptop(self.hub, user, device) for user, device in PEOPLE]
        self.values = 0
        self.written: dict[str, tuple[str, Any]] = {}  # mid -> (what, value or id)
        self.by_device: defaultdict[str, set[str]] = defaultdict(set)
        self.sent: list[Any] = []
        self.backup: Any = None
        self.corrupted = False
        self.standing: dict[str, tuple[dict[str, int], bool, int]] = {}
        self.newest: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        for user in ("ann", "bob"):
            self.hub.person(user)
        for user, territory in (("ann", "N"), ("ann", "S"), ("bob", "S")):
            self.hub.grant(user, territory_scope(territory), on=True)
        for at, customer in enumerate(CUSTOMERS):
            self._new(customer, TERRITORIES[at % 3])
        self.hub.office(lambda work: work.put("products", PRODUCT, {"name": "P", "stock": 0}))

    def new_hub(self) -> HubModel:
        return HubModel(self.rng)

    # -- the office

    @rule(customer=customers, field=fields)
    def edits(self, customer: str, field: str) -> None:
        value = self._value()
        self.hub.office(
            lambda work: work.get("customers", customer) and work.put("customers", customer, {field: value})
        )

    @rule(customer=customers, territory=territories)
    def moves(self, customer: str, territory: str) -> None:
        values = {"territory": territory}
        self.hub.office(
            lambda work: work.get("customers", customer) and work.put("customers", customer, values)
        )

    @rule(customer=customers)
    def drops(self, customer: str) -> None:
        self.hub.office(lambda work: work.drop("customers", customer))

    @rule(customer=customers, territory=territories)
    def adds(self, customer: str, territory: str) -> None:
        self._new(customer, territory)

    @rule(user=st.sampled_from(("ann", "bob")), territory=territories, on=st.booleans())
    def grants(self, user: str, territory: str, on: bool) -> None:
        self.hub.grant(user, territory_scope(territory), on=on)

    @rule()
    def compacts(self) -> None:
        self.hub.compact()

    @rule()
    def backs_up(self) -> None:
        self.backup = self.hub.back_up()

    @rule()
    def restores(self) -> None:
        if self.backup is not None:
            self.hub.restore(self.backup)

    # -- the reps

    @rule(at=laptops, customer=customers, field=fields)
    def patches(self, at: int, customer: str, field: str) -> None:
        value = self._value()
        self._wrote(at, self.laptops[at].patch(customer, field, value), "patch", value)

    @rule(at=laptops, customer=customers, territory=territories)
    def asks_for_a_territory(self, at: int, customer: str, territory: str) -> None:
        mid = self.laptops[at].patch(customer, "territory", territory)
        self._wrote(at, mid, "ask", territory)

    @rule(at=laptops, by=st.integers(-3, 3).filter(bool))
    def counts(self, at: int, by: int) -> None:
        self._wrote(at, self.laptops[at].count_stock(PRODUCT, by), "inc", by)

    @rule(at=laptops, customer=customers)
    def notes(self, at: int, customer: str) -> None:
        text = self._value()
        row_id, mid = self.laptops[at].note(customer, text)
        self._wrote(at, mid, "note", (row_id, text))

    @rule(at=laptops, fault=st.sampled_from(FAULTS), strike=st.integers(0, 24))
    def syncs(self, at: int, fault: str, strike: int) -> None:
        self._sync(at, fault, strike)

    @rule(at=laptops, years=st.sampled_from((-10, 0, 10)))
    def sets_the_clock(self, at: int, years: int) -> None:
        self.laptops[at].ahead_ms = years * 365 * DAY_MS

    @rule(at=laptops, stale=st.booleans())
    def corrupts(self, at: int, stale: bool) -> None:
        db = self.laptops[at].db
        row = db.execute(
            "SELECT id FROM customers WHERE _seq IS NOT NULL"
            " AND id NOT IN (SELECT row_id FROM shadow) LIMIT 1"
        ).fetchone()
        if row:
            self.corrupted = True
            state.put(db, recounted_at=0)  # as after a day
            sql = (
                "UPDATE customers SET _seq = _seq - 1, phone = '?' WHERE id = ?"
                if stale
                else ("DELETE FROM customers WHERE id = ?")
            )
            db.execute(sql, (row[0],))

    @rule(rests=st.sampled_from((True, False, False)))
    def comes_to_rest(self, rests: bool) -> None:
        if rests:
            self.check()

    def teardown(self) -> None:
        if hasattr(self, "hub"):
            self.check()
            self.close()

    def close(self) -> None:
        self.hub.close()
        for laptop in self.laptops:
            laptop.close()

    # -- what must hold

    def check(self) -> None:
        """After at most four rounds without a fault all say the same, and nothing was lost."""
        for _ in range(4):
            seq = self.hub.rows("SELECT seq FROM team")
            rounds = [self._sync(at, "", 0) for at in range(len(self.laptops))]
            quiet = not any(one and (one.sent or one.received or one.heals) for one in rounds)
            if quiet and seq == self.hub.rows("SELECT seq FROM team"):
                break
        for laptop in self.laptops:
            self._converged(laptop)
        self._nothing_lost()
        self._where_its_customer_is()
        if not self.corrupted:
            assert all(laptop.heals == 0 for laptop in self.laptops), (
                "I7: digests differed without corruption"
            )

    def _converged(self, laptop: Laptop) -> None:
        scopes = self.hub.rows("SELECT scope FROM grant_ WHERE person = :u", u=laptop.who.user)
        mine = {row[0] for row in scopes} | {"shared"}
        for table in COMPARED:
            names = TABLES[table].names
            columns = ", ".join(names)
            wanted = {
                row[0]: row[2:]
                for row in self.hub.rows(f"SELECT id, scope, seq, {columns} FROM {table}")
                if row[1] in mine
            }
            found = laptop.rows(table, "_seq", *names)
            assert found == wanted, f"I1: {laptop.who.device} differs in {table}: {found} is not {wanted}"
        assert laptop.db.execute(OPEN).fetchone()[0] == 0, "I4: the outbox is stuck"

    def _where_its_customer_is(self) -> None:
        apart = self.hub.rows(
            "SELECT a.id FROM activities a JOIN customers c ON c.id = a.customer_id WHERE a.scope != c.scope"
        )
        assert not apart, "I6: a note is in another scope than its customer"

    def _nothing_lost(self) -> None:
        outcomes = {
            row[0]: (row[1], row[2]) for row in self.hub.rows("SELECT mid, outcome, body FROM mutation")
        }
        said = self._said()
        stock = 0
        for mid, (what, value) in self.written.items():
            assert mid in outcomes, f"I2: {what} {value} has no outcome"
            outcome, body = outcomes[mid]
            if what == "inc" and outcome == "applied":
                stock += value
            if what in {"patch", "note"}:
                text = value if what == "patch" else value[1]
                assert text in said or (outcome == "rejected" and text in body), f"I3: {what} {text} is lost"
        assert self.hub.rows("SELECT stock FROM products") == [(stock,)], (
            "I2: an increment is missing or twice"
        )

    def _said(self) -> set[str]:
        """Every value that the hub still has: current, in the history, or in a conflict."""
        found: set[str] = set()
        for row in self.hub.rows("SELECT phone, note FROM customers"):
            found.update(value for value in row if value)
        found.update(row[0] for row in self.hub.rows("SELECT text FROM activities") if row[0])
        for row in self.hub.rows("SELECT old, new FROM history"):
            found.update(str(json.loads(value)) for value in row if value)
        for row in self.hub.rows("SELECT mine, theirs FROM conflicts"):
            found.update(str(json.loads(value)) for value in row)
        return found

    def _sync(self, at: int, fault: str, strike: int) -> Round | None:
        laptop = self.laptops[at]
        gens, right, counted_at = self.standing.get(laptop.who.device, ({}, False, 0))
        done = laptop.sync(fault, strike, old=self.sent)
        after = self.standing[laptop.who.device] = self._standing(laptop)
        if done and (after[:2] == (gens, right)) and not (done.sent or done.received or done.heals):
            return done  # nothing came and nothing went
        self._kept_until_known(laptop)
        self._reads_its_writes(laptop)
        if after[0] != gens or not right:
            self.newest[laptop.who.device].clear()  # it is, or was, reading anew what a restored hub has
        self._never_goes_back(laptop)
        if done and right and not self.corrupted and counted_at:
            assert after[0] != gens or after[1:] == (True, counted_at), "I7: a digest was not kept right"
        return done

    def _kept_until_known(self, laptop: Laptop) -> None:
        kept = {row[0]: row[1] for row in laptop.db.execute("SELECT mid, outcome FROM outbox")}
        for mid in self.by_device[laptop.who.device]:
            assert mid in kept, "I8: a mutation went before its outcome was known"

    def _reads_its_writes(self, laptop: Laptop) -> None:
        """What I wrote last, and what is here of the hub does not cover yet, is what I see."""
        latest: dict[tuple[str, str], dict[str, tuple[Any, int | None]]] = {}
        for row in laptop.db.execute(
            "SELECT tbl, row_id, body, state, seq FROM outbox WHERE state != 'again'"
            " AND ifnull(outcome, '') != 'rejected' ORDER BY ord"
        ):
            body, done = json.loads(row["body"]), row["state"] == "done"
            if body["op"] == "inc":
                continue
            asked = TABLES[row["tbl"]].asked if done else frozenset()
            said = {name: (value, row["seq"] if done else None) for name, value in body["set"].items()}
            latest.setdefault((row["tbl"], row["row_id"]), {}).update(
                {name: one for name, one in said.items() if name not in asked}
            )
        for (table, row_id), values in latest.items():
            shown = laptop.shown(table, row_id)
            if shown is None:
                open_here = any(seq is None for _, seq in values.values())
                assert table == "customers" or not open_here, "I5: my note is not shown"
                continue
            here = laptop.rows(table, "_seq")[row_id][0]  # of a damaged laptop only what waits is sure
            for name, (value, seq) in values.items():
                covered = seq is not None and (self.corrupted or (here is not None and here >= seq))
                assert covered or shown[name] == value, "I5: my own write is not shown"

    def _never_goes_back(self, laptop: Laptop) -> None:
        newest = self.newest[laptop.who.device]
        for table in ("customers", "activities"):
            for row_id, (seq,) in laptop.rows(table, "_seq").items():
                if seq is not None and not self.corrupted:
                    assert seq >= newest.get((table, row_id), 0), "I5: a row went back in time"
                    newest[table, row_id] = seq

    def _standing(self, laptop: Laptop) -> tuple[dict[str, int], bool, int]:
        """How often each scope was read anew, whether the digests are right, and when they were counted."""
        known = cursors(laptop.db)
        gens = {scope: one.gen for scope, one in known.items()}
        right = not any(one.rebuild for one in known.values()) and {
            scope: one.digest for scope, one in known.items()
        } == _counted(laptop, known)
        return gens, right, state.value(laptop.db, "recounted_at", 0)

    # -- parts of steps

    def _new(self, customer: str, territory: str) -> None:
        def job(work: Any) -> None:
            if work.get("customers", customer) is None:
                work.put("customers", customer, {"name": customer, "territory": territory})

        self.hub.office(job)

    def _value(self) -> str:
        self.values += 1
        return f"v{self.values}."

    def _wrote(self, at: int, mid: str | None, what: str, value: Any) -> None:
        if mid:
            self.written[mid] = (what, value)
            self.by_device[self.laptops[at].who.device].add(mid)


def _counted(laptop: Laptop, known: dict[str, Cursor]) -> dict[str, Digest]:
    rows: defaultdict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for table in COMPARED:
        for row_id, (scope, seq) in laptop.rows(table, "_scope", "_seq").items():
            if seq is not None:
                rows[scope].append((table, row_id, seq))
    return {scope: of_rows(rows[scope]) for scope in known}
