"""Fits the numbers in the parameter files: weights of signals, calibration, threshold.

Everything here is deterministic: the same index and gold files give the same parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph.errors import InputError
from skillgraph.matching.calibration import (
    DEPTH,
    FEATURES,
    Calibration,
    best_threshold,
    fit_logistic,
)
from skillgraph.matching.evaluation import GoldRow, calibration_error, separation
from skillgraph.matching.matcher import LanguageModel, Matcher
from skillgraph.matching.parameters import Parameters

Gold = Mapping[str, Sequence[GoldRow]]
"""Rows by the name of their file."""

_BATCH = 64
_FOLDS = 5
_STEPS = (-0.2, -0.1, -0.05, 0.05, 0.1, 0.2)
_KS = (1, 5, 10)


def fit_calibration(matcher: Matcher, lang: str, gold: Gold) -> Parameters:
    """Fit confidence and threshold of the matcher's profile for one language.

    The logistic regression sees the first ten suggestions of every text. The threshold is the one that best
    separates texts with a skill from texts without (largest Youden index); without texts of both kinds, the
    old one stays. Calibration is checked on held-out texts, five folds.

    Args:
        matcher: Gives the ranking.
        lang: Language of the texts.
        gold: Texts by file; those without URIs hold no skill.

    Returns:
        The matcher's parameters with a new calibration and a record of what it was fitted on.

    Raises:
        InputError: If there are too few texts, or no suggestion is right.
    """
    model = matcher.model(lang)
    rows = [row for rows in gold.values() for row in rows if any(map(str.isalpha, row.text))]
    features, right = _suggestions(model, rows)
    if len(rows) < 2 * _FOLDS or right.all() or not right.any():
        raise InputError(
            f"{len(rows)} texts are not enough to fit confidence on.",
            hint="Give gold files with some hundred texts.",
        )
    skilled = np.array([bool(row.uris) for row in rows])
    coefficients, intercept = _fit(features, right)
    calibration = Calibration(coefficients, intercept, model.parameters.calibration.threshold)
    if 0 < skilled.sum() < len(skilled):
        best = calibration.confidences(features)[:, 0]
        calibration = replace(calibration, threshold=best_threshold(best, skilled))
    record = {
        "method": f"logistic regression on {', '.join(FEATURES)} of the first {DEPTH} suggestions",
        "fitted_on": _sizes(gold),
        "threshold": _threshold_record(calibration, features, skilled),
        **_held_out(features, right, skilled),
    }
    old = model.parameters
    return replace(old, calibration=calibration, record={**old.record, "calibration": record})


def fit_weights(model: LanguageModel, lang: str, signals: Sequence[str], gold: Gold) -> Parameters:
    """Tune the weights of signals by coordinate ascent, from the ones there are.

    The aim is the mean of RP@1, RP@5 and RP@10, averaged over files.

    Args:
        model: Where to start; it must measure all ``signals`` (a weight of 0 is enough).
        lang: Language of the texts.
        signals: Names of the signals whose weights may change.
        gold: Texts by file; those without URIs are left out.
    """
    start = model.parameters.weights
    sets = [_measured(model, [row for row in rows if row.uris]) for rows in gold.values()]
    names = sets[0].names
    weights = np.array([start.get(name, 0.0) for name in names], dtype=np.float32)
    tuned = _ascend(weights, [names.index(signal) for signal in signals if signal in names], sets)
    found = {name: round(float(weight), 2) for name, weight in zip(names, tuned, strict=True) if weight > 0}
    record = {
        "method": "coordinate ascent on RP@1, RP@5 and RP@10 from hand-set weights",
        "language": lang,
        "tuned_on": {name: sum(bool(row.uris) for row in rows) for name, rows in gold.items()},
        "mean": round(float(np.mean([_aim(tuned, one) for one in sets])), 2),
        "mean_before": round(float(np.mean([_aim(weights, one) for one in sets])), 2),
    }
    return replace(model.parameters, weights=found, record={**model.parameters.record, "weights": record})


def _batches(rows: Sequence[GoldRow]) -> Iterator[Sequence[GoldRow]]:
    return (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))


def _suggestions(
    model: LanguageModel, rows: Sequence[GoldRow]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Features and rightness of the first suggestions, shapes (texts, ranks, features), (texts, ranks)."""
    features, right = [], []
    for batch in _batches(rows):
        ranking = model.rank([row.text for row in batch])
        features.append(ranking.features[:, :DEPTH])
        for row, positions in zip(batch, ranking.positions[:, :DEPTH].tolist(), strict=True):
            right.append([model.uri(position) in row.uris for position in positions])
    return np.concatenate(features), np.array(right)


