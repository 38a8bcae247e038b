"""Held-out answers: a credential is never judged by trees that saw one of its outcomes."""

from __future__ import annotations

import numpy as np
import pytest

from skillgraph.matching import Matcher
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.judging.last_calibration import LastCalibration
from skillgraph.matching.kinds import TextKind
from skillgraph.training.held_out import HeldOutOutcomes
from skillgraph.training.known_texts import FOLDS, KnownText, folds_of, of_outcomes
from skillgraph.training.outcome_figures import figures_of
from tests.support.small_framework import BASE


def texts() -> list[KnownText]:
    known = {"weld steel and use SQL": ("weld", "sql"), "first aid": ("first-aid",), "we laugh a lot": ()}
    rows = [
        GoldRow(
            f"{text} {number}", frozenset(BASE + name for name in names), "en", f"c{number // 2}", (), "T"
        )
        for number in range(24)
        for text, names in known.items()
    ]
    return of_outcomes(rows, "en")


@pytest.mark.parametrize("seed", [None, 0, 1])
def test_a_credential_lies_in_one_fold(seed: int | None) -> None:
    folds = folds_of(texts(), seed)
    of_group: dict[str, set[int]] = {}
    for one, fold in zip(texts(), folds.tolist(), strict=True):
        of_group.setdefault(one.group, set()).add(fold)
    assert all(len(found) == 1 for found in of_group.values())
    assert set(folds.tolist()) == set(range(FOLDS))


def test_a_seed_deals_anew_and_always_the_same() -> None:
    assert folds_of(texts(), 0).tolist() == folds_of(texts(), 0).tolist()
    assert folds_of(texts(), 0).tolist() != folds_of(texts(), 1).tolist()


def test_answers_are_those_of_the_product_with_the_last_calibration_of_the_fold(matcher: Matcher) -> None:
    outcomes = HeldOutOutcomes(matcher.of_kind(TextKind.OUTCOME), texts(), "en", seeds=(0,))
    (deal,) = outcomes.deals
    plain = outcomes.answers(deal)
    assert [one.text for one in plain] == [one.sentences[0] for one in texts()]
    chosen = int(deal.folds[0])
    lower = outcomes.answers(deal, lambda fold: LastCalibration(1.0, -1.0 if fold == chosen else 0.0))
    named = np.array([bool(one.concepts) for one in texts()])
    fell = np.array(
        [
            low.suggestions[0].confidence < high.suggestions[0].confidence
            for low, high in zip(lower, plain, strict=True)
        ]
    )[named]
    apart = (deal.folds == chosen)[named]
    assert fell[apart].all()
    assert not fell[~apart].any()
    assert 0 <= figures_of(plain, texts()).rp5 <= 100
