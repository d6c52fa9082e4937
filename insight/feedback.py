"""Sorting what customers write into six classes, in English and Chinese, by one model.

A text becomes character n-grams (Chinese), words and their beginnings and ends (English), and topics: words
of both languages that speak of one thing, so that an English text on couriers helps to sort a Chinese one. A
linear support vector machine weighs them. Its margins become probabilities by one factor (a softmax as sharp
as fits best), found on texts that the model had not seen.

Source of the factor: Guo et al., "On Calibration of Modern Neural Networks" (2017), temperature scaling.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import confusion_matrix, f1_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from sales.departments import CLASSES
from sales.feedback import Evaluation, Example, Guess, Learned, Material

FOLDS, REPEATS, DRAWS = 5, 3, 400
ALIKE = 0.6  # cosine of two texts from which on they count as one said twice
TOPIC_WEIGHT, EMPHASIS, MOST = 0.5, 0.3, 3  # of a topic; more for each further mention, up to MOST
SOFTNESS = 0.6  # C of the support vector machine
WANTED = 0.9  # how many of the texts that are not asked about must be sorted right
LANGUAGES = ("en", "zh_CN")
LATIN, HAN = re.compile(r"[a-z]+"), re.compile(r"[\u3400-\u9fff]")
NOT_ENGLISH = re.compile(r"[^a-z' ]+")
Array = np.ndarray[Any, Any]


def learn(material: Material) -> Learned:
    """Fit the model on the examples and sort the texts; evaluate it, unless that is known already."""
    topics = dict(material.topics)
    evaluation = material.known or evaluate(material.examples, topics)
    guesses = sort(material.examples, material.texts, topics, evaluation.sharpness)
    return Learned(
        evaluation,
        tuple(zip(material.keys, guesses, strict=True)),
        material.examples_mark,
        material.texts_mark,
    )


def sort(
    examples: Sequence[Example], texts: Sequence[str], topics: Mapping[str, Sequence[str]], sharpness: float
) -> tuple[Guess, ...]:
    """The class of each text, with its probability, by a model fit on the examples."""
    if not texts:
        return ()
    features = _Features(topics)
    fitted = _fit(features.learn([one.text for one in examples]), _labels(examples), _weights(examples))
    shares = _shares(fitted.decision_function(features.of(texts)), sharpness)
    best = np.argsort(-shares, axis=1)[:, :2]
    return tuple(
        Guess(CLASSES[first], float(shares[at, first]), CLASSES[second])
        for at, (first, second) in enumerate(best)
    )


def evaluate(
    examples: Sequence[Example],
    topics: Mapping[str, Sequence[str]],
    folds: int = FOLDS,
    repeats: int = REPEATS,
) -> Evaluation:
    """Cross-validate: each text is sorted by a model that saw neither it nor one much like it.

    Folds keep the mix of classes and languages; the whole is repeated on other folds.
    """
    labels, texts = _labels(examples), [one.text for one in examples]
    chinese = np.array([bool(HAN.search(text)) for text in texts])
    groups = _alike(texts)
    unseen = [_unseen(examples, topics, groups, 2 * labels + chinese, folds, seed) for seed in range(repeats)]
    scores = [f1_score(labels, margins.argmax(axis=1), average="macro") for margins in unseen]
    margins, truth, spoken = np.concatenate(unseen), np.tile(labels, repeats), np.tile(chinese, repeats)
    guessed, sharpness = margins.argmax(axis=1), _sharpness(margins, truth)
    each = f1_score(truth, guessed, average=None, labels=range(len(CLASSES)), zero_division=0.0)
    sure_from, sure_share, sure_right = _sure(_shares(margins, sharpness).max(axis=1), guessed == truth)
    return Evaluation(
        n=len(texts),
        repeats=repeats,
        macro_f1=float(np.mean(scores)),
        margin=_margin(labels, unseen[0].argmax(axis=1)),
        by_language=tuple(
            (name, float(f1_score(truth[which], guessed[which], average="macro")))
            for name, which in zip(LANGUAGES, (~spoken, spoken), strict=True)
            if which.any()
        ),
        by_class=tuple(map(float, each)),
        confusion=tuple(
            tuple(map(int, row)) for row in confusion_matrix(truth, guessed, labels=range(len(CLASSES)))
        ),
        sharpness=sharpness,
        sure_from=sure_from,
        sure_share=sure_share,
        sure_right=sure_right,
    )


def _unseen(
    examples: Sequence[Example],
    topics: Mapping[str, Sequence[str]],
    groups: Array,
    strata: Array,
    folds: int,
    seed: int,
) -> Array:
    """The margins of each text, from the model of the folds that it is not in."""
    texts, labels, weights = [one.text for one in examples], _labels(examples), _weights(examples)
    margins = np.zeros((len(texts), len(CLASSES)))
    split = StratifiedGroupKFold(folds, shuffle=True, random_state=seed).split(texts, strata, groups)
    for seen, held in split:
        features = _Features(topics)
        known = features.learn([texts[at] for at in seen])
        fitted = _fit(known, labels[seen], weights[seen])
        margins[held] = fitted.decision_function(features.of([texts[at] for at in held]))
    return margins


class _Features:
    """What a text is described by; the weights of n-grams come from the texts it has learned from."""

    def __init__(self, topics: Mapping[str, Sequence[str]]) -> None:
        self._topics = [_pattern(words) for words in topics.values()]
        self._grams = (
            TfidfVectorizer(preprocessor=_chinese, analyzer="char", ngram_range=(1, 3), sublinear_tf=True),
            TfidfVectorizer(token_pattern=r"[a-z][a-z']+", ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(preprocessor=_english, analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        )

    def learn(self, texts: Sequence[str]) -> csr_matrix:
        """Learn the n-grams of these texts and describe them."""
        lower = [text.lower() for text in texts]
        return self._joined([gram.fit_transform(lower) for gram in self._grams], lower)

    def of(self, texts: Sequence[str]) -> csr_matrix:
        lower = [text.lower() for text in texts]
        return self._joined([gram.transform(lower) for gram in self._grams], lower)

    def _joined(self, grams: Sequence[csr_matrix], texts: Sequence[str]) -> csr_matrix:
        found = np.array([[len(topic.findall(f" {text} ")) for topic in self._topics] for text in texts])
        emphasis = 1 + EMPHASIS * (np.minimum(found, MOST) - 1)
        topics = csr_matrix(TOPIC_WEIGHT * np.where(found > 0, emphasis, 0.0))
        return csr_matrix(hstack([*grams, topics]))


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Finds a topic: Latin words from their beginning, Chinese anywhere."""
    lower = [word.lower() for word in words]
    latin = [re.escape(word) for word in lower if word[0].isascii() and word[0].isalnum()]
    others = [re.escape(word) for word in lower if not (word[0].isascii() and word[0].isalnum())]
    begun = [rf"(?<![a-z])(?:{'|'.join(latin)})"] if latin else []
    return re.compile("|".join([*begun, *others]))


