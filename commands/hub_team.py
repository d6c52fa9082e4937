"""`main.py hub init` and `serve`: a hub is made, and answers laptops."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from commands.context import Context
from commands.hub import address, database

if TYPE_CHECKING:
    from commands.hub import Commands

NAME = "Our team"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def add(commands: Commands) -> None:
    init = commands.add(
        "init", "Make the hub's database and its team; with --sample, the sample team.", _init
    )
    init.add_argument("--name", help="of the team or company")
    init.add_argument("--currency", metavar="CODE", help="what amounts are in when a file does not say")
    init.add_argument("--zone", metavar="ZONE", help="where a day of the company ends, as Asia/Shanghai")
    init.add_argument("--sample", action="store_true", help="fill it with the sample team")
    serve = commands.add("serve", "Answer laptops; the address is on the first line.", _serve)
    serve.add_argument("--host", default="127.0.0.1", help="0.0.0.0 for every network of this computer")
    serve.add_argument("--port", type=int, default=None, help="0 for one that is free")
    serve.add_argument("--cert", type=Path, help="the certificate, as PEM")
    serve.add_argument("--key", type=Path, help="the certificate's key, as PEM")
    serve.add_argument(
        "--metrics-token-env", metavar="VAR", help="the environment variable with what /v1/metrics asks for"
    )


def _init(desk: Context, args: argparse.Namespace) -> int:
    from data.sample.company import SETTINGS
    from data.settings import BY_NAME, check
    from hub import start
    from hub.sample import fill

    words = desk.words_at_hand
    settings = {"company": args.name or "", "currency": args.currency, "zone": args.zone}
    kept = {name: value for name, value in settings.items() if value}
    for name, value in kept.items():
        check(BY_NAME[name], value)
    with database(desk, args) as db:
        if path := start.file_of(db):
            path.parent.mkdir(parents=True, exist_ok=True)
        sample = SETTINGS if args.sample else {}
        team = start.begin(db, args.name or sample.get("company", NAME), {**sample, **kept}, desk.now)
        filled = fill(db, team, desk.now, note=_counted(desk)) if args.sample else None
        shown = start.shown(db)
    if desk.json:
        made = {"rows": filled.rows, "people": filled.people} if filled else {}
        desk.give({"team": team.id, "name": team.name, "db": shown, **made})
        return 0
    print(words("The hub of {name} is made: {db}", name=team.name, db=shown))
    desk.note(words('Add yourself: main.py hub user add "YOUR NAME" --role admin'))
    desk.note(words("Then serve it: main.py hub serve"))
    return 0


def _counted(desk: Context) -> Callable[[int], None]:
    words = desk.words_at_hand
    return lambda count: desk.note(words("Writing row {n}", n=words.number(count)))


def _serve(desk: Context, args: argparse.Namespace) -> int:
    from hub import serve

    if args.cert is None and args.host not in LOOPBACK:
        desk.note(
            desk.words_at_hand("Without --cert and --key everybody on the network can read what is sent.")
        )
    serve.serve(
        address(desk, args),
        args.host,
        serve.PORT if args.port is None else args.port,
        cert=args.cert,
        key=args.key,
        metrics_token=os.environ.get(args.metrics_token_env, "") if args.metrics_token_env else "",
    )
    return 0
