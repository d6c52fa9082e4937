"""What was ever said over the wire is understood for ever, and half a message is none."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from data.sync import wire
from data.sync.wire import Broken, Mutation, PageFoot, PageHead, PullRequest, PushRequest

GOLDEN = Path(__file__).parent / "golden"
PUSHES = sorted(GOLDEN.glob("push-*.json"))
PULLS = sorted(GOLDEN.glob("pull-*.json"))
PAGES = sorted(GOLDEN.glob("page-*.ndjson"))


def _page(rows: int = 3) -> bytes:
    head = PageHead({"customers": ["name", "phone"]})
    lines = wire.lines([("customers", f"c{n}", n + 1, [f"名{n}", None]) for n in range(rows)])
    gone = wire.lines([("customers", "x", 9, None)])
    return wire.page_bytes(
        head,
        [lines, gone],
        PageFoot(rows + 1, [("shared", rows + 1)], {"shared": 9}, ["shared"], (9, "a"), False),
    )


@pytest.mark.parametrize("path", PUSHES, ids=lambda path: path.stem)
def test_a_push_of_every_version_shipped_is_still_read(path: Path) -> None:
    request: PushRequest = wire.decoded(PushRequest, path.read_bytes())

    read = [wire.mutation(body) for body in request.muts]

    assert [one.op for one in read] == ["insert", "patch", "inc"]
    assert all(one.mid and one.tbl and one.id and one.set for one in read)


@pytest.mark.parametrize("path", PULLS, ids=lambda path: path.stem)
def test_a_pull_of_every_version_served_is_still_read(path: Path) -> None:
    request: PullRequest = wire.decoded(PullRequest, path.read_bytes())

    assert request.cursors == {"shared": 12, "territory:North": 0}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_as_it_was_first_served_is_still_read(path: Path) -> None:
    page = wire.read_page(path.read_bytes())

    assert [row[3] is None for row in page.rows] == [False, True]
    assert page.foot.cursors == {"shared": 12}


def test_what_a_later_version_adds_is_passed_over() -> None:
    body = wire.encoded({"hi": [0, ""], "muts": [], "wire": 7, "mood": {"good": True}})

    assert wire.decoded(PushRequest, body).wire == 7


def test_a_mutation_comes_out_as_it_went_in() -> None:
    sent = Mutation("m", 4, "patch", "customers", "c", {"phone": "1"}, {"phone": None}, 7, 1_780_000_000_000)

    assert wire.mutation(wire.raw(sent)) == sent


@pytest.mark.parametrize("encoding", ["", "gzip", "zstd"])
def test_a_page_cut_at_any_byte_is_not_a_page(encoding: str) -> None:
    whole = {
        "": _page,
        "gzip": lambda: gzip.compress(_page(), 1),
        "zstd": lambda: zstandard.compress(_page(), 1),
    }
    body = whole[encoding]()

    for end in range(len(body)):
        with pytest.raises(Broken):
            wire.read_page(wire.decompressed(body[:end], encoding))

    assert len(wire.read_page(wire.decompressed(body, encoding)).rows) == 4


@given(st.binary(max_size=200))
def test_noise_is_never_taken_for_a_message(noise: bytes) -> None:
    for encoding in ("", "gzip", "zstd", "br"):
        with pytest.raises(Broken):
            wire.read_page(wire.decompressed(noise, encoding))


@given(st.integers(0, 3000), st.sampled_from(["zstd, gzip", "gzip", "identity"]))
def test_what_is_compressed_comes_out_whole(length: int, accepted: str) -> None:
    body = b"ab" * length

    assert wire.decompressed(*wire.compressed(body, accepted)) == body


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_bomb_is_refused_before_it_is_unpacked(encoding: str) -> None:
    zeros = bytes(wire.MOST_BYTES + 1)
    bomb = gzip.compress(zeros, 1) if encoding == "gzip" else zstandard.compress(zeros, 1)
    assert len(bomb) < wire.MOST_BYTES // 100

    with pytest.raises(Broken):
        wire.decompressed(bomb, encoding)


def test_a_page_with_a_row_too_few_is_not_a_page() -> None:
    body = _page()
    lines = body.splitlines(keepends=True)

    with pytest.raises(Broken):
        wire.read_page(b"".join(lines[:1] + lines[2:]))


@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, unique=True))
def test_every_row_has_its_bucket(ids: list[str]) -> None:
    assert all(0 <= wire.bucket(one) < 256 for one in ids)
