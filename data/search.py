"""One index over what can be found: customers and products now, cards, tracks and quotes as they come.

Two full-text tables lie over `search_rows`: trigrams for any part of a word, and words, in which Chinese
stands as pairs of characters and as pinyin (most Chinese words have two characters, which a trigram cannot
match). What nothing matches is looked for once more by its trigrams and ranked by likeness, so that a typo
still finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from data.engine import sqlite3

HAN = re.compile(r"[\u3400-\u9fff]+")
TOKEN = re.compile(r"[^\W_]+(?:[@.+\-'][^\W_]+)*")
ALIKE = 70.0  # of 100: below it a suggestion is noise
CANDIDATES = 400
INDEXES = ("search_text", "search_words")

SOURCES = {
    "customer": (
        "SELECT id, name, contact_name, phone, email, city, region, external_id, occupation FROM customers"
    ),
    "product": "SELECT id, name, name_zh, external_id, category, brand, features FROM products",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. `score` orders hits, best first; `repaired` says it is only like what was typed."""

    kind: str
    ref: str
    title: str
    snippet: str
    score: float
    repaired: bool = False


def find(db: sqlite3.Connection, text: str, limit: int = 20, kind: str | None = None) -> list[Hit]:
    """What has every word of `text` in name or detail, names that begin with it first.

    Else what is like it.
    """
    tokens = _tokens(text)
    if not tokens:
        return []
    ids, bound = _having(tokens)
    rows = db.execute(
        "SELECT kind, ref, title, detail FROM search_rows"
        f" WHERE id IN ({ids}) AND kind = coalesce(:kind, kind)"
        " ORDER BY lower(title) != :whole, lower(title) NOT LIKE :whole || '%', length(title), title, id"
        " LIMIT :limit",
        bound | {"kind": kind, "whole": text.strip().lower(), "limit": limit},
    ).fetchall()
    if rows:
        return [Hit(r["kind"], r["ref"], r["title"], r["detail"], 100.0 - at) for at, r in enumerate(rows)]
    return _alike(db, text, limit, kind)


def customers_having(text: str) -> tuple[str, dict[str, str]]:
    """SQL that selects the ids of the customers that match a typed text, with its parameters, for a list to
    filter.
    """
    tokens = _tokens(text)
    if not tokens:
        return "SELECT id FROM customers", {}
    ids, bound = _having(tokens)
    return f"SELECT ref FROM search_rows WHERE +kind = 'customer' AND id IN ({ids})", bound


def rebuild(db: sqlite3.Connection) -> None:
    """Make the whole index anew from the tables, inside the open transaction."""
    db.execute("DELETE FROM search_rows")
    for kind, source in SOURCES.items():
        db.executemany(
            "INSERT INTO search_rows (kind, ref, title, detail, words) VALUES (?, ?, ?, ?, ?)",
            _rows(kind, db.execute(source)),
        )
    for table in INDEXES:
        db.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")


def purge(db: sqlite3.Connection) -> None:
    """Write the index anew without the words of what was taken out of it, inside the open transaction.

    Until then they lie in its older parts, where no search finds them and everyone who reads the file does.
    """
    for table in INDEXES:
        db.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def refresh(db: sqlite3.Connection, kind: str, ids: Iterable[str]) -> None:
    """Index anew the things of one kind whose rows changed or went away, inside the open transaction."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS search_ids (id TEXT PRIMARY KEY)")
    db.execute("DELETE FROM search_ids")
    db.executemany("INSERT OR IGNORE INTO search_ids VALUES (?)", ((i,) for i in ids))
    db.execute(
        "INSERT INTO search_text (search_text, rowid, title, detail) SELECT 'delete', id, title, detail"
        " FROM search_rows WHERE kind = ? AND ref IN (SELECT id FROM search_ids)",
        (kind,),
    )
    db.execute(
        "INSERT INTO search_words (search_words, rowid, words) SELECT 'delete', id, words"
        " FROM search_rows WHERE kind = ? AND ref IN (SELECT id FROM search_ids)",
        (kind,),
    )
    db.execute("DELETE FROM search_rows WHERE kind = ? AND ref IN (SELECT id FROM search_ids)", (kind,))
    first = db.execute("SELECT coalesce(max(id), 0) FROM search_rows").fetchone()[0]
    db.executemany(
        "INSERT INTO search_rows (kind, ref, title, detail, words) VALUES (?, ?, ?, ?, ?)",
        _rows(kind, db.execute(f"{SOURCES[kind]} WHERE id IN (SELECT id FROM search_ids)")),
    )
    for table, columns in (("search_text", "title, detail"), ("search_words", "words")):
        db.execute(
            f"INSERT INTO {table} (rowid, {columns}) SELECT id, {columns} FROM search_rows WHERE id > ?",
            (first,),
        )


def _tokens(text: str) -> list[str]:
    """What is typed, cut into runs of Han and of anything else."""
    found: list[str] = []
    for token in TOKEN.findall(text.lower()):
        found += HAN.findall(token)
        found += [rest for rest in HAN.split(token) if rest]
    return found


def _having(tokens: list[str]) -> tuple[str, dict[str, str]]:
    """SQL for the row ids that have every token, as a part of a word (three letters and more) or as a word's
    start.
    """
    parts, bound = [], {}
    for at, token in enumerate(tokens):
        bound[f"w{at}"] = (
            " ".join(f'"{pair}"*' for pair in _pairs(token)) if HAN.match(token) else f'"{token}"*'
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

    wanted = " ".join(_tokens(text))
    grams = {f'"{wanted[at : at + 3]}"' for at in range(len(wanted) - 2)}
    pairs = {f'"{pair}"' for run in HAN.findall(wanted) for pair in _pairs(run)}
    rows: list[sqlite3.Row] = []
    for table, terms in (("search_text", grams), ("search_words", pairs)):
        if terms:
            rows += db.execute(
                f"SELECT r.kind, r.ref, r.title, r.detail FROM {table}"
                f" JOIN search_rows r ON r.id = {table}.rowid"
                f" WHERE {table} MATCH ? AND r.kind = coalesce(?, r.kind) ORDER BY rank LIMIT {CANDIDATES}",
                (" OR ".join(sorted(terms)), kind),
            ).fetchall()
    names = [f"{r['title']} {r['detail']}".lower() for r in rows]
    best = process.extract(wanted, names, scorer=fuzz.partial_ratio, score_cutoff=ALIKE, limit=limit)
    hits = {(rows[at]["kind"], rows[at]["ref"]): (rows[at], score) for _, score, at in reversed(best)}
    ordered = sorted(hits.values(), key=lambda hit: (-hit[1], hit[0]["title"]))
    return [Hit(r["kind"], r["ref"], r["title"], r["detail"], score, repaired=True) for r, score in ordered]


def _rows(kind: str, things: Iterable[sqlite3.Row]) -> Iterator[tuple[str, str, str, str, str]]:
    for ref, title, *rest in things:
        detail = " ".join(str(part).strip('[]"').replace('", "', " ") for part in rest if part)
        yield kind, ref, title, detail, _words(f"{title} {detail}")


def _words(text: str) -> str:
    """The words by which a text is found: its tokens, and for each run of Han its pairs and its pinyin."""
    words = [token for token in _tokens(text) if not HAN.match(token)]
    for run in HAN.findall(text):
        words += [*_pairs(run), run[-1], *_pinyin(run)]
    return " ".join(words)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _pinyin(run: str) -> tuple[str, str]:
    """A run's full pinyin and its initials: 空气 -> "kongqi", "kq"."""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(run)
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)
