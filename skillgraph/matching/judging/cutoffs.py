"""Confidences from which suggestions are right as often as a user asks.

A cut-off is stated only where the sample is large enough: of the suggestions at or above its threshold, the
lower end of the 95 % Wilson interval of the share right reaches the precision. In simulation, with calibrated
confidences, the true precision misses the stated one in some 2 to 3 of 100 samples of any size, as the
interval promises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph.errors import InputError
from skillgraph.matching.intervals import wilson

TARGETS = (0.5, 0.6, 0.7, 0.8, 0.9)
_STEPS = 100
"""Thresholds are whole hundredths: finer ones would be chosen by chance."""

_FEWEST = 30
"""Too few suggestions above a threshold give no reliable precision."""


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The lowest confidence from which suggestions have a precision.

    Attributes:
        precision: The share of right suggestions among those that count, 0 to 1, as asked for.
        threshold: Suggestions count from this confidence on; ``None`` where the sample shows no such
            confidence.
        recall: The share of the right suggestions that count still; ``None`` where ``threshold`` is.
    """

    precision: float
    threshold: float | None
    recall: float | None

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Cutoff:
        """Read what `to_json` gave."""
        threshold, recall = content["threshold"], content["recall"]
        return cls(
            float(content["precision"]),
            None if threshold is None else float(threshold),
            None if recall is None else float(recall),
        )

    def to_json(self) -> dict[str, float | None]:
        """The fields, rounded to what matters."""
        recall = None if self.recall is None else round(self.recall, 4)
        return {"precision": self.precision, "threshold": self.threshold, "recall": recall}


def cutoffs(
    confidences: npt.NDArray[np.float64],
    right: npt.NDArray[np.bool_],
    targets: Sequence[float] = TARGETS,
    *,
    total: int | None = None,
) -> tuple[Cutoff, ...]:
    """The cut-off for each precision, as far as the sample is large enough.

    Args:
        confidences: Of suggestions that the fit of confidence did not see, any shape.
        right: Whether each is right, same shape.
        targets: The precisions to find cut-offs for.
        total: How many right suggestions there could be, for recall; those in ``right`` by default.
    """
    counts, hits = _from_above(confidences.ravel(), right.ravel())
    surely = np.array(
        [wilson(hit, count)[0] if count >= _FEWEST else -1.0 for hit, count in zip(hits, counts, strict=True)]
    )
    possible = max(1, int(right.sum()) if total is None else total)
    return tuple(_cutoff(target, surely, hits, possible) for target in targets)


def threshold_for(found: Sequence[Cutoff], precision: float) -> float | None:
    """The threshold that gives at least a precision, of the smallest one stated that is high enough."""
    enough = [c for c in found if c.precision >= precision - 1e-9 and c.threshold is not None]
    return min(enough, key=lambda cutoff: cutoff.precision).threshold if enough else None


def unattainable(precision: float, found: Mapping[str, Sequence[Cutoff]]) -> InputError:
    """The error that says that no language attains a precision, and what each does.

    Args:
        precision: What was asked for.
        found: The cut-offs by language.
    """
    said = "; ".join(f"{lang}: {_attained(stated)}" for lang, stated in found.items())
    return InputError(
        f"A precision of {precision:g} cannot be promised on what confidence was fitted on.",
        hint=f"Ask for less ({said}), or fit confidence on your own texts with `skillgraph train`.",
    )


def _attained(found: Sequence[Cutoff]) -> str:
    stated = [f"{cutoff.precision:g}" for cutoff in found if cutoff.threshold is not None]
    return ", ".join(stated) or "none is known"


def _from_above(
    confidences: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]
) -> tuple[list[int], list[int]]:
    """How many suggestions reach each hundredth, and how many right ones."""
    # A confidence is rounded where it is shown; 0.29 * 100 must not become 28.
    bins = np.clip(np.floor(confidences * _STEPS + 1e-9).astype(int), 0, _STEPS)
    counts = np.bincount(bins, minlength=_STEPS + 1)
    hits = np.bincount(bins[right], minlength=_STEPS + 1)
    return np.cumsum(counts[::-1])[::-1].tolist(), np.cumsum(hits[::-1])[::-1].tolist()


def _cutoff(target: float, surely: npt.NDArray[np.float64], hits: Sequence[int], possible: int) -> Cutoff:
    reached = np.flatnonzero(surely >= target)
    if not len(reached):
        return Cutoff(target, None, None)
    return Cutoff(target, int(reached[0]) / _STEPS, hits[reached[0]] / possible)
