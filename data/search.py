"""One index over what can be found: customers, products, notes, and the playbook in the reader's language.

Two full-text tables lie over `search_rows`: trigrams for any part of a word, and words, in which Chinese
stands as pairs of characters and as pinyin (most Chinese words have two characters, which a trigram cannot
match). What nothing matches is looked for once more by its trigrams and ranked by likeness, so that a typo
still finds.

Things are indexed in the transaction that changes them. The playbook is indexed when it or the language
changed (`keep_content`), which a stamp in `derived` tells.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from data.content.kinds import pieces
from data.engine import sqlite3
from data.findable import CONTENT, HAN, KINDS, NOTES, SOURCES, Row, content, notes, pairs, things, tokens
from data.store import Changes, Store

ALIKE = 70.0  # of 100: below it a suggestion is noise
CANDIDATES = 400
SEEN = 240  # characters of a text that likeness looks at
INDEXES = (("search_text", "title, detail"), ("search_words", "words"))
STAMP, FORM = "search_content", "search_form"
NEWEST_FORM = "3"  # what is indexed of a thing; an index of another form is made anew
PUT = "INSERT INTO search_rows (kind, ref, title, detail, words) VALUES (?, ?, ?, ?, ?)"
PLACE = " ".join(f"WHEN '{kind}' THEN {at}" for at, kind in enumerate(KINDS))
MATCHING = f"""
SELECT kind, ref, title, detail, row_number() OVER (PARTITION BY kind ORDER BY lower(title) != :whole,
    lower(title) NOT LIKE :whole || '%', instr(lower(title), :whole) = 0, length(title), title, id) AS place
FROM search_rows WHERE id IN ({{ids}}) AND kind = coalesce(:kind, kind)
ORDER BY lower(title) != :whole, lower(title) NOT LIKE :whole || '%', instr(lower(title), :whole) = 0,
    CASE kind {PLACE} END, length(title), title, id"""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. `score` orders hits, best first; `repaired` says it is only like what was typed."""

    kind: str
    ref: str
    title: str
    snippet: str
    score: float
    repaired: bool = False


def find(
    db: sqlite3.Connection, text: str, limit: int = 20, kind: str | None = None, each: int | None = None
) -> list[Hit]:
    """What has every word of `text` in name or detail, names that begin with it first; else what is like it.

    At most `each` of one kind.
    """
    typed = tokens(text)
    if not typed:
        return []
    ids, bound = _having(typed)
    rows = db.execute(
        f"SELECT * FROM ({MATCHING.format(ids=ids)}) WHERE place <= :each LIMIT :limit",
        bound | {"kind": kind, "whole": text.strip().lower(), "each": each or limit, "limit": limit},
    ).fetchall()
    if not rows:
        return _fewer(_alike(db, text, limit, kind), each or limit)
    return [_hit(db, row, 100.0 - at) for at, row in enumerate(rows)]


def customers_having(text: str) -> tuple[str, dict[str, str]]:
    """SQL that selects the ids of the customers that match a typed text, with its parameters, for a list to
    filter.
    """
    typed = tokens(text)
    if not typed:
        return "SELECT id FROM customers", {}
    ids, bound = _having(typed)
    return f"SELECT ref FROM search_rows WHERE +kind = 'customer' AND id IN ({ids})", bound


def rebuild(db: sqlite3.Connection) -> None:
    """Make the whole index anew from the tables, inside the open transaction; the playbook's part follows
    when it is next looked for.
    """
    db.execute("DELETE FROM search_rows")
    db.execute("DELETE FROM derived WHERE name = ?", (STAMP,))
    for kind, source in SOURCES.items():
        db.executemany(PUT, things(kind, db.execute(source)))
    db.executemany(PUT, notes(db.execute(NOTES)))
    for table, _ in INDEXES:
        db.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
    db.execute("INSERT OR REPLACE INTO derived VALUES (?, ?)", (FORM, NEWEST_FORM))


