"""What laptops receive: the changes of their scopes since their cursors, as pages.

A page is read from one snapshot and never ends inside a transaction's rows. A laptop that was away longer
than gone rows are remembered, or whose view of restricted columns changed, is told to read a scope anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from data.sync import wire
from data.sync.tables import TABLES, Table
from data.sync.wire import ForkReply, PageFoot, PageHead, PullRequest
from hub.db import Db, Tx
from hub.rows import head, knows
from hub.scopes import granted, view
from hub.who import Who

FEW = 50  # a page is not cut shorter than that for its size
RANGE = "c.team = :team AND c.scope = :scope AND c.seq > :cursor"


class Kept(NamedTuple):
    """What the hub keeps of a scope: its digest, and the seq of its last change."""

    n: int = 0
    total: int = 0
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read of one scope: from a cursor on, at most so many rows."""

    team: str
    scope: str
    cursor: int
    view: str
    rows: int
    space: int

    @property
    def fresh(self) -> bool:
        """Nothing of it was read yet, so what is gone need not be told. In later pages it must: it may have
        been in an earlier one."""
        return self.cursor == 0


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one scope up to `until`, as lines; `more` lies beyond."""

    lines: bytes
    n: int
    until: int
    more: bool
    tables: frozenset[str]


@dataclass(slots=True)
class Pulled:
    """A page as blocks of lines, the tables in them, and its foot."""

    blocks: list[Block]
    foot: PageFoot
    tables: set[str] = field(default_factory=set)

    def body(self) -> bytes:
        heads = {name: list(TABLES[name].names) for name in sorted(self.tables)}
        return wire.page_bytes(PageHead(heads), [block.lines for block in self.blocks], self.foot)


def pull(db: Db, who: Who, request: PullRequest, now: int, lease_until: int = 0) -> Pulled | ForkReply:
    """The next page for a laptop, over all its scopes."""
    with db.reading() as tx:
        if not knows(tx, who.team, request.hi):
            return ForkReply(head(tx, who.team))
        pulled = _page(tx, who, request)
    foot = msgspec.structs.replace(pulled.foot, now=now, lease_until=lease_until)
    return Pulled(pulled.blocks, foot, pulled.tables)


def _page(tx: Tx, who: Who, request: PullRequest) -> Pulled:
    newest, scopes, seen = head(tx, who.team), granted(tx, who), view(tx, who)
    floor = tx.value("SELECT floor FROM team WHERE id = :team", team=who.team)
    kept = kept_of(tx, who.team)
    cursors, reset, blocks, parts = dict[str, int](), list[str](), list[Block](), list[tuple[str, int]]()
    rows, space, left = request.max_rows, request.max_bytes, 0
    for scope in scopes:
        cursor = request.cursors.get(scope, 0)
        rebuilding = scope in request.rebuilding
        if cursor and (request.rebuilding.get(scope, cursor) < floor or request.view != seen):
            reset.append(scope)
        elif (known := kept.get(scope, Kept())).seq <= cursor:
            cursors[scope] = newest[0]
        else:
            left += known.n if rebuilding or not cursor else 0
            if rows > 0 and space > 0:
                block = _block(tx, Asked(who.team, scope, cursor, seen, rows, space))
                blocks.append(block)
                parts.append((scope, block.n))
                cursors[scope] = block.until if block.more else newest[0]
                rows, space = (0, 0) if block.more else (rows - block.n, space - len(block.lines))
    more = any(cursors.get(scope) != newest[0] for scope in scopes)
    digest = {} if more else {scope: kept.get(scope, Kept())[:2] for scope in scopes}
    n = sum(block.n for block in blocks)
    foot = PageFoot(n, parts, cursors, scopes, newest, more, digest, reset, seen, left=left)
    return Pulled(blocks, foot, {name for block in blocks for name in block.tables})


def kept_of(tx: Tx, team: str) -> dict[str, Kept]:
    """What the hub keeps of every scope of a team."""
    rows = tx.tuples("SELECT scope, n, total, seq FROM digest WHERE team = :team", team=team)
    return {row[0]: Kept(row[1], row[2], row[3]) for row in rows}


def _block(tx: Tx, asked: Asked) -> Block:
    live = " AND c.gone = 0" if asked.fresh else ""
    bound = {"team": asked.team, "scope": asked.scope, "cursor": asked.cursor}
    seqs = [
        row[0]
        for row in tx.tuples(
            f"SELECT c.seq FROM change c WHERE {RANGE}{live} ORDER BY c.seq LIMIT :most",
            **bound, most=asked.rows + 1,
        )
    ]  # fmt: skip
    if not seqs:
        return Block(b"", 0, asked.cursor, False, frozenset())
    more = len(seqs) > asked.rows
    until = seqs[-1]
    if more and seqs[0] != until:  # never in the middle of a transaction's rows
        until = max(seq for seq in seqs if seq != until)
    found = tx.tuples(
        f"SELECT DISTINCT c.tbl FROM change c WHERE {RANGE}{live} AND c.seq <= :until", **bound, until=until
    )
    tables = sorted(row[0] for row in found if row[0] in TABLES)
    lines, n = [], 0
    for name in tables:
        for rows in (
            _live(tx, TABLES[name], asked, until),
            [] if asked.fresh else _gone(tx, name, asked, until),
        ):
            lines.append(wire.lines(rows))
            n += len(rows)
    block = Block(b"".join(lines), n, until, more or _beyond(tx, asked, until, live), frozenset(tables))
    if len(block.lines) > asked.space and seqs[0] != until and asked.rows > FEW:
        return _block(tx, _shorter(asked))
    return block


def _shorter(asked: Asked) -> Asked:
    return Asked(asked.team, asked.scope, asked.cursor, asked.view, asked.rows // 2, asked.space)


def _beyond(tx: Tx, asked: Asked, until: int, live: str) -> bool:
    found = tx.value(
        f"SELECT 1 FROM change c WHERE {RANGE}{live} LIMIT 1",
        team=asked.team, scope=asked.scope, cursor=until,
    )  # fmt: skip
    return found is not None


def _live(tx: Tx, table: Table, asked: Asked, until: int) -> list[tuple[object, ...]]:
    """The rows of a table that changed in the range, with the columns that the view shows."""
    shown = (
        f"t.{name}" if table.restricted.get(name, asked.view) == asked.view else f"NULL AS {name}"
        for name in table.names
    )
    rows = tx.tuples(
        f"SELECT t.id, t.seq, {', '.join(shown)} FROM change c CROSS JOIN {table.name} t WHERE {RANGE}"
        " AND c.seq <= :until AND c.tbl = :tbl AND c.gone = 0 AND t.team = c.team AND t.id = c.id",
        team=asked.team, scope=asked.scope, cursor=asked.cursor, until=until, tbl=table.name,
    )  # fmt: skip
    name = table.name
    return [(name, row[0], row[1], row[2:]) for row in rows]


def _gone(tx: Tx, name: str, asked: Asked, until: int) -> list[tuple[object, ...]]:
    rows = tx.tuples(
        f"SELECT c.id, c.seq FROM change c WHERE {RANGE} AND c.seq <= :until AND c.tbl = :tbl AND c.gone = 1",
        team=asked.team, scope=asked.scope, cursor=asked.cursor, until=until, tbl=name,
    )  # fmt: skip
    return [(name, row_id, seq, None) for row_id, seq in rows]
