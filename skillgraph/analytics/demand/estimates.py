"""Shares and their intervals, from sums over postings."""

from __future__ import annotations

from dataclasses import dataclass

from skillgraph.matching.intervals import wilson_of_share


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over some postings: how many, of their weights, and of the squares of their weights."""

    count: int
    weight: float
    square: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share, 0 to 1, with its 95 % interval."""

    share: float
    low: float
    high: float


def estimate(asking: Sums, every: Sums) -> Estimate:
    """The share of ``every`` posting that is ``asking``.

    The share is the ratio of the sums of weights (Hájek 1971). The interval is Wilson's (1927) for the sample
    size that would be as sure without weights: p(1 - p) / v, with the linearised variance
    v = Σ w²(y - p)² / (Σ w)² (Korn and Graubard 1998), but never more than (Σ w)² / Σ w² (Kish 1965), because
    v itself is unsure where few postings ask. With equal weights that is the number of postings, and the
    interval is the plain one. Of the intervals that Franco, Little, Louis and Slud (2019) compare for
    surveys, Wilson's on the effective sample size holds its rate best for small shares.

    Raises:
        ValueError: If the weights of ``every`` do not sum to more than 0.
    """
    if every.weight <= 0:
        raise ValueError("no posting has a weight")
    share = min(max(asking.weight / every.weight, 0.0), 1.0)
    low, high = wilson_of_share(share, _effective(share, asking, every))
    return Estimate(share, low, high)


def _effective(share: float, asking: Sums, every: Sums) -> float:
    kish = every.weight**2 / every.square
    spread = (1 - 2 * share) * asking.square + share**2 * every.square
    if spread <= 0 or not 0 < share < 1:
        return kish
    return min(kish, share * (1 - share) * every.weight**2 / spread)
