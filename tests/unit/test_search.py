"""The search index: parts of words, Chinese, pinyin and typos."""

from __future__ import annotations

import pytest

from data import facts, outbox, search
from data.forgetting import forget
from data.store import Changes, Store
from sales.facts import Activity

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


def note(key: str, customer: str, text: str) -> Activity:
    return Activity(id=key, customer_id=customer, kind="call", at=1, text=text)


def test_a_note_is_found_under_its_customer(found: Store) -> None:
    with found.write(Changes.of("activities")) as db:
        facts.put(db, [note("a", "sofia", "Worried about the humming at night")])
        outbox.follow(db, ["sofia"])

    (hit,) = search.find(found.read(), "humming", kind="note")

    assert (hit.ref, hit.title, hit.snippet) == (
        "sofia/a",
        "Worried about the humming at night",
        "Sofia Rossi",
    )


def test_a_note_that_was_changed_is_found_by_its_new_words_only(found: Store) -> None:
    with found.write(Changes.of("activities")) as db:
        facts.put(db, [note("a", "wang", "担心夜里的噪音"), note("b", "wang", "想要发票")])
        outbox.follow(db, ["wang"])
    with found.write(Changes.of("activities")) as db:
        db.execute("UPDATE activities SET text = '问滤芯多久换' WHERE id = 'a'")
        outbox.follow(db, ["wang"])

    assert [hit.ref for hit in search.find(found.read(), "滤芯", kind="note")] == ["wang/a"]
    assert search.find(found.read(), "噪音", kind="note") == []
    assert [hit.ref for hit in search.find(found.read(), "发票", kind="note")] == ["wang/b"]


def test_nothing_is_left_of_the_notes_of_a_forgotten_customer(found: Store) -> None:
    with found.write(Changes.of("activities")) as db:
        facts.put(db, [note("a", "sofia", "Her sister Ornella decides"), note("b", "chen", "Ornella called")])
        outbox.follow(db, ["sofia", "chen"])

    forget(found, "sofia")

    assert [hit.ref for hit in search.find(found.read(), "ornella")] == ["chen/b"]
    assert b"sister Ornella" not in found.path.read_bytes()


def test_the_playbook_is_found_in_the_language_it_was_indexed_for(found: Store) -> None:
    indexed = [search.keep_content(found, locale) for locale in ("en", "en", "zh_CN")]

    kinds = {hit.kind for hit in search.find(found.read(), "保修", limit=60)}
    assert indexed == [True, False, True]
    assert kinds >= {"card", "question", "policy"}
    assert [hit.ref for hit in search.find(found.read(), "taigui")] == ["too-expensive"]
    assert search.find(found.read(), "too expensive", kind="card") == []


def test_one_kind_does_not_drown_the_others(found: Store) -> None:
    search.keep_content(found, "en")

    hits = search.find(found.read(), "filter", limit=40, each=2)

    counts = {kind: sum(hit.kind == kind for hit in hits) for kind in {hit.kind for hit in hits}}
    assert len(counts) > 3
    assert max(counts.values()) == 2


def test_customers_and_products_are_found_after_everything_was_made_anew(found: Store) -> None:
    search.keep_content(found, "en")
    with found.write(Changes.of("customers")) as db:
        search.rebuild(db)

    assert search.find(found.read(), "warranty") == []
    assert search.keep_content(found, "en")
    assert search.find(found.read(), "warranty")


def test_an_index_that_an_older_version_made_is_made_anew(found: Store) -> None:
    with found.write(Changes.of("activities")) as db:
        facts.put(db, [note("a", "sofia", "Worried about the humming")])
        db.execute("DELETE FROM derived WHERE name = 'search_form'")

    search.keep_content(found, "en")

    assert [hit.ref for hit in search.find(found.read(), "humming", kind="note")] == ["sofia/a"]
