"""A sum of small decision trees, as boosting fits them; applying one needs NumPy only.

J. Friedman, *Greedy function approximation: a gradient boosting machine* (2001). Fitting uses scikit-learn
(see `skillgraph.training.parts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

LEAF = -1


@dataclass(frozen=True, slots=True)
class Trees:
    """Decision trees whose values are added up; the nodes of all trees stand in one table.

    Attributes:
        roots: The first node of each tree.
        feature: The feature that each node looks at; `LEAF` for the ends.
        threshold: A row goes left where its feature is not larger.
        left: The next node.
        right: The same.
        missing_left: Whether a row without the feature (NaN) goes left.
        value: Of the ends: what they add.
        intercept: What is added to every row.
    """

    roots: Whole
    feature: Whole
    threshold: Floats
    left: Whole
    right: Whole
    missing_left: npt.NDArray[np.bool_]
    value: Floats
    intercept: float

    def logits(self, rows: Floats) -> Floats:
        """The log odds of each row.

        Args:
            rows: Shape (rows, features), NaN for what is missing.

        Returns:
            Shape (rows,).
        """
        nodes = np.repeat(self.roots[None, :], len(rows), axis=0)
        owners = np.arange(len(rows))[:, None]
        while (deeper := self.feature[nodes] != LEAF).any():
            values = rows[owners, np.maximum(self.feature[nodes], 0)]
            goes_left = np.where(np.isnan(values), self.missing_left[nodes], values <= self.threshold[nodes])
            nodes = np.where(deeper, np.where(goes_left, self.left[nodes], self.right[nodes]), nodes)
        return np.asarray(self.value[nodes].sum(axis=1) + self.intercept)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Trees:
        """Read what `to_json` gave."""
        whole = {
            name: np.array(content[name], dtype=np.int64) for name in ("roots", "feature", "left", "right")
        }
        return cls(
            threshold=np.array(content["threshold"], dtype=float),
            missing_left=np.array(content["missing_left"], dtype=bool),
            value=np.array(content["value"], dtype=float),
            intercept=float(content["intercept"]),
            **whole,
        )

    def to_json(self) -> dict[str, Any]:
        """Lists of numbers, those with a fraction to six digits."""
        return {
            **{name: getattr(self, name).tolist() for name in ("roots", "feature", "left", "right")},
            "missing_left": self.missing_left.astype(int).tolist(),
            "threshold": [float(f"{one:.6g}") for one in self.threshold.tolist()],
            "value": [float(f"{one:.6g}") for one in self.value.tolist()],
            "intercept": round(self.intercept, 6),
        }
