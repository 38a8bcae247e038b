"""Bins of confidence, and what counts at a threshold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.matching.evaluation.reliability import (
    Offered,
    at_thresholds,
    bin_error,
    calibration_error,
    error_floor,
    reliability,
)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60))
def test_every_suggestion_is_in_one_bin(sample: list[tuple[float, bool]]) -> None:
    confidences = np.array([confidence for confidence, _ in sample])
    bins = reliability(confidences, np.array([right for _, right in sample], dtype=bool))
    assert sum(one.suggestions for one in bins) == len(sample)
    assert sum(one.right for one in bins) == sum(right for _, right in sample)
    for one in bins:
        assert one.low - 1e-6 <= one.confidence <= one.high + 1e-6
        assert one.interval[0] <= one.share <= one.interval[1]


@pytest.mark.parametrize(("confidence", "low"), [(0.0, 0.0), (0.29, 0.2), (0.3, 0.3), (0.7, 0.7), (1.0, 0.9)])
def test_edges_belong_to_the_bin_above(confidence: float, low: float) -> None:
    (one,) = reliability(np.array([confidence]), np.array([True]))
    assert one.low == low


def test_calibration_error_by_hand() -> None:
    bins = reliability(np.array([0.05, 0.15, 0.15, 1.0]), np.array([False, True, False, True]))
    assert bin_error(bins) == pytest.approx((0.05 + abs(0.3 - 1) + 0) / 4)
    assert bin_error(()) == 0.0


def test_what_chance_alone_makes_of_perfect_confidences() -> None:
    rng = np.random.default_rng(1)
    few, many = rng.random(60), rng.random(20_000)
    assert error_floor(few) > 0.08
    assert error_floor(many) < 0.01
    assert error_floor(np.array([0.0, 1.0, 1.0])) == 0.0
    errors = [calibration_error(few, rng.random(60) < few) for _ in range(400)]
    assert error_floor(few) == pytest.approx(np.mean(errors), rel=0.1)


def test_thresholds_by_hand() -> None:
    offered = Offered(
        confidences=np.array([0.9, 0.3, 0.5, 0.2]),
        right=np.array([True, False, False, True]),
        texts=np.array([0, 0, 1, 2]),
        possible=4,
        asked=5,
    )
    low, middle, high = at_thresholds(offered, (0.2, 0.3, 0.95))
    assert (low.suggestions, low.precision, low.recall, low.answered) == (4, 0.5, 0.5, 0.6)
    assert (middle.suggestions, middle.right, middle.recall, middle.answered) == (3, 1, 0.25, 0.4)
    assert (high.suggestions, high.precision, high.interval, high.answered) == (0, None, None, 0.0)
