"""Whoever talks to a hub over HTTP without being our laptop: raw requests, every byte of the answers kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from data.sync.wire import Page, Row, read_page
from hub import devices
from hub.db import Db
from hub.limits import Limits, Rate
from hub.serve import embedded
from hub.who import Who
from tests.builders.hub import NOW

EASY = Limits(device=Rate(1e6, 1e6), stranger=Rate(1e6, 1e6))


@dataclass
class Caller:
    """Somebody with a token. `heard` is all that the hub ever answered them, unpacked, headers included."""

    http: httpx.Client
    device: str = ""
    heard: list[str] = field(default_factory=list)
    _ord: Iterator[int] = field(default_factory=lambda: count(1))

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        response = self.http.request(method, path, **options)
        self.heard.append(f"{response.headers}{response.text}")
        return response

    def pull(self, cursors: dict[str, int] | None = None, **asked: Any) -> httpx.Response:
        return self.ask("POST", "/v1/pull", json={"hi": [0, ""], "cursors": cursors or {}, **asked})

    def page(self, cursors: dict[str, int] | None = None, **asked: Any) -> Page:
        return read_page(self.pull(cursors, **asked).content)

    def pull_all(self) -> list[Row]:
        """All rows from the beginning on."""
        rows: list[Row] = []
        cursors: dict[str, int] = {}
        view, more = "", True
        while more:
            page = self.page(cursors, view=view)
            rows += page.rows
            cursors, view, more = cursors | page.foot.cursors, page.foot.view, page.foot.more
        return rows

    def push(self, *mutations: Any) -> list[list[Any]]:
        """Send mutations; gives the results."""
        reply = self.ask("POST", "/v1/push", json={"hi": [0, ""], "muts": mutations})
        assert reply.status_code == 200, reply.text
        results: list[list[Any]] = reply.json()["results"]
        return results

    def write(self, op: str, table: str, row_id: str, **values: Any) -> tuple[str, str]:
        """Send one mutation; gives its outcome and why."""
        ord_ = next(self._ord)
        body = {
            "mid": f"{self.device}-{ord_}",
            "ord": ord_,
            "op": op,
            "tbl": table,
            "id": row_id,
            "set": values,
        }
        ((_, outcome, _, why),) = ([*one, ""][:4] for one in self.push(body))
        return outcome, why

    def has_heard(self, text: str) -> bool:
        return any(text in one for one in self.heard)


@dataclass
class Line:
    """A hub that is being served."""

    db: Db
    url: str
    _clients: list[httpx.Client] = field(default_factory=list)

    def stranger(self) -> Caller:
        client = httpx.Client(base_url=self.url, timeout=30)
        self._clients.append(client)
        return Caller(client)

    def caller(self, who: Who) -> Caller:
        """Somebody at a computer that was just connected."""
        device, token = self.db.write(lambda tx: devices.connect(tx, who, "laptop", 1, NOW))
        caller = self.stranger()
        caller.http.headers["Authorization"] = f"Bearer {token}"
        caller.device = device
        return caller

    def close(self) -> None:
        for client in self._clients:
            client.close()


@contextmanager
def served(db: Db, limits: Limits = EASY) -> Iterator[Line]:
    """The hub of a database, served while the block runs."""
    with embedded(db, limits=limits) as url:
        line = Line(db, url)
        try:
            yield line
        finally:
            line.close()
