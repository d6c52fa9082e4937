"""Laws of packs: what goes in comes out, and no byte of it can be changed unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from data.authoring import WRITTEN, Piece
from data.pack_files import PackFile, PackRefused, read_pack, write_pack
from sales.words import LOCALES

KEY = Ed25519PrivateKey.generate().private_bytes_raw()
FILES = st.lists(
    st.builds(
        PackFile,
        st.builds(
            Piece, st.sampled_from(sorted(WRITTEN)), st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True)
        ),
        st.sampled_from(LOCALES),
        st.integers(1, 10_000),
        st.text(max_size=80),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda file: file.path,
).map(tuple)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("packs")


@settings(max_examples=60, deadline=None)
@given(FILES, st.text(max_size=20))
def test_what_goes_into_a_pack_comes_out_of_it(
    folder: Path, files: tuple[PackFile, ...], sender: str
) -> None:
    written = write_pack(folder / "pack", files, sender, KEY, 1)

    assert read_pack(folder / "pack") == written
    assert written.files == files


@settings(max_examples=60, deadline=None)
@given(FILES, st.data())
def test_a_changed_byte_is_refused_or_changes_nothing(
    folder: Path, files: tuple[PackFile, ...], data: st.DataObject
) -> None:
    path = folder / "pack"
    written = write_pack(path, files, "Lanting Home", KEY, 1)
    whole = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)

    try:
        read = read_pack(path)
    except PackRefused:
        return
    assert read == written
