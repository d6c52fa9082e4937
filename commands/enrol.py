"""`main.py enrol URL CODE`: connect this computer to the team's hub, and fetch what is its rep's."""

from __future__ import annotations

import argparse
import platform
from pathlib import Path

from commands.context import Context
from commands.sync import progress, tell

SUMMARY = "Connect this computer to the team's hub, by the address and the code of the invitation."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="the hub's address, such as hub.example.cn")
    parser.add_argument("code", metavar="CODE", help="the one-time code, such as K7QF-2M9D")
    parser.add_argument("--name", default=platform.node() or "laptop", help="what this computer is called")
    parser.add_argument(
        "--passphrase-env",
        metavar="VAR",
        help="the environment variable with the passphrase that the data here are encrypted under",
    )
    parser.add_argument(
        "--password-env", metavar="VAR", help="the environment variable with your password at the hub"
    )
    parser.add_argument("--ca", type=Path, metavar="FILE", help="the hub's certificate (PEM)")


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.sync.enrol import enrol
    from data.sync.service import sync_now

    tie = enrol(
        desk.home,
        args.url,
        args.code,
        name=args.name,
        now=desk.now,
        passphrase=desk.passphrase(args.passphrase_env),
        passphrase_env=args.passphrase_env,
        password=desk.passphrase(args.password_env) or "",
        ca=args.ca,
    )
    if not desk.json:
        print(
            desk.words(
                "This computer is {who}'s now, with the hub of {team}.", who=tie.user_name, team=tie.team_name
            )
        )
    one = sync_now(desk.store, desk.home, desk.now, progress=progress(desk), wait_s=10)
    if desk.json:
        desk.give(
            {
                "hub": tie.hub, "team": tie.team_name, "user": tie.user, "name": tie.user_name,
                "role": tie.role, "device": tie.device, "received": one.received, "sent": one.sent,
            }
        )  # fmt: skip
    else:
        tell(desk, one)
    return 0
