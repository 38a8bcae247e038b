"""Fits which broader concepts are named where no single suggestion is sure enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph.matching.index.labels import LabelTable
from skillgraph.matching.intervals import wilson
from skillgraph.matching.judging.broader_fit import FEATURES, FEWEST, WIDEST, BroaderConcepts, BroaderModel
from skillgraph.matching.judging.calibration import fit_logistic
from skillgraph.training.folds import FOLDS

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

PRECISION = 0.6
"""So often a broader concept that is named must be right."""

_SURELY = 0.5
_LIKELY = 0.5
"""What is less likely right than wrong is never named."""

_STEPS = 100


@dataclass(frozen=True, slots=True)
class Answered:
    """Texts with their first suggestions, judged by a confidence that did not see them.

    Attributes:
        positions: Of the suggested concepts, shape (texts, ranks).
        confidences: Shape (texts, ranks).
        gold: The positions of the right concepts of each text.
        without_content: Whether the content model finds no skill in each text, shape (texts,).
        fold: See `folds`.
        shares: How much each text counts, shape (texts,).
        threshold: The confidence under which a text is left without a match.
    """

    positions: npt.NDArray[np.int64]
    confidences: Floats
    gold: Sequence[frozenset[int]]
    without_content: Truths
    fold: npt.NDArray[np.int64]
    shares: Floats
    threshold: float


@dataclass(frozen=True, slots=True)
class _Choices:
    """The concepts above the suggestions of all texts, those of a text narrowest first.

    Attributes:
        text: Number of each one's text, ascending, shape (concepts,).
        features: Shape (concepts, features).
        right: Whether the text means each or something below it, shape (concepts,).
    """

    text: npt.NDArray[np.int64]
    features: Floats
    right: Truths


def fit_broader(labels: LabelTable, answered: Answered) -> tuple[BroaderModel | None, dict[str, Any]]:
    """Fit the probability of a broader concept, and from which one on it is named.

    A concept is right if people chose it or one below it, along first parents. It is named from the lowest
    hundredth on, 0.50 or more, at which, held out, `PRECISION` of those named are right and surely half of
    them (lower end of the 95 % Wilson interval), over the texts whose best suggestion is less likely right
    than wrong.

    Args:
        labels: The labels and the hierarchy of the framework.
        answered: The texts.

    Returns:
        The model, ``None`` where no probability gives that precision, and a record of the fit.
    """
    choices = _choices(labels, answered)
    record: dict[str, Any] = {
        "method": f"logistic regression on {', '.join(FEATURES)} of concepts above {FEWEST} or more of the"
        f" first suggestions, with at most {WIDEST:g} of the framework below them",
        "folds": FOLDS,
    }
    if not _enough(choices, answered):
        return None, record | {"threshold": "not fitted: too few concepts lie above suggestions"}
    shares = _held_out(choices, answered)
    open_ended = ~answered.without_content
    unsure = open_ended & (answered.confidences[:, 0] < _LIKELY)
    threshold = _threshold(choices, shares, unsure)
    if threshold is None:
        return None, record | {"threshold": f"none: no probability gives a precision of {PRECISION:g}"}
    abstained = open_ended & (answered.confidences[:, 0] < answered.threshold)
    groups = {f"best suggestion below {_LIKELY:g}": unsure, "abstained": abstained}
    held_out = {name: _figures(choices, shares, group, threshold) for name, group in groups.items()}
    said = f"the lowest from {_LIKELY:g} on that gives a precision of {PRECISION:g}, surely {_SURELY:g}"
    model = BroaderModel(*_fit(choices, answered, np.ones(len(choices.text), dtype=bool)), threshold)
    return model, record | {"threshold": said, "held_out": held_out}


def _choices(labels: LabelTable, answered: Answered) -> _Choices:
    concepts = BroaderConcepts(labels)
    texts, features, right = [], [np.empty((0, len(FEATURES)))], []
    rows = zip(answered.positions.tolist(), answered.confidences.tolist(), answered.gold, strict=True)
    for number, (positions, confidences, gold) in enumerate(rows):
        meant = gold.union(*map(concepts.above, gold))
        found = concepts.candidates(positions, confidences)
        texts += [number] * len(found.positions)
        features.append(found.features)
        right += [one in meant for one in found.positions]
    return _Choices(np.array(texts, dtype=np.int64), np.concatenate(features), np.array(right, dtype=bool))


def _enough(choices: _Choices, answered: Answered) -> bool:
    """Whether there are right and wrong ones to learn from, whichever fold is left out."""
    folds = answered.fold[choices.text]
    return all(len(set(choices.right[folds != number].tolist())) == 2 for number in range(FOLDS))


def _held_out(choices: _Choices, answered: Answered) -> Floats:
    """Probabilities by fits that did not see the text, shape (concepts,)."""
    folds = answered.fold[choices.text]
    found = np.zeros(len(folds))
    for number in range(FOLDS):
        test = folds == number
        fitted = _fit(choices, answered, ~test)
        found[test] = BroaderModel(*fitted, threshold=0).probabilities(choices.features[test])
    return found


def _fit(choices: _Choices, answered: Answered, train: Truths) -> tuple[tuple[float, ...], float]:
    counts = answered.shares[choices.text[train]]
    return fit_logistic(choices.features[train], choices.right[train], counts / counts.mean())


def _threshold(choices: _Choices, shares: Floats, among: Truths) -> float | None:
    for step in range(round(_LIKELY * _STEPS), _STEPS):
        named = list(_named(choices, shares, among, step / _STEPS))
        if not named:
            return None
        if sum(named) >= PRECISION * len(named) and wilson(sum(named), len(named))[0] >= _SURELY:
            return step / _STEPS
    return None


def _named(choices: _Choices, shares: Floats, among: Truths, threshold: float) -> Iterator[bool]:
    """For each text of a group for which a concept is named, whether it is right."""
    enough = np.flatnonzero((shares >= threshold) & among[choices.text])
    _, first = np.unique(choices.text[enough], return_index=True)
    yield from choices.right[enough[first]].tolist()


def _figures(choices: _Choices, shares: Floats, among: Truths, threshold: float) -> dict[str, Any]:
    named = list(_named(choices, shares, among, threshold))
    right = round(sum(named) / len(named), 4) if named else None
    return {"texts": int(among.sum()), "named": len(named), "precision": right}
