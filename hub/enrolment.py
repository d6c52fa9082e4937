"""First contact: a one-time code, and a password where the person has one, make a computer the team's.

A code is like `K7QF-2M9D`. Its first half finds the invitation, its second half is a secret of which the hub
keeps the argon2id hash only. It works once, within 24 hours; five wrong tries kill it. The answer that brings
the token may be lost on the way: the same laptop may ask again for some minutes, and gets the same device.
"""

from __future__ import annotations

import json
import re
import secrets
from typing import Any

from data.sync.wire import EnrolReply, EnrolRequest
from hub import audit, devices, lockout, passwords
from hub.db import Db, Tx
from hub.refusals import Refused
from hub.who import Who
from sales.errors import NotFound

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without what is easily taken for another
HALF = 4
VALID_MS = 24 * 60 * 60 * 1000
AGAIN_MS = 15 * 60 * 1000
MOST_WRONG = 5


def invite(db: Db, by: Who, person: str, now: int) -> str:
    """A code for another computer of somebody; codes of theirs that were not used die. Raises NotFound."""
    secret = _random()
    hashed = passwords.hashed(secret)

    def job(tx: Tx) -> str:
        if not tx.value("SELECT active FROM person WHERE team = :team AND id = :id", team=by.team, id=person):
            raise NotFound("There is nobody called {who}.", "Add them with: hub user add.", who=person)
        tx.run("DELETE FROM invitation WHERE expires_at < :past", past=now - VALID_MS)
        tx.run(
            "DELETE FROM invitation WHERE team = :team AND person = :person AND used_at IS NULL",
            team=by.team, person=person,
        )  # fmt: skip
        public = _random()
        while tx.value("SELECT 1 FROM invitation WHERE public = :public", public=public):
            public = _random()
        tx.run(
            "INSERT INTO invitation (team, public, person, secret_hash, expires_at, wrong)"
            " VALUES (:team, :public, :person, :hash, :expires, 0)",
            team=by.team, public=public, person=person, hash=hashed, expires=now + VALID_MS,
        )  # fmt: skip
        lockout.forget(tx, f"code:{public}")
        audit.note(
            tx, by.team, now, actor=by.user, device=by.device, action="code.made", subject=person,
            detail=public,
        )  # fmt: skip
        return public

    return f"{db.write(job)}-{secret}"


def enrol(db: Db, request: EnrolRequest, address: str, now: int) -> EnrolReply:
    """Make a laptop one of the team's. Raises Refused, in words that say who can help."""
    public, secret = _halves(request.code)
    subjects = [f"code:{public}", f"address:{address}"]
    if seconds := db.write(lambda tx: lockout.remaining_s(tx, subjects, now)):
        raise lockout.too_often(seconds)
    with db.reading() as tx:
        invited = _invited(tx, public)
    if not passwords.matches(invited.secret_hash if invited else None, secret) or invited is None:
        db.write(lambda tx: _wrong(tx, invited, subjects, "code", now))
        raise _unknown()
    with db.reading() as tx:
        _still_good(tx, invited, request.nonce, now)
    if invited.password_hash is not None:
        if not request.password:
            raise Refused(403, "password", "This hub asks for your password as well.", "Type it and go on.")
        if not passwords.matches(invited.password_hash, request.password):
            db.write(lambda tx: _wrong(tx, invited, subjects, "password", now))
            raise Refused(403, "password", "The password is not right.", "Try again, or ask your admin.")
    return db.write(lambda tx: _connect(tx, public, request, now))


