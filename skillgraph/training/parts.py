"""Fits how sure a concept is that a sentence of an advertisement means as a whole, by a clause, or by both.

Needs advertisements of which every skill is known. A concept is right where the advertisement asks for it at
all: who reads one notes each skill once, whichever sentence says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from skillgraph.errors import InputError
from skillgraph.matching.advertisements import Advertisement
from skillgraph.matching.judging.part_model import PartModel, features, rising
from skillgraph.matching.judging.trees import LEAF, Trees
from skillgraph.matching.matcher import Matcher
from skillgraph.matching.parts import rank_parts
from skillgraph.matching.signals.signal_types import EXACT

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

Floats = npt.NDArray[np.float64]

TREES, LEAVES, RATE, LEAST_ROWS, PENALTY = 150, 12, 0.05, 30, 3.0
"""How large the trees are; chosen on `FOLDS` folds of twenty advertisements."""

FOLDS = 10
PRECISION = 0.75
"""Confidence is lowered until at least this share of what has 0.5 or more is right, held out by
advertisement."""


class _Rows(NamedTuple):
    features: Floats
    right: npt.NDArray[np.bool_]
    owners: npt.NDArray[np.int64]
    concepts: Sequence[str]


def fit_parts(
    matcher: Matcher, advertisements: Sequence[Advertisement], lang: str, record: Mapping[str, Any]
) -> PartModel:
    """Fit the trees, and say in the record what they do on advertisements that they were not fitted on.

    Raises:
        InputError: If there are fewer advertisements than folds.
    """
    if len(advertisements) < FOLDS:
        raise InputError(
            f"{len(advertisements)} advertisements are not enough to fit on.",
            hint=f"Give {FOLDS} or more whose skills are all known.",
        )
    signals = _signals(matcher)
    rows = _rows(matcher, advertisements, lang, signals)
    held_out = _held_out(rows, signals)
    lowered = _lowered(rows, held_out)
    trees = _fitted(rows, np.ones(len(rows.right), dtype=bool), signals)
    figures = {
        "method": "gradient boosting, ten folds by advertisement",
        "lowered_by": round(lowered, 4),
        "held_out": _figures(rows, held_out - lowered, advertisements),
    }
    return PartModel(signals, replace(trees, intercept=trees.intercept - lowered), {**record, **figures})


def _signals(matcher: Matcher) -> tuple[str, ...]:
    """The signals of the profile; which label matched exactly is told by the confidence."""
    weights = matcher.model("en").parameters.weights
    names: set[str] = {EXACT, *weights}
    return tuple(sorted(names))


def _rows(
    matcher: Matcher, advertisements: Sequence[Advertisement], lang: str, signals: Sequence[str]
) -> _Rows:
    table = list(_measured(matcher, advertisements, lang, signals))
    if not table:
        raise InputError("No sentence of the advertisements could be matched.", hint="Name their language.")
    columns = list(zip(*table, strict=True))
    return _Rows(np.array(columns[0]), np.array(columns[1]), np.array(columns[2]), columns[3])


def _measured(
    matcher: Matcher, advertisements: Sequence[Advertisement], lang: str, signals: Sequence[str]
) -> Iterator[tuple[list[float], bool, int, str]]:
    for owner, one in enumerate(advertisements):
        for parted in rank_parts(matcher, one.sentences, lang=lang):
            for uri, (whole, part) in parted.found.items():
                row = features(whole, part, len(parted.clauses), signals)
                yield row, uri in one.concepts, owner, uri


def _fitted(rows: _Rows, chosen: npt.NDArray[np.bool_], signals: Sequence[str]) -> Trees:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=LEAST_ROWS,
        l2_regularization=PENALTY,
        monotonic_cst=rising(signals),
        early_stopping=False,
        random_state=0,
    )
    unmeasured = np.isnan(rows.features[chosen]).all(axis=0)
    model.fit(np.where(unmeasured, 0.0, rows.features[chosen]), rows.right[chosen])
    return _trees(model)


def _trees(model: HistGradientBoostingClassifier) -> Trees:
    """The fitted trees as one table of nodes."""
    tables = [one.nodes for step in model._predictors for one in step]
    roots = np.cumsum([0, *(len(nodes) for nodes in tables[:-1])])
    nodes = np.concatenate(tables)
    offsets = np.repeat(roots, [len(one) for one in tables])
    ends = nodes["is_leaf"].astype(bool)
    return Trees(
        roots=roots,
        feature=np.where(ends, LEAF, nodes["feature_idx"]).astype(np.int64),
        threshold=np.where(ends, 0.0, nodes["num_threshold"]),
        left=np.where(ends, 0, nodes["left"] + offsets).astype(np.int64),
        right=np.where(ends, 0, nodes["right"] + offsets).astype(np.int64),
        missing_left=nodes["missing_go_to_left"].astype(bool),
        value=np.where(ends, nodes["value"], 0.0),
        intercept=float(np.ravel(model._baseline_prediction)[0]),
    )


def _held_out(rows: _Rows, signals: Sequence[str]) -> Floats:
    """Log odds of each row by trees that did not see its advertisement."""
    logits = np.zeros(len(rows.right))
    for fold in range(FOLDS):
        apart = rows.owners % FOLDS == fold
        logits[apart] = _fitted(rows, ~apart, signals).logits(rows.features[apart])
    return logits


def _lowered(rows: _Rows, logits: Floats) -> float:
    """By how much log odds are lowered, so that `PRECISION` of what has 0.5 or more is right."""
    best, right, _ = _by_advertisement(rows, logits)
    order = np.argsort(-best, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= PRECISION)
    return max(0.0, float(best[order][enough[-1]])) if len(enough) else 0.0


def _by_advertisement(
    rows: _Rows, logits: Floats
) -> tuple[Floats, npt.NDArray[np.bool_], list[tuple[int, str]]]:
    """The best log odds of each concept of an advertisement, whether it is right, and which it is."""
    best: dict[tuple[int, str], tuple[float, bool]] = {}
    for owner, uri, logit, right in zip(
        rows.owners.tolist(), rows.concepts, logits.tolist(), rows.right.tolist(), strict=True
    ):
        if (owner, uri) not in best or logit > best[owner, uri][0]:
            best[owner, uri] = (logit, right)
    logits_of, rights = zip(*best.values(), strict=True)
    return np.array(logits_of), np.array(rights), list(best)


def _figures(rows: _Rows, logits: Floats, advertisements: Sequence[Advertisement]) -> dict[str, str]:
    best, right, keys = _by_advertisement(rows, logits)
    agreed = {(owner, uri) for owner, one in enumerate(advertisements) for uri in one.agreed}
    told = {}
    for confidence in (0.3, 0.5):
        kept = best >= np.log(confidence / (1 - confidence))
        found = sum(key in agreed for key, is_kept in zip(keys, kept.tolist(), strict=True) if is_kept)
        told[str(confidence)] = (
            f"{found} of {len(agreed)} skills found that two readers noted,"
            f" {right[kept].mean():.1%} of {int(kept.sum())} found were noted by any"
        )
    return told
