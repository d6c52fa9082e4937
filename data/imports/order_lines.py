"""Order lines against the store: a row is a line; lines with the same order number are one order.

The lines of an order need not stand together. A line with a negative quantity, or of an order number that the
mapping calls a return, is a return. Lines that bear no number are told apart by product, and by which of the
order's lines for that product they are, so that a file of the second half of an order adds to it.

`bills` has one row an order number, of all its good rows: `first` row, how many `rows` over what `span`, how
many `lines` (the rest are returns) and their sum in minor units, what the order's head says, and for orders
that the store has (`known`) whether the head `changed`.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from data.imports import references
from data.imports.matching import doubled, stored
from data.imports.references import find, makes, refuse, resolve
from data.imports.staging import CREATE, ERROR, MATCHED, UNCHANGED, UPDATE, Stage

DAY_MS = 86_400_000
# Fields of the order itself, which its first row says: all but when and by whom it was placed.
HEAD = (
    "channel", "status", "coupon", "paid_at", "promised_on", "picking_at", "collected_at", "in_transit_at",
    "out_for_delivery_at", "signed_at",
)  # fmt: skip


def number_orders(stage: Stage) -> None:
    """Give the orders of a file without order numbers one: the customer and when, "4711/20261124".

    Rows are lines of one order where they name products; where each row is an order, further ones of the
    same instant are counted.
    """

    def moment(at: int) -> str:
        when = datetime.fromtimestamp(at / 1000, stage.zone)
        return f"{when:%Y%m%d}" if when.time() == time() else f"{when:%Y%m%d-%H%M%S}"

    stage.db.create_function("moment", 1, moment, deterministic=True)
    nth = (
        "1"
        if stage.has("product")
        else "row_number() OVER (PARTITION BY f_customer, f_placed_at ORDER BY row)"
    )
    stage.db.execute(
        "UPDATE staged SET f_order = f_customer || '/' || moment(f_placed_at) || iif(n > 1, '/' || n, '')"
        f" FROM (SELECT row AS at, {nth} AS n FROM staged) WHERE at = row AND f_placed_at IS NOT NULL"
    )


def match(stage: Stage) -> None:
    """Give every staged line its fate."""
    _leave_out(stage)
    _products(stage)
    if stage.has("rep"):
        resolve(stage, stage.mapped["rep"])
    stage.settle()
    if stage.has("line"):
        doubled(stage, "s.f_order || '/' || s.f_line")
    _bills(stage)
    _customers(stage)
    _known_lines(stage)
    _known_heads(stage)
    _returns(stage)
    stage.db.execute(
        "UPDATE ref_product SET born = 0 WHERE born AND EXISTS (SELECT 1 FROM problems) AND key NOT IN"
        f" (SELECT f_product FROM staged WHERE fate < {ERROR})"
    )


def returning(stage: Stage) -> bool:
    """Whether the file can hold returns at all."""
    return stage.has("quantity", "amount") or bool(stage.mapping.returns)


def is_return(stage: Stage, alias: str = "s") -> str:
    """Whether a row is a return, as SQL."""
    tests = [f"ifnull({stage.sql(name, alias)}, 0) < 0" for name in ("quantity", "amount") if stage.has(name)]
    for pattern in stage.mapping.returns:
        quoted = pattern.replace("'", "''")
        tests.append(f"{alias}.f_order GLOB '{quoted}'")
    return f"({' OR '.join(tests) or 0})"


def quantity(stage: Stage, alias: str = "s") -> str:
    """How many pieces a row is of, as SQL."""
    return f"abs({stage.sql('quantity', alias)})" if stage.has("quantity") else "1"


def price(stage: Stage, alias: str = "s") -> str:
    """A row's unit price in ten-thousandths, as SQL: from its total where it says none."""
    total = f"abs({stage.sql('amount', alias)}) / max({quantity(stage, alias)}, 1)"
    return (
        f"ifnull({stage.sql('price', alias)}, {total})" if stage.has("amount") else stage.sql("price", alias)
    )


