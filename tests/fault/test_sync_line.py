"""Whatever the network does to a round: nothing half is kept, nothing is lost, nothing is there twice."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import zstandard

from data.store import Store
from data.sync import round as exchange
from data.sync.clock import wall
from data.sync.transport import TooOld, Unauthorised, Unreachable, Wiped
from sales.errors import SalesError
from tests.builders import proxy as faults
from tests.builders.laptops import Site, content, laptop, line, note, notes, site, synced
from tests.builders.proxy import Exchange, Fault, Proxy, proxy


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


@pytest.fixture
def way(served: Site) -> Iterator[Proxy]:
    with proxy(served.url) as made:
        yield made


@pytest.fixture
def store(served: Site, way: Proxy, tmp_path: Path) -> Iterator[Store]:
    """A laptop of the north whose line is the proxy; nothing was fetched yet."""
    made = laptop(served, served.team.rep_a, tmp_path / "laptop", way.url)
    yield made
    made.close()


def answered(status: str, kind: str, body: bytes, *more: str) -> Fault:
    """Somebody else answers, or the hub does so strangely."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more]
    head = "\r\n".join([*lines, "Connection: close", "", ""]).encode()
    return lambda exchange: exchange.give(head + body)


def test_a_page_that_is_cut_at_any_byte_is_not_there_at_all(store: Store, way: Proxy) -> None:
    whole: list[bytes] = []
    before = content(store)

    def watched(one: Exchange) -> None:
        whole.append(one.ask(one.request))
        one.give(whole[-1][:-1])

    with line(store) as hub:
        way.faults.append(watched)
        with pytest.raises(Unreachable):
            exchange.run(store, hub, wall)
        for byte in range(len(whole[0])):
            way.faults.append(lambda one, byte=byte: one.give(whole[0][:byte]))
            with pytest.raises(Unreachable):
                exchange.run(store, hub, wall)

            assert content(store) == before
        done = exchange.run(store, hub, wall)

    assert len(whole[0]) > 500
    assert done.heals == 0
    assert len(store.read().execute("SELECT 1 FROM customers").fetchall()) == 6


def test_an_answer_to_a_push_that_is_cut_at_any_byte_makes_no_note_twice(
    store: Store, way: Proxy, served: Site
) -> None:
    synced(store)
    texts = []
    with line(store) as hub:
        for byte in range(0, 400, 3):
            texts.append(f"cut {byte:03}")
            note(store, "c-000001", texts[-1])
            way.faults.append(faults.cut_reply(byte))
            try:
                exchange.run(store, hub, wall)
            except Unreachable:
                exchange.run(store, hub, wall)

    assert notes(store.read(), "cut") == texts
    kept = served.rows("SELECT text FROM activities WHERE text LIKE 'cut %' ORDER BY text")
    assert [row[0] for row in kept] == texts


