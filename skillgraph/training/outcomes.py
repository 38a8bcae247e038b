"""Fits the confidence of learning outcomes, and the threshold under which one is left without a match.

Sentences of advertisements mostly hold no skill and outcomes mostly do, so a threshold that was fitted on the
first leaves too many of the second without a match. The ranking is not changed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from skillgraph.errors import InputError
from skillgraph.matching.judging.calibration import Calibration
from skillgraph.matching.judging.parameters import Parameters
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.ranking import LanguageModel
from skillgraph.matching.signals.signal_types import first_source
from skillgraph.training.confidence import (
    fit_calibration,
    held_out_confidences,
    held_out_figures,
    rank_texts,
    sizes,
)
from skillgraph.training.folds import FOLDS
from skillgraph.training.fusion import Gold

MAX_MISSED = 0.05
"""At most this share of the texts that have a concept are left without a match by the threshold."""


def fit_outcomes(model: LanguageModel, gold: Gold) -> Parameters:
    """Fit how sure suggestions for outcomes are, by the same logistic regression as for postings.

    Args:
        model: Gives the ranking; of the kind *outcome*.
        gold: Outcomes by file; those without URIs have no concept in the framework.

    Returns:
        The model's parameters with numbers for outcomes, and a record of what they were fitted on.

    Raises:
        InputError: If there are too few texts, or no suggestion is right.
    """
    encoder = first_source(model.parameters.similarity)
    ranked = rank_texts(model, gold, encoder)
    if len(ranked.right) < 2 * FOLDS or ranked.right.all() or not ranked.right.any():
        raise InputError(
            f"{len(ranked.right)} outcomes are not enough to fit confidence on.",
            hint="Give a gold file with a hundred outcomes or more.",
        )
    held_out = held_out_confidences(ranked)
    threshold = highest_threshold(held_out[:, 0], ranked.skilled)
    every = np.ones(len(ranked.skilled), dtype=bool)
    fitted = Calibration(*fit_calibration(ranked, every), threshold)
    unmatched = held_out[:, 0] < threshold
    record = {
        "method": "logistic regression as for calibration; the ranking is that of postings",
        "fitted_on": sizes(gold),
        "threshold": f"silences at most {MAX_MISSED:.0%} of the held-out texts with a concept:"
        f" {unmatched[ranked.skilled].mean():.1%},"
        f" and {unmatched[~ranked.skilled].mean():.1%} of those without",
        **held_out_figures(ranked, held_out, list(gold)),
    }
    old = model.parameters
    return replace(old, outcomes=fitted, record={**old.record, TextKind.OUTCOME.value: record})


def highest_threshold(best: npt.NDArray[np.float64], skilled: npt.NDArray[np.bool_]) -> float:
    """The highest threshold that leaves at most `MAX_MISSED` of the texts with a concept without a match.

    Args:
        best: Best confidence of each text.
        skilled: Whether each has a concept.
    """
    confidences = np.sort(best[skilled])
    return float(confidences[int(MAX_MISSED * len(confidences))])
