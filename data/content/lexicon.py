"""The lexicon as files: `[[concept]]` with what is meant (`id`) and the ways to say it."""

from __future__ import annotations

from collections.abc import Sequence

from data.content.document import Source
from data.content.faults import Faults
from data.content.head import Key
from data.content.library import Entry, Kind
from data.content.lists import read_list
from sales.lexicon import Concept

KEYS = (
    Key("id", "text", required=True),
    Key("says", "texts", required=True),
    Key("cards", "texts"),
    Key("specs", "texts"),
)


def read_concepts(source: Source, faults: Faults) -> Sequence[Entry[Concept]]:
    """Read the concepts of one file, with every fault in them."""
    return [
        Entry(
            Concept(
                concept.text("id"),
                file.number("version") or 0,
                concept.texts("says"),
                concept.texts("cards"),
                concept.texts("specs"),
            ),
            source.path,
            head.line("id"),
        )
        for concept, head, file in read_list(source, "concept", KEYS, faults)
    ]


LEXICON = Kind("lexicon", ".toml", read_concepts)