@pytest.mark.parametrize(
    "answer",
    [
        answered("500 Internal Server Error", "text/html", b"<h1>oops</h1>"),
        answered("502 Bad Gateway", "text/html", b"<h1>nginx</h1>"),
        answered("503 Service Unavailable", "application/json", b'{"error":"later"}'),
        answered("200 OK", "text/html", b"<form>Welcome to the hotel</form>"),
        answered("200 OK", "application/json", b'{"results":[],"head":[1,"x"]}'),
        answered("200 OK", "application/x-ndjson", b'{"tables":{}}\n{"n":3'),
        answered("200 OK", "application/x-ndjson", b"\xff\xfe\n\x00\n"),
        answered("200 OK", "application/x-ndjson", b""),
        answered("302 Found", "text/html", b"", "Location: http://127.0.0.1:1/login"),
        answered("401 Unauthorized", "text/html", b"<h1>sign in</h1>"),
        answered("403 Forbidden", "text/html", b'{"error":"wipe"}'),
        answered("403 Forbidden", "application/json", b'{"wipe":true}'),
        answered("407 Proxy Authentication Required", "text/html", b""),
        answered("409 Conflict", "text/plain", b'{"head":[9,"x"],"error":"fork"}'),
        answered("409 Conflict", "application/json", b'{"error":"fork"}'),
        answered("200 OK", "application/x-ndjson", b"\x28\xb5\x2f\xfd0000", "Content-Encoding: zstd"),
        answered("200 OK", "application/x-ndjson", b"rot13", "Content-Encoding: br"),
        lambda one: one.give(b"SSH-2.0-OpenSSH_9.6\r\n"),
        lambda one: one.give(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        faults.lose_request,
    ],
)
def test_whoever_else_answers_is_no_hub_and_changes_nothing(store: Store, way: Proxy, answer: Fault) -> None:
    synced(store)
    note(store, "c-000002", "kept")
    before = content(store)
    way.otherwise = answer

    for _ in range(2):
        with pytest.raises(Unreachable):
            synced(store)
    between = content(store)
    way.otherwise = faults.whole
    done = synced(store)

    assert between == before
    assert (done.sent, done.heals) == (1, 0)


@pytest.mark.parametrize("packed", [gzip.compress, zstandard.ZstdCompressor().compress], ids=["gzip", "zstd"])
def test_a_bomb_is_defused(store: Store, way: Proxy, packed: type) -> None:
    import tracemalloc

    name = "gzip" if packed is gzip.compress else "zstd"
    bomb = packed(bytes(300 << 20))
    way.faults.append(answered("200 OK", "application/x-ndjson", bomb, f"Content-Encoding: {name}"))
    before = content(store)

    tracemalloc.start()
    with pytest.raises(Unreachable):
        synced(store)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert content(store) == before
    assert peak < 150 << 20


@pytest.mark.parametrize("start", [0, 250], ids=["head", "body"])
def test_an_answer_that_comes_drop_by_drop_does_not_hold_the_laptop_up(
    store: Store, way: Proxy, start: int
) -> None:
    way.faults.append(faults.drip(0.05, start=start))
    before = content(store)

    began = wall()
    with line(store, grace_s=0.4) as hub, pytest.raises(Unreachable):
        exchange.run(store, hub, wall)

    assert wall() - began < 5_000
    assert content(store) == before


def test_a_hub_that_asks_to_come_later_says_when(store: Store, way: Proxy) -> None:
    way.faults.append(
        answered("429 Too Many Requests", "application/json", b'{"error":"later"}', "Retry-After: 17")
    )

    with pytest.raises(Unreachable) as refused:
        synced(store)

    assert refused.value.retry_after == 17


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        ("401 Unauthorized", b'{"error":"unauthorised","sentence":"Who are you?"}', Unauthorised),
        ("403 Forbidden", b'{"error":"wipe"}', Wiped),
        ("426 Upgrade Required", b'{"error":"old"}', TooOld),
        ("403 Forbidden", b'{"error":"forbidden","sentence":"{broken","hint":"{no}"}', Unreachable),
    ],
)
def test_what_the_hub_itself_refuses_is_told_apart(
    store: Store, way: Proxy, status: str, body: bytes, kind: type[SalesError]
) -> None:
    way.faults.append(answered(status, "application/json", body))

    with pytest.raises(kind) as refused:
        synced(store)

    assert refused.value.message


def test_a_push_of_long_ago_that_arrives_again_changes_nothing(
    store: Store, way: Proxy, served: Site
) -> None:
    synced(store)
    note(store, "c-000003", "once only")
    synced(store)
    (old,) = way.of("/v1/push")

    replies = [way.replay(old) for _ in range(3)]
    done = synced(store)

    assert all(reply.startswith(b"HTTP/1.1 200") for reply in replies)
    assert (done.received, done.heals) == (0, 0)
    assert served.rows("SELECT count(*) FROM activities WHERE text = 'once only'") == [(1,)]


@pytest.mark.parametrize("seed", range(3))
def test_a_line_that_fails_at_random_loses_nothing_and_doubles_nothing(
    store: Store, way: Proxy, served: Site, seed: int
) -> None:
    rng = Random(seed)
    synced(store)
    some: tuple[Fault, ...] = (
        faults.lose_request,
        faults.lose_reply,
        faults.double,
        faults.whole,
        faults.delay(0.01),
    )
    texts = [f"random {seed} {n:02}" for n in range(30)]
    for text in texts:
        note(store, f"c-{rng.randrange(6):06}", text)
        for _ in range(rng.randrange(4)):
            cut = rng.choice((faults.cut_reply, faults.cut_request))(rng.randrange(600))
            way.faults.append(rng.choice((*some, cut)))
        while True:
            try:
                done = synced(store, max_rows=rng.choice((1, 3, 2_000)))
            except Unreachable:
                continue
            break

        assert done.heals == 0

    assert notes(store.read(), f"random {seed}") == texts
    kept = served.rows(f"SELECT text FROM activities WHERE text LIKE 'random {seed} %' ORDER BY text")
    assert [row[0] for row in kept] == texts
    assert store.read().execute("SELECT count(*) FROM outbox WHERE state != 'done'").fetchone()[0] == 0
