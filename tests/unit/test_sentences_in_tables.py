"""Sentences that the code keeps in tables, where no call shows them, have their Chinese too."""

from __future__ import annotations

import pytest

from data.performance import CHANNEL_NAMES
from data.stages import NAMES
from desktop.actions import all_actions
from desktop.page import entries
from desktop.pages import author, author_head, author_list, author_new, author_versions, insight, today
from desktop.pages.report_jobs import KINDS
from desktop.pages.today_main import NO_CALLS
from sales.action_rules import KINDS as TRIGGERS
from sales.actions import INSTEAD
from sales.effects import LEFT_BEHIND
from sales.findings import BOUGHT, CAME_BACK, ON_TIME
from sales.reasons import CLAUSES, STARS, TITLES
from tests.unit.test_translations import catalogue

OURS = (today.TodayPage, insight.InsightPage, author.Author)
TABLES = {
    "titles of actions": TITLES.values(),
    "stars": STARS.values(),
    "ways of contact": INSTEAD.values(),
    "stages": NAMES,
    "channels": CHANNEL_NAMES.values(),
    "findings": (BOUGHT, ON_TIME, CAME_BACK),
    "reports": [text for kind in KINDS for text in (kind.title, kind.note)],
    "empty days": NO_CALLS.values(),
    "keys": [one.title for one in all_actions() if one.page in ("today", "insight", "author")],
    "pages": [one.title for one in entries() if one.make in OURS],
    "kinds of pieces": [name for name, _ in author_list.KINDS.values()],
    "questions for a new piece": [text for pair in author_new.ASKS.values() for text in pair],
    "languages of a piece": [
        *LEFT_BEHIND.values(),
        *author_head.FAULTY.values(),
        *author_head.UNWRITTEN.values(),
    ],
    "states of a version": author_versions.STATES.values(),
    "tiers": ("standard", "silver", "gold"),
}


@pytest.mark.parametrize("table", TABLES)
def test_a_sentence_in_a_table_has_its_chinese(table: str) -> None:
    assert sorted(set(TABLES[table]) - catalogue().keys()) == []


def test_every_trigger_has_its_title_and_its_reason() -> None:
    assert set(TITLES) == set(CLAUSES) == set(TRIGGERS)
