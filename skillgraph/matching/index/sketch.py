"""Rough cosines with all concepts at once, to choose those that are worth an exact look.

Vectors are compared in the few directions in which the concepts differ most (their principal components,
without a shift of the origin). Less than half of the dimensions loses one in a thousand of the twenty nearest
concepts, and fits into the caches of a processor, where whole vectors do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skillgraph.embedding import Vectors
from skillgraph.matching.index.arithmetic import GRID, Floats, Integers, cosines, on_grid
from skillgraph.matching.index.content_folders import load_array

DIRECTIONS = 160


@dataclass(frozen=True, slots=True)
class Sketch:
    """Concepts in a few directions, on the grid of `skillgraph.matching.index.arithmetic`.

    Attributes:
        directions: Unit vectors as columns, at right angles, shape (dimensions, directions).
        concepts: How far each concept lies in each, shape (concepts, directions).
    """

    directions: Vectors
    concepts: Vectors

    @classmethod
    def of(cls, centroids: Vectors) -> Sketch:
        """Find the directions.

        Args:
            centroids: Rows of length 1 or 0, shape (concepts, dimensions).
        """
        directions = on_grid(_principal(centroids.astype(np.float64))[:, :DIRECTIONS].astype(np.float32))
        return cls(directions, _onto(directions, on_grid(centroids)))

    def cosines(self, queries: Vectors) -> Floats:
        """Nearly the cosines of texts with all concepts.

        Args:
            queries: On the grid, shape (texts, dimensions).

        Returns:
            Shape (texts, concepts).
        """
        return cosines(_onto(self.directions, queries), self.concepts.T)

    def save(self, folder: Path) -> None:
        """Write both arrays as integers."""
        np.save(folder / "directions.npy", _short(self.directions))
        np.save(folder / "sketch.npy", _short(self.concepts))

    @classmethod
    def open(cls, folder: Path) -> Sketch:
        """Read what `save` wrote.

        Raises:
            IndexMissingError: If it is missing or damaged.
        """
        directions, concepts = (load_array(folder / name) for name in ("directions.npy", "sketch.npy"))
        return cls(directions.astype(np.float32), concepts.astype(np.float32))


def _principal(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The directions in which rows differ, most first, as columns.

    Fewer rows than dimensions lie in no more directions than there are rows, which their singular values
    give in a hundredth of the time.
    """
    if len(rows) < rows.shape[1]:
        return np.linalg.svd(rows, full_matrices=False).Vh.T
    _, found = np.linalg.eigh(rows.T @ rows)
    return found[:, ::-1]


def _onto(directions: Vectors, vectors: Vectors) -> Vectors:
    """How far vectors on the grid lie in each direction, rounded to the grid; exact before that."""
    found: Vectors = vectors @ directions
    found *= np.float32(1 / GRID)
    return np.rint(found, out=found)


def _short(vectors: Vectors) -> Integers:
    return vectors.astype(np.int16)
