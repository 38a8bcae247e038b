"""The last calibration: from what trees say of a concept to how often it is right as users see it.

After the trees come limits and the context of a text, which change the order and take confidence from what
was overtaken. What is left is brought back to the share that is right by one line over log odds:
J. Platt, *Probabilistic outputs for support vector machines* (1999).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_BOUND = 1e-6
"""Confidences are kept so far from 0 and 1."""

_ROUNDS = 50
_DONE = 1e-10


@dataclass(frozen=True, slots=True)
class LastCalibration:
    """A rising line over log odds, so that no order changes.

    Attributes:
        slope: What log odds are multiplied by, above 0.
        shift: What is added.
    """

    slope: float = 1.0
    shift: float = 0.0

    def confidence(self, given: float) -> float:
        """The confidence that users see, for one that the trees gave."""
        bounded = min(max(given, _BOUND), 1 - _BOUND)
        logit = self.slope * math.log(bounded / (1 - bounded)) + self.shift
        return 1 / (1 + math.exp(-logit))

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> LastCalibration:
        """Read what `to_json` gave.

        Raises:
            ValueError: If it would turn the order round.
        """
        found = cls(float(content["slope"]), float(content["shift"]))
        if found.slope <= 0:
            raise ValueError(f"the slope of the last calibration is {found.slope}")
        return found

    def to_json(self) -> dict[str, float]:
        """Both numbers, rounded to what matters."""
        return {"slope": round(self.slope, 4), "shift": round(self.shift, 4)}


AS_GIVEN = LastCalibration()
"""Leaves each confidence as it is."""


def fit_last_calibration(
    confidences: Floats, right: npt.NDArray[np.bool_], counts: Floats, *, penalty: float
) -> LastCalibration:
    """The line that makes what is right likeliest, drawn towards leaving all as it is.

    Newton's method on the two numbers; the loss is convex and falls in each step.

    Args:
        confidences: Of suggestions as users see them, by trees that did not see their texts.
        right: Whether each is right, same shape.
        counts: How much each counts, same shape.
        penalty: How much a departure from slope 1 and shift 0 costs, in as many counted suggestions.
    """
    bounded = np.clip(confidences, _BOUND, 1 - _BOUND)
    logits = np.log(bounded / (1 - bounded))
    columns = np.column_stack([logits, np.ones(len(logits))])
    given = np.array([1.0, 0.0])
    found = given.copy()
    for _ in range(_ROUNDS):
        shares = 1 / (1 + np.exp(-columns @ found))
        gradient = columns.T @ (counts * (shares - right)) + penalty * (found - given)
        curvature = (columns.T * (counts * shares * (1 - shares))) @ columns + penalty * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        found = found - step
        if float(np.abs(step).max()) < _DONE:
            break
    return LastCalibration(max(float(found[0]), 0.01), float(found[1]))
