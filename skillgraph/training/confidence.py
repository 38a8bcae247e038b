"""Fits confidence: the model of texts with a skill, calibration, threshold, cut-offs, broader concepts.

Everything here is deterministic: the same index and gold files give the same parameters. What is said of
the fit is measured on folds that it did not see; sentences of one posting share a fold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph.errors import InputError
from skillgraph.matching.evaluation.evaluation import SHOWN, GoldRow, separation
from skillgraph.matching.evaluation.reliability import calibration_error, error_floor
from skillgraph.matching.judging.broader_fit import BroaderModel
from skillgraph.matching.judging.calibration import (
    DEPTH,
    FEATURES,
    Calibration,
    best_threshold,
    fit_logistic,
    with_content,
)
from skillgraph.matching.judging.cutoffs import cutoffs
from skillgraph.matching.judging.parameters import Parameters
from skillgraph.matching.judging.skill_content import ContentModel, probability, rank_features
from skillgraph.matching.ranking import LanguageModel
from skillgraph.matching.signals.signal_types import first_source
from skillgraph.training.broader import Answered, fit_broader
from skillgraph.training.folds import FOLDS, folds
from skillgraph.training.fusion import Gold

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

_BATCH = 64
_CONTENT = FEATURES.index("content")
_PENALTY = 2.0
_BESIDE = 0.5
_FEWEST = 50
"""With fewer texts of either kind, nothing is learned of what a text without a skill looks like."""


@dataclass(frozen=True, slots=True)
class RankedTexts:
    """The first suggestions of texts, with the truth.

    Attributes:
        positions: Shape (texts, ranks).
        features: Shape (texts, ranks, features).
        right: Shape (texts, ranks).
        skilled: Whether each text has a skill, shape (texts,).
        vectors: What `ContentModel` reads, shape (texts, dimensions), or ``None``.
        fold: See `folds`.
        file: Number of each text's file.
        shares: How much each text counts: a file counts as the square root of its texts, as in `fit_fusion`.
        possible: How many suggestions could be right in all.
        gold: The right URIs of each text.
    """

    positions: npt.NDArray[np.int64]
    features: Floats
    right: Truths
    skilled: Truths
    vectors: npt.NDArray[np.float32] | None
    fold: npt.NDArray[np.int64]
    file: npt.NDArray[np.int64]
    shares: Floats
    possible: int
    gold: Sequence[frozenset[str]]


def fit_confidence(model: LanguageModel, gold: Gold) -> Parameters:
    """Fit confidence, threshold, cut-offs and broader concepts of one profile and language.

    A logistic regression over the vector of a text says whether it speaks of a skill; another one turns
    the first ten suggestions of every text, and what the first one said of texts it did not see, into
    confidence. The threshold is the one that best separates texts with a skill from texts without (largest
    Youden index); without enough texts of both kinds, the old one stays.

    Args:
        model: Gives the ranking.
        gold: Texts by file; those without URIs hold no skill.

    Returns:
        The model's parameters with a new confidence and a record of what it was fitted on.

    Raises:
        InputError: If there are too few texts, or no suggestion is right.
    """
    encoder = first_source(model.parameters.similarity)
    ranked = rank_texts(model, gold, encoder)
    if len(ranked.right) < 2 * FOLDS or ranked.right.all() or not ranked.right.any():
        raise InputError(
            f"{len(ranked.right)} texts are not enough to fit confidence on.",
            hint="Give gold files with some hundred texts.",
        )
    content, ranked = _with_content(ranked, encoder)
    held_out = held_out_confidences(ranked)
    old = model.parameters
    threshold = _threshold(held_out[:, 0], ranked.skilled, old.calibration.threshold)
    calibration = Calibration(*fit_calibration(ranked, np.ones(len(ranked.skilled), dtype=bool)), threshold)
    record = {
        "method": f"logistic regression on {', '.join(FEATURES)} of the first {DEPTH} suggestions;"
        " a file counts as the square root of its texts",
        "fitted_on": sizes(gold),
        "threshold": _threshold_record(threshold, held_out[:, 0], ranked.skilled),
        **held_out_figures(ranked, held_out, list(gold)),
    }
    shown = slice(None, SHOWN)
    found = cutoffs(held_out[:, shown], ranked.right[:, shown], total=ranked.possible)
    broader, of_broader = _fit_broader(model, ranked, held_out, content, threshold)
    return replace(
        old,
        calibration=calibration,
        cutoffs=found,
        content=content,
        broader=broader,
        record={**old.record, "calibration": record, "broader": {"fitted_on": sizes(gold), **of_broader}},
    )


def _fit_broader(
    model: LanguageModel,
    ranked: RankedTexts,
    held_out: Floats,
    content: ContentModel | None,
    threshold: float,
) -> tuple[BroaderModel | None, dict[str, Any]]:
    content_probability = probability(ranked.features[:, 0, _CONTENT])
    positions = {uri: position for position, uri in enumerate(model.labels.uris)}
    gold = [frozenset(positions[uri] for uri in uris if uri in positions) for uris in ranked.gold]
    without_content = content_probability < (0.0 if content is None else content.threshold)
    answered = Answered(
        ranked.positions, held_out, gold, without_content, ranked.fold, ranked.shares, threshold
    )
    return fit_broader(model.labels, answered)


def rank_texts(model: LanguageModel, gold: Gold, encoder: str) -> RankedTexts:
    """The first suggestions for the texts of gold files, with the vectors of one encoder."""
    files = [[row for row in rows if any(map(str.isalpha, row.text))] for rows in gold.values()]
    rows = [row for file in files for row in file]
    positions, features, right, vectors = [], [], [], []
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        ranking = model.rank([row.text for row in batch])
        features.append(ranking.features[:, :DEPTH])
        vectors.append(ranking.matrix.vectors.get(encoder, np.empty((len(batch), 0), dtype=np.float32)))
        positions.append(ranking.positions[:, :DEPTH])
        for row, ranked in zip(batch, positions[-1].tolist(), strict=True):
            right.append([model.uri(position) in row.uris for position in ranked])
    return RankedTexts(
        positions=np.concatenate(positions) if positions else np.empty((0, DEPTH), dtype=np.int64),
        features=np.concatenate(features) if features else np.empty((0, DEPTH, len(FEATURES))),
        right=np.array(right, dtype=bool).reshape(len(rows), -1),
        skilled=np.array([bool(row.uris) for row in rows]),
        vectors=np.concatenate(vectors) if vectors and vectors[0].shape[1] else None,
        fold=folds(rows),
        file=np.repeat(np.arange(len(files)), list(map(len, files))),
        shares=np.concatenate(
            [np.full(len(file), len(file) ** -0.5) for file in files if file] or [np.empty(0)]
        ),
        possible=sum(min(SHOWN, len(row.uris)) for row in rows),
        gold=[row.uris for row in rows],
    )


def _with_content(ranked: RankedTexts, encoder: str) -> tuple[ContentModel | None, RankedTexts]:
    """Fit the model of texts with a skill, and make its held-out probability a feature of confidence."""
    blank = np.zeros(len(ranked.skilled))
    few = min(int(ranked.skilled.sum()), int((~ranked.skilled).sum())) < _FEWEST
    if ranked.vectors is None or few:
        return None, replace(ranked, features=with_content(ranked.features, blank))
    logits = blank
    for number in range(FOLDS):
        test = ranked.fold == number
        part = _fit_content(ranked.vectors, ranked, ~test, encoder)
        logits[test] = part.logits(ranked.vectors[test], ranked.features[test])
    whole = _fit_content(ranked.vectors, ranked, np.ones(len(logits), dtype=bool), encoder)
    threshold = best_threshold(probability(logits), ranked.skilled)
    with_model = replace(ranked, features=with_content(ranked.features, logits))
    return replace(whole, threshold=threshold), with_model


def _fit_content(
    vectors: npt.NDArray[np.float32], ranked: RankedTexts, train: Truths, encoder: str
) -> ContentModel:
    from sklearn.linear_model import LogisticRegression

    beside = rank_features(ranked.features[train])
    # A vector's dimensions are small; what stands beside it is brought to a like size for the penalty.
    means, scales = beside.mean(axis=0), np.maximum(beside.std(axis=0), 1e-9) / _BESIDE
    rows = np.hstack([vectors[train].astype(np.float64), (beside - means) / scales])
    fitted = LogisticRegression(C=_PENALTY, max_iter=2_000).fit(rows, ranked.skilled[train])
    by_vector, by_rank = np.split(fitted.coef_[0], [vectors.shape[1]])
    by_rank = by_rank / scales
    intercept = float(fitted.intercept_[0] - by_rank @ means)
    return ContentModel(encoder, tuple(by_vector.tolist()), tuple(by_rank.tolist()), intercept, 0.0)


def fit_calibration(ranked: RankedTexts, train: Truths) -> tuple[tuple[float, ...], float]:
    """Coefficients and intercept of the confidence.

    Args:
        ranked: All texts with their candidates.
        train: Which of them to fit on, shape (texts,).
    """
    features, right = ranked.features[train], ranked.right[train]
    counts = np.repeat(ranked.shares[train] / ranked.shares[train].mean(), right.shape[1])
    return fit_logistic(features.reshape(-1, features.shape[-1]), right.reshape(-1), counts)


def held_out_confidences(ranked: RankedTexts) -> Floats:
    """Confidences by fits that did not see the text, shape (texts, ranks)."""
    found = np.empty(ranked.right.shape)
    for number in range(FOLDS):
        test = ranked.fold == number
        found[test] = Calibration(*fit_calibration(ranked, ~test), threshold=0).confidences(
            ranked.features[test]
        )
    return found


def _threshold(best: Floats, skilled: Truths, old: float) -> float:
    few = min(int(skilled.sum()), int((~skilled).sum())) < 2
    return old if few else best_threshold(best, skilled)


def held_out_figures(ranked: RankedTexts, held_out: Floats, names: Sequence[str]) -> dict[str, Any]:
    """What held-out texts say: calibration error and separation, over all and by file."""
    auroc = separation(ranked.features[:, 0, _CONTENT], ranked.skilled)
    return {
        "held_out_ece": round(calibration_error(held_out[:, 0], ranked.right[:, 0]), 4),
        "held_out_auroc": None if auroc is None else round(auroc, 4),
        "held_out_by_file": {
            name: _of_file(ranked, held_out, ranked.file == place) for place, name in enumerate(names)
        },
        "folds": FOLDS,
    }


def _of_file(ranked: RankedTexts, held_out: Floats, rows: Truths) -> dict[str, Any]:
    content_probability = probability(ranked.features[rows, 0, _CONTENT])
    auroc = separation(content_probability, ranked.skilled[rows]) if content_probability.any() else None
    best, shown = held_out[rows, 0], held_out[rows, :SHOWN].ravel()
    return {
        "ece": round(calibration_error(best, ranked.right[rows, 0]), 4),
        "ece_floor": round(error_floor(best), 4),
        "ece_shown": round(calibration_error(shown, ranked.right[rows, :SHOWN].ravel()), 4),
        "ece_shown_floor": round(error_floor(shown), 4),
        "auroc": None if auroc is None else round(auroc, 4),
    }


def _threshold_record(threshold: float, best: Floats, skilled: Truths) -> str:
    if skilled.all():
        return "not fitted: no text is without a skill"
    said = best >= threshold
    return (
        f"largest Youden index; answers {said[skilled].mean():.1%} of the held-out texts with a skill"
        f" and {said[~skilled].mean():.1%} of those without"
    )


def sizes(gold: Mapping[str, Sequence[GoldRow]]) -> dict[str, str]:
    """How many texts each file has, and how many of them without a skill."""
    return {
        name: f"{len(rows)} texts, {sum(not row.uris for row in rows)} without a skill"
        for name, rows in gold.items()
    }
