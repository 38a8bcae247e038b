"""Intervals of shares and means."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.matching.intervals import bootstrap_mean, wilson


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_the_share_and_stays_within_bounds(case: tuple[int, int]) -> None:
    low, high = wilson(*case)
    assert 0.0 <= low <= case[0] / case[1] <= high <= 1.0


def test_wilson_interval_agrees_with_the_published_example() -> None:
    # Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662 for the score method.
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_a_proportion_needs_trials() -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson(0, 0)


def test_the_bootstrap_agrees_with_the_normal_interval() -> None:
    values = np.random.default_rng(1).random(2_000)
    low, high = bootstrap_mean(values)
    half = 1.96 * values.std() / np.sqrt(len(values))
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.1 * half)
    assert bootstrap_mean(values) == (low, high)


def test_texts_of_one_advertisement_are_drawn_together() -> None:
    values = np.repeat([0.0, 1.0], 50)
    alone, together = bootstrap_mean(values), bootstrap_mean(values, [f"ad {n // 10}" for n in range(100)])
    assert together[1] - together[0] > 2 * (alone[1] - alone[0])


def test_a_group_counts_by_its_texts_not_once() -> None:
    assert bootstrap_mean(np.ones(7), ["a"] * 6 + ["b"]) == (1.0, 1.0)
    low, high = bootstrap_mean(np.array([1.0] * 30 + [0.0]), ["big"] * 30 + ["small"])
    assert (low, high) == (0.0, 1.0)


def test_nothing_has_no_interval() -> None:
    with pytest.raises(ValueError, match="no interval"):
        bootstrap_mean(np.array([]))
    with pytest.raises(ValueError, match="no interval"):
        bootstrap_mean(np.ones(2), ["a"])