def purge(db: sqlite3.Connection) -> None:
    """Write the index anew without the words of what was taken out of it, inside the open transaction.

    Until then they lie in its older parts, where no search finds them and everyone who reads the file does.
    """
    for table, _ in INDEXES:
        db.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def refresh(db: sqlite3.Connection, kind: str, ids: Iterable[str]) -> None:
    """Index anew the things of one kind whose rows changed or went away, inside the open transaction.

    A customer's notes come and go with the customer.
    """
    db.execute("CREATE TEMP TABLE IF NOT EXISTS search_ids (id TEXT PRIMARY KEY)")
    db.execute("DELETE FROM search_ids")
    db.executemany("INSERT OR IGNORE INTO search_ids VALUES (?)", ((i,) for i in ids))
    changed = f"SELECT * FROM ({SOURCES[kind]}) WHERE id IN (SELECT id FROM search_ids)"
    _replace(
        db,
        "kind = :kind AND ref IN (SELECT id FROM search_ids)",
        {"kind": kind},
        things(kind, db.execute(changed)),
    )
    if kind == "customer":
        _refresh_notes(db)


def keep_content(store: Store, locale: str) -> bool:
    """Index the playbook as it is now in this language, unless that is done; whether it had to be.

    An index that an older version made is made anew as a whole.
    """
    db = store.read()
    if _derived(db, FORM) != NEWEST_FORM:
        with store.write(Changes.of()) as writer:
            rebuild(writer)
    stamp = _stamp(db, locale)
    if _derived(db, STAMP) == stamp:
        return False
    kinds = ", ".join(f"'{kind}'" for kind in CONTENT)
    rows = list(content(db, locale))
    with store.write(Changes.of()) as writer:
        _replace(writer, f"kind IN ({kinds})", {}, rows)
        writer.execute("INSERT OR REPLACE INTO derived VALUES (?, ?)", (STAMP, stamp))
    return True


def _derived(db: sqlite3.Connection, name: str) -> str | None:
    kept = db.execute("SELECT value FROM derived WHERE name = ?", (name,)).fetchone()
    return kept["value"] if kept else None


def _stamp(db: sqlite3.Connection, locale: str) -> str:
    """What changes when a piece of the playbook does, or the language."""
    told = [repr(pieces(db, source.kind, locale)) for source in CONTENT.values()]
    return f"{locale} {hashlib.blake2b(''.join(told).encode(), digest_size=16).hexdigest()}"


def _refresh_notes(db: sqlite3.Connection) -> None:
    """Index anew the notes of the customers in `search_ids` that are not as they were."""
    theirs = db.execute(f"{NOTES} AND customer_id IN (SELECT id FROM search_ids)").fetchall()
    kept = {
        row["ref"]: row["detail"]
        for row in db.execute(
            "SELECT r.ref, r.detail FROM search_ids s JOIN search_rows r"
            " ON r.kind = 'note' AND r.ref >= s.id || '/' AND r.ref < s.id || '0'"
        )
    }
    made = {row[1]: row for row in notes(theirs)}
    stale = [ref for ref in kept if ref not in made or made[ref][3] != kept[ref]]
    fresh = [row for ref, row in made.items() if ref not in kept or kept[ref] != row[3]]
    if stale or fresh:
        db.execute("DELETE FROM search_ids")
        db.executemany("INSERT INTO search_ids VALUES (?)", ((ref,) for ref in stale))
        _replace(db, "kind = 'note' AND ref IN (SELECT id FROM search_ids)", {}, fresh)


