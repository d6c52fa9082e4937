"""What every test may ask for: a store of its own, words in both languages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from data.language import words
from data.store import Store, open_store
from hub import start
from hub.db import Db
from sales.words import Words
from tests.builders.hub import ENGINES
from tests.builders.postgres import NoServer, Server, running
from tests.fakes import keyrings

ZONE = ZoneInfo("Asia/Shanghai")

# No test touches the keyring of whoever runs it, nor does a process that it starts.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "home" / "rapport.db")
    yield opened
    opened.close()


@pytest.fixture
def keyring_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The system has a keyring, for this process and those it starts."""
    import keyring

    before = keyring.get_keyring()
    monkeypatch.setenv(keyrings.VARIABLE, str(tmp_path / "keyring.json"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", keyrings.NAME)
    keyring.set_keyring(keyrings.FileKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def english() -> Words:
    return words("en", ZONE)


@pytest.fixture
def chinese() -> Words:
    return words("zh_CN", ZONE)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running PostgreSQL. A test that gets it by a parameter is in the group "postgres" as well."""
    try:
        with running() as server:
            yield server
    except NoServer as why:
        pytest.skip(str(why))


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> str:
    """A database with the hub's tables, to be cloned."""
    name = postgres.create()
    made = Db(postgres.url(name))
    start.prepare(made)
    made.close()
    return name


@pytest.fixture
def postgres_url(postgres: Server, postgres_template: str) -> Iterator[str]:
    """A hub database of the test's own on PostgreSQL."""
    name = postgres.create(postgres_template)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=ENGINES)
def hub_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty hub database; the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return start.url(tmp_path / "hub.db")
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def hub_db(hub_url: str) -> Iterator[Db]:
    db = Db(hub_url)
    start.prepare(db)
    yield db
    db.close()


@pytest.hookimpl(tryfirst=True)  # the groups must be known when the tests are handed out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Windows of one screen take the focus from each other, and a server serves one process of tests."""
    for item in items:
        if "gui" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("screen"))
        elif "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("postgres"))
