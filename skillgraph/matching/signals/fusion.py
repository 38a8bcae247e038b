"""From many signals to one ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skillgraph.matching.signals.signal_types import EXACT

Floats = npt.NDArray[np.float32]

_EXACT_BONUS = 2.0


class Fusion(Protocol):
    """Ranks candidates by their signals."""

    def scores(self, names: Sequence[str], values: Floats) -> Floats:
        """One score for each candidate, higher is better.

        Args:
            names: What the columns are.
            values: Shape (..., candidates, signals).

        Returns:
            Shape (..., candidates).
        """
        ...

    def contributions(self, names: Sequence[str], values: Floats) -> Floats:
        """What each signal adds to the scores; along the last axis, they sum up to them.

        Args:
            names: What the columns are.
            values: Shape (..., candidates, signals).

        Returns:
            Shape (..., candidates, signals).
        """
        ...


class LinearFusion:
    """The weighted sum of the signals that there are, plus a bonus that puts exact labels first.

    Weights are scaled so that their sizes add up to 1.

    The bonus is larger than any difference of cosines, so nothing overtakes an exact hit.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights

    def scores(self, names: Sequence[str], values: Floats) -> Floats:
        """See `Fusion.scores`; without the bonus, a score is at most 1."""
        mean = values @ self._scaled(names)
        if EXACT in names:
            mean = mean + _EXACT_BONUS * values[..., list(names).index(EXACT)]
        return mean

    def contributions(self, names: Sequence[str], values: Floats) -> Floats:
        """See `Fusion.contributions`: scaled weight times value; the bonus belongs to the exact signal."""
        weights = self._scaled(names)
        if EXACT in names:
            weights[list(names).index(EXACT)] += _EXACT_BONUS
        return values * weights

    def _scaled(self, names: Sequence[str]) -> Floats:
        weights = np.array([self._weights.get(name, 0.0) for name in names], dtype=np.float32)
        scaled: Floats = weights / max(float(np.abs(weights).sum()), 1e-9)
        return scaled
