"""Folds for checking a fit on texts it did not see."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from skillgraph.matching.evaluation.evaluation import GoldRow

FOLDS = 5


def folds(rows: Sequence[GoldRow]) -> npt.NDArray[np.int64]:
    """The fold of each row; rows of one posting, and rows with the same text, share theirs.

    Sentences of one advertisement resemble each other, so a fit that has seen some knows the others.
    """
    groups: dict[str, int] = {}
    keys = [f"posting {row.posting}" if row.posting else row.text for row in rows]
    return np.array([groups.setdefault(key, len(groups)) % FOLDS for key in keys], dtype=np.int64)