def discount(stage: Stage, alias: str = "s") -> str:
    """A row's discount in minor units, as SQL."""
    return f"ifnull({stage.cents(stage.sql('discount', alias), alias)}, 0)" if stage.has("discount") else "0"


def net(stage: Stage, alias: str = "s") -> str:
    """What a row comes to in minor units, without its sign, as SQL: its total, or quantity times price."""
    worth = f"{quantity(stage, alias)} * {stage.sql('price', alias)}"
    made = f"{stage.cents(worth, alias)} - {discount(stage, alias)}"
    if not stage.has("amount"):
        return f"({made})"
    total = stage.cents(f"abs({stage.sql('amount', alias)})", alias)
    return f"ifnull({total}, {made})" if stage.has("price") else total


def _leave_out(stage: Stage) -> None:
    """What is nobody's purchase, and rows without customer where the mapping does not keep them."""
    nobody = "s.f_customer IS NULL" if stage.has("customer") else "1"
    if stage.has("price"):
        stage.skip(
            stage.words("no customer and no price: a correction of the stock"),
            f"{nobody} AND s.f_price = 0 AND ifnull({stage.sql('amount')}, 0) = 0",
        )
    if stage.mapping.without_customer == "skip":
        stage.skip(stage.words("no customer"), nobody)
    elif stage.mapping.without_customer == "error":
        stage.problem("customer", stage.words("The cell is empty."), nobody)
    if stage.mapping.negative_quantity == "error" and stage.has("quantity"):
        stage.problem(
            "quantity",
            stage.words("{value} is negative.", value="{value}"),
            "s.f_quantity < 0",
            "s.f_quantity",
        )


def _products(stage: Stage) -> None:
    """Find the products; each with its name and price in the latest row that has both."""
    stage.db.execute("DROP TABLE IF EXISTS scratch.ref_product")
    stage.db.execute(
        "CREATE TABLE scratch.ref_product (key TEXT PRIMARY KEY, id TEXT, born INTEGER NOT NULL, row INTEGER,"
        " name TEXT, category TEXT, price_e4 INTEGER, currency TEXT, told INTEGER) WITHOUT ROWID"
    )
    name, unit = stage.sql("product_name"), price(stage)
    blank = f"{name} IS NULL OR" if stage.has("product_name") else ""
    told = f"max(iif({blank} ifnull({unit}, 0) = 0, 0, s.f_placed_at))"
    stage.db.execute(
        f"INSERT INTO ref_product SELECT s.f_product, NULL, 0, s.row, {name},"
        f" {stage.sql('product_category')}, {unit}, {stage.money()}, {told}"
        f" FROM staged s WHERE s.fate = {CREATE} GROUP BY s.f_product"
    )
    find(stage, "products", "ref_product")
    if makes(stage, "products"):
        stage.db.execute("UPDATE ref_product SET id = new_id(), born = 1 WHERE id IS NULL")
    else:
        unknown = "s.f_product IN (SELECT key FROM ref_product WHERE id IS NULL)"
        refuse(stage, stage.mapped["product"], unknown)


def _bills(stage: Stage) -> None:
    """Gather the order numbers; rows that contradict the first of their order become errors."""
    stage.db.execute("DROP TABLE IF EXISTS scratch.bills")
    stage.db.execute(
        "CREATE TABLE scratch.bills (order_no TEXT PRIMARY KEY, id TEXT, known INTEGER NOT NULL,"
        " first INTEGER, rows INTEGER, span INTEGER, lines INTEGER, net_cents INTEGER, placed_at INTEGER,"
        " customer TEXT, clash INTEGER, changed INTEGER NOT NULL, touched INTEGER) WITHOUT ROWID"
    )
    _gather(stage, "1")
    stage.db.execute("DROP TABLE IF EXISTS scratch.clashing")
    stage.db.execute("CREATE TABLE scratch.clashing AS SELECT order_no, first FROM bills WHERE clash")
    if stage.db.execute("SELECT 1 FROM clashing LIMIT 1").fetchone():
        _refuse_clashing(stage)
        stage.db.execute("DELETE FROM bills WHERE clash")
        _gather(stage, "s.f_order IN (SELECT order_no FROM clashing)")
    stage.db.execute(
        "UPDATE bills SET id = o.id, known = 1 FROM main.orders o WHERE o.external_id = bills.order_no"
    )
    stage.db.execute("UPDATE bills SET id = new_id() WHERE id IS NULL")


