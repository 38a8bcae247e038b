"""Fits the weights of signals: a logistic regression over pairs of a right and a wrong candidate.

The difference of the signals of a right and a wrong candidate of the same text is a row; the regression,
without intercept, says which of the two is right, so its coefficients rank. (Pairwise ranking by a linear
classifier: R. Herbrich et al., *Large margin rank boundaries for ordinal regression*, 2000.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph.errors import InputError
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.judging.parameters import Parameters
from skillgraph.matching.ranking import LanguageModel
from skillgraph.matching.signals.fusion import FIXED, LinearFusion
from skillgraph.matching.signals.signal_types import EXAMPLES, Signal
from skillgraph.training.folds import FOLDS, folds

Gold = Mapping[str, Sequence[GoldRow]]
"""Rows by the name of their file."""

Floats = npt.NDArray[np.float32]
_BATCH = 64
_RIGHT = 6
_WRONG = 20
_RANK = 5
_SEED = 0
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Measured:
    """Texts with a skill, their candidates' signals, and the truth.

    Attributes:
        values: Shape (texts, candidates, signals).
        right: Shape (texts, candidates).
        sizes: How many concepts are right for each text, whether among the candidates or not.
        shares: How much each text counts: a file counts as the square root of its texts.
        fold: See `folds`.
        file: Number of each text's file.
    """

    names: tuple[str, ...]
    values: Floats
    right: npt.NDArray[np.bool_]
    sizes: npt.NDArray[np.int64]
    shares: npt.NDArray[np.float64]
    fold: npt.NDArray[np.int64]
    file: npt.NDArray[np.int64]


def measure(model: LanguageModel, gold: Gold) -> Measured:
    """The signals of all texts with a skill."""
    files = [[row for row in rows if row.uris] for rows in gold.values()]
    rows = [row for file in files for row in file]
    if len(rows) < 2 * FOLDS:
        raise InputError(
            f"{len(rows)} texts with a skill are not enough to fit weights on.",
            hint="Give gold files with some hundred texts.",
        )
    matrices = [
        model.measure([row.text for row in rows[start : start + _BATCH]])
        for start in range(0, len(rows), _BATCH)
    ]
    candidates = np.concatenate([matrix.candidates for matrix in matrices])
    right = [
        [model.uri(position) in row.uris for position in chosen]
        for row, chosen in zip(rows, candidates.tolist(), strict=True)
    ]
    return Measured(
        names=matrices[0].names,
        values=np.concatenate([matrix.values for matrix in matrices]),
        right=np.array(right),
        sizes=np.array([len(row.uris) for row in rows]),
        shares=np.concatenate([np.full(len(file), len(file) ** -0.5) for file in files if file]),
        fold=folds(rows),
        file=np.repeat(np.arange(len(files)), list(map(len, files))),
    )


def fit_fusion(model: LanguageModel, gold: Gold, *, trust: float = 1.0) -> Parameters:
    """The model's parameters with weights fitted on gold, and a record with figures from held-out folds.

    Args:
        model: Measures the signals that its parameters name.
        gold: Texts by file; those without URIs are left out.
        trust: See `fit_weights`.

    Raises:
        InputError: If there are too few texts.
    """
    measured = measure(model, gold)
    weights = dict(zip(measured.names, fit_weights(measured, trust=trust).tolist(), strict=True))
    record = {
        "method": f"pairwise logistic regression, {_WRONG} wrong candidates for each right one, seed {_SEED}",
        "tuned_on": {name: f"{sum(bool(row.uris) for row in rows)} texts" for name, rows in gold.items()},
        "known_texts_trusted": trust,
        "held_out_rp5": _held_out(measured, list(gold), trust),
        "folds": FOLDS,
    }
    old = model.parameters
    return replace(old, weights=weights, record={**old.record, "weights": record})


def fit_weights(
    measured: Measured, train: npt.NDArray[np.bool_] | None = None, *, trust: float = 1.0
) -> npt.NDArray[np.float64]:
    """Weights of the signals, their sizes adding up to 1, fitted on some of the texts.

    Args:
        measured: The texts.
        train: Which of them to fit on, shape (texts,); all by default.
        trust: Share of its fitted weight that the signal of labelled examples keeps, 0 to 1. Gold texts may
            resemble the examples more than later texts will, and the fit then overrates them.

    Returns:
        Shape (signals,); those that have a fixed part of the score have 0.
    """
    from sklearn.linear_model import LogisticRegression

    rows, answers, counts = _pairs(
        measured, np.ones(len(measured.sizes), dtype=bool) if train is None else train
    )
    scales = np.maximum(rows.std(axis=0), 1e-6)
    fitted = LogisticRegression(C=1.0, fit_intercept=False, max_iter=500).fit(
        rows / scales, answers, sample_weight=counts
    )
    shares = [
        trust if Signal.parse(name).part == EXAMPLES else float(name not in FIXED) for name in measured.names
    ]
    weights = fitted.coef_[0] / scales * shares
    scaled: npt.NDArray[np.float64] = (weights / (np.abs(weights).sum() or 1)).round(_DIGITS)
    return scaled


def _pairs(
    measured: Measured, train: npt.NDArray[np.bool_]
) -> tuple[Floats, npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Differences of right and wrong candidates, every other one turned round, and how much each counts."""
    rng = np.random.default_rng(_SEED)
    rows, shares = [], []
    for text in np.flatnonzero(train & measured.right.any(axis=1)).tolist():
        right = np.flatnonzero(measured.right[text])[:_RIGHT]
        wrong = np.flatnonzero(~measured.right[text])
        wrong = rng.choice(wrong, min(_WRONG, len(wrong)), replace=False)
        values = measured.values[text]
        differences = (values[right][:, None] - values[wrong][None]).reshape(-1, values.shape[1])
        rows.append(differences)
        shares.append(np.full(len(differences), measured.shares[text] / max(1, len(differences))))
    differences, counts = np.concatenate(rows), np.concatenate(shares)
    answers = np.arange(len(differences)) % 2
    differences[answers == 0] *= -1
    # The sum of counts sets how much the penalty weighs: as if each text were one observation.
    return differences, answers, counts * (len(rows) / counts.sum())


