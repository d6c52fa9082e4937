"""A hub with a team of four, on either engine: two reps with a territory each, their manager, an admin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from hub import people, start
from hub.db import Db
from hub.rows import write
from hub.who import Who

NOW = 1_795_514_400_000  # 24 November 2026, 18:00 in Shanghai
NORTH, SOUTH = "North", "South"
# What a fixture that runs on both engines is parametrised with.
ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgres")))


@dataclass(frozen=True, slots=True)
class Team:
    """`rep_a` sells in the north and `rep_b` in the south; `boss` manages both."""

    id: str
    boss: Who
    rep_a: Who
    rep_b: Who
    admin: Who


def a_team(db: Db) -> Team:
    """Put the team into an empty hub."""
    team = start.begin(db, "Lanting Home", {}, NOW).id
    by = people.office(team)

    def who(name: str, role: str, *territories: str, manager: str | None = None) -> Who:
        person = people.add(db, by, name, role, NOW, territories=territories, manager=manager)
        return Who(team, person.id, role, f"laptop of {name}")

    boss = who("Chen Hao", "manager")
    return Team(
        team,
        boss,
        who("Lin Yue", "rep", NORTH, manager=boss.user),
        who("Zhao Min", "rep", SOUTH, manager=boss.user),
        who("Wei Lan", "admin"),
    )


def put(db: Db, team: str, table: str, rows: Mapping[str, Mapping[str, Any]], now: int = NOW) -> int:
    """Rows written by the office, as one transaction; gives how many were new or changed."""
    return write(
        db, team, lambda work: work.put_all(table, rows), actor=people.OFFICE_ACTOR, what="test", now=now
    )


def customers(n: int, territory: str, first: int = 0) -> dict[str, dict[str, Any]]:
    """Some customers of a territory, `c-000000` and on."""
    return {
        f"c-{i:06}": {"name": f"Customer {i}", "external_id": f"C{i:06}", "territory": territory}
        for i in range(first, first + n)
    }
