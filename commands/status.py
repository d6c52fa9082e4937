"""`main.py status`: what waits to be sent, when this computer last met the hub, and how old its data are."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from commands.context import Context

if TYPE_CHECKING:
    from data.sync.standing import Standing

SUMMARY = "Say what waits to be sent, when the hub was last met, and how old the data are."


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # nothing to choose


def run(desk: Context, args: argparse.Namespace) -> int:
    del args
    from data.sync import wipe
    from data.sync.standing import standing

    now, wiping = standing(desk.store.read(), desk.now), wipe.found(desk.home)
    if desk.json:
        desk.give(_document(now, desk.now) | {"wiped_at": wiping.at if wiping else None})
    elif now.link is None:
        print(desk.words("This computer is not connected to a hub."))
        if wiping:
            print(desk.words("The data of {team} were removed from it.", team=wiping.team_name or "-"))
    else:
        desk.table(("what", "value"), _rows(desk, now))
    return 0


def _document(now: Standing, at: int) -> dict[str, object]:
    tie = now.link
    return {
        "state": now.state,
        "hub": tie.hub if tie else None,
        "team": tie.team_name if tie else None,
        "user": tie.user if tie else None,
        "name": tie.user_name if tie else None,
        "role": tie.role if tie else None,
        "device": tie.device if tie else None,
        "waiting": now.waiting,
        "conflicts": now.conflicts,
        "refused": now.refused,
        "last_success_at": tie.last_success_at or None if tie else None,
        "last_contact_at": tie.last_contact_at or None if tie else None,
        "failures": tie.failures if tie else 0,
        "failure": tie.failure or None if tie else None,
        "data_at": now.data_at or None,
        "data_age_ms": at - now.data_at if now.data_at else None,
        "lease_until": tie.lease_until if tie else None,
        "lease_days_left": now.days_left if tie else None,
        "locked": now.expired,
    }


def _rows(desk: Context, now: Standing) -> list[tuple[str, str]]:
    words, tie = desk.words, now.link
    assert tie is not None  # asked before
    lease = words.count("{n} day left", "{n} days left", now.days_left)
    return [
        (words("Hub"), f"{tie.team_name} ({tie.hub})"),
        (words("Person"), f"{tie.user_name} ({tie.role})"),
        (words("This computer"), tie.device_name),
        (words("Waiting to be sent"), words.number(now.waiting)),
        (words("Conflicts"), words.number(now.conflicts)),
        (words("Refused"), words.number(now.refused)),
        (words("Last sync"), _instant(desk, tie.last_success_at)),
        (words("Data age"), words.duration((desk.now - now.data_at) // 1000) if now.data_at else "-"),
        (words("Lease"), words("over: reading is locked until the next sync") if now.expired else lease),
        *([(words("Last failure"), tie.failure)] if tie.failure else []),
    ]


def _instant(desk: Context, at: int) -> str:
    return f"{desk.words.moment(at):%Y-%m-%d %H:%M}" if at else desk.words("never")
