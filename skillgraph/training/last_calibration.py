"""Fits the last calibration of outcomes on answers as users see them, and says what it does held out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from skillgraph.matching.judging.last_calibration import AS_GIVEN, LastCalibration, fit_last_calibration
from skillgraph.matching.types import MatchResult
from skillgraph.training.held_out import SEEDS, Deal, HeldOutOutcomes
from skillgraph.training.known_texts import Floats, KnownText
from skillgraph.training.outcome_figures import SHOWN, figures_of, mean_figures
from skillgraph.training.outcomes import highest_threshold

PENALTY = 30.0
"""See `fit_last_calibration`: as much as thirty suggestions, of the two thousand that each deal counts."""

_FIRST = float(SHOWN - 1)
"""The first suggestion of a text counts as much as the others that are shown do together."""


def fitted_last(outcomes: HeldOutOutcomes) -> tuple[LastCalibration, float, dict[str, Any]]:
    """The last calibration, the confidence from which a text has a match, and held-out figures for a record.

    It is fitted on the answers of all deals. What the record says of it is measured in each deal on folds
    that neither the trees nor it saw. Where the first suggestions are no nearer to the share right with it
    than without, the confidences stay as the trees give them.
    """
    deals, texts = outcomes.deals, outcomes.texts
    plain = [outcomes.answers(deal) for deal in deals]
    held_out = [held_out_answers(outcomes, deal) for deal in deals]
    before, after = (mean_figures([figures_of(one, texts) for one in some]) for some in (plain, held_out))
    helps = after.error < before.error
    last = _fitted(plain, [texts] * len(plain)) if helps else AS_GIVEN
    alone = [outcomes.answers(deal, lambda _: last, in_context=False) for deal in deals]
    least = _least(alone, texts)
    record = {
        "deals": f"mean of {len(SEEDS)} shuffles of the credentials, seeds {SEEDS[0]} to {SEEDS[-1]}",
        **(after if helps else before).as_json(),
        "without_last_calibration": before.errors(),
        "with_last_calibration": after.errors(),
        "unmatched": _unmatched(alone, texts, least),
    }
    return last, least, record


def held_out_answers(outcomes: HeldOutOutcomes, deal: Deal) -> list[MatchResult]:
    """The answers with a last calibration that was fitted on the other folds."""
    plain = outcomes.answers(deal)
    by_fold = {}
    for fold in np.unique(deal.folds).tolist():
        others = np.flatnonzero(deal.folds != fold).tolist()
        by_fold[fold] = _fitted([[plain[n] for n in others]], [[outcomes.texts[n] for n in others]])
    return outcomes.answers(deal, by_fold.__getitem__)


def _fitted(deals: Sequence[Sequence[MatchResult]], texts: Sequence[Sequence[KnownText]]) -> LastCalibration:
    """The line that fits the suggestions that are shown; several deals count as one."""
    shown = [
        (one.confidence, one.uri in known.concepts, _FIRST if rank == 0 else 1.0)
        for answers, some in zip(deals, texts, strict=True)
        for answer, known in zip(answers, some, strict=True)
        for rank, one in enumerate(answer.suggestions[:SHOWN])
    ]
    confidences, right, counts = (np.array(column) for column in zip(*shown, strict=True))
    return fit_last_calibration(confidences, right, counts / len(deals), penalty=PENALTY)


def _least(deals: Sequence[Sequence[MatchResult]], texts: Sequence[KnownText]) -> float:
    best = np.concatenate([_best(answers) for answers in deals])
    skilled = np.tile([bool(one.concepts) for one in texts], len(deals))
    return highest_threshold(best, skilled)


def _unmatched(deals: Sequence[Sequence[MatchResult]], texts: Sequence[KnownText], least: float) -> str:
    silent = np.mean([_best(answers) < least for answers in deals], axis=0)
    skilled = np.array([bool(one.concepts) for one in texts])
    return (
        f"{silent[skilled].mean():.1%} of {int(skilled.sum())} with a concept,"
        f" {silent[~skilled].sum():.1f} of {int((~skilled).sum())} without"
    )


def _best(answers: Sequence[MatchResult]) -> Floats:
    return np.array([one.suggestions[0].confidence if one.suggestions else 0.0 for one in answers])
