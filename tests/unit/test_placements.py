"""What is placed on photos stays on this computer, goes with the customer, and is sealed with its version."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data import placements, quotes
from data.facts import put
from data.forgetting import forget
from data.placements import change, keep, latest, photo, placement, remove
from data.placing import PlacingBench, placing_bench, put_on_quote
from data.store import Changes, Store
from sales.errors import NotFound, RuleBroken
from sales.facts import Customer, Product
from sales.placing import begun, moved
from sales.words import Words

NOW = 1_795_000_000_000
JPEG = b"\xff\xd8\xff\xe0" + b"photo of the lobby"
PLACING = begun(1200, 900)
SPEC: dict[str, object] = {"size_mm": "240x240x620", "colours": "pearl sage"}


@pytest.fixture
def shop(store: Store) -> Store:
    purifier = Product("p1", "Pure 620", "AP-620", price_e4=19_990_000, cost_e4=9_000_000, spec=SPEC)
    plain = Product("p2", "A thing", "X-1", price_e4=10_000)
    with store.write(Changes.of("customers")) as db:
        put(db, [Customer("c1", "Lakeside Hotel", "C-1"), purifier, plain])
    return store


def bench_of(store: Store, version_id: str = "") -> PlacingBench:
    return placing_bench(store.read(), version_id, "AP-620", NOW, Words())


def outbox(store: Store) -> list[str]:
    return [row["tbl"] for row in store.read().execute("SELECT tbl FROM outbox")]


def test_what_is_tried_for_nobody_is_kept_once_for_each_product(shop: Store) -> None:
    first = keep(shop, "", "", "p1", "pearl", PLACING, b"", NOW)
    again = keep(shop, "", "", "p1", "sage", PLACING, JPEG, NOW + 1)

    assert first == again
    assert bench_of(shop).photo == JPEG
    assert (bench_of(shop).customer_id, bench_of(shop).on_quote) == ("", None)
    assert len(placements.placements(shop.read(), product_id="p1")) == 1


def test_a_photo_is_never_sent(shop: Store) -> None:
    version = quotes.begin(shop, "c1", NOW)
    kept = keep(shop, "c1", version, "p1", "sage", PLACING, JPEG, NOW)
    change(shop, kept, "pearl", moved(PLACING, 100, 0))
    put_on_quote(shop, bench_of(shop, version), kept, NOW, Words())

    assert set(outbox(shop)) == {"quotes"}
    sent = "".join(str(tuple(row)) for row in shop.read().execute("SELECT * FROM outbox"))
    assert "lobby" not in sent
    assert kept in sent  # the line says which picture it has


def test_what_is_placed_stands_on_its_line_with_its_colour(shop: Store) -> None:
    version = quotes.begin(shop, "c1", NOW)
    kept = keep(shop, "c1", version, "p1", "sage", PLACING, JPEG, NOW)

    put_on_quote(shop, bench_of(shop, version), kept, NOW, Words())
    put_on_quote(shop, bench_of(shop, version), kept, NOW, Words())

    found = quotes.kept(shop.read(), version, NOW, Words())
    (line,) = found.version.quote.lines
    assert (found.particulars.of(line.id).placement_id, found.particulars.of(line.id).colour) == (
        kept,
        "sage",
    )
    on_quote = bench_of(shop, version).on_quote
    assert on_quote
    assert (int(on_quote.qty), on_quote.editable, on_quote.version) == (1, True, 1)


def test_an_issued_version_keeps_its_picture_and_the_next_one_begins_with_it(shop: Store) -> None:
    version = quotes.begin(shop, "c1", NOW)
    kept = keep(shop, "c1", version, "p1", "sage", PLACING, JPEG, NOW)
    put_on_quote(shop, bench_of(shop, version), kept, NOW, Words())
    quotes.issue(shop, version, NOW + 1)

    for attempt in (
        lambda: change(shop, kept, "pearl", PLACING),
        lambda: remove(shop, kept),
        lambda: keep(shop, "c1", version, "p1", "pearl", PLACING, JPEG, NOW + 2),
        lambda: put_on_quote(shop, bench_of(shop, version), kept, NOW + 2, Words()),
    ):
        with pytest.raises(RuleBroken, match="has been issued and stays as it is"):
            attempt()
    following = quotes.revise(shop, version, NOW + 3)
    carried = bench_of(shop, following)

    assert carried.before
    assert (carried.before.id, carried.photo) == (kept, JPEG)
    assert keep(shop, "c1", following, "p1", "pearl", PLACING, JPEG, NOW + 4) != kept
    assert placement(shop.read(), kept).colour == "sage"


def test_photos_go_with_the_customer_who_is_forgotten(shop: Store) -> None:
    kept = keep(shop, "c1", "", "p1", "sage", PLACING, JPEG, NOW)
    assert placements.placements(shop.read(), customer_id="c1")

    forget(shop, "c1")

    with pytest.raises(NotFound, match="not on this computer"):
        photo(shop.read(), kept)


def test_what_is_placed_can_be_taken_away(shop: Store) -> None:
    kept = keep(shop, "", "", "p1", "sage", PLACING, JPEG, NOW)

    remove(shop, kept)

    assert latest(shop.read(), "", "p1") is None
    with pytest.raises(NotFound):
        change(shop, kept, "sage", PLACING)


@pytest.mark.parametrize(
    ("picture", "wide", "sentence"),
    [
        (b"<svg/>", 900, "This is no photo"),
        (b"GIF89a", 900, "This is no photo"),
        (JPEG + bytes(8_000_001), 900, "too large"),
        (JPEG, 2401, "too large"),
    ],
    ids=("drawing", "film", "heavy", "wide"),
)
def test_only_a_photo_of_a_sound_size_is_kept(
    shop: Store, picture: bytes, wide: float, sentence: str
) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        keep(shop, "", "", "p1", "sage", replace(PLACING, photo_width=wide), picture, NOW)


def test_a_product_is_refused_where_its_measures_are_not_known_or_it_is_not_there(shop: Store) -> None:
    with pytest.raises(RuleBroken, match="The measures of A thing are not known"):
        placing_bench(shop.read(), "", "X-1", NOW, Words())
    with pytest.raises(NotFound):
        placing_bench(shop.read(), "", "nothing", NOW, Words())


def test_only_a_picture_that_is_kept_in_the_row_is_a_products_image(shop: Store) -> None:
    found = []
    for said in ("https://shop.example/a.png", "data:image/png;base64,###", "data:image/png;base64,aGVsbG8="):
        with shop.write(Changes.of("products")) as db:
            db.execute("UPDATE products SET image = ? WHERE id = 'p1'", (said,))
        found.append(bench_of(shop).image)

    assert found == [b"", b"", b"hello"]
