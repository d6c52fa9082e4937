"""The funnel of a period: how many customers browsed, filled a cart, ordered, paid and had paid before.

A customer counts at the furthest stage that they reached in the period and at all stages before it, so that a
phone order without a visit to the shop is not a leak. An order that was cancelled because it was not paid
counts as ordered: that is the leak. Stages of which the sources know nothing are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from data.engine import sqlite3
from data.tallies import EVERYONE, Span

BROWSE, CART, ORDER, PAY, REPEAT = range(5)
NAMES = ("Browse", "Cart", "Order", "Pay", "Repeat")

# When an order was paid; where no source tells of payments, an order that was not cancelled is taken as paid.
PAID = "CASE WHEN :paid_known THEN {0}.paid_at WHEN {0}.status != 'cancelled' THEN {0}.placed_at END"
FURTHEST = f"""
SELECT coalesce(c.owner_id, '') AS rep, CASE
    WHEN o.paid AND (o.paid > 1 OR EXISTS (
        SELECT 1 FROM orders b
        WHERE b.customer_id = c.id AND b.placed_at < :first AND {PAID.format("b")} <= :last)) THEN {REPEAT}
    WHEN o.paid THEN {PAY} WHEN o.n THEN {ORDER} WHEN e.cart THEN {CART} WHEN e.browse THEN {BROWSE}
    END AS stage, count(*)
FROM customers c LEFT JOIN (
    SELECT o.customer_id, count(*) AS n, sum({PAID.format("o")} <= :last) AS paid FROM orders o
    WHERE o.placed_at BETWEEN :first AND :last GROUP BY o.customer_id
) o ON o.customer_id = c.id LEFT JOIN (
    SELECT v.customer_id, max(v.kind = 'view') AS browse, max(v.kind = 'add_to_cart') AS cart
    FROM customers k CROSS JOIN events v ON v.customer_id = k.id AND v.at BETWEEN :first AND :last
    GROUP BY v.customer_id
) e ON e.customer_id = c.id
WHERE stage IS NOT NULL GROUP BY 1, 2"""


def stages(db: sqlite3.Connection, span: Span) -> Mapping[str, tuple[int, ...]]:
    """How many customers of each rep (by owner's id) and of `EVERYONE` reached each stage of `NAMES`."""
    furthest: defaultdict[str, Counter[int]] = defaultdict(Counter)
    bound = {**span.bound, "paid_known": PAY in known_stages(db)}
    for rep, stage, n in db.execute(FURTHEST, bound):
        furthest[rep][stage] += n
        if rep != EVERYONE:
            furthest[EVERYONE][stage] += n
    return {
        rep: tuple(sum(n for stage, n in counted.items() if stage >= least) for least in range(len(NAMES)))
        for rep, counted in furthest.items()
    }


def known_stages(db: sqlite3.Connection) -> tuple[int, ...]:
    """The stages that the sources tell of: without events no browsing, without payment days no payments."""
    seen = db.execute(
        "SELECT EXISTS (SELECT 1 FROM events WHERE kind = 'view'), EXISTS (SELECT 1 FROM events WHERE"
        " kind = 'add_to_cart'), EXISTS (SELECT 1 FROM orders WHERE paid_at IS NOT NULL)"
    ).fetchone()
    known = (seen[0], seen[1], True, seen[2], True)
    return tuple(stage for stage in range(len(NAMES)) if known[stage])
