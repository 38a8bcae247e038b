"""The last calibration brings confidence to the share that is right, and changes no order and no silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.errors import InputError
from skillgraph.matching import Matcher
from skillgraph.matching.judging.last_calibration import (
    AS_GIVEN,
    LastCalibration,
    fit_last_calibration,
)
from skillgraph.matching.judging.part_model import PartModel, part_model
from skillgraph.matching.judging.standing import Ranked
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.parts import BARE, OTHER_DEED, merge_parts, rank_parts
from skillgraph.matching.profile import Profile
from skillgraph.matching.signals.signal_types import EXACT
from skillgraph.matching.text.guards import PREFERRED
from skillgraph.matching.types import Suggestion

probabilities = st.floats(0, 1)
lines = st.builds(LastCalibration, st.floats(0.2, 5), st.floats(-3, 3))


@given(lines, probabilities, probabilities)
def test_what_is_surer_stays_surer(line: LastCalibration, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= line.confidence(low) <= line.confidence(high) <= 1


def test_as_given_leaves_each_confidence() -> None:
    assert [round(AS_GIVEN.confidence(one), 6) for one in (0.1, 0.5, 0.9)] == [0.1, 0.5, 0.9]


def drawn(true: LastCalibration, count: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Confidences, and what is right as often as the line says."""
    rng = np.random.default_rng(0)
    given = rng.uniform(0.02, 0.98, count)
    return given, rng.random(count) < np.array([true.confidence(one) for one in given.tolist()])


def test_the_line_that_was_drawn_from_is_found() -> None:
    true = LastCalibration(0.7, 0.4)
    confidences, right = drawn(true)
    found = fit_last_calibration(confidences, right, np.ones(len(right)), penalty=1.0)
    assert found.slope == pytest.approx(true.slope, abs=0.03)
    assert found.shift == pytest.approx(true.shift, abs=0.05)


def test_few_suggestions_move_it_little_and_none_not_at_all() -> None:
    confidences, right = drawn(LastCalibration(0.3, 1.0))
    few = fit_last_calibration(confidences[:20], right[:20], np.ones(20), penalty=30.0)
    assert abs(few.shift) < 0.5
    assert fit_last_calibration(confidences[:0], right[:0], np.ones(0), penalty=30.0) == AS_GIVEN


@dataclass(frozen=True)
class Judge:
    """Gives each concept of the fixture the confidence of its surest ranking, calibrated in the end."""

    last: LastCalibration

    @property
    def least(self) -> float:
        return self.last.confidence(0.4)

    def confidences(self, found: Sequence[tuple[Ranked | None, Ranked | None]], clauses: int) -> list[float]:
        assert clauses >= 0
        sure = (max(one.suggestion.confidence for one in both if one) for both in found)
        return [self.last.confidence(one) for one in sure]


def limited(one: Suggestion) -> bool:
    """Whether a confidence is one that a rule sets, which no calibration moves."""
    named = one.evidence.signals.get(EXACT, 0) >= PREFERRED
    return named or one.confidence in (BARE, OTHER_DEED[TextKind.OUTCOME])


@pytest.mark.parametrize("line", [LastCalibration(0.6, 0.3), LastCalibration(1.4, -0.5)])
def test_order_and_silence_stay_but_for_limits_and_a_reason_has_the_numbers_that_are_shown(
    matcher: Matcher, line: LastCalibration
) -> None:
    texts = ["weld steel and use SQL", "teach people to keep a database", "sing and dance", "first aid"]
    for parted in rank_parts(matcher.of_kind(TextKind.OUTCOME), texts, lang="en"):
        if not parted.found:
            continue
        plain, moved = (merge_parts(parted, Judge(one), TextKind.OUTCOME) for one in (AS_GIVEN, line))
        sure = {one.uri: one.confidence for one in moved.suggestions}
        order = [sure[one.uri] for one in plain.suggestions if not limited(one)]
        assert order == sorted(order, reverse=True)
        assert plain.abstained == moved.abstained
        if moved.reason_kind == "not-sure-enough":
            assert f"the best has {moved.suggestions[0].confidence:.2f}" in moved.reason
            assert f"{Judge(line).least:.2f}" in moved.reason


def test_a_model_is_read_back_with_its_last_calibration(tmp_path: Path) -> None:
    model = part_model(Profile.PRECISE, "en", kind=TextKind.OUTCOME)
    assert model is not None
    path = tmp_path / "model.json"
    path.write_text(replace(model, last=LastCalibration(0.8, 0.1)).to_json(), encoding="utf-8")
    assert PartModel.read(path).last == LastCalibration(0.8, 0.1)
    path.write_text(replace(model, last=AS_GIVEN).to_json(), encoding="utf-8")
    assert PartModel.read(path).last == AS_GIVEN


def test_a_line_that_would_turn_the_order_round_is_refused(tmp_path: Path) -> None:
    model = part_model(Profile.PRECISE, "en", kind=TextKind.OUTCOME)
    assert model is not None
    path = tmp_path / "model.json"
    path.write_text(replace(model, last=LastCalibration(-1.0, 0.0)).to_json(), encoding="utf-8")
    with pytest.raises(InputError, match="slope"):
        PartModel.read(path)


def test_the_english_trees_say_how_far_they_are_from_the_share_right() -> None:
    model = part_model(Profile.PRECISE, "en", kind=TextKind.OUTCOME)
    assert model is not None
    held_out = model.record["held_out"]
    assert held_out["calibration_error_of_first"] < 0.08
    assert 0.5 < model.last.slope < 1.5
