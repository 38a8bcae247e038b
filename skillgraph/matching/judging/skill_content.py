"""Whether a text speaks of a skill at all, whichever it is.

Most sentences of an advertisement hold no skill. A logistic regression over the vector that an encoder
gives a text, and over how near the best concepts are, separates them better than any confidence in one
concept does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph.embedding import Vectors
from skillgraph.matching.judging.calibration import FEATURES

Floats = npt.NDArray[np.float64]

RANK_FEATURES = ("score", "level", "log words")
"""Features of the best suggestion that count beside the vector, see `calibration`; ``heard`` in files."""

_COLUMNS = [FEATURES.index(name) for name in RANK_FEATURES]
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class ContentModel:
    """A fitted logistic regression.

    Attributes:
        encoder: Whose vectors it reads.
        coefficients: One for each dimension.
        rank_coefficients: One for each of `RANK_FEATURES`.
        threshold: The probability under which a text is said to hold no skill.
    """

    encoder: str
    coefficients: tuple[float, ...]
    rank_coefficients: tuple[float, ...]
    intercept: float
    threshold: float

    def logits(self, vectors: Vectors, features: Floats) -> Floats:
        """Log odds that each text speaks of a skill.

        Args:
            vectors: Shape (texts, dimensions).
            features: Of the ranked suggestions, shape (texts, ranks, features).

        Returns:
            Shape (texts,).
        """
        # Row by row, so that the sum does not depend on what else is in the batch.
        by_vector = (vectors * np.array(self.coefficients)).sum(axis=1)
        by_rank = (rank_features(features) * np.array(self.rank_coefficients)).sum(axis=1)
        return np.asarray(by_vector + by_rank + self.intercept)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> ContentModel:
        """Read what `to_json` gave; a missing one of `RANK_FEATURES` has the coefficient 0."""
        return cls(
            str(content["encoder"]),
            tuple(map(float, content["coefficients"].split())),
            tuple(float(content["heard"].get(name, 0.0)) for name in RANK_FEATURES),
            float(content["intercept"]),
            float(content["threshold"]),
        )

    def to_json(self) -> dict[str, Any]:
        """The numbers, those of the vector in one line."""
        return {
            "encoder": self.encoder,
            "heard": {
                name: round(value, _DIGITS)
                for name, value in zip(RANK_FEATURES, self.rank_coefficients, strict=True)
            },
            "intercept": round(self.intercept, _DIGITS),
            "threshold": round(self.threshold, _DIGITS),
            "coefficients": " ".join(f"{value:.{_DIGITS}f}" for value in self.coefficients),
        }


def rank_features(features: Floats) -> Floats:
    """The `RANK_FEATURES` of the best suggestion of each text, shape (texts, 3)."""
    return features[:, 0, _COLUMNS]


def probability(logits: Floats) -> Floats:
    """From log odds to probabilities."""
    return 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
