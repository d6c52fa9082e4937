"""Rows against the store: which are new, which change something, which say what is known already.

This is for the kinds whose rows are rows of one table; order lines and prices have their own. Everything is
found by statements over all rows at once, never a query a row. An empty cell never erases anything.
"""

from __future__ import annotations

from typing import Any

from data.imports import images, references
from data.imports.fields import Field
from data.imports.references import ref, resolve
from data.imports.staging import CREATE, MATCHED, UNCHANGED, UPDATE, Stage, held


def match(stage: Stage) -> None:
    """Give every staged row its fate, and of known rows the id of the row in the store."""
    for field in stage.fields:
        if field.refers:
            resolve(stage, field)
    _scores(stage)
    stage.settle()
    doubled(stage, stage.key)
    different = " OR ".join(
        f"({value} IS NOT NULL AND {value} IS NOT t.{column})" for column, value in _values(stage).items()
    )
    stage.db.execute(
        "UPDATE staged SET target = m.id, fate = m.fate FROM"
        f" (SELECT s.row, t.id, iif({different or 0}, {UPDATE}, {UNCHANGED}) AS fate FROM staged s"
        f" JOIN main.{stage.kind.table} t ON t.external_id = {stage.key} {_joins(stage)}"
        f" WHERE s.fate = {CREATE}) m WHERE staged.row = m.row"
    )


def write(stage: Stage, batch: int) -> None:
    """Insert and update the rows, inside the transaction that is open."""
    table = stage.kind.table
    values = _values(stage)
    references.bear(stage, batch)
    images.keep_before(stage.db, batch, table, f"t.id IN (SELECT target FROM staged WHERE fate = {UPDATE})")
    born = _born(stage)
    stage.db.execute(
        f"INSERT INTO main.{table} (id, external_id, {', '.join(born)}, batch)"
        f" SELECT new_id(), {stage.key}, {', '.join(born.values())}, ? FROM staged s {_joins(stage)}"
        f" WHERE s.fate = {CREATE} ORDER BY s.row",
        (batch,),
    )
    if values:
        sets = ", ".join(f"{column} = ifnull({value}, t.{column})" for column, value in values.items())
        stage.db.execute(
            f"UPDATE main.{table} AS t SET {sets} FROM staged s {_joins(stage)}"
            f" WHERE t.id = s.target AND s.fate = {UPDATE}"
        )


def touched(stage: Stage, table: str) -> str:
    """SQL for the ids of the customers or products whose rows, or facts, are written."""
    written = f"FROM staged s JOIN main.{stage.kind.table} t ON t.external_id = {stage.key}"
    if table == stage.kind.table:
        return f"SELECT t.id {written} WHERE s.fate IN ({CREATE}, {UPDATE})"
    if table == "customers" and "customer" in stage.kind.by_name:
        return f"SELECT t.customer_id {written} WHERE s.fate IN ({CREATE}, {UPDATE})"
    return "SELECT NULL"


def differing(stage: Stage, first: int, last: int) -> dict[int, dict[str, Any]]:
    """For rows that update: the fields in which they differ, and what the store has there."""
    tests = {
        field.name: (
            f"{_value(stage, field)} IS NOT NULL AND {_value(stage, field)} IS NOT t.{field.column}",
            stored(stage, field),
        )
        for field in stage.fields
        if field.column
    }
    return stage.differing(
        tests,
        f"staged s JOIN main.{stage.kind.table} t ON t.id = s.target {_joins(stage)}"
        f" WHERE s.fate = {UPDATE} AND s.row BETWEEN {first} AND {last}",
    )


def stored(stage: Stage, field: Field, alias: str = "t") -> str:
    """What the store has in a field, as it would be staged, as SQL."""
    value = f"{alias}.{field.column}"
    if field.refers:
        return f"(SELECT ifnull(x.external_id, x.id) FROM main.{field.refers} x WHERE x.id = {value})"
    return f"{value} * {stage.unit()}" if field.column.endswith("_cents") else value


def born(stage: Stage) -> dict[str, int]:
    """How many rows of other tables are made because rows name them."""
    return references.born(stage)


def doubled(stage: Stage, key: str) -> None:
    """Rows with the key of an earlier row: unchanged if they say the same, else errors naming both rows."""
    stage.db.execute("DROP TABLE IF EXISTS scratch.doubled")
    stage.db.execute(
        f"CREATE TABLE scratch.doubled AS SELECT {key} AS key, min(s.row) AS first FROM staged s"
        f" WHERE s.fate = {CREATE} GROUP BY 1 HAVING count(*) > 1"
    )
    if not stage.db.execute("SELECT 1 FROM doubled LIMIT 1").fetchone():
        return
    stage.db.execute("CREATE INDEX scratch.doubled_key ON doubled (key)")
    same = " AND ".join(f"s.{held(field.name)} IS f.{held(field.name)}" for field in stage.fields)
    pairs = (
        f"FROM staged s JOIN doubled d ON d.key = {key} JOIN staged f ON f.row = d.first"
        f" WHERE s.fate = {CREATE} AND s.row <> d.first"
    )
    sentence = stage.words(
        "Row {row} has other values for {value}: only one of the two can be right.",
        row="{row}",
        value="{value}",
    )
    stage.db.execute(
        "INSERT OR IGNORE INTO problems SELECT s.row, ?, d.key,"
        f" replace(replace(?, '{{row}}', d.first), '{{value}}', d.key), {MATCHED} {pairs} AND NOT ({same})",
        (stage.kind.id_field.name, sentence),
    )
    stage.settle()
    stage.db.execute(f"UPDATE staged SET fate = {UNCHANGED} WHERE row IN (SELECT s.row {pairs})")


def _values(stage: Stage) -> dict[str, str]:
    """Column of the store -> its value for a row, as SQL."""
    return {field.column: _value(stage, field) for field in stage.fields if field.column}


def _value(stage: Stage, field: Field) -> str:
    if field.refers:
        return f"r_{field.name}.id"
    value = stage.sql(field.name)
    if field.column.endswith("_cents"):
        value = stage.cents(value)
    if stage.kind.name == "returns" and field.name in ("quantity", "amount"):
        return f"abs({value})"  # some files write what comes back as negative
    return value


def _born(stage: Stage) -> dict[str, str]:
    """The values of a new row: what the file says, else what the table wants."""
    values = _values(stage)
    for field in stage.kind.fields:
        if field.column and field.default is not None:
            default = f"'{field.default}'" if isinstance(field.default, str) else str(field.default)
            values[field.column] = f"ifnull({values.get(field.column, 'NULL')}, {default})"
    if "currency" in stage.kind.by_name:
        values["currency"] = stage.money()
    if stage.kind.name == "returns" and not stage.has("customer"):
        values["customer_id"] = "(SELECT o.customer_id FROM main.orders o WHERE o.id = r_order.id)"
    return values


def _joins(stage: Stage) -> str:
    return " ".join(
        f"LEFT JOIN {ref(field.name)} r_{field.name} ON r_{field.name}.key = s.{held(field.name)}"
        for field in stage.fields
        if field.refers
    )


def _scores(stage: Stage) -> None:
    """A score lies within the scale of its question: CSAT and CES 1 to 5, NPS 0 to 10."""
    if stage.kind.name == "surveys":
        stage.problem(
            "score",
            stage.words("{value} is not between {low} and {high}.", value="{value}", low=1, high=5),
            "s.f_kind <> 'nps' AND s.f_score NOT BETWEEN 1 AND 5",
            "s.f_score",
        )
