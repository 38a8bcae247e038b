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
        places, ends = rows.ravel(), np.tile(self.roots, len(rows))
        nodes, first = ends, np.repeat(np.arange(len(rows)) * rows.shape[1], len(self.roots))
        going = np.arange(len(ends))
        while len(going):
            feature = self.feature.take(nodes)
            if (feature == LEAF).any():  # those are there; the others go on
                ends[going] = nodes
                kept = np.flatnonzero(feature != LEAF)
                going, nodes, first, feature = (one.take(kept) for one in (going, nodes, first, feature))
            values = places.take(first + feature)
            goes_left = values <= self.threshold.take(nodes)
            goes_left |= np.isnan(values) & self.missing_left.take(nodes)
            nodes = np.where(goes_left, self.left.take(nodes), self.right.take(nodes))
        each = self.value.take(ends).reshape(len(rows), len(self.roots))
        return np.asarray(each.sum(axis=1) + self.intercept)

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
