"""Whether a text speaks of a skill at all, whichever it is.

Most sentences of an advertisement hold no skill. A logistic regression over the vector that an encoder
gives a text tells them apart better than any nearness to a concept does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph.embedding import Vectors

_DIGITS = 3


@dataclass(frozen=True, slots=True)
class ContentModel:
    """A fitted logistic regression.

    Attributes:
        encoder: Whose vectors it reads.
        coefficients: One for each dimension.
        threshold: The probability under which a text is said to hold no skill.
    """

    encoder: str
    coefficients: tuple[float, ...]
    intercept: float
    threshold: float

    def logits(self, vectors: Vectors) -> npt.NDArray[np.float64]:
        """Log odds that each text speaks of a skill, shape (texts,), from vectors (texts, dimensions)."""
        found: npt.NDArray[np.float64] = (vectors * np.array(self.coefficients)).sum(axis=1) + self.intercept
        return found

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> ContentModel:
        """Read what `to_json` gave."""
        return cls(
            str(content["encoder"]),
            tuple(map(float, content["coefficients"].split())),
            float(content["intercept"]),
            float(content["threshold"]),
        )

    def to_json(self) -> dict[str, Any]:
        """The numbers, the coefficients in one line."""
        return {
            "encoder": self.encoder,
            "intercept": round(self.intercept, _DIGITS),
            "threshold": round(self.threshold, _DIGITS),
            "coefficients": " ".join(f"{value:.{_DIGITS}f}" for value in self.coefficients),
        }


def probability(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """From log odds to probabilities."""
    return 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
