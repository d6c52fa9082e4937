"""What people write: texts drawn from a small grammar in each language, `resources/demo/phrases/`.

A template holds choices, `[one|another|]`, and fields, `{product}`; a section holds several templates.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from random import Random

from data.resources import resource

CHOICE = re.compile(r"\[([^\]]*)\]")
BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff，。、：；？！”])|(?<=[，。、：；？！“]) ")

Template = tuple[str | tuple[str, ...], ...]


class Phrases:
    """The texts of one language, by section ("review.good") and, within it, by topic."""

    def __init__(self, language: str) -> None:
        with resource("demo", "phrases", f"{language}.toml").open("rb") as file:
            self._sections = dict(_sections(tomllib.load(file), ""))

    def say(self, section: str, topics: Sequence[str], rng: Random, fields: Mapping[str, object]) -> str:
        """A text of a section, for the first topic that has some of its own, else for any; may be empty."""
        templates: tuple[Template, ...] = ()
        for topic in (*topics, "any"):
            templates = templates or self._sections.get(f"{section}.{topic}", ())
        template = templates[int(rng.random() * len(templates))]
        text = "".join(
            part if isinstance(part, str) else part[int(rng.random() * len(part))] for part in template
        )
        return BETWEEN_HAN.sub("", text.format_map(fields)).strip() if "{" in text else text.strip()


def _sections(table: Mapping[str, object], path: str) -> list[tuple[str, tuple[Template, ...]]]:
    found: list[tuple[str, tuple[Template, ...]]] = []
    for name, value in table.items():
        if isinstance(value, list):
            found.append((path + name, tuple(_template(text) for text in value)))
        elif isinstance(value, dict):
            found += _sections(value, f"{path}{name}.")
    return found


def _template(text: str) -> Template:
    """Plain parts stand at even places of the split, choices at odd ones."""
    parts = CHOICE.split(text)
    return tuple(tuple(part.split("|")) if at % 2 else part for at, part in enumerate(parts))
