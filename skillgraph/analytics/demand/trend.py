"""Change over periods: a test fit for counts, an effect with its interval, and a name for what is seen.

The model is a Poisson regression of the postings that ask on time, with the logarithm of the postings of the
period as exposure (McCullagh and Nelder 1989, ch. 6): log E(y) = log n + a + b t. Given their sum, such
counts are multinomial with probabilities in proportion to n exp(b t), so that the score of b is
U(b) = Σ t y - Y E_b(t) and its information Y Var_b(t), both without a. The test of b = 0 is the score test,
the interval holds every b that it would not reject, and so the two never disagree; neither breaks where all
postings fall into one period. Counts that vary more than a Poisson's are judged by quasi-likelihood
(Wedderburn 1974): variances are multiplied by Pearson's χ² / (T - 2) where that is above 1. The score is
judged by Student's t with T - 2 degrees of freedom, also where the counts look like a Poisson's: over few
periods counts that do vary more often look so, and the normal would then find changes that are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_STEEPEST = 20.0
"""Bound of the slope over the whole time, in logarithms: a ratio of 5e8 and more is no estimate."""

_HALVINGS = 60


class Direction(StrEnum):
    """What the periods show of a skill."""

    EMERGING = "emerging"
    DECLINING = "declining"
    STABLE = "stable"
    """No change is shown; that is no proof that there was none."""
    TOO_FEW = "too few"
    """Too few postings, or periods, to tell a change from none."""


@dataclass(frozen=True, slots=True)
class TrendRule:
    """When a change has a name.

    Attributes:
        false_discovery_rate: Expected share of wrong names among emerging and declining ones.
        min_postings: Skills that fewer postings ask for are not tested.
        min_periods: With fewer periods nothing is tested.
        widest: An interval of the yearly ratio whose ends differ by a greater factor, or that has an open
            end, shows no stability: it holds a fourfold rise and a fall to a quarter alike.
    """

    false_discovery_rate: float = 0.05
    min_postings: int = 20
    min_periods: int = 4
    widest: float = 16.0


@dataclass(frozen=True, slots=True)
class Trend:
    """The change of one skill.

    Attributes:
        ratio: How the share of postings multiplies over a year; ``None`` like its interval where the
            direction is *too few*, and where it has no end: all postings that ask are in the last period.
        low, high: 95 % interval of ``ratio``; ``None`` where it has no end.
        p: Of the score test that nothing changes; like all that follows ``None`` where it was not tested.
        q: Of the same, adjusted for the number of skills tested (Benjamini and Hochberg 1995).
        dispersion: How many times the variance exceeds a Poisson's; at least 1.
        model: ``poisson`` or ``quasi-poisson``.
    """

    direction: Direction
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    q: float | None = None
    dispersion: float | None = None
    model: str = ""


def trends(counts: Floats, exposure: Floats, *, per_year: int, rule: TrendRule | None = None) -> list[Trend]:
    """Test each skill for a change over periods.

    Args:
        counts: Postings that ask, shape (skills, periods).
        exposure: Postings of each period, shape (periods,); periods without any say nothing.
        per_year: Periods of a year.
        rule: When a change has a name.

    Raises:
        ValueError: If the lengths do not agree.
    """
    rule = rule or TrendRule()
    if counts.shape[1:] != exposure.shape:
        raise ValueError(f"{counts.shape[1:]} counts do not fit {exposure.shape} periods")
    used = exposure > 0
    tested = counts.sum(axis=1) >= rule.min_postings
    if used.sum() < rule.min_periods or not tested.any():
        return [Trend(Direction.TOO_FEW)] * len(counts)
    fitted = _Fit(counts[tested][:, used], exposure[used], np.flatnonzero(used).astype(float))
    named = iter(_named(fitted, per_year, rule))
    return [next(named) if enough else Trend(Direction.TOO_FEW) for enough in tested]


class _Fit:
    """The regressions of all skills at once. ``times`` are in periods, shape (periods,)."""

    def __init__(self, counts: Floats, exposure: Floats, times: Floats) -> None:
        self.counts = counts
        self.totals = counts.sum(axis=1)
        self.times = times - times.mean()
        self.log_exposure = np.log(exposure)
        self.bound = _STEEPEST / (self.times[-1] - self.times[0])
        self.slopes = self._root(np.zeros(len(counts)))
        self.dispersion = self._dispersion()

    def expected(self, slopes: Floats) -> Floats:
        """The share of its postings that each period of a skill should have; shape (skills, periods)."""
        logits = self.log_exposure + slopes[:, None] * self.times
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))

    def statistic(self, slopes: Floats) -> Floats:
        """The score over its standard deviation: how far the counts are from a slope; falls as it rises."""
        shares = self.expected(slopes)
        mean = shares @ self.times
        variance = shares @ self.times**2 - mean**2
        score = self.counts @ self.times - self.totals * mean
        return np.asarray(score / np.sqrt(self.totals * np.maximum(variance, 1e-300)))

    def p_values(self) -> Floats:
        """Two-sided, of no change."""
        from scipy import stats

        score = np.abs(self.statistic(np.zeros(len(self.counts)))) / np.sqrt(self.dispersion)
        return np.asarray(2 * stats.t.sf(score, self._freedom))

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Slopes that the test would not reject; the bound stands for no end."""
        from scipy import stats

        reach = stats.t.ppf((1 + level) / 2, self._freedom) * np.sqrt(self.dispersion)
        return self._root(reach), self._root(-reach)

    def ratio(self, slope: float, per_year: int) -> float | None:
        """What the share is multiplied by in a year; 0 and ``None`` (no end) for slopes at the bound."""
        if abs(slope) > 0.999 * self.bound:
            return 0.0 if slope < 0 else None
        return float(np.exp(slope * per_year))

    @property
    def _freedom(self) -> int:
        return len(self.times) - 2

    def _root(self, target: Floats) -> Floats:
        """The slope at which the statistic has a value, by bisection within the bound."""
        low, high = np.full(len(self.counts), -self.bound), np.full(len(self.counts), self.bound)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            above = self.statistic(middle) > target
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        return np.asarray((low + high) / 2)

    def _dispersion(self) -> Floats:
        means = self.totals[:, None] * self.expected(self.slopes)
        squares = (self.counts - means) ** 2 / np.maximum(means, 1e-12)
        return np.asarray(np.maximum(1.0, squares.sum(axis=1) / self._freedom))


