"""Intervals cover the truth at their rate, tests keep theirs, and suppressed cells cannot be told."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.analytics.demand.estimates import Sums, estimate
from skillgraph.analytics.demand.forecast import LEVEL, forecasts
from skillgraph.analytics.demand.question import Period, Suppression
from skillgraph.analytics.demand.suppression import suppressed
from skillgraph.analytics.demand.trend import Direction, TrendRule, trends
from skillgraph.matching.intervals import wilson

Floats = npt.NDArray[np.float64]


def _sums(weights: Floats) -> Sums:
    return Sums(len(weights), float(weights.sum()), float((weights**2).sum()))


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.01, 50))
def test_equal_weights_give_the_plain_interval(counts: tuple[int, int], weight: float) -> None:
    asking, every = counts
    found = estimate(*(Sums(n, n * weight, n * weight**2) for n in (asking, every)))
    assert (found.low, found.high) == pytest.approx(wilson(asking, every), abs=1e-9)


@pytest.mark.parametrize(("n", "share"), list(product([30, 200, 2_000], [0.02, 0.1, 0.5])))
def test_intervals_cover_the_truth_at_their_rate(n: int, share: float) -> None:
    drawn = np.random.default_rng(1).binomial(n, share, 4_000)
    held = [low <= share <= high for low, high in (wilson(int(count), n) for count in drawn)]
    assert 0.92 <= np.mean(held) <= 0.985


@pytest.mark.parametrize(("n", "small", "large"), [(200, 0.05, 0.2), (1_000, 0.02, 0.02), (1_000, 0.3, 0.1)])
def test_weighted_intervals_cover_the_truth_at_their_rate(n: int, small: float, large: float) -> None:
    """Small towns are sampled a fifth as often as large ones, and ask differently."""
    generator = np.random.default_rng(2)
    truth = 0.5 * small + 0.5 * large
    held = []
    for _ in range(1_500):
        is_small = generator.random(n) < 1 / 6
        weights = np.where(is_small, 5.0, 1.0)
        asks = generator.random(n) < np.where(is_small, small, large)
        found = estimate(_sums(weights[asks]), _sums(weights))
        held.append(found.low <= truth <= found.high)
    assert 0.92 <= np.mean(held) <= 0.99


TABLES = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(0, 20), min_size=1
)


@given(TABLES, st.integers(1, 8))
def test_no_suppressed_cell_can_be_had_by_subtraction(
    counts: dict[tuple[str, str], int], minimum: int
) -> None:
    held = suppressed({tuple(key): count for key, count in counts.items()}, minimum)
    assert {k for k, why in held.items() if why is Suppression.SMALL} == {
        k for k, count in counts.items() if 0 < count < minimum
    }
    for axis, name in [(axis, name) for axis in (0, 1) for name in {key[axis] for key in counts}]:
        line = [key for key, count in counts.items() if key[axis] == name and count]
        hidden = [counts[key] for key in line if key in held]
        assert not hidden or len(hidden) == len(line) or (len(hidden) > 1 and sum(hidden) >= minimum)


def test_nothing_is_suppressed_where_nothing_is_small() -> None:
    assert suppressed({("a",): 5, ("b",): 0, ("c",): 9}, 5) == {}


@given(st.sampled_from(Period), st.integers(1_900 * 12, 2_100 * 12))
def test_periods_are_numbered_one_after_the_other(period: Period, number: int) -> None:
    number = number * period.per_year // 12
    assert period.number(period.name_of(number)) == number
    assert period.first_day(number) < period.first_day(number + 1)


def _simulated(slopes: Floats, *, periods: int, spread: float, seed: int) -> tuple[Floats, Floats]:
    generator = np.random.default_rng(seed)
    exposure = generator.integers(100, 400, periods).astype(float)
    times = np.arange(periods) - (periods - 1) / 2
    means = exposure * np.exp(np.log(0.08) + slopes[:, None] * times)
    if spread:
        means = generator.gamma(1 / spread, means * spread)
    return generator.poisson(means).astype(float), exposure


@pytest.mark.parametrize(("periods", "spread"), list(product([6, 12, 30], [0.0, 0.1])))
def test_tests_of_no_change_keep_their_rate(periods: int, spread: float) -> None:
    counts, exposure = _simulated(np.zeros(3_000), periods=periods, spread=spread, seed=3)
    rule = TrendRule(min_postings=1, widest=np.inf)
    found = trends(counts, exposure, per_year=4, rule=rule)
    rate = np.mean([one.p is not None and one.p <= 0.05 for one in found])
    assert 0.001 <= rate <= 0.065
    held = [one.low is not None and one.low <= 1 <= (one.high or np.inf) for one in found]
    assert np.mean(held) >= 0.935


@pytest.mark.parametrize("slope", [-0.1, 0.05])
def test_intervals_of_change_cover_the_truth_at_their_rate(slope: float) -> None:
    counts, exposure = _simulated(np.full(2_000, slope), periods=12, spread=0.0, seed=4)
    truth = np.exp(4 * slope)
    found = trends(counts, exposure, per_year=4)
    held = [one.low is not None and one.low <= truth <= (one.high or np.inf) for one in found]
    assert 0.93 <= np.mean(held) <= 0.995
    assert np.median([one.ratio or 0 for one in found]) == pytest.approx(truth, rel=0.05)


def test_few_of_the_names_given_are_wrong() -> None:
    """Benjamini and Hochberg's promise: of 100 tables with 20 true changes in 200, 5 % wrong on average."""
    slopes = np.concatenate([np.full(20, 0.12), np.zeros(180)])
    wrong = []
    right = []
    for seed in range(100):
        counts, exposure = _simulated(slopes, periods=12, spread=0.0, seed=seed)
        found = trends(counts, exposure, per_year=4)
        named = [
            n for n, one in enumerate(found) if one.direction in (Direction.EMERGING, Direction.DECLINING)
        ]
        wrong.append(sum(n >= 20 for n in named) / max(1, len(named)))
        right.append(sum(found[n].direction is Direction.EMERGING for n in range(20)))
    assert np.mean(wrong) <= 0.06
    assert np.mean(right) > 15


