"""The customer list: filtered, sorted, counted, and read by key from any place in it; edits of a profile.

A `Listing` is a filter that has been counted. Its pages follow a key (the sort's value and the id), never an
offset; `anchors` are the keys of every so many rows, so that a jump into the middle of a million customers is
a short walk from the nearest one. Two plans read a page: along the sort's index, passing over what the filter
leaves out, or from the few that the filter lets through, sorting them; the count says which is shorter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from data import outbox
from data.engine import sqlite3
from data.history import customer
from data.rows import value
from data.search import customers_having
from data.store import Changes, Store
from sales.customers import checked
from sales.errors import NotFound, RuleBroken
from sales.facts import SEGMENTS

ROWS_A_PAGE = 128
ANCHORS = 2048  # at most so many are kept of a listing, however long it is

Key = tuple[int | str, str]  # the sort's value and the customer's id


@dataclass(frozen=True, slots=True)
class Sort:
    """How a list is ordered: by `key` of `table`, then by id, both in the same direction, by one index."""

    table: str
    key: str
    descending: bool


SORTS = {
    "spend": Sort("s", "s.spend_cents", descending=True),
    "name": Sort("c", "c.name COLLATE NOCASE", descending=False),
    "contact": Sort("m", "coalesce(m.last_contact_at, 0)", descending=True),
    "silent": Sort("m", "coalesce(m.last_contact_at, 0)", descending=False),
}
# The tables of one row a customer, with the column that names the customer.
TABLES = {
    "c": ("customers c", "c.id"),
    "s": ("standings s", "s.customer_id"),
    "m": ("summaries m", "m.customer_id"),
}
# The same for a store in which some customers have not been appraised yet: slower, but nobody is left out.
LACKING = {
    "c": TABLES["c"],
    "s": (
        "(SELECT id AS customer_id, ifnull(spend_cents, 0) AS spend_cents, ifnull(tier, 'standard') AS tier,"
        " ifnull(primary_segment, 'regular') AS primary_segment"
        " FROM customers LEFT JOIN standings ON customer_id = id) s",
        "s.customer_id",
    ),
    "m": (
        "(SELECT id AS customer_id, last_contact_at"
        " FROM customers LEFT JOIN summaries ON customer_id = id) m",
        "m.customer_id",
    ),
}
FEW = 20_000  # so many are sorted sooner than found along an index
WHOLE = (
    "SELECT (SELECT count(*) FROM customers) = (SELECT count(*) FROM standings)"
    " AND (SELECT count(*) FROM customers) = (SELECT count(*) FROM summaries)"
)
LISTED = (
    "c.id, c.name, c.kind, c.occupation, c.city, c.region, s.spend_cents, s.primary_segment AS segment,"
    " s.tier, (SELECT r.name FROM reps r WHERE r.id = c.owner_id) AS owner"
)


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """What a list shows: one owner's customers or the team's, of one primary segment or all, with a text."""

    owner_id: str | None = None
    segment: str | None = None
    text: str = ""
    sort: str = "spend"


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list."""

    id: str
    name: str
    kind: str
    occupation: str | None
    city: str | None
    region: str | None
    owner: str | None
    spend_cents: int
    segment: str
    tier: str
    key: Key