def _named(fit: _Fit, per_year: int, rule: TrendRule) -> Sequence[Trend]:
    from scipy.stats import false_discovery_control

    p = fit.p_values()
    q = false_discovery_control(p)
    low, high = fit.interval()
    tested = (
        Trend(
            direction=_direction(fit.slopes[n], q[n], rule),
            ratio=fit.ratio(fit.slopes[n], per_year),
            low=fit.ratio(low[n], per_year),
            high=fit.ratio(high[n], per_year),
            p=float(p[n]),
            q=float(q[n]),
            dispersion=float(fit.dispersion[n]),
            model="quasi-poisson" if fit.dispersion[n] > 1 else "poisson",
        )
        for n in range(len(p))
    )
    return [_told(one, rule) for one in tested]


def _told(one: Trend, rule: TrendRule) -> Trend:
    """The trend, without its ratio where no change is shown and its interval is too wide to show none."""
    narrow = one.high is not None and one.low and one.high <= rule.widest * one.low
    if one.direction is not Direction.STABLE or narrow:
        return one
    return replace(one, direction=Direction.TOO_FEW, ratio=None, low=None, high=None)


def _direction(slope: float, q: float, rule: TrendRule) -> Direction:
    if q > rule.false_discovery_rate:
        return Direction.STABLE
    return Direction.EMERGING if slope > 0 else Direction.DECLINING
