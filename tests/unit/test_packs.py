"""Packs: what one team wrote arrives at another as it was, and nothing else does."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from data import publishing
from data.authoring import Piece, current
from data.pack_files import MANIFEST, SIGNATURE, SIGNED, Pack, PackRefused, read_pack
from data.packs import (
    Untrusted,
    all_files,
    export_pack,
    import_pack,
    plan,
    signers,
    signing_key,
    team_files,
    undo_import,
)
from data.store import Store, open_store
from sales.authoring import says_the_same
from sales.errors import ContentBroken, NotFound
from sales.words import Words

NOW = 1_795_514_400_000
DEAR, CART = Piece("objections", "too-expensive"), Piece("messages", "cart")
CARD = "content/en/objections/too-expensive.md"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "other" / "rapport.db")
    yield opened
    opened.close()


@pytest.fixture
def pack(store: Store, tmp_path: Path, english: Words) -> Path:
    """What the team of `store` wrote: a card in both languages, and a list of messages withdrawn."""
    texts = {
        "en": current(store.read(), DEAR, "en").text.replace("Either the sum", "Or the sum"),
        "zh_CN": current(store.read(), DEAR, "zh_CN").text,
    }
    publishing.publish(store, DEAR, texts, NOW, english, by=None)
    publishing.withdraw(store, CART, NOW, english, by=None)
    path = tmp_path / "team.rapport-pack"
    export_pack(store, path, team_files(store.read()), NOW, english)
    return path


def forged(path: Path, changed: Mapping[str, bytes], key: Ed25519PrivateKey | None = None) -> Path:
    """The pack with other bytes under some names; with a key, summed and signed anew."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()} | dict(changed)
    if key is not None:
        manifest = json.loads(held[MANIFEST])
        files = {name: body for name, body in held.items() if name not in (MANIFEST, SIGNATURE)}
        manifest["files"] = {
            name: {"sha256": hashlib.sha256(body).hexdigest(), "version": 3} for name, body in files.items()
        }
        manifest["key"] = key.public_key().public_bytes_raw().hex()
        held[MANIFEST] = json.dumps(manifest).encode()
        held[SIGNATURE] = key.sign(SIGNED + held[MANIFEST])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in held.items():
            archive.writestr(name, body)
    return path


def taken(store: Store, path: Path, words: Words) -> Pack:
    pack = read_pack(path)
    import_pack(store, plan(store.read(), pack, words), NOW, by=None, trust=pack.signer)
    return pack


def test_what_one_team_wrote_is_read_by_the_other_as_it_was(
    store: Store, other: Store, pack: Path, english: Words
) -> None:
    taken(other, pack, english)

    for locale in ("en", "zh_CN"):
        theirs = current(store.read(), DEAR, locale)
        assert says_the_same(current(other.read(), DEAR, locale).text, theirs.text)
    assert current(other.read(), CART, "en").withdrawn
    assert publishing.versions(other.read(), DEAR)[0].pack == "Rapport"


def test_a_plan_says_what_would_change_and_writes_nothing(other: Store, pack: Path, english: Words) -> None:
    found = plan(other.read(), read_pack(pack), english)

    assert [file.path for file in found.changed] == [CARD]
    assert {file.piece for file in found.withdrawn} == {CART}
    assert (found.same, found.trusted) == (1, False)
    assert other.read().execute("SELECT count(*) FROM publications").fetchone()[0] == 0


def test_a_signer_whom_nobody_knows_is_trusted_by_name_and_then_known(
    other: Store, pack: Path, english: Words
) -> None:
    found = plan(other.read(), read_pack(pack), english)

    with pytest.raises(Untrusted, match=found.pack.signer):
        import_pack(other, found, NOW, by=None)
    import_pack(other, found, NOW, by=None, trust=found.pack.signer.upper().replace(" ", ""))

    assert found.pack.signer in signers(other.read())
    assert plan(other.read(), read_pack(pack), english).trusted


