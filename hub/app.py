"""The hub over HTTP: each endpoint reads a message, runs a plain function in a thread, and writes a message.

Nothing answers without a token but enrolment and health. How messages are read and written, and what becomes
of what goes wrong, is in `hub.http`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import iterate_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from data.sync import wire
from hub import devices, enrolment, files, http, openapi, pull, push
from hub.check import check
from hub.db import Db
from hub.http import Answer, Hub
from hub.limits import Limits
from hub.metrics import TEXT
from hub.refusals import forbidden, unauthorised
from hub.who import Who


def application(
    db: Db,
    *,
    now: Callable[[], int] = http.clock,
    limits: Limits | None = None,
    metrics_token: str = "",
) -> Starlette:
    """The hub of a database as an ASGI application. `metrics_token` is for whoever collects the metrics."""
    hub = Hub(db, now, limits or Limits(), metrics_token)
    routes = [
        Route(path, partial(http.answered, hub, path, answer), methods=[how]) for path, how, answer in ANSWERS
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: partial(http.lost, hub)})
    app.router.redirect_slashes = False
    return app


async def _enroll(hub: Hub, request: Request) -> Response:
    caller = http.address(request)
    hub.strangers.take(caller)
    asked = await http.message(hub, request, wire.EnrolRequest)
    job = partial(enrolment.enrol, hub.db, asked, caller, hub.now())
    return http.json(await http.run(hub, job, hub.hashing))


async def _push(hub: Hub, request: Request) -> Response:
    laptop = await http.holder(hub, request)
    if laptop.state == "wiped":
        raise unauthorised()
    asked = await http.message(hub, request, wire.PushRequest)
    return await http.run(hub, partial(_pushed, hub, laptop, asked, http.accepts(request)))


def _pushed(hub: Hub, laptop: devices.Holder, asked: wire.PushRequest, packing: str) -> Response:
    now, who = hub.now(), laptop.who
    if not laptop.active:
        kept = push.quarantine(hub.db, who, asked, now)
        hub.metrics.pushed(kept.results)
        return http.json(kept, packing)
    reply = push.push(hub.db, who, asked, now, twin=lambda work: devices.twin(work.tx, who, now))
    if isinstance(reply, wire.ForkReply):
        return http.forked(hub, reply)
    hub.metrics.pushed(reply.results)
    devices.seen(hub.db, laptop, asked.wire, now)
    return http.json(msgspec.structs.replace(reply, lease_until=devices.lease_until(now)), packing)


async def _pull(hub: Hub, request: Request) -> Response:
    laptop = await http.admitted(hub, request)
    asked = await http.message(hub, request, wire.PullRequest)
    http.speaks(asked.wire)
    return await http.run(hub, partial(_pulled, hub, laptop, asked, http.accepts(request)))


def _pulled(hub: Hub, laptop: devices.Holder, asked: wire.PullRequest, packing: str) -> Response:
    now = hub.now()
    if asked.report is not None:
        hub.metrics.reported(laptop.who.device, asked.report)
    page = pull.pull(hub.db, laptop.who, asked, now, devices.lease_until(now))
    if isinstance(page, wire.ForkReply):
        return http.forked(hub, page)
    hub.metrics.pulled(page.foot.n)
    devices.seen(hub.db, laptop, asked.wire, now)
    return http.packed(page.body(), wire.PAGE_TYPE, packing)


async def _check(hub: Hub, request: Request) -> Response:
    laptop = await http.admitted(hub, request)
    asked = await http.message(hub, request, wire.CheckRequest)
    http.speaks(asked.wire)
    reply = await http.run(hub, partial(check, hub.db, laptop.who, asked))
    return (
        http.forked(hub, reply)
        if isinstance(reply, wire.ForkReply)
        else http.json(reply, http.accepts(request))
    )


async def _wiped(hub: Hub, request: Request) -> Response:
    laptop = await http.holder(hub, request)
    await http.run(hub, partial(devices.wiped, hub.db, laptop, hub.now()))
    return http.json({})


async def _file(hub: Hub, request: Request) -> Response:
    who = (await http.admitted(hub, request)).who
    file = await http.run(hub, partial(_found, hub.db, who, request.path_params["sha256"]))
    asked = files.part(file, request.headers.get("range"))
    headers = {
        **http.HEADERS,
        "Cache-Control": "private, max-age=31536000, immutable",
        "Accept-Ranges": "bytes",
        "Content-Length": str(asked.end - asked.first),
    }
    if not asked.whole:
        headers["Content-Range"] = f"bytes {asked.first}-{asked.end - 1}/{file.size}"
    return StreamingResponse(
        iterate_in_threadpool(files.pieces(hub.db, who.team, file, asked)),
        200 if asked.whole else 206,
        headers,
        media_type=file.kind,
    )


def _found(db: Db, who: Who, name: str) -> files.File:
    with db.reading() as tx:
        return files.find(tx, who, name)


async def _health(hub: Hub, request: Request) -> Response:
    hub.strangers.take(http.address(request))
    return http.json({"rapport": wire.WIRE, "name": await http.run(hub, partial(_name, hub.db))})


def _name(db: Db) -> str:
    """The name of the team that lives here; none where there are several."""
    with db.reading() as tx:
        names = tx.rows("SELECT name FROM team LIMIT 2")
    return str(names[0][0]) if len(names) == 1 else ""


async def _metrics(hub: Hub, request: Request) -> Response:
    if (
        not http.carries(request, hub.metrics_token)
        and (await http.admitted(hub, request)).who.role != "admin"
    ):
        raise forbidden()
    return http.packed(await http.run(hub, hub.metrics.text), TEXT, http.accepts(request))


async def _openapi(hub: Hub, request: Request) -> Response:
    await http.admitted(hub, request)
    return http.json(openapi.description(), http.accepts(request))


ANSWERS: tuple[tuple[str, str, Answer], ...] = (
    ("/v1/enroll", "POST", _enroll),
    ("/v1/push", "POST", _push),
    ("/v1/pull", "POST", _pull),
    ("/v1/check", "POST", _check),
    ("/v1/wiped", "POST", _wiped),
    ("/v1/file/{sha256}", "GET", _file),
    ("/v1/health", "GET", _health),
    ("/v1/metrics", "GET", _metrics),
    ("/v1/openapi.json", "GET", _openapi),
)
