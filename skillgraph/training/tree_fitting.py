"""Fits trees over what rankings say of a concept, and says what they do on texts that they did not see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from skillgraph.matching.judging.part_model import rising
from skillgraph.matching.judging.trees import LEAF, Trees
from skillgraph.matching.kinds import TextKind
from skillgraph.training.known_texts import Floats, Rows, Whole

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier


class Size(NamedTuple):
    """How large the trees are, how slowly they learn, and whether they look at the other candidates."""

    trees: int
    leaves: int
    rate: float
    least_rows: int
    penalty: float
    standing: bool


SIZES = {
    TextKind.POSTING: Size(150, 12, 0.05, 30, 3.0, standing=False),
    TextKind.OUTCOME: Size(60, 6, 0.05, 40, 5.0, standing=True),
}
"""Chosen on ten folds of twenty advertisements, and of three hundred outcomes."""


def fit_trees(rows: Rows, signals: Sequence[str], size: Size) -> Trees:
    """The trees that some rows give; the same rows give the same."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=size.trees,
        learning_rate=size.rate,
        max_leaf_nodes=size.leaves,
        min_samples_leaf=size.least_rows,
        l2_regularization=size.penalty,
        monotonic_cst=rising(signals, standing=size.standing),
        early_stopping=False,
        random_state=0,
    )
    unmeasured = np.isnan(rows.features).all(axis=0)
    model.fit(np.where(unmeasured, 0.0, rows.features), rows.right)
    return _trees(model)


def held_out_logits(rows: Rows, folds: Whole, signals: Sequence[str], size: Size) -> Floats:
    """Log odds of each row by trees that did not see its fold.

    Args:
        rows: All of them.
        folds: The fold of each text.
        signals: What the trees look at.
        size: How large they are.
    """
    logits = np.zeros(len(rows.right))
    fold_of = folds[rows.owners]
    for fold in np.unique(fold_of).tolist():
        apart = fold_of == fold
        logits[apart] = fit_trees(_some(rows, ~apart), signals, size).logits(rows.features[apart])
    return logits


def settling(rows: Rows, logits: Floats) -> tuple[float, float]:
    """What held-out log odds are multiplied by, and what is added, so that they are probabilities.

    J. Platt, *Probabilistic outputs for support vector machines* (1999): few trees stay too near to the mean.
    """
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e3).fit(logits[:, None], rows.right)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _some(rows: Rows, chosen: npt.NDArray[np.bool_]) -> Rows:
    places = np.flatnonzero(chosen).tolist()
    return Rows(
        rows.features[chosen], rows.right[chosen], rows.owners[chosen], [rows.concepts[n] for n in places]
    )


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
