"""A program that speaks JSON over HTTP: lists of records, page by page.

    type = "rest"
    url = "https://crm.example/api"
    token_env = "CRM_TOKEN"            # sent as `Authorization: Bearer ...`; header and scheme say otherwise

    [[kind]]
    kind = "customers"
    path = "/accounts"
    key = "id"                         # the path of a record's own id
    items = "data.accounts"            # where the list is in the answer; "" if the answer is the list
    query = {sort = "id"}
    page = {number = "page", first = 1, size = "per_page", of = 100}
    next = "links.next"                # or: the path of the next page's address; "Link" for the header
    cursor = {send = "after", from = "meta.cursor"}    # or: what the next request repeats
    since = "updated_after"            # the parameter that asks for what has changed, where there is one
    since_format = "iso"               # or "seconds", "milliseconds"

    [[kind]]
    kind = "orders"
    each = "lines"                     # a record for each of these; lines.sku is then of the one at hand

Without `since` everything is read, and what is as it was is left alone. Pages by number shift when records
come and go meanwhile, so they are read twice before anything is taken to be gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from hub.sources.chunks import AT_ONCE, Chunk, Pass, next_pass
from hub.sources.definition import Definition, Feed, SourceRefused, SourceUnreachable, secret
from hub.sources.documents import at, cells
from hub.sources.http import asked, client, read
from hub.sources.records import ONE_OF, Raw

if TYPE_CHECKING:
    import httpx

MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Rest:
    """Reads a program's lists. `now` is UTC milliseconds."""

    name: str
    url: str
    http: httpx.Client
    now: int

    @classmethod
    def opened(cls, said: Definition, now: int) -> Rest:
        place, headers = said.place, {}
        if "token_env" in place:
            token, scheme = secret(place, "token_env"), place.get("scheme", "Bearer")
            headers[str(place.get("header", "Authorization"))] = f"{scheme} {token}".strip()
        http = client(headers, float(place.get("timeout_s", 30)))
        return cls(said.name, str(place["url"]).rstrip("/"), http, now)

    def pull(self, feed: Feed, cursor: Mapping[str, Any]) -> Iterator[Chunk]:
        """What has changed, or all there is."""
        since = feed.place.get("since")
        this = next_pass(feed, cursor, self.now, since=bool(since), ids=False)
        present, pages = set[str](), 0
        for items in self._pages(feed, this):
            pages += 1
            raws = [raw for item in items for raw in self._raws(feed, item)]
            present |= {raw.key for raw in raws}
            together = "each" in feed.place  # all lines of an order are in one chunk
            size = max(1, len(raws)) if together else AT_ONCE
            for start in range(0, len(raws), size):
                yield Chunk(raws[start : start + size], all_lines=together)
        if this.whole and pages > 1 and "page" in feed.place and feed.delete == "missing":
            for items in self._pages(feed, this):
                present |= {raw.key for item in items for raw in self._raws(feed, item)}
        yield Chunk(cursor=this.done(), present=frozenset(present) if this.whole else None)

    def close(self) -> None:
        self.http.close()

    def _pages(self, feed: Feed, this: Pass) -> Iterator[list[Any]]:
        """The lists of one page after another, until there is no more."""
        place = feed.place
        url, query = f"{self.url}/{str(place['path']).lstrip('/')}", _query(feed, this)
        page = dict(place.get("page", {}))
        number = int(page.get("first", 1))
        seen: set[str] = set()
        for _ in range(MOST_PAGES):
            if page:
                query[str(page.get("number", "page"))] = number
            response = asked(self.http, "GET", url, name=self.name, params=query or None)
            answer = read(response, self.name)
            items = self._items(feed, answer)
            yield items
            if page:
                if not items or ("of" in page and len(items) < int(page["of"])) or _again(items, seen):
                    return
                number += len(items) if page.get("counts") == "records" else 1
                continue
            url, query, more = self._onward(feed, response, answer, url, query)
            if not more:
                return
            self._not_twice(more, seen)
        raise self._circle()

    def _onward(
        self, feed: Feed, response: httpx.Response, answer: Any, url: str, query: dict[str, Any]
    ) -> tuple[str, dict[str, Any], str]:
        """The next address and its parameters, and what tells it from others; "" if there is none."""
        if "cursor" in feed.place:
            cursor = feed.place["cursor"]
            more = str(at(answer, str(cursor["from"])) or "")
            return url, {**query, str(cursor["send"]): more}, more
        if "next" not in feed.place:
            return url, query, ""
        where = str(feed.place["next"])
        found = response.links.get("next", {}).get("url") if where == "Link" else at(answer, where)
        onward = urljoin(url, str(found)) if found else ""
        if onward and urlsplit(onward)[:2] != urlsplit(self.url)[:2]:
            raise SourceUnreachable(
                "{name} sends on to {host}, which is not the address that was given.",
                "Nothing secret is sent there. Correct url, if that is right.",
                name=self.name,
                host=urlsplit(onward).netloc,
            )
        return onward, {}, onward

    def _items(self, feed: Feed, answer: Any) -> list[Any]:
        found = answer
        for part in filter(None, str(feed.place.get("items", "")).split(".")):
            found = found.get(part) if isinstance(found, Mapping) else None
        if not isinstance(found, list):
            raise SourceUnreachable(
                "{name} answers {path} without a list at {items}.",
                "Say in items where the list is.",
                name=self.name,
                path=feed.place["path"],
                items=feed.place.get("items", "") or "the top",
            )
        return found

    def _raws(self, feed: Feed, item: Any) -> Iterator[Raw]:
        key = at(item, str(feed.place["key"]))
        if key is None:
            raise SourceRefused(
                "{where}: a record has nothing at {key}.", "Say in key where its own id is.",
                where=feed.label, key=feed.place["key"],
            )  # fmt: skip
        where, each = f"{feed.place['path']} {key}", feed.place.get("each")
        if not each:
            yield Raw(where, cells(feed, item), str(key))
            return
        for nth, one in enumerate(item.get(each) or [], 1):
            yield Raw(f"{where}, {nth}", cells(feed, {**item, each: one}), f"{key}{ONE_OF}{nth}")

    def _not_twice(self, more: str, seen: set[str]) -> None:
        if more in seen:
            raise self._circle()
        seen.add(more)

    def _circle(self) -> SourceUnreachable:
        return SourceUnreachable(
            "{name} gives the same page again and again.",
            "Check how its pages are asked for.",
            name=self.name,
        )


def _again(items: list[Any], seen: set[str]) -> bool:
    """Whether a page is one that was there before, as some give their last one for ever."""
    page = repr(items)
    if page in seen:
        return True
    seen.clear()
    seen.add(page)
    return False


def _query(feed: Feed, this: Pass) -> dict[str, Any]:
    place = feed.place
    query = dict(place.get("query", {}))
    page = place.get("page", {})
    if "size" in page and "of" in page:
        query[str(page["size"])] = int(page["of"])
    if "since" in place and this.since is not None:
        since = max(this.since, 0)
        match place.get("since_format", "iso"):
            case "seconds":
                said: Any = since // 1000
            case "milliseconds":
                said = since
            case _:
                said = (
                    datetime.fromtimestamp(since / 1000, UTC)
                    .isoformat(timespec="seconds")
                    .replace("+00:00", "Z")
                )
        query[str(place["since"])] = said
    return query
