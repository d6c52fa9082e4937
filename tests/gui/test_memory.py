"""What the window remembers is a comfort, never a reason to fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.memory import NAME, Memory, keep, recall
from desktop.sidebar import NavItem, Shown


def test_a_window_comes_back_where_it_was(tmp_path: Path) -> None:
    sidebar = Shown((NavItem("today", "今日", "layout-dashboard", 1),), "设置")
    frame = (10, 20, 1200, 800)
    memory = Memory("zh_CN", "system", "dark", frame, False, "customers", "c1", sidebar)

    keep(tmp_path, memory)

    assert recall(tmp_path) == memory


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"frame": [1, 2]}', '{"frame": 3}', '"x"', '{"sidebar": [1]}']
)
def test_what_cannot_be_read_is_forgotten(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text, encoding="utf-8")

    assert recall(tmp_path) == Memory()


def test_what_a_newer_release_kept_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"theme": "dark", "wallpaper": "sea"}', encoding="utf-8")

    assert recall(tmp_path) == Memory(theme="dark")


def test_a_folder_that_cannot_be_written_loses_only_the_place(tmp_path: Path) -> None:
    keep(tmp_path / "missing", Memory(theme="dark"))

    assert recall(tmp_path / "missing") == Memory()
