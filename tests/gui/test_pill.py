"""The pill: one place, five states, always an icon with words; what is not wrong is grey."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.holdings import Holdings
from data.sync.standing import Standing
from data.sync.state import Link
from desktop.freshness import Going, pill
from sales.words import Words

NOW = 1_795_000_000_000  # 19:06 in Shanghai
HELD = Holdings(1_482, 9_000, NOW, None)
LINK = Link("https://hub", "d-1", "t-1", "r-1", lease_until=NOW + 86_400_000, last_success_at=NOW - 9_000)
STANDING = Standing(LINK, hub_now=NOW)
EARLIER = replace(LINK, last_success_at=NOW - 7_200_000)


WAITING = replace(STANDING, link=EARLIER, waiting=14)
OFFLINE = replace(STANDING, link=replace(EARLIER, failures=3), waiting=14)
NEEDED = replace(STANDING, link=EARLIER, waiting=3, conflicts=1, refused=1)
OVER = replace(STANDING, hub_now=NOW + 86_400_000)
NEW = replace(STANDING, link=replace(LINK, last_success_at=0))


@pytest.mark.parametrize(
    ("standing", "going", "token", "head", "detail"),
    [
        (STANDING, None, "good", "Synced", "Just now, 19:06"),
        (STANDING, Going(140, 212), "accent", "Syncing", "Receiving 140 of 212"),
        (WAITING, None, "text_2", "14 changes waiting", "Last sync 17:06"),
        (OFFLINE, None, "warn", "Offline", "14 waiting · last sync 17:06"),
        (NEEDED, None, "bad", "1 conflict, 1 refused", "3 waiting · synced 17:06"),
        (OVER, None, "bad", "Reading is locked", "Until the next sync"),
        (NEW, None, "text_2", "Not synced yet", "Asking the hub"),
    ],
)
def test_the_pill_says_where_this_computer_stands(
    english: Words, standing: Standing, going: Going | None, token: str, head: str, detail: str
) -> None:
    shown = pill(english, HELD, standing, NOW, going)

    assert (shown.token, shown.head, shown.detail) == (token, head, detail)


def test_a_round_shows_how_far_it_is(english: Words) -> None:
    shown = pill(english, HELD, STANDING, NOW, Going(53, 212))

    assert shown.share == 0.25


def test_without_a_hub_all_is_on_this_computer(english: Words) -> None:
    assert pill(english, HELD, Standing(None), NOW).head == "On this computer"


def test_the_pill_speaks_chinese(chinese: Words) -> None:
    shown = pill(chinese, HELD, WAITING, NOW)

    assert (shown.head, shown.detail) == ("14 项更改待发送", "17:06 同步")
