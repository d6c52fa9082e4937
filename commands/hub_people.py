"""`main.py hub user ...`: who is on the team, what they may, and the codes for their computers."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from commands.context import Context
from commands.hub import opened
from sales.errors import NotFound, RuleBroken

if TYPE_CHECKING:
    from commands.hub import Commands, Hub
    from hub.devices import Device
    from hub.people import Person

ROLES = ("rep", "manager", "admin")


def add(commands: Commands) -> None:
    user = commands.below("user", "Who is on the team: add, list, change, revoke, and codes for computers.")
    new = user.add("add", "Put somebody on the team; prints the code for their first computer.", _add)
    new.add_argument("name", help="a name; or the id, number or name of a rep who is known already")
    new.add_argument("--role", choices=ROLES, required=True)
    new.add_argument("--territory", action="append", default=[], help="theirs; may be given several times")
    new.add_argument("--manager", help="who looks after them")
    user.add("list", "Everyone, their territories and computers.", _list)
    change = user.add("change", "Change what somebody may.", _change)
    change.add_argument("name")
    change.add_argument("--rename", metavar="NEW")
    change.add_argument("--role", choices=ROLES)
    change.add_argument("--territory", action="append", help="theirs from now on; may be given several times")
    change.add_argument("--manager", help="who looks after them; - for nobody")
    change.add_argument("--costs", choices=("show", "hide"), help="whether a rep sees what things cost")
    change.add_argument("--password-env", metavar="VAR", help="asked beside a code from now on; - for none")
    code = user.add("code", "A code for another computer; it works once, within 24 hours.", _code)
    code.add_argument("name")
    revoke = user.add("revoke", "Somebody left, or a computer is lost: it is told to wipe itself.", _revoke)
    revoke.add_argument("name", help="a person, or the id or name of a computer")


def _add(desk: Context, args: argparse.Namespace) -> int:
    from hub import enrolment, people

    with opened(desk, args) as hub:
        person = people.add(
            hub.db,
            hub.office,
            args.name,
            args.role,
            desk.now,
            territories=args.territory,
            manager=args.manager,
        )
        code = enrolment.invite(hub.db, hub.office, person.id, desk.now)
    if desk.json:
        desk.give({"code": code, **_document(person, ())})
    else:
        _tell_code(desk, person, code)
    return 0


def _code(desk: Context, args: argparse.Namespace) -> int:
    from hub import enrolment, people

    with opened(desk, args) as hub:
        with hub.db.reading() as tx:
            person = people.find(tx, hub.team.id, args.name)
        code = enrolment.invite(hub.db, hub.office, person.id, desk.now)
    if desk.json:
        desk.give({"code": code, **_document(person, ())})
    else:
        _tell_code(desk, person, code)
    return 0


def _list(desk: Context, args: argparse.Namespace) -> int:
    from hub import devices, people

    with opened(desk, args) as hub, hub.db.reading() as tx:
        everyone = people.everyone(tx, hub.team.id)
        computers: dict[str, list[Device]] = {}
        for device in devices.everyones(tx, hub.team.id):
            computers.setdefault(device.person, []).append(device)
    if desk.json:
        desk.give({"people": [_document(one, computers.get(one.id, ())) for one in everyone]})
        return 0
    names = {one.id: one.name for one in everyone}
    desk.table(
        ("name", "no", "role", "territories", "manager", "computers"),
        (
            (
                one.name if one.active else f"({one.name})",
                one.external_id,
                one.role,
                ", ".join(one.territories),
                names.get(one.manager_id or ""),
                "; ".join(f"{d.name} {d.state} {d.id}" for d in computers.get(one.id, ())),
            )
            for one in everyone
        ),
    )
    return 0


def _change(desk: Context, args: argparse.Namespace) -> int:
    from hub import people

    with opened(desk, args) as hub:
        with hub.db.reading() as tx:
            who = people.find(tx, hub.team.id, args.name).id
        _apply(desk, args, hub, who)
        with hub.db.reading() as tx:
            person = people.find(tx, hub.team.id, who)
    if desk.json:
        desk.give(_document(person, ()))
    else:
        held = ", ".join(person.territories) or "-"
        role = desk.words_at_hand(person.role)
        print(
            desk.words_at_hand(
                "{name}: {role}, territories: {territories}", name=person.name, role=role, territories=held
            )
        )
    return 0


def _apply(desk: Context, args: argparse.Namespace, hub: Hub, who: str) -> None:
    from hub import people

    db, by, now = hub.db, hub.office, desk.now
    if args.rename:
        people.rename(db, by, who, args.rename, now)
    if args.role:
        people.set_role(db, by, who, args.role, now)
    if args.territory is not None:
        people.set_territories(db, by, who, args.territory, now)
    if args.manager:
        people.set_manager(db, by, who, None if args.manager == "-" else args.manager, now)
    if args.costs:
        (people.show_costs if args.costs == "show" else people.hide_costs)(db, by, who, now)
    if args.password_env:
        password = None if args.password_env == "-" else desk.passphrase(args.password_env)
        people.set_password(db, by, who, password, now)


def _revoke(desk: Context, args: argparse.Namespace) -> int:
    from hub import devices, people

    words = desk.words_at_hand
    with opened(desk, args) as hub:
        if device := _device(hub, args.name):
            devices.revoke(hub.db, hub.office, device.id, desk.now)
            told: dict[str, Any] = {"device": device.id, "devices": 1}
            said = words("{computer} is told to wipe itself at its next contact.", computer=device.name)
        else:
            with hub.db.reading() as tx:
                person = people.find(tx, hub.team.id, args.name)
            count = people.revoke(hub.db, hub.office, person.id, desk.now)
            told = {"person": person.id, "devices": count}
            said = words.count(
                "{name} is off the team; {n} computer is told to wipe itself at its next contact.",
                "{name} is off the team; {n} computers are told to wipe themselves at their next contact.",
                count,
                name=person.name,
            )
    if desk.json:
        desk.give(told)
    else:
        print(said)
    return 0


def _device(hub: Hub, said: str) -> Device | None:
    """The computer of that id or name; None when it is nobody's, or a person is called so.

    Raises RuleBroken when several computers have the name.
    """
    from hub import devices, people

    with hub.db.reading() as tx:
        everyones = devices.everyones(tx, hub.team.id)
        if exact := next((one for one in everyones if one.id == said), None):
            return exact
        try:
            people.find(tx, hub.team.id, said)
        except NotFound:
            named = [one for one in everyones if one.name == said and one.state == "active"]
        else:
            return None
    if len(named) > 1:
        raise RuleBroken(
            "{n} computers are called {computer}.",
            "Take one by its id: hub user list shows them.",
            n=len(named),
            computer=said,
        )
    return named[0] if named else None


def _tell_code(desk: Context, person: Person, code: str) -> None:
    words = desk.words_at_hand
    role = words(person.role)
    print(
        words(
            "{name} ({role}): the code for a computer of theirs is {code}. It works once, within 24 hours.",
            name=person.name,
            role=role,
            code=code,
        )
    )
    desk.note(words("On that computer: main.py enrol ADDRESS {code}", code=code))


def _document(person: Person, computers: Any) -> dict[str, object]:
    return {
        "id": person.id,
        "name": person.name,
        "no": person.external_id,
        "role": person.role,
        "territories": list(person.territories),
        "manager": person.manager_id,
        "active": person.active,
        "sees_costs": person.sees_costs or person.role != "rep",
        "computers": [
            {"id": d.id, "name": d.name, "state": d.state, "last_seen": d.last_seen, "wire": d.wire}
            for d in computers
        ],
    }
