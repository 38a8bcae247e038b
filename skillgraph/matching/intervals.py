"""How sure a measured share or mean is: intervals that every table of figures states the same way."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt

_RESAMPLES = 2_000
_SEED = 0


def wilson(successes: int, trials: int, *, z: float = 1.959964) -> tuple[float, float]:
    """Wilson score interval of a proportion (Wilson 1927), 95 % by default.

    Raises:
        ValueError: Unless 0 <= successes <= trials and trials > 0.
    """
    if not 0 <= successes <= trials or trials == 0:
        raise ValueError(f"{successes} of {trials} is no proportion")
    return wilson_of_share(successes / trials, trials, z=z)


def wilson_of_share(share: float, trials: float, *, z: float = 1.959964) -> tuple[float, float]:
    """The same interval for a share that a sample as sure as ``trials`` independent draws gave.

    Raises:
        ValueError: Unless 0 <= share <= 1 and trials > 0.
    """
    if not (0 <= share <= 1 and trials > 0):
        raise ValueError(f"{share} of {trials} is no proportion")
    scale = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / scale
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / scale
    return (0.0 if share == 0 else centre - half), (1.0 if share == 1 else centre + half)


def bootstrap_mean(
    values: npt.NDArray[np.float64], groups: Sequence[Hashable] | None = None
) -> tuple[float, float]:
    """95 % percentile interval of a mean by the bootstrap (Efron 1979); the same values give the same.

    Args:
        values: One for each text; not empty.
        groups: What each value belongs to, such as its advertisement. Whole groups are drawn, since the
            texts of one are alike; each value by itself where it is left out.

    Raises:
        ValueError: If there are no values, or not as many groups as values.
    """
    sums, counts = _grouped(values, groups)
    draws = np.random.default_rng(_SEED).integers(0, len(sums), (_RESAMPLES, len(sums)), dtype=np.int32)
    means = sums[draws].sum(axis=1) / counts[draws].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def _grouped(
    values: npt.NDArray[np.float64], groups: Sequence[Hashable] | None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The sum of the values of each group, and how many there are."""
    if not len(values) or (groups is not None and len(groups) != len(values)):
        raise ValueError(f"{len(values)} values in {len(groups or ())} groups have no interval")
    names = range(len(values)) if groups is None else groups
    places: dict[Hashable, int] = {}
    place = [places.setdefault(name, len(places)) for name in names]
    return np.bincount(place, weights=values).astype(float), np.bincount(place).astype(float)