def _fit(features: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> tuple[tuple[float, ...], float]:
    return fit_logistic(features.reshape(-1, features.shape[-1]), right.reshape(-1))


def _held_out(
    features: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], skilled: npt.NDArray[np.bool_]
) -> dict[str, Any]:
    """Calibration error and separation on folds that the fit did not see."""
    fold = np.arange(len(features)) % _FOLDS
    best = np.empty(len(features))
    for number in range(_FOLDS):
        calibration = Calibration(*_fit(features[fold != number], right[fold != number]), threshold=0)
        best[fold == number] = calibration.confidences(features[fold == number])[:, 0]
    auroc = separation(best, skilled)
    return {
        "held_out_ece": round(calibration_error(best, right[:, 0]), 4),
        "held_out_auroc": None if auroc is None else round(auroc, 4),
        "folds": _FOLDS,
    }


def _threshold_record(
    calibration: Calibration, features: npt.NDArray[np.float64], skilled: npt.NDArray[np.bool_]
) -> str:
    if skilled.all():
        return "not fitted: no text is without a skill"
    said = calibration.confidences(features)[:, 0] >= calibration.threshold
    return (
        f"largest Youden index; answers {said[skilled].mean():.1%} of the texts with a skill"
        f" and {said[~skilled].mean():.1%} of those without"
    )


def _sizes(gold: Gold) -> dict[str, str]:
    return {
        name: f"{len(rows)} texts, {sum(not row.uris for row in rows)} without a skill"
        for name, rows in gold.items()
    }


@dataclass(frozen=True, slots=True)
class _Measured:
    """Signals of candidates with the truth, shapes (texts, candidates, signals), (texts, candidates)."""

    names: tuple[str, ...]
    values: npt.NDArray[np.float32]
    right: npt.NDArray[np.bool_]
    sizes: npt.NDArray[np.int64]


def _measured(model: LanguageModel, rows: Sequence[GoldRow]) -> _Measured:
    matrices = [model.measure([row.text for row in batch]) for batch in _batches(rows)]
    candidates = np.concatenate([matrix.candidates for matrix in matrices])
    right = [
        [model.uri(position) in row.uris for position in chosen]
        for row, chosen in zip(rows, candidates.tolist(), strict=True)
    ]
    values = np.concatenate([matrix.values for matrix in matrices])
    return _Measured(matrices[0].names, values, np.array(right), np.array([len(row.uris) for row in rows]))


def _aim(weights: npt.NDArray[np.float32], measured: _Measured) -> float:
    """Mean of RP@k over the ranks, in percent."""
    scores = measured.values @ weights
    order = np.argsort(-scores, axis=1, kind="stable")[:, : max(_KS)]
    hits = np.take_along_axis(measured.right, order, 1)
    shares = [(hits[:, :k].sum(axis=1) / np.minimum(k, measured.sizes)).mean() for k in _KS]
    return 100 * float(np.mean(shares))


def _ascend(
    weights: npt.NDArray[np.float32], columns: Sequence[int], sets: Sequence[_Measured], *, rounds: int = 4
) -> npt.NDArray[np.float32]:
    """Move one weight at a time as long as that helps."""
    best = float(np.mean([_aim(weights, one) for one in sets]))
    for _ in range(rounds):
        before = best
        for column in columns:
            for step in _STEPS:
                trial = weights.copy()
                trial[column] = max(0.0, round(float(weights[column]) + step, 2))
                aim = float(np.mean([_aim(trial, one) for one in sets]))
                if aim > best:
                    best, weights = aim, trial
        if best == before:
            break
    return weights
