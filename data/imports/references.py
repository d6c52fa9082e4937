"""What rows refer to: customers, products, reps and orders by their external id, or ours, found all at once.

For each field that refers there is a table `ref_<field>`: what the file says (`key`), the id it means, and
whether that row is born with this import. Reps are born when a file names new ones; customers and products
when it brings more of them than their number. Whatever else is not known makes its rows errors.
"""

from __future__ import annotations

from data.imports.fields import Field
from data.imports.staging import CREATE, Stage, held

# What a file must bring besides the number for the thing to be made of it.
MAKES = {
    "customers": ("customer_name", "customer_region", "customer_city", "customer_phone", "customer_email"),
    "products": ("product_name",),
}


def resolve(stage: Stage, field: Field, said: str = "") -> None:
    """Find what one field of all good rows refers to, make what may be born, and errors of the rest.

    `said` selects what the rows say (`key`) and the first `row` that says it, where that is known already.
    """
    table, column = ref(field.name), held(field.name)
    said = said or (
        f"SELECT {column} AS key, min(row) AS row FROM staged WHERE fate = {CREATE} GROUP BY {column}"
    )
    stage.db.execute(f"DROP TABLE IF EXISTS scratch.{table}")
    stage.db.execute(
        f"CREATE TABLE scratch.{table} (key TEXT PRIMARY KEY, id TEXT, born INTEGER NOT NULL DEFAULT 0,"
        " row INTEGER) WITHOUT ROWID"
    )
    stage.db.execute(f"INSERT INTO {table} (key, row) SELECT key, row FROM ({said}) WHERE key IS NOT NULL")
    find(stage, field.refers, table)
    if makes(stage, field.refers):
        stage.db.execute(f"UPDATE {table} SET id = new_id(), born = 1 WHERE id IS NULL")
    else:
        refuse(stage, field, f"{stage.sql(field.name)} IN (SELECT key FROM {table} WHERE id IS NULL)")


def ref(field: str) -> str:
    """The table of what a field refers to."""
    return f"ref_{field}"


def find(stage: Stage, table: str, refs: str) -> None:
    """Fill in the ids of what the store knows: by external id, else by id, and reps by name."""
    ways = ["external_id", "id", *(["name", "name_zh"] if table == "reps" else [])]
    for way in ways:
        stage.db.execute(
            f"UPDATE {refs} SET id = (SELECT t.id FROM main.{table} t WHERE t.{way} = {refs}.key LIMIT 1)"
            " WHERE id IS NULL"
        )


def makes(stage: Stage, table: str) -> bool:
    """Whether the file brings enough to make what it names and the store does not know."""
    return table == "reps" or stage.has(*MAKES.get(table, ()))


def refuse(stage: Stage, field: Field, where: str) -> None:
    """Make errors of rows that refer to what is not known."""
    stage.problem(field.name, _unknown(stage, field.refers), where, stage.sql(field.name))


def born(stage: Stage) -> dict[str, int]:
    """How many rows of which tables are born because rows name them."""
    counts: dict[str, int] = {}
    for field in stage.fields:
        if field.refers:
            rows = stage.db.execute(f"SELECT count(*) FROM {ref(field.name)} WHERE born")
            counts[field.refers] = counts.get(field.refers, 0) + rows.fetchone()[0]
    return counts


def bear(stage: Stage, batch: int) -> None:
    """Insert the reps and customers that are born, inside the transaction that is open."""
    for field in stage.fields:
        if field.refers == "reps":
            stage.db.execute(
                "INSERT INTO main.reps (id, external_id, name, batch)"
                f" SELECT id, key, key, ? FROM {ref(field.name)} WHERE born ORDER BY row",
                (batch,),
            )
        elif field.refers == "customers" and makes(stage, "customers"):
            _bear_customers(stage, field, batch)


def _bear_customers(stage: Stage, field: Field, batch: int) -> None:
    """Customers as the first row that names them has them; who sold to them first looks after them."""
    told = ("customer_phone", "customer_email", "customer_region", "customer_city")
    rep = f"LEFT JOIN {ref('rep')} p ON p.key = {stage.sql('rep')}" if stage.has("rep") else ""
    stage.db.execute(
        "INSERT INTO main.customers (id, external_id, name, phone, email, region, city, owner_id, batch)"
        f" SELECT r.id, r.key, ifnull({stage.sql('customer_name')}, replace(?, '{{no}}', r.key)),"
        f" {', '.join(map(stage.sql, told))}, {'p.id' if rep else 'NULL'}, ?"
        f" FROM {ref(field.name)} r JOIN staged s ON s.row = r.row {rep} WHERE r.born ORDER BY r.row",
        (stage.words("Customer {no}", no="{no}"), batch),
    )


def _unknown(stage: Stage, table: str) -> str:
    words = stage.words
    if table == "customers":
        return words(
            "Unknown customer {value}: import customers first or map a name column.", value="{value}"
        )
    if table == "products":
        return words("Unknown product {value}: import products first or map a name column.", value="{value}")
    return words("Unknown order {value}: import orders first.", value="{value}")