class Part(NamedTuple):
    """A range of the list: its condition with the parameters, and its order."""

    where: str
    bound: dict[str, object]
    order: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A filter that was counted: how many customers it shows, and how many there are of each segment."""

    filter: CustomerFilter
    counts: Mapping[str, int] = field(default_factory=dict)
    narrow: bool = False  # few enough to sort on the way
    whole: bool = True  # every customer has a standing and a summary

    @property
    def total(self) -> int:
        return self.counts.get(self.filter.segment, 0) if self.filter.segment else self.everyone

    @property
    def everyone(self) -> int:
        """How many there are when no segment is chosen."""
        return sum(self.counts.values())

    @property
    def step(self) -> int:
        """How many rows lie between two anchors: a page, or more where the list is very long."""
        return max(ROWS_A_PAGE, -(-self.total // ANCHORS))

    def page(
        self, db: sqlite3.Connection, after: Key | None = None, limit: int = ROWS_A_PAGE
    ) -> list[Listed]:
        """The rows that follow a key; from the top without one."""
        if not self.total:
            return []
        found: list[Listed] = []
        for part in self._beyond(after, "<" if self._sort.descending else ">"):
            sql, bound = self._select(LISTED, "cs", part.where)
            wanted = part.bound | bound | {"limit": limit - len(found)}
            rows = db.execute(f"{sql} ORDER BY {part.order} LIMIT :limit", wanted)
            found += [value(Listed, row, key=(row["sort_key"], row["id"])) for row in rows]
        return found

    def anchors(self, db: sqlite3.Connection) -> list[Key]:
        """The keys of the rows after which each `step` of the list begins, but for the first, in one pass."""
        sql, bound = self._select(f"{self._id} AS id, row_number() OVER (ORDER BY {self._order}) AS row_no")
        rows = db.execute(
            f"SELECT sort_key, id FROM ({sql}) WHERE row_no % :step = 0 ORDER BY row_no",
            bound | {"step": self.step},
        )
        return [(row["sort_key"], row["id"]) for row in rows]

    def place(self, db: sqlite3.Connection, customer_id: str) -> int | None:
        """At which row of the list a customer stands, from 0; None if the filter leaves them out."""
        sql, bound = self._select("1", where=f"{self._id} = :customer")
        row = db.execute(sql, bound | {"customer": customer_id}).fetchone()
        if row is None:
            return None
        place = 0
        for part in self._beyond((row["sort_key"], customer_id), ">" if self._sort.descending else "<"):
            sql, bound = self._select("1", where=part.where)
            place += db.execute(f"SELECT count(*) FROM ({sql})", part.bound | bound).fetchone()[0]
        return place

    @property
    def _sort(self) -> Sort:
        return SORTS[self.filter.sort]

    @property
    def _order(self) -> str:
        way = "DESC" if self._sort.descending else "ASC"
        return f"{self._sort.key} {way}, {self._id} {way}"

    @property
    def _id(self) -> str:
        return TABLES[self._sort.table][1]

    def _beyond(self, key: Key | None, side: str) -> list[Part]:
        """Conditions for the rows on one side of a key: the rest of its ties first, then what lies beyond.

        Apart, each is a range of the index; a row value is not, where the key is an expression.
        """
        if key is None:
            return [Part("1", {}, self._order)]
        bound: dict[str, object] = {"key": key[0], "key_id": key[1]}
        ties = f"{self._sort.key} = :key AND {self._id} {side} :key_id"
        beyond = f"{self._sort.key} {side} :key"
        if self.narrow:
            return [Part(f"({beyond} OR {ties})", bound, self._order)]
        way = "DESC" if self._sort.descending else "ASC"
        return [Part(ties, bound, f"{self._id} {way}"), Part(beyond, bound, self._order)]

    def _select(self, columns: str, tables: str = "", where: str = "1") -> tuple[str, dict[str, object]]:
        """The listing's SELECT, with its parameters; `columns` are of the sort's table or of `tables`."""
        sources, terms, bound = _sources(self, self._sort.table, tables)
        return (
            f"SELECT {columns}, {self._sort.key} AS sort_key FROM {sources} WHERE {terms} AND {where}",
            bound,
        )


def listing(db: sqlite3.Connection, chosen: CustomerFilter) -> Listing:
    """Count what a filter shows, per segment for the chips; its own segment leaves the counts as they are."""
    whole = db.execute(WHOLE).fetchone()[0]
    anyone = Listing(replace(chosen, segment=None), narrow=True, whole=bool(whole))
    sources, where, bound = _sources(anyone, "s")
    rows = db.execute(f"SELECT s.primary_segment, count(*) FROM {sources} WHERE {where} GROUP BY 1", bound)
    found = dict(rows.fetchall())
    counts = {segment: found[segment] for segment in SEGMENTS if segment in found}
    if chosen.owner_id or chosen.text:
        few = sum(counts.values()) <= FEW
    else:
        few = chosen.segment is not None and counts.get(chosen.segment, 0) <= FEW
    return Listing(chosen, counts, few, bool(whole))


def _sources(listed: Listing, sort: str, others: str = "") -> tuple[str, str, dict[str, object]]:
    """FROM, WHERE and the parameters of a filter; the sort's table leads, or what the filter lets through."""
    chosen, narrow, known = listed.filter, listed.narrow, TABLES if listed.whole else LACKING
    terms, bound, lead = ["1"], dict[str, object](), sort
    tables = {name: known[name] for name in {sort, *others}}
    if chosen.segment:
        tables["s"], lead = known["s"], "s" if narrow else lead
        terms.append("s.primary_segment = :segment")
        bound["segment"] = chosen.segment
    if chosen.owner_id:
        tables["c"], lead = known["c"], "c" if narrow else lead
        terms.append(f"{'' if narrow else '+'}c.owner_id = :owner")
        bound["owner"] = chosen.owner_id
    if chosen.text:
        having, words = customers_having(chosen.text)
        bound |= words
        if narrow:
            tables["t"], lead = (f"({having}) t", "t.ref"), "t"
        else:
            terms.append(f"+{tables[lead][1]} IN ({having})")
    source, first = tables.pop(lead)
    joins = [f"CROSS JOIN {table} ON {column} = {first}" for table, column in tables.values()]
    return " ".join([source, *joins]), " AND ".join(terms), bound


def called(db: sqlite3.Connection, typed: str) -> str:
    """The id of the customer that is meant by a number or by a whole name.

    Raises NotFound, or RuleBroken where several are called so.
    """
    rows = db.execute(
        "SELECT id FROM customers WHERE :typed IN (id, external_id) UNION"
        " SELECT id FROM customers WHERE name = :typed COLLATE NOCASE LIMIT 2",
        {"typed": typed.strip()},
    ).fetchall()
    if not rows:
        raise NotFound("No customer has that name or number.", "Check the spelling, or type the number.")
    if len(rows) > 1:
        raise RuleBroken("Several customers are called so.", "Type the customer's number instead.")
    return str(rows[0][0])


def edit(store: Store, customer_id: str, name: str, typed: str, now: int, today: date) -> str:
    """Write one field of a profile. Returns the message's id, by which `outbox.take_back` undoes it.

    Raises NotFound, or RuleBroken for a field or value that may not be written.
    """
    kept = checked(name, typed, today)
    who = customer(store.read(), customer_id)
    with store.write(Changes.of("customers", "outbox")) as db:
        base = db.execute(f"SELECT {name} FROM customers WHERE id = ?", (who.id,)).fetchone()[0]
        if base == kept:
            raise RuleBroken("{field} is that already.", field=name)
        db.execute(f"UPDATE customers SET {name} = ? WHERE id = ?", (kept, who.id))
        mid = outbox.append(db, "customers", who.id, {name: kept}, now, base={name: base})
        outbox.follow(db, [who.id])
    return mid
