"""Whether confidence means what it says, and what a threshold gives: bins, and precision at cut-offs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skillgraph.matching.intervals import wilson

BINS = 10
_DRAWS = 300
_SEED = 0

THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Offered:
    """Suggestions with the truth, the first few of each text.

    Attributes:
        confidences: One for each suggestion.
        right: Whether a person assigned the concept too.
        texts: The number of the text that each belongs to.
        possible: How many concepts people assigned to all texts, found or not.
        asked: How many texts there were.
    """

    confidences: npt.NDArray[np.float64]
    right: npt.NDArray[np.bool_]
    texts: npt.NDArray[np.int64]
    possible: int
    asked: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Suggestions of about one confidence.

    Attributes:
        low: Smallest confidence of the bin.
        high: Where the next bin begins.
        confidence: Mean confidence of its suggestions.
    """

    low: float
    high: float
    suggestions: int
    right: int
    confidence: float

    @property
    def share(self) -> float:
        """The share of them that are right."""
        return self.right / self.suggestions

    @property
    def interval(self) -> tuple[float, float]:
        """95 % Wilson interval of the share."""
        return wilson(self.right, self.suggestions)

    def as_json(self) -> dict[str, float | int]:
        """The bin as a row of a table."""
        low, high = self.interval
        return {
            "from": round(self.low, 2),
            "to": round(self.high, 2),
            "suggestions": self.suggestions,
            "confidence": round(self.confidence, 4),
            "share_right": round(self.share, 4),
            "low": round(low, 4),
            "high": round(high, 4),
        }


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What remains when only suggestions from a confidence on count.

    Attributes:
        suggestions: How many count.
        right: How many of these are right.
        recall: The share of all assigned concepts that are among them.
        answered: The share of texts that have any.
    """

    threshold: float
    suggestions: int
    right: int
    recall: float
    answered: float

    @property
    def precision(self) -> float | None:
        """The share of those that count that are right; ``None`` where none counts."""
        return self.right / self.suggestions if self.suggestions else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % Wilson interval of the precision."""
        return wilson(self.right, self.suggestions) if self.suggestions else None

    def as_json(self) -> dict[str, float | int | None]:
        """The cut-off as a row of a table."""
        low, high = self.interval or (None, None)
        return {
            "threshold": self.threshold,
            "suggestions": self.suggestions,
            "precision": _rounded(self.precision),
            "low": _rounded(low),
            "high": _rounded(high),
            "recall": round(self.recall, 4),
            "answered": round(self.answered, 4),
        }


def reliability(confidences: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> tuple[Bin, ...]:
    """Ten bins of equal width, those that are not empty."""
    # As rounded confidences are read: 0.3 belongs to the bin that begins there.
    places = np.clip((confidences * BINS + 1e-9).astype(int), 0, BINS - 1)
    counts = np.bincount(places, minlength=BINS).tolist()
    hits = np.bincount(places[right], minlength=BINS).tolist()
    sums = np.bincount(places, weights=confidences, minlength=BINS)
    return tuple(
        Bin(place / BINS, (place + 1) / BINS, counts[place], hits[place], float(sums[place] / counts[place]))
        for place in range(BINS)
        if counts[place]
    )


def bin_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: mean distance of confidence and share right, weighted by size."""
    total = sum(one.suggestions for one in bins)
    return sum(one.suggestions * abs(one.confidence - one.share) for one in bins) / total if total else 0.0


def calibration_error(confidences: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """Expected calibration error over the ten bins of `reliability`."""
    return bin_error(reliability(confidences, right))


def error_floor(confidences: npt.NDArray[np.float64]) -> float:
    """The calibration error to expect of so many suggestions if their confidences were perfectly right.

    The share that is right in a bin of a few suggestions is off by chance alone: an error below this floor
    is no sign of wrong confidences. Mean over 300 draws in which each suggestion is right as often as
    its confidence says; the same confidences give the same.
    """
    if not len(confidences):
        return 0.0
    rng = np.random.default_rng(_SEED)
    drawn = (rng.random(len(confidences)) < confidences for _ in range(_DRAWS))
    return float(np.mean([calibration_error(confidences, right) for right in drawn]))


def at_thresholds(offered: Offered, thresholds: Sequence[float] = THRESHOLDS) -> tuple[AtThreshold, ...]:
    """What counts at each threshold."""
    return tuple(_at(offered, threshold) for threshold in thresholds)


def _at(offered: Offered, threshold: float) -> AtThreshold:
    counted = offered.confidences >= threshold - 1e-9
    right = int(offered.right[counted].sum())
    return AtThreshold(
        threshold=threshold,
        suggestions=int(counted.sum()),
        right=right,
        recall=right / max(1, offered.possible),
        answered=len(np.unique(offered.texts[counted])) / max(1, offered.asked),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
