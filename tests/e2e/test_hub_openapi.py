"""Schemathesis over the hub's own description, against the running hub: no fault comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from data.sync import wire
from hub import devices, start
from hub.db import Db
from hub.http import HEADERS
from hub.openapi import description
from hub.serve import embedded
from tests.builders.callers import EASY
from tests.builders.hub import NORTH, NOW, a_team, customers, put

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
REPLIES = {
    "/v1/enroll": wire.EnrolReply,
    "/v1/push": wire.PushReply,
    "/v1/check": wire.CheckReply,
}
SCHEMA = schemathesis.openapi.from_dict(description())
CASES = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Running:
    """A hub, and the token of an admin."""

    url: str
    token: str


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    db = Db(start.url(tmp_path_factory.mktemp("openapi") / "hub.db"))
    team = a_team(db)
    put(db, team.id, "customers", customers(50, NORTH))
    _, token = db.write(lambda tx: devices.connect(tx, team.admin, "laptop", 1, NOW))
    with embedded(db, limits=EASY) as url:
        yield Running(url, token)
    db.close()


@SCHEMA.exclude(path="/v1/wiped").parametrize()
@CASES
def test_whatever_an_admin_sends_no_fault_comes_back(case: Case, hub: Running) -> None:
    response = case.call(base_url=hub.url, headers={"Authorization": f"Bearer {hub.token}"})

    _is_as_described(case, response)
    assert {name: response.headers[name.lower()][0] for name in HEADERS} == HEADERS


@pytest.mark.slow
@SCHEMA.exclude(path="/v1/wiped").parametrize()
@settings(CASES, max_examples=500)
def test_whatever_an_admin_sends_for_long_no_fault_comes_back(case: Case, hub: Running) -> None:
    response = case.call(base_url=hub.url, headers={"Authorization": f"Bearer {hub.token}"})

    _is_as_described(case, response)


@SCHEMA.parametrize()
@CASES
def test_whatever_a_stranger_sends_they_get_nothing(case: Case, hub: Running) -> None:
    response = case.call(base_url=hub.url)

    _is_as_described(case, response)
    if case.path not in {"/v1/enroll", "/v1/health"}:
        assert response.status_code in {401, 405}


def _is_as_described(case: Case, response: Response) -> None:
    """The status and type are described, and the body is the message that it should be."""
    case.validate_response(response, checks=CHECKS)
    if response.status_code == 409:
        wire.decoded(wire.ForkReply, response.content)
    elif response.status_code >= 400:
        wire.decoded(wire.Refusal, response.content)
    elif case.path in REPLIES:
        wire.decoded(REPLIES[case.path], response.content)
    elif case.path == "/v1/pull":
        wire.read_page(response.content)
