"""A program that speaks JSON over HTTP and is as awkward as such programs are: a real server on loopback.

Accounts come by page number in an envelope, goods by links in a header, deals by cursor with their positions
inside, each resource in its own way. Now and then it is busy (429), broken (500) or slow to be there.
"""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.builders.sources import until

TOKEN = "a token for tests"
PAGE = 3


@dataclass(slots=True)
class Crm:
    """What the program has, and how it behaves. `asked` are the requests that it has seen."""

    accounts: list[dict[str, Any]] = field(default_factory=list)
    goods: list[dict[str, Any]] = field(default_factory=list)
    deals: list[dict[str, Any]] = field(default_factory=list)
    trouble: list[Response] = field(default_factory=list)  # given one after another in place of an answer
    between_pages: Callable[[int], None] | None = None  # called with the page that was just given
    asked: list[str] = field(default_factory=list)
    url: str = ""
    elsewhere: bool = False  # links lead to another host

    async def answer(self, request: Request, give: Callable[[Request], Response]) -> Response:
        self.asked.append(f"{request.url.path}?{request.url.query}")
        if request.headers.get("X-Api-Key") != f"Token {TOKEN}":
            return JSONResponse({"detail": "no"}, 401)
        return self.trouble.pop(0) if self.trouble else give(request)

    def page_of_accounts(self, request: Request) -> Response:
        page = int(request.query_params["page"])
        found = self.accounts[(page - 1) * PAGE : page * PAGE]
        answer = JSONResponse({"data": {"accounts": found}, "meta": {"page": page}})
        if self.between_pages:
            self.between_pages(page)
        return answer

    def page_of_goods(self, request: Request) -> Response:
        start = int(request.query_params.get("from", 0))
        links = {}
        if start + PAGE < len(self.goods):
            host = "http://elsewhere.example" if self.elsewhere else ""
            links["Link"] = f'<{host}/api/goods?from={start + PAGE}>; rel="next"'
        return JSONResponse(self.goods[start : start + PAGE], headers=links)

    def page_of_deals(self, request: Request) -> Response:
        since = request.query_params.get("updated_after", "")
        found = [deal for deal in self.deals if deal["updated_at"] >= since]
        start = int(request.query_params.get("after") or 0)
        more = str(start + PAGE) if start + PAGE < len(found) else None
        return JSONResponse({"items": found[start : start + PAGE], "paging": {"next": more}})


def application(crm: Crm) -> Starlette:
    def route(path: str, give: Callable[[Request], Response]) -> Route:
        async def endpoint(request: Request) -> Response:
            return await crm.answer(request, give)

        handler: Callable[[Request], Awaitable[Response]] = endpoint
        return Route(path, handler)

    return Starlette(
        routes=[
            route("/api/accounts", crm.page_of_accounts),
            route("/api/goods", crm.page_of_goods),
            route("/api/deals", crm.page_of_deals),
            route("/portal/accounts", lambda _: HTMLResponse("<title>Sign in</title>")),
        ]
    )


@contextmanager
def running(crm: Crm) -> Iterator[Crm]:
    """The program, served while the block runs."""
    server = uvicorn.Server(uvicorn.Config(application(crm), port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        crm.url = f"http://127.0.0.1:{port}"
        yield crm
    finally:
        server.should_exit = True
        thread.join(20)


def busy(seconds: int = 0) -> Response:
    return JSONResponse({"detail": "slow down"}, 429, {"Retry-After": str(seconds)})


def broken() -> Response:
    return Response("Traceback ...", 500)
