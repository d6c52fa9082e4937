"""What hub and laptops share: the tables, the scope of a row, and who may write which field.

Every row has one scope. A row of `customers` is in its territory's, what hangs on a customer is where the
customer is, products and prices are everyone's. A row travels under its id; where a table's key is of two
columns, the id is both with a stroke between them. Columns are only ever added.

What a field allows to a person who may see the row:

- `merged`: may be written; two who wrote it are merged by what they saw (`data.sync.merge`).
- `latest`: may be written; who is received last is kept, and nobody is asked about it.
- `asked`: the hub decides; the value becomes a change request.
- `counted`: only increments, which add up whoever comes first.

A table in `insert` takes new rows from laptops, one that is `managed` only from managers and admins; a column
in `restricted` goes only to who may see it. Once a row has a value in the column `sealed`, it is not written
any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import cached_property
from typing import Any

from sales import facts, playbook, quote_rows, service
from sales.conflicts import ChangeRequest, Conflict
from sales.contact_marks import ContactMark

SHARED, OFFICE = "shared", "office"  # everyone's; and what belongs to no territory: the managers'
COSTS = "costs"  # the view with what things cost us
LONGEST = 50_000  # characters of a text: a whole file of content goes as one
LONGEST_DOCUMENT = 4_000_000  # of a quote with as many lines as there may be


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `kind` is text, int or json (kept as text). A `required` one is never null; `longest` is
    how many characters a text may have.
    """

    name: str
    kind: str
    required: bool = False
    default: Any = None
    longest: int = LONGEST


