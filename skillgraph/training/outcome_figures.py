"""What answers for outcomes are worth: the first five, and how far confidence is from the share right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from skillgraph.matching.evaluation.evaluation import precision_at
from skillgraph.matching.evaluation.reliability import calibration_error, error_floor
from skillgraph.matching.types import MatchResult
from skillgraph.training.known_texts import KnownText

SHOWN = 5
_LIMITS = (0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some answers; shares in percent.

    Attributes:
        rp5: RP@5.
        one_of_five: Texts with a concept that have a right one among the first five.
        first: Those whose first is right.
        error, floor: Calibration error of the first suggestion, and what chance alone gives.
        error_shown, floor_shown: The same of the first five.
    """

    rp5: float
    one_of_five: float
    first: float
    error: float
    floor: float
    error_shown: float
    floor_shown: float
    right_from: tuple[float, ...] = ()
    found_from: tuple[float, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For the record of a fit."""
        kept = zip(_LIMITS, self.right_from, self.found_from, strict=True)
        return {
            "rp@5": f"{self.rp5:.1f}%",
            "one_right_among_five": f"{self.one_of_five:.1f}%",
            "first_right": f"{self.first:.1f}%",
            **self.errors(),
            "right_from": {str(limit): f"{right:.1f} of {found:.1f}" for limit, right, found in kept},
        }

    def errors(self) -> dict[str, float]:
        """The calibration errors."""
        return {
            "calibration_error_of_first": round(self.error, 3),
            "by_chance": round(self.floor, 3),
            "calibration_error_of_shown": round(self.error_shown, 3),
            "of_shown_by_chance": round(self.floor_shown, 3),
        }


def figures_of(answers: Sequence[MatchResult], texts: Sequence[KnownText]) -> Figures:
    """The figures of the answers for texts, in the same order.

    A text without a suggestion counts as one with a confidence of 0 that is wrong.
    """
    hits = [
        [found.uri in known.concepts for found in answer.suggestions]
        for answer, known in zip(answers, texts, strict=True)
    ]
    sizes = [len(known.concepts) for known in texts]
    skilled = [hit[:SHOWN] for hit, size in zip(hits, sizes, strict=True) if size]
    best = np.array([one.suggestions[0].confidence if one.suggestions else 0.0 for one in answers])
    first = np.array([bool(hit) and hit[0] for hit in hits])
    given = np.array([one.confidence for answer in answers for one in answer.suggestions])
    right = np.array([one for hit in hits for one in hit], dtype=bool)
    places = np.array([place for hit in hits for place in range(len(hit))])
    shown = places < SHOWN
    return Figures(
        precision_at(skilled, [size for size in sizes if size], SHOWN),
        100 * float(np.mean([any(hit) for hit in skilled])),
        100 * float(np.mean([bool(hit) and hit[0] for hit in skilled])),
        calibration_error(best, first),
        error_floor(best),
        calibration_error(given[shown], right[shown]),
        error_floor(given[shown]),
        tuple(float(right[given >= limit].sum()) for limit in _LIMITS),
        tuple(float((given >= limit).sum()) for limit in _LIMITS),
    )


def mean_figures(found: Sequence[Figures]) -> Figures:
    """The mean of each figure."""
    columns = ([getattr(one, field.name) for one in found] for field in fields(Figures))
    rp5, one_of_five, first, error, floor, shown, of_shown, right, kept = (
        np.mean(column, axis=0) for column in columns
    )
    return Figures(
        float(rp5),
        float(one_of_five),
        float(first),
        float(error),
        float(floor),
        float(shown),
        float(of_shown),
        tuple(right.tolist()),
        tuple(kept.tolist()),
    )
