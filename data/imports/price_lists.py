"""Prices against the store and into it: a row is a product's price in a list; lists that are new are made."""

from __future__ import annotations

from typing import Any

from data.imports import images
from data.imports.matching import doubled
from data.imports.references import find, resolve
from data.imports.staging import CREATE, UNCHANGED, UPDATE, Stage

STANDARD = "standard"
HEAD = ("tier", "region", "valid_from", "valid_to")


def match(stage: Stage) -> None:
    """Give every staged price its fate."""
    resolve(stage, stage.mapped["product"])
    stage.settle()
    doubled(stage, f"{_list(stage)} || '/' || s.f_product")
    stage.db.execute("DROP TABLE IF EXISTS scratch.ref_list")
    stage.db.execute(
        "CREATE TABLE scratch.ref_list (key TEXT PRIMARY KEY, id TEXT, born INTEGER NOT NULL DEFAULT 0,"
        " row INTEGER, changed INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID"
    )
    stage.db.execute(
        f"INSERT INTO ref_list (key, row) SELECT {_list(stage)}, min(s.row) FROM staged s"
        f" WHERE s.fate = {CREATE} GROUP BY 1"
    )
    find(stage, "price_lists", "ref_list")
    stage.db.execute("UPDATE ref_list SET id = new_id(), born = 1 WHERE id IS NULL")
    differs = " OR ".join(
        f"({value} IS NOT NULL AND {value} IS NOT t.{name})" for name, value in _head(stage)
    )
    stage.db.execute(
        f"UPDATE ref_list AS l SET changed = {differs or 0} FROM main.price_lists t, staged s"
        " WHERE t.id = l.id AND s.row = l.row"
    )
    stage.db.execute(
        "UPDATE staged AS s SET target = t.price_list_id,"
        f" fate = iif(t.price_e4 <> s.f_price OR l.changed, {UPDATE}, {UNCHANGED})"
        " FROM ref_list l, ref_product p, main.prices t"
        f" WHERE l.key = {_list(stage)} AND p.key = s.f_product AND t.price_list_id = l.id"
        f" AND t.product_id = p.id AND s.fate = {CREATE}"
    )


def write(stage: Stage, batch: int) -> None:
    """Insert and update lists and prices, inside the transaction that is open."""
    head = _head(stage)
    names = "".join(f", {name}" for name, _ in head if name not in ("name", "currency"))
    values = "".join(f", {value}" for name, value in head if name not in ("name", "currency"))
    stage.db.execute(
        f"INSERT INTO main.price_lists (id, external_id, name, currency{names}, batch)"
        f" SELECT l.id, l.key, ifnull({stage.sql('list_name')}, l.key), {stage.money()}{values}, ?"
        " FROM ref_list l JOIN staged s ON s.row = l.row WHERE l.born ORDER BY l.row",
        (batch,),
    )
    images.keep_before(stage.db, batch, "price_lists", "t.id IN (SELECT id FROM ref_list WHERE changed)")
    if head:
        sets = ", ".join(f"{name} = ifnull({value}, t.{name})" for name, value in head)
        stage.db.execute(
            f"UPDATE main.price_lists AS t SET {sets} FROM ref_list l JOIN staged s ON s.row = l.row"
            " WHERE t.id = l.id AND l.changed"
        )
    source = f"staged s JOIN ref_list l ON l.key = {_list(stage)} JOIN ref_product p ON p.key = s.f_product"
    changed = f"SELECT l.id, p.id FROM {source} WHERE s.fate = {UPDATE}"
    images.keep_before(stage.db, batch, "prices", f"(t.price_list_id, t.product_id) IN ({changed})")
    stage.db.execute(
        "INSERT INTO main.prices (price_list_id, product_id, price_e4, batch)"
        f" SELECT l.id, p.id, s.f_price, ? FROM {source} WHERE s.fate = {CREATE} ORDER BY s.row",
        (batch,),
    )
    stage.db.execute(
        f"UPDATE main.prices AS t SET price_e4 = s.f_price FROM {source}"
        f" WHERE t.price_list_id = l.id AND t.product_id = p.id AND s.fate = {UPDATE}"
    )


def born(stage: Stage) -> dict[str, int]:
    """How many lists are made."""
    return {"price_lists": stage.db.execute("SELECT count(*) FROM ref_list WHERE born").fetchone()[0]}


def _list(stage: Stage) -> str:
    """The list a row is of, as SQL."""
    return f"ifnull({stage.sql('list')}, '{STANDARD}')"


def _head(stage: Stage) -> list[tuple[str, str]]:
    """What the file says of the lists themselves: column and value in the list's first row."""
    named = [("name", stage.sql("list_name"))] if stage.has("list_name") else []
    currency = [("currency", stage.sql("currency"))] if stage.has("currency") else []
    return [*named, *currency, *((name, stage.sql(name)) for name in HEAD if stage.has(name))]


def touched(stage: Stage, table: str) -> str:
    """Nothing that summaries or search know of."""
    return "SELECT NULL"


def differing(stage: Stage, first: int, last: int) -> dict[int, dict[str, Any]]:
    """For rows that update: the fields in which they differ, and what the store has there."""
    fields = {"name": "list_name"}
    tests = {"price": ("t.price_e4 <> s.f_price", "t.price_e4")} | {
        fields.get(name, name): (f"{value} IS NOT NULL AND {value} IS NOT h.{name}", f"h.{name}")
        for name, value in _head(stage)
    }
    return stage.differing(
        tests,
        "staged s JOIN ref_product p ON p.key = s.f_product"
        " JOIN main.prices t ON t.price_list_id = s.target AND t.product_id = p.id"
        f" JOIN main.price_lists h ON h.id = s.target WHERE s.fate = {UPDATE}"
        f" AND s.row BETWEEN {first} AND {last}",
    )