def _gather(stage: Stage, where: str) -> None:
    """Gather rows into bills, and see which of them contradict themselves."""
    line = f"NOT {is_return(stage)}" if returning(stage) else "1"
    placed = f"iif({line}, s.f_placed_at, NULL)" if returning(stage) else "s.f_placed_at"
    clash = [f"max({placed}) - min({placed}) > {DAY_MS}"]
    clash += [
        f"min({stage.sql(name)}) <> max({stage.sql(name)})"
        for name in ("customer", "currency")
        if stage.has(name)
    ]
    stage.db.execute(
        "INSERT INTO bills SELECT s.f_order, NULL, 0, min(s.row), count(*), max(s.row) - min(s.row) + 1,"
        f" sum({line}), sum(iif({line}, {net(stage)}, 0)), min({placed}), max({stage.sql('customer')}),"
        f" ifnull({' OR '.join(clash)}, 0), 0, 0 FROM staged s WHERE s.fate = {CREATE} AND {where}"
        " GROUP BY s.f_order"
    )


def _refuse_clashing(stage: Stage) -> None:
    """Make errors of the rows that name another customer, currency or day than the first of their order."""
    tests = {name: f"s.f_{name} <> f.f_{name}" for name in ("customer", "currency") if stage.has(name)}
    tests["placed_at"] = f"NOT {is_return(stage)} AND abs(s.f_placed_at - f.f_placed_at) > {DAY_MS}"
    sentence = stage.words(
        "Order {value} has another {field} in row {row}: only one of the two can be right.",
        value="{value}",
        field="{field}",
        row="{row}",
    )
    for name, differs in tests.items():
        title = stage.words(stage.mapped[name].title)
        stage.db.execute(
            "INSERT OR IGNORE INTO problems SELECT s.row, ?, s.f_order,"
            f" replace(replace(?, '{{row}}', f.row), '{{value}}', s.f_order), {MATCHED}"
            " FROM staged s CROSS JOIN clashing c ON c.order_no = s.f_order"
            f" CROSS JOIN staged f ON f.row = c.first WHERE s.fate = {CREATE} AND {differs}",
            (name, sentence.replace("{field}", title)),
        )
    stage.settle()


def _customers(stage: Stage) -> None:
    """Find the customers of the orders. Orders of unknown ones are errors, each with all its rows."""
    if not stage.has("customer"):
        return
    field = stage.mapped["customer"]
    said = "SELECT customer AS key, min(first) AS row FROM bills WHERE customer IS NOT NULL GROUP BY customer"
    resolve(stage, field, said)
    unknown = "SELECT order_no FROM bills WHERE customer IN (SELECT key FROM ref_customer WHERE id IS NULL)"
    refuse(stage, field, f"s.f_order IN ({unknown})")
    stage.settle()
    stage.db.execute(f"DELETE FROM bills WHERE order_no IN ({unknown})")


