"""Keys: in the system's keyring, under a passphrase, or nowhere; lost, wrong and destroyed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked

from data import keyfile
from data.keyfile import InKeyring, Nowhere, Wrapped, key_file
from data.keys import Locked, PassphraseWanted, create, destroy, unlock
from sales.errors import StoreDamaged, StoreUnwritable
from tests.fakes import keyrings

PHRASE = "harbour kettle violin snow"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home" / "rapport.db"


@pytest.mark.usefixtures("keyring_found")
def test_a_key_in_the_keyring_is_found_again(path: Path) -> None:
    key = create(path)

    assert key is not None
    assert unlock(path) == key
    assert key.hex() not in key_file(path).read_text()


def test_a_key_under_a_passphrase_is_found_by_it_alone(path: Path) -> None:
    key = create(path, PHRASE)

    assert key is not None
    assert unlock(path, PHRASE) == key
    with pytest.raises(PassphraseWanted, match="RAPPORT_PASSPHRASE"):
        unlock(path)
    with pytest.raises(PassphraseWanted, match="not the passphrase"):
        unlock(path, "harbour kettle violin rain")


def test_the_passphrase_comes_from_the_variable_that_was_named(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = create(path, PHRASE, "TEAM_LAPTOP")

    monkeypatch.setenv("TEAM_LAPTOP", PHRASE)

    assert unlock(path) == key


def test_a_passphrase_typed_on_another_system_is_the_same(path: Path) -> None:
    key = create(path, "caf\u00e9 am Meer im Winter")

    assert unlock(path, "cafe\u0301 am Meer im Winter") == key


def test_without_keyring_and_passphrase_there_is_no_key(path: Path) -> None:
    assert create(path) is None
    assert unlock(path) is None
    assert isinstance(keyfile.read(path), Nowhere)


def test_a_keyring_that_keeps_nothing_is_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", NullKeyring)

    assert create(path) is None


def test_a_keyring_that_writes_plain_text_is_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = type("PlaintextKeyring", (keyrings.FileKeyring,), {"__module__": "keyrings.alt.file"})()
    monkeypatch.setattr(keyring, "get_keyring", lambda: plain)

    assert create(path) is None


@pytest.mark.usefixtures("keyring_found")
def test_a_key_goes_from_the_keyring_under_a_passphrase_and_stays_the_same(path: Path) -> None:
    key = create(path)

    assert create(path, PHRASE) == key

    assert unlock(path, PHRASE) == key
    assert keyrings.entries() == {}


@pytest.mark.usefixtures("keyring_found")
def test_asking_for_a_key_twice_makes_one(path: Path) -> None:
    assert create(path) == create(path)
    assert len(keyrings.entries()) == 1


def test_a_passphrase_is_changed_by_who_has_the_key(path: Path) -> None:
    key = create(path, PHRASE)

    create(path, "another four quiet words", key=key)

    assert unlock(path, "another four quiet words") == key
    with pytest.raises(PassphraseWanted):
        unlock(path, PHRASE)


def test_a_passphrase_is_not_changed_by_who_has_not(path: Path) -> None:
    create(path, PHRASE)
    before = key_file(path).read_bytes()

    with pytest.raises(Locked):
        create(path, "another four quiet words")

    assert key_file(path).read_bytes() == before


@pytest.mark.usefixtures("keyring_found")
def test_a_key_that_left_the_keyring_is_said_with_the_way_out(path: Path) -> None:
    create(path)
    (path.parent.parent / "keyring.json").unlink()

    with pytest.raises(Locked, match="restore FILE"):
        unlock(path)


def test_a_keyring_that_does_not_open_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyfile.write(path, InKeyring("0011"))

    def refuse(*_: str) -> str:
        raise KeyringLocked("collection is locked")

    closed = keyrings.FileKeyring()
    monkeypatch.setattr(closed, "get_password", refuse)
    monkeypatch.setattr(keyring, "get_keyring", lambda: closed)

    with pytest.raises(Locked, match="Sign in"):
        unlock(path)


def test_after_three_wrong_passphrases_one_has_to_wait(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = create(path, PHRASE)
    clock = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    for _ in range(3):
        with pytest.raises(PassphraseWanted):
            unlock(path, "wrong")

    with pytest.raises(Locked, match="Wait"):
        unlock(path, PHRASE)
    clock[0] += 60

    assert unlock(path, PHRASE) == key


@pytest.mark.usefixtures("keyring_found")
def test_a_destroyed_key_is_nowhere_any_more(path: Path) -> None:
    create(path)
    keyfile.copy(path, path.with_name("rapport-replaced.db"))
    (path.parent / "backups").mkdir()
    keyfile.copy(path, path.parent / "backups" / "rapport-monday.db")

    destroy(path)

    assert keyrings.entries() == {}
    assert not list(path.parent.rglob("*.key"))


def test_a_destroyed_key_is_no_longer_under_its_passphrase(path: Path) -> None:
    create(path, PHRASE)
    before = key_file(path).read_bytes()

    destroy(path)

    assert not key_file(path).exists()
    assert json.loads(before)["where"] == "passphrase"


def test_a_broken_key_file_is_said_and_left_alone(path: Path) -> None:
    key_file(path).write_text('{"where": "passphrase", "salt": 1}')

    with pytest.raises(StoreDamaged, match=r"rapport\.key"):
        unlock(path)

    assert key_file(path).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there: the folder is the user's own")
def test_a_key_file_is_for_its_owner_alone(path: Path) -> None:
    create(path, PHRASE)

    assert key_file(path).stat().st_mode & 0o777 == 0o600


def test_a_home_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreUnwritable):
        create(tmp_path / "file" / "rapport.db")


def test_a_copy_has_the_key_file_of_its_store(path: Path) -> None:
    key = create(path, PHRASE)
    copy = path.with_name("monday.2026.db")

    keyfile.copy(path, copy)

    assert isinstance(keyfile.read(copy), Wrapped)
    assert unlock(copy, PHRASE) == key
