"""Order lines become orders, customers, products and returns."""

from __future__ import annotations

from pathlib import Path

from data.backup import verify
from data.imports import apply
from data.store import Store
from tests.builders.files import NOW, ORDERS, dump, fates, imported, planned, rows, written, wrong

HEAD = "Order no,Order date,Customer ID,Customer name,SKU,Product name,Quantity,Unit price\n"
LINES = (
    "SELECT o.external_id, l.line_no, p.external_id, l.quantity, l.net_cents FROM order_lines l"
    " JOIN orders o ON o.id = l.order_id JOIN products p ON p.id = l.product_id ORDER BY 1, 2"
)
TOTALS = "SELECT external_id, net_cents FROM orders ORDER BY 1"


def line(
    order: str, product: str, quantity: object = 1, price: object = "100.00", customer: str = "QH-1"
) -> str:
    return f"{order},2026-11-02 10:15,{customer},Li,{product},{product} name,{quantity},{price}\n"


def test_lines_with_the_same_number_are_one_order(store: Store, tmp_path: Path) -> None:
    outcome = imported(store, written(tmp_path / "f.csv", ORDERS), "orders")

    assert outcome.born == {"orders": 3, "customers": 2, "products": 3}
    assert rows(store, TOTALS) == [("4711", 225_600), ("4712", 269_900), ("4713", 12_850)]
    assert rows(store, LINES)[:2] == [
        ("4711", 1, "BREVA-400", 1, 199_900),
        ("4711", 2, "FILTER-4", 2, 25_700),
    ]
    assert rows(store, "SELECT external_id, name FROM customers ORDER BY 1") == [
        ("QH-1", "王建国"),
        ("QH-2", "Sarah Coleman"),
    ]
    assert rows(store, "SELECT name, price_e4 FROM products ORDER BY 1")[0] == ("Breva 400", 19_990_000)
    assert rows(
        store,
        "SELECT c.external_id, order_count, order_cents FROM summaries s"
        " JOIN customers c ON c.id = s.customer_id ORDER BY 1",
    ) == [("QH-1", 2, 238_450), ("QH-2", 1, 269_900)]
    assert verify(store.path) == []


def test_lines_of_an_order_need_not_stand_together(store: Store, tmp_path: Path) -> None:
    content = HEAD + line("1", "A") + line("2", "B") + line("1", "C") + line("2", "A") + line("1", "A", 3)

    imported(store, written(tmp_path / "f.csv", content), "orders")

    assert rows(store, LINES) == [
        ("1", 1, "A", 1, 10_000),
        ("1", 2, "C", 1, 10_000),
        ("1", 3, "A", 3, 30_000),
        ("2", 1, "B", 1, 10_000),
        ("2", 2, "A", 1, 10_000),
    ]


def test_the_second_half_of_an_order_adds_to_it(store: Store, tmp_path: Path) -> None:
    imported(store, written(tmp_path / "first.csv", HEAD + line("1", "A") + line("1", "B")), "orders")

    with planned(
        store, written(tmp_path / "second.csv", HEAD + line("1", "C") + line("2", "A")), "orders"
    ) as plan:
        assert fates(plan) == ["create", "create"]
        apply(store, plan, NOW)

    assert [row[:3] for row in rows(store, LINES)] == [
        ("1", 1, "A"),
        ("1", 2, "B"),
        ("1", 3, "C"),
        ("2", 1, "A"),
    ]
    assert rows(store, TOTALS) == [("1", 30_000), ("2", 10_000)]
    assert verify(store.path) == []


