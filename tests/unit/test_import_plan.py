"""What is to become of each row: create, update, unchanged, error; and that this comes true."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.imports import (
    KINDS,
    apply,
    errors_path,
    guessed_map,
    inspect,
    preview,
    write_errors,
    write_rows,
)
from data.store import Changes, Store
from sales.words import Words
from tests.builders.files import CUSTOMERS, NOW, dump, fates, imported, planned, rows, written, wrong

AGAIN = """Customer ID,Name,Phone,E-mail,Birthday,City
QH-1,王建国,138 0012 4472,wangjg@163.com,1984-03-02,杭州
QH-2,Sarah Coleman,139 0087 7210,,1990-11-17,上海
QH-4,Laura Whitfield,,laura@live.com,31/02/1992,上海
QH-5,Kevin Zhou,135 6600 2143,,1979-01-12,宁波
QH-5,Kevin Zhou,135 6600 2143,,1979-01-12,宁波
QH-5,Kevin Zhang,135 6600 2143,,1979-01-12,宁波
"""


def test_every_row_has_its_fate(store: Store, tmp_path: Path) -> None:
    imported(store, written(tmp_path / "october.csv", CUSTOMERS), "customers")

    with planned(store, written(tmp_path / "november.csv", AGAIN), "customers") as plan:
        page = plan.page()

        assert [row.fate for row in page] == ["update", "unchanged", "error", "create", "unchanged", "error"]
        assert page[0].before == {"phone": "138 0012 4471"}
        assert page[2].marked == {"birthday"}
        assert page[5].marked == {"customer"}
        assert wrong(plan) == [
            "Row 4, Birthday: There is no 31 February 1992.",
            "Row 7, Customer ID: Row 5 has other values for QH-5: only one of the two can be right.",
        ]
        assert (plan.counts.create, plan.counts.update, plan.counts.unchanged, plan.counts.error) == (
            1,
            1,
            2,
            2,
        )


def test_what_was_planned_is_what_happens(store: Store, tmp_path: Path) -> None:
    imported(store, written(tmp_path / "october.csv", CUSTOMERS), "customers")

    outcome = imported(store, written(tmp_path / "november.csv", AGAIN), "customers")

    assert (outcome.counts.create, outcome.counts.update) == (1, 1)
    assert rows(store, "SELECT external_id, phone, email, batch FROM customers ORDER BY 1") == [
        ("QH-1", "138 0012 4472", "wangjg@163.com", 1),
        ("QH-2", "139 0087 7210", "sarah@live.com", 1),  # an empty cell erases nothing
        ("QH-3", None, None, 1),
        ("QH-5", "135 6600 2143", None, 2),
    ]


def test_pages_follow_one_another_by_row(store: Store, tmp_path: Path) -> None:
    content = "Customer ID,Name\n" + "".join(f"{n},{'' if n % 10 == 3 else 'Li'}\n" for n in range(100))

    with planned(store, written(tmp_path / "f.csv", content), "customers") as plan:
        first, second = plan.page(limit=60), plan.page(after=61, limit=60)
        errors = plan.page(fate="error")

        assert [row.row for row in first + second] == list(range(2, 102))
        assert [row.row for row in errors] == list(range(5, 102, 10))
        assert (plan.next_error(0), plan.next_error(5), plan.next_error(95)) == (5, 15, 5)
        assert plan.anchors(every=40) == [2, 42, 82]
        assert plan.anchors("error", every=4) == [5, 45, 85]


def test_importing_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", CUSTOMERS)
    imported(store, path, "customers")
    before = dump(store, leave=("import_maps",))

    outcome = imported(store, path, "customers")

    assert (outcome.batch, outcome.counts.create, outcome.counts.update) == (None, 0, 0)
    assert dump(store, leave=("import_maps",)) == before


def test_a_cell_can_be_corrected_and_a_row_left_out(store: Store, tmp_path: Path) -> None:
    imported(store, written(tmp_path / "october.csv", CUSTOMERS), "customers")

    with planned(store, written(tmp_path / "november.csv", AGAIN), "customers") as plan:
        plan.correct(4, "birthday", "29/02/1992")
        plan.leave_out(7)
        plan.correct(2, "phone", "12")
        plan.match()

        assert fates(plan) == ["error", "unchanged", "create", "create", "unchanged", "skipped"]
        assert wrong(plan) == ["Row 2, Phone: 12 is no phone number."]
        assert plan.skips() == [("left out by hand", 1)]
        apply(store, plan, NOW)

    assert rows(store, "SELECT birthday FROM customers WHERE external_id = 'QH-4'") == [("1992-02-29",)]


def test_what_changed_in_the_store_since_the_preview_is_looked_at_anew(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", CUSTOMERS)
    with planned(store, path, "customers") as plan:
        assert plan.counts.create == 3
        imported(store, path, "customers")

        outcome = apply(store, plan, NOW)

    assert (outcome.counts.create, outcome.counts.unchanged, outcome.batch) == (0, 3, None)


def test_cancelling_writes_nothing_at_all(store: Store, tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def cancel(share: float, note: str) -> None:
        if note == "Bringing segments and search up to date":
            raise Cancelled

    before = dump(store, leave=())
    with planned(store, written(tmp_path / "f.csv", CUSTOMERS), "customers") as plan:
        with pytest.raises(Cancelled):
            apply(store, plan, NOW, cancel)

        assert dump(store, leave=()) == before
        assert apply(store, plan, NOW).counts.create == 3


def test_the_kinds_that_changed_are_announced(store: Store, tmp_path: Path) -> None:
    heard: list[Changes] = []
    store.listen(heard.append)

    imported(store, written(tmp_path / "f.csv", CUSTOMERS), "customers")

    assert heard == [Changes.of("customers", "batches")]


def test_errors_go_to_a_file_beside_in_which_no_formula_runs(store: Store, tmp_path: Path) -> None:
    path = written(
        tmp_path / "customers.csv",
        "Customer ID,Name,E-mail,Phone\n1,Li,=cmd|'/c calc'!A1,-5\n2,Wang,w@example.com,123456\n",
    )

    with planned(store, path, "customers") as plan:
        target = write_errors(plan)

    assert target == errors_path(path) == tmp_path / "customers-errors.csv"
    assert target.read_text(encoding="utf-8-sig").splitlines() == [
        "Row,Column,Value,What is wrong",
        "2,E-mail,'=cmd|'/c calc'!A1,'=cmd|'/c calc'!A1 is no e-mail address.",
        "2,Phone,-5,'-5 is no phone number.",
    ]


def test_what_happens_to_each_row_can_be_written_down(store: Store, tmp_path: Path) -> None:
    with planned(store, written(tmp_path / "f.csv", AGAIN), "customers") as plan:
        target = write_rows(plan, tmp_path / "rows.csv")

    assert target.read_text(encoding="utf-8-sig").splitlines()[:4] == [
        "Row,What happens,Why",
        "2,create,",
        "3,create,",
        "4,error,There is no 31 February 1992.",
    ]


def test_rows_of_another_width_are_errors_and_the_rest_is_imported(store: Store, tmp_path: Path) -> None:
    path = written(
        tmp_path / "f.csv", "Customer ID,Name,City\n1,Li,Suzhou\n2,Smith, John,Leeds\n3,Wa\n4,Hu,\n"
    )

    with planned(store, path, "customers") as plan:
        assert fates(plan) == ["create", "error", "error", "create"]
        assert wrong(plan)[0] == (
            "Row 3: The row has 4 cells, the head has 3:"
            " a cell that holds the delimiter needs quotation marks."
        )


def test_owners_that_a_file_names_become_reps(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", "Customer ID,Name,Owner\n1,Li,陈雨婷\n2,Wang,陈雨婷\n3,Hu,\n")

    outcome = imported(store, path, "customers")

    assert outcome.born == {"reps": 1}
    assert rows(
        store,
        "SELECT c.name, r.name, r.external_id FROM customers c LEFT JOIN reps r ON r.id = c.owner_id"
        " ORDER BY 1",
    ) == [("Hu", None, None), ("Li", "陈雨婷", "陈雨婷"), ("Wang", "陈雨婷", "陈雨婷")]
    assert imported(store, path, "customers").batch is None


FACTS = {
    "products": "SKU,Product name,List price,Tax rate,Features\nBREVA-400,Breva 400,1.999,13%,quiet; small\n",
    "returns": "Return no,Customer ID,SKU,Quantity,Refund amount,Return date,Reason\n"
    "R-1,QH-1,BREVA-400,-1,-1999.00,2026-11-05,too loud\n",
    "events": "Customer ID,Event type,Event time,Product ID,Device\n"
    "QH-1,浏览,2026-11-01 20:15:30,BREVA-400,手机\nQH-1,Page view,2026-11-01 20:15:30,BREVA-400,phone\n",
    "tickets": "Ticket no,Customer ID,Opened,Problem,Status,Satisfaction\n"
    "T-1,QH-1,2026-11-06 09:00,Filter does not fit,待处理,\n",
    "surveys": "Customer ID,Survey type,Score,Answered on\nQH-1,NPS,9,2026-11-07\nQH-2,CSAT,9,2026-11-07\n",
    "reviews": "Customer ID,SKU,Stars,Review date,Review text\nQH-1,BREVA-400,5,2026-11-08,安静\n",
    "prices": "Price list,SKU,Net price,Currency,Valid from\nGOLD,BREVA-400,1899,CNY,2026-11-01\n",
    "activities": "Customer ID,Activity type,Contacted at,Rep,Outcome\n"
    "QH-1,电话,2026-11-09 10:00,Chen Yu,reached\n",
}


@pytest.fixture
def known(store: Store, tmp_path: Path) -> Store:
    imported(store, written(tmp_path / "customers.csv", CUSTOMERS), "customers")
    imported(
        store,
        written(tmp_path / "products.csv", FACTS["products"]),
        "products",
        {"columns": {"product": "SKU", "name": "Product name", "price": "List price", "features": "Features"},
         "format": {"decimal": ","}},
    )  # fmt: skip
    return store


@pytest.mark.parametrize("kind", [kind for kind in FACTS if kind != "products"])
def test_every_kind_comes_in_once_and_twice_changes_nothing(known: Store, tmp_path: Path, kind: str) -> None:
    path = written(tmp_path / "f.csv", FACTS[kind])

    outcome = imported(known, path, kind)
    before = dump(known)

    assert outcome.counts.create == 1
    assert imported(known, path, kind).counts.update == 0
    assert dump(known) == before


def test_facts_are_kept_as_the_store_has_them(known: Store, tmp_path: Path) -> None:
    for kind in ("returns", "events", "surveys", "prices", "activities"):
        imported(known, written(tmp_path / "f.csv", FACTS[kind]), kind)

    assert rows(known, "SELECT price_e4, features FROM products") == [(19_990_000, '["quiet", "small"]')]
    assert rows(known, "SELECT quantity, amount_cents, status, currency FROM returns") == [
        (1, 199_900, "refunded", "CNY")
    ]
    assert rows(known, "SELECT kind, device, external_id FROM events") == [
        ("view", "phone", f"QH-1 / view / {1_793_535_330_000} / BREVA-400")
    ]
    assert rows(known, "SELECT kind, score FROM surveys") == [("nps", 9)]
    assert rows(
        known, "SELECT l.name, l.currency, l.valid_from, p.price_e4 FROM prices p, price_lists l"
    ) == [("GOLD", "CNY", "2026-11-01", 18_990_000)]
    assert rows(known, "SELECT a.kind, r.name FROM activities a JOIN reps r ON r.id = a.rep_id") == [
        ("call", "Chen Yu")
    ]
    summary = rows(
        known,
        "SELECT return_count, returned_cents, view_count, nps_score FROM summaries s"
        " JOIN customers c ON c.id = s.customer_id WHERE c.external_id = 'QH-1'",
    )
    assert summary == [(1, 199_900, 1, 9)]


def test_a_score_beyond_its_scale_is_an_error(known: Store, tmp_path: Path) -> None:
    with planned(known, written(tmp_path / "f.csv", FACTS["surveys"]), "surveys") as plan:
        assert wrong(plan) == ["Row 3, Score: 9 is not between 1 and 5."]


def test_facts_of_unknown_customers_and_products_are_errors(store: Store, tmp_path: Path) -> None:
    with planned(store, written(tmp_path / "f.csv", FACTS["reviews"]), "reviews") as plan:
        assert wrong(plan) == [
            "Row 2, Customer ID: Unknown customer QH-1: import customers first or map a name column.",
            "Row 2, SKU: Unknown product BREVA-400: import products first or map a name column.",
        ]


def test_new_prices_update_the_list(known: Store, tmp_path: Path) -> None:
    imported(known, written(tmp_path / "f.csv", FACTS["prices"]), "prices")
    changed = FACTS["prices"].replace("1899", "1849").replace("2026-11-01", "2026-12-01")

    with planned(known, written(tmp_path / "f.csv", changed), "prices") as plan:
        assert [(row.fate, row.marked) for row in plan.page()] == [("update", {"price", "valid_from"})]
        apply(known, plan, NOW)

    assert rows(known, "SELECT price_e4 FROM prices") == [(18_490_000,)]
    assert rows(known, "SELECT valid_from FROM price_lists") == [("2026-12-01",)]


def test_the_plan_speaks_the_readers_language(store: Store, tmp_path: Path, chinese: Words) -> None:
    source = inspect(written(tmp_path / "f.csv", AGAIN))
    mapping = guessed_map(source, KINDS["customers"])

    with preview(store, source, KINDS["customers"], mapping, chinese) as plan:
        first = next(plan.problems())

    assert first.said(chinese) == "第 4 行，Birthday：没有 1992年2月31日 这一天。"


def test_what_a_file_knows_by_name_only_is_known_by_that_name(store: Store, tmp_path: Path) -> None:
    accounts = written(
        tmp_path / "accounts.csv", "account,sector\nAcme Corporation,medical\nBetasoloin,retail\n"
    )
    articles = written(tmp_path / "articles.csv", "product,sales price\nGTX Basic,550\n")

    again = [
        imported(store, path, kind) for path, kind in ((accounts, "customers"), (articles, "products")) * 2
    ][2:]

    assert rows(store, "SELECT external_id, name FROM customers ORDER BY 1") == [
        ("Acme Corporation", "Acme Corporation"),
        ("Betasoloin", "Betasoloin"),
    ]
    assert rows(store, "SELECT external_id, name, price_e4 FROM products") == [
        ("GTX Basic", "GTX Basic", 5_500_000)
    ]
    assert [outcome.counts.unchanged for outcome in again] == [2, 1]


def test_sales_without_order_numbers_are_one_order_a_customer_and_day(store: Store, tmp_path: Path) -> None:
    sales = (
        "customer,name,date,sku,product,qty,price\n"
        "C1,Ann,2026-09-01,P1,Tea,1,10\nC1,Ann,2026-09-01,P2,Cup,2,4\nC2,Bo,2026-09-01 18:30,P1,Tea,1,10\n"
    )
    path = written(tmp_path / "sales.csv", sales)

    first, again = imported(store, path, "orders"), imported(store, path, "orders")

    assert rows(store, "SELECT external_id, net_cents FROM orders ORDER BY 1") == [
        ("C1/20260901", 1800),
        ("C2/20260901-183000", 1000),
    ]
    assert (first.counts.create, again.counts.unchanged) == (3, 3)


def test_totals_without_order_numbers_are_an_order_each(store: Store, tmp_path: Path) -> None:
    path = written(
        tmp_path / "totals.csv", "customer,name,date,total\nC1,Ann,2026-09-01,10\nC1,Ann,2026-09-01,12\n"
    )

    first, again = imported(store, path, "orders"), imported(store, path, "orders")

    assert rows(store, "SELECT external_id, net_cents FROM orders ORDER BY 1") == [
        ("C1/20260901", 1000),
        ("C1/20260901/2", 1200),
    ]
    assert (first.counts.create, again.counts.unchanged) == (2, 2)
