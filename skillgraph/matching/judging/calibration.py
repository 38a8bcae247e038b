"""From ranking to confidence: the calibrated probability that a suggestion is right.

A logistic regression over a few features of the ranking (Platt's method with more than one feature):
J. Platt, *Probabilistic outputs for support vector machines* (1999). Fitting uses scikit-learn, applying
is one dot product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FEATURES = ("score", "lead", "level", "log rank", "log words", "exact", "content", "doubt")
"""Features of a suggestion, in order.

- ``score``: fused score without the exact bonus;
- ``lead``: how far the score lies above (or below) the best other suggestion of the text;
- ``level``: mean score of the first ten;
- ``log rank``: natural logarithm of the rank, counted from 1;
- ``log words``: natural logarithm of one more than the number of words of the text;
- ``exact``: 1 for an exact preferred label, less for other labels, else 0;
- ``content``: log odds that the text speaks of a skill at all;
- ``doubt``: the same where they are below 0, else 0. What speaks against a skill rules suggestions out; what
  speaks for one says little about which.
"""

_CONTENT = FEATURES.index("content")
_DOUBT = FEATURES.index("doubt")
_SURE = 6.0
"""Log odds beyond which nothing is said more surely; keeps odd texts from running away with the fit."""

DEPTH = 10
"""How many suggestions of a text the features look at, and calibration is fitted on."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted logistic regression, and the confidence under which a text is left without a match.

    Attributes:
        coefficients: One for each of `FEATURES`.
        threshold: Abstain where the best confidence is lower.
    """

    coefficients: tuple[float, ...]
    intercept: float
    threshold: float

    def confidences(self, features: Floats) -> Floats:
        """Probabilities, never rising along the ranking.

        Args:
            features: Shape (..., ranks, features).

        Returns:
            Shape (..., ranks).
        """
        logits = features @ np.array(self.coefficients) + self.intercept
        probabilities = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        return np.asarray(np.minimum.accumulate(probabilities, axis=-1))

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Calibration:
        """Read what `to_json` gave; features that are not named count nothing."""
        given = content["coefficients"]
        return cls(
            tuple(float(given.get(name, 0.0)) for name in FEATURES),
            float(content["intercept"]),
            float(content["threshold"]),
        )

    def to_json(self) -> dict[str, Any]:
        """Coefficients by name, rounded to what matters."""
        return {
            "coefficients": {
                name: round(value, 4) for name, value in zip(FEATURES, self.coefficients, strict=True)
            },
            "intercept": round(self.intercept, 4),
            "threshold": round(self.threshold, 4),
        }


def features(scores: Floats, exact: Floats, words: Sequence[int]) -> Floats:
    """The features of ranked suggestions; ``content`` and ``doubt`` are 0 until `with_content` fills them in.

    Args:
        scores: Fused scores without bonus, in the order of the ranking, shape (texts, ranks).
        exact: The exact signal, same shape.
        words: Number of words of each text.

    Returns:
        Shape (texts, ranks, features).
    """
    texts, ranks = scores.shape
    columns = np.empty((texts, ranks, len(FEATURES)))
    columns[..., 0] = scores
    columns[..., 1] = scores - _best_other(scores)
    columns[..., 2] = scores[:, :DEPTH].mean(axis=1, keepdims=True)
    columns[..., 3] = np.log(np.arange(1, ranks + 1))
    columns[..., 4] = np.log1p(np.asarray(words, dtype=float))[:, None]
    columns[..., 5] = exact
    columns[..., [_CONTENT, _DOUBT]] = 0
    return columns


def with_content(rows: Floats, content: Floats) -> Floats:
    """The features with the log odds that each text speaks of a skill, shape (texts,)."""
    filled = rows.copy()
    bounded = np.clip(content, -_SURE, _SURE)[:, None]
    filled[..., _CONTENT] = bounded
    filled[..., _DOUBT] = np.minimum(bounded, 0)
    return filled


def _best_other(scores: Floats) -> Floats:
    """For each suggestion the best score of the text's others (its own where it is alone)."""
    if scores.shape[1] < 2:
        return scores
    best = scores.argmax(axis=1)
    two = -np.partition(-scores, 1, axis=1)[:, :2]
    others = np.repeat(two[:, :1], scores.shape[1], axis=1)
    others[np.arange(len(scores)), best] = two[:, 1]
    return others


def fit_logistic(
    rows: Floats, right: npt.NDArray[np.bool_], counts: Floats
) -> tuple[tuple[float, ...], float]:
    """Coefficients and intercept of a logistic regression on standardised features; deterministic.

    Args:
        rows: Shape (suggestions, features).
        right: Whether each suggestion is right.
        counts: How much each counts; their mean should be 1, for the penalty.
    """
    from sklearn.linear_model import LogisticRegression

    means, scales = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-9)
    model = LogisticRegression(C=1.0, max_iter=1_000).fit(
        (rows - means) / scales, right, sample_weight=counts
    )
    coefficients = model.coef_[0] / scales
    return tuple(coefficients.tolist()), float(model.intercept_[0] - coefficients @ means)


def best_threshold(confidences: Floats, skilled: npt.NDArray[np.bool_]) -> float:
    """The threshold that best separates texts with a skill from texts without (largest Youden index).

    Args:
        confidences: Best confidence of each text.
        skilled: Whether the text has a skill.
    """
    order = np.argsort(confidences, kind="stable")
    below = np.cumsum(~skilled[order]) / max(1, (~skilled).sum())
    lost = np.cumsum(skilled[order]) / max(1, skilled.sum())
    place = int(np.argmax(below - lost))
    return float(confidences[order][place : place + 2].mean())
