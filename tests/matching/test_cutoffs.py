"""Cut-offs promise a precision only where the sample carries it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.matching.intervals import wilson
from skillgraph.matching.judging.cutoffs import TARGETS, Cutoff, cutoffs, threshold_for, unattainable
from skillgraph.matching.judging.parameters import Parameters, parameters_for
from skillgraph.matching.profile import Profile

SAMPLES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=300)


def _drawn(seed: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Calibrated confidences, most of them low, with the truth."""
    rng = np.random.default_rng(seed)
    confidences = rng.beta(0.8, 2.5, size)
    return confidences, rng.random(size) < confidences


@given(SAMPLES)
def test_what_is_promised_is_what_the_sample_shows(sample: list[tuple[float, bool]]) -> None:
    confidences = np.array([confidence for confidence, _ in sample])
    right = np.array([is_right for _, is_right in sample], dtype=bool)
    found = cutoffs(confidences, right)
    assert [cutoff.precision for cutoff in found] == list(TARGETS)
    for cutoff in found:
        if cutoff.threshold is not None:
            counted = confidences >= cutoff.threshold - 1e-9
            assert counted.sum() >= 30
            assert wilson(int(right[counted].sum()), int(counted.sum()))[0] >= cutoff.precision
            assert cutoff.recall == pytest.approx(right[counted].sum() / right.sum())


@given(SAMPLES)
def test_more_precision_never_asks_for_less_confidence(sample: list[tuple[float, bool]]) -> None:
    confidences = np.array([confidence for confidence, _ in sample])
    found = cutoffs(confidences, np.array([is_right for _, is_right in sample], dtype=bool))
    thresholds = [2.0 if cutoff.threshold is None else cutoff.threshold for cutoff in found]
    assert thresholds == sorted(thresholds)


def test_a_few_lucky_suggestions_promise_nothing() -> None:
    found = cutoffs(np.full(29, 0.95), np.ones(29, dtype=bool))
    assert found == tuple(Cutoff(target, None, None) for target in TARGETS)
    assert cutoffs(np.array([]), np.array([], dtype=bool))[0].threshold is None


def test_stated_precision_holds_in_most_samples() -> None:
    confidences, right = _drawn(0, 400_000)
    missed = 0
    for seed in range(1, 201):
        found = cutoffs(*_drawn(seed, 2_000), (0.6, 0.8))
        stated = [c for c in found if c.threshold is not None]
        missed += sum(right[confidences >= c.threshold].mean() < c.precision for c in stated)
    assert missed / 400 <= 0.05


def test_recall_counts_what_was_never_suggested() -> None:
    confidences, right = _drawn(3, 3_000)
    (of_offered,) = cutoffs(confidences, right, (0.5,))
    (of_all,) = cutoffs(confidences, right, (0.5,), total=2 * int(right.sum()))
    assert of_all.threshold == of_offered.threshold
    assert of_offered.recall is not None
    assert of_all.recall == pytest.approx(of_offered.recall / 2)


def test_a_precision_between_two_takes_the_higher() -> None:
    found = (Cutoff(0.5, 0.2, 0.9), Cutoff(0.7, 0.4, 0.5), Cutoff(0.9, None, None))
    assert [threshold_for(found, p) for p in (0.1, 0.5, 0.6, 0.7, 0.71)] == [0.2, 0.2, 0.4, 0.4, None]


def test_the_error_lists_what_can_be_had() -> None:
    found = {"en": (Cutoff(0.5, 0.2, 0.9), Cutoff(0.9, None, None)), "fr": ()}
    error = unattainable(0.9, found)
    assert "0.9" in error.message
    assert "en: 0.5" in error.hint
    assert "fr: none" in error.hint


@given(st.builds(Cutoff, st.floats(0, 1), st.none() | st.floats(0, 1), st.none()))
def test_cutoffs_read_back(cutoff: Cutoff) -> None:
    assert Cutoff.from_json(json.loads(json.dumps(cutoff.to_json()))) == cutoff


def test_parameter_files_hold_cutoffs(tmp_path: Path) -> None:
    parameters = replace(
        parameters_for(Profile.FAST, "en"), cutoffs=(Cutoff(0.5, 0.2, 0.9), Cutoff(0.9, None, None))
    )
    (tmp_path / "fast-en.json").write_text(parameters.to_json(), encoding="utf-8")
    assert Parameters.read(tmp_path / "fast-en.json") == parameters
