"""People, their computers and codes, and the locks on wrong tries, on both engines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data.sync.wire import EnrolReply, EnrolRequest
from hub import audit, devices, enrolment, lockout, people, scopes
from hub.db import Db
from hub.refusals import Later, Refused
from hub.who import Who
from sales.errors import NotFound, RuleBroken
from tests.builders.hub import NORTH, NOW, SOUTH, Team, a_team, put

HOUR = 60 * 60 * 1000
DAY = 24 * HOUR
ADDRESS = "192.0.2.7"


@pytest.fixture
def team(hub_db: Db) -> Team:
    return a_team(hub_db)


@pytest.fixture
def code(hub_db: Db, team: Team) -> str:
    """A code for the rep of the north."""
    return enrolment.invite(hub_db, team.admin, team.rep_a.user, NOW)


def enrolled(db: Db, code: str, nonce: str = "nonce", now: int = NOW, password: str = "") -> EnrolReply:
    return enrolment.enrol(db, EnrolRequest(code, "Lin Yue's laptop", nonce, password), ADDRESS, now)


def refusal(attempt: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        attempt()
    return caught.value


def other(code: str) -> str:
    """The same code with another last letter."""
    return code[:-1] + ("2" if code[-1] != "2" else "3")


# People


def test_a_person_is_a_rep_that_everyone_sees(hub_db: Db, team: Team) -> None:
    with hub_db.reading() as tx:
        row = tx.row("SELECT name, role, territory, scope FROM reps WHERE id = :id", id=team.rep_a.user)

    assert tuple(row) == ("Lin Yue", "rep", NORTH, "shared")


def test_a_person_may_hold_several_territories(hub_db: Db, team: Team) -> None:
    people.set_territories(hub_db, team.admin, "Lin Yue", [NORTH, SOUTH], NOW)

    with hub_db.reading() as tx:
        assert scopes.granted(tx, team.rep_a) == ["territory:North", "territory:South", "shared"]
        assert people.find(tx, team.id, "Lin Yue").territories == (NORTH, SOUTH)


@pytest.mark.parametrize("named", ["r-7", "R07", "Su Wen", "苏文"])
def test_who_is_known_as_a_rep_is_added_by_number_or_name_and_keeps_the_territory(
    hub_db: Db, team: Team, named: str
) -> None:
    known = {"name": "Su Wen", "name_zh": "苏文", "external_id": "R07", "territory": "West"}
    put(hub_db, team.id, "reps", {"r-7": known})

    added = people.add(hub_db, team.admin, named, "rep", NOW)

    assert (added.id, added.name, added.territories) == ("r-7", "Su Wen", ("West",))


def test_nobody_is_added_twice(hub_db: Db, team: Team) -> None:
    with pytest.raises(RuleBroken, match="on the team already"):
        people.add(hub_db, team.admin, "lin yue", "rep", NOW)


def test_a_name_that_two_people_have_is_refused_with_their_numbers(hub_db: Db, team: Team) -> None:
    put(hub_db, team.id, "reps", {f"r-{i}": {"name": "Su Wen", "external_id": f"R{i}"} for i in (7, 8)})

    with pytest.raises(RuleBroken, match="R7, R8"):
        people.add(hub_db, team.admin, "Su Wen", "rep", NOW)


def test_a_name_that_nobody_has_is_answered_with_those_there_are(hub_db: Db, team: Team) -> None:
    with pytest.raises(NotFound, match="Chen Hao, Lin Yue, Wei Lan, Zhao Min"), hub_db.reading() as tx:
        people.find(tx, team.id, "Nobody")


def test_whoever_left_has_no_code_and_no_computer_any_more_and_may_come_back(
    hub_db: Db, team: Team, code: str
) -> None:
    laptop = enrolled(hub_db, code)
    spare = enrolment.invite(hub_db, team.admin, team.rep_a.user, NOW)

    told = people.revoke(hub_db, team.admin, "Lin Yue", NOW)

    assert told == 1
    assert refusal(lambda: devices.authenticate(hub_db, laptop.token, NOW)).error == "wipe"
    assert refusal(lambda: enrolled(hub_db, spare, "other")).error == "code"
    assert people.add(hub_db, team.admin, "Lin Yue", "rep", NOW).active
    assert refusal(lambda: devices.authenticate(hub_db, laptop.token, NOW)).error == "wipe"


def test_a_decision_that_failed_leaves_nothing_behind(hub_db: Db, team: Team) -> None:
    with hub_db.reading() as tx:
        before = people.everyone(tx, team.id), len(audit.lines(tx, team.id))

    with pytest.raises(NotFound):
        people.add(hub_db, team.admin, "Su Wen", "rep", NOW, manager="Nobody")

    with hub_db.reading() as tx:
        assert (people.everyone(tx, team.id), len(audit.lines(tx, team.id))) == before


def test_every_decision_is_in_the_audit(hub_db: Db, team: Team) -> None:
    people.rename(hub_db, team.admin, "Lin Yue", "Lin Yue-Chen", NOW + 1)
    people.set_role(hub_db, team.admin, "Lin Yue-Chen", "manager", NOW + 2)
    people.set_manager(hub_db, team.admin, "Zhao Min", "Lin Yue-Chen", NOW + 3)
    people.set_territories(hub_db, team.admin, "Zhao Min", [NORTH], NOW + 4)
    people.show_costs(hub_db, team.admin, "Zhao Min", NOW + 5)
    people.hide_costs(hub_db, team.admin, "Zhao Min", NOW + 6)
    people.set_password(hub_db, team.admin, "Zhao Min", "calm river orange", NOW + 7)
    people.revoke(hub_db, team.admin, "Zhao Min", NOW + 8)

    with hub_db.reading() as tx:
        lines = audit.lines(tx, team.id, since=NOW + 1)
    assert [(line.action, line.detail) for line in reversed(lines)] == [
        ("person.renamed", "Lin Yue-Chen"),
        ("person.role", "manager"),
        ("person.manager", team.rep_a.user),
        ("person.territories", NORTH),
        ("person.sees", "costs"),
        ("person.sees_no_more", "costs"),
        ("person.password", "set"),
        ("person.revoked", "0"),
    ]
    assert {line.actor for line in lines} == {team.admin.user}


# Codes


def test_a_code_connects_a_computer_and_says_whose_it_is(hub_db: Db, team: Team, code: str) -> None:
    reply = enrolled(hub_db, code)

    who = devices.authenticate(hub_db, reply.token, NOW)
    assert who == Who(team.id, team.rep_a.user, "rep", reply.device)
    assert (reply.user_name, reply.team_name, reply.lease_until) == (
        "Lin Yue",
        "Lanting Home",
        NOW + 14 * DAY,
    )


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: f" {code.replace('-', ' ')} ", lambda code: code.replace("-", "－")]
)
def test_a_code_may_be_typed_in_any_way(hub_db: Db, code: str, typed: Callable[[str], str]) -> None:
    assert enrolled(hub_db, typed(code)).user_name == "Lin Yue"


def test_a_code_has_no_letters_that_look_alike(hub_db: Db, team: Team) -> None:
    letters = set("".join(enrolment.invite(hub_db, team.admin, team.rep_a.user, NOW) for _ in range(3)))

    assert not letters & set("01OILU")


def test_a_code_works_once_and_says_whom_to_ask(hub_db: Db, code: str) -> None:
    enrolled(hub_db, code)

    refused = refusal(lambda: enrolled(hub_db, code, nonce="another computer"))

    assert refused.status == 403
    assert "has been used" in refused.message
    assert refused.hint == "Ask Wei Lan, your admin, for a new one."


def test_a_code_works_for_a_day(hub_db: Db, code: str) -> None:
    assert "expired" in refusal(lambda: enrolled(hub_db, code, now=NOW + DAY)).message
    assert enrolled(hub_db, code, now=NOW + DAY - 1).user_name == "Lin Yue"


def test_a_new_code_kills_the_one_before(hub_db: Db, team: Team, code: str) -> None:
    enrolment.invite(hub_db, team.admin, team.rep_a.user, NOW)

    assert refusal(lambda: enrolled(hub_db, code)).error == "code"


def test_an_answer_that_was_lost_may_be_asked_for_again_for_some_minutes(hub_db: Db, code: str) -> None:
    lost = enrolled(hub_db, code, "nonce")

    again = enrolled(hub_db, code, "nonce", NOW + 60_000)

    assert again.device == lost.device
    assert refusal(lambda: devices.authenticate(hub_db, lost.token, NOW)).status == 401
    assert devices.authenticate(hub_db, again.token, NOW).device == lost.device
    assert "has been used" in refusal(lambda: enrolled(hub_db, code, "nonce", NOW + HOUR)).message


def test_a_lost_answer_does_not_bring_back_a_revoked_computer(hub_db: Db, team: Team, code: str) -> None:
    lost = enrolled(hub_db, code, "nonce")
    devices.revoke(hub_db, team.admin, lost.device, NOW)

    assert refusal(lambda: enrolled(hub_db, code, "nonce")).error == "code"


def test_a_code_that_does_not_exist_tells_nothing(hub_db: Db, code: str) -> None:
    unknown = refusal(lambda: enrolled(hub_db, "2222-2222"))
    almost = refusal(lambda: enrolled(hub_db, other(code)))

    assert (unknown.status, unknown.message, unknown.hint) == (almost.status, almost.message, almost.hint)


def test_five_wrong_tries_kill_a_code(hub_db: Db, code: str) -> None:
    for attempt in range(5):
        refusal(lambda: enrolled(hub_db, other(code), now=NOW + attempt * HOUR))  # noqa: B023 - called at once

    refused = refusal(lambda: enrolled(hub_db, code, now=NOW + 6 * HOUR))

    assert "works no more" in refused.message


def test_the_secret_half_of_a_code_and_the_token_are_nowhere_in_the_database(hub_db: Db, code: str) -> None:
    reply = enrolled(hub_db, code)

    tables = ("invitation", "device", "audit", "attempt", "txlog")
    with hub_db.reading() as tx:
        kept = [str(tuple(row)) for table in tables for row in tx.rows(f"SELECT * FROM {table}")]
    assert kept
    assert not [row for row in kept if reply.token in row or f"'{code[5:]}'" in row or code in row]


def test_a_password_is_asked_beside_the_code(hub_db: Db, team: Team, code: str) -> None:
    people.set_password(hub_db, team.admin, "Lin Yue", "calm river orange", NOW)

    assert "asks for your password" in refusal(lambda: enrolled(hub_db, code)).message
    assert "not right" in refusal(lambda: enrolled(hub_db, code, password="calm river")).message
    assert enrolled(hub_db, code, password="calm river orange").user_name == "Lin Yue"


def test_a_short_password_is_refused(hub_db: Db, team: Team) -> None:
    with pytest.raises(Refused, match="at least 10"):
        people.set_password(hub_db, team.admin, "Lin Yue", "short", NOW)


# Locks


def test_wrong_tries_make_the_next_wait(hub_db: Db, code: str) -> None:
    for _ in range(3):
        refusal(lambda: enrolled(hub_db, other(code)))

    with pytest.raises(Later) as caught:
        enrolled(hub_db, code)

    assert caught.value.retry_after == 2
    assert enrolled(hub_db, code, now=NOW + 2_000).user_name == "Lin Yue"


def test_an_address_that_guesses_codes_waits_for_all_of_them(hub_db: Db, code: str) -> None:
    for n in range(11):
        refusal(lambda: enrolled(hub_db, f"{'23456789ABC'[n]}222-2222"))  # noqa: B023 - called at once

    with pytest.raises(Later):
        enrolled(hub_db, code)


def test_a_wait_never_gets_shorter_with_more_wrong_tries() -> None:
    waits = [lockout.wait_s(wrong, 2) for wrong in range(40)]

    assert waits == sorted(waits)
    assert waits[2] == 0
    assert waits[-1] == lockout.LONGEST_S


def test_a_clock_that_is_set_back_opens_no_lock_and_a_wrong_one_does_not_keep_it_shut(hub_db: Db) -> None:
    for _ in range(6):  # until NOW + 16 s
        hub_db.write(lambda tx: lockout.wrong(tx, ["code:K7QF"], NOW))

    def remaining(now: int) -> int:
        return hub_db.write(lambda tx: lockout.remaining_s(tx, ["code:K7QF"], now))

    assert remaining(NOW + 15_000) == 1
    assert remaining(NOW - 3650 * DAY) == 16
    assert remaining(NOW - 3650 * DAY + 10_000) == 6
    assert remaining(NOW - 3650 * DAY + 16_000) == 0


def test_wrong_tries_of_yesterday_are_forgotten(hub_db: Db) -> None:
    for _ in range(9):
        hub_db.write(lambda tx: lockout.wrong(tx, ["code:K7QF"], NOW))

    hub_db.write(lambda tx: lockout.wrong(tx, ["code:K7QF"], NOW + DAY + 1))

    assert hub_db.write(lambda tx: lockout.remaining_s(tx, ["code:K7QF"], NOW + DAY + 1)) == 0


# Computers


def test_a_lease_is_renewed_by_contact(hub_db: Db, team: Team, code: str) -> None:
    laptop = enrolled(hub_db, code)

    devices.authenticate(hub_db, laptop.token, NOW + 3 * DAY)

    with hub_db.reading() as tx:
        (device,) = devices.everyones(tx, team.id)
    assert (device.last_seen, device.lease_until) == (NOW + 3 * DAY, NOW + 17 * DAY)


def test_a_computer_that_was_wiped_is_no_longer_known(hub_db: Db, team: Team, code: str) -> None:
    laptop = enrolled(hub_db, code)
    devices.revoke(hub_db, team.admin, laptop.device, NOW)

    for _ in range(2):  # the answer may be lost
        devices.wiped(hub_db, devices.holder(hub_db, laptop.token), NOW)

    assert refusal(lambda: devices.authenticate(hub_db, laptop.token, NOW)).status == 401
    with hub_db.reading() as tx:
        assert [line.action for line in audit.lines(tx, team.id)].count("device.wiped") == 1


def test_a_copy_of_a_computer_gets_an_identity_of_its_own(hub_db: Db, team: Team, code: str) -> None:
    laptop = enrolled(hub_db, code)
    who = devices.authenticate(hub_db, laptop.token, NOW)

    device, token = hub_db.write(lambda tx: devices.twin(tx, who, NOW))

    assert devices.authenticate(hub_db, token, NOW) == Who(team.id, team.rep_a.user, "rep", device)
    assert devices.authenticate(hub_db, laptop.token, NOW).device == laptop.device != device


def test_an_unknown_computer_cannot_be_revoked(hub_db: Db, team: Team) -> None:
    with pytest.raises(NotFound):
        devices.revoke(hub_db, team.admin, "none", NOW)
