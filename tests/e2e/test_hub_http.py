"""The hub over HTTP: who gets in, what bad and slow requests get, packing, files, counters."""

from __future__ import annotations

import gzip
import json
import logging
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
import zstandard

from data.sync.tables import SHARED
from hub import enrolment, files
from hub.app import ANSWERS
from hub.db import Db
from hub.http import HEADERS, clock
from hub.limits import Limits, Rate
from hub.openapi import ENDPOINTS
from tests.builders.callers import EASY, Caller, Line, served
from tests.builders.hub import NOW, Team, a_team

OPEN = {"/v1/enroll", "/v1/health"}
PULL = {"hi": [0, ""], "cursors": {}}
PUSH = {"hi": [0, ""], "muts": []}
DEEP = b"[" * 100_000


@pytest.fixture
def team(hub_db: Db) -> Team:
    return a_team(hub_db)


@pytest.fixture
def line(hub_db: Db, team: Team) -> Iterator[Line]:
    with served(hub_db) as line:
        yield line


@pytest.fixture
def rep(line: Line, team: Team) -> Caller:
    return line.caller(team.rep_a)


def at(path: str) -> str:
    return path.replace("{sha256}", "0" * 64)


# Who gets in


def test_nothing_answers_without_a_token_but_enrolment_and_health(line: Line) -> None:
    wrong = [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic d3Jvbmc="},
        {"Authorization": "Bearer"},
    ]
    stranger = line.stranger()

    answers = {
        (path, stranger.ask(method, at(path), headers=headers, json={}).status_code)
        for path, method, _ in ANSWERS
        for headers in wrong
        if path not in OPEN
    }

    assert answers == {(path, 401) for path, _, _ in ANSWERS if path not in OPEN}


def test_the_description_knows_every_endpoint(rep: Caller) -> None:
    described = rep.ask("GET", "/v1/openapi.json").json()

    assert {(path, method.upper()) for path, one in described["paths"].items() for method in one} == {
        (path, method) for path, method, _ in ANSWERS
    }
    assert {one.path for one in ENDPOINTS if 401 not in one.answers} == OPEN


def test_a_laptop_is_connected_by_its_code(line: Line, team: Team) -> None:
    code = enrolment.invite(line.db, team.admin, team.rep_a.user, clock())
    laptop = line.stranger()

    reply = laptop.ask("POST", "/v1/enroll", json={"code": code, "name": "laptop", "nonce": "n"})
    again = laptop.ask("POST", "/v1/enroll", json={"code": code, "name": "other", "nonce": "other"})

    assert reply.json()["user_name"] == "Lin Yue"
    assert (again.status_code, again.json()["error"]) == (403, "code")
    assert again.json()["fields"] == {"admin": "Wei Lan"}
    laptop.http.headers["Authorization"] = f"Bearer {reply.json()['token']}"
    assert laptop.pull().status_code == 200


def test_whoever_tries_codes_has_to_wait(line: Line) -> None:
    laptop = line.stranger()

    answers = [
        laptop.ask("POST", "/v1/enroll", json={"code": "2222-2222", "name": "laptop", "nonce": "n"})
        for _ in range(4)
    ]

    assert [one.status_code for one in answers] == [403, 403, 403, 429]
    assert answers[-1].headers["Retry-After"] == "2"


# What is not a request


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/", "/v1/push/", "/v2/push", "/v1/file/", "/%00", "/v1/%2e%2e/health"]
)
def test_where_nothing_is_the_answer_says_so(rep: Caller, path: str) -> None:
    answer = rep.ask("GET", path)

    assert (answer.status_code, answer.json()["error"]) == (404, "missing")


def test_another_method_is_refused(rep: Caller) -> None:
    for path, method, _ in ANSWERS:
        answer = rep.ask("DELETE" if method == "GET" else "GET", at(path))
        assert answer.status_code == 405
        assert method in answer.headers["Allow"]


BAD = {
    "nothing": b"",
    "not JSON": b"{",
    "another type": b"[]",
    "without what is needed": b"{}",
    "not UTF-8": b'{"hi":[0,"\xff"]}',
    "half a character": b'{"hi":[0,"\\ud800"],"muts":[],"cursors":{}}',
    "a control character": b'{"hi":[0,"\\u0000"],"muts":[],"cursors":{}}',
    "a number too large": b'{"hi":[99999999999999999999999,""],"muts":[],"cursors":{}}',
    "a number below zero": b'{"hi":[-1,""],"muts":[],"cursors":{}}',
    "not a number": b'{"hi":[NaN,""],"muts":[],"cursors":{}}',
    "nested without end": b'{"hi":[0,""],"muts":[' + DEEP + b'],"cursors":{}}',
    "nested within": b'{"hi":[0,""],"x":' + DEEP + b"}",
    "too many at once": json.dumps({**PUSH, "cursors": [], "muts": [{}] * 101}).encode(),
    "a page without end": json.dumps({**PULL, "muts": {}, "max_rows": 10**9}).encode(),
}


