"""Tryton over JSON-RPC: parties, products, price lists, and sales or invoices with their lines.

    type = "tryton"
    url = "https://erp.example:8000"
    database = "company"
    user = "rapport"                    # a user that may read these, and nothing else
    password_env = "TRYTON_PASSWORD"

    [[kind]]
    kind = "customers"                  # what is usual stands in resources/sources/tryton.toml
    where = [["categories.name", "=", "Customers"]]

What a record says comes from several: changing an address or a sale's line leaves the party and the sale as
they were, so the stamps of all of them are asked for. A record has no write date until it is written again,
and one that is deleted leaves nothing behind, so there is a list of all ids as well. Stamps are the server's.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from hub.sources.chunks import Chunk, Pass, next_pass
from hub.sources.definition import Definition, Feed, SourceUnreachable, secret
from hub.sources.documents import cells, paths
from hub.sources.http import asked, client, read
from hub.sources.records import Raw

if TYPE_CHECKING:
    import httpx

PAGE = 500
IDS = 10_000
# Through what a record says more than itself: a change there is a change of the record.
THROUGH: Mapping[str, tuple[str, ...]] = {
    "party.party": ("addresses.", "contact_mechanisms."),
    "product.product": ("template.",),
    "sale.line": ("sale.", "sale.party.", "sale.invoices."),
    "account.invoice.line": ("invoice.", "invoice.party."),
}
LISTS, PRODUCTS = "product.price_list", "product.product"
SALABLE = [["salable", "=", True]]


@dataclass(slots=True)
class Tryton:
    """Reads a Tryton database. `now` is UTC milliseconds, for a server that does not say its time."""

    name: str
    url: str
    user: str
    password: str
    http: httpx.Client
    now: int
    _session: str = ""
    _context: dict[str, Any] = field(default_factory=dict)
    _server_now: int = 0

    @classmethod
    def opened(cls, said: Definition, now: int) -> Tryton:
        place = said.place
        url = f"{str(place['url']).rstrip('/')}/{place['database']}/rpc/"
        password = secret(place, "password_env")
        return cls(said.name, url, str(place["user"]), password, client({}, 60.0), now)

    def pull(self, feed: Feed, cursor: Mapping[str, Any]) -> Iterator[Chunk]:
        """What has changed, and the ids of all there is."""
        if not self._session:
            self._login()
        if feed.place["model"] == LISTS:
            yield from self._prices(feed)
            return
        self._call("model.res.user.get_preferences", True)  # for the server's time
        this = next_pass(feed, cursor, self._server_now or self.now, since=True, ids=False)
        yield from self._changed(feed, this)
        present = self._ids(feed) if feed.delete == "missing" else None
        yield Chunk(cursor=this.done(), present=present)

    def close(self) -> None:
        self.http.close()

    def _changed(self, feed: Feed, this: Pass) -> Iterator[Chunk]:
        """The records of a feed since an instant, by id."""
        after, model = this.after or 0, str(feed.place["model"])
        fields = paths(feed)
        size = int(feed.place.get("page", PAGE))
        while True:
            domain = [*_where(feed), *_since(model, this), ["id", ">", after]]
            found = self._read(model, domain, size, fields)
            if found:
                after = found[-1]["id"]
                raws = [_raw(feed, f"{model} {one['id']}", str(one["id"]), one) for one in found]
                yield Chunk(raws, this.reached(after))
            if len(found) < size:
                return

    def _ids(self, feed: Feed) -> frozenset[str]:
        """The ids of all records of a feed."""
        return frozenset(str(one["id"]) for one in self._all(str(feed.place["model"]), _where(feed), ["id"]))

    def _prices(self, feed: Feed) -> Iterator[Chunk]:
        """What each product costs by each price list, as Tryton itself computes it."""
        fields = [path for path in paths(feed) if not path.startswith("list.")]
        for one in list(self._all(LISTS, _where(feed), ["name"])):
            context = {"price_list": one["id"], "quantity": 1}
            raws = [
                _raw(feed, f"{one['name']}, {product.get('code') or product['id']}",
                     f"{one['id']}/{product['id']}", {**product, "list": one})
                for product in self._all(PRODUCTS, [["active", "=", True], *SALABLE], fields, context)
            ]  # fmt: skip
            for at in range(0, len(raws), PAGE):
                yield Chunk([raw for raw in raws[at : at + PAGE] if raw.cells.get("price") != ""])
        yield Chunk(complete=True)

    def _all(
        self, model: str, domain: list[Any], fields: list[str], context: Mapping[str, Any] | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """Every record that fits, page by page by id."""
        after, size = 0, IDS if fields == ["id"] else PAGE
        while found := self._read(model, [*domain, ["id", ">", after]], size, fields, context):
            yield from found
            after = found[-1]["id"]

    def _read(
        self,
        model: str,
        domain: list[Any],
        limit: int,
        fields: list[str],
        context: Mapping[str, Any] | None = None,
    ) -> list[Mapping[str, Any]]:
        found = self._call(
            f"model.{model}.search_read", domain, 0, limit, [["id", "ASC"]], fields, context=context or {}
        )
        return [_plain(one) for one in found or ()]

    def _login(self) -> None:
        found = self._call("common.db.login", self.user, {"password": self.password}, "en", context=None)
        if not isinstance(found, list) or len(found) < 2:
            raise SourceUnreachable(
                "{name} does not let {user} in.", "Check the user and the password.",
                name=self.name, user=self.user,
            )  # fmt: skip
        credentials = f"{self.user}:{found[0]}:{found[1]}"
        self._session = f"Session {b64encode(credentials.encode()).decode()}"
        self._context = {
            key: value
            for key, value in self._call("model.res.user.get_preferences", True).items()
            if key in {"company", "companies", "company_filter", "employees", "language"}
        }

    def _call(self, method: str, *arguments: Any, context: Mapping[str, Any] | None = None) -> Any:
        """The result of a remote call, which has its context last. Tryton's errors come with HTTP 200."""
        login = method == "common.db.login"
        told = [] if login else [{**self._context, "active_test": False, **(context or {})}]
        headers = {"Authorization": self._session} if self._session else {}
        response = asked(
            self.http, "POST", self.url, name=self.name, headers=headers,
            json={"id": 1, "method": method, "params": [*arguments, *told]},
        )  # fmt: skip
        self._server_now = _sent_at(response) or self._server_now
        answer = read(response, self.name)
        if isinstance(answer, dict) and "error" in answer:
            raise SourceUnreachable(
                "{name} answers {method} with: {reason}.",
                "Check what its user may read, and which modules are active there.",
                name=self.name,
                method=method,
                reason=_reason(answer["error"]),
            )
        return answer.get("result") if isinstance(answer, dict) else answer


