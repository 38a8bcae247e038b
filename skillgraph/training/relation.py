"""Fits the model that tells what a concept is to a text, and says how well it does.

It learns from texts whose relations people gave, of those concepts that the matcher suggests itself, and from
terms that public bodies mapped, in whatever language: of these only words and hierarchy are known, and what
else is measured counts as the mean. The same texts, index and parameters give the same model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
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
from skillgraph.matching.types import Evidence, LabelKind, MatchResult, Suggestion
from skillgraph.model import Predicate
from skillgraph.model.introductions import without_introduction
from skillgraph.training.crosswalks import MappedTerm

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

_DEPTH = 30
"""How many suggestions of a text are looked at; deeper ones are of another kind than those people see."""

_PROPOSED = 5
_FOLDS = 5
_STRENGTH = 0.3
"""Inverse of the penalty. People agree little on relations, so the coefficients are held small."""

_EVENED = 0.5
"""How far rare relations of a source count more: by this power of how much rarer than the mean they are. With
1 fewer pairs are told rightly in all; with 0 the rare relations are hardly ever told."""

_SURE = (0.4, 0.5, 0.6, 0.7)

_MEASURED = [
    FEATURES.index(name)
    for name in (
        *("log labels", "log rank", "confidence", "best confidence", "lead"),
        *("parent near", "narrower near", "log siblings near"),
    )
]
"""Features of which nothing is known where no matcher suggested the concept."""


@dataclass(frozen=True, slots=True)
class RelationPairs:
    """Suggested pairs of text and concept whose relation people gave.

    Attributes:
        features: Shape (pairs, features).
        predicates: Those that occur.
        truth: Position of each pair's relation in ``predicates``.
        concepts: The concept of each pair, as a number.
        ranks: Where the concept was suggested, from 0.
        sources: Where each pair is from.
        given: How many pairs people gave, those that were not suggested included.
    """

    features: Floats
    predicates: tuple[Predicate, ...]
    truth: Numbers
    concepts: Numbers
    ranks: Numbers
    sources: npt.NDArray[np.str_]
    given: int


@dataclass(frozen=True, slots=True)
class RelationPair:
    """A text and a concept whose relation is known.

    Attributes:
        rank: Where it was suggested, from 0.
    """

    features: Floats
    predicate: Predicate
    uri: str
    rank: int
    source: str


def collect_pairs(
    matchers: Sequence[Matcher],
    gold: Mapping[str, Iterable[GoldRow]],
    lang: str = "auto",
    crosswalks: Mapping[str, Iterable[MappedTerm]] = MappingProxyType({}),
) -> RelationPairs:
    """Match the texts, and keep the suggestions whose relation people gave.

    Args:
        matchers: Give the suggestions: for each text the first that has labels in its language.
        gold: Texts with relations, by file; those without are left out.
        lang: ``auto`` to detect, or the language of all texts that do not name their own.
        crosswalks: Terms with mapped concepts, by file.

    Raises:
        InputError: If there are too few such suggestions, or of one relation only.
    """
    rows = {name: [row for row in part if row.relations] for name, part in gold.items()}
    found = [one for name, part in rows.items() for one in _of_gold(matchers, part, lang, name)]
    given = sum(len(row.relations) for part in rows.values() for row in part)
    for name, terms in crosswalks.items():
        mapped = list(_mapped(list(terms), matchers[0].index.labels, name))
        found, given = found + mapped, given + len(mapped)
    if len(found) < 10 * _FOLDS or len({one.predicate for one in found}) < 2:
        raise InputError(
            f"{len(found)} suggested pairs with a relation are not enough to tell relations apart.",
            hint="Give gold files whose rows have uris and relations, some hundred of them.",
        )
    predicates = tuple(one for one in Predicate if any(one is pair.predicate for pair in found))
    _, concepts = np.unique([one.uri for one in found], return_inverse=True)
    return RelationPairs(
        features=np.array([one.features for one in found]),
        predicates=predicates,
        truth=np.array([predicates.index(one.predicate) for one in found]),
        concepts=concepts,
        ranks=np.array([one.rank for one in found]),
        sources=np.array([one.source for one in found]),
        given=given,
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
            "method": f"multinomial logistic regression on standardised features, C = {_STRENGTH};"
            " a source counts as the square root of its pairs, a relation of it by the square root of how"
            " rare it is",
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
        "by source": _by_source(pairs, shares, ruled),
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


def _of_gold(
    matchers: Sequence[Matcher], rows: Sequence[GoldRow], lang: str, source: str
) -> Iterator[RelationPair]:
    """The pairs of a file that were suggested, text by text in each language."""
    by_language: dict[str, list[GoldRow]] = {}
    for row in rows:
        by_language.setdefault(row.lang or lang, []).append(row)
    for language, part in by_language.items():
        speaking = (one for one in matchers if language in one.index.labels.lists)
        matcher = next(speaking, matchers[0])
        several = len(by_language) > 1
        name = f"{source}, {language}" if several else source
        yield from _suggested(part, _matched(matcher, part, lang), matcher.index.labels, name)


def _suggested(
    rows: Sequence[GoldRow], results: Sequence[MatchResult], labels: LabelTable, source: str
) -> Iterator[RelationPair]:
    features = RelationFeatures(labels)
    for row, result in zip(rows, results, strict=True):
        given = dict(row.relations)
        text = without_introduction(result.text, result.lang).strip()
        found = features.rows(text, result.lang, result.suggestions)
        for rank, one in enumerate(result.suggestions):
            if one.uri in given:
                yield RelationPair(found[rank], given[one.uri], one.uri, rank, source)


def _mapped(terms: Sequence[MappedTerm], labels: LabelTable, source: str) -> Iterator[RelationPair]:
    """The pairs of a crosswalk whose concepts the framework has; what a matcher measures is unknown."""
    positions = {uri: position for position, uri in enumerate(labels.uris)}
    features = RelationFeatures(labels, {source: {one.uri: one.label for one in terms}.values()})
    for one in terms:
        if one.uri in positions:
            evidence = Evidence(one.label, LabelKind.PREF, source, (), {})
            broader = labels.broader(positions[one.uri], "en")
            suggestion = Suggestion(one.uri, one.label, "", 0.5, 0.0, broader, evidence)
            row = features.rows(one.term, source, [suggestion])[0]
            row[_MEASURED] = np.nan
            yield RelationPair(row, one.relation, one.uri, 0, source)


def _fit(pairs: RelationPairs, train: npt.NDArray[np.bool_]) -> RelationModel:
    from sklearn.linear_model import LogisticRegression

    rows, truth = pairs.features[train], pairs.truth[train]
    known = ~np.isnan(rows)
    means = np.where(known, rows, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    spread = np.where(known, rows - means, 0.0)
    scales = np.sqrt((spread**2).sum(axis=0) / np.maximum(known.sum(axis=0), 1))
    scales = np.where(scales > 0, scales, 1.0)
    model = LogisticRegression(C=_STRENGTH, max_iter=2_000).fit(
        spread / scales, truth, sample_weight=_counting(pairs.sources[train], truth)
    )
    coefficients, intercepts = (
        np.zeros((len(pairs.predicates), rows.shape[1])),
        np.full(len(pairs.predicates), -30.0),
    )
    if len(model.classes_) == 2:
        coefficients[model.classes_[1]], intercepts[model.classes_] = model.coef_[0], [0, model.intercept_[0]]
    else:
        coefficients[model.classes_], intercepts[model.classes_] = model.coef_, model.intercept_
    return RelationModel(pairs.predicates, means, scales, coefficients, intercepts)


def _counting(sources: npt.NDArray[np.str_], truth: Numbers) -> Floats:
    """How much each pair counts; one in the mean."""
    counts = np.ones(len(truth))
    for source in np.unique(sources):
        here = sources == source
        sizes = np.bincount(truth[here])
        rarity = here.sum() / np.maximum(sizes, 1) / np.count_nonzero(sizes)
        counts[here] = rarity[truth[here]] ** _EVENED / np.sqrt(here.sum())
    return np.asarray(counts / counts.mean())


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


def _by_source(pairs: RelationPairs, shares: Floats, ruled: Numbers) -> dict[str, dict[str, Any]]:
    """The same for the pairs of each source; most frequent is what is so among its own pairs."""
    found: dict[str, dict[str, Any]] = {}
    for source in np.unique(pairs.sources).tolist():
        here = pairs.sources == source
        truth = pairs.truth[here]
        most = np.full(len(truth), np.bincount(truth).argmax())
        found[source] = {
            "pairs": len(truth),
            "model": _scores(truth, shares[here].argmax(axis=1)),
            "most frequent of the source": _scores(truth, most),
            "rule": _scores(truth, ruled[here]),
        }
    return found


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
