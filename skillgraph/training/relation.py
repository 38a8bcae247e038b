"""Fits the model that tells what a concept is to a text, and says how well it does.

Only pairs that the matcher suggests itself can be learned from: the others have no signals. The same texts,
index and parameters give the same model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph.errors import InputError
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.evaluation.reliability import calibration_error
from skillgraph.matching.index.labels import LabelTable
from skillgraph.matching.matcher import Matcher
from skillgraph.matching.reasons.relation import RelationModel
from skillgraph.matching.reasons.relation_features import FEATURES, RelationFeatures
from skillgraph.matching.types import MatchResult
from skillgraph.model import Predicate

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

_DEPTH = 30
"""How many suggestions of a text are looked at; deeper ones are of another kind than those people see."""

_PROPOSED = 5
_FOLDS = 5
_STRENGTH = 0.03
"""Inverse of the penalty. People agree little on relations, so the coefficients are held small."""

_SURE = (0.4, 0.5, 0.6, 0.7)


@dataclass(frozen=True, slots=True)
class RelationPairs:
    """Suggested pairs of text and concept whose relation people gave.

    Attributes:
        features: Shape (pairs, features).
        predicates: Those that occur.
        truth: Position of each pair's relation in ``predicates``.
        concepts: The concept of each pair, as a number.
        ranks: Where the concept was suggested, from 0.
        given: How many pairs people gave, those that were not suggested included.
    """

    features: Floats
    predicates: tuple[Predicate, ...]
    truth: Numbers
    concepts: Numbers
    ranks: Numbers
    given: int


def collect_pairs(matcher: Matcher, gold: Iterable[GoldRow], lang: str = "auto") -> RelationPairs:
    """Match the texts, and keep the suggestions whose relation people gave.

    Args:
        matcher: Gives the suggestions.
        gold: Texts with relations; those without are left out.
        lang: ``auto`` to detect, or the language of all texts that do not name their own.

    Raises:
        InputError: If there are too few such suggestions, or of one relation only.
    """
    rows = [row for row in gold if row.relations]
    found = list(_suggested(rows, _matched(matcher, rows, lang), matcher.index.labels))
    if len(found) < 10 * _FOLDS or len({predicate for _, predicate, _, _ in found}) < 2:
        raise InputError(
            f"{len(found)} suggested pairs with a relation are not enough to tell relations apart.",
            hint="Give gold files whose rows have uris and relations, some hundred of them.",
        )
    predicates = tuple(one for one in Predicate if any(one is predicate for _, predicate, _, _ in found))
    _, concepts = np.unique([uri for _, _, uri, _ in found], return_inverse=True)
    return RelationPairs(
        features=np.array([features for features, _, _, _ in found]),
        predicates=predicates,
        truth=np.array([predicates.index(predicate) for _, predicate, _, _ in found]),
        concepts=concepts,
        ranks=np.array([rank for _, _, _, rank in found]),
        given=sum(len(row.relations) for row in rows),
    )


def fit_relation(pairs: RelationPairs, record: Mapping[str, Any]) -> RelationModel:
    """Fit the model on all pairs; its record gets the figures of held-out folds.

    Args:
        pairs: What to learn from.
        record: What else to say: the files, the framework.
    """
    counts = Counter(pairs.predicates[number].value for number in pairs.truth.tolist())
    return replace(
        _fit(pairs, np.ones(len(pairs.truth), dtype=np.bool_)),
        record={
            "method": f"multinomial logistic regression on standardised features, C = {_STRENGTH}",
            **record,
            "pairs": {"given": pairs.given, "suggested": len(pairs.truth), "depth": _DEPTH, **counts},
            "held_out": held_out(pairs),
        },
    )


def held_out(pairs: RelationPairs) -> dict[str, Any]:
    """How well the relations of held-out pairs are predicted; a concept is never in two folds.

    Beside the model, the most frequent relation (its share as the probability), and a rule on words: the
    same words are exact, a label within the text is broader, a text within a label narrower, all else close.
    """
    shares = np.empty((len(pairs.truth), len(pairs.predicates)))
    majority, folds = np.empty_like(shares), _folds(pairs)
    for number in range(_FOLDS):
        train = folds != number
        shares[~train] = _fit(pairs, train).probabilities(pairs.features[~train])
        majority[~train] = np.bincount(pairs.truth[train], minlength=shares.shape[1]) / train.sum()
    near = pairs.ranks < _PROPOSED
    ruled = _ruled(pairs)
    return {
        "folds": _FOLDS,
        "model": _judged(pairs.truth, shares) | {"ece": _ece(pairs.truth, shares)},
        "majority": _judged(pairs.truth, majority),
        "rule": _scores(pairs.truth, ruled),
        f"model, first {_PROPOSED} suggestions": _judged(pairs.truth[near], shares[near]),
        f"majority, first {_PROPOSED} suggestions": _judged(pairs.truth[near], majority[near]),
        f"rule, first {_PROPOSED} suggestions": _scores(pairs.truth[near], ruled[near]),
        "by predicate": _by_predicate(pairs, shares.argmax(axis=1)),
        "from a confidence on": {str(limit): _from(pairs, shares, limit) for limit in _SURE},
    }


def _matched(matcher: Matcher, rows: Sequence[GoldRow], lang: str) -> list[MatchResult]:
    results: dict[int, MatchResult] = {}
    for language in dict.fromkeys(row.lang or lang for row in rows):
        numbers = [number for number, row in enumerate(rows) if (row.lang or lang) == language]
        found = matcher.match((rows[number].text for number in numbers), k=_DEPTH, lang=language)
        results.update(zip(numbers, found, strict=True))
    return [results[number] for number in range(len(rows))]


def _suggested(
    rows: Sequence[GoldRow], results: Sequence[MatchResult], labels: LabelTable
) -> Iterator[tuple[Floats, Predicate, str, int]]:
    """Features, relation, concept and rank of each pair that was suggested."""
    features = RelationFeatures(labels)
    for row, result in zip(rows, results, strict=True):
        given = dict(row.relations)
        found = features.rows(result.text, result.lang, result.suggestions)
        for rank, suggestion in enumerate(result.suggestions):
            if suggestion.uri in given:
                yield found[rank], given[suggestion.uri], suggestion.uri, rank


def _fit(pairs: RelationPairs, train: npt.NDArray[np.bool_]) -> RelationModel:
    from sklearn.linear_model import LogisticRegression

    rows, truth = pairs.features[train], pairs.truth[train]
    known = ~np.isnan(rows)
    means = np.where(known, rows, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    spread = np.where(known, rows - means, 0.0)
    scales = np.sqrt((spread**2).sum(axis=0) / np.maximum(known.sum(axis=0), 1))
    scales = np.where(scales > 0, scales, 1.0)
    model = LogisticRegression(C=_STRENGTH, max_iter=2_000).fit(spread / scales, truth)
    coefficients, intercepts = (
        np.zeros((len(pairs.predicates), rows.shape[1])),
        np.full(len(pairs.predicates), -30.0),
    )
    if len(model.classes_) == 2:
        coefficients[model.classes_[1]], intercepts[model.classes_] = model.coef_[0], [0, model.intercept_[0]]
    else:
        coefficients[model.classes_], intercepts[model.classes_] = model.coef_, model.intercept_
    return RelationModel(pairs.predicates, means, scales, coefficients, intercepts)


def _folds(pairs: RelationPairs) -> Numbers:
    """The fold of each pair; all pairs of a concept share one, and relations are spread evenly."""
    from sklearn.model_selection import StratifiedGroupKFold

    folds = np.zeros(len(pairs.truth), dtype=np.int64)
    splits = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=0).split(
        pairs.features, pairs.truth, pairs.concepts
    )
    for number, (_, held) in enumerate(splits):
        folds[held] = number
    return folds


def _ruled(pairs: RelationPairs) -> Numbers:
    rules = {
        "same words": Predicate.EXACT,
        "label in text": Predicate.BROAD,
        "text in label": Predicate.NARROW,
    }
    found = [Predicate.CLOSE] * len(pairs.truth)
    for name, predicate in rules.items():
        for row in np.flatnonzero(pairs.features[:, FEATURES.index(name)] == 1).tolist():
            found[row] = predicate
    return np.array([pairs.predicates.index(one) if one in pairs.predicates else -1 for one in found])


def _scores(truth: Numbers, predicted: Numbers) -> dict[str, float]:
    found = [_predicate_scores(truth, predicted, number) for number in np.unique(truth).tolist()]
    return {
        "accuracy": round(float((truth == predicted).mean()), 4),
        "macro_f1": round(float(np.mean([f1 for _, _, f1 in found])), 4),
    }


def _judged(truth: Numbers, shares: Floats) -> dict[str, float]:
    likelihoods = np.clip(shares[np.arange(len(truth)), truth], 1e-9, 1.0)
    return _scores(truth, shares.argmax(axis=1)) | {"log_loss": round(float(-np.log(likelihoods).mean()), 4)}


def _ece(truth: Numbers, shares: Floats) -> float:
    return round(calibration_error(shares.max(axis=1), shares.argmax(axis=1) == truth), 4)


def _predicate_scores(truth: Numbers, predicted: Numbers, number: int) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean."""
    right = float(((truth == number) & (predicted == number)).sum())
    precision = right / max(1, (predicted == number).sum())
    recall = right / max(1, (truth == number).sum())
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _by_predicate(pairs: RelationPairs, predicted: Numbers) -> dict[str, dict[str, float]]:
    found = {}
    for number, predicate in enumerate(pairs.predicates):
        precision, recall, _ = _predicate_scores(pairs.truth, predicted, number)
        found[predicate.value] = {"precision": round(precision, 4), "recall": round(recall, 4)}
    return found


def _from(pairs: RelationPairs, shares: Floats, limit: float) -> dict[str, Any]:
    """The share of pairs whose relation has this confidence or more, and how often it is right."""
    sure, predicted = shares.max(axis=1) >= limit, shares.argmax(axis=1)
    found: dict[str, Any] = {"share": round(float(sure.mean()), 4)}
    for number, predicate in enumerate(pairs.predicates):
        chosen = sure & (predicted == number)
        if chosen.any():
            right = float((pairs.truth[chosen] == number).mean())
            found[predicate.value] = {"pairs": int(chosen.sum()), "precision": round(right, 4)}
    return found
