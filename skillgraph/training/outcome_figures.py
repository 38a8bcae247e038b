"""What trees over clauses do on outcomes that they were not fitted on, and where a text is left unmatched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from skillgraph.matching.evaluation.evaluation import precision_at
from skillgraph.matching.evaluation.reliability import calibration_error
from skillgraph.training.outcomes import highest_threshold

Floats = npt.NDArray[np.float64]

RANKS = 5


class Known(Protocol):
    """A text of which every skill is known."""

    @property
    def concepts(self) -> frozenset[str]:
        """URIs of its skills."""
        ...


def outcome_figures(
    owners: npt.NDArray[np.int64], right: npt.NDArray[np.bool_], logits: Floats, texts: Sequence[Known]
) -> tuple[dict[str, Any], float]:
    """Figures of held-out outcomes for a record, and the confidence from which one has a match.

    Args:
        owners: The text of each concept that was ranked, shape (rows,).
        right: Whether it is one of its skills, shape (rows,).
        logits: Its log odds, by trees that did not see the text, shape (rows,).
        texts: The outcomes.
    """
    confidences = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    best = np.zeros(len(texts))
    np.maximum.at(best, owners, confidences)
    sizes = np.array([len(one.concepts) for one in texts])
    hits = [_hits(right[owners == text], confidences[owners == text]) for text in range(len(texts))]
    skilled = sizes > 0
    known = [hit for hit, size in zip(hits, sizes.tolist(), strict=True) if size]
    least = highest_threshold(best, skilled)
    first = np.array([hit[0] if len(hit) else False for hit in hits])
    figures = {
        "rp@5": f"{precision_at(known, sizes[skilled].tolist(), RANKS):.1f}%",
        "one_right_among_five": f"{np.mean([any(hit) for hit in known]):.1%}",
        "unmatched": f"{(best[skilled] < least).mean():.1%} of {int(skilled.sum())} with a concept,"
        f" {int((best[~skilled] < least).sum())} of {int((~skilled).sum())} without",
        "calibration_error_of_first": round(calibration_error(best, first), 3),
        "right_from": {str(limit): _right_from(confidences, right, limit) for limit in (0.2, 0.3, 0.4, 0.5)},
    }
    return {"held_out": figures}, least


def _hits(right: npt.NDArray[np.bool_], confidences: Floats) -> list[bool]:
    order = np.argsort(-confidences, kind="stable")[:RANKS]
    found: list[bool] = right[order].tolist()
    return found


def _right_from(confidences: Floats, right: npt.NDArray[np.bool_], limit: float) -> str:
    kept = confidences >= limit
    return f"{int(right[kept].sum())} of {int(kept.sum())}"