def _known_lines(stage: Stage) -> None:
    """Compare the lines of orders that the store has."""
    stage.db.execute("DROP TABLE IF EXISTS scratch.known_lines")
    stage.db.execute(
        "CREATE TABLE scratch.known_lines (row INTEGER PRIMARY KEY, order_id TEXT, line_no INTEGER,"
        " nth INTEGER, product_id TEXT, quantity INTEGER, price_e4 INTEGER, discount_cents INTEGER,"
        " net_cents INTEGER)"
    )
    if stage.db.execute("SELECT 1 FROM bills WHERE known LIMIT 1").fetchone() is None:
        return
    stage.db.execute(
        f"INSERT INTO known_lines SELECT s.row, b.id, {stage.sql('line')},"
        " row_number() OVER (PARTITION BY b.id, p.id ORDER BY s.row), p.id,"
        f" {quantity(stage)}, {price(stage)}, {discount(stage)}, {net(stage)}"
        " FROM staged s CROSS JOIN bills b ON b.order_no = s.f_order"
        " JOIN ref_product p ON p.key = s.f_product"
        f" WHERE b.known AND s.fate = {CREATE} AND NOT {is_return(stage)}"
    )
    if not stage.has("line"):
        _number_lines(stage)
    differs = " OR ".join(
        f"k.{name} IS NOT t.{name}"
        for name in ("product_id", "quantity", "price_e4", "discount_cents", "net_cents")
    )
    stage.db.execute(
        f"UPDATE staged SET target = t.line_no, fate = CASE WHEN {differs} THEN {UPDATE} ELSE {UNCHANGED} END"
        " FROM known_lines k JOIN main.order_lines t ON t.order_id = k.order_id AND t.line_no = k.line_no"
        " WHERE staged.row = k.row"
    )


def _number_lines(stage: Stage) -> None:
    """Find which of the store's lines each line is: the same order's nth of the same product."""
    stage.db.execute("DROP TABLE IF EXISTS scratch.stored_lines")
    stage.db.execute(
        "CREATE TABLE scratch.stored_lines (order_id TEXT, product_id TEXT, nth INTEGER, line_no INTEGER,"
        " PRIMARY KEY (order_id, product_id, nth)) WITHOUT ROWID"
    )
    stage.db.execute(
        "INSERT INTO stored_lines SELECT t.order_id, t.product_id,"
        " row_number() OVER (PARTITION BY t.order_id, t.product_id ORDER BY t.line_no), t.line_no"
        " FROM main.order_lines t WHERE t.order_id IN (SELECT id FROM bills WHERE known)"
    )
    stage.db.execute(
        "UPDATE known_lines AS k SET line_no = t.line_no FROM stored_lines t"
        " WHERE t.order_id = k.order_id AND t.product_id = k.product_id AND t.nth = k.nth"
    )


def head_values(stage: Stage) -> dict[str, str]:
    """Column of an order -> its value, as SQL over `head_source`."""
    values = {"placed_at": "b.placed_at"}
    if stage.has("customer"):
        values["customer_id"] = "c.id"
    if stage.has("rep"):
        values["rep_id"] = "r.id"
    if stage.has("currency"):
        values["currency"] = "f.f_currency"
    if stage.has("order_discount"):
        values["discount_cents"] = stage.cents("f.f_order_discount", "f")
    return values | {name: f"f.f_{name}" for name in HEAD if stage.has(name)}


def head_source(stage: Stage) -> str:
    """The orders with their first rows, as SQL after FROM."""
    customer = "LEFT JOIN ref_customer c ON c.key = b.customer" if stage.has("customer") else ""
    rep = "LEFT JOIN ref_rep r ON r.key = f.f_rep" if stage.has("rep") else ""
    return f"bills b JOIN staged f ON f.row = b.first {customer} {rep}"


def _known_heads(stage: Stage) -> None:
    """Find known orders that differ in what concerns the whole order: all their lines are updates."""
    differs = " OR ".join(
        f"({value} IS NOT NULL AND {value} IS NOT o.{column})" for column, value in head_values(stage).items()
    )
    stage.db.execute(
        "UPDATE bills SET changed = 1 WHERE order_no IN (SELECT b.order_no FROM"
        f" {head_source(stage)} JOIN main.orders o ON o.id = b.id WHERE b.known AND b.lines AND ({differs}))"
    )
    stage.db.execute(
        f"UPDATE staged AS s SET fate = {UPDATE} WHERE s.fate = {UNCHANGED} AND NOT {is_return(stage)}"
        " AND s.f_order IN (SELECT order_no FROM bills WHERE changed)"
    )


