"""The share of postings in the next periods, with intervals, where the past shows that it can be told.

The model is the Poisson one with a gamma level of Harvey and Fernandes (1989): after each period what is
known of the level is discounted, a ← ω a + y and b ← ω b + n, and the count of a later period with n postings
is negative binomial with size ω a and mean n a / b. The discount is the one that told the past best, one
period ahead. Every forecast is checked by rolling origin (Tashman 2000): made at each earlier period from
what was known then, and set against what came, beside the naive forecast that the last share stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LEVEL = 0.8
"""What part of the outcomes an interval is to hold."""

DISCOUNTS = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
MIN_TRAINING = 4
"""Periods that the first forecast is made from."""

MIN_ORIGINS = 6
"""Forecasts that the check needs: with fewer, error and coverage say nothing."""

_PRIOR = 0.5
"""Size of the level before the first period (Jeffreys), so that a skill nobody asked for yet has one."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The share expected so many periods after the last one, 0 to 1, with the interval of `LEVEL`."""

    ahead: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BackTest:
    """What forecasts of one period ahead were worth.

    Attributes:
        origins: How many were made.
        error: Mean absolute error of the share.
        naive_error: The same of the forecast that the last share stays.
        coverage: The part of the outcomes that the intervals held; they promise `LEVEL`.
    """

    origins: int
    error: float
    naive_error: float
    coverage: float


class Withholding(StrEnum):
    """Why there is no forecast, for programs and translators."""

    FEW_POSTINGS = "few-postings"
    FEW_PERIODS = "few-periods"
    EMPTY_PERIODS = "empty-periods"
    NO_BETTER = "no-better"
    TOO_SURE = "too-sure"


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast, or why there is none.

    Attributes:
        ahead: Empty where it is withheld.
        check: ``None`` where there were too few periods to check.
        withheld: The reason in words, or empty.
        why: The same in a word; ``None`` where there is a forecast.
    """

    ahead: tuple[Ahead, ...] = ()
    check: BackTest | None = None
    withheld: str = ""
    why: Withholding | None = None


def forecasts(counts: Floats, exposure: Floats, *, periods: int) -> list[Forecast]:
    """Forecast each skill's share, or say why not.

    Args:
        counts: Postings that ask, shape (skills, periods).
        exposure: Postings of each period, shape (periods,); all above 0.
        periods: How far ahead. Intervals are for a period with as many postings as the last four had on
            average.
    """
    origins = len(exposure) - MIN_TRAINING
    if origins < MIN_ORIGINS:
        reason = f"{len(exposure)} periods with postings are too few: {MIN_TRAINING + MIN_ORIGINS} are needed"
        return [Forecast(withheld=reason, why=Withholding.FEW_PERIODS)] * len(counts)
    model = _Levels(counts, exposure)
    checks = _check(model, counts, exposure)
    ahead = [model.ahead(len(exposure), step, exposure[-4:].mean()) for step in range(1, periods + 1)]
    return [_forecast(n, checks[n], ahead) for n in range(len(counts))]


class _Levels:
    """What is known of each skill's level after each period, under each discount.

    ``sizes`` has shape (skills, discounts, periods + 1), ``exposures`` (discounts, periods + 1): index 0 is
    before the first period.
    """

    def __init__(self, counts: Floats, exposure: Floats) -> None:
        self.discounts = np.array(DISCOUNTS)
        pooled = max(float(counts.sum()) / (float(exposure.sum()) * max(len(counts), 1)), 1e-9)
        sizes = [np.full((len(counts), len(DISCOUNTS)), _PRIOR)]
        exposures = [np.full(len(DISCOUNTS), _PRIOR / pooled)]
        for period, n in enumerate(exposure):
            sizes.append(self.discounts * sizes[-1] + counts[:, period, None])
            exposures.append(self.discounts * exposures[-1] + n)
        self.sizes, self.exposures = np.stack(sizes, axis=2), np.stack(exposures, axis=1)
        self.likelihood = self._likelihood(counts, exposure)

    def ahead(self, origin: int, step: int, n: float) -> Floats:
        """Share, low and high, so many steps after the periods before ``origin``; shape (3, skills)."""
        from scipy.stats import nbinom

        best = self.likelihood[:, :, :origin].sum(axis=2).argmax(axis=1)
        size, exposure = self.sizes[np.arange(len(best)), best, origin], self.exposures[best, origin]
        faded = self.discounts[best] ** step
        chance = exposure * faded / (exposure * faded + n)
        tails = [nbinom.ppf(tail, size * faded, chance) / n for tail in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)]
        return np.asarray(np.minimum(np.stack([size / exposure, *tails]), 1.0))

    def _likelihood(self, counts: Floats, exposure: Floats) -> Floats:
        """Of each period, as told from those before; shape (skills, discounts, periods)."""
        from scipy.stats import nbinom

        faded = self.discounts[:, None]
        sizes, exposures = self.sizes[:, :, :-1] * faded, self.exposures[:, :-1] * faded
        found = nbinom.logpmf(counts[:, None, :], sizes, exposures / (exposures + exposure))
        return np.asarray(found)


def _check(model: _Levels, counts: Floats, exposure: Floats) -> list[BackTest]:
    origins = range(MIN_TRAINING, len(exposure))
    predicted = np.stack([model.ahead(origin, 1, exposure[origin]) for origin in origins], axis=2)
    shares = counts / exposure
    observed = shares[:, MIN_TRAINING:]
    errors = np.abs(predicted[0] - observed).mean(axis=1)
    naive = np.abs(shares[:, MIN_TRAINING - 1 : -1] - observed).mean(axis=1)
    held = ((predicted[1] <= observed + 1e-12) & (observed - 1e-12 <= predicted[2])).mean(axis=1)
    return [BackTest(len(origins), *map(float, row)) for row in zip(errors, naive, held, strict=True)]


def _forecast(n: int, check: BackTest, ahead: list[Floats]) -> Forecast:
    if unfit := _unfit(check):
        why, reason = unfit
        return Forecast(check=check, withheld=reason, why=why)
    steps = (Ahead(step, *map(float, found[:, n])) for step, found in enumerate(ahead, start=1))
    return Forecast(tuple(steps), check)


def _unfit(check: BackTest) -> tuple[Withholding, str] | None:
    """Why no forecast is given: earlier ones were no better than the naive one, or held too rarely."""
    from scipy.stats import binom

    if check.error >= check.naive_error:
        return Withholding.NO_BETTER, "earlier forecasts were no better than that the last share stays"
    held = round(check.coverage * check.origins)
    if binom.cdf(held, check.origins, LEVEL) < 0.05:
        said = f"the intervals of earlier forecasts held {held} of {check.origins} outcomes only"
        return Withholding.TOO_SURE, said
    return None
