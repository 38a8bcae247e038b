"""From many signals to one ranking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skillgraph.matching.signals.signal_types import EXACT, OTHER_VERB

Floats = npt.NDArray[np.float32]

FIXED = {EXACT: 2.0, OTHER_VERB: -0.1}
"""What is added for signals that no weights are fitted for: few texts have them."""


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
    """The weighted sum of the signals that there are, plus what is fixed for signals that none is fitted for.

    Weights are scaled so that their sizes add up to 1.

    The bonus of an exact label is larger than any difference of cosines, so nothing overtakes it; what does
    something else to the same thing comes behind what is as near.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights

    def scores(self, names: Sequence[str], values: Floats) -> Floats:
        """See `Fusion.scores`; without the bonus, a score is at most 1."""
        mean = values @ self._scaled(names)
        for place, fixed in _fixed(names):
            mean = mean + fixed * values[..., place]
        return mean

    def contributions(self, names: Sequence[str], values: Floats) -> Floats:
        """See `Fusion.contributions`: scaled weight times value; what is fixed belongs to its signal."""
        weights = self._scaled(names)
        for place, fixed in _fixed(names):
            weights[place] += fixed
        return values * weights

    def _scaled(self, names: Sequence[str]) -> Floats:
        weights = np.array([self._weights.get(name, 0.0) for name in names], dtype=np.float32)
        scaled: Floats = weights / max(float(np.abs(weights).sum()), 1e-9)
        return scaled


def _fixed(names: Sequence[str]) -> Iterator[tuple[int, float]]:
    """The places of signals that no weights are fitted for, and what is added for them."""
    return ((place, FIXED[name]) for place, name in enumerate(names) if name in FIXED)