def _chinese(text: str) -> str:
    return LATIN.sub(" ", text)


def _english(text: str) -> str:
    return NOT_ENGLISH.sub(" ", text)


def _fit(features: csr_matrix, labels: Array, weights: Array) -> LinearSVC:
    machine = LinearSVC(C=SOFTNESS, random_state=0)
    machine.fit(features, labels, sample_weight=weights)
    return machine


def _labels(examples: Sequence[Example]) -> Array:
    return np.array([CLASSES.index(one.label) for one in examples])


def _weights(examples: Sequence[Example]) -> Array:
    return np.array([one.weight for one in examples])


def _alike(texts: Sequence[str]) -> Array:
    """A number for each text; those much like one another, directly or through others, have the same."""
    grams = TfidfVectorizer(analyzer="char", ngram_range=(2, 4)).fit_transform([t.lower() for t in texts])
    near = grams @ grams.T
    near.data = (near.data >= ALIKE).astype(float)
    near.eliminate_zeros()
    return np.asarray(connected_components(near, directed=False)[1])


def _margin(truth: Array, guessed: Array) -> float:
    """Half the 95 % interval of the macro-F1, by drawing the texts again and again (a bootstrap)."""
    rng, n, k = np.random.default_rng(0), len(truth), len(CLASSES)
    drawn = []
    for _ in range(DRAWS):
        which = rng.integers(0, n, n)
        table = np.bincount(truth[which] * k + guessed[which], minlength=k * k).reshape(k, k)
        both = table.sum(axis=0) + table.sum(axis=1)
        drawn.append(np.mean(2 * table.diagonal() / np.maximum(both, 1)))
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(high - low) / 2


def _shares(margins: Array, sharpness: float) -> Array:
    """Margins as probabilities that add up to one."""
    raised = np.exp(sharpness * (margins - margins.max(axis=1, keepdims=True)))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _sharpness(margins: Array, truth: Array) -> float:
    """The factor under which the texts' true classes are likeliest."""

    def surprise(factor: float) -> float:
        shares = _shares(margins, factor)[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(shares, 1e-12)).mean())

    return float(minimize_scalar(surprise, bounds=(0.1, 20.0), method="bounded").x)


def _sure(best: Array, right: Array) -> tuple[float, float, float]:
    """From which probability on WANTED of the texts are sorted right; how many those are, and their share."""
    order = np.argsort(-best)
    so_far = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(so_far >= WANTED)
    if not len(enough):
        return 1.0, 0.0, 0.0
    last = int(enough[-1])
    return float(best[order][last]), (last + 1) / len(order), float(so_far[last])