def test_an_import_is_undone_as_a_whole(other: Store, pack: Path, english: Words) -> None:
    found = plan(other.read(), read_pack(pack), english)
    done = import_pack(other, found, NOW, by=None, trust=found.pack.signer)

    undo_import(other, done, NOW)

    assert current(other.read(), DEAR, "en").origin == "shipped"
    assert not current(other.read(), CART, "en").withdrawn


def test_a_newer_text_here_is_left_alone(other: Store, pack: Path, english: Words) -> None:
    for new in ("Now the sum", "Then the sum"):
        text = current(other.read(), DEAR, "en").text
        old = next(one for one in ("Either the sum", "Now the sum") if one in text)
        publishing.publish(other, DEAR, {"en": text.replace(old, new)}, NOW, english, by=None)

    found = plan(other.read(), read_pack(pack), english)

    assert [file.path for file in found.newer_here] == [CARD]


def test_the_whole_playbook_comes_to_its_own_team_without_a_change(
    store: Store, tmp_path: Path, english: Words
) -> None:
    path = tmp_path / "all.rapport-pack"
    export_pack(store, path, all_files(store.read()), NOW, english)

    found = plan(store.read(), read_pack(path), english)

    assert (found.taken, found.trusted) == ((), True)
    assert found.same > 300


def test_a_team_that_published_nothing_has_no_pack(store: Store, tmp_path: Path, english: Words) -> None:
    with pytest.raises(NotFound):
        export_pack(store, tmp_path / "none", team_files(store.read()), NOW, english)


def test_the_key_of_a_team_stays_the_same(store: Store) -> None:
    assert signing_key(store) == signing_key(store)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({CARD: b"other words"}, "was changed after it was signed"),
        ({MANIFEST: b"{}"}, "manifest is not one of ours"),
        ({SIGNATURE: b"x" * 64}, "signature does not hold"),
        ({SIGNATURE: b"x" * 65}, "larger than a pack may be"),
        ({"content/en/objections/more.md": b""}, "does not hold what it names"),
    ],
)
def test_what_was_changed_on_the_way_is_refused(pack: Path, changed: Mapping[str, bytes], why: str) -> None:
    with pytest.raises(PackRefused, match=why):
        read_pack(forged(pack, changed))


@pytest.mark.parametrize(
    "name",
    [
        "content/en/objections/../../x.md",
        "/etc/passwd",
        "content/en/rules/segments.toml",
        "content/en/tracks/a.toml",
    ],
)
def test_a_path_outside_of_a_playbook_is_refused_even_if_it_is_signed(pack: Path, name: str) -> None:
    with pytest.raises(PackRefused, match="no place in a playbook"):
        read_pack(forged(pack, {name: b"x"}, Ed25519PrivateKey.generate()))


def test_a_text_that_unpacks_to_a_flood_is_refused(pack: Path) -> None:
    flood = {"content/en/objections/flood.md": b"a" * (8 << 20)}

    with pytest.raises(PackRefused, match="larger than a pack may be"):
        read_pack(forged(pack, flood, Ed25519PrivateKey.generate()))


def test_a_signed_text_with_a_fault_is_refused_before_anything_is_written(
    other: Store, pack: Path, english: Words
) -> None:
    broken = forged(pack, {CARD: b"+++\nid = 1\n+++\n"}, Ed25519PrivateKey.generate())

    with pytest.raises(ContentBroken, match="has a fault in line"):
        plan(other.read(), read_pack(broken), english)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 and no more", b"hello"])
def test_what_is_no_archive_is_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "pack"
    path.write_bytes(body)

    with pytest.raises(PackRefused):
        read_pack(path)


def test_an_archive_without_a_signature_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pack", "w") as archive:
        archive.writestr(CARD, "text")

    with pytest.raises(PackRefused, match="not signed"):
        read_pack(tmp_path / "pack")


def test_half_a_pack_is_refused(pack: Path) -> None:
    whole = pack.read_bytes()
    for cut in range(0, len(whole), max(1, len(whole) // 12)):
        pack.write_bytes(whole[:cut])
        with pytest.raises(PackRefused):
            read_pack(pack)
