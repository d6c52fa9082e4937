"""A lexicon of sales talk: many words and phrases that mean the same thing are one concept.

A concept is content: `[[concept]]` with `id`, `says`, and `cards` where what it says is heard as one of the
objections. In Chinese, phrases are found by their characters, and by their sound where somebody typed other
characters that are read alike (空汽 for 空气).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sales.wording import FILLERS, HAN, tokens

LONGEST, LONGEST_HAN = 5, 8  # words and characters of a phrase that is looked for
SHORTEST_HEARD = 3  # characters of what means a card and nothing else
SOUNDS_LIKE = 0.7  # what a concept counts for that was only heard in the sound

Sound = Callable[[str], str]  # how a Chinese character is read
Place = tuple[int, int]  # a token of a text, and in Chinese its character


@dataclass(frozen=True, slots=True)
class Concept:
    """What is meant, and the ways to say it. `cards` are the objections that are heard in it.

    `specs` is what it asks of a product: keys of the data sheet, `price`, `stock`, `warranty`, `refill`; or
    `asking` for words of asking itself, `talk` for those that carry nothing, `asks:` with the kind of thing
    that is asked for, `category:` with what is sold, `topic` for what only questions are about.
    """

    id: str
    version: int
    says: tuple[str, ...]
    cards: tuple[str, ...] = ()
    specs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meant:
    """A concept that is said in a text, what it counts for, and the words or characters that say it."""

    concept: str
    counts: float
    places: list[Place]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The phrases of all concepts, by their words, their characters, and their sound."""

    by_words: dict[tuple[str, ...], set[str]]  # without fillers
    by_every_word: dict[tuple[str, ...], set[str]]
    by_characters: dict[str, set[str]]
    by_sound: dict[str, set[str]]
    longest: dict[str, int]  # length of the longest phrase that begins with a word, a character, a syllable
    longest_of_every: dict[str, int]  # the same, of phrases looked for with their fillers
    vocabulary: set[str]
    heard: set[str]  # the concepts that mean one of the cards

    def meant(self, words: Sequence[str], sound: Sound) -> Iterator[Meant]:
        """The concepts in a text (its tokens), and where each is said."""
        telling = [at for at, word in enumerate(words) if word not in FILLERS]
        yield from _in_words(words, telling, self.by_words, self.longest)
        yield from _in_words(words, range(len(words)), self.by_every_word, self.longest_of_every)
        for at, word in enumerate(words):
            if HAN.match(word):
                yield from self._in_run(at, word, sound)

    def _in_run(self, at: int, run: str, sound: Sound) -> Iterator[Meant]:
        seen: list[tuple[int, int]] = []
        for start in range(len(run)):
            longest = self.longest.get(run[start], 0)
            for end in range(min(len(run), start + longest), start, -1):
                if found := self.by_characters.get(run[start:end]):
                    if not any(a <= start and end <= b for a, b in seen):
                        seen.append((start, end))
                        yield from _shared(found, 1.0, [(at, place) for place in range(start, end)])
                    break
        read = [sound(character) for character in run]
        for start in range(len(run)):
            longest = self.longest.get(read[start], 0)
            for end in range(min(len(run), start + longest), start + 1, -1):
                if any(a < end and start < b for a, b in seen):
                    continue
                if found := self.by_sound.get(_heard(read[start:end])):
                    seen.append((start, end))
                    yield from _shared(found, SOUNDS_LIKE, [(at, place) for place in range(start, end)])
                    break


def _in_words(
    words: Sequence[str],
    places: Sequence[int],
    phrases: Mapping[tuple[str, ...], set[str]],
    longest: Mapping[str, int],
) -> Iterator[Meant]:
    said = tuple([words[at] for at in places])
    for start, first in enumerate(said):
        for end in range(min(len(said), start + longest.get(first, 0)), start, -1):
            if found := phrases.get(said[start:end]):
                yield from _shared(found, 1.0, [(at, 0) for at in places[start:end]])
                break


def lexicon(concepts: Iterable[Concept], sound: Sound) -> Lexicon:
    """What is looked for in texts, made of the concepts."""
    made = Lexicon({}, {}, {}, {}, {}, {}, set(), set())
    for concept in concepts:
        if concept.cards:
            made.heard.add(concept.id)
        for said in concept.says:
            found = tokens(said)
            words = [word for word in found if not HAN.match(word)]
            made.vocabulary.update(words)
            if not words:
                _add_run("".join(found), concept, made, sound)
            elif len(words) == len(found):
                _add_words(words, concept, made)
    return made


def _add_run(run: str, concept: Concept, made: Lexicon, sound: Sound) -> None:
    if (SHORTEST_HEARD if concept.cards else 1) <= len(run) <= LONGEST_HAN:
        made.by_characters.setdefault(run, set()).add(concept.id)
        for first in (run[0], sound(run[0])):
            made.longest[first] = max(made.longest.get(first, 0), len(run))
        if len(run) > 1:
            made.by_sound.setdefault(_heard(map(sound, run)), set()).add(concept.id)


def _heard(syllables: Iterable[str]) -> str:
    """How a phrase sounds; a longer one without what many do not tell apart: zh and z, -ng and -n."""
    read = tuple(syllables)
    return " ".join(map(_blurred, read) if len(read) > 2 else read)


def _blurred(syllable: str) -> str:
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") else syllable


def _add_words(words: Sequence[str], concept: Concept, made: Lexicon) -> None:
    """A phrase of which fillers leave one word is looked for with them: "on top" is not "top".

    Alone, fillers are looked for only where they ask: "when", "who".
    """
    telling = tuple(word for word in words if word not in FILLERS)
    if concept.specs and not telling and len(words) == 1:
        _add_phrase(tuple(words), concept, made.by_every_word, made.longest_of_every)
    elif len(telling) > 1 or len(words) == 1:
        if len(telling) <= LONGEST and (len(words) > 1 or not concept.cards):
            _add_phrase(telling or tuple(words), concept, made.by_words, made.longest)
    elif len(words) <= LONGEST and not concept.cards:
        _add_phrase(tuple(words), concept, made.by_every_word, made.longest_of_every)


def _add_phrase(
    phrase: tuple[str, ...],
    concept: Concept,
    phrases: dict[tuple[str, ...], set[str]],
    longest: dict[str, int],
) -> None:
    phrases.setdefault(phrase, set()).add(concept.id)
    longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))


def _shared(found: set[str], counts: float, places: list[Place]) -> Iterator[Meant]:
    """What is said by one phrase of several concepts tells less of each."""
    return (Meant(concept, counts / len(found) ** 0.5, places) for concept in found)