def _replace(db: sqlite3.Connection, which: str, bound: dict[str, str], rows: Iterable[Row]) -> None:
    """Put rows in the place of others, in the table and in both indexes over it."""
    for table, columns in INDEXES:
        db.execute(
            f"INSERT INTO {table} ({table}, rowid, {columns}) SELECT 'delete', id, {columns}"
            f" FROM search_rows WHERE {which}",
            bound,
        )
    db.execute(f"DELETE FROM search_rows WHERE {which}", bound)
    first = db.execute("SELECT coalesce(max(id), 0) FROM search_rows").fetchone()[0]
    db.executemany(PUT, rows)
    for table, columns in INDEXES:
        db.execute(
            f"INSERT INTO {table} (rowid, {columns}) SELECT id, {columns} FROM search_rows WHERE id > ?",
            (first,),
        )


def _having(typed: list[str]) -> tuple[str, dict[str, str]]:
    """SQL for the row ids that have every token, as a part of a word (three letters and more) or as a word's
    start.
    """
    parts, bound = [], {}
    for at, token in enumerate(typed):
        bound[f"w{at}"] = (
            " ".join(f'"{pair}"*' for pair in pairs(token)) if HAN.match(token) else f'"{token}"*'
        )
        either = f"SELECT rowid FROM search_words WHERE search_words MATCH :w{at}"
        if len(token) > 2 and not HAN.match(token):
            bound[f"t{at}"] = f'"{token}"'
            either += f" UNION SELECT rowid FROM search_text WHERE search_text MATCH :t{at}"
        parts.append(f"SELECT rowid FROM ({either})")
    return " INTERSECT ".join(parts), bound


def _alike(db: sqlite3.Connection, text: str, limit: int, kind: str | None) -> list[Hit]:
    """What shares most of its trigrams (or pairs of characters) with a text that nothing matches, by
    likeness.
    """
    from rapidfuzz import fuzz, process

    wanted = " ".join(tokens(text))
    grams = {f'"{wanted[at : at + 3]}"' for at in range(len(wanted) - 2)}
    twos = {f'"{pair}"' for run in HAN.findall(wanted) for pair in pairs(run)}
    rows: list[sqlite3.Row] = []
    for table, terms in (("search_text", grams), ("search_words", twos)):
        if terms:
            rows += db.execute(
                f"SELECT r.kind, r.ref, r.title, r.detail FROM {table}"
                f" JOIN search_rows r ON r.id = {table}.rowid"
                f" WHERE {table} MATCH ? AND r.kind = coalesce(?, r.kind) ORDER BY rank LIMIT {CANDIDATES}",
                (" OR ".join(sorted(terms)), kind),
            ).fetchall()
    names = [f"{r['title']} {r['detail'][:SEEN]}".lower() for r in rows]
    best = process.extract(wanted, names, scorer=fuzz.partial_ratio, score_cutoff=ALIKE, limit=4 * limit)
    hits = {(rows[at]["kind"], rows[at]["ref"]): (rows[at], score) for _, score, at in reversed(best)}
    ordered = sorted(hits.values(), key=lambda hit: (-hit[1], KINDS.index(hit[0]["kind"]), hit[0]["title"]))
    return [_hit(db, row, score, repaired=True) for row, score in ordered]


def _fewer(hits: list[Hit], each: int) -> list[Hit]:
    """At most so many of one kind."""
    seen: Counter[str] = Counter()
    kept = []
    for hit in hits:
        seen[hit.kind] += 1
        if seen[hit.kind] <= each:
            kept.append(hit)
    return kept


def _hit(db: sqlite3.Connection, row: sqlite3.Row, score: float, *, repaired: bool = False) -> Hit:
    """A row as it is shown: beside a note stands whose it is, and beside content the start of its text."""
    snippet = row["detail"]
    if row["kind"] == "note":
        customer = row["ref"].partition("/")[0]
        named = db.execute("SELECT name FROM customers WHERE id = ?", (customer,)).fetchone()
        snippet = named["name"] if named else ""
    elif row["kind"] in CONTENT:
        snippet = snippet[:SEEN]
    return Hit(row["kind"], row["ref"], row["title"], snippet, score, repaired)
