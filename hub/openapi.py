"""The OpenAPI 3.1 description of the hub, made from the messages themselves, so that it cannot drift."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from data.sync import wire

REF = "#/components/schemas/{name}"
MESSAGES = (
    wire.EnrolRequest, wire.EnrolReply, wire.PushRequest, wire.PushReply, wire.Mutation, wire.PullRequest,
    wire.PageHead, wire.PageFoot, wire.CheckRequest, wire.CheckReply, wire.ForkReply, wire.Refusal,
)  # fmt: skip
WHY = {
    400: "Not a message of this protocol.",
    401: "The token is unknown.",
    403: "Not allowed; `wipe`: this computer may no longer hold the team's data.",
    404: "There is no such thing.",
    408: "The body did not arrive in time.",
    409: "`fork`: the hub does not know what the laptop has seen of it; it was restored from a backup.",
    413: "The body is too large.",
    415: "The body is not JSON, or is packed in an unknown way.",
    416: "The file has no such range.",
    426: "The laptop's protocol is too old to pull.",
    429: "Too often; Retry-After says when to come again.",
    503: "Overloaded, or the database does not answer; Retry-After says when to come again.",
}
POSTED = (400, 408, 413, 415)
KNOWN = (401, 403)
JSON, TEXT, BYTES = "application/json", "text/plain", "application/octet-stream"

_HEALTH = {
    "type": "object",
    "properties": {"rapport": {"type": "integer"}, "name": {"type": "string"}},
    "required": ["rapport", "name"],
}
_SHA256 = {
    "name": "sha256", "in": "path", "required": True,
    "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}  # fmt: skip
_RANGE = {"name": "Range", "in": "header", "required": False, "schema": {"type": "string"}}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: the message it asks for, what it replies, and the other answers it has."""

    path: str
    method: str
    about: str
    asks: str | None = None
    replies: Mapping[str, Any] = field(default_factory=dict)
    kind: str = JSON
    answers: tuple[int, ...] = KNOWN
    parameters: tuple[Mapping[str, Any], ...] = ()


def _message(name: str) -> Mapping[str, Any]:
    return {"$ref": REF.format(name=name)}


ENDPOINTS = (
    Endpoint(
        "/v1/enroll", "post", "Connect a computer by a one-time code.", "EnrolRequest",
        _message("EnrolReply"), answers=(*POSTED, 403),
    ),
    Endpoint(
        "/v1/push", "post", "Send what was written.", "PushRequest", _message("PushReply"),
        answers=(*POSTED, *KNOWN, 409),
    ),
    Endpoint(
        "/v1/pull", "post", "Receive the next page of changes: a PageHead, rows, a PageFoot.", "PullRequest",
        {"type": "string"}, wire.PAGE_TYPE, (*POSTED, *KNOWN, 409, 426),
    ),
    Endpoint(
        "/v1/check", "post", "Compare one table of a scope.", "CheckRequest", _message("CheckReply"),
        answers=(*POSTED, *KNOWN, 409, 426),
    ),
    Endpoint("/v1/wiped", "post", "Say that nothing is left on this computer.", replies={"type": "object"}),
    Endpoint(
        "/v1/file/{sha256}", "get", "The bytes of a file, or a range of them.", replies={"type": "string"},
        kind=BYTES, answers=(*KNOWN, 404, 416), parameters=(_SHA256, _RANGE),
    ),
    Endpoint(
        "/v1/health", "get", "Whether the hub answers, and whose it is.", replies=_HEALTH, answers=()
    ),
    Endpoint(
        "/v1/metrics", "get", "Counters, for an admin or the metrics token.", replies={"type": "string"},
        kind=TEXT,
    ),
    Endpoint("/v1/openapi.json", "get", "This description.", replies={"type": "object"}),
)  # fmt: skip


def description() -> dict[str, Any]:
    """The whole document, ready for JSON."""
    _, schemas = msgspec.json.schema_components(MESSAGES, ref_template=REF)
    schemas["PushRequest"]["properties"]["muts"]["items"] = {
        "anyOf": [_message("Mutation"), {}],
        "description": "What is not a mutation is rejected by itself and stops nothing.",
    }
    token = {"type": "http", "scheme": "bearer", "description": "What enrolment gave to this computer."}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Rapport team hub",
            "version": str(wire.WIRE),
            "description": "The version is the protocol's, which docs/sync.md describes.",
        },
        "paths": {one.path: {one.method: _operation(one)} for one in ENDPOINTS},
        "components": {"schemas": schemas, "securitySchemes": {"device": token}},
    }


def _operation(one: Endpoint) -> dict[str, Any]:
    made: dict[str, Any] = {
        "summary": one.about,
        "responses": {"200": {"description": "Done.", "content": {one.kind: {"schema": one.replies}}}},
        "security": [{"device": []}] if 401 in one.answers else [],
    }
    for status in (*one.answers, 429, 503):
        kind = "ForkReply" if status == 409 else "Refusal"
        made["responses"][str(status)] = {
            "description": WHY[status],
            "content": {JSON: {"schema": _message(kind)}},
        }
    if _RANGE in one.parameters:
        made["responses"]["206"] = {**made["responses"]["200"], "description": "The range."}
    if one.parameters:
        made["parameters"] = list(one.parameters)
    if one.asks:
        made["requestBody"] = {"required": True, "content": {JSON: {"schema": _message(one.asks)}}}
    return made