def test_a_skill_that_all_ask_for_late_emerges_and_few_are_not_tested() -> None:
    counts = np.array([[0, 0, 0, 0, 0, 60], [60, 0, 0, 0, 0, 0], [1, 0, 1, 0, 1, 0], [10] * 6], dtype=float)
    late, early, few, same = trends(counts, np.full(6, 100.0), per_year=4)
    assert (late.direction, late.ratio, late.high) == (Direction.EMERGING, None, None)
    assert (early.direction, early.ratio, early.low) == (Direction.DECLINING, 0.0, 0.0)
    assert (few.direction, few.p) == (Direction.TOO_FEW, None)
    assert same.direction is Direction.STABLE
    assert same.ratio == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("counts", "per_year"),
    [([5, 4, 6, 5], 12), ([3, 0, 9, 0, 8, 1], 4), ([7, 7, 0, 6], 4), ([20, 18, 21, 22], 365)],
)
def test_an_interval_that_holds_everything_is_not_called_stable(counts: list[int], per_year: int) -> None:
    """Months that would multiply to anything over a year, and counts that jump."""
    made = np.array([counts], dtype=float)
    (found,) = trends(made, np.full(len(counts), 100.0), per_year=per_year)
    assert (found.direction, found.ratio, found.low, found.high) == (Direction.TOO_FEW, None, None, None)
    assert found.p is not None
    wide = TrendRule(widest=float("inf"))
    (shown,) = trends(made, np.full(len(counts), 100.0), per_year=per_year, rule=wide)
    assert (shown.direction, shown.q) == (Direction.STABLE, found.q)


def test_exposure_is_what_the_postings_of_a_period_are() -> None:
    exposure = np.array([100.0, 200, 400, 800, 0, 1_600])
    (found,) = trends(exposure[None] * 0.1, exposure, per_year=1)
    assert found.direction is Direction.STABLE
    assert found.ratio == pytest.approx(1.0)


def test_too_few_periods_test_nothing() -> None:
    (found,) = trends(np.full((1, 3), 50.0), np.full(3, 100.0), per_year=1)
    assert found.direction is Direction.TOO_FEW


def test_forecasts_that_are_given_hold_what_they_promise() -> None:
    """The truth is a steady share: what comes next falls into the interval at least as often as promised."""
    counts, exposure = _simulated(np.zeros(600), periods=21, spread=0.0, seed=5)
    told = forecasts(counts[:, :20], exposure[:20], periods=1)
    given = [n for n, one in enumerate(told) if one.ahead]
    assert len(given) > 400
    # The interval is for a period of average size; with the size that came it would be another one.
    size = exposure[16:20].mean()
    came = np.random.default_rng(6).poisson(0.08 * size, len(given)) / size
    held = [
        told[n].ahead[0].low <= share <= told[n].ahead[0].high for n, share in zip(given, came, strict=True)
    ]
    assert LEVEL - 0.05 <= np.mean(held) <= 0.95
    checks = [told[n].check for n in given]
    assert all(check is not None and check.error < check.naive_error for check in checks)


def test_forecasts_are_withheld_with_the_reason() -> None:
    (short,) = forecasts(np.full((1, 8), 10.0), np.full(8, 100.0), periods=2)
    assert (short.ahead, short.check) == ((), None)
    assert "too few" in short.withheld
    rising = 5.0 * np.arange(1, 17, dtype=np.float64)[None]
    (steep,) = forecasts(rising, np.full(16, 100.0), periods=2)
    assert (steep.ahead, steep.check is not None) == ((), True)
    assert "no better" in steep.withheld


def test_intervals_widen_with_the_distance() -> None:
    counts, exposure = _simulated(np.zeros(50), periods=20, spread=0.05, seed=7)
    for one in forecasts(counts, exposure, periods=4):
        widths = [step.high - step.low for step in one.ahead]
        assert widths == sorted(widths)
