"""Parameters: what ships is complete, and fitting is reproducible."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.errors import InputError
from skillgraph.matching import Matcher, Profile
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.judging.calibration import (
    FEATURES,
    Calibration,
    best_threshold,
    features,
    fit_logistic,
)
from skillgraph.matching.judging.parameters import (
    Parameters,
    parameter_file_name,
    parameter_path,
    parameters_for,
)
from skillgraph.matching.signals.fusion import LinearFusion
from skillgraph.training.confidence import fit_confidence
from skillgraph.training.folds import folds
from skillgraph.training.fusion import fit_fusion
from tests.support.small_framework import BASE

GOLD = {
    "skills": [
        GoldRow(text, frozenset({BASE + name}))
        for text, name in (
            ("weld steel parts", "weld"),
            ("SQL queries", "sql"),
            ("direct musicians", "staff"),
            ("draft reports", "report"),
            ("run databases", "db"),
            ("give CPR", "first-aid"),
        )
    ],
    "none": [GoldRow(f"we were founded in {year}", frozenset()) for year in range(1990, 1998)],
}


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("language", ["en", "multilingual"])
def test_what_ships_says_what_it_was_tuned_on(profile: Profile, language: str) -> None:
    parameters = parameters_for(profile, language)
    assert (parameters.profile, parameters.language) == (profile, language)
    assert parameters.record["weights"]["tuned_on"]
    fitted_on = " ".join(parameters.record["calibration"]["fitted_on"])
    assert "skillxl_part1" in fitted_on or "french_competences_part1" in fitted_on
    assert 0 < parameters.calibration.threshold < 1
    assert all(
        name.split(".")[0] in {name.split(".")[0] for name in parameters.weights}
        for name in parameters.similarity
    )


def test_parameters_read_back() -> None:
    path = parameter_path(Profile.FAST, "en")
    assert json.loads(Parameters.read(path).to_json()) == json.loads(path.read_text())


@pytest.mark.parametrize("content", ["", "{}", '{"profile": "slow"}'])
def test_damaged_parameters_are_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "fast-en.json").write_text(content)
    with pytest.raises(InputError, match="cannot be used"):
        Parameters.read(tmp_path / "fast-en.json")


def test_fitting_confidence_is_reproducible(matcher: Matcher) -> None:
    first, second = (fit_confidence(matcher.model("en"), GOLD) for _ in range(2))
    assert first == second
    assert first.weights == matcher.model("en").parameters.weights
    assert first.record["calibration"]["fitted_on"]["none"] == "8 texts, 8 without a skill"
    assert "Youden" in first.record["calibration"]["threshold"]


def test_fitted_parameters_can_be_used(matcher: Matcher, tmp_path: Path) -> None:
    fitted = fit_confidence(matcher.model("en"), GOLD)
    (tmp_path / parameter_file_name(matcher.profile, "en")).write_text(fitted.to_json())
    again = Matcher(matcher.index, profile=matcher.profile, parameters=tmp_path)
    good, bad = again.match(["direct musicians", "we were founded in 1993"], lang="en")
    assert good.suggestions[0].confidence > bad.suggestions[0].confidence
    assert not good.abstained
    assert bad.abstained


def test_too_little_gold_is_refused(matcher: Matcher) -> None:
    with pytest.raises(InputError, match="not enough"):
        fit_confidence(matcher.model("en"), {"few": GOLD["skills"][:2]})


def test_fitted_weights_rank_what_people_chose_first(matcher: Matcher) -> None:
    model = matcher.model("en")
    gold = {"skills": GOLD["skills"] * 2, "none": GOLD["none"]}
    fitted = fit_fusion(model, gold)
    assert fitted == fit_fusion(model, gold)
    assert set(fitted.weights) == set(model.measure(["weld"]).names)
    assert sum(map(abs, fitted.weights.values())) == pytest.approx(1, abs=0.01)
    ranked = model.with_parameters(fitted).rank([row.text for row in GOLD["skills"]])
    best = [model.uri(position) for position in ranked.positions[:, 0].tolist()]
    assert [{uri} for uri in best] == [set(row.uris) for row in GOLD["skills"]]
    assert fitted.record["weights"]["tuned_on"] == {"skills": "12 texts", "none": "0 texts"}


def test_weights_are_not_fitted_on_too_few_texts(matcher: Matcher) -> None:
    with pytest.raises(InputError, match="not enough"):
        fit_fusion(matcher.model("en"), {"few": GOLD["skills"][:2], "none": GOLD["none"]})


def test_sentences_of_a_posting_share_a_fold() -> None:
    rows = [GoldRow(f"sentence {n}", frozenset(), posting=str(n % 7)) for n in range(40)]
    found = folds(rows)
    assert all(found[n] == found[n % 7] for n in range(40))
    assert set(found.tolist()) == {0, 1, 2, 3, 4}


def test_a_logistic_regression_finds_its_way() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(4_000, 2)) * [1.0, 10.0]
    right = rng.random(4_000) < 1 / (1 + np.exp(-(2 * rows[:, 0] - 0.1 * rows[:, 1] - 1)))
    coefficients, intercept = fit_logistic(rows, right, np.ones(4_000))
    assert coefficients == pytest.approx((2, -0.1), rel=0.15)
    assert intercept == pytest.approx(-1, rel=0.15)


@given(st.lists(st.lists(st.floats(-1, 1), min_size=3, max_size=3), min_size=1, max_size=4))
def test_confidence_never_rises_along_the_ranking(scores: list[list[float]]) -> None:
    ranked = -np.sort(-np.array(scores), axis=1)
    rows = features(ranked, np.zeros_like(ranked), [3] * len(scores))
    confidences = Calibration((9.0, -3.0, -4.0, 0.5, 0.5, 1.0, 0.7, 0.4), -5.0, 0.2).confidences(rows)
    assert (np.diff(confidences, axis=1) <= 0).all()
    assert ((confidences > 0) & (confidences < 1)).all()


def test_features_by_hand() -> None:
    rows = features(np.array([[0.9, 0.5, 0.4]]), np.array([[1.0, 0.0, 0.0]]), [4])
    expected: dict[str, list[float]] = {
        "score": [0.9, 0.5, 0.4],
        "lead": [0.4, -0.4, -0.5],
        "level": [0.6] * 3,
        "exact": [1, 0, 0],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(rows[0, :, FEATURES.index(name)], values)
    np.testing.assert_allclose(rows[0, :, FEATURES.index("log rank")], np.log([1, 2, 3]))
    np.testing.assert_allclose(rows[0, :, FEATURES.index("log words")], np.log(5))


def test_the_threshold_separates() -> None:
    confidences = np.array([0.1, 0.2, 0.3, 0.8, 0.9])
    assert 0.3 <= best_threshold(confidences, np.array([False, False, False, True, True])) <= 0.8


def test_fusion_is_the_weighted_mean_with_exact_labels_first() -> None:
    fusion = LinearFusion({"a": 3.0, "b": 1.0, "missing": 5.0})
    values = np.array([[0.4, 0.8, 0.0], [0.0, 0.0, 0.7], [1.0, 1.0, 0.0]], dtype=np.float32)
    scores = fusion.scores(["a", "b", "exact"], values)
    assert scores[0] == pytest.approx(0.5)
    assert scores.argmax() == 1
