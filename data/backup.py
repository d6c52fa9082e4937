"""Copies of the store: made while it is in use, put back whole, and checked.

A copy of an encrypted store is encrypted under the same key, and has a key file of its own beside it. It
opens where that key is: on the computer whose keyring has it, or anywhere under a passphrase.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from data import keyfile, keys, summaries
from data.copying import copy_whole
from data.encryption import export
from data.engine import opened, plain, sqlite3
from data.keyfile import key_file
from data.keys import Locked
from data.refusals import damaged, unwritable
from data.store import APPLICATION_ID, connect
from sales.errors import NotFound, StoreDamaged

SIDES = ("", "-wal", "-shm")  # a database in use is up to three files


def back_up(
    path: Path,
    target: Path,
    key: bytes | None = None,
    passphrase: str | None = None,
    env: str | None = None,
) -> Path:
    """Write a copy of the database at `path` to `target`, whole or not at all.

    `key` is the database's where the caller has it at hand. Under a `passphrase` the copy of an encrypted one
    opens on any computer; `env` names the variable in which commands find it. Raises StoreUnwritable,
    StoreDamaged or Locked.
    """
    key = key or _key(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_whole(path, target, key)
        if key and passphrase:
            keys.wrap(target, key, passphrase, env)
        else:
            keyfile.copy(path, target)
    except (sqlite3.DatabaseError, OSError) as error:
        raise unwritable(error, target) from error
    return target


def back_up_plain(path: Path, target: Path, key: bytes | None = None) -> Path:
    """Write a copy of the database at `path` that anyone can read. Raises what `back_up` does."""
    key = key or _key(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        export(path, key, target, None)
        keyfile.remove(target)
    except (sqlite3.DatabaseError, OSError) as error:
        raise unwritable(error, target) from error
    return target


def restore(
    path: Path, backup: Path, key: bytes | None = None, backup_key: bytes | None = None
) -> Path | None:
    """Put `backup` in the place of the store at `path`, after checking it.

    The store is encrypted as it was, `key` being its key where the caller has it at hand; where it was not,
    as a new one would be, or else as the backup is. `backup_key` is the backup's, likewise. Returns where the
    replaced store lies now. Raises NotFound when there is no such backup, StoreDamaged when it is not a sound
    Rapport database, Locked when the key of either cannot be had.
    """
    if not backup.is_file():
        raise NotFound(
            "There is no backup at {file}.", "Give the path of a file that `backup` wrote.", file=backup
        )
    key = key or keys.at_opening(path)
    backup_key = backup_key or _key_of_backup(backup, key)
    if faults := verify(backup, backup_key):
        raise StoreDamaged(
            "{file} is not a sound backup: {fault}", "Nothing was changed.", file=backup.name, fault=faults[0]
        )
    try:
        fresh = path.with_name(f"{path.stem}-restored.db")
        export(backup, backup_key, fresh, key or backup_key)
        kept = _set_aside(path) if path.exists() else None
        if backup_key and not key:
            keyfile.copy(backup, path)
        fresh.replace(path)
    except (sqlite3.DatabaseError, OSError) as error:
        raise unwritable(error, path) from error
    return kept


def verify(path: Path, key: bytes | None = None) -> list[str]:
    """What is wrong with the database at `path`, one sentence each; empty when it is sound.

    Checks the file's structure, that every reference resolves, that order totals are the sums of their lines,
    and that the kept summaries and the search index say what the facts say. `key` is its key where the caller
    has it at hand. Raises Locked.
    """
    try:
        with closing(connect(path, key or _key(path))) as db:
            if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return ["it is not a Rapport database."]
            if faults := [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]:
                return faults
            return _references(db) + _sums(db)
    except sqlite3.DatabaseError:
        return [str(damaged(path))]


def _key(path: Path) -> bytes | None:
    return None if plain(path) else keys.unlock(path)


def _key_of_backup(backup: Path, ours: bytes | None) -> bytes | None:
    """The key of a backup: that of the store it is restored to, or the one its key file leads to."""
    if plain(backup):
        return None
    if ours and _opens(backup, ours):
        return ours
    if key_file(backup).exists():
        return keys.unlock(backup)
    if ours:
        raise Locked(
            "{file} is damaged, or encrypted under a key that is not here.",
            "Put {key}, which `backup` wrote with it, beside it.",
            file=backup.name,
            key=key_file(backup).name,
        )
    return None


def _opens(path: Path, key: bytes) -> bool:
    try:
        with closing(opened(path, key)) as db:
            db.execute("SELECT count(*) FROM sqlite_schema")
    except sqlite3.DatabaseError:
        return False
    return True


def _set_aside(path: Path) -> Path:
    """Move the store to a name of its own, with what belongs to it."""
    kept = path.with_name(f"{path.stem}-replaced.db")
    if plain(path):
        keyfile.remove(kept)
    else:
        keyfile.copy(path, kept)
    for suffix in SIDES:
        side = Path(f"{path}{suffix}")
        if side.exists():
            side.replace(f"{kept}{suffix}")
        else:
            Path(f"{kept}{suffix}").unlink(missing_ok=True)
    return kept


REFERENCES = (
    ("orders", "customer_id", "customers"),
    ("order_lines", "order_id", "orders"),
    ("order_lines", "product_id", "products"),
    ("returns", "customer_id", "customers"),
    ("returns", "order_id", "orders"),
    ("events", "customer_id", "customers"),
    ("tickets", "customer_id", "customers"),
    ("surveys", "customer_id", "customers"),
    ("reviews", "customer_id", "customers"),
    ("activities", "customer_id", "customers"),
    ("referrals", "customer_id", "customers"),
    ("prices", "product_id", "products"),
    ("prices", "price_list_id", "price_lists"),
    ("summaries", "customer_id", "customers"),
    ("standings", "customer_id", "customers"),
)


def _references(db: sqlite3.Connection) -> list[str]:
    faults = []
    for table, column, target in REFERENCES:
        lost = db.execute(
            f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL"
            f" AND {column} NOT IN (SELECT id FROM {target})"
        ).fetchone()[0]
        if lost:
            faults.append(f"{lost} rows of {table} name {target} that are not there.")
    return faults


def _sums(db: sqlite3.Connection) -> list[str]:
    faults = []
    wrong = db.execute(
        "SELECT count(*) FROM orders o LEFT JOIN"  # an imported order may have its total and no lines
        " (SELECT order_id, sum(net_cents) AS cents FROM order_lines GROUP BY 1) l ON l.order_id = o.id"
        " WHERE o.net_cents + o.discount_cents != ifnull(l.cents, 0)"
        " AND (l.cents IS NOT NULL OR o.batch IS NULL)"
    ).fetchone()[0]
    if wrong:
        faults.append(f"{wrong} orders do not add up to their lines.")
    if behind := summaries.stale(db):
        faults.append(f"{behind} summaries do not agree with the facts.")
    unfound = db.execute(
        "SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM products) - count(*)"
        " FROM search_rows WHERE kind IN ('customer', 'product')"
    ).fetchone()[0]
    if unfound:
        faults.append(f"The search index is {abs(unfound)} customers or products off.")
    return faults