def _connect(tx: Tx, public: str, request: EnrolRequest, now: int) -> EnrolReply:
    """Use the code up, and say who the laptop is from now on."""
    invited = _invited(tx, public)
    if invited is None:
        raise _unknown()
    _still_good(tx, invited, request.nonce, now)
    who = Who(invited.team, invited.person, invited.role)
    if invited.used_at is None:
        device, token = devices.connect(tx, who, request.name, request.wire, now)
        tx.run(
            "UPDATE invitation SET used_at = :now, nonce = :nonce, device = :device WHERE public = :public",
            now=now, nonce=request.nonce, device=device, public=public,
        )  # fmt: skip
        lockout.forget(tx, f"code:{public}")
        action = "device.connected"
    else:
        device, token = invited.device, devices.fresh_token(tx, invited.device, now)
        action = "device.connected_again"
    audit.note(tx, who.team, now, actor=who.user, device=device, action=action, subject=device, detail=public)
    return EnrolReply(
        device=device, token=token, user=who.user, user_name=invited.name, role=who.role, team=who.team,
        team_name=invited.team_name, lease_until=devices.lease_until(now), now=now,
        settings=json.loads(invited.settings),
        series=devices.fresh_series(tx, who.team, device, now),
    )  # fmt: skip


def _invited(tx: Tx, public: str) -> Any:
    """An invitation with the person and the team it is for, or None."""
    return tx.row(
        "SELECT i.team, i.person, i.secret_hash, i.expires_at, i.wrong, i.used_at, i.nonce, i.device, p.name,"
        " p.role, p.active, p.password_hash, t.name AS team_name, t.settings, d.state FROM invitation i"
        " JOIN person p ON p.team = i.team AND p.id = i.person JOIN team t ON t.id = i.team"
        " LEFT JOIN device d ON d.id = i.device WHERE i.public = :public",
        public=public,
    )


def _still_good(tx: Tx, invited: Any, nonce: str, now: int) -> None:
    """Raises Refused unless the code, which is right, still works."""
    if invited.used_at is not None:
        again = invited.nonce == nonce and now - invited.used_at < AGAIN_MS and invited.state == "active"
        if not again:
            raise _dead(tx, invited.team, "This code has been used. A code works once, within 24 hours.")
    elif invited.wrong >= MOST_WRONG:
        raise _dead(tx, invited.team, "This code was tried wrongly too often and works no more.")
    elif invited.expires_at <= now or not invited.active:
        raise _dead(tx, invited.team, "This code has expired. A code works once, within 24 hours.")


def _wrong(tx: Tx, invited: Any, subjects: list[str], what: str, now: int) -> None:
    """Count a wrong try, and note it where it was somebody's code."""
    lockout.wrong(tx, subjects, now)
    if invited is None:
        return
    public = subjects[0].removeprefix("code:")
    tx.run("UPDATE invitation SET wrong = wrong + 1 WHERE public = :public", public=public)
    audit.note(
        tx, invited.team, now, actor="", action=f"{what}.wrong", subject=invited.person, detail=subjects[1]
    )


def _unknown() -> Refused:
    return Refused(
        403, "code", "The hub does not know this code.", "Check it letter by letter, or ask your admin."
    )


def _dead(tx: Tx, team: str, sentence: str) -> Refused:
    """A code that was right and works no more: whoever has it learns whom to ask."""
    admin = tx.value(
        "SELECT name FROM person WHERE team = :team AND role = 'admin' AND active = 1"
        " ORDER BY added_at, id LIMIT 1",
        team=team,
    )
    if admin is None:
        return Refused(403, "code", sentence, "Ask your admin for a new one.")
    return Refused(403, "code", sentence, "Ask {admin}, your admin, for a new one.", admin=admin)


def _halves(code: str) -> tuple[str, str]:
    """Both halves of a code as somebody typed it. Raises Refused for what cannot be one."""
    letters = re.sub(r"[\s\-\u2010-\u2015\uff0d]", "", code).upper()
    if len(letters) != 2 * HALF or not set(letters) <= set(LETTERS):
        raise Refused(403, "code", "A code looks like K7QF-2M9D.", "It is in the invitation of your admin.")
    return letters[:HALF], letters[HALF:]


def _random() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(HALF))
