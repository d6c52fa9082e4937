"""What publishing a piece changes, in sentences: who gets it, which languages, what becomes of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sales.words import Words

# What stays behind when only the others are published, by language.
LEFT_BEHIND = {
    "en": "Only Chinese changes; the English text stays as it is",
    "zh_CN": "Only English changes; the Chinese text stays as it is",
}


@dataclass(frozen=True, slots=True)
class Publishing:
    """What is about to be published: `languages` get the text, `left_behind` keep an older one or none.

    `reps` are the others of the team, `used` the calls in which the piece was used, `against` those who did
    not find it helpful, `wordings` how many ways to say it search will newly find.
    """

    version: int
    before: int
    languages: tuple[str, ...]
    left_behind: tuple[str, ...] = ()
    reps: int = 0
    with_hub: bool = False
    check_again_on: date | None = None
    used: int = 0
    against: int = 0
    wordings: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """`about` is people, languages, history, check, search, use or rating."""

    about: str
    sentence: str
    caution: bool = False


def effects(one: Publishing, words: Words) -> tuple[Effect, ...]:
    """The sentences in the order in which an author asks for them."""
    found = [Effect("people", _who(one, words))]
    for locale in one.left_behind:
        found.append(Effect("languages", words(LEFT_BEHIND[locale]), caution=True))
    if not one.left_behind:
        found.append(Effect("languages", words("English and Chinese change together")))
    if one.wordings:
        sentence = words.count(
            "Search finds it by {n} more wording", "Search finds it by {n} more wordings", one.wordings
        )
        found.append(Effect("search", sentence))
    if one.used:
        sentence = words.count(
            "Its rate of {n} call stays: it is the same card",
            "Its rate of {n} calls stays: it is the same card",
            one.used,
        )
        found.append(Effect("use", sentence))
    if one.against:
        sentence = words.count(
            "{n} rep who found it unhelpful sees a new version",
            "{n} reps who found it unhelpful see a new version",
            one.against,
        )
        found.append(Effect("rating", sentence))
    if one.check_again_on:
        day = words.day(one.check_again_on, year=True)
        found.append(Effect("check", words("Checked today, and again by {day}", day=day)))
    if one.before:
        found.append(Effect("history", words("Version {n} stays in the history", n=one.before)))
    return tuple(found)


def _who(one: Publishing, words: Words) -> str:
    if not one.with_hub:
        return words("It holds on this computer at once")
    return words.count(
        "{n} person gets it at the next sync", "{n} people get it at their next sync", one.reps
    )