@dataclass(frozen=True)
class Table:
    """One shared table. `columns` are all but the id; `parent` is (column, table) that the scope follows."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    parent: tuple[str, str] | None = None
    scope: str = SHARED
    insert: bool = False
    managed: bool = False
    merged: frozenset[str] = frozenset()
    latest: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    restricted: Mapping[str, str] = field(default_factory=dict)
    sealed: str = ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @cached_property
    def stored(self) -> tuple[str, ...]:
        """The columns as a laptop stores them: with the id where the id is a column."""
        return ("id", *self.names) if self.key == ("id",) else self.names

    @cached_property
    def blank(self) -> Mapping[str, Any]:
        """The columns of a row of which nothing is said yet."""
        return {column.name: column.default for column in self.columns}

    def row_id(self, values: Mapping[str, Any]) -> str:
        return "/".join(str(values[name]) for name in self.key)

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def territory_scope(territory: str | None) -> str:
    return f"territory:{territory}" if territory else OFFICE


def _columns(kind: Any, *more: Column, leave: tuple[str, ...] = ("id", "lines")) -> tuple[Column, ...]:
    found = []
    for one in fields(kind):
        if one.name in leave:
            continue
        said = str(one.type)
        shape = "int" if said.startswith(("int", "bool")) else "json" if "[" in said else "text"
        default = None if one.default is MISSING else one.default
        if shape == "json":
            default = "{}" if said.startswith("dict") else "[]"
        found.append(Column(one.name, shape, "None" not in said, default))
    return (*more, *found)


def _of_customer(name: str, kind: Any, *more: Column, **rights: Any) -> Table:
    return Table(name, _columns(kind, *more), parent=("customer_id", "customers"), **rights)


def _of_quotes(name: str, kind: Any, **rights: Any) -> Table:
    """A table of quotes, whose texts may be as long as a quote is."""
    table = _of_customer(name, kind, **rights)
    long = tuple(
        replace(one, longest=LONGEST_DOCUMENT) if one.name in _LONG else one for one in table.columns
    )
    return replace(table, columns=long)


_PROFILE = frozenset(
    (
        "name", "kind", "contact_name", "phone", "email", "birthday", "gender", "region", "city",
        "occupation", "income_band", "household", "channel", "consent_call", "consent_sms", "consent_mail",
        "note",
    )
)  # fmt: skip
_EXTERNAL = Column("external_id", "text")  # by which an import finds an event again
_LINE = (Column("order_id", "text", required=True), Column("line_no", "int", required=True))
_LONG = frozenset({"document", "particulars", "costs", "snapshot", "measured", "prices"})
_QUOTE = frozenset({"document", "valid_until_on"})
# Follows from what is merged, or is what nobody is to be asked about: a conflict over costs would tell them.
_OF_QUOTE = frozenset({"particulars", "total", "saved_at", "issued_at", "costs", "margin_bp", "number"})
_CONTACT = frozenset(
    (
        "at", "state", "duration_s", "objective", "outcome", "text", "next_step", "next_on", "promise",
        "promised_on", "kept_at",
    )
)  # fmt: skip

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table("reps", (*_columns(facts.Rep), Column("email", "text"), Column("phone", "text"))),
        Table(
            "customers",
            _columns(facts.Customer),
            scope="territory",
            insert=True,
            merged=_PROFILE,
            asked=frozenset({"owner_id", "territory"}),
        ),
        Table(
            "products",
            _columns(facts.Product),
            asked=frozenset({"price_e4", "status"}),
            counted=frozenset({"stock"}),
            restricted={"cost_e4": COSTS},
        ),
        Table("price_lists", _columns(facts.PriceList), asked=frozenset({"valid_from", "valid_to"})),
        Table(
            "prices",
            _columns(facts.Price),
            key=("price_list_id", "product_id"),
            asked=frozenset({"price_e4"}),
        ),
        _of_customer("events", facts.Event, _EXTERNAL),
        _of_customer("orders", facts.Order),
        Table(
            "order_lines",
            _columns(facts.OrderLine, *_LINE),
            key=("order_id", "line_no"),
            parent=("order_id", "orders"),
        ),
        _of_customer("returns", facts.Return),
        _of_customer("tickets", facts.Ticket),
        _of_customer("surveys", facts.Survey),
        _of_customer("reviews", facts.Review),
        _of_customer("activities", facts.Activity, insert=True, merged=_CONTACT),
        _of_customer("referrals", facts.Referral, insert=True),
        _of_customer(
            "recommendations", facts.Recommendation, insert=True, merged=frozenset({"outcome", "decided_at"})
        ),
        _of_customer("contact_marks", ContactMark, insert=True, latest=frozenset({"worked", "text"})),
        _of_customer("service_acts", service.ServiceAct, insert=True),
        _of_customer("feedback_labels", service.FeedbackLabel, insert=True),
        Table(
            "publications",
            _columns(playbook.Publication),
            insert=True,
            managed=True,
            latest=frozenset({"state", "decided_by", "decided_at"}),
        ),
        Table("ratings", _columns(playbook.Rating), insert=True),
        Table(
            "misses",
            _columns(playbook.Miss),
            insert=True,
            latest=frozenset({"closed_as", "closed_by", "closed_at"}),
        ),
        _of_quotes(
            "quotes",
            quote_rows.QuoteRow,
            insert=True,
            merged=_QUOTE,
            latest=_OF_QUOTE,
            restricted={"costs": COSTS, "margin_bp": COSTS},
            sealed="issued_at",
        ),
        _of_quotes("quote_acts", quote_rows.QuoteAct, insert=True, restricted={"snapshot": COSTS}),
        _of_quotes(
            "quote_decisions",
            quote_rows.QuoteDecision,
            insert=True,
            managed=True,
            restricted={"measured": COSTS},
        ),
        Table(
            "allowances",
            _columns(quote_rows.AllowanceRow),
            insert=True,
            managed=True,
            latest=frozenset({"revoked_at"}),
        ),
        _of_customer("designs", quote_rows.Design, insert=True, latest=frozenset({"name", "removed_at"})),
        Table(
            "conflicts", _columns(Conflict), scope="subject", latest=frozenset({"settled_as", "settled_at"})
        ),
        Table("requests", _columns(ChangeRequest), scope="subject"),
    )
}
# The tables that hang on another, by the other's name.
CHILDREN: Mapping[str, tuple[Table, ...]] = {
    name: tuple(table for table in TABLES.values() if table.parent and table.parent[1] == name)
    for name in TABLES
}
