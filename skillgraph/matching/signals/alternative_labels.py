"""Alternative labels are names that somebody once gave; some name another concept better.

``Data analysis`` is an alternative label of *statistics*, ``microcontrollers`` one of *database development
tools*. A text that is such a label means the concept only if no other has a preferred label that is clearly
nearer. Of acronyms and names vectors say nothing: ``Structured Query Language`` is *SQL*.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skillgraph.matching.signals.signal_types import EXACT, PREF
from skillgraph.matching.text.guards import PREFERRED
from skillgraph.matching.text.names_in_text import has_capital

if TYPE_CHECKING:
    from skillgraph.matching.index.labels import LabelTable

NEARER = 0.1
"""By how much the cosine of another preferred label must be greater. Only three of the texts that matching is
tuned on rest on such a label; the figures are the same from 0 to 0.3."""

_ACRONYM = 5
"""A text of so many characters or fewer may be an acronym."""


def called_by_name(table: LabelTable, lang: str) -> npt.NDArray[np.bool_]:
    """Which concepts have a capital in their preferred label, shape (concepts,)."""
    labels = (table.label(concept, lang) for concept in range(table.matchable))
    return np.array([has_capital(label) for label in labels], dtype=bool)


def drop_far_labels(
    values: npt.NDArray[np.float32],
    names: Sequence[str],
    texts: Sequence[str],
    by_name: npt.NDArray[np.bool_],
) -> None:
    """Set exact signals to 0 that rest on alternative labels, where another concept is meant, in place.

    Args:
        values: Shape (texts, candidates, signals).
        names: What the signals are; without a cosine with preferred labels nothing changes.
        texts: One for each row.
        by_name: Which candidates are called by a name, shape (texts, candidates); their labels count.
    """
    measured = [place for place, name in enumerate(names) if name.split(".")[1:] == [PREF]]
    exact = values[:, :, names.index(EXACT)]
    for row in np.flatnonzero(exact.any(axis=1)).tolist() if measured else ():
        near, sharing = values[row, :, measured[0]], exact[row] > 0
        by_alternatives = len(texts[row]) > _ACRONYM and exact[row].max() < PREFERRED
        if by_alternatives and not by_name[row][sharing].any() and near[sharing].max() < near.max() - NEARER:
            exact[row] = 0
