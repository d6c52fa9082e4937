"""The words of product options in another language: a table from the first language to the reader's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sales.configurator import TEXT, Fits, Option, ProductOptions, Rule


@dataclass(frozen=True, slots=True)
class OptionWords:
    """What the options of one article are called in another language; figures and rules have none."""

    id: str
    version: int
    words: Mapping[str, str]


def texts(options: ProductOptions) -> Iterator[str]:
    """Everything about options that people read, each text once."""
    seen: set[str] = set()
    for text in _texts(options):
        if text and text not in seen:
            seen.add(text)
            yield text


def in_words(options: ProductOptions, words: Mapping[str, str]) -> ProductOptions:
    """The options with every text that the table knows in its place."""

    def said(text: str) -> str:
        return words.get(text, text)

    def option(one: Option) -> Option:
        values = tuple(
            replace(v, name=said(v.name), short=said(v.short), note=said(v.note)) for v in one.values
        )
        default = said(str(one.default)) if one.kind == TEXT else one.default
        return replace(one, name=said(one.name), unit=said(one.unit), default=default, values=values)

    def rule(one: Rule) -> Rule:
        if isinstance(one, Fits):
            return replace(one, why=said(one.why), holds=said(one.holds), more=said(one.more))
        return replace(one, why=said(one.why))

    return replace(
        options,
        title=said(options.title),
        options=tuple(map(option, options.options)),
        rules=tuple(map(rule, options.rules)),
    )


def _texts(options: ProductOptions) -> Iterator[str]:
    yield options.title
    for option in options.options:
        yield option.name
        if option.kind == TEXT:
            yield str(option.default)
        for value in option.values:
            yield value.name
            yield value.short
    for rule in options.rules:
        yield rule.why
        if isinstance(rule, Fits):
            yield rule.holds
            yield rule.more
