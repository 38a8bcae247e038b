"""Labels as vectors of one encoder: every label on its own, and the centroid of each concept's labels.

Vectors are kept in half precision; what that costs is below the third digit of a cosine. Those that are taken
for every candidate of every text are kept as they are compared, on the grid of
`skillgraph.matching.index.arithmetic`: they lie side by side, and processes share them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skillgraph.embedding import Encoder, Vectors
from skillgraph.matching.index.arithmetic import Integers, halves_on_grid, on_grid
from skillgraph.matching.index.content_folders import load_array
from skillgraph.matching.index.known import Halves, Keys, KnownVectors, keys_of
from skillgraph.matching.index.labels import LabelList
from skillgraph.matching.index.sketch import Sketch

Advance = Callable[[int, int], None]
"""Called with how many are done and how many there are."""

_CHUNK = 2_048


@dataclass(frozen=True)
class DenseLabels:
    """The vectors of one language's labels.

    Attributes:
        vectors: One row for each label of the label list, shape (labels, dimensions).
        centroids: The mean of each concept's labels, of length 1 or 0, on the grid, shape
            (concepts, dimensions).
        preferred: The first label of each concept, or 0, on the grid, shape (concepts, dimensions).
    """

    vectors: npt.NDArray[np.float16]
    centroids: Integers
    preferred: Integers

    @cached_property
    def all_centroids(self) -> Vectors:
        """The centroids as floats, in memory."""
        return self.centroids.astype(np.float32)

    @classmethod
    def open(cls, folder: Path) -> DenseLabels:
        """Memory-map the vectors.

        Raises:
            IndexMissingError: If they are missing or damaged.
        """
        # As plain arrays over the mapped file: NumPy takes rows from those in half the time.
        names = ("vectors.npy", "centroids.npy", "preferred.npy")
        return cls(*(np.asarray(load_array(folder / name)) for name in names))


def write_dense(
    folder: Path,
    labels: LabelList,
    starts: npt.NDArray[np.int64],
    encoder: Encoder,
    *,
    known: Iterable[KnownVectors],
    advance: Advance,
) -> None:
    """Encode labels and write vectors, centroids with a sketch, and the keys under which others find vectors.

    Args:
        folder: An empty folder.
        labels: The labels of one language.
        starts: First row of each concept, shape (concepts + 1,).
        encoder: What to encode with.
        known: Vectors of the same encoder, which are taken where a label is the same.
        advance: Called with the number of labels done.
    """
    keys = keys_of(labels.texts)
    vectors = np.zeros((len(labels.texts), encoder.dimensions), dtype=np.float16)
    missing = _fill_from(known, keys, vectors)
    _encode_into(vectors, labels.texts, missing, encoder, advance)
    np.save(folder / "keys.npy", keys)
    np.save(folder / "vectors.npy", vectors)
    centroids = _centroids(vectors, starts)
    np.save(folder / "centroids.npy", on_grid(centroids).astype(np.int16))
    np.save(folder / "preferred.npy", first_labels(vectors, starts))
    Sketch.of(centroids).save(folder)


def first_labels(vectors: npt.NDArray[np.float16], starts: npt.NDArray[np.int64]) -> Integers:
    """The vector of each concept's first label on the grid; 0 where it has none."""
    found = np.zeros((len(starts) - 1, vectors.shape[1]), dtype=np.int16)
    filled = np.flatnonzero(np.diff(starts))
    found[filled] = halves_on_grid(vectors[starts[filled]])
    return found


def _fill_from(known: Iterable[KnownVectors], keys: Keys, vectors: Halves) -> npt.NDArray[np.bool_]:
    """Copy the vectors that are known, the first ones count; say which are still missing."""
    missing = np.ones(len(keys), dtype=bool)
    for one in known:
        theirs, rows = np.unique(one.keys, return_index=True)
        places = np.minimum(np.searchsorted(theirs, keys), len(theirs) - 1)
        hits = missing & (theirs[places] == keys) if len(theirs) else np.zeros_like(missing)
        if hits.any():
            vectors[hits] = one.take(rows[places[hits]])
            missing &= ~hits
    return missing


def _encode_into(
    vectors: npt.NDArray[np.float16],
    texts: Sequence[str],
    missing: npt.NDArray[np.bool_],
    encoder: Encoder,
    advance: Advance,
) -> None:
    """Encode each different missing text once."""
    rows_of: dict[str, list[int]] = {}
    for row in np.flatnonzero(missing).tolist():
        rows_of.setdefault(texts[row], []).append(row)
    unique = list(rows_of)
    for start in range(0, len(unique), _CHUNK):
        advance(start, len(unique))
        chunk = unique[start : start + _CHUNK]
        for text, vector in zip(chunk, encoder.encode(chunk), strict=True):
            vectors[rows_of[text]] = vector
    advance(len(unique), len(unique))


def _centroids(vectors: npt.NDArray[np.float16], starts: npt.NDArray[np.int64]) -> Vectors:
    sums = np.zeros((len(starts) - 1, vectors.shape[1]), dtype=np.float32)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        sums[filled] = np.add.reduceat(vectors.astype(np.float32), starts[filled], axis=0)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    sums /= np.where(lengths > 0, lengths, 1)
    return sums
