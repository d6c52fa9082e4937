"""What the palette and the sheet are made of: every page and action has its Chinese and its icon."""

from __future__ import annotations

from collections import Counter

import desktop.pages
import desktop.shell  # noqa: F401
from data.language import words
from data.resources import resource
from desktop.actions import all_actions
from desktop.contents import key_groups
from desktop.page import entries

PRODUCT = ("desktop.",)


def ours() -> list[object]:
    return [one for one in all_actions() if one.run is None or one.run.__module__.startswith(PRODUCT)]


def test_every_page_and_action_has_its_chinese() -> None:
    chinese = words("zh_CN")
    titles = [one.title for one in [*ours(), *entries()]]

    assert [title for title in titles if chinese(title) == title] == []


def test_every_page_and_action_has_its_icon() -> None:
    missing = [one.icon for one in [*ours(), *entries()] if not resource("icons", f"{one.icon}.svg").exists()]

    assert missing == []


def test_a_key_does_one_thing_where_it_works() -> None:
    everywhere = [one.keys for one in ours() if one.page is None and one.keys]

    for page in {one.page for one in ours()} - {None}:
        here = Counter([*everywhere, *(one.keys for one in ours() if one.page == page and one.keys)])
        assert [keys for keys, times in here.items() if times > 1] == []


def test_the_sheet_has_a_group_for_each_page_with_keys_of_its_own() -> None:
    english = words("en")

    groups = [where for where, _ in key_groups(english)]

    assert groups[:2] == ["Everywhere", "Go to"]
