"""How near single labels of the candidates are to texts."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skillgraph.embedding import TokenVectors, Vectors
from skillgraph.matching.index.arithmetic import (
    GRID,
    Floats,
    Integers,
    Positions,
    cosines,
    halves_on_grid,
    largest,
    spans,
)
from skillgraph.matching.signals.focus import focus
from skillgraph.matching.signals.signal_types import BEST, FOCUS, PREF


@dataclass(frozen=True, slots=True)
class LabelSpace:
    """The vectors of one language's labels.

    Attributes:
        vectors: Shape (labels, dimensions).
        starts: First label of each concept, the preferred one; shape (concepts + 1,).
        preferred: The vector of that label on the grid, shape (concepts, dimensions).
    """

    vectors: npt.NDArray[np.float16]
    starts: Positions
    preferred: Integers

    def measure(
        self, parts: Set[str], candidates: Positions, queries: Vectors, tokens: TokenVectors | None
    ) -> dict[str, Floats]:
        """Cosines of each text with labels of its candidates; 0 where a concept has none in the language.

        Args:
            parts: Which to measure: `BEST` is the largest cosine, `PREF` that of the preferred label, `FOCUS`
                that of the preferred label with the words it looks at.
            candidates: Positions of concepts, shape (texts, candidates).
            queries: Vectors of the texts on the grid, shape (texts, dimensions).
            tokens: Vectors of their tokens; needed for `FOCUS` only.

        Returns:
            An array of shape (texts, candidates) for each part.
        """
        found = {part: np.zeros(candidates.shape, dtype=np.float32) for part in parts}
        firsts = self.starts[candidates]
        lengths = self.starts[candidates + 1] - firsts
        for number, chosen in enumerate(candidates):
            if BEST in parts:
                labels = halves_on_grid(self.vectors[spans(firsts[number], lengths[number])])
                found[BEST][number] = largest(cosines(labels, queries[number]), lengths[number])
            filled = np.flatnonzero(lengths[number])
            preferred = self.preferred.take(chosen[filled], axis=0).astype(np.float32)
            if PREF in parts:
                found[PREF][number, filled] = cosines(preferred, queries[number])
            if FOCUS in parts and tokens is not None:
                found[FOCUS][number, filled] = focus(preferred, tokens.of(number), length=GRID)
        return found
