"""The ledger of a source: what it has said so far, record by record, and how far it was read.

It is written in the transactions of the rows that it covers, so a run that is killed goes on where it was.
A run has a token; when another run of the source begins, the older one ends at its next step.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.db import Tx
from hub.sources.definition import Feed, SourceUnreachable
from hub.sources.records import Read

# Taken as it is; could not be taken yet; not in the source any more; and that, but it stays in the hub.
TAKEN, WAITING, MISSING, KEPT = "", "waiting", "missing", "kept"
GONE = frozenset({MISSING, KEPT})


@dataclass(frozen=True, slots=True)
class Entry:
    """A record in the ledger. `said` are its values as they were taken last, None if they never were.

    `waits`, of a record that could not be taken: `at`, `sentence`, whether its cells are `unread`, else the
    `values` that are tried again.
    """

    key: str
    file: str
    whole: str
    state: str
    said: Mapping[str, Any] | None
    waits: Mapping[str, Any] | None


COLUMNS = "key, file, whole, state, said, waits"
OF = "team = :team AND source = :source AND kind = :kind"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of one feed."""

    team: str
    source: str
    feed: Feed

    @property
    def _of(self) -> dict[str, str]:
        return {"team": self.team, "source": self.source, "kind": self.feed.label}

    def known(self, tx: Tx, keys: Iterable[str]) -> dict[tuple[str, str], Entry]:
        """Records by key and file."""
        return self._found(tx, tx.among("key", "named"), named=tx.listed(keys))

    def of_orders(self, tx: Tx, orders: Iterable[str]) -> dict[tuple[str, str], Entry]:
        """The lines of orders."""
        return self._found(tx, tx.among("whole", "named"), named=tx.listed(orders))

    def in_state(self, tx: Tx, *states: str) -> dict[tuple[str, str], Entry]:
        """Records in one of some states."""
        return self._found(tx, tx.among("state", "named"), named=tx.listed(states))

    def elsewhere(self, tx: Tx) -> Iterator[Mapping[str, Any]]:
        """What other sources say of records of this kind."""
        name = self.feed.kind.name
        rows = tx.rows(
            "SELECT said FROM source_row WHERE team = :team AND source <> :source AND state = ''"
            " AND (kind = :name OR kind LIKE :further) AND said IS NOT NULL",
            team=self.team, source=self.source, name=name, further=f"{name}-%",
        )  # fmt: skip
        return (json.loads(row[0]) for row in rows)

    def count(self, tx: Tx) -> int:
        """How many records there are."""
        return int(tx.value(f"SELECT count(*) FROM source_row WHERE {OF}", **self._of))

    def keys_of(self, tx: Tx, file: str) -> set[str]:
        """The keys of a file's records, or of those that are no file's."""
        sql = f"SELECT key FROM source_row WHERE {OF} AND file = :file"
        return {row[0] for row in tx.rows(sql, **self._of, file=file)}

    def keep(self, tx: Tx, file: str, records: Sequence[Read]) -> None:
        """Note records as taken."""
        self._put(
            tx, [{"key": one.key, "file": file, "whole": one.whole, "said": one.said} for one in records]
        )

    def wait(self, tx: Tx, file: str, record: Read, sentence: str) -> None:
        """Note that a record could not be taken; what was taken of it before stays noted."""
        unread = bool(record.wrong)  # the same cells cannot be read next time either
        waits = {"at": record.at, "sentence": sentence, "unread": unread, "values": dict(record.values)}
        tx.run(
            f"INSERT INTO source_row (team, source, kind, {COLUMNS})"
            " VALUES (:team, :source, :kind, :key, :file, :whole, :state, NULL, :waits)"
            " ON CONFLICT (team, source, kind, key, file) DO UPDATE SET state = excluded.state,"
            " waits = excluded.waits",
            **self._of, key=record.key, file=file, whole=record.whole, state=WAITING,
            waits=json.dumps(waits, ensure_ascii=False),
        )  # fmt: skip

    def miss(self, tx: Tx, file: str, keys: Iterable[str]) -> None:
        """Note that the source does not have records any more."""
        tx.run(
            f"UPDATE source_row SET state = :state WHERE {OF} AND file = :file AND {tx.among('key')}",
            **self._of, state=MISSING, file=file, ids=tx.listed(keys),
        )  # fmt: skip

    def stay(self, tx: Tx, entries: Iterable[Entry]) -> None:
        """Note that records which the source does not have any more stay in the hub."""
        tx.many(
            f"UPDATE source_row SET state = :state WHERE {OF} AND key = :key AND file = :file",
            [{**self._of, "state": KEPT, "key": one.key, "file": one.file} for one in entries],
        )

    def forget(self, tx: Tx, entries: Iterable[Entry]) -> None:
        """Strike out records that are gone."""
        tx.many(
            f"DELETE FROM source_row WHERE {OF} AND key = :key AND file = :file",
            [{**self._of, "key": one.key, "file": one.file} for one in entries],
        )

    def _found(self, tx: Tx, where: str, **bound: Any) -> dict[tuple[str, str], Entry]:
        rows = tx.rows(
            f"SELECT {COLUMNS} FROM source_row WHERE {OF} AND {where} ORDER BY file, key", **self._of, **bound
        )
        return {
            (row[0], row[1]): Entry(*row[:4], *(part and json.loads(part) for part in row[4:]))
            for row in rows
        }

    def _put(self, tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
        tx.many(
            f"INSERT INTO source_row (team, source, kind, {COLUMNS})"
            " VALUES (:team, :source, :kind, :key, :file, :whole, '', :said, NULL)"
            " ON CONFLICT (team, source, kind, key, file) DO UPDATE SET whole = excluded.whole, state = '',"
            " said = excluded.said, waits = NULL",
            [{**self._of, **row} for row in rows],
        )


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a source: its place in the ledger, by which it knows whether it is still the newest."""

    team: str
    source: str
    token: str

    def cursors(self, tx: Tx) -> dict[str, Any]:
        """How far each feed was read. Raises SourceUnreachable when another run has begun since."""
        kept = json.loads(
            tx.value(
                f"SELECT cursor FROM source WHERE team = :team AND name = :name{tx.locking}",
                team=self.team, name=self.source,
            )
            or "{}"
        )  # fmt: skip
        if kept.get("run") != self.token:
            raise SourceUnreachable(
                "Another run of {name} has begun.", "It goes on from here: wait for it.", name=self.source
            )
        return dict(kept.get("feeds", {}))

    def begin(self, tx: Tx) -> None:
        """Become the newest run."""
        kept = json.loads(
            tx.value(
                f"SELECT cursor FROM source WHERE team = :team AND name = :name{tx.locking}",
                team=self.team, name=self.source,
            )
        )  # fmt: skip
        self._save(tx, {**kept, "run": self.token})

    def reach(self, tx: Tx, label: str, cursor: Mapping[str, Any] | None) -> None:
        """Note how far a feed was read: what differs in its cursor, None for what is no more of it.

        Raises SourceUnreachable when another run has begun since.
        """
        feeds = self.cursors(tx)
        if cursor is not None:
            merged = {**feeds.get(label, {}), **cursor}
            feeds[label] = {name: value for name, value in merged.items() if value is not None}
            self._save(tx, {"run": self.token, "feeds": feeds})

    def _save(self, tx: Tx, kept: Mapping[str, Any]) -> None:
        tx.run(
            "UPDATE source SET cursor = :cursor WHERE team = :team AND name = :name",
            team=self.team, name=self.source, cursor=json.dumps(kept),
        )  # fmt: skip
