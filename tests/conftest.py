"""What every test may ask for: a store of its own, words in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from data.language import words
from data.store import Store, open_store
from sales.words import Words
from tests.builders.postgres import NoServer, Server, running

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "home" / "rapport.db")
    yield opened
    opened.close()


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Windows of one screen take the focus from each other, and a server serves one process of tests."""
    for item in items:
        if "gui" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("screen"))
        elif "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("postgres"))
