"""Which broader concept fits a text where no single suggestion is sure enough.

Several unsure suggestions may lie below one concept; then that one may fit all the same. A logistic
regression over how much they agree and how wide the concept is gives its probability.
`skillgraph.training.broader` fits it.

The top of a hierarchy fits every text, and a group of a thousand skills says as little: a concept counts
only if something lies above it and no more than `WIDEST` of the framework below it. Of those that are
probable enough, the narrowest says most.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph.matching.index.labels import LabelTable
from skillgraph.matching.types import BroaderFit

Floats = npt.NDArray[np.float64]

FEATURES = ("log agreement", "log width")
"""Features of a concept above some suggestions of a text, in order.

- ``log agreement``: natural logarithm of the sum of the confidences of the suggestions below the concept,
  and of its own where it is suggested itself;
- ``log width``: natural logarithm of the share of the framework's concepts that lie below it.
"""

WIDEST = 0.03
"""Of ESCO, that leaves groups of up to 418 skills: those of its second and third level."""

FEWEST = 2
"""A single suggestion has a confidence of its own already."""

_SMALL = 1e-6
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class BroaderModel:
    """A fitted logistic regression, and the probability from which a broader concept is named.

    Attributes:
        coefficients: One for each of `FEATURES`.
        threshold: No concept that is less probable is named.
    """

    coefficients: tuple[float, ...]
    intercept: float
    threshold: float

    def probabilities(self, features: Floats) -> Floats:
        """The probability that the text means each concept or one below it.

        Args:
            features: Shape (concepts, features).

        Returns:
            Shape (concepts,).
        """
        logits = features @ np.array(self.coefficients) + self.intercept
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> BroaderModel:
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
                name: round(value, _DIGITS) for name, value in zip(FEATURES, self.coefficients, strict=True)
            },
            "intercept": round(self.intercept, _DIGITS),
            "threshold": round(self.threshold, _DIGITS),
        }


@dataclass(frozen=True, slots=True)
class Candidates:
    """The concepts above a text's suggestions that would say something.

    Attributes:
        positions: Narrowest first.
        features: Shape (concepts, features).
    """

    positions: tuple[int, ...]
    features: Floats

    def choose(self, probabilities: Floats, threshold: float) -> int | None:
        """The place of the narrowest one that is probable enough."""
        enough = np.flatnonzero(probabilities >= threshold)
        return int(enough[0]) if len(enough) else None


class BroaderConcepts:
    """Finds concepts above suggestions, along the first parent of each.

    Args:
        labels: The labels and the hierarchy of the framework.
    """

    def __init__(self, labels: LabelTable) -> None:
        self._labels = labels
        self._above: dict[int, tuple[int, ...]] = {}

    def above(self, position: int) -> tuple[int, ...]:
        """The concepts from the direct parent to the top; a cycle ends where it closes."""
        if position not in self._above:
            self._above[position] = self._labels.ancestors(position)
        return self._above[position]

    def candidates(self, positions: Sequence[int], confidences: Sequence[float]) -> Candidates:
        """What may be named for a text.

        Args:
            positions: The suggested concepts.
            confidences: Of each.
        """
        own = dict(zip(positions, confidences, strict=True))
        agreeing: dict[int, list[float]] = {}
        for position, confidence in own.items():
            for concept in self.above(position):
                agreeing.setdefault(concept, []).append(confidence)
        for concept in agreeing.keys() & own.keys():
            agreeing[concept].append(own[concept])
        kept = [one for one, found in agreeing.items() if len(found) >= FEWEST and self._says_something(one)]
        ordered = sorted(kept, key=lambda one: (self._width[one], -sum(agreeing[one]), one))
        rows = [
            [math.log(max(_SMALL, math.fsum(agreeing[one]))), math.log(self._width[one])] for one in ordered
        ]
        return Candidates(tuple(ordered), np.array(rows).reshape(-1, len(FEATURES)))

    def fit(
        self, model: BroaderModel, positions: Sequence[int], confidences: Sequence[float], lang: str
    ) -> BroaderFit | None:
        """The narrowest concept above the suggestions that is probable enough."""
        found = self.candidates(positions, confidences)
        shares = model.probabilities(found.features)
        place = found.choose(shares, model.threshold)
        if place is None:
            return None
        concept = found.positions[place]
        uri, label = self._labels.uris[concept], self._labels.label(concept, lang)
        return BroaderFit(uri, label, round(float(shares[place]), _DIGITS))

    def _says_something(self, concept: int) -> bool:
        return bool(self.above(concept)) and self._width[concept] <= WIDEST

    @cached_property
    def _width(self) -> Mapping[int, float]:
        """The share of the framework's concepts below each concept that has some."""
        matchable = self._labels.matchable
        below = Counter(one for position in range(matchable) for one in self.above(position))
        return {concept: count / matchable for concept, count in below.items()}
