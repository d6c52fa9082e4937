"""Which column goes where: the guess, the mapping file, and what is said when a column is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.imports import KINDS, completed, guess, guessed_map, inspect, kind_of, read_map, recall
from data.imports.fields import names
from data.imports.mapping import map_of
from data.store import Store
from sales.errors import ImportRefused
from tests.builders.files import CUSTOMERS, ORDERS, imported, planned, written

CHINESE = (
    "客户编号,姓名,手机,Email,生日,所在城市,累计消费(元),负责人,备注2,旧系统ID\n"
    'QH-1,王建国,138 0012 4471,wangjg@163.com,1984/3/2,杭州,"12,480.00",陈雨婷,喜欢晚上联系,000817\n'
)


def test_chinese_columns_find_their_fields(tmp_path: Path) -> None:
    source = inspect(written(tmp_path / "f.csv", CHINESE))

    guesses = guess(source, KINDS["customers"])

    assert [(g.field, g.how) for g in guesses] == [
        ("customer", "guessed"),
        ("name", "guessed"),
        ("phone", "guessed"),
        ("email", "guessed"),
        ("birthday", "guessed"),
        ("city", "guessed"),
        ("", ""),
        ("owner", "guessed"),
        ("note", "check"),
        ("", ""),
    ]


def test_a_column_whose_cells_do_not_fit_its_name_is_to_be_checked(tmp_path: Path) -> None:
    source = inspect(
        written(tmp_path / "f.csv", "customer,name,birthday\n1,Li,in spring\n2,Wang,1984-03-02\n")
    )

    assert [g.how for g in guess(source, KINDS["customers"])] == ["guessed", "guessed", "check"]


@pytest.mark.parametrize(
    ("kind", "content", "fields"),
    [
        (
            "orders",
            "order_id,customer_id,date,sku,product,qty,unit_price\nO1,C1,2026-09-01,P1,Purifier,1,1500\n",
            ["order", "customer", "placed_at", "product", "product_name", "quantity", "price"],
        ),
        (
            "events",
            "customer_id,event,time,sku,device\nC2,view,2026-11-06 10:00,P1,mobile\n",
            ["customer", "kind", "at", "product", "device"],
        ),
        (
            "reviews",
            "customer_id,product_id,rating,review,created_at\nC4,P2,2,too loud,2026-08-10\n",
            ["customer", "product", "stars", "text", "written_at"],
        ),
        (
            "surveys",
            "respondent_id,customer_id,survey,score,date\n1,C6,NPS,10,2026-11-10\n",
            ["survey", "customer", "kind", "score", "answered_at"],
        ),
    ],
)
def test_columns_are_given_so_that_all_of_them_fit_best(
    tmp_path: Path, kind: str, content: str, fields: list[str]
) -> None:
    source = inspect(written(tmp_path / "f.csv", content))

    assert [g.field for g in guess(source, KINDS[kind])] == fields


def test_an_address_speaks_for_itself(tmp_path: Path) -> None:
    source = inspect(written(tmp_path / "f.csv", "customer,name,write to\n1,Li,li@example.com\n"))

    assert [g.field for g in guess(source, KINDS["customers"])] == ["customer", "name", "email"]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Customer ID,Name,Phone,City", "customers"),
        ("SKU,Product name,Brand,List price", "products"),
        ("Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country", "orders"),
        ("订单号,下单时间,客户编号,商品编号,数量,单价", "orders"),
        ("Return no,Customer ID,Return date,Refund amount,Reason", "returns"),
        ("Customer ID,Event type,Event time,Product ID,Device", "events"),
        ("Ticket no,Customer ID,Opened,Problem,Resolved", "tickets"),
        ("Customer ID,Survey type,Score,Answered on,Comment", "surveys"),
        ("Customer ID,Product ID,Stars,Review date,Review text", "reviews"),
        ("Price list,SKU,Net price,Valid from", "prices"),
        ("Customer ID,Activity type,Contacted at,Outcome,Next step", "activities"),
    ],
)
def test_what_a_file_holds_is_told_by_its_columns(tmp_path: Path, header: str, kind: str) -> None:
    assert kind_of(inspect(written(tmp_path / "f.csv", header + "\n"))).name == kind


def test_every_field_is_known_by_a_name() -> None:
    for kind in KINDS.values():
        for field in kind.fields:
            assert names(kind.name, field.name)


def test_a_mapping_file_says_columns_formats_and_rules(tmp_path: Path) -> None:
    path = written(
        tmp_path / "map.toml",
        '[columns]\norder = "Invoice"\nsku = "Code"\nplaced_at = "When"\ncustomer_id = "Who"\n'
        '[format]\ndate = "dd/mm/yyyy"\ndecimal = ","\ncurrency = "GBP"\nzone = "Europe/London"\n'
        'delimiter = ";"\n[skip]\nsku = ["POST"]\n[rules]\nreturns = "C*"\nwithout_customer = "error"\n',
    )

    mapping = read_map(path, KINDS["orders"])

    assert mapping.columns == {"order": "Invoice", "product": "Code", "placed_at": "When", "customer": "Who"}
    assert (mapping.date, mapping.decimal, mapping.currency) == ("dd/mm/yyyy", ",", "GBP")
    assert (mapping.layout.delimiter, mapping.skip["product"]) == (";", ("POST",))
    assert (mapping.returns, mapping.without_customer) == (("C*",), "error")
    assert map_of(mapping.table(), KINDS["orders"], "again") == mapping


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('[columns]\ncustmer = "A"\n', "map.toml [columns]: custmer is not known. Did you mean customer?"),
        ('[colums]\na = "A"\n', "map.toml: colums is not known. Did you mean columns?"),
        ('[format]\ndecimal = ";"\n', 'map.toml: decimal cannot be ;. It may be "." / ",".'),
        ("[format]\ncurrency = \"O'X\"\n", "map.toml: currency cannot be O'X. It may be CNY, EUR, GBP."),
        ('[format]\ndate = "week"\n', "map.toml: date cannot be week. It may be %d/%m/%Y."),
        ('[format]\nencoding = "latin-99"\n',
         "map.toml: encoding cannot be latin-99. It may be utf-8, gb18030, cp1252."),
        ('[format]\nzone = "Mars/Base"\n', "map.toml: zone cannot be Mars/Base. It may be Asia/Shanghai."),
        ('[rules]\nwithout_customer = "drop"\n',
         "map.toml: without_customer cannot be drop. It may be keep / skip / error."),
        ("[columns\n",
         "map.toml is not TOML: Expected ']' at the end of a table declaration (at line 1, column 9)."
         " Correct that line."),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_mapping_is_said(tmp_path: Path, content: str, sentence: str) -> None:
    path = written(tmp_path / "map.toml", content)

    with pytest.raises(ImportRefused) as refused:
        read_map(path, KINDS["orders"])

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("content", "kind", "mapping", "sentence"),
    [
        (
            "Customer ID,Phone\n1,2\n",
            "customers",
            None,
            'f.csv has no column for Name. Say which it is in the mapping: [columns] name = "...".'
            " The file has: Customer ID, Phone.",
        ),
        (
            "Customer ID,Name,Name\n1,Li,Wang\n",
            "customers",
            None,
            "f.csv has the column Name twice, as columns 2 and 3. Rename one of them in the file.",
        ),
        (
            "Customer ID,Name\n1,Li\n",
            "customers",
            {"columns": {"customer": "Customer ID", "name": "Full name"}},
            "f.csv has no column Full name. It has: Customer ID, Name.",
        ),
        (
            "Customer ID;Name\n1;Li\n",
            "customers",
            {"columns": {}, "format": {"delimiter": ","}},
            "f.csv has only one column with the delimiter ,."
            ' Say the delimiter in the mapping: [format] delimiter = ";".',
        ),
    ],
)
def test_a_column_that_is_missing_or_doubled_is_said(
    store: Store, tmp_path: Path, content: str, kind: str, mapping: dict[str, object], sentence: str
) -> None:
    path = written(tmp_path / "f.csv", content)

    with pytest.raises(ImportRefused) as refused:
        planned(store, path, kind, mapping)

    assert str(refused.value) == sentence


def test_a_doubled_column_that_goes_nowhere_does_no_harm(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", "Customer ID,Name,x,x\n1,Li,2,3\n")

    with planned(store, path, "customers") as plan:
        assert plan.counts.create == 1


def test_a_file_like_one_imported_before_is_mapped_as_then(store: Store, tmp_path: Path) -> None:
    first = written(tmp_path / "october.csv", "Nr,Wer,Notiz\n1,Li,a\n")
    mapping = {"columns": {"customer": "Nr", "name": "Wer"}, "format": {"date": "dd.mm.yyyy"}}
    imported(store, first, "customers", mapping)

    later = inspect(written(tmp_path / "november.csv", "NR,wer,Notiz\n2,Wang,b\n"))
    kept = recall(store.read(), KINDS["customers"], later.header)

    assert kept is not None
    assert kept.date == "dd.mm.yyyy"
    assert [(g.field, g.how) for g in guess(later, KINDS["customers"], kept)] == [
        ("customer", "remembered"),
        ("name", "remembered"),
        ("", ""),
    ]
    assert guessed_map(later, KINDS["customers"], kept).columns == {"customer": "Nr", "name": "Wer"}
    assert recall(store.read(), KINDS["products"], later.header) is None


def test_the_builders_files_are_guessed_whole(tmp_path: Path) -> None:
    for content, kind in ((CUSTOMERS, "customers"), (ORDERS, "orders")):
        source = inspect(written(tmp_path / "f.csv", content))

        assert all(g.how == "guessed" for g in guess(source, KINDS[kind]))


def test_a_mapping_that_says_some_columns_leaves_the_others_to_the_guess(tmp_path: Path) -> None:
    content = "Order no,Wer,Date,SKU,Qty,Price\nO1,C1,2026-09-01,P1,1,15\n"
    source = inspect(written(tmp_path / "f.csv", content))
    some = map_of({"columns": {"customer": "Wer"}}, KINDS["orders"], "map.toml")
    enough = map_of(
        {
            "columns": {
                "order": "Order no",
                "placed_at": "Date",
                "product": "SKU",
                "quantity": "Qty",
                "price": "Price",
            }
        },
        KINDS["orders"],
        "map.toml",
    )

    assert completed(source, KINDS["orders"], some).columns == {**enough.columns, "customer": "Wer"}
    assert completed(source, KINDS["orders"], enough).columns == enough.columns
