"""A laptop and a hub behind TLS: whom it trusts, and what it never says to whom it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.sync import http
from data.sync.clock import wall
from data.sync.enrol import enrol
from data.sync.home import open_home
from data.sync.http import HubConnection
from data.sync.line import NotTrusted
from data.sync.service import sync_now
from data.sync.state import link
from data.sync.transport import Unreachable
from data.sync.wire import PullRequest
from hub.serve import embedded
from tests.builders.certificate import self_signed
from tests.builders.laptops import Site, founded, note

HI = (0, "")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return self_signed(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, certificate: tuple[Path, Path]) -> Iterator[Site]:
    db, team = founded(tmp_path_factory.mktemp("hub"))
    with embedded(db, cert=certificate[0], key=certificate[1]) as url:
        yield Site(db, team, url)
    db.close()


def test_a_laptop_that_was_given_the_certificate_syncs(
    served: Site, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    ca = certificate[0]
    found = http.find(served.url.removeprefix("https://"), ca)
    tie = enrol(tmp_path, served.url, served.code(served.team.rep_a), name="X1", now=wall(), ca=ca)
    store = open_home(tmp_path).store

    sync_now(store, tmp_path)
    note(store, "c-000001", "over a line that nobody reads")
    done = sync_now(store, tmp_path)

    assert (found.url, found.secure) == (served.url, True)
    assert tie.hub.startswith("https://")
    assert link(store.read()) is not None
    assert done.sent == 1
    store.close()


def test_a_certificate_that_is_not_trusted_is_told_apart_from_silence(served: Site) -> None:
    with pytest.raises(NotTrusted, match="certificate"):
        http.find(served.url)


def test_no_token_is_said_to_whom_the_laptop_does_not_trust(served: Site) -> None:
    with HubConnection(served.url, "token") as hub, pytest.raises(NotTrusted):
        hub.pull(PullRequest(HI, {}))


def test_a_file_that_is_no_certificate_is_said_to_be_none(served: Site, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("hello", encoding="utf-8")

    with pytest.raises(Unreachable, match=r"note\.txt"):
        http.find(served.url, file)


def test_plain_http_to_a_hub_behind_tls_is_no_hub(served: Site) -> None:
    with pytest.raises(Unreachable):
        http.find(served.url.replace("https://", "http://"))