def test_what_cannot_be_read_is_malformed_and_never_a_fault(rep: Caller) -> None:
    for path in ("/v1/push", "/v1/pull", "/v1/check", "/v1/enroll"):
        for what, body in BAD.items():
            answer = rep.ask("POST", path, content=body, headers={"Content-Type": "application/json"})
            assert (answer.status_code, answer.json()["error"]) == (400, "malformed"), (path, what)
    assert rep.pull().status_code == 200


def test_another_type_of_body_is_refused(rep: Caller) -> None:
    for headers in (
        {"Content-Type": "text/plain"},
        {"Content-Type": ""},
        {"Content-Type": "application/json", "Content-Encoding": "br"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip, gzip"},
    ):
        assert rep.ask("POST", "/v1/pull", content=b"{}", headers=headers).status_code == 415


def test_a_body_may_come_packed(rep: Caller) -> None:
    body = json.dumps(PULL).encode()

    for encoding, content in (("gzip", gzip.compress(body)), ("zstd", zstandard.compress(body))):
        headers = {"Content-Type": "application/json; charset=utf-8", "Content-Encoding": encoding}
        assert rep.ask("POST", "/v1/pull", content=content, headers=headers).status_code == 200


def test_bombs_and_bodies_without_end_are_refused(rep: Caller) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(20):
            yield bytes(1 << 20)

    bomb = bytes(65 << 20)
    bodies = {
        "gzip": gzip.compress(bomb),
        "zstd": zstandard.compress(bomb),
        "": bytes(9 << 20),
        "identity": endless(),
    }

    for encoding, content in bodies.items():
        headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
        answer = rep.ask("POST", "/v1/push", content=content, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (413, "large"), encoding


def test_a_packed_body_that_is_broken_is_malformed(rep: Caller) -> None:
    whole = gzip.compress(json.dumps(PULL).encode())

    for encoding, content in (("gzip", whole[:-9]), ("gzip", b"none"), ("zstd", b"none")):
        headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
        assert rep.ask("POST", "/v1/pull", content=content, headers=headers).status_code == 400


# Versions


def test_a_laptop_that_is_too_old_may_send_but_not_receive(rep: Caller) -> None:
    assert rep.ask("POST", "/v1/push", json={**PUSH, "wire": 0}).status_code == 200
    assert rep.ask("POST", "/v1/pull", json={**PULL, "wire": 0}).status_code == 426
    assert rep.ask("POST", "/v1/pull", json={**PULL, "wire": 99, "what": "is new"}).status_code == 200


def test_a_laptop_that_knows_more_than_the_hub_is_told_so(rep: Caller) -> None:
    answers = [
        rep.ask("POST", "/v1/push", json={**PUSH, "hi": [10**6, "of another life"]}),
        rep.ask("POST", "/v1/pull", json={**PULL, "hi": [10**6, "of another life"]}),
        rep.ask("POST", "/v1/check", json={"hi": [10**6, "x"], "scope": SHARED, "tbl": "reps"}),
    ]

    assert {(one.status_code, one.json()["error"]) for one in answers} == {(409, "fork")}


def test_a_copy_of_a_laptop_gets_an_identity_of_its_own(rep: Caller) -> None:
    sent = {"ord": 1, "op": "insert", "tbl": "customers", "set": {"name": "New"}}
    rep.push({"mid": "of the first", "id": "c-1", **sent})

    body = {**PUSH, "muts": [{"mid": "of its copy", "id": "c-2", **sent}]}
    reply = rep.ask("POST", "/v1/push", json=body).json()
    again = rep.ask("POST", "/v1/push", json=body).json()

    device, token = reply["identity"]
    rep.http.headers["Authorization"] = f"Bearer {token}"
    assert device != rep.device
    assert rep.pull().status_code == 200
    assert [one["results"][0][1] for one in (reply, again)] == ["applied", "applied"]


# How much, how fast


def test_whoever_asks_too_often_is_told_when_to_come_again(hub_db: Db, team: Team) -> None:
    slow = replace(EASY, device=Rate(per_s=0.5, burst=3))

    with served(hub_db, slow) as line:
        wild, calm = line.caller(team.rep_a), line.caller(team.rep_b)
        answers = [wild.pull() for _ in range(4)]

        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert answers[-1].headers["Retry-After"] in {"2", "3"}
        assert calm.pull().status_code == 200


def test_an_address_that_tries_tokens_has_to_wait_and_the_known_do_not(hub_db: Db, team: Team) -> None:
    with served(hub_db, replace(EASY, stranger=Rate(per_s=0.5, burst=3))) as line:
        rep, stranger = line.caller(team.rep_a), line.stranger()

        assert [stranger.pull().status_code for _ in range(4)] == [401, 401, 401, 429]
        assert stranger.ask("GET", "/v1/health").status_code == 429
        assert rep.pull().status_code == 200


def test_a_body_that_does_not_come_is_not_waited_for(hub_db: Db, team: Team) -> None:
    with served(hub_db, Limits(body_s=0.2)) as line:
        rep = line.caller(team.rep_a)
        head = (
            "POST /v1/push HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"
            f"Authorization: {rep.http.headers['Authorization']}\r\n\r\n{{"
        )

        address = urlsplit(line.url)
        with closing(socket.create_connection((address.hostname or "", address.port or 0))) as caller:
            caller.settimeout(20)
            caller.sendall(head.encode())
            answer = b"".join(iter(lambda: caller.recv(4096), b""))

        assert answer.startswith(b"HTTP/1.1 408 ")
        assert rep.pull().status_code == 200


# Answers


def test_answers_are_packed_as_the_laptop_reads_them(rep: Caller) -> None:
    encodings = {
        asked: rep.ask("GET", "/v1/openapi.json", headers={"Accept-Encoding": asked}).headers.get(
            "Content-Encoding"
        )
        for asked in ("zstd, gzip", "gzip", "identity")
    }

    assert encodings == {"zstd, gzip": "zstd", "gzip": "gzip", "identity": None}


def test_every_answer_is_guarded_and_no_answer_says_what_serves_it(line: Line, rep: Caller) -> None:
    for answer in (rep.pull(), rep.ask("GET", "/nowhere"), line.stranger().ask("GET", "/v1/health")):
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert "server" not in answer.headers


def test_a_file_is_read_whole_or_in_ranges(line: Line, team: Team, rep: Caller) -> None:
    body = bytes(range(256)) * 4_000
    sha = line.db.write(lambda tx: files.keep(tx, team.id, body, "application/pdf", SHARED, NOW))
    size = len(body)
    ranges = {
        None: (200, body),
        "bytes=0-": (206, body),
        "bytes=10-19": (206, body[10:20]),
        "bytes=-5": (206, body[-5:]),
        f"bytes={size - 1}-{size + 100}": (206, body[-1:]),
        f"bytes={size}-": (416, None),
        "bytes=9-2": (416, None),
        "lines=1-2": (200, body),
    }

    for asked, (status, part) in ranges.items():
        answer = rep.ask("GET", f"/v1/file/{sha}", headers={"Range": asked} if asked else {})
        assert answer.status_code == status, asked
        assert part is None or answer.content == part, asked
    part = rep.ask("GET", f"/v1/file/{sha}", headers={"Range": "bytes=10-19"})
    assert part.headers["Content-Range"] == f"bytes 10-19/{size}"
    assert part.headers["Content-Type"] == "application/pdf"


def test_the_counters_tell_how_laptops_fare(line: Line, team: Team, rep: Caller) -> None:
    admin = line.caller(team.admin)
    rep.pull(report={"waiting": 3, "oldest_ms": 90_000_000, "heals": 1})
    rep.push({"mid": "m", "ord": 1, "op": "insert", "tbl": "customers", "id": "c", "set": {"name": "New"}})
    rep.pull(hi=[10**6, "x"])

    text = admin.ask("GET", "/v1/metrics").text

    for said in (
        f'rapport_device_oldest_seconds{{device="{rep.device}"}} 90000.0',
        f'rapport_device_waiting{{device="{rep.device}"}} 3.0',
        f'rapport_device_heals{{device="{rep.device}"}} 1.0',
        'rapport_mutations_total{outcome="applied"} 1.0',
        'rapport_requests_total{endpoint="/v1/pull",status="200"} 1.0',
        "rapport_forks_total 1.0",
        f'rapport_rows{{team="{team.id}"}} 5.0',
        f'rapport_devices{{state="active",team="{team.id}"}} 2.0',
    ):
        assert said in text


# Faults of ours


def test_a_database_that_does_not_answer_is_busy_not_a_fault(line: Line, rep: Caller) -> None:
    if line.db.dialect != "sqlite":
        pytest.skip("a table that is gone is a fault of the program on PostgreSQL")
    line.db.write(lambda tx: tx.run("ALTER TABLE device RENAME TO away"))

    answer = rep.pull()

    assert (answer.status_code, answer.json()["error"]) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0
    line.db.write(lambda tx: tx.run("ALTER TABLE away RENAME TO device"))
    assert rep.pull().status_code == 200


def test_a_fault_is_logged_by_its_place_and_without_anybody_s_data(
    line: Line, team: Team, caplog: pytest.LogCaptureFixture
) -> None:
    code = enrolment.invite(line.db, team.admin, team.rep_a.user, clock())
    line.db.write(lambda tx: tx.run("UPDATE team SET settings = '{\"of Lin Yue'"))

    with caplog.at_level(logging.ERROR):
        answer = line.stranger().ask(
            "POST", "/v1/enroll", json={"code": code, "name": "her laptop", "nonce": "n"}
        )

    assert (answer.status_code, answer.json()["error"]) == (500, "fault")
    (record,) = caplog.records
    assert "JSONDecodeError" in record.getMessage()
    assert "_connect" in record.getMessage()
    assert not [one for one in ("Lin Yue", "her laptop", code, "of ") if one in record.getMessage()]
