"""Order lines into the store: what `order_lines` matched becomes customers, products, orders and returns."""

from __future__ import annotations

from data.imports import images
from data.imports.order_lines import (
    discount,
    head_source,
    head_values,
    is_return,
    net,
    price,
    quantity,
    returning,
)
from data.imports.references import bear
from data.imports.staging import CREATE, UPDATE, Stage

TOUCHED = "SELECT id FROM bills WHERE touched"


def write(stage: Stage, batch: int) -> None:
    """Insert and update everything, inside the transaction that is open."""
    bear(stage, batch)
    stage.db.execute(
        "INSERT INTO main.products (id, external_id, name, category, price_e4, currency, batch)"
        " SELECT id, key, ifnull(name, key), category, price_e4, currency, ? FROM ref_product WHERE born"
        " ORDER BY row",
        (batch,),
    )
    _new_orders(stage, batch)
    _new_lines(stage, batch)
    _known_orders(stage, batch)
    if returning(stage):
        _returns(stage, batch)


def touched(stage: Stage, table: str) -> str:
    """SQL for the ids of the customers whose facts are written, or of the products that are born."""
    if table == "products":
        return "SELECT id FROM ref_product WHERE born"
    if not stage.has("customer"):
        return "SELECT NULL"
    return (
        "SELECT c.id FROM bills b JOIN ref_customer c ON c.key = b.customer WHERE b.order_no IN"
        f" (SELECT f_order FROM staged WHERE fate IN ({CREATE}, {UPDATE}))"
    )


def _new_orders(stage: Stage, batch: int) -> None:
    values = {"currency": stage.money("f")} | head_values(stage)
    if "status" in values:
        values["status"] = f"ifnull({values['status']}, 'placed')"
    values["discount_cents"] = f"ifnull({values.get('discount_cents', 'NULL')}, 0)"
    values["net_cents"] = f"b.net_cents - {values['discount_cents']}"
    stage.db.execute(
        f"INSERT INTO main.orders (id, external_id, {', '.join(values)}, batch)"
        f" SELECT b.id, b.order_no, {', '.join(values.values())}, ? FROM {head_source(stage)}"
        " WHERE NOT b.known AND b.lines ORDER BY b.first",
        (batch,),
    )


def _new_lines(stage: Stage, batch: int) -> None:
    """The lines of new orders, numbered as they come; by a sort where they stand apart or among returns."""
    if stage.has("line"):
        _insert_lines(stage, batch, "s.f_line", "1")
        return
    together = "b.span = b.rows AND b.lines = b.rows"
    _insert_lines(stage, batch, "s.row - b.first + 1", together)
    _insert_lines(stage, batch, "row_number() OVER (PARTITION BY b.id ORDER BY s.row)", f"NOT ({together})")


def _insert_lines(stage: Stage, batch: int, number: str, where: str) -> None:
    stage.db.execute(
        "INSERT INTO main.order_lines (order_id, line_no, product_id, quantity, price_e4, discount_cents,"
        f" net_cents, batch) SELECT b.id, {number}, p.id, {quantity(stage)}, {price(stage)},"
        f" {discount(stage)}, {net(stage)}, ? FROM staged s CROSS JOIN bills b ON b.order_no = s.f_order"
        f" JOIN ref_product p ON p.key = s.f_product WHERE NOT b.known AND s.fate = {CREATE}"
        f" AND NOT {is_return(stage)} AND {where}",
        (batch,),
    )


def _known_orders(stage: Stage, batch: int) -> None:
    """Lines that are new in known orders, or changed; then the orders' heads and sums."""
    if not stage.db.execute("SELECT 1 FROM bills WHERE known LIMIT 1").fetchone():
        return
    stage.db.execute(
        "UPDATE bills SET touched = 1 WHERE known AND (changed OR order_no IN"
        f" (SELECT f_order FROM staged WHERE fate IN ({CREATE}, {UPDATE})))"
    )
    images.keep_before(stage.db, batch, "orders", f"t.id IN ({TOUCHED})")
    changed_lines = (
        "SELECT k.order_id, k.line_no FROM known_lines k JOIN staged s USING (row)"
        f" WHERE s.fate = {UPDATE} AND s.target IS NOT NULL"
    )
    images.keep_before(stage.db, batch, "order_lines", f"(t.order_id, t.line_no) IN ({changed_lines})")
    stage.db.execute(
        "UPDATE main.order_lines AS t SET product_id = k.product_id, quantity = k.quantity,"
        " price_e4 = k.price_e4, discount_cents = k.discount_cents, net_cents = k.net_cents"
        " FROM known_lines k JOIN staged s USING (row)"
        f" WHERE t.order_id = k.order_id AND t.line_no = k.line_no AND s.fate = {UPDATE}"
    )
    last = "(SELECT ifnull(max(t.line_no), 0) FROM main.order_lines t WHERE t.order_id = k.order_id)"
    number = f"ifnull(k.line_no, {last} + row_number() OVER (PARTITION BY k.order_id ORDER BY k.row))"
    stage.db.execute(
        "INSERT INTO main.order_lines"
        " (order_id, line_no, product_id, quantity, price_e4, discount_cents, net_cents, batch)"
        f" SELECT k.order_id, {number}, k.product_id, k.quantity, k.price_e4,"
        " k.discount_cents, k.net_cents, ? FROM known_lines k JOIN staged s USING (row)"
        f" WHERE s.fate = {CREATE}",
        (batch,),
    )
    _known_heads(stage)


def _known_heads(stage: Stage) -> None:
    sets = ", ".join(
        f"{column} = ifnull({value}, o.{column})" for column, value in head_values(stage).items()
    )
    stage.db.execute(
        f"UPDATE main.orders AS o SET {sets} FROM {head_source(stage)}"
        " WHERE o.id = b.id AND b.known AND b.changed"
    )
    stage.db.execute(
        "UPDATE main.orders AS o SET net_cents = (SELECT ifnull(sum(l.net_cents), 0) FROM main.order_lines l"
        f" WHERE l.order_id = o.id) - o.discount_cents WHERE o.id IN ({TOUCHED})"
    )


def _returns(stage: Stage, batch: int) -> None:
    cancelled = stage.words("Cancelled")
    images.keep_before(
        stage.db,
        batch,
        "returns",
        f"t.id IN (SELECT s.target FROM back k JOIN staged s USING (row) WHERE s.fate = {UPDATE})",
    )
    stage.db.execute(
        "INSERT INTO main.returns (id, external_id, customer_id, order_id, product_id, quantity,"
        " amount_cents, currency, reason, requested_at, refunded_at, batch) SELECT new_id(), k.external_id,"
        " k.customer_id, k.order_id, k.product_id, k.quantity, k.amount_cents, k.currency, ?,"
        " k.requested_at, k.requested_at, ? FROM back k JOIN staged s USING (row)"
        f" WHERE s.fate = {CREATE} ORDER BY k.row",
        (cancelled, batch),
    )
    stage.db.execute(
        "UPDATE main.returns AS t SET customer_id = ifnull(k.customer_id, t.customer_id),"
        " order_id = ifnull(k.order_id, t.order_id), product_id = k.product_id, quantity = k.quantity,"
        " amount_cents = k.amount_cents, requested_at = k.requested_at, refunded_at = k.requested_at"
        f" FROM back k JOIN staged s USING (row) WHERE t.id = s.target AND s.fate = {UPDATE}"
    )