def _where(feed: Feed) -> list[Any]:
    """The condition of a feed; what a file cannot write is written as "null"."""
    return [_nulls(one) for one in feed.place.get("where", [])]


def _nulls(part: Any) -> Any:
    if isinstance(part, list):
        return [_nulls(one) for one in part]
    return None if part == "null" else part


def _since(model: str, this: Pass) -> list[Any]:
    """The condition that a record, or what it says more by, was made or written since an instant."""
    if this.since is None:
        return []
    at = datetime.fromtimestamp(max(this.since, 0) / 1000, UTC)
    stamp = {
        "__class__": "datetime", "year": at.year, "month": at.month, "day": at.day, "hour": at.hour,
        "minute": at.minute, "second": at.second, "microsecond": 0,
    }  # fmt: skip
    through = ("", *THROUGH.get(model, ()))
    return [
        [
            "OR",
            *([f"{path}{name}", ">=", stamp] for path in through for name in ("write_date", "create_date")),
        ]
    ]


def _raw(feed: Feed, where: str, key: str, record: Mapping[str, Any]) -> Raw:
    return Raw(where, cells(feed, record), key)


def _plain(value: Any) -> Any:
    """What JSON cannot say as it is meant, and records that are asked for by a path in their place."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "__class__" in value:
        return _made(value)
    plain = {name: _plain(one) for name, one in value.items()}
    return {
        name.rstrip("."): one for name, one in sorted(plain.items(), key=lambda item: item[0].endswith("."))
    }


def _made(said: Mapping[str, Any]) -> Any:
    kind = said["__class__"]
    try:
        match kind:
            case "Decimal":
                return Decimal(said["decimal"])
            case "date":
                return date(said["year"], said["month"], said["day"])
            case "datetime":
                day = date(said["year"], said["month"], said["day"])
                clock = time(said["hour"], said["minute"], said["second"], said["microsecond"])
                return datetime.combine(day, clock, UTC)
            case "timedelta":
                return timedelta(seconds=said["seconds"]).total_seconds()
    except (KeyError, ValueError, TypeError, InvalidOperation):
        return None
    return None


def _sent_at(response: httpx.Response) -> int:
    """When the server says that it answered, UTC milliseconds; 0 if it does not say."""
    try:
        return int(parsedate_to_datetime(response.headers["Date"]).timestamp() * 1000)
    except (KeyError, ValueError):
        return 0


def _reason(error: Any) -> str:
    """What Tryton says went wrong, without its traces."""
    said = error[1] if isinstance(error, list) and len(error) > 1 else error
    if isinstance(said, list):
        said = said[0]
    first = error[0] if isinstance(error, list) and error else ""
    return (str(said) or str(first)).strip().splitlines()[0].rstrip(".") if (said or first) else "an error"
