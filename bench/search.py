"""What a customer says, found among 5,000 objection cards in the middle of a call.

The cards are those that ship, each in many variations of its wordings, published by a team: what a store of
that size holds. Both languages; what is said are the phrasings of the tests. The limit is what a person does
not notice while typing.
"""

from __future__ import annotations

import json
import random
import re
import statistics
import tempfile
import time
import tomllib
from pathlib import Path

from data.content.kinds import pieces
from data.content.objections import OBJECTIONS
from data.language import words
from data.objections import objection_search
from data.resources import resource
from data.store import Changes, Store, open_store
from sales.words import LOCALES, Words

CARDS, ROUNDS = 5_000, 3
LIMIT_MS = 30.0
NOW = 1_795_514_400_000  # 24 November 2026, 18:00 in Shanghai
PHRASINGS = Path(__file__).resolve().parents[1] / "tests" / "unit" / "phrasings"


def main() -> int:
    """Print the figures of both languages; 1 if a limit does not hold."""
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "rapport.db")
        for locale in LOCALES:
            _publish(store, locale, random.Random(5))
            broken += _measure(store, words(locale))
        store.close()
    return min(broken, 1)


def _measure(store: Store, reader: Words) -> int:
    db = store.read()
    begun = time.perf_counter()
    count = len(pieces(db, OBJECTIONS, reader.locale))
    read = time.perf_counter()
    objection_search(db, "-", reader, NOW)
    made = time.perf_counter()
    phrasings = tomllib.loads((PHRASINGS / f"{reader.locale}.toml").read_text(encoding="utf-8"))
    took = []
    for one in phrasings["phrasing"] * ROUNDS:
        start = time.perf_counter()
        objection_search(db, one["said"], reader, NOW)
        took.append((time.perf_counter() - start) * 1000)
    p95 = statistics.quantiles(took, n=20)[-1]
    print(
        f"{reader.locale}: {count:,} cards read in {read - begun:.1f} s and prepared in {made - read:.1f} s;"
        f" a search takes {statistics.median(took):.1f} ms, p95 {p95:.1f} ms (limit {LIMIT_MS:.0f} ms)"
    )
    return int(p95 > LIMIT_MS)


def _publish(store: Store, locale: str, rng: random.Random) -> None:
    """Cards like those that ship until there are enough: each has some wordings of one and two of another."""
    texts = [
        path.read_text(encoding="utf-8")
        for path in sorted(resource("content", locale, "objections").glob("*.md"))
    ]
    wordings = [tomllib.loads(text.split("+++")[1])["wordings"] for text in texts]
    rows = []
    for number in range(CARDS - len(texts)):
        at = rng.randrange(len(texts))
        said = [*rng.sample(wordings[at], min(5, len(wordings[at]))), *rng.sample(rng.choice(wordings), 2)]
        before, rest = texts[at].split("wordings = [", 1)
        after = re.split(r"\]\s*\n", rest, maxsplit=1)[1]
        text = f"{before}wordings = {json.dumps(said, ensure_ascii=False)}\n{after}"
        text = re.sub(r'(?m)^id = "(.*?)"', rf'id = "\1-{number}"', text, count=1)
        rows.append((f"{locale}-{number}", locale, f"card-{number}", text))
    with store.write(Changes.of("publications")) as db:
        db.executemany(
            "INSERT INTO publications (id, locale, kind, name, version, text, at, state)"
            " VALUES (?, ?, 'objections', ?, 1, ?, 0, 'published')",
            rows,
        )
