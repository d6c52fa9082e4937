"""Products placed on photos of a customer's rooms: kept on this computer only, never sent anywhere.

One is kept for each version of a quote and product while it is worked on, and stays as it is once that
version has been issued. Those of nobody (`customer_id` "") are for trying: one for each product. A photo is
kept as the window cleaned it, without what a camera writes into it; no photo (b"") means the drawn room.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from data.engine import sqlite3
from data.ids import uuid7
from data.store import Changes, Store
from sales.errors import NotFound, RuleBroken
from sales.placing import Placing
from sales.placing_json import of_json, to_json

KINDS = ("placements",)
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 8_000_000
MOST_PX = 2_400  # of the long side, as it is kept
COLUMNS = "id, customer_id, version_id, product_id, colour, scale, x, y, at"
ISSUED = """
SELECT q.number FROM placements p JOIN quotes q ON q.id = p.version_id
WHERE p.id = ? AND q.issued_at IS NOT NULL"""


@dataclass(frozen=True, slots=True)
class Placement:
    """A product in a colour on a photo; `version_id` is the quote's it was made for, `at` when that was."""

    id: str
    customer_id: str
    version_id: str | None
    product_id: str
    colour: str
    placing: Placing
    at: int


def placement(db: sqlite3.Connection, placement_id: str) -> Placement:
    """One by its id. Raises NotFound."""
    row = db.execute(f"SELECT {COLUMNS} FROM placements WHERE id = ?", (placement_id,)).fetchone()
    if row is None:
        raise NotFound(
            "The picture of the product in the room is not on this computer.",
            "Photos stay on the computer on which they were placed.",
        )
    return _placement(row)


def photo(db: sqlite3.Connection, placement_id: str) -> bytes:
    """The photo of one; b"" for the drawn room. Raises NotFound."""
    row = db.execute("SELECT photo FROM placements WHERE id = ?", (placement_id,)).fetchone()
    if row is None:
        placement(db, placement_id)
    return bytes(row["photo"])


def placements(
    db: sqlite3.Connection, *, customer_id: str = "", version_id: str = "", product_id: str = ""
) -> tuple[Placement, ...]:
    """Those of a customer, a version of a quote or a product, or of what is given together; newest first."""
    wanted = {"customer_id": customer_id, "version_id": version_id, "product_id": product_id}
    given = {name: one for name, one in wanted.items() if one}
    where = " AND ".join(f"{name} = :{name}" for name in given) or "1"
    rows = db.execute(f"SELECT {COLUMNS} FROM placements WHERE {where} ORDER BY at DESC, id DESC", given)
    return tuple(_placement(row) for row in rows)


def latest(db: sqlite3.Connection, version_id: str, product_id: str) -> Placement | None:
    """What was last placed of a product for a version of a quote; for none ("") what was tried."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM placements WHERE product_id = ? AND coalesce(version_id, '') = ?"
        " ORDER BY at DESC, id DESC LIMIT 1",
        (product_id, version_id),
    ).fetchone()
    return None if row is None else _placement(row)


def keep(
    store: Store,
    customer_id: str,
    version_id: str,
    product_id: str,
    colour: str,
    placing: Placing,
    picture: bytes,
    now: int,
) -> str:
    """Keep a product on a photo, in place of what was placed of it for the same version. Returns its id.

    Raises RuleBroken for a photo that is none, or too large, and once the version has been issued.
    """
    _check(placing, picture)
    before = latest(store.read(), version_id, product_id)
    made = before.id if before else uuid7(now)
    with store.write(Changes.of(*KINDS)) as db:
        _check_open(db, made)
        db.execute(
            f"INSERT OR REPLACE INTO placements ({COLUMNS}, photo) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                made, customer_id, version_id or None, product_id, colour, _said(placing), placing.foot.x,
                placing.foot.y, now, picture,
            ),
        )  # fmt: skip
    return made


def change(store: Store, placement_id: str, colour: str, placing: Placing) -> None:
    """Keep where the product stands now, and in which colour. Raises NotFound, or RuleBroken once issued."""
    with store.write(Changes.of(*KINDS)) as db:
        _check_open(db, placement_id)
        changed = db.execute(
            "UPDATE placements SET colour = ?, scale = ?, x = ?, y = ? WHERE id = ?",
            (colour, _said(placing), placing.foot.x, placing.foot.y, placement_id),
        )
        if changed.rowcount == 0:
            placement(db, placement_id)


def remove(store: Store, placement_id: str) -> None:
    """Take a photo away with what was placed on it. Raises RuleBroken once its version has been issued."""
    with store.write(Changes.of(*KINDS)) as db:
        _check_open(db, placement_id)
        db.execute("DELETE FROM placements WHERE id = ?", (placement_id,))


def _check(placing: Placing, picture: bytes) -> None:
    if picture and not picture.startswith((JPEG, PNG)):
        raise RuleBroken("This is no photo.", "Open a JPEG or PNG file.")
    if len(picture) > MOST_BYTES or max(placing.photo_width, placing.photo_height) > MOST_PX:
        raise RuleBroken("The photo is too large to be kept.", "Make it smaller and open it again.")


def _check_open(db: sqlite3.Connection, placement_id: str) -> None:
    row = db.execute(ISSUED, (placement_id,)).fetchone()
    if row is not None:
        raise RuleBroken(
            "{number} has been issued and stays as it is.",
            "Revise it: that begins the next version.",
            number=row["number"],
        )


def _said(placing: Placing) -> str:
    return json.dumps(to_json(placing))


def _placement(row: sqlite3.Row) -> Placement:
    return Placement(
        row["id"],
        row["customer_id"],
        row["version_id"],
        row["product_id"],
        row["colour"],
        of_json(json.loads(row["scale"]), row["x"], row["y"]),
        row["at"],
    )
