"""Feedback: what customers write, how a model sorts it into six classes, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

from sales.departments import CLASSES

CORRECTED = 3.0  # a person's word on this company's own text weighs as much as three that ship


@dataclass(frozen=True, slots=True)
class Example:
    """A text whose class is known, and how much it weighs."""

    text: str
    label: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Guess:
    """The class that a model gives a text, with its probability, and the next likely one."""

    label: str
    share: float
    second: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well texts are sorted that the model has not seen, by repeated cross-validation.

    `macro_f1` is the mean of the classes' F1 over all repeats and `margin` half its 95 % interval over the
    texts that happen to be there; `confusion` counts, over all repeats, the texts of a class (row) by the
    class given (column), both in the order of CLASSES. Texts with a probability of `sure_from` and more are
    `sure_share` of all, and `sure_right` of them are sorted right. `sharpness` turns margins into
    probabilities.
    """

    n: int
    repeats: int
    macro_f1: float
    margin: float
    by_language: tuple[tuple[str, float], ...]
    by_class: tuple[float, ...]
    confusion: tuple[tuple[int, ...], ...]
    sharpness: float
    sure_from: float
    sure_share: float
    sure_right: float


@dataclass(frozen=True, slots=True)
class Material:
    """All that sorting takes, as plain values: it travels to a process of its own.

    `known` is the evaluation of these very examples, if there is one. The two marks say what it was made
    from.
    """

    examples: tuple[Example, ...]
    topics: tuple[tuple[str, tuple[str, ...]], ...]
    keys: tuple[str, ...]
    texts: tuple[str, ...]
    examples_mark: str
    texts_mark: str
    known: Evaluation | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """What sorting gave: a guess for each key, and how good guesses are."""

    evaluation: Evaluation
    guesses: tuple[tuple[str, Guess], ...]
    examples_mark: str
    texts_mark: str


def right(evaluation: Evaluation, label: str) -> tuple[int, int]:
    """How many texts of a class were sorted right, and of how many, over all repeats."""
    row = evaluation.confusion[CLASSES.index(label)]
    return row[CLASSES.index(label)], sum(row)
