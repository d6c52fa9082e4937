"""Designs that were kept of products made to order: of a customer, by name, on every computer of the rep.

They are kept as they were chosen. Whether that still holds is asked of the options when one is opened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from data import facts, outbox
from data.engine import sqlite3
from data.ids import uuid7
from data.store import Changes, Store
from data.team import signed_in
from sales.configurator import Design
from sales.errors import NotFound, RuleBroken
from sales.quote_rows import Design as Row

KINDS = ("designs", "outbox")
LONGEST_NAME = 60
OF_CUSTOMER = """
SELECT id, name, choices, texts, at FROM designs
WHERE customer_id = ? AND product_id = ? AND removed_at IS NULL ORDER BY at, id"""


@dataclass(frozen=True, slots=True)
class SavedDesign:
    """A kept design. `said` are its choices and texts, as `sales.configurator_reading` takes them."""

    id: str
    name: str
    said: Mapping[str, object]
    at: int


def designs(db: sqlite3.Connection, customer_id: str, product_id: str) -> tuple[SavedDesign, ...]:
    """What was kept for a customer of a product, the oldest first."""
    return tuple(_saved(row) for row in db.execute(OF_CUSTOMER, (customer_id, product_id)))


def save(
    store: Store, customer_id: str, product_id: str, name: str, design: Design, now: int
) -> tuple[str, str]:
    """Keep a design. Returns its id and the message's id, by which `outbox.take_back` undoes it."""
    choices = {key: list(one) if isinstance(one, tuple) else one for key, one in design.choices.items()}
    with store.write(Changes.of(*KINDS)) as db:
        rep = signed_in(db)
        row = Row(
            id=uuid7(now),
            customer_id=customer_id,
            product_id=product_id,
            name=_name(name),
            choices=json.dumps(choices, ensure_ascii=False),
            at=now,
            texts=json.dumps(dict(design.texts), ensure_ascii=False),
            rep_id=rep.id if rep else None,
        )
        facts.put(db, [row])
        said = {key: value for key, value in asdict(row).items() if value is not None and key != "id"}
        mid = outbox.append(db, "designs", row.id, said, now)
    return row.id, mid


def rename(store: Store, design_id: str, name: str, now: int) -> str:
    """Call a design otherwise. Returns the message's id. Raises NotFound or RuleBroken."""
    return _patch(store, design_id, "name", _name(name), now)


def remove(store: Store, design_id: str, now: int) -> str:
    """Put a design away. Returns the message's id. Raises NotFound."""
    return _patch(store, design_id, "removed_at", now, now)


def _patch(store: Store, design_id: str, column: str, value: object, now: int) -> str:
    with store.write(Changes.of(*KINDS)) as db:
        row = db.execute("SELECT name, removed_at FROM designs WHERE id = ?", (design_id,)).fetchone()
        if row is None:
            raise NotFound("There is no design {id}.", id=design_id)
        db.execute(f"UPDATE designs SET {column} = ? WHERE id = ?", (value, design_id))
        return outbox.append(db, "designs", design_id, {column: value}, now, base={column: row[column]})


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise RuleBroken("A design needs a name.", "Write one, such as Oak, linen.")
    if len(name) > LONGEST_NAME:
        raise RuleBroken("A name has at most {n} characters.", "Shorten it.", n=LONGEST_NAME)
    return name


def _saved(row: sqlite3.Row) -> SavedDesign:
    return SavedDesign(
        row["id"], row["name"], {**json.loads(row["choices"]), **json.loads(row["texts"])}, row["at"]
    )
