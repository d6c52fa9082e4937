"""The search index: parts of words, Chinese, pinyin and typos."""

from __future__ import annotations

import pytest

from data import search
from data.store import Changes, Store

NAMES = {
    "lihua": ("陈丽华", "杭州", "138 0012 4471"),
    "chen": ("Chen Lihua", "Hangzhou", "138 0012 4472"),
    "cafe": ("Bluebird Café", "Hangzhou", "139 5555 0000"),
    "sofia": ("Sofia Rossi", "Shanghai", None),
    "wang": ("王建国", "上海", None),
}


@pytest.fixture
def found(store: Store) -> Store:
    with store.write(Changes.of("customers", "products")) as db:
        for key, (name, city, phone) in NAMES.items():
            db.execute(
                "INSERT INTO customers (id, name, city, phone) VALUES (?, ?, ?, ?)", (key, name, city, phone)
            )
        db.execute(
            "INSERT INTO products (id, external_id, name, name_zh)"
            " VALUES ('breva', 'AP-600', 'Breva 600 air purifier', '微风 600 空气净化器')"
        )
        search.rebuild(db)
    return store


@pytest.mark.parametrize(
    ("typed", "first", "repaired"),
    [
        ("丽华", "lihua", False),
        ("chenlihua", "lihua", False),
        ("clh", "lihua", False),
        ("王", "wang", False),
        ("hangzhou chen", "chen", False),
        ("blueb", "cafe", False),
        ("0012 4472", "chen", False),
        ("ap-600", "breva", False),
        ("净化", "breva", False),
        ("kqjhq", "breva", False),
        ("purif", "breva", False),
        ("purifer", "breva", True),
        ("空汽净化器", "breva", True),
        ("blubird cafe", "cafe", True),
    ],
)
def test_what_is_typed_finds_what_is_meant(found: Store, typed: str, first: str, repaired: bool) -> None:
    hits = {hit.ref: hit for hit in search.find(found.read(), typed)}

    assert first in hits
    assert hits[first].repaired is repaired


@pytest.mark.parametrize("typed", ["", "  ", "“”", '"; DROP TABLE customers', "*", "NEAR(", "zzzzzzzz"])
def test_what_means_nothing_finds_nothing_and_breaks_nothing(found: Store, typed: str) -> None:
    assert search.find(found.read(), typed) == []


def test_a_name_that_begins_with_what_is_typed_comes_before_one_that_has_it_inside(found: Store) -> None:
    hits = search.find(found.read(), "chen")

    assert [hit.ref for hit in hits][:1] == ["chen"]


def test_a_renamed_customer_is_found_by_the_new_name_only(found: Store) -> None:
    with found.write(Changes.of("customers")) as db:
        db.execute("UPDATE customers SET name = 'Sofia Bianchi' WHERE id = 'sofia'")
        search.refresh(db, "customer", ["sofia"])

    assert [hit.ref for hit in search.find(found.read(), "bianchi")] == ["sofia"]
    assert search.find(found.read(), "rossi") == []


def test_a_deleted_customer_is_no_longer_found(found: Store) -> None:
    with found.write(Changes.of("customers")) as db:
        db.execute("DELETE FROM customers WHERE id = 'wang'")
        search.refresh(db, "customer", ["wang"])

    assert search.find(found.read(), "王建国") == []
