"""First contact: a laptop becomes its rep's, at one hub, with a store that is ready for the team's rows.

What somebody had here before is never mixed with them and never lost: it is backed up beside, and what waited
to be sent follows after the first sync (`data.sync.carrying`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from data import keys, quote_numbers, search, settings
from data.backup import back_up
from data.copying import whole
from data.engine import sqlite3
from data.holdings import holdings
from data.sample.company import NAME as SAMPLE
from data.store import Changes, Store, open_store
from data.sync import http, state, wipe
from data.sync.http import HubFound
from data.sync.lock import alone
from data.sync.state import Link, link
from data.sync.tables import TABLES
from data.sync.wire import EnrolReply, EnrolRequest
from sales.errors import RuleBroken

STORE, NONCE = "rapport.db", "enrolment.nonce"
BEFORE = "rapport-before-hub"
KINDS = (*TABLES, "sync", "outbox", "settings")
# What is kept ready over the shared rows, or refers to them, and goes with them.
DERIVED = (
    "summaries", "stays", "standings", "memberships", "derived", "marks", "calls", "batches", "batch_before",
    "quote_standings", "placements",
)  # fmt: skip
EXCHANGE = ("outbox", "shadow", "cursors", "attention", "rounds", "sync_state")


def enrol(
    home: Path,
    url: str,
    code: str,
    *,
    name: str,
    now: int,
    passphrase: str | None = None,
    passphrase_env: str | None = None,
    password: str = "",
    ca: Path | str | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> Link:
    """Connect the laptop with this home to a hub, by a one-time code; `name` is what it is called there.

    No store of the home may be open in this process. With `passphrase` the store is encrypted under it;
    `passphrase_env` names the environment variable in which commands find it. `progress` is told "asking",
    "encrypting" and "preparing". The rows come with the first round.
    Raises what `http.find` and `http.enrol` raise, RuleBroken when the store is another hub's or somebody
    else's and something in it was not sent, and what opening a store raises.
    """
    path = home / STORE
    with alone(home, wait_s=10):
        wipe.carry_out(home)
        store = open_store(path, keys.unlock(path, passphrase) if passphrase else None)
        try:
            progress("asking")
            hub = http.find(url, ca)
            _check_before(store.read(), hub)
            reply = http.enrol(hub.url, EnrolRequest(code, name, _nonce(home), password), ca)
            _check_after(store.read(), reply)
            if passphrase:
                progress("encrypting")
                _encrypt(store, passphrase, passphrase_env)
            progress("preparing")
            tie = _linked(store, Tie(hub.url, name, str(ca or ""), reply), now)
        finally:
            store.close()
        (home / NONCE).unlink(missing_ok=True)
        wipe.seen(home)
    return tie


@dataclass(frozen=True, slots=True)
class Tie:
    """What the laptop knows of its hub once it was taken in."""

    url: str
    name: str
    ca: str
    reply: EnrolReply

    def values(self, now: int) -> dict[str, object]:
        """As the store keeps it: `state.Link`."""
        reply = self.reply
        return {
            "hub": self.url, "device": reply.device, "token": reply.token, "user": reply.user,
            "user_name": reply.user_name, "role": reply.role, "team": reply.team,
            "team_name": reply.team_name, "device_name": self.name, "ca": self.ca, "enrolled_at": now,
            "lease_until": reply.lease_until, "last_contact_at": now, "hub_ahead_ms": reply.now - now,
            "failures": 0, "failure": "", "waiting_until": 0,
        }  # fmt: skip


def _check_before(db: sqlite3.Connection, hub: HubFound) -> None:
    """Refuse before a code is used up, where that can be told already."""
    tie = link(db)
    if tie is not None and hub.url != tie.hub and hub.name != tie.team_name:
        _check_sent(db, tie)


def _check_after(db: sqlite3.Connection, reply: EnrolReply) -> None:
    tie = link(db)
    if tie is not None and not _same(tie, reply):
        _check_sent(db, tie)


def _check_sent(db: sqlite3.Connection, tie: Link) -> None:
    if _waiting(db):
        raise RuleBroken(
            "What {who} wrote here has not all been sent to the hub of {team}.",
            "Sync with that hub first, or use another folder with --home.",
            who=tie.user_name,
            team=tie.team_name or tie.hub,
        )


def _same(tie: Link, reply: EnrolReply) -> bool:
    return (tie.team, tie.user) == (reply.team, reply.user)


def _waiting(db: sqlite3.Connection) -> int:
    count: int = db.execute("SELECT count(*) FROM outbox WHERE state IN ('pending', 'held')").fetchone()[0]
    return count


def _nonce(home: Path) -> str:
    """This laptop's own number, kept until it was taken in, so that a lost answer can be asked for again."""
    file = home / NONCE
    with suppress(FileNotFoundError):
        if kept := file.read_text(encoding="utf-8").strip():
            return kept
    made = secrets.token_hex(16)
    with whole(file) as part:
        part.touch(mode=0o600)
        part.write_text(made, encoding="utf-8")
    return made


def _encrypt(store: Store, passphrase: str, variable: str | None) -> None:
    key = keys.create(store.path, passphrase, variable, store.key)
    if key is not None and store.key is None:
        store.encrypt(key)


def _linked(store: Store, tie: Tie, now: int) -> Link:
    """Make the store ready for the rows of this person of this team, and tie it to the hub, all at once."""
    db = store.read()
    before = link(db)
    fresh = before is None and holdings(db).empty and not _waiting(db)
    carried = "" if before is not None or fresh or _sample(db) else _backed_up(store)
    with store.write(Changes.of(*KINDS)) as db:
        if before is None or not _same(before, tie.reply):
            _make_empty(db)
        state.put(db, **tie.values(now))
        if tie.reply.series:
            quote_numbers.take(db, tie.reply.series)
        if carried:
            state.put(db, carried=carried)
        _settle(db, tie.reply)
        made = link(db)
    assert made is not None  # it has just been put there
    return made


def _sample(db: sqlite3.Connection) -> bool:
    """Whether the store holds the sample team and nothing that somebody imported."""
    imported = db.execute("SELECT 1 FROM batches WHERE undone_at IS NULL LIMIT 1").fetchone()
    return settings.settings(db)["company"] == SAMPLE and imported is None


def _backed_up(store: Store) -> str:
    """A copy of what is here, beside it. Returns its name."""
    names = (f"{BEFORE}{suffix}.db" for suffix in ("", *(f"-{n}" for n in range(2, 1000))))
    target = next(path for path in map(store.path.with_name, names) if not path.exists())
    return back_up(store.path, target, store.key).name


def _make_empty(db: sqlite3.Connection) -> None:
    for table in (*TABLES, *DERIVED, *EXCHANGE):
        db.execute(f"DELETE FROM {table}")
    search.rebuild(db)


def _settle(db: sqlite3.Connection, reply: EnrolReply) -> None:
    """The company's settings are the team's, and this laptop is its rep's."""
    for name, value in {**reply.settings, "me": reply.user}.items():
        if name in settings.BY_NAME:
            with suppress(RuleBroken):  # what this release does not allow stays as it is
                settings.put(db, {name: value})