def test_a_changed_line_updates_the_order_and_its_sums(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", HEAD + line("1", "A") + line("1", "A", 5) + line("1", "B"))
    imported(store, path, "orders")
    written(path, HEAD + line("1", "A") + line("1", "A", 6, "90.00") + line("1", "B"))

    with planned(store, path, "orders") as plan:
        assert [(row.fate, row.before) for row in plan.page()] == [
            ("unchanged", {}),
            ("update", {"quantity": "5", "price": "100.00"}),
            ("unchanged", {}),
        ]
        apply(store, plan, NOW)

    assert rows(store, TOTALS) == [("1", 74_000)]
    assert rows(store, "SELECT order_cents FROM summaries") == [(74_000,)]
    assert verify(store.path) == []


def test_a_changed_head_updates_every_line_of_the_order(store: Store, tmp_path: Path) -> None:
    head = HEAD.replace("\n", ",Status\n")
    path = written(tmp_path / "f.csv", head + "".join(line("1", p)[:-1] + ",已发货\n" for p in "AB"))
    imported(store, path, "orders")
    written(path, head + "".join(line("1", p)[:-1] + ",已签收\n" for p in "AB"))

    with planned(store, path, "orders") as plan:
        assert [(row.fate, row.before) for row in plan.page()] == [
            ("update", {"status": "in_transit"}),
            ("update", {"status": "in_transit"}),
        ]
        apply(store, plan, NOW)

    assert rows(store, "SELECT status FROM orders") == [("signed",)]


def test_lines_with_numbers_are_known_by_them(store: Store, tmp_path: Path) -> None:
    head = "Line no," + HEAD
    path = written(tmp_path / "f.csv", head + "1," + line("1", "A") + "2," + line("1", "B"))
    imported(store, path, "orders")
    written(
        path,
        head + "2," + line("1", "C") + "3," + line("1", "A") + "3," + line("1", "A") + "3," + line("1", "B"),
    )

    with planned(store, path, "orders") as plan:
        assert fates(plan) == ["update", "create", "unchanged", "error"]
        assert wrong(plan) == [
            "Row 5, Order no: Row 3 has other values for 1/3: only one of the two can be right."
        ]
        apply(store, plan, NOW)

    assert [row[:3] for row in rows(store, LINES)] == [("1", 1, "A"), ("1", 2, "C"), ("1", 3, "A")]


def test_negative_quantities_and_cancellations_are_returns(store: Store, tmp_path: Path) -> None:
    content = (
        HEAD + line("1", "A", 2) + line("1", "A", -1) + line("C2", "B", 3, "50") + line("C2", "B", 1, "50")
    )
    mapping = {
        "columns": {"order": "Order no", "placed_at": "Order date", "customer": "Customer ID",
                    "customer_name": "Customer name", "product": "SKU", "product_name": "Product name",
                    "quantity": "Quantity", "price": "Unit price"},
        "rules": {"returns": ["C*"]},
    }  # fmt: skip
    path = written(tmp_path / "f.csv", content)

    outcome = imported(store, path, "orders", mapping)

    assert outcome.born["returns"] == 3
    assert rows(store, TOTALS) == [("1", 20_000)]
    assert rows(
        store,
        "SELECT r.external_id, r.quantity, r.amount_cents, o.external_id FROM returns r"
        " LEFT JOIN orders o ON o.id = r.order_id ORDER BY 1",
    ) == [("1/A", 1, 10_000, "1"), ("C2/B", 3, 15_000, None), ("C2/B-2", 1, 5_000, None)]
    assert rows(store, "SELECT return_count, returned_cents FROM summaries") == [(3, 30_000)]
    assert imported(store, path, "orders", mapping).batch is None
    assert verify(store.path) == []


def test_negative_quantities_may_be_errors(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", HEAD + line("1", "A", -2))
    columns = {"order": "Order no", "date": "Order date", "product": "SKU", "product_name": "Product name",
               "quantity": "Quantity", "price": "Unit price"}  # fmt: skip

    with planned(
        store, path, "orders", {"columns": columns, "rules": {"negative_quantity": "error"}}
    ) as plan:
        assert wrong(plan) == ["Row 2, Quantity: -2 is negative."]


def test_charges_and_corrections_of_the_stock_are_no_lines(store: Store, tmp_path: Path) -> None:
    content = HEAD + line("1", "A") + line("1", "POST") + line("2", "ADJUST2")
    content += line("3", "A", -9, 0, "") + line("3", "M").replace("M name", "Manual")

    with planned(store, written(tmp_path / "f.csv", content), "orders") as plan:
        assert fates(plan) == ["create", "skipped", "skipped", "skipped", "skipped"]
        assert plan.skips() == [
            ("ADJUST2: a charge, no product", 1),
            ("Manual: a charge, no product", 1),
            ("POST: a charge, no product", 1),
            ("no customer and no price: a correction of the stock", 1),
        ]
        assert plan.born() == {"orders": 1, "customers": 1, "products": 1}


def test_rows_without_customer_are_kept_left_out_or_errors(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", HEAD + line("1", "A", customer="") + line("2", "A"))
    columns = {"order": "Order no", "date": "Order date", "customer": "Customer ID", "product": "SKU",
               "customer_name": "Customer name", "product_name": "Product name", "quantity": "Quantity",
               "price": "Unit price"}  # fmt: skip
    found = {}
    for rule in ("keep", "skip", "error"):
        with planned(
            store, path, "orders", {"columns": columns, "rules": {"without_customer": rule}}
        ) as plan:
            found[rule] = fates(plan)[0], plan.notes

    assert found == {
        "keep": ("create", ["1 row has no customer and is kept as an order of nobody."]),
        "skip": ("skipped", []),
        "error": ("error", []),
    }


def test_unknown_customers_without_a_name_are_errors_and_so_is_their_whole_order(
    store: Store, tmp_path: Path
) -> None:
    content = (
        "Order no,Order date,Customer ID,SKU,Product name,Quantity,Unit price\n"
        "1,2026-11-02,4711,A,a,1,5\n1,2026-11-02,,B,b,1,5\n2,2026-11-02,,A,a,1,5\n"
    )

    with planned(store, written(tmp_path / "f.csv", content), "orders") as plan:
        assert fates(plan) == ["error", "error", "create"]
        assert wrong(plan)[0] == (
            "Row 2, Customer ID: Unknown customer 4711: import customers first or map a name column."
        )
        assert plan.born() == {"orders": 1, "products": 1}


def test_customers_born_of_orders_are_called_by_their_number_where_no_name_is_known(
    store: Store, tmp_path: Path
) -> None:
    content = (
        "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
        "489434,85048,GLASS BALL,12,01/12/2009 07:45,6.95,13085,United Kingdom\n"
        "489435,85048,GLASS BALL,1,13/12/2009 07:45,6.95,,United Kingdom\n"
    )

    imported(store, written(tmp_path / "f.csv", content), "orders")

    assert rows(store, "SELECT external_id, name, region FROM customers") == [
        ("13085", "Customer 13085", "United Kingdom")
    ]
    assert rows(store, "SELECT customer_id IS NULL FROM orders ORDER BY external_id") == [(0,), (1,)]


def test_an_order_has_one_customer_one_currency_and_one_day(store: Store, tmp_path: Path) -> None:
    content = (
        HEAD
        + line("1", "A")
        + line("1", "B", customer="QH-2")
        + line("1", "C")
        + line("1", "D").replace("2026-11-02 10:15", "2026-12-02")
        + line("1", "E").replace("10:15", "10:16")
    )

    with planned(store, written(tmp_path / "f.csv", content), "orders") as plan:
        assert fates(plan) == ["create", "error", "create", "error", "create"]
        assert wrong(plan) == [
            "Row 3, Customer ID: Order 1 has another Customer in row 2: only one of the two can be right.",
            "Row 5, Order date: Order 1 has another Ordered in row 2: only one of the two can be right.",
        ]
        apply(store, plan, NOW)

    assert rows(store, TOTALS) == [("1", 30_000)]
    assert rows(store, "SELECT external_id FROM customers") == [("QH-1",)]
    assert verify(store.path) == []


def test_money_is_rounded_half_up_in_the_orders_currency(store: Store, tmp_path: Path) -> None:
    head = HEAD.replace("\n", ",Currency,Discount\n")
    content = head + "".join(
        line(order, "A", quantity, price)[:-1] + f",{currency},{discount}\n"
        for order, quantity, price, currency, discount in (
            ("1", 3, "0.335", "CNY", ""),
            ("2", 1, "1127.5", "JPY", ""),
            ("3", 2, "1.0005", "KWD", "0.001"),
            ("4", -1, "0.005", "CNY", ""),
        )
    )

    imported(store, written(tmp_path / "f.csv", content), "orders")

    assert rows(store, "SELECT external_id, net_cents, currency FROM orders ORDER BY 1") == [
        ("1", 101, "CNY"),
        ("2", 1_128, "JPY"),
        ("3", 2_000, "KWD"),
    ]
    assert rows(store, "SELECT amount_cents FROM returns") == [(1,)]
    assert verify(store.path) == []


def test_line_totals_serve_where_there_is_no_unit_price(store: Store, tmp_path: Path) -> None:
    head = "Order no,Order date,SKU,Product name,Quantity,Line total\n"
    content = head + "1,2026-11-02,A,a,4,10.00\n1,2026-11-02,B,b,1,-3\n"

    imported(store, written(tmp_path / "f.csv", content), "orders")

    assert rows(store, "SELECT price_e4, net_cents FROM order_lines") == [(25_000, 1_000)]
    assert rows(store, "SELECT amount_cents FROM returns") == [(300,)]


def test_a_list_of_orders_without_lines_has_their_totals(store: Store, tmp_path: Path) -> None:
    head = "Order no,Order date,Customer ID,Customer name,Order total\n"
    content = head + "1,2026-11-02,QH-1,Li,99.50\n2,2026-11-03,QH-1,Li,20\n"
    path = written(tmp_path / "f.csv", content)

    outcome = imported(store, path, "orders")

    assert outcome.born == {"customers": 1}
    assert rows(store, TOTALS) == [("1", 9_950), ("2", 2_000)]
    assert rows(store, "SELECT order_count, order_cents FROM summaries") == [(2, 11_950)]
    assert imported(store, path, "orders").batch is None
    assert verify(store.path) == []


def test_importing_orders_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", ORDERS + line("4714", "A", -1) + line("4711", "A", 2, customer="QH-1"))
    imported(store, path, "orders")
    before = dump(store)

    with planned(store, path, "orders") as plan:
        assert set(fates(plan)) == {"unchanged"}
        apply(store, plan, NOW)

    assert dump(store) == before


def test_a_line_that_is_wrong_keeps_its_order_short_until_it_is_put_right(
    store: Store, tmp_path: Path
) -> None:
    path = written(tmp_path / "f.csv", HEAD + line("1", "A") + line("1", "B", "two"))
    outcome = imported(store, path, "orders")
    written(path, HEAD + line("1", "A") + line("1", "B", "2"))

    again = imported(store, path, "orders")

    assert (outcome.counts.create, outcome.counts.error) == (1, 1)
    assert (again.counts.create, again.counts.unchanged) == (1, 1)
    assert rows(store, TOTALS) == [("1", 30_000)]
