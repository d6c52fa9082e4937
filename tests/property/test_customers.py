"""The customer list: however it is filtered and sorted, pages read one after another are the whole of it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import facts, search, summaries
from data.customers import SORTS, CustomerFilter, Key, Listed, Listing, listing
from data.store import Changes, Store, open_store
from sales.facts import SEGMENTS, Activity, Customer, Rep

OWNERS = (None, "r1", "r2", "nobody")
NAMES = ("Bluebird Café", "bluebird café", "王建国", "王 伟", "Emma Hughes", "Zoë", "emma hughes", "Étoile")
TEXTS = ("", "bluebird", "王", "hughes", "c-01", "nothing at all")
FILTERS = st.builds(
    CustomerFilter,
    owner_id=st.sampled_from(OWNERS),
    segment=st.sampled_from((None, *SEGMENTS)),
    text=st.sampled_from(TEXTS),
    sort=st.sampled_from(tuple(SORTS)),
)


@pytest.fixture(scope="module", params=["all appraised", "some not yet"])
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """300 customers with many equal names, amounts and instants; in one of two, not all have a standing."""
    rng = Random(11)
    store = open_store(tmp_path_factory.mktemp("home") / "rapport.db")
    with store.write(Changes.of("customers")) as db:
        facts.put(db, [Rep("r1", "Lin Yue"), Rep("r2", "Zhao Min")])
        for n in range(300):
            who = f"{rng.randrange(10**9):09}-{n:03}"
            owner = rng.choice(OWNERS[:3])
            facts.put(db, [Customer(who, rng.choice(NAMES), f"C-{n:03}", owner_id=owner, city="Hangzhou")])
            if rng.random() < 0.7:
                facts.put(db, [Activity(f"a{n}", who, "call", rng.choice((5, 5, 7_000, 90_000)))])
        summaries.rebuild(db)
        search.rebuild(db)
        for (who,) in db.execute("SELECT id FROM customers").fetchall():
            if request.param == "all appraised" or rng.random() < 0.8:
                row = (
                    who,
                    rng.choice(SEGMENTS),
                    rng.choice(("gold", "silver")),
                    rng.choice((0, 0, 500, 99_900)),
                )
                db.execute(
                    "INSERT OR REPLACE INTO standings SELECT ?, '2026-11-24', ?, NULL, ?, 'potential',"
                    " 'existing', 'regular', 1, 1, 1, 1, 1, ?, 0",
                    row,
                )
    yield store
    store.close()


def pages(store: Store, listed: Listing, limit: int) -> list[Listed]:
    """The whole list, page by page."""
    found: list[Listed] = []
    after: Key | None = None
    while rows := listed.page(store.read(), after, limit):
        found += rows
        after = rows[-1].key
    return found


def plainly(store: Store, chosen: CustomerFilter) -> list[str]:
    """The same list by one plain statement over everything."""
    way = "DESC" if SORTS[chosen.sort].descending else "ASC"
    having, bound = search.customers_having(chosen.text)
    order = {
        "spend": f"ifnull(s.spend_cents, 0) {way}, c.id {way}",
        "name": f"c.name COLLATE NOCASE {way}, c.id {way}",
        "contact": f"ifnull(m.last_contact_at, 0) {way}, c.id {way}",
        "silent": f"ifnull(m.last_contact_at, 0) {way}, c.id {way}",
    }[chosen.sort]
    rows = store.read().execute(
        "SELECT c.id FROM customers c LEFT JOIN standings s ON s.customer_id = c.id"
        " LEFT JOIN summaries m ON m.customer_id = c.id"
        f" WHERE (:owner IS NULL OR c.owner_id = :owner) AND c.id IN ({having})"
        f" AND (:segment IS NULL OR ifnull(s.primary_segment, 'regular') = :segment) ORDER BY {order}",
        {**bound, "owner": chosen.owner_id, "segment": chosen.segment},
    )
    return [row[0] for row in rows]


@settings(max_examples=120, deadline=None)
@given(chosen=FILTERS, limit=st.integers(1, 140), narrow=st.booleans())
def test_pages_read_by_key_are_the_whole_list_in_order(
    company: Store, chosen: CustomerFilter, limit: int, narrow: bool
) -> None:
    counted = listing(company.read(), chosen)
    by_either_plan = Listing(chosen, counted.counts, narrow, counted.whole)

    found = pages(company, by_either_plan, limit)

    assert [one.id for one in found] == plainly(company, chosen)


@settings(max_examples=60, deadline=None)
@given(chosen=FILTERS)
def test_the_counts_say_how_many_rows_each_segment_has(company: Store, chosen: CustomerFilter) -> None:
    counted = listing(company.read(), chosen)

    found = pages(company, counted, 100)

    assert counted.total == len(found)
    for segment in SEGMENTS:
        of_it = CustomerFilter(chosen.owner_id, segment, chosen.text)
        assert counted.counts.get(segment, 0) == len(plainly(company, of_it))


@settings(max_examples=60, deadline=None)
@given(chosen=FILTERS, at=st.floats(0, 0.999))
def test_every_row_is_found_at_its_place(company: Store, chosen: CustomerFilter, at: float) -> None:
    counted = listing(company.read(), chosen)
    found = pages(company, counted, 100)

    places = [counted.place(company.read(), one.id) for one in found[int(len(found) * at) :][:3]]

    assert places == list(range(int(len(found) * at), len(found)))[:3]


@settings(max_examples=40, deadline=None)
@given(chosen=FILTERS)
def test_from_each_anchor_the_list_goes_on_where_the_step_before_ended(
    company: Store, chosen: CustomerFilter
) -> None:
    counted = listing(company.read(), chosen)
    found = pages(company, counted, 100)

    anchors = counted.anchors(company.read())

    assert [key for _, key in anchors] == [one.id for one in found[counted.step - 1 :: counted.step]]
    for at, anchor in enumerate(anchors, 1):
        rows = counted.page(company.read(), anchor, counted.step)
        assert rows == found[at * counted.step : (at + 1) * counted.step]


def test_who_is_left_out_has_no_place(company: Store) -> None:
    someone = listing(company.read(), CustomerFilter()).page(company.read(), None, 1)[0]

    place = listing(company.read(), CustomerFilter(owner_id="nobody")).place(company.read(), someone.id)

    assert place is None