def _returns(stage: Stage) -> None:
    """Compare what comes back with the store's returns, whose ids are the order number and the product."""
    stage.db.execute("DROP TABLE IF EXISTS scratch.back")
    stage.db.execute(
        "CREATE TABLE scratch.back (row INTEGER PRIMARY KEY, external_id TEXT, customer_id TEXT,"
        " order_id TEXT, product_id TEXT, quantity INTEGER, amount_cents INTEGER, currency TEXT,"
        " requested_at INTEGER)"
    )
    if not returning(stage):
        return
    nth = "row_number() OVER (PARTITION BY s.f_order, s.f_product ORDER BY s.row)"
    own = "s.f_line" if stage.has("line") else f"s.f_product || iif({nth} > 1, '-' || {nth}, '')"
    customer = "LEFT JOIN ref_customer c ON c.key = b.customer" if stage.has("customer") else ""
    stage.db.execute(
        f"INSERT INTO back SELECT s.row, s.f_order || '/' || {own}, {'c.id' if customer else 'NULL'},"
        f" iif(b.known OR b.lines, b.id, NULL), p.id, {quantity(stage)}, {net(stage)}, {stage.money()},"
        " s.f_placed_at FROM staged s CROSS JOIN bills b ON b.order_no = s.f_order"
        f" JOIN ref_product p ON p.key = s.f_product {customer}"
        f" WHERE s.fate = {CREATE} AND {is_return(stage)}"
    )
    differs = " OR ".join(
        f"(k.{name} IS NOT NULL AND k.{name} IS NOT t.{name})"
        for name in ("customer_id", "order_id", "product_id", "quantity", "amount_cents", "requested_at")
    )
    stage.db.execute(
        f"UPDATE staged SET target = t.id, fate = CASE WHEN {differs} THEN {UPDATE} ELSE {UNCHANGED} END"
        " FROM back k JOIN main.returns t ON t.external_id = k.external_id WHERE staged.row = k.row"
    )


def born(stage: Stage) -> dict[str, int]:
    """How many orders, returns, customers, products and reps the lines make."""
    new = "SELECT count(*) FROM bills WHERE NOT known AND lines"
    back = f"SELECT count(*) FROM back JOIN staged s USING (row) WHERE s.fate = {CREATE}"
    counts = {name: stage.db.execute(sql).fetchone()[0] for name, sql in (("orders", new), ("returns", back))}
    return counts | references.born(stage)


def differing(stage: Stage, first: int, last: int) -> dict[int, dict[str, Any]]:
    """For rows that update lines: the fields in which they differ, and what the store has there."""
    product = "(SELECT ifnull(x.external_id, x.id) FROM main.products x WHERE x.id = t.product_id)"
    line = {
        "product": ("product_id", product),
        "quantity": ("quantity", "t.quantity"),
        "price": ("price_e4", "t.price_e4"),
        "amount": ("net_cents", f"t.net_cents * {stage.unit()}"),
        "discount": ("discount_cents", f"t.discount_cents * {stage.unit()}"),
    }
    tests = {
        name: (f"k.{column} IS NOT t.{column}", held)
        for name, (column, held) in line.items()
        if stage.has(name)
    }
    heads = head_values(stage)
    for field in stage.fields:
        if field.column in heads and field.name not in line:
            value = heads[field.column]
            differs = f"{value} IS NOT NULL AND {value} IS NOT o.{field.column}"
            tests[field.name] = differs, stored(stage, field, "o")
    return stage.differing(
        tests,
        f"{head_source(stage)} JOIN known_lines k ON k.order_id = b.id JOIN staged s ON s.row = k.row"
        " JOIN main.orders o ON o.id = b.id"
        " LEFT JOIN main.order_lines t ON t.order_id = k.order_id AND t.line_no = k.line_no"
        f" WHERE s.fate = {UPDATE} AND s.row BETWEEN {first} AND {last}",
    )