def _held_out(measured: Measured, names: Sequence[str], trust: float) -> dict[str, float]:
    """RP@5 in percent by file."""
    hits = held_out_precision(measured, trust=trust)
    return {
        name: round(100 * float(hits[measured.file == place].mean()), 1)
        for place, name in enumerate(names)
        if (measured.file == place).any()
    }


def held_out_precision(measured: Measured, *, trust: float = 1.0) -> npt.NDArray[np.float64]:
    """RP@5 of each text, 0 to 1, ranked by weights that did not see it nor its posting."""
    hits = np.zeros(len(measured.sizes))
    for number in range(FOLDS):
        test = measured.fold == number
        hits[test] = ranked_precision(measured, fit_weights(measured, ~test, trust=trust), test)
    return hits


def ranked_precision(
    measured: Measured, weights: npt.NDArray[np.floating[Any]], texts: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """RP@5 of some texts, 0 to 1, under the given weights.

    Args:
        measured: All texts.
        weights: Of the signals, shape (signals,).
        texts: Which of them to rank, shape (texts,).

    Returns:
        Of those that are ranked, in their order.
    """
    fusion = LinearFusion(dict(zip(measured.names, weights.tolist(), strict=True)))
    scores = fusion.scores(measured.names, measured.values[texts])
    order = np.argsort(-scores, axis=1, kind="stable")[:, :_RANK]
    found = np.take_along_axis(measured.right[texts], order, 1).sum(axis=1)
    return np.asarray(found / np.minimum(_RANK, measured.sizes[texts]))
