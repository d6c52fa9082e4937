"""What every test may ask for: a store of its own, words in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from data.language import words
from data.store import Store, open_store
from sales.words import Words

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
