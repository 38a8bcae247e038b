"""Concepts that look right for a text and are wrong: the hardest ones to tell apart teach most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random

import numpy as np
import numpy.typing as npt

from skillgraph.embedding import Vectors
from skillgraph.training.encoder.examples import Example
from skillgraph.training.encoder.space import ConceptSpace

_ROWS = 512


def siblings(example: Example, space: ConceptSpace, random: Random) -> list[int]:
    """One concept that shares a parent with the example's first concept."""
    found = [c for c in space.siblings[example.concepts[0]] if c not in example.concepts]
    return random.sample(found, min(1, len(found)))


def mistakes(
    examples: Sequence[Example],
    texts: Vectors,
    labels: Mapping[str, Vectors],
    space: ConceptSpace,
    count: int,
) -> Iterator[list[int]]:
    """The nearest wrong concepts of each example, by the model as it is.

    Args:
        examples: Texts with their concepts.
        texts: Their vectors, shape (examples, dimensions).
        labels: Vectors of the preferred labels by language, each of shape (concepts, dimensions).
        space: The concepts; parents and children of right ones are not wrong.
        count: How many of the nearest concepts are looked at.
    """
    for start in range(0, len(examples), _ROWS):
        batch = examples[start : start + _ROWS]
        nearest = _nearest(batch, texts[start : start + _ROWS], labels, count)
        for example, row in zip(batch, nearest, strict=True):
            right = set(example.concepts).union(*(space.near[concept] for concept in example.concepts))
            yield sorted(set(row.tolist()) - right)


def _nearest(
    batch: Sequence[Example], texts: Vectors, labels: Mapping[str, Vectors], count: int
) -> npt.NDArray[np.int64]:
    """The nearest concepts of each text in its own language, in no order, shape (texts, count)."""
    depth = min(count, min(map(len, labels.values())))
    found = np.empty((len(batch), depth), dtype=np.int64)
    langs = np.array([example.lang for example in batch])
    for lang, vectors in labels.items():
        rows = langs == lang
        found[rows] = np.argpartition(-(texts[rows] @ vectors.T), depth - 1, axis=1)[:, :depth]
    return found
